/* bulk_plan: from a program, a month and columns to code. See bulk.h. */
#include "law/bulk/plan.h"

/* ---- columns ---- */

struct law_columns *law_columns_new(struct arena *a, const struct law_program *p, int32_t persons,
                                    int32_t households, const int32_t *household_start) {
  struct law_columns *c = NEW(a, struct law_columns);
  *c = (struct law_columns) { .persons = persons,
                              .households = households,
                              .household_start = household_start };
  c->fact = NEW_ARRAY(a, struct law_column, p->fact.n + 1);
  c->grant = NEW_ARRAY(a, struct law_grant_column, p->benefit.n + 1);
  c->link = NEW_ARRAY(a, struct law_link_column, p->link.n + 1);
  for (size_t i = 0; i < p->fact.n; i++)
    c->fact[i].lo = 1;
  return c;
}

#define RANGE(T)                                                                                             \
  {                                                                                                          \
    const T *v = c->at;                                                                                      \
    T least = v[0], most = v[0];                                                                             \
    for (size_t i = 0; i < n; i++) {                                                                         \
      least = v[i] < least ? v[i] : least;                                                                   \
      most = v[i] > most ? v[i] : most;                                                                      \
    }                                                                                                        \
    lo = (int64_t)least;                                                                                     \
    hi = (int64_t)most;                                                                                      \
  }

static struct law_column measured(const struct law_column *c, size_t n) {
  struct law_column m = *c;
  int64_t lo = 0, hi = 0;
  if (!c->at || c->lo <= c->hi) return m;
  if (n) switch (c->bytes) {
    case 1: RANGE(uint8_t) break;
    case 2: RANGE(uint16_t) break;
    case 4: RANGE(int32_t) break;
    default: RANGE(int64_t) break;
    }
  m.lo = lo;
  m.hi = hi;
  return m;
}

static const struct law_columns *measured_all(struct arena *a, const struct law_program *p,
                                              const struct law_columns *c, const struct law_columns *done) {
  struct law_columns *m = NEW(a, struct law_columns);
  *m = *c;
  m->fact = NEW_ARRAY(a, struct law_column, p->fact.n + 1);
  for (size_t i = 0; i < p->fact.n; i++) {
    bool shared = done && done->fact[i].at == c->fact[i].at && done->fact[i].bytes == c->fact[i].bytes;
    m->fact[i] = shared ? c->fact[i]
                        : measured(&c->fact[i],
                                   (size_t)(p->fact.at[i].on == E_PERSON ? c->persons : c->households));
    if (shared) {
      m->fact[i].lo = done->fact[i].lo;
      m->fact[i].hi = done->fact[i].hi;
    }
  }
  return m;
}

bool law_bulk_fact_range(const struct law_program *p, int fact, int64_t *ret_lo, int64_t *ret_hi) {
  const struct type *t = &p->fact.at[fact].type;
  if (t->kind != K_INT || !t->ranged) return false;
  *ret_lo = t->lo;
  *ret_hi = t->hi;
  return true;
}

int law_bulk_find_rule(const struct law_program *p, struct str full) {
  full = law_renamed(p, LAW_NAMED_RULE, full);
  for (size_t i = 0; i < p->rule.n; i++)
    if (str_eq(p->rule.at[i].full, full)) return (int)i;
  return -1;
}
int law_bulk_rule_count(const struct law_program *p) { return (int)p->rule.n; }
const char *law_bulk_rule_name(const struct law_program *p, int rule) {
  return arena_text(p->a, p->rule.at[rule].full.p, p->rule.at[rule].full.n);
}

/* ---- targets ---- */

static void describe_target(const struct law_bulk *b, struct target_plan *t, struct law_bulk_target wanted) {
  *t = (struct target_plan) { .t = wanted, .den = 1, .bytes = 1 };
  if (wanted.kind == LAW_BULK_BENEFIT) {
    const struct benefit *x = &b->p->benefit.at[wanted.index];
    t->on = x->on;
    t->kind = K_MONEY;
    t->n_rules = run_deciding_rules(b->p, x, t->rules);
  } else {
    const struct rule *q = &b->p->rule.at[wanted.index];
    t->on = q->on;
    t->kind = q->type.kind;
    if (!t->t.day) t->t.day = month_last(b->q.for_month);
    if (q->cases) {
      t->n_rules = 1;
      t->rules[0] = wanted.index;
    }
  }
}

/* ---- variants ---- */

