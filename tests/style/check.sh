#!/bin/bash
# The style rules that a machine can check, as TAP: tests/style/check.sh [--measure | --tighten] [folder]. Every offence is
# a line `file:line: what it is; what to do`.
# The last line is the plan, `1..N`: without it not everything was checked.
#
# tests/style/ratchets.txt holds what may only go down (or, for assertions, up): a value above it fails and names the new
# offenders, a value below it fails until the new one is written. --measure prints today's values in the form of that file;
# --tighten writes those that have become better into it.
style=$(cd "$(dirname "$0")" && pwd)
mode=check
case ${1:-} in
  --measure|--tighten) mode=${1#--}; shift ;;
esac
cd "${1:-$style/../..}" || exit 1
export LC_ALL=C.UTF-8
facts=$(mktemp)
scratch=$(mktemp -d)
trap 'rm -rf "$facts" "$scratch"' EXIT

list() {
  { git rev-parse --show-toplevel 2>/dev/null | grep -qx "$(pwd -P)" && git ls-files -co --exclude-standard; } ||
    find . -type f | sed 's|^\./||'
}
mapfile -t files < <(list | grep -E '(\.(c|h|def|sh|md|build|law|js|mjs|css|html|sql|txt)|^script/[a-z-]+|^\.ci/run|_options\.txt)$' |
  grep -vE '^(LICENSE|tests/style/|build[^/]*/|var/|(.*/)?node_modules/)' | sort -u)
present=()
for file in "${files[@]}"; do [ -f "$file" ] && present+=("$file"); done

number=0 failed=0
rule() { # rule NAME OFFENCES
  number=$((number + 1))
  if [ -z "$2" ]; then
    echo "ok $number - $1"
  else
    echo "not ok $number - $1"
    echo "$2"
    failed=1
  fi
}

pick() { # pick REGEX: the files whose names match
  local file
  for file in "${present[@]}"; do [[ $file =~ $1 ]] && printf '%s\n' "$file"; done
}

public_headers() { # public_headers ROOM…: the rooms' public headers as src/rooms.txt has them, joined for a regex
  awk -v rooms=" $* " '!/^#/ && index(rooms, " " $1 " ") {
    n = split($2, file, ",")
    for (k = 1; k <= n; k++) if (file[k] ~ /\.h$/) printf "%s%s/%s", many++ ? "|" : "", $1, file[k]
  }' src/rooms.txt 2>/dev/null
}

# perl_says SCRIPT ARGUMENTS…: what it prints. One that dies, or does not come to its last line, is an offence itself: what it
# did not read must not pass for sound.
perl_says() {
  local script=$1 out code
  shift
  out=$(perl "$style/$script" "$@" 2>"$scratch/err")
  code=$?
  if [ $code = 0 ] && [ "${out##*$'\n'}" = '# done' ]; then
    out=${out%'# done'}
    printf '%s' "$out"
  else
    echo "tests/style/$script:1: died with code $code and checked nothing: $(tail -n 2 "$scratch/err" | tr '\n' ' '); mend it, or install what it needs"
  fi
}

# ---- what facts.pl measures ----

ratchets='lines_over_110 functions_over_60 files_over_700 functions_over_6_parameters lines_of_two_statements
          files_without_a_word prototypes_without_contract vietnamese_in_code words_on_pages'
