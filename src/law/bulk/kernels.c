/* kernels: see kernels.h. Plain loops over restrict pointers for the compiler to vectorise; what it cannot do
 * well is in vector.h. Compiled once for each instruction set with another KERNELS_NAME. */
#include "law/bulk/kernels.h"
#include "law/bulk/vector.h"

__extension__ typedef unsigned __int128 uwide;

#define TYPES(M, ...)                                                                                        \
  M(, uint8_t, __VA_ARGS__)                                                                                  \
  M(_16, uint16_t, __VA_ARGS__) M(_32, int32_t, __VA_ARGS__) M(_64, int64_t, __VA_ARGS__)
#define LANES_OF(c) const size_t n = (c)->n & ~(size_t)(LANES - 1)

#define BINARY(suffix, T, name, e)                                                                           \
  static void k_##name##suffix(const struct call *x) {                                                       \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a, *restrict b = x->b;                                                          \
    for (size_t i = 0; i < n; i++) {                                                                         \
      T p = a[i], q = b[i];                                                                                  \
      d[i] = (T)(e);                                                                                         \
    }                                                                                                        \
  }
/* Ranges are proved when the plan is made, so that nothing wraps in a lane that counts; lanes past the end
 * may hold anything. */
#define U64(v) ((uint64_t)(v))
TYPES(BINARY, ADD, U64(p) + U64(q))
TYPES(BINARY, SUB, U64(p) - U64(q))
TYPES(BINARY, MUL, U64(p) * U64(q))
TYPES(BINARY, MIN, p < q ? p : q)
TYPES(BINARY, MAX, p > q ? p : q)

#define WITH_CONST(suffix, T, name, e)                                                                       \
  static void k_##name##suffix(const struct call *x) {                                                       \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a;                                                                              \
    const T q = (T)x->imm;                                                                                   \
    for (size_t i = 0; i < n; i++) {                                                                         \
      T p = a[i];                                                                                            \
      d[i] = (T)(e);                                                                                         \
    }                                                                                                        \
  }
TYPES(WITH_CONST, ADDC, U64(p) + U64(q))
TYPES(WITH_CONST, RSUBC, U64(q) - U64(p))
TYPES(WITH_CONST, MULC, U64(p) * U64(q))
TYPES(WITH_CONST, SHIFTC, p >> q)
TYPES(WITH_CONST, MINC, p < q ? p : q)
TYPES(WITH_CONST, MAXC, p > q ? p : q)

#define COMPARE(suffix, T, name, e)                                                                          \
  static void k_##name##suffix(const struct call *x) {                                                       \
    LANES_OF(x);                                                                                             \
    uint8_t *restrict d = x->d;                                                                              \
    const T *restrict a = x->a, *restrict b = x->b;                                                          \
    for (size_t i = 0; i < n; i++) {                                                                         \
      T p = a[i], q = b[i];                                                                                  \
      d[i] = (e);                                                                                            \
    }                                                                                                        \
  }
TYPES(COMPARE, EQ, p == q)
TYPES(COMPARE, LT, p < q)
TYPES(COMPARE, LE, p <= q)

#define COMPARE_CONST(suffix, T, name, e)                                                                    \
  static void k_##name##suffix(const struct call *x) {                                                       \
    LANES_OF(x);                                                                                             \
    uint8_t *restrict d = x->d;                                                                              \
    const T *restrict a = x->a;                                                                              \
    const T q = (T)x->imm;                                                                                   \
    for (size_t i = 0; i < n; i++) {                                                                         \
      T p = a[i];                                                                                            \
      d[i] = (e);                                                                                            \
    }                                                                                                        \
  }
TYPES(COMPARE_CONST, EQC, p == q)
TYPES(COMPARE_CONST, GEC, p >= q)
COMPARE_CONST(, uint8_t, LEC, p <= q)
COMPARE_CONST(_16, uint16_t, LEC, p <= q)
COMPARE_CONST(_64, int64_t, LEC, p <= q)
static void k_LEC_32(const struct call *x) { vector_le32(x->d, x->a, (int32_t)x->imm, x->n); }

