/* Random programs and people for the agreement of bulk and replay. */
#include "bulk_random.h"

/* ---- packs ---- */

enum t { BOOL, INT, MONEY, RATE, DATE, ENUM, TYPES };
struct known {
  char name[24];
  enum t type;
  bool person, cases;
  int n_cases;
};
struct gen {
  struct rng *r;
  struct buf b;
  struct random_options o;
  struct known rule[40];
  int n;
  uint64_t unmarked; /* one provision in so many is marked unverified */
};

static uint64_t upto(struct gen *g, uint64_t n) { return rng_below(g->r, n); }
static bool one_in(struct gen *g, uint64_t n) { return upto(g, n) == 0; }
#define P(...) buf_print(&g->b, __VA_ARGS__)
static void expr(struct gen *g, enum t t, bool person, int depth);

static void reference(struct gen *g, enum t t, bool person, int depth) {
  int fit[80], n = 0;
  for (int i = 0; i < g->n; i++)
    if (g->rule[i].type == t && (g->rule[i].person == person || person)) fit[n++] = i;
  if (!n) {
    expr(g, t, person, depth - 1);
    return;
  }
  const struct known *k = &g->rule[fit[upto(g, (uint64_t)n)]];
  bool far = person && !k->person;
  if (k->cases && !one_in(g, 5)) {
    if (t == BOOL) {
      P("(holds %s%s)", far ? "household." : "", k->name);
      return;
    }
    P("(%s%s otherwise ", far ? "household." : "", k->name);
    expr(g, t, person, depth - 1);
    P(")");
    return;
  }
  P("%s%s", far ? "household." : "", k->name);
}

static void list_of(struct gen *g, enum t t, bool person, int depth, const char *how) {
  P("%s(", how);
  expr(g, t, person, depth - 1);
  P(", ");
  expr(g, t, person, depth - 1);
  P(")");
}

static void pair(struct gen *g, enum t t, bool person, int depth, const char *op) {
  P("(");
  expr(g, t, person, depth - 1);
  P(" %s ", op);
  expr(g, t, person, depth - 1);
  P(")");
}

static void over(struct gen *g, bool person, int depth, enum t t, const char *op) {
  P("(%s ", op);
  if (t != TYPES) {
    P("(base2 + ");
    expr(g, t, true, depth - 1);
    P(") over ");
  }
  P("%s", g->o.links && person && one_in(g, 3) ? "kin" : "members");
  if (t == TYPES ? !one_in(g, 4) || op[0] != 'c' : one_in(g, 2)) {
    P(" where (");
    expr(g, BOOL, true, depth - 1);
    P(")");
  }
  P(")");
}

static void chosen(struct gen *g, enum t t, bool person, int depth) {
  P("(if ");
  expr(g, BOOL, person, depth - 1);
  P(" then ");
  expr(g, t, person, depth - 1);
  P(" else ");
  expr(g, t, person, depth - 1);
  P(")");
}

static void another_day(struct gen *g, bool person) {
  switch (upto(g, person ? 4 : 2)) {
  case 0: P("(day plus -%d days)", (int)upto(g, 40)); return;
  case 1: P("2023-06-%02d", 10 + (int)upto(g, 20)); return;
  case 2: P("(birth plus %d years)", 20 + (int)upto(g, 40)); return;
  default: P("death");
  }
}

/* Something read on a day of its own. */
static void at(struct gen *g, enum t t, bool person, int depth) {
  P("((");
  expr(g, t, person, depth - 1);
  P(") at ");
  another_day(g, person);
  P(")");
}

