/* Writes facts, links and survey records: what condition.c decided, as rows with their papers. */
#include "synth/sample_data.h"
#include "synth/synth_words.h"
#include "synth/world.h"

enum {
  SAY_EVERY = 100000,
  PERSON = 1,
  HOUSEHOLD = 2,
  LACKS = 12,
  POOR_LACKS = 3,
  LINE_RURAL = 140,
  LINE_URBAN = 175
};

struct names_of_facts {
  int64_t disability, degree[4], disability_type, type[6], hiv, loss, losses[LOSS_KINDS], studying, marital,
      state[5], pension, stable_income, no_supporter, supporters[3], facility_need, community_carer,
      in_facility, merit, pregnant, requested, former_orphan, poverty, classes[3], b1, b_form, labour,
      labours[3], trained, insurance, insurances[2], parent, supporter, carer, lacks[LACKS];
};

struct facts {
  struct world *w;
  struct db *db;
  struct rng rng;
  struct names_of_facts n;
  struct buf text;
  date start;          /* the register's first facts: 2021-01-01 */
  int64_t form_layout; /* of form B2 */
  int64_t miss_disability, miss_pension, miss_supporter, miss_poverty, miss_studying, miss_marital;
  const int64_t *employed, *unemployed, *study, *compulsory, *voluntary;
  int64_t trained_share, stable, pregnant_share;
};

/* What gives numbers to names. */
struct numbering {
  struct db *db;
  const struct reg_vocabulary *v;
};

static enum err list_symbols(const struct numbering *k, enum reg_naming kind, const char *const *names, int n,
                             int64_t *ret_ids) {
  for (int i = 0; i < n; i++)
    TRY(reg_number_make(k->db, k->v, kind, str_of(names[i]), &ret_ids[i]));
  return OK;
}

static enum err enum_symbols(const struct numbering *k, struct names_of_facts *n) {
  static const char *const degree[4] = { "disability_degree.none", "disability_degree.mild",
                                         "disability_degree.severe", "disability_degree.extreme" };
  static const char *const type[6] = { "disability_type.movement",  "disability_type.hearing_speech",
                                       "disability_type.sight",     "disability_type.nerves_mind",
                                       "disability_type.intellect", "disability_type.other" };
  static const char *const loss[LOSS_KINDS] = { "caregiver_loss.none",
                                                "caregiver_loss.abandoned",
                                                "caregiver_loss.both_dead",
                                                "caregiver_loss.one_dead_other_missing",
                                                "caregiver_loss.one_dead_other_facility",
                                                "caregiver_loss.one_dead_other_prison",
                                                "caregiver_loss.both_missing",
                                                "caregiver_loss.both_facility",
                                                "caregiver_loss.both_prison",
                                                "caregiver_loss.missing_and_facility",
                                                "caregiver_loss.missing_and_prison",
                                                "caregiver_loss.facility_and_prison",
                                                "caregiver_loss.both_dead_or_unidentified" };
  static const char *const state[5] = { "marital_status.never_married", "marital_status.married",
                                        "marital_status.widowed", "marital_status.divorced",
                                        "marital_status.spouse_missing" };
  static const char *const support[3] = { "supporter_status.has_supporter", "supporter_status.none",
                                          "supporter_status.supporter_on_assistance" };
  static const char *const poverty[3] = { "poverty_class.none", "poverty_class.near_poor",
                                          "poverty_class.poor" };
  static const char *const labour[3] = { "labour_status.employed", "labour_status.unemployed",
                                         "labour_status.outside" };
  static const char *const insurance[2] = { "insurance_kind.compulsory", "insurance_kind.voluntary" };
  static const char *const lack[LACKS] = {
    "household.d01", "household.d02", "household.d03", "household.d04", "household.d05", "household.d06",
    "household.d07", "household.d08", "household.d09", "household.d10", "household.d11", "household.d12"
  };
  TRY(list_symbols(k, REG_NAMED_FACT, lack, LACKS, n->lacks));
  TRY(list_symbols(k, REG_NAMED_VALUE, degree, 4, n->degree));
  TRY(list_symbols(k, REG_NAMED_VALUE, type, 6, n->type));
  TRY(list_symbols(k, REG_NAMED_VALUE, loss, LOSS_KINDS, n->losses));
  TRY(list_symbols(k, REG_NAMED_VALUE, state, 5, n->state));
  TRY(list_symbols(k, REG_NAMED_VALUE, support, 3, n->supporters));
  TRY(list_symbols(k, REG_NAMED_VALUE, poverty, 3, n->classes));
  TRY(list_symbols(k, REG_NAMED_VALUE, labour, 3, n->labours));
  return list_symbols(k, REG_NAMED_VALUE, insurance, 2, n->insurances);
}

