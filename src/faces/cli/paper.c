/* Lists of people as CSV files, marked where nobody in them exists. */
#include "faces/cli/paper.h"

struct paper desk_paper_new(const struct desk *o, enum paper_for whom, size_t max) {
  struct paper p = { .b = buf_new(o->call->a, max) };
  if (!o->invented) return p;
  p.head = whom == PAPER_PROGRAMS ? "people" : cli_word(CW_invented_people, o->call->lang);
  p.mark = whom == PAPER_PROGRAMS ? "invented" : p.head;
  return p;
}

/* ---- cells ---- */

/* Blanks and invisible letters that spreadsheets pass over before they look for a formula. */
static size_t passed_over(struct str s) {
  static const char *const blanks[] = { "\u00A0", "\u00AD", "\u1680", "\u180E", "\u2028", "\u2029",
                                        "\u202F", "\u205F", "\u2060", "\u3000", "\uFEFF" };
  if (s.n && (unsigned char)s.p[0] <= ' ') return 1;
  for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
    if (s.n >= strlen(blanks[i]) && memcmp(s.p, blanks[i], strlen(blanks[i])) == 0) return strlen(blanks[i]);
  /* U+2000 to U+200F */
  bool spaces = s.n >= 3 && memcmp(s.p, "\xE2\x80", 2) == 0 && (unsigned char)s.p[2] <= 0x8F;
  return spaces ? 3 : 0;
}

static bool is_formula(struct str s) {
  static const char *const signs[] = { "=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", "\u2212" };
  size_t skip;
  while ((skip = passed_over(s)) > 0) {
    s.p += skip;
    s.n -= skip;
  }
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (s.n >= strlen(signs[i]) && memcmp(s.p, signs[i], strlen(signs[i])) == 0) return true;
  return false;
}

void desk_paper_cell(struct paper *p, struct str text) {
  struct str safe = text;
  if (is_formula(text)) safe = str_of(arena_print(p->b.a, "'%.*s", (int)text.n, text.p));
  csv_field(&p->b, safe, !p->begun);
  p->begun = true;
}

void desk_paper_number(struct paper *p, int64_t v) {
  char z[24];
  snprintf(z, sizeof z, "%lld", (long long)v);
  csv_field(&p->b, str_of(z), !p->begun);
  p->begun = true;
}

/* ---- rows ---- */

static void end(struct paper *p, const char *cell) {
  if (cell) desk_paper_cell(p, str_of(cell));
  buf_z(&p->b, "\r\n");
  p->begun = false;
}

void desk_paper_heads_end(struct paper *p) { end(p, p->head); }
void desk_paper_row_end(struct paper *p) { end(p, p->mark); }

enum err desk_paper_write(const struct paper *p, const char *path) {
  return p->b.full ? LIMIT : file_write_new(path, buf_view(&p->b));
}
