/* Bulk against replay where the law reads through links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bulk_random.h"
#include "law/bulk/kernels.h"

/* What is read through links, in bulk, against the replay. BULK_SECONDS and BULK_SEED as in test_bulk. */
#define BYTES ((size_t)512 << 20)
static const month MONTH = 2023 * 12 + 5;
/* A pack where what is in doubt of the others is also what is asked of them: the two differ in whom nothing
 * is recorded of. */
static const uint64_t SHARED_DOUBT = 2348419497;

static int64_t setting(const char *name, int64_t otherwise) {
  int64_t v;
  const char *z = getenv(name);
  return z && parse_int(str_of(z), &v) == OK ? v : otherwise;
}

/* ---- packs: rules in a row, each reading others through links and the rules before it ---- */

enum t { BOOL, INT, MONEY, TYPES };
struct gen {
  struct rng *r;
  struct buf b;
  enum t type[16];
  bool cases[16];
  int n;
};
#define P(...) buf_print(&g->b, __VA_ARGS__)
static bool one_in(struct gen *g, uint64_t n) { return rng_below(g->r, n) == 0; }
/* Some provisions are marked unverified. */
static const char *mark(struct gen *g) { return one_in(g, 10) ? " status unverified \"u\"" : ""; }
static void expr(struct gen *g, enum t t, int depth, int inside);

static const char *link(struct gen *g) {
  static const char *const names[] = { "kin", "ward", "elder", "members" };
  return names[rng_below(g->r, one_in(g, 4) ? 4 : 3)];
}

static bool earlier(struct gen *g, enum t t) {
  for (int i = g->n - 1; i >= 0; i--) {
    if (g->type[i] != t || one_in(g, 3)) continue;
    if (!g->cases[i])
      P("q%d", i);
    else if (t == BOOL)
      P("(holds q%d)", i);
    else
      P(t == INT ? "(q%d otherwise 2)" : "(q%d otherwise base)", i);
    return true;
  }
  return false;
}

static void where(struct gen *g, int depth, int inside) {
  if (one_in(g, 6)) return;
  P(" where (");
  expr(g, BOOL, depth - 1, inside + 1);
  P(")");
}

static void over(struct gen *g, enum t t, int depth, int inside) {
  static const char *const best[] = { "sum", "highest", "lowest" };
  if (t == BOOL) P(one_in(g, 3) ? "(all " : "(any ");
  if (t == BOOL) {
    P("%s where (", link(g));
    expr(g, BOOL, depth - 1, inside + 1);
    P("))");
    return;
  }
  if (t == INT && one_in(g, 2)) {
    P("(count %s", link(g));
    where(g, depth, inside);
    P(")");
    return;
  }
  uint64_t k = rng_below(g->r, 3);
  P(t == MONEY ? "((%s (base + " : "((%s (", best[k]); /* a bare number is no money */
  expr(g, t, depth - 1, inside + 1);
  P(") over %s", link(g));
  where(g, depth, inside);
  P(")%s)", k ? t == INT ? " otherwise 1" : " otherwise base" : "");
}

