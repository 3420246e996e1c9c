# Visitors of a running server, for tests that load it. Use: . tests/tools/visitors.sh, with `port` set.
#   get PATH                  prints the status
#   visit NUMBER SECONDS      goes through all pages, a status a line; NUMBER says where it begins
#   visitors COUNT SECONDS FOLDER   COUNT of them at once; FOLDER/statuses gets `count status` lines; fails where a status
#                             is neither 200 nor 404, or fewer than a hundred answers were 200

get() {
  local status
  exec 9<>"/dev/tcp/127.0.0.1/$port" || { echo none; return; }
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&9
  IFS=' ' read -r _ status _ <&9
  cat <&9 >/dev/null
  exec 9>&-
  echo "${status:-none}"
}

# People to open, by what stands in addresses: found as a visitor finds them.
people_found() {
  local name
  for name in 'nguyen+thi' 'tran+van' 'le+thi' 'ho+van' 'pham+thi' 'hoang' 'vo' 'phan' 'dang' 'bui'; do
    exec 9<>"/dev/tcp/127.0.0.1/$port" || return
    printf 'GET /search?q=%s&part=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$name" >&9
    grep -o '/person/[0-9A-Z]*' <&9 | cut -d/ -f3
    exec 9>&-
  done
}

visit() {
  local number=$1 end=$((SECONDS + $2)) i=0 person people
  mapfile -t people < <(people_found)
  [ ${#people[@]} -gt 0 ] || { echo none; return; }
  while [ $SECONDS -lt $end ]; do
    person=${people[$(((number * 131 + i * 17) % ${#people[@]}))]}
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

visitors() {
  local count=$1 seconds=$2 folder=$3 number pids=''
  for number in $(seq "$count"); do
    visit $((number + ${visitors_from:-0})) "$seconds" >"$folder/visit.$number" &
    pids="$pids $!"
  done
  wait $pids
  cat "$folder"/visit.* | sort | uniq -c | awk '{ print $1, $2 }' >"$folder/statuses"
  awk '$2 != 200 && $2 != 404 { bad += $1 } $2 == 200 { good += $1 } END { exit !(good >= 100 && bad == 0) }' "$folder/statuses"
}