/* Persons of the largest household that vectors take. */
static int64_t largest(const struct law_columns *c) {
  int32_t most = 1;
  for (int32_t h = 0; h < c->households; h++) {
    int32_t n = c->household_start[h + 1] - c->household_start[h];
    most = n > most ? n : most;
  }
  return most > SEGMENT_MAX ? SEGMENT_MAX : most;
}

void lowering_start(struct lowering *L, const struct law_bulk *b, struct arena *a, const struct view *view,
                    bool holes) {
  *L = (struct lowering) { .a = a,
                           .p = b->p,
                           .view = view,
                           .choice = b->choice,
                           .cols = { b->cols[0], b->cols[1] },
                           .holes = holes,
                           .benefit = -1,
                           .first = month_first(b->q.for_month),
                           .last = month_last(b->q.for_month),
                           .layers = b->layers,
                           .two = !b->same };
  L->g = ir_graph(a);
  L->g->most = largest(b->cols[0]);
  find_guarded(L);
  L->trouble[0] = L->trouble[1] = L->g->no;
}

static void lower_all(struct law_bulk *b, struct arena *a, const struct view *view, bool holes,
                      struct lowering *L, struct target_nodes *nodes) {
  lowering_start(L, b, a, view, holes);
  for (int i = 0; i < b->n; i++) {
    struct target_plan *t = &b->target[i];
    if (t->why_row) {
      L->g->why = NULL;
      continue;
    }
    int before[2] = { L->trouble[0], L->trouble[1] };
    if (lower_target(L, t, &nodes[i])) {
      t->flags |= nodes[i].flags;
      continue;
    }
    t->why_row = L->g->why;
    t->flags |= nodes[i].flags;
    L->g->why = NULL;
    L->depth = L->inside = 0;
    L->guard_inside = false;
    L->trouble[0] = before[0];
    L->trouble[1] = before[1];
  }
}

static int bytes_for(int64_t lo, int64_t hi) {
  if (lo >= 0 && hi <= UINT16_MAX) return hi <= UINT8_MAX ? 1 : 2;
  return lo >= INT32_MIN && hi <= INT32_MAX ? 4 : 8;
}

static const enum width widths[] = { [1] = W8, [2] = W16, [4] = W32, [8] = W64 };

static void make_code(struct law_bulk *b, struct lowering *L, struct target_nodes *nodes, struct variant *v) {
  struct graph *g = L->g;
  int wanted[LAW_BULK_TARGETS_MAX * (3 + LAW_BULK_KEYS_MAX) + 1], n = 0;
  int trouble = L->trouble[1];
  if (L->trouble[0] != g->no)
    trouble = ir_or(g, trouble, ir_le(g, g->yes, ir_segment(g, I_SEGSUM, L->trouble[0], 0)));
  int trouble_person = ir_spread(g, trouble);
  for (int i = 0; i < b->n; i++) {
    struct target_plan *t = &b->target[i];
    struct result_at *r = &v->at[i];
    *r = (struct result_at) { -1, -1, -1, { 0 } };
    for (int k = 0; k < LAW_BULK_KEYS_MAX; k++)
      r->key[k] = -1;
    if (t->why_row) continue;
    bool person = t->on == E_PERSON;
    int at = ir_or(g, nodes[i].unsettled, person ? trouble_person : trouble), value = nodes[i].value;
    if (nodes[i].den != t->den) value = ir_mul(g, value, ir_const(g, t->den / nodes[i].den));
    value = ir_width(g, value, widths[t->bytes]);
    int out[3] = { nodes[i].status, value, at }, *where[3] = { &r->status, &r->value, &r->unsettled };
    for (int k = 0; k < 3; k++) {
      wanted[n] = person ? ir_spread(g, out[k]) : out[k];
      *where[k] = n++;
    }
    for (int k = 0; k < nodes[i].n; k++) {
      wanted[n] = person ? ir_spread(g, nodes[i].key[k]) : nodes[i].key[k];
      r->key[k] = n++;
    }
  }
  v->code = ir_emit(L->a, g, n, wanted);
  v->g = g;
  v->row = L->row.at;
  v->n_row = (int)L->row.n;
  v->nodes = (int)g->at.n;
}

