/* The derived tables as a whole: as they are moved, and what must hold in them. */
#include "office/office.h"

static const struct db_table tables[] = {
  DB_TABLE("determination", "id",
           "id, for_month, law_day, facts_act, facts_day, packs, language, meaning, people, faults",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10", "iiiiitiiii"),
  DB_TABLE("determination_result", "determination, person, benefit, record, component, granted",
           "determination, person, benefit, record, component, household, area, eligible_status, "
           "eligible_amount, eligible_cases, citations, granted, due_status, due_amount, flags",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15", "iiiiiiiiittiiii"),
  DB_TABLE("finding_run", "id", "id, for_month, law_day, facts_act, facts_day, packs, language, meaning",
           "$1, $2, $3, $4, $5, $6, $7, $8", "iiiiitii"),
  DB_TABLE("finding_count", "run, kind", "run, kind, count", "$1, $2, $3", "iti"),
  DB_TABLE("finding", "id",
           "id, run, kind, person, area, benefit, grant_id, law, paid, detail_vi, detail_en, law_day",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12", "iitiiiiiitti"),
};

const struct db_table *office_tables(int *ret_count) {
  assert(ret_count != NULL);
  *ret_count = (int)(sizeof tables / sizeof *tables);
  return tables;
}

#define RESULT "determination_result"
/* Days of the calendar, and an engine that was. */
#define OF_THE_TIME                                                                                          \
  "law_day BETWEEN -719162 AND 2932895 AND facts_day BETWEEN -719162 AND 2932895"                            \
  " AND language >= 1 AND meaning >= 1"

/* An act number 0 is that of a register nothing was written to yet; person 0 that it is not sure whose a row
 * is. */
static const struct reg_rule rules[] = {
  { REG_AUDIT_reference, "determination", "act",
    "SELECT d.id FROM determination d WHERE d.facts_act <> 0"
    " AND NOT EXISTS (SELECT 1 FROM act a WHERE a.act = d.facts_act)" },
  { REG_AUDIT_reference, "determination", "pack_set",
    REG_SQL_REFERENCE("determination", "id", "packs", "pack_set", "packs") },
  { REG_AUDIT_reference, "finding_run", "act",
    "SELECT r.id FROM finding_run r WHERE r.facts_act <> 0"
    " AND NOT EXISTS (SELECT 1 FROM act a WHERE a.act = r.facts_act)" },
  { REG_AUDIT_reference, "finding_run", "pack_set",
    REG_SQL_REFERENCE("finding_run", "id", "packs", "pack_set", "packs") },
  { REG_AUDIT_reference, RESULT, "determination",
    REG_SQL_REFERENCE(RESULT, "determination", "determination", "determination", "id") },
  { REG_AUDIT_reference, RESULT, "symbol",
    REG_SQL_REFERENCE(RESULT, "determination", "benefit", "symbol", "id") },
  { REG_AUDIT_reference, RESULT, "person",
    REG_SQL_REFERENCE(RESULT, "determination", "person", "person", "id") },
  { REG_AUDIT_reference, RESULT, "grant_",
    "SELECT c.person FROM determination_result c WHERE c.granted <> 0"
    " AND NOT EXISTS (SELECT 1 FROM grant_ g WHERE g.id = c.granted)" },
  { REG_AUDIT_sum, RESULT, "",
    "SELECT person FROM determination_result WHERE (eligible_status = 1) <> (eligible_amount IS NOT NULL)"
    " OR (due_status = 1) <> (due_amount IS NOT NULL)" },
  { REG_AUDIT_value, "determination", "",
    "SELECT id FROM determination WHERE NOT (for_month BETWEEN 0 AND 119999 AND facts_act >= 0"
    " AND length(packs) = 64 AND people >= 0 AND faults >= 0 AND " OF_THE_TIME ")" },
  { REG_AUDIT_value, RESULT, "",
    "SELECT person FROM determination_result WHERE NOT (record >= 0 AND component >= 0 AND granted >= 0"
    " AND eligible_status BETWEEN 0 AND 3 AND due_status BETWEEN 0 AND 3)" },
  { REG_AUDIT_value, "finding_run", "",
    "SELECT id FROM finding_run WHERE NOT (for_month BETWEEN 0 AND 119999 AND facts_act >= 0"
    " AND length(packs) = 64 AND " OF_THE_TIME ")" },
  { REG_AUDIT_value, "finding", "",
    "SELECT id FROM finding WHERE law_day IS NOT NULL AND NOT law_day BETWEEN -719162 AND 2932895" },
  { REG_AUDIT_value, "finding_count", "", "SELECT run FROM finding_count WHERE NOT count >= 0" },
  { REG_AUDIT_reference, "finding_count", "finding_run",
    REG_SQL_REFERENCE("finding_count", "run", "run", "finding_run", "id") },
  { REG_AUDIT_reference, "finding", "finding_run",
    REG_SQL_REFERENCE("finding", "id", "run", "finding_run", "id") },
  { REG_AUDIT_reference, "finding", "symbol", REG_SQL_REFERENCE("finding", "id", "benefit", "symbol", "id") },
  { REG_AUDIT_reference, "finding", "person",
    REG_SQL_REFERENCE("finding", "id", "person", "person", "id") " AND c.person <> 0" },
};

enum err office_audit(const struct viewer *viewer, struct db *db, const struct reg_audit_watch *watch,
                      int64_t *ret_found) {
  struct reg_audit_part part = { rules, (int)(sizeof rules / sizeof *rules), tables,
                                 (int)(sizeof tables / sizeof *tables) };
  return reg_audit_rules(viewer, db, &part, watch, ret_found);
}
