#!/bin/bash
# `ansinh law …` from the outside: good and bad input, exit codes, and that nothing is changed.
cd "$(dirname "$0")/../.." || exit 1
ansinh=$(realpath "${ANSINH:-build/ansinh}")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
number=0 bad=0

# try NAME CODE PATTERN STREAM COMMAND…: the exit code, and a text on out, err or (none) neither checked.
try() {
  local name=$1 code=$2 pattern=$3 stream=$4 got
  shift 4
  "$@" >"$here/out" 2>"$here/err" </dev/null
  got=$?
  number=$((number + 1))
  if [ "$got" = "$code" ] && { [ "$stream" = none ] || grep -qF -- "$pattern" "$here/$stream"; }; then
    echo "ok $number - $name"
  else
    echo "not ok $number - $name (code $got, wanted $code; '$pattern' on $stream)"
    head -5 "$here/out" "$here/err" | sed 's/^/# /'
    bad=1
  fi
}
say() { printf '%s\n' "$2" >"$here/$1"; }
situation() { # situation NAME CODE PATTERN STREAM JSON
  say s.json "$5"
  try "$1" "$2" "$3" "$4" "$ansinh" law eval "$here/s.json" --lang en
}
before=$(find law -type f -exec sha256sum {} + 2>/dev/null | sort | sha256sum)

try 'the packs have no errors' 0 '0 errors' out "$ansinh" law check --lang en
try 'the packs are counted in Vietnamese' 0 'kiểm thử' out "$ansinh" law check
try 'the tests of the packs pass' 0 ', 0 failed' out "$ansinh" law test --lang en
try 'a filter takes fewer tests' 0 '0 failed' out "$ansinh" law test --lang en --filter 'bảng, dòng 1'
try 'a provision is shown' 0 '540.000' out "$ansinh" law show assistance.base --on 2026-10-05
try 'a misspelt name gets a suggestion' 2 'assistance.base' err "$ansinh" law show asistance.base
try 'a name without its pack: the full ones' 2 'Write the full name: assistance.monthly' err "$ansinh" law show monthly --lang en
try 'a name a rule once had, and now another' 0 'also of this name: assistance.base' out "$ansinh" law show base --lang en
try 'a misspelt last part' 2 'Did you mean «assistance.monthly»' err "$ansinh" law show montly --lang en
try 'the same day twice' 2 'both days are the same (2026-10-05)' err "$ansinh" law diff 2026-10-05 2026-10-05 --lang en
try 'the law differs between two days' 0 'nd335_2026' out "$ansinh" law diff 2026-10-04 2026-10-05
try 'the law does not differ within a quiet week' 0 '0 differences' out "$ansinh" law diff 2026-10-10 2026-10-12 --lang en
say back.luat 'language 1
document d "D" issued 2020-01-01 in_force 2020-02-01 articles 1, 2
document e "E" issued 2021-05-01 in_force 2021-06-01 amends d articles 1, 2
parameter low : money "Low"
  = 100_000 [d 1]
  from 2021-03-01 = 80_000 [e 1]
benefit t.one for person "One"
  amount low [d 1]
  starts month_of_decision [d 2]
  changes same_month [d 2]
  stops month_after [d 2]
  stops same_month from 2021-04-01 [e 2]'
try 'what governs later and reaches back is told with its period' 0 '+ 80,000 đồng (from 2021-03-01)' out "$ansinh" law diff 2021-05-31 2021-06-01 --law "$here/back.luat" --lang en
try 'a clause that reaches back too' 0 '(from 2021-04-01)' out "$ansinh" law diff 2021-05-31 2021-06-01 --law "$here/back.luat" --lang en
try 'the new groups reach back in the packs' 0 '+ yes (from 2026-07-01)' out "$ansinh" law diff 2026-10-04 2026-10-05 --lang en
try 'days the wrong way round' 2 'Swap' err "$ansinh" law diff 2026-10-05 2026-10-04 --lang en
try 'a day not in the calendar' 2 '2026-02-30' err "$ansinh" law show assistance.base --on 2026-02-30
try 'the vocabulary' 0 'person.birth' out "$ansinh" law vocabulary
try 'the vocabulary in JSON' 0 '"person.birth"' out "$ansinh" law vocabulary --json

