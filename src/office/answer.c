/* answer: one person's month, by replay or out of a determination. Nothing is judged here: the law answers
 * and settles, people say what is granted and paid, and this puts them into one struct. */
#include "office/answer.h"

struct office_asker {
  struct arena *a;
  const struct law_program *p;
  struct people *people;
  struct people_source *source;
  struct law_session *session, *payment; /* payment: under the law of `payment_law`; NULL none yet */
  date payment_law;
  struct office_when when;
  struct law_result *eligible, *due; /* by benefit, of the last answer */
  bool *is_due;                      /* granted, not suspended, and the grant it is paid by */
  int64_t person, household;
  bool brief, asked;
};

/* ---- arrears ---- */

struct office_arrears office_arrears(const struct office_owed *owed) {
  struct office_arrears r = { .open = owed->was >= LAW_UNKNOWN || owed->now >= LAW_UNKNOWN };
  if (!owed->closed) return (struct office_arrears) { .open = false };
  if (r.open) return r; /* unknown is not zero */
  money was = owed->was == LAW_VALUE ? owed->was_amount : 0,
        now = owed->now == LAW_VALUE ? owed->now_amount : 0;
  money least = was < now ? was : now, most = was < now ? now : was;
  money met = owed->paid < least ? least : owed->paid > most ? most : owed->paid;
  r.cause[CAUSE_LAW] = now - met; /* what the law moved by and no payment has met yet */
  r.cause[CAUSE_FACTS] = met - owed->paid;
  assert(r.cause[CAUSE_LAW] == 0 || r.cause[CAUSE_FACTS] == 0 ||
         (r.cause[CAUSE_LAW] > 0) == (r.cause[CAUSE_FACTS] > 0));
  return r;
}

bool office_month_closed(const struct people *p, int64_t person, int benefit, month m, date known) {
  const struct people_grant *list, *stands = people_grant_of(p, person, benefit, m);
  month on = stands ? office_list_of(p, stands, m) : m;
  assert(on >= m);
  bool closed = on + 1 < month_of(known);
  for (int k = people_grants_of(p, person, &list); k-- > 0 && !closed;) {
    bool settles = on == m || list[k].id == stands->id;
    closed = list[k].benefit == benefit && settles && office_paid_from(&list[k], m);
  }
  return closed;
}

money office_paid_of(const struct people *p, int64_t person, int benefit, month m) {
  const struct people_grant *list;
  money paid = 0;
  for (int k = people_grants_of(p, person, &list); k-- > 0;)
    if (list[k].benefit == benefit) paid += office_paid(&list[k], m);
  return paid;
}

/* Whose grants it is paid under: the person's own, or of what a household's holder left behind his. */
static int64_t holder_of(const struct office_answer *x, const struct office_item *i) {
  return i->grant ? i->grant->person : x->person;
}

/* `was`: due by the law of the payment. */
static void put_arrears(enum law_status was, money was_amount, struct office_item *i) {
  struct office_owed owed = { .was = was,
                              .now = i->due,
                              .was_amount = was_amount,
                              .now_amount = i->due_amount,
                              .closed = i->closed,
                              .paid = i->paid };
  i->arrears = office_arrears(&owed);
}

/* ---- sums ---- */

bool office_item_stands(const struct office_item *i) {
  return i->eligible == LAW_VALUE && !i->among_eligible.lost;
}

bool office_item_at_least(const struct office_item *i) {
  return i->due == LAW_VALUE && i->among_granted.open && !i->among_granted.lost;
}

