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
expect 'what a test left' 1 'what a test or a run left' test_people_1.db-wal <<'X'
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
expect 'a ceiling nobody asks about' 2 'nobody asks whether it is full' src/web/a.c <<'X'
static const char *f(struct arena *a) {
  struct buf b = buf_new(a, 20), c = buf_growing(a), d = buf_new(a, 30);
  return d.full ? "" : b.p;
}
static struct buf g(struct arena *a) { return buf_new(a, 20); }
X
expect 'a path that is not there' 1 'is not there' doc/a.md <<'X'
`src/law` is, and `law/`; `nothing/of/ours`, `law/*.c` no path: `law/gone.c`.
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
expect 'long scripts' 1 'split' doc/a.sh < <(yes true | head -901)
expect 'scripts just short enough' 0 'split' doc/a.sh < <(yes true | head -900)
expect 'notes for later' 2 'later' src/web/a.c < <(printf '/* TO''DO: x */\n/* FIX''ME */\nint TODOS;\n')
expect 'tabs and blanks' 3 'tab' src/web/a.c < <(printf '\tint a;\nint b; \nint c;\r\nint d;\n')
expect 'machine paths' 2 'machine' doc/a.md < <(printf 'see /ho''me/ann/x\nlook in "/ro''ot/.x"\nsrc/office/a.c and /tmp alone\n')

# ---- what is measured ----

measured() { # measured NAME RATCHET VALUE FILE (the text comes on standard input)
  local found
  cat >"$4"
  found=$("$check" --measure "$folder" | awk -v name="$2" '$1 == name { print $2 }')
  number=$((number + 1))
  if [ "$found" = "$3" ]; then
    echo "ok $number - selftest: $1"
  else
    echo "not ok $number - selftest: $1: $2 is $found, not $3"
  fi
  rm -f "$4"
}

# 110 letters, though more bytes, are a line; 111 are not.
measured 'columns are letters, not bytes' lines_over_110 1 src/web/a.c < <(
  for width in 110 111; do printf '/* %s */\n' "$(printf 'ế%.0s' $(seq $((width - 6))))"; done)