static enum err fact_symbols(const struct numbering *k, struct names_of_facts *n) {
  const struct {
    const char *name;
    int64_t *id;
  } of[] = { { "person.disability", &n->disability },
             { "person.disability_type", &n->disability_type },
             { "person.hiv", &n->hiv },
             { "person.without_caregiver", &n->loss },
             { "person.studying", &n->studying },
             { "person.marital", &n->marital },
             { "person.pension", &n->pension },
             { "person.stable_income", &n->stable_income },
             { "person.no_supporter", &n->no_supporter },
             { "person.facility_need", &n->facility_need },
             { "person.community_carer", &n->community_carer },
             { "person.in_facility", &n->in_facility },
             { "person.merit_allowance", &n->merit },
             { "person.pregnant", &n->pregnant },
             { "person.social_pension_requested", &n->requested },
             { "person.former_orphan", &n->former_orphan },
             { "household.poverty", &n->poverty },
             { "household.b1_total", &n->b1 },
             { "person.labour", &n->labour },
             { "person.trained", &n->trained },
             { "person.social_insurance", &n->insurance } };
  static const char *const link[3] = { "person.parent", "person.supporter", "person.carer" };
  int64_t links[3];
  for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
    TRY(reg_number_make(k->db, k->v, REG_NAMED_FACT, str_of(of[i].name), of[i].id));
  TRY(reg_number_make(k->db, k->v, REG_NAMED_RECORD, S("b_form"), &n->b_form));
  TRY(list_symbols(k, REG_NAMED_LINK, link, 3, links));
  n->parent = links[0];
  n->supporter = links[1];
  n->carer = links[2];
  return enum_symbols(k, n);
}

/* ---- rows ---- */

static date later(date a, date b) { return a > b ? a : b; }

struct row {
  int kind;
  int64_t subject, fact, value;
  bool unknown;
  date from, to, rec, rec_to;
};

/* Nothing is recorded of a person or a household before it is known. */
static enum err put(struct facts *f, const struct row *r, struct str source) {
  assert(r->fact > 0 && r->subject > 0);
  date home_since = r->kind == HOUSEHOLD ? f->w->homes.at[r->subject - 1].from : r->rec;
  date rec = r->kind == PERSON ? syn_once_known(f->w, r->subject - 1, r->rec) : later(r->rec, home_since);
  if (r->from >= r->to || rec >= r->rec_to) return OK;
  struct reg_fact fact = { .kind = (enum reg_kind)r->kind,
                           .subject = r->subject,
                           .fact = r->fact,
                           .known = !r->unknown,
                           .value = r->value,
                           .source = source,
                           .period = syn_period(f->w, r->from, r->to, rec, r->rec_to) };
  f->w->result->facts++;
  return reg_load_fact(f->w->load, &fact);
}

/* An open fact of a person, recorded on the day it begins. */
static enum err now(struct facts *f, size_t i, int64_t fact, int64_t value, date from, struct str source) {
  if (from >= f->w->options.as_of) return OK;
  return put(f, &(struct row) { PERSON, (int64_t)i + 1, fact, value, false, from, DATE_MAX, from, DATE_MAX },
             source);
}

static enum err link_to(struct facts *f, int64_t kind, size_t person, int32_t other, date from) {
  if (from >= f->w->options.as_of) return OK;
  date rec = syn_once_known(f->w, other, syn_once_known(f->w, (int64_t)person, from));
  struct reg_link link = { .kind = kind,
                           .person = (int64_t)person + 1,
                           .other = (int64_t)other + 1,
                           .period = syn_period(f->w, from, DATE_MAX, rec, DATE_MAX) };
  f->w->result->links++;
  return reg_load_link(f->w->load, &link);
}

static struct str dated(struct facts *f, const char *what, date d) {
  char z[11];
  syn_clear(&f->text);
  buf_print(&f->text, SD_dated, what, date_vn(d, z));
  return buf_view(&f->text);
}

