/* What is wrong in the caseload on purpose, and the list of it. A person carries at most one fault. */
#include "synth/plan_caseload.h"
#include "synth/sample_data.h"

static const char *const kind_name[PLANTS] = { "",
                                               "never_applied",
                                               "dead_paid",
                                               "paid_twice",
                                               "exclusive",
                                               "wrong_higher",
                                               "wrong_lower",
                                               "fact_missing",
                                               "paper_missing" };

static void note(struct caseload *c, const char *kind, int64_t person, const char *benefit, money law,
                 money paid, const char *detail) {
  char id[REG_PUBLIC_ID + 1];
  reg_load_public_id(c->w->load, REG_ID_PERSON, person, id);
  buf_print(&c->answers, "%s,%s,%s,%lld,%lld,%s,invented\n", id, kind, benefit, (long long)law,
            (long long)paid, detail);
}

/* Any claim of this person and benefit in the last month paid? The list is by person, benefit, month. */
static const struct claim *claim_of(const struct caseload *c, int32_t person, int benefit, month m) {
  size_t low = 0, high = c->claims.n;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (c->claims.at[mid].person < person)
      low = mid + 1;
    else
      high = mid;
  }
  for (; low < c->claims.n && c->claims.at[low].person == person; low++)
    if (c->claims.at[low].benefit == benefit && c->claims.at[low].m == m) return &c->claims.at[low];
  return NULL;
}

static bool only_award(const struct caseload *c, size_t i) {
  const struct award *a = c->awards.at;
  return (i == 0 || a[i - 1].person != a[i].person) &&
         (i + 1 == c->awards.n || a[i + 1].person != a[i].person);
}

static bool starts(const char *z, const char *with) { return strncmp(z, with, strlen(with)) == 0; }

/* The one fact without which nothing could be said of this grant; NULL when there is no such single fact.
 * Extreme disability is left alone: a carer's grant would hang in the air with it. */
static const char *vital_fact(const struct caseload *c, const struct award *a) {
  const struct human *h = &c->w->people.at[a->person];
  int age = syn_age(h, c->w->options.as_of);
  if (strcmp(c->benefit[a->benefit], "social_pension.monthly") == 0)
    return age >= 76 ? "person.pension" : NULL;
  if (strcmp(c->benefit[a->benefit], "assistance.monthly") != 0) return NULL;
  if ((starts(c->cases[a->cases], "k6c") || starts(c->cases[a->cases], "k6d")) && age >= 17 && age < 59)
    return "person.disability";
  return starts(c->cases[a->cases], "k5a") && age < 74 ? "person.no_supporter" : NULL;
}

static bool suits(const struct caseload *c, size_t i, enum plant plant) {
  const struct award *a = &c->awards.at[i];
  const struct human *h = &c->w->people.at[a->person];
  month last = c->w->options.last_paid;
  if (c->plant[a->person] != PLANT_NONE || a->dropped || a->second || !only_award(c, i)) return false;
  if (plant == DEAD_PAID)
    return a->last >= 0 && h->death != DATE_MAX && month_of(h->death) == a->last && a->last < last;
  if (a->last >= 0 || h->death != DATE_MAX) return false;
  bool both = claim_of(c, a->person, c->pension, last) != NULL &&
              claim_of(c, a->person, c->assistance, last) != NULL;
  switch (plant) {
  case EXCLUSIVE: return both;
  case PAID_TWICE: return last - a->first > 2;
  case WRONG_LOWER: return !both && (a->first < 2024 * 12 + 6 || syn_lawful(c, a, last) > syn_base(c, last));
  case FACT_MISSING: return !both && vital_fact(c, a) != NULL;
  default: return !both;
  }
}

static enum err forget_fact(struct caseload *c, int32_t person, const char *fact) {
  int64_t id;
  TRY(reg_number_make(c->db, c->w->options.vocabulary, REG_NAMED_FACT, str_of(fact), &id));
  return reg_load_forget(c->w->load, (int64_t)person + 1, id, SAMPLE(papers_lost));
}

/* Of two of which one is paid: does the first give way? The lower does; of equal sums the one that stands
 * behind in the law's group, which begins with assistance. */
static bool gives_way(const struct caseload *c, const struct award *x, const struct award *other) {
  month last = c->w->options.last_paid;
  money own = syn_lawful(c, x, last), others = syn_lawful(c, other, last);
  return own != others ? own < others : x->benefit == c->pension;
}

