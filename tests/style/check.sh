#!/bin/bash
# The style rules that a machine can check, as TAP: tests/style/check.sh [folder]. Every offence is a line
# `file:line: what it is; what to do`.
cd "${1:-$(dirname "$0")/../..}" || exit 1

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

mapfile -t sized < <(pick '\.(c|h|sh|js|mjs|css|def)$')
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

exit $failed
