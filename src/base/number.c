/* Exact ratios, their roundings and texts, money as it is written in Việt Nam. */
#include "base/base.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

#define DECIMALS_MAX 18

static uint64_t gcd64(uint64_t a, uint64_t b) {
  while (b) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static uwide gcd(uwide a, uwide b) {
  while (b > UINT64_MAX) {
    uwide rest = a % b;
    a = b;
    b = rest;
  }
  return b ? gcd64((uint64_t)b, (uint64_t)(a % b)) : a;
}

/* Lowest terms, and whether they fit. `den` is not zero; neither number is the smallest of its type. */
static enum err reduced(wide num, wide den, struct ratio *ret_r) {
  assert(den != 0);
  if (den < 0) {
    num = -num;
    den = -den;
  }
  wide common = (wide)gcd((uwide)(num < 0 ? -num : num), (uwide)den);
  assert(common > 0);
  num /= common;
  den /= common;
  if (num > INT64_MAX || num < INT64_MIN || den > INT64_MAX) return LIMIT;
  *ret_r = (struct ratio) { (int64_t)num, (int64_t)den };
  return OK;
}

enum err ratio_make(int64_t num, int64_t den, struct ratio *ret_r) {
  assert(ret_r);
  if (den == 0) return INVALID;
  if (den == 1) {
    *ret_r = (struct ratio) { num, 1 };
    return OK;
  }
  return reduced(num, den, ret_r);
}

enum err ratio_add(struct ratio a, struct ratio b, struct ratio *ret_r) {
  assert(ret_r && a.den > 0 && b.den > 0);
  if (a.den == 1 && b.den == 1) {
    int64_t sum;
    if (__builtin_add_overflow(a.num, b.num, &sum)) return LIMIT;
    *ret_r = (struct ratio) { sum, 1 };
    return OK;
  }
  return reduced((wide)a.num * b.den + (wide)b.num * a.den, (wide)a.den * b.den, ret_r);
}

enum err ratio_mul(struct ratio a, struct ratio b, struct ratio *ret_r) {
  assert(ret_r && a.den > 0 && b.den > 0);
  if (a.den == 1 && b.den == 1) {
    int64_t product;
    if (__builtin_mul_overflow(a.num, b.num, &product)) return LIMIT;
    *ret_r = (struct ratio) { product, 1 };
    return OK;
  }
  return reduced((wide)a.num * b.num, (wide)a.den * b.den, ret_r);
}

enum err ratio_div(struct ratio a, struct ratio b, struct ratio *ret_r) {
  assert(ret_r && a.den > 0 && b.den > 0);
  if (b.num == 0) return INVALID;
  return reduced((wide)a.num * b.den, (wide)a.den * b.num, ret_r);
}

int ratio_cmp(struct ratio a, struct ratio b) {
  assert(a.den > 0 && b.den > 0);
  wide x = (wide)a.num * b.den, y = (wide)b.num * a.den;
  return x < y ? -1 : x > y;
}

/* Digits after the point that write 1/den exactly, or -1 when there are too many or no end. */
static int decimals(int64_t den) {
  int twos = 0, fives = 0;
  for (; den % 2 == 0; den /= 2)
    twos++;
  for (; den % 5 == 0; den /= 5)
    fives++;
  int n = twos > fives ? twos : fives;
  return den != 1 || n > DECIMALS_MAX ? -1 : n;
}

char *ratio_text(struct ratio r, char point, char z[48]) {
  assert(r.den > 0 && point);
  int n = decimals(r.den);
  if (n < 0) {
    snprintf(z, 48, "%lld/%lld", (long long)r.num, (long long)r.den);
    return z;
  }
  uint64_t u = r.num < 0 ? 0 - (uint64_t)r.num : (uint64_t)r.num, den = (uint64_t)r.den;
  int at = snprintf(z, 48, "%s%llu%c", r.num < 0 ? "-" : "", (unsigned long long)(u / den), point);
  uwide rest = u % den;
  for (int i = 0; i < n || i == 0; i++) {
    rest *= 10;
    assert(at < 46);
    z[at++] = (char)('0' + (int)(rest / den));
    rest %= den;
  }
  assert(rest == 0);
  z[at] = 0;
  return z;
}

enum err ratio_round(struct ratio r, int64_t unit, enum rounding how, int64_t *ret_v) {
  assert(ret_v && r.den > 0 && unit > 0);
  wide step = (wide)r.den * unit, whole = r.num / step, rest = r.num % step;
  if (rest < 0) {
    rest += step;
    whole--;
  }
  assert(rest >= 0 && rest < step);
  switch (how) {
  case ROUND_EXACT:
    if (rest) return INVALID;
    break;
  case ROUND_DOWN: break;
  case ROUND_UP: whole += rest > 0; break;
  case ROUND_HALF_UP: whole += rest >= step - rest; break;
  }
  wide v = whole * unit;
  if (v > INT64_MAX || v < INT64_MIN) return LIMIT;
  *ret_v = (int64_t)v;
  return OK;
}

char *money_vn(money v, char z[32]) {
  char digits[32];
  int at = 32, n = 0;
  uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
  digits[--at] = 0;
  do {
    if (n && n % 3 == 0) digits[--at] = '.';
    digits[--at] = (char)('0' + u % 10);
    n++;
  } while (u /= 10);
  if (v < 0) digits[--at] = '-';
  assert(at >= 0);
  return memcpy(z, digits + at, (size_t)(32 - at));
}
