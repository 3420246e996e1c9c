#!/bin/bash
# The unit tests: every tests/unit/test_*.c that was built; those that stand on a database once on each engine.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
export CMOCKA_MESSAGE_OUTPUT=TAP
unset ANSINH_TEST_DB
for source in tests/unit/test_*.c; do
  name=$(basename "$source" .c)
  if [ -x "$BUILD/tests/unit/$name" ]; then
    tap_run "$name" "$BUILD/tests/unit/$name"
  else
    echo "not ok - $name was not built: add it to tests/unit/meson.build"
  fi
done

trap postgres_stop EXIT
if postgres_start; then
  for source in $(grep -lE '\b(test_db_(new|place)|world_(open|setup)|answers_setup)\b' tests/unit/test_*.c); do
    name=$(basename "$source" .c)
    [ -x "$BUILD/tests/unit/$name" ] && tap_run "$name on PostgreSQL" "$BUILD/tests/unit/$name"
  done
else
  echo 'not ok - a private PostgreSQL starts'
fi