mapfile -t c_files < <(pick '^(src|tests|bench)/.*\.[ch]$')
[ ${#c_files[@]} -gt 0 ] && perl_says facts.pl "${c_files[@]}" >"$facts"
if [ $mode = check ]; then rule 'C files are read' "$(grep '^tests/style/facts.pl:1: ' "$facts")"; fi

# measure FACTS: `name value` for each ratchet, then the assertions per thousand lines of each room.
measure() {
  awk -F'\t' -v names="$ratchets" -v rooms="$(sed 's/#.*//; s/ .*//' src/rooms.txt 2>/dev/null | tr '\n' ' ')" '
    BEGIN { count = split(names, name, " "); n = split(rooms, list, " "); for (i = 1; i <= n; i++) is_room[list[i]] = 1 }
    function room(file) { sub(/^src\//, "", file); while (sub(/\/[^\/]*$/, "", file)) if (file in is_room) return file; return "" }
    $1 == "offence" { found[$2]++ }
    ($1 == "lines" || $1 == "asserts") && $2 ~ /^src\// { total[$1, room($2)] += $3 }
    END {
      for (i = 1; i <= count; i++) print name[i], found[name[i]] + 0
      for (i = 1; i <= n; i++) if (total["lines", list[i]]) print "asserts/" list[i], int(1000 * total["asserts", list[i]] / total["lines", list[i]])
    }' "$1"
}

# The offences of one ratchet as `file:line: what`, new ones only where the tree of the ratchets' last change is at hand.
offenders() {
  local then
  if [ ! -f "$scratch/facts" ]; then
    : >"$scratch/facts"
    then=$(git log -1 --format=%H -- tests/style/ratchets.txt 2>/dev/null)
    if git archive "${then:-HEAD}" src tests bench 2>/dev/null | tar -x -C "$scratch" 2>/dev/null; then
      (cd "$scratch" && find src tests bench -name '*.[ch]' -exec perl "$style/facts.pl" {} +) >"$scratch/facts"
    fi
  fi
  awk -F'\t' -v name="$1" '
    $1 != "offence" || $2 != name { next }
    FILENAME == ARGV[1] { old[$3, $6]++; next }
    old[$3, $6]-- > 0 { next }
    { print $3 ":" $4 ": " $5 }' "$scratch/facts" "$facts" | head -40
}

if [ $mode = measure ]; then
  measure "$facts"
  exit 0
fi
if [ $mode = tighten ]; then
  measure "$facts" >"$scratch/now"
  awk -v slack=5 'FNR == NR { now[$1] = $2; next }
    !($1 in now) { print; next }
    $1 ~ /^asserts\// ? now[$1] >= $2 + slack : now[$1] < $2 { $2 = now[$1] }
    { print }' "$scratch/now" tests/style/ratchets.txt >"$scratch/new" && cat "$scratch/new" >tests/style/ratchets.txt
  exit 0
fi

# code FILES…: file:line:text with comments and the insides of strings taken out, so that words in them do not count.
# The original line follows after a tab, for the exceptions written in comments.
code() {
  [ $# = 0 ] && return
  awk '
    FNR == 1 { comment = 0 }
    {
      line = $0; out = ""
      gsub(/\\["\\'"'"']/, "", line)
      gsub(/'"'\"'"'/, "0", line)
      while (line != "") {
        if (comment) {
          at = index(line, "*/")
          if (!at) break
          line = substr(line, at + 2); comment = 0; continue
        }
        if (!match(line, /"|\/\*|\/\//)) { out = out line; break }
        out = out substr(line, 1, RSTART - 1)
        mark = substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH)
        if (mark == "//") break
        if (mark == "/*") { comment = 1; continue }
        at = index(line, "\"")
        if (!at) break
        out = out "\"\""; line = substr(line, at + 1)
      }
      print FILENAME ":" FNR ":" out "\t" $0
    }' "$@"
}

# in_code FILES-REGEX WORDS-REGEX EXCEPTION REMEDY
in_code() {
  local -a chosen
  mapfile -t chosen < <(pick "$1")
  code "${chosen[@]}" | awk -F'\t' -v words="$2" -v except="$3" -v remedy="$4" '
    except != "" && index($2, except) { next }
    {
      n = index($1, ":"); rest = substr($1, n + 1); m = index(rest, ":")
      if (match(" " substr(rest, m + 1), words))
        print substr($1, 1, n) substr(rest, 1, m) " " remedy
    }'
}

outside_base='^src/([a-ac-z][^/]*|b[b-z][^/]*)/.*\.[ch]$'
source='^src/.*\.[ch]$'
banned='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|atoi|atol|atof|gmtime|localtime|ctime|asctime|system|rand|gets'
rule 'no banned functions' "$(in_code "$outside_base" "[^A-Za-z0-9_>.]($banned)[ ]*\\(" '' \
  'a banned function; use the way src/base/base.h has for it (src/base/banned.h lists them)')"

rule 'memory comes from arenas' "$(
  in_code "$source" '[^A-Za-z0-9_>.](malloc|calloc|realloc|strdup|strndup|asprintf)[ ]*\(' '' \
    'memory outside an arena; use arena_alloc, arena_text or arena_print' | grep -v '^src/base/arena\.c:'
  in_code "$source" '[^A-Za-z0-9_>.]free[ ]*\(' '/* library */' \
    'free() of our own memory; use an arena, or mark memory that a library returned with /* library */' |
    grep -v '^src/base/arena\.c:')"

rule 'no floating point near money' "$(in_code '^src/(law|office|casework|ledger|registry|people)/.*\.[ch]$' \
  '[^A-Za-z0-9_](float|double)[^A-Za-z0-9_]' '/* measuring */' \
  'floating point near money; use money or struct ratio, or mark a clock reading with /* measuring */')"

mapfile -t sized < <(pick '\.(sh|js|mjs|css|def)$')
rule 'files are at most 900 lines' "$(
  for file in "${sized[@]}"; do
    lines=$(wc -l <"$file")
    [ "$lines" -gt 900 ] && echo "$file:$lines: $lines lines; split it by what it does"
  done)"

mapfile -t sources < <(pick "$source")
rule 'SQL is literal text' "$(
  [ ${#sources[@]} -gt 0 ] && grep -nHE \
    '"[^"]*\b(SELECT|INSERT|UPDATE|DELETE)\b[^"]*%[-+ #0-9.*]*(hh?|ll?|z|j)?[diouxXscp]([^A-Za-z][^"]*)?"|"[^"]*%[-+ #0-9.*]*(hh?|ll?|z|j)?[diouxXscp]\b[^"]*\b(SELECT|INSERT|UPDATE|DELETE)\b[^"]*"' \
    "${sources[@]}" | sed -E 's/^([^:]+:[0-9]+):.*/\1: SQL built by printf; write the text literally and bind the values as $1, $2/')"

lines() { # lines FILES-REGEX GREP-REGEX REMEDY
  local -a chosen
  mapfile -t chosen < <(pick "$1")
  [ ${#chosen[@]} = 0 ] && return
  grep -nHP "$2" "${chosen[@]}" | sed -E "s/^([^:]+:[0-9]+):.*/\1: $3/"
}

rule 'nothing is left for later' "$(lines '^(src|law|script|tests|doc)/' '\b(TODO|FIXME|XXX)\b' \
  'a note for later; do it, or write it down as an open question in doc')"
rule 'no tabs, no blanks at line ends' "$(lines '.' '\t|[ \r]+$' \
  'a tab, a carriage return or a blank at the end; use blanks and cut the end')"
rule 'no paths of one machine' "$(lines '.' \
  '(^|[\s"'"'"'`(=:,])\/(home|root|Users|tmp|work|mnt)\/[A-Za-z.]' \
  'a path of one machine; make it relative, an option, or use mktemp')"

rule 'no database and no journal of one lies among the files' "$(
  list | grep -E '\.db(-wal|-shm|-journal)?$' | grep -vE '^(build[^/]*/|var/)' |
  sed 's|$|:1: what a test or a run left; take it out|')"

# ---- rules over what facts.pl and rooms.pl tell ----

told() {
  perl_says rooms.pl "$(dirname "$(ls tests/style/prefixes.txt 2>/dev/null || echo "$style/x")")" <"$facts" |
    awk -F'\t' -v rule="$1" '$1 == rule { print $2 } NF == 1'
}
rule 'rooms include only what src/rooms.txt allows' "$(told arrows)"
rule 'no circles of rooms or files but true recursion' "$(told circles)"
rule 'exported names have the prefix of their room' "$(told prefixes)"

# Every public header of the rooms that hold, keep or answer about people.
mapfile -t asked < <(pick "^src/($(public_headers registry kept search people office questions))\$")
[ ${#asked[@]} -gt 0 ] && rule 'who reads the register is said first' "$(perl_says viewers.pl tests/style/viewers.txt "${asked[@]}")"

mapfile -t makers < <(pick '^src/([a-ac-z][^/]*|b[b-z][^/]*)/.*\.c$')
[ ${#makers[@]} -gt 0 ] && rule 'a text with a ceiling is asked whether it is full' "$(perl_says ceilings.pl "${makers[@]}")"

mapfile -t texts < <(pick '^(README\.md|(doc|bench)/.*\.md)$')
[ ${#texts[@]} -gt 0 ] && rule 'paths that texts name are there' "$(perl_says paths.pl "${texts[@]}")"

mapfile -t catalogues < <(pick '^src/.*\.def$')
[ ${#catalogues[@]} -gt 0 ] && rule 'texts stand in both languages and take the same arguments' "$(perl_says texts.pl "${catalogues[@]}")"

# A .c, .h and .def of one name in one folder are one; other files are told apart by their whole name.
rule 'no file name stands in two folders' "$(
  printf '%s\n' "${present[@]}" | grep -E '^(src|tests|bench|script)/.*\.(c|h|def|sh|js|mjs|pl)$' | awk '
    { name = $0; sub(/.*\//, "", name); sub(/\.(c|h|def)$/, "", name); folder = $0; sub(/\/[^\/]*$/, "", folder) }
    name in where && where[name] != folder { print $0 ":1: the name " name " stands in " where[name] " too; give one of them a name of its own"; next }
    { where[name] = folder }')"

rule 'one word for one thing' "$(
  lines '^src/faces/.*\.(c|h|def)$' '^(?!\s*#\s*include).*\bregistry\b' 'registry is the register of people; say the table, or the register' 
  in_code '^src/.*\.[ch]$' '[^A-Za-z0-9_"\/]offices?[^A-Za-z0-9_\/]' '' 'office is the room src/office; say agency, desk or what it is' | grep -v '^src/office/')"

format=$(command -v clang-format-14)
if [ ! -f .clang-format ] || [ ${#c_files[@]} = 0 ]; then :
elif [ -z "$format" ]; then
  number=$((number + 1))
  echo "ok $number - C is laid out by clang-format # SKIP clang-format-14 is not installed and could not be"
else
  printf '%s\0' "${c_files[@]}" | xargs -0 -n 40 -P 2 "$format" --dry-run >"$scratch/format" 2>&1
  code=$?
  rule 'C is laid out by clang-format' "$(
    [ $code = 0 ] || echo "tests/style/check.sh:1: clang-format-14 died with code $code: $(tail -n 2 "$scratch/format" | tr '\n' ' ')"
    sed -nE 's/^(\.\/)?([^ :]+:[0-9]+):[0-9]+: (warning|error): .*/\2: not as clang-format lays it out; run clang-format-14 -i on the file/p' "$scratch/format" |
    sort -t: -k1,1 -u)"
fi

if [ -f tests/style/ratchets.txt ]; then
  while read -r name now; do
    limit=$(awk -v name="$name" '$1 == name { print $2 }' tests/style/ratchets.txt)
    floor=no
    [[ $name == asserts/* ]] && floor=yes
    wrong=''
    if [ -z "$limit" ]; then
      wrong="tests/style/ratchets.txt:1: $name is not there; write \`$name $now\` into it"
    elif [ $floor = yes ] && [ "$now" -lt "$limit" ]; then
      wrong="src/${name#asserts/}:1: $now assertions per thousand lines, at least $limit; assert what the code promises"
    elif [ $floor = yes ] && [ "$now" -ge $((limit + 5)) ]; then
      wrong="tests/style/ratchets.txt:1: $name is $now now; write $now into tests/style/ratchets.txt (--tighten does it)"
    elif [ $floor = no ] && [ "$now" -gt "$limit" ]; then
      wrong="$(offenders "$name")
tests/style/ratchets.txt:1: $name is $now, at most $limit; mend those named above"
    elif [ $floor = no ] && [ "$now" -lt "$limit" ]; then
      wrong="tests/style/ratchets.txt:1: $name is $now now; write $now into tests/style/ratchets.txt (--tighten does it)"
    fi
    rule "ratchet $name" "$wrong"
  done < <(measure "$facts")
fi

echo "1..$number"
exit $failed