struct office_sums office_sums(const struct office_answer *x) {
  struct office_sums s = { .eligible = LAW_NOT_ENTITLED };
  for (int b = 0; b < x->n; b++) {
    const struct office_item *i = &x->item[b];
    bool own = i->entity == LAW_PERSON; /* a household's is due to the one it is granted to */
    if (own && office_item_stands(i)) {
      s.eligible_amount += i->eligible_amount;
      if (s.eligible == LAW_NOT_ENTITLED) s.eligible = LAW_VALUE;
    } else if (own && (i->eligible == LAW_UNKNOWN || i->eligible == LAW_FAULT)) {
      s.eligible = LAW_UNKNOWN;
    }
    s.has_due |= i->due == LAW_VALUE;
    s.due += i->due_amount;
    s.has_paid |= i->any_paid;
    s.paid += i->paid;
    money more = i->arrears.cause[CAUSE_LAW] + i->arrears.cause[CAUSE_FACTS];
    *(more < 0 ? &s.back : &s.owed) += more;
    s.arrears_open |= i->arrears.open;
  }
  assert(s.owed >= 0 && s.back <= 0);
  return s;
}

/* ---- what stands in the register ---- */

static void put_grant(struct office_item *i, const struct people_grant *g, month m) {
  i->grant = g;
  i->suspended = g && people_grant_suspended(g, m);
}

static void add_paid(const struct people_grant *g, month m, struct office_answer *x) {
  if (g->benefit < 0 || !office_recorded(g, m)) return;
  x->item[g->benefit].any_paid = true;
  x->item[g->benefit].paid += office_paid(g, m);
}

/* What is recorded as paid under the grants that are told of the person: his own, and of his household those
 * whose holder is not there. */
static void put_paid(const struct people *p, struct arena *a, month m, struct office_answer *x) {
  const struct people_grant *list, *const *home;
  int n = people_grants_of(p, x->person, &list);
  for (int k = 0; k < n; k++)
    if (people_grant_told_of(p, &list[k], m) == x->person) add_paid(&list[k], m, x);
  n = people_home_grants(p, a, x->household, &home);
  for (int k = 0; k < n; k++)
    if (home[k]->person != x->person && people_grant_told_of(p, home[k], m) == x->person)
      add_paid(home[k], m, x);
  for (int b = 0; b < x->n; b++) {
    struct office_item *i = &x->item[b];
    if (i->grant || i->any_paid) i->closed = office_month_closed(p, holder_of(x, i), b, m, x->when.facts);
  }
}

static void put_due(struct office_item *i, enum law_status status, money amount) {
  i->due = i->among_granted.lost ? LAW_NOT_ENTITLED : status;
  i->due_amount = i->due == LAW_VALUE ? amount : 0;
}

/* ---- by replay ---- */

struct office_asker *office_asker_new(struct arena *a, const struct law_program *p, struct people *people,
                                      struct people_source *source, struct office_when when) {
  assert(when.act == people_act(people));
  struct office_asker *k = NEW(a, struct office_asker);
  struct law_source s = people_source(source);
  int n = law_benefit_count(p);
  *k = (struct office_asker) { .a = a, .p = p, .people = people, .source = source, .when = when };
  k->session = law_session_new(a, p, &s, (struct law_question) { when.for_month, when.law });
  k->eligible = NEW_ARRAY(a, struct law_result, n + 1);
  k->due = NEW_ARRAY(a, struct law_result, n + 1);
  k->is_due = NEW_ARRAY(a, bool, n + 1);
  return k;
}

void office_asker_free(struct office_asker *k) {
  if (!k) return;
  law_session_free(k->session);
  law_session_free(k->payment);
}

struct law_session *office_asker_session(struct office_asker *k) {
  return k->session;
}

static struct office_settled settled_of(const struct office_asker *k, const struct law_result *q) {
  struct office_settled s = { .lost = q->lost, .open = q->open, .group = -1, .to = -1 };
  if (!q->lost) return s;
  s.group = q->lost_group;
  s.to = q->lost_to;
  s.to_subject = q->lost_to_subject;
  s.whose = law_benefit_entity(k->p, q->lost_to);
  s.forgone = q->forgone;
  return s;
}

