/* bulk_emit: a graph to kernels. Drops what nothing wants, fuses small operations, gives each value a place
 * in the thread's buffer for as long as it is needed. See bulk_ir.h. */
#include "law/bulk/ir.h"

struct emitter {
  struct arena *a;
  struct graph *g;
  int *slot, *uses;
  char *fused;
  struct code *code;
  VEC(struct step_code) step;
  VEC(struct slot) place;
  int *constant_slot;
  VEC(struct step_code) once;
};

#define AT(i) (e->g->at.at[i])

static void mark(struct emitter *e, int n) {
  if (n < 0 || e->uses[n]++) return;
  const struct ir *x = &AT(n);
  mark(e, x->a);
  mark(e, x->b);
  mark(e, x->c);
}

static size_t bytes_of(enum width w) { return (size_t)1 << w; }

static int place(struct emitter *e, enum width w, enum level at) {
  *VEC_PUSH(e->a, &e->place) = (struct slot) { .bytes = (uint8_t)bytes_of(w), .level = (uint8_t)at };
  return (int)e->place.n - 1;
}

/* A constant as an operand of a kernel that has no form for it, filled once a thread. */
static int filled(struct emitter *e, int64_t v, enum width w) {
  for (size_t i = 0; i < e->once.n; i++)
    if (e->once.at[i].imm == v && e->once.at[i].kernel == KERNEL_FILL + (int)w) return e->once.at[i].d;
  int s = place(e, w, AT_PERSON);
  *VEC_PUSH(e->a, &e->once) = (struct step_code) { .kernel = (uint16_t)(KERNEL_FILL + (int)w),
                                                   .level = AT_PERSON,
                                                   .d = s,
                                                   .a = -1,
                                                   .b = -1,
                                                   .c = -1,
                                                   .e = -1,
                                                   .imm = v };
  return s;
}

static void emit(struct emitter *e, int n);

static int operand(struct emitter *e, int n, enum width w) {
  if (n < 0) return -1;
  if (AT(n).op == I_CONST) return filled(e, AT(n).imm, w);
  if (AT(n).op == I_NOT && e->slot[n] < 0) emit(e, n);
  assert(e->slot[n] >= 0);
  return e->slot[n];
}

static const void *table_of(struct emitter *e, const struct ir *x, int64_t *ret_size) {
  int entries = AT(x->a).width == W8 ? 256 : x->n_table;
  void *t = arena_alloc(e->a, (size_t)(entries < 256 ? 256 : entries) * bytes_of(x->width));
  for (int i = 0; i < x->n_table && i < entries; i++) {
    int64_t v = x->table[i];
    switch (x->width) {
    case W8: ((uint8_t *)t)[i] = (uint8_t)v; break;
    case W16: ((uint16_t *)t)[i] = (uint16_t)v; break;
    case W32: ((int32_t *)t)[i] = (int32_t)v; break;
    default: ((int64_t *)t)[i] = v;
    }
  }
  int64_t size = 16;
  while (size < x->n_table)
    size *= 2;
  *ret_size = AT(x->a).width == W8 ? (x->width == W8 ? (size > 256 ? 256 : size) : x->n_table) : x->n_table;
  return t;
}

static bool only(const struct emitter *e, int n, enum ir_op op) {
  return n >= 0 && e->g->at.at[n].op == op && e->uses[n] == 1;
}

static bool parts_fused(const struct emitter *e, int n) {
  const struct ir *x = &e->g->at.at[n];
  return (x->a >= 0 && e->fused[x->a]) || (x->b >= 0 && e->fused[x->b]);
}

/* An `and` used once, whose parts its user can take itself. */
static void fuse(struct emitter *e) {
  for (size_t i = 0; i < e->g->at.n; i++) {
    const struct ir *x = &AT(i);
    if (!e->uses[i]) continue;
    if (x->op == I_KEY && only(e, x->b, I_AND))
      e->fused[x->b] = 1;
    else if (x->op == I_AND || x->op == I_OR) {
      if (only(e, x->a, x->op) && AT(x->b).op != I_NOT && !parts_fused(e, x->a))
        e->fused[x->a] = 1;
      else if (only(e, x->b, x->op) && AT(x->a).op != I_NOT && !parts_fused(e, x->b))
        e->fused[x->b] = 1;
    } else if (x->op == I_ADD && x->width == W8) {
      for (int k = 0; k < 2; k++) {
        int l = k ? x->b : x->a;
        if (!only(e, l, I_LUT) || AT(l).width != W8 || AT(AT(l).a).width != W8 || !only(e, AT(l).a, I_ADD) ||
            AT(l).n_table > 64 || parts_fused(e, AT(l).a))
          continue;
        e->fused[l] = e->fused[AT(l).a] = 1;
        break;
      }
    }
  }
}

