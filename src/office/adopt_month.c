/* adopt_month: a month under several laws. It is laid out once and all laws are asked in one plan, which
 * works out once what they agree on; an interpretation is chosen otherwise only for the benefits that may
 * hang on it. Of the columns only what the grants need is kept.
 *
 * 1. A grant stands for a law as it stands for every other: what they share is listed once, by grant.
 * 2. Claims of a law are settled among themselves, the unseen taking part.
 * 3. Of two months at work at once neither writes what the other reads. */
#include "office/adopt.h"
#include "office/answer.h"

#include <pthread.h>
#include <stdatomic.h>

#define MONTH_BYTES ((size_t)16 << 30)
enum { NONE = -1 };

/* ---- the laws ---- */

struct adopt_laws office_adopt_laws(struct arena *a, const struct law_program *p, struct str document) {
  date in_force = law_document_in_force(p, document);
  int interpretations = law_interpretation_count(p), room = LAW_OTHERS;
  for (int i = 0; i < interpretations; i++)
    room += OTHER_LAWS * law_interpretation_choices(p, i);
  struct adopt_laws l = { .benefits = law_benefit_count(p), .at = NEW_ARRAY(a, struct adopt_law, room) };
  for (; l.n < LAW_OTHERS; l.n++)
    l.at[l.n] = (struct adopt_law) { .law = { .day = in_force }, .interpretation = -1 };
  l.at[LAW_BEFORE].law.without.document = law_document_number(p, document);
  for (int i = 0; i < interpretations; i++) {
    bool *asked = NEW_ARRAY(a, bool, l.benefits + 1), any = false;
    for (int b = 0; b < l.benefits; b++)
      any |= asked[b] = law_bulk_touches(p, b, i);
    for (int k = 0; any && k < law_interpretation_choices(p, i); k++) {
      if (k == law_interpretation_default(p, i)) continue;
      int *choice = NEW_ARRAY(a, int, interpretations);
      for (int j = 0; j < interpretations; j++)
        choice[j] = law_interpretation_default(p, j);
      choice[i] = k;
      for (int other = 0; other < OTHER_LAWS; other++) {
        l.at[l.n++] = (struct adopt_law) { { .day = in_force, .choice = choice }, i, k, asked };
        if (other == OTHER_BEFORE) l.at[l.n - 1].law.without = l.at[LAW_BEFORE].law.without;
      }
    }
  }
  return l;
}

/* ---- one month ---- */

struct asking {
  const struct adopt_ask *ask;
  struct adopt_month *x;
  struct arena *s; /* of the month: the columns and all results */
  struct people_month laid;
  struct people_unread unread; /* of them nothing can be said under any law */
  const struct people_grant *grants;
  int32_t *at;                      /* by standing: the person's row */
  int32_t *home;                    /* by row: the household's */
  struct law_bulk_rows rows, homes; /* those who have a grant that stands, and their households */
  int32_t *place, *home_place; /* by standing: the person's place in `rows`, the household's in `homes` */
  int64_t *told;               /* by grant: people_grant_told_of */
  date *paid_by;               /* by standing: the law of its payment */
  int n_payments;
  struct law_bulk_law *payment; /* the laws of the month's payments, that of its list first: LAW_PAYMENT, and
                                   the others behind all the laws of the adoption */
  int n_laws, n_targets;
  struct law_bulk_target *target;
  int *target_of;            /* by law and benefit */
  struct adopt_unraised *of; /* by law */
  struct law_bulk *b;
  struct law_bulk_output *o; /* by target */
  int32_t *head, *next;      /* by row the first standing grant of the person; by standing the next; -1 */
};

/* The laws whose sums stand under a law, for months before documents that only raise (law_unraised). */
struct adopt_unraised {
  int n;
  struct law_bulk_law *law;
  int *target_of; /* by these and benefit */
};

static const struct law_bulk_law *law_at(const struct asking *w, int law) {
  if (law == LAW_PAYMENT) return &w->payment[0];
  return law < w->n_laws ? &w->ask->laws->at[law].law : &w->payment[1 + law - w->n_laws];
}

