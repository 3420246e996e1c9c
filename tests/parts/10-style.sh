#!/bin/bash
# The style rules over the repository, and the rules themselves over lines known to be bad.
cd "$(dirname "$0")/../.." || exit 1
tests/style/check.sh
tests/style/selftest.sh
