#!/bin/bash
# Where commands write, and by which name a register is opened: nothing that is there is lost, whatever it is called.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
ansinh=$(realpath "${ANSINH:-$ROOT/build/ansinh}")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01
unset ANSINH_LANG
. "$ROOT/tests/checks.sh"
laws=(--law "$ROOT/law/vn,$ROOT/law/vn-hue")
data=(--data "$ROOT/data/hue")

run() { "$ansinh" "$@" --lang en >out 2>err </dev/null; }
refused() { # refused NAME TEXT COMMAND…: code 2, the text on stderr, nothing on stdout
  local name=$1 text=$2
  shift 2
  run "$@"
  [ $? = 2 ] && [ ! -s out ] && grep -qF -- "$text" err
  check "$name" $?
}
is_register='is a database and is not written over'
is_beside='belongs to a register'
exists='exists and is not written over'

run synth --db s.db --permille 3 --seed 7 "${data[@]}" "${laws[@]}"; check 'a small province' $?
cp s.db other.db
ln -s other.db named.db
ln -s . way
printf 'a,b\n1,2\n' >mine.csv
rm -f ./*.db-wal ./*.db-shm
sha256sum s.db other.db mine.csv >sums

# ---- files ----

for place in s.db ./s.db way/s.db "$here/s.db" other.db named.db; do
  refused "check caseload --out $place" "$is_register" check caseload --db s.db --for 2026-07 --out "$place" "${laws[@]}"
  refused "adopt --out $place" "$is_register" adopt nd335_2026 --db s.db --out "$place" "${laws[@]}"
  refused "due --out $place" "$is_register" due --db s.db --for 2026-11 --out "$place" "${laws[@]}"
  refused "packs adopted --out $place" "$is_register" packs adopted --db s.db --out "$place"
  refused "backup $place" "$is_register" backup "$place" --db s.db
  refused "synth --answers $place" "$is_register" synth --db new.db --answers "$place" --permille 3 "${data[@]}" "${laws[@]}"
done
refused 'synth --answers in the place of its own register' "$is_register" \
  synth --db new.db --answers ./new.db --permille 3 "${data[@]}" "${laws[@]}"
for place in s.db-wal other.db-shm way/s.db.lock other.db.part s.db.kept/people.9.gen s.db.kept other.db.kept; do
  refused "check caseload --out $place" "$is_beside" check caseload --db s.db --for 2026-07 --out "$place" "${laws[@]}"
  refused "due --out $place" "$is_beside" due --db s.db --for 2026-11 --out "$place" "${laws[@]}"
  refused "backup $place" "$is_beside" backup "$place" --db s.db
  refused "db copy to $place" "$is_beside" db copy s.db "$place"
  refused "synth --db $place" "$is_beside" synth --db "$place" --answers a.csv --permille 3 "${data[@]}" "${laws[@]}"
  refused "restore --db $place" "$is_beside" restore other.db --db "$place"
done
refused 'a list of somebody else: check caseload' "$exists" check caseload --db s.db --for 2026-07 --out mine.csv "${laws[@]}"
refused 'the same: adopt' "$exists" adopt nd335_2026 --db s.db --out mine.csv "${laws[@]}"
refused 'the same: backup' "$exists" backup mine.csv --db s.db
refused 'the same: answers' "$exists" synth --db new.db --answers mine.csv --permille 3 "${data[@]}" "${laws[@]}"
sha256sum -c --quiet sums >difference 2>&1; check 'all is as it was' $?
[ ! -e new.db ] && [ ! -e new.db.lock ]; check 'nothing was begun' $?
run check caseload --db s.db --for 2026-07 --out found.csv "${laws[@]}"
[ -s found.csv ]; check 'a new list is written' $?
echo note >>found.csv
refused 'a list that was edited stays' "$exists" check caseload --db s.db --for 2026-07 --out found.csv "${laws[@]}"
rm s.db.answers.csv && cp mine.csv s.db.answers.csv
refused 'answers that are none' "$exists" synth --db s.db --permille 3 "${data[@]}" "${laws[@]}"
run synth --db n.db --permille 3 "${data[@]}" "${laws[@]}" && rm n.db && run synth --db n.db --permille 3 "${data[@]}" "${laws[@]}"
check 'the answers of a sample that is made again are replaced' $?

# ---- folders ----

run due --db s.db --for 2026-11 --out due "${laws[@]}"
run due --db s.db --for 2026-11 --out due "${laws[@]}"; check 'lists nobody touched are replaced' $?
list=$(find due -name '*.csv' | sort | head -1)
echo 'by hand' >>"$list"
refused 'lists an officer edited stay' 'changed since' due --db s.db --for 2026-11 --out due "${laws[@]}"
grep -q 'by hand' "$list"; check 'with what he wrote' $?
printf 'person_id,household_id\n1,1\n' >p.csv
asked=(law run "$ROOT/law/vn" --persons p.csv --for 2026-06 --rules person.age)
run "${asked[@]}" --out due; [ $? = 2 ] && grep -q 'by hand' "$list"; check 'no other command takes a folder of lists' $?
run "${asked[@]}" --out answers; code=$?
run "${asked[@]}" --out answers; [ $? = $code ] && [ -s answers/persons.csv ]; check 'law run replaces its own' $?
echo mine >>answers/persons.csv
refused 'and not what was edited' 'changed since' "${asked[@]}" --out answers
refused 'nor a register' "$is_register" "${asked[@]}" --out s.db
run packs adopted --db s.db --out a/b; [ $? = 2 ] && grep -q 'cannot be made' err; check 'texts into no folder' $?
refused 'texts where something is' "$exists" packs adopted --db s.db --out due

# What a run that was killed left beside goes with the next one; what another is writing, or is no such folder, stays.
mkdir due.writing-4000000 due.writing-4000001 due.writing-own
echo 1 | tee due.writing-4000000/1-xa.csv due.writing-4000001/1-xa.csv due.writing-own/1-xa.csv >/dev/null
rm -r due
exec 9<due.writing-4000001
flock -n 9
run due --db s.db --for 2026-11 --out due "${laws[@]}"
[ $? = 0 ] && [ ! -e due.writing-4000000 ] && [ -s due.writing-4000001/1-xa.csv ] && [ -s due.writing-own/1-xa.csv ]
check 'what a killed run left goes with the next' $?
exec 9<&-
run due --db s.db --for 2026-11 --out due "${laws[@]}"; [ $? = 0 ] && [ "$(echo due.writing-*)" = due.writing-own ]; check 'once nobody writes there' $?
rm -r due.writing-own

# ---- a full disk ----

# A limit on the size of files stands for it.
full() { (trap '' XFSZ; ulimit -f 1; run "$@"); }
for asked in 'due --for 2026-11' 'adopt nd335_2026'; do
  # shellcheck disable=SC2086
  full $asked --db s.db --out full.out "${laws[@]}"
  [ $? = 1 ] && grep -qF 'full.out: the disk is full' err && [ -z "$(find . -name 'full.out*')" ]
  check "a full disk is said: $asked" $?
done
run db copy s.db other.db; [ $? = 2 ] && grep -qF 'choose another place.' err && ! grep -q -- --db err; check 'advice names no option the command has not' $?

# ---- two names of one thing ----

printf 'person_id,household_id,pension,person.pension\n1,1,5,9\n' >twice.csv
refused 'a fact in two columns' 'person.pension' law run "$ROOT/law/vn" --persons twice.csv --for 2026-06 --rules person.age
situation() { printf '{"for":"2026-06","persons":{"an":{"birth":"1949-02-02"%s}}}' "$1" >s.json; }
situation ',"hue.grave_illness":true'
run law eval s.json "${laws[@]}"; check 'a fact by its full name' $?
situation ',"hue.grave_illness":true,"grave_illness":false'
refused 'a fact by two of its names' 'Two names of one thing' law eval s.json "${laws[@]}"

# ---- names of one file ----

cp s.db t.db
ln t.db t-backup.db
refused 'two names: nothing is written by one' 'more than one name' determine --db t.db --for 2026-11 "${laws[@]}"
refused 'nor by the other' 'more than one name' determine --db t-backup.db --for 2026-11 "${laws[@]}"
run packs adopted --db t-backup.db; check 'what is whole is read by either' $?
[ ! -e t-backup.db-wal ] && [ ! -e t-backup.db-shm ]; check 'and no log is begun' $?
echo x >t.db-wal
refused 'with a log beside it is not even read' 'more than one name' packs adopted --db t.db
rm t-backup.db t.db-wal
run determine --db t.db --for 2026-11 "${laws[@]}"; check 'with one name it is as any' $?
ln -s t.db t-link.db
run determine --db t-link.db --for 2026-10 "${laws[@]}"
[ $? = 0 ] && [ ! -e t-link.db.kept ] && [ ! -e t-link.db-wal ] && [ -d t.db.kept ]; check 'a symbolic link is the file itself' $?
refused 'an empty place is no default' '--db needs a value' determine --db '' --for 2026-11 "${laws[@]}"
refused 'nor an empty word' 'place needs a value' db check ''

echo "1..$number"
exit $bad