/* Of another choice, the default law it is set beside. */
static int default_of(int law) {
  return (law - LAW_OTHERS) % OTHER_LAWS == OTHER_BEFORE ? LAW_BEFORE : LAW_AFTER;
}

/* The law before it that says of a benefit the same; itself none. */
static int says_as(const struct asking *w, int law, int benefit) {
  const struct adopt_laws *l = w->ask->laws;
  bool payment = law == LAW_PAYMENT || law >= w->n_laws;
  if (payment) return law_at(w, law)->day == l->at[LAW_AFTER].law.day ? LAW_AFTER : law;
  return law >= LAW_OTHERS && !l->at[law].asked[benefit] ? default_of(law) : law;
}

static int target_of(const struct asking *w, int law, int benefit) {
  return w->target_of[law * w->ask->laws->benefits + benefit];
}

static bool is_unread(const struct asking *w, int32_t row) {
  return w->unread.by_place && w->unread.by_place[row];
}

/* Who has no row because he cannot be read. Who sees him is not known: only who sees everybody does. */
static void find_absent(const struct asking *w, int64_t top, int32_t *area) {
  for (int64_t i = 0; i < w->unread.n_absent; i++)
    if (w->unread.absent[i] <= top) area[w->unread.absent[i]] = w->laid.seen ? AREA_HIDDEN : AREA_UNREAD;
}

/* Where the person of a row counts, as adopt_month.area says it. */
static int32_t area_of(const struct asking *w, int32_t row, int32_t home) {
  const struct people_month *m = &w->laid;
  if (m->seen && !m->seen[row]) return AREA_HIDDEN;
  return is_unread(w, row) ? AREA_UNREAD : people_month_area(m, home);
}

/* Of whom each grant is told in the month, and where he counts, entitled or not; and by person the row, -1.
 */
static int32_t *find_people(struct asking *w, int64_t n_grants) {
  const struct people_month *m = &w->laid;
  int64_t top = 0;
  w->told = NEW_ARRAY(w->s, int64_t, n_grants + 1);
  for (int64_t g = 0; g < n_grants; g++) {
    w->told[g] = people_grant_told_of(w->ask->c, &w->grants[g], m->m);
    if (w->told[g] > top) top = w->told[g];
  }
  int32_t *row = NEW_ARRAY(w->s, int32_t, top + 1), *area = NEW_ARRAY(w->s, int32_t, top + 1);
  memset(row, 0xFF, sizeof *row * (size_t)(top + 1));
  w->home = NEW_ARRAY(w->s, int32_t, m->people + 1);
  for (int32_t h = 0; h < m->households; h++)
    for (int32_t i = m->start[h]; i < m->start[h + 1]; i++) {
      w->home[i] = h;
      if (m->person[i] > top) continue;
      row[m->person[i]] = i;
      area[m->person[i]] = area_of(w, i, h);
    }
  find_absent(w, top, area);
  w->x->area = NEW_ARRAY(w->x->a, int32_t, n_grants + 1);
  for (int64_t g = 0; g < n_grants; g++)
    w->x->area[g] = area[w->told[g]];
  return row;
}

/* The grants that stand, one for a person's or household's benefit; and who claims under every law. */
static void list_standing(struct asking *w) {
  const struct people_month *m = &w->laid;
  int64_t n = people_grants(w->ask->c, &w->grants), k = 0;
  (void)people_unread(w->ask->c, w->s, m, &w->unread);
  const int32_t *row = find_people(w, n);
  w->x->standing = NEW_ARRAY(w->x->a, struct adopt_standing, n + 1);
  w->at = NEW_ARRAY(w->s, int32_t, n + 1);
  for (int64_t g = 0; g < n; g++) {
    int benefit = w->grants[g].benefit;
    int32_t i = row[w->told[g]];
    if (benefit < 0 || i < 0) continue;
    bool own = law_benefit_entity(w->ask->p, benefit) == LAW_PERSON;
    if ((own ? people_month_grant(m, benefit, i) : people_month_home_grant(m, benefit, w->home[i])).grant !=
        g)
      continue;
    if (is_unread(w, i)) continue;
    w->x->standing[k] = (struct adopt_standing) { .grant = (int32_t)g,
                                                  .suspended = people_grant_suspended(&w->grants[g], m->m) };
    w->at[k++] = i;
  }
  w->x->n = k;
}

