/* terms: many nodes put together. See ir.h. */
#include "law/bulk/ir.h"

#define AT(i) (g->at.at[i])

int ir_total(struct graph *g, int n, const int *terms) {
  int *left = NEW_ARRAY(g->a, int, n + 1), k = 0, sum = g->no;
  for (int i = 0; i < n; i++) {
    if (AT(terms[i]).op == I_CONST)
      sum = ir_add(g, sum, terms[i]);
    else
      left[k++] = terms[i];
  }
  /* Households' terms among themselves, then persons'; within these the narrow ones first, as long as they
   * stay narrow. */
  int by_level[2] = { -1, -1 };
  for (int at = AT_HOUSEHOLD; at <= AT_PERSON; at++) {
    int wide = -1;
    for (enum width w = W8; w <= W64; w++) {
      int run = -1;
      for (int i = 0; i < k; i++) {
        if (left[i] < 0 || (int)AT(left[i]).level != at || AT(left[i]).width != w) continue;
        if (run >= 0 && ir_width_of(AT(run).lo + AT(left[i]).lo, AT(run).hi + AT(left[i]).hi) > w) {
          wide = wide < 0 ? run : ir_add(g, wide, run);
          run = -1;
        }
        run = run < 0 ? left[i] : ir_add(g, run, left[i]);
        left[i] = -1;
      }
      if (run >= 0) wide = wide < 0 ? run : ir_add(g, wide, run);
    }
    by_level[at - AT_HOUSEHOLD] = wide;
  }
  for (int i = 0; i < 2; i++)
    if (by_level[i] >= 0) sum = ir_add(g, sum, by_level[i]);
  return sum;
}

int ir_all(struct graph *g, int n, const int *terms, bool any) {
  int (*join)(struct graph *, int, int) = any ? ir_or : ir_and;
  int by_level[3] = { any ? g->no : g->yes, any ? g->no : g->yes, any ? g->no : g->yes };
  for (int i = 0; i < n; i++) {
    int *x = &by_level[AT(terms[i]).level];
    *x = join(g, *x, terms[i]);
  }
  return join(g, join(g, by_level[0], by_level[1]), by_level[2]);
}
