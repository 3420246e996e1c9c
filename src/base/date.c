/* Days, months, years and terms of the proleptic Gregorian calendar. */
#include "base/base.h"

#define DAYS_400_YEARS 146097
#define DAYS_TO_1970   719468 /* from 0000-03-01 */

enum { MONTH_MIN = 12, MONTH_END = 120000 };

static bool leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int days_in(int y, int m) {
  static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  assert(m >= 1 && m <= 12);
  return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool date_valid(int y, int m, int d) {
  return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= days_in(y, m);
}

bool date_in_calendar(int64_t day) { return day >= DATE_MIN && day <= DATE_MAX; }

bool month_in_calendar(int64_t m) { return m >= MONTH_MIN && m < MONTH_END; }

/* Years are counted from 1 March, so that the leap day is a year's last and a month's start has a closed
 * form. */
date date_of(int y, int m, int d) {
  assert(date_valid(y, m, d));
  int from_march = (m + 9) % 12;
  int year = y - (m <= 2);
  date day = year * 365 + year / 4 - year / 100 + year / 400 + (153 * from_march + 2) / 5 + d - 1 -
             DAYS_TO_1970;
  assert(day >= DATE_MIN && day <= DATE_MAX);
  return day;
}

void date_split(date d, int *ret_y, int *ret_m, int *ret_d) {
  assert(date_in_calendar(d));
  int n = d + DAYS_TO_1970;
  int cycle = n / DAYS_400_YEARS, rest = n % DAYS_400_YEARS;
  int year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
  int day = rest - (365 * year + year / 4 - year / 100);
  int from_march = (5 * day + 2) / 153;
  int m = from_march < 10 ? from_march + 3 : from_march - 9;
  *ret_y = cycle * 400 + year + (m <= 2);
  *ret_m = m;
  *ret_d = day - (153 * from_march + 2) / 5 + 1;
  assert(*ret_d >= 1 && *ret_d <= 31);
}

month month_of(date d) {
  int y, m, day;
  date_split(d, &y, &m, &day);
  return y * 12 + m - 1;
}

date month_first(month m) {
  assert(month_in_calendar(m));
  return date_of(m / 12, m % 12 + 1, 1);
}

date month_last(month m) {
  assert(month_in_calendar(m));
  return date_of(m / 12, m % 12 + 1, days_in(m / 12, m % 12 + 1));
}

date date_add_months(date d, int months) {
  int y, m, day;
  if (d == DATE_MAX) return DATE_MAX;
  date_split(d, &y, &m, &day);
  int64_t sum = (int64_t)y * 12 + m - 1 + months;
  if (sum >= MONTH_END) return DATE_MAX;
  if (sum < MONTH_MIN) return DATE_MIN;
  int year = (int)(sum / 12), in_year = (int)(sum % 12) + 1;
  int last = days_in(year, in_year);
  return date_of(year, in_year, day < last ? day : last);
}

int months_between(date from, date to) {
  int y1, m1, d1, y2, m2, d2;
  date_split(from, &y1, &m1, &d1);
  date_split(to, &y2, &m2, &d2);
  return (y2 - y1) * 12 + (m2 - m1) - (d2 < d1);
}

int years_between(date from, date to) {
  int y1, m1, d1, y2, m2, d2;
  date_split(from, &y1, &m1, &d1);
  date_split(to, &y2, &m2, &d2);
  return y2 - y1 - (m2 < m1 || (m2 == m1 && d2 < d1));
}

/* Exactly `n` digits at `p`, or -1. */
static int digits(const char *p, int n) {
  assert(p && n > 0);
  int v = 0;
  for (int i = 0; i < n; i++) {
    if (p[i] < '0' || p[i] > '9') return -1;
    v = v * 10 + (p[i] - '0');
  }
  return v;
}

enum err parse_date(struct str s, date *ret_d) {
  assert(ret_d);
  int y, m, d;
  if (s.n != 10) return INVALID;
  if (s.p[4] == '-' && s.p[7] == '-') {
    y = digits(s.p, 4);
    m = digits(s.p + 5, 2);
    d = digits(s.p + 8, 2);
  } else if (s.p[2] == '/' && s.p[5] == '/') {
    d = digits(s.p, 2);
    m = digits(s.p + 3, 2);
    y = digits(s.p + 6, 4);
  } else {
    return INVALID;
  }
  if (!date_valid(y, m, d)) return INVALID;
  *ret_d = date_of(y, m, d);
  return OK;
}

enum err parse_month(struct str s, month *ret_m) {
  assert(ret_m);
  int y, m;
  if (s.n != 7) return INVALID;
  if (s.p[4] == '-') {
    y = digits(s.p, 4);
    m = digits(s.p + 5, 2);
  } else if (s.p[2] == '/') {
    m = digits(s.p, 2);
    y = digits(s.p + 3, 4);
  } else {
    return INVALID;
  }
  if (!date_valid(y, m, 1)) return INVALID;
  *ret_m = y * 12 + m - 1;
  return OK;
}

static void put(char *p, int v, int n) {
  assert(p && v >= 0 && n > 0);
  assert(v >= 0);
  for (int i = n - 1; i >= 0; i--, v /= 10)
    p[i] = (char)('0' + v % 10);
  assert(v == 0);
}

/* Written is also what a row holds that nobody should have written: it must be seen, and end nothing. */
static char *unreadable(char *z, const char *form) {
  assert(z && form);
  memcpy(z, form, strlen(form) + 1);
  return z;
}

char *date_iso(date d, char z[11]) {
  int y, m, day;
  if (!date_in_calendar(d)) return unreadable(z, "\?\?\?\?-\?\?-\?\?");
  date_split(d, &y, &m, &day);
  put(z, y, 4);
  put(z + 5, m, 2);
  put(z + 8, day, 2);
  z[4] = z[7] = '-';
  z[10] = 0;
  return z;
}

char *date_vn(date d, char z[11]) {
  int y, m, day;
  if (!date_in_calendar(d)) return unreadable(z, "\?\?/\?\?/\?\?\?\?");
  date_split(d, &y, &m, &day);
  put(z, day, 2);
  put(z + 3, m, 2);
  put(z + 6, y, 4);
  z[2] = z[5] = '/';
  z[10] = 0;
  return z;
}

char *month_iso(month m, char z[8]) {
  if (!month_in_calendar(m)) return unreadable(z, "\?\?\?\?-\?\?");
  put(z, m / 12, 4);
  put(z + 5, m % 12 + 1, 2);
  z[4] = '-';
  z[7] = 0;
  return z;
}

char *month_vn(month m, char z[8]) {
  if (!month_in_calendar(m)) return unreadable(z, "\?\?/\?\?\?\?");
  put(z, m % 12 + 1, 2);
  put(z + 3, m / 12, 4);
  z[2] = '/';
  z[7] = 0;
  return z;
}

char *date_text(date d, enum lang lang, char z[11]) { return lang == VI ? date_vn(d, z) : date_iso(d, z); }

char *month_text(month m, enum lang lang, char z[8]) { return lang == VI ? month_vn(m, z) : month_iso(m, z); }

date date_latest(date first, int known) {
  assert(known >= 1 && known <= 3);
  month m = month_of(first);
  return known == 3 ? first : month_last(known == 2 ? m : m - m % 12 + 11);
}

char *date_known_text(date first, int known, enum lang lang, char z[11]) {
  assert(known >= 1 && known <= 3);
  if (known == 3) return date_text(first, lang, z);
  if (known == 2) return month_text(month_of(first), lang, z);
  char iso[11];
  date_iso(first, iso);
  memcpy(z, iso, 4);
  z[4] = '\0';
  return z;
}