/* By row, a chain of the standing grants of its person, by grant; and the rows that have one. */
static void chain_standing(struct asking *w) {
  w->head = NEW_ARRAY(w->s, int32_t, w->laid.people + 1);
  w->next = NEW_ARRAY(w->s, int32_t, w->x->n + 1);
  memset(w->head, 0xFF, sizeof *w->head * (size_t)(w->laid.people + 1));
  for (int64_t k = w->x->n; k-- > 0;) {
    w->next[k] = w->head[w->at[k]];
    w->head[w->at[k]] = (int32_t)k;
  }
  int32_t *row = NEW_ARRAY(w->s, int32_t, w->x->n + 1), n = 0;
  w->place = NEW_ARRAY(w->s, int32_t, w->x->n + 1);
  for (int32_t i = 0; i < w->laid.people; i++) {
    for (int32_t k = w->head[i]; k >= 0; k = w->next[k])
      w->place[k] = n;
    row[n] = i;
    n += w->head[i] >= 0;
  }
  w->rows = (struct law_bulk_rows) { n, row };
}

/* The households of those who have one. */
static void list_homes(struct asking *w) {
  int32_t *home = NEW_ARRAY(w->s, int32_t, w->rows.n + 1), n = 0;
  w->home_place = NEW_ARRAY(w->s, int32_t, w->x->n + 1);
  for (int32_t i = 0; i < w->rows.n; i++) {
    int32_t h = w->home[w->rows.at[i]];
    if (n == 0 || home[n - 1] != h) home[n++] = h;
    for (int32_t k = w->head[w->rows.at[i]]; k >= 0; k = w->next[k])
      w->home_place[k] = n - 1;
  }
  w->homes = (struct law_bulk_rows) { n, home };
}

static int add_target(struct asking *w, int benefit, const struct law_bulk_law *law, bool all) {
  bool person = law_benefit_entity(w->ask->p, benefit) == LAW_PERSON;
  w->target[w->n_targets] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT,
                                                       .index = benefit,
                                                       .law = law,
                                                       .brief = true,
                                                       .only = all      ? NULL
                                                               : person ? &w->rows
                                                                        : &w->homes };
  return w->n_targets++;
}

/* By which laws the standing grants were paid: that of the list, and of decisions signed after it. */
static void find_payments(struct asking *w) {
  date far = w->ask->laws->at[LAW_AFTER].law.day;
  VEC(struct law_bulk_law) v = { 0 };
  *VEC_PUSH(w->s, &v) = (struct law_bulk_law) { .day = office_law_of_list(w->x->m, far) };
  w->paid_by = NEW_ARRAY(w->s, date, w->x->n + 1);
  for (int64_t k = 0; k < w->x->n; k++) {
    const struct people_grant *g = &w->grants[w->x->standing[k].grant];
    const struct people_grant *by = office_paid_by(w->ask->c, g->person, g->benefit, w->x->m);
    size_t at = 0;
    w->paid_by[k] = office_law_of_payment(w->ask->p, by, w->x->m, far);
    w->x->standing[k].by_document = w->paid_by[k] == far;
    w->x->standing[k].decided_under = by && by->decided >= far;
    while (at < v.n && v.at[at].day != w->paid_by[k])
      at++;
    if (at == v.n) *VEC_PUSH(w->s, &v) = (struct law_bulk_law) { .day = w->paid_by[k] };
  }
  w->payment = v.at;
  w->n_payments = (int)v.n;
}