/* `and` of up to three, one of them perhaps negated: operands, how many, and whether the last is negated. */
struct parts {
  int at[4], n;
  bool negated;
};

static struct parts parts_of(const struct emitter *e, int n) {
  const struct ir *x = &AT(n);
  struct parts p = { { x->a, x->b, -1, -1 }, 2, false };
  for (int k = 0; k < 2; k++) {
    int in = k ? x->b : x->a;
    if (!e->fused[in] || AT(in).op != x->op) continue;
    p = (struct parts) { { k ? x->a : x->b, AT(in).a, AT(in).b, -1 }, 3, false };
    break;
  }
  return p;
}

static void push(struct emitter *e, int n, int which, int a, int b, int c, int64_t imm, int64_t imm2,
                 const void *table) {
  const struct ir *x = &AT(n);
  int d = place(e, x->width, x->level);
  e->slot[n] = d;
  *VEC_PUSH(e->a, &e->step) = (struct step_code) { .kernel = (uint16_t)which,
                                                   .level = (uint16_t)x->level,
                                                   .d = d,
                                                   .a = a,
                                                   .b = b,
                                                   .c = c,
                                                   .e = -1,
                                                   .imm = imm,
                                                   .imm2 = imm2,
                                                   .table = table };
}

static void emit_logic(struct emitter *e, int n) {
  const struct ir *x = &AT(n);
  struct parts p = parts_of(e, n);
  bool any = x->op == I_OR;
  if (p.n == 3) {
    push(e, n, any ? KERNEL_OR3 : KERNEL_AND3, operand(e, p.at[0], W8), operand(e, p.at[1], W8),
         operand(e, p.at[2], W8), 0, 0, NULL);
    return;
  }
  if (!any && (AT(x->a).op == I_NOT || AT(x->b).op == I_NOT)) {
    int not = AT(x->b).op == I_NOT ? x->b : x->a, other = not == x->b ? x->a : x->b;
    if (e->slot[AT(not ).a] >= 0) {
      push(e, n, KERNEL_ANDNOT, operand(e, other, W8), operand(e, AT(not ).a, W8), -1, 0, 0, NULL);
      return;
    }
  }
  push(e, n, any ? KERNEL_OR : KERNEL_AND, operand(e, x->a, W8), operand(e, x->b, W8), -1, 0, 0, NULL);
}

static void emit_key(struct emitter *e, int n) {
  const struct ir *x = &AT(n);
  if (!e->fused[x->b]) {
    push(e, n, KERNEL_KEY, operand(e, x->a, W8), operand(e, x->b, W8), -1, x->imm, 0, NULL);
    return;
  }
  struct parts p = parts_of(e, x->b);
  if (p.n == 2) {
    int not = AT(p.at[0]).op == I_NOT ? 0 : AT(p.at[1]).op == I_NOT ? 1 : -1;
    if (not >= 0 && e->slot[AT(p.at[not ]).a] >= 0) {
      push(e, n, KERNEL_KEYNOT, operand(e, x->a, W8), operand(e, p.at[1 - not ], W8),
           operand(e, AT(p.at[not ]).a, W8), x->imm, 0, NULL);
      return;
    }
    push(e, n, KERNEL_KEY2, operand(e, x->a, W8), operand(e, p.at[0], W8), operand(e, p.at[1], W8), x->imm, 0,
         NULL);
    return;
  }
  int last = operand(e, p.at[2], W8); /* first: it may be a step of its own */
  push(e, n, KERNEL_KEY3, operand(e, x->a, W8), operand(e, p.at[0], W8), operand(e, p.at[1], W8), x->imm, 0,
       NULL);
  e->step.at[e->step.n - 1].e = last;
}

