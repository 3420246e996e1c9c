/* bulk_ir: making nodes. See bulk_ir.h. */
#include "law/bulk/ir.h"

enum { NODES_MAX = 1 << 20, TABLE_MAX = 65536, SLOTS_FIRST = 65536 };

static uint64_t hash_of(const struct ir *n) {
  int64_t key[] = { n->op,
                    n->level,
                    n->width,
                    n->a,
                    n->b,
                    n->c,
                    n->imm,
                    n->imm2,
                    (int64_t)(intptr_t)n->data,
                    (int64_t)(intptr_t)n->few };
  return hash64(key, sizeof key, n->table ? hash64(n->table, (size_t)n->n_table * 8, 1) : 0);
}

static bool equal(const struct ir *x, const struct ir *y) {
  return x->op == y->op && x->level == y->level && x->width == y->width && x->a == y->a && x->b == y->b &&
         x->c == y->c && x->imm == y->imm && x->imm2 == y->imm2 && x->data == y->data && x->few == y->few &&
         x->n_table == y->n_table &&
         (!x->table || (y->table && !memcmp(x->table, y->table, (size_t)x->n_table * 8)));
}

static void slots_new(struct graph *g, size_t slots) {
  g->slots = slots;
  g->slot = NEW_ARRAY(g->a, int, slots);
  for (size_t i = 0; i < slots; i++)
    g->slot[i] = -1;
  for (size_t i = 0; i < g->at.n; i++) {
    size_t k = hash_of(&g->at.at[i]) & (slots - 1);
    while (g->slot[k] >= 0)
      k = (k + 1) & (slots - 1);
    g->slot[k] = (int)i;
  }
}

static int make(struct graph *g, struct ir n) {
  if (g->at.n * 2 >= g->slots) slots_new(g, g->slots * 4);
  if (g->at.n >= g->limit) return ir_fail(g, WHY(too_large));
  assert(n.lo <= n.hi);
  for (size_t k = hash_of(&n) & (g->slots - 1);; k = (k + 1) & (g->slots - 1)) {
    if (g->slot[k] >= 0) {
      if (equal(&g->at.at[g->slot[k]], &n)) return g->slot[k];
      continue;
    }
    if (n.table) {
      int64_t *t = NEW_ARRAY(g->a, int64_t, n.n_table);
      memcpy(t, n.table, (size_t)n.n_table * 8);
      n.table = t;
    }
    g->slot[k] = (int)g->at.n;
    *VEC_PUSH(g->a, &g->at) = n;
    return g->slot[k];
  }
}

struct graph *ir_graph(struct arena *a) {
  struct graph *g = NEW(a, struct graph);
  g->a = a;
  g->most = SEGMENT_MAX;
  g->limit = NODES_MAX;
  slots_new(g, SLOTS_FIRST);
  g->no = ir_const(g, 0);
  g->yes = ir_const(g, 1);
  return g;
}

#define AT(i) (g->at.at[i])
static struct ir blank(enum ir_op op) { return (struct ir) { .op = op, .a = -1, .b = -1, .c = -1 }; }
static bool is_const(struct graph *g, int i, int64_t v) { return AT(i).op == I_CONST && AT(i).imm == v; }

int ir_const(struct graph *g, int64_t v) {
  struct ir n = blank(I_CONST);
  n.imm = n.lo = n.hi = v;
  n.width = ir_width_of(v, v);
  return make(g, n);
}

int ir_load_few(struct graph *g, enum level at, const struct law_few *few, struct ir_few x) {
  assert(!few || (few->has && x.otherwise >= x.lo && x.otherwise <= x.hi));
  if (x.lo == x.hi) return ir_const(g, x.lo);
  struct ir n = blank(I_LOAD);
  n.level = at;
  n.data = x.data;
  n.few = few;
  n.imm = few ? x.otherwise : 0;
  n.bytes = x.bytes;
  n.width = x.bytes == 1 ? W8 : x.bytes == 2 ? W16 : x.bytes == 4 ? W32 : W64;
  n.lo = x.lo;
  n.hi = x.hi;
  return make(g, n);
}