static void expr(struct gen *g, enum t t, int depth, int inside) {
  if (depth > 0 && one_in(g, 2)) {
    over(g, t, depth, inside);
    return;
  }
  if (depth > 0 && one_in(g, 3) && earlier(g, t)) return;
  switch (t) {
  case BOOL:
    switch (rng_below(g->r, depth > 0 ? 10 : 6)) {
    case 0: P("b1"); return;
    case 1: P("b2"); return;
    case 2: P("(n >= %d)", (int)rng_below(g->r, 4)); return;
    case 3: P("(years from birth to day < %d)", (int)rng_below(g->r, 80)); return;
    case 4: P(one_in(g, 2) ? "(e = red)" : "household.hb"); return;
    case 5:
      P(inside && one_in(g, 4) ? "(outer.n > n)" : one_in(g, 2) ? "(receives aid.one)" : "(m > base)");
      return;
    case 6:
      P("(");
      expr(g, BOOL, depth - 1, inside);
      P(one_in(g, 2) ? " and " : " or ");
      expr(g, BOOL, depth - 1, inside);
      P(")");
      return;
    case 7:
      P("(not ");
      expr(g, BOOL, depth - 1, inside);
      P(")");
      return;
    case 8:
      P("(");
      expr(g, INT, depth - 1, inside);
      P(" >= ");
      expr(g, INT, depth - 1, inside);
      P(")");
      return;
    default:
      P("(");
      expr(g, MONEY, depth - 1, inside);
      P(" < 5000)");
      return;
    }
  case INT:
    if (depth > 0 && one_in(g, 3)) {
      P("(");
      expr(g, INT, depth - 1, inside);
      P(one_in(g, 2) ? " + " : " - ");
      expr(g, INT, depth - 1, inside);
      P(")");
      return;
    }
    P(one_in(g, 3) ? "%d" : "n", (int)rng_below(g->r, 5));
    return;
  default:
    if (depth > 0 && one_in(g, 3)) {
      P("(if ");
      expr(g, BOOL, depth - 1, inside);
      P(" then base + ");
      expr(g, MONEY, depth - 1, inside);
      P(" else ");
      expr(g, MONEY, depth - 1, inside);
      P(")");
      return;
    }
    P(one_in(g, 3)   ? "%d"
      : one_in(g, 3) ? "base"
      : one_in(g, 5) ? "old"
                     : "m",
      100 * (int)rng_below(g->r, 50));
  }
}

static struct str pack(struct arena *a, struct rng *r) {
  static const char *const types[] = { "bool", "integer", "money" }, *const trees[] = { "highest of",
                                                                                        "first of", "all of",
                                                                                        "lowest of" };
  struct gen *g = NEW(a, struct gen);
  *g = (struct gen) { .r = r, .b = buf_new(a, 1 << 20) };
  P("language 1\ndocument d \"D\" issued 2019-01-01 in_force 2020-01-01\nenum colour (red \"r\", green "
    "\"g\", blue "
    "\"b\")\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\nfact person.b1 : "
    "bool \"x\"\nfact person.b2 : bool \"x\" "
    "absent no\nfact person.e : colour \"x\" absent red\n"
    "fact person.n : integer 0..3 \"x\"\nfact person.m : money \"x\"%s\nfact household.hb : bool \"x\"\n",
    one_in(g, 2) ? " absent 0" : "");
  P("link kin : person \"x\" absent none\nlink ward : person \"x\"\nlink elder : person \"x\"%s\n",
    one_in(g, 2) ? " absent none" : "");
  P("parameter base : money \"x\"\n  from 2020-01-01 = 100000 [d 1]\n  from 2023-06-10 = 110000 [d 1]%s\n"
    "parameter old : money \"x\"\n  from 2020-01-01 = 900 [d 1]%s\n"
    "  from 2022-07-01 only granted before 2021-01-01 = 1200 [d 1]%s\n",
    mark(g), mark(g), mark(g));
  int rules = 1 + (int)rng_below(r, 6);
  for (int i = 0; i < rules; i++) {
    enum t t = (enum t)rng_below(r, TYPES);
    g->cases[i] = t == MONEY && one_in(g, 2);
    P("rule person.q%d : %s%s \"x\"\n  from 2020-01-01\n", i, g->cases[i] ? "cases of " : "", types[t]);
    if (!g->cases[i]) {
      P("    = ");
      expr(g, t, 3, 0);
      P(" [d 1]%s\n", mark(g));
    } else {
      P("    choose %s (k1, k2) [d 1]\n", trees[rng_below(r, 4)]);
      for (int k = 1; k <= 2; k++) {
        P("    case k%d when ", k);
        expr(g, BOOL, 2, 0);
        P(" then ");
        expr(g, MONEY, k - 1, 0);
        P(" [d 1]%s\n", mark(g));
      }
    }
    g->type[g->n++] = t;
  }
  P("benefit aid.one for person \"x\"\n  amount ");
  if (!earlier(g, MONEY)) expr(g, MONEY, 2, 0);
  P(" [d 1]%s\n  when ", mark(g));
  expr(g, BOOL, 2, 0);
  P(" [d 1]%s\n  starts month_of_decision [d 1]\n  changes %s [d 1]%s\n  stops %s [d 1]%s\n", mark(g),
    one_in(g, 2) ? "same_month" : "month_after", mark(g), one_in(g, 2) ? "same_month" : "month_after",
    mark(g));
  return buf_view(&g->b);
}

