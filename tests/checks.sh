# Sourced by the scripts of tests/e2e. Gives `check NAME CODE`, which tells in TAP whether the code of what was just asked is 0,
# and counts in `number` and `bad`; `shown` are the files whose ends say what went wrong, `engine` stands behind each name.
number=0 bad=0 shown='err out difference page' engine=''
check() {
  number=$((number + 1))
  if [ "$2" = 0 ]; then echo "ok $number - $1${engine:+ ($engine)}"; return; fi
  echo "not ok $number - $1${engine:+ ($engine)}"
  tail -n 8 $shown 2>/dev/null | sed 's/^/# /'
  bad=1
}
same() { diff -r "$2" "$3" >difference 2>&1; check "$1" $?; } # same NAME FILE FILE
