#!/bin/bash
# A province of other data: one district and two communes, all invented, from its files through register new, synth,
# determine and the payment list; and slips in its files, each told with file and line in both languages.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
ansinh=$(realpath "${ANSINH:-$ROOT/build/ansinh}")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01
unset ANSINH_LANG
. "$ROOT/tests/checks.sh"
laws=(--law "$ROOT/law/vn")

ages() { # the rows of a district, all of them rural
  local from=0 people
  for people in 40 40 40 40 44 48 48 44 40 38 36 32 28 24 18 14 12; do
    echo "910,Huyện Suối,$from-$((from + 4)),0,$people,$people"
    from=$((from + 5))
  done
  echo '910,Huyện Suối,85+,0,12,12'
}

province() { # province FOLDER: its files
  mkdir -p "$1/census2019"
  cat >"$1/steps.csv" <<'END'
day,resolution,list,became,merged
# the lists of the made-up province
2019-04-01,,units_first.csv,,
2025-07-01,NQ 9/NQ-UBTVQH15,units_last.csv,became_last.csv,new
END
  cat >"$1/units_first.csv" <<'END'
code,full_name,parent_code,level
91,Tỉnh Mẫu,,1
910,Huyện Suối,91,2
09101,Xã Đồi,910,3
09102,Xã Bãi,910,3
END
  printf 'code,full_name,parent_code,level\n91,Tỉnh Mẫu,,1\n09101,Xã Đồi Bãi,91,3\n' >"$1/units_last.csv"
  printf 'old_code,new_code\n09101,09101\n09102,09101\n' >"$1/became_last.csv"
  cat >"$1/census2019/population_commune.csv" <<'END'
code_2019,name,district_code,total,urban,rural
09101,Xã Đồi,910,396,0,396
09102,Xã Bãi,910,202,0,202
END
  cat >"$1/census2019/households_commune.csv" <<'END'
code_2019,households,size1,size2,size3,size4,size5,size6,size7plus
09101,117,10,20,30,40,10,5,2
09102,62,5,10,20,20,5,2,0
END
  { echo 'code,name,age_group,urban,rural,total'; ages; } >"$1/census2019/population_age_district.csv"
  cp "$ROOT/data/hue/names.csv" "$1/"
  sed -E '/^(ethnic|poverty\.poor|poverty\.near)\.[0-9]+,/d; s/^(area\.difficult,[^,]*),[^,]*,.*/\1,9102,invented/' \
    "$ROOT/data/hue/synth_rates.csv" >"$1/synth_rates.csv"
}

province mau
"$ansinh" register new --invented --name Mẫu --data mau --db new.db "${laws[@]}" >out 2>err </dev/null; check 'register new' $?
[ "$(sqlite3 new.db "SELECT count(*) FROM area")" = 5 ] &&
  [ "$(sqlite3 new.db "SELECT group_concat(basis) FROM area_succession")" = 'NQ 9/NQ-UBTVQH15,NQ 9/NQ-UBTVQH15' ]; check 'its areas' $?
"$ansinh" synth --data mau --db mau.db "${laws[@]}" >out 2>err </dev/null; check 'synth' $?
[ "$(sqlite3 mau.db "SELECT count(DISTINCT person) FROM person_version WHERE birth <= $(($(date -ud 2019-04-01 +%s) / 86400))")" = 598 ]
check 'everybody the census counted is there' $?
[ "$(sqlite3 mau.db "SELECT count(DISTINCT substr(citizen_no, 1, 3)) FROM person_version WHERE length(citizen_no) = 12")" = 1 ] &&
  sqlite3 mau.db "SELECT citizen_no FROM person_version WHERE length(citizen_no) = 12 LIMIT 1" | grep -q '^091'; check "numbers are the province's" $?