/* What the document changes about a benefit in the month, whoever asks. */
static void find_moves(struct asking *w) {
  const struct adopt_laws *l = w->ask->laws;
  w->x->moves = NEW_ARRAY(w->x->a, bool, l->benefits + 1);
  for (int b = 0; b < l->benefits; b++)
    w->x->moves[b] = law_bulk_moves(w->ask->p, b, &l->at[LAW_BEFORE].law, w->x->m, &l->at[LAW_AFTER].law,
                                    w->x->m);
}

/* Only of who has a grant that stands, but where gains and losses are counted among all. */
static void choose_targets(struct asking *w) {
  const struct adopt_laws *l = w->ask->laws;
  int unraised = 0;
  w->n_laws = w->x->others ? l->n : LAW_OTHERS;
  int laws = w->n_laws + w->n_payments - 1;
  w->of = NEW_ARRAY(w->s, struct adopt_unraised, laws + 1);
  for (int law = 0; law < laws; law++) {
    VEC(struct law_bulk_law) v = { 0 };
    const struct law_bulk_law *now = law_at(w, law);
    struct law_without without = now->without;
    while (law_unraised(w->ask->p, month_last(w->x->m), now->day, &without))
      *VEC_PUSH(w->s, &v) = (struct law_bulk_law) { now->day, now->choice, without };
    w->of[law] = (struct adopt_unraised) { (int)v.n, v.at, NEW_ARRAY(w->s, int, (int)v.n * l->benefits + 1) };
    unraised += (int)v.n;
  }
  w->target = NEW_ARRAY(w->s, struct law_bulk_target, (laws + unraised) * l->benefits + 1);
  w->target_of = NEW_ARRAY(w->s, int, laws * l->benefits + 1);
  for (int law = 0; law < laws; law++)
    for (int b = 0; b < l->benefits; b++) {
      bool all = law < LAW_PAYMENT && w->x->totals;
      int as = says_as(w, law, b);
      w->target_of[law * l->benefits + b] = as < law ? target_of(w, as, b)
                                                     : add_target(w, b, law_at(w, law), all);
      for (int e = 0; e < w->of[law].n; e++)
        w->of[law].target_of[e * l->benefits + b] = as < law ? w->of[as].target_of[e * l->benefits + b]
                                                             : add_target(w, b, &w->of[law].law[e], false);
    }
}

static enum err run(struct asking *w, int threads) {
  const struct people_month *m = &w->laid;
  struct law_bulk_question q = { m->m, w->ask->laws->at[LAW_AFTER].law.day, NULL };
  struct law_bulk_report report;
  choose_targets(w);
  enum err e = law_bulk_plan(w->s, w->ask->p, q, m->first, m->last, w->n_targets, w->target, &w->b);
  if (e != OK) return e;
  w->o = NEW_ARRAY(w->s, struct law_bulk_output, w->n_targets + 1);
  law_bulk_outputs(w->s, w->b, w->o);
  return law_bulk_run(w->b, (struct law_bulk_options) { .threads = threads }, w->o, &report);
}

/* Of a target, what it says of a standing grant's person or household. */
static struct law_bulk_claim result_of(const struct asking *w, int t, int64_t k) {
  bool person = w->o[t].entity == LAW_PERSON;
  int32_t row = person ? w->at[k] : w->home[w->at[k]], result = row;
  if (w->target[t].only) result = person ? w->place[k] : w->home_place[k];
  enum law_status status = law_bulk_status(&w->o[t], result);
  return (struct law_bulk_claim) { t, row, status,
                                   status == LAW_VALUE ? law_bulk_value(&w->o[t], result) : 0 };
}

/* No less than by the laws whose sums stand (record 0001). */
static struct law_bulk_claim not_lowered(const struct asking *w, int law, int64_t k,
                                         struct law_bulk_claim now) {
  int benefits = w->ask->laws->benefits, benefit = w->grants[w->x->standing[k].grant].benefit;
  for (int e = 0; e < w->of[law].n && now.status <= LAW_VALUE; e++) {
    struct law_bulk_claim was = result_of(w, w->of[law].target_of[e * benefits + benefit], k);
    bool more = was.status == LAW_VALUE && (now.status != LAW_VALUE || was.amount > now.amount);
    if (!more && was.status <= LAW_VALUE) continue;
    now.status = was.status;
    now.amount = was.amount;
  }
  return now;
}