static date birthday(const struct human *h, int years) { return date_add_months(h->birth, 12 * years); }

/* ---- people ---- */

static enum err put_health(struct facts *f, size_t i, const struct human *h, int age) {
  const struct names_of_facts *n = &f->n;
  struct rng *r = &f->rng;
  if (h->degree != DEGREE_NONE) {
    struct str paper = dated(f, SD_disability_paper, h->disabled_since);
    TRY(now(f, i, n->disability, n->degree[h->degree], h->disabled_since, paper));
    TRY(now(f, i, n->disability_type, n->type[h->disability_type], h->disabled_since, paper));
    if (h->in_facility)
      TRY(now(f, i, n->in_facility, 1, later(h->disabled_since, f->start), SAMPLE(facility_list)));
  } else if (age >= 40 && syn_chance(r, f->miss_disability, 100000)) {
    struct row unknown = { PERSON,   (int64_t)i + 1, n->disability, 0,       true,
                           f->start, DATE_MAX,       f->start,      DATE_MAX };
    TRY(put(f, &unknown, SAMPLE(review_2021)));
  }
  if (h->hiv_since != DATE_MAX) {
    TRY(now(f, i, n->hiv, 1, h->hiv_since, SAMPLE(hospital_paper)));
    TRY(now(f, i, n->stable_income, age >= 18 && syn_chance(r, f->stable, 1000), h->hiv_since,
            SAMPLE(statement)));
  }
  if (h->sex == FEMALE && age >= 20 && age < 40 && h->partner != NONE &&
      syn_chance(r, f->pregnant_share, 1000))
    TRY(now(f, i, n->pregnant, 1, f->w->options.as_of - 20 - (date)rng_below(r, 150),
            SAMPLE(pregnancy_book)));
  return OK;
}

static int32_t carer_of(struct facts *f, const struct human *h, size_t i) {
  struct world *w = f->w;
  if (h->home == NONE) return NONE;
  const struct home *home = &w->homes.at[h->home];
  if (home->head != (int32_t)i)
    return syn_age(&w->people.at[home->head], w->options.as_of) >= 18 ? home->head : NONE;
  if (h->partner != NONE) return h->partner;
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next)
    if (p != (int32_t)i && syn_age(&w->people.at[p], w->options.as_of) >= 18) return p;
  return NONE;
}

/* Someone of the same commune who cares for an old person without kin. */
static int32_t neighbour_of(struct facts *f, const struct human *h) {
  struct world *w = f->w;
  if (h->home == NONE) return NONE;
  const struct commune *m = &w->communes[w->villages[w->homes.at[h->home].village].commune];
  for (int k = 0; k < 50; k++) {
    int32_t home = m->first_home + (int32_t)rng_below(&f->rng, (uint64_t)m->home_count);
    if (home == h->home || w->homes.at[home].size == 0) continue;
    int age = syn_age(&w->people.at[w->homes.at[home].head], w->options.as_of);
    if (age >= 25 && age < 65) return w->homes.at[home].head;
  }
  return NONE;
}

static enum err put_young(struct facts *f, size_t i, const struct human *h, int age) {
  const struct names_of_facts *n = &f->n;
  if (h->loss != LOSS_NONE) {
    TRY(now(f, i, n->loss, n->losses[h->loss], h->lost_since, dated(f, SD_commune_minutes, h->lost_since)));
    if (h->former_orphan) TRY(now(f, i, n->former_orphan, 1, birthday(h, 16), SAMPLE(assistance_file)));
    int32_t carer = age < 16 ? carer_of(f, h, i) : NONE;
    if (carer != NONE) TRY(link_to(f, n->carer, i, carer, h->lost_since));
  }
  if (age < 6 || age > 25) return OK;
  if (age >= 16 && age <= 22 && syn_chance(&f->rng, f->miss_studying, 1000)) return OK;
  int y, m, d, until = 25;
  date_split(h->birth, &y, &m, &d);
  static const int leaves[5] = { 15, 18, 20, 22, 24 };
  int64_t at = (int64_t)rng_below(&f->rng, 1000), upto = 0;
  for (int k = 0; k < 5 && until == 25; k++) {
    upto += f->study[k];
    if (at < upto) until = leaves[k];
  }
  /* School years end in May, begin in September: leaving is known when it comes. */
  date from = later(date_of(y + 6, 9, 5), f->start), end = date_of(y + until, 5, 31),
       as_of = f->w->options.as_of;
  if (from >= as_of) return OK;
  struct row in = { PERSON, (int64_t)i + 1, n->studying, 1, false, from, end < as_of ? end : DATE_MAX,
                    from,   DATE_MAX };
  TRY(put(f, &in, SAMPLE(school_data)));
  return end < as_of ? now(f, i, n->studying, 0, later(end, f->start), SAMPLE(school_data)) : OK;
}

