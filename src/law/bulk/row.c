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

static int64_t element(const struct law_column *c, int64_t i) {
  switch (c->bytes) {
  case 1: return ((const uint8_t *)c->at)[i];
  case 2: return ((const uint16_t *)c->at)[i];
  case 4: return ((const int32_t *)c->at)[i];
  default: return ((const int64_t *)c->at)[i];
  }
}

static enum law_given source_fact(void *context, enum law_entity e, int64_t subject, int fact, date day,
                                  struct law_fact_value *ret) {
  const struct row_source *s = context;
  const struct law_column *c = &columns_on(s, day)->fact[fact];
  (void)e;
  if (!c->at) return LAW_NOTHING;
  uint8_t hole = c->hole ? c->hole[subject] : 0;
  if (hole == 1) return LAW_ASKED;
  *ret = (struct law_fact_value) { .lo = element(c, subject) };
  ret->hi = hole == 2 && c->until ? c->until[subject] : ret->lo;
  return LAW_GIVEN;
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
  if (!l || !l->start || (l->unknown && l->unknown[person])) return -1;
  int64_t from = l->start[person], n = l->start[person + 1] - from;
  *ret = list_of(s, l->start + person, l->to + from, 0, n);
  return (int)n;
}

static int source_records(void *context, enum law_entity e, int64_t subject, int record, date day,
                          const int64_t **ret) {
  const struct law_source *r = columns_on(context, day)->records;
  return r && r->records ? r->records(r->context, e, subject, record, day, ret) : -1;
}

static enum law_given source_field(void *context, int record, int64_t id, int field,
                                   struct law_fact_value *ret) {
  const struct law_source *r = ((const struct row_source *)context)->b->cols[1]->records;
  return r && r->field ? r->field(r->context, record, id, field, ret) : LAW_NOTHING;
}

static bool source_grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  const struct row_source *s = context;
  const struct law_grant_column *g = s->b->cols[1]->grant;
  if (!g || !g[benefit].decided || g[benefit].decided[person] == DATE_MAX) return false;
  bool active = g[benefit].active && g[benefit].active[person];
  *ret = (struct law_grant) {
    .decided = g[benefit].decided[person], .first = active ? m - 1 : m, .last = m, .active = active
  };
  return true;
}

void row_source_make(struct row_source *s, struct arena *a, const struct law_bulk *b) {
  *s = (struct row_source) { .b = b,
                             .ids = arena_new("bulk rows", IDS_BYTES),
                             .list = NEW_ARRAY(a, struct row_list, LISTS) };
  s->source = (struct law_source) { .context = s,
                                    .fact = source_fact,
                                    .household = source_household,
                                    .members = source_members,
                                    .linked = source_linked,
                                    .records = source_records,
                                    .field = source_field,
                                    .grant = source_grant };
  s->session = law_session_new(a, b->p, &s->source, (struct law_question) { b->q.for_month, b->q.law_day });
  s->session->brief = true;
  for (size_t i = 0; i < b->p->interpretation.n && i < CHOICES_MAX; i++)
    s->session->choice[i] = b->choice[i];
}

void row_source_free(struct row_source *s) {
  law_session_free(s->session);
  arena_free(s->ids);
}

/* ---- a rule for one row ---- */

static void begin(struct row_source *s, date day, int reading) {
  struct law_session *r = s->session;
  arena_reset(r->scratch);
  forget(s);
  run_start(r, reading == READING_FIRST ? 0 : 1);
  r->day = day;
  r->granted = DATE_MAX;
  r->err = OK;
  r->n_over = 0;
}

static bool settled(struct val v, enum kind k) { return val_known(v, k) && (!v.some || !v.open_cases); }

/* Completions of what is missing (record 0002), for a rule: true when all agree, *v is then the answer. */
static bool complete(struct law_session *r, int rule, struct subject s, enum kind k, struct val *v) {
  int at[OVERRIDES_MAX], n = 0;
  int64_t all = 1;
  for (int i = 0; i < r->n_missing && n < OVERRIDES_MAX; i++) {
    const struct missing *m = &r->missing[i];
    int64_t d = kind_is_set(m->kind) ? __builtin_popcountll(m->domain) : m->hi - m->lo + 1;
    if (!m->finite || m->fact < 0 || d < 1 || all * d > LAW_COMPLETIONS_MAX) continue;
    all *= d;
    at[n++] = i;
  }
  if (!n || r->more_missing) return false;
  struct val first = { 0 };
  bool agree = true;
  int64_t alone = 1, singles = 0; /* each fact alone first: that mostly tells */
  r->collect = false;
  for (int i = 0; i < n; i++)
    singles += kind_is_set(r->missing[at[i]].kind) ? __builtin_popcountll(r->missing[at[i]].domain)
                                                   : r->missing[at[i]].hi - r->missing[at[i]].lo + 1;
  int fact = 0;
  int64_t turn = 0;
  for (int64_t t = 0; t < singles + all && agree; t++) {
    int64_t c = t - singles;
    if (c < 0) {
      const struct missing *m = &r->missing[at[fact]];
      int64_t d = kind_is_set(m->kind) ? __builtin_popcountll(m->domain) : m->hi - m->lo + 1;
      c = turn * alone;
      if (++turn == d) {
        turn = 0;
        fact++;
        alone *= d;
      }
    }
    int64_t rest = c;
    for (int i = 0; i < n; i++) {
      const struct missing *m = &r->missing[at[i]];
      int64_t d = kind_is_set(m->kind) ? __builtin_popcountll(m->domain) : m->hi - m->lo + 1, x = rest % d;
      uint64_t set = m->domain;
      rest /= d;
      if (kind_is_set(m->kind)) {
        while (x-- > 0)
          set &= set - 1;
        x = __builtin_ctzll(set);
      } else
        x += m->lo;
      r->over[i] = (struct override) { m->entity, m->subject, m->fact, x };
    }
    r->n_over = n;
    r->generation++;
    struct val x = run_rule(r, rule, s);
    if (!t) first = x;
    agree = settled(x, k) && val_same(first, x, k);
  }
  r->n_over = 0;
  if (agree) *v = first;
  return agree;
}