static void truth(struct gen *g, bool person, int depth) {
  static const char *const compare[] = { "<", "<=", ">", ">=", "=", "!=" }, *const colour[] = { "red",
                                                                                                "green",
                                                                                                "blue" };
  switch (upto(g, depth <= 0 ? 4 : 18)) {
  case 0: P(person ? "b1" : "hb"); return;
  case 1: P(person ? "(e = %s)" : "(he = %s)", colour[upto(g, 3)]); return;
  case 2: P(person ? "(n >= %d)" : "(hn >= %d)", (int)upto(g, 4)); return;
  case 3:
    if (person)
      P(one_in(g, 3)   ? "b2"
        : one_in(g, 4) ? "(months from death to day %s %d)"
        : one_in(g, 4) ? "(days from birth to day %s %d)"
                       : "(age %s %d)",
        compare[upto(g, 6)], (int)upto(g, 90));
    else
      P("area.urban");
    return;
  case 4: pair(g, BOOL, person, depth, "and"); return;
  case 5: pair(g, BOOL, person, depth, "or"); return;
  case 6:
    P("(not ");
    expr(g, BOOL, person, depth - 1);
    P(")");
    return;
  case 7: pair(g, INT, person, depth, compare[upto(g, 6)]); return;
  case 8: pair(g, MONEY, person, depth, compare[upto(g, 6)]); return;
  case 9: pair(g, RATE, person, depth, compare[upto(g, 6)]); return;
  case 10: pair(g, DATE, person, depth, compare[upto(g, 6)]); return;
  case 11: reference(g, BOOL, person, depth); return;
  case 12: over(g, person, depth, TYPES, one_in(g, 2) ? "any" : "all"); return;
  case 13: P(person ? "(e in (%s, %s))" : "(he in (%s, %s))", colour[upto(g, 3)], colour[upto(g, 3)]); return;
  case 14:
    for (int i = 0; i < g->n; i++)
      if (g->rule[i].cases && g->rule[i].person == person && one_in(g, 2)) {
        P("(%s by (k1%s))", g->rule[i].name, g->rule[i].n_cases > 1 ? ", k2" : "");
        return;
      }
    P(!person || one_in(g, 3) ? "(day >= 2023-06-15)"
      : one_in(g, 3)          ? "(suspended aid.one)"
                              : "(receives aid.one)");
    return;
  case 15:
    if (person && one_in(g, 2)) {
      P("(granted aid.one before ");
      another_day(g, person);
      P(")");
    } else if (person)
      P("(granted aid.one before 20%d-01-01)", 20 + (int)upto(g, 5));
    else
      P("(switch = first)");
    return;
  case 16: at(g, BOOL, person, depth); return;
  default: pair(g, BOOL, person, depth, one_in(g, 2) ? "=" : "!="); return;
  }
}