/* Before concurrency. */
static struct adopt_due *read_due(struct asking *w, int law) {
  struct adopt_due *due = NEW_ARRAY(w->x->a, struct adopt_due, w->x->n + 1);
  for (int64_t k = 0; k < w->x->n; k++) {
    const struct adopt_standing *s = &w->x->standing[k];
    struct law_bulk_claim x = result_of(w, target_of(w, law, w->grants[s->grant].benefit), k);
    due[k].eligible = (uint8_t)x.status;
    x = not_lowered(w, law, k, x);
    due[k].due = s->suspended ? OFFICE_NOT : (uint8_t)x.status;
    due[k].amount = due[k].due == OFFICE_VALUE ? x.amount : 0;
  }
  return due;
}

static bool same_due(const struct asking *w, const struct adopt_due *x, const struct adopt_due *y) {
  for (int64_t k = 0; k < w->x->n; k++)
    if (x[k].due != y[k].due || x[k].amount != y[k].amount) return false;
  return true;
}

/* The standing grant of a claim. */
static int32_t standing_of(const struct asking *w, int law, const struct law_bulk_outcome *x) {
  bool person = w->o[x->target].entity == LAW_PERSON;
  int32_t from = person ? x->row : w->laid.start[x->row], to = person ? from + 1 : w->laid.start[x->row + 1];
  for (int32_t i = from; i < to; i++)
    for (int32_t k = w->head[i]; k >= 0; k = w->next[k])
      if (target_of(w, law, w->grants[w->x->standing[k].grant].benefit) == x->target) return k;
  assert(!"a claim is a standing grant's");
  return NONE;
}

/* Concurrency among what is granted and not suspended. */
static void settle_due(struct asking *w, int law, struct adopt_due *due) {
  struct law_bulk_claim *claim = NEW_ARRAY(w->s, struct law_bulk_claim, w->x->n + 1);
  struct law_bulk_claims claims = { 0, claim };
  struct law_bulk_settled settled;
  for (int32_t i = 0; i < w->rows.n; i++)
    for (int32_t k = w->head[w->rows.at[i]]; k >= 0; k = w->next[k]) {
      int t = target_of(w, law, w->grants[w->x->standing[k].grant].benefit);
      int32_t row = w->o[t].entity == LAW_PERSON ? w->rows.at[i] : w->home[w->rows.at[i]];
      if (due[k].due == OFFICE_NOT) continue;
      claim[claims.n++] = (struct law_bulk_claim) { t, row, (enum law_status)due[k].due, due[k].amount };
    }
  law_bulk_settle(w->s, w->b, w->o, &claims, &settled);
  for (int64_t i = 0; i < settled.n; i++) {
    int32_t k = standing_of(w, law, &settled.at[i]);
    if (settled.at[i].lost) due[k] = (struct adopt_due) { .eligible = due[k].eligible, .due = OFFICE_NOT };
  }
}

/* By the default choices, before concurrency: LAW_BEFORE and LAW_AFTER. */
struct unsettled {
  const struct adopt_due *of[LAW_PAYMENT];
};

/* The answers of one law, settled; of another choice the list of the default ones where nothing differs. */
static struct adopt_due *due_under(struct asking *w, int law, struct unsettled *defaults) {
  struct adopt_due *due = read_due(w, law);
  bool other = law >= LAW_OTHERS && law < w->n_laws;
  if (other && same_due(w, due, defaults->of[default_of(law)])) return w->x->due[default_of(law)];
  if (law < LAW_PAYMENT) {
    struct adopt_due *kept = NEW_ARRAY(w->s, struct adopt_due, w->x->n + 1);
    memcpy(kept, due, sizeof *kept * (size_t)w->x->n);
    defaults->of[law] = kept;
  }
  settle_due(w, law, due);
  return due;
}