#define SELECTS(suffix, T, unused)                                                                           \
  static void k_SELECT##suffix(const struct call *x) {                                                       \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a, *restrict b = x->b;                                                          \
    const uint8_t *restrict c = x->c;                                                                        \
    for (size_t i = 0; i < n; i++) {                                                                         \
      T p = a[i], q = b[i];                                                                                  \
      d[i] = c[i] ? p : q;                                                                                   \
    }                                                                                                        \
  }                                                                                                          \
  static void k_SELECTC##suffix(const struct call *x) {                                                      \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a;                                                                              \
    const uint8_t *restrict c = x->c;                                                                        \
    const T q = (T)x->imm;                                                                                   \
    if (!q)                                                                                                  \
      for (size_t i = 0; i < n; i++)                                                                         \
        d[i] = (T)(a[i] & (T) - (T)c[i]);                                                                    \
    else                                                                                                     \
      for (size_t i = 0; i < n; i++) {                                                                       \
        T p = a[i];                                                                                          \
        d[i] = c[i] ? p : q;                                                                                 \
      }                                                                                                      \
  }                                                                                                          \
  static void k_RSELECTC##suffix(const struct call *x) {                                                     \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a;                                                                              \
    const uint8_t *restrict c = x->c;                                                                        \
    const T q = (T)x->imm;                                                                                   \
    for (size_t i = 0; i < n; i++) {                                                                         \
      T p = a[i];                                                                                            \
      d[i] = c[i] ? q : p;                                                                                   \
    }                                                                                                        \
  }                                                                                                          \
  static void k_SELECTCC##suffix(const struct call *x) {                                                     \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const uint8_t *restrict c = x->c;                                                                        \
    const T p = (T)x->imm, q = (T)x->imm2;                                                                   \
    for (size_t i = 0; i < n; i++)                                                                           \
      d[i] = c[i] ? p : q;                                                                                   \
  }                                                                                                          \
  static void k_FILL##suffix(const struct call *x) {                                                         \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const T p = (T)x->imm;                                                                                   \
    for (size_t i = 0; i < n; i++)                                                                           \
      d[i] = p;                                                                                              \
  }
TYPES(SELECTS, 0)

#define LOOKUP(suffix, T, name, I)                                                                           \
  static void k_##name##suffix(const struct call *x) {                                                       \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const I *restrict a = x->a;                                                                              \
    const T *restrict t = x->table;                                                                          \
    for (size_t i = 0; i < n; i++)                                                                           \
      d[i] = t[a[i]];                                                                                        \
  }
static void k_LUT(const struct call *x) { vector_lut8(x->d, x->a, x->table, (size_t)x->imm, x->n); }
LOOKUP(_16, uint16_t, LUT, uint8_t)
static void k_LUT_32(const struct call *x) { vector_lut32(x->d, x->a, x->table, (size_t)x->imm, x->n); }
LOOKUP(_64, int64_t, LUT, uint8_t)
#define LOOKUP_WIDE(suffix, T, unused)                                                                       \
  static void k_LUT16##suffix(const struct call *x) {                                                        \
    LANES_OF(x);                                                                                             \
    T *restrict d = x->d;                                                                                    \
    const uint16_t *restrict a = x->a;                                                                       \
    const T *restrict t = x->table;                                                                          \
    for (size_t i = 0; i < n; i++)                                                                           \
      d[i] = t[a[i] < x->imm ? a[i] : 0]; /* lanes past the end hold anything */                             \
  }
TYPES(LOOKUP_WIDE, 0)
static void k_LUTADD(const struct call *x) {
  vector_lutadd8(x->d, x->a, x->b, x->c, x->table, (size_t)x->imm, x->n);
}

/* Writes whole chunks: what runs past a household is written again by the next, and past the last there is
 * room. */
#define SPREADS(suffix, T, unused)                                                                           \
  static void spread##suffix(const struct call *x) {                                                         \
    enum { CHUNK = sizeof(T) == 1 ? 16 : 8 };                                                                \
    T *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a;                                                                              \
    const int32_t *restrict start = x->start;                                                                \
    const int32_t first = start[0];                                                                          \
    for (size_t h = 0; h < x->households; h++) {                                                             \
      int32_t s = start[h] - first, e = start[h + 1] - first;                                                \
      T v = a[h];                                                                                            \
      do {                                                                                                   \
        for (int k = 0; k < CHUNK; k++)                                                                      \
          d[s + k] = v;                                                                                      \
        s += CHUNK;                                                                                          \
      } while (s < e);                                                                                       \
    }                                                                                                        \
  }
