/* caseload: what was paid in a month, set against the law of that month. Nothing stops by itself: each
 * difference is a task. */
#include "office/answer.h"
#include "office/caseload.h"
#include "office/office_words.h"

static const struct {
  const char *name, *vi, *en;
} kinds[FIND_KINDS] = {
  [FIND_EQUAL] = { "equal", WORDS(OW_equal) },
  [FIND_LAW_HIGHER] = { "law_higher", WORDS(OW_law_higher) },
  [FIND_LAW_LOWER] = { "law_lower", WORDS(OW_law_lower) },
  [FIND_FACT_MISSING] = { "fact_missing", WORDS(OW_fact_missing) },
  [FIND_FAULT] = { "fault", WORDS(OW_fault) },
  [FIND_NO_PAPER] = { "no_paper", WORDS(OW_no_paper) },
  [FIND_DEAD_PAID] = { "dead_paid", WORDS(OW_dead_paid) },
  [FIND_LEFT_PAID] = { "left_paid", WORDS(OW_left_paid) },
  [FIND_PAID_TWICE] = { "paid_twice", WORDS(OW_paid_twice) },
  [FIND_EXCLUSIVE] = { "exclusive", WORDS(OW_exclusive) },
  [FIND_NOT_GRANTED] = { "not_granted", WORDS(OW_not_granted) },
  [FIND_TWO_HOUSEHOLDS] = { "two_households", WORDS(OW_two_households) },
  [FIND_TWIN_GRANTS] = { "twin_grants", WORDS(OW_twin_grants) },
  [FIND_HOME_GONE] = { "home_gone", WORDS(OW_granted_home_gone) },
  [FIND_OTHER_MONTH] = { "other_month", WORDS(OW_other_month) },
  [FIND_VERY_OLD] = { "very_old", WORDS(OW_very_old) },
  [FIND_BAD_ROW] = { "bad_row", WORDS(OW_bad_row) },
};

const char *office_finding_name(enum office_finding_kind k) { return kinds[k].name; }
enum office_finding_kind office_finding_kind(struct str name) {
  int k = 0;
  while (k < FIND_KINDS && !str_is(name, kinds[k].name))
    k++;
  return (enum office_finding_kind)k;
}
const char *office_finding_title(enum office_finding_kind k, enum lang lang) {
  return lang == VI ? kinds[k].vi : kinds[k].en;
}

bool office_compared(const int64_t counts[FIND_KINDS]) {
  static const enum office_finding_kind paid[] = { FIND_EQUAL,        FIND_LAW_HIGHER, FIND_LAW_LOWER,
                                                   FIND_FACT_MISSING, FIND_NO_PAPER,   FIND_DEAD_PAID,
                                                   FIND_LEFT_PAID,    FIND_PAID_TWICE, FIND_EXCLUSIVE };
  bool any = false;
  for (size_t i = 0; i < sizeof paid / sizeof *paid; i++)
    any |= counts[paid[i]] > 0;
  return any;
}

/* What stands on both sides of a finding. */
struct sides {
  bool law_known, paid_known;
  money law, paid;
};
static struct sides both(money law, money paid) { return (struct sides) { true, true, law, paid }; }
static struct sides only_paid(money paid) { return (struct sides) { .paid_known = true, .paid = paid }; }

struct about {
  int64_t person;
  int benefit;
  int32_t grant;
};
static struct about of_grant(const struct check *c, int32_t grant) {
  const struct people_grant *g = &c->grants[grant];
  return (struct about) { people_grant_told_of(c->d->c, g, c->d->when.for_month), g->benefit, grant };
}

static void find(struct check *c, enum office_finding_kind k, struct about x, struct sides sum,
                 const char *vi, const char *en) {
  office_finding_add(c, (struct office_finding) { .kind = k,
                                                  .person = x.person,
                                                  .benefit = x.benefit,
                                                  .grant = x.grant,
                                                  .law_known = sum.law_known,
                                                  .paid_known = sum.paid_known,
                                                  .law = sum.law,
                                                  .paid = sum.paid,
                                                  .detail = { str_of(vi), str_of(en) } });
}

const char *const office_unread[2] = { WORDS(OW_unread) };
const char *const office_uncomputed[2] = { WORDS(OW_uncomputed) };
const char *const office_not_known[2] = { WORDS(OW_unknown_benefit) };

/* Was a benefit paid to somebody, or to the household he counts in, in the month? Grants stand by person. */
static bool was_paid(const struct check *c, int64_t person, int benefit) {
  int64_t low = 0, high = c->n_grants;
  while (low < high) {
    int64_t middle = (low + high) / 2;
    if (c->grants[middle].person < person)
      low = middle + 1;
    else
      high = middle;
  }
  month m = c->d->when.for_month;
  for (; low < c->n_grants && c->grants[low].person == person; low++) {
    const struct people_grant *g = &c->grants[low];
    if (g->benefit == benefit && office_paid(g, m) && people_grant_at_home(c->d->c, g, m)) return true;
  }
  return false;
}