static void put_result(const struct office_asker *k, const struct law_result *q, struct office_item *i) {
  i->record = q->record;
  i->component = q->component;
  i->eligible = q->status;
  i->eligible_amount = q->status == LAW_VALUE ? q->amount : 0;
  i->n_cases = q->n_cases;
  i->cases = q->cases;
  i->unverified = q->unverified;
  i->otherwise = q->n_alternatives > 0;
  i->among_eligible = settled_of(k, q);
  i->among_granted = (struct office_settled) { .group = -1, .to = -1 };
  if (q->status == LAW_FAULT) i->fault = q->fault;
}

/* All benefits of a person and of his household, by both reckonings, by benefit. */
static void ask_all(const struct office_asker *k, struct law_session *law, const struct office_answer *x,
                    struct law_result *eligible, struct law_result *due) {
  struct law_result *home = NEW_ARRAY(k->a, struct law_result, x->n + 1),
                    *home_due = NEW_ARRAY(k->a, struct law_result, x->n + 1);
  law_ask_both(law, LAW_PERSON, x->person, eligible, due);
  if (x->household < 0) return;
  law_ask_both(law, LAW_HOUSEHOLD, x->household, home, home_due);
  for (int b = 0; b < x->n; b++) {
    if (law_benefit_entity(k->p, b) != LAW_HOUSEHOLD) continue;
    eligible[b] = home[b];
    due[b] = home_due[b];
  }
}

/* The grant of a benefit that is told of the person, into his item, and the one it is due by, NULL none: of a
 * household's benefit the household's. */
static const struct people_grant *put_grants(const struct office_asker *k, const struct office_answer *x,
                                             struct office_item *i) {
  month m = x->when.for_month;
  const struct people_grant *own = people_grant_of(k->people, x->person, i->benefit, m), *home = NULL;
  if (i->entity != LAW_HOUSEHOLD) {
    put_grant(i, own, m);
    return i->suspended ? NULL : own;
  }
  if (x->household >= 0) home = people_home_grant(k->people, k->a, x->household, i->benefit, m);
  bool left = home && !people_grant_at_home(k->people, home, m);
  put_grant(i, left && people_grant_told_of(k->people, home, m) == x->person ? home : own, m);
  return home && people_grant_suspended(home, m) ? NULL : home;
}

/* Whom it is paid to, or who holds it and died or left. `due`: something is due by the grant. */
static void put_payer(const struct people *p, const struct people_grant *g, month m, bool due,
                      struct office_item *i) {
  bool shared = g && i->entity == LAW_HOUSEHOLD;
  enum people_holder holder = shared ? people_holder(p, g, m) : PEOPLE_HOLDER_HERE;
  i->paid_to = g && holder == PEOPLE_HOLDER_HERE ? g->person : 0;
  if (holder == PEOPLE_HOLDER_HERE || !due) return;
  i->held_by = g->person;
  i->holder_died = holder == PEOPLE_HOLDER_DEAD ? people_death(p, g->person) : DATE_MAX;
}

static bool one_law(const struct office_asker *k, date one, date other) {
  return law_since(k->p, one) == law_since(k->p, other);
}

/* The law a benefit was paid by in the month; that asked about where no arrears hang on it. */
static date payment_law(const struct office_asker *k, const struct office_answer *x, int benefit) {
  const struct office_item *i = &x->item[benefit];
  if (!i->closed || !k->is_due[benefit]) return k->when.law;
  const struct people_grant *by = office_paid_by(k->people, holder_of(x, i), benefit, x->when.for_month);
  return office_law_of_payment(k->p, by, x->when.for_month, k->when.law);
}

/* Due by another law than the one asked about, by benefit. */
static const struct law_result *due_by(struct office_asker *k, const struct office_answer *x, date law) {
  month m = x->when.for_month;
  struct law_result *eligible = NEW_ARRAY(k->a, struct law_result, x->n + 1),
                    *due = NEW_ARRAY(k->a, struct law_result, x->n + 1);
  if (k->payment && one_law(k, k->payment_law, law)) {
    law_session_turn(k->payment, m);
  } else {
    struct law_source s = people_source(k->source);
    law_session_free(k->payment);
    k->payment = law_session_new(k->a, k->p, &s, (struct law_question) { m, law });
    k->payment_law = law;
  }
  law_session_brief(k->payment, true);
  ask_all(k, k->payment, x, eligible, due);
  return due;
}