TYPES(SPREADS, 0)
static void k_SPREAD(const struct call *x) {
  if (x->window)
    vector_spread8(x->d, x->a, x->window, x->within, x->n);
  else
    spread(x);
}
static void k_SPREAD_16(const struct call *x) { spread_16(x); }
static void k_SPREAD_32(const struct call *x) {
  if (x->window)
    vector_spread32(x->d, x->a, x->window, x->within, x->n);
  else
    spread_32(x);
}
static void k_SPREAD_64(const struct call *x) { spread_64(x); }

/* Running sums: a household's sum is the difference of two, also where the running sum has wrapped. */
#define DIFFERENCES(R)                                                                                       \
  R *restrict d = x->d;                                                                                      \
  const int32_t *restrict start = x->start;                                                                  \
  const int32_t first = start[0];                                                                            \
  R before = sum[0];                                                                                         \
  for (size_t h = 0; h < x->households; h++) {                                                               \
    R now = sum[start[h + 1] - first];                                                                       \
    d[h] = (R)(now - before);                                                                                \
    before = now;                                                                                            \
  }
#define SEGSUMS(suffix, T, R)                                                                                \
  static void k_SEGSUM##suffix(const struct call *x) {                                                       \
    R *restrict sum = x->scratch;                                                                            \
    const T *restrict a = x->a;                                                                              \
    R s = 0;                                                                                                 \
    for (size_t i = 0; i < x->persons; i++) {                                                                \
      sum[i] = s;                                                                                            \
      s = (R)(s + (R)a[i]);                                                                                  \
    }                                                                                                        \
    sum[x->persons] = s;                                                                                     \
    DIFFERENCES(R)                                                                                           \
  }
SEGSUMS(, uint8_t, uint16_t)
SEGSUMS(_16, uint16_t, uint32_t)
SEGSUMS(_64, int64_t, uint64_t)
static void k_SEGSUM_32(const struct call *x) {
  uint64_t *restrict sum = x->scratch;
  vector_sums32_64(sum, x->a, (x->persons + 15) & ~(size_t)15);
  DIFFERENCES(uint64_t)
}
static void k_SEGSUM32(const struct call *x) {
  uint32_t *restrict sum = x->scratch;
  vector_sums32(sum, x->a, (x->persons + 15) & ~(size_t)15);
  DIFFERENCES(uint32_t)
}

/* Eight bytes added by one multiplication; no byte passes 255. */
static void k_SEGCOUNT(const struct call *x) {
  uint16_t *restrict d = x->d;
  const uint8_t *restrict a = x->a;
  const int32_t *restrict start = x->start;
  const int32_t first = start[0];
  for (size_t h = 0; h < x->households; h++) {
    int32_t s = start[h] - first, n = start[h + 1] - start[h];
    uint64_t eight, sum = 0;
    for (; n > 8; n -= 8, s += 8) {
      memcpy(&eight, a + s, 8);
      sum += eight * 0x0101010101010101u >> 56;
    }
    memcpy(&eight, a + s, 8);
    d[h] = (uint16_t)(n ? sum + ((eight << (64 - 8 * n)) * 0x0101010101010101u >> 56) : sum);
  }
}

#define SEGBEST(suffix, T, name, better)                                                                     \
  static void k_##name##suffix(const struct call *x) {                                                       \
    T *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a;                                                                              \
    const int32_t *restrict start = x->start;                                                                \
    const int32_t first = start[0];                                                                          \
    for (size_t h = 0; h < x->households; h++) {                                                             \
      T best = (T)x->imm;                                                                                    \
      for (int32_t i = start[h] - first; i < start[h + 1] - first; i++)                                      \
        if (a[i] better best) best = a[i];                                                                   \
      d[h] = best;                                                                                           \
    }                                                                                                        \
  }
TYPES(SEGBEST, SEGMIN, <)
TYPES(SEGBEST, SEGMAX, >)

#define CONVERT(suffix, T, name, R)                                                                          \
  static void k_##name##suffix(const struct call *x) {                                                       \
    LANES_OF(x);                                                                                             \
    R *restrict d = x->d;                                                                                    \
    const T *restrict a = x->a;                                                                              \
    for (size_t i = 0; i < n; i++)                                                                           \
      d[i] = (R)a[i];                                                                                        \
  }
