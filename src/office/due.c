/* due: the payment list of a month beside the month before, with the reason of every difference. */
#include "office/answer.h"
#include "office/office_words.h"

enum { ONCE_MONTHS_MAX = 24 }; /* of a grant, that are asked for what is paid once */

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

/* The list being made: where people, grants and rows of both months are. */
struct listing {
  struct arena *a;
  const struct office_determination *now, *before;
  const struct people_grant *grants;
  int64_t n_grants;
  int64_t *row_now, *row_then; /* by grant */
  int64_t top;
  int32_t *at_of, *home_of; /* place by person's number, -1 none; household row by place */
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
  VEC(struct office_due_line) lines;
};

/* ---- what is paid once ---- */

/* The list that what is paid once stands on, where its month's was drawn before it was decided: that of the
 * month after the decision. */
static month once_list(const struct people_grant *g) { return month_of(g->decided) + 1; }

/* Due for one month under a grant, by the law of its payment; 0 where it is not known. */
static money due_once(struct listing *w, const struct people_grant *g, month m) {
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

/* What is paid once under a grant, was due for a month gone by and is not recorded as paid. *ret_of: the
 * month.
 */
static money carried(struct listing *w, const struct people_grant *g, month *ret_of) {
  month list = w->now->when.for_month, last = g->last < list - 1 ? g->last : list - 1;
  if (g->benefit < 0 || !law_benefit_once(w->now->p, g->benefit) || once_list(g) != list) return 0;
  if (last - g->first >= ONCE_MONTHS_MAX) last = g->first + ONCE_MONTHS_MAX - 1;
  for (month m = g->first; m <= last; m++) {
    if (office_recorded(g, m) || office_paid_of(w->now->c, g->person, g->benefit, m)) continue;
    money due = due_once(w, g, m);
    if (due > 0) *ret_of = m;
    if (due > 0) return due;
  }
  return 0;
}

/* ---- why a sum differs from last month's ---- */

/* One grant's line. `then`: the row of the month before under the law it was paid by; NULL none. `twin`:
 * another grant of the benefit stands this month. */
struct compared {
  const struct people_grant *grant;
  const struct office_row *now, *then;
  bool twin;
  month once; /* of what is paid once and stands here or on the next list: for which month; 0 it is not so */
};

static void say_new(struct listing *w, const struct compared *x, struct office_due_line *l) {
  char day[11], iso[11];
  const struct people_grant *g = x->grant;
  if (g->first == w->now->when.for_month)
    say(l, arena_print(w->a, OW_new_decision_VI, date_vn(g->decided, day)),
        arena_print(w->a, OW_new_decision_EN, date_text(g->decided, EN, iso)));
  else if (x->then && x->then->flags & OFFICE_SUSPENDED)
    say(l, WORDS(OW_resumed));
  else if (x->then && x->then->due == OFFICE_NOT)
    say(l, WORDS(OW_not_due_before));
  else
    say(l, WORDS(OW_not_paid_before));
}

static void say_gone(struct listing *w, const struct compared *x, struct office_due_line *l) {
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
  else if (r && r->due == OFFICE_UNKNOWN)
    say(l, WORDS(OW_facts_missing));
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
static void say_amount(struct listing *w, const struct compared *x, struct office_due_line *l) {
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

static void say_changed(struct listing *w, const struct compared *x, struct office_due_line *l) {
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
static void say_once(struct listing *w, const struct compared *x, struct office_due_line *l) {
  const struct people_grant *g = x->grant;
  char of[2][8], list[2][8], day[2][11];
  for (int lang = VI; lang <= EN; lang++) {
    month_text(x->once, (enum lang)lang, of[lang]);
    month_text(once_list(g), (enum lang)lang, list[lang]);
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

static void explain(struct listing *w, const struct compared *x, struct office_due_line *l) {
  const struct people_grant *g = x->grant;
  date death = people_death(w->now->c, g->person);
  if (l->change == OFFICE_SAME && l->unrecorded) say(l, WORDS(OW_not_recorded));
  if (l->change == OFFICE_SAME) return;
  if (l->change == OFFICE_UNSAID) {
    bool unread = l->at < 0 || (w->now->unread.by_place && w->now->unread.by_place[l->at]);
    const char *const *words = unread ? office_unread : g->benefit < 0 ? office_not_known : office_uncomputed;
    say(l, words[VI], words[EN]);
  } else if (x->once)
    say_once(w, x, l);
  else if (l->change == OFFICE_TO_NOBODY && death < month_first(w->now->when.for_month))
    say_of_death(w, l, death, WORDS(OW_holder_died));
  else if (l->change == OFFICE_TO_NOBODY)
    say(l, WORDS(OW_holder_left));
  else if (l->change == OFFICE_NEW)
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

static void find_places(struct listing *w) {
  const struct people_month *m = &w->now->m;
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

/* Where somebody's line belongs: his place, and his lowest unit. False: he is on no list of this viewer. Of
 * who has no place it is not known who sees him: only who sees everybody does. */
static bool place_line(const struct listing *w, struct office_due_line *l) {
  const struct people_month *m = &w->now->m;
  l->at = l->person <= w->top ? w->at_of[l->person] : -1;
  if (l->at >= 0) l->area = people_month_area(m, w->home_of[l->at]);
  if (l->at >= 0) return !m->seen || m->seen[l->at];
  if (m->seen || !office_absent(w->now, l->person)) return false;
  l->area = (int32_t)people_listed_in(w->now->c, l->person, m->m);
  return true;
}

static money due_of(const struct office_row *r) { return r && r->due == OFFICE_VALUE ? r->due_amount : 0; }

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
  const struct office_row *home = office_find(w->now, m->start[w->home_of[l->at]], l->benefit);
  return home && home->grant >= 0 && home->grant != l->grant;
}

/* Puts what is paid once where it belongs: it is new on its list, and ends on none. */
static void place_once(struct listing *w, const struct people_grant *g, struct compared *x,
                       struct office_due_line *l) {
  money due = carried(w, g, &x->once);
  bool once = g->benefit >= 0 && law_benefit_once(w->now->p, g->benefit);
  if (due) {
    l->now += due;
    l->before = 0;
    l->expected = l->unrecorded = false;
  } else if (once && l->before && !l->now) {
    x->once = w->now->when.for_month - 1;
    l->change = OFFICE_ONCE;
    if (!l->recorded) l->before = 0;
    l->expected = l->recorded;
    l->unrecorded = false;
  }
}

/* One grant: nothing where it neither is due now nor was paid last month. */
static void line_of(struct listing *w, int64_t i) {
  const struct people_grant *g = &w->grants[i];
  const struct office_row *r = w->row_now[i] >= 0 ? &w->now->row[w->row_now[i]] : NULL,
                          *then = w->row_then[i] >= 0 ? &w->before->row[w->row_then[i]] : NULL;
  month m = w->now->when.for_month;
  struct office_due_line l = { .person = people_grant_told_of(w->now->c, g, m),
                               .benefit = g->benefit,
                               .grant = (int32_t)i };
  if (!place_line(w, &l)) return;
  if (g->benefit < 0) l.foreign = people_grant_benefit(w->now->c, g);
  l.recorded = office_recorded(g, m - 1);
  l.expected = l.recorded || due_of(then) > 0;
  l.unrecorded = l.expected && !l.recorded &&
                 !office_month_closed(w->now->c, g->person, g->benefit, m - 1, w->now->when.facts);
  l.now = due_of(r);
  l.at_least = r && r->flags & OFFICE_AT_LEAST;
  l.before = l.unrecorded ? due_of(then) : office_paid(g, m - 1);
  bool stands = people_grant_stands(g, m) && !people_grant_suspended(g, m);
  bool unanswered = r ? r->due == OFFICE_FAULT : (l.at < 0 && stands) || office_foreign(w->now->c, g, m);
  bool open = r && r->due == OFFICE_UNKNOWN; /* nobody falls off a list because a fact is missing */
  struct compared x = { .grant = g, .now = r, .then = then };
  if (!unanswered && !open) place_once(w, g, &x, &l);
  if (!l.now && !l.before && !unanswered && !open && !x.once) return;
  bool to_nobody = r && l.now && office_to_nobody(r);
  if (l.change != OFFICE_ONCE)
    l.change = unanswered ? OFFICE_UNSAID : to_nobody ? OFFICE_TO_NOBODY : change_of(l.now, l.before);
  if (r) {
    l.n_cases = r->n_cases;
    l.cases = r->cases;
  }
  x.twin = l.at >= 0 && g->benefit >= 0 && paid_by_another(w, &l);
  explain(w, &x, &l);
  if (open && l.change == OFFICE_SAME) say(&l, WORDS(OW_facts_missing));
  *VEC_PUSH(w->a, &w->lines) = l;
}

/* Somebody has a grant that cannot be read: which, how much and of when nobody can say. */
static void unread_grants(struct listing *w) {
  int64_t person;
  for (int64_t i = 0; (person = people_unread_grants(w->now->c, i)) != 0; i++) {
    struct office_due_line l = { .person = person, .benefit = -1, .grant = -1, .change = OFFICE_UNSAID };
    if (!place_line(w, &l)) continue;
    say(&l, office_unread[VI], office_unread[EN]);
    *VEC_PUSH(w->a, &w->lines) = l;
  }
}

/* Whoever adds lines up adds no more than all of them: no sum is below 0. */
static enum err add_up(const struct listing *w) {
  money now = 0, before = 0;
  for (size_t i = 0; i < w->lines.n; i++)
    if (!office_add(&now, w->lines.at[i].now) || !office_add(&before, w->lines.at[i].before)) return LIMIT;
  return OK;
}

enum err office_due_lines(struct arena *a, const struct office_determination *now,
                          const struct office_determination *before, int threads,
                          struct office_due_line **ret, int64_t *ret_n) {
  struct listing w = { .a = a, .now = now, .before = before, .threads = threads };
  assert(!before || before->when.for_month + 1 == now->when.for_month);
  w.n_grants = people_grants(now->c, &w.grants);
  w.row_now = rows_by_grant(a, now, w.n_grants);
  w.row_then = rows_by_grant(a, before, w.n_grants);
  w.moved = NEW_ARRAY(a, enum moved, law_benefit_count(now->p) + 1);
  find_places(&w);
  for (int64_t i = 0; i < w.n_grants; i++)
    line_of(&w, i);
  if (w.err != OK) return w.err;
  unread_grants(&w);
  enum err e = add_up(&w);
  if (e != OK) return e;
  *ret = w.lines.at;
  *ret_n = (int64_t)w.lines.n;
  return OK;
}
