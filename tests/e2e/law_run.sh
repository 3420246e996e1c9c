#!/bin/bash
# `ansinh law run` and `law plan` from the outside: CSV good and bad, exit codes, answers, threads and blocks; the benchmark rules on people written here.
cd "$(dirname "$0")/../.." || exit 1
ansinh=$(realpath "${ANSINH:-build/ansinh}")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
number=0 bad=0

ok() { # ok NAME: of the command before
  local got=$?
  number=$((number + 1))
  if [ $got = 0 ]; then echo "ok $number - $1"; else echo "not ok $number - $1"; [ -s "$here/err" ] && head -3 "$here/err" | sed 's/^/# /'; bad=1; fi
}
run() { "$ansinh" law run "$@" --lang en >"$here/out" 2>"$here/err" </dev/null; }
refused() { # refused NAME PATTERN ARGUMENTS…: code 2, the message, and no answer files
  local name=$1 pattern=$2 code
  shift 2
  rm -rf "$here/none"
  run "$@" --out "$here/none"
  code=$?
  [ $code = 2 ] && grep -qF -- "$pattern" "$here/err" && [ ! -e "$here/none/persons.csv" ]
  ok "$name"
}
same() { diff "$1" - >"$here/err"; }

cat >"$here/small.luat" <<'END'
language 1
document d "D" issued 2020-01-01 in_force 2020-01-01
enum colour (red "đỏ", green "xanh")
fact person.birth : date "x" required
fact person.tone : colour "x" absent red
fact person.sick : bool "x"
fact person.items : integer 0..3 "x" absent 0
fact person.income : money "x"
fact household.big : bool "x" absent no
fact area.urban : bool "x" absent no
parameter base : money "x"
  from 2020-01-01 = 100000 [d 1]
rule person.age : integer "x" = years from birth to day
rule person.level : cases of rate "x"
  from 2020-01-01
    choose highest of (old, ill) [d 1]
    case old when age >= 60 then 1.5 [d 1]
    case ill when sick and tone = green then 2 [d 1]
rule household.total : money "x" = sum income over members
benefit aid.monthly for person "x"
  amount base * level exactly [d 1]
  starts month_of_decision [d 1]
  changes same_month [d 1]
  stops month_after [d 1]
END
law=$here/small.luat
cat >"$here/p.csv" <<'END'
person_id,household_id,birth,tone,sick,items,income,remark
a,7,1950-01-31,green,0,3,3000000000,x
b,7,19900215,red,1,,5,y
c,8,2000,1,yes,0,7,z
d,8,01/02/1980,green,?,1,,z
END
printf 'household_id,big,area.urban\n7,1,0\n8,no,yes\n' >"$here/h.csv"
P="--persons $here/p.csv --for 2026-06"
H="--households $here/h.csv"

run "$law" $P $H --out "$here/o" --rules aid.monthly,person.age,household.total
ok 'runs'
grep -q 'columns that are no fact of this law: remark' "$here/err"
ok 'a column that is no fact is named'
same "$here/o/persons.csv" <<'END'
person_id,aid.monthly,aid.monthly.status,aid.monthly.cases,person.age,person.age.status
a,150000,value,old,76,value
b,,not,,36,value
c,200000,value,ill,,unknown
d,,unknown,,46,value
END
ok 'persons: values, not, unknown, deciding cases, partial dates'
same "$here/o/households.csv" <<'END'
household_id,household.total,household.total.status
7,3000000005,value
8,,unknown
END
ok 'households: sums past 32 bits; a missing income leaves the sum unknown'
grep -q '4 persons, 2 households; 1 blocks, 1 with holes' "$here/out" && grep -q 'ns a person, write .* peak memory' "$here/out"
ok 'prints rows, times and memory'

