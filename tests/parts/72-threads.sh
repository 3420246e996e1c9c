#!/bin/bash
# The thread sanitizer: the server's sixteen threads under requests to every page at once, and the bulk engine's workers. No
# report may come. THREADS_SECONDS (20) is the time for the requests and for each random test.
cd "$(dirname "$0")/../.." || exit 1
ROOT=$(pwd)
BUILD=$ROOT/build-threads
unset ANSINH
. script/lib.sh
seconds=${THREADS_SECONDS:-20}
need_packages build || exit 1
build_product "$BUILD" -Db_sanitize=thread -Db_lundef=false || exit 1
export ANSINH_TODAY=2026-11-23 TSAN_OPTIONS=halt_on_error=0:exitcode=66
folder=$(mktemp -d)
server=''
finish() { [ -n "$server" ] && kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"; }
trap finish EXIT

# reports NAME FILE: fails where the sanitizer has written into the file.
reports() {
  local count
  count=$(grep -c 'WARNING: ThreadSanitizer' "$2")
  if [ "$count" = 0 ]; then
    echo "ok - $1"
  else
    echo "not ok - $1: $count reports of the thread sanitizer"
    grep -A 25 -m 1 'WARNING: ThreadSanitizer' "$2" | sed 's/^/# /'
  fi
}

# ---- the bulk engine ----

for test in test_bulk test_bulk_links; do
  BULK_SECONDS=$seconds CMOCKA_MESSAGE_OUTPUT=TAP "$BUILD/tests/unit/$test" >"$folder/$test" 2>&1
  code=$?
  [ $code = 0 ] || [ $code = 66 ] || { echo "not ok - $test ended with code $code"; tail -20 "$folder/$test" | sed 's/^/# /'; }
  reports "$test" "$folder/$test"
done

# ---- a province, determined by three threads ----

province() {
  "$ANSINH" synth --db "$folder/p.db" --permille 5 --seed 7 &&
    for month in 2026-10 2026-11; do
      "$ANSINH" determine --for $month --threads 3 --db "$folder/p.db" &&
        "$ANSINH" check caseload --for $month --threads 3 --db "$folder/p.db" || return 1
    done
}
province >"$folder/province" 2>&1 || { echo 'not ok - a small province'; tail -20 "$folder/province" | sed 's/^/# /'; }
reports 'a province is determined' "$folder/province"

# ---- the server ----

"$ANSINH" serve --db "$folder/p.db" --port 0 >"$folder/serve" 2>"$folder/serve.err" </dev/null &
server=$!
for _ in $(seq 300); do grep -q 127.0.0.1 "$folder/serve" && break; sleep 0.1; done
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$folder/serve" | cut -d: -f2)

. tests/tools/visitors.sh
if visitors 16 "$seconds" "$folder"; then echo "ok - sixteen visitors are answered: $(awk '{ printf "%s × %s ", $1, $2 }' "$folder/statuses")"
else echo 'not ok - sixteen visitors are answered'; sed 's/^/# /' "$folder/statuses"; fi
kill "$server"
wait "$server"
code=$?
server=''
[ $code = 0 ] || [ $code = 66 ] || echo "not ok - the server ended with code $code"
reports 'the server' "$folder/serve.err"
