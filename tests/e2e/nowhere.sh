#!/bin/bash
# People of no commune (in no household, or in one that lives nowhere known) stand in a row of their own, and everywhere
# the same sums come out: determination, payment list, adoption, the first page.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
export ROOT
. "$ROOT/script/lib.sh"
need_packages build >/dev/null || exit 1
ansinh=$(realpath "$ANSINH")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01
unset ANSINH_LANG
. "$ROOT/tests/checks.sh"
shown='err out difference'
laws=(--law "$ROOT/law/vn,$ROOT/law/vn-hue")
run() { "$ansinh" "$@" "${laws[@]}" --lang en >out 2>err </dev/null; }
equal() { printf '%s\n%s\n' "$2" "$3" >difference; [ "$2" = "$3" ] && [ -n "$2" ]; check "$1" $?; rm -f difference; }
sql() { sqlite3 -batch -separator ' ' p.db "$1"; }
# Cells of a printed table by their heading: `cells HEAD COLUMN…`, a line a row, without the commas of numbers.
cells() {
  local head=$1
  shift
  awk -F'   *' -v head="$head" -v columns="$*" '{ sub(/^ +/, "") } $1 == head { on = 1; next } !NF || /^[0-9]/ || /^The / { on = 0 }
    on { n = split(columns, c, " "); for (i = 1; i <= n; i++) { x = $c[i]; gsub(/,/, "", x); printf "%s%s", x, i < n ? " " : "\n" } }' out
}
add_up() { awk '{ n += $1; d += $2 } END { printf "%d %.0f", n, d }'; }
none() { sed -n 's/^(no commune) //p'; }

run synth --permille 5 --seed 3 --db p.db --data "$ROOT/data/hue"
check 'a small province' $?
paid=($(sql "SELECT min(g.person) FROM grant_ g JOIN grant_version v ON v.grant_id = g.id JOIN membership m ON m.person = g.person
  WHERE v.last_month IS NULL AND m.valid_to = 2932896 AND m.act_to > 9e18 GROUP BY m.household ORDER BY 1 LIMIT 3"))
sql "DELETE FROM membership WHERE person = ${paid[0]};
  DELETE FROM residence WHERE household IN (SELECT household FROM membership WHERE person = ${paid[1]});
  UPDATE residence SET area = (SELECT area FROM area_version WHERE type = 'province' LIMIT 1) WHERE household IN (SELECT household FROM membership WHERE person = ${paid[2]})"

run determine --db p.db --for 2026-11
check 'everyone is determined' $?
all=$(sql "SELECT count(DISTINCT person), sum(due_amount) FROM determination_result WHERE due_status = 1 AND due_amount > 0")
nowhere=$(sql "SELECT count(DISTINCT person), sum(due_amount) FROM determination_result r WHERE due_status = 1 AND due_amount > 0
  AND NOT EXISTS (SELECT 1 FROM area_version v WHERE v.area = r.area AND v.type <> 'province')")
[ "${nowhere%% *}" -ge 3 ]
check 'some are of no commune' $?
equal 'the determination has them in a row' "$(cells Commune 1 2 3 | none)" "$nowhere"
equal 'and its communes add up' "$(cells Commune 2 3 | add_up)" "$all"
run due --db p.db --for 2026-11 --out due
equal 'so does the payment list' "$(cells 'Commune' 1 2 3 | none)" "$nowhere"
equal 'its communes add up too' "$(cells 'Commune' 2 3 | add_up)" "$all"
equal 'and its first line' "$(grep -m1 'Lists by commune' out | sed -E 's/^([0-9,]+) people, ([0-9,]+) .*/\1 \2/; s/,//g')" "$all"
grep -q "^,,Total: ${nowhere%% *},,,,${nowhere##* }," due/0-khong-thuoc-xa-nao.csv
check 'they have a list of their own' $?
run adopt nd335_2026 --db p.db
[ -n "$(cells Commune 1 2 | none)" ] && equal 'an adoption has the row, and its grants add up' "$(cells Commune 2 | add_up)" "$(cells Group 2 | add_up)"

"$ansinh" serve --db p.db --port 0 "${laws[@]}" --lang en >served 2>err &
server=$!
for _ in $(seq 100); do grep -q 'http' served && break; sleep 0.1; done
curl -s -H 'Cookie: lang=en' "$(grep -oE 'http://[0-9.:]+/' served)?for=2026-11" >page
kill $server
sed -n '/id="communes"/,$p' page | sed 's/<\/tr>/\n/g' | sed -E '1,/<tbody>/s/.*<tbody>//; /<\/tbody>/q; s/<\/t[hd]>/\t/g; s/<[^>]*>//g; s/,//g' |
  awk -F'\t' 'NF > 2 { printf "%s %s %s\n", $1, $2, $3 }' >rows
equal 'the first page has the row' "$(none <rows)" "$nowhere"
equal 'its total is that of all' "$(sed -n 's/^Total //p' rows)" "$all"
equal 'and its communes add up to it' "$(grep -v '^Total ' rows | sed -E 's/.* ([0-9]+ [0-9]+)$/\1/' | add_up)" "$all"

echo "1..$number"
exit $bad