/* It gives way, by the groups among what is granted, to another benefit that was paid as well. */
static bool paid_beside(const struct check *c, const struct office_row *r) {
  return r && r->among_granted.lost && r->among_granted.whose == LAW_PERSON &&
         was_paid(c, r->among_granted.to_subject, r->among_granted.to);
}

/* The law's side of a grant: what is due of it; not known where a fact is missing or it cannot be computed.
 */
static struct sides sides_of(const struct office_row *r, money paid) {
  if (!r || r->flags & OFFICE_SUSPENDED) return both(0, paid);
  if (r->due == OFFICE_VALUE) return both(r->due_amount, paid);
  return r->eligible >= OFFICE_UNKNOWN || r->due >= OFFICE_UNKNOWN ? only_paid(paid) : both(0, paid);
}

/* Less is due of a grant than was paid for it: why, as far as it can be told. */
static void paid_more(struct check *c, struct about x, const struct office_row *r, struct sides sum) {
  const struct people_grant *g = &c->grants[x.grant];
  if (sum.law)
    find(c, FIND_LAW_LOWER, x, sum, WORDS(OW_paid_more));
  else if (!people_grant_stands(g, c->d->when.for_month))
    find(c, FIND_LAW_LOWER, x, sum, WORDS(OW_not_of_decision));
  else if (r && r->flags & OFFICE_SUSPENDED)
    find(c, FIND_LAW_LOWER, x, sum, WORDS(OW_suspended));
  else if (!r)
    find(c, FIND_LAW_LOWER, x, sum, WORDS(OW_other_decision));
  else if (r->among_granted.lost)
    find(c, FIND_LAW_LOWER, x, sum, WORDS(OW_another_higher));
  else
    find(c, FIND_LAW_LOWER, x, sum, WORDS(OW_not_met));
}

/* What the law makes due of a grant, set against what was paid. */
static void set_against(struct check *c, int32_t grant, const struct office_row *r, money paid) {
  struct about x = of_grant(c, grant);
  struct sides sum = sides_of(r, paid);
  if (!r && office_absent(c->d, x.person)) {
    find(c, FIND_FAULT, x, only_paid(paid), WORDS(OW_unread));
    return;
  }
  bool asked = r &&
               !(r->flags & OFFICE_SUSPENDED); /* of what is suspended nothing is due, whatever is missing */
  if (asked && r->eligible == OFFICE_UNKNOWN)
    find(c, FIND_FACT_MISSING, x, only_paid(paid), WORDS(OW_see_why));
  if (asked && r->eligible >= OFFICE_UNKNOWN) return; /* of a fault see faults() */
  if (sum.law == paid)
    c->counts[FIND_EQUAL]++;
  else if (sum.law > paid)
    find(c, FIND_LAW_HIGHER, x, sum, WORDS(OW_paid_less));
  else
    paid_more(c, x, r, sum);
}

/* It is the grant's benefit that gives way, by the law of the determination. */
static void exclusive(struct check *c, int32_t grant, const struct office_row *r, money paid) {
  const struct law_program *p = c->d->p;
  find(c, FIND_EXCLUSIVE, of_grant(c, grant), both(0, paid),
       arena_print(c->a, OW_gives_way_VI, law_benefit_title(p, r->among_granted.to, VI)),
       arena_print(c->a, OW_gives_way_EN, law_benefit_title(p, r->among_granted.to, EN)));
}

/* What was paid in the name of somebody dead. `r`: the row it is set against, NULL none. */
static void dead_paid(struct check *c, int32_t grant, const struct office_row *r, date death, money paid) {
  char day[11], iso[11];
  if (r && r->grant == grant && r->flags & OFFICE_HOLDER_DEAD) {
    find(c, FIND_DEAD_PAID, of_grant(c, grant), sides_of(r, paid),
         arena_print(c->a, OW_holder_still_paid_VI, date_vn(death, day)),
         arena_print(c->a, OW_holder_still_paid_EN, date_text(death, EN, iso)));
    return;
  }
  find(c, FIND_DEAD_PAID, of_grant(c, grant), both(0, paid),
       arena_print(c->a, OW_dead_still_paid_VI, date_vn(death, day)),
       arena_print(c->a, OW_dead_still_paid_EN, date_text(death, EN, iso)));
}

/* What was paid by a household's grant to a holder who is not there any more. `r` as above. */
static void left_paid(struct check *c, int32_t grant, const struct office_row *r, money paid) {
  const struct people_grant *g = &c->grants[grant];
  struct about x = of_grant(c, grant);
  if (r && r->grant == grant)
    find(c, FIND_LEFT_PAID, x, sides_of(r, paid), WORDS(OW_left_still_due));
  else if (x.person == g->person)
    find(c, FIND_LEFT_PAID, x, both(0, paid), WORDS(OW_home_gone));
  else
    find(c, FIND_LEFT_PAID, x, both(0, paid), WORDS(OW_left_not_due));
}

