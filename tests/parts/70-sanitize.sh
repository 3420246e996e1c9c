#!/bin/bash
# Unit, law and end-to-end tests again with the address and undefined behaviour sanitizers.
cd "$(dirname "$0")/../.." || exit 1
ROOT=$(pwd)
BUILD=$ROOT/build-sanitize
unset ANSINH
. script/lib.sh
need_packages build || exit 1
build_product "$BUILD" -Db_sanitize=address,undefined -Db_lundef=false || exit 1
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
for part in 20-unit 30-law 40-e2e; do
  tests/parts/$part.sh || echo "not ok - $part ended with code $?"
done