/* ---- comparing ---- */

static int64_t at(const struct law_bulk_output *o, int32_t i) {
  return o->bytes == 1   ? ((uint8_t *)o->value)[i]
         : o->bytes == 2 ? ((uint16_t *)o->value)[i]
         : o->bytes == 4 ? ((int32_t *)o->value)[i]
                         : ((int64_t *)o->value)[i];
}

static uint8_t status_of(const struct law_bulk_output *o, int32_t i) {
  return o->status ? o->status[i] : LAW_BULK_VALUE;
}

/* Verified, and the same under every choice of an interpretation: as the replay says. */
static bool flags_same(const struct law_bulk_output *o, int32_t i, const struct law_result *q) {
  int said = o->flags[i] & (LAW_BULK_UNVERIFIED | LAW_BULK_OTHERWISE);
  return said == ((q->unverified ? LAW_BULK_UNVERIFIED : 0) | (q->n_alternatives ? LAW_BULK_OTHERWISE : 0));
}

static bool benefit_same(struct law_session *s, int benefit, const struct law_bulk_output *o, int32_t i) {
  struct law_result q;
  law_ask(s, benefit, i, &q);
  if (status_of(o, i) != (uint8_t)q.status || !flags_same(o, i, &q)) return false;
  if (q.status != LAW_VALUE) return true;
  int n = 0;
  for (int k = 0; k < o->keys; k++) {
    bool found = !law_bulk_key(o, k, i);
    n += !found;
    for (int c = 0; c < q.n_cases; c++)
      found |= q.cases[c].rule == o->key_rule[k] && q.cases[c].kase == law_bulk_key(o, k, i) - 1;
    if (!found) return false;
  }
  return at(o, i) == q.amount && n == q.n_cases;
}

/* Where run_rule leaves it open, bulk may know by completions: nothing is said. */
static bool rule_same(struct law_session *s, int rule, const struct law_bulk_output *o, int32_t i) {
  enum kind k = s->p->rule.at[rule].type.kind;
  run_clean(s);
  run_start(s, 1);
  struct val v = run_rule(s, rule, (struct subject) { .e = s->p->rule.at[rule].on, .id = i });
  if (s->err != OK) return status_of(o, i) == LAW_BULK_FAULT;
  if (!val_known(v, k)) return status_of(o, i) != LAW_BULK_FAULT;
  if (!v.some) return status_of(o, i) == LAW_BULK_NOT;
  if (status_of(o, i) != LAW_BULK_VALUE) return false;
  return kind_is_set(k) ? set_only(v.set) == at(o, i)
                        : ratio_cmp(v.lo, (struct ratio) { at(o, i), o->den }) == 0;
}

/* Some people with links that nobody recorded, some with a great many. */
static void other_links(struct arena *a, struct rng *r, const struct law_program *p, struct law_columns *c) {
  for (size_t l = 0; l < p->link.n; l++) {
    if (rng_below(r, 2)) continue;
    int32_t *from = NEW_ARRAY(a, int32_t, c->persons + 1), n = 0;
    int32_t *to = NEW_ARRAY(a, int32_t, c->persons * 2 + 400);
    uint8_t *unknown = NEW_ARRAY(a, uint8_t, c->persons + 1);
    for (int32_t i = 0; i < c->persons; i++) {
      int64_t k = rng_below(r, 12) ? 0 : (int64_t)rng_below(r, 3);
      if (i == c->persons / 2 && !rng_below(r, 3)) k = 300;
      from[i] = n;
      while (k-- > 0)
        to[n++] = (int32_t)rng_below(r, (uint64_t)c->persons);
      unknown[i] = !rng_below(r, 9);
    }
    from[c->persons] = n;
    c->link[l] = (struct law_link_column) { .start = from, .to = to, .unknown = unknown };
  }
}

struct tally {
  int packs, refused;
  int64_t rows, by_row;
};