static void expr(struct gen *g, enum t t, bool person, int depth) {
  if (t == BOOL) {
    truth(g, person, depth);
    return;
  }
  uint64_t k = depth <= 0 ? upto(g, 2) : upto(g, 9);
  if (k == 2 || k == 3) {
    reference(g, t, person, depth - (k == 2));
    return;
  }
  if (k == 4 && t != ENUM) {
    if (one_in(g, 4))
      at(g, t, person, depth);
    else
      chosen(g, t, person, depth);
    return;
  }
  switch (t) {
  case INT:
    switch (k) {
    case 0: P("%d", (int)upto(g, 7)); return;
    case 1: P(person ? (one_in(g, 3) ? "age" : "n") : "hn"); return;
    case 5: over(g, person, depth, TYPES, "count"); return;
    case 6: pair(g, INT, person, depth, one_in(g, 2) ? "+" : "-"); return;
    case 7:
      if (one_in(g, 4))
        P(person ? "steps(n)" : "steps(hn)");
      else if (one_in(g, 2)) {
        P("points(");
        P(person ? "n, e)" : "(if hb then 1 else 2), he)");
      } else
        list_of(g, INT, person, depth, one_in(g, 2) ? "min" : "max");
      return;
    default:
      P("((");
      expr(g, RATE, person, depth - 1);
      P(" * %d) rounded %s to %d [d 1])", 1 + (int)upto(g, 9),
        one_in(g, 2)   ? "down"
        : one_in(g, 2) ? "up"
                       : "half_up",
        1 + (int)upto(g, 3));
      return;
    }
  case MONEY:
    switch (k) {
    case 0: P(g->o.finite ? "%d000" : "%d007", 1 + (int)upto(g, 50)); return;
    case 1: P(person && !g->o.finite && !one_in(g, 3) ? "m" : one_in(g, 2) ? "base" : "base2"); return;
    case 5: over(g, person, depth, MONEY, "sum"); return;
    case 6: pair(g, MONEY, person, depth, one_in(g, 3) ? "-" : "+"); return;
    case 7: list_of(g, MONEY, person, depth, one_in(g, 2) ? "min" : "max"); return;
    default:
      P("((");
      expr(g, MONEY, person, depth - 1);
      P(" %s ", one_in(g, 3) ? "/" : "*");
      expr(g, one_in(g, 2) ? INT : RATE, person, depth - 1);
      P(") rounded %s to %d [d 1])",
        one_in(g, 2)   ? "down"
        : one_in(g, 2) ? "up"
                       : "half_up",
        one_in(g, 2) ? 1000 : 1);
      return;
    }
  case RATE:
    if (k == 5) {
      pair(g, RATE, person, depth, "+");
      return;
    }
    if (k == 6) {
      P("(%d.5 * ", (int)upto(g, 3));
      expr(g, INT, person, depth - 1);
      P(")");
      return;
    }
    if (k == 7) {
      P("(step at ");
      expr(g, DATE, person, depth - 1);
      P(")");
      return;
    }
    if (k == 8) {
      P("(");
      expr(g, INT, person, depth - 1);
      P(" / %d)", 2 + (int)upto(g, 5));
      return;
    }
    P("%d.%d", (int)upto(g, 3), (int)upto(g, 10));
    return;
  case DATE:
    if (k == 0 || !person) {
      P("20%02d-%02d-%02d", (int)upto(g, 30), 1 + (int)upto(g, 12), 1 + (int)upto(g, 28));
      return;
    }
    if (k == 5) {
      P("(");
      expr(g, DATE, person, depth - 1);
      P(" plus %d %s)", (int)upto(g, 30), one_in(g, 3) ? "days" : one_in(g, 2) ? "months" : "years");
      return;
    }
    P(one_in(g, 2) ? "birth" : one_in(g, 3) ? "day" : one_in(g, 3) ? "death" : "met");
    return;
  default: P("green"); return;
  }
}

static void tree(struct gen *g, int from, int n, int depth) {
  static const char *const how[] = { "highest of", "highest of", "lowest of", "first of", "all of" };
  if (n == 1) {
    P("k%d", from);
    return;
  }
  if (n == 2 && one_in(g, 4)) {
    P("k%d except k%d", from, from + 1);
    return;
  }
  P("%s (", how[upto(g, 5)]);
  for (int i = 0; i < n;) {
    int k = depth > 0 && n - i > 1 && one_in(g, 3) ? 2 + (int)upto(g, (uint64_t)(n - i - 1)) : 1;
    if (k == n) k = 1;
    if (i) P(", ");
    tree(g, from + i, k, depth - 1);
    i += k;
  }
  P(")");
}

/* A clause that ends within the month, so that the one of the first day joins it, or before, so that none
 * does. */
static const char *lapses(struct gen *g) {
  struct rng own = { (uint64_t)g->b.n *
                     0x9E3779B97F4A7C15u }; /* of the text so far: other draws stay as they were */
  if (rng_below(&own, 8) == 0) return "until 2023-06-16 ";
  return !g->o.finite && rng_below(&own, 10) == 0 ? "until 2023-05-20 " : "";
}
/* Some provisions are marked unverified: in some packs many, in others a single one, which few rows read. */
static const char *mark(struct gen *g) { return one_in(g, g->unmarked) ? " status unverified \"u\"" : ""; }