/* Widths, keys and denominators that serve both variants. */
static void agree(struct law_bulk *b, struct target_nodes *const nodes[2], struct lowering *const L[2],
                  int n_variants) {
  for (int i = 0; i < b->n; i++) {
    struct target_plan *t = &b->target[i];
    if (t->why_row) {
      t->bytes = 8;
      t->status = true;
      continue;
    }
    int64_t lo = 0, hi = 0;
    t->den = 1;
    t->status = false;
    for (int k = 0; k < n_variants; k++) {
      const struct target_nodes *x = &nodes[k][i];
      int64_t den = x->den, c = t->den;
      while (c) {
        int64_t r = den % c;
        den = c;
        c = r;
      }
      t->den = t->den / den * x->den;
    }
    for (int k = 0; k < n_variants; k++) {
      const struct target_nodes *x = &nodes[k][i];
      struct graph *g = L[k]->g;
      int64_t f = t->den / x->den, xlo, xhi;
      if (__builtin_mul_overflow(x->lo, f, &xlo) || __builtin_mul_overflow(x->hi, f, &xhi)) {
        t->why_row = "a number past 64 bits";
        t->den = 1;
        t->bytes = 8;
        break;
      }
      if (xlo < lo) lo = xlo;
      if (xhi > hi) hi = xhi;
      bool may = x->unsettled != g->no || L[k]->trouble[0] != g->no || L[k]->trouble[1] != g->no || b->vast;
      t->status |= x->status != g->yes || may;
      if (may) { /* the replay's values have any size; a truth or a choice has not */
        if (t->kind != K_BOOL && t->kind != K_ENUM)
          hi = t->kind == K_DATE ? DATE_MAX : hi > (INT64_C(1) << 40) ? hi : (INT64_C(1) << 40);
        if (t->kind == K_INT || t->kind == K_DATE || t->kind == K_RATE) lo = lo < 0 ? lo : -1;
      }
    }
    if (t->why_row) {
      t->status = true;
      continue;
    }
    t->bytes = bytes_for(lo, hi);
  }
}

static bool tree_sums(const struct tree *t) {
  if (t->op == T_ALL) return true;
  for (int i = 0; i < t->n; i++)
    if (tree_sums(t->kid[i])) return true;
  return false;
}

static bool sums(const struct rule *q) {
  for (int i = 0; i < q->n; i++)
    if (q->at[i].choose && tree_sums(q->at[i].choose)) return true;
  return false;
}

/* Each deciding rule gets as many places as the fullest variant needs, in the order of the rules. */
static void key_places(struct law_bulk *b, struct target_nodes *const nodes[2], struct lowering *const L[2],
                       int n_variants) {
  for (int i = 0; i < b->n; i++) {
    struct target_plan *t = &b->target[i];
    if (!t->n_rules) {
      t->n_keys = 0;
      continue;
    }
    if (t->why_row) { /* the replay fills them */
      t->n_keys = LAW_BULK_KEYS_MAX;
      for (int k = 0; k < t->n_keys; k++)
        t->key_rule[k] = t->rules[k * t->n_rules / t->n_keys];
      continue;
    }
    int from[2][LAW_BULK_KEYS_MAX];
    t->n_keys = 0;
    for (int r = 0; r < t->n_rules; r++) {
      bool replayed = b->vast;
      for (int v = 0; v < n_variants; v++)
        replayed |= nodes[v][i].unsettled != L[v]->g->no || L[v]->trouble[0] != L[v]->g->no ||
                    L[v]->trouble[1] != L[v]->g->no;
      int most = replayed && sums(&b->p->rule.at[t->rules[r]]) ? LAW_BULK_KEYS_MAX / t->n_rules
                                                               : 1; /* for rows that only the replay sees */
      for (int v = 0; v < n_variants; v++) {
        int n = 0;
        for (int k = 0; k < nodes[v][i].n; k++)
          n += nodes[v][i].key_rule[k] == t->rules[r];
        most = n > most ? n : most;
      }
      for (int j = 0; j < most && t->n_keys < LAW_BULK_KEYS_MAX; j++) {
        for (int v = 0; v < n_variants; v++) {
          int at = -1, n = 0;
          for (int k = 0; k < nodes[v][i].n; k++)
            if (nodes[v][i].key_rule[k] == t->rules[r] && n++ == j) at = k;
          from[v][t->n_keys] = at < 0 ? L[v]->g->no : nodes[v][i].key[at];
        }
        t->key_rule[t->n_keys++] = t->rules[r];
      }
    }
    for (int v = 0; v < n_variants; v++) {
      nodes[v][i].n = t->n_keys;
      for (int k = 0; k < t->n_keys; k++)
        nodes[v][i].key[k] = from[v][k];
    }
  }
}