static void one_round(uint64_t seed, struct tally *tally) {
  struct rng r = { seed };
  struct arena *a = arena_new("test", BYTES), *ids = arena_new("ids", BYTES);
  struct str text = pack(a, &r), name = S("links.luat");
  struct law_program *p;
  tally->packs++;
  if (law_load_text(a, 1, &name, &text, &p) != OK) {
    if (getenv("BULK_SHOW")) {
      struct buf b = buf_new(a, 1 << 20);
      law_print_diagnostics(p, &b, EN);
      fprintf(stderr, "%s\n", b.p);
    }
    tally->refused++;
    goto done;
  }
  struct random_people q = random_people(a, &r, p, 4 + (int)rng_below(&r, 30), 8,
                                         rng_below(&r, 3) ? 2 + (int)rng_below(&r, 40) : 0);
  if (q.first->persons > 0) other_links(a, &r, p, q.first);
  for (size_t l = 0; l < p->link.n; l++)
    q.last->link[l] = q.first->link[l];
  struct law_source source = random_source(a, ids, &q, MONTH);
  struct law_bulk_target target[16];
  struct law_bulk_output out[16], again[16];
  struct law_bulk_report report;
  struct law_bulk *b;
  int n = 0;
  target[n++] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = 0 };
  for (int k = 0; k < law_bulk_rule_count(p); k++)
    target[n++] = (struct law_bulk_target) { .kind = LAW_BULK_RULE, .index = k };
  assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question) { MONTH, month_last(MONTH), NULL }, q.first,
                                 q.last, n, target, &b),
                   OK);
  law_bulk_outputs(a, b, out);
  law_bulk_outputs(a, b, again);
  static const struct law_bulk_options shapes[] = { { 2, 0 }, { 3, 7 }, { 1, 1 }, { 1, 100 } };
  assert_int_equal(law_bulk_run(b, shapes[seed % 4], again, NULL), OK);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 1, 0 }, out, &report), OK);
  tally->by_row += report.rows_asked;
  struct law_session *s = law_session_new(a, p, &source, (struct law_question) { MONTH, month_last(MONTH) });
  for (int t = 0; t < n; t++)
    for (int32_t i = 0; i < out[t].rows; i++) {
      bool same = status_of(&out[t], i) == status_of(&again[t], i) && at(&out[t], i) == at(&again[t], i) &&
                  (target[t].kind == LAW_BULK_BENEFIT ? benefit_same(s, target[t].index, &out[t], i)
                                                      : rule_same(s, target[t].index, &out[t], i));
      arena_reset(ids);
      tally->rows++;
      if (same) continue;
      struct law_result w;
      fprintf(stderr, "%.*s\nseed %llu, target %d row %d: status %d, %d value %lld, %lld\n", (int)text.n,
              text.p, (unsigned long long)seed, t, i, status_of(&out[t], i), status_of(&again[t], i),
              (long long)at(&out[t], i), (long long)at(&again[t], i));
      if (!t) law_ask(s, 0, i, &w);
      if (!t) fprintf(stderr, "replay: status %d value %lld\n", (int)w.status, (long long)w.amount);
      struct buf d = buf_new(a, 1 << 16);
      law_bulk_describe(b, &d, EN);
      fprintf(stderr, "%s", d.p);
      fail();
    }
  law_session_free(s);
done:
  arena_free(ids);
  arena_free(a);
}

static void links_agree_with_the_replay(void **state) {
  (void)state;
  struct tally t = { 0 };
  double end = clock_seconds() + (double)setting("BULK_SECONDS", 4);
  uint64_t seed = (uint64_t)setting("BULK_SEED", 1);
  one_round(SHARED_DOUBT, &t);
  for (int i = 0; i < 60 || clock_seconds() < end; i++)
    one_round(seed++, &t);
  print_message("%d packs (%d refused by the checker), %lld rows, %lld answered by the replay\n", t.packs,
                t.refused, (long long)t.rows, (long long)t.by_row);
  assert_true(t.refused < t.packs / 2);
  assert_true(t.by_row < t.rows);
}

int main(void) {
  const struct CMUnitTest tests[] = { cmocka_unit_test(links_agree_with_the_replay) };
  return cmocka_run_group_tests_name("bulk_links", tests, NULL, NULL);
}