/* Is what was paid of a benefit, under all the person's grants, no more than is due? Then one grant's payment
 * makes another's whole. */
static bool made_whole(const struct office_row *r, money all) {
  return r && !(r->flags & OFFICE_SUSPENDED) && r->due == OFFICE_VALUE && all <= r->due_amount;
}

/* One grant that was paid in the month. */
static void one_paid(struct check *c, int32_t grant) {
  const struct people_grant *g = &c->grants[grant];
  money paid = office_paid(g, c->d->when.for_month);
  date death = people_death(c->d->c, g->person);
  const struct office_row *r = office_row_against(c, grant);
  money all = office_paid_of(c->d->c, g->person, g->benefit, c->d->when.for_month);
  bool twin = office_paid_beside_twin(c, grant);
  if (death < month_first(c->d->when.for_month) && !law_benefit_deceased(c->d->p, g->benefit))
    dead_paid(c, grant, r, death, paid);
  else if (!people_grant_at_home(c->d->c, g, c->d->when.for_month))
    left_paid(c, grant, r, paid);
  else if (twin && made_whole(r, all))
    return; /* the first paid is set against what is due, with all that was paid */
  else if (twin)
    find(c, FIND_PAID_TWICE, of_grant(c, grant), both(0, paid), WORDS(OW_already_paid));
  else if (paid_beside(c, r))
    exclusive(c, grant, r, paid);
  else {
    if (g->no_paper) find(c, FIND_NO_PAPER, of_grant(c, grant), sides_of(r, paid), WORDS(OW_no_number));
    set_against(c, grant, r, made_whole(r, all) ? all : paid);
  }
}

/* What it would take the place of is granted already and no less: nothing is gained. */
static bool worth_no_more(const struct check *c, const struct office_row *r, int64_t from, int64_t to) {
  int64_t person = c->d->m.person[r->at];
  for (int64_t i = from; i < to; i++) {
    const struct office_row *x = &c->d->row[i];
    bool gives_way = x->among_eligible.lost && x->among_eligible.to == r->benefit &&
                     x->among_eligible.to_subject == person;
    if (x->grant >= 0 && gives_way && x->eligible_amount >= r->eligible_amount) return true;
    if (x->grant >= 0 && x->eligible >= OFFICE_UNKNOWN && r->among_eligible.open) return true;
  }
  return false;
}

/* Was a row's benefit paid in the month to its person, or of a household's to a member, under a decision that
 * does not stand? */
static bool paid_all_the_same(const struct check *c, const struct office_row *r) {
  const struct people_month *m = &c->d->m;
  bool own = law_benefit_entity(c->d->p, r->benefit) == LAW_PERSON;
  int32_t from = own ? r->at : m->start[r->household_row],
          to = own ? r->at + 1 : m->start[r->household_row + 1];
  bool paid = false;
  for (int32_t i = from; i < to && !paid; i++)
    paid = was_paid(c, m->person[i], r->benefit);
  return paid;
}

/* Eligible, not granted, and paid beside all else that people are eligible for: better than what they have.
 */
static void not_granted(struct check *c) {
  const struct office_determination *d = c->d;
  for (int64_t i = 0; i < d->n;) {
    int64_t end = i;
    while (end < d->n && d->row[end].at == d->row[i].at)
      end++;
    for (int64_t k = i; k < end; k++) {
      const struct office_row *r = &d->row[k];
      if (r->eligible != OFFICE_VALUE || r->grant >= 0 || !r->eligible_amount || r->among_eligible.lost ||
          law_benefit_once(d->p, r->benefit) || paid_all_the_same(c, r) || worth_no_more(c, r, i, end))
        continue;
      find(c, FIND_NOT_GRANTED, (struct about) { d->m.person[r->at], r->benefit, -1 },
           both(r->eligible_amount, 0), WORDS(OW_no_decision));
    }
    i = end;
  }
}

/* Due to a household and paid to nobody, since who holds its grant has died or left it. */
static void to_nobody(struct check *c, const struct office_row *r) {
  char day[11], iso[11];
  date death = people_death(c->d->c, c->grants[r->grant].person);
  if (!(r->flags & OFFICE_HOLDER_DEAD)) {
    find(c, FIND_LAW_HIGHER, of_grant(c, r->grant), both(r->due_amount, 0), WORDS(OW_holder_left));
    return;
  }
  find(c, FIND_LAW_HIGHER, of_grant(c, r->grant), both(r->due_amount, 0),
       arena_print(c->a, OW_holder_died_VI, date_vn(death, day)),
       arena_print(c->a, OW_holder_died_EN, date_text(death, EN, iso)));
}