/* All laws; what another choice leaves as it is stands once. Of the payments each grant has its own law's. */
static void find_due(struct asking *w) {
  struct unsettled defaults = { 0 };
  w->x->due = NEW_ARRAY(w->x->a, struct adopt_due *, w->ask->laws->n + 1);
  for (int law = 0; law < w->n_laws; law++)
    w->x->due[law] = due_under(w, law, &defaults);
  for (int i = 1; i < w->n_payments; i++) {
    const struct adopt_due *due = due_under(w, w->n_laws + i - 1, &defaults);
    for (int64_t k = 0; k < w->x->n; k++)
      if (w->paid_by[k] == w->payment[i].day) w->x->due[LAW_PAYMENT][k] = due[k];
  }
}

/* Is a law's list its own, and not that of a law before it? */
static bool own_list(const struct adopt_month *x, int law) {
  return law < LAW_OTHERS || x->due[law] != x->due[default_of(law)];
}

static bool is_hidden(const struct adopt_month *x, int64_t k) {
  return x->area[x->standing[k].grant] == AREA_HIDDEN;
}

/* The unseen are in the month to be counted with, and are not shown. */
static void leave_out_unseen(struct adopt_month *x) {
  bool any = false;
  for (int64_t k = 0; k < x->n && !any; k++)
    any = is_hidden(x, k);
  int64_t n = 0;
  for (int64_t k = 0; k < x->n && any; k++) {
    if (is_hidden(x, k)) continue;
    for (int law = 0; x->due[law]; law++)
      if (own_list(x, law)) x->due[law][n] = x->due[law][k];
    x->standing[n++] = x->standing[k];
  }
  if (any) x->n = n;
}

static bool is_granted(const struct asking *w, int64_t k, int benefit) {
  bool granted = false;
  for (int32_t i = w->head[w->at[k]]; i >= 0 && !granted; i = w->next[i])
    granted = w->grants[w->x->standing[i].grant].benefit == benefit;
  return granted;
}

/* What people whose benefit the document takes away are eligible for, and not granted. */
static void find_instead(struct asking *w) {
  int benefits = w->ask->laws->benefits;
  for (int64_t k = 0; k < w->x->n; k++) {
    if (!office_adopt_takes_away(&w->x->due[LAW_BEFORE][k], &w->x->due[LAW_AFTER][k])) continue;
    int *instead = NEW_ARRAY(w->x->a, int, benefits + 1), n = 0;
    for (int b = 0; b < benefits; b++) {
      struct law_bulk_claim x = result_of(w, target_of(w, LAW_AFTER, b), k);
      bool own = law_benefit_entity(w->ask->p, b) == LAW_PERSON;
      if (own && x.status == LAW_VALUE && x.amount > 0 && !is_granted(w, k, b)) instead[n++] = b;
    }
    w->x->standing[k].n_instead = n;
    w->x->standing[k].instead = instead;
  }
}

/* Of whom nothing can be said, for the viewer to be told. */
static void list_unread(const struct asking *w) {
  const struct people_month *m = &w->laid;
  int64_t n = 0, *list = NEW_ARRAY(w->x->a, int64_t, w->unread.people + 1);
  for (int64_t i = 0; i < w->unread.n_absent && !m->seen; i++)
    list[n++] = w->unread.absent[i];
  for (int32_t i = 0; i < m->people && w->unread.by_place; i++)
    if (w->unread.by_place[i] && (!m->seen || m->seen[i])) list[n++] = m->person[i];
  assert(n <= w->unread.people);
  w->x->unread = list;
  w->x->n_unread = n;
}

static bool has_sum(const struct law_bulk_output *o, int32_t row) {
  return law_bulk_status(o, row) == LAW_VALUE && law_bulk_value(o, row) > 0;
}

/* Who is eligible for a sum under one law and not under the other, of those who may be seen and could be
 * read: each person once, a household by its first person. LIMIT: the sum leaves 64 bits. */
