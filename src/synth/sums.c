/* The invented caseload's benefits and sums: what the law gives an award in a month, and what is paid on it.
 */
#include "synth/plan_caseload.h"

int syn_benefit(struct caseload *c, const char *name) {
  for (int i = 0; i < c->benefit_count; i++)
    if (strcmp(c->benefit[i], name) == 0) return i;
  if (c->benefit_count == BENEFITS_MAX) return NONE;
  c->benefit[c->benefit_count] = arena_text(c->w->arena, name, strlen(name));
  return c->benefit_count++;
}

money syn_base(const struct caseload *c, month m) {
  money level = 0;
  for (int i = 0; i + 1 < c->base_count; i += 2)
    if (m >= (month)(c->base[i] / 100 * 12 + c->base[i] % 100 - 1)) level = c->base[i + 1];
  return level;
}

money syn_lawful(const struct caseload *c, const struct award *a, month m) {
  const struct claim *first = &c->claims.at[a->claim];
  for (int32_t i = 0; i < a->claim_count; i++)
    if (first[i].m == m) return first[i].amount < 0 ? -first[i].amount : first[i].amount;
  money amount = first[m < first->m ? 0 : a->claim_count - 1].amount, now = syn_base(c, first->m);
  if (amount < 0) amount = -amount;
  if (m > first->m || now == 0) return amount;
  assert(amount <= INT64_MAX / 1000000);
  return amount * syn_base(c, m) / now;
}

money syn_paid(const struct caseload *c, const struct award *a, month m) {
  money sum = syn_lawful(c, a, m), base = syn_base(c, m);
  if (a->old_level && base > 0) sum = sum * c->base[1] / base;
  return sum + base * a->tilt_permille / 1000;
}