/* What of a grant's sum, of which nothing was paid, is owed: nothing while its list is still to be paid. */
static money owed_of(const struct check *c, const struct office_row *r) {
  int64_t person = c->grants[r->grant].person;
  const struct office_when *when = &c->d->when;
  struct office_owed owed = {
    .was = LAW_VALUE,
    .now = LAW_VALUE,
    .was_amount = r->due_amount,
    .now_amount = r->due_amount,
    .closed = office_month_closed(c->d->c, person, r->benefit, when->for_month, when->facts),
  };
  return office_arrears(&owed).cause[CAUSE_FACTS];
}

/* A grant that stands, with something due and nothing paid. `any`: somebody was paid for the month. */
static void not_paid(struct check *c, bool any) {
  const struct office_determination *d = c->d;
  for (int64_t i = 0; i < d->n; i++) {
    const struct office_row *r = &d->row[i];
    bool due = r->grant >= 0 && r->due == OFFICE_VALUE && r->due_amount > 0;
    if (!due || office_paid_of(d->c, c->grants[r->grant].person, r->benefit, d->when.for_month)) continue;
    bool owed = owed_of(c, r) > 0;
    if (office_to_nobody(r) && (any || owed)) /* no list will pay it */
      to_nobody(c, r);
    else if (owed)
      find(c, FIND_LAW_HIGHER, of_grant(c, r->grant), both(r->due_amount, 0), WORDS(OW_granted_not_paid));
  }
}

/* What cannot be computed, granted or not, paid or not. */
static void faults(struct check *c) {
  const struct office_determination *d = c->d;
  for (int64_t i = 0; i < d->n; i++) {
    const struct office_row *r = &d->row[i];
    bool granted = r->grant >= 0, unread = d->unread.by_place && d->unread.by_place[r->at];
    const char *const *words = unread ? office_unread : office_uncomputed;
    if (r->eligible != OFFICE_FAULT && r->due != OFFICE_FAULT) continue;
    struct about x = { d->m.person[r->at], r->benefit, r->grant };
    if (granted) x = of_grant(c, r->grant);
    money paid = granted ? office_paid(&c->grants[r->grant], d->when.for_month) : 0;
    find(c, FIND_FAULT, x, only_paid(paid), words[VI], words[EN]);
  }
  for (int i = 0; i < d->n_foreign; i++) {
    int32_t grant = d->foreign[i];
    find(c, FIND_FAULT, of_grant(c, grant), only_paid(office_paid(&c->grants[grant], d->when.for_month)),
         WORDS(OW_unknown_benefit));
  }
}

static void place_people(struct check *c) {
  const struct people_month *m = &c->d->m;
  for (int64_t i = 0; i < m->people; i++)
    if (m->person[i] > c->top) c->top = m->person[i];
  c->at_of = NEW_ARRAY(c->a, int32_t, c->top + 2);
  for (int64_t i = 0; i <= c->top; i++)
    c->at_of[i] = -1;
  for (int64_t i = 0; i < m->people; i++)
    c->at_of[m->person[i]] = (int32_t)i;
}

/* Whoever adds findings up adds no more than all of them: no sum is below 0. */
static enum err add_up(const struct check *c) {
  money law = 0, paid = 0;
  for (size_t i = 0; i < c->out.n; i++)
    if (!office_add(&law, c->out.at[i].law) || !office_add(&paid, c->out.at[i].paid)) return LIMIT;
  return OK;
}

enum err office_check(struct arena *a, const struct office_determination *d, struct office_finding **ret,
                      int64_t *ret_n, int64_t counts[FIND_KINDS]) {
  struct check c = { .a = a, .d = d, .counts = counts };
  month m = d->when.for_month;
  memset(counts, 0, sizeof *counts * FIND_KINDS);
  c.n_grants = people_grants(d->c, &c.grants);
  place_people(&c);
  c.row_of = NEW_ARRAY(a, int64_t, c.n_grants + 1);
  for (int64_t i = 0; i < c.n_grants; i++)
    c.row_of[i] = -1;
  for (int64_t i = 0; i < d->n; i++)
    if (d->row[i].grant >= 0) c.row_of[d->row[i].grant] = i;
  bool any = false;
  for (int64_t i = 0; i < c.n_grants; i++) {
    if (c.grants[i].benefit < 0 || !office_paid(&c.grants[i], m)) continue;
    one_paid(&c, (int32_t)i);
    any = true;
  }
  not_paid(&c, any);
  not_granted(&c);
  faults(&c);
  office_doubts(&c);
  enum err e = add_up(&c);
  if (e != OK) return e;
  *ret = c.out.at;
  *ret_n = (int64_t)c.out.n;
  return OK;
}
