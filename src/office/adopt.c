/* adopt: what a document changes for whom. Two laws, the day before and the day of its coming into force, are
 * asked about the same months on the same facts; what is paid already is set beside them. */
#include "office/adopt.h"
#include "office/answer.h"
#include "office/office_words.h"

enum { MONTHS_MAX = 64 };
#define NEAR_BYTES ((size_t)16 << 30)

struct adopter {
  struct arena *a;
  const struct law_program *p;
  const struct people *c;
  const struct reg_areas *areas;
  const struct people_grant *grants;
  int64_t n_grants;
  struct office_adoption x;
  month last_paid;
  struct adopt_laws laws;
  int32_t *place; /* by grant: place in x.at, -1 */
  VEC(struct office_arrear) at;
};

static const struct reg_area *commune_of(const struct adopter *w, int32_t area) {
  return area ? reg_area_commune(w->areas, area) : NULL;
}

static struct office_arrear *arrear(struct adopter *w, int32_t grant, int32_t area, month m) {
  if (w->place[grant] < 0) {
    w->place[grant] = (int32_t)w->at.n;
    struct office_arrear *n = VEC_PUSH(w->a, &w->at);
    *n = (struct office_arrear) { .person = w->grants[grant].person,
                                  .area = area,
                                  .benefit = w->grants[grant].benefit,
                                  .grant = grant,
                                  .interpretation = -1,
                                  .from = m,
                                  .to = m };
  }
  struct office_arrear *r = &w->at.at[w->place[grant]];
  const struct reg_area *before = commune_of(w, r->area), *now = commune_of(w, area);
  if (before && now && before->id != now->id && r->group != GROUP_ANSWER) {
    r->group = GROUP_ANSWER;
    r->reason[VI] = WORD_STR(OW_moved, VI);
    r->reason[EN] = WORD_STR(OW_moved, EN);
  }
  r->area = area;
  if (m > r->to) r->to = m;
  return r;
}

static void answer(struct office_arrear *r, const char *vi, const char *en) {
  if (r->group == GROUP_ANSWER) return;
  r->group = GROUP_ANSWER;
  r->reason[VI] = str_of(vi);
  r->reason[EN] = str_of(en);
}

/* Every other choice of every interpretation somebody's result touches. */
static void other_readings(struct adopter *w, const struct adopt_month *x) {
  const struct adopt_due *after = x->due[LAW_AFTER];
  for (int i = LAW_OTHERS; i < w->laws.n; i++) {
    const struct adopt_law *law = &w->laws.at[i];
    const struct adopt_due *other = x->due[i];
    for (int64_t k = 0; k < x->n && other != after; k++) {
      if (after[k].due == other[k].due && after[k].amount == other[k].amount) continue;
      int32_t grant = x->standing[k].grant;
      struct office_arrear *r = arrear(w, grant, x->area[grant], x->m);
      r->other_choice += other[k].amount - after[k].amount;
      if (r->group != GROUP_SURE) continue;
      r->group = GROUP_INTERPRETATION;
      r->interpretation = law->interpretation;
      for (int lang = 0; lang < 2; lang++)
        r->reason[lang] = str_of(
            arena_print(w->a, "%s: %s", law_interpretation_title(w->p, law->interpretation, (enum lang)lang),
                        law_interpretation_choice(w->p, law->interpretation, law->choice, (enum lang)lang)));
    }
  }
}

/* Each month's sums stand where the person counted in that month. */
static void add_to_commune(struct adopter *w, int32_t area, money law, money facts) {
  const struct reg_area *c = commune_of(w, area);
  for (int i = 0; c && i < w->x.n_communes; i++)
    if (w->x.commune[i] == c->id) {
      w->x.commune_law[i] += law;
      w->x.commune_facts[i] += facts;
    }
}

/* The answers of one grant in a month; NULL where it does not stand. */
struct grant_month {
  const struct adopt_standing *standing;
  const struct adopt_due *before, *after;
};