static void tell(struct law_bulk *b, const struct variant *v) {
  for (int i = 0; i < v->n_row; i++) {
    struct str full = b->p->rule.at[v->row[i].rule].full;
    const char *name = arena_text(b->a, full.p, full.n);
    bool known = false;
    for (size_t k = 0; k < b->told.n; k++)
      known |= str_is(full, b->told.at[k].rule) && b->told.at[k].reading == v->row[i].reading;
    if (!known) *VEC_PUSH(b->a, &b->told) = (struct told) { name, v->row[i].why, v->row[i].reading };
  }
}

void plan_holes(struct law_bulk *b, const struct lowering *plain) {
  const struct graph *g = b->open.g;
  b->hole = NEW_ARRAY(b->a, struct hole_column, b->p->fact.n * 2 + plain->read.n + 1);
  for (size_t i = 0; i < plain->read.n; i++) {
    const uint8_t *hole = link_holes(plain->read.at[i]);
    if (hole) b->hole[b->n_hole++] = (struct hole_column) { hole, AT_PERSON };
  }
  for (int c = 0; c < 2; c++)
    for (size_t f = 0; f < b->p->fact.n; f++) {
      const struct law_column *x = &b->cols[c]->fact[f];
      bool read = false, seen = false;
      for (size_t i = 0; x->hole && i < g->at.n; i++)
        read |= g->at.at[i].op == I_LOAD &&
                g->at.at[i].data == x->hole; /* also where what it opens came out constant */
      for (int i = 0; i < b->n_hole; i++)
        seen |= b->hole[i].hole == x->hole;
      if (read && !seen)
        b->hole[b->n_hole++] =
            (struct hole_column) { x->hole, b->p->fact.at[f].on == E_PERSON ? AT_PERSON : AT_HOUSEHOLD };
    }
}

enum err law_bulk_plan(struct arena *a, const struct law_program *p, struct law_bulk_question q,
                       const struct law_columns *first, const struct law_columns *last, int n_targets,
                       const struct law_bulk_target *targets, struct law_bulk **ret_b) {
  assert(first->persons == last->persons && first->households == last->households);
  if (n_targets > LAW_BULK_TARGETS_MAX) return LIMIT;
  struct law_bulk *b = NEW(a, struct law_bulk);
  b->a = a;
  b->p = p;
  b->q = q;
  b->n = n_targets;
  for (size_t i = 0; i < p->interpretation.n && i < CHOICES_MAX; i++)
    b->choice[i] = q.choice ? q.choice[i] : p->interpretation.at[i].standard;
  b->cols[1] = measured_all(a, p, last, NULL);
  b->cols[0] = first == last ? b->cols[1] : measured_all(a, p, first, b->cols[1]);
  for (int i = 0; i < n_targets; i++)
    describe_target(b, &b->target[i], targets[i]);
  const struct view *view = view_new(a, p, q.law_day);
  struct lowering *L[2] = { NEW(a, struct lowering), NEW(a, struct lowering) };
  struct target_nodes *nodes[2] = { NEW_ARRAY(a, struct target_nodes, n_targets + 1),
                                    NEW_ARRAY(a, struct target_nodes, n_targets + 1) };
  for (int32_t h = 0; h < last->households; h++)
    b->vast |= last->household_start[h + 1] - last->household_start[h] > SEGMENT_MAX;
  bool holes = false;
  for (int c = 0; c < 2; c++)
    for (size_t f = 0; f < p->fact.n; f++)
      holes |= b->cols[c]->fact[f].at && b->cols[c]->fact[f].hole;
  for (int c = 0; c < 2; c++)
    for (size_t l = 0; l < p->link.n; l++)
      holes |= b->cols[c]->link && b->cols[c]->link[l].start && b->cols[c]->link[l].unknown &&
               !p->link.at[l].absent_none;
  b->same = !holes;
  b->layers = layers_new(b, view, holes);
  lower_all(b, a, view, false, L[0], nodes[0]);
  if (holes) lower_all(b, a, view, true, L[1], nodes[1]);
  agree(b, nodes, L, holes ? 2 : 1);
  key_places(b, nodes, L, holes ? 2 : 1);
  make_code(b, L[0], nodes[0], &b->plain);
  if (holes) make_code(b, L[1], nodes[1], &b->open);
  if (holes) plan_holes(b, L[0]);
  layers_emit(b->layers);
  for (int i = 0; i < layers_count(b->layers); i++)
    for (int v = 0; v < (holes ? 2 : 1); v++)
      tell(b, v ? &layers_at(b->layers, i)->open : &layers_at(b->layers, i)->plain);
  tell(b, &b->plain);
  if (holes) tell(b, &b->open);
  *ret_b = b;
  return OK;
}
