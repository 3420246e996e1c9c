/* due: the payment list of a month beside the month before, with the reason of every difference. */
#include "office/answer.h"
#include "office/office_words.h"

static bool same_cases(const struct office_row *a, const struct office_row *b) {
  return a->n_cases == b->n_cases &&
         (!a->n_cases || !memcmp(a->cases, b->cases, sizeof *a->cases * (size_t)a->n_cases));
}

static struct str cases_text(struct arena *a, const struct law_program *p, const struct office_row *r) {
  struct buf b = buf_growing(a);
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

/* Where people stand in a month. */
struct standing {
  const struct office_determination *d; /* NULL: the month is not asked */
  int64_t top;
  int32_t *at_of, *home_of; /* place by person's number, -1 none; household row by place */
};

/* One grant's line, in the making. */
struct draft {
  const struct people_grant *grant;
  const struct office_row *now, *then; /* then: of the month before under the law it was paid by; NULL none */
  struct office_due_line l;
  month since;   /* the first list it stood on, or a decision it took the place of without a gap */
  month once;    /* of what is paid once and is told of: for which month; 0 it is not so */
  month on_list; /* of that: on which list */
  bool unanswered, open, fresh, shown;
  bool twin;         /* another grant of the benefit stands this month */
  bool replaces;     /* the line of the decision it took the place of is in it */
  bool arrears_open; /* `arrears` leaves months out */
  int32_t was_area;
  int64_t left; /* the commune it was in last month, where that is another; -1 it is not */
  bool seen, was_seen;
};

/* The list being made: where people, grants and rows of both months are. */
struct listing {
  struct arena *a;
  const struct office_determination *now, *before;
  const struct reg_areas *areas;
  const struct people_grant *grants;
  int64_t n_grants;
  int64_t *row_now, *row_then; /* by grant */
  struct standing here, there; /* this month and the month before */
  int threads;
  const struct office_determination
      *held; /* this month by the law of last month's list; NULL: not asked yet */
  enum moved {
    MOVED_UNASKED,
    MOVED_NOT,
    MOVED
  } *
      moved; /* by benefit: does the law give it otherwise from one
                month to the next, as last month's list knew it? */
  enum err err;
  VEC(struct draft) drafts; /* of the person at hand */
  VEC(struct office_due_line) lines;
};

static money due_of(const struct office_row *r) { return r && r->due == OFFICE_VALUE ? r->due_amount : 0; }

/* Due for one month gone by under a grant, by the law of its payment; 0 where it is not known. */
static money due_for(struct listing *w, const struct people_grant *g, month m) {
  const struct office_determination *now = w->now;
  struct people *people = (struct people *)(uintptr_t)now->c; /* everybody: nothing is read on */
  const struct people_grant *by = office_paid_by(now->c, g->person, g->benefit, m);
  struct office_when when = now->when;
  struct office_answer x;
  when.for_month = m;
  when.law = office_law_of_payment(now->p, by, m, now->when.law);
  struct office_asker *k = office_asker_new(w->a, now->p, people, people_source_new(w->a, people), when);
  enum err e = office_ask(k, people_grant_told_of(people, g, m), m, true, &x);
  office_asker_free(k);
  if (e != OK) w->err = e;
  const struct office_item *i = e == OK ? &x.item[g->benefit] : NULL;
  return i && i->grant == g && i->due == LAW_VALUE ? i->due_amount : 0;
}

/* Can he be asked about? A row of his that could not be read would make another answer of it. */
static bool readable(const struct listing *w, const struct draft *x) {
  const uint8_t *unread = w->now->unread.by_place;
  return x->l.at >= 0 && !(unread && unread[x->l.at]);
}

/* ---- what no list had yet ---- */

/* What of the months before is to be paid with the first list of a monthly grant: it is their list, and more
 * is due than is recorded as paid. */
static void put_arrears(struct listing *w, struct draft *x) {
  const struct people_grant *g = x->grant;
  month list = w->now->when.for_month;
  if (g->benefit < 0 || office_first_list(g) != list || g->first >= list || !readable(w, x)) return;
  x->arrears_open = list - g->first > OFFICE_CARRIED_MAX && g->first != g->last;
  for (month m = g->first; m < list && m <= g->last && !x->arrears_open; m++) {
    bool of_list = office_list_of(w->now->c, g, m) == list && !office_paid_from(g, m);
    if (people_grant_suspended(g, m) || !of_list) continue;
    money due = m == list - 1 && w->before ? due_of(x->then) : due_for(w, g, m),
          paid = office_paid_of(w->now->c, g->person, g->benefit, m);
    if (due > paid && !office_add(&x->l.arrears, due - paid)) w->err = LIMIT;
  }
}

/* ---- what is paid once ---- */

/* For which month it is due, and how much; 0 where it is not, or is on no list that is told of here. */
static money due_once(struct listing *w, const struct draft *x, month *ret_of) {
  const struct people_grant *g = x->grant;
  month list = w->now->when.for_month, known = office_first_list(g), last = list - 2;
  *ret_of = due_of(x->now) ? list : list - 1;
  if (due_of(x->now)) return due_of(x->now);
  if (due_of(x->then)) return due_of(x->then);
  if ((known != list && known != list - 1) || !readable(w, x)) return 0;
  if (g->last < last) last = g->last;
  if (last - g->first >= OFFICE_CARRIED_MAX) last = g->first + OFFICE_CARRIED_MAX - 1;
  for (month m = g->first; m <= last; m++) {
    money due = due_for(w, g, m);
    if (!due) continue;
    *ret_of = m;
    return due;
  }
  return 0;
}

/* Puts what is paid once where it belongs: it is new on its list, and ends on none. */
static void place_once(struct listing *w, struct draft *x) {
  const struct people_grant *g = x->grant;
  struct office_due_line *l = &x->l;
  month list = w->now->when.for_month, of;
  money due = due_once(w, x, &of);
  x->on_list = office_first_list(g) > of ? office_first_list(g) : of;
  assert(x->on_list >= of && "no list has a sum before its month");
  bool recorded = due && (office_recorded(g, of) || office_paid_of(w->now->c, g->person, g->benefit, of));
  l->now = 0;
  l->before = office_paid(g, list - 1);
  l->expected = l->recorded = office_recorded(g, list - 1);
  l->unrecorded = false;
  if (due && x->on_list == list && (!recorded || of == list)) {
    x->once = of;
    l->now = due;
    l->before = 0;
    if (of < list) l->carried = due;
    return;
  }
  bool was_there = due && x->on_list == list - 1;
  if (was_there) {
    l->expected = true;
    l->recorded = office_recorded(g, of);
    l->unrecorded = !recorded;
    l->before = recorded ? office_paid(g, of) : due;
  }
  if (due && of == list) l->later = due;
  if (was_there || l->before || l->later || (due && !recorded && x->on_list > list)) {
    x->once = due ? of : list - 1;
    l->change = OFFICE_ONCE;
  }
}

/* ---- why a sum differs from last month's ---- */

/* By a decision that no list had yet: since when, and what of the months before is to be paid with it; or, on
 * a list that was made after the day for it, on which list it is when that is drawn in time. */
static void say_decided(struct listing *w, const struct draft *x, struct office_due_line *l) {
  const struct people_grant *g = x->grant;
  char decided[2][11], recorded[2][11], first[2][8], list[2][8], sum[2][32];
  for (int lang = VI; lang <= EN; lang++) {
    date_text(g->decided, (enum lang)lang, decided[lang]);
    date_text(g->recorded, (enum lang)lang, recorded[lang]);
    month_text(g->first, (enum lang)lang, first[lang]);
    month_text(x->since, (enum lang)lang, list[lang]);
    number_text(l->arrears, (enum lang)lang, sum[lang]);
  }
  if (x->since > w->now->when.for_month)
    say(l, arena_print(w->a, OW_new_late_VI, decided[VI], recorded[VI], list[VI]),
        arena_print(w->a, OW_new_late_EN, decided[EN], recorded[EN], list[EN]));
  else if (l->arrears)
    say(l, arena_print(w->a, OW_new_arrears_VI, decided[VI], first[VI], sum[VI]),
        arena_print(w->a, OW_new_arrears_EN, decided[EN], first[EN], sum[EN]));
  else if (x->arrears_open)
    say(l, arena_print(w->a, OW_new_long_VI, decided[VI], first[VI]),
        arena_print(w->a, OW_new_long_EN, decided[EN], first[EN]));
  else if (g->first < w->now->when.for_month)
    say(l, arena_print(w->a, OW_new_paid_VI, decided[VI], first[VI]),
        arena_print(w->a, OW_new_paid_EN, decided[EN], first[EN]));
  else
    say(l, arena_print(w->a, OW_new_decision_VI, decided[VI]),
        arena_print(w->a, OW_new_decision_EN, decided[EN]));
}

static const char *commune_name(const struct listing *w, int64_t commune, enum lang lang) {
  const struct reg_area *area = commune > 0 ? reg_area(w->areas, commune) : NULL;
  if (!area) return lang == VI ? OW_somewhere_VI : OW_somewhere_EN;
  return arena_text(w->a, area->name.p, area->name.n);
}

/* Who moved to another commune stands on the lists of both: gone from the one, come to the other. */
static void say_moved(struct listing *w, struct office_due_line *l, int64_t commune, bool in) {
  say(l, arena_print(w->a, in ? OW_moved_in_VI : OW_moved_out_VI, commune_name(w, commune, VI)),
      arena_print(w->a, in ? OW_moved_in_EN : OW_moved_out_EN, commune_name(w, commune, EN)));
}

static void say_new(struct listing *w, const struct draft *x, struct office_due_line *l) {
  if (x->left >= 0)
    say_moved(w, l, x->left, true);
  else if (x->fresh || x->grant->first == w->now->when.for_month)
    say_decided(w, x, l);
  else if (x->then && x->then->flags & OFFICE_SUSPENDED)
    say(l, WORDS(OW_resumed));
  else if (x->then && x->then->due == OFFICE_NOT)
    say(l, WORDS(OW_not_due_before));
  else
    say(l, WORDS(OW_not_paid_before));
}

static void say_gone(struct listing *w, const struct draft *x, struct office_due_line *l) {
  month m = w->now->when.for_month;
  const struct office_row *r = x->now;
  if (m > x->grant->last)
    say(l, WORDS(OW_ended));
  else if (people_grant_suspended(x->grant, m))
    say(l, WORDS(OW_suspended));
  else if (!r && !x->twin && !people_grant_at_home(w->now->c, x->grant, m))
    say(l, WORDS(OW_home_gone));
  else if (r && r->flags & OFFICE_LOST)
    say(l, WORDS(OW_another_higher));
  else if (!r && x->twin)
    say(l, WORDS(OW_other_decision));
  else if (!r || r->due == OFFICE_VALUE)
    say(l, WORDS(OW_amount_changed));
  else if (x->then && x->then->due == OFFICE_VALUE)
    say(l, WORDS(OW_no_longer_met));
  else
    say(l, WORDS(OW_not_met));
}

/* This month as last month's list would have had it. NULL where it cannot be asked. */
static const struct office_determination *held(struct listing *w) {
  if (w->held || w->err != OK) return w->held;
  struct office_determination *d = NEW(w->a, struct office_determination);
  struct office_when when = w->now->when;
  when.law = w->before->when.law;
  w->err = office_determine_on(w->a, w->now->p, w->now->c, &w->now->m, when, NULL, w->threads, d);
  if (w->err == OK) w->held = d;
  return w->held;
}

/* Does a provision of a benefit begin or end between the readings of the two months, by one law? */
static bool moved(struct listing *w, int benefit) {
  const struct law_bulk_law law = { .day = w->before->when.law };
  month m = w->now->when.for_month;
  if (w->moved[benefit] == MOVED_UNASKED)
    w->moved[benefit] = law_bulk_moves(w->now->p, benefit, &law, m - 1, &law, m) ? MOVED : MOVED_NOT;
  return w->moved[benefit] == MOVED;
}

/* The same cases decide in both months, and another sum comes of them: by a new document where this month
 * would have come out as the last without it; by facts where it comes out the same without it, and no
 * provision known before begins or ends. Of both together nothing is said. */
static void say_amount(struct listing *w, const struct draft *x, struct office_due_line *l) {
  const struct law_program *p = w->now->p;
  date list = w->before->when.law;
  month last = w->before->when.for_month;
  const struct people_grant *by = office_paid_by(w->now->c, x->grant->person, l->benefit, last);
  date payment = office_law_of_payment(p, by, last, w->now->when.law);
  bool of_list = law_since(p, payment) == law_since(p, list);
  const struct office_row *as_then = x->now;
  if (law_since(p, list) != law_since(p, w->now->when.law)) {
    const struct office_determination *d = of_list ? held(w) : NULL;
    as_then = d ? office_find(d, x->now->at, x->now->benefit) : NULL;
  }
  bool known = as_then && as_then->due == OFFICE_VALUE;
  if (known && as_then->due_amount == x->then->due_amount && of_list)
    say(l, WORDS(OW_new_level));
  else if (known && as_then->due_amount == x->now->due_amount && !moved(w, l->benefit))
    say(l, WORDS(OW_facts_changed));
  else
    say(l, WORDS(OW_amount_changed));
}

static void say_changed(struct listing *w, const struct draft *x, struct office_due_line *l) {
  const struct office_row *then = x->then, *r = x->now;
  bool answered = then && then->due == OFFICE_VALUE && r && r->due == OFFICE_VALUE;
  if (then && then->due == OFFICE_VALUE && then->due_amount != l->before) {
    say(l, WORDS(OW_paid_otherwise));
  } else if (!answered) {
    say(l, WORDS(OW_amount_changed));
  } else if (!same_cases(then, r)) {
    struct str before = cases_text(w->a, w->now->p, then), now = cases_text(w->a, w->now->p, r);
    say(l, arena_print(w->a, OW_other_case_VI, (int)before.n, before.p, (int)now.n, now.p),
        arena_print(w->a, OW_other_case_EN, (int)before.n, before.p, (int)now.n, now.p));
  } else {
    say_amount(w, x, l);
  }
}

static void say_of_death(struct listing *w, struct office_due_line *l, date death, const char *vi,
                         const char *en) {
  char day[11], iso[11];
  say(l, arena_print(w->a, vi, date_vn(death, day)), arena_print(w->a, en, date_text(death, EN, iso)));
}

/* What is paid once: of which month, and on which list. */
static void say_once(struct listing *w, const struct draft *x, struct office_due_line *l) {
  const struct people_grant *g = x->grant;
  char of[2][8], list[2][8], day[2][11];
  for (int lang = VI; lang <= EN; lang++) {
    month_text(x->once, (enum lang)lang, of[lang]);
    month_text(x->on_list, (enum lang)lang, list[lang]);
    date_text(g->decided, (enum lang)lang, day[lang]);
  }
  if (l->now)
    say(l, arena_print(w->a, OW_once_now_VI, of[VI], day[VI]),
        arena_print(w->a, OW_once_now_EN, of[EN], day[EN]));
  else if (l->recorded)
    say(l, arena_print(w->a, OW_once_paid_VI, of[VI]), arena_print(w->a, OW_once_paid_EN, of[EN]));
  else
    say(l, arena_print(w->a, OW_once_next_VI, of[VI], list[VI]),
        arena_print(w->a, OW_once_next_EN, of[EN], list[EN]));
}

static void say_replaced(struct listing *w, const struct draft *x, struct office_due_line *l) {
  char day[2][11];
  date_text(x->grant->decided, VI, day[VI]);
  date_text(x->grant->decided, EN, day[EN]);
  say(l, arena_print(w->a, OW_replaced_VI, day[VI]), arena_print(w->a, OW_replaced_EN, day[EN]));
}

static void say_unsaid(struct listing *w, const struct draft *x, struct office_due_line *l) {
  bool unread = l->at < 0 || (w->now->unread.by_place && w->now->unread.by_place[l->at]);
  const char *const missing[2] = { WORDS(OW_facts_missing) };
  const char *const *words = x->open                 ? missing
                             : unread                ? office_unread
                             : x->grant->benefit < 0 ? office_not_known
                                                     : office_uncomputed;
  say(l, words[VI], words[EN]);
}

static void explain(struct listing *w, const struct draft *x, struct office_due_line *l) {
  date death = people_death(w->now->c, x->grant->person);
  if (l->change == OFFICE_SAME && x->replaces)
    say_replaced(w, x, l);
  else if (l->change == OFFICE_SAME && l->unrecorded)
    say(l, WORDS(OW_not_recorded));
  else if (l->change == OFFICE_SAME && !l->now) /* granted and paid beside the lists, and on none */
    say_gone(w, x, l);
  if (l->change == OFFICE_SAME) return;
  if (l->change == OFFICE_UNSAID)
    say_unsaid(w, x, l);
  else if (x->once)
    say_once(w, x, l);
  else if (l->change == OFFICE_TO_NOBODY && death < month_first(w->now->when.for_month))
    say_of_death(w, l, death, WORDS(OW_holder_died));
  else if (l->change == OFFICE_TO_NOBODY)
    say(l, WORDS(OW_holder_left));
  else if (l->change == OFFICE_NEW && (l->now || death >= month_first(w->now->when.for_month)))
    say_new(w, x, l);
  else if (death < month_first(w->now->when.for_month))
    say_of_death(w, l, death, WORDS(OW_died));
  else if (l->change == OFFICE_GONE)
    say_gone(w, x, l);
  else
    say_changed(w, x, l);
}

/* ---- the lines ---- */

static int64_t *rows_by_grant(struct arena *a, const struct office_determination *d, int64_t n_grants) {
  int64_t *row = NEW_ARRAY(a, int64_t, n_grants + 1);
  for (int64_t i = 0; i < n_grants; i++)
    row[i] = -1;
  for (int64_t i = 0; d && i < d->n; i++)
    if (d->row[i].grant >= 0) row[d->row[i].grant] = i;
  return row;
}

static struct standing find_places(struct arena *a, const struct office_determination *d) {
  struct standing s = { .d = d };
  if (!d) return s;
  const struct people_month *m = &d->m;
  for (int64_t i = 0; i < m->people; i++)
    if (m->person[i] > s.top) s.top = m->person[i];
  s.at_of = NEW_ARRAY(a, int32_t, s.top + 2);
  s.home_of = NEW_ARRAY(a, int32_t, m->people + 1);
  for (int64_t i = 0; i <= s.top; i++)
    s.at_of[i] = -1;
  for (int64_t i = 0; i < m->people; i++)
    s.at_of[m->person[i]] = (int32_t)i;
  for (int64_t h = 0; h < m->households; h++)
    for (int32_t i = m->start[h]; i < m->start[h + 1]; i++)
      s.home_of[i] = (int32_t)h;
  return s;
}

/* Somebody's place in a month, -1 none; with his lowest unit, and whether this viewer sees him there. Of who
 * has no place it is not known who sees him: only who sees everybody does. */
static int32_t place_of(const struct standing *s, int64_t person, int32_t *ret_area, bool *ret_seen) {
  const struct people_month *m = &s->d->m;
  int32_t at = person <= s->top ? s->at_of[person] : -1;
  if (at >= 0) {
    *ret_area = people_month_area(m, s->home_of[at]);
    *ret_seen = !m->seen || m->seen[at];
  } else if (!m->seen && office_absent(s->d, person)) {
    *ret_area = (int32_t)people_listed_in(s->d->c, person, m->m);
    *ret_seen = true;
  }
  return at;
}

static int64_t commune_of(const struct listing *w, int32_t area) {
  const struct reg_area *commune = area ? reg_area_commune(w->areas, area) : NULL;
  return commune ? commune->id : 0;
}

/* Where the line belongs: this month, and where it stood last month if that is another commune. False: this
 * viewer sees it in neither. */
static bool place_line(const struct listing *w, struct draft *x) {
  struct office_due_line *l = &x->l;
  l->at = place_of(&w->here, l->person, &l->area, &x->seen);
  x->left = -1;
  if (l->at < 0 || !w->before || !w->areas) return x->seen;
  if (place_of(&w->there, l->person, &x->was_area, &x->was_seen) < 0) return x->seen;
  int64_t left = commune_of(w, x->was_area);
  if (left != commune_of(w, l->area)) x->left = left;
  return x->seen || (x->was_seen && x->left >= 0);
}

static enum office_change change_of(money due, money paid) {
  if (due == paid) return OFFICE_SAME;
  if (!paid) return OFFICE_NEW;
  return due ? OFFICE_CHANGED : OFFICE_GONE;
}

/* Does another grant of the benefit stand in its place this month: the person's own, or of a household's
 * benefit that of another member? */
static bool paid_by_another(const struct listing *w, const struct office_due_line *l) {
  const struct people_month *m = &w->now->m;
  int32_t grant = people_month_grant(m, l->benefit, l->at).grant;
  if (grant >= 0 && grant != l->grant) return true;
  if (law_benefit_entity(w->now->p, l->benefit) == LAW_PERSON) return false;
  const struct office_row *home = office_find(w->now, m->start[w->here.home_of[l->at]], l->benefit);
  return home && home->grant >= 0 && home->grant != l->grant;
}

/* What the list before said of a grant, 0 where it did not stand on it, be it paid beside the list: what is
 * recorded as paid; where nothing is and there is time for it yet, what was due. */
static void put_before(const struct listing *w, struct draft *x) {
  struct office_due_line *l = &x->l;
  month last = w->now->when.for_month - 1;
  x->since = office_listed_since(w->now->c, x->grant, false);
  bool recorded = office_recorded(x->grant, last),
       listed = x->since <= last || (recorded && office_listed_since(w->now->c, x->grant, true) <= last);
  money due = listed ? due_of(x->then) : 0;
  l->recorded = listed && recorded;
  l->expected = l->recorded || due > 0;
  l->unrecorded = l->expected && !l->recorded &&
                  !office_month_closed(w->now->c, l->person, l->benefit, last, w->now->when.facts);
  l->before = l->unrecorded ? due : l->recorded ? office_paid(x->grant, last) : 0;
  x->fresh = !listed;
}

/* One grant: not shown where it neither is due now nor was on last month's list. */
static void draft_of(struct listing *w, int64_t i) {
  const struct people_grant *g = &w->grants[i];
  const struct office_row *r = w->row_now[i] >= 0 ? &w->now->row[w->row_now[i]] : NULL,
                          *then = w->row_then[i] >= 0 ? &w->before->row[w->row_then[i]] : NULL;
  month m = w->now->when.for_month;
  struct draft x = { .grant = g, .now = r, .then = then };
  struct office_due_line *l = &x.l;
  *l = (struct office_due_line) { .person = people_grant_told_of(w->now->c, g, m),
                                  .benefit = g->benefit,
                                  .grant = (int32_t)i };
  if (!place_line(w, &x)) return;
  if (g->benefit < 0) l->foreign = people_grant_benefit(w->now->c, g);
  put_before(w, &x);
  l->now = due_of(r);
  l->at_least = r && r->flags & OFFICE_AT_LEAST;
  bool stands = people_grant_stands(g, m) && !people_grant_suspended(g, m);
  x.unanswered = r ? r->due == OFFICE_FAULT : (l->at < 0 && stands) || office_foreign(w->now->c, g, m);
  x.open = r && r->due == OFFICE_UNKNOWN; /* nobody falls off a list because a fact is missing */
  bool once = g->benefit >= 0 && law_benefit_once(w->now->p, g->benefit);
  if (once && !x.unanswered && !x.open) place_once(w, &x);
  if (!once) put_arrears(w, &x);
  x.shown = l->now || l->before || l->arrears || x.unanswered || x.open || x.once ||
            (x.fresh && office_paid(g, m - 1));
  if (r) {
    l->n_cases = r->n_cases;
    l->cases = r->cases;
  }
  *VEC_PUSH(w->a, &w->drafts) = x;
}

/* A decision that took the place of another without a gap is one line with it: what the other was paid last
 * month stands beside what is due by the new one now. */
static void join(struct listing *w, struct draft *x) {
  if (!x->shown || x->once || !x->l.now || x->l.before || x->l.recorded) return;
  for (size_t k = 0; k < w->drafts.n; k++) {
    struct draft *old = &w->drafts.at[k];
    bool paid = old->shown && !old->once && old->l.before && !old->l.now && !old->unanswered && !old->open;
    if (old == x || !paid || !office_same_benefit(old->grant, x->grant)) continue;
    if (old->l.person != x->l.person) continue; /* of another household */
    x->l.before = old->l.before;
    x->l.expected = old->l.expected;
    x->l.recorded = old->l.recorded;
    x->l.unrecorded = old->l.unrecorded;
    if (!x->then) x->then = old->then;
    assert(!x->then || x->then->benefit == x->l.benefit);
    x->replaces = true;
    x->fresh = old->shown = false;
    return;
  }
}

/* Who moved to another commune: what he was paid last month stands on the list of the one he left. */
static void part(struct listing *w, struct draft *x) {
  struct office_due_line *l = &x->l, out = x->l;
  if (x->once || !l->before) x->left = -1;
  if (x->left < 0) return;
  assert(w->before && w->areas && "else nobody is told to have moved");
  out.area = x->was_area;
  if (!l->now && !x->unanswered && !x->open) { /* gone for a reason of its own, there */
    *l = out;
    x->seen = x->was_seen;
    return;
  }
  out.now = out.arrears = 0;
  out.at_least = false;
  out.change = OFFICE_GONE;
  say_moved(w, &out, commune_of(w, l->area), false);
  if (x->was_seen) *VEC_PUSH(w->a, &w->lines) = out;
  l->before = 0;
  l->expected = l->recorded = l->unrecorded = false;
}

static void finish(struct listing *w, struct draft *x) {
  struct office_due_line *l = &x->l;
  if (!x->shown) return;
  part(w, x);
  bool to_nobody = x->now && l->now && office_to_nobody(x->now);
  if (x->unanswered || x->open)
    l->change = OFFICE_UNSAID;
  else if (l->change != OFFICE_ONCE)
    l->change = to_nobody ? OFFICE_TO_NOBODY : change_of(l->now, l->before);
  if (l->change == OFFICE_SAME && !l->now && l->arrears) l->change = OFFICE_NEW;
  assert(l->change != OFFICE_GONE || (!l->now && l->before));
  assert(l->change != OFFICE_UNSAID || !l->now);
  x->twin = l->at >= 0 && l->benefit >= 0 && paid_by_another(w, l);
  explain(w, x, l);
  if (x->seen) *VEC_PUSH(w->a, &w->lines) = *l;
}

/* The lines of one person: his grants stand together. Returns the first grant behind them. */
static int64_t person_lines(struct listing *w, int64_t first) {
  int64_t end = first;
  w->drafts.n = 0;
  for (; end < w->n_grants && w->grants[end].person == w->grants[first].person; end++)
    draft_of(w, end);
  for (size_t k = 0; k < w->drafts.n; k++)
    join(w, &w->drafts.at[k]);
  for (size_t k = 0; k < w->drafts.n; k++)
    finish(w, &w->drafts.at[k]);
  return end;
}

/* Somebody has a grant that cannot be read: which, how much and of when nobody can say. */
static void unread_grants(struct listing *w) {
  int64_t person;
  for (int64_t i = 0; (person = people_unread_grants(w->now->c, i)) != 0; i++) {
    struct draft x = { .l = { .person = person, .benefit = -1, .grant = -1, .change = OFFICE_UNSAID } };
    if (!place_line(w, &x) || !x.seen) continue;
    say(&x.l, office_unread[VI], office_unread[EN]);
    *VEC_PUSH(w->a, &w->lines) = x.l;
  }
}

/* Whoever adds lines up adds no more than all of them: no sum is below 0. */
static enum err add_up(const struct listing *w) {
  money now = 0, before = 0, arrears = 0;
  for (size_t i = 0; i < w->lines.n; i++) {
    const struct office_due_line *l = &w->lines.at[i];
    bool fits = office_add(&now, l->now) && office_add(&before, l->before) &&
                office_add(&arrears, l->arrears);
    if (!fits) return LIMIT;
  }
  return OK;
}

enum err office_due_lines(struct arena *a, const struct office_due_ask *ask, struct office_due_line **ret,
                          int64_t *ret_n) {
  const struct office_determination *now = ask->now, *before = ask->before;
  struct listing w = { .a = a, .now = now, .before = before, .areas = ask->areas, .threads = ask->threads };
  assert(!before || before->when.for_month + 1 == now->when.for_month);
  w.n_grants = people_grants(now->c, &w.grants);
  w.row_now = rows_by_grant(a, now, w.n_grants);
  w.row_then = rows_by_grant(a, before, w.n_grants);
  w.moved = NEW_ARRAY(a, enum moved, law_benefit_count(now->p) + 1);
  w.here = find_places(a, now);
  w.there = find_places(a, before);
  for (int64_t i = 0; i < w.n_grants && w.err == OK;)
    i = person_lines(&w, i);
  if (w.err != OK) return w.err;
  unread_grants(&w);
  enum err e = add_up(&w);
  if (e != OK) return e;
  assert(w.lines.n == 0 || w.lines.at);
  *ret = w.lines.at;
  *ret_n = (int64_t)w.lines.n;
  return OK;
}