run "$law" $P --out "$here/o2" --rules aid.monthly,person.age && cmp -s "$here/o/persons.csv" "$here/o2/persons.csv"
ok 'without a file of households'
(head -1 "$here/p.csv"; sed -n '5p;2p;4p;3p' "$here/p.csv") | sed 's/$/\r/' >"$here/mixed.csv"
run "$law" --persons "$here/mixed.csv" --for 2026-06 $H --out "$here/o3" --rules aid.monthly,person.age && cmp -s <(sort "$here/o/persons.csv") <(sort "$here/o3/persons.csv")
ok 'persons in any order, lines ending in CR LF'
run "$law" $P $H --out "$here/o4" --rules aid.monthly,person.age --threads 3 --block 1 --repeat 2 && cmp -s "$here/o/persons.csv" "$here/o4/persons.csv"
ok 'threads and blocks do not change the answers'

line() { sed "$1" "$here/p.csv" >"$here/x.csv"; }
line '3s/19900215/19900230/'; refused '30 February' 'x.csv:3:3 (birth): not a day of the calendar' "$law" --persons "$here/x.csv" --for 2026-06
line '3s/red/blue/'; refused 'a value that is no member' 'x.csv:3:4 (tone): no such value in the enumeration: blue' "$law" --persons "$here/x.csv" --for 2026-06
line '2s/,3,3000000000/,4,3000000000/'; refused 'a number outside its range' 'x.csv:2:6 (items): the number is outside its range: 4' "$law" --persons "$here/x.csv" --for 2026-06
line '3s/,5,y/,-5,y/'; refused 'negative money' 'x.csv:3:7 (income)' "$law" --persons "$here/x.csv" --for 2026-06
line '4s/,z$//'; refused 'too few columns' 'x.csv:4:8 (remark): the line has too few columns' "$law" --persons "$here/x.csv" --for 2026-06
line '4s/$/,more/'; refused 'too many columns' 'x.csv:4:8 (remark): the line has too many columns' "$law" --persons "$here/x.csv" --for 2026-06
line '2s/^a/"a/'; refused 'a quote that does not close' 'a quote that does not close' "$law" --persons "$here/x.csv" --for 2026-06
line '1s/household_id/home/'; refused 'no household_id' 'a column is missing: household_id' "$law" --persons "$here/x.csv" --for 2026-06
line '1s/items/tone/'; refused 'a heading twice' 'a heading twice: tone' "$law" --persons "$here/x.csv" --for 2026-06
line '4s/,8,/,9,/'; refused 'a household not in the file' 'x.csv:4:2 (household_id): no such household in the file of households: 9' "$law" --persons "$here/x.csv" --for 2026-06 $H
printf 'household_id,big\n7,1\n8,0\n7,0\n' >"$here/h2.csv"; line '4s/,8,/,7,/;5s/,8,/,7,/;2s/,7,/,8,/'; refused 'a household twice' 'a household twice (also on line 2): 7' "$law" --persons "$here/x.csv" --for 2026-06 --households "$here/h2.csv"
printf 'household_id,big,area.urban\n8,no,yes\n7,1,0\n' >"$here/h3.csv"
run "$law" $P --households "$here/h3.csv" --out "$here/o6" --rules aid.monthly,person.age,household.total && cmp -s <(sort "$here/o/persons.csv") <(sort "$here/o6/persons.csv") &&
  cmp -s <(sort "$here/o/households.csv") <(sort "$here/o6/households.csv")
