/* bulk_row: the replay over columns, for what vectors cannot say and for rows that stay open. See
 * bulk_plan.h. */
#include "law/bulk/plan.h"

enum { IDS_BYTES = 64 << 20 };

/* ---- the columns as a law_source ---- */

int32_t household_of(const struct law_columns *c, int32_t person) {
  int32_t lo = 0, hi = c->households;
  while (hi - lo > 1) {
    int32_t mid = lo + (hi - lo) / 2;
    if (c->household_start[mid] <= person)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

static const struct law_columns *columns_on(const struct row_source *s, date day) {
  return s->b->cols[day == month_first(s->b->q.for_month) ? 0 : 1];
}

/* Is it neither of the days that the columns are of? */
static bool another_day(const struct row_source *s, date day) {
  return day != month_first(s->b->q.for_month) && day != month_last(s->b->q.for_month);
}

static enum law_given source_fact(void *context, enum law_entity e, int64_t subject, int fact, date day,
                                  struct law_fact_value *ret) {
  const struct row_source *s = context;
  const struct law_column *c = &columns_on(s, day)->fact[fact];
  const struct law_days *days = s->b->cols[1]->days;
  bool other = another_day(s, day) && s->session->at;
  int32_t rows = e == LAW_PERSON ? s->b->cols[0]->persons : s->b->cols[0]->households;
  if (subject < 0 || subject >= rows) return LAW_ASKED; /* a link may lead out of the columns */
  if (other && days) return days->fact(days->context, e, subject, fact, day, ret);
  enum law_given last = law_column_says(c, subject, ret);
  if (!other) return last;
  struct law_fact_value v = { .lo = 0 };
  enum law_given first = law_column_says(&s->b->cols[0]->fact[fact], subject, &v);
  bool same = first == last && (last != LAW_GIVEN || (v.lo == ret->lo && v.hi == ret->hi));
  return same ? last : LAW_ASKED;
}

static int64_t source_household(void *context, int64_t person, month m) {
  const struct row_source *s = context;
  (void)m;
  return household_of(s->b->cols[0], (int32_t)person);
}

/* Numbers first, first + 1, ..., or those at `to`; kept until the next row. `of`: any address that names
 * them. */
static const int64_t *list_of(struct row_source *s, const void *of, const int32_t *to, int64_t first,
                              int64_t n) {
  struct row_list *l = &s->list[((uintptr_t)of * 0x9E3779B97F4A7C15u >> 40) % LISTS];
  if (l->of == of && l->made == s->now) return l->at;
  int64_t *id = NEW_ARRAY(s->ids, int64_t, n + 1);
  for (int64_t i = 0; i < n; i++)
    id[i] = to ? to[i] : first + i;
  *l = (struct row_list) { of, id, s->now };
  return id;
}

static void forget(struct row_source *s) {
  arena_reset(s->ids);
  s->now++;
}

static int source_members(void *context, int64_t household, month m, const int64_t **ret) {
  struct row_source *s = context;
  const int32_t *start = s->b->cols[0]->household_start + household;
  (void)m;
  *ret = list_of(s, start, NULL, start[0], start[1] - start[0]);
  return start[1] - start[0];
}

static int source_linked(void *context, int64_t person, int link, date day, const int64_t **ret) {
  struct row_source *s = context;
  const struct law_columns *c = columns_on(s, day);
  const struct law_link_column *l = c->link ? &c->link[link] : NULL;
  const struct law_days *days = s->b->cols[1]->days;
  if (days && s->session->at && another_day(s, day))
    return days->linked(days->context, s->ids, person, link, day, ret);
  if (!l || !l->start || (l->unknown && l->unknown[person])) return -1;
  int64_t from = l->start[person], n = l->start[person + 1] - from;
  *ret = list_of(s, l->start + person, l->to + from, 0, n);
  return (int)n;
}

static int source_records(void *context, enum law_entity e, int64_t subject, int record, date day,
                          const int64_t **ret) {
  struct row_source *s = context;
  const struct law_records *r = columns_on(s, day)->records;
  return r ? r->records(r->context, s->ids, (struct law_record_ask) { e, subject, record, day }, ret) : 0;
}

static enum law_given source_field(void *context, int record, int64_t id, int field,
                                   struct law_fact_value *ret) {
  const struct law_records *r = ((const struct row_source *)context)->b->cols[1]->records;
  return r ? r->field(r->context, record, id, field, ret) : LAW_NOTHING;
}

static bool source_grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  const struct row_source *s = context;
  const struct law_grant_column *g = s->b->cols[1]->grant;
  const struct law_days *days = s->b->cols[1]->days;
  if (days && s->session->at) return days->grant(days->context, person, benefit, m, ret);
  if (!g || !g[benefit].ever.has || !law_few_has(&g[benefit].ever, person)) return false;
  *ret = law_grant_none();
  ret->granted = g[benefit].first[law_few_rank(&g[benefit].ever, person)];
  if (!g[benefit].few.has || !law_few_has(&g[benefit].few, person)) return true;
  ret->stands = true;
  int64_t rank = law_few_rank(&g[benefit].few, person);
  ret->active = g[benefit].active[rank];
  ret->suspended = g[benefit].suspended && g[benefit].suspended[rank];
  ret->first = ret->active ? m - 1 : m;
  ret->decided = ret->unbroken = ret->granted;
  return true;
}

void row_source_make(struct row_source *s, struct arena *a, const struct law_bulk *b) {
  *s = (struct row_source) {
    .b = b, .a = a, .ids = arena_new("bulk rows", IDS_BYTES), .list = NEW_ARRAY(a, struct row_list, LISTS)
  };
  s->source = (struct law_source) { .context = s,
                                    .fact = source_fact,
                                    .household = source_household,
                                    .members = source_members,
                                    .linked = source_linked,
                                    .records = source_records,
                                    .field = source_field,
                                    .grant = source_grant };
  s->of_law = NEW_ARRAY(a, struct law_session *, b->n_laws + 1);
  row_source_law(s, 0);
}

void row_source_law(struct row_source *s, int law) {
  const struct asked_law *asked = &s->b->law[law];
  if (!s->of_law[law]) {
    struct law_question q = { s->b->q.for_month, asked->day };
    struct law_session *r = s->of_law[law] = run_session_without(s->a, s->b->p, &s->source, q,
                                                                 asked->view->without);
    r->brief = r->unnamed = true;
    r->keep = s->ids; /* results are written out before the next row is asked */
    for (size_t i = 0; i < s->b->p->interpretation.n; i++)
      r->choice[i] = asked->choice[i];
  }
  s->session = s->of_law[law];
}

void row_source_free(struct row_source *s) {
  for (int i = 0; i < s->b->n_laws; i++)
    law_session_free(s->of_law[i]);
  arena_free(s->ids);
}

/* ---- a rule for one row ---- */

static void begin(struct row_source *s, date day, int reading) {
  struct law_session *r = s->session;
  forget(s);
  run_clean(r);
  run_start(r, reading == READING_FIRST ? 0 : 1);
  r->day = day;
}

static bool certain(struct val v, enum kind k) { return val_known(v, k) && (!v.some || !v.open_cases); }

struct agreement {
  struct law_session *r;
  int rule;
  struct subject s;
  enum kind k;
  const int *at;
  int n;
  struct val first;
  bool any;
};

/* Do all completions of the facts at[i .. n - 1] agree? As half_agrees of completions.c. */
static bool all_agree(struct agreement *g, int i) {
  struct law_session *r = g->r;
  if (run_spent(r)) return false;
  r->n_over = i;
  run_renew(r);
  struct val x = run_rule(r, g->rule, g->s);
  if (certain(x, g->k)) {
    if (g->any) return val_same(g->first, x, g->k);
    g->first = x;
    g->any = true;
    return true;
  }
  if (i == g->n) return false;
  bool agree = true;
  int64_t values = run_domain_size(&r->missing[g->at[i]]);
  for (int64_t k = 0; k < values && agree; k++) {
    run_complete_with(r, g->at, i, k);
    agree = all_agree(g, i + 1);
  }
  return agree;
}

/* Completions of what is missing (record 0002), for a rule: when all agree, *v is then the answer. */
static void complete(struct law_session *r, int rule, struct subject s, enum kind k, struct val *v) {
  struct agreement g = { .r = r, .rule = rule, .s = s, .k = k };
  g.n = run_completable(r, &g.at);
  r->spent = 0;
  if (g.n && all_agree(&g, 0)) *v = g.first;
  r->n_over = 0;
}

static struct val ask_rule(struct row_source *s, int rule, int32_t row, date day, int reading, enum err *e) {
  struct law_session *r = s->session;
  enum kind k = r->p->rule.at[rule].type.kind;
  struct subject subject = { .e = r->p->rule.at[rule].on, .id = row };
  begin(s, day, reading);
  r->collect = true;
  struct val v = run_rule(r, rule, subject);
  r->collect = false;
  if (!certain(v, k) && r->err == OK) complete(r, rule, subject, k, &v);
  *e = r->err;
  return v;
}

void row_parts(struct row_source *s, const struct law_bulk *b, const struct row_rule *q, int32_t row,
               int64_t *part) {
  const struct law_grant_column *g = b->cols[1]->grant;
  const struct rule *rule = &b->p->rule.at[q->rule];
  enum kind k = rule->type.kind;
  row_source_law(s, q->law);
  begin(s, q->day, q->reading);
  if (q->benefit >= 0 && rule->on == E_PERSON) {
    const struct law_grant_column *c = g && g[q->benefit].few.has ? &g[q->benefit] : NULL;
    bool granted = c && law_few_has(&c->few, row);
    s->session->granted = granted ? c->granted[law_few_rank(&c->few, row)] : DATE_MAX;
  }
  s->session->collect = false;
  struct val v = run_rule(s->session, q->rule, (struct subject) { .e = rule->on, .id = row });
  int n_parts = row_part_count(b->p, q), n = PART_KEY;
  memset(part, 0, (size_t)n_parts * sizeof *part);
  part[PART_FAULT] = s->session->err != OK;
  part[PART_DOUBT] = s->session->unverified;
  part[PART_SURE] = v.some && !v.none;
  part[PART_MAYBE] = v.some;
  if (!v.some) return;
  int64_t den = k == K_RATE || k == K_SUM ? 10000 : 1;
  bool known = !v.open_cases;
  if (k == K_BOOL)
    part[PART_LO] = v.set.low == IS_YES, part[PART_HI] = set_has(v.set, 1);
  else if (k == K_ENUM) {
    part[PART_LO] = part[PART_HI] = set_next(v.set, 0);
    known &= set_only(v.set) >= 0;
  } else {
    known &= bound_has(v.lo) && bound_has(v.hi);
    const struct ratio *bound[2] = { &v.lo, &v.hi };
    for (int i = 0; i < 2 && known; i++) {
      known = den % bound[i]->den == 0 && bound[i]->num < (INT64_C(1) << 26) * (1 << 13) &&
              bound[i]->num > -(INT64_C(1) << 26) * (1 << 13);
      if (known) part[i] = bound[i]->num * (den / bound[i]->den);
      if (k == K_DATE && (part[i] < DATE_MIN || part[i] > DATE_MAX)) known = false;
      if (part[i] > (INT64_C(1) << 40) || part[i] < -(INT64_C(1) << 40)) known = false;
    }
    if (!known) part[0] = part[1] = 0;
    bool one = bound_has(v.lo) && bound_has(v.hi) && ratio_cmp(v.lo, v.hi) == 0;
    if (!known && one && !v.open_cases)
      part[PART_FAULT] = 1; /* known, but no number of these columns: it may be a fault */
  }
  for (int c = set_next(v.cases, 0); c >= 0 && rule->cases; c = set_next(v.cases, c + 1)) {
    if (n == n_parts) { /* more than can decide at once: not one answer */
      known = false;
      break;
    }
    part[n++] = c + 1;
  }
  part[PART_OPEN] = !known;
}

/* ---- a target's row ---- */

static bool put(struct law_bulk_output *o, int32_t row, int64_t v) {
  switch (o->bytes) {
  case 1: ((uint8_t *)o->value)[row] = (uint8_t)v; return v >= 0 && v <= UINT8_MAX;
  case 2: ((uint16_t *)o->value)[row] = (uint16_t)v; return v >= 0 && v <= UINT16_MAX;
  case 4: ((int32_t *)o->value)[row] = (int32_t)v; return v >= INT32_MIN && v <= INT32_MAX;
  default: ((int64_t *)o->value)[row] = v; return true;
  }
}

static void put_key(struct law_bulk_output *o, int k, int32_t row, int code) {
  assert(code >= 0 && code <= (o->key_bytes[k] == 1 ? UINT8_MAX : UINT16_MAX));
  if (o->key_bytes[k] == 1)
    ((uint8_t *)o->key[k])[row] = (uint8_t)code;
  else
    ((uint16_t *)o->key[k])[row] = (uint16_t)code;
}

static bool put_case(struct law_bulk_output *o, int32_t row, int rule, int kase) {
  for (int k = 0; k < o->keys; k++)
    if (o->key_rule[k] == rule && !law_bulk_key(o, k, row)) {
      put_key(o, k, row, kase + 1);
      return true;
    }
  return false;
}

static void name_fault(struct row_source *s, int target, int32_t row, struct law_fault f,
                       struct law_bulk_report *count) {
  count->faults++;
  if (count->n_named == LAW_BULK_FAULTS_NAMED) return;
  f.place = arena_text(s->a, f.place, strlen(f.place));
  count->named[count->n_named++] = (struct law_bulk_fault) { target, row, f };
}

/* One answer on its way to the output. */
struct answer {
  uint8_t status, flags;
  int64_t value;
  bool fits;
  struct law_fault fault;
};

static void ask_benefit(struct row_source *s, const struct target_plan *t, struct law_bulk_output *o,
                        int32_t row, int32_t at, struct answer *x) {
  struct law_result q;
  forget(s);
  law_session_brief(s->session, t->t.brief); /* other choices: for the flags */
  law_ask(s->session, t->t.index, row, &q);
  law_session_brief(s->session, true);
  if (q.unverified) x->flags |= LAW_BULK_UNVERIFIED;
  if (q.n_alternatives) x->flags |= LAW_BULK_OTHERWISE;
  x->status = (uint8_t)q.status;
  x->fault = q.fault;
  if (q.status != LAW_VALUE) return;
  x->value = q.amount;
  if (q.amount_high != q.amount) x->flags |= LAW_BULK_BETWEEN;
  for (int i = 0; i < q.n_cases && !t->t.brief; i++)
    x->fits &= put_case(o, at, q.cases[i].rule, q.cases[i].kase);
}

static void ask_plain(struct row_source *s, const struct target_plan *t, struct law_bulk_output *o,
                      int32_t row, int32_t at, struct answer *x) {
  enum err e = OK;
  enum kind k = t->kind;
  int reading = t->t.day == month_first(s->b->q.for_month) ? READING_FIRST : READING_LAST;
  struct val v = ask_rule(s, t->t.index, row, t->t.day, reading, &e);
  if (e != OK) {
    x->status = LAW_BULK_FAULT;
    x->fault = run_fault(s->session, s->ids);
    return;
  }
  x->status = !certain(v, k) ? LAW_BULK_UNKNOWN : v.some ? LAW_BULK_VALUE : LAW_BULK_NOT;
  if (x->status != LAW_BULK_VALUE) return;
  if (kind_is_set(k))
    x->value = set_only(v.set);
  else
    x->fits = o->den % v.lo.den == 0 && !__builtin_mul_overflow(v.lo.num, o->den / v.lo.den, &x->value);
  for (int c = set_next(v.cases, 0); c >= 0 && t->n_rules; c = set_next(v.cases, c + 1))
    x->fits &= put_case(o, at, t->t.index, c);
}

void row_answer(struct row_source *s, int target, struct law_bulk_output *o, int32_t row, int32_t at,
                struct law_bulk_report *count) {
  const struct target_plan *t = &s->b->target[target];
  struct answer x = { .status = LAW_BULK_NOT, .flags = LAW_BULK_BY_ROW, .fits = true };
  count->rows_asked++;
  row_source_law(s, t->law);
  for (int k = 0; k < o->keys; k++)
    put_key(o, k, at, 0);
  if (t->t.kind == LAW_BULK_BENEFIT)
    ask_benefit(s, t, o, row, at, &x);
  else
    ask_plain(s, t, o, row, at, &x);
  x.fits &= put(o, at, x.value);
  if (x.status == LAW_BULK_VALUE && !x.fits) {
    x.status = LAW_BULK_FAULT;
    x.fault = (struct law_fault) { LIMIT, "" };
  }
  if (x.status == LAW_BULK_FAULT) {
    put(o, at, x.fault.err);
    for (int k = 0; k < o->keys; k++)
      put_key(o, k, at, 0);
    name_fault(s, target, row, x.fault, count);
  }
  if (o->status) o->status[at] = x.status;
  if (o->flags) o->flags[at] = x.flags;
}
