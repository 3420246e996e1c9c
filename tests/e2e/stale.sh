#!/bin/bash
# What the pages show of what was stored: by which act and packs, marked where they have moved since, and what to run.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
ansinh=$(realpath "${ANSINH:-$ROOT/build/ansinh}")
here=$(mktemp -d) page=$(mktemp)
server=''
stop() { [ -n "$server" ] && kill "$server" && wait "$server"; server=''; } 2>/dev/null
trap 'stop; rm -rf "$here" "$page"' EXIT
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01
unset ANSINH_LANG
. "$ROOT/tests/checks.sh"
old=(--law "$ROOT/law/vn,$ROOT/law/vn-hue")

run() { "$ansinh" "$@" --lang en >out 2>err </dev/null; }
serve() { # serve PACKS…: the pages; their address in $host
  stop
  "$ansinh" serve --db p.db --port 0 "$@" >served 2>served.err </dev/null &
  server=$!
  for _ in $(seq 100); do grep -q 'http' served && break; sleep 0.1; done
  host=$(grep -oE '127\.0\.0\.1:[0-9]+' served)
}
page() { # page ADDRESS: into the file $page
  (exec 3<>"/dev/tcp/${host/://}" && printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$1" "$host" >&3 && cat <&3) >"$page" 2>/dev/null
  grep -qm1 '200 OK' "$page"
}
says() { grep -qF -- "$1" "$page"; }
marks() { grep -o 'class="stale">cũ<' "$page" | wc -l; }

run synth --db p.db --permille 20 --seed 7 --data "$ROOT/data/hue" "${old[@]}"; check 'a province is made' $?
run determine --db p.db --for 2026-11 "${old[@]}"
for month in 10 11; do run check caseload --db p.db --for 2026-$month "${old[@]}"; done
serve "${old[@]}"
page / && [ "$(marks)" = 0 ] && ! says 'stale-note'; check 'what would be made now has no mark' $?
act=$(sqlite3 -batch p.db 'SELECT max(act) FROM act')
says "dữ liệu đến 01/11/2026 (thao tác số $(sed -E 's/([0-9])([0-9]{3})$/\1.\2/' <<<"$act"),"; check 'it says of which act it is' $?
hash=$(sqlite3 -batch p.db 'SELECT substr(packs, 1, 12) FROM determination')
says "gói luật $hash"; check 'and of which packs' $?
found=$(sqlite3 -batch p.db "SELECT count(*) FROM finding f JOIN finding_run r ON r.id = f.run WHERE r.for_month = 2026 * 12 + 9")
says "tháng trước $found" && says 'tháng trước chưa xác định'; check 'last month was checked, though not determined' $?
page '/?for=2026-10'
says 'Tháng 10/2026 chưa được xác định'; check 'a month that was not determined says so' $?
page '/check?for=2026-10&after=20' && says 'rel="prev"' && ! says 'Trang đầu' && says '<a href="/check">Trở về hôm nay'
check 'a later page of findings leads to the one before, and today is begun with the first' $?
page '/check?for=2026-11&after=100' && says 'after=50' && says 'Trang đầu'; check 'and to the first' $?

# ---- an act since ----

sqlite3 -batch p.db "INSERT INTO act(act, instant, kind, account, paper, answer, whole) SELECT max(act) + 1, max(instant) + 1, 'person.change', min(account), '', '', 0 FROM act;
  UPDATE register SET last_act = last_act + 1, last_instant = last_instant + 1"
page / && [ "$(marks)" -gt 5 ] && says 'sổ đã ghi thêm sau đó' && says 'ansinh determine --for 2026-11 --known 2026-11-01' && says 'ansinh check caseload --for 2026-10 --known 2026-11-01'
check 'after an act the figures are marked, with what to run' $?
person=$(sqlite3 -batch p.db "SELECT p.public_id FROM finding f JOIN finding_run r ON r.id = f.run JOIN person p ON p.id = f.person WHERE r.for_month = 2026 * 12 + 9 AND f.kind = 'law_lower' LIMIT 1")
page "/person/$person?for=2026-10" && [ "$(marks)" = 2 ] && says 'ansinh check caseload --for 2026-10'; check 'a finding on a person'"'"'s page too, and nothing else of it' $?
run determine --db p.db --for 2026-11 "${old[@]}"
page / && [ "$(marks)" -lt 6 ] && says 'cũ' && ! says 'ansinh determine'; check 'once determined again only the checks are marked' $?
for month in 10 11; do run check caseload --db p.db --for 2026-$month "${old[@]}"; done
page / && [ "$(marks)" = 0 ]; check 'and once checked again nothing' $?

# ---- other packs ----

cp -r "$ROOT/law" raised
sed -i 's/^  = 540_000 \[nd335_2026 4.2\]/  = 600_000 [nd335_2026 4.2]/' raised/vn/assistance.luat
new=(--law raised/vn,raised/vn-hue)
run packs adopt --db p.db --on 2026-11-01 --paper 2/QĐ "${new[@]}"; check 'other packs are adopted' $?
serve "${new[@]}"
page / && [ "$(marks)" -gt 5 ] && says "tính bằng bộ gói luật $hash…" && ! says 'sổ đã ghi thêm'; check 'what was made by those before is marked' $?
run determine --db p.db --for 2026-11 "${new[@]}"
page / && says "tính bằng bộ gói luật $hash…" && ! says 'ansinh determine'; check 'a fresh sum beside old findings: these are marked' $?
page '/check?for=2026-10' && [ "$(marks)" = 2 ] && says 'ansinh check caseload --for 2026-10'; check 'also in their list' $?
run determine --db p.db --for 2026-10 "${old[@]}" --unadopted
page / && says 'tháng trước chưa xác định'; check 'what others make after that is never shown' $?

echo "1..$number"
exit $bad
