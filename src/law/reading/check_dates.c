/* check_dates: what documents and days say of a provision: whose life it has, whether it can ever govern, and
 * whether two of one day can be told apart. What the days then mean is worked out in view.c. */
#include "law/reading/check.h"
#include "law/reading/nouns.h"

int check_document(struct law_program *p, struct str id, struct place at) {
  int d = check_find(p, at, NX_DOCUMENT, id);
  if (d == NAMED_NONE && !check_broken_document(p, at, id))
    COMPLAIN(p, at, M_UNKNOWN_DOCUMENT, check_z(p, id), check_like(p, LIKE_DOCUMENT, id));
  return d < 0 ? -1 : d;
}

date check_begins(const struct law_program *p, const struct dating *d) {
  return d->has_from ? d->from : d->document >= 0 ? p->document.at[d->document].in_force : DATE_MIN;
}

/* ---- a document's end ---- */

/* Its first repealer among those in force by a day; -1 none. */
static int repealer(const struct law_program *p, int document, date known) {
  int first = -1;
  for (size_t i = 0; i < p->document.n; i++) {
    const struct document *d = &p->document.at[i];
    for (int k = 0; k < d->n_repeals && d->in_force <= known; k++)
      if (d->repeals_ref[k] == document && (first < 0 || d->in_force < p->document.at[first].in_force))
        first = (int)i;
  }
  return first;
}

/* The day a document ends as the law is known on another day, and by whom: -1 by itself. */
static date ends(const struct law_program *p, int document, date known, int *ret_by) {
  date expires = p->document.at[document].expires;
  int by = repealer(p, document, known);
  *ret_by = by >= 0 && p->document.at[by].in_force <= expires ? by : -1;
  return *ret_by >= 0 ? p->document.at[by].in_force : expires;
}

/* A provision that begins when its document has ended. The document is known from its own day in force on:
 * what ended it by then leaves the provision no day at all; what ended it later leaves it to those who asked
 * before. */
static void lives(struct law_program *p, const struct dating *d) {
  const struct document *x = &p->document.at[d->document];
  date begins = check_begins(p, d);
  char from[11], until[11];
  int by;
  for (int later = 0; later < 2; later++) {
    date end = ends(p, d->document, later ? DATE_MAX : x->in_force, &by);
    if (begins < end) continue;
    const char *what = by < 0 ? NOUN(expires_itself)
                              : NOUN_WITH(p->a, repealed_by, check_z(p, p->document.at[by].id),
                                          check_z(p, p->document.at[by].id));
    if (!later)
      COMPLAIN(p, d->at, M_NEVER, date_iso(begins, from), check_z(p, x->id), date_iso(end, until), what);
    else
      WARN(p, d->at, M_NEVER_NOW, date_iso(begins, from), check_z(p, x->id), date_iso(end, until), what);
    return;
  }
}

void check_document_lives(struct law_program *p, int document) {
  const struct document *x = &p->document.at[document];
  char from[11], until[11];
  int by = repealer(p, document, DATE_MAX);
  if (by < 0 || p->document.at[by].in_force >= x->in_force) return;
  WARN(p, x->at, M_DOCUMENT_BEFORE, check_z(p, x->id), check_z(p, p->document.at[by].id),
       date_iso(p->document.at[by].in_force, until), date_iso(x->in_force, from));
}

/* ---- a provision ---- */

static bool empty(const struct law_program *p, const struct dating *d) {
  return d->has_until && check_begins(p, d) >= d->until;
}

void check_dating(struct law_program *p, struct dating *d, const struct cites *c, struct status *s) {
  if (d->under.n)
    d->document = check_document(p, d->under, d->under_at);
  else if (c->n && c->at[0].document >= 0)
    d->document = c->at[0].document;
  char a[11], b[11];
  if (empty(p, d)) COMPLAIN(p, d->at, M_PERIOD, date_iso(check_begins(p, d), a), date_iso(d->until, b));
  if (d->review && d->review < clock_today())
    WARN(p, d->at, M_REVIEW, d->document >= 0 ? check_z(p, p->document.at[d->document].id) : "…",
         date_iso(d->review, a));
  if (d->document < 0) return;
  lives(p, d);
  const struct status *of_document = &p->document.at[d->document].status;
  if (of_document->unverified && !s->unverified) *s = *of_document;
}

