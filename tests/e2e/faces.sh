#!/bin/bash
# The faces from the outside: help and version, options given twice, days outside the calendar, files that are none, and two
# servers on one port.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
ansinh=$(realpath "${ANSINH:-$ROOT/build/ansinh}")
here=$(mktemp -d)
servers=''
finish() { for pid in $servers; do kill "$pid" 2>/dev/null; done; wait 2>/dev/null; rm -rf "$here"; }
trap finish EXIT
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01
unset ANSINH_LANG
. "$ROOT/tests/checks.sh"
laws=(--law "$ROOT/law/vn,$ROOT/law/vn-hue")

run() { "$ansinh" "$@" >out 2>err </dev/null; }
refused() { # refused NAME VI EN COMMAND…: code 2 with its text in both languages
  local name=$1 vi=$2 en=$3 code
  shift 3
  run "$@"
  code=$?
  [ $code = 2 ] && [ ! -s out ] && grep -qF -- "$vi" err && run "$@" --lang en
  code=$?
  [ $code = 2 ] && [ ! -s out ] && grep -qF -- "$en" err
  check "$name" $?
}

# ---- help and version ----

run --help && cp out all
run -h && cmp -s out all; check '-h helps' $?
run help && cmp -s out all; check 'help helps' $?
run law check --help && cp out one
run help law check && cmp -s out one; check 'help COMMAND helps' $?
run law check -h && cmp -s out one; check 'COMMAND -h helps' $?
run version && cp out version
run --version && cmp -s out version && grep -qE '^ansinh [0-9]+\.[0-9]+' out; check '--version tells the version' $?

# ---- what is given twice, and days nobody serves ----

refused 'an option twice' '--for được viết hai lần' '--for is given twice' due --for 2026-10 --for 2026-11
refused 'an option twice, once with =' '--db được viết hai lần' '--db is given twice' due --db a --db=b
run due --lang vi --lang en; [ $? = 2 ] && grep -qF 'hai lần / is given twice' err; check '--lang twice' $?
refused 'a month before the calendar' '0001-01 ở ngoài lịch' '0001-01 is outside the calendar served' due --for 0001-01
refused 'a month after it' '9999-12 ở ngoài lịch' 'between 1900-01 and 2999-12' due --for 9999-12
refused 'a day after it' '9999-12-31 ở ngoài lịch' 'between 1900-01-01 and 2999-12-31' determine --known 9999-12-31
refused 'a day before it' '1899-12-31 ở ngoài lịch' '1899-12-31 is outside the calendar' law show x --on 1899-12-31
for day in 0001-01-01 9999-12-31 1899-12-31 yesterday; do
  ANSINH_TODAY=$day run law show assistance_base "${laws[@]}"
  [ $? = 78 ] && grep -qF "$day" err && grep -qF '1900-01-01' err
  check "ANSINH_TODAY=$day is refused" $?
done

# ---- a small province ----

run synth --db p.db --permille 5 --seed 7 --data "$ROOT/data/hue" "${laws[@]}"; check 'a small province is made' $?
[ "$(stat -c %a p.db.answers.csv)" = 600 ]; check 'only its owner reads the answers' $?
run due --db p.db --for 1900-01 "${laws[@]}" --out early; check 'the first month served has a list' $?
run due --db p.db --for 2999-12 "${laws[@]}" --out late; check 'the last month served too' $?
run due --db p.db --for 2026-11 "${laws[@]}" --out lists
[ "$(stat -c %a lists)" = 700 ] && [ "$(find lists -type f | wc -l)" -gt 5 ] && [ -z "$(find lists -type f ! -perm 600)" ]
check 'only its owner reads the payment lists' $?