ok 'households in any order give the same answers'
printf 'household_id,big\n7,1\n\n8,0\n7,0\n' >"$here/h2.csv"; refused 'a household twice: both lines' 'h2.csv:5:1 (household_id): a household twice (also on line 2): 7' "$law" $P --households "$here/h2.csv"
line '4s/^c/a/'; refused 'a person twice: both lines' 'x.csv:4:1 (person_id): a person twice (also on line 2): a' "$law" --persons "$here/x.csv" --for 2026-06
line '3s/19900215/20260701/;2s/$/\n/'; refused 'born after the month' 'x.csv:4:3 (birth): born after the month asked about: 2026-07-01' "$law" --persons "$here/x.csv" --for 2026-06
line '3s/19900215/20260630/'; run "$law" --persons "$here/x.csv" --for 2026-06 --rules person.age; ok 'born on the last day of the month'
long=$(head -c 3000 /dev/zero | tr '\0' i); line "2s/^a/$long/"; run "$law" --persons "$here/x.csv" --for 2026-06 --out "$here/o7" && grep -q "^$long,150000" "$here/o7/persons.csv"
ok 'a long id comes out whole'
refused 'an unknown rule' 'no such benefit or rule' "$law" $P --rules person.agee
refused 'no month' '--for' "$law" --persons "$here/p.csv"
line '1s/remark/household_id/'; refused 'the household in two columns' 'x.csv:1:8 (household_id): a heading twice: household_id' "$law" --persons "$here/x.csv" --for 2026-06
line '1s/remark/person.birth/'; refused 'a fact by its long name and its short one' 'x.csv:1:8 (person.birth): a heading twice: person.birth' "$law" --persons "$here/x.csv" --for 2026-06
tr '\n' '\r' <"$here/p.csv" >"$here/x.csv"; refused 'lines that end in CR alone' 'x.csv:1:0: the lines end in CR alone' "$law" --persons "$here/x.csv" --for 2026-06
line '3s/^b/b\x00b/'; refused 'an id with NUL' 'x.csv:3:1 (person_id): the id holds a character that cannot be seen' "$law" --persons "$here/x.csv" --for 2026-06
line '3s/^b,7/b,7\x0d1/'; refused 'an id with CR' 'x.csv:3:2 (household_id): the id holds a character that cannot be seen' "$law" --persons "$here/x.csv" --for 2026-06
line '3s/red/đỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏ/'; refused 'a long value is shown shortened' 'enumeration: đỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏđỏ…' "$law" --persons "$here/x.csv" --for 2026-06
refused 'blocks of nobody' '--block: from 1 to 16384' "$law" $P --block 0
mkfifo "$here/pipe"
timeout 10 "$ansinh" law run "$law" --persons "$here/pipe" --for 2026-06 --lang en >"$here/out" 2>"$here/err" </dev/null
[ $? = 2 ] && grep -qF 'pipe: this is no regular file' "$here/err"; ok 'a pipe nobody writes to'
refused 'too many threads' '--threads' "$law" $P --threads 0
head -c 300000 /dev/urandom >"$here/noise.csv"; refused 'noise' 'noise.csv' "$law" --persons "$here/noise.csv" --for 2026-06
: >"$here/empty.csv"; refused 'an empty file' 'a column is missing: person_id' "$law" --persons "$here/empty.csv" --for 2026-06
run "$law" --persons "$here/not-there.csv" --for 2026-06; [ $? = 1 ]; ok 'a file that is not there: code 1'
head -1 "$here/p.csv" >"$here/x.csv"; run "$law" --persons "$here/x.csv" --for 2026-06 --out "$here/o5" && [ "$(wc -l <"$here/o5/persons.csv")" = 1 ]; ok 'headings and nobody'

# ---- the benchmark rules, two households worked by hand ----
# Household 1, rural: a01 level 3 = 25, all else 0: b1 = 25 <= 140; d01..d03: b2 = 30: poor. A child of 3 without caregiver: k1a 2.5 = 900,000. Her mother, a
# single parent: base x 1 child = 360,000. Household 2, urban, b1 = 0, b2 = 0: near poor. Born 1938-06-01 without pension: 85, k5c 1.0 = 360,000.
levels() { printf ',%s' "$1"; for i in $(seq 2 18); do printf ',0'; done; for i in $(seq 12); do printf ',%d' $((i <= $2)); done; echo; }
{ printf household_id,urban,special; for i in $(seq -w 18); do printf ',a%s' "$i"; done; for i in $(seq -w 12); do printf ',d%s' "$i"; done; echo
  printf 1,0,0; levels 3 3; printf 2,1,0; levels 0 0; } >"$here/bh.csv"