static bool emit_lookup_sum(struct emitter *e, int n) {
  const struct ir *x = &AT(n);
  for (int k = 0; k < 2; k++) {
    int l = k ? x->b : x->a, other = k ? x->a : x->b;
    if (!e->fused[l]) continue;
    int64_t size;
    const void *t = table_of(e, &AT(l), &size);
    const struct ir *ix = &AT(AT(l).a);
    push(e, n, KERNEL_LUTADD, operand(e, ix->a, W8), operand(e, other, W8), operand(e, ix->b, W8), size, 0,
         t);
    return true;
  }
  return false;
}

static void emit_select(struct emitter *e, int n) {
  const struct ir *x = &AT(n);
  int w = (int)x->width, c = operand(e, x->c, W8);
  bool ka = AT(x->a).op == I_CONST, kb = AT(x->b).op == I_CONST;
  if (ka && kb)
    push(e, n, KERNEL_SELECTCC + w, -1, -1, c, AT(x->a).imm, AT(x->b).imm, NULL);
  else if (kb)
    push(e, n, KERNEL_SELECTC + w, operand(e, x->a, x->width), -1, c, AT(x->b).imm, 0, NULL);
  else if (ka)
    push(e, n, KERNEL_RSELECTC + w, operand(e, x->b, x->width), -1, c, AT(x->a).imm, 0, NULL);
  else
    push(e, n, KERNEL_SELECT + w, operand(e, x->a, x->width), operand(e, x->b, x->width), c, 0, 0, NULL);
}

