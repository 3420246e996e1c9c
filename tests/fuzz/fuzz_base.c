/* Any bytes through the readers of base: CSV, UTF-8, the search form, dates, numbers, JSON. */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
  if (!holds) abort();
}

/* What is written as CSV reads back as the same fields. */
static void csv_round(struct arena *a, const struct str *fields, int n) {
  struct buf b = buf_new(a, 1 << 20);
  bool all_empty = true;
  for (int i = 0; i < n; i++) {
    csv_field(&b, fields[i], i == 0);
    all_empty = all_empty && fields[i].n == 0;
  }
  if (n == 1 && all_empty) return;
  struct csv c = csv_new(a, buf_view(&b), ',');
  if (c.at > 0) return; /* the first field began with what reads as a byte order mark */
  struct str again[8];
  int m = 0;
  check(csv_row(&c, 8, again, &m) == OK && m == n);
  for (int i = 0; i < n; i++)
    check(str_eq(fields[i], again[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena *a = arena_new("fuzz", 64 << 20);
  struct str s = { (const char *)data, size };
  struct csv c = csv_new(a, s, size && (data[0] & 1) ? ';' : ',');
  struct str fields[8];
  int n = 0;
  for (enum err e; (e = csv_row(&c, 8, fields, &n)) != NOT_FOUND;)
    if (e == OK) csv_round(a, fields, n);
  struct str folded = text_fold(a, s);
  check(utf8_valid(folded, NULL));
  check(str_eq(folded, text_fold(a, folded)));
  struct buf b = buf_new(a, 1 << 20);
  struct json j = json_new(&b);
  json_str(&j, s);
  check(b.full || utf8_valid(buf_view(&b), NULL));
  date d;
  char z[11];
  if (parse_date(s, &d) == OK) check(str_eq(s, str_of(date_iso(d, z))) || str_eq(s, str_of(date_vn(d, z))));
  int64_t v;
  parse_int(s, &v);
  struct str half = { s.p, size / 2 }, rest = { s.p + size / 2, size - size / 2 };
  check(str_distance(half, rest, 5) == str_distance(rest, half, 5));
  arena_free(a);
  return 0;
}