static struct val ask_rule(struct row_source *s, int rule, int32_t row, date day, int reading, enum err *e) {
  struct law_session *r = s->session;
  enum kind k = r->p->rule.at[rule].type.kind;
  struct subject subject = { .e = r->p->rule.at[rule].on, .id = row };
  begin(s, day, reading);
  r->n_missing = 0;
  r->more_missing = false;
  r->collect = true;
  struct val v = run_rule(r, rule, subject);
  r->collect = false;
  if (!settled(v, k) && r->err == OK) complete(r, rule, subject, k, &v);
  *e = r->err;
  return v;
}

void row_parts(struct row_source *s, const struct law_bulk *b, const struct row_rule *q, int32_t row,
               int64_t part[ROW_PARTS]) {
  const struct law_grant_column *g = b->cols[1]->grant;
  const struct rule *rule = &b->p->rule.at[q->rule];
  enum kind k = rule->type.kind;
  begin(s, q->day, q->reading);
  if (q->benefit >= 0 && rule->on == E_PERSON) s->session->granted = g[q->benefit].decided[row];
  s->session->collect = false;
  struct val v = run_rule(s->session, q->rule, (struct subject) { .e = rule->on, .id = row });
  memset(part, 0, ROW_PARTS * sizeof *part);
  part[5] = s->session->err != OK;
  part[2] = v.some && !v.none;
  part[3] = v.some;
  if (!v.some) return;
  int64_t den = k == K_RATE || k == K_SUM ? 10000 : 1;
  bool known = !v.open_cases;
  if (k == K_BOOL)
    part[0] = v.set == 2, part[1] = v.set >> 1 & 1;
  else if (k == K_ENUM) {
    part[0] = part[1] = v.set ? __builtin_ctzll(v.set) : 0;
    known &= v.set && !(v.set & (v.set - 1));
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
  }
  int n = 0;
  for (int c = 0; c < LAW_CASES_MAX && rule->cases; c++) {
    if (!(v.cases[c / 64] >> (c % 64) & 1)) continue;
    if (n == LAW_BULK_KEYS_MAX) {
      known = false;
      break;
    }
    part[6 + n++] = c + 1;
  }
  part[4] = !known;
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

static bool put_case(struct law_bulk_output *o, int32_t row, int rule, int kase) {
  for (int k = 0; k < o->keys; k++)
    if (o->key_rule[k] == rule && !o->key[k][row]) {
      o->key[k][row] = (uint8_t)(kase + 1);
      return true;
    }
  return false;
}

void row_answer(struct row_source *s, const struct law_bulk *b, int target, struct law_bulk_output *o,
                int32_t row, struct law_bulk_report *count) {
  const struct target_plan *t = &b->target[target];
  uint8_t status = LAW_BULK_NOT, flags = o->flags_all | LAW_BULK_BY_ROW;
  int64_t value = 0;
  bool fits = true;
  count->rows_asked++;
  for (int k = 0; k < o->keys; k++)
    o->key[k][row] = 0;
  if (t->t.kind == LAW_BULK_BENEFIT) {
    struct law_result q;
    forget(s);
    s->session->n_over = 0;
    if (law_ask(s->session, t->t.index, row, &q) != OK)
      status = LAW_BULK_FAULT;
    else {
      status = (uint8_t)q.status;
      if (q.status == LAW_VALUE) {
        value = q.amount;
        if (q.amount_high != q.amount) flags |= LAW_BULK_BETWEEN;
        for (int i = 0; i < q.n_cases; i++)
          fits &= put_case(o, row, q.cases[i].rule, q.cases[i].kase);
      }
    }
  } else {
    enum err e = OK;
    enum kind k = t->kind;
    struct val v = ask_rule(s, t->t.index, row, t->t.day,
                            t->t.day == month_first(b->q.for_month) ? READING_FIRST : READING_LAST, &e);
    status = e != OK          ? LAW_BULK_FAULT
             : !settled(v, k) ? LAW_BULK_UNKNOWN
             : v.some         ? LAW_BULK_VALUE
                              : LAW_BULK_NOT;
    if (status == LAW_BULK_VALUE) {
      if (kind_is_set(k))
        value = __builtin_ctzll(v.set);
      else if (o->den % v.lo.den)
        fits = false;
      else
        fits = !__builtin_mul_overflow(v.lo.num, o->den / v.lo.den, &value);
      for (int c = 0; c < LAW_CASES_MAX && t->n_rules; c++)
        if (v.cases[c / 64] >> (c % 64) & 1) fits &= put_case(o, row, t->t.index, c);
    }
  }
  fits &= put(o, row, value);
  if (!fits) status = LAW_BULK_FAULT;
  if (status == LAW_BULK_FAULT) {
    put(o, row, 0);
    count->faults++;
  }
  if (o->status) o->status[row] = status;
  if (o->flags) o->flags[row] = flags;
}
