/* adopt: what a document changes for whom. The law of its day with it and without it, and the one each month
 * was paid by, are asked about the same months on the same facts; what is paid already is set beside them.
 *
 * 1. The causes of a month are those of office_arrears, as on a page; of cause law only this document's part.
 * 2. What is owed and what was paid too much are two sums of a grant, never set off; the second is never
 * sure.
 * 3. A grant the document does not touch is not listed, however it was paid and whatever is not known of it.
 * 4. What stands by commune, with what is of no commune, adds up to what stands by group and by month. */
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
  date known; /* the day the register is believed at */
  struct adopt_laws laws;
  int32_t *place;  /* by grant: place in x.at, -1 */
  bool *touched;   /* by grant: the document changes something about it */
  bool *unread;    /* by grant: nothing can be said of its person in one of the months */
  bool *elsewhere; /* by grant: in one of the months its person counts where the viewer does not see him */
  int32_t *standing, *standing_next; /* by grant: place among those that stand in the month, the next; -1 */
  VEC(struct office_arrear) at;
  bool too_large; /* a sum would leave 64 bits */
};

static void add_sum(struct adopter *w, money *sum, money more) { w->too_large |= !office_add(sum, more); }

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

/* What the document does to a grant's month under another choice and under the default ones. */
struct by_choice {
  const struct adopt_due *before, *after, *other_before, *other_after;
};

static bool same_due(const struct adopt_due *x, const struct adopt_due *y) {
  return x->due == y->due && x->amount == y->amount;
}

/* By how much the document moves it under the default choices and under the other, 0 where that is not known.
 */
struct moved_by {
  money own, other;
};

/* False: it does the same under both choices. `moves`: what it can do is not nothing. */
static bool does_otherwise(const struct by_choice *x, bool moves, struct moved_by *ret_by) {
  const struct adopt_due *all[] = { x->before, x->after, x->other_before, x->other_after };
  bool known = true;
  *ret_by = (struct moved_by) { 0 };
  if (same_due(x->after, x->other_after) && same_due(x->before, x->other_before)) return false;
  for (int i = 0; i < 4; i++)
    known &= all[i]->due < OFFICE_UNKNOWN;
  if (!known) return moves;
  *ret_by = (struct moved_by) { .own = x->after->amount - x->before->amount,
                                .other = x->other_after->amount - x->other_before->amount };
  return ret_by->own != ret_by->other;
}

static void by_interpretation(const struct adopter *w, const struct adopt_law *law, struct office_arrear *r) {
  if (r->group != GROUP_SURE) return;
  r->group = GROUP_INTERPRETATION;
  r->interpretation = law->interpretation;
  for (int lang = 0; lang < 2; lang++)
    r->reason[lang] = str_of(
        arena_print(w->a, "%s: %s", law_interpretation_title(w->p, law->interpretation, (enum lang)lang),
                    law_interpretation_choice(w->p, law->interpretation, law->choice, (enum lang)lang)));
}

/* Every other choice of every interpretation under which the document moves somebody's grant otherwise. */
static void other_readings(struct adopter *w, const struct adopt_month *x) {
  for (int i = LAW_OTHERS; i < w->laws.n; i += OTHER_LAWS) {
    const struct adopt_due *before = x->due[i + OTHER_BEFORE], *after = x->due[i + OTHER_AFTER];
    bool same = before == x->due[LAW_BEFORE] && after == x->due[LAW_AFTER];
    for (int64_t k = 0; k < x->n && !same; k++) {
      int32_t grant = x->standing[k].grant;
      const struct people_grant *g = &w->grants[grant];
      struct by_choice four = { &x->due[LAW_BEFORE][k], &x->due[LAW_AFTER][k], &before[k], &after[k] };
      struct moved_by by;
      if (x->standing[k].by_document) continue;
      if (!does_otherwise(&four, x->moves[g->benefit], &by)) continue;
      if (!office_month_closed(w->c, g->person, g->benefit, x->m, w->known)) continue;
      struct office_arrear *r = arrear(w, grant, x->area[grant], x->m);
      add_sum(w, &r->other_choice, by.other);
      add_sum(w, &r->other_choice, -by.own);
      by_interpretation(w, &w->laws.at[i], r);
    }
  }
}

