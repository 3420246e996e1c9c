/* Reading what was typed. Nothing typed is an error: what is no date and no number is a word. */
#include "search/query.h"

enum { TOKENS_MAX = 32, FIRST_YEAR = 1880, PLACES = 16 };

uint64_t query_number(struct str digits, int *ret_count) {
  char z[PLACES + 3];
  int n = 0;
  bool plus = digits.n > 0 && digits.p[0] == '+';
  for (size_t i = 0; i < digits.n && n < PLACES + 2; i++)
    if (digits.p[i] >= '0' && digits.p[i] <= '9') z[n++] = digits.p[i];
  int skip = plus && n >= 2 && memcmp(z, "84", 2) == 0 ? 2 : n >= 4 && memcmp(z, "0084", 4) == 0 ? 4 : 0;
  uint64_t number = 0;
  int count = 0;
  if (skip) number |= (uint64_t)1 << (60 - 4 * count++);
  for (int i = skip; i < n && count < PLACES; i++)
    number |= (uint64_t)(z[i] - '0' + 1) << (60 - 4 * count++);
  *ret_count = count;
  return number;
}

struct str query_digits(uint64_t number, char z[17]) {
  size_t n = 0;
  for (; number != 0; number <<= 4)
    z[n++] = (char)('0' + (number >> 60) - 1);
  z[n] = 0;
  return (struct str) { z, n };
}

/* ---- tokens ---- */

struct token {
  struct str fold, spelled;
  int piece; /* which piece between blanks it was written in */
  bool plus; /* the piece begins with + */
  bool digits;
};
struct tokens {
  struct token at[TOKENS_MAX];
  int n;
};

static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static struct str next_piece(struct str *rest) {
  *rest = str_trim(*rest);
  struct str piece = { rest->p, 0 };
  while (piece.n < rest->n && !blank(rest->p[piece.n]))
    piece.n++;
  rest->p += piece.n;
  rest->n -= piece.n;
  return piece;
}

static bool all_digits(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < '0' || s.p[i] > '9') return false;
  return s.n > 0;
}

static void read_tokens(struct arena *a, struct str typed, struct tokens *t) {
  struct str rest = { typed.p, typed.n < SEARCH_TYPED_MAX ? typed.n : SEARCH_TYPED_MAX }, piece;
  for (int k = 0; (piece = next_piece(&rest)).n > 0; k++) {
    struct str fold = text_fold(a, piece), spelled = text_spell(a, piece), f;
    while (t->n < TOKENS_MAX && (f = next_piece(&fold)).n > 0) {
      struct token *token = &t->at[t->n++];
      *token = (struct token) { f, next_piece(&spelled), k, piece.p[0] == '+', all_digits(f) };
    }
  }
}

/* ---- days of birth ---- */

static int number_in(const struct token *t) {
  int64_t v;
  return t->digits && t->fold.n <= 4 && parse_int(t->fold, &v) == OK ? (int)v : -1;
}

static bool is_year(const struct token *t, int this_year) {
  int y = number_in(t);
  return t->fold.n == 4 && y >= FIRST_YEAR && y <= this_year;
}

static void born(struct query *q, date from, date to) {
  if (!q->dated || from > q->from) q->from = from;
  if (!q->dated || to < q->to) q->to = to;
  q->dated = true;
}

static void born_in_month(struct query *q, int y, int m) {
  bool real = m >= 1 && m <= 12;
  date first = date_of(y, real ? m : 1, 1);
  born(q, first, real ? month_last(month_of(first)) : date_of(y, 12, 31));
}

/* Three numbers, a day of birth; of one that is not in the calendar what can be: its month, its year. */
static int read_day(struct query *q, const struct token *x, int this_year) {
  bool year_last = is_year(&x[2], this_year), year_first = is_year(&x[0], this_year);
  if (!year_last && !year_first) return 0;
  int y = number_in(&x[year_last ? 2 : 0]), m = number_in(&x[1]), d = number_in(&x[year_last ? 0 : 2]);
  if (m >= 0 && d >= 0 && date_valid(y, m, d)) {
    born(q, date_of(y, m, d), date_of(y, m, d));
    return 3;
  }
  if (x[0].piece != x[2].piece || x[1].fold.n > 2 || x[year_last ? 0 : 2].fold.n > 2) return 0;
  born_in_month(q, y, m);
  return 3;
}