static enum err put_marital(struct facts *f, size_t i, const struct human *h, int age) {
  const struct names_of_facts *n = &f->n;
  struct str source = SAMPLE(population_data);
  if (age < 16 || (age >= 18 && syn_chance(&f->rng, f->miss_marital, 1000))) return OK;
  date from = later(f->start, birthday(h, 16));
  if (h->married_since <= from) return now(f, i, n->marital, n->state[h->marital], from, source);
  struct row before = { PERSON,   (int64_t)i + 1, n->marital,      n->state[h->marital_before], false, from,
                        DATE_MAX, from,           h->married_since };
  TRY(put(f, &before, source));
  before.to = before.rec = h->married_since;
  before.rec_to = DATE_MAX;
  TRY(put(f, &before, source));
  return now(f, i, n->marital, n->state[h->marital], h->married_since, source);
}

/* From 70 on the register says for everyone whether he has asked: silence would be unknown. */
static enum err put_request(struct facts *f, size_t i, const struct human *h) {
  date from = later(birthday(h, 70), date_of(2025, 7, 1));
  struct str none = SAMPLE(no_request);
  if (h->requested == DATE_MAX) return now(f, i, f->n.requested, 0, from, none);
  struct row before = {
    PERSON, (int64_t)i + 1, f->n.requested, 0, false, from, DATE_MAX, from, h->requested
  };
  TRY(put(f, &before, none));
  before.to = before.rec = h->requested;
  before.rec_to = DATE_MAX;
  TRY(put(f, &before, none));
  return now(f, i, f->n.requested, 1, h->requested, dated(f, SD_form_01, h->requested));
}

static enum err put_old(struct facts *f, size_t i, const struct human *h, int age) {
  const struct names_of_facts *n = &f->n;
  int from_age = h->sex == MALE ? 60 : 57;
  if (age >= from_age || h->degree != DEGREE_NONE || h->hiv_since != DATE_MAX) {
    date from = age >= from_age && h->degree == DEGREE_NONE && h->hiv_since == DATE_MAX
                    ? birthday(h, from_age)
                    : h->birth;
    if (h->pension > 0 && age < from_age) from = h->disabled_since;
    if (age < 60 || !syn_chance(&f->rng, f->miss_pension, 1000))
      TRY(now(f, i, n->pension, (int64_t)h->pension * 1000, later(from, f->start), f->w->insurance_office));
  }
  if (h->merit) TRY(now(f, i, n->merit, 1, f->start, SAMPLE(merit_list)));
  if (age >= 70) TRY(put_request(f, i, h));
  if (age < 60 || syn_chance(&f->rng, f->miss_supporter, 1000)) return OK;
  date from = later(birthday(h, 60), f->start);
  TRY(now(f, i, n->no_supporter, n->supporters[h->supporter], from, SAMPLE(household_statement)));
  if (h->facility_need) TRY(now(f, i, n->facility_need, 1, from, SAMPLE(commune_minutes)));
  int32_t carer = h->community_carer ? neighbour_of(f, h) : NONE;
  if (h->community_carer) TRY(now(f, i, n->community_carer, 1, from, SAMPLE(care_request)));
  if (carer != NONE) TRY(link_to(f, n->carer, i, carer, from));
  int32_t child = f->w->grown_child[i];
  return h->supporter != NO_SUPPORTER && child != NONE
             ? link_to(f, n->supporter, i, child, later(from, birthday(&f->w->people.at[child], 18)))
             : OK;
}