int ir_load(struct graph *g, enum level at, const void *data, uint8_t bytes, int64_t lo, int64_t hi) {
  return ir_load_few(g, at, NULL, (struct ir_few) { data, bytes, lo, hi, lo });
}

int ir_spread(struct graph *g, int a) {
  if (AT(a).level != AT_HOUSEHOLD) return a;
  struct ir n = blank(I_SPREAD);
  n.level = AT_PERSON;
  n.a = a;
  n.width = AT(a).width;
  n.lo = AT(a).lo;
  n.hi = AT(a).hi;
  return make(g, n);
}

static int convert(struct graph *g, int a, enum width w) {
  if (AT(a).op == I_CONST || AT(a).width == w) return a;
  if (AT(a).op == I_LUT) {
    struct ir n = AT(a);
    n.width = w;
    return make(g, n);
  } /* a table can hold any width */
  struct ir n = blank(I_CONVERT);
  n.level = AT(a).level;
  n.a = a;
  n.width = w;
  n.lo = AT(a).lo;
  n.hi = AT(a).hi;
  return make(g, n);
}

int ir_width(struct graph *g, int a, enum width w) { return convert(g, a, w); }

/* As narrow as its range allows. */
static int narrow(struct graph *g, int a) {
  enum width w = ir_width_of(AT(a).lo, AT(a).hi);
  return w < AT(a).width ? convert(g, a, w) : a;
}

static enum level level_of(struct graph *g, int a, int b) {
  return AT(a).level > AT(b).level ? AT(a).level : AT(b).level;
}

/* Both to one level and one width, at least that of lo .. hi. */
static enum width meet(struct graph *g, int *a, int *b, int64_t lo, int64_t hi) {
  enum level at = level_of(g, *a, *b);
  enum width w = ir_width_of(lo, hi), wa = AT(*a).op == I_CONST ? W8 : AT(*a).width,
             wb = AT(*b).op == I_CONST ? W8 : AT(*b).width;
  if (wa > w) w = wa;
  if (wb > w) w = wb;
  *a = convert(g, *a, w);
  *b = convert(g, *b, w);
  if (at == AT_PERSON) {
    *a = ir_spread(g, *a);
    *b = ir_spread(g, *b);
  }
  return w;
}

/* ---- functions of one small number become tables ---- */

