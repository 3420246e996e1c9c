#!/bin/bash
# clang-tidy over all of src (.clang-tidy says with which checks): a warning is a failure. tests/style/tidy.txt holds those
# that were there before, `count check file`; they only become fewer. tests/parts/75-tidy.sh --write writes the table anew.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
known=tests/style/tidy.txt
if ! need_packages build tidy; then
  tap_skip 'clang-tidy-14 is not installed and could not be'
  exit 0
fi
build_product || exit 1
log=$(mktemp)
trap 'rm -f "$log" "$log".*' EXIT
mapfile -t sources < <(find src -name '*.c' | sort)
printf '%s\n' "${sources[@]}" | xargs -P "${JOBS:-2}" -n 3 clang-tidy-14 -p "$BUILD" --quiet >"$log" 2>"$log".err
read=$?

# `file:line:col: text [check]`, each once, with the file's name as the repository has it.
sed -nE 's|^([^ :]*/)?(src/[^ :]+:[0-9]+:[0-9]+): (error\|warning): (.*) \[([A-Za-z0-9.-]+)(,-warnings-as-errors)?\]$|\2: \4 [\5]|p' "$log" |
  sort -u >"$log".found
sed -E 's/^([^:]+):.* \[([^]]+)\]$/\2 \1/' "$log".found | sort | uniq -c | awk '{ print $1, $2, $3 }' >"$log".count
if [ "${1:-}" = --write ]; then
  { echo '# Warnings of clang-tidy that were there before the check: count check file. They only become fewer.'; cat "$log".count; } >$known
  exit 0
fi
# xargs: 123 where a clang-tidy found something, more where one was killed or is not there.
if [ $read -gt 123 ] || { [ $read != 0 ] && ! [ -s "$log".found ]; }; then
  echo 'not ok - clang-tidy reads src'
  tail -n 5 "$log" "$log".err | sed 's/^/# /'
else
  echo "ok - clang-tidy reads ${#sources[@]} files"
fi
wrong=$(awk '
  FNR == NR { if ($1 !~ /^#/) was[$2 " " $3] = $1; next }
  { key = $2 " " $3; if ($1 > was[key] + 0) print "more", $2, $3; else if ($1 < was[key]) print "fewer", key, $1; delete was[key] }
  END { for (key in was) print "fewer", key, 0 }' $known "$log".count)
if [ -z "$wrong" ]; then
  echo 'ok - no warning of clang-tidy that is new'
else
  echo 'not ok - the warnings of clang-tidy are those of tests/style/tidy.txt'
  echo "$wrong" | while read -r what check file count; do
    if [ "$what" = more ]; then grep -F "$file:" "$log".found | grep -F "[$check]"
    else echo "$known:1: $check in $file: $count now; write it into $known (tests/parts/75-tidy.sh --write)"; fi
  done
fi
