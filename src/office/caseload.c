/* caseload: what was paid in a month, set against the law of that month. Nothing stops by itself: each
 * difference is a task. */
#include "office/caseload.h"
#include "office/office_words.h"

static const struct {
  const char *name, *vi, *en;
} kinds[FIND_KINDS] = {
  [FIND_EQUAL] = { "equal", WORDS(OW_equal) },
  [FIND_LAW_HIGHER] = { "law_higher", WORDS(OW_law_higher) },
  [FIND_LAW_LOWER] = { "law_lower", WORDS(OW_law_lower) },
  [FIND_FACT_MISSING] = { "fact_missing", WORDS(OW_fact_missing) },
  [FIND_NO_PAPER] = { "no_paper", WORDS(OW_no_paper) },
  [FIND_DEAD_PAID] = { "dead_paid", WORDS(OW_dead_paid) },
  [FIND_PAID_TWICE] = { "paid_twice", WORDS(OW_paid_twice) },
  [FIND_EXCLUSIVE] = { "exclusive", WORDS(OW_exclusive) },
  [FIND_NOT_GRANTED] = { "not_granted", WORDS(OW_not_granted) },
  [FIND_TWO_HOUSEHOLDS] = { "two_households", WORDS(OW_two_households) },
  [FIND_TWIN_GRANTS] = { "twin_grants", WORDS(OW_twin_grants) },
  [FIND_VERY_OLD] = { "very_old", WORDS(OW_very_old) },
  [FIND_BAD_ROW] = { "bad_row", WORDS(OW_bad_row) },
};

const char *office_finding_name(enum office_finding_kind k) { return kinds[k].name; }
const char *office_finding_title(enum office_finding_kind k, enum lang lang) {
  return lang == VI ? kinds[k].vi : kinds[k].en;
}

static void find(struct check *c, enum office_finding_kind k, int64_t person, int benefit, int32_t grant,
                 money law, money paid, const char *vi, const char *en) {
  office_finding_add(c, (struct office_finding) { .kind = k,
                                                  .person = person,
                                                  .benefit = benefit,
                                                  .grant = grant,
                                                  .law = law,
                                                  .paid = paid,
                                                  .detail = { str_of(vi), str_of(en) } });
}

static const struct office_row *row_of_grant(const struct check *c, int64_t g) {
  return c->row_of[g] >= 0 ? &c->d->row[c->row_of[g]] : NULL;
}

const char *const office_uncomputed[2] = { WORDS(OW_uncomputed) };

/* One person's grants paid in the month: [from, to) of `order`. */
static void one_person(struct check *c, const int32_t *order, int64_t from, int64_t to,
                       const uint8_t *excludes, int n_benefits) {
  month m = c->d->when.for_month;
  char day[11], iso[11];
  for (int64_t i = from; i < to; i++) {
    const struct people_grant *g = &c->grants[order[i]];
    money paid = office_paid(g, m);
    date death = people_death(c->d->c, g->person);
    if (death < month_first(m)) {
      find(c, FIND_DEAD_PAID, g->person, g->benefit, order[i], 0, paid,
           arena_print(c->a, OW_dead_still_paid_VI, date_vn(death, day)),
           arena_print(c->a, OW_dead_still_paid_EN, date_text(death, EN, iso)));
      continue;
    }
    bool twice = false, beside = false;
    for (int64_t k = from; k < i; k++) {
      const struct people_grant *o = &c->grants[order[k]];
      twice |= o->benefit == g->benefit;
      beside |= o->benefit != g->benefit && excludes[o->benefit * n_benefits + g->benefit];
    }
    if (twice) {
      find(c, FIND_PAID_TWICE, g->person, g->benefit, order[i], 0, paid, WORDS(OW_already_paid));
      continue;
    }
    if (beside) {
      find(c, FIND_EXCLUSIVE, g->person, g->benefit, order[i], 0, paid, WORDS(OW_one_of_two));
      continue;
    }
    if (g->no_paper) find(c, FIND_NO_PAPER, g->person, g->benefit, order[i], paid, paid, WORDS(OW_no_number));
    const struct office_row *r = row_of_grant(c, order[i]);
    bool other = false; /* of an excluding pair the later one is the finding: this one is judged alone */
    for (int64_t k = i + 1; k < to; k++)
      other |= c->grants[order[k]].benefit != g->benefit &&
               excludes[c->grants[order[k]].benefit * n_benefits + g->benefit];
    if (r && r->eligible >= OFFICE_UNKNOWN) {
      bool fault = r->eligible == OFFICE_FAULT;
      find(c, FIND_FACT_MISSING, g->person, g->benefit, order[i], 0, paid,
           fault ? OW_uncomputed_VI : OW_see_why_VI, fault ? OW_uncomputed_EN : OW_see_why_EN);
      continue;
    }
    money law = r && r->eligible == OFFICE_VALUE ? r->eligible_amount : 0;
    if (r && r->flags & OFFICE_LOST && !other) law = 0;
    if (law == paid)
      c->counts[FIND_EQUAL]++;
    else if (law > paid)
      find(c, FIND_LAW_HIGHER, g->person, g->benefit, order[i], law, paid, WORDS(OW_paid_less));
    else
      find(c, FIND_LAW_LOWER, g->person, g->benefit, order[i], law, paid,
           law ? OW_paid_more_VI : OW_not_met_VI, law ? OW_paid_more_EN : OW_not_met_EN);
  }
}

