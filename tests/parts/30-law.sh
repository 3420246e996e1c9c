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