static void version(struct gen *g, struct known *k, bool guarded, int depth) {
  bool late = !guarded && one_in(g, 8);
  P("  from %s%s\n",
    guarded ? "2023-01-01"
    : late  ? "2023-06-16"
            : "2020-01-01",
    guarded ? " only granted before 2022-01-01" : "");
  if (!k->cases) {
    P("    = ");
    expr(g, k->type, k->person, depth);
    P(" [d 1]%s\n", mark(g));
    return;
  }
  if (k->n_cases > 1) {
    P("    choose ");
    tree(g, 1, k->n_cases, 2);
    P(" [d 1]\n");
  }
  for (int i = 1; i <= k->n_cases; i++) {
    P("    case k%d %swhen ", i,
      one_in(g, 12)   ? (late ? "until 2023-06-25 " : "until 2023-06-16 ")
      : one_in(g, 15) ? "only granted before 2022-01-01 "
                      : "");
    expr(g, BOOL, k->person, 2);
    P(" then ");
    if (k->type == RATE && !one_in(g, 8))
      P("%d.%d", (int)upto(g, 3), (int)(5 * upto(g, 2)));
    else if (k->type == MONEY && !one_in(g, 4))
      P("%d000", (int)upto(g, 40));
    else
      expr(g, k->type, k->person, 1);
    P(" [d 1]%s\n", mark(g));
  }
}

struct str random_pack(struct arena *a, struct rng *r, struct random_options o) {
  static const char *const types[] = { "bool", "integer", "money", "rate", "date", "colour" };
  struct gen *g = NEW(a, struct gen);
  *g = (struct gen) { .r = r, .b = buf_new(a, 1 << 20), .o = o, .unmarked = 4 + 12 * rng_below(r, 4) };
  P("language 1\ndocument d \"D\" issued 2019-01-01 in_force 2020-01-01\nenum colour (red \"r\", green "
    "\"g\", blue "
    "\"b\")\n");
  P("fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\nfact person.met : "
    "date \"x\" absent never\nfact person.b1 : "
    "bool \"x\"\nfact person.b2 : bool \"x\" absent no\n"
    "fact person.e : colour \"x\" absent red\nfact person.n : integer 0..3 \"x\"\nfact person.m : money "
    "\"x\"\nfact household.hb : bool \"x\"\nfact household.he : colour \"x\"\n"
    "fact household.hn : integer 0..5 \"x\" absent 1\nfact area.urban : bool \"x\"\nlink kin : person \"x\" "
    "absent none\n");
  P("parameter base : money \"x\"\n  from 2020-01-01 = 100000 [d 1]%s\n  from 2023-06-10 = 110000 [d 1]%s\n  "
    "from 2022-07-01 only granted before 2021-01-01 = 120000 [d 1]%s\n",
    mark(g), mark(g), mark(g));
  P("parameter base2 : money \"x\"\n  from 2020-01-01 = 40000 [d 1]%s\n", mark(g));
  if (!o.finite && one_in(g, 6)) P("  from 2023-06-20 = unknown \"gap\" [d 1]%s\n", mark(g));
  P("parameter step : rate \"x\"\n  from %s = 0.5 [d 1]%s\n  from 2010-01-01 = 1.5 [d 1]%s\n  from "
    "2021-03-05 = 2 [d 1]%s\n",
    o.finite ? "0001-01-01" : "1950-01-01", mark(g), mark(g), mark(g));
  P("table points (n : integer 0..3, c : colour) : integer \"x\"\n  from 2020-01-01 rows (0, red) = 0, (0, "
    "green) = 2, (0, blue) = 5, (1, red) = 3, (1, green) = 4, (1, blue) = 9, (2, red) = 1, (2, green) = 7, "
    "(2, blue) = 8, (3, red) = 3, (3, green) = 3");
  P("%s [d 1]%s\n", o.finite || !one_in(g, 4) ? ", (3, blue) = 6" : "", mark(g));
  P("table steps (n : integer) : integer \"x\"\n  from 2020-01-01 rows %s, (1) = 3, (2) = 3 [d 1]\n",
    o.finite       ? "(0) = 2, (3) = 9"
    : one_in(g, 2) ? "(0) = 2"
                   : "(3) = 3");
  P("interpretation switch \"x\" question \"q\"\n  choices (first \"f\", second \"s\") default first author "
    "\"x\" [d 1]\n");
  P("rule person.age : integer \"x\" = years from birth to day\n");
  for (int i = 0; i < o.rules; i++) {
    struct known *k = &g->rule[g->n];
    static const enum t pick[] = { BOOL, BOOL, INT, MONEY, MONEY, RATE, RATE, DATE };
    *k = (struct known) { .type = pick[upto(g, 8)], .person = !one_in(g, 3) };
    k->cases = (k->type == RATE || k->type == MONEY) && !one_in(g, 3);
    k->n_cases = k->cases ? 1 + (int)upto(g, 6) : 0;
    snprintf(k->name, sizeof k->name, "r%d", i);
    P("rule %s.%s : %s%s \"x\"\n", k->person ? "person" : "household", k->name, k->cases ? "cases of " : "",
      types[k->type]);
    version(g, k, false, 3);
    if (one_in(g, 6)) version(g, k, true, 2);
    g->n++;
  }
  for (int i = 0; i < 2; i++) {
    P("benefit aid.%s for person \"x\"%s\n  amount ", i ? "two" : "one", i && one_in(g, 3) ? " once" : "");
    int cases = -1;
    for (int k = 0; k < g->n; k++)
      if (g->rule[k].person && g->rule[k].cases && (cases < 0 || one_in(g, 2))) cases = k;
    if (cases >= 0 && g->rule[cases].type == RATE)
      P("(base * %s) %s [d 1]", g->rule[cases].name,
        one_in(g, 3)   ? "exactly"
        : one_in(g, 4) ? "unrounded"
                       : "rounded down to 1000 [d 1]");
    else if (cases >= 0)
      P("%s [d 1]", g->rule[cases].name);
    else {
      expr(g, MONEY, true, 2);
      P(" [d 1]");
    }
    P("%s\n", mark(g));
    if (one_in(g, 2)) {
      P("  when ");
      expr(g, BOOL, true, 2);
      P(" [d 1]%s\n", mark(g));
    }
    P("  starts month_of_decision [d 1]%s\n  changes %s %s[d 1]%s\n  stops %s %s[d 1]%s\n", mark(g),
      one_in(g, 2) ? "same_month" : "month_after", lapses(g), mark(g),
      one_in(g, 2) ? "same_month" : "month_after", lapses(g), mark(g));
  }
  P("concurrency pair per person \"x\" at most 1 of (aid.one, aid.two) keeping %s [d 1]%s\n",
    one_in(g, 2) ? "highest" : "first", mark(g));
  return buf_view(&g->b);
}

