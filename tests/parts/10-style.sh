#!/bin/bash
# The style rules over the repository, and the rules themselves over lines known to be bad.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
need_packages style || echo '# the layout of C is not checked'
tests/style/check.sh
tests/style/selftest.sh
