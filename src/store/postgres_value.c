/* Values as PostgreSQL sends them in binary. */
#include <endian.h>

#include "store/postgres.h"

void pg_put_int(char to[8], int64_t v) {
  uint64_t wire = htobe64((uint64_t)v);
  memcpy(to, &wire, 8);
}

static uint16_t two(const char *p) {
  uint16_t v;
  memcpy(&v, p, 2);
  return be16toh(v);
}

/* A numeric is a count of digits to the base 10,000, the weight of the first, a sign and the digits: the sum
 * of whole numbers comes so. */
static enum err numeric(const char *p, int n, int64_t *ret_v) {
  assert(p != NULL && ret_v != NULL);
  if (n < 8) return BUG;
  int digits = two(p), weight = (int16_t)two(p + 2);
  uint16_t sign = two(p + 4);
  if (n < 8 + 2 * digits || (sign != 0 && sign != 0x4000)) return BUG;
  /* Digits after the point: then it is no whole number. */
  if (digits > weight + 1) return BUG;
  int64_t v = 0;
  for (int i = 0; digits > 0 && i <= weight; i++) {
    int64_t digit = i < digits ? two(p + 8 + 2 * i) : 0;
    if (sign != 0) digit = -digit;
    if (__builtin_mul_overflow(v, 10000, &v) || __builtin_add_overflow(v, digit, &v)) return LIMIT;
  }
  *ret_v = v;
  return OK;
}

bool pg_is_text(Oid type) {
  return type == PG_TEXT || type == PG_NAME || type == 1042 || type == 1043 || type == 705 || type == 18;
}

enum err pg_get_int(Oid type, const char *p, int n, int64_t *ret_v) {
  assert(p != NULL && n >= 0);
  assert(ret_v != NULL);
  if (type == PG_INT8 && n == 8) {
    uint64_t v;
    memcpy(&v, p, 8);
    *ret_v = (int64_t)be64toh(v);
  } else if (type == PG_INT4 && n == 4) {
    uint32_t v;
    memcpy(&v, p, 4);
    *ret_v = (int32_t)be32toh(v);
  } else if (type == PG_INT2 && n == 2) {
    *ret_v = (int16_t)two(p);
  } else if (type == PG_BOOL && n == 1) {
    *ret_v = *p != 0;
  } else if (type == PG_NUMERIC) {
    return numeric(p, n, ret_v);
  } else {
    return pg_is_text(type) && parse_int((struct str) { p, (size_t)n }, ret_v) == OK ? OK : BUG;
  }
  return OK;
}