static enum err put_work(struct facts *f, size_t i, const struct human *h, int age) {
  const struct names_of_facts *n = &f->n;
  if (age < 15 || h->home == NONE) return OK;
  struct rng *r = &f->rng;
  struct str source = SAMPLE(labour_survey);
  date from = date_of(2026, 7, 1);
  int g = syn_group(age) - 3 < 14 ? syn_group(age) - 3 : 13, at = (int)rng_below(r, 1000);
  int status = h->degree == EXTREME                     ? 2
               : at < f->employed[g]                    ? 0
               : at < f->employed[g] + f->unemployed[g] ? 1
                                                        : 2;
  TRY(now(f, i, n->labour, n->labours[status], from, source));
  if (status != 0) return OK;
  bool rural = !f->w->villages[f->w->homes.at[h->home].village].urban_now;
  if (syn_chance(r, f->trained_share, 1000)) TRY(now(f, i, n->trained, 1, from, source));
  if (age >= 60) return OK;
  if (syn_chance(r, f->compulsory[rural], 1000))
    return now(f, i, n->insurance, n->insurances[0], from, f->w->insurance_office);
  return syn_chance(r, f->voluntary[rural], 1000)
             ? now(f, i, n->insurance, n->insurances[1], from, f->w->insurance_office)
             : OK;
}

static enum err put_person(struct facts *f, size_t i) {
  const struct human *h = &f->w->people.at[i];
  if (h->death < f->start) return OK;
  int age = syn_age(h, h->death < f->w->options.as_of ? h->death : f->w->options.as_of);
  if (h->father != NONE) TRY(link_to(f, f->n.parent, i, h->father, h->birth));
  if (h->mother != NONE) TRY(link_to(f, f->n.parent, i, h->mother, h->birth));
  TRY(put_health(f, i, h, age));
  TRY(put_young(f, i, h, age));
  TRY(put_marital(f, i, h, age));
  TRY(put_old(f, i, h, age));
  if (h->degree == EXTREME && (h->loss == LOSS_NONE || age >= 16)) {
    int32_t carer = carer_of(f, h, i);
    if (carer != NONE && !h->in_facility)
      TRY(link_to(f, f->n.carer, i, carer, later(h->disabled_since, f->start)));
  }
  return put_work(f, i, h, age);
}

/* ---- households ---- */

static enum err put_form(struct facts *f, size_t i, int year, int class, const int64_t *weights) {
  struct world *w = f->w;
  struct rng *r = &f->rng;
  const struct village *v = &w->villages[w->homes.at[i].village];
  const int64_t *points = syn_rates(w, class != POV_NONE ? "b1.poor" : "b1.above", 2);
  const int64_t *range = syn_rates(w, class == POV_POOR ? "b2.poor" : "b2.near", 2);
  int line = v->urban_at[year] ? LINE_URBAN : LINE_RURAL,
      lacks = syn_between(r, (int32_t)range[0], (int32_t)range[1]);
  int off = syn_between(r, (int32_t)points[0], (int32_t)points[1]),
      total = class != POV_NONE ? line - off : line + off;
  int64_t left[LACKS];
  bool lack[LACKS] = { false };
  memcpy(left, weights, sizeof left);
  for (int k = 0; k < lacks; k++) {
    int at = syn_pick(r, left, LACKS);
    lack[at] = true;
    left[at] = 0;
  }
  date from = date_of(FIRST_REVIEW + year, 1, 1),
       to = year == REVIEWS - 1 ? DATE_MAX : date_of(FIRST_REVIEW + year + 1, 1, 1),
       rec = syn_review_day(year);
  struct str source = dated(f, SD_form_b, rec - 40);
  struct row b1 = { HOUSEHOLD, (int64_t)i + 1, f->n.b1, total, false, from, to, rec, DATE_MAX };
  TRY(put(f, &b1, source));
  char fields[LACKS * 2];
  for (int k = 0; k < LACKS; k++) {
    fields[k * 2] = lack[k] ? '1' : '0';
    fields[k * 2 + 1] = ',';
    /* The newest review stands as facts too: those are what the rules of classification read. */
    struct row one = { HOUSEHOLD, (int64_t)i + 1, f->n.lacks[k], lack[k], false, from, to, rec, DATE_MAX };
    if (year == REVIEWS - 1) TRY(put(f, &one, source));
  }
  struct reg_load_record form = { .layout = f->form_layout,
                                  .subject = (int64_t)i + 1,
                                  .kind = REG_HOUSEHOLD,
                                  .fields = { fields, LACKS * 2 - 1 },
                                  .source = source,
                                  .period = syn_period(w, from, to, later(rec, w->homes.at[i].from),
                                                       DATE_MAX) };
  return reg_load_record(w->load, &form);
}

