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
# Each change of the packs is a run of tests: too many for the sanitizers' pace.
[ -z "${ASAN_OPTIONS:-}" ] && tap_run 'law mutate' "$ANSINH" law mutate
exit 0