/* Each benefit beside the law it was paid by; what one law says of all is asked once. */
static void all_arrears(struct office_asker *k, struct office_answer *x) {
  const struct law_result **due = NEW_ARRAY(k->a, const struct law_result *, x->n + 1);
  for (int b = 0; b < x->n; b++) {
    date law = payment_law(k, x, b);
    struct office_item *i = &x->item[b], was = *i;
    for (int other = 0; other < b && !due[b]; other++)
      if (due[other] && one_law(k, payment_law(k, x, other), law)) due[b] = due[other];
    bool another = !one_law(k, law, k->when.law);
    if (another && !due[b]) due[b] = due_by(k, x, law);
    if (another) {
      was.among_granted = settled_of(k, &due[b][b]);
      put_due(&was, due[b][b].status, due[b][b].amount);
    }
    put_arrears(was.due, was.due_amount, i);
  }
}

enum err office_ask(struct office_asker *k, int64_t person, month for_month, bool brief,
                    struct office_answer *ret_x) {
  int n = law_benefit_count(k->p);
  struct law_source s = people_source(k->source);
  struct office_answer x = { .person = person, .when = k->when, .n = n };
  x.when.for_month = for_month;
  x.item = NEW_ARRAY(k->a, struct office_item, n + 1);
  law_session_turn(k->session, for_month);
  law_session_brief(k->session, brief);
  x.household = s.household(s.context, person, for_month);
  ask_all(k, k->session, &x, k->eligible, k->due);
  for (int b = 0; b < n; b++) {
    struct office_item *i = &x.item[b];
    *i = (struct office_item) { .benefit = b, .entity = law_benefit_entity(k->p, b), .subject = person };
    if (i->entity == LAW_HOUSEHOLD) i->subject = x.household;
    put_result(k, &k->eligible[b], i);
    const struct people_grant *paid_by = put_grants(k, &x, i);
    put_payer(k->people, paid_by, for_month, k->due[b].status == LAW_VALUE && !k->due[b].lost, i);
    k->is_due[b] = paid_by && paid_by == i->grant;
    if (!k->is_due[b]) continue;
    i->among_granted = settled_of(k, &k->due[b]);
    put_due(i, k->due[b].status, k->due[b].amount);
    i->unverified |= k->due[b].unverified;
  }
  put_paid(k->people, k->a, for_month, &x);
  all_arrears(k, &x);
  k->person = person;
  k->household = x.household;
  k->brief = brief;
  k->asked = true;
  enum err e = people_source_error(k->source);
  if (e == OK) *ret_x = x;
  return e;
}

enum err office_why(struct office_asker *k, int benefit, unsigned telling, struct law_result *ret_r,
                    struct law_reason **ret_why) {
  assert(k->asked && !k->brief);
  bool own = law_benefit_entity(k->p, benefit) == LAW_PERSON;
  if (!own && k->household < 0) return NOT_FOUND;
  struct law_reason *why;
  struct law_result r;
  const struct law_result *results = k->is_due[benefit] ? k->due : k->eligible;
  for (int b = 0; b < law_benefit_count(k->p); b++)
    k->eligible[b].stands = k->is_due[b] && k->due[b].status == LAW_VALUE && !k->due[b].lost;
  law_session_short(k->session, !(telling & OFFICE_TELL_EVERYTHING));
  law_session_guarded(k->session, (telling & OFFICE_TELL_GUARDED) != 0);
  law_explain(k->session, benefit, own ? k->person : k->household, results, &r, &why);
  enum err e = people_source_error(k->source);
  if (e != OK) return e;
  *ret_r = r;
  *ret_why = why;
  return OK;
}

/* ---- from a determination ---- */