static struct str decision_of(struct facts *f, size_t i, int year) {
  struct world *w = f->w;
  int commune = w->villages[w->homes.at[i].village].commune;
  char z[11];
  syn_clear(&f->text);
  buf_print(&f->text, SD_review_decision, 100 + (commune * 37 + year * 11) % 800,
            date_vn(syn_review_day(year), z));
  return buf_view(&f->text);
}

/* One row for each stretch of years without a class, one a year with: each year's list is its own decision.
 */
static enum err put_home(struct facts *f, size_t i, const int64_t *weights) {
  const struct home *home = &f->w->homes.at[i];
  date as_of = f->w->options.as_of;
  if (home->to <= f->start || syn_chance(&f->rng, f->miss_poverty, 1000)) return OK;
  for (int year = 0; year < REVIEWS;) {
    int class = home->poverty[year], next = year + 1;
    while (class == POV_NONE && next < REVIEWS && home->poverty[next] == POV_NONE)
      next++;
    date from = later(date_of(FIRST_REVIEW + year, 1, 1), home->from),
         to = next >= REVIEWS ? DATE_MAX : date_of(FIRST_REVIEW + next, 1, 1);
    date rec = class == POV_NONE ? later(syn_review_day(year), home->from) : syn_review_day(year);
    struct row row = { HOUSEHOLD, (int64_t)i + 1, f->n.poverty, f->n.classes[class], false, from, to,
                       rec,       DATE_MAX };
    if (rec < as_of) TRY(put(f, &row, class == POV_NONE ? SAMPLE(not_in_review) : decision_of(f, i, year)));
    bool reviewed = class != POV_NONE || (year > 0 && home->poverty[year - 1] != POV_NONE);
    if (year > 0 && reviewed && rec < as_of)
      TRY(put_form(f, i, year, class, weights)); /* the forms are those of 2022 on */
    year = next;
  }
  return OK;
}

/* ---- all ---- */

static enum err layout_of_form(struct facts *f) {
  return reg_load_layout(f->w->load, f->n.b_form, S("d01,d02,d03,d04,d05,d06,d07,d08,d09,d10,d11,d12"),
                         &f->form_layout);
}

static enum err prepare(struct facts *f) {
  struct world *w = f->w;
  f->miss_disability = syn_rate(w, "missing.disability");
  f->miss_pension = syn_rate(w, "missing.pension");
  f->miss_supporter = syn_rate(w, "missing.supporter");
  f->miss_poverty = syn_rate(w, "missing.poverty");
  f->miss_studying = syn_rate(w, "missing.studying");
  f->miss_marital = syn_rate(w, "missing.marital");
  f->employed = syn_rates(w, "labour.employed", 14);
  f->unemployed = syn_rates(w, "labour.unemployed", 14);
  f->trained_share = syn_rate(w, "labour.trained");
  f->compulsory = syn_rates(w, "insurance.compulsory", 2);
  f->voluntary = syn_rates(w, "insurance.voluntary", 2);
  f->study = syn_rates(w, "study.until", 5);
  f->stable = syn_rate(w, "hiv.stable_income");
  f->pregnant_share = syn_rate(w, "pregnant.share");
  TRY(syn_rates_complete(w));
  TRY(fact_symbols(&(struct numbering) { f->db, w->options.vocabulary }, &f->n));
  return layout_of_form(f);
}

enum err syn_facts_write(struct world *w, struct db *db) {
  struct facts *f = NEW(w->arena, struct facts);
  f->w = w;
  f->db = db;
  f->rng.s = w->options.seed ^ 0x6661637473;
  f->text = buf_growing(w->arena);
  f->start = date_of(2021, 1, 1);
  TRY(prepare(f));
  const int64_t *weights = syn_rates(w, "b2.weights", LACKS);
  for (size_t i = 0; i < w->people.n; i++) {
    if (i % SAY_EVERY == 0) syn_say(w, WORDS(SW_writing_facts_people), (int64_t)i, (int64_t)w->people.n);
    TRY(put_person(f, i));
  }
  for (size_t i = 0; i < w->homes.n; i++)
    TRY(put_home(f, i, weights));
  return syn_rates_complete(w);
}
