/* What no act would have written and an import may have: named, so that somebody puts it right. Nothing here
 * stops anything: of two households one counts, of twin grants the first, a bad row is left out. */
#include "office/caseload.h"
#include "office/office_words.h"

static const struct office_row *row_of_grant(const struct check *c, int64_t g) {
  return c->row_of[g] >= 0 ? &c->d->row[c->row_of[g]] : NULL;
}

const struct office_row *office_row_against(const struct check *c, int32_t grant) {
  const struct people_grant *g = &c->grants[grant];
  const struct office_row *r = row_of_grant(c, grant);
  int32_t at = g->person <= c->top ? c->at_of[g->person] : -1;
  if (r || at < 0) return r;
  int32_t standing = people_month_grant(&c->d->m, g->benefit, at).grant;
  return standing >= 0 ? row_of_grant(c, standing) : NULL;
}

void office_finding_add(struct check *c, struct office_finding f) {
  int32_t at = f.person > 0 && f.person <= c->top ? c->at_of[f.person] : -1;
  const struct people_month *m = &c->d->m;
  if (at >= 0 && m->seen && !m->seen[at]) return;
  f.at = at;
  if (at >= 0) { /* the household's row by bisection */
    int64_t low = 0, high = m->households;
    while (high - low > 1) {
      int64_t middle = (low + high) / 2;
      if (m->start[middle] <= at)
        low = middle;
      else
        high = middle;
    }
    f.area = people_month_area(m, low);
  }
  const struct office_row *row = f.grant >= 0 && f.benefit >= 0 ? office_row_against(c, f.grant) : NULL;
  f.law_day = row && c->d->law_of_row ? c->d->law_of_row[row - c->d->row] : c->d->when.law;
  c->counts[f.kind]++;
  *VEC_PUSH(c->a, &c->out) = f;
}

bool office_paid_beside_twin(const struct check *c, int32_t grant) {
  const struct people_grant *g = &c->grants[grant];
  month m = c->d->when.for_month;
  if (g->benefit < 0 || !office_paid(g, m) || people_death(c->d->c, g->person) < month_first(m)) return false;
  for (int32_t k = grant - 1; k >= 0 && c->grants[k].person == g->person; k--)
    if (c->grants[k].benefit == g->benefit && office_paid(&c->grants[k], m)) return true;
  return false;
}

static void two_households(struct check *c) {
  const int64_t *person;
  int64_t n = people_twofold(c->d->c, c->a, c->d->when.for_month, &person);
  for (int64_t i = 0; i < n; i++)
    office_finding_add(c, (struct office_finding) { .kind = FIND_TWO_HOUSEHOLDS,
                                                    .person = person[i],
                                                    .benefit = -1,
                                                    .grant = -1,
                                                    .detail = { WORDS_STR(OW_earlier_household) } });
}

static bool twins(const struct people_grant *x, const struct people_grant *y, month m) {
  return x->person == y->person && x->symbol == y->symbol && x->record == y->record &&
         x->component == y->component && people_grant_stands(x, m) && people_grant_stands(y, m);
}

static void twin_grants(struct check *c) {
  month m = c->d->when.for_month;
  for (int64_t i = 1; i < c->n_grants; i++) {
    const struct people_grant *g = &c->grants[i];
    int64_t first = i;
    while (first > 0 && c->grants[first - 1].person == g->person)
      first--;
    bool twin = false;
    for (int64_t k = first; k < i; k++)
      twin |= twins(&c->grants[k], g, m);
    if (!twin || office_paid_beside_twin(c, (int32_t)i)) continue; /* one task a grant */
    office_finding_add(c, (struct office_finding) { .kind = FIND_TWIN_GRANTS,
                                                    .person = g->person,
                                                    .benefit = g->benefit,
                                                    .grant = (int32_t)i,
                                                    .detail = { WORDS_STR(OW_earlier_decision) } });
  }
}

static void find_grant(struct check *c, struct office_finding f) {
  f.person = c->grants[f.grant].person;
  f.benefit = c->grants[f.grant].benefit;
  office_finding_add(c, f);
}

/* Grants of households: one of a household that nobody is in; and a second one by which the household would
 * be paid, were it not for the first. What is paid of them is told where it is set against the law. */