void check_case_lives(struct law_program *p, const struct dating *version, const struct dating *kase) {
  date from = check_begins(p, version), until = version->has_until ? version->until : DATE_MAX;
  char a[11], b[11];
  if (empty(p, version) || empty(p, kase)) return; /* told already */
  if (check_begins(p, kase) > from) from = check_begins(p, kase);
  if (kase->has_until && kase->until < until) until = kase->until;
  if (from >= until) COMPLAIN(p, kase->at, M_PERIOD, date_iso(from, a), date_iso(until, b));
}

void check_early(struct law_program *p, const struct dating *d) {
  if (d->document < 0 || !d->has_from) return;
  const struct document *x = &p->document.at[d->document];
  char from[11], in_force[11];
  if (d->from >= x->in_force || x->raises_only) return;
  WARN(p, d->at, M_EARLY, date_iso(d->from, from), check_z(p, x->id), date_iso(x->in_force, in_force));
}

/* ---- two of one day ---- */

static bool repealed_by_day(const struct law_program *p, int document, const struct dating *other, date day) {
  int by = repealer(p, document, day);
  return by >= 0 && by != other->document && p->document.at[by].in_force <= day;
}

/* Whether the law itself says which of two documents is meant where both begin on one day: one amends or
 * repeals the other and came later (view.c takes the later), or one had ended by then. */
static bool said_by_law(const struct law_program *p, const struct dating *a, const struct dating *b,
                        date day) {
  if (p->document.at[a->document].expires <= day || p->document.at[b->document].expires <= day) return true;
  if (law_succeeds(p, a->document, b->document) || law_succeeds(p, b->document, a->document)) return true;
  return repealed_by_day(p, a->document, b, day) || repealed_by_day(p, b->document, a, day);
}

/* A guarded one beside one that is not: the guarded serves whom it serves. Two guarded ones both serve
 * whoever was granted before the earlier of their days. */
void check_overlap(struct law_program *p, const char *what, const struct dating *a, const struct dating *b) {
  date x = check_begins(p, a), y = check_begins(p, b);
  char z[11];
  if (p->errors >= LAW_ERRORS_MAX) return; /* nothing more is shown */
  if (x != y || a->guarded != b->guarded) return;
  if (a->document == b->document || a->document < 0 || b->document < 0)
    COMPLAIN(p, b->at, M_OVERLAP, what, date_iso(x, z), check_place(p, a->at));
  else if (!said_by_law(p, a, b, x))
    COMPLAIN(p, b->at, M_SAME_DAY, what, date_iso(x, z), check_z(p, p->document.at[a->document].id),
             check_place(p, a->at), check_z(p, p->document.at[b->document].id));
}

/* ---- clauses ---- */

struct clauses {
  struct law_program *p;
  const struct view *v;
  const struct benefit *b;
};

/* Tells a day on which the benefit has an amount and nothing of a kind governs; false: it is not so. */
static bool told_hole(const struct clauses *w, enum clause_kind kind, const char *name, date day) {
  char z[11];
  if (day >= DATE_MAX || !view_clause(w->v, w->b, CLAUSE_AMOUNT, day) || view_clause(w->v, w->b, kind, day))
    return false;
  WARN(w->p, w->b->place, M_CLAUSE_ENDS, check_z(w->p, w->b->id), date_iso(day, z), name);
  return true;
}

/* A hole begins where an amount begins or a clause ends. A benefit may have no condition at first; one that
 * ends under its amount was lost. */
static void holes(const struct clauses *w, enum clause_kind kind, const char *name) {
  for (int i = 0; i < w->b->n; i++) {
    const struct clause *c = &w->b->at[i];
    if (w->v->from[c->d.id] >= w->v->until[c->d.id]) continue;
    if (kind != CLAUSE_WHEN && c->kind == CLAUSE_AMOUNT && told_hole(w, kind, name, w->v->from[c->d.id]))
      return;
    if (c->kind == kind && told_hole(w, kind, name, w->v->until[c->d.id])) return;
  }
}

void check_clauses(struct law_program *p) {
  struct clauses w = { p, view_new(p->a, p, DATE_MAX), NULL };
  for (size_t i = 0; i < p->benefit.n; i++) {
    w.b = &p->benefit.at[i];
    holes(&w, CLAUSE_WHEN, "when");
    holes(&w, CLAUSE_STARTS, "starts");
    holes(&w, CLAUSE_CHANGES, "changes");
    holes(&w, CLAUSE_STOPS, "stops");
  }
}
