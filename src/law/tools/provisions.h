/* provisions: what a program provides, as a numbered list: benefits, parameters, rules, tables, groups,
 * interpretations and facts, each with its history as it stands on a law day. For whoever shows the law
 * without knowing the checked tree. */
#ifndef ANSINH_LAW_PROVISIONS_H
#define ANSINH_LAW_PROVISIONS_H

#include "law/law.h"

enum law_thing {
  LAW_THING_BENEFIT,
  LAW_THING_PARAMETER,
  LAW_THING_RULE,
  LAW_THING_TABLE,
  LAW_THING_GROUP,
  LAW_THING_INTERPRETATION,
  LAW_THING_FACT,
  LAW_THINGS
};

/* Provisions are numbered 0 .. count - 1, thing after thing in the order of the enum, each as declared. */
int law_provision_count(const struct law_program *p);
enum law_thing law_provision_thing(const struct law_program *p, int provision);
/* "person.age", "assistance_base": closed by NUL, lives as long as the program. */
struct str law_provision_name(const struct law_program *p, int provision);
/* The number of a benefit. */
int law_provision_of_benefit(int benefit);
/* By the full name, else by the name without its first part ("age"), else by either of a name it once had; -1
 * when there is none. */
int law_provision_find(const struct law_program *p, struct str name);
/* The benefits a group holds together and how many of them it pays; 0 for what is no group. */
int law_group_benefits(const struct law_program *p, int provision, const int **ret_benefits, int *ret_most);

/* A row of a table as people read it, by enum lang. */
struct law_table_row {
  struct str key[2], value[2];
};
/* Rows of a version that are told; the others are counted. */
enum { LAW_TABLE_ROWS_TOLD = 500 };
/* One stretch of time of a provision's history. */
struct law_stretch {
  date from, until;    /* [from, until) in fact: a version ends where the next begins; equal: at no time */
  bool later;          /* its document is not in force yet: `from` is what it says itself */
  bool now;            /* it governs on the day asked; of a guarded version: those granted before */
  date granted_before; /* serves only grants decided before this day; 0 everybody */
  struct str value[2]; /* what it says, by enum lang */
  struct str cite[2];
  bool unverified;
  struct str why; /* of unverified */
  int n_rows;     /* of a table; the first LAW_TABLE_ROWS_TOLD stand in `row` */
  const struct law_table_row *row;
};
struct law_history {
  enum law_thing thing;
  struct str name, title[2], kind[2];
  struct str value[2], cite[2]; /* what it says on the day; "" where nothing governs */
  date since;                   /* from when; 0 when nothing governs */
  bool unverified;
  int n;
  struct law_stretch *stretch; /* the newest first; of a benefit: clause by clause */
  struct str source;           /* the declaration as the pack writes it */
  struct str place;            /* "vn/care.luat:12", by the name the text has in the record */
};
/* The law as it stands on a day, by the documents in force on that day. */
struct view;
/* The law on a day, in `a`; it takes part of the program. */
struct view *law_as_of(struct arena *a, const struct law_program *p, date on);
/* A provision as it stands there. Everything lives in `a` or the program. */
void law_history(struct arena *a, const struct view *v, int provision, struct law_history *ret);

/* ---- documents ---- */

struct law_document {
  struct str id, title[2];
  date issued, in_force;
  struct str note[2]; /* which documents it replaces, "" */
};
/* Documents are numbered 0 .. count - 1 in the order they are declared; what one is, in `a`. */
int law_document_count(const struct law_program *p);
void law_document(struct arena *a, const struct law_program *p, int document, struct law_document *ret);

#endif