/* A day (16/01/1972, 1972-01-16, also with blanks), a month (01/1972) or a year at `i`; answers the tokens it
 * took. */
static int read_birth(struct query *q, const struct tokens *t, int i, int this_year) {
  const struct token *x = &t->at[i];
  int left = t->n - i, took = 0;
  if (left >= 3 && x[0].digits && x[1].digits && x[2].digits) took = read_day(q, x, this_year);
  if (took) return took;
  bool pair = left >= 2 && x[1].digits && x[1].piece == x[0].piece;
  if (pair && (is_year(&x[0], this_year) || is_year(&x[1], this_year))) {
    bool year_last = is_year(&x[1], this_year);
    int m = number_in(&x[!year_last]);
    if (m >= 1 && m <= 12 && x[!year_last].fold.n <= 2) {
      born_in_month(q, number_in(&x[year_last]), m);
      return 2;
    }
  }
  if (!is_year(x, this_year)) return 0;
  born_in_month(q, number_in(x), 0);
  return 1;
}

/* ---- numbers ---- */

static void add_number(struct query *q, struct str digits) {
  int n;
  uint64_t number = query_number(digits, &n);
  q->cut |= q->numbers == SEARCH_WORDS_MAX;
  if (q->numbers == SEARCH_WORDS_MAX || n == 0) return;
  uint64_t rest = n < PLACES ? ((uint64_t)1 << (64 - 4 * n)) - 1 : 0;
  q->number[q->numbers].from = number;
  q->number[q->numbers++].to = number | rest;
}

/* "0905 123 456", "046.149.001.234": short groups that begin with 0 or +84 and make one number; answers how
 * many. */
static int read_groups(struct arena *a, struct query *q, const struct tokens *t, int i) {
  struct buf b = buf_growing(a);
  const struct token *x = &t->at[i];
  if (x->plus) buf_c(&b, '+');
  if (!x->plus && x->fold.p[0] != '0') return 0;
  int n = 0;
  size_t digits = 0;
  for (; i + n < t->n && x[n].digits && x[n].fold.n <= 5; n++) {
    buf_str(&b, x[n].fold);
    digits += x[n].fold.n;
  }
  if (n < 2 || digits < 9 || digits > 15) return 0;
  add_number(q, buf_view(&b));
  return n;
}

static int read_number(struct arena *a, struct query *q, const struct tokens *t, int i) {
  const struct token *x = &t->at[i];
  int groups = read_groups(a, q, t, i);
  if (groups) return groups;
  if (x->fold.n < 3) return 0;
  add_number(q, x->plus ? str_of(arena_print(a, "+%.*s", (int)x->fold.n, x->fold.p)) : x->fold);
  return 1;
}

/* ---- the whole ---- */

static void add_word(struct query *q, const struct token *t) {
  q->cut |= q->words == SEARCH_WORDS_MAX;
  if (q->words == SEARCH_WORDS_MAX) return;
  q->word[q->words++] = (struct query_word) { t->fold, t->spelled, !str_eq(t->fold, t->spelled) };
}

/* "lai ho minh", "lai chu ho minh", "hộ minh". */
static void find_head(struct arena *a, struct query *q) {
  struct str sure = text_spell(a, S("hộ")); /* data */
  for (int i = 0; i + 1 < q->words && !q->head_sure; i++) {
    bool accented = str_eq(q->word[i].spelled, sure);
    if (!str_is(q->word[i].fold, "ho") || (q->head_from && !accented)) continue;
    q->head_sure = accented;
    q->head_from = i + 1;
    q->own_to = i > 0 && str_is(q->word[i - 1].fold, "chu") ? i - 1 : i;
  }
}

void query_read(struct arena *a, struct str typed, date today, struct query *ret_query) {
  assert(a && ret_query);
  struct query q = { .cut = typed.n > SEARCH_TYPED_MAX };
  struct tokens t = { .n = 0 };
  int this_year, month_now, day_now;
  date_split(today, &this_year, &month_now, &day_now);
  read_tokens(a, typed, &t);
  for (int i = 0; i < t.n;) {
    int took = 0;
    if (t.at[i].digits) took = read_birth(&q, &t, i, this_year);
    if (t.at[i].digits && took == 0) took = read_number(a, &q, &t, i);
    if (took == 0) add_word(&q, &t.at[i]);
    i += took ? took : 1;
  }
  q.cut |= t.n == TOKENS_MAX;
  find_head(a, &q);
  *ret_query = q;
}
