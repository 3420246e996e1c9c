#!/bin/bash
# A province on both engines: every command answers alike; it moves there and back without a row changed, is checked,
# backed up while acts go on, and restored.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
export ROOT
. "$ROOT/script/lib.sh"
need_packages build postgres >/dev/null || exit 1
ansinh=$(realpath "$ANSINH")
here=$(mktemp -d)
trap 'postgres_stop; rm -rf "$here"' EXIT
postgres_start || { echo 'not ok - a private PostgreSQL starts'; exit 1; }
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01 ANSINH_KEPT=$here/kept
. "$ROOT/tests/checks.sh"
laws=(--law "$ROOT/law/vn,$ROOT/law/vn-hue")
data=(--data "$ROOT/data/hue")
server=$ANSINH_TEST_DB#province

run() { "$ansinh" "$@" --lang en >out 2>err </dev/null; }
refused() { # refused NAME WORDS COMMAND…: code 2 and these words
  local name=$1 words=$2 code
  shift 2
  run "$@"
  code=$?
  [ $code = 2 ] && grep -qF -- "$words" err
  check "$name" $?
}
# What differs from run to run: seconds.
untimed() { sed -E 's/[0-9]+[.,][0-9]+ s\b/… s/g; s/\b(due|adopt|found)\.(file|server)/\1/g' "$1"; }
# both NAME COMMAND…: the command on each engine prints the same; {} in it is a folder or file of its own.
both() {
  local name=$1 engine place code=0 word words
  shift
  for engine in file server; do
    place=p.db
    [ $engine = server ] && place=$server
    words=()
    for word in "$@"; do words+=("${word//\{\}/$engine}"); done
    run "${words[@]}" --db "$place" "${laws[@]}" || code=1
    untimed out >"$engine.out"
  done
  [ $code = 0 ] && [ -s file.out ] && diff file.out server.out >difference
  check "$name on both engines" $?
}
# Every row of a table, as bytes, by its key: the dump of one engine.
tables='act act_object act_text account pack_adoption pack_name pack_set pack_text area area_succession area_version determination determination_result fact finding finding_count finding_run
  grant_ grant_paid grant_suspension grant_version household link membership person person_version record record_layout register residence symbol'
dump() { # dump FILE
  for table in $tables; do
    echo "= $table"
    sqlite3 -batch "$1" ".mode quote" "SELECT * FROM $table ORDER BY $(sqlite3 -batch "$1" "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('$table') WHERE pk > 0 ORDER BY pk)")"
  done
}

# ---- the same province on both ----

run synth --db p.db --permille 5 --seed 7 "${data[@]}" "${laws[@]}"
check 'a province is made in a file' $?
cut -d. -f1-6 out | sed 's/ faults planted.*//' >file.out
run synth --db "$server" --permille 5 --seed 7 --answers s.csv "${data[@]}" "${laws[@]}"
check 'a province is made on a server' $?
cut -d. -f1-6 out | sed 's/ faults planted.*//' >server.out
same 'with the same people' file.out server.out
same 'and the same planted faults' p.db.answers.csv s.csv
refused 'it is not written over' 'not written over' synth --db "$server" --permille 5 "${data[@]}" "${laws[@]}"

# ---- every command ----

both 'determine without storing' determine --for 2026-11 --no-store
both determine determine --for 2026-11
both 'determine by the old law' determine --for 2026-10 --law-day 2026-10-04
both due due --for 2026-11 --out due.{}
diff -r due.file due.server >difference
check 'the payment lists are equal' $?
both 'check caseload' check caseload --for 2026-10 --law-day 2026-10-04 --out found.{}
same 'the findings are equal' found.file found.server
[ "$(wc -l <found.file)" -gt 5 ]
check 'and there are some' $?
both adopt adopt nd335_2026 --out adopt.{}
same 'the arrears are equal' adopt.file adopt.server
paid=$(sqlite3 -batch p.db 'SELECT min(person) FROM determination_result WHERE due_amount > 0')
name=$(sqlite3 -batch p.db "SELECT full_name || ' ' || (SELECT citizen_no FROM person_version WHERE person = $paid LIMIT 1) FROM person_version WHERE person = $paid LIMIT 1")
both explain explain "$paid" --for 2026-11 --full
both 'explain by a name' explain "$name" --for 2026-11
"$ansinh" serve --db "$server" --port 0 "${laws[@]}" --lang en >served 2>err &
serving=$!
for _ in $(seq 100); do grep -q 'http' served && break; sleep 0.1; done
address=$(grep -oE 'http://[0-9.:]+/' served)
# A person's page goes by the public id, which is the server's own.
run db copy "$server" ids.db
id=$(sqlite3 -batch ids.db "SELECT public_id FROM person WHERE id = $paid")
host=$(echo "$address" | sed 's,http://,,; s,/,,')
[ -n "$host" ] && (exec 3<>"/dev/tcp/${host/://}" && printf 'GET /person/%s HTTP/1.0\r\nHost: %s\r\n\r\n' "$id" "$host" >&3 && grep -qm1 '200 OK' <&3)
check 'the pages open' $?
kill $serving
wait $serving
check 'and end when told' $?

# ---- checked, moved there and back ----

for place in p.db "$server"; do
  run db check "$place" "${laws[@]}"
  check "nothing is wrong in ${place%%:*}" $?
