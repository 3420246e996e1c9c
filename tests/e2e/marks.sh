#!/bin/bash
# Whose people are invented says so: every command that writes a file, every page of the table of rows. A command that is
# not known here fails until it is.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
ansinh=$(realpath "${ANSINH:-$ROOT/build/ansinh}")
here=$(mktemp -d)
serving=''
finish() { [ -n "$serving" ] && kill "$serving" 2>/dev/null; wait 2>/dev/null; rm -rf "$here"; }
trap finish EXIT
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01
. "$ROOT/tests/checks.sh"
laws=(--law "$ROOT/law/vn,$ROOT/law/vn-hue")
data=(--data "$ROOT/data/hue")

run() { "$ansinh" "$@" --lang en >out 2>err </dev/null; }
marked() { # marked FILE MARK: every row has it in its last cell
  [ -s "$1" ] && [ "$(tr -d '\r' <"$1" | grep -c .)" -gt 1 ] && ! tr -d '\r' <"$1" | sed 1d | grep -vqE ",\"?$2\"?$"
}

run synth --db p.db --permille 4 --seed 7 "${data[@]}" "${laws[@]}"
marked p.db.answers.csv invented
check 'synth: its answers' $?

# ---- every command ----

"$ansinh" help --lang en | sed -nE 's/^  ([a-z]+( [a-z]+)?)  +[A-Z].*/\1/p' >commands
[ "$(wc -l <commands)" -gt 20 ]
check 'there are commands' $?
while read -r command; do
  case $command in
    synth) ;;
    due)
      run due --db p.db --for 2026-11 --law-before 2026-10-04 --out due "${laws[@]}"
      all=0
      for file in due/*.csv; do marked "$file" 'INVENTED PEOPLE' || all=1; done
      check "due: every list" $all
      grep -q '^INVENTED PEOPLE' out
      check 'due: what it prints' $? ;;
    adopt)
      run adopt nd335_2026 --db p.db --out adopt.csv "${laws[@]}"
      marked adopt.csv invented
      check 'adopt: its file' $?
      grep -q '^INVENTED PEOPLE' out
      check 'adopt: what it prints' $? ;;
    'check caseload')
      run check caseload --db p.db --for 2026-10 --law-day 2026-10-04 --out found.csv "${laws[@]}"
      marked found.csv invented
      check 'check caseload: its file' $?
      grep -q '^INVENTED PEOPLE' out
      check 'check caseload: what it prints' $? ;;
    backup)
      run backup one.db --db p.db && [ "$(sqlite3 one.db 'SELECT invented FROM register')" = 1 ]
      check 'backup: the register in it knows' $? ;;
    'db copy')
      run db copy p.db two.db && [ "$(sqlite3 two.db 'SELECT invented FROM register')" = 1 ]
      check 'db copy: the register in it knows' $? ;;
    restore)
      run restore one.db --db three.db && [ "$(sqlite3 three.db 'SELECT invented FROM register')" = 1 ]
      check 'restore: the register knows' $? ;;
    determine|explain)
      asked=(determine)
      [ "$command" = explain ] && asked=(explain 5)
      run "${asked[@]}" --db p.db --for 2026-11 "${laws[@]}"
      grep -q '^INVENTED PEOPLE' out
      check "$command: what it prints" $? ;;
    # They write no file of people: pages, texts of the law, files of whoever asks, what goes to the screen.
    serve|law\ *|packs\ *|'db check'|'register new'|replay|completion|version) ;;
    *) echo "# $command is not known here: does it write files of people?"; check "$command is known" 1 ;;
  esac
done <commands

# ---- every page ----

"$ansinh" serve --db p.db --port 0 "${laws[@]}" >served 2>err </dev/null &
serving=$!
for _ in $(seq 100); do
  address=$(grep -oE '127\.0\.0\.1:[0-9]+' served) && break
  sleep 0.1
done
id=$(sqlite3 p.db "SELECT public_id FROM person WHERE id = 5")
grep -oE 'PAGE\("[a-z ]+", "[^"]+"' "$ROOT/src/faces/ansinh/rows.def" | sed 's/.*, "//; s/"$//' >paths
[ "$(wc -l <paths)" -gt 7 ]
check 'there are pages' $?
echo /nothing/here >>paths
for lang in vi en; do
  mark='Invented people'
  [ $lang = vi ] && mark='Người giả định'
  while read -r path; do
    asked=$(echo "$path" | sed "s/{id}/$id/; s/{benefit}/assistance.monthly/; s/{name}/assistance.base/")
    exec 3<>"/dev/tcp/${address%%:*}/${address##*:}"
    printf 'GET %s HTTP/1.0\r\nHost: %s\r\nCookie: lang=%s\r\n\r\n' "$asked" "$address" $lang >&3
    cat <&3 >page
    exec 3>&-
    grep -q "$mark" page && { grep -q '200 OK' page || [ "$path" = /nothing/here ]; }
    check "the page $path ($lang)" $?
  done <paths
done

echo "1..$number"
exit $bad
