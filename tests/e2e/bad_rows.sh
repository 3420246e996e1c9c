#!/bin/bash
# Rows by another hand, and what stands in the way of files: a paid person is on the list or named as not answered, and
# a payment list is one run's or the one's before.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
export ROOT
. "$ROOT/script/lib.sh"
need_packages build >/dev/null || exit 1
ansinh=$(realpath "$ANSINH")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01
. "$ROOT/tests/checks.sh"
laws=(--law "$ROOT/law/vn,$ROOT/law/vn-hue")
run() { "$ansinh" "$@" "${laws[@]}" --lang en >out 2>err </dev/null; }
sql() { sqlite3 -batch "$1" "PRAGMA ignore_check_constraints = 1; $2"; }
broken() { rm -rf b.db b.db-* b.db.kept && cp p.db b.db && sql b.db "$1"; } # a copy with a row changed

run synth --permille 5 --db p.db --data "$ROOT/data/hue" && run due --db p.db --for 2026-11 --out due
check 'a payment list' $?
(cd due && sha256sum --quiet -c manifest.txt >/dev/null)
check 'its files are those of its manifest' $?
hash=$(sqlite3 p.db 'SELECT packs FROM pack_adoption ORDER BY act DESC LIMIT 1')
said=$(sqlite3 p.db 'SELECT last_act FROM register')
for line in 'people: INVENTED PEOPLE' 'for the month: 2026-11' 'by the law of: 2026-11-01' 'as known at the end of: 2026-11-01' \
  "up to act: $said" "law packs (SHA-256): $hash" 'last month by the law of: each payment'; do
  grep -qxF "# $line" due/manifest.txt
  check "a list alone says it, $line" $?
done
tail -n 1 out | grep -q "^The list of 2026-11, by the law of 2026-11-01, as known at the end of 2026-11-01 (act $said), law packs $hash; written in due/manifest.txt"
check 'so does the last line printed' $?
run due --db p.db --for 2026-11 --law-day 2026-10-04 --facts 2026-10-20 --law-before 2026-09-01 --out other
grep -qxF '# by the law of: 2026-10-04' other/manifest.txt && grep -qxF '# as known at the end of: 2026-10-20' other/manifest.txt &&
  grep -qxF '# last month by the law of: 2026-09-01' other/manifest.txt
