/* What the files of the audit share. */
#ifndef ANSINH_REGISTRY_AUDIT_H
#define ANSINH_REGISTRY_AUDIT_H

#include "registry/inner.h"
#include "registry/whole.h"

/* The rules of the register's own tables (audit_rules.c). Static. */
const struct reg_rule *reg_own_rules(int *ret_count);

#endif
