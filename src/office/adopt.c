/* adopt: what a document changes for whom. The law of its day with it and without it, and the one each month
 * was paid by, are asked about the same months on the same facts; what is paid already is set beside them.
 *
 * 1. Whom the document touches the law says, with it and without it: never what was paid, nor whether a month
 * is closed. A person's benefit is told with all its months or not at all.
 * 2. The causes of a month are those of office_arrears, as on a page; of cause law only this document's part.
 * 3. What is owed and what was paid too much are two sums of a grant, never set off; the second is never
 * sure.
 * 4. The parts of the lines add up to what stands by group, by month and by commune. */
#include "office/adopt.h"
#include "office/answer.h"
#include "office/office_words.h"

#define NEAR_BYTES ((size_t)16 << 30)

/* A line of the list and what its group hangs on. */
struct line {
  struct office_arrear told;
  bool open;   /* what is due in a month the document touches is not known */
  int reading; /* the first law of another choice that moves it otherwise; -1 none */
  month taken; /* the first month in which it is not eligible because of the document; -1 none */
  const struct adopt_standing *instead; /* of that month */
};
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
  int32_t *first; /* by grant: the first of its person's benefit */
  int32_t *place; /* by grant: place in `line`, -1 */
  bool *touched;  /* by grant, of the first: the document changes something about it */
  bool *moved[OFFICE_ADOPTED_MONTHS_MAX]; /* by month, by standing: so it does in the month */
  bool *unread;                      /* by grant: nothing can be said of its person in one of the months */
  int32_t *standing, *standing_next; /* by grant: place among those that stand in the month, the next; -1 */
  VEC(struct line) line;
  bool too_large; /* a sum would leave 64 bits */
};

static void add_sum(struct adopter *w, money *sum, money more) { w->too_large |= !office_add(sum, more); }

/* ---- lines ---- */

static int64_t commune_of(const struct adopter *w, int64_t area) {
  const struct reg_area *commune = area ? reg_area_commune(w->areas, area) : NULL;
  return commune ? commune->id : 0;
}

static struct line *line_of(struct adopter *w, int64_t grant, month m) {
  if (w->place[grant] < 0) {
    w->place[grant] = (int32_t)w->line.n;
    struct office_arrear told = { .person = people_grant_told_of(w->c, &w->grants[grant], month_of(w->known)),
                                  .benefit = w->grants[grant].benefit,
                                  .grant = (int32_t)grant,
                                  .interpretation = -1,
                                  .from = m };
    *VEC_PUSH(w->a, &w->line) = (struct line) { .told = told, .reading = -1, .taken = -1 };
  }
  struct line *l = &w->line.at[w->place[grant]];
  l->told.to = m;
  return l;
}

/* Where a line counted last; 0 nowhere yet. */
static int64_t last_commune(const struct office_arrear *r) {
  const struct office_arrear_part *last = NULL;
  for (int i = 0; i < r->n_parts; i++)
    if (!last || r->part[i].to > last->to) last = &r->part[i];
  return last ? last->commune : 0;
}

/* The part of a line in the commune of an area. What was paid while the person counted nowhere, as the dead,
 * the commune paid where he counted last. */
static struct office_arrear_part *part_of(struct adopter *w, struct office_arrear *r, int64_t area) {
  int64_t commune = commune_of(w, area);
  int i = 0;
  if (!commune) commune = last_commune(r);
  while (i < r->n_parts && r->part[i].commune != commune)
    i++;
  if (i == r->n_parts) {
    struct office_arrear_part *more = NEW_ARRAY(w->a, struct office_arrear_part, r->n_parts + 1);
    if (i > 0) memcpy(more, r->part, sizeof *more * (size_t)i);
    more[i] = (struct office_arrear_part) { .commune = commune, .from = r->to };
    r->part = more;
    r->n_parts++;
  }
  r->part[i].to = r->to;
  return &r->part[i];
}

/* ---- whom the document touches ---- */

