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

# `name program` a line. on_database: only those that are linked with what makes a register for a test.
all_tests() {
  local source name
  for source in "$ROOT"/tests/unit/test_*.c; do
    name=$(basename "$source" .c)
    [ -x "$BUILD/tests/unit/$name" ] && echo "$name $BUILD/tests/unit/$name"
  done
}
on_database() {
  local name program
  while read -r name program; do
    nm "$program" 2>/dev/null | grep -q ' T test_db_place$' && echo "${name}_on_PostgreSQL $program"
  done < <(all_tests)
}
all_tests | tap_run_each

if postgres_start; then
  of_database=$(on_database)
  if [ -n "$of_database" ]; then echo "$of_database" | tap_run_each
  else echo 'not ok - no test is found that stands on a database'
  fi
else
  echo 'not ok - a private PostgreSQL starts'
fi
