#!/bin/bash
# script/run in a folder whose name has a blank: from nothing, again, after one that was killed, beside another that runs,
# with a number in serve.pid that has become a stranger's, and with a stranger on its port.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=$(realpath "$(dirname "${ANSINH:-$ROOT/build/ansinh}")")
here=$(mktemp -d)
folder="$here/An Sinh"
stranger=''
finish() {
  local pid
  for pid in $stranger $(cat "$folder"/var/*/serve.pid 2>/dev/null); do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$here"
}
trap finish EXIT
export LC_ALL=C.UTF-8 BUILD
unset ANSINH ANSINH_LANG ANSINH_TODAY
mkdir -p "$folder"
cd "$folder" || exit 1
cp -r "$ROOT/script" "$ROOT/law" "$ROOT/data" .
printf '#!/bin/sh\n' >script/fonts
. "$ROOT/tests/checks.sh"
shown=$here/out # of what was just run
at=var/permille-5

run() { timeout 200 ./script/run --permille 5 "$@" >"$here/out" 2>&1 </dev/null; }

run --no-serve; check 'from nothing' $?
run --no-serve && grep -q 'đã có' "$here/out"; check 'again: the province is there' $?
run --no-serve --fresh && ! grep -q 'đã có' "$here/out"; check 'anew' $?

# What a making leaves that is killed: its mark stands in the register.
rm -rf $at
mkdir -p $at
"$BUILD/ansinh" synth --db $at/ansinh.db --permille 300 >/dev/null 2>&1 &
making=$!
for _ in $(seq 200); do [ -s $at/ansinh.db ] && break; sleep 0.02; done
sleep 0.3
kill -9 $making
wait $making 2>/dev/null
[ -s $at/ansinh.db ] && ! "$BUILD/ansinh" packs adopted --db $at/ansinh.db >"$here/out" 2>&1; check 'one that was killed is no register' $?
run --no-serve && ! grep -q 'đã có' "$here/out"; check 'after one that was killed: made anew' $?

exec 8>var/run.lock
flock 8
run --no-serve 8>&- &
second=$!
for _ in $(seq 100); do grep -q 'waiting' "$here/out" && break; sleep 0.05; done
grep -q 'waiting' "$here/out" && kill -0 $second; check 'a second one waits' $?
exec 8>&-
wait $second; check 'and then does its work' $?

sleep 300 &
stranger=$!
echo $stranger >$at/serve.pid
run; check 'the pages are started' $?
kill -0 $stranger; check "a stranger's process is left alone" $?
mine=$(cat $at/serve.pid)
port=$(grep -oE '127\.0\.0\.1:[0-9]+/' "$here/out" | head -n 1 | tr -dc '0-9:' | cut -d: -f2)
[ -n "$port" ] && [ "$mine" != $stranger ] && kill -0 "$mine"; check 'they say where they are' $?
run --no-serve && kill -0 "$mine"; check 'without pages those that run go on' $?
(cd "$ROOT" && exec "$BUILD/ansinh" serve --db "$folder/$at/ansinh.db" --port 0) >"$here/other" 2>&1 &
stranger="$stranger $!"
for _ in $(seq 100); do grep -q 127.0.0.1 "$here/other" && break; sleep 0.1; done
taken=$(grep -oE '127\.0\.0\.1:[0-9]+' "$here/other" | cut -d: -f2)
run --port "$taken"
[ $? = 1 ] && grep -q -- --port "$here/out" && ! grep -q 'try next' "$here/out"; check 'a port that is taken is refused, and no page of another shown' $?
run --help && grep -q -- --permille "$here/out"; check 'help' $?
run --permille 2000
[ $? = 2 ]; check 'a number out of range' $?

echo "1..$number"
exit $bad