[ "$(sqlite3 mau.db "SELECT count(*) FROM fact JOIN symbol ON symbol.id = fact.fact WHERE symbol.name = 'area.specially_difficult' AND value = 1")" -gt 0 ]
check 'what the rates say of a commune is said' $?
"$ansinh" determine --for 2026-11 --db mau.db "${laws[@]}" >out 2>err </dev/null; check 'determine' $?
"$ansinh" due --for 2026-11 --db mau.db --out list "${laws[@]}" >out 2>err </dev/null; check 'the payment list' $?
grep -q 'Thôn Bãi 1' list/09101-xa-doi-bai.csv; check 'of its commune, by village' $?
sqlite3 mau.db 'SELECT * FROM area_version; SELECT * FROM fact; SELECT * FROM grant_version' >rows
[ -s rows ] && grep -q 'BHXH tỉnh Mẫu' rows && ! grep -q 'Huế' rows; check 'nothing is of another province' $?
"$ansinh" db check mau.db "${laws[@]}" >out 2>err </dev/null; check 'the register is sound' $?

# ---- slips ----

slip() { # slip COMMAND FILE SED EXPECTED…: after SED on FILE the command is refused, and both languages say all that is expected
  local command=$1 file=$2 change=$3 lang text code told=0
  shift 3
  rm -rf slip; cp -r mau slip
  if [ "$change" = gone ]; then rm "slip/$file"; else sed -i -E "$change" "slip/$file"; fi
  for lang in vi en; do
    if [ "$command" = synth ]; then
      "$ansinh" synth --data slip --db slip.db --lang $lang "${laws[@]}" >out 2>err </dev/null
    else
      "$ansinh" register new --invented --name Mẫu --data slip --db slip.db --lang $lang "${laws[@]}" >out 2>err </dev/null
    fi
    code=$?
    [ $code = 2 ] && [ ! -e slip.db ] || told=1
    for text in "$@"; do
      [ "$lang:${text%%=*}" = en:vi ] || [ "$lang:${text%%=*}" = vi:en ] || grep -qF -- "${text#*=}" err || told=1
    done
  done
  check "$command, $file: $change" $told
}
slip register steps.csv gone all=steps.csv
slip register units_last.csv gone all=units_last.csv
slip register units_first.csv '1s/full_name/name/' all=units_first.csv all=full_name 'vi=dòng 1' 'en=line 1'
slip register units_first.csv 's/,/;/g' all=units_first.csv 'vi=dấu chấm phẩy' en=semicolons
slip register became_last.csv '1s/$/,share/; 2s/$/,1/; 3s/$/,a half/' all=became_last.csv 'all=a half' 'vi=dòng 3' 'en=line 3'
slip register became_last.csv 3d all=units_first.csv 'all=Xã Bãi' 'vi=dòng 5' 'en=line 5'
slip synth steps.csv gone all=steps.csv
slip synth census2019/households_commune.csv gone all=households_commune.csv
slip synth census2019/population_commune.csv '2s/396,0,396/396,0,x/' all=population_commune.csv all=rural 'vi=dòng 2' 'en=line 2'
slip synth census2019/population_commune.csv '2s/396,0,396/396,0,395/' all=population_commune.csv 'vi=dòng 2' 'en=line 2'
slip synth census2019/population_commune.csv 3d all=09102
slip synth census2019/population_age_district.csv '4s/40,40/41,41/' all=population_age_district.csv all=910
slip synth census2019/households_commune.csv '2s/117,10/118,10/' all=households_commune.csv 'vi=dòng 2' 'en=line 2'
slip synth steps.csv 's/2019-04-01/2020-01-01/' all=steps.csv 'all=Xã Đồi'
slip synth synth_rates.csv '$a ethnic.481,permille,1 0 0 0,invented' all=synth_rates.csv all=ethnic.481
slip synth synth_rates.csv '$a poverty.poor.910,ppm,1 1 1 1 1 1,invented' all=poverty.poor.910
slip synth synth_rates.csv 's/^(area\.difficult,[^,]*),9102/\1,20047/' all=20047
slip synth synth_rates.csv '/^large\.home/d' all=large.home
slip synth names.csv '/^surname/d' all=names.csv
echo "1..$number"
exit $bad