static void home_grants(struct check *c) {
  const struct people *p = c->d->c;
  month m = c->d->when.for_month;
  for (int64_t i = 0; i < c->n_grants; i++) {
    const struct people_grant *g = &c->grants[i];
    if (!people_grant_shared(p, g) || !people_grant_stands(g, m) || office_paid(g, m)) continue;
    int64_t home = people_grant_home(p, g);
    struct office_finding f = { .kind = FIND_HOME_GONE,
                                .grant = (int32_t)i,
                                .detail = { WORDS_STR(OW_home_gone) } };
    if (people_first_member(p, home, m) == 0) find_grant(c, f);
    if (people_holder(p, g, m) != PEOPLE_HOLDER_HERE) continue;
    f = (struct office_finding) { .kind = FIND_TWIN_GRANTS,
                                  .grant = (int32_t)i,
                                  .detail = { WORDS_STR(OW_another_member) } };
    if (people_home_grant(p, c->a, home, g->benefit, m)->person != g->person) find_grant(c, f);
  }
}

static bool in_another_month(const struct check *c, const struct people_grant *g, date death) {
  const struct law_program *p = c->d->p;
  bool once = g->benefit >= 0 && law_benefit_once(p, g->benefit) && law_benefit_deceased(p, g->benefit);
  return once && death < DATE_MAX && g->first != month_of(death) &&
         people_grant_stands(g, c->d->when.for_month);
}

static void other_month(struct check *c) {
  char day[11], iso[11];
  for (int64_t i = 0; i < c->n_grants; i++) {
    const struct people_grant *g = &c->grants[i];
    date death = people_death(c->d->c, g->person);
    if (!in_another_month(c, g, death)) continue;
    office_finding_add(
        c, (struct office_finding) {
               .kind = FIND_OTHER_MONTH,
               .person = g->person,
               .benefit = g->benefit,
               .grant = (int32_t)i,
               .detail = { str_of(arena_print(c->a, OW_not_its_month_VI, date_vn(death, day))),
                           str_of(arena_print(c->a, OW_not_its_month_EN, date_text(death, EN, iso))) } });
  }
}

static void very_old(struct check *c) {
  date day = month_last(c->d->when.for_month);
  char born[2][11];
  for (int64_t i = 0; i < c->d->m.people; i++) {
    int64_t person = c->d->m.person[i];
    date birth = people_birth(c->d->c, person);
    int known = people_birth_known(c->d->c, person);
    if (years_between(birth, day) <= OFFICE_AGE_BELIEVED || !people_counts(c->d->c, person, day)) continue;
    office_finding_add(
        c, (struct office_finding) {
               .kind = FIND_VERY_OLD,
               .person = person,
               .benefit = -1,
               .grant = -1,
               .detail = {
                   str_of(arena_print(c->a, OW_born_or_dead_VI, date_known_text(birth, known, VI, born[VI]))),
                   str_of(arena_print(c->a, OW_born_or_dead_EN,
                                      date_known_text(birth, known, EN, born[EN]))) } });
  }
}

static void bad_rows(struct check *c) {
  const struct reg_bad *bad;
  int named;
  int64_t all = people_bad(c->d->c, &bad, &named);
  if (c->d->m.seen) return; /* whose row it is is not sure: only who sees everybody is told */
  for (int i = 0; i < named; i++) {
    const char *table = reg_bad_table(&bad[i]);
    const char *where = bad[i].id
                            ? arena_print(c->a, "%s %lld (%s)", table, (long long)bad[i].id, bad[i].word)
                            : arena_print(c->a, "%s (%s)", table, bad[i].word);
    bool of_person = bad[i].table == REG_ROWS_VERSION || bad[i].table == REG_ROWS_MEMBERSHIP ||
                     bad[i].table == REG_ROWS_LINK || bad[i].table == REG_ROWS_GRANT ||
                     bad[i].kind == REG_PERSON;
    office_finding_add(c, (struct office_finding) { .kind = FIND_BAD_ROW,
                                                    .person = of_person ? bad[i].subject : 0,
                                                    .benefit = -1,
                                                    .grant = -1,
                                                    .bad = &bad[i],
                                                    .detail = { str_of(where), str_of(where) } });
  }
  c->counts[FIND_BAD_ROW] = all;
}

void office_doubts(struct check *c) {
  two_households(c);
  twin_grants(c);
  home_grants(c);
  other_month(c);
  very_old(c);
  bad_rows(c);
}
