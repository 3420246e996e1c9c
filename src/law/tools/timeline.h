/* timeline: when each of several versions governs in fact, found by asking the view on every day on which
 * anything begins or ends. Private to src/law/tools. */
#ifndef ANSINH_LAW_TIMELINE_H
#define ANSINH_LAW_TIMELINE_H

#include "law/form/program.h"

/* Versions of one provision and who wins among them. */
struct versions {
  const struct view *v;
  int n;
  const struct dating *(*dating)(const struct versions *all, int version);
  /* The version that governs on a day, -1 none; `granted` as in view_param. */
  int (*winner)(const struct versions *all, date day, date granted);
  const void *what; /* the provision, for the two functions */
  int kind;         /* of a benefit: the clause */
};
/* One version over one stretch of time. `later`: its document is not yet in force, `from` is what it says;
 * from = until: at no time. */
struct stretch {
  int version;
  date from, until, granted_before;
  bool later, now;
};
/* The stretches in order of time (guarded ones after those for everybody that begin with them). A version
 * ends where the next begins; one that comes back after another has ended has two stretches. In `a`. */
int law_timeline(struct arena *a, const struct versions *all, date on, struct stretch **ret);

/* The versions of a provision that the law known contains, in the order written. */
struct versions law_param_versions(const struct view *v, const struct param *q);
struct versions law_table_versions(const struct view *v, const struct table *q);
struct versions law_rule_versions(const struct view *v, const struct rule *q);
/* The clauses of one kind; version numbers are places in the benefit's list of clauses. */
struct versions law_clause_versions(const struct view *v, const struct benefit *q, enum clause_kind kind);
struct versions law_group_versions(const struct view *v, const struct concurrency *q);

/* "từ 01/07/2026 đến trước 05/10/2026, chỉ người được quyết định trước 05/10/2026" */
void law_stretch_text(struct buf *b, const struct stretch *s, enum lang lang);

#endif