/* ---- people ---- */

static void put(void *at, int bytes, size_t i, int64_t v) {
  if (bytes == 1)
    ((uint8_t *)at)[i] = (uint8_t)v;
  else if (bytes == 4)
    ((int32_t *)at)[i] = (int32_t)v;
  else
    ((int64_t *)at)[i] = v;
}

/* Births and deaths around June 2023: rows of the unborn (a birth put right to a later day) and of the dead
 * stand among the others, in households and links that begin before birth or go on after death. */
static int64_t some_day_near(struct rng *r) { return date_of(2023, 6, 1) - 20 + (int64_t)rng_below(r, 70); }

static int64_t some_value(struct rng *r, const struct fact *f) {
  static const char *const ends[] = { "1963-06-01", "1963-06-02", "1963-06-30", "1963-07-01",
                                      "2004-02-29", "1944-02-29", "2023-06-15", "2019-06-30" };
  date d = 0;
  switch (f->type.kind) {
  case K_BOOL: return (int64_t)rng_below(r, 2);
  case K_ENUM: return (int64_t)rng_below(r, 3);
  case K_INT: return f->type.lo + (int64_t)rng_below(r, (uint64_t)(f->type.hi - f->type.lo + 1));
  case K_DATE:
    if ((str_is(f->id, "birth") || str_is(f->id, "death")) && rng_below(r, 5) == 0) return some_day_near(r);
    if (rng_below(r, 4) == 0) {
      parse_date(str_of(ends[rng_below(r, 8)]), &d);
      return d;
    }
    if (f->absence == ABSENT_VALUE && rng_below(r, 2)) return DATE_MAX;
    return -14000 + (int64_t)rng_below(r, 33500);
  default: return (int64_t)rng_below(r, 3000000);
  }
}