static bool known(const struct adopt_due *x) { return x->due < OFFICE_UNKNOWN; }

static bool same_due(const struct adopt_due *x, const struct adopt_due *y) {
  return x->due == y->due && x->amount == y->amount;
}

/* What the document does to a grant's month under another choice and under the default ones. */
struct by_choice {
  const struct adopt_due *before, *after, *other_before, *other_after;
};

/* By how much the document moves it under the default choices and under the other, 0 where that is not known.
 */
struct moved_by {
  money own, other;
};

/* False: it does the same under both choices. `moves`: what it can do is not nothing. */
static bool does_otherwise(const struct by_choice *x, bool moves, struct moved_by *ret_by) {
  const struct adopt_due *all[] = { x->before, x->after, x->other_before, x->other_after };
  *ret_by = (struct moved_by) { 0 };
  if (same_due(x->after, x->other_after) && same_due(x->before, x->other_before)) return false;
  for (int i = 0; i < 4; i++)
    if (!known(all[i])) return moves;
  *ret_by = (struct moved_by) { .own = x->after->amount - x->before->amount,
                                .other = x->other_after->amount - x->other_before->amount };
  return ret_by->own != ret_by->other;
}

/* Another sum under the default choices; what stays unknown with it and without it only where some provision
 * moves. */
static bool moves_due(const struct adopt_due *before, const struct adopt_due *after, bool moves) {
  if (known(before) && known(after)) return before->amount != after->amount;
  return moves || before->due != after->due;
}

/* Is what the document leaves due without it not even eligible with it? */
static bool takes_away(const struct adopt_month *x, int64_t k) {
  return office_adopt_takes_away(&x->due[LAW_BEFORE][k], &x->due[LAW_AFTER][k]);
}

/* The month after that of the document shows whose case it deletes: due in this month, taken away in the
 * next. */
static bool taken_next(const struct adopter *w, const struct adopt_month *x, int64_t k,
                       const struct adopt_month *next) {
  int32_t then = next ? w->standing_next[x->standing[k].grant] : -1;
  return then >= 0 && !x->standing[k].decided_under && x->due[LAW_AFTER][k].due == OFFICE_VALUE &&
         x->due[LAW_AFTER][k].amount > 0 && takes_away(next, then);
}

/* Notes whose grants are touched by what the other choices do in a month. */
static void mark_readings(const struct adopter *w, const struct adopt_month *x, bool *moved) {
  for (int i = LAW_OTHERS; i < w->laws.n; i += OTHER_LAWS) {
    const struct adopt_due *before = x->due[i + OTHER_BEFORE], *after = x->due[i + OTHER_AFTER];
    if (before == x->due[LAW_BEFORE] && after == x->due[LAW_AFTER]) continue;
    for (int64_t k = 0; k < x->n; k++) {
      struct by_choice four = { &x->due[LAW_BEFORE][k], &x->due[LAW_AFTER][k], &before[k], &after[k] };
      struct moved_by by;
      moved[k] |= does_otherwise(&four, x->moves[w->grants[x->standing[k].grant].benefit], &by);
    }
  }
}

/* Where each grant stands in a month, -1 nowhere. */
static void find_standing(const struct adopter *w, const struct adopt_month *x, int32_t *standing) {
  memset(standing, 0xFF, sizeof *standing * (size_t)(w->n_grants + 1));
  for (int64_t k = 0; x && k < x->n; k++)
    standing[x->standing[k].grant] = (int32_t)k;
}

/* `next`: the month after that of the document, where x is this one; else NULL. */
static void mark_month(struct adopter *w, const struct adopt_month *x, const struct adopt_month *next) {
  bool *moved = w->moved[x->m - w->x.from] = NEW_ARRAY(w->a, bool, x->n + 1);
  find_standing(w, next, w->standing_next);
  for (int64_t k = 0; k < x->n; k++)
    moved[k] = moves_due(&x->due[LAW_BEFORE][k], &x->due[LAW_AFTER][k],
                         x->moves[w->grants[x->standing[k].grant].benefit]);
  mark_readings(w, x, moved);
  for (int64_t k = 0; k < x->n; k++) {
    moved[k] &= !x->standing[k].decided_under;
    w->touched[w->first[x->standing[k].grant]] |= moved[k] || taken_next(w, x, k, next);
  }
}

