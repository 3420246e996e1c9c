/* plan: from a program, a month and columns to code. See bulk.h.
 *
 * 1. both readings stand on the same people and households;
 * 2. a target is in vectors or row by row (why_row), never in part: what is in vectors has status, value and
 * unsettled;
 * 3. keys of a target stand rule by rule in the same number of places, whatever the version or the kind of
 * block, and there are as many as can decide at once wherever the replay may answer a row;
 * 4. widths, denominators and key bytes hold every value of both variants;
 * 5. after code is asked for no node may fail: a graph too large is found before (a target then goes row by
 * row). */
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
  assert(!c->few);
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
    bool shared = done && done->fact[i].at == c->fact[i].at && done->fact[i].bytes == c->fact[i].bytes &&
                  done->fact[i].few == c->fact[i].few;
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

bool law_bulk_link_absent(const struct law_program *p, int link) { return p->link.at[link].absent_none; }

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

int law_bulk_fact_bytes(const struct law_program *p, int fact) {
  const struct type *t = &p->fact.at[fact].type;
  return t->kind == K_ENUM && law_enum_size(p, *t) > UINT8_MAX + 1 ? 2 : 1;
}

/* ---- targets ---- */

static void describe_target(const struct law_bulk *b, struct target_plan *t, struct law_bulk_target wanted) {
  *t = (struct target_plan) { .t = wanted, .den = 1, .bytes = 1 };
  assert(!wanted.only || (wanted.only->at && !wanted.found));
  t->t.brief |= wanted.only != NULL;
  if (wanted.kind == LAW_BULK_BENEFIT) {
    const struct benefit *x = &b->p->benefit.at[wanted.index];
    t->on = x->on;
    t->kind = K_MONEY;
    t->n_rules = run_deciding_rules(b->a, b->p, x, &t->rules);
  } else {
    const struct rule *q = &b->p->rule.at[wanted.index];
    t->on = q->on;
    t->kind = q->type.kind;
    if (!t->t.day) t->t.day = month_last(b->q.for_month);
    struct deciding_rule *own = NEW(b->a, struct deciding_rule);
    *own = (struct deciding_rule) { wanted.index, NULL };
    t->rules = own;
    t->n_rules = q->cases;
  }
}

static void find_granted(const struct law_bulk *b, struct target_plan *t) {
  const struct law_grant_column *g = b->cols[1]->grant;
  if (!t->t.found || t->t.kind != LAW_BULK_BENEFIT || !g) return;
  t->granted = t->on == E_HOUSEHOLD ? g[t->t.index].home : g[t->t.index].few;
}

/* The law asked for among those of the plan, added where it is none of them. */
static int law_of(struct law_bulk *b, struct law_bulk_law wanted) {
  size_t n = b->p->interpretation.n, bytes = n * sizeof(int);
  int *choice = NEW_ARRAY(b->a, int, n + 1);
  for (size_t i = 0; i < n; i++)
    choice[i] = wanted.choice ? wanted.choice[i] : b->p->interpretation.at[i].standard;
  const struct view *view = NULL;
  for (int i = 0; i < b->n_laws; i++) {
    if (b->law[i].day != wanted.day || !view_same_without(b->law[i].view->without, wanted.without)) continue;
    if (!memcmp(b->law[i].choice, choice, bytes)) return i;
    view = b->law[i].view;
  }
  if (!view) view = view_without(b->a, b->p, wanted.day, wanted.without);
  b->law[b->n_laws] = (struct asked_law) { wanted.day, choice, view };
  return b->n_laws++;
}

/* The laws that differ from one by one choice: asked for flags. */
static void find_others(struct law_bulk *b, int of) {
  for (size_t k = 0; k < b->other.n; k++)
    if (b->other.at[k].of == of) return;
  for (int i = 0; i < (int)b->p->interpretation.n; i++)
    for (int c = 0; c < b->p->interpretation.at[i].n; c++) {
      int *choice = NEW_ARRAY(b->a, int, b->p->interpretation.n);
      memcpy(choice, b->law[of].choice, b->p->interpretation.n * sizeof *choice);
      if (choice[i] == c) continue;
      choice[i] = c;
      int law = law_of(b, (struct law_bulk_law) { b->law[of].day, choice, b->law[of].view->without });
      *VEC_PUSH(b->a, &b->other) = (struct other_law) { of, i, c, law };
    }
}

static void find_laws(struct law_bulk *b) {
  size_t choices = 1;
  for (size_t i = 0; i < b->p->interpretation.n; i++)
    choices += (size_t)b->p->interpretation.at[i].n;
  b->law = NEW_ARRAY(b->a, struct asked_law, ((size_t)b->n + 1) * choices);
  law_of(b, (struct law_bulk_law) { .day = b->q.law_day, .choice = b->q.choice });
  for (int i = 0; i < b->n; i++) {
    struct target_plan *t = &b->target[i];
    if (t->t.law) t->law = law_of(b, *t->t.law);
  }
  for (int i = 0; i < b->n; i++)
    if (b->target[i].t.kind == LAW_BULK_BENEFIT && !b->target[i].t.brief) find_others(b, b->target[i].law);
}

