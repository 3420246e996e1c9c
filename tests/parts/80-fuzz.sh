#!/bin/bash
# Each fuzz target for FUZZ_SECONDS (20) seconds from FUZZ_SEED (a fresh one), with the sanitizers.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
seconds=${FUZZ_SECONDS:-20}
seed=${FUZZ_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
echo "# seed $seed: FUZZ_SEED=$seed FUZZ_SECONDS=$seconds tests/parts/80-fuzz.sh"
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
  ANSINH_TEST_SECONDS=$((seconds + 60)) tap_run "$name" "$folder/tests/fuzz/$name" -seed="$seed" -max_total_time="$seconds" \
    -max_len=4096 -timeout=10 -rss_limit_mb=1024 -verbosity=0 -artifact_prefix="$folder/" "$corpus" "${seeds[@]}"
done
