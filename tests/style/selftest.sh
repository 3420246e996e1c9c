#!/bin/bash
# Every style rule must catch its offence and leave the allowed form alone.
check=$(cd "$(dirname "$0")" && pwd)/check.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/src/law" "$folder/src/base" "$folder/src/web" "$folder/doc"
cd "$folder" || exit 1

number=0
expect() { # expect NAME HOW-MANY PATTERN FILE (the text comes on standard input)
  cat >"$4"
  found=$("$check" "$folder" | grep -cE "^$4:[0-9]+: .*$3")
  number=$((number + 1))
  if [ "$found" = "$2" ]; then
    echo "ok $number - selftest: $1"
  else
    echo "not ok $number - selftest: $1: $found offences found, not $2"
  fi
  rm -f "$4"
}

expect 'banned functions' 2 'banned function' src/web/a.c <<'X'
  strcpy(a, b);
  x = atoi (z);
  /* strcpy(a, b) is not used; */ say("atoi(z)"); my_system(1); p->system(2);
X
expect 'banned functions in base are its own business' 0 'banned function' src/base/a.c <<'X'
  strcpy(a, b);
X
expect 'memory' 3 'arena' src/web/a.c <<'X'
  p = malloc(7);
  if (c == '"') free(p);
  free(text); /* library */
  q = strdup("x");
  my_free(p); arena_free(a); /* malloc(7)
  malloc(8) */
X
expect 'the arena itself' 0 'arena' src/base/arena.c <<'X'
  p = malloc(7);
X
expect 'floating point' 2 'floating point' src/law/a.c <<'X'
  double x = 1;
  y = (float)x;
  double t = clock_seconds(); /* measuring */
  say("double"); int doubles = 2; /* a double room */
X
expect 'floating point elsewhere' 0 'floating point' src/web/a.c <<'X'
  double x = 1;
X
expect 'SQL by printf' 3 'SQL' src/web/a.c <<'X'
  buf_print(b, "SELECT a FROM %s", t);
  buf_print(b, "DELETE FROM t WHERE a = %lld AND b = 2", n);
  buf_print(b, "%s INSERT INTO t", n);
  one = "SELECT a FROM t WHERE a = $1"; buf_print(b, "%s", x);
X
awk 'BEGIN { for (i = 0; i < 901; i++) print "int a;" }' | expect 'long files' 1 'split' src/web/a.c
awk 'BEGIN { for (i = 0; i < 900; i++) print "int a;" }' | expect 'files just short enough' 0 'split' src/web/a.c
printf '/* TO''DO: x */\n/* FIX''ME */\nint TODOS;\n' | expect 'notes for later' 2 'later' src/web/a.c
printf '\tint a;\nint b; \nint c;\r\nint d;\n' | expect 'tabs and blanks' 3 'tab' src/web/a.c
printf 'see /ho''me/ann/x\nlook in "/ro''ot/.x"\nsrc/office/a.c and /tmp alone\n' | expect 'machine paths' 2 'machine' doc/a.md
