/* The index against a plain scan over the same invented people, after random acts and reopenings: all pages,
 * in order. */
#include "search_for_test.h"

/* ---- against a plain scan ---- */

struct plain_word {
  struct str fold, spelled;
};
struct plain {
  struct plain_word word[40];
  int n;
};

static struct plain words_of(struct arena *a, struct str text) {
  struct plain p = { 0 };
  for (size_t at = 0; at < text.n;) {
    size_t end = at;
    while (end < text.n && text.p[end] != ' ')
      end++;
    struct str piece = { text.p + at, end - at }, fold = text_fold(a, piece), spelled = text_spell(a, piece);
    at = end + 1;
    if (memchr(fold.p, ' ', fold.n)) {
      struct buf b = buf_new(a, fold.n);
      for (size_t i = 0; i < fold.n; i++)
        if (fold.p[i] != ' ') buf_c(&b, fold.p[i]);
      p.word[p.n++] = (struct plain_word) { buf_view(&b), buf_view(&b) };
    }
    while (fold.n) {
      const char *f = memchr(fold.p, ' ', fold.n), *s = memchr(spelled.p, ' ', spelled.n);
      size_t nf = f ? (size_t)(f - fold.p) : fold.n, ns = s ? (size_t)(s - spelled.p) : spelled.n;
      p.word[p.n++] = (struct plain_word) { { fold.p, nf }, { spelled.p, ns } };
      fold = (struct str) { fold.p + nf + (f != NULL), fold.n - nf - (f != NULL) };
      spelled = (struct str) { spelled.p + ns + (s != NULL), spelled.n - ns - (s != NULL) };
    }
  }
  return p;
}

static bool begins(struct str word, struct str typed) {
  return word.n >= typed.n && memcmp(word.p, typed.p, typed.n) == 0;
}

static bool word_met(const struct plain *p, const struct query_word *typed, bool beginning) {
  for (int i = 0; i < p->n; i++)
    if (beginning ? begins(p->word[i].fold, typed->fold) : str_eq(p->word[i].fold, typed->fold)) return true;
  return false;
}

static bool spelled_met(const struct plain *p, const struct query_word *typed) {
  for (int i = 0; i < p->n; i++)
    if (str_eq(p->word[i].fold, typed->fold) && str_eq(p->word[i].spelled, typed->spelled)) return true;
  return false;
}

static bool number_met(struct str number, const struct query *q, int i) {
  int n;
  uint64_t key = query_number(number, &n);
  return n > 0 && key >= q->number[i].from && key <= q->number[i].to;
}

enum { OWN = 1, BEGINNINGS, PLACE, NAMED, HEAD, ANY, SURE = 0 };

/* Does the person fit the reading? Written from the manual in search.h, word by word. */
static bool fits(struct arena *a, const struct query *q, int reading, const struct search_person *p) {
  struct plain own = words_of(a, p->name), head = words_of(a, p->head), place = words_of(a, p->place);
  int last = q->words - 1;
  bool by_own[SEARCH_WORDS_MAX], by_head[SEARCH_WORDS_MAX], by_place[SEARCH_WORDS_MAX], any_own = false;
  for (int i = 0; i < q->words; i++) {
    bool beginning = reading == BEGINNINGS || reading == NAMED || reading == SURE || i == last;
    bool at = i > 0 && p->area && (str_is(q->word[i].fold, "o") || str_is(q->word[i].fold, "tai"));
    by_own[i] = word_met(&own, &q->word[i], beginning);
    by_head[i] = word_met(&head, &q->word[i], beginning);
    by_place[i] = word_met(&place, &q->word[i], beginning) || at;
    any_own |= by_own[i];
  }
  if (reading == SURE || reading == NAMED) {
    for (int i = 0; i < q->words; i++)
      if ((i < q->own_to && !by_own[i]) || (i >= q->head_from && !by_head[i])) return false;
    return true;
  }
  if (reading == PLACE) { /* some run of words, not all, is the place's; the rest his own */
    for (int from = 0; from < q->words; from++)
      for (int to = from; to <= q->words; to++) {
        bool ok = to - from < q->words;
        for (int i = 0; i < q->words; i++)
          ok &= i >= from && i < to ? by_place[i] : by_own[i];
        if (ok) return true;
      }
    return false;
  }
  for (int i = 0; i < q->words; i++)
    if (!(by_own[i] || (reading >= HEAD && by_head[i]) || (reading == ANY && by_place[i]))) return false;
  return any_own || reading < PLACE;
}

static bool exactly(const struct plain *own, const struct query *q) {
  bool all = own->n == q->words;
  for (int i = 0; i < q->words && all; i++)
    all = str_eq(own->word[i].fold, q->word[i].fold);
  return all;
}

static bool together(const struct plain *own, const struct query *q) {
  for (int from = 0; from + q->words <= own->n; from++) {
    bool all = true;
    for (int i = 0; i < q->words; i++)
      all &= begins(own->word[from + i].fold, q->word[i].fold);
    if (all) return true;
  }
  return false;
}