static int64_t get(const struct law_column *c, int64_t i) {
  if (c->bytes == 1) return ((const uint8_t *)c->at)[i];
  return c->bytes == 4 ? ((const int32_t *)c->at)[i] : ((const int64_t *)c->at)[i];
}

enum {
  VAST = 260,     /* persons of a household too large for vectors */
  FEW_HOLES = 400 /* one value in so many is missing where there is such a household */
};

static struct law_column column(struct arena *a, struct rng *r, const struct fact *f, size_t n, int hole_in) {
  struct law_column c = { .lo = 1, .hi = 0 };
  if (hole_in && rng_below(r, 14) == 0) return c; /* nobody has it */
  if (hole_in && hole_in < FEW_HOLES && rng_below(r, 14) == 0) hole_in = 1;
  c.bytes = f->type.kind == K_DATE || f->type.kind == K_INT ? 4 : f->type.kind == K_MONEY ? 8 : 1;
  void *at = arena_array(a, n + 1, (size_t)c.bytes);
  uint8_t *hole = NEW_ARRAY(a, uint8_t, n + 1);
  int32_t *until = NEW_ARRAY(a, int32_t, n + 1);
  bool any = false;
  for (size_t i = 0; i < n; i++) {
    int64_t v = some_value(r, f);
    put(at, c.bytes, i, v);
    until[i] = (int32_t)v;
    if (!hole_in || rng_below(r, (uint64_t)hole_in)) continue;
    hole[i] = 1;
    any = true;
    if (f->type.kind == K_DATE && v != DATE_MAX && rng_below(r, 2)) {
      hole[i] = 2;
      until[i] = (int32_t)(v + 400 * (int64_t)rng_below(r, 2));
    }
  }
  c.at = at;
  if (any) c.hole = hole;
  if (any && f->type.kind == K_DATE) c.until = until;
  return c;
}

/* Sometimes a column is of few rows, and of all others the same. */
static void perhaps_few(struct arena *a, struct rng *r, struct law_column *c, size_t n) {
  if (!c->at || c->until || rng_below(r, 3)) return;
  uint64_t *has = NEW_ARRAY(a, uint64_t, n / 64 + 1);
  void *at = arena_array(a, n + 1, (size_t)c->bytes);
  uint8_t *hole = NEW_ARRAY(a, uint8_t, n + 1);
  size_t part = 1 + (size_t)rng_below(r, 8), few = 0;
  c->otherwise = n ? get(c, 0) : 0;
  c->gone = c->hole && rng_below(r, 2);
  c->lo = c->hi = c->otherwise;
  for (size_t i = 0; i < n; i++) {
    if (rng_below(r, part)) continue;
    int64_t v = get(c, (int64_t)i);
    has[i / 64] |= UINT64_C(1) << i % 64;
    put(at, c->bytes, few, v);
    hole[few++] = c->hole && c->hole[i];
    c->lo = v < c->lo ? v : c->lo;
    c->hi = v > c->hi ? v : c->hi;
  }
  c->at = at;
  if (c->hole) c->hole = hole;
  c->few = few_of(a, has, (int64_t)n);
}

static void random_days(struct arena *a, struct random_people *q);

