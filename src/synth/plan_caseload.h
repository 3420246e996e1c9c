/* caseload: grants in memory between what the law gave and what is written. Private to src/synth. */
#ifndef ANSINH_SYNTH_CASELOAD_H
#define ANSINH_SYNTH_CASELOAD_H

#include "synth/world.h"

enum { BENEFITS_MAX = 16, CASES_MAX = 4096, CLAIMS_MAX = 40000000, HALF_STEP_PERMILLE = 500 };
enum plant {
  PLANT_NONE,
  NEVER_APPLIED,
  DEAD_PAID,
  PAID_TWICE,
  EXCLUSIVE,
  WRONG_HIGHER,
  WRONG_LOWER,
  FACT_MISSING,
  PAPER_MISSING,
  PLANTS
};

/* What the law gave one person in one month. */
struct claim {
  int32_t person;
  uint16_t benefit, cases;
  month m;
  money amount;
};

/* A grant: a run of months. `claims` point at the asked months; earlier ones are worked back from the first.
 */
struct award {
  int32_t person, claim, claim_count; /* claims of consecutive months, same benefit */
  uint16_t benefit, cases;
  month first, last, paid_to; /* last -1 = running */
  date since;                 /* when the condition began, as far as the world knows; DATE_MIN unknown */
  int32_t tilt_permille;      /* a wrong sum: this many thousandths of the base too much (or too little) */
  bool old_level;             /* a wrong sum: never raised in July 2024 */
  bool no_paper, dropped, second;
};

struct caseload {
  struct world *w;
  struct db *db;
  struct rng rng;
  const char *benefit[BENEFITS_MAX];
  int64_t benefit_symbol[BENEFITS_MAX];
  int benefit_count, assistance, pension; /* the two that exclude each other */
  const char *cases[CASES_MAX];
  int cases_count;
  VEC(struct claim) claims;
  VEC(struct award) awards;
  uint8_t *plant;      /* by person */
  const int64_t *base; /* pairs: yyyymm, level */
  int base_count;
  struct buf answers;
};

/* grants.c */
money syn_base(const struct caseload *c, month m);
int syn_benefit(struct caseload *c, const char *name); /* NONE when there are too many */
/* What the award pays in a month by the law, and as it was planted. */
money syn_lawful(const struct caseload *c, const struct award *a, month m);
money syn_paid(const struct caseload *c, const struct award *a, month m);
/* plants.c: changes awards, adds some, notes each in the answers. */
enum err syn_plant(struct caseload *c);
enum err syn_new_entitled(struct caseload *c, syn_entitle entitle, void *context);

#endif
