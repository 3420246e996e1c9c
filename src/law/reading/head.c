/* head: what stands before the declarations of a file: bytes that can be read at all, the language, the pack.
 * All heads are read before any declaration, because a pack's one line may stand in another of its files. */
#include "law/reading/check.h"
#include "law/reading/parse.h"

/* ---- bytes ---- */

static struct place place_of(const struct file *f, size_t byte) {
  struct place at = { f, 1, 1 };
  size_t start = 0;
  for (size_t i = 0; i < byte && i < f->text.n; i++)
    if (f->text.p[i] == '\n') at.line++, start = i + 1;
  at.col = (int)(byte - start) + 1;
  return at;
}

/* Characters that turn the reading order around: a title could show another text than the one that is read.
 */
static bool turns(const unsigned char *c) {
  if (c[0] == 0xD8) return c[1] == 0x9C;
  if (c[0] != 0xE2) return false;
  if (c[1] == 0x80) return (c[2] >= 0xAA && c[2] <= 0xAE) || c[2] == 0x8E || c[2] == 0x8F;
  return c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9;
}

static unsigned code_point(const unsigned char *c) {
  if (c[0] < 0x80) return c[0];
  if (c[0] < 0xE0) return (c[0] & 0x1Fu) << 6 | (c[1] & 0x3Fu);
  return (c[0] & 0x0Fu) << 12 | (c[1] & 0x3Fu) << 6 | (c[2] & 0x3Fu);
}

/* The first character that no law file may hold, each sort by its own name. */
static bool readable(struct law_program *p, const struct file *f) {
  size_t n = f->text.n;
  for (size_t i = 0; i < n; i++) {
    unsigned char c[4] = { 0 };
    for (size_t k = 0; k < 3 && i + k < n; k++)
      c[k] = (unsigned char)f->text.p[i + k];
    bool control = (c[0] < 32 && c[0] != '\n' && c[0] != '\t' && c[0] != '\r') || c[0] == 127 ||
                   (c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0);
    if (!control && !turns(c)) continue;
    enum message m = c[0] == 0 ? M_NUL : turns(c) ? M_TURNS : M_BAD_CHAR;
    COMPLAIN(p, place_of(f, i), m, arena_print(p->a, "U+%04X", code_point(c)));
    return false;
  }
  return true;
}

/* ---- language and pack ---- */

/* The head's lines are not continued. */
static void ended(struct parser *q, const char *what) {
  if (!parse_more(q)) return;
  if (q->t.at.line == q->before.line && q->before.pos > q->before.line_start) parse_expected(q, what);
  COMPLAIN(q->p, q->t.at, M_INDENT);
  longjmp(q->fail, 1);
}

static bool language(struct parser *q) {
  if (q->t.kind != TK_NAME || !str_is(q->t.text, "language") || q->t.at.line != 1 || !q->t.first) {
    COMPLAIN(q->p, ((struct place) { q->lx.f, 1, 1 }), M_LANGUAGE_MISSING,
             arena_print(q->a, "%d", LAW_LANGUAGE));
    return false;
  }
  parse_advance(q);
  struct place at = q->t.at;
  int64_t number = parse_whole(q);
  ended(q, NOUN(end_line));
  if (number >= 1 && number <= LAW_LANGUAGE) return true;
  COMPLAIN(q->p, at, M_LANGUAGE_NEWER, arena_print(q->a, "%lld", (long long)number),
           arena_print(q->a, "%d", LAW_LANGUAGE));
  return false;
}

static int pack_of(struct law_program *p, struct str id, struct place at) {
  int k = law_find_pack(p, id);
  if (k >= 0) return k;
  *VEC_PUSH(p->a, &p->pack) = (struct pack) { .id = id, .at = at };
  return (int)p->pack.n - 1;
}

/* The pack's one line of its own: a title, then what it uses. The lines of its other files are its name
 * alone. */
static void stated(struct parser *q, int index) {
  struct place at = q->t.at;
  struct title title = parse_title(q, true);
  VEC(struct str) uses = { 0 };
  bool shared = parse_take(q, "shared");
  if (parse_take(q, "uses")) do
      *VEC_PUSH(q->a, &uses) = parse_name(q, NOUN(a_packs_name));
    while (parse_take(q, ","));
  struct pack *k = &q->p->pack.at[index];
  if (law_is_test_file(at.file->name)) {
    COMPLAIN(q->p, at, M_TEST_FILE_PACK, check_z(q->p, k->id));
    longjmp(q->fail, 1);
  }
  if (k->stated) {
    COMPLAIN(q->p, at, M_PACK_TWICE, check_z(q->p, k->id), check_place(q->p, k->at));
    longjmp(q->fail, 1);
  }
  k->title = title;
  k->shared = shared;
  k->uses = uses.at;
  k->n_uses = (int)uses.n;
  k->stated = true;
  k->at = at;
}

