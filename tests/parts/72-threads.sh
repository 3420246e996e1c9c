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

get() { # get PATH: the status
  local line
  exec 9<>"/dev/tcp/127.0.0.1/$port" || return
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&9
  IFS=' ' read -r _ line _ <&9
  cat <&9 >/dev/null
  exec 9>&-
  echo "$line"
}
visit() { # visit NUMBER: one visitor, until the time is over; a status a line
  local number=$1 end=$((SECONDS + seconds)) i=0 person
  while [ $SECONDS -lt $end ]; do
    person=$((1 + (number * 131 + i * 17) % 5000))
    case $(((number + i) % 14)) in
      0) get / ;;
      1) get '/?for=2026-10&sort=due' ;;
      2) get '/search?q=nguyen+thi' ;;
      3) get "/search?q=tran+19$((40 + i % 50))" ;;
      4|5) get "/person/$person" ;;
      6) get "/person/$person?for=2026-08&known=2026-10-05" ;;
      7) get "/person/$person/why/assistance.monthly" ;;
      8) get "/person/$person/why/social_pension.monthly?share=yes" ;;
      9) get '/check?for=2026-10' ;;
      10) get '/law?q=tro+cap' ;;
      11) get '/law/diff?from=2026-09-30&to=2026-10-05' ;;
      12) get '/law/assistance_base?lang=en' ;;
      13) get /static/style.css ;;
    esac
    i=$((i + 1))
  done
}
visitors=''
for number in $(seq 16); do visit "$number" >"$folder/visit.$number" & visitors="$visitors $!"; done
wait $visitors
cat "$folder"/visit.* | sort | uniq -c >"$folder/statuses"
awk '$2 != 200 && $2 != 404 { bad += $1 } $2 == 200 { good += $1 } END { exit !(good >= 100 && bad == 0) }' "$folder/statuses"
if [ $? = 0 ]; then echo "ok - sixteen visitors are answered:$(awk '{ printf " %s × %s", $1, $2 }' "$folder/statuses")"
else echo 'not ok - sixteen visitors are answered'; sed 's/^/# /' "$folder/statuses"; fi
kill "$server"
wait "$server"
code=$?
server=''
[ $code = 0 ] || [ $code = 66 ] || echo "not ok - the server ended with code $code"
reports 'the server' "$folder/serve.err"