/* ---- what is told of them ---- */

/* Every other choice of every interpretation under which the document moves somebody's grant otherwise; by
 * how much, of what a payment of a month closed before it came leaves to be owed. */
static void other_readings(struct adopter *w, const struct adopt_month *x) {
  for (int i = LAW_OTHERS; i < w->laws.n; i += OTHER_LAWS) {
    const struct adopt_due *before = x->due[i + OTHER_BEFORE], *after = x->due[i + OTHER_AFTER];
    bool same = before == x->due[LAW_BEFORE] && after == x->due[LAW_AFTER];
    for (int64_t k = 0; k < x->n && !same; k++) {
      int32_t grant = x->standing[k].grant;
      const struct people_grant *g = &w->grants[grant];
      struct by_choice four = { &x->due[LAW_BEFORE][k], &x->due[LAW_AFTER][k], &before[k], &after[k] };
      struct moved_by by;
      if (x->standing[k].decided_under || !does_otherwise(&four, x->moves[g->benefit], &by)) continue;
      struct line *l = line_of(w, grant, x->m);
      if (l->reading < 0) l->reading = i;
      if (x->standing[k].by_document) continue;
      if (!office_month_closed(w->c, g->person, g->benefit, x->m, w->known)) continue;
      struct office_arrear_part *part = part_of(w, &l->told, x->area[grant]);
      add_sum(w, &part->other_choice, by.other);
      add_sum(w, &part->other_choice, -by.own);
    }
  }
}

/* A person's benefit is told of once in a month: with the grant that stands, else with the first. */
static bool tells(const struct adopter *w, int64_t grant) {
  const struct people_grant *g = &w->grants[grant];
  if (w->standing[grant] >= 0) return true;
  if (g->benefit < 0 || w->first[grant] != grant) return false;
  for (int64_t k = grant + 1; k < w->n_grants && w->grants[k].person == g->person; k++)
    if (w->grants[k].benefit == g->benefit && w->standing[k] >= 0) return false;
  return true;
}

/* Of what the law moved since the payment, the part that this document moved: nothing where the month was
 * paid by it, and no more than it would be without the others. */
static money part_of_document(const struct adopt_due *before, const struct adopt_due *after, money law) {
  money moved = after->amount - before->amount; /* 0 where it is not due */
  if (law >= 0) return moved < 0 ? 0 : moved > law ? law : moved;
  return moved > 0 ? 0 : moved < law ? law : moved;
}

/* What a grant's month comes to; `k` its place among those that stand, -1 it does not. */
static struct office_arrears arrears_of(const struct adopter *w, const struct adopt_month *x, int64_t grant,
                                        int32_t k, bool closed) {
  const struct people_grant *g = &w->grants[grant];
  struct office_owed owed = { .closed = closed, .paid = office_paid_of(w->c, g->person, g->benefit, x->m) };
  if (k < 0) return office_arrears(&owed);
  const struct adopt_due *before = &x->due[LAW_BEFORE][k], *after = &x->due[LAW_AFTER][k],
                         *payment = &x->due[LAW_PAYMENT][k];
  owed.was = (enum law_status)payment->due;
  owed.was_amount = payment->amount;
  owed.now = (enum law_status)after->due;
  owed.now_amount = after->amount;
  struct office_arrears arrears = office_arrears(&owed);
  if (arrears.cause[CAUSE_LAW] && !known(before)) return (struct office_arrears) { .open = true };
  arrears.cause[CAUSE_LAW] = part_of_document(before, after, arrears.cause[CAUSE_LAW]);
  return arrears;
}