TYPES(CONVERT, TO8, uint8_t)
TYPES(CONVERT, TO16, uint16_t)
TYPES(CONVERT, TO32, int32_t)
TYPES(CONVERT, TO64, int64_t)

#define TRUTH(name, e)                                                                                       \
  static void k_##name(const struct call *x) {                                                               \
    LANES_OF(x);                                                                                             \
    uint8_t *restrict d = x->d;                                                                              \
    const uint8_t *restrict a = x->a, *restrict b = x->b, *restrict c = x->c;                                \
    const uint8_t imm = (uint8_t)x->imm;                                                                     \
    (void)b;                                                                                                 \
    (void)c;                                                                                                 \
    (void)imm;                                                                                               \
    for (size_t i = 0; i < n; i++)                                                                           \
      d[i] = (uint8_t)(e);                                                                                   \
  }
static inline uint8_t larger(uint8_t a, uint8_t b) { return a > b ? a : b; }
TRUTH(AND, a[i] & b[i])
TRUTH(OR, a[i] | b[i])
TRUTH(XOR1, a[i] ^ 1)
TRUTH(ANDNOT, a[i] & (b[i] ^ 1))
TRUTH(AND3, a[i] & b[i] & c[i])
TRUTH(OR3, a[i] | b[i] | c[i])
TRUTH(KEY, larger(a[i], (uint8_t)-b[i] & imm))
TRUTH(KEY2, larger(a[i], (uint8_t) - (uint8_t)(b[i] & c[i]) & imm))
TRUTH(KEYNOT, larger(a[i], (uint8_t) - (uint8_t)(b[i] & (c[i] ^ 1)) & imm))
static void k_KEY3(const struct call *x) {
  LANES_OF(x);
  uint8_t *restrict d = x->d;
  const uint8_t *restrict a = x->a, *restrict b = x->b, *restrict c = x->c, *restrict e = x->table;
  const uint8_t imm = (uint8_t)x->imm;
  for (size_t i = 0; i < n; i++)
    d[i] = larger(a[i], (uint8_t) - (uint8_t)(b[i] & c[i] & e[i]) & imm);
}

static void k_SIZE(const struct call *x) {
  int32_t *restrict d = x->d;
  for (size_t h = 0; h < x->households; h++)
    d[h] = x->start[h + 1] - x->start[h];
}

static int64_t floor_div(int64_t a, int64_t b) {
  int64_t q = a / b;
  return q - (a % b != 0 && (a % b < 0) != (b < 0));
}

static void k_DIVC(const struct call *x) {
  int64_t *restrict d = x->d;
  const int64_t *restrict a = x->a, k = x->imm;
  if (x->imm2) { /* see DIVSMALL */
    const uint64_t made = UINT64_MAX / (uint64_t)k + 1;
    for (size_t i = 0; i < x->n; i++)
      d[i] = (int64_t)((uwide)(uint64_t)a[i] * made >> 64);
    return;
  }
  for (size_t i = 0; i < x->n; i++)
    d[i] = floor_div(a[i], k);
}

/* floor(2^64 / d) rounded up is exact for numerators below 2^56 and divisors below 2^8. */
static void k_DIVSMALL(const struct call *x) {
  int64_t *restrict d = x->d;
  const int64_t *restrict a = x->a;
  const uint8_t *restrict b = x->b;
  for (size_t i = 0; i < x->n; i++) {
    uint64_t q = (uint64_t)((uwide)(uint64_t)a[i] * law_reciprocals[b[i]] >> 64);
    d[i] = b[i] == 1 ? a[i] : (int64_t)q;
  }
}

static void k_DIVV(const struct call *x) {
  int64_t *restrict d = x->d;
  const int64_t *restrict a = x->a, *restrict b = x->b;
  for (size_t i = 0; i < x->n; i++)
    d[i] = b[i] && !(b[i] == -1 && a[i] == INT64_MIN) ? floor_div(a[i], b[i]) : 0;
}

static date sane(int32_t d) { return d < DATE_MIN ? DATE_MIN : d > DATE_MAX ? DATE_MAX : d; }

#define DATES(name, e)                                                                                       \
  static void k_##name(const struct call *x) {                                                               \
    int32_t *restrict d = x->d;                                                                              \
    const int32_t *restrict a = x->a, *restrict b = x->b;                                                    \
    (void)b;                                                                                                 \
    for (size_t i = 0; i < x->n; i++)                                                                        \
      d[i] = (e);                                                                                            \
  }