/* Walks the grants of a month beside those that stand in it. */
static struct grant_month answers(const struct adopt_month *x, int64_t grant, int64_t *at) {
  struct grant_month said = { 0 };
  while (*at < x->n && x->standing[*at].grant < grant)
    ++*at;
  if (*at < x->n && x->standing[*at].grant == grant)
    said = (struct grant_month) { &x->standing[*at], &x->due[LAW_BEFORE][*at], &x->due[LAW_AFTER][*at] };
  return said;
}

static void reasons(struct adopter *w, int64_t grant, const struct grant_month *said, bool open, bool deleted,
                    struct office_arrear *r) {
  const struct people_grant *g = &w->grants[grant];
  if (open)
    answer(r, WORDS(OW_facts_missing));
  else if (said->standing && said->standing->suspended)
    answer(r, WORDS(OW_now_suspended));
  else if (people_death(w->c, g->person) < month_first(w->x.to))
    answer(r, WORDS(OW_who_receives));
  else if (!g->running && g->last < month_of(w->x.in_force))
    answer(r, WORDS(OW_ended_before));
  else if (deleted)
    answer(r, WORDS(OW_case_deleted));
}

/* A month that ended before the document came was paid by the law before; one that had not, by whichever of
 * the two gives what was paid. */
static struct office_owed due_of_both(const struct adopter *w, month m, const struct grant_month *said,
                                      struct office_owed owed) {
  money after = said->after->due == OFFICE_VALUE ? said->after->amount : 0;
  bool paid_by_it = owed.settled && month_last(m) >= w->x.in_force && owed.paid == after;
  const struct adopt_due *was = paid_by_it ? said->after : said->before;
  owed.was = (enum law_status)was->due;
  owed.was_amount = was->amount;
  owed.now = (enum law_status)said->after->due;
  owed.now_amount = said->after->amount;
  return owed;
}

/* What one grant comes to in a month. `next`: its answers in the month after, NULL where they do not matter.
 */
static void one_grant(struct adopter *w, const struct adopt_month *x, int64_t grant,
                      const struct grant_month *said, const struct grant_month *next) {
  month m = x->m;
  struct office_owed owed = { .settled = m <= w->last_paid, .paid = office_paid(&w->grants[grant], m) };
  if (said->standing) owed = due_of_both(w, m, said, owed);
  struct office_arrears arrears = office_arrears(&owed);
  bool open = arrears.open;
  bool deleted = next && !open && owed.now_amount > 0 && next->standing &&
                 next->after->eligible == OFFICE_NOT && next->before->eligible == OFFICE_VALUE;
  money law = arrears.cause[CAUSE_LAW], facts = arrears.cause[CAUSE_FACTS];
  if (!law && !facts && !open && !deleted) return;
  struct office_arrear *r = arrear(w, (int32_t)grant, x->area[grant], m);
  add_to_commune(w, x->area[grant], law, facts);
  r->law += law;
  r->facts += facts;
  if (m - w->x.from < MONTHS_MAX) w->x.month_law[m - w->x.from] += law;
  reasons(w, grant, said, open, deleted, r);
}

/* `after`: the month after that of the document, where whose case it deletes is seen: paid in this month, not
 * met in the next, which it would be without the document. */
static void one_month(struct adopter *w, const struct adopt_month *x, const struct adopt_month *after) {
  int64_t at = 0, at_next = 0;
  bool of_document = x->m == month_of(w->x.in_force);
  for (int64_t g = 0; g < w->n_grants; g++) {
    if (x->area[g] == AREA_HIDDEN) continue;
    struct grant_month said = answers(x, g, &at), next = { 0 };
    if (of_document) next = answers(after, g, &at_next);
    one_grant(w, x, g, &said, of_document ? &next : NULL);
  }
  other_readings(w, x);
  if (x->totals) {
    w->x.gained = x->gained;
    w->x.lost = x->lost;
  }
}