static void emit(struct emitter *e, int n) {
  const struct ir *x = &AT(n);
  int w = (int)x->width;
  int64_t size;
  const void *t;
  switch (x->op) {
  case I_CONST: return;
  case I_LOAD:
    e->slot[n] = place(e, x->width, x->level);
    e->place.at[e->slot[n]].data = x->data;
    e->place.at[e->slot[n]].few = x->few;
    e->place.at[e->slot[n]].otherwise = x->imm;
    return;
  case I_ADD:
    if (emit_lookup_sum(e, n)) return;
    push(e, n, KERNEL_ADD + w, operand(e, x->a, x->width), operand(e, x->b, x->width), -1, 0, 0, NULL);
    return;
  case I_SUB:
    push(e, n, KERNEL_SUB + w, operand(e, x->a, x->width), operand(e, x->b, x->width), -1, 0, 0, NULL);
    return;
  case I_MUL:
    push(e, n, KERNEL_MUL + w, operand(e, x->a, x->width), operand(e, x->b, x->width), -1, 0, 0, NULL);
    return;
  case I_MIN:
  case I_MAX:
    if (x->b < 0)
      push(e, n, (x->op == I_MIN ? KERNEL_MINC : KERNEL_MAXC) + w, operand(e, x->a, x->width), -1, -1, x->imm,
           0, NULL);
    else
      push(e, n, (x->op == I_MIN ? KERNEL_MIN : KERNEL_MAX) + w, operand(e, x->a, x->width),
           operand(e, x->b, x->width), -1, 0, 0, NULL);
    return;
  case I_ADDC: push(e, n, KERNEL_ADDC + w, operand(e, x->a, x->width), -1, -1, x->imm, 0, NULL); return;
  case I_RSUBC: push(e, n, KERNEL_RSUBC + w, operand(e, x->a, x->width), -1, -1, x->imm, 0, NULL); return;
  case I_MULC: push(e, n, KERNEL_MULC + w, operand(e, x->a, x->width), -1, -1, x->imm, 0, NULL); return;
  case I_EQ:
  case I_LT:
  case I_LE: {
    int base = x->op == I_EQ ? KERNEL_EQ : x->op == I_LT ? KERNEL_LT : KERNEL_LE, in = (int)AT(x->a).width;
    push(e, n, base + in, operand(e, x->a, AT(x->a).width), operand(e, x->b, AT(x->a).width), -1, 0, 0, NULL);
    return;
  }
  case I_EQC:
  case I_LEC:
  case I_GEC: {
    int base = x->op == I_EQC ? KERNEL_EQC : x->op == I_LEC ? KERNEL_LEC : KERNEL_GEC;
    push(e, n, base + (int)AT(x->a).width, operand(e, x->a, AT(x->a).width), -1, -1, x->imm, 0, NULL);
    return;
  }
  case I_AND:
  case I_OR: emit_logic(e, n); return;
  case I_NOT: push(e, n, KERNEL_XOR1, operand(e, x->a, W8), -1, -1, 0, 0, NULL); return;
  case I_SELECT: emit_select(e, n); return;
  case I_KEY: emit_key(e, n); return;
  case I_LUT:
    t = table_of(e, x, &size);
    push(e, n, (AT(x->a).width == W8 ? KERNEL_LUT : KERNEL_LUT16) + w, operand(e, x->a, AT(x->a).width), -1,
         -1, size, 0, t);
    return;
  case I_SPREAD: push(e, n, KERNEL_SPREAD + w, operand(e, x->a, x->width), -1, -1, 0, 0, NULL); return;
  case I_SEGSUM:
    if (AT(x->a).width == W32 && x->width == W32) {
      push(e, n, KERNEL_SEGSUM32, operand(e, x->a, W32), -1, -1, 0, 0, NULL);
      return;
    }
    if (AT(x->a).width == W8 && AT(x->a).hi <= 31) {
      push(e, n, KERNEL_SEGCOUNT, operand(e, x->a, W8), -1, -1, 0, 0, NULL);
      return;
    }
    push(e, n, KERNEL_SEGSUM + (int)AT(x->a).width, operand(e, x->a, AT(x->a).width), -1, -1, 0, 0, NULL);
    return;
  case I_SEGMIN: push(e, n, KERNEL_SEGMIN + w, operand(e, x->a, x->width), -1, -1, x->imm, 0, NULL); return;
  case I_SEGMAX: push(e, n, KERNEL_SEGMAX + w, operand(e, x->a, x->width), -1, -1, x->imm, 0, NULL); return;
  case I_SIZE: push(e, n, KERNEL_SIZE, -1, -1, -1, 0, 0, NULL); return;
  case I_SHIFTC: push(e, n, KERNEL_SHIFTC + w, operand(e, x->a, x->width), -1, -1, x->imm, 0, NULL); return;
  case I_DIVC:
    push(e, n, KERNEL_DIVC, operand(e, x->a, W64), -1, -1, x->imm,
         x->imm > 1 && x->imm <= UINT8_MAX && AT(x->a).lo >= 0 && AT(x->a).hi < INT64_C(1) << 55, NULL);
    return;
  case I_DIV:
    push(e, n, AT(x->b).width == W8 ? KERNEL_DIVSMALL : KERNEL_DIVV, operand(e, x->a, W64),
         operand(e, x->b, AT(x->b).width), -1, 0, 0, NULL);
    return;
  case I_CONVERT: {
    static const int to[] = { KERNEL_TO8, KERNEL_TO16, KERNEL_TO32, KERNEL_TO64 };
    push(e, n, to[w] + (int)AT(x->a).width, operand(e, x->a, AT(x->a).width), -1, -1, 0, 0, NULL);
    return;
  }
  case I_YEARS:
    push(e, n, KERNEL_YEARS, operand(e, x->a, W32), operand(e, x->b, W32), -1, 0, 0, NULL);
    return;
  case I_MONTHS:
    push(e, n, KERNEL_MONTHS, operand(e, x->a, W32), operand(e, x->b, W32), -1, 0, 0, NULL);
    return;
  case I_YEAR_OF: push(e, n, KERNEL_YEAR_OF, operand(e, x->a, W32), -1, -1, 0, 0, NULL); return;
  case I_PLUS:
    push(e, n, KERNEL_PLUS, operand(e, x->a, W32), operand(e, x->b, W32), -1, x->imm, 0, NULL);
    return;
  case I_ROW: push(e, n, STEP_ROW, operand(e, x->a, W8), -1, -1, x->imm, x->imm2, NULL); return;
  }
}

static int width_index(int bytes) { return bytes == 1 ? W8 : bytes == 2 ? W16 : bytes == 4 ? W32 : W64; }

static void fresh(struct code *k, struct slot *s) {
  s->offset = k->bytes;
  s->ordinal = k->ordinals++;
  k->bytes += s->bytes;
}

