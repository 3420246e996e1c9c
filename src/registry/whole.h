/* whole: a register as a whole, for whoever moves, checks and restores it: its tables as they are moved, and
 * what must hold in them whatever was written. It tells what is wrong and mends nothing. */
#ifndef ANSINH_REGISTRY_WHOLE_H
#define ANSINH_REGISTRY_WHOLE_H

#include "registry/registry.h"

/* The register's own tables, all with all their columns, for db_copy. Static. */
const struct db_table *reg_tables(int *ret_count);

/* What the register is called, and how far it is. */
struct reg_summary {
  struct str name;
  int64_t people, act;
  date day; /* of the last act, in Việt Nam */
};
/* NOT_FOUND when there is no register yet. */
enum err reg_summary(const struct viewer *viewer, struct arena *a, struct db *db,
                     struct reg_summary *ret_summary);

enum { REG_AUDIT_TOLD_MAX = 20 }; /* rows told of one rule; the rest are counted */

/* What is wrong with a row, by its stable code; texts in audit_words.def. */
enum reg_audit_code {
#define SAY(id, vi, en) REG_AUDIT_##id,
#include "registry/audit_words.def"
#undef SAY
  REG_AUDIT_CODES
};

/* Something that must hold, as SQL that gives the rows where it does not: one column, the row's key. */
struct reg_rule {
  enum reg_audit_code code;
  const char *table, *other; /* the table of the row; the one it is set against, "" none */
  const char *sql;
};

/* Whose a row is. */
struct reg_owner {
  enum reg_entity entity; /* REG_ID_PERSON, REG_ID_HOUSEHOLD, REG_ID_GRANT, REG_ID_OFFICE, REG_ID_ACCOUNT */
  char id[REG_PUBLIC_ID + 1];
  int64_t row; /* of that entity; for this program only */
};
/* The owner of a row of one of the register's tables, by the table's name. NOT_FOUND: it is nobody's (an act,
 * a name, an area), or whoever it names is not there. DENIED to who may not see everything. */
enum err reg_row_owner(const struct viewer *viewer, struct db *db, const char *table, int64_t row,
                       struct reg_owner *ret_owner);

struct reg_audit_finding {
  const char *code;              /* "overlap": stable, for machines */
  const char *table;             /* "" of the database as a whole */
  int64_t row;                   /* its key, for who mends the table; 0 where it has no number */
  const struct reg_owner *owner; /* whose row it is, as known outside; NULL nobody's, or not told */
  int64_t more;                  /* above 0: not a row, but so many more of the same kind */
  const char *words[2];          /* what it means; good during the call */
};
struct reg_audit_watch {
  void *context;
  void (*step)(void *context, const char *code, const char *table); /* what is looked at now */
  void (*finding)(void *context, const struct reg_audit_finding *finding);
};

/* Checks everything doc/register.md says of the register's tables, on one snapshot: the engine's own check,
 * what the database consists of, foreign keys, what each column may hold, both periods, no two rows believed
 * at once of one subject, acts without gap and rising with their instants, the counter, acts that rows name,
 * public ids, commitments, marks, sort keys, texts of packs and their sets, fields of records,
 * links under the name of an inverse, births, deaths and sexes among the facts, what is paid, suspended or
 * granted as no act leaves it (under no grant, outside its months, after a death, twice in a household),
 * homes in no place. `v` NULL: marks, values and names are not set against a vocabulary (a name it lacks is
 * one finding, of row 0). When a table is not as it was made no row is checked, and that is a finding. DENIED
 * to who may not see everything. OK however much is found; `ret_found` rows. */
enum err reg_audit(const struct viewer *viewer, struct db *db, const struct reg_vocabulary *v,
                   const struct reg_audit_watch *watch, int64_t *ret_found);
/* Tables of another room with their rules. */
struct reg_audit_part {
  const struct reg_rule *rules;
  int rule_count;
  const struct db_table *tables; /* whose columns must hold what they were made for */
  int table_count;
};
/* The same for them; nothing of it when a table is not as it was made, which reg_audit tells. */
enum err reg_audit_rules(const struct viewer *viewer, struct db *db, const struct reg_audit_part *part,
                         const struct reg_audit_watch *watch, int64_t *ret_found);

/* SQL for a rule: rows of `table` whose `column` names no `name` of `other`. Literals. */
#define REG_SQL_REFERENCE(table, key, column, other, name)                                                   \
  "SELECT c." key " FROM " table " c WHERE c." column " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " other    \
  " o WHERE o." name " = c." column ")"

#endif
