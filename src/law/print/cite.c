/* cite: an article as the law is cited: Vietnamese names the parts from the smallest up (điểm, khoản, Điều),
 * and English keeps that order (point, clause, Article). */
#include "law/print/print_words.h"
#include "law/print/printer.h"

enum { PARTS_MAX = 5, PART_BYTES = 512 };

/* ---- documents ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Where the title's number ends; 0 when it has none. A number without a year keeps the words after it, which
 * say it. */
static size_t number_end(struct str t) {
  for (size_t from = 0, to; from < t.n; from = to + 1) {
    size_t strokes = 0;
    for (to = from; to < t.n && t.p[to] != ' '; to++)
      strokes += t.p[to] == '/';
    if (!strokes) continue;
    return strokes > 1 || is_digit(t.p[to - 1]) ? to : t.n;
  }
  return 0;
}

/* The number is written as it was signed, in both languages: that is how a document is found. */
void print_document(struct buf *b, const struct document *d, enum lang lang) {
  struct str t = lang == VI ? d->title.vi : d->title.en;
  size_t end = number_end(t);
  buf_str(b, (struct str) { t.p, end ? end : t.n });
}

/* ---- articles ---- */

struct article {
  const char *part[PARTS_MAX];
  int n;
};

/* "6.1.a" in its parts, each closed by NUL in `room`; n = 0 when there are more than the law has names for.
 */
static struct article parts(struct str s, char room[PART_BYTES]) {
  struct article a = { .n = 0 };
  if (!s.n || s.n >= PART_BYTES) return a;
  memcpy(room, s.p, s.n);
  room[s.n] = 0;
  a.part[a.n++] = room;
  for (size_t i = 0; i < s.n; i++) {
    if (room[i] == '_') room[i] = ' ';
    if (room[i] != '.') continue;
    if (a.n == PARTS_MAX) return (struct article) { .n = 0 };
    room[i] = 0;
    a.part[a.n++] = room + i + 1;
  }
  return a;
}

static bool after(const char *z, const char *beginning, const char **ret_rest) {
  size_t n = strlen(beginning);
  if (strncmp(z, beginning, n) != 0 || (z[n] && !is_digit(z[n]))) return false;
  *ret_rest = z + n;
  return true;
}

/* The part everything else stands in: an article, an appendix, a form, the whole text. */
static void outermost(struct buf *b, const char *part, enum lang lang) {
  const char *number;
  if (is_digit(part[0]))
    PRINT(b, lang, PW_article, part);
  else if (strcmp(part, print_word(PW_whole_text, VI)) == 0)
    buf_z(b, print_word(PW_whole_text, lang));
  else if (after(part, "pl", &number) && *number)
    PRINT(b, lang, PW_appendix_of, number);
  else if (after(part, "pl", &number))
    buf_z(b, print_word(PW_appendix, lang));
  else if (after(part, "mau", &number) && *number)
    PRINT(b, lang, PW_form_of, number);
  else
    PRINT(b, lang, PW_named_part, part);
}

/* Within an article: the second part is a khoản when it is a number, a letter is a điểm; below that a number
 * is a tiết. Within an appendix a number is a mục. */
static enum print_word name_of(const struct article *a, int k) {
  bool number = is_digit(a->part[k][0]);
  if (!number) return PW_point;
  if (!is_digit(a->part[0][0])) return PW_section;
  return k == 1 ? PW_clause : PW_item;
}

static void article(struct buf *b, struct str s, enum lang lang) {
  char room[PART_BYTES], inner[PART_BYTES * 2], outer[PART_BYTES * 2];
  struct article a = parts(s, room);
  if (!a.n) {
    buf_str(b, s);
    return;
  }
  struct buf fixed = { .p = inner, .cap = sizeof inner, .ceiling = sizeof inner - 1 };
  inner[0] = 0;
  outermost(&fixed, a.part[0], lang);
  for (int k = 1; k < a.n; k++) {
    memcpy(outer, inner, fixed.n + 1);
    fixed.n = 0;
    inner[0] = 0;
    PRINT(&fixed, lang, name_of(&a, k), a.part[k], outer);
  }
  buf_z(b, inner);
}

void print_cites(struct buf *b, const struct law_program *p, const struct cites *c, enum lang lang) {
  bool any = false;
  for (int i = 0; i < c->n; i++) {
    const struct cite *x = &c->at[i];
    if (x->document < 0) continue;
    if (any) buf_z(b, "; ");
    any = true;
    article(b, x->article, lang);
    bool same_follows = i + 1 < c->n && c->at[i + 1].document == x->document;
    if (same_follows) continue;
    buf_z(b, print_word(PW_of_word, lang));
    print_document(b, &p->document.at[x->document], lang);
  }
}

void print_cite_ids(struct buf *b, const struct law_program *p, const struct cites *c) {
  bool any = false;
  for (int i = 0; i < c->n; i++) {
    if (c->at[i].document < 0) continue;
    if (any) buf_z(b, "; ");
    any = true;
    buf_print(b, "%s %.*s", p->document.at[c->at[i].document].id.p, (int)c->at[i].article.n,
              c->at[i].article.p);
  }
}