static void add_arrears(struct adopter *w, const struct office_arrears *arrears,
                        struct office_arrear_part *part, struct office_adopted_month *of) {
  money law = arrears->cause[CAUSE_LAW], facts = arrears->cause[CAUSE_FACTS];
  add_sum(w, law < 0 ? &part->back[CAUSE_LAW] : &part->law, law);
  add_sum(w, facts < 0 ? &part->back[CAUSE_FACTS] : &part->facts, facts);
  add_sum(w, law < 0 ? &of->back : &of->law, law);
  add_sum(w, facts < 0 ? &of->back : &of->facts, facts);
}

/* What is due in a month the document touches, with it and without it, where both are known. */
static void add_due(struct adopter *w, const struct adopt_month *x, int32_t k, struct line *l,
                    struct office_arrear_part *part) {
  struct office_adopted_month *of = &w->x.month[x->m - w->x.from];
  const struct adopt_due *before = &x->due[LAW_BEFORE][k], *after = &x->due[LAW_AFTER][k];
  of->grants++;
  if (!known(before) || !known(after)) {
    l->open = true;
    return;
  }
  add_sum(w, &of->before, before->amount);
  add_sum(w, &of->after, after->amount);
  add_sum(w, &part->before, before->amount);
  add_sum(w, &part->after, after->amount);
}

static void take_away(const struct adopt_month *x, int32_t k, struct line *l) {
  if (l->taken >= 0) return;
  l->taken = x->m;
  l->instead = &x->standing[k];
}

