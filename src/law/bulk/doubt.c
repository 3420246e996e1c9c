/* doubt: where a provision that is marked unverified was read on the way to a value, as the replay notes it
 * (record 0002): what it does not read, because something before it decided already, is in nobody's doubt. */
#include "law/bulk/plan.h"

#define NO  (L->g->no)
#define YES (L->g->yes)
#define G   (L->g)

struct doubt doubt_none(const struct lowering *L) {
  return (struct doubt) { NO, NO };
}

struct doubt doubt_marked(const struct lowering *L, bool marked) {
  return marked ? (struct doubt) { YES, YES } : doubt_none(L);
}

struct doubt doubt_either(struct lowering *L, struct doubt a, struct doubt b) {
  return (struct doubt) { ir_or(G, a.sure, b.sure), ir_or(G, a.maybe, b.maybe) };
}

struct doubt doubt_where(struct lowering *L, struct doubt d, int sure, int maybe) {
  return (struct doubt) { ir_and(G, d.sure, sure), ir_and(G, d.maybe, maybe) };
}

struct doubt doubt_select(struct lowering *L, int c, struct doubt a, struct doubt b) {
  return (struct doubt) { ir_select(G, c, a.sure, b.sure), ir_select(G, c, a.maybe, b.maybe) };
}

struct doubt doubt_aside(struct lowering *L) {
  struct doubt before = L->doubt;
  L->doubt = doubt_none(L);
  return before;
}

void doubt_note(struct lowering *L, struct doubt d) { L->doubt = doubt_either(L, L->doubt, d); }

void doubt_read_where(struct lowering *L, struct doubt before, int sure, int maybe) {
  L->doubt = doubt_either(L, before, doubt_where(L, L->doubt, sure, maybe));
}

void doubt_of_members(struct lowering *L, struct doubt before, int there) {
  struct doubt d = doubt_where(L, L->doubt, there, there);
  L->doubt = before;
  if (d.maybe == NO) return;
  struct doubt any = { ir_le(G, YES, ir_segment(G, I_SEGSUM, d.sure, 0)),
                       ir_le(G, YES, ir_segment(G, I_SEGSUM, d.maybe, 0)) };
  doubt_note(L, any);
}

void doubt_open(struct lowering *L, int open, bool marked) {
  if (marked) L->doubt.maybe = ir_or(G, L->doubt.maybe, open);
}

int doubt_unsure(struct lowering *L, struct doubt d) {
  return d.sure == d.maybe ? NO : ir_and(G, d.maybe, ir_not(G, d.sure));
}