function_of() { echo "static int $1(int a) {"; yes '  a++;' | head -$(($2 - 2)); echo '}'; }
measured 'functions of 60 and 61 lines' functions_over_60 1 src/web/a.c < <(
  function_of b 60; function_of c 61; echo '#define M \'; yes '  x \' | head -80; echo '  y'; function_of d 60)
measured 'files of 701 lines' files_over_700 1 src/web/a.c < <(yes 'int a;' | head -701)
measured 'files of 700 lines' files_over_700 0 src/web/a.c < <(yes 'int a;' | head -700)
measured 'parameters' functions_over_6_parameters 2 src/web/a.c <<'X'
static int six(int a, int b, int c, int (*d)(int, int, int), int e[2], int f) { return a; }
static int seven(int a, int b, int c, int d, int e, int f, int g) { return a; }
static __attribute__((format(printf, 1, 2))) int eight(int a, int b, int c, int d, int e, int f, int g, ...) {
  return a;
}
static int none(void) { return six(1, 2, 3, 4, 5, 6) + seven(1, 2, 3, 4, 5, 6, 7); }
struct seven { int a, b, c, d, e, f, g; };
X
measured 'statements' lines_of_two_statements 5 src/web/a.c <<'X'
static int f(int a) {
  int b = 1, c = 2;
  b = 1, c = 2;
  if (a) b++, c = 1; d = 2;
  for (int i = 0; i < 3; i++) b++;
  if (a) b = 1, c = 2;
  switch (a) {
  case 1: b = 2; break;
  case 2: b = 2; return b;
  case 3: b = 2; c = 3; break;
  }
  x = (struct y) { .a = 1, .b = 2 };
  say("a; b; c"); /* one; two; */
  return b;
}
X
measured 'a first word' files_without_a_word 1 src/web/a.c < <(echo 'int a;')
measured 'a first word is there' files_without_a_word 0 src/web/a.c < <(printf '\n/* What it is for. */\nint a;\n')
measured 'contracts' prototypes_without_contract 3 src/web/a.h <<'X'
/* What it is for. */

int bare(int a);
/* Its contract. */
int one(int a);
int two(int a);
int three(int a);
int four(int a);
int five(int a);

int beside(int a); /* its contract */
int shared(int a);

static inline int made(int a) { return a; }
typedef int type(int a);
extern const int not_a_function;
struct x {
  int (*call)(int);
};
X
measured 'Vietnamese in code' vietnamese_in_code 2 src/web/a.c <<'X'
/* tiếng Việt */
static const char *a = "tiếng Việt "
                       "một câu";
static const char *b = "đồng", *c = "1 × 2 … «x»";
X
measured 'words of a page, in any language' words_on_pages 3 src/web/a.c <<'X'
/* a */
void a(struct web_request *r) {
  h_raw(r, "sinh ");
  h_raw(r, "</h1><p class=\"x\">born <b");
  h_raw(r,
        "<td>one</td>");
  h_raw(r, "<a href=\"/person/");
  h_raw(r, " selected");
  h_raw(r, "&amp;known=");
  h_raw(r, "\">•••</span> · ");
  h_text(r, "born ");
}
X
measured 'Vietnamese in a catalogue' vietnamese_in_code 0 src/web/a.def < <(echo 'W("đồng")')
measured 'a letter that is data' vietnamese_in_code 0 src/web/a.c < <(printf '/* a */\nbool a = text_is(z, "Đ"); /* data */\n')

# ---- catalogues ----

expect 'texts of one language, and data among them' 4 '(language|Vietnamese and English|data)' src/web/a.def <<'X'
W(a, "một", "")
W(b, "một")
W(c, "", "one")
W(d, "một", "one")
W(e, " ", " of ")
D(f, "Thôn")
X
expect 'texts of different arguments' 3 'different arguments' src/web/a.def <<'X'
W(a, "{0} và {1}", "{0}")
W(b, "%s có %d",
  "%d of %s")
W(c, "%zu người", "%d people")
W(d, "{1} của {0}, 100 %%", "{0} of {1}, 100 %%")
W(e, "%.*s: %s", "%.*s: %s")
X
expect 'Vietnamese without its marks' 3 'without its marks' src/web/a.def <<'X'
W(a, "Viet Nam", "a country")
W(b, "cac xa", "the communes")
W(c, "nguoi nay", "this person")
W(d, "con", "child")
W(e, "các xa", "the communes")
W(f, "cho law test, xem packs/adopt «cat»", "for law test, see packs/adopt «cat»")
W(g, "test", "test")
X
expect 'what cannot be read' 1 'can be read' src/web/a.def <<'X'
W(a, "một", VALUE)
X
expect 'titles and help of the table' 2 '(Vietnamese|arguments)' src/web/rows.def <<'X'
  { PAGE("a"), TITLE("Danh sach", "The list"), ARGS({ "q", NULL, { "tên {0}", "name" } }) },
  { PAGE("b"), TITLE("Danh sách", "The list"), ARGS({ "q", NULL, { "tên", "name" } }) },
X

# A tool that dies has checked nothing, and that is an offence.
tools=$folder/tools
mkdir "$tools"
dying() { # dying NAME WHAT HOW: `WHAT` fails for everything, the way the shell text HOW fails
  printf '#!/bin/sh\n%s\n' "$3" >"$tools/$2"
  chmod +x "$tools/$2"
  echo 'W(a, "cac xa", "the communes")' >src/web/a.def
  echo '/* x */' >src/web/a.c
  PATH=$tools:$PATH "$check" "$folder" >out
  number=$((number + 1))
  if grep -qE '^tests/style/[a-z]+\.(pl|sh):1: .*died' out && grep -qE '^not ok' out; then echo "ok $number - selftest: $1"
  else echo "not ok $number - selftest: $1 was not noticed"; fi
  rm -f "$tools/$2" src/web/a.def src/web/a.c
}
dying 'perl without its modules' perl 'echo "Can'"'"'t locate PerlIO.pm" >&2; exit 2'
dying 'perl that ends half way' perl 'exit 0'
if command -v clang-format-14 >/dev/null; then
  cp "$(dirname "$check")/../../.clang-format" .
  dying 'clang-format that dies' clang-format-14 'exit 1'
  rm .clang-format
fi

# ---- rooms ----

cat >src/rooms.txt <<'X'
base  base.h   -
law   law.h    base
web   web.h    base,law
X
mkdir -p tests/style
printf 'law law_\n' >tests/style/prefixes.txt
: >tests/style/circles.txt
quiet() { printf '/* x */\n' >src/base/base.h; printf '/* x */\n#include "base/base.h"\n' >src/law/law.h; printf '/* x */\n#include "law/law.h"\n' >src/web/web.h; printf '/* x */\n' >src/law/inner.h; }
quiet
expect 'arrows that are allowed' 0 '' src/web/a.c < <(printf '/* x */\n#include "base/base.h"\n#include "web/web.h"\n')
expect 'an arrow upwards' 1 'an arrow that' src/law/a.c < <(printf '/* x */\n#include "web/web.h"\n')
expect 'a private header' 1 'private to law' src/web/a.c < <(printf '/* x */\n#include "law/inner.h"\n')
expect 'an include that goes by another way' 6 'goes by another way' src/web/a.c <<'X'
/* x */
#include "../law/inner.h"
/* y */ # include "law/../law/inner.h"
#include "./law/inner.h"
#include </usr/include/x.h>
#include <../law/inner.h>
#\
include "law//inner.h"
#include "law/law.h"
#include <stdio.h>
X
expect 'an include of no room' 3 '(header of no room|between angle brackets)' src/web/a.c <<'X'
/* x */
#include "inner.h"
#include HEADER
#include <law/inner.h>
#include <sys/stat.h> /* a/b */
X
mkdir src/odd
expect 'a folder that is no room' 1 'in no room' src/odd/a.c < <(printf '/* x */\n#include "base/base.h"\n')
printf '/* x */\n' >src/law/law.h
expect 'an arrow nobody uses' 1 'law may include base but nobody does' src/rooms.txt < <(printf 'base base.h -\nlaw law.h base\nweb web.h law\n')
quiet
printf '/* x */\n#include "law/law.h"\n' >src/base/base.h
expect 'a circle of rooms' 1 'base and law include one another' src/rooms.txt < <(printf 'base base.h law\nlaw law.h base\n')
quiet
cat >src/rooms.txt <<'X'
base  base.h   -
law   law.h    base
web   web.h    base,law
X
printf '/* x */\nint law_b(void) { return law_a(); }\n' >src/law/b.c
expect 'a circle of files' 1 'a circle of files: law/a law/b ' src/law/a.c < <(printf '/* x */\nint law_a(void) { return law_b(); }\n')
expect 'no circle through a name of its own' 0 'a circle' src/law/a.c < <(
  printf '/* x */\nint law_a(void) { return 1; }\nstatic int law_b(void) { return law_a(); }\n')
echo 'law/b law/a  # true recursion' >tests/style/circles.txt
expect 'a circle with a reason' 0 'a circle' src/law/a.c < <(printf '/* x */\nint law_a(void) { return law_b(); }\n')
expect 'a reason without a circle' 1 'no such circle' tests/style/circles.txt < <(echo 'law/b law/a  # true recursion')
printf '/* x */\n' >src/law/b.c
expect 'a name without prefix' 1 'a has none of the prefixes' src/law/a.c < <(
  printf '/* x */\nint a(void) { return 1; }\nint law_a(void) { return 1; }\nstatic int b(void) { return 1; }\n')
expect 'an object without prefix' 1 'table has none' src/law/a.c < <(printf '/* x */\nconst int table[] = { 1 };\nstatic int t = 1;\n')
mkdir -p src/faces
expect 'names in two folders' 1 'stands in src/law too' src/web/b.c < <(echo '/* x */')
expect 'a header beside its file' 0 'stands in' src/law/b.h < <(echo '/* x */')
expect 'the register has one name' 1 'register of people' src/faces/a.c < <(printf '/* the regi''stry of commands */\n#include "registry/registry.h"\n')
expect 'the office is a room' 2 'room src/office' src/web/a.c <<'X'
struct office { int a; };
x = y->office;
say("office"); office_determine(); /* what the office knew */
#include "office/office.h"
X

# ---- layout ----

if command -v clang-format-14 >/dev/null; then
  cp "$(dirname "$check")/../../.clang-format" .
  expect 'layout' 1 'clang-format' src/web/a.c < <(printf '/* x */\nint a( int b ){return b;}\n')
  expect 'layout as it should be' 0 'clang-format' src/web/a.c < <(printf '/* x */\nint a(int b) { return b; }\n')
  rm .clang-format
fi

# ---- the ratchets themselves ----

mkdir -p src/registry src/people tests/style
cp src/rooms.txt rooms.before
printf 'registry  registry.h  -\npeople  people.h  registry\n' >>src/rooms.txt
expect 'a viewer is said first' 3 'without a viewer' src/registry/registry.h <<'X'
enum err reg_one(struct arena *a, struct db *db, int64_t person);
enum err reg_two(struct db *db,
                 const struct viewer *viewer, int64_t person);
enum err reg_three(struct viewer *viewer, struct db *db);
/* enum err reg_four(struct db *db); */
enum err reg_five(const struct viewer *viewer, struct db *db);
int reg_six(const struct reg_areas *areas);
X
printf 'reg_one  the vocabulary\nreg_gone  what was\n' >tests/style/viewers.txt
expect 'a viewer left out, or carried' 0 'without a viewer' src/registry/registry.h <<'X'
enum err reg_one(struct arena *a, struct db *db);
struct reg_ask {
  const struct viewer *viewer;
};
enum err reg_two(const struct reg_ask *ask, struct db *db);
X
printf 'enum err reg_one(struct arena *a, struct db *db);\n' >src/registry/registry.h
expect 'an exception nobody needs' 1 'reg_gone needs no exception' tests/style/viewers.txt < <(printf 'reg_one  the vocabulary\nreg_gone  what was\n')
rm -f src/registry/registry.h
expect 'what carries a viewer is made with one' 3 'makes a struct people, which carries a viewer' src/people/people.h <<'X'
/* Everybody; carries the viewer it
 * was read for. */
struct people;
struct people_ask {
  int64_t act;
  const struct viewer *viewer;
};
enum err people_load(struct arena *a, const struct people_ask *ask, struct people **ret_people);
enum err people_fake(struct arena *a, struct people **ret_people);
struct people *people_of_nobody(struct arena *a);
enum err people_fill(struct arena *a, struct people *ret_people);
int64_t people_count(const struct people *p);
X
expect 'what is kept is asked by a viewer' 2 'reaches people without a viewer' src/people/people.h <<'X'
/* Says nothing of whom it was read for. */
struct people_list;
enum err people_find(struct search *s, struct people_list **ret_list);
const void *people_bytes(const struct kept *k);
enum err people_seen(const struct viewer *viewer, struct search *s);
X
mv rooms.before src/rooms.txt

ratchet() { # ratchet NAME WRITTEN PATTERN: src/web/a.c has two lines too long
  "$check" --measure "$folder" | awk -v name="$4" -v value="$2" '$1 == name { if (value == "-") next; $2 = value } { print }' >tests/style/ratchets.txt
  "$check" "$folder" >out
  number=$((number + 1))
  if { [ -n "$3" ] && grep -qE "$3" out; } || { [ -z "$3" ] && ! grep -A3 '^not ok.*ratchet' out; }; then
    echo "ok $number - selftest: $1"
  else
    echo "not ok $number - selftest: $1"
    grep -A3 ratchet out | grep -A3 '^not ok' | sed 's/^/# /'
  fi
}
{ echo '/* x */'; for _ in 1 2; do printf '/* %0120d */\n' 7; done; } >src/web/a.c
ratchet 'a ratchet at its value' 2 '' lines_over_110
ratchet 'above a ratchet' 1 'lines_over_110 is 2, at most 1' lines_over_110
ratchet 'above a ratchet names the lines' 1 '^src/web/a.c:3: a line of 126 columns' lines_over_110
ratchet 'below a ratchet' 3 'write 2 into tests/style/ratchets.txt' lines_over_110
"$check" --tighten "$folder"
number=$((number + 1))
grep -qx 'lines_over_110 2' tests/style/ratchets.txt && echo "ok $number - selftest: tightened" || echo "not ok $number - selftest: tightened"
ratchet 'a ratchet not written' - 'lines_over_110 is not there' lines_over_110
{ echo '/* x */'; yes 'static int f(void) { assert(1); }' | head -99; } >src/web/a.c
ratchet 'a floor' 1000 'at least 1000; assert' asserts/web
ratchet 'a floor to be raised' 900 'write [0-9]+ into' asserts/web
ratchet 'a floor near its value' 968 '' asserts/web
echo "1..$number"
