/* caseload: what the files of the caseload check share. Private to src/office. */
#ifndef ANSINH_OFFICE_CASELOAD_H
#define ANSINH_OFFICE_CASELOAD_H

#include "office/office.h"

struct check {
  struct arena *a;
  const struct office_determination *d;
  const struct people_grant *grants; /* by person, then number */
  int64_t n_grants;
  int32_t *at_of; /* by person's number up to `top`: place in the month, -1 */
  int64_t top;
  int64_t *row_of; /* by grant: its row */
  VEC(struct office_finding) out;
  int64_t *counts;
};
/* Is it a grant, by its place, that was paid beside another one of its benefit? Then that is the finding, and
 * that it stands beside a twin is not said again. */
bool office_paid_beside_twin(const struct check *c, int32_t grant);
/* The row that a grant's payment is set against: of the grant, or of another one of the same benefit of the
 * same person that stands in its place. NULL none. */
const struct office_row *office_row_against(const struct check *c, int32_t grant);
/* Adds a finding (its place, area and law day are filled in) unless the viewer may not see the person. */
void office_finding_add(struct check *c, struct office_finding f);
/* What is doubtful in the register itself: people in two households, twin grants, the very old, bad rows. */
void office_doubts(struct check *c);

#endif
