/* granted: what the grants of a benefit come to in a month (record 0001). */
#include "law/replay/run.h"

static bool stands_in(const struct law_grant_given *given, month m) {
  return given->first <= m && m <= given->last;
}

void law_grant_add(struct law_grant *all, const struct law_grant_given *given, month m) {
  bool before = stands_in(given, m - 1) && !given->suspended_before,
       stands = stands_in(given, m) && !all->stands;
  if (given->decided < all->granted) all->granted = given->decided;
  if ((before || stands) && given->decided < all->unbroken) all->unbroken = given->decided;
  if (stands) {
    all->stands = true;
    all->decided = given->decided;
    all->first = given->first;
    all->suspended = given->suspended;
  }
  all->before |= before;
  all->active = all->stands && !all->suspended && (all->first < m || all->before);
  assert(!all->stands || (all->unbroken <= all->decided && all->granted <= all->unbroken));
}

struct law_grant run_granted(struct law_session *r, struct subject s, int benefit, month m) {
  struct law_grant all = law_grant_none();
  bool any = s.e == E_PERSON && r->s.grant && r->s.grant(r->s.context, s.id, benefit, m, &all);
  return any ? all : law_grant_none();
}

date run_guarded_by(const struct benefit *b, const struct law_grant *g) {
  return g->stands && !b->once ? g->granted : DATE_MAX;
}
