/* suggest: saying what was probably meant by a name nobody declared. */
#include "law/reading/check.h"
#include "law/reading/nouns.h"

const char *check_z(struct law_program *p, struct str s) { return arena_text(p->a, s.p, s.n); }

struct nearest {
  struct str name, found;
  int best;
};

static void nearer(struct nearest *n, struct str s) {
  if (!s.n || n->best <= 0 || str_eq(s, n->name)) return; /* itself is not what was meant */
  size_t start = s.n;                                     /* a short name is meant as often as a full one */
  while (start && s.p[start - 1] != '.')
    start--;
  struct str end = { s.p + start, s.n - start };
  int d = str_distance(n->name, s, n->best);
  if (start && str_distance(n->name, end, n->best) < d) d = str_distance(n->name, end, n->best);
  if (d < n->best && d <= 1 + (int)n->name.n / 5) {
    n->best = d;
    n->found = s;
  }
}

static const char *meant(struct law_program *p, const struct nearest *n) {
  if (!n->found.n) return "";
  const char *found = arena_text(p->a, n->found.p, n->found.n);
  return NOUN_WITH(p->a, did_you_mean, found, found);
}

const char *check_nearest(struct law_program *p, struct str name,
                          struct str (*at)(const struct law_program *p, int i, const void *context), int n,
                          const void *context) {
  struct nearest x = { .name = name,
                       .best = p->errors >= LAW_ERRORS_MAX ? 0
                                                           : 4 }; /* past the limit nothing more is shown */
  for (int i = 0; i < n && x.best > 0; i++)
    nearer(&x, at(p, i, context));
  return meant(p, &x);
}

#define NEARER_ALL(x, list)                                                                                  \
  for (size_t i = 0; i < p->list.n; i++)                                                                     \
  nearer((x), p->list.at[i].id)

const char *check_like(struct law_program *p, enum like kind, struct str name) {
  struct nearest x = { .name = name,
                       .best = p->errors >= LAW_ERRORS_MAX ? 0
                                                           : 4 }; /* past the limit nothing more is shown */
  switch (kind) {
  case LIKE_RESULT:
    NEARER_ALL(&x, rule);
    NEARER_ALL(&x, benefit);
    break;
  case LIKE_DOCUMENT: NEARER_ALL(&x, document); break;
  case LIKE_ENUM: NEARER_ALL(&x, enumeration); break;
  case LIKE_BENEFIT: NEARER_ALL(&x, benefit); break;
  case LIKE_CASE:
    for (size_t i = 0; i < p->rule.n; i++)
      for (int k = 0; k < p->rule.at[i].n; k++)
        for (int c = 0; c < p->rule.at[i].at[k].n; c++)
          nearer(&x, p->rule.at[i].at[k].at[c].id);
    break;
  case LIKE_SET:
    nearer(&x, S("members"));
    NEARER_ALL(&x, link);
    NEARER_ALL(&x, record);
    break;
  case LIKE_LINK: NEARER_ALL(&x, link); break;
  case LIKE_RECORD: NEARER_ALL(&x, record); break;
  case LIKE_TABLE: NEARER_ALL(&x, table); break;
  case LIKE_INTERPRETATION: NEARER_ALL(&x, interpretation); break;
  }
  return meant(p, &x);
}

const char *check_like_pack(struct law_program *p, struct str name) {
  struct nearest x = { .name = name, .best = 4 };
  for (size_t i = 1; i < p->pack.n; i++)
    nearer(&x, p->pack.at[i].id);
  return meant(p, &x);
}

const char *check_like_value(struct law_program *p, struct type t, struct str name) {
  struct nearest x = { .name = name,
                       .best = p->errors >= LAW_ERRORS_MAX ? 0
                                                           : 4 }; /* past the limit nothing more is shown */
  if (t.kind != K_ENUM || t.enumeration < 0) return "";
  if (t.enumeration >= CHOICE_BASE) {
    const struct interpretation *n = &p->interpretation.at[t.enumeration - CHOICE_BASE];
    for (int i = 0; i < n->n; i++)
      nearer(&x, n->choice[i].id);
  } else {
    const struct enumeration *e = &p->enumeration.at[t.enumeration];
    for (int i = 0; i < e->n; i++)
      nearer(&x, e->at[i].id);
  }
  return meant(p, &x);
}