cat >"$here/bp.csv" <<'END'
person_id,household_id,birth,role,disability,no_carer,studying,hiv,single_parent,no_supporter,facility,pension,no_income,income
1,1,19900101,0,0,0,0,0,1,0,0,0,0,1000001
2,1,20200301,2,0,1,0,0,0,0,0,0,0,0
3,2,19380601,0,0,0,0,0,0,0,0,0,0,700
END
run bench/bench.luat --persons "$here/bp.csv" --households "$here/bh.csv" --for 2023-06 --day 2023-06-01 --out "$here/b" \
  --rules person.assistance,person.single_parent_amount,person.amount,household.b1,household.b2,household.status,household.amount,household.income,household.size,household.per_capita
cut -d, -f1,4- "$here/b/persons.csv" >"$here/b/p4.csv"
same "$here/b/p4.csv" <<'END'
person_id,person.assistance.cases,person.single_parent_amount,person.amount
1,,360000,360000
2,k1a,0,900000
3,k5c,0,360000
END
ok 'benchmark rules: persons'
cut -d, -f1-8 "$here/b/households.csv" >"$here/b/h8.csv"
same "$here/b/h8.csv" <<'END'
household_id,household.b1,household.b2,household.status,household.amount,household.income,household.size,household.per_capita
1,25,30,2,1260000,1000001,2,500000
2,0,0,1,360000,700,1,700
END
ok 'benchmark rules: households'
"$ansinh" law plan bench/bench.luat --for 2023-06 --rules person.amount --lang en >"$here/out" && grep -q 'person.amount *vector' "$here/out"
ok 'law plan: the benchmark rules run in vectors'
"$ansinh" law plan --lang en >"$here/out" && grep -q 'assistance.monthly *vector' "$here/out"
ok 'law plan: the packs without people'

# one share for a household: of two couples one each gives way; who lives alone does not
mkdir "$here/share"
cat >"$here/share/share.luat" <<'END'
language 1
document d "D" issued 2020-01-01 in_force 2020-01-01
fact person.want : money "x" absent 0
benefit care for person "x"
  amount want
  when want > 0
  starts month_of_decision [d 1]
  changes same_month [d 1]
  stops month_after [d 1]
concurrency one_share per household "x" at most 1 of (care) keeping highest [d 1]
END
printf 'person_id,household_id,want\n1,1,100\n2,1,200\n3,2,100\n4,2,100\n5,3,100\n' >"$here/share/p.csv"
printf 'household_id\n1\n2\n3\n' >"$here/share/h.csv"
run "$here/share/share.luat" --persons "$here/share/p.csv" --households "$here/share/h.csv" --for 2023-06 --out "$here/share/out" &&
  grep -q '5 values, .* 2 give way' "$here/out"
ok 'law run: one share a household'
# a sum that does not come out is the fault of its row: named, counted, code 3; everybody else's answer stands
cat >"$here/half.luat" <<'END'
language 1
document d "D" issued 2020-01-01 in_force 2020-01-01
fact person.birth : date "x" required
parameter lev : money "x"
  from 2020-01-01 = 25001 [d 1]
benefit half for person "x"
  amount lev / 2 exactly [d 1]
  when years from birth to day >= 103 [d 1]
  starts month_of_decision [d 1]
  changes same_month [d 1]
  stops month_after [d 1]
benefit whole for person "x"
  amount lev * 2 exactly [d 1]
  starts month_of_decision [d 1]
  changes same_month [d 1]
  stops month_after [d 1]
END
printf 'person_id,household_id,birth\nold,1,1920-01-01\nyoung,1,1990-01-01\n' >"$here/x.csv"
run "$here/half.luat" --persons "$here/x.csv" --for 2026-06 --out "$here/o8"; [ $? = 3 ] && grep -q 'half.*0 values, 1 not, 0 unknown, 1 faults' "$here/out" &&
  grep -q 'old: half: .*half.luat:7:.*does not come out whole' "$here/err"
ok 'a fault is named and counted'
same "$here/o8/persons.csv" <<'END'
person_id,half,half.status,whole,whole.status
old,,fault,50002,value
young,,not,50002,value
END
ok 'a fault stays in its row'
echo "1..$number"
exit $bad
