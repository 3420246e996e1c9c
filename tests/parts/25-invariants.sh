#!/bin/bash
# Every numbered invariant of the files in tests/unit/invariants.txt is broken on purpose, and its assertion must be the one
# that fires.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
table() { sed 's/#.*//' tests/unit/invariants.txt | grep -v '^ *$'; }
broken() { table | awk '$2 != "-"'; }
said=$(mktemp)
trap 'rm -f "$said"; rm -rf "$scratch"' EXIT
scratch=$(mktemp -d) || exit 1
export CMOCKA_MESSAGE_OUTPUT=TAP BULK_SECONDS=1
ulimit -c 0

numbers() { grep -oE "\b$2\([0-9]+" "$1" | grep -oE '[0-9]+' | sort -nu; }
held=' '
while read -r file test; do
  name=$(basename "$file") program=$BUILD/tests/unit/broken_$test
  if [ -z "$(numbers "$file" INVARIANT)" ]; then echo "not ok - $file asserts no invariant; take it out of tests/unit/invariants.txt"; fi
  # Those promised in the words the file opens with are those asserted, and those broken.
  promised=$(awk '/\*\//{ last = 1 } match($0, /^ \* [0-9]+\. /) { print $2 + 0 } last { exit }' "$file")
  for what in INVARIANT BROKEN; do
    if [ "$(numbers "$file" $what)" = "$promised" ]; then echo "ok - $name: the invariants it opens with are those of $what"
    else echo "not ok - $name: it opens with invariants" $promised "but has $what of" $(numbers "$file" $what); fi
  done
  for n in $promised; do
    { cd "$scratch" && ANSINH_BREAK=$name:$n timeout -k 5 60 "$program" >"$said" 2>&1 </dev/null; code=$?; cd "$ROOT"; } 2>/dev/null
    if [ $code = 134 ] && grep -qF "$name invariant $n: " "$said"; then
      echo "ok - $name invariant $n fires when it is broken"
    else
      echo "not ok - $name invariant $n broken: code $code, and what was said is not '$name invariant $n'"
      tail -5 "$said" | sed 's/^/# /'
    fi
  done
  case $held in *" $test "*) continue ;; esac
  held="$held$test "
  if (cd "$scratch" && timeout -k 5 300 "$program") >"$said" 2>&1 </dev/null; then echo "ok - $test holds when nothing is broken"
  else echo "not ok - $test does not hold when nothing is broken"; tail -5 "$said" | sed 's/^/# /'; fi
done < <(broken)

# verdict NAME OFFENCES
verdict() {
  if [ -z "$2" ]; then echo "ok - $1"
  else echo "not ok - $1"; echo "$2"; fi
}
listed() { broken | awk '{ print $1 }'; }
verdict 'every file with invariants is listed' "$(grep -rlE '\bINVARIANT\(' src --include='*.[ch]' | grep -vx src/base/base.h | grep -vxF "$(listed)" |
  sed 's|$|:1: has invariants nobody breaks; give it a line in tests/unit/invariants.txt|')"
verdict 'an invariant is said by its number' "$(grep -rnE '\b(INVARIANT|BROKEN)\( *[^0-9 ]' src --include='*.[ch]' | grep -vE '^src/base/base.h:' |
  sed -E 's|^([^:]+:[0-9]+):.*|\1: an invariant without its number; write the number it has in the words the file opens with|')"
# Words that promise assertions must have them, or stand in the table with `-`.
verdict 'what is promised as asserted can be broken' "$(
  for file in $(find src -name '*.[ch]' | sort); do
    awk '/Invariants?,? .*asserted/ { said = 1 } /^ \* 1\. / { numbered = 1 } /\*\// { exit } END { exit !(said && numbered) }' "$file" || continue
    table | awk '{ print $1 }' | grep -qxF "$file" || echo "$file:1: says its invariants are asserted; assert them by INVARIANT and give it a line in tests/unit/invariants.txt"
  done
  table | awk '$2 == "-" { print $1 }' | while read -r file; do
    if grep -qE '\bINVARIANT\(' "$file"; then echo "$file:1: has INVARIANT now; name the test that reaches it in tests/unit/invariants.txt"; fi
  done)"
# What a program may write that no thread owns: nothing. Of a thread are problem.c's words of what did not open, and the
# server's own worker.
verdict 'nothing that is written is shared by threads' "$(
  find "$BUILD/src" -name '*.o' | while read -r object; do
    objdump -t "$object" | awk -v name="$(basename "$object" .o)" '
      $3 == "O" && $4 ~ /^\.(data|bss)/ && $4 !~ /^\.data\.rel\.ro/ { print name ": " $6 " is written; make it const, or give it an owner" }
      $3 ~ /^\.t(data|bss)/ && $NF !~ /^(open_problem|here)$/ { print name ": " $NF " is of a thread; hand it over instead" }'
  done)"