try 'a filter that nothing meets is told' 2 'nothing was tested' err "$ansinh" law test --lang en --filter zzz
try 'language and meaning stand beside the packs' 0 'language 1, meaning 6' out "$ansinh" law check --lang en
full() { "$@" >/dev/full; }
shut() { "$@" >&-; }
for command in 'law vocabulary' 'law vocabulary --json' 'law diff 2026-10-04 2026-10-05' 'law check' 'law show person.age'; do
  # shellcheck disable=SC2086
  try "a full disk under «$command» is an error" 1 'incomplete' err full "$ansinh" $command --lang en
done
try 'a closed output is an error' 1 'incomplete' err shut "$ansinh" law vocabulary --lang en
try 'packs without tests are told' 0 'have no tests' out "$ansinh" law check --lang en bench/bench.luat
try 'nothing to test is told' 2 'nothing was tested' err "$ansinh" law test --lang en bench/bench.luat
say good.luat 'language 1
document d "D" issued 2020-01-01 in_force 2020-01-01
fact person.n : integer "N"
rule person.r : bool = n > 5 [d 1]
test "t" [d 1] source "s" for 2026-01 person a n = 6 expect a r = yes'
try 'a pack of one file' 0 '1 files' out "$ansinh" law check "$here/good.luat" --lang en
try 'its test passes' 0 '1 expectations, 0 failed' out "$ansinh" law test "$here/good.luat" --lang en
try 'a mutant that no test sees is code 3' 3 'person.r@' out "$ansinh" law mutate "$here/good.luat" --lang en --threads 1
try 'a condition never false is code 3' 3 'was never false' out "$ansinh" law coverage "$here/good.luat" --lang en
sed 's/expect a r = yes/expect a r = yes vary a n 5 : a r = no/' "$here/good.luat" >"$here/both.luat"
try 'both sides tested: covered' 0 '0 places' out "$ansinh" law coverage "$here/both.luat" --lang en
say not.luat 'language 1
document d "D" issued 2020-01-01 in_force 2020-01-01
fact person.poor : bool "P" absent no
fact person.n : integer 0..9 "N" absent 0
rule person.r : bool = not poor [d 1]
rule person.s : bool = n > 3 and not (n = 5) [d 1]
test "t" [d 1] source "s" for 2026-01 person a poor = no expect a r = yes expect a s = no'
try 'a condition under not is told as itself' 3 'person.r: «poor» was never true' out "$ansinh" law coverage "$here/not.luat" --lang en
try 'and one beside another without its not' 3 'person.s: «n = 5» was never asked' out "$ansinh" law coverage "$here/not.luat" --lang en
printf '%s\n' '# known' 'document.d/in_force_up.1  the test asks for 2026' 'document.d/in_force_down.1  the test asks for 2026' >"$here/same.txt"
try 'mutants that change nothing, with reasons' 0 '2 equivalent' out "$ansinh" law mutate "$here/both.luat" --lang en --threads 2 --equivalent "$here/same.txt"
printf '%s\n' 'document.d/in_force_up.1' 'document.d/in_force_down.1  why' 'person.r@d/gt.9  why' >"$here/same.txt"
try 'a reason is needed' 3 'has no reason' out "$ansinh" law mutate "$here/both.luat" --lang en --threads 2 --equivalent "$here/same.txt"
try 'a key of nothing is told' 3 'there is no mutant person.r@d/gt.9' out "$ansinh" law mutate "$here/both.luat" --lang en --threads 2 --equivalent "$here/same.txt"
sed 's/expect a r = yes/expect a r = no/' "$here/good.luat" >"$here/fails.luat"
try 'a failing test is code 3' 3 'FAILED' out "$ansinh" law test "$here/fails.luat" --lang en
sed 's/n > 5/m > 5/' "$here/good.luat" >"$here/bad.luat"
try 'a mistake: file, line, column' 2 'bad.luat:4:24: error' err "$ansinh" law check "$here/bad.luat" --lang en
try 'a mistake in Vietnamese' 2 'lỗi: Không có' err "$ansinh" law check "$here/bad.luat"
try 'nothing runs on a pack with mistakes' 2 'bad.luat:4:24' err "$ansinh" law test "$here/bad.luat" --lang en
head -c 60 "$here/good.luat" >"$here/half.luat"
try 'half a file' 2 'error' err "$ansinh" law check "$here/half.luat" --lang en
printf 'fact person.x : bool "Gi\xe1"\n' >"$here/latin.luat"
try 'Latin-1' 2 'not UTF-8' err "$ansinh" law check "$here/latin.luat" --lang en
head -c 10485760 /dev/urandom >"$here/noise.luat"
try '10 MiB of noise' 2 'larger than' err timeout 10 "$ansinh" law check "$here/noise.luat" --lang en
: >"$here/empty.luat"
try 'an empty file' 2 'language 1' err "$ansinh" law check "$here/empty.luat" --lang en
try 'no such file' 2 'no such file' err "$ansinh" law check "$here/none.luat" --lang en
mkdir "$here/folder"
try 'a folder without packs' 2 'no .luat file' err "$ansinh" law check "$here/folder" --lang en

