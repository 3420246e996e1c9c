/* mutate: the small changes a pack can suffer (mutants.c), and the running of tests over them (mutate.c).
 * Private to src/law. */
#ifndef ANSINH_LAW_MUTATE_H
#define ANSINH_LAW_MUTATE_H

#include "law/law.h"
#include "law/form/program.h"

/* `bytes` take the place of the n bytes at `where`; swapping again puts it right. The key names it across
 * edits: declaration, version, case, kind and number of that kind. */
struct mutant {
  const char *key, *what, *from, *to;
  struct place at;
  int node; /* only tests that reach it matter; -1 all */
  void *where, *bytes;
  size_t n;
};
struct mutants {
  struct mutant *at;
  size_t n, cap;
};

/* Always the same list in the same order for the same texts. */
void law_mutants(struct arena *a, struct law_program *p, struct mutants *ret_m);
void law_mutant_swap(struct mutant *m);

#endif
