#!/bin/bash
# The style rules over the repository, and the rules themselves over lines known to be bad.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
need_packages style || echo '# the layout of C is not checked'
said=$(mktemp)
trap 'rm -f "$said"' EXIT
for checker in check selftest; do
  tests/style/$checker.sh 2>&1 | tee "$said"
  tail -n 1 "$said" | grep -qE '^1\.\.[1-9]' || echo "not ok - tests/style/$checker.sh comes to its end"
done
