/* Lists of people as CSV files, marked where nobody in them exists. */
#include "faces/cli/paper.h"

struct paper desk_paper_new(const struct desk *o, enum paper_for whom, size_t max) {
  struct paper p = { .b = buf_new(o->call->a, max) };
  if (!o->invented) return p;
  p.head = whom == PAPER_PROGRAMS ? "people" : cli_word(CW_invented_people, o->call->lang);
  p.mark = whom == PAPER_PROGRAMS ? "invented" : p.head;
  return p;
}

static void end(struct paper *p, const char *cell) {
  if (cell) csv_field(&p->b, str_of(cell), false);
  buf_z(&p->b, "\r\n");
}

void desk_paper_heads_end(struct paper *p) { end(p, p->head); }
void desk_paper_row_end(struct paper *p) { end(p, p->mark); }

enum err desk_paper_write(const struct paper *p, const char *path) {
  return p->b.full ? LIMIT : file_write(path, buf_view(&p->b));
}