/* ---- variants ---- */

static void largest(struct law_bulk *b) {
  const int32_t *start = b->cols[0]->household_start;
  int32_t most = 1;
  for (int32_t h = 0; h < b->cols[0]->households; h++) {
    int32_t n = start[h + 1] - start[h];
    most = n > most ? n : most;
  }
  b->vast = most > SEGMENT_MAX;
  b->most = b->vast ? SEGMENT_MAX : most;
}

static void lower_all(struct law_bulk *b, struct arena *a, bool holes, struct lowering *L,
                      struct target_nodes *nodes) {
  lowering_start(L, b, a, holes);
  for (int i = 0; i < b->n; i++) {
    struct target_plan *t = &b->target[i];
    if (t->why_row) {
      L->g->why = NULL;
      continue;
    }
    int before[2] = { L->trouble[0], L->trouble[1] };
    lowering_law(L, t->law);
    if (lower_target(L, t, &nodes[i])) continue;
    t->why_row = L->g->why;
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
  ir_lowered(g);
  int room = 1, n = 0;
  for (int i = 0; i < b->n; i++)
    room += 4 + b->target[i].n_keys;
  int *wanted = NEW_ARRAY(L->a, int, room);
  v->at = NEW_ARRAY(b->a, struct result_at, b->n + 1);
  int trouble = L->trouble[1];
  if (L->trouble[0] != g->no)
    trouble = ir_or(g, trouble, ir_le(g, g->yes, ir_segment(g, I_SEGSUM, L->trouble[0], 0)));
  int trouble_person = ir_spread(g, trouble);
  for (int i = 0; i < b->n; i++) {
    struct target_plan *t = &b->target[i];
    struct result_at *r = &v->at[i];
    *r = (struct result_at) { -1, -1, -1, -1, NEW_ARRAY(b->a, int, t->n_keys + 1) };
    for (int k = 0; k < t->n_keys; k++)
      r->key[k] = -1;
    if (t->why_row) continue;
    bool person = t->on == E_PERSON;
    INVARIANT(2, (BROKEN(2) ? -1 : nodes[i].status) >= 0 && nodes[i].value >= 0 && nodes[i].unsettled >= 0);
    INVARIANT(3, nodes[i].n == t->n_keys + BROKEN(3));
    INVARIANT(4, t->den % nodes[i].den == BROKEN(4));
    int at = ir_width(g, ir_or(g, nodes[i].unsettled, person ? trouble_person : trouble), W8),
        value = nodes[i].value;
    if (nodes[i].den != t->den) value = ir_mul(g, value, ir_const(g, t->den / nodes[i].den));
    value = ir_width(g, value, widths[t->bytes]);
    int flags = ir_add(g, ir_select(g, nodes[i].otherwise, ir_const(g, LAW_BULK_OTHERWISE), g->no),
                       ir_select(g, nodes[i].doubt.sure, ir_const(g, LAW_BULK_UNVERIFIED), g->no));
    flags = ir_width(g, flags, W8);
    int out[] = { nodes[i].status, value, at, flags };
    int *where[] = { &r->status, &r->value, &r->unsettled, &r->flags };
    for (int k = 0; k < 4; k++) {
      wanted[n] = person ? ir_spread(g, out[k]) : out[k];
      *where[k] = n++;
    }
    for (int k = 0; k < nodes[i].n; k++) {
      int key = ir_width(g, nodes[i].key[k], widths[t->key_bytes[k]]);
      wanted[n] = person ? ir_spread(g, key) : key;
      r->key[k] = n++;
    }
  }
  INVARIANT(5, !g->why && n < (BROKEN(5) ? 0 : room));
  v->code = ir_emit(L->a, g, n, wanted);
  v->g = g;
  v->nodes = (int)g->at.n;
  plan_variant_rows(v, L);
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
        t->why_row = WHY(number_64);
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

/* Does the replay see rows of a target that vectors leave open? */
static bool replayed(const struct law_bulk *b, const struct target_nodes *x, const struct lowering *L) {
  return b->vast || x->unsettled != L->g->no || L->trouble[0] != L->g->no || L->trouble[1] != L->g->no;
}

static int keys_of_rule(const struct target_nodes *x, int rule) {
  int n = 0;
  for (int k = 0; k < x->n; k++)
    n += x->key_rule[k] == rule;
  return n;
}

/* The j-th key of a rule among a variant's nodes, or no case. */
static int key_node(const struct target_nodes *x, int rule, int j, int none) {
  for (int k = 0; k < x->n; k++)
    if (x->key_rule[k] == rule && j-- == 0) return x->key[k];
  return none;
}

/* Each deciding rule gets as many places as the fullest variant needs, and where the replay answers rows as
 * many as can decide at once: in the order of the rules, the same in both variants. */
static void key_places_of(struct law_bulk *b, int i, struct target_nodes *const nodes[2],
                          struct lowering *const L[2], int n_variants) {
  struct target_plan *t = &b->target[i];
  int *most = NEW_ARRAY(b->a, int, t->n_rules + 1);
  t->n_keys = 0;
  if (t->t.brief) t->n_rules = 0;
  for (int r = 0; r < t->n_rules; r++) {
    const struct rule *q = &b->p->rule.at[t->rules[r].rule];
    most[r] = t->why_row ? plan_rule_most(q) : 1;
    for (int v = 0; v < n_variants && !t->why_row; v++) {
      int n = replayed(b, &nodes[v][i], L[v]) ? plan_rule_most(q)
                                              : keys_of_rule(&nodes[v][i], t->rules[r].rule);
      most[r] = n > most[r] ? n : most[r];
    }
    t->n_keys += most[r];
  }
  t->key_rule = NEW_ARRAY(b->a, int, t->n_keys + 1);
  t->key_bytes = NEW_ARRAY(b->a, uint8_t, t->n_keys + 1);
  int *from[2] = { NEW_ARRAY(b->a, int, t->n_keys + 1), NEW_ARRAY(b->a, int, t->n_keys + 1) };
  for (int r = 0, k = 0; r < t->n_rules; r++)
    for (int j = 0; j < most[r]; j++, k++) {
      t->key_rule[k] = t->rules[r].rule;
      t->key_bytes[k] = case_bytes(&b->p->rule.at[t->rules[r].rule]);
      for (int v = 0; v < n_variants && !t->why_row; v++)
        from[v][k] = key_node(&nodes[v][i], t->rules[r].rule, j, L[v]->g->no);
    }
  for (int v = 0; v < n_variants && !t->why_row; v++) {
    nodes[v][i].n = t->n_keys;
    nodes[v][i].key = from[v];
  }
}

static void key_places(struct law_bulk *b, struct target_nodes *const nodes[2], struct lowering *const L[2],
                       int n_variants) {
  for (int i = 0; i < b->n; i++)
    key_places_of(b, i, nodes, L, n_variants);
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

/* May anything of anybody not be known? */
static bool holes_in(const struct law_bulk *b) {
  bool holes = false;
  for (int c = 0; c < 2; c++)
    for (size_t f = 0; f < b->p->fact.n; f++)
      holes |= b->cols[c]->fact[f].at && lower_has_hole(&b->cols[c]->fact[f]);
  for (int c = 0; c < 2; c++)
    for (size_t l = 0; l < b->p->link.n; l++)
      holes |= b->cols[c]->link && b->cols[c]->link[l].start && b->cols[c]->link[l].unknown &&
               !b->p->link.at[l].absent_none;
  return holes;
}

/* Is something not known of nearly everybody? Then a program for blocks without holes would never run. */
static bool holes_everywhere(const struct law_bulk *b) {
  for (int c = 0; c < 2; c++)
    for (size_t f = 0; f < b->p->fact.n; f++) {
      const struct law_column *x = &b->cols[c]->fact[f];
      int32_t rows = b->p->fact.at[f].on == E_PERSON ? b->cols[c]->persons : b->cols[c]->households;
      if (x->at && x->few && x->gone && law_few_rank(x->few, rows) < rows / 2) return true;
    }
  return false;
}

enum err law_bulk_plan(struct arena *a, const struct law_program *p, struct law_bulk_question q,
                       const struct law_columns *first, const struct law_columns *last, int n_targets,
                       const struct law_bulk_target *targets, struct law_bulk **ret_b) {
  INVARIANT(1, first->persons == last->persons + BROKEN(1) && first->households == last->households);
  assert(first->household_start[first->households] == first->persons);
  struct law_bulk *b = NEW(a, struct law_bulk);
  b->a = a;
  b->p = p;
  b->q = q;
  b->n = n_targets;
  b->target = NEW_ARRAY(a, struct target_plan, n_targets + 1);
  b->cols[1] = measured_all(a, p, last, NULL);
  b->cols[0] = first == last ? b->cols[1] : measured_all(a, p, first, b->cols[1]);
  for (int i = 0; i < n_targets; i++) {
    describe_target(b, &b->target[i], targets[i]);
    find_granted(b, &b->target[i]);
  }
  find_laws(b);
  struct lowering *L[2] = { NEW(a, struct lowering), NEW(a, struct lowering) };
  struct target_nodes *nodes[2] = { NEW_ARRAY(a, struct target_nodes, n_targets + 1),
                                    NEW_ARRAY(a, struct target_nodes, n_targets + 1) };
  largest(b);
  b->open_only = holes_everywhere(b);
  const bool holes = !b->open_only && holes_in(b); /* two programs */
  b->same = !holes;
  b->layers = layers_new(b, holes);
  lower_all(b, a, b->open_only, L[0], nodes[0]);
  if (holes) lower_all(b, a, true, L[1], nodes[1]);
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