situation 'a situation is answered' 0 '"value":750000' out '{"for":"2026-06","persons":{"an":{"birth":"1990-01-01","disability":"severe","pension":0}},"households":{"h":{"members":["an"],"head":"an","poverty":"none"}},"ask":[{"person":"an","benefit":"assistance.monthly"}]}'
say s.json '{"for":"2026-06","persons":{"an":{"birth":"1990-01-01"}}}'
try 'an answer on a full disk is an error' 1 'incomplete' err full "$ansinh" law eval "$here/s.json" --lang en
situation 'a name of before' 0 '"value":750000' out '{"for":"2026-06","persons":{"an":{"birth":"1990-01-01","disability":"severe","pension":0,"grave_illness":false}},"ask":[{"person":"an","benefit":"assistance.monthly"},{"person":"an","benefit":"carer_support"},{"person":"an","rule":"base"}]}'
situation 'an unknown fact' 2 'Did you mean «birth»?' err '{"for":"2026-06","persons":{"an":{"birht":"1990-01-01"}}}'
situation 'a wrong type' 2 'persons.an.pension' err '{"for":"2026-06","persons":{"an":{"pension":"0"}}}'
situation '30 February' 2 'not in the calendar' err '{"for":"2026-06","persons":{"an":{"birth":"1990-02-30"}}}'
situation 'born tomorrow' 2 'after the day the facts are known' err '{"for":"2026-06","persons":{"an":{"birth":"2026-07-01"}}}'
situation 'in no household' 0 'household of an' out '{"for":"2026-06","persons":{"an":{"birth":"1990-01-01"}}}'
situation 'in two households' 2 'one household in a month' err '{"for":"2026-06","persons":{"an":{}},"households":{"h":{"members":["an"]},"k":{"members":["an"]}}}'
situation 'a household without head' 0 'has no head' out '{"for":"2026-06","persons":{"an":{}},"households":{"h":{"members":["an"]}}}'
situation 'who supports himself' 2 'to themselves' err '{"for":"2026-06","persons":{"an":{}},"links":[{"from":"an","link":"child","to":"an"}]}'
situation 'a number against the sex' 2 'digit 4' err '{"for":"2026-06","persons":{"an":{"sex":"male","citizen_number":"046149001234"}}}'
situation 'a number against the birth' 2 'digits 4 to 6' err '{"for":"2026-06","persons":{"an":{"birth":"1950-01-01","citizen_number":"046049001234"}}}'
situation 'not JSON' 2 'Not JSON' err '{"for":'
try 'no such situation' 2 'no such file' err "$ansinh" law eval "$here/none.json" --lang en
try 'too large a situation' 2 'larger than' err "$ansinh" law eval "$here/noise.luat" --lang en
try 'an empty standard input' 2 'Not JSON' err "$ansinh" law eval - --lang en

number=$((number + 1))
if [ "$before" = "$(find law -type f -exec sha256sum {} + 2>/dev/null | sort | sha256sum)" ]; then
  echo "ok $number - nothing was changed"
else
  echo "not ok $number - the packs were changed"
  bad=1
fi
echo "1..$number"
exit $bad