struct random_people random_people(struct arena *a, struct rng *r, const struct law_program *p,
                                   int households, int most, int hole_in) {
  int32_t *start = NEW_ARRAY(a, int32_t, households + 1);
  for (int h = 0; h < households; h++)
    start[h + 1] = start[h] + (int32_t)(rng_below(r, 40)                ? 1 + rng_below(r, (uint64_t)most)
                                        : !hole_in || rng_below(r, 300) ? 0
                                                                        : VAST);
  size_t persons = (size_t)start[households];
  /* The replay tries 4,096 completions of each of so many: with few holes that comes to an end. */
  for (int h = 0; h < households && hole_in; h++)
    if (start[h + 1] - start[h] == VAST) hole_in = FEW_HOLES;
  struct random_people q = { law_columns_new(a, p, (int32_t)persons, households, start),
                             law_columns_new(a, p, (int32_t)persons, households, start), NULL };
  for (size_t f = 0; f < p->fact.n; f++) {
    const struct fact *x = &p->fact.at[f];
    size_t n = x->on == E_PERSON ? persons : (size_t)households;
    if (!rng_below(r, 15)) continue; /* no column at all */
    q.first->fact[f] = column(a, r, x, n, rng_below(r, 3) ? 0 : hole_in);
    if (hole_in) perhaps_few(a, r, &q.first->fact[f], n);
    q.last->fact[f] = q.first->fact[f];
    if (rng_below(r, 3)) continue;
    q.last->fact[f] = column(a, r, x, n, rng_below(r, 3) ? 0 : hole_in);
    if (hole_in) perhaps_few(a, r, &q.last->fact[f], n);
  }
  q.grants = NEW_ARRAY(a, struct random_grants *, p->benefit.n + 1);
  for (size_t b = 0; b < p->benefit.n; b++) {
    struct law_grant *of = NEW_ARRAY(a, struct law_grant, persons + 1);
    q.grants[b] = NEW_ARRAY(a, struct random_grants, persons + 1);
    bool any = rng_below(r, 4);
    for (size_t i = 0; i < persons && any; i++) {
      if (rng_below(r, 3)) random_grants_draw(r, &q.grants[b][i]);
      of[i] = random_grants_come_to(&q.grants[b][i], RANDOM_MONTH);
    }
    if (any) q.first->grant[b] = q.last->grant[b] = grants_of(a, (int64_t)persons, of);
  }
  for (size_t l = 0; l < p->link.n && persons; l++) {
    int32_t *from = NEW_ARRAY(a, int32_t, persons + 1);
    int32_t *to = NEW_ARRAY(a, int32_t, persons * 3 + 1);
    uint8_t *unknown = NEW_ARRAY(a, uint8_t, persons + 1);
    int32_t k = 0;
    for (size_t i = 0; i < persons; i++) {
      from[i] = k;
      for (uint64_t n = rng_below(r, 2) ? 0 : rng_below(r, 4); n > 0; n--)
        to[k++] = (int32_t)rng_below(r, persons);
      unknown[i] = from[i] == k && hole_in && !rng_below(r, 10);
    }
    from[persons] = k;
    q.first->link[l] = q.last->link[l] =
        (struct law_link_column) { .start = from, .to = to, .unknown = unknown };
  }
  random_days(a, &q);
  return q;
}

/* What holds on a day that is neither end of the month: as on one of the two, by subject and day. */
struct days {
  struct random_people q;
  struct law_days of;
};

static const struct law_columns *columns_of(const struct random_people *q, int64_t subject, date day,
                                            date first, date last) {
  if (day == first || day == last) return day == first ? q->first : q->last;
  return (subject * 31 + day) & 1 ? q->first : q->last;
}

static enum law_given told(const struct law_column *c, int64_t subject, struct law_fact_value *ret) {
  if (!c->at) return LAW_NOTHING;
  if (c->few && !law_few_has(c->few, subject)) {
    *ret = (struct law_fact_value) { .lo = c->otherwise, .hi = c->otherwise };
    return c->gone ? LAW_ASKED : LAW_GIVEN;
  }
  if (c->few) subject = law_few_rank(c->few, subject);
  if (c->hole && c->hole[subject] == 1) return LAW_ASKED;
  *ret = (struct law_fact_value) { .lo = get(c, subject),
                                   .hi = c->hole && c->hole[subject] == 2 ? c->until[subject]
                                                                          : get(c, subject) };
  return LAW_GIVEN;
}

static enum law_given day_fact(void *context, enum law_entity e, int64_t row, int f, date day,
                               struct law_fact_value *ret) {
  const struct random_people *q = &((struct days *)context)->q;
  (void)e;
  return told(&columns_of(q, row, day, DATE_MAX, DATE_MAX)->fact[f], row, ret);
}