cp -r "$ROOT/law/vn" formulas
sed -i -E '/^benefit /s/"([^"]*)"/"=\1"/' formulas/*.luat
run due --db p.db --for 2026-11 --law "formulas,$ROOT/law/vn-hue" --out sheets && grep -qrF ",'=" sheets && ! grep -qrE '(^|[,"])=' sheets
check 'no cell of a payment list begins a formula' $?

# ---- the sample's own day ----

cp p.db own.db
run packs adopt --db own.db --paper 1/QĐ --law "$ROOT/law/vn"; check 'on a day that is set an act follows the last of that day' $?
run packs adopt --db own.db --on 2026-11-01 --paper 2/QĐ "${laws[@]}"; check 'on a day that is said too' $?
[ "$(sqlite3 own.db "SELECT count(*) FROM act WHERE paper IN ('1/QĐ', '2/QĐ') AND (instant + 25200000000) / 86400000000 = julianday('2026-11-01') - 2440587.5")" = 2 ]
check 'and they stand on that day' $?
refused 'the clock behind is told with its hour' 'Đồng hồ chỉ 12:00 30/10/2026' 'The clock says 12:00 2026-10-30' packs adopt --db own.db --on 2026-10-30 "${laws[@]}"

# ---- a birth that is not known to the day ----

cp p.db born.db
read -r who year born_name <<<"$(sqlite3 -separator ' ' born.db "SELECT v.person, strftime('%Y', v.birth * 86400, 'unixepoch'), v.full_name
  FROM person_version v JOIN grant_ g ON g.person = v.person WHERE v.act_to = 9223372036854775807 AND v.death IS NULL ORDER BY v.person LIMIT 1")"
sqlite3 born.db "UPDATE person_version SET birth_known = 1, birth = julianday('$year-01-01') - 2440587.5 WHERE person = $who"
run explain "$who" --db born.db --for 2026-10 "${laws[@]}" && grep -qF "$born_name, sinh $year. Cho tháng" out
check 'no day or month is made up of a year' $?
sqlite3 born.db "UPDATE person_version SET birth_known = 2 WHERE person = $who"
run explain "$who" --db born.db --for 2026-10 "${laws[@]}" --lang en && grep -qF "$born_name, born $year-01. For" out
check 'and no day of a month' $?
sqlite3 born.db "UPDATE person_version SET birth_known = 1 WHERE person = $who; UPDATE person_version SET full_name = '$born_name', sort_key =
  (SELECT sort_key FROM person_version WHERE person = $who) WHERE person = (SELECT max(person) FROM person_version WHERE person <> $who)"
run explain "$born_name" --db born.db --for 2026-10 "${laws[@]}"
grep -qE "  $born_name  $year\$" err; check 'nor of one among namesakes' $?

# ---- what is paid once ----

read -r dead died dead_year dead_name <<<"$(sqlite3 -separator ' ' born.db "SELECT person, strftime('%Y-%m', death * 86400, 'unixepoch'),
  strftime('%Y', birth * 86400, 'unixepoch'), full_name FROM person_version WHERE death IS NOT NULL AND act_to = 9223372036854775807 ORDER BY death DESC LIMIT 1")"
sqlite3 born.db "INSERT INTO grant_(id, public_id, person, benefit) SELECT max(id) + 1, '2222222222222222X', $dead,
    (SELECT id FROM symbol WHERE name = 'funeral.support') FROM grant_;
  INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, signer, first_month, payee, act_from, act_to)
    SELECT max(id), 'm1', 10000000, '9/QĐ', julianday('$died-28') - 2440587.5, 'X', $((${died%-*} * 12 + 10#${died#*-} - 1)), '', 2, 9223372036854775807 FROM grant_" 2>err
run explain "$dead" --db born.db --for "$died" "${laws[@]}" --lang en --benefit funeral.support && grep -q "Granted once for $died, 10,000,000" out && ! grep -q 'a month' out
check 'a grant of a single payment is told as one' $?

# ---- files that are no files ----

mkfifo pipe
mkdir folder
ln -s nothing link
no_file='đây không phải tệp thường' is_no_file='this is no regular file'
for place in pipe folder link /dev/null /dev/full; do
  before=$(stat -c '%F %i' "$place")
  refused "synth --answers $place" "--answers $place: $no_file" "$is_no_file" synth --db q.db --answers "$place" "${laws[@]}"
  refused "check caseload --out $place" "--out $place: $no_file" "$is_no_file" check caseload --db p.db --out "$place" "${laws[@]}"
  refused "adopt --out $place" "--out $place: $no_file" "$is_no_file" adopt nd335_2026 --db p.db --out "$place" "${laws[@]}"
  [ "$(stat -c '%F %i' "$place")" = "$before" ]; check "$place is what it was" $?
done
[ ! -e q.db ] && [ ! -e q.db.lock ]; check 'nothing was begun' $?
echo old >kept.csv
ln -s kept.csv alias.csv
run check caseload --db p.db --for 2026-10 --out alias.csv "${laws[@]}"
[ $? = 2 ] && [ -L alias.csv ] && grep -q '^old' kept.csv
check 'nothing is written over by a link to it' $?
[ -z "$(find . -name '*.new')" ]; check 'no temporary file is left' $?

# ---- nothing is passed over in silence ----

many=$(printf 'law%d,' $(seq 300))
refused 'more packs than are read' 'quá nhiều gói luật' 'too many law packs' determine --db p.db --law "$many"

# ---- two servers on one port ----

serve() { # serve PORT LOG [DATABASE]: in the background; its pid in $server
  "$ansinh" serve --db "${3:-p.db}" --port "$1" "${laws[@]}" >"$2" 2>"$2.err" </dev/null &
  server=$!
  servers="$servers $server"
}
run check caseload --db p.db --for 2026-10 --out found.csv "${laws[@]}"; check 'the month before today is checked' $?
serve 0 first
for _ in $(seq 100); do grep -q 127.0.0.1 first && break; sleep 0.1; done
port=$(grep -oE '127\.0\.0\.1:[0-9]+' first | cut -d: -f2)
[ -n "$port" ]; check 'a server begins' $?
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /search?%sq=lai HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$(printf 'x%d=1&' $(seq 40))" >&3
head -1 <&3 | grep -q 400; check 'more fields than are read are refused' $?
exec 3>&-
asked() { # asked PATH: the page, in English
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nCookie: lang=en\r\n\r\n' "$1" >&3
  cat <&3
  exec 3>&-
}
asked /check >page
grep -q '<h1>[^<]*2026-10' page && grep -q '<a href="/law">' page && grep -q 'href="/person/[0-9A-Z]*?for=2026-10"' page && grep -q 'latest month that was checked' page && ! grep -q 'class="band"' page && grep -q '/check?for=2026-11"' page
check 'the caseload check opens the latest month checked' $?
asked '/check?for=2026-11' >page
grep -q '2026-11 has not been checked' page && grep -q 'ansinh check caseload --for 2026-11' page
check 'and says of one that was not how to check it' $?
# What a person's page says of its months together, owed and paid too much, is what explain says of each of them.
for person in $(awk -F, '$2 ~ /^law_/ { print $1 }' found.csv | sort -u | head -6); do
  asked "/person/$person?for=2026-11" | grep -oE 'are closed [0-9,]+' | tr -dc '0-9\n' | xargs echo "$person" >>of_page
  for m in 2026-{02..12} 2027-01; do
    run explain "$person" --db p.db --for "$m" --lang en "${laws[@]}"
    grep -oE '(payment|said): -?[0-9,]+' out | tr -dc '0-9\n-' | xargs -r -n 2
  done | awk -v person="$person" '{ n = $1 + $2; if (n > 0) owed += n; else back -= n } END { print person (owed ? " " owed : "") (back ? " " back : "") }' >>of_months
done
same 'the months of a page are owed what explain says of each' of_page of_months
[ "$(awk 'NF > 1' of_page | wc -l)" -gt 3 ]; check 'and something is' $?
# What a page says to run is run as it stands, in a shell of another day, and the page shows what it made.
mkdir bin && ln -s "$ansinh" bin/ansinh
as_told() { # as_told ADDRESS: runs the command of the page there, and loads it again
  asked "$1" >page
  sed -n 's/.*<pre tabindex="0"><code>\(.*\)<\/code>.*/\1/p' page | sed "s/&#39;/'/g; s/&quot;/\"/g; s/&amp;/\\&/g" >told
  [ -s told ] && (unset ANSINH_TODAY; PATH=$here/bin:$PATH bash told) >out 2>err </dev/null
  asked "$1" >page
}
for address in '/?for=2026-09' '/?for=2026-08&known=2026-10-10' '/check?for=2026-09' '/check?for=2026-08&known=2026-10-10'; do
  as_told "$address"
  grep -q 'ANSINH_TODAY=2026-11-01 ansinh .* --db p.db' told && ! grep -q '<pre tabindex="0"><code>' page && grep -q 'by the law as of' page
  check "the command on $address makes what it then shows" $?
