#!/bin/bash
# The law texts: their consistency, and the tests written beside them.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
if [ ! -x "$ANSINH" ]; then
  tap_skip 'the program is not built'
  exit 0
fi
tap_run 'law check' "$ANSINH" law check
tap_run 'law test' "$ANSINH" law test
tap_run 'law coverage' "$ANSINH" law coverage
# Whole packs in the documents, those that begin with their language and declare something: they are checked and tested too.
packs=$(mktemp -d)
trap 'rm -rf "$packs"' EXIT
awk -v folder="$packs" '
  /^```/ { inside = !inside; file = ""; next }
  inside && /^language [0-9]+$/ { first = $0; file = "?"; next }
  file == "?" { file = ""; if ($0 ~ /^pack [a-z_]+ "/) { file = folder "/" (++count) ".luat"; print first >file } }
  file != "" && file != "?" { print >file }' doc/*.md
for pack in "$packs"/*.luat; do
  tap_run "a pack of the documents: check" "$ANSINH" law check "$pack"
  tap_run "a pack of the documents: test" "$ANSINH" law test "$pack"
done
# Each change of the packs is a run of tests: too many for the sanitizers' pace.
[ -z "${ASAN_OPTIONS:-}" ] && tap_run 'law mutate' "$ANSINH" law mutate
exit 0