/* The answers of one grant in a month; NULL where it does not stand. */
struct grant_month {
  const struct adopt_standing *standing;
  const struct adopt_due *before, *after, *payment;
};

static struct grant_month answers(const struct adopt_month *x, int32_t k) {
  if (k < 0) return (struct grant_month) { 0 };
  return (struct grant_month) { &x->standing[k], &x->due[LAW_BEFORE][k], &x->due[LAW_AFTER][k],
                                &x->due[LAW_PAYMENT][k] };
}

/* Where each grant stands in a month, -1 nowhere. */
static void find_standing(const struct adopter *w, const struct adopt_month *x, int32_t *standing) {
  memset(standing, 0xFF, sizeof *standing * (size_t)(w->n_grants + 1));
  for (int64_t k = 0; x && k < x->n; k++)
    standing[x->standing[k].grant] = (int32_t)k;
}

/* A person's benefit is told of once in a month: with the grant that stands, else with the first. */
static bool tells(const struct adopter *w, int64_t grant) {
  const struct people_grant *g = &w->grants[grant];
  int64_t first = grant;
  if (w->standing[grant] >= 0) return true;
  while (first > 0 && w->grants[first - 1].person == g->person)
    first--;
  for (int64_t k = first; k < w->n_grants && w->grants[k].person == g->person; k++)
    if (w->grants[k].benefit == g->benefit && (k < grant || w->standing[k] >= 0)) return false;
  return g->benefit >= 0;
}

/* What one grant comes to in a month. `deleted`: what is paid for it is met no more in the month after;
 * `open`: what the document moves is not known. */
struct told {
  struct office_arrears arrears;
  bool deleted, open;
};

/* Of what the law moved since the payment, the part that this document moved: nothing where the month was
 * paid by it, and no more than it would be without the others. */
static money part_of_document(const struct grant_month *said, money law) {
  money before = said->before->due == OFFICE_VALUE ? said->before->amount : 0,
        after = said->after->due == OFFICE_VALUE ? said->after->amount : 0;
  money moved = after - before;
  if (law >= 0) return moved < 0 ? 0 : moved > law ? law : moved;
  return moved > 0 ? 0 : moved < law ? law : moved;
}

/* What was paid by the document it does not touch; what stays unknown with it and without it, only where some
 * provision moves. */
static struct told one_grant(const struct adopter *w, const struct adopt_month *x, int64_t grant,
                             const struct grant_month *said, const struct grant_month *next) {
  const struct people_grant *g = &w->grants[grant];
  bool moves = g->benefit >= 0 && x->moves[g->benefit];
  month m = x->m;
  struct office_owed owed = { .closed = office_month_closed(w->c, g->person, g->benefit, m, w->known),
                              .paid = office_paid_of(w->c, g->person, g->benefit, m) };
  struct told t = { 0 };
  if (said->standing) {
    owed.was = (enum law_status)said->payment->due;
    owed.was_amount = said->payment->amount;
    owed.now = (enum law_status)said->after->due;
    owed.now_amount = said->after->amount;
  }
  t.arrears = office_arrears(&owed);
  if (!t.arrears.open && said->standing && t.arrears.cause[CAUSE_LAW]) {
    t.arrears.open = said->before->due >= OFFICE_UNKNOWN;
    t.arrears.cause[CAUSE_LAW] = part_of_document(said, t.arrears.cause[CAUSE_LAW]);
  }
  if (t.arrears.open) t.arrears.cause[CAUSE_LAW] = t.arrears.cause[CAUSE_FACTS] = 0;
  t.open = t.arrears.open && said->standing && !said->standing->by_document &&
           (moves || !same_due(said->before, said->after));
  t.deleted = next->standing && !t.arrears.open && owed.now == LAW_VALUE && owed.now_amount > 0 &&
              next->after->eligible == OFFICE_NOT && next->before->eligible == OFFICE_VALUE;
  return t;
}

/* What an officer must answer, as the grant stands on the day it is asked: whatever months are asked about.
 */