done
run db copy p.db "$ANSINH_TEST_DB#moved"
check 'it moves to the server' $?
grep -oE 'hash [0-9a-f]+' out >hash.there
run db copy "$ANSINH_TEST_DB#moved" back.db
check 'and back' $?
grep -oE 'hash [0-9a-f]+' out >hash.back
same 'with the same hash' hash.there hash.back
dump p.db >file.out
dump back.db >server.out
[ "$(wc -l <file.out)" -gt 20000 ] && same 'no row has changed' file.out server.out
refused 'a place that holds a register is not written over' 'not written over' db copy p.db "$ANSINH_TEST_DB#moved"
run db check "$ANSINH_TEST_DB#moved" "${laws[@]}"
check 'what was moved is sound' $?
sqlite3 back.db "PRAGMA ignore_check_constraints = ON; UPDATE residence SET valid_to = valid_from WHERE id = 5;
  UPDATE person_version SET sort_key = 'x' WHERE id = 9"
run db check back.db
[ $? = 3 ] && grep -q '^Household .*\[days; table residence, row 5\]' out && grep -q '^Person .*\[sort_key; table person_version, row 9\]' out
check 'rows written past the acts are named' $?

# ---- a copy cut short ----

"$ansinh" db copy p.db "$ANSINH_TEST_DB#cut" >/dev/null 2>&1 &
copying=$!
for _ in $(seq 200); do
  refused_now=$("$ansinh" db check "$ANSINH_TEST_DB#cut" --lang en 2>&1)
  case $refused_now in *'being made'*) break ;; esac
done
kill -9 $copying
wait $copying 2>/dev/null
refused 'a copy cut short is no register' 'cut short' db check "$ANSINH_TEST_DB#cut"
for _ in $(seq 50); do # the server hears of the end of its client in its own time
  run db copy p.db "$ANSINH_TEST_DB#cut" && break
  sleep 0.1
done
run db check "$ANSINH_TEST_DB#cut"
check 'and is made anew by the same words' $?

# ---- backup and restore ----

(while [ ! -e stop ]; do "$ansinh" determine --db p.db --for 2026-09 "${laws[@]}" >/dev/null 2>&1; done) &
busy=$!
run backup one.db --db p.db
check 'a file is backed up while somebody writes' $?
touch stop
wait $busy
run backup two.db --db "$server"
check 'a server is backed up into a file' $?
[ "$(stat -c %a one.db two.db | sort -u)" = 600 ] && [ -z "$(ls -d ./*.part ./*.db-wal 2>/dev/null | grep -E 'one|two|part')" ]
check 'for its owner alone, and nothing beside it' $?
refused 'a backup is not written over' 'not written over' backup one.db --db p.db
refused 'a register is not replaced unawares' '--replace "Tỉnh mẫu"' restore two.db --db p.db
refused 'nor by another name' 'called "Tỉnh mẫu"' restore two.db --db p.db --replace Huế
run restore two.db --db "$ANSINH_TEST_DB#restored"
check 'it is restored to a new place' $?
run restore one.db --db "$ANSINH_TEST_DB#restored" --replace 'Tỉnh mẫu'
check 'and another in its stead' $?
run restore two.db --db fresh.db
check 'a backup of the server becomes a file' $?
dump fresh.db >file.out
run db copy "$server" server.db
dump server.db >server.out
same 'with every row' file.out server.out
# ---- an account without its rights ----

admin() { /usr/lib/postgresql/15/bin/psql -q "$ANSINH_TEST_DB" -v ON_ERROR_STOP=1 -c "$1" >/dev/null; }
reader=${ANSINH_TEST_DB/ansinh@/reader@}#restored
refused 'a role that does not exist' 'does not take this account' determine --no-store --for 2026-11 --db "$reader" "${laws[@]}"
admin 'CREATE ROLE reader LOGIN'
for missing in 'USAGE' 'permission denied for table'; do
  refused "an account without a right: $missing" 'GRANT USAGE ON SCHEMA' determine --no-store --for 2026-11 --db "$reader" "${laws[@]}"
  grep -qF "$missing" err && ! grep -qE 'damaged|take a backup|reached' err; check 'nothing is called damaged' $?
  admin 'GRANT USAGE ON SCHEMA restored TO reader'
done
admin 'GRANT SELECT ON ALL TABLES IN SCHEMA restored TO reader'
run due --for 2026-11 --db "$reader" "${laws[@]}" --out due.reader
check 'with them it reads' $?
# Everything can be read but the names, for which the list asks last.
cp -r due.reader due.before
admin 'REVOKE SELECT ON restored.person_version FROM reader'
admin 'GRANT SELECT (id, person, ethnic, birth, birth_known, death, sex, valid_from, valid_to, act_from, act_to) ON restored.person_version TO reader'
refused 'names that cannot be asked for end the list' 'the list cannot be made' due --for 2026-11 --db "$reader" "${laws[@]}" --out due.reader
same 'and leave the one before as it was' due.reader due.before
run restore one.db --db "$ANSINH_TEST_DB#restored" --replace 'Tỉnh mẫu'
refused 'after a restore the rights are gone, and that is said' 'just restored or replaced' due --for 2026-11 --db "$reader" "${laws[@]}" --out due.reader

head -c $(($(stat -c %s one.db) / 2)) one.db >half.db
refused 'half a backup is refused' 'damaged' restore half.db --db other.db
[ ! -e other.db ]
check 'and nothing is begun' $?

echo "1..$number"
exit $bad
