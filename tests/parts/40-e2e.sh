#!/bin/bash
# The real program from the outside: every executable tests/e2e/*.sh.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
if [ ! -x "$ANSINH" ]; then
  tap_skip 'the program is not built'
  exit 0
fi
shopt -s nullglob
scripts=(tests/e2e/*.sh)
[ ${#scripts[@]} = 0 ] && tap_skip 'there are no scripts in tests/e2e'
for script in "${scripts[@]}"; do
  tap_run "$(basename "$script" .sh)" "$script"
done
exit 0