static void reasons(struct adopter *w, int64_t grant, const struct told *t, struct office_arrear *r) {
  const struct people_grant *g = &w->grants[grant];
  const struct people_grant *now = people_grant_of(w->c, g->person, g->benefit, month_of(w->known));
  if (t->open)
    answer(r, WORDS(OW_facts_missing));
  else if (people_death(w->c, g->person) <= w->known)
    answer(r, WORDS(OW_who_receives));
  else if (now && people_grant_suspended(now, month_of(w->known)))
    answer(r, WORDS(OW_now_suspended));
  else if (!now)
    answer(r, WORDS(OW_has_ended));
  else if (t->deleted)
    answer(r, WORDS(OW_case_deleted));
}

/* The place in the list of communes of who counts in an area. */
static int commune_at(const struct adopter *w, int32_t area) {
  const struct reg_area *commune = commune_of(w, area);
  int none = w->x.n_communes - 1;
  for (int i = 0; commune && i < none; i++)
    if (w->x.commune[i] == commune->id) return i;
  return none;
}

/* Each month's sums stand where the person counted in that month. */
static void add_to_commune(struct adopter *w, int32_t area, const struct office_arrears *x) {
  int at = commune_at(w, area);
  for (int k = 0; k < CAUSES; k++)
    add_sum(w,
            x->cause[k] < 0  ? &w->x.commune_back[at]
            : k == CAUSE_LAW ? &w->x.commune_law[at]
                             : &w->x.commune_facts[at],
            x->cause[k]);
}

static void add(struct adopter *w, const struct adopt_month *x, int64_t grant, const struct told *t) {
  struct office_arrear *r = arrear(w, (int32_t)grant, x->area[grant], x->m);
  money law = t->arrears.cause[CAUSE_LAW], facts = t->arrears.cause[CAUSE_FACTS];
  int month_at = x->m - w->x.from;
  assert(month_at >= 0 && month_at < MONTHS_MAX);
  add_to_commune(w, x->area[grant], &t->arrears);
  add_sum(w, law < 0 ? &r->back[CAUSE_LAW] : &r->law, law);
  add_sum(w, facts < 0 ? &r->back[CAUSE_FACTS] : &r->facts, facts);
  add_sum(w, law < 0 ? &w->x.month_back[month_at] : &w->x.month_law[month_at], law);
  if (facts < 0) add_sum(w, &w->x.month_back[month_at], facts);
  reasons(w, grant, t, r);
}

/* Of whom nothing can be said in the month of the totals, and who has a grant of whom nothing can be said in
 * another. */
static void name_unread(struct adopter *w, const struct adopt_month *x) {
  VEC(int64_t) list = { 0 };
  for (int64_t i = 0; i < x->n_unread; i++)
    *VEC_PUSH(w->a, &list) = x->unread[i];
  for (int64_t g = 0; g < w->n_grants; g++) {
    bool again = g > 0 && w->grants[g - 1].person == w->grants[g].person;
    bool named = x->area[g] == AREA_UNREAD;
    for (int64_t k = g; !again && k < w->n_grants && w->grants[k].person == w->grants[g].person; k++)
      if (w->unread[k] && !named) {
        *VEC_PUSH(w->a, &list) = w->grants[g].person;
        named = true;
      }
  }
  w->x.unread = list.at;
  w->x.n_unread = (int64_t)list.n;
}

/* `after`: the month after that of the document, where whose case it deletes is seen: paid in this month, not
 * met in the next, which it would be without the document. `marking`: only notes whose grants the document
 * touches; what was merely not paid as the law said is nothing it changes. */