static void tell_grant(struct adopter *w, const struct adopt_month *x, int64_t grant,
                       const struct adopt_month *next) {
  const struct people_grant *g = &w->grants[grant];
  int32_t k = w->standing[grant];
  bool moved = k >= 0 && w->moved[x->m - w->x.from][k], taken = k >= 0 && taken_next(w, x, k, next),
       closed = office_month_closed(w->c, g->person, g->benefit, x->m, w->known);
  struct office_arrears arrears = arrears_of(w, x, grant, k, closed);
  if (!moved && !taken && !arrears.cause[CAUSE_LAW] && !arrears.cause[CAUSE_FACTS]) return;
  struct line *l = line_of(w, grant, x->m);
  struct office_arrear_part *part = part_of(w, &l->told, x->area[grant]);
  add_arrears(w, &arrears, part, &w->x.month[x->m - w->x.from]);
  if (moved) {
    add_due(w, x, k, l, part);
    l->open |= arrears.open;
    w->x.n_closed += closed;
    if (takes_away(x, k)) take_away(x, k, l);
  }
  if (taken) take_away(next, w->standing_next[grant], l);
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

static void tell_month(struct adopter *w, const struct adopt_month *x, const struct adopt_month *next) {
  find_standing(w, x, w->standing);
  find_standing(w, next, w->standing_next);
  for (int64_t g = 0; g < w->n_grants; g++) {
    if (x->area[g] == AREA_UNREAD) w->unread[g] = true;
    if (x->area[g] >= 0 && w->touched[w->first[g]] && tells(w, g)) tell_grant(w, x, g, next);
  }
  other_readings(w, x);
  if (x->totals) {
    w->x.gained = x->gained;
    w->x.lost = x->lost;
    w->x.n_foreign = x->n_foreign;
    name_unread(w, x);
  }
}

/* ---- groups ---- */

static void answer(struct office_arrear *r, const char *vi, const char *en) {
  r->group = GROUP_ANSWER;
  r->reason[VI] = str_of(vi);
  r->reason[EN] = str_of(en);
}

static void by_interpretation(const struct adopter *w, const struct adopt_law *law, struct office_arrear *r) {
  r->group = GROUP_INTERPRETATION;
  r->interpretation = law->interpretation;
  for (int lang = 0; lang < 2; lang++)
    r->reason[lang] = str_of(
        arena_print(w->a, "%s: %s", law_interpretation_title(w->p, law->interpretation, (enum lang)lang),
                    law_interpretation_choice(w->p, law->interpretation, law->choice, (enum lang)lang)));
}

/* What is taken away, and what the person is eligible for now: no more than the law says of him. */
static const char *taken_text(const struct adopter *w, const struct line *l, enum lang lang) {
  struct buf b = buf_growing(w->a);
  char m[8];
  buf_print(&b, WORD(OW_taken_away, lang), month_text(l->taken, lang, m));
  if (l->instead->n_instead == 0) buf_z(&b, WORD(OW_instead_nothing, lang));
  for (int i = 0; i < l->instead->n_instead; i++) {
    buf_z(&b, i == 0 ? WORD(OW_instead, lang) : ", ");
    buf_z(&b, law_benefit_title(w->p, l->instead->instead[i], lang));
  }
  return b.p;
}

/* Has the last grant of the person's benefit ended by the day it is asked, and none is to come? */
static bool has_ended(const struct adopter *w, const struct people_grant *g) {
  const struct people_grant *list;
  bool ended = true;
  for (int k = people_grants_of(w->c, g->person, &list); k-- > 0 && ended;)
    ended = list[k].benefit != g->benefit || list[k].last < month_of(w->known);
  return ended;
}

/* Does money of it lie in another commune than where the person lives on the day it is asked? */
static bool has_moved(const struct adopter *w, const struct office_arrear *r) {
  int64_t now = commune_of(w, people_lives(w->c, r->person, w->known));
  for (int i = 0; i < r->n_parts && now; i++)
    if (r->part[i].commune && r->part[i].commune != now && office_arrear_part_owes(&r->part[i])) return true;
  return false;
}

/* To whom and whether it can be paid, as things stand on the day it is asked: whatever months are asked
 * about. False: nothing stands in the way. */
static bool is_in_the_way(const struct adopter *w, struct office_arrear *r) {
  const struct people_grant *g = &w->grants[r->grant];
  const struct people_grant *now = people_grant_of(w->c, g->person, g->benefit, month_of(w->known));
  if (people_death(w->c, g->person) <= w->known)
    answer(r, WORDS(OW_who_receives));
  else if (!people_grant_at_home(w->c, g, month_of(w->known)))
    answer(r, WORDS(OW_holder_gone));
  else if (now && people_grant_suspended(now, month_of(w->known)))
    answer(r, WORDS(OW_now_suspended));
  else if (has_ended(w, g))
    answer(r, WORDS(OW_has_ended));
  else if (has_moved(w, r))
    answer(r, WORDS(OW_moved));
  else
    return false;
  return true;
}

/* What an officer must answer comes before what hangs on how the law is read. */
static void group(const struct adopter *w, struct line *l) {
  struct office_arrear *r = &l->told;
  bool owes = false;
  for (int i = 0; i < r->n_parts; i++)
    owes |= office_arrear_part_owes(&r->part[i]);
  if (l->open)
    answer(r, WORDS(OW_facts_missing));
  else if (owes && is_in_the_way(w, r))
    return;
  else if (l->taken >= 0)
    answer(r, taken_text(w, l, VI), taken_text(w, l, EN));
  else if (w->unread[r->grant])
    answer(r, office_unread[VI], office_unread[EN]);
  else if (r->back[CAUSE_LAW] < 0 || r->back[CAUSE_FACTS] < 0)
    answer(r, WORDS(OW_paid_too_much));
  else if (l->reading >= 0)
    by_interpretation(w, &w->laws.at[l->reading], r);
}

/* ---- sums ---- */

static void list_communes(struct adopter *w) {
  struct office_adoption *x = &w->x;
  x->n_communes = reg_commune_count(w->areas) + 1; /* the last: of no commune */
  x->commune = NEW_ARRAY(w->a, struct office_adopted_commune, x->n_communes + 1);
  for (int i = 0; i + 1 < x->n_communes; i++)
    x->commune[i].commune = reg_commune_nth(w->areas, i)->id;
}

static struct office_adopted_commune *commune_at(const struct adopter *w, int64_t commune) {
  int none = w->x.n_communes - 1, i = 0;
  while (i < none && w->x.commune[i].commune != commune)
    i++;
  return &w->x.commune[i];
}

/* A line counts in the commune of its last months. */
static void add_parts(struct adopter *w, struct office_arrear *r) {
  int grants = 0;
  for (int i = 0; i < r->n_parts; i++) {
    struct office_arrear_part *part = &r->part[i];
    struct office_adopted_commune *of = commune_at(w, part->commune);
    if (part->to == r->to) part->grants = 1;
    grants += part->grants;
    of->grants += part->grants;
    add_sum(w, &r->law, part->law);
    add_sum(w, &r->facts, part->facts);
    add_sum(w, &r->other_choice, part->other_choice);
    add_sum(w, &of->law, part->law);
    add_sum(w, &of->facts, part->facts);
    for (int cause = 0; cause < CAUSES; cause++) {
      add_sum(w, &r->back[cause], part->back[cause]);
      add_sum(w, &of->back, part->back[cause]);
    }
  }
  assert(grants == 1); /* of a month a line has one part */
}

static void sums(struct adopter *w) {
  struct office_adoption *x = &w->x;
  money other[2] = { 0 }; /* whoever adds up by reason adds no more */
  x->n = (int64_t)w->line.n;
  x->at = NEW_ARRAY(w->a, struct office_arrear, x->n + 1);
  for (int64_t i = 0; i < x->n; i++) {
    struct office_arrear *r = &w->line.at[i].told;
    add_parts(w, r);
    group(w, &w->line.at[i]);
    assert((r->back[CAUSE_LAW] == 0 && r->back[CAUSE_FACTS] == 0) || r->group == GROUP_ANSWER);
    add_sum(w, &other[r->other_choice < 0], r->other_choice);
    for (int cause = 0; cause < CAUSES; cause++) {
      add_sum(w, &x->sum[r->group][cause], cause == CAUSE_LAW ? r->law : r->facts);
      add_sum(w, &x->back[r->group], r->back[cause]);
    }
    x->people[r->group]++;
    x->at[i] = *r;
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
  for (int telling = 0; telling < 2 && e == OK; telling++)
    for (int i = 0; i < w->x.n_months; i++)
      (telling ? tell_month : mark_month)(w, &months[i], months[i].m + 1 == after ? next : NULL);
  if (e == OK) sums(w);
  office_adopt_months_free(n, months);
  arena_free(near);
  return e;
}

/* Grants stand by person. */
static void find_first(struct adopter *w) {
  w->first = NEW_ARRAY(w->a, int32_t, w->n_grants + 1);
  for (int64_t g = 0, begin = 0; g < w->n_grants; g++) {
    if (w->grants[begin].person != w->grants[g].person) begin = g;
    int64_t k = begin;
    while (w->grants[k].benefit != w->grants[g].benefit)
      k++;
    w->first[g] = (int32_t)k;
  }
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
  if (w.x.to - w.x.from >= OFFICE_ADOPTED_MONTHS_MAX) return LIMIT;
  w.x.n_months = w.x.to - w.x.from + 1;
  w.n_grants = people_grants(c, &w.grants);
  find_first(&w);
  w.place = NEW_ARRAY(a, int32_t, w.n_grants + 1);
  memset(w.place, 0xFF, sizeof *w.place * (size_t)(w.n_grants + 1));
  w.touched = NEW_ARRAY(a, bool, w.n_grants + 1);
  w.unread = NEW_ARRAY(a, bool, w.n_grants + 1);
  w.standing = NEW_ARRAY(a, int32_t, w.n_grants + 1);
  w.standing_next = NEW_ARRAY(a, int32_t, w.n_grants + 1);
  list_communes(&w);
  w.laws = office_adopt_laws(a, p, document);
  enum err e = all_months(&w, threads);
  if (e != OK) return e;
  if (w.too_large) return LIMIT;
  *ret_x = w.x;
  return OK;
}
