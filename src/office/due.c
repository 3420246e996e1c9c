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
  if (l->change == OFFICE_SAME) return;
  if (l->change == OFFICE_NEW) {
    if (g->first == m)
      say(l, arena_print(a, OW_new_decision_VI, date_vn(g->decided, day)),
          arena_print(a, OW_new_decision_EN, date_text(g->decided, EN, iso)));
    else if (then && then->flags & OFFICE_SUSPENDED)
      say(l, WORDS(OW_resumed));
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
    else if (r && r->due == OFFICE_FAULT)
      say(l, WORDS(OW_uncomputed));
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

enum err office_due_lines(struct arena *a, const struct office_determination *now,
                          const struct office_determination *before, struct office_due_line **ret,
                          int64_t *ret_n) {
  const struct people_grant *grants;
  int64_t n_grants = people_grants(now->c, &grants);
  month m = now->when.for_month;
  VEC(struct office_due_line) v = { 0 };
  /* rows of both months by grant */
  int64_t *row_now = NEW_ARRAY(a, int64_t, n_grants + 1), *row_then = NEW_ARRAY(a, int64_t, n_grants + 1);
  for (int64_t i = 0; i < n_grants; i++)
    row_now[i] = row_then[i] = -1;
  for (int64_t i = 0; i < now->n; i++)
    if (now->row[i].grant >= 0) row_now[now->row[i].grant] = i;
  for (int64_t i = 0; before && i < before->n; i++)
    if (before->row[i].grant >= 0) row_then[before->row[i].grant] = i;
  int64_t top = 0;
  for (int64_t i = 0; i < now->m.people; i++)
    if (now->m.person[i] > top) top = now->m.person[i];
  int32_t *at_of = NEW_ARRAY(a, int32_t, top + 2), *home_of = NEW_ARRAY(a, int32_t, now->m.people + 1);
  for (int64_t i = 0; i <= top; i++)
    at_of[i] = -1;
  for (int64_t i = 0; i < now->m.people; i++)
    at_of[now->m.person[i]] = (int32_t)i;
  for (int64_t h = 0; h < now->m.households; h++)
    for (int32_t i = now->m.start[h]; i < now->m.start[h + 1]; i++)
      home_of[i] = (int32_t)h;
  for (int64_t i = 0; i < n_grants; i++) {
    const struct people_grant *g = &grants[i];
    const struct office_row *r = row_now[i] >= 0 ? &now->row[row_now[i]] : NULL,
                            *then = row_then[i] >= 0 ? &before->row[row_then[i]] : NULL;
    money due = r && r->due == OFFICE_VALUE ? r->due_amount : 0, paid = office_paid(g, m - 1);
    int32_t at = g->person <= top ? at_of[g->person] : -1;
    if ((!due && !paid) || g->benefit < 0 || at < 0 || (now->m.seen && !now->m.seen[at])) continue;
    struct office_due_line l = { .at = at,
                                 .benefit = g->benefit,
                                 .grant = (int32_t)i,
                                 .area = now->m.area[home_of[at]],
                                 .now = due,
                                 .before = paid };
    l.change = due == paid ? OFFICE_SAME : !paid ? OFFICE_NEW : !due ? OFFICE_GONE : OFFICE_CHANGED;
    if (r) {
      l.n_cases = r->n_cases;
      l.cases = r->cases;
    }
    explain(a, now, r, then, g,
            now->m.grant_row[g->benefit][at] >= 0 && now->m.grant_row[g->benefit][at] != i, &l);
    *VEC_PUSH(a, &v) = l;
  }
  *ret = v.at;
  *ret_n = (int64_t)v.n;
  return OK;
}
