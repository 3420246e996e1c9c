#!/bin/bash
# Each fuzz target for FUZZ_SECONDS (20) seconds, with the sanitizers.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
seconds=${FUZZ_SECONDS:-20}
need_packages build fuzz || exit 1
compiler=$(command -v clang || command -v clang-14) || exit 1
folder=$ROOT/build-fuzz
CC=$compiler build_product "$folder" -Dfuzz=true -Dwerror=false -Db_sanitize=address,undefined -Db_lundef=false || exit 1
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1
for source in tests/fuzz/fuzz_*.c; do
  name=$(basename "$source" .c)
  corpus=$folder/corpus/$name
  mkdir -p "$corpus"
  seeds=()
  [ -d "tests/fuzz/$name" ] && seeds=("tests/fuzz/$name")
  ANSINH_TEST_SECONDS=$((seconds + 60)) tap_run "$name" "$folder/tests/fuzz/$name" -max_total_time="$seconds" \
    -max_len=4096 -timeout=10 -rss_limit_mb=1024 -verbosity=0 -artifact_prefix="$folder/" "$corpus" "${seeds[@]}"
done