/* Eligible, not granted, and better than what the person already has of the same group. */
static void not_granted(struct check *c, const uint8_t *excludes, int n_benefits) {
  const struct office_determination *d = c->d;
  for (int64_t i = 0; i < d->n;) {
    int64_t end = i;
    while (end < d->n && d->row[end].at == d->row[i].at)
      end++;
    for (int64_t k = i; k < end; k++) {
      const struct office_row *r = &d->row[k];
      if (r->eligible != OFFICE_VALUE || r->grant >= 0 || !r->eligible_amount || r->flags & OFFICE_SHARED ||
          law_benefit_once(d->p, r->benefit) || law_benefit_entity(d->p, r->benefit) != LAW_PERSON)
        continue;
      bool beaten = false;
      for (int64_t o = i; o < end; o++) {
        const struct office_row *x = &d->row[o];
        if (o == k || !excludes[x->benefit * n_benefits + r->benefit]) continue;
        if (x->grant >= 0 && (x->eligible >= OFFICE_UNKNOWN || x->eligible_amount >= r->eligible_amount))
          beaten = true;
        if (x->grant < 0 && x->eligible == OFFICE_VALUE &&
            (x->eligible_amount > r->eligible_amount || (x->eligible_amount == r->eligible_amount && o < k)))
          beaten = true;
      }
      if (!beaten)
        find(c, FIND_NOT_GRANTED, d->m.person[r->at], r->benefit, -1, r->eligible_amount, 0,
             WORDS(OW_no_decision));
    }
    i = end;
  }
}

/* A grant that stands, with something due, in a month others were paid for. */
static void not_paid(struct check *c) {
  const struct office_determination *d = c->d;
  for (int64_t i = 0; i < d->n; i++) {
    const struct office_row *r = &d->row[i];
    if (r->grant >= 0 && r->due == OFFICE_VALUE && r->due_amount > 0 &&
        !office_paid(&c->grants[r->grant], d->when.for_month))
      find(c, FIND_LAW_HIGHER, d->m.person[r->at], r->benefit, r->grant, r->due_amount, 0,
           WORDS(OW_granted_not_paid));
  }
}

enum err office_check(struct arena *a, const struct office_determination *d, struct office_finding **ret,
                      int64_t *ret_n, int64_t counts[FIND_KINDS]) {
  struct check c = { .a = a, .d = d, .counts = counts };
  int n = law_benefit_count(d->p);
  month m = d->when.for_month;
  struct law_source source = { 0 };
  memset(counts, 0, sizeof *counts * FIND_KINDS);
  c.n_grants = people_grants(d->c, &c.grants);
  c.s = law_session_new(a, d->p, &source, (struct law_question) { m, d->when.law });
  for (int64_t i = 0; i < d->m.people; i++)
    if (d->m.person[i] > c.top) c.top = d->m.person[i];
  c.at_of = NEW_ARRAY(a, int32_t, c.top + 2);
  for (int64_t i = 0; i <= c.top; i++)
    c.at_of[i] = -1;
  for (int64_t i = 0; i < d->m.people; i++)
    c.at_of[d->m.person[i]] = (int32_t)i;
  c.row_of = NEW_ARRAY(a, int64_t, c.n_grants + 1);
  for (int64_t i = 0; i < c.n_grants; i++)
    c.row_of[i] = -1;
  for (int64_t i = 0; i < d->n; i++)
    if (d->row[i].grant >= 0) c.row_of[d->row[i].grant] = i;
  uint8_t *excludes = NEW_ARRAY(a, uint8_t, n * n + 1);
  for (int x = 0; x < n; x++)
    for (int y = 0; y < n; y++)
      if (x != y && law_benefit_entity(d->p, x) == LAW_PERSON && law_benefit_entity(d->p, y) == LAW_PERSON)
        excludes[x * n + y] = law_exclude(c.s, x, y);
  int32_t *order = NEW_ARRAY(a, int32_t, c.n_grants + 1);
  int64_t paid = 0;
  for (int64_t i = 0; i < c.n_grants; i++)
    if (c.grants[i].benefit >= 0 && office_paid(&c.grants[i], m)) order[paid++] = (int32_t)i;
  for (int64_t i = 0; i < paid;) {
    int64_t end = i;
    while (end < paid && c.grants[order[end]].person == c.grants[order[i]].person)
      end++;
    one_person(&c, order, i, end, excludes, n);
    i = end;
  }
  if (paid) not_paid(&c);
  not_granted(&c, excludes, n);
  office_doubts(&c);
  law_session_free(c.s);
  *ret = c.out.at;
  *ret_n = (int64_t)c.out.n;
  return OK;
}