static int rank_of(struct arena *a, const struct query *q, int reading, const struct search_person *p) {
  struct plain own = words_of(a, p->name);
  if (q->numbers || q->words == 0) return 0;
  bool whole = true, spelled = true, accents = false, given = false;
  int at = 0;
  for (int i = 0; i < q->words; i++) {
    whole &= word_met(&own, &q->word[i], false);
    accents |= q->word[i].accented;
    spelled &= !q->word[i].accented || spelled_met(&own, &q->word[i]);
    given |= own.n && str_eq(own.word[own.n - 1].fold, q->word[i].fold);
  }
  for (int i = 0; i < own.n && at < q->words; i++)
    at += begins(own.word[i].fold, q->word[at].fold);
  int rank = 4 * !given + (exactly(&own, q) ? 0 : together(&own, q) ? 1 : at == q->words ? 2 : 3);
  return reading != OWN ? rank : rank + 8 * (!whole ? 2 : accents && spelled ? 0 : 1);
}

static bool sensible(const struct query *q, int reading) {
  if (q->numbers) return reading == BEGINNINGS;
  if (q->words == 0) return reading == OWN && q->dated;
  if (reading == SURE) return q->head_sure;
  if (reading == NAMED) return q->head_from && !q->head_sure;
  return reading < PLACE || q->words > 1;
}

struct expected {
  int rank, standing;
  const struct search_person *p;
};

static int by_expectation(const void *x, const void *y) {
  const struct expected *a = x, *b = y;
  if (a->rank != b->rank) return a->rank - b->rank;
  if (a->standing != b->standing) return a->standing - b->standing;
  int c = str_cmp(a->p->sort_key, b->p->sort_key);
  if (c == 0) c = str_cmp(a->p->name, b->p->name);
  return c ? c : a->p->person < b->p->person ? -1 : 1;
}

static int expect(struct world *w, struct arena *a, const struct viewer *viewer, const char *typed,
                  int64_t within, struct expected *ret_list) {
  struct query q;
  query_read(a, str_of(typed), today, &q);
  int n = 0;
  for (int reading = SURE; reading <= ANY && n == 0; reading++) {
    if (!sensible(&q, reading)) continue;
    for (int i = 1; i <= w->people; i++) {
      const struct search_person *p = &w->person[i];
      if (p->gone || (viewer->area && !lies_in(NULL, p->area, viewer->area)) ||
          (within && !lies_in(NULL, p->area, within)))
        continue;
      int y, m, d;
      date_split(p->birth, &y, &m, &d);
      date to = p->birth_known == 3   ? p->birth
                : p->birth_known == 2 ? month_last(month_of(p->birth))
                                      : date_of(y, 12, 31);
      bool ok = !q.dated || (q.from <= q.to && p->birth <= q.to && to >= q.from);
      for (int k = 0; k < q.numbers; k++)
        ok &= number_met(p->citizen_no, &q, k) || number_met(p->phone, &q, k);
      if (!ok || !fits(a, &q, reading, p)) continue;
      int standing = p->dead ? 2 : p->has_grant || p->is_head ? 0 : 1;
      ret_list[n++] = (struct expected) { rank_of(a, &q, reading, p), standing, p };
    }
  }
  qsort(ret_list, (size_t)n, sizeof *ret_list, by_expectation);
  return n;
}

/* All pages, one after another, against the plain scan. */
static void compare(struct world *w, struct rng *r, const char *typed) {
  struct arena *a = arena_new("compare", (size_t)256 << 20);
  struct viewer viewer = { .area = rng_below(r, 3) ? 0 : (int64_t)(1 + rng_below(r, 6)) };
  int64_t within = rng_below(r, 4) ? 0 : (int64_t)(101 + rng_below(r, 2));
  struct expected *want = NEW_ARRAY(a, struct expected, PEOPLE_MAX);
  int n = expect(w, a, &viewer, typed, within, want), at = 0;
  struct search_ask ask = {
    .typed = str_of(typed), .within = within, .lies_in = lies_in, .seen = lies_in, .today = today
  };
  ask.max = 1 + (int)rng_below(r, 30);
  struct search_page page;
  struct search_key after;
  do {
    assert_int_equal(search_find(&viewer, a, w->s, &ask, &page), OK);
    if (page.total != n) fail_msg("«%s»: %lld found, %d expected", typed, (long long)page.total, n);
    for (int i = 0; i < page.count; i++, at++)
      if (at >= n || page.list[i].person != want[at].p->person)
        fail_msg("«%s», place %d: %s, not %s", typed, at, page.list[i].full_name.p,
                 at < n ? want[at].p->name.p : "nobody");
    after = page.next;
    ask.after = &after;
  } while (page.more);
  assert_int_equal(at, n);
  arena_free(a);
}

static const char *const surnames[] = { "Nguyễn", "Trần", "Lê", "Hồ", "Đặng", "Ðặng", "Tôn Nữ", "A", "H'Lê" };
static const char *const middles[] = { "Thị", "Văn", "thi", "Hữu", "Xuân" };
static const char *const givens[] = { "Lài",  "Lại", "Lan", "Hoà", "Hòa",    "Hoa",
                                      "Minh", "Đào", "Sửu", "Phú", "Nguyên", "An-Na" };

