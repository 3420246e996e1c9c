/* complain: what is wrong with a pack, kept in both languages and printed as a compiler does. */
#include "law/form/program.h"
#include "law/law.h"

const char *law_message(enum message m, enum lang lang) {
  static const char *const text[][2] = {
#define X(id, vi, en) { vi, en },
#include "law/form/law_messages.def"
#include "law/form/law_words.def"
#undef X
  };
  assert((size_t)m < sizeof text / sizeof *text && (lang == VI || lang == EN));
  return text[m][lang];
}

/* An argument may hold both languages, "tiếng Việt / English"; what was read in the file («…» or "…") is left
 * alone. */
static const char *in_language(struct law_program *p, const char *z, enum lang lang) {
  const char *cut = strncmp(z, "«", strlen("«")) == 0 ? NULL
                    : *z == '"'                       ? strstr(z, "\" / \"")
                                                      : strstr(z, " / ");
  if (!cut) return z;
  if (*z == '"') cut++;
  return lang == VI ? arena_text(p->a, z, (size_t)(cut - z)) : cut + strlen(" / ");
}

void law_complain(struct law_program *p, enum severity s, struct place at, enum message m, int n,
                  const char *const *args) {
  if (s == SEVERITY_ERROR && p->errors >= LAW_ERRORS_MAX) {
    p->errors_unshown++;
    return;
  }
  struct diagnostic *d = VEC_PUSH(p->a, &p->diagnostic);
  struct buf vi = buf_growing(p->a), en = buf_growing(p->a);
  const char *in_vi[10], *in_en[10];
  assert(n >= 0 && n <= 10);
  for (int i = 0; i < n; i++) {
    in_vi[i] = in_language(p, args[i], VI);
    in_en[i] = in_language(p, args[i], EN);
  }
  buf_fill(&vi, law_message(m, VI), n, in_vi);
  buf_fill(&en, law_message(m, EN), n, in_en);
  d->severity = s;
  d->at = at;
  d->vi = buf_view(&vi);
  d->en = buf_view(&en);
  if (s == SEVERITY_ERROR) p->errors++;
}

/* The line of a place, without its end; very long lines are cut around the place. */
static struct str line_of(struct place at, int *col) {
  struct str t = at.file->text;
  size_t from = 0;
  for (int line = 1; line < at.line && from < t.n; from++)
    if (t.p[from] == '\n') line++;
  size_t to = from;
  while (to < t.n && t.p[to] != '\n' && t.p[to] != '\r')
    to++;
  size_t mark = from + (size_t)(*col > 0 ? *col - 1 : 0);
  if (mark > to) mark = to;
  if (to - from > 200) {
    size_t begin = mark > from + 60 ? mark - 60 : from;
    while (begin > from && ((unsigned char)t.p[begin] & 0xC0) == 0x80)
      begin--;
    if (to > begin + 160) to = begin + 160;
    while (to < t.n && to > begin && ((unsigned char)t.p[to] & 0xC0) == 0x80)
      to--;
    from = begin;
  }
  *col = (int)utf8_count((struct str) { t.p + from, mark - from }) + 1;
  return (struct str) { t.p + from, to - from };
}

/* By file and line; what was found first of one place stays first. */
static int by_place(const void *left, const void *right) {
  const struct diagnostic *a = *(const struct diagnostic *const *)left;
  const struct diagnostic *b = *(const struct diagnostic *const *)right;
  int files = str_cmp(a->at.file->name, b->at.file->name);
  if (files != 0) return files;
  if (a->at.line != b->at.line) return a->at.line < b->at.line ? -1 : 1;
  if (a->at.col != b->at.col) return a->at.col < b->at.col ? -1 : 1;
  return a < b ? -1 : a > b;
}

int law_print_diagnostics(const struct law_program *p, struct buf *b, enum lang lang) {
  size_t count = p->diagnostic.n;
  const struct diagnostic **sorted = NEW_ARRAY(p->a, const struct diagnostic *, count + 1);
  for (size_t i = 0; i < count; i++)
    sorted[i] = &p->diagnostic.at[i];
  qsort(sorted, count, sizeof sorted[0], by_place);
  for (size_t i = 0; i < count; i++) {
    const struct diagnostic *d = sorted[i];
    const char *what = law_message(d->severity == SEVERITY_ERROR ? M_SAYS_ERROR : M_SAYS_WARNING, lang);
    int col = d->at.col;
    struct str line = line_of(d->at, &col);
    size_t bad;
    if (!utf8_valid(line, &bad)) {
      line.n = bad;
      col = 1;
    }
    buf_print(b, "%.*s:%d:%d: %s: ", (int)d->at.file->name.n, d->at.file->name.p, d->at.line, d->at.col,
              what);
    buf_str(b, lang == VI ? d->vi : d->en);
    buf_print(b, "\n%5d | ", d->at.line);
    for (size_t k = 0; k < line.n; k++)
      buf_c(b, (unsigned char)line.p[k] < 32 ? ' ' : line.p[k]);
    buf_print(b, "\n      | %*s^\n", col - 1, "");
  }
  if (p->errors_unshown > 0) {
    const char *limit = arena_print(p->a, "%d", LAW_ERRORS_MAX);
    buf_fill(b, law_message(M_STOPPED, lang), 1, &limit);
    buf_c(b, '\n');
  }
  return p->errors;
}
