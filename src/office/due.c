/* due: the payment list of a month beside the month before, with the reason of every difference. */
#include "office/office.h"
#include "office/office_words.h"

static bool same_cases(const struct office_row *a, const struct office_row *b) {
  return a->n_cases == b->n_cases &&
         (!a->n_cases || !memcmp(a->cases, b->cases, sizeof *a->cases * (size_t)a->n_cases));
}

static struct str cases_text(struct arena *a, const struct law_program *p, const struct office_row *r) {
  struct buf b = buf_new(a, 1024);
  for (int i = 0; i < r->n_cases; i++) {
    if (i) buf_c(&b, '+');
    buf_z(&b, law_case_name(p, r->cases[i]));
  }
  return buf_view(&b);
}

static void say(struct office_due_line *l, const char *vi, const char *en) {
  l->why[VI] = str_of(vi);
  l->why[EN] = str_of(en);
}

/* Why the sum differs from last month's. `then`: the row of the month before under the law it was paid by;
 * NULL none. `beside`: another grant of the benefit stands this month. */
static void explain(struct arena *a, const struct office_determination *now, const struct office_row *r,
                    const struct office_row *then, const struct people_grant *g, bool beside,
                    struct office_due_line *l) {
  month m = now->when.for_month;
  char day[11], iso[11];
  date death = people_death(now->c, g->person);
  if (l->change == OFFICE_SAME && l->unrecorded) say(l, WORDS(OW_not_recorded));
  if (l->change == OFFICE_SAME) return;
  if (l->change == OFFICE_UNSAID) {
    say(l, WORDS(OW_uncomputed));
    return;
  }
  if (l->change == OFFICE_NEW) {
    if (g->first == m)
      say(l, arena_print(a, OW_new_decision_VI, date_vn(g->decided, day)),
          arena_print(a, OW_new_decision_EN, date_text(g->decided, EN, iso)));
    else if (then && then->flags & OFFICE_SUSPENDED)
      say(l, WORDS(OW_resumed));
    else if (l->unrecorded)
      say(l, WORDS(OW_not_due_before));
    else
      say(l, WORDS(OW_not_paid_before));
    return;
  }
  if (death < month_first(m)) {
    say(l, arena_print(a, OW_died_VI, date_vn(death, day)),
        arena_print(a, OW_died_EN, date_text(death, EN, iso)));
    return;
  }
  if (l->change == OFFICE_GONE) {
    if (m > g->last)
      say(l, WORDS(OW_ended));
    else if (r && r->flags & OFFICE_SUSPENDED)
      say(l, WORDS(OW_suspended));
    else if (r && r->flags & OFFICE_LOST)
      say(l, WORDS(OW_another_higher));
    else if (!r && beside)
      say(l, WORDS(OW_other_decision));
    else if (r && r->due == OFFICE_UNKNOWN)
      say(l, WORDS(OW_facts_missing));
    else if (then && then->due == OFFICE_VALUE)
      say(l, WORDS(OW_no_longer_met));
    else
      say(l, WORDS(OW_not_met));
    return;
  }
  if (then && then->due == OFFICE_VALUE && then->due_amount != l->before) {
    say(l, WORDS(OW_paid_otherwise));
  } else if (then && r && !same_cases(then, r)) {
    struct str x = cases_text(a, now->p, then), y = cases_text(a, now->p, r);
    say(l, arena_print(a, OW_other_case_VI, (int)x.n, x.p, (int)y.n, y.p),
        arena_print(a, OW_other_case_EN, (int)x.n, x.p, (int)y.n, y.p));
  } else {
    say(l, WORDS(OW_new_level));
  }
}

/* The payment lists of two months side by side. */
struct listing {
  struct arena *a;
  const struct office_determination *now, *before;
  const struct people_grant *grants;
  int64_t n_grants, top;
  int64_t *row_now, *row_then; /* by grant, -1 */
  int32_t *at_of, *home_of;    /* by person, -1; by row */
  const struct reg_areas *areas;
  bool *recorded; /* by commune, the last for those nowhere: something is recorded as paid last month */
};

