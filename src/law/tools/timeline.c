/* timeline: see timeline.h. The view decides; nothing of its order is known here. */
#include "law/tools/timeline.h"
#include "law/print/print_words.h"
#include "law/print/printer.h"

/* ---- whose versions ---- */

static const struct dating *param_dating(const struct versions *all, int i) {
  return &((const struct param *)all->what)->at[i].d;
}
static int param_winner(const struct versions *all, date day, date granted) {
  const struct param *q = all->what;
  const struct param_version *v = view_param(all->v, q, day, granted);
  return v ? (int)(v - q->at) : -1;
}
struct versions law_param_versions(const struct view *v, const struct param *q) {
  return (struct versions) { v, q->n, param_dating, param_winner, q, 0 };
}

static const struct dating *table_dating(const struct versions *all, int i) {
  return &((const struct table *)all->what)->at[i].d;
}
static int table_winner(const struct versions *all, date day, date granted) {
  const struct table *q = all->what;
  const struct table_version *v = view_table(all->v, q, day);
  (void)granted; /* a table has no guarded versions */
  return v ? (int)(v - q->at) : -1;
}
struct versions law_table_versions(const struct view *v, const struct table *q) {
  return (struct versions) { v, q->n, table_dating, table_winner, q, 0 };
}

static const struct dating *rule_dating(const struct versions *all, int i) {
  return &((const struct rule *)all->what)->at[i].d;
}
static int rule_winner(const struct versions *all, date day, date granted) {
  const struct rule *q = all->what;
  const struct rule_version *v = view_rule(all->v, q, day, granted);
  return v ? (int)(v - q->at) : -1;
}
struct versions law_rule_versions(const struct view *v, const struct rule *q) {
  return (struct versions) { v, q->n, rule_dating, rule_winner, q, 0 };
}

/* Clauses of other kinds are no versions of this one. */
static const struct dating *clause_dating(const struct versions *all, int i) {
  const struct clause *c = &((const struct benefit *)all->what)->at[i];
  return (int)c->kind == all->kind ? &c->d : NULL;
}
static int clause_winner(const struct versions *all, date day, date granted) {
  const struct benefit *q = all->what;
  const struct clause *c = view_clause(all->v, q, (enum clause_kind)all->kind, day);
  (void)granted; /* view_clause knows none */
  return c ? (int)(c - q->at) : -1;
}
struct versions law_clause_versions(const struct view *v, const struct benefit *q, enum clause_kind kind) {
  return (struct versions) { v, q->n, clause_dating, clause_winner, q, (int)kind };
}

static const struct dating *group_dating(const struct versions *all, int i) {
  (void)i;
  return &((const struct concurrency *)all->what)->d;
}
static int group_winner(const struct versions *all, date day, date granted) {
  (void)granted;
  return view_governs(all->v, &((const struct concurrency *)all->what)->d, day) ? 0 : -1;
}
struct versions law_group_versions(const struct view *v, const struct concurrency *q) {
  return (struct versions) { v, 1, group_dating, group_winner, q, 0 };
}

/* ---- the sweep ---- */

struct sweep {
  struct arena *a;
  const struct versions *all;
  VEC(struct stretch) list;
  date *day; /* on which anything begins or ends, ascending */
  int n_days;
};

static int by_day(const void *x, const void *y) {
  date a = *(const date *)x, b = *(const date *)y;
  return (a > b) - (a < b);
}

static bool exists(const struct versions *all, const struct dating *d) {
  return d && all->v->from[d->id] <= all->v->until[d->id];
}

static void days_of(struct sweep *w) {
  const struct versions *all = w->all;
  w->day = NEW_ARRAY(w->a, date, 2 * all->n + 1);
  for (int i = 0; i < all->n; i++) {
    const struct dating *d = all->dating(all, i);
    if (!exists(all, d)) continue;
    w->day[w->n_days++] = all->v->from[d->id];
    w->day[w->n_days++] = all->v->until[d->id];
  }
  if (w->n_days) qsort(w->day, (size_t)w->n_days, sizeof *w->day, by_day);
}

/* Those who govern with `granted`; of the second pass only guarded versions are new. */
static void pass(struct sweep *w, date granted) {
  int open = -1; /* the stretch that runs, by its place in the list */
  for (int i = 0; i + 1 < w->n_days; i++) {
    if (w->day[i] == w->day[i + 1]) continue;
    int version = w->all->winner(w->all, w->day[i], granted);
    const struct dating *d = version < 0 ? NULL : w->all->dating(w->all, version);
    if (!d || (granted == DATE_MIN && !d->guarded)) {
      open = -1;
      continue;
    }
    if (open < 0 || w->list.at[open].version != version) {
      open = (int)w->list.n;
      *VEC_PUSH(w->a, &w->list) = (struct stretch) { .version = version, .from = w->day[i] };
      if (d->guarded) w->list.at[open].granted_before = d->granted_before;
    }
    w->list.at[open].until = w->day[i + 1];
  }
}

/* Versions that never govern are told all the same: those of documents to come, and those another one covers
 * whole. */
static void never(struct sweep *w) {
  const struct versions *all = w->all;
  for (int i = 0; i < all->n; i++) {
    const struct dating *d = all->dating(all, i);
    bool met = !d;
    for (size_t k = 0; k < w->list.n && !met; k++)
      met = w->list.at[k].version == i;
    if (met) continue;
    const struct document *doc = d->document >= 0 ? &all->v->p->document.at[d->document] : NULL;
    date from = d->has_from || !doc ? d->from : doc->in_force;
    *VEC_PUSH(w->a, &w->list) = (struct stretch) { .version = i,
                                                   .from = from,
                                                   .until = from,
                                                   .later = !exists(all, d),
                                                   .granted_before = d->guarded ? d->granted_before : 0 };
  }
}

static int by_time(const void *x, const void *y) {
  const struct stretch *a = x, *b = y;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  if (!a->granted_before != !b->granted_before) return a->granted_before ? 1 : -1;
  return a->version - b->version;
}

int law_timeline(struct arena *a, const struct versions *all, date on, struct stretch **ret) {
  struct sweep w = { .a = a, .all = all };
  days_of(&w);
  pass(&w, DATE_MAX);
  pass(&w, DATE_MIN);
  never(&w);
  for (size_t i = 0; i < w.list.n; i++)
    w.list.at[i].now = !w.list.at[i].later && w.list.at[i].from <= on && on < w.list.at[i].until;
  if (w.list.n) qsort(w.list.at, w.list.n, sizeof *w.list.at, by_time);
  *ret = w.list.at;
  return (int)w.list.n;
}

void law_stretch_text(struct buf *b, const struct stretch *s, enum lang lang) {
  struct buf period = buf_growing(b->a);
  char z[11];
  if (s->later)
    PRINT(&period, lang, PW_p_not_yet, date_text(s->from, lang, z));
  else if (s->from >= s->until)
    buf_z(&period, print_word(PW_p_never, lang));
  else
    print_period(&period, s->from, s->until, lang);
  if (s->granted_before)
    PRINT(b, lang, PW_p_guarded, period.p, date_text(s->granted_before, lang, z));
  else
    buf_z(b, period.p);
}
