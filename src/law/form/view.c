/* view: which provisions exist on a law day, and from when to when. Decision record 0001. */
#include "law/form/program.h"

static bool names(const int *list, int n, int document) {
  for (int i = 0; i < n; i++)
    if (list[i] == document) return true;
  return false;
}

static bool changes(const struct law_program *p, int document, int other) {
  const struct document *x = &p->document.at[document];
  return names(x->amends_ref, x->n_amends, other) || names(x->repeals_ref, x->n_repeals, other);
}

bool law_succeeds(const struct law_program *p, int document, int earlier) {
  const struct document *x = &p->document.at[document], *y = &p->document.at[earlier];
  if (!changes(p, document, earlier)) return false;
  if (x->in_force != y->in_force) return x->in_force > y->in_force;
  if (x->issued != y->issued) return x->issued > y->issued;
  return !changes(p, earlier, document);
}

bool view_visible(const struct view *v, int document) {
  if (document < 0) return true;
  const struct document *x = &v->p->document.at[document];
  bool raised = v->without.raised && x->raises_only && x->in_force >= v->without.raised;
  return document + 1 != v->without.document && !raised && x->in_force <= v->law_day;
}

static void place(struct view *v, const struct dating *d) {
  const struct law_program *p = v->p;
  date from = d->has_from ? d->from : DATE_MIN, until = d->until;
  if (d->document >= 0) {
    const struct document *doc = &p->document.at[d->document];
    if (!d->has_from) from = doc->in_force;
    if (doc->expires < until) until = doc->expires;
    if (!view_visible(v, d->document)) {
      until = DATE_MIN;
      from = DATE_MAX;
    }
    for (size_t i = 0; i < p->document.n; i++)
      for (int k = 0; view_visible(v, (int)i) && k < p->document.at[i].n_repeals; k++)
        if (p->document.at[i].repeals_ref[k] == d->document && p->document.at[i].in_force < until)
          until = p->document.at[i].in_force;
  }
  v->from[d->id] = from;
  v->until[d->id] = until;
}

struct view *view_new(struct arena *a, const struct law_program *p, date law_day) {
  return view_without(a, p, law_day, (struct law_without) { 0 });
}

struct view *view_without(struct arena *a, const struct law_program *p, date law_day,
                          struct law_without without) {
  struct view *v = NEW(a, struct view);
  assert(without.document >= 0 && (size_t)without.document <= p->document.n);
  v->p = p;
  v->law_day = law_day;
  v->without = without;
  v->from = NEW_ARRAY(a, date, p->n_dating + 1);
  v->until = NEW_ARRAY(a, date, p->n_dating + 1);
  for (int i = 0; i < p->n_dating; i++) {
    v->from[i] = DATE_MAX;
    v->until[i] = DATE_MIN;
  }
  for (size_t i = 0; i < p->param.n; i++)
    for (int k = 0; k < p->param.at[i].n; k++)
      place(v, &p->param.at[i].at[k].d);
  for (size_t i = 0; i < p->table.n; i++)
    for (int k = 0; k < p->table.at[i].n; k++)
      place(v, &p->table.at[i].at[k].d);
  for (size_t i = 0; i < p->rule.n; i++)
    for (int k = 0; k < p->rule.at[i].n; k++) {
      place(v, &p->rule.at[i].at[k].d);
      for (int c = 0; c < p->rule.at[i].at[k].n; c++)
        place(v, &p->rule.at[i].at[k].at[c].d);
    }
  for (size_t i = 0; i < p->benefit.n; i++)
    for (int k = 0; k < p->benefit.at[i].n; k++)
      place(v, &p->benefit.at[i].at[k].d);
  for (size_t i = 0; i < p->concurrency.n; i++)
    place(v, &p->concurrency.at[i].d);
  return v;
}

/* Guarded provisions serve only grants decided before their day; among those that serve, the latest `from`
 * wins; of two that begin on one day the guarded one, then that of the later document (the check lets two
 * stand only where the later amends or repeals the other). */
static bool later(const struct view *v, const struct dating *d, const struct dating *best) {
  if (v->from[d->id] != v->from[best->id]) return v->from[d->id] > v->from[best->id];
  if (d->guarded != best->guarded) return d->guarded;
  if (d->document < 0 || best->document < 0 || d->document == best->document) return d->guarded;
  const struct document *x = &v->p->document.at[d->document], *y = &v->p->document.at[best->document];
  if (x->in_force != y->in_force) return x->in_force > y->in_force;
  if (x->issued != y->issued) return x->issued > y->issued;
  return law_succeeds(v->p, d->document, best->document);
}

#define LATEST(list, count)                                                                                  \
  int best = -1;                                                                                             \
  for (int i = 0; i < (count); i++) {                                                                        \
    const struct dating *d = &(list)[i].d;                                                                   \
    if (!view_governs(v, d, day) || (d->guarded && granted >= d->granted_before)) continue;                  \
    if (best < 0 || later(v, d, &(list)[best].d)) best = i;                                                  \
  }                                                                                                          \
  return best < 0 ? NULL : &(list)[best]

const struct param_version *view_param(const struct view *v, const struct param *q, date day, date granted) {
  LATEST(q->at, q->n);
}
const struct rule_version *view_rule(const struct view *v, const struct rule *r, date day, date granted) {
  LATEST(r->at, r->n);
}

const struct table_version *view_table(const struct view *v, const struct table *t, date day) {
  date granted = DATE_MAX;
  LATEST(t->at, t->n);
}

const struct clause *view_clause(const struct view *v, const struct benefit *b, enum clause_kind k,
                                 date day) {
  const struct clause *best = NULL;
  for (int i = 0; i < b->n; i++)
    if (b->at[i].kind == k && view_governs(v, &b->at[i].d, day) && (!best || later(v, &b->at[i].d, &best->d)))
      best = &b->at[i];
  return best;
}

const struct clause *view_joining(const struct view *v, const struct benefit *b, enum clause_kind k,
                                  month m) {
  const struct clause *c = view_clause(v, b, k, month_last(m));
  return c ? c : view_clause(v, b, k, month_first(m));
}