check 'and of which days was asked' $?
paid=$(sqlite3 p.db "SELECT g.person FROM grant_ g JOIN grant_version v ON v.grant_id = g.id JOIN grant_paid p ON p.grant_id = g.id
  WHERE v.last_month IS NULL AND p.to_month >= 24321 ORDER BY g.person LIMIT 1")
id=$(sqlite3 p.db "SELECT public_id FROM person WHERE id = $paid")
for row in "UPDATE person_version SET sex = 'zzz' WHERE person = $paid" "UPDATE fact SET kind = 9 WHERE kind = 1 AND subject = $paid" \
  "UPDATE grant_version SET first_month = 0 WHERE grant_id IN (SELECT id FROM grant_ WHERE person = $paid)"; do
  broken "$row"
  run due --db b.db --for 2026-11 --out due
  [ $? = 3 ] && grep -q 'COULD NOT BE READ' out && grep -q "$id" err && grep -qh 'not answered' due/*.csv
  check "the list names whom it does not answer: ${row%% WHERE*}" $?
  run determine --db b.db --for 2026-11
  [ $? = 3 ] && grep -q 'COULD NOT BE READ' out
  check 'so does the determination' $?
done
for row in "person_version SET act_to = act_from - 1 WHERE person = $paid" "membership SET valid_to = valid_from - 1 WHERE person = $paid" \
  "fact SET act_to = act_from - 1 WHERE kind = 1 AND subject = $paid" "grant_version SET id = id + 900000, last_month = first_month - 2 WHERE grant_id IN (SELECT id FROM grant_ WHERE person = $paid)"; do
  broken "UPDATE $row"
  table=${row%% *} where=${row#* WHERE }
  number_of=$(sqlite3 b.db "SELECT min(id) FROM $table WHERE $where")
  run explain "$paid" --db b.db --for 2026-11
  [ $? = 2 ] && grep -q 'COULD NOT BE READ' err && grep -qE "^  [0-9A-Z]{17}  $table $number_of \(" err && ! [ -s out ]
  check "explain names the row in the way: $table" $?
  "$ansinh" db check b.db --lang en >out 2>err
  [ $? = 3 ] && grep -q "table $table, row $number_of\]" out
  check 'as db check does' $?
done
# Whosever it is not sure: the check names the row, kept or read, and what it stores is no finding of its own.
first="(SELECT min(id) FROM fact WHERE kind = 1 AND subject = $paid)"
for row in "fact SET kind = 9 WHERE id = $first" "fact SET subject = 99999999 WHERE id = $first" "grant_ SET person = 99999999 WHERE person = $paid"; do
  broken "UPDATE $row"
  rm -f kept.csv read.csv
  run check caseload --db b.db --for 2026-10 --out kept.csv
  rm -rf b.db.kept
  : >b.db.kept # nothing can be kept there
  run check caseload --db b.db --for 2026-10 --out read.csv
  grep -q '^,bad_row,' kept.csv && cmp -s kept.csv read.csv
  check "a row of nobody is named alike: ${row%% WHERE*}" $?
  rm b.db.kept
  "$ansinh" db check b.db --lang en >out 2>err
  [ $? = 3 ] && ! grep -q '^finding' out
  check 'and db check finds the row, not what was found' $?
done
broken "DELETE FROM grant_version WHERE grant_id IN (SELECT id FROM grant_ WHERE person = $paid)"
run explain "$paid" --db b.db --for 2026-11
grep -qE "^  [0-9A-Z]{17}  grant_ $(sqlite3 b.db "SELECT min(id) FROM grant_ WHERE person = $paid") \(unsaid" err
check 'a grant nothing is said of is named by its own row' $?
broken "INSERT INTO symbol (name) VALUES ('old.aid'); UPDATE grant_ SET benefit = (SELECT id FROM symbol WHERE name = 'old.aid') WHERE person = $paid"
run due --db b.db --for 2026-11 --out due
[ $? = 3 ] && grep -qh 'old.aid.*not answered: the packs do not know this benefit' due/*.csv
check 'a benefit the packs do not know stands on the list' $?
run determine --db b.db --for 2026-11
[ $? = 3 ] && grep -q "$id *old.aid: not answered" err
check 'the determination names it' $?
run check caseload --db b.db --for 2026-10 --out found.csv
[ $? = 3 ] && grep -q "^$id,fault,old.aid,.*the packs do not know this benefit" found.csv
check 'so does the check' $?
number_of=$(sqlite3 b.db "SELECT count(*) FROM grant_ g JOIN grant_version v ON v.grant_id = g.id WHERE g.person = $paid AND v.last_month IS NULL")
run adopt nd335_2026 --db b.db
[ $? = 3 ] && grep -q "^$number_of grants running in 2026-10 are of benefits these packs do not know.*renamed.*determine --for 2026-10" out
check 'an adoption counts such grants and says what to do' $?
"$ansinh" adopt nd335_2026 --db b.db "${laws[@]}" --lang vi >out 2>err
grep -q "^$number_of quyết định đang hưởng trong tháng 10/2026 là của chế độ mà các gói luật này không có" out
check 'in Vietnamese too' $?
run adopt nd335_2026 --db p.db && ! grep -q 'do not know' out
check 'and nothing where there are none' $?
broken "UPDATE person_version SET full_name = CAST(x'4eff41' AS TEXT) WHERE person = $paid"
run due --db b.db --for 2026-11 --out due
[ $? = 3 ] && grep -q "$id  *person_version" err && grep -qhE "^[0-9]+,[^,]*,$id,," due/*.csv && ! grep -qhE "^[0-9]+,[^,]*,[^,]*,0," due/*.csv
check 'a name that cannot be read is told, and no year is made up' $?
broken "UPDATE area_version SET code = '../../../../$here/PWNED' WHERE type IN ('xa', 'phuong')"
run due --db b.db --for 2026-11 --out due && [ "$(find . -name '*PWNED*' | grep -vc '^./due/')" = 0 ] && [ "$(find due -name '*.csv' | wc -l)" -gt 5 ]
check 'no name of a file leads out of the folder' $?
for name in '=1' "\t=1+1" "\r=1" "\n=2" ' =3' '\u00a0=4' '\ufeff=5' '\uff1d1' '-2'; do
  broken "UPDATE person_version SET full_name = '$(printf '%b' "$name")' WHERE person = $paid"
  run due --db b.db --for 2026-11 --out due
  grep -qhE "^[0-9]+,[^,]*,\"?'" due/*.csv
  check "no spreadsheet takes a name for a formula: $name" $?
done
cp -r due before && touch due/note.txt
run due --db p.db --for 2026-10 --out due
[ $? = 2 ] && grep -q 'did not write' err && [ -f due/note.txt ] && rm due/note.txt && diff -r due before >out
check "a folder with somebody's own file is left as it is" $?
run check caseload --db p.db --for 2026-10 --out found.csv
run adopt nd335_2026 --db p.db --out moved.csv
for list in found moved; do
  ! cut -d, -f1 $list.csv | tail -n +2 | grep -qvE '^([0-9A-Z]{17})?$' && [ "$(wc -l <$list.csv)" -gt 5 ]
  check "people are named by their public ids: $list" $?
done

echo "1..$number"
exit $bad