done
asked '/?for=2026-07&known=2026-10-10' >page
grep -q 'href="/?for=2026-08&amp;known=2026-10-10"' page; check 'and the way to the latest month determined keeps the day' $?
id=$(sqlite3 p.db 'SELECT public_id FROM person LIMIT 1')
case $id in *A) wrong=${id%?}B ;; *) wrong=${id%?}A ;; esac
asked "/search?q=$wrong" >page
grep -q 'This id is mistyped' page; check 'a mistyped id is called that in the search box' $?
refused 'and by commands' 'mã này gõ sai' 'this id is mistyped' explain "$wrong" --db p.db "${laws[@]}"
# A name of another's that leads to this machine reads nothing.
for name in 127.0.0.1 localhost "127.0.0.1:$port" '[::1]' evil.example localhost.evil.example 127.0.0.1.evil.example; do
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET /search?q=lai HTTP/1.0\r\nHost: %s\r\n\r\n' "$name" >&3
  case $name in *evil*) want=421 ;; *) want=200 ;; esac
  head -1 <&3 | grep -q " $want "; check "asked by the name $name: $want" $?
  exec 3>&-
done
for lang in vi en; do
  timeout 20 "$ansinh" serve --db p.db --port "$port" --lang $lang "${laws[@]}" >out 2>err </dev/null
  code=$?
  [ $code = 1 ] && grep -qF "$port" err && grep -qF -- '--port' err && ! [ -s out ]
  check "a second one on its port ends with a message ($lang)" $?