static void list_communes(struct adopter *w) {
  struct office_adoption *x = &w->x;
  x->n_communes = reg_commune_count(w->areas);
  x->commune = NEW_ARRAY(w->a, int64_t, x->n_communes + 1);
  x->commune_law = NEW_ARRAY(w->a, money, x->n_communes + 1);
  x->commune_facts = NEW_ARRAY(w->a, money, x->n_communes + 1);
  x->commune_people = NEW_ARRAY(w->a, int64_t, x->n_communes + 1);
  for (int i = 0; i < x->n_communes; i++)
    x->commune[i] = reg_commune_nth(w->areas, i)->id;
}

static void sums(struct adopter *w) {
  struct office_adoption *x = &w->x;
  for (int64_t k = 0; k < x->n; k++) {
    const struct office_arrear *r = &x->at[k];
    x->sum[r->group][CAUSE_LAW] += r->law;
    x->sum[r->group][CAUSE_FACTS] += r->facts;
    x->people[r->group]++;
    const struct reg_area *c = commune_of(w, r->area);
    for (int i = 0; c && i < x->n_communes; i++)
      if (x->commune[i] == c->id) x->commune_people[i]++;
  }
}

/* All months, and the one after that of the document where it is none of them. */
static enum err all_months(struct adopter *w, int threads) {
  struct adopt_ask ask = { .p = w->p, .c = w->c, .laws = &w->laws, .threads = threads };
  month after = month_of(w->x.in_force) + 1;
  int n = w->x.n_months;
  struct adopt_month *months = NEW_ARRAY(w->a, struct adopt_month, n + 1), *next = NULL;
  for (int i = 0; i < n; i++) {
    months[i] = (struct adopt_month) { .m = w->x.from + i, .others = true, .totals = i == n - 1 };
    if (months[i].m == after) next = &months[i];
  }
  if (!next && after - 1 >= w->x.from && after - 1 <= w->x.to) {
    next = &months[n++];
    *next = (struct adopt_month) { .m = after };
  }
  struct arena *near = arena_new_large("people near grants", NEAR_BYTES);
  enum err e = near ? people_near_grants(near, w->c, &ask.near) : NOMEM;
  if (e == OK) e = office_adopt_months(w->a, &ask, n, months);
  for (int i = 0; i < w->x.n_months && e == OK; i++)
    one_month(w, &months[i], next);
  office_adopt_months_free(n, months);
  arena_free(near);
  return e;
}

enum err office_adopt(struct arena *a, const struct law_program *p, const struct people *c,
                      const struct reg_areas *areas, struct str document, struct office_when when,
                      int threads, struct office_adoption *ret_x) {
  struct adopter w = { .a = a, .p = p, .c = c, .areas = areas };
  date in_force = law_document_in_force(p, document);
  if (in_force == DATE_MIN) return NOT_FOUND;
  w.x = (struct office_adoption) { .document = document,
                                   .in_force = in_force,
                                   .from = month_of(law_document_reaches(p, document)),
                                   .to = when.for_month };
  assert(when.act == people_act(c));
  if (w.x.to < w.x.from) w.x.to = w.x.from;
  if (w.x.to - w.x.from >= MONTHS_MAX) return LIMIT;
  w.x.n_months = w.x.to - w.x.from + 1;
  w.n_grants = people_grants(c, &w.grants);
  w.place = NEW_ARRAY(a, int32_t, w.n_grants + 1);
  for (int64_t i = 0; i < w.n_grants; i++) {
    w.place[i] = -1;
    for (int k = 0; k < w.grants[i].n_paid; k++)
      if (w.grants[i].paid[k].to > w.last_paid) w.last_paid = w.grants[i].paid[k].to;
  }
  list_communes(&w);
  w.laws = office_adopt_laws(a, p, in_force);
  enum err e = all_months(&w, threads);
  if (e != OK) return e;
  w.x.at = w.at.at;
  w.x.n = (int64_t)w.at.n;
  sums(&w);
  *ret_x = w.x;
  return OK;
}