static int year_of(date d) {
  int y, m, day;
  date_split(d, &y, &m, &day);
  return y;
}
static int32_t plus(date d, int32_t k, int64_t what) {
  if (d == DATE_MAX) return DATE_MAX; /* never, whatever is taken from it */
  if (k > 120000 || k < -120000) return k < 0 ? DATE_MIN : DATE_MAX;
  return what ? date_add_months(d, what == 1 ? k : k * 12) : sane((int32_t)(d + k));
}
/* Years in which the people of the lanes are mostly born: where each begins, and the last day in it from
 * which whole years pass until one day. */
enum { DAYS_OF_400_YEARS = 146097, MONTHS_OF_400_YEARS = 4800 };
struct born {
  int year;
  date begin[LAW_YEARS_KNOWN + 1], last[LAW_YEARS_KNOWN];
};

static void born_before(date until, struct born *ret) {
  int m, day;
  date_split(until, &ret->year, &m, &day);
  date in_leap = date_of(2000, m, day) - date_of(2000, 1, 1);
  date in_common = date_of(2001, m, m == 2 && day == 29 ? 28 : day) - date_of(2001, 1, 1);
  ret->begin[0] = date_of(LAW_YEAR_FIRST, 1, 1);
  for (int k = 0; k < LAW_YEARS_KNOWN; k++) {
    int year = LAW_YEAR_FIRST + k;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    ret->last[k] = ret->begin[k] + (leap ? in_leap : in_common);
    ret->begin[k + 1] = ret->begin[k] + 365 + leap;
  }
}

/* Whole years from a to b, which mostly is one day. */
static void k_YEARS(const struct call *x) {
  int32_t *restrict d = x->d;
  const int32_t *restrict a = x->a, *restrict b = x->b;
  int32_t until = b[0] == b[x->n / 2] ? b[0] : b[x->n - 1];
  struct born born;
  born_before(sane(until), &born);
  for (size_t i = 0; i < x->n; i++) {
    int64_t days = (int64_t)a[i] - born.begin[0];
    if (b[i] != until || days < 0 || a[i] >= born.begin[LAW_YEARS_KNOWN]) {
      d[i] = years_between(sane(a[i]), sane(b[i]));
      continue;
    }
    int32_t year = (int32_t)(days * 400 / DAYS_OF_400_YEARS);
    year += a[i] >= born.begin[year + 1];
    year -= a[i] < born.begin[year];
    d[i] = born.year - (LAW_YEAR_FIRST + year) - (a[i] > born.last[year]);
  }
}

static void k_PLUS(const struct call *x) {
  int32_t *restrict d = x->d;
  const int32_t *restrict a = x->a, *restrict b = x->b;
  const date *begin = law_month_begins;
  const int64_t months = x->imm == 1 ? 1 : 12;
  for (size_t i = 0; i < x->n; i++) {
    int64_t days = (int64_t)a[i] - begin[0];
    if (!x->imm || days < 0 || a[i] >= begin[LAW_MONTHS_KNOWN]) {
      d[i] = plus(sane(a[i]), b[i], x->imm);
      continue;
    }
    int64_t from = days * MONTHS_OF_400_YEARS / DAYS_OF_400_YEARS;
    from += a[i] >= begin[from + 1];
    from -= a[i] < begin[from];
    int64_t to = from + b[i] * months;
    if (to < 0 || to >= LAW_MONTHS_KNOWN) {
      d[i] = plus(sane(a[i]), b[i], x->imm);
      continue;
    }
    int32_t day = a[i] - begin[from], last = begin[to + 1] - begin[to] - 1;
    d[i] = begin[to] + (day < last ? day : last);
  }
}
DATES(MONTHS, months_between(sane(a[i]), sane(b[i])))
DATES(YEAR_OF, year_of(sane(a[i])))

#define ENTRY_X(name) [KERNEL_##name] = k_##name,
#define ENTRY_W(name)                                                                                        \
  [KERNEL_##name] = k_##name, [KERNEL_##name##_16] = k_##name##_16, [KERNEL_##name##_32] = k_##name##_32,    \
  [KERNEL_##name##_64] = k_##name##_64,
const struct kernels KERNELS_NAME = { KERNELS_TITLE, { KERNELS(ENTRY_X, ENTRY_W) } };