done
kill "$server" && wait "$server"; check 'the first still ran, and ends' $?
serve "$port" again
for _ in $(seq 100); do grep -q 127.0.0.1 again && break; sleep 0.1; done
grep -q ":$port/" again; check 'the port is free again at once' $?

kill "$server" && wait "$server"

# ---- the age of who is shown, on the day it is of ----

serve "$port" born born.db
for _ in $(seq 100); do grep -q 127.0.0.1 born && break; sleep 0.1; done
asked "/search?q=$(printf '%s %s' "$born_name" "$year" | od -An -tx1 | tr -d ' \n' | sed 's/../%&/g')" >page
public=$(grep -oE 'href="/person/[0-9A-Z]+' page | head -1 | sed 's/.*person.//')
asked "/person/$public?for=2026-11" >page
grep -qF "born $year (aged $((2025 - year)) – $((2026 - year)) on 2026-11-30)" page; check 'of a birth known by its year it lies between two' $?
asked "/search?q=$(printf '%s %s' "$dead_name" "$dead_year" | od -An -tx1 | tr -d ' \n' | sed 's/../%&/g')" >page
public=$(grep -oE 'href="/person/[0-9A-Z]+' page | head -1 | sed 's/.*person.//')
asked "/person/$public?for=2027-03" >page
grep -qF '<td>paid once</td>' page && ! grep -qE 'Funeral support[^<]*</b> · granted' page
check 'what was paid once is not held for ever' $?

# ---- a fault has words ----

for memory in 60000 100000 150000; do
  [ -n "${ASAN_OPTIONS:-}${TSAN_OPTIONS:-}" ] && break # a sanitizer needs its own memory
  (ulimit -v $memory; run synth --permille 50 --db "little$memory.db" --data "$ROOT/data/hue" "${laws[@]}" --lang en)
  code=$?
  [ $code = 1 ] && grep -qE '^ansinh synth: .*[a-z]{3}' err && [ ! -e "little$memory.db" ]
  check "synth in $memory KiB says what is lacking and leaves nothing" $?
done
for words in "synth --db nowhere/q.db --data $ROOT/data/hue" "db copy nowhere.db nowhere/c.db"; do
  # shellcheck disable=SC2086
  run $words "${laws[@]}" --lang en
  [ $? = 2 ] && [ -s err ]; check "$words: refused with words" $?
done
run synth --db nowhere/q.db --data "$ROOT/data/hue" "${laws[@]}" --lang en
grep -q 'no such folder' err; check 'a folder that is not there is named' $?

# ---- a misspelt name ----

mkdir misspelt
cp "$ROOT"/law/vn/*.luat "$ROOT"/law/vn/*.csv misspelt/ 2>/dev/null
sed -i '0,/without_caregiver != none/s//wihtout_caregiver != none/' misspelt/assistance.luat
run law check misspelt --lang en
grep -q 'named wihtout_caregiver' err && ! grep -q 'named none' err; check 'the misspelt fact is named, not its neighbour' $?
run law check "$ROOT/law/vn/care.luat" --lang en
grep -q 'only the first 50' err && grep -q 'Name the folder' err &&
  sed -nE 's/^[^:]+:([0-9]+):[0-9]+: error.*/\1/p' err | sort -nc; check 'errors stand by line, more of them are told, and the folder is hinted at' $?

echo "1..$number"
exit $bad