static enum err compare(const struct asking *w, int law, int other, struct office_total *total) {
  const struct people_month *m = &w->laid;
  bool *counted = NEW_ARRAY(w->s, bool, m->people + 1);
  for (int b = 0; b < w->ask->laws->benefits; b++) {
    const struct law_bulk_output *x = &w->o[target_of(w, law, b)], *y = &w->o[target_of(w, other, b)];
    bool household = x->entity == LAW_HOUSEHOLD;
    for (int32_t i = 0; i < x->rows; i++) {
      int32_t first = household ? m->start[i] : i;
      if (!has_sum(x, i) || has_sum(y, i)) continue;
      if (is_unread(w, first) || (m->seen && !m->seen[first])) continue;
      if (household && m->homeless && m->homeless[i]) continue;
      total->people += !counted[first];
      counted[first] = true;
      if (!office_add(&total->sum, law_bulk_value(x, i))) return LIMIT;
    }
  }
  return OK;
}

static enum err one_month(const struct adopt_ask *ask, struct adopt_month *x, struct arena *s, int threads) {
  struct asking w = { .ask = ask, .x = x, .s = s };
  enum err e = people_month(s, x->totals ? ask->c : ask->near, x->m, threads, &w.laid);
  if (e != OK) return e;
  list_standing(&w);
  chain_standing(&w);
  list_homes(&w);
  find_payments(&w);
  find_moves(&w);
  e = run(&w, threads);
  if (e != OK) return e;
  find_due(&w);
  find_instead(&w);
  leave_out_unseen(x);
  if (x->totals) {
    const int32_t *foreign;
    x->n_foreign = office_foreign_grants(s, ask->c, &w.laid, &foreign);
    list_unread(&w);
    e = compare(&w, LAW_AFTER, LAW_BEFORE, &x->gained);
    if (e == OK) e = compare(&w, LAW_BEFORE, LAW_AFTER, &x->lost);
  }
  return e;
}

/* ---- several months at once ---- */

enum { WORKERS_MAX = 16 };

struct crew {
  const struct adopt_ask *ask;
  int n, threads;              /* threads: of each month */
  struct adopt_month **months; /* those of everybody, who take longest, first */
  atomic_int next;
};

static void ask_month(const struct crew *c, struct adopt_month *x) {
  jmp_buf guard;
  struct arena *volatile s = arena_new_large("months of an adoption", MONTH_BYTES);
  x->a = arena_new_large("what an adoption keeps of a month", MONTH_BYTES);
  int why = !s || !x->a ? (int)NOMEM : setjmp(guard);
  if (why)
    x->err = (enum err)why;
  else {
    arena_guard(s, &guard);
    arena_guard(x->a, &guard);
    x->err = one_month(c->ask, x, s, c->threads);
    arena_guard(x->a, NULL);
  }
  arena_free(s);
}

static void *work(void *context) {
  struct crew *c = context;
  for (int i; (i = atomic_fetch_add(&c->next, 1)) < c->n;)
    ask_month(c, c->months[i]);
  return NULL;
}

enum err office_adopt_months(struct arena *a, const struct adopt_ask *ask, int n,
                             struct adopt_month *months) {
  int workers = ask->threads < n ? ask->threads : n;
  if (workers > WORKERS_MAX) workers = WORKERS_MAX;
  if (workers < 1) workers = 1;
  struct crew c = { .ask = ask, .months = NEW_ARRAY(a, struct adopt_month *, n + 1) };
  for (int totals = 1; totals >= 0; totals--)
    for (int i = 0; i < n; i++)
      if (months[i].totals == (totals == 1)) c.months[c.n++] = &months[i];
  c.threads = ask->threads / workers > 1 ? ask->threads / workers : 1;
  pthread_t id[WORKERS_MAX];
  bool running[WORKERS_MAX] = { 0 };
  for (int t = 1; t < workers; t++)
    running[t] = pthread_create(&id[t], NULL, work, &c) == 0;
  work(&c);
  for (int t = 1; t < workers; t++)
    if (running[t]) pthread_join(id[t], NULL);
  for (int i = 0; i < n; i++)
    if (months[i].err != OK) return months[i].err;
  return OK;
}

void office_adopt_months_free(int n, struct adopt_month *months) {
  for (int i = 0; i < n; i++)
    arena_free(months[i].a);
}