static void put_row(const struct office_row *r, struct office_item *i) {
  i->component = r->component;
  i->record = r->record;
  i->eligible = (enum law_status)r->eligible;
  i->eligible_amount = r->eligible_amount;
  i->fault = (struct law_fault) { (enum err)r->fault, "" };
  i->n_cases = r->n_cases;
  i->cases = r->cases;
  i->unverified = r->flags & OFFICE_UNVERIFIED;
  i->otherwise = r->flags & OFFICE_INTERPRETATION;
  i->among_eligible = r->among_eligible;
  i->among_granted = r->among_granted;
  i->due = (enum law_status)r->due;
  i->due_amount = r->due_amount;
}

/* The grant that is told of a person, and whether it is the one his row is paid by. */
static bool put_own_grant(const struct office_determination *d, const struct office_row *r, int32_t at,
                          struct office_item *i) {
  const struct people_grant *grants;
  int32_t own = people_month_grant(&d->m, i->benefit, at).grant;
  bool left = r && r->grant >= 0 && r->flags & OFFICE_HOLDER_LEFT;
  people_grants(d->c, &grants);
  if (left && office_told_of(d, r) == d->m.person[at]) own = r->grant;
  if (own >= 0) put_grant(i, &grants[own], d->when.for_month);
  bool pays = r && r->grant >= 0 && !people_grant_suspended(&grants[r->grant], d->when.for_month);
  put_payer(d->c, pays ? &grants[r->grant] : NULL, d->when.for_month, pays && r->due == OFFICE_VALUE, i);
  return r && own >= 0 && own == r->grant;
}

static int32_t household_row(const struct office_determination *d, int32_t at) {
  int64_t low = 0, high = d->m.households;
  while (low + 1 < high) {
    int64_t middle = (low + high) / 2;
    if (d->m.start[middle] <= at)
      low = middle;
    else
      high = middle;
  }
  return (int32_t)low;
}

void office_answer_of(struct arena *a, const struct office_determination *d,
                      const struct office_determination *payment, int32_t at, struct office_answer *ret_x) {
  const struct office_determination *then = payment ? payment : d;
  assert(then->when.for_month == d->when.for_month && then->when.act == d->when.act && then->c == d->c);
  int n = law_benefit_count(d->p);
  int32_t row = household_row(d, at), first = d->m.start[row];
  int64_t home = d->m.household[row];
  struct office_answer x = { d->m.person[at], home ? home : -1, d->when, n,
                             NEW_ARRAY(a, struct office_item, n + 1) };
  for (int b = 0; b < n; b++) {
    struct office_item *i = &x.item[b];
    bool own = law_benefit_entity(d->p, b) == LAW_PERSON;
    *i = (struct office_item) { .benefit = b,
                                .entity = law_benefit_entity(d->p, b),
                                .subject = own ? x.person : x.household,
                                .among_eligible = { .group = -1, .to = -1 },
                                .among_granted = { .group = -1, .to = -1 },
                                .fault = { OK, "" } };
    const struct office_row *r = office_find(d, own ? at : first, b);
    if (r) put_row(r, i);
    if (!put_own_grant(d, r, at, i) && !own) {
      i->among_granted = (struct office_settled) { .group = -1, .to = -1 };
      i->due = LAW_NOT_ENTITLED;
      i->due_amount = 0;
    }
    for (int f = 0; f < d->n_named; f++)
      if (d->named[f].benefit == b && d->named[f].person == d->m.person[own ? at : first])
        i->fault = d->named[f].fault;
  }
  put_paid(d->c, a, d->when.for_month, &x);
  const struct people_grant *grants;
  people_grants(then->c, &grants);
  for (int b = 0; b < n; b++) {
    bool own = x.item[b].entity == LAW_PERSON;
    const struct office_row *r = office_find(then, own ? at : first, b);
    if (!own && r && (r->grant < 0 || &grants[r->grant] != x.item[b].grant)) r = NULL;
    put_arrears(r ? (enum law_status)r->due : LAW_NOT_ENTITLED, r ? r->due_amount : 0, &x.item[b]);
  }
  *ret_x = x;
}