/* The grant's row of each month, and where each person counts. */
static void find_rows(struct listing *w) {
  const struct people_month *m = &w->now->m;
  w->row_now = NEW_ARRAY(w->a, int64_t, w->n_grants + 1);
  w->row_then = NEW_ARRAY(w->a, int64_t, w->n_grants + 1);
  for (int64_t i = 0; i < w->n_grants; i++)
    w->row_now[i] = w->row_then[i] = -1;
  for (int64_t i = 0; i < w->now->n; i++)
    if (w->now->row[i].grant >= 0) w->row_now[w->now->row[i].grant] = i;
  for (int64_t i = 0; w->before && i < w->before->n; i++)
    if (w->before->row[i].grant >= 0) w->row_then[w->before->row[i].grant] = i;
  for (int64_t i = 0; i < m->people; i++)
    if (m->person[i] > w->top) w->top = m->person[i];
  w->at_of = NEW_ARRAY(w->a, int32_t, w->top + 2);
  w->home_of = NEW_ARRAY(w->a, int32_t, m->people + 1);
  for (int64_t i = 0; i <= w->top; i++)
    w->at_of[i] = -1;
  for (int64_t i = 0; i < m->people; i++)
    w->at_of[m->person[i]] = (int32_t)i;
  for (int64_t h = 0; h < m->households; h++)
    for (int32_t i = m->start[h]; i < m->start[h + 1]; i++)
      w->home_of[i] = (int32_t)h;
}

static int32_t place_of(const struct listing *w, const struct people_grant *g) {
  return g->person <= w->top ? w->at_of[g->person] : -1;
}

static int commune_at(const struct listing *w, int32_t at) {
  int32_t area = w->now->m.area[w->home_of[at]];
  const struct reg_area *commune = area ? reg_area_commune(w->areas, area) : NULL;
  int n = reg_commune_count(w->areas);
  for (int i = 0; commune && i < n; i++)
    if (reg_commune_nth(w->areas, i)->id == commune->id) return i;
  return n;
}

static void find_recorded(struct listing *w) {
  w->recorded = NEW_ARRAY(w->a, bool, reg_commune_count(w->areas) + 1);
  for (int64_t i = 0; i < w->n_grants; i++) {
    int32_t at = place_of(w, &w->grants[i]);
    if (at >= 0 && office_paid(&w->grants[i], w->now->when.for_month - 1))
      w->recorded[commune_at(w, at)] = true;
  }
}

static money due_of(const struct office_row *r) { return r && r->due == OFFICE_VALUE ? r->due_amount : 0; }

/* Fills the line of one grant; false: nothing is to be said of it. */
static bool one_line(const struct listing *w, int64_t grant, struct office_due_line *l) {
  const struct people_grant *g = &w->grants[grant];
  const struct people_month *m = &w->now->m;
  const struct office_row *r = w->row_now[grant] >= 0 ? &w->now->row[w->row_now[grant]] : NULL,
                          *then = w->row_then[grant] >= 0 ? &w->before->row[w->row_then[grant]] : NULL;
  int32_t at = place_of(w, g);
  bool fault = r && r->due == OFFICE_FAULT;
  if (g->benefit < 0 || at < 0 || (m->seen && !m->seen[at])) return false;
  bool unrecorded = w->before && !w->recorded[commune_at(w, at)];
  money due = due_of(r), paid = unrecorded ? due_of(then) : office_paid(g, m->m - 1);
  if (!due && !paid && !fault) return false;
  *l = (struct office_due_line) { .at = at,
                                  .benefit = g->benefit,
                                  .grant = (int32_t)grant,
                                  .area = m->area[w->home_of[at]],
                                  .unrecorded = unrecorded,
                                  .now = due,
                                  .before = paid };
  l->change = fault         ? OFFICE_UNSAID
              : due == paid ? OFFICE_SAME
              : !paid       ? OFFICE_NEW
              : !due        ? OFFICE_GONE
                            : OFFICE_CHANGED;
  if (r) {
    l->n_cases = r->n_cases;
    l->cases = r->cases;
  }
  int32_t other = m->grant_row[g->benefit][at];
  explain(w->a, w->now, r, then, g, other >= 0 && other != grant, l);
  return true;
}

enum err office_due_lines(struct arena *a, const struct office_determination *now,
                          const struct office_determination *before, const struct reg_areas *areas,
                          struct office_due_line **ret, int64_t *ret_n) {
  struct listing w = { .a = a, .now = now, .before = before, .areas = areas };
  VEC(struct office_due_line) v = { 0 };
  struct office_due_line l;
  assert(!before || before->when.for_month + 1 == now->when.for_month);
  w.n_grants = people_grants(now->c, &w.grants);
  find_rows(&w);
  if (before) find_recorded(&w);
  for (int64_t i = 0; i < w.n_grants; i++)
    if (one_line(&w, i, &l)) *VEC_PUSH(a, &v) = l;
  *ret = v.at;
  *ret_n = (int64_t)v.n;
  return OK;
}