#define ANY_OF(r, list) list[rng_below(r, sizeof list / sizeof *list)]

static const char *some_name(struct world *w, struct rng *r) {
  return arena_print(w->a, "%s %s %s", ANY_OF(r, surnames), ANY_OF(r, middles), ANY_OF(r, givens));
}

static void some_act(struct world *w, struct rng *r) {
  int64_t p = 1 + (int64_t)rng_below(r, (uint64_t)w->people),
          other = 1 + (int64_t)rng_below(r, (uint64_t)w->people);
  struct search_person *x = &w->person[p];
  switch (rng_below(r, 9)) {
  case 0:
    if (w->people < PEOPLE_MAX - 1)
      add(w, some_name(w, r), date_of(1930 + (int)rng_below(r, 90), 1 + (int)rng_below(r, 12), 7));
    return;
  case 1: rename_to(w, p, some_name(w, r)); break;
  case 2: x->dead = !x->dead; break;
  case 3: x->has_grant = !x->has_grant; break;
  case 4: x->gone = !x->gone; break;
  case 5:
    x->citizen_no = str_of(arena_print(w->a, "046%09d", (int)rng_below(r, 1000) * 1000 + (int)p));
    break;
  case 6: x->phone = str_of(arena_print(w->a, "+84 9%02d 123 %03d", (int)rng_below(r, 4), (int)p)); break;
  case 7: x->birth_known = 1 + (int)rng_below(r, 3); break;
  default: lives(w, p, other, rng_below(r, 2) ? p : other, (int64_t)rng_below(r, 7)); return;
  }
  touch(w, p);
}

static const char *some_query(struct world *w, struct rng *r) {
  struct buf b = buf_new(w->a, 300);
  int words = 1 + (int)rng_below(r, 4);
  for (int i = 0; i < words; i++) {
    const char *word = ANY_OF(r, givens);
    switch (rng_below(r, 12)) {
    case 0: word = ANY_OF(r, surnames); break;
    case 1: word = ANY_OF(r, middles); break;
    case 2: word = "hộ"; break;
    case 3: word = "ho"; break;
    case 4: word = arena_print(w->a, "%d", 1930 + (int)rng_below(r, 90)); break;
    case 5: word = "phú xuân"; break;
    case 6: word = "ở a lưới"; break;
    case 7: word = rng_below(r, 4) ? "Nguyễn Thị" : "0461"; break;
    case 8: word = rng_below(r, 4) ? "Trần Văn" : "09 01 123"; break;
    default: break;
    }
    struct str typed = str_of(word);
    if (rng_below(r, 2)) typed = text_fold(w->a, typed);
    if (i + 1 == words && rng_below(r, 3) == 0 && typed.n > 2) {
      typed = text_fold(w->a, typed);
      typed.n = 1 + rng_below(r, typed.n);
    }
    buf_print(&b, "%s%.*s", i ? " " : "", (int)typed.n, typed.p);
  }
  return b.p;
}

static void it_agrees_with_a_plain_scan(void **state) {
  struct world *w = *state;
  uint64_t seed = (uint64_t)(clock_seconds() * 1e6);
  struct rng r = { seed };
  print_message("seed %llu\n", (unsigned long long)seed);
  for (int i = 0; i < 300; i++)
    add(w, some_name(w, &r), date_of(1930 + (int)rng_below(&r, 90), 1 + (int)rng_below(&r, 12), 7));
  for (int round = 0; round < 60; round++) {
    for (int acts = (int)rng_below(&r, 30); acts > 0; acts--)
      some_act(w, &r);
    if (rng_below(&r, 5) == 0) {
      search_close(w->s);
      w->s = open_search(w);
    }
    ready(w);
    assert_int_equal(search_act(w->s), w->act);
    for (int i = 0; i < 25; i++)
      compare(w, &r, some_query(w, &r));
  }
}

/* More people touched than the journal holds, by the third turn: a new generation, made from what is known,
 * answers the same, also of whom the last entry does not name. */
static void a_new_generation_answers_the_same(void **state) {
  struct world *w = *state;
  struct rng r = { 11 };
  for (int i = 0; i < 6000; i++)
    add(w, some_name(w, &r), date_of(1930 + (int)rng_below(&r, 90), 1, 7));
  ready(w);
  for (int turn = 0; turn < 4; turn++) {
    for (int i = 0; i < 5000; i++) {
      int64_t p = 1 + (int64_t)rng_below(&r, (uint64_t)w->people);
      w->person[p].has_grant = !w->person[p].has_grant;
      if (i % 50 == 0) w->person[p].gone = true;
      if (i % 7 == 0) rename_to(w, p, some_name(w, &r));
      touch(w, p);
    }
    ready(w);
    w->logged = 0;
    for (int i = 0; i < 5; i++)
      compare(w, &r, some_query(w, &r));
  }
  assert_int_equal(w->asked_everybody, 1);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, search_setup, search_teardown)
  const struct CMUnitTest tests[] = {
    T(it_agrees_with_a_plain_scan),
    T(a_new_generation_answers_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
