#!/bin/bash
# The unit tests, two at a time: every tests/unit/test_*.c that was built; those that stand on a database once on each engine.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
export CMOCKA_MESSAGE_OUTPUT=TAP
unset ANSINH_TEST_DB
trap 'scratch_leave; postgres_stop' EXIT
export HUE_DIR=$ROOT/data/hue
scratch_enter || exit 1
for source in "$ROOT"/tests/unit/test_*.c; do
  name=$(basename "$source" .c)
  [ -x "$BUILD/tests/unit/$name" ] || echo "not ok - $name was not built: add it to tests/unit/meson.build"
done

# The tests of the files that `grep` names: `name program` a line.
tests() {
  local source name
  for source in $(grep "$@" "$ROOT"/tests/unit/test_*.c); do
    name=$(basename "$source" .c)
    [ -x "$BUILD/tests/unit/$name" ] && echo "$name${suffix:-} $BUILD/tests/unit/$name"
  done
}
tests -l '' | tap_run_each

if postgres_start; then
  suffix=_on_PostgreSQL
  tests -lE '\b(test_db_(new|place)|world_(open|setup)|office_(open|setup)|answers_setup)\b' | tap_run_each
else
  echo 'not ok - a private PostgreSQL starts'
fi
