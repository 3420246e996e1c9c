/* symbols: what the law packs speak of (facts, links, records, benefits, values of enumerations), by name
 * and by number. The registry knows no law: names and their types come in as these plain tables. */
#ifndef ANSINH_REGISTRY_SYMBOLS_H
#define ANSINH_REGISTRY_SYMBOLS_H

#include "store/store.h"

/* Facts, links, records, benefits and enumeration values are numbers in rows. A name keeps its number for
 * ever. */
struct reg_symbols;

/* All names as they are now; later additions are not seen. Lookups then cost no database. */
enum err reg_symbols_load(struct arena *a, struct db *db, struct reg_symbols **ret_symbols);
int64_t reg_symbol(const struct reg_symbols *s, struct str name);    /* 0: unknown */
struct str reg_symbol_name(const struct reg_symbols *s, int64_t id); /* empty: unknown */
/* One name, straight from the table: NOT_FOUND when unknown. */
enum err reg_symbol_find(struct db *db, struct str name, int64_t *ret_id);
/* The classes the register holds a name in, as bits of enum viewer_class: by the newest vocabulary that knows
 * it. */
unsigned reg_symbol_classes(const struct reg_symbols *s, int64_t id);

enum reg_kind { REG_PERSON = 1, REG_HOUSEHOLD = 2, REG_AREA = 3 };
enum reg_type { REG_BOOL, REG_INTEGER, REG_MONEY, REG_DATE, REG_MONTH, REG_ENUM };

/* What of a person the register holds as what he is, and not as a fact: packs read it under a fact's name. */
enum reg_held { REG_HELD_NOT, REG_HELD_BIRTH, REG_HELD_DEATH, REG_HELD_SEX };

/* What the packs say of a fact. For REG_INTEGER and REG_MONEY the range is checked when min < max. */
struct reg_fact_type {
  struct str name; /* "person.disability": the part before the point is the kind of subject */
  enum reg_kind kind;
  enum reg_type type;
  int64_t min, max;
  struct str enumeration;   /* "disability_degree" */
  const struct str *values; /* "none", "mild", ... : stored as the symbol "disability_degree.mild" */
  int value_count;
  bool secret, sensitive; /* the class a viewer needs to be told of it */
  bool of_dead;           /* about a death or what follows it (a funeral): may begin after the death */
  enum reg_held held;     /* no act writes it as a fact, and nobody would read such a row */
};
/* A survey form, a spell of service or contribution: its items have the types of facts; of an item only name,
 * type, range, enumeration and values are read. */
struct reg_record_type {
  struct str name;    /* "b_form" */
  enum reg_kind kind; /* person or household */
  const struct reg_fact_type *items;
  int item_count;
};
/* Of what a name is one; an item's stands behind its record's ("b_form.d01"), a value's behind its
 * enumeration's ("disability_degree.mild"). */
enum reg_naming {
  REG_NAMED_FACT,
  REG_NAMED_LINK,
  REG_NAMED_BENEFIT,
  REG_NAMED_RECORD,
  REG_NAMED_ITEM,
  REG_NAMED_VALUE
};
/* A name a thing once had, as the register wrote it, and the one it has now (never itself a `was` of its
 * kind). */
struct reg_rename {
  enum reg_naming kind;
  struct str was, now;
};
/* Two names of one relation, read from its two ends: rows are written under `of`, from the other end. */
struct reg_inverse {
  struct str name, of; /* "person.child", "person.parent"; closed by NUL */
};
struct reg_vocabulary {
  const struct reg_fact_type *facts;
  int fact_count;
  const struct str *links;
  int link_count;                     /* "link.parent", "link.supporter" */
  const struct reg_inverse *inverses; /* of `links`; an act by one of these writes the other */
  int inverse_count;
  const struct str *benefits;
  int benefit_count; /* "assistance.monthly" */
  const struct str *of_dead;
  int of_dead_count; /* those of `benefits` that are for a death: may be granted to the dead */
  const struct str *once;
  int once_count; /* those of `of_dead` that are paid once: granted for the month of the death, and once */
  const struct str *of_household;
  int of_household_count; /* those of `benefits` that are a household's: granted to one of its members, once
                           */
  const struct reg_record_type *records;
  int record_count;
  const struct str *cases; /* ids of the packs' cases, each once */
  int case_count;          /* 0: no case is asked after */
  /* The packs' table of renamings. An act takes an old name for the present one, and rows of a thing go on
   * under the number it was first given: packs that know only the old name read them too. */
  const struct reg_rename *renames;
  int rename_count;
  /* What was gone by until now, by whose types rows were written; NULL: not known. Only who compares reads
   * it.
   */
  const struct reg_vocabulary *before;
};
/* The number that rows of a thing go under, by its present name or one it had: what it was first given,
 * through every rename; one is given to what has none yet. Whatever writes a number asks here. `v` NULL: a
 * name is taken as it stands. LIMIT: the name is empty or longer than REG_TEXT_MAX, there are
 * REG_SYMBOLS_MAX, or more names of a thing than 64. */
enum err reg_number_make(struct db *db, const struct reg_vocabulary *v, enum reg_naming kind, struct str name,
                         int64_t *ret_number);
/* Gives every thing of the vocabulary its number, and facts and benefits (under every name they had) what is
 * said of their class and of the dead. Again and again is harmless. No act: names are not the truth about
 * anybody. LIMIT: a thing of more than 64 names. */
enum err reg_vocabulary_import(struct db *db, struct arena *scratch, const struct reg_vocabulary *v);

#endif
