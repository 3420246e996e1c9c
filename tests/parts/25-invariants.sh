#!/bin/bash
# Every numbered invariant of the files in tests/unit/invariants.txt is broken on purpose, and its assertion must be the one
# that fires.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
table() { sed 's/#.*//' tests/unit/invariants.txt | grep -v '^ *$'; }
said=$(mktemp)
trap 'rm -f "$said"' EXIT
export CMOCKA_MESSAGE_OUTPUT=TAP BULK_SECONDS=1
ulimit -c 0

numbers() { grep -oE "\b$2\([0-9]+" "$1" | grep -oE '[0-9]+' | sort -nu; }
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
    { ANSINH_BREAK=$name:$n timeout -k 5 60 "$program" >"$said" 2>&1 </dev/null; code=$?; } 2>/dev/null
    if [ $code = 134 ] && grep -qF "$name invariant $n: " "$said"; then
      echo "ok - $name invariant $n fires when it is broken"
    else
      echo "not ok - $name invariant $n broken: code $code, and what was said is not '$name invariant $n'"
      tail -5 "$said" | sed 's/^/# /'
    fi
  done
  if timeout -k 5 120 "$program" >"$said" 2>&1 </dev/null; then echo "ok - $name holds when nothing is broken"
  else echo "not ok - $name does not hold when nothing is broken"; tail -5 "$said" | sed 's/^/# /'; fi
done < <(table)

missing=$(grep -rlE '\bINVARIANT\([0-9]' src --include='*.c' | grep -vxF "$(table | awk '{ print $1 }')")
if [ -z "$missing" ]; then echo 'ok - every file with invariants is listed'
else echo 'not ok - every file with invariants is listed'; echo "$missing" | sed 's|$|:1: has invariants nobody breaks; give it a line in tests/unit/invariants.txt|'; fi
