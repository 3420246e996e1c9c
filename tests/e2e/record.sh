#!/bin/bash
# The law in the record, on both engines: packs adopted, written out and served again; an old determination worked out
# again, and what moved named; a register of real people; backup and restore while the pages are served.
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
export ROOT
. "$ROOT/script/lib.sh"
need_packages build postgres >/dev/null || exit 1
ansinh=$(realpath "$ANSINH")
here=$(mktemp -d)
serving=''
finish() { [ -n "$serving" ] && kill "$serving" 2>/dev/null; wait 2>/dev/null; postgres_stop; rm -rf "$here"; }
trap finish EXIT
postgres_start || { echo 'not ok - a private PostgreSQL starts'; exit 1; }
cd "$here" || exit 1
export LC_ALL=C.UTF-8 ANSINH_TODAY=2026-11-01 ANSINH_KEPT=$here/kept
. "$ROOT/tests/checks.sh"
laws="$ROOT/law/vn,$ROOT/law/vn-hue"

run() { "$ansinh" "$@" --lang en >out 2>err </dev/null; }
refused() { # refused NAME WORDS COMMAND…: code 2 and these words
  local name=$1 words=$2 code
  shift 2
  run "$@"
  code=$?
  [ $code = 2 ] && grep -qF -- "$words" err
  check "$name" $?
}
# What an act would never write: done to a copy of the register in a file.
spoil() { # spoil SQL: the register as a file with this done to it, back in a place of its own: $spoilt
  rm -f spoilt.db*
  "$ansinh" db copy "$place" spoilt.db >/dev/null && sqlite3 spoilt.db "PRAGMA foreign_keys = OFF; $1" >/dev/null
  spoilt=spoilt.db
  [ $engine = file ] && return
  times=$((times + 1))
  spoilt=$ANSINH_TEST_DB#spoilt$times
  "$ansinh" db copy spoilt.db "$spoilt" >/dev/null
}
serve() { # serve PLACE LAW: its pages; the address in $address
  "$ansinh" serve --db "$1" --port 0 --law "$2" --lang en >served 2>err </dev/null &
  serving=$!
  address=''
  for _ in $(seq 100); do
    address=$(grep -oE '127\.0\.0\.1:[0-9]+' served) && break
    sleep 0.1
  done
}
page() { # page PATH: into the file page
  local host=${address%%:*} port=${address##*:}
  exec 3<>"/dev/tcp/$host/$port"
  printf 'GET %s HTTP/1.0\r\nHost: %s\r\nCookie: lang=en\r\n\r\n' "$1" "$host" >&3
  cat <&3 >page
  exec 3>&-
}
end() { kill "$serving" && wait "$serving"; serving=''; }

# Packs that differ by one note.
mkdir other
cp -r "$ROOT/law/vn" "$ROOT/law/vn-hue" other/
text=$(find other/vn -name '*.luat' ! -name '*_test.luat' | sort | head -1)
printf '\n# another text\n' >>"$text"
times=0

for engine in file server; do
  export ANSINH_TODAY=2026-11-01
  place=p.db real=real.db new=new.db
  [ $engine = server ] && place=$ANSINH_TEST_DB#province real=$ANSINH_TEST_DB#real new=$ANSINH_TEST_DB#new
  laws="$ROOT/law/vn,$ROOT/law/vn-hue"
  data=(--data "$ROOT/data/hue")

  # ---- packs ----

  run synth --db "$place" --permille 3 --seed 7 --answers answers.csv "${data[@]}" --law "$laws"
  check 'a province is made' $?
  run determine --db "$place" --for 2026-11 --law "$laws" && run determine --db "$place" --for 2026-10 --law-day 2026-10-04 --law "$laws"
  [ $? = 0 ] && grep -q 'adopted by act' err && ! grep -q 'NOT by those adopted' out
  check 'its packs are those adopted' $?
  rm -rf texts
  run packs adopted --db "$place" --out texts
  [ $? = 0 ] && for file in $(cd texts && find . -name '*.luat'); do cmp -s "texts/$file" "$ROOT/law/$file" || break; done && [ -s "texts/$file" ]
  check 'their texts are written out as they are' $?
  run determine --db "$place" --for 2026-11 --no-store --law texts
  [ $? = 0 ] && grep -q 'adopted by act' err && ! grep -qi 'packs adopt' out
  check 'and are those adopted when read again' $?
  for asked in 'determine --no-store' 'due --out due' 'explain 5'; do
    # shellcheck disable=SC2086
    run $asked --db "$place" --for 2026-11 --law other
    [ $? = 0 ] && grep -q 'NOT by those adopted by act' out && grep -q 'ansinh packs adopted --out' out && grep -q 'ansinh packs adopt\.' out
    check "other packs are told by ${asked%% *}, with what to do" $?
  done
  serve "$place" other
  for path in / '/search?q=lai' /law /check /law/diff /law/assistance.base; do
    page "$path"
    grep -q '200 OK' page && grep -q 'NOT by those adopted' page && grep -q 'Invented people' page
    check "and by the page $path" $?
  done
  export ANSINH_TODAY=2026-11-02
  run packs adopt --db "$place" --law other --paper '12/QĐ-SNV'
  [ $? = 0 ] && page / && grep -q '200 OK' page && ! grep -q 'NOT by those adopted' page
  check 'until they are adopted, at once' $?
  end
  refused 'the same are not adopted twice' 'adopted already' packs adopt --db "$place" --law other
  run packs adopted --db "$place"
  [ "$(grep -c '^ *[0-9]' out)" = 2 ] && grep -q '12/QĐ-SNV' out
  check 'both adoptions are in the record' $?
  run determine --db "$place" --for 2026-11 --no-store --law "$laws" && grep -q 'NOT by those adopted' out
  check 'and the packs before are others now' $?

  # ---- an old determination ----

  run replay --db "$place"
  [ $? = 0 ] && [ "$(grep -c '^ *[12] ' out)" = 2 ]
  check 'what was determined is listed' $?
  run replay 1 --db "$place" && grep -q 'all equal' out
  check 'and comes out the same from its own texts, whatever was adopted since' $?
  refused 'another number is none of them' 'no determination of this number' replay 77 --db "$place"
  spoil "UPDATE determination SET meaning = 1 WHERE id = 1"
  run replay 1 --db "$spoilt"
  grep -q 'Meaning: this program answers by meaning' out && ! grep -qE '^(Language|Text)' out && grep -q 'all equal' out
  check 'a meaning that moved is named' $?
  spoil "UPDATE determination SET language = 7 WHERE id = 1"
  run replay 1 --db "$spoilt"
  grep -q 'Language: this program reads language' out && ! grep -qE '^(Meaning|Text)' out
  check 'a language that moved is named' $?
  spoil "UPDATE pack_adoption SET language = 7"
  run db check "$spoilt"
  [ $? = 3 ] && grep -q 'Not looked at: .*language 7 and this program reads language' out && ! grep -q 'nothing is wrong\.' out
  check 'what a check could not look at is said, and is no clean bill' $?
  spoil "DELETE FROM pack_adoption"
  run db check "$spoilt"
  [ $? = 3 ] && grep -q 'Not looked at: .*has adopted none' out
  check 'nor where no packs were adopted' $?
  spoil "UPDATE determination SET packs = '$(printf '%064d' 0)' WHERE id = 1"
  run replay 1 --db "$spoilt"
  [ $? = 3 ] && grep -q 'Text: no longer kept' out && ! grep -q 'equal' out
  check 'texts that are gone are named' $?
  spoil "UPDATE determination_result SET due_amount = due_amount + 1 WHERE determination = 1 AND due_amount > 0
    AND person = (SELECT min(person) FROM determination_result WHERE determination = 1 AND due_amount > 0)"
  run replay 1 --db "$spoilt"
  [ $? = 3 ] && grep -q '1 differ' out && grep -q 'eligible:.*due:' out
  check 'a row that differs is named' $?

  # ---- tables, and names the packs lack ----

  rm -rf mine written
  mkdir mine
  cat >mine/p.luat <<'PACK'
language 1
pack mine "Quà" | "Gift"
document nq "Nghị quyết" | "Resolution" issued 2026-01-01 in_force 2026-01-01 articles 1
table gift (class : poverty_class) : money "Quà" | "Gift" file "gift.csv" [nq 1]
benefit monthly for person "Quà" | "Gift"
  amount gift(household.poverty) [nq 1]
  when age >= 80 and alive [nq 1]
  starts month_of_decision [nq 1] changes same_month [nq 1] stops month_after [nq 1]
PACK
  printf 'class,gift\npoor,900000\nnear_poor,200000\n' >mine/gift.csv
  with="$laws,mine"
  export ANSINH_TODAY=2026-11-03
  run packs adopt --db "$place" --law "$with" && run determine --db "$place" --for 2026-11 --law "mine,$laws"
  [ $? = 0 ] && grep -q 'adopted by act' err
  check 'packs with a table are adopted, in whatever order they are named' $?
  sed -i 's/900000/300000/' mine/gift.csv
  run determine --db "$place" --for 2026-11 --law "$with" && grep -q 'NOT by those adopted' out
  check 'another level in its file makes other packs' $?
  run packs adopted --db "$place" --out written && grep -q 900000 written/mine/gift.csv &&
    run determine --db "$place" --for 2026-11 --no-store --law written && grep -q 'adopted by act' err
  check 'its file is in the record, and read again from there' $?
  export ANSINH_TODAY=2026-11-04
  run packs adopt --db "$place" --law "$with"
  check 'so that it can be adopted' $?
  serve "$place" "$with"
  page /law/mine.gift
  grep -q 'rows of the table' page && grep -q '300,000' page && grep -q '200,000' page
  check 'the page of a table shows its rows' $?
  end
  mv mine mine.away
  both=0
  for again in 3 4; do run replay $again --db "$place" && grep -q 'all equal' out || both=1; done
  check 'both determinations come out of the record' $both
  mkdir -p less && rm -rf less/* && cp -r "$ROOT/law/vn" "$ROOT/law/vn-hue" less/ && rm less/vn/care.luat less/*/*_test.luat && sed -i "/care\./d" less/vn/renamed.luat
  refused 'packs that lack what runs are not adopted' 'add --leave-names' packs adopt --db "$place" --law less
  grep -q 'benefit care.carer_support: [1-9][0-9,]* running grants' err
  check 'it is counted by name' $?
  run check caseload --db "$place" --for 2026-10 --law less
  [ $? = 3 ] && grep -q 'benefit care.carer_support' err
  check 'the check of the caseload names it' $?
  run db check "$place" --law less
  [ $? = 3 ] && grep -q 'care.carer_support.*these packs have no such name' out
  check 'and the check of the register' $?
  vocabulary=changed/vn/vocabulary.luat
  change() { # change SED: the packs with this done to their vocabulary
    rm -rf changed && mkdir changed && cp -r "$ROOT/law/vn" "$ROOT/law/vn-hue" changed/ && rm changed/*/*_test.luat && sed -i "$1" $vocabulary
  }
  change 's/ d12 : bool)/ d13 : bool)/'
  refused 'nor packs that lost an item of a record' 'add --leave-names' packs adopt --db "$place" --law changed
  grep -q 'item b_form.d12: [1-9][0-9,]* records' err
  check 'its records are counted' $?
  change 's/^fact person.trained : bool/fact person.trained : money/'
  refused 'nor those that read a fact by another type' 'give what has another type another name' packs adopt --db "$place" --law changed
  grep -q 'person.trained: [1-9][0-9,]* rows, written as bool, read as money' err
  check 'its rows are counted' $?
  run db check "$place" --law changed
  [ $? = 3 ] && grep -q 'person.trained .*bool → money' out
  check 'and the check of the register tells it' $?
  change 's/\(^fact person.hiv .*\) secret/\1/'
  refused 'nor those that open a secret' 'add --open-secrets' packs adopt --db "$place" --law changed --leave-names
  grep -q 'fact person.hiv: [1-9][0-9,]* rows' err
  check 'whose rows are counted' $?
  run packs adopt --db "$place" --law less --leave-names
  check 'it is left behind when that is said' $?
  export ANSINH_TODAY=2026-11-05
  run packs adopt --db "$place" --law other
  check 'and found again by the packs that have it' $?

  # ---- a new register ----

  refused 'a real register is not made on a day that is set' 'ANSINH_TODAY' register new --real --name Huế --db "$real" "${data[@]}" --law "$laws"
  unset ANSINH_TODAY # nobody sets the day of a real register
  refused 'real or invented has to be said' '--invented' register new --db "$new" --name Huế "${data[@]}" --law "$laws"
  run register new --real --name 'Thành phố Huế' --db "$real" "${data[@]}" --law "$laws" && grep -q '40 communes' out
  check 'an empty register of real people' $?
  refused 'it is not written over' 'not written over' register new --real --name Huế --db "$real" "${data[@]}" --law "$laws"
  run determine --db "$real" --law "$laws" && ! grep -q 'INVENTED' out && grep -q 'adopted by act' err
  check 'goes by the packs adopted, and nothing in it is called invented' $?
  export ANSINH_TODAY=2030-01-01
  refused 'a real register goes by no day that is set' 'ANSINH_TODAY' determine --db "$real" --law "$laws"
  refused 'nor do its pages' 'ANSINH_TODAY' serve --port 0 --db "$real" --law "$laws"
  unset ANSINH_TODAY
  refused 'and by no others' '--unadopted' determine --db "$real" --law other
  run determine --db "$real" --law other --unadopted --no-store && grep -q 'NOT by those adopted' out
  check 'but to try them' $?
  run db check "$real" --law "$laws"
  check 'it is sound' $?
  run db check --db "$real"
  check 'named by --db too' $?
  refused 'but not twice' 'name one' db check "$real" --db "$real"

  # ---- what is not ours, by every command ----

  newer=newer.db foreign=foreign.db
  [ $engine = server ] && newer=$ANSINH_TEST_DB#newer foreign=$ANSINH_TEST_DB#alien
  run db copy "$place" "$newer"
  future="INSERT INTO schema_migration VALUES ('9999_future', 'x', 0)"
  if [ $engine = file ]; then
    sqlite3 newer.db "$future" && sqlite3 foreign.db 'CREATE TABLE t(x)'
  else
    psql -q "$ANSINH_TEST_DB" -c "SET search_path TO newer; $future" -c 'CREATE SCHEMA alien; CREATE TABLE alien.t(x int)'
  fi
  for at in "newer|newer version|$newer" "foreign|no database of An Sinh|$foreign"; do
    words=${at#*|}
    there=${words#*|} words=${words%%|*} missed=''
    for asked in determine due 'explain 5' 'adopt nd335_2026' 'check caseload' 'packs adopt' 'synth' 'register new --invented --name X' 'serve --port 0'; do
      # shellcheck disable=SC2086
      run $asked --db "$there" --law "$laws"
      [ $? = 2 ] && grep -qF "$words" err && ! [ -s out ] || missed="$missed, $asked"
    done
    for asked in 'packs adopted' replay 'replay 1' 'backup never.db' 'restore one.db'; do
      # shellcheck disable=SC2086
      run $asked --db "$there"
      [ $? = 2 ] && grep -qF "$words" err && ! [ -s out ] || missed="$missed, $asked"
    done
    run db check "$there"
    [ $? = 2 ] && grep -qF "$words" err || missed="$missed, db check"
    run db copy "$there" never.db
    [ $? = 2 ] && grep -qF "$words" err && [ ! -e never.db ] || missed="$missed, db copy"
    [ -z "$missed" ]
    check "a ${at%%|*} one is refused by name$missed" $?
  done

  # ---- while the pages are served ----

  export ANSINH_TODAY=2026-11-02
  rm -f one.db*
  serve "$place" other
  page / && grep -q '200 OK' page
  check 'the pages open' $?
  run backup one.db --db "$place"
  check 'a backup while they are served' $?
  run restore one.db --db "$new" && run db check "$new"
  check 'is restored elsewhere, and sound' $?
  run db copy "$place" copy.db && run db check copy.db
  check 'a copy too' $?
  rm -f copy.db*
  if [ $engine = file ]; then
    refused 'what is served is not replaced' 'somebody has it open' restore one.db --db "$place" --replace 'Tỉnh mẫu'
    [ ! -e p.db.part ]
    check 'and nothing is left beside it' $?
    page / && grep -q '200 OK' page
    check 'and is served on' $?
  fi
  end
  run restore one.db --db "$place" --replace 'Tỉnh mẫu' && run replay 1 --db "$place" && grep -q 'all equal' out
  check 'afterwards it is, and answers as before' $?
  if [ $engine = file ]; then
    serve "$place" other
    page /
    refused 'what was restored is seen to be served as well' 'somebody has it open' restore one.db --db "$place" --replace 'Tỉnh mẫu'
    end
  fi
done

echo "1..$number"
exit $bad
