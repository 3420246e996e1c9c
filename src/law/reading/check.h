/* check: names, types, units, dates and citations; after it a program without errors may be run. Private to
 * src/law. */
#ifndef ANSINH_LAW_CHECK_H
#define ANSINH_LAW_CHECK_H

#include "law/form/program.h"

/* Reads a file's head: whether it can be read, in which language, of which pack. A file without a good head
 * is passed over by law_parse. */
void law_parse_head(struct law_program *p, struct file *f);
/* Once all heads are read: every pack stated once, what it uses there, no file without a pack beside packs.
 */
void law_check_packs(struct law_program *p);
/* May the bytes of a file stand in a law file: not too many, UTF-8, no character that hides? Complains. */
bool law_check_bytes(struct law_program *p, const struct file *f);
/* Once all is parsed: the file each table stands in goes to p->csv (once) and to its version, from the texts
 * given or, where the packs were read from this disk, from beside the pack. Complains where it cannot be had.
 */
void law_read_tables(struct law_program *p);
/* The cells of a version that has a file, still without types; each stands at its own line. A file that is
 * not headed by the names of the keys and of the table, in order, gives none. */
void check_table_file(struct law_program *p, const struct table *t, struct table_version *v);
/* Reads the declarations of one file into the program; names stay unresolved. */
void law_parse(struct law_program *p, const struct file *f);
/* Resolves and checks everything read, its tests too. Complaints go to the program. */
void law_check_program(struct law_program *p);
/* Names, types and cases of all tests; part of law_check_program. */
void law_check_tests(struct law_program *p);
/* The fact a test means by `name` of a subject: a person's, a household's or an area's. -1 unknown. */
int law_test_fact(const struct law_program *p, const struct test *t, struct str subject, struct str name);
/* Types a value written in a test or situation as `t`; complains when it does not fit. */
bool law_check_literal(struct law_program *p, struct node *n, struct type t);
bool law_test_is_household(const struct test *t, struct str subject);

/* Whose facts a bare name means, and the subject outside an aggregate. */
struct scope {
  enum entity on;
  int record;
  const struct scope *outer;
};

/* A copy closed by NUL, as complaints want it. */
const char *check_z(struct law_program *p, struct str s);
/* "law/vn/care.luat:12" */
const char *check_place(struct law_program *p, struct place at);
/* What `name` means at a place, as law_resolve; an ambiguity is told here (NAMED_TWICE: say nothing more). */
int check_find(struct law_program *p, struct place at, enum names list, struct str name);
int check_find_in(struct law_program *p, struct place at, struct str name, int n, const enum names *lists,
                  enum names *ret_list);
/* "There is no WHAT named NAME", unless its declaration stands there with a mistake already told. */
void check_unknown(struct law_program *p, struct place at, const char *what, struct str name,
                   const char *meant);
bool check_broken_document(const struct law_program *p, struct place at, struct str id);
/* The document of that id; -1 after a complaint. */
int check_document(struct law_program *p, struct str id, struct place at);
/* Gives a provision the document whose life it has: the one named, else the first cited, else the one it has
 * already (-1 none). One that can never govern is told; a document not verified makes its provisions so. */
void check_dating(struct law_program *p, struct dating *d, const struct cites *c, struct status *s);
/* The first day a provision may govern; DATE_MIN of one without day and document. */
date check_begins(const struct law_program *p, const struct dating *d);
/* Complains where two versions of `what` begin on one day and nothing tells them apart. */
void check_overlap(struct law_program *p, const char *what, const struct dating *a, const struct dating *b);
/* Warns of a level that begins before its document is in force, where the document is not `retroactive`. */
void check_early(struct law_program *p, const struct dating *d);
/* Warns of a document that another repeals before it comes into force. */
void check_document_lives(struct law_program *p, int document);
/* Complains of a case that can govern on no day of its version, by the days of the two. */
void check_case_lives(struct law_program *p, const struct dating *version, const struct dating *kase);
/* Warns of a benefit that has an amount on a day on which nothing says when it starts, how it changes or
 * stops, or no longer on which conditions. After everything is resolved. */
void check_clauses(struct law_program *p);
/* Every line `renamed` leads from a name that no longer lives to one of its kind that does. */
void check_renames(struct law_program *p);
/* Tells every circle of rules; true when there was one, and then there is no order of rules. */
bool check_circles(struct law_program *p);
/* What stands in two places of one day, circles of documents, negations that hold where an interval is none
 * (check_sense.c, check_intervals.c). After everything is resolved. */
void check_sense(struct law_program *p);
/* Warns of negations and differences that hold where no time has passed from a day to an earlier one. */
void check_intervals(struct law_program *p);
/* Warns of a benefit of the living for a person that can go on after his death: neither its conditions nor
 * its sum rest on the day of death. Of a program without errors that declares `person.death`. */
void check_living(struct law_program *p);
/* " Có phải {x}? / Did you mean {x}?" for the nearest of what `next` offers, or "". */
const char *check_nearest(struct law_program *p, struct str name,
                          struct str (*at)(const struct law_program *p, int i, const void *context), int n,
                          const void *context);
/* The same among all declared things of a kind, and among the values of an enumeration (or choices of an
 * interpretation). */
enum like {
  LIKE_DOCUMENT,
  LIKE_ENUM,
  LIKE_BENEFIT,
  LIKE_RESULT,
  LIKE_CASE,
  LIKE_LINK,
  LIKE_RECORD,
  LIKE_SET,
  LIKE_TABLE,
  LIKE_INTERPRETATION
};
/* " Did you mean …?" with the nearest pack, or "". */
const char *check_like_pack(struct law_program *p, struct str name);
const char *check_like(struct law_program *p, enum like kind, struct str name);
const char *check_like_value(struct law_program *p, struct type t, struct str name);
/* Resolves and types an expression whose bare names mean facts of `s`; false after a complaint. */
bool check_expression(struct law_program *p, struct node *n, const struct scope *s);
/* Makes `n` (already checked) fit `t`; complains and returns false when it cannot. */
bool check_fit(struct law_program *p, struct node *n, struct type t);
/* Checks an expression that must be of type `t`; a bare name may be a value of an enumeration. */
bool check_as(struct law_program *p, struct node *n, const struct scope *s, struct type t);

#endif