typedef int64_t binary(int64_t a, int64_t b);
static int64_t f_add(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
static int64_t f_sub(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
static int64_t f_mul(int64_t a, int64_t b) { return (int64_t)((uint64_t)a * (uint64_t)b); }
static int64_t f_min(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t f_max(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t f_eq(int64_t a, int64_t b) { return a == b; }
static int64_t f_lt(int64_t a, int64_t b) { return a < b; }
static int64_t f_le(int64_t a, int64_t b) { return a <= b; }
static int64_t f_div(int64_t a, int64_t b) {
  int64_t q = b ? a / b : 0;
  return b && a % b && (a % b < 0) != (b < 0) ? q - 1 : q;
}

int ir_lut(struct graph *g, int a, const int64_t *table, int n) {
  assert(n >= 1 && n <= TABLE_MAX);
  if (AT(a).op == I_CONST) return ir_const(g, table[AT(a).imm]);
  if (AT(a).op == I_LUT) { /* a table of a table */
    int64_t *t = NEW_ARRAY(g->a, int64_t, AT(a).n_table);
    for (int i = 0; i < AT(a).n_table; i++)
      t[i] = table[AT(a).table[i]];
    return ir_lut(g, AT(a).a, t, AT(a).n_table);
  }
  int64_t lo = INT64_MAX, hi = INT64_MIN;
  bool same = true, identity = true;
  for (int64_t i = AT(a).lo; i <= AT(a).hi; i++) {
    if (table[i] < lo) lo = table[i];
    if (table[i] > hi) hi = table[i];
    same &= table[i] == table[AT(a).lo];
    identity &= table[i] == i;
  }
  if (same) return ir_const(g, lo);
  if (identity) return narrow(g, a); /* a truth is a byte */
  struct ir x = blank(I_LUT);
  x.a = AT(a).width <= W16 ? a : convert(g, a, n <= 256 ? W8 : W16);
  x.level = AT(a).level;
  x.table = table;
  x.n_table = n;
  x.lo = lo;
  x.hi = hi;
  x.width = ir_width_of(lo, hi);
  return make(g, x);
}

/* op(a, b) where both rest on the same small number, or one does and the other is constant; -1 where that is
 * not so. */
static int by_table(struct graph *g, int a, int b, binary *f) {
  const struct ir *x = &AT(a), *y = &AT(b);
  if (x->op == I_CONST && y->op == I_CONST) return ir_const(g, f(x->imm, y->imm));
  int key = x->op == I_LUT ? x->a : y->op == I_LUT ? y->a : -1;
  if (key < 0) return -1;
  if (!(x->op == I_CONST || (x->op == I_LUT && x->a == key)) ||
      !(y->op == I_CONST || (y->op == I_LUT && y->a == key)))
    return -1;
  int n = x->op == I_LUT && y->op == I_LUT ? (x->n_table < y->n_table ? x->n_table : y->n_table)
          : x->op == I_LUT                 ? x->n_table
                                           : y->n_table;
  int64_t *t = NEW_ARRAY(g->a, int64_t, n);
  for (int i = 0; i < n; i++)
    t[i] = f(x->op == I_CONST ? x->imm : x->table[i], y->op == I_CONST ? y->imm : y->table[i]);
  return ir_lut(g, key, t, n);
}

/* ---- arithmetic ---- */

static int arithmetic(struct graph *g, enum ir_op op, int a, int b, int64_t lo, int64_t hi) {
  if (lo == hi) return ir_const(g, lo);
  struct ir n = blank(op);
  n.width = meet(g, &a, &b, lo, hi);
  n.level = level_of(g, a, b);
  n.a = a;
  n.b = b;
  n.lo = lo;
  n.hi = hi;
  if (AT(b).op == I_CONST) {
    n.imm = AT(b).imm;
    n.b = -1;
  }
  return make(g, n);
}

int ir_add(struct graph *g, int a, int b) {
  if (AT(a).op == I_CONST) {
    int t = a;
    a = b;
    b = t;
  }
  if (is_const(g, b, 0)) return a;
  int64_t lo, hi;
  if (__builtin_add_overflow(AT(a).lo, AT(b).lo, &lo) || __builtin_add_overflow(AT(a).hi, AT(b).hi, &hi))
    return ir_fail(g, WHY(sum_64));
  int t = by_table(g, a, b, f_add);
  if (t >= 0) return t;
  if (AT(b).op != I_CONST && a > b) {
    t = a;
    a = b;
    b = t;
  }
  return arithmetic(g, AT(b).op == I_CONST ? I_ADDC : I_ADD, a, b, lo, hi);
}

int ir_sub(struct graph *g, int a, int b) {
  if (a == b) return g->no;
  int64_t lo, hi;
  if (__builtin_sub_overflow(AT(a).lo, AT(b).hi, &lo) || __builtin_sub_overflow(AT(a).hi, AT(b).lo, &hi))
    return ir_fail(g, WHY(difference_64));
  int t = by_table(g, a, b, f_sub);
  if (t >= 0) return t;
  if (AT(b).op == I_CONST) return ir_add(g, a, ir_const(g, -AT(b).imm));
  if (AT(a).op != I_CONST) return narrow(g, arithmetic(g, I_SUB, a, b, lo, hi));
  struct ir n = blank(I_RSUBC);
  n.imm = AT(a).imm;
  n.width = meet(g, &a, &b, lo, hi);
  n.level = AT(b).level;
  n.a = b;
  n.lo = lo;
  n.hi = hi;
  return lo == hi ? ir_const(g, lo) : narrow(g, make(g, n));
}

int ir_mul(struct graph *g, int a, int b) {
  if (AT(a).op == I_CONST) {
    int t = a;
    a = b;
    b = t;
  }
  if (is_const(g, b, 1)) return a;
  int64_t p[4], lo, hi;
  const struct ir *x = &AT(a), *y = &AT(b);
  if (__builtin_mul_overflow(x->lo, y->lo, &p[0]) || __builtin_mul_overflow(x->lo, y->hi, &p[1]) ||
      __builtin_mul_overflow(x->hi, y->lo, &p[2]) || __builtin_mul_overflow(x->hi, y->hi, &p[3]))
    return ir_fail(g, WHY(product_64));
  lo = hi = p[0];
  for (int i = 1; i < 4; i++) {
    if (p[i] < lo) lo = p[i];
    if (p[i] > hi) hi = p[i];
  }
  int t = by_table(g, a, b, f_mul);
  if (t >= 0) return t;
  if (AT(b).op != I_CONST && a > b) {
    t = a;
    a = b;
    b = t;
  }
  if (AT(b).op == I_CONST && AT(a).lo == 0 && AT(a).hi == 1) return ir_select(g, a, b, g->no);
  return arithmetic(g, AT(b).op == I_CONST ? I_MULC : I_MUL, a, b, lo, hi);
}

static int best(struct graph *g, enum ir_op op, int a, int b) {
  bool least = op == I_MIN;
  if (a == b) return a;
  if (least ? AT(a).hi <= AT(b).lo : AT(a).lo >= AT(b).hi) return a;
  if (least ? AT(b).hi <= AT(a).lo : AT(b).lo >= AT(a).hi) return b;
  if (AT(a).op == I_CONST || (AT(b).op != I_CONST && a > b)) {
    int t = a;
    a = b;
    b = t;
  }
  int t = by_table(g, a, b, least ? f_min : f_max);
  if (t >= 0) return t;
  const struct ir *x = &AT(a), *y = &AT(b);
  if (y->op == I_CONST)
    a = convert(g, a,
                ir_width_of(f_min(x->lo, y->lo), f_max(x->hi, y->hi)) > x->width
                    ? ir_width_of(f_min(x->lo, y->lo), f_max(x->hi, y->hi))
                    : x->width);
  int64_t lo = least ? f_min(x->lo, y->lo) : f_max(x->lo, y->lo),
          hi = least ? f_min(x->hi, y->hi) : f_max(x->hi, y->hi);
  return arithmetic(g, op, a, b, lo, hi);
}

int ir_min(struct graph *g, int a, int b) { return best(g, I_MIN, a, b); }
int ir_max(struct graph *g, int a, int b) { return best(g, I_MAX, a, b); }

/* The floor of a / 2^by, in lanes of a's own width. */
static int shift(struct graph *g, int a, int by) {
  int64_t divisor = INT64_C(1) << by;
  struct ir n = blank(I_SHIFTC);
  n.a = a;
  n.level = AT(a).level;
  n.width = AT(a).width;
  n.imm = by;
  n.lo = f_div(AT(a).lo, divisor);
  n.hi = f_div(AT(a).hi, divisor);
  if (n.lo == n.hi) return ir_const(g, n.lo);
  return narrow(g, make(g, n));
}

int ir_div_floor(struct graph *g, int a, int b) {
  if (is_const(g, b, 1)) return a;
  int t = by_table(g, a, b, f_div);
  if (t >= 0) return t;
  if (AT(b).op == I_CONST && AT(a).op == I_MULC && AT(b).imm > 0 && AT(a).imm % AT(b).imm == 0)
    return ir_mul(g, AT(a).a, ir_const(g, AT(a).imm / AT(b).imm)); /* comes out for every row */
  if (AT(b).op == I_CONST && AT(b).imm > 1 && (AT(b).imm & (AT(b).imm - 1)) == 0)
    return shift(g, a, __builtin_ctzll((uint64_t)AT(b).imm));
  struct ir n = blank(AT(b).op == I_CONST ? I_DIVC : I_DIV);
  if (AT(b).lo < 0) return ir_fail(g, WHY(divisor_negative));
  int64_t least = AT(b).lo < 1 ? 1 : AT(b).lo, most = AT(b).hi < 1 ? 1 : AT(b).hi;
  n.lo = AT(a).lo < 0 ? f_div(AT(a).lo, least) : f_div(AT(a).lo, most);
  n.hi = AT(a).hi < 0 ? f_div(AT(a).hi, most) : f_div(AT(a).hi, least);
  if (AT(b).lo < 1) {
    n.lo = n.lo > 0 ? 0 : n.lo;
    n.hi = n.hi < 0 ? 0 : n.hi;
  }
  if (n.lo == n.hi) return ir_const(g, n.lo);
  enum level at = level_of(g, a, b);
  bool small = AT(b).op != I_CONST && AT(b).hi <= UINT8_MAX && AT(a).lo >= 0 && AT(a).hi < (INT64_C(1) << 55);
  if (AT(a).op == I_CONST) return ir_fail(g, WHY(constant_divided));
  a = convert(g, a, W64);
  if (at == AT_PERSON) a = ir_spread(g, a);
  n.a = a;
  if (AT(b).op == I_CONST)
    n.imm = AT(b).imm;
  else {
    b = small ? convert(g, b, W8) : convert(g, b, W64);
    n.b = at == AT_PERSON ? ir_spread(g, b) : b;
  }
  n.level = at;
  n.width = W64;
  return narrow(g, make(g, n));
}

/* ---- truth ---- */

int64_t ir_date_value(enum ir_op op, int64_t a, int64_t b, int64_t what) {
  int y, m, d;
  if (op == I_YEARS) return years_between((date)a, (date)b);
  if (op == I_MONTHS) return months_between((date)a, (date)b);
  if (op == I_YEAR_OF) {
    date_split((date)a, &y, &m, &d);
    return y;
  }
  if (a == DATE_MAX) return DATE_MAX; /* never, whatever is taken from it */
  if (b > 120000 || b < -120000) return b < 0 ? DATE_MIN : DATE_MAX;
  int64_t x = what == 0 ? a + b : date_add_months((date)a, (int)(what == 1 ? b : b * 12));
  return x > DATE_MAX ? DATE_MAX : x < DATE_MIN ? DATE_MIN : x;
}

/* An age, a year or a term compared with a constant is a date compared with a constant: these functions only
 * rise or only fall with their first date, so the day where the answer turns is searched, not computed. -1
 * where that is not so. */
static int by_boundary(struct graph *g, int a, int64_t k) {
  const struct ir *x = &AT(a);
  bool falls = x->op == I_YEARS || x->op == I_MONTHS;
  if (x->op == I_ADDC) {
    int64_t rest;
    return __builtin_sub_overflow(k, x->imm, &rest) ? -1 : ir_le(g, x->a, ir_const(g, rest));
  }
  if (!falls && x->op != I_YEAR_OF && x->op != I_PLUS) return -1;
  if (x->op != I_YEAR_OF && (AT(x->b).op != I_CONST || (x->op == I_PLUS && AT(x->b).imm < 0))) return -1;
  int64_t b = x->b >= 0 ? AT(x->b).imm : 0, lo = AT(x->a).lo, hi = AT(x->a).hi;
  while (lo < hi) { /* the first day in lo .. hi where it is not (rising: no longer) as on the other side; hi
                       + 1 stays out of it by the range */
    int64_t mid = lo + (hi - lo) / 2;
    bool at_most = ir_date_value(x->op, mid, b, x->imm) <= k;
    if (at_most == falls)
      hi = mid;
    else
      lo = mid + 1;
  }
  bool at_most = ir_date_value(x->op, lo, b, x->imm) <= k;
  if (falls) return at_most ? ir_le(g, ir_const(g, lo), x->a) : g->no;
  return at_most ? ir_le(g, x->a, ir_const(g, lo)) : ir_le(g, x->a, ir_const(g, lo - 1));
}

static int truth_const(struct graph *g, enum ir_op op, int a, int64_t k) {
  const struct ir *x = &AT(a);
  if (op == I_EQC ? k < x->lo || k > x->hi : op == I_LEC ? k < x->lo : k > x->hi) return g->no;
  if (op == I_EQC ? x->lo == x->hi : op == I_LEC ? x->hi <= k : x->lo >= k) return g->yes;
  if (x->lo == 0 && x->hi == 1) {
    a = convert(g, a, W8);
    return (op == I_LEC || (op == I_EQC && k == 0)) ? ir_not(g, a) : a;
  }
  if (op == I_EQC && k == x->lo) op = I_LEC; /* one comparison kept in common with others */
  if (op == I_EQC && k == x->hi) op = I_GEC;
  if (op == I_GEC) return ir_not(g, truth_const(g, I_LEC, a, k - 1));
  if (op == I_EQC && (x->op == I_YEARS || x->op == I_MONTHS || x->op == I_YEAR_OF))
    return ir_and(g, truth_const(g, I_LEC, a, k), ir_not(g, truth_const(g, I_LEC, a, k - 1)));
  int bound = op == I_LEC ? by_boundary(g, a, k) : -1;
  if (bound >= 0) return bound;
  struct ir n = blank(op);
  n.a = a;
  n.imm = k;
  n.level = x->level;
  n.hi = 1;
  return make(g, n);
}

static int compare(struct graph *g, enum ir_op op, int a, int b, binary *f) {
  int t = by_table(g, a, b, f);
  if (t >= 0) return t;
  if (AT(b).op == I_CONST) {
    int64_t k = AT(b).imm;
    if (op == I_LT && k == INT64_MIN) return g->no;
    return truth_const(g, op == I_EQ ? I_EQC : I_LEC, a, op == I_LT ? k - 1 : k);
  }
  if (AT(a).op == I_CONST) {
    int64_t k = AT(a).imm;
    if (op == I_LT && k == INT64_MAX) return g->no;
    return truth_const(g, op == I_EQ ? I_EQC : I_GEC, b, op == I_LT ? k + 1 : k);
  }
  if (a == b) return op == I_LT ? g->no : g->yes;
  if (op == I_EQ   ? AT(a).hi < AT(b).lo || AT(b).hi < AT(a).lo
      : op == I_LT ? AT(a).lo >= AT(b).hi
                   : AT(a).lo > AT(b).hi)
    return g->no;
  if (op == I_LT ? AT(a).hi < AT(b).lo : op == I_LE && AT(a).hi <= AT(b).lo) return g->yes;
  struct ir n = blank(op);
  meet(g, &a, &b, 0, 1);
  n.level = level_of(g, a, b);
  n.a = a;
  n.b = b;
  n.hi = 1;
  return make(g, n);
}

int ir_eq(struct graph *g, int a, int b) { return compare(g, I_EQ, a, b, f_eq); }
int ir_lt(struct graph *g, int a, int b) { return compare(g, I_LT, a, b, f_lt); }
int ir_le(struct graph *g, int a, int b) { return compare(g, I_LE, a, b, f_le); }

int ir_not(struct graph *g, int a) {
  const struct ir *x = &AT(a);
  if (x->op == I_CONST) return x->imm ? g->no : g->yes;
  if (x->op == I_NOT) return x->a;
  if (x->op == I_LUT) return by_table(g, g->yes, a, f_sub);
  struct ir n = blank(I_NOT);
  n.a = a;
  n.level = x->level;
  n.hi = 1;
  return make(g, n);
}

static int logic(struct graph *g, enum ir_op op, int a, int b) {
  int absorbing = op == I_AND ? g->no : g->yes, neutral = op == I_AND ? g->yes : g->no;
  if (a == absorbing || b == absorbing) return absorbing;
  if (a == neutral || a == b) return b;
  if (b == neutral) return a;
  if ((AT(a).op == I_NOT && AT(a).a == b) || (AT(b).op == I_NOT && AT(b).a == a)) return absorbing;
  if (AT(a).op == I_LUT && AT(b).op == I_LUT && AT(a).a == AT(b).a)
    return by_table(g, a, b, op == I_AND ? f_min : f_max);
  if (op == I_OR && AT(a).op == I_NOT && AT(b).op == I_NOT) return ir_not(g, ir_and(g, AT(a).a, AT(b).a));
  struct ir n = blank(op);
  n.level = level_of(g, a, b);
  if (n.level == AT_PERSON) { /* the spread goes below a negation, where others find it */
    a = AT(a).op == I_NOT ? ir_not(g, ir_spread(g, AT(a).a)) : ir_spread(g, a);
    b = AT(b).op == I_NOT ? ir_not(g, ir_spread(g, AT(b).a)) : ir_spread(g, b);
  }
  n.a = a < b ? a : b;
  n.b = a < b ? b : a;
  n.hi = 1;
  return make(g, n);
}

int ir_and(struct graph *g, int a, int b) { return logic(g, I_AND, a, b); }
int ir_or(struct graph *g, int a, int b) { return logic(g, I_OR, a, b); }

int ir_select(struct graph *g, int c, int a, int b) {
  if (a == b) return a;
  if (AT(c).op == I_CONST) return AT(c).imm ? a : b;
  c = convert(g, c, W8);
  if (AT(c).op == I_NOT) {
    c = AT(c).a;
    int t = a;
    a = b;
    b = t;
  }
  if (is_const(g, a, 1) && is_const(g, b, 0)) return c;
  if (is_const(g, a, 0) && is_const(g, b, 1)) return ir_not(g, c);
  int64_t lo = f_min(AT(a).lo, AT(b).lo), hi = f_max(AT(a).hi, AT(b).hi);
  if (AT(c).op == I_LUT) { /* chosen by a table: also a table, where the rest rests on the same */
    int key = AT(c).a, n = AT(c).n_table;
    bool fits = (AT(a).op == I_CONST || (AT(a).op == I_LUT && AT(a).a == key)) &&
                (AT(b).op == I_CONST || (AT(b).op == I_LUT && AT(b).a == key));
    if (fits) {
      int64_t *t = NEW_ARRAY(g->a, int64_t, n);
      for (int i = 0; i < n; i++) {
        const struct ir *x = AT(c).table[i] ? &AT(a) : &AT(b);
        t[i] = x->op == I_CONST ? x->imm : x->table[i];
      }
      return ir_lut(g, key, t, n);
    }
  }
  if (lo == 0 && hi == 1) {
    a = convert(g, a, W8);
    b = convert(g, b, W8);
  }
  if (lo == 0 && hi == 1) return ir_or(g, ir_and(g, c, a), ir_and(g, ir_not(g, c), b));
  struct ir n = blank(I_SELECT);
  n.width = meet(g, &a, &b, lo, hi);
  n.level = level_of(g, a, b);
  if (AT(c).level > n.level) n.level = AT(c).level;
  if (n.level == AT_PERSON) {
    a = ir_spread(g, a);
    b = ir_spread(g, b);
    c = ir_spread(g, c);
  }
  n.a = a;
  n.b = b;
  n.c = c;
  n.lo = lo;
  n.hi = hi;
  return make(g, n);
}

int ir_key(struct graph *g, int key, int held, int64_t code) {
  if (held == g->no) return key;
  if (held == g->yes && AT(key).hi <= code) return ir_const(g, code);
  if (AT(key).op == I_CONST || AT(held).op == I_CONST)
    return ir_max(g, key, ir_select(g, held, ir_const(g, code), g->no));
  struct ir n = blank(I_KEY);
  n.level = level_of(g, key, held);
  if (n.level == AT_PERSON) {
    key = ir_spread(g, key);
    held = AT(held).op == I_NOT ? ir_not(g, ir_spread(g, AT(held).a)) : ir_spread(g, held);
  }
  n.a = key;
  n.b = held;
  n.imm = code;
  n.hi = f_max(AT(key).hi, code);
  n.lo = AT(key).lo;
  return make(g, n);
}

/* ---- households ---- */

int ir_size(struct graph *g) {
  struct ir n = blank(I_SIZE);
  n.level = AT_HOUSEHOLD;
  n.width = W32;
  n.hi = g->most;
  return narrow(g, make(g, n));
}

int ir_segment(struct graph *g, enum ir_op op, int a, int64_t empty) {
  if (AT(a).level != AT_PERSON) {
    if (op == I_SEGSUM) return ir_mul(g, ir_size(g), a);
    return ir_select(g, ir_le(g, g->yes, ir_size(g)), a, ir_const(g, empty));
  }
  struct ir n = blank(op);
  n.level = AT_HOUSEHOLD;
  n.a = a;
  if (op == I_SEGSUM) {
    static const enum width sums[] = { W16, W32, W64, W64 };
    if (__builtin_mul_overflow(AT(a).hi, g->most, &n.hi) || __builtin_mul_overflow(AT(a).lo, g->most, &n.lo))
      return ir_fail(g, WHY(household_sum_64));
    if (n.hi < 0) n.hi = 0;
    if (n.lo > 0) n.lo = 0;
    n.width = AT(a).width == W32 && ir_width_of(n.lo, n.hi) <= W32 ? W32 : sums[AT(a).width];
    if (n.lo == n.hi) return ir_const(g, n.lo);
  } else {
    n.lo = f_min(AT(a).lo, empty);
    n.hi = f_max(AT(a).hi, empty);
    n.imm = empty;
    n.a = a = convert(g, a, ir_width_of(n.lo, n.hi) > AT(a).width ? ir_width_of(n.lo, n.hi) : AT(a).width);
    n.width = AT(a).width;
  }
  return narrow(g, make(g, n));
}

/* ---- dates, rows ---- */

int ir_date(struct graph *g, enum ir_op op, int a, int b, int64_t what) {
  struct ir n = blank(op);
  n.level = b < 0 ? AT(a).level : level_of(g, a, b);
  n.width = W32;
  n.lo = op == I_PLUS ? DATE_MIN : op == I_YEAR_OF ? 1 : -130000;
  n.hi = op == I_PLUS ? DATE_MAX : op == I_YEAR_OF ? 9999 : 130000;
  n.imm = what;
  if (AT(a).op == I_CONST && (b < 0 || AT(b).op == I_CONST))
    return ir_const(g, ir_date_value(op, AT(a).imm, b < 0 ? 0 : AT(b).imm, what));
  if (b >= 0 && AT(b).op == I_CONST && (op == I_YEARS || op == I_MONTHS)) {
    n.lo = ir_date_value(op, AT(a).hi, AT(b).imm, 0);
    n.hi = ir_date_value(op, AT(a).lo, AT(b).imm, 0);
  }
  if (op == I_YEAR_OF) {
    n.lo = ir_date_value(op, AT(a).lo, 0, 0);
    n.hi = ir_date_value(op, AT(a).hi, 0, 0);
  }
  int *kid[2] = { &a, &b };
  for (int i = 0; i < 2; i++) {
    if (*kid[i] < 0) continue;
    if (AT(*kid[i]).lo < INT32_MIN || AT(*kid[i]).hi > INT32_MAX) return ir_fail(g, WHY(days_32));
    *kid[i] = convert(g, *kid[i], W32);
    if (n.level == AT_PERSON) *kid[i] = ir_spread(g, *kid[i]);
  }
  n.a = a;
  n.b = b;
  return make(g, n);
}

int ir_row(struct graph *g, enum level at, int rule, int part, int need, int64_t lo, int64_t hi) {
  struct ir n = blank(I_ROW);
  need = convert(g, need, W8);
  if (at == AT_PERSON) need = ir_spread(g, need);
  n.a = is_const(g, need, 1) ? -1 : need;
  n.level = at;
  n.imm = rule;
  n.imm2 = part;
  n.lo = lo;
  n.hi = hi;
  n.width = ir_width_of(lo, hi) == W8 ? W8 : W64;
  return make(g, n);
}