static void one_month(struct adopter *w, const struct adopt_month *x, const struct adopt_month *after,
                      bool marking) {
  bool of_document = x->m == month_of(w->x.in_force);
  find_standing(w, x, w->standing);
  find_standing(w, of_document ? after : NULL, w->standing_next);
  for (int64_t g = 0; g < w->n_grants; g++) {
    if (x->area[g] == AREA_UNREAD) w->unread[g] = true;
    if (x->area[g] == AREA_ELSEWHERE) w->elsewhere[g] = true;
    if (x->area[g] < 0 || (!marking && !w->touched[g]) || !tells(w, g)) continue;
    struct grant_month said = answers(x, w->standing[g]), next = { 0 };
    if (of_document && after) next = answers(after, w->standing_next[g]);
    struct told t = one_grant(w, x, g, &said, &next);
    bool law = t.arrears.cause[CAUSE_LAW] != 0 || t.open || t.deleted;
    if (marking)
      w->touched[g] |= law;
    else if (law || t.arrears.cause[CAUSE_FACTS])
      add(w, x, g, &t);
  }
  if (marking) return;
  other_readings(w, x);
  if (x->totals) {
    w->x.gained = x->gained;
    w->x.lost = x->lost;
    w->x.n_foreign = x->n_foreign;
    name_unread(w, x);
  }
}

static void list_communes(struct adopter *w) {
  struct office_adoption *x = &w->x;
  x->n_communes = reg_commune_count(w->areas) + 1; /* the last: of no commune */
  x->commune = NEW_ARRAY(w->a, int64_t, x->n_communes + 1);
  x->commune_law = NEW_ARRAY(w->a, money, x->n_communes + 1);
  x->commune_facts = NEW_ARRAY(w->a, money, x->n_communes + 1);
  x->commune_back = NEW_ARRAY(w->a, money, x->n_communes + 1);
  x->commune_people = NEW_ARRAY(w->a, int64_t, x->n_communes + 1);
  for (int i = 0; i + 1 < x->n_communes; i++)
    x->commune[i] = reg_commune_nth(w->areas, i)->id;
}

static void sums(struct adopter *w) {
  struct office_adoption *x = &w->x;
  money other[2] = { 0 }; /* whoever adds up by reason adds no more */
  for (int64_t k = 0; k < x->n; k++) {
    struct office_arrear *r = &x->at[k];
    money back = r->back[CAUSE_LAW];
    add_sum(w, &back, r->back[CAUSE_FACTS]);
    add_sum(w, &other[r->other_choice < 0], r->other_choice);
    if (w->unread[r->grant]) answer(r, office_unread[VI], office_unread[EN]);
    if (w->elsewhere[r->grant]) answer(r, WORDS(OW_moved));
    if (back < 0) answer(r, WORDS(OW_paid_too_much));
    assert(back == 0 || r->group == GROUP_ANSWER);
    add_sum(w, &x->sum[r->group][CAUSE_LAW], r->law);
    add_sum(w, &x->sum[r->group][CAUSE_FACTS], r->facts);
    add_sum(w, &x->back[r->group], back);
    x->people[r->group]++;
    x->commune_people[commune_at(w, r->area)]++;
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
  for (int marking = 1; marking >= 0 && e == OK; marking--)
    for (int i = 0; i < w->x.n_months; i++)
      one_month(w, &months[i], next, marking);
  office_adopt_months_free(n, months);
  arena_free(near);
  return e;
}

enum err office_adopt(struct arena *a, const struct law_program *p, const struct people *c,
                      const struct reg_areas *areas, struct str document, struct office_when when,
                      int threads, struct office_adoption *ret_x) {
  struct adopter w = { .a = a, .p = p, .c = c, .areas = areas, .known = when.facts };
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
  memset(w.place, 0xFF, sizeof *w.place * (size_t)(w.n_grants + 1));
  w.touched = NEW_ARRAY(a, bool, w.n_grants + 1);
  w.unread = NEW_ARRAY(a, bool, w.n_grants + 1);
  w.elsewhere = NEW_ARRAY(a, bool, w.n_grants + 1);
  w.standing = NEW_ARRAY(a, int32_t, w.n_grants + 1);
  w.standing_next = NEW_ARRAY(a, int32_t, w.n_grants + 1);
  list_communes(&w);
  w.laws = office_adopt_laws(a, p, document);
  enum err e = all_months(&w, threads);
  if (e != OK) return e;
  w.x.at = w.at.at;
  w.x.n = (int64_t)w.at.n;
  sums(&w);
  if (w.too_large) return LIMIT;
  *ret_x = w.x;
  return OK;
}
