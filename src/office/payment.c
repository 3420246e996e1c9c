/* payment: from which list on a grant is paid; by which law what was paid for a month was right, of each
 * grant, and the month by these laws. Mostly that is one law for all; a decision signed later in the month,
 * or for months gone by, has one of its own. */
#include "office/answer.h"

date office_law_of_list(month m, date law) { return month_first(m) < law ? month_first(m) : law; }

month office_first_list(const struct people_grant *g) {
  date known = g->decided > g->recorded ? g->decided : g->recorded;
  int year, month_number, day;
  date_split(known, &year, &month_number, &day);
  month drawn = month_of(known) + (day < OFFICE_LIST_DAY ? 1 : 2);
  assert(drawn > month_of(known) && "no list is drawn within its month");
  return drawn > g->first ? drawn : g->first;
}

bool office_same_benefit(const struct people_grant *x, const struct people_grant *y) {
  return x->person == y->person && x->symbol == y->symbol && x->record == y->record &&
         x->component == y->component;
}

static month first_list(const struct people_grant *g, bool signed_alone) {
  struct people_grant as_signed = *g;
  if (signed_alone) as_signed.recorded = g->decided;
  return office_first_list(&as_signed);
}

month office_listed_since(const struct people *p, const struct people_grant *g, bool signed_alone) {
  const struct people_grant *list;
  month since = first_list(g, signed_alone), first = g->first;
  int n = people_grants_of(p, g->person, &list);
  for (int k = 0; k < n; k++) {
    const struct people_grant *x = &list[k];
    bool unbroken = x->first < first && x->last >= first - 1;
    if (!office_same_benefit(x, g) || !unbroken) continue;
    first = x->first;
    if (first_list(x, signed_alone) < since) since = first_list(x, signed_alone);
    k = -1; /* and what this one took the place of, which began earlier still */
  }
  return since;
}

bool office_paid_from(const struct people_grant *g, month m) {
  bool stands = people_grant_stands(g, m);
  for (int i = 0; i < g->n_paid; i++)
    if (g->paid[i].to >= m && (stands || g->paid[i].from <= m)) return true;
  return false;
}

month office_list_of(const struct people *p, const struct people_grant *g, month m) {
  assert(people_grant_stands(g, m));
  month first = office_first_list(g);
  bool carried = first - g->first <= OFFICE_CARRIED_MAX || g->first == g->last;
  if (first <= m || !carried) return m;
  const struct people_grant *by = office_paid_by(p, g->person, g->benefit, m);
  bool paid_before = by && office_recorded(by, m);
  return paid_before || office_listed_since(p, g, false) > m ? first : m;
}

const struct people_grant *office_paid_by(const struct people *p, int64_t person, int benefit, month m) {
  const struct people_grant *list, *found = NULL, *stands = NULL;
  int n = people_grants_of(p, person, &list);
  for (int k = 0; k < n; k++) {
    if (list[k].benefit != benefit) continue;
    if (!stands && people_grant_stands(&list[k], m)) stands = &list[k];
    if (office_recorded(&list[k], m) && (!found || list[k].decided < found->decided)) found = &list[k];
  }
  return found ? found : stands;
}

date office_law_of_payment(const struct law_program *p, const struct people_grant *paid_by, month m,
                           date law) {
  date list = office_law_of_list(m, law);
  if (!paid_by || paid_by->decided <= list) return list;
  date since = law_since(p, paid_by->decided < law ? paid_by->decided : law);
  return since > list ? since : list;
}

/* A month whose grants have several laws. */
struct paying {
  struct arena *a;
  struct office_determination *d; /* by the law of the list */
  struct office_row *row;
  date *law; /* by row: that of its grant's payment; of who is granted nothing that of the list */
  VEC(struct office_fault) named;
};

/* The laws of the rows; true: one is not the list's. */
static bool find_laws(struct paying *w, date far) {
  const struct office_determination *d = w->d;
  const struct people_grant *grants;
  bool any = false;
  people_grants(d->c, &grants);
  w->law = NEW_ARRAY(w->a, date, d->n + 1);
  for (int64_t i = 0; i < d->n; i++) {
    const struct office_row *r = &d->row[i];
    w->law[i] = d->when.law;
    if (r->grant < 0) continue;
    const struct people_grant *by = office_paid_by(d->c, grants[r->grant].person, r->benefit,
                                                   d->when.for_month);
    w->law[i] = office_law_of_payment(d->p, by, d->when.for_month, far);
    any |= w->law[i] != d->when.law;
  }
  return any;
}

/* Keeps the faults named of rows of one law. */
static void name_faults(struct paying *w, const struct office_determination *x) {
  for (int f = 0; f < x->n_named; f++)
    for (int64_t i = 0; i < w->d->n; i++) {
      const struct office_row *r = &w->d->row[i];
      bool same = r->benefit == x->named[f].benefit && w->d->m.person[r->at] == x->named[f].person;
      if (same && w->law[i] == x->when.law) *VEC_PUSH(w->a, &w->named) = x->named[f];
    }
}

/* The rows of one law in the place of the list's. */
static void take_rows(struct paying *w, const struct office_determination *x) {
  for (int64_t i = 0; i < w->d->n; i++) {
    if (w->law[i] != x->when.law) continue;
    const struct office_row *r = office_find(x, w->d->row[i].at, w->d->row[i].benefit);
    assert(r && r->grant == w->row[i].grant); /* who is granted something has a row under any law */
    w->d->faults += (r->eligible == OFFICE_FAULT || r->due == OFFICE_FAULT) -
                    (w->row[i].eligible == OFFICE_FAULT || w->row[i].due == OFFICE_FAULT);
    w->row[i] = *r;
  }
  name_faults(w, x);
}

/* The earliest law of the rows after one; DATE_MAX none. */
static date next_law(const struct paying *w, date after) {
  date next = DATE_MAX;
  for (int64_t i = 0; i < w->d->n; i++)
    if (w->law[i] > after && w->law[i] < next) next = w->law[i];
  return next;
}

enum err office_determine_payment(struct arena *a, const struct law_program *p, const struct people *c,
                                  struct office_when when, int threads, struct office_determination *ret_d) {
  struct office_determination d, x;
  struct paying w = { .a = a, .d = &d };
  date far = when.law;
  when.law = office_law_of_list(when.for_month, far);
  enum err e = office_determine(a, p, c, when, NULL, threads, &d);
  if (e == OK && find_laws(&w, far)) {
    w.row = NEW_ARRAY(a, struct office_row, d.n + 1);
    memcpy(w.row, d.row, sizeof *w.row * (size_t)d.n);
    d.row = w.row;
    d.law_of_row = w.law;
    name_faults(&w, &d);
    for (date law = when.law; e == OK && (law = next_law(&w, law)) < DATE_MAX;) {
      struct office_when then = when;
      then.law = law;
      e = office_determine_on(a, p, c, &d.m, then, NULL, threads, &x);
      if (e == OK) take_rows(&w, &x);
    }
    d.named = w.named.at;
    d.n_named = (int)w.named.n;
  }
  if (e == OK) *ret_d = d;
  return e;
}