/* Places that are free again are taken by the next value of the same size. */
static void allot(struct emitter *e, const int *keep, int n_keep) {
  struct code *k = e->code;
  int *last = NEW_ARRAY(e->a, int, e->place.n + 1);
  for (size_t i = 0; i < e->step.n; i++) {
    const struct step_code *s = &e->step.at[i];
    int in[] = { s->d, s->a, s->b, s->c, s->e };
    for (int j = 0; j < 5; j++)
      if (in[j] >= 0) last[in[j]] = (int)i;
  }
  for (int i = 0; i < n_keep; i++)
    if (keep[i] >= 0) last[keep[i]] = INT32_MAX;
  for (size_t i = 0; i < e->once.n; i++)
    last[e->once.at[i].d] = INT32_MAX;
  VEC(int) spare[WIDTHS] = { { 0 }, { 0 }, { 0 }, { 0 } };
  for (size_t i = 0; i < e->once.n; i++)
    fresh(k, &e->place.at[e->once.at[i].d]);
  for (size_t i = 0; i < e->step.n; i++) {
    const struct step_code *s = &e->step.at[i];
    struct slot *d = &e->place.at[s->d];
    int w = width_index(d->bytes);
    if (spare[w].n) {
      const struct slot *o = &e->place.at[spare[w].at[--spare[w].n]];
      d->offset = o->offset;
      d->ordinal = o->ordinal;
    } else
      fresh(k, d);
    int in[] = { s->a, s->b, s->c, s->e, s->d };
    for (int j = 0; j < 5; j++) {
      if (in[j] < 0 || last[in[j]] != (int)i || slot_loads(&e->place.at[in[j]])) continue;
      last[in[j]] = -1; /* an operand may stand twice */
      *VEC_PUSH(e->a, &spare[width_index(e->place.at[in[j]].bytes)]) = in[j];
    }
  }
  for (size_t i = 0; i < e->place.n; i++) {
    struct slot *s = &e->place.at[i];
    if (!slot_loads(s)) continue;
    s->offset = k->tail_bytes;
    s->ordinal = k->tails++;
    k->tail_bytes += s->bytes;
  }
}

struct code *ir_emit(struct arena *a, struct graph *g, int n, const int *wanted) {
  struct emitter *e = NEW(a, struct emitter);
  *e = (struct emitter) { .a = a, .g = g };
  e->code = NEW(a, struct code);
  e->slot = NEW_ARRAY(a, int, g->at.n + 1);
  e->uses = NEW_ARRAY(a, int, g->at.n + 1);
  e->fused = NEW_ARRAY(a, char, g->at.n + 1);
  for (size_t i = 0; i < g->at.n; i++)
    e->slot[i] = -1;
  for (int i = 0; i < n; i++)
    mark(e, wanted[i]);
  fuse(e);
  for (size_t i = 0; i < g->at.n; i++) {
    if (e->uses[i] && !e->fused[i] && AT(i).op != I_NOT)
      emit(e, (int)i); /* a negation only where something needs it */
  }
  for (int i = 0; i < n; i++)
    if (wanted[i] >= 0 && e->slot[wanted[i]] < 0) emit(e, wanted[i]);
  struct code *k = e->code;
  k->result = NEW_ARRAY(a, int, n + 1);
  k->constant = NEW_ARRAY(a, int64_t, n + 1);
  for (int i = 0; i < n; i++) {
    k->result[i] = wanted[i] < 0 ? -1 : e->slot[wanted[i]];
    if (wanted[i] >= 0 && AT(wanted[i]).op == I_CONST) {
      k->constant[i] = AT(wanted[i]).imm;
      k->result[i] = -1;
    }
  }
  allot(e, k->result, n);
  k->n_once = (int)e->once.n;
  k->n = (int)(e->once.n + e->step.n);
  k->step = NEW_ARRAY(a, struct step_code, k->n + 1);
  if (e->once.n) memcpy(k->step, e->once.at, e->once.n * sizeof *k->step);
  if (e->step.n) memcpy(k->step + e->once.n, e->step.at, e->step.n * sizeof *k->step);
  k->slot = e->place.at;
  k->n_slot = (int)e->place.n;
  return k;
}
