#!/bin/bash
# The bulk evaluator beside hand-written C: bench/run.sh [--quick] [FOLDER]
# FOLDER holds gen_population.py, limit.c and answers_100k_*.csv (default ../shared/bench beside the repository). Without it
# nothing is measured and the code is 0. Needs gcc and a python3 with numpy. What it prints is explained in bench/README.md.
set -eu
cd "$(dirname "$0")/.."
quick=0
[ "${1:-}" = --quick ] && quick=1 && shift
folder=${1:-../shared/bench}
ansinh=${ANSINH:-build/ansinh}
work=${BENCH_WORK:-var/bench}
rounds=5 repeat=15
[ $quick = 1 ] && rounds=2 repeat=5

if [ ! -r "$folder/limit.c" ] || [ ! -r "$folder/gen_population.py" ]; then
  echo "bench: no limit.c and gen_population.py in $folder; skipped"
  exit 0
fi
if [ ! -x "$ansinh" ]; then
  echo "bench: $ansinh is not built; run ./script/run or ninja -C build first" >&2
  exit 1
fi
python=
for try in python3 /usr/bin/python3; do "$try" -c 'import numpy' 2>/dev/null && python=$try && break; done
if [ -z "$python" ]; then
  echo "bench: no python3 with numpy (apt-get install python3-numpy); skipped"
  exit 0
fi

mkdir -p "$work"
gcc -O3 -march=native -w -pthread "$folder/limit.c" -o "$work/limit"
for n in 100000 1000000; do
  [ -f "$work/p$n/households.csv" ] || "$python" "$folder/gen_population.py" $n "$work/p$n" --csv >"$work/made" || { cat "$work/made" >&2; exit 1; }
done

rules=person.assistance,person.single_parent_amount,person.amount,household.b1,household.b2,household.status,household.amount,household.income,household.size,household.per_capita

law() { # law FILE N OPTIONS…
  local file=$1 n=$2
  shift 2
  "$ansinh" law run "$file" --persons "$work/p$n/persons.csv" --households "$work/p$n/households.csv" --for 2023-06 --day 2023-06-01 --rules $rules --lang en "$@"
}

# ---- the same answers ----

answers() { # answers FOLDER: our two files in the form of the answer files, beside the folder
  awk -F, 'BEGIN { n = split("k1a k1b k2 k3a k3b k5a1 k5a2 k5b k5c k5d k6a k6b k6c k6d k7 k8", id, " "); for (i = 1; i <= n; i++) number[id[i]] = i
      print "person_id,case,single_parent_amount,amount" }
    NR > 1 && ($4 != "" || $6 != 0) { print $1 "," ($4 == "" ? 0 : number[$4]) "," $5 "," $6 }' "$1/persons.csv" >"$1.persons.csv"
  awk -F, 'BEGIN { print "household_id,b1,b2,status,household_amount,household_income,household_size,per_capita" }
    NR > 1 { print $1 "," $2 "," $3 "," $4 "," $5 "," $6 "," $7 "," $8 }' "$1/households.csv" >"$1.households.csv"
}
code=0
for isa in avx512 avx2 base; do
  ANSINH_ISA=$isa law bench/bench.luat 100000 --out "$work/out" >/dev/null
  answers "$work/out"
  for kind in persons households; do
    if cmp -s "$work/out.$kind.csv" "$folder/answers_100k_$kind.csv"; then echo "answers $kind ($isa): identical"
    else echo "answers $kind ($isa): DIFFERENT"; code=1; fi
  done
done

# ---- other laws of the same kind ----

sed -E 's/then 2\.5/then 1.8/; s/then 1\.5/then 2.2/; s/then 2\.0/then 1.3/; s/then 3\.0/then 0.7/' bench/bench.luat >"$work/coefficients.luat"
sed -E 's/\(([0-9]+, (yes|no), [123])\) = ([0-9]+)/(\1) = 3\3/g' bench/bench.luat >"$work/tables.luat"
more() { # more CASES: further cases, each another mixture of conditions and value
  awk -v cases="$1" '
    /choose highest of \(k1a/ { list = ""; for (i = 17; i <= cases; i++) list = list ", n" i; sub(/k8\)/, "k8" list ")") }
    { print }
    /case k8 when/ {
      split("no_carer studying hiv pension facility no_income no_supporter single_parent", fact, " ")
      for (i = 17; i <= cases; i++) {
        low = i * 7 % 60
        printf "    case n%d when %s and %d <= age < %d and %s%s then %d.%d [b20 6.2]\n", i, fact[i % 8 + 1], low, low + 5 + i % 20,
          i % 3 ? "not " : "", i % 2 ? "household.special" : fact[(i + 3) % 8 + 1], i % 3, i % 10
      }
    }' bench/bench.luat
}
more 40 >"$work/cases40.luat"
more 100 >"$work/cases100.luat"

# ---- time ----

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
hand() { EXPLAIN=1 "$work/limit" "$work/p1000000" $repeat | sed -E 's/.*\(min ([0-9.]+)\).*/\1/'; }
ours() { law "$@" --repeat $repeat | sed -nE 's/.*\(min ([0-9.]+)\).*/\1/p'; }
measure() { # measure TITLE FILE OPTIONS…: both in turn, the median of each round's best
  local title=$1 file=$2 a b
  shift 2
  : >"$work/a"; : >"$work/b"
  for ((i = 0; i < rounds; i++)); do
    hand >>"$work/a"
    ours "$file" 1000000 "$@" >>"$work/b"
  done
  a=$(median <"$work/a"); b=$(median <"$work/b")
  awk -v t="$title" -v a="$a" -v b="$b" 'BEGIN { printf "%-34s %6.2f ns a person   limit.c %6.2f   ratio %.2f\n", t, b, a, b / a }'
}
measure 'benchmark rules' bench/bench.luat
measure 'other coefficients' "$work/coefficients.luat"
measure 'other tables' "$work/tables.luat"
measure '40 cases' "$work/cases40.luat"
measure '100 cases' "$work/cases100.luat"
ANSINH_ISA=avx2 measure 'benchmark rules, AVX2' bench/bench.luat
ANSINH_ISA=base measure 'benchmark rules, SSE2' bench/bench.luat
measure 'benchmark rules, 2 threads' bench/bench.luat --threads 2
echo
law bench/bench.luat 1000000 --repeat 5 --out "$work/out1m" | tail -2
exit $code
