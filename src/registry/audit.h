/* What the files of the audit share. */
#ifndef ANSINH_REGISTRY_AUDIT_H
#define ANSINH_REGISTRY_AUDIT_H

#include "registry/inner.h"
#include "registry/whole.h"

/* The rules of the register's own tables (audit_rules.c). Static. */
const struct reg_rule *reg_own_rules(int *ret_count);

/* Rows that months and days decide (audit_grants.c): statements whose first column is the key. Grants to the
 * dead where nobody confirmed that something begins after the death; $1 and $2: symbols of a household's
 * benefit, held by two of its members; of a benefit that is paid once for a death, $1 its symbol: the months
 * granted and paid, and, $2 too, two grants of one person. */
extern const char reg_grants_of_the_dead[], reg_grants_of_a_home[], reg_months_of_a_death[],
    reg_paid_of_a_death[], reg_grants_of_a_death[];
/* Does the row at hand hold: the grant begins by the death? True of days and months that are none. */
bool reg_grant_before_death(struct stmt *s);
/* Does it hold: no month is shared in which both are alive and of the household on its first day? */
bool reg_grant_alone_at_home(struct stmt *s);
/* Is it one that no act leaves? Others are left by who came back, or is recorded as alive again. */
bool reg_grant_refused_at_home(struct stmt *s);
/* Does it hold: the months are that of the death? */
bool reg_grant_in_death_month(struct stmt *s);

#endif