static int pack(struct parser *q) {
  static const char *const words[] = { "person", "household", "area", "record", "outer", "members", "day" };
  if (!q->t.first || q->t.kind != TK_NAME || !str_is(q->t.text, "pack")) return 0;
  parse_advance(q);
  struct place at = q->t.at;
  struct str id = parse_name(q, NOUN(the_packs_name));
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_is(id, words[i])) {
      COMPLAIN(q->p, at, M_PACK_WORD, check_z(q->p, id));
      longjmp(q->fail, 1);
    }
  int index = pack_of(q->p, id, at);
  if (parse_more(q)) stated(q, index);
  ended(q, NOUN(shared_uses_end_line));
  return index;
}

bool law_check_bytes(struct law_program *p, const struct file *f) {
  size_t bad;
  if (f->text.n > LAW_FILE_BYTES_MAX) {
    COMPLAIN(p, ((struct place) { f, 1, 1 }), M_TOO_LARGE, arena_print(p->a, "%d", LAW_FILE_BYTES_MAX));
    return false;
  }
  bool utf8 = utf8_valid(f->text, &bad);
  if (!utf8 && f->text.p[bad] != '\0') {
    COMPLAIN(p, place_of(f, bad), M_UTF8, arena_print(p->a, "%02X", (unsigned char)f->text.p[bad]));
    return false;
  }
  return readable(p, f);
}

void law_parse_head(struct law_program *p, struct file *f) {
  f->headless = true;
  if (!law_check_bytes(p, f)) return;
  struct parser *q = NEW(p->a, struct parser);
  q->p = p;
  q->a = p->a;
  q->lx = lex_new(p, f);
  q->heading = true;
  if (setjmp(q->fail)) return;
  parse_advance(q);
  if (!language(q)) return;
  f->pack = pack(q);
  p->pack.at[f->pack].n_files++;
  f->body = q->before.pos;
  f->body_line = q->before.line;
  while (f->body > q->before.line_start && f->body < f->text.n && f->text.p[f->body] != '\n')
    f->body++; /* the rest of the head's last line: a comment at most */
  f->headless = false;
}

void law_check_packs(struct law_program *p) {
  int shared = 0;
  struct place first = { 0 };
  for (size_t i = 1; i < p->pack.n; i++) {
    struct pack *k = &p->pack.at[i];
    if (!k->stated) COMPLAIN(p, k->at, M_PACK_UNSTATED, check_z(p, k->id));
    if (k->shared && shared++) COMPLAIN(p, k->at, M_PACK_SHARED_TWICE, check_place(p, first));
    if (k->shared && shared == 1) first = k->at;
    k->use = NEW_ARRAY(p->a, int, k->n_uses + 1);
    for (int u = 0; u < k->n_uses; u++) {
      k->use[u] = law_find_pack(p, k->uses[u]);
      if (k->use[u] == (int)i)
        COMPLAIN(p, k->at, M_PACK_SELF, check_z(p, k->id));
      else if (k->use[u] < 0)
        COMPLAIN(p, k->at, M_UNKNOWN_NAME, NOUN(pack), check_z(p, k->uses[u]),
                 check_like_pack(p, k->uses[u]));
    }
  }
  if (p->pack.n == 1 || !p->pack.at[0].n_files) return;
  for (size_t i = 0; i < p->file.n; i++)
    if (p->file.at[i]->pack == 0 && !p->file.at[i]->headless)
      COMPLAIN(p, ((struct place) { p->file.at[i], 1, 1 }), M_PACK_NEEDED);
}

/* ---- renames ---- */

static const struct {
  const char *word;
  enum law_named kind;
} renamed_kinds[] = { { "fact", LAW_NAMED_FACT },
                      { "link", LAW_NAMED_LINK },
                      { "record", LAW_NAMED_RECORD },
                      { "value", LAW_NAMED_VALUE },
                      { "benefit", LAW_NAMED_BENEFIT },
                      { "rule", LAW_NAMED_RULE },
                      { "parameter", LAW_NAMED_PARAMETER },
                      { "table", LAW_NAMED_TABLE },
                      { "interpretation", LAW_NAMED_INTERPRETATION },
                      { "document", LAW_NAMED_DOCUMENT },
                      { "enum", LAW_NAMED_ENUM },
                      { "item", LAW_NAMED_ITEM } };

void parse_renamed(struct parser *q) {
  struct rename r = { .at = q->t.at, .kind = LAW_NAMED_KINDS };
  for (size_t i = 0; i < sizeof renamed_kinds / sizeof *renamed_kinds; i++)
    if (parse_is(q, renamed_kinds[i].word)) r.kind = renamed_kinds[i].kind;
  if (r.kind == LAW_NAMED_KINDS)
    parse_expected(
        q, "fact, link, record, value, benefit, rule, parameter, table, interpretation, document, enum");
  parse_advance(q);
  r.at = q->t.at;
  r.was = parse_dotted(q, NOUN(old_name));
  parse_need(q, "to");
  r.now = parse_dotted(q, NOUN(new_name));
  parse_need(q, "from");
  r.from = parse_day(q);
  r.why = parse_title(q, true);
  *VEC_PUSH(q->a, &q->p->rename) = r;
}
