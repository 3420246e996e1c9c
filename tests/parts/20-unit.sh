#!/bin/bash
# The unit tests: every tests/unit/test_*.c that was built.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
export CMOCKA_MESSAGE_OUTPUT=TAP
for source in tests/unit/test_*.c; do
  name=$(basename "$source" .c)
  if [ -x "$BUILD/tests/unit/$name" ]; then
    tap_run "$name" "$BUILD/tests/unit/$name"
  else
    echo "not ok - $name was not built: add it to tests/unit/meson.build"
  fi
done