static enum err sow(struct caseload *c, size_t i, enum plant plant) {
  struct award *a = &c->awards.at[i];
  month last = c->w->options.last_paid;
  const char *detail = "";
  char day[11], from[8];
  c->plant[a->person] = (uint8_t)plant;
  switch (plant) {
  case NEVER_APPLIED: a->dropped = true; break;
  case DEAD_PAID:
    detail = date_iso(c->w->people.at[a->person].death, day);
    a->last = -1;
    a->paid_to = last;
    break;
  case WRONG_HIGHER: a->tilt_permille = HALF_STEP_PERMILLE; break;
  case WRONG_LOWER:
    if (a->first < 2024 * 12 + 6)
      a->old_level = true;
    else
      a->tilt_permille = -HALF_STEP_PERMILLE;
    detail = a->old_level ? "not raised in 2024-07" : "half a step too low";
    break;
  case FACT_MISSING:
    detail = vital_fact(c, a);
    TRY(forget_fact(c, a->person, detail));
    break;
  case PAPER_MISSING: a->no_paper = true; break;
  case PAID_TWICE:
  case EXCLUSIVE: {
    struct award b = *a;
    b.second = true;
    b.since = DATE_MAX;
    b.first = last - 2 -
              (month)rng_below(&c->rng, (uint64_t)(last - a->first - 1 < 12 ? last - a->first - 1 : 12));
    if (b.first < a->first) b.first = a->first;
    if (plant == EXCLUSIVE) {
      const struct claim *x = claim_of(c, a->person, a->benefit == c->pension ? c->assistance : c->pension,
                                       last);
      if (x == NULL) return BUG;
      b.benefit = x->benefit;
      b.cases = x->cases;
      b.claim = (int32_t)(x - c->claims.at);
      b.claim_count = 1;
      b.first = last - (month)rng_below(&c->rng, 3);
    }
    detail = month_iso(b.first, from);
    const struct award *named = plant == EXCLUSIVE && gives_way(c, a, &b) ? a : &b;
    note(c, kind_name[plant], (int64_t)a->person + 1, c->benefit[named->benefit], syn_lawful(c, named, last),
         syn_paid(c, named, last), detail);
    c->w->result->planted++;
    *VEC_PUSH(c->w->arena, &c->awards) = b; /* moves the array: `a` is not used after this */
    return OK;
  }
  default: return BUG;
  }
  note(c, kind_name[plant], (int64_t)a->person + 1, c->benefit[a->benefit],
       plant == DEAD_PAID ? 0 : syn_lawful(c, a, last), a->dropped ? 0 : syn_paid(c, a, last), detail);
  c->w->result->planted++;
  return OK;
}

enum err syn_plant(struct caseload *c) {
  static const char *const key[PLANTS] = { NULL,
                                           "plant.never_applied",
                                           "plant.dead_paid",
                                           "plant.paid_twice",
                                           "plant.exclusive",
                                           "plant.wrong_higher",
                                           "plant.wrong_lower",
                                           "plant.fact_missing",
                                           "plant.paper_missing" };
  enum { LEAST = 3 };
  size_t n = c->awards.n; /* second grants come after and are not faults' places themselves */
  buf_z(&c->answers, SYN_ANSWERS "\n");
  int32_t *order = NEW_ARRAY(c->w->arena, int32_t, n + 1);
  for (size_t i = 0; i < n; i++)
    order[i] = (int32_t)i;
  syn_shuffle(&c->rng, order, n);
  for (int plant = PLANTS - 1; plant > PLANT_NONE; plant--) {
    int64_t left = (int64_t)n * syn_rate(c->w, key[plant]) / 100000;
    if (left < LEAST) left = LEAST;
    for (size_t k = 0; k < n && left > 0; k++) {
      /* only_award looks at neighbours, so the first n awards keep their places. */
      if (!suits(c, (size_t)order[k], (enum plant)plant)) continue;
      TRY(sow(c, (size_t)order[k], (enum plant)plant));
      left--;
    }
  }
  return syn_rates_complete(c->w);
}

/* One bit a benefit; a benefit the packs have not is held by nobody. */
static bool holds(const uint8_t *bits, int benefit) {
  return benefit != NONE && (bits[benefit / 8] >> benefit % 8 & 1);
}

/* People whom the law of as_of entitles for its month and who hold no grant: nobody's fault, but a check will
 * name them. */
enum err syn_new_entitled(struct caseload *c, syn_entitle entitle, void *context) {
  const struct syn_entitlement *list = NULL;
  int64_t n = 0;
  month m = month_of(c->w->options.as_of);
  TRY(entitle(context, c->db, m, c->w->options.as_of, &list, &n));
  int assistance = c->assistance, pension = c->pension;
  uint8_t *held = NEW_ARRAY(c->w->arena, uint8_t,
                            (c->w->people.n + 1) * 2); /* bits: one a benefit, 16 at most */
  for (size_t i = 0; i < c->awards.n; i++) {
    const struct award *a = &c->awards.at[i];
    if (a->dropped || a->last >= 0) continue;
    held[(size_t)a->person * 2 + a->benefit / 8] |= (uint8_t)(1 << a->benefit % 8);
  }
  for (int64_t i = 0; i < n; i++) {
    size_t at = (size_t)(list[i].person - 1);
    if (list[i].person < 1 || at >= c->w->people.n) return BUG;
    int benefit = syn_benefit(c, list[i].benefit);
    bool group = benefit == assistance || benefit == pension;
    const uint8_t *h = &held[at * 2];
    bool has = holds(h, benefit) || (group && (holds(h, assistance) || holds(h, pension)));
    if (!has && c->plant[at] == PLANT_NONE)
      note(c, "newly_entitled", list[i].person, list[i].benefit, list[i].amount, 0, list[i].cases);
  }
  return OK;
}
