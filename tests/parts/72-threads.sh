#!/bin/bash
# The thread sanitizer: the bulk engine's workers, and the server's sixteen threads under requests to every page at once while
# a writer beside it acts on people, so that what is kept moves under them and the sums are made anew. No report may come; a
# race planted on purpose must be seen. THREADS_SECONDS (20) is the time for the requests and for each random test.
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
finish() {
  touch "$folder/enough"
  [ -n "$server" ] && kill "$server" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$folder"
}
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

# ---- a planted race ----

cat >"$folder/race.c" <<'X'
#include <pthread.h>
static int counter;
static void *count(void *unused) {
  for (int i = 0; i < 1000; i++) counter++;
  return unused;
}
int main(void) {
  pthread_t other;
  if (pthread_create(&other, 0, count, 0)) return 1;
  count(0);
  pthread_join(other, 0);
  return counter == 0;
}
X
cc -g -fsanitize=thread -o "$folder/race" "$folder/race.c" -pthread && "$folder/race" >"$folder/race.said" 2>&1
if [[ $(reports 'a race' "$folder/race.said") == 'not ok'* ]]; then echo 'ok - a planted race is seen'
else echo 'not ok - a planted race is seen'; sed 's/^/# /' "$folder/race.said"; fi

# ---- the bulk engine ----

for test in test_bulk test_bulk_links; do
  BULK_SECONDS=$seconds CMOCKA_MESSAGE_OUTPUT=TAP "$BUILD/tests/unit/$test" >"$folder/$test" 2>&1
  code=$?
  [ $code = 0 ] || [ $code = 66 ] || { echo "not ok - $test ended with code $code"; tail -20 "$folder/$test" | sed 's/^/# /'; }
  reports "$test" "$folder/$test"
done

# ---- a province, determined by three threads ----

# What none of the house's packs does: a benefit is worked out from a form, row by row, by all threads.
mkdir "$folder/own"
cat >"$folder/own/own.luat" <<'X'
language 1
pack own "Thử" | "Own" uses poverty
document o1 "Văn bản" | "Document" issued 2020-01-01 in_force 2020-01-01 articles 1
parameter unit : money "Một điểm" | "Unit"
  = 1_000 [o1 1]
rule household.missed : integer "Số" | "Missed" = sum (if d01 then 1 else 2) over b_form [o1 1]
benefit form_money for household "Phiếu" | "Form money"
  amount unit * missed [o1 1]
  starts month_of_decision [o1 1]
  changes same_month [o1 1]
  stops month_after [o1 1]
X

province() {
  "$ANSINH" synth --db "$folder/p.db" --permille 5 --seed 7 &&
    for month in 2026-10 2026-11; do
      "$ANSINH" determine --for $month --threads 3 --db "$folder/p.db" &&
        "$ANSINH" check caseload --for $month --threads 3 --db "$folder/p.db" || return 1
    done &&
    "$ANSINH" determine --for 2026-11 --threads 3 --db "$folder/p.db" --law "law/vn,law/vn-hue,$folder/own" --unadopted
}
province >"$folder/province" 2>&1 || { echo 'not ok - a small province'; tail -20 "$folder/province" | sed 's/^/# /'; }
reports 'a province is determined' "$folder/province"

# ---- the server ----

"$ANSINH" serve --db "$folder/p.db" --port 0 >"$folder/serve" 2>"$folder/serve.err" </dev/null &
server=$!
for _ in $(seq 300); do grep -q 127.0.0.1 "$folder/serve" && break; sleep 0.1; done
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$folder/serve" | cut -d: -f2)

acts() { sqlite3 "$folder/p.db" 'PRAGMA busy_timeout = 10000; SELECT max(act) FROM act' | tail -1; }
# Each round: some acts on people drawn by chance, what is kept brought to them, a determination by two threads.
writer() {
  until [ -e "$folder/enough" ]; do
    "$BUILD/tests/unit/time_columns" "$folder/p.db" 5 1 law/vn law/vn-hue || return
  done
}
. tests/tools/visitors.sh
before=$(acts)
writer >"$folder/writer" 2>"$folder/writer.err" &
writing=$!
if visitors 16 "$seconds" "$folder"; then echo "ok - sixteen visitors are answered: $(awk '{ printf "%s × %s ", $1, $2 }' "$folder/statuses")"
else echo 'not ok - sixteen visitors are answered'; sed 's/^/# /' "$folder/statuses"; fi
after=$(acts)
if [ "$after" -ge $((before + 5)) ]; then echo "ok - meanwhile others acted: $((after - before)) acts"
else echo "not ok - meanwhile others acted: from act $before to $after"; tail -q -n 5 "$folder/writer" "$folder/writer.err" | sed 's/^/# /'; fi
touch "$folder/enough"
wait "$writing"
code=$?
[ $code = 0 ] || [ $code = 66 ] || { echo "not ok - the writer ended with code $code"; tail -5 "$folder/writer.err" | sed 's/^/# /'; }
reports 'the writer beside it' "$folder/writer.err"
kill "$server"
wait "$server"
code=$?
server=''
[ $code = 0 ] || [ $code = 66 ] || echo "not ok - the server ended with code $code"
reports 'the server' "$folder/serve.err"