static int day_linked(void *context, struct arena *a, int64_t person, int link, date day,
                      const int64_t **ret) {
  const struct law_link_column *l = &((struct days *)context)->q.first->link[link];
  (void)day;
  if (!l->start || l->unknown[person]) return -1;
  int n = (int)(l->start[person + 1] - l->start[person]);
  int64_t *id = NEW_ARRAY(a, int64_t, n + 1);
  for (int i = 0; i < n; i++)
    id[i] = l->to[l->start[person] + i];
  *ret = id;
  return n;
}

/* Of people who were not drawn with their grants, as the columns have it. */
static bool by_columns(const struct law_columns *last, int64_t person, int benefit, month m,
                       struct law_grant *ret) {
  const struct law_grant_column *g = &last->grant[benefit];
  *ret = law_grant_none();
  if (!g->few.has || !law_few_has(&g->few, person)) return false;
  int64_t k = law_few_rank(&g->few, person);
  struct law_grant_given given = { .decided = g->granted[k], .first = g->active[k] ? m - 1 : m, .last = m };
  given.suspended = g->suspended && g->suspended[k];
  law_grant_add(ret, &given, m);
  return true;
}

static bool granted_in(const struct random_people *q, int64_t person, int benefit, month m,
                       struct law_grant *ret) {
  if (!q->grants) return by_columns(q->last, person, benefit, m, ret);
  *ret = random_grants_come_to(&q->grants[benefit][person], m);
  return ret->granted < DATE_MAX;
}

static bool day_grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  return granted_in(&((struct days *)context)->q, person, benefit, m, ret);
}

static void random_days(struct arena *a, struct random_people *q) {
  struct days *d = NEW(a, struct days);
  *d = (struct days) { *q, { d, day_fact, day_linked, day_grant } };
  q->first->days = q->last->days = &d->of;
}

/* ---- the same people for the replay ---- */

struct reader {
  struct arena *a;
  struct random_people q;
  date first, last;
  int32_t *household;
};

static enum law_given fact(void *context, enum law_entity e, int64_t subject, int f, date day,
                           struct law_fact_value *ret) {
  struct reader *x = context;
  (void)e;
  return told(&columns_of(&x->q, subject, day, x->first, x->last)->fact[f], subject, ret);
}
static int64_t household(void *context, int64_t person, month m) {
  (void)m;
  return ((struct reader *)context)->household[person];
}
static int members(void *context, int64_t h, month m, const int64_t **ret) {
  struct reader *x = context;
  const int32_t *s = x->q.first->household_start + h;
  int64_t *id = NEW_ARRAY(x->a, int64_t, s[1] - s[0] + 1);
  (void)m;
  for (int i = 0; i < s[1] - s[0]; i++)
    id[i] = s[0] + i;
  *ret = id;
  return s[1] - s[0];
}
static int linked(void *context, int64_t person, int link, date day, const int64_t **ret) {
  struct reader *x = context;
  const struct law_columns *c = day == month_last(month_of(day)) ? x->q.last : x->q.first;
  const struct law_link_column *l = &c->link[link];
  if (!l->start || l->unknown[person]) return -1;
  int n = (int)(l->start[person + 1] - l->start[person]);
  int64_t *id = NEW_ARRAY(x->a, int64_t, n + 1);
  for (int i = 0; i < n; i++)
    id[i] = l->to[l->start[person] + i];
  *ret = id;
  return n;
}
static bool grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  return granted_in(&((struct reader *)context)->q, person, benefit, m, ret);
}

struct law_source random_source(struct arena *a, struct arena *ids, const struct random_people *people,
                                month m) {
  struct reader *x = NEW(a, struct reader);
  const struct law_columns *c = people->first;
  *x = (struct reader) { ids, *people, month_first(m), month_last(m), NEW_ARRAY(a, int32_t, c->persons + 1) };
  for (int32_t h = 0; h < c->households; h++)
    for (int32_t i = c->household_start[h]; i < c->household_start[h + 1]; i++)
      x->household[i] = h;
  return (struct law_source) {
    .context = x, .fact = fact, .household = household, .members = members, .linked = linked, .grant = grant
  };
}
