/* Search. No result is ever sorted out of hundreds of thousands: documents are numbered by rank, the word
 * index gives them in that order, and a stage stops at CANDIDATES. Stages go from the strictest reading of
 * the query to the widest. */
#include "registry/inner.h"
#include <utf8proc.h>

enum {
  WORDS_MAX = 12,  /* of a query; more are not looked at */
  QUERY_MAX = 200, /* bytes of a query */
  CANDIDATES = 60, /* looked at in a stage, to choose the best from */
  SCAN_MAX = 3000, /* documents read to find them when the commonest words are left out of the index query */
  COMMON = 30000,  /* documents that make a word common */
  NUMBERS_MAX = 2000, /* people whose number begins so that are looked at when words narrow them */
  COMPLETIONS = 48,   /* words a beginning may stand for */
  AREAS_MAX = 400,    /* areas that are put into the query; beyond, candidates are filtered */
  DOC_MAX = 2000,
  RANK_BITS = 40
};

/* ---- documents ---- */

/* Everything a document and a result show. $1: the day. The two queries differ in their last condition only.
 */
#define PEOPLE_SQL                                                                                           \
  "SELECT p.person, p.full_name, p.birth, p.birth_known, p.death, p.citizen_no, p.phone, m.household, "      \
  "m.role, h.full_name, r.area,"                                                                             \
  " EXISTS (SELECT 1 FROM grant_ g WHERE g.person = p.person AND g.rec_to = 2932896), h.person"              \
  " FROM person_version p"                                                                                   \
  " LEFT JOIN membership m ON m.person = p.person AND m.valid_from <= $1 AND m.valid_to > $1 AND m.rec_to "  \
  "= 2932896"                                                                                                \
  " LEFT JOIN membership n ON n.household = m.household AND n.role = 'head' AND n.valid_from <= $1 AND "     \
  "n.valid_to > $1"                                                                                          \
  "  AND n.rec_to = 2932896"                                                                                 \
  " LEFT JOIN person_version h ON h.person = n.person AND h.valid_from <= $1 AND h.valid_to > $1 AND "       \
  "h.rec_to = 2932896"                                                                                       \
  " LEFT JOIN residence r ON r.household = m.household AND r.valid_from <= $1 AND r.valid_to > $1 AND "      \
  "r.rec_to = 2932896"                                                                                       \
  " WHERE p.valid_from <= $1 AND p.valid_to > $1 AND p.rec_to = 2932896"
static const char all_sql[] = PEOPLE_SQL;
static const char one_sql[] = PEOPLE_SQL " AND p.person = $2 LIMIT 1";

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/* The next word of a text; empty at its end. */
static struct str next_word(struct str *rest) {
  while (rest->n > 0 && blank(*rest->p))
    rest->p++, rest->n--;
  struct str w = { rest->p, 0 };
  while (w.n < rest->n && !blank(rest->p[w.n]))
    w.n++;
  rest->p += w.n;
  rest->n -= w.n;
  return w;
}

static bool is_ascii(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] >= 0x80) return false;
  return true;
}

/* Small letters with their accents. */
static struct str lower(struct arena *a, struct str s) {
  struct buf b = buf_new(a, s.n * 2);
  for (size_t i = 0; i < s.n;) {
    utf8proc_int32_t c;
    utf8proc_uint8_t out[4];
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)(s.n - i), &c);
    if (n <= 0) break;
    utf8proc_ssize_t m = utf8proc_encode_char(utf8proc_tolower(c), out);
    buf_add(&b, (const char *)out, (size_t)m);
    i += (size_t)n;
  }
  return buf_view(&b);
}

static bool is_number(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < '0' || s.p[i] > '9') return false;
  return s.n > 0;
}

static void add_words(struct buf *b, struct str text, char mark, bool only_accented) {
  struct str w;
  while ((w = next_word(&text)).n > 0) {
    if (only_accented && is_ascii(w)) continue;
    if (b->n > 0) buf_c(b, ' ');
    if (mark != 0) buf_c(b, mark);
    buf_str(b, w);
  }
}

static enum err put_word(struct db *db, struct str w, int64_t documents) {
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO search_word(word, documents) VALUES ($1, $2) ON CONFLICT(word) DO UPDATE SET "
               "documents = documents + $2",
               &s));
  bind_text(s, 1, w);
  bind_int(s, 2, documents);
  return db_run(s);
}

static enum err put_number(struct db *db, struct str number, int64_t person) {
  char digits[24];
  size_t n = 0;
  for (size_t i = 0; i < number.n && n < sizeof digits; i++)
    if (number.p[i] >= '0' && number.p[i] <= '9') digits[n++] = number.p[i];
  if (n == 0) return OK;
  struct stmt *s;
  TRY(db_query(db, "INSERT OR IGNORE INTO search_number(number, person) VALUES ($1, $2)", &s));
  bind_text(s, 1, (struct str) { digits, n });
  bind_int(s, 2, person);
  return db_run(s);
}

/* Words counted while a whole index is made, so that each is written once and not a million times. */
enum { SEEN_SLOTS = 1 << 16, SEEN_MAX = SEEN_SLOTS / 2 };
struct seen {
  struct {
    uint64_t hash;
    struct str word;
    int64_t documents;
  } at[SEEN_SLOTS];
  int n;
  struct arena *a;
};

static enum err count_word(struct db *db, struct seen *seen, struct str w) {
  if (seen == NULL) return put_word(db, w, 1);
  uint64_t h = hash64(w.p, w.n, 0) | 1, i = h >> 20 & (SEEN_SLOTS - 1);
  while (seen->at[i].hash != 0 && seen->at[i].hash != h)
    i = (i + 1) & (SEEN_SLOTS - 1);
  if (seen->at[i].hash == 0) {
    if (seen->n >= SEEN_MAX) return put_word(db, w, 1);
    seen->n++;
    seen->at[i].hash = h;
    seen->at[i].word = reg_keep(seen->a, w);
  }
  seen->at[i].documents++;
  return OK;
}

static enum err write_counts(struct db *db, const struct seen *seen) {
  for (int i = 0; i < SEEN_SLOTS; i++)
    if (seen->at[i].hash != 0) TRY(put_word(db, seen->at[i].word, seen->at[i].documents));
  return OK;
}

/* The document of the row at hand in `q`. */
static enum err put_doc(struct db *db, struct arena *a, struct stmt *q, struct seen *seen, bool index,
                        int64_t *ret_person) {
  int64_t person = *ret_person = col_int(q, 0);
  struct str name = reg_keep(a, col_text(q, 1)), fold = text_fold(a, name), rest = fold, w;
  int y, m, d;
  date_split((date)col_int(q, 2), &y, &m, &d);
  struct buf b = buf_new(a, DOC_MAX);
  add_words(&b, fold, 0, false);
  buf_print(&b, " %d", y);
  add_words(&b, lower(a, name), '_', true);
  if (!col_null(q, 9) && col_int(q, 12) != person) add_words(&b, text_fold(a, col_text(q, 9)), '@', false);
  if (!col_null(q, 10)) buf_print(&b, " #%lld", (long long)col_int(q, 10));
  bool dead = !col_null(q, 4), sought = col_int(q, 11) != 0 || str_is(col_text(q, 8), "head");
  int64_t rank = dead ? 2 : sought ? 0 : 1, id = rank << RANK_BITS | person;
  struct str citizen = reg_keep(a, col_text(q, 5)), phone = reg_keep(a, col_text(q, 6));
  while ((w = next_word(&rest)).n > 0)
    TRY(count_word(db, seen, w));
  TRY(put_number(db, citizen, person));
  TRY(put_number(db, phone, person));
  struct stmt *s;
  TRY(db_query(db, "INSERT OR IGNORE INTO search_doc(id, person, words) VALUES ($1, $2, $3)", &s));
  bind_int(s, 1, id);
  bind_int(s, 2, person);
  bind_text(s, 3, buf_view(&b));
  TRY(db_run(s));
  if (!index) return OK;
  TRY(db_query(db, "INSERT INTO search_index(rowid, words) VALUES ($1, $2)", &s));
  bind_int(s, 1, id);
  bind_text(s, 2, buf_view(&b));
  return db_run(s);
}

/* ---- making it ---- */

struct making {
  date today;
};

static enum err rebuild(struct db *db, void *context) {
  struct making *x = context;
  TRY(db_script(db, "INSERT INTO search_index(search_index) VALUES ('delete-all');"
                    "INSERT INTO search_index(search_index, rank) VALUES ('hashsize', 67108864);"
                    "DELETE FROM search_doc; DELETE FROM search_word; DELETE FROM search_number; DELETE FROM "
                    "search_state"));
  struct arena *row = arena_new("search document", 1 << 20), *whole = arena_new("search words", 16 << 20);
  if (row == NULL || whole == NULL) {
    arena_free(row);
    arena_free(whole);
    return NOMEM;
  }
  struct seen *seen = NEW(whole, struct seen);
  seen->a = whole;
  struct stmt *q;
  int64_t person;
  enum err e = db_query(db, all_sql, &q);
  if (e == OK) bind_int(q, 1, x->today);
  while (e == OK && (e = db_step(q)) == OK) {
    e = put_doc(db, row, q, seen, false, &person);
    arena_reset(row);
  }
  if (e == NOT_FOUND) e = write_counts(db, seen);
  arena_free(row);
  arena_free(whole);
  if (e != OK) return e;
  TRY(db_script(db, "INSERT INTO search_index(search_index) VALUES ('rebuild');"
                    "INSERT INTO search_index(search_index) VALUES ('optimize')"));
  struct stmt *s;
  TRY(db_query(db, "INSERT INTO search_state(made) VALUES ($1)", &s));
  bind_int(s, 1, x->today);
  return db_run(s);
}

enum err reg_search_rebuild(struct db *db, struct arena *scratch, date today) {
  assert(db != NULL && scratch != NULL);
  struct making x = { today };
  return db_transaction(db, rebuild, &x);
}

/* NOT_FOUND while the index has never been made. */
static enum err is_made(struct db *db) {
  int64_t day;
  return db_int(db, "SELECT made FROM search_state", 0, NULL, &day);
}

static enum err forget(struct db *db, struct arena *scratch, int64_t person) {
  struct stmt *s;
  TRY(db_query(db, "SELECT id, words FROM search_doc WHERE person = $1", &s));
  bind_int(s, 1, person);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  int64_t id = col_int(s, 0);
  struct str words = reg_keep(scratch, col_text(s, 1));
  TRY(db_run(s));
  TRY(db_query(db, "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', $1, $2)", &s));
  bind_int(s, 1, id);
  bind_text(s, 2, words);
  TRY(db_run(s));
  TRY(db_query(db, "DELETE FROM search_doc WHERE id = $1", &s));
  bind_int(s, 1, id);
  TRY(db_run(s));
  TRY(db_query(db, "DELETE FROM search_number WHERE person = $1", &s));
  bind_int(s, 1, person);
  return db_run(s);
}

static enum err touch_one(struct db *db, struct arena *scratch, int64_t person, date today,
                          int64_t *ret_headed) {
  TRY(forget(db, scratch, person));
  struct stmt *q;
  TRY(db_query(db, one_sql, &q));
  bind_int(q, 1, today);
  bind_int(q, 2, person);
  enum err e = db_step(q);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  *ret_headed = str_is(col_text(q, 8), "head") ? col_int(q, 7) : 0;
  TRY(put_doc(db, scratch, q, NULL, true, &person));
  e = db_step(q);
  return e == NOT_FOUND ? OK : e;
}

enum err reg_search_touch_household(struct db *db, struct arena *scratch, int64_t household, date today) {
  enum err made = is_made(db);
  if (made != OK) return made == NOT_FOUND ? OK : made;
  VEC(int64_t) v = { 0 };
  struct stmt *s;
  TRY(db_query(db, "SELECT DISTINCT person FROM membership WHERE household = $1 AND rec_to = 2932896", &s));
  bind_int(s, 1, household);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    *VEC_PUSH(scratch, &v) = col_int(s, 0);
  }
  if (e != NOT_FOUND) return e;
  int64_t headed;
  for (size_t i = 0; i < v.n; i++)
    TRY(touch_one(db, scratch, v.at[i], today, &headed));
  return OK;
}

enum err reg_search_touch(struct db *db, struct arena *scratch, int64_t person, date today) {
  enum err made = is_made(db);
  if (made != OK) return made == NOT_FOUND ? OK : made;
  struct stmt *s;
  TRY(db_query(db, "UPDATE search_state SET made = max(made, $1)", &s));
  bind_int(s, 1, today);
  TRY(db_run(s));
  int64_t headed = 0;
  TRY(touch_one(db, scratch, person, today, &headed));
  /* The household's other people carry the head's name. */
  return headed > 0 ? reg_search_touch_household(db, scratch, headed, today) : OK;
}

/* ---- the query ---- */

struct word {
  struct str typed, fold;
  bool accented, year, number;
  int64_t documents, beginning;
};

struct search {
  struct db *db;
  struct arena *a;
  struct word word[WORDS_MAX];
  int words, numbers;
  const struct reg_areas *t;
  int64_t within;
  bool filter;      /* too many areas for the query: look at each candidate's */
  struct buf areas; /* ("#1" OR "#2" ...), empty: everywhere */
  int max;
  struct {
    int64_t id, person;
    int score;
  } hit[REG_FOUND_MAX + CANDIDATES];
  int hits;
};

static void read_query(struct search *x, struct str query, date today) {
  int this_year, m, d;
  date_split(today, &this_year, &m, &d);
  struct str rest = { query.p, query.n > QUERY_MAX ? QUERY_MAX : query.n }, typed;
  while ((typed = next_word(&rest)).n > 0) {
    /* A word may fold into several ("Nguyễn-Lài"), or none (a comma). */
    struct str fold = text_fold(x->a, typed), f;
    bool whole = true;
    while ((f = next_word(&fold)).n > 0 && x->words < WORDS_MAX) {
      struct buf plain = buf_new(x->a, QUERY_MAX);
      for (size_t i = 0; i < f.n; i++)
        if ((f.p[i] >= 'a' && f.p[i] <= 'z') || (f.p[i] >= '0' && f.p[i] <= '9')) buf_c(&plain, f.p[i]);
      if (plain.n == 0) continue;
      struct word *w = &x->word[x->words++];
      *w = (struct word) { .typed = lower(x->a, typed), .fold = buf_view(&plain) };
      w->accented = whole && !is_ascii(typed) && fold.n == 0;
      whole = false;
      int64_t n;
      if (!is_number(w->fold) || parse_int(w->fold, &n) != OK) continue;
      w->year = w->fold.n == 4 && n >= 1880 && n <= this_year;
      w->number = !w->year && w->fold.n >= 3;
      x->numbers += w->number;
    }
  }
}

static void add_term(struct buf *b, char mark, struct str w) {
  buf_c(b, '"');
  if (mark != 0) buf_c(b, mark);
  /* A quote in the typed word would end the term. */
  for (size_t i = 0; i < w.n; i++)
    if (w.p[i] != '"') buf_c(b, w.p[i]);
  buf_c(b, '"');
}

static void either(struct buf *b, size_t mark_n) {
  if (b->n > mark_n) buf_z(b, " OR ");
}

/* How many documents have the word, and how many a word that begins so. */
static enum err count_words(struct search *x) {
  for (int i = 0; i < x->words; i++) {
    struct word *w = &x->word[i];
    struct stmt *s;
    TRY(db_query(x->db,
                 "SELECT sum(documents), sum(CASE WHEN word = $1 THEN documents ELSE 0 END) FROM search_word"
                 " WHERE word >= $1 AND word < $2",
                 &s));
    bind_text(s, 1, w->fold);
    bind_text(s, 2, str_of(arena_print(x->a, "%.*s~", (int)w->fold.n, w->fold.p)));
    TRY(db_step(s));
    w->beginning = col_int(s, 0);
    w->documents = col_int(s, 1);
    TRY(db_run(s));
  }
  return OK;
}

/* All words that begin so. One or two letters have an index of their own. */
static enum err add_beginnings(struct search *x, struct buf *b, size_t open, char mark, struct str w) {
  if (w.n + (mark != 0) <= 2) {
    either(b, open);
    add_term(b, mark, w);
    buf_c(b, '*');
    return OK;
  }
  struct stmt *s;
  TRY(db_query(x->db, "SELECT word FROM search_word WHERE word >= $1 AND word < $2 ORDER BY word LIMIT $3",
               &s));
  bind_text(s, 1, w);
  bind_text(s, 2, str_of(arena_print(x->a, "%.*s~", (int)w.n, w.p)));
  bind_int(s, 3, COMPLETIONS);
  enum err e;
  while ((e = db_step(s)) == OK) {
    either(b, open);
    add_term(b, mark, col_text(s, 0));
  }
  return e == NOT_FOUND ? OK : e;
}

enum stage { AS_WRITTEN, WHOLE, LAST_BEGINS, ALL_BEGIN, WITH_HEAD_NAMED, WITH_HEAD, STAGES };

/* The "hộ" or "chủ hộ" between a name and its head's: words before it are the person's, words after it the
 * head's. -1: none ("Hồ" is a surname too, so the readings without the head are tried first). */
static int connector(const struct search *x) {
  for (int i = 1; i + 1 < x->words; i++)
    if (str_is(x->word[i].fold, "ho")) return i;
  return -1;
}

static int last_name(const struct search *x) {
  int last = -1;
  for (int i = 0; i < x->words; i++)
    if (!x->word[i].year && !x->word[i].number) last = i;
  return last;
}

static enum err write_word(struct search *x, enum stage stage, int i, struct buf *b) {
  struct word *w = &x->word[i];
  int ho = connector(x);
  bool begins = !w->year && (stage >= ALL_BEGIN || (stage == LAST_BEGINS && i == last_name(x)));
  bool own = stage != WITH_HEAD_NAMED || i < ho,
       head = !w->year && (stage == WITH_HEAD || (stage == WITH_HEAD_NAMED && i > ho));
  buf_c(b, '(');
  size_t open = b->n;
  /* In a long query with the head only the last word may be unfinished: each beginning stands for many words.
   */
  if (stage >= WITH_HEAD && i != last_name(x)) begins = false;
  if (stage == AS_WRITTEN && w->accented)
    add_term(b, '_', w->typed);
  else if (own && begins)
    TRY(add_beginnings(x, b, open, 0, w->fold));
  else if (own)
    add_term(b, 0, w->fold);
  if (head && begins)
    TRY(add_beginnings(x, b, open, '@', w->fold));
  else if (head) {
    either(b, open);
    add_term(b, '@', w->fold);
  }
  if (b->n == open) add_term(b, 0, w->fold);
  buf_c(b, ')');
  return OK;
}

/* Does any word go on where the last one ends? Otherwise the stage would find the same again. */
static bool adds_beginnings(const struct search *x) {
  int last = last_name(x);
  return last >= 0 && x->word[last].beginning > x->word[last].documents;
}

static bool begins_in(const struct search *x, enum stage stage, int i) {
  return !x->word[i].year && (stage == ALL_BEGIN || (stage == LAST_BEGINS && i == last_name(x)));
}

static int64_t documents_in(const struct search *x, enum stage stage, int i) {
  return begins_in(x, stage, i) ? x->word[i].beginning : x->word[i].documents;
}

/* The index walks every list of an AND to its end, however common the word. So all but the two rarest words,
 * when common, are left out and looked for in the documents found. */
static uint32_t common_words(const struct search *x, enum stage stage) {
  uint32_t out = 0;
  if (stage >= WITH_HEAD_NAMED) return 0;
  for (int left = x->words; left > 2; left--) {
    int most = -1;
    for (int i = 0; i < x->words; i++)
      if ((out >> i & 1) == 0 && (most < 0 || documents_in(x, stage, i) > documents_in(x, stage, most)))
        most = i;
    if (documents_in(x, stage, most) < COMMON) break;
    out |= (uint32_t)1 << most;
  }
  return out;
}

static bool has_word(struct str words, char mark, struct str w, bool begins) {
  struct str d;
  while ((d = next_word(&words)).n > 0) {
    if (mark != 0 && d.p[0] != mark) continue;
    if (mark != 0) d.p++, d.n--;
    if (d.n >= w.n && (begins || d.n == w.n) && memcmp(d.p, w.p, w.n) == 0) return true;
  }
  return false;
}

static bool has_rest(const struct search *x, enum stage stage, uint32_t left_out, struct str words) {
  for (int i = 0; i < x->words; i++) {
    const struct word *w = &x->word[i];
    if ((left_out >> i & 1) == 0) continue;
    bool as_written = stage == AS_WRITTEN && w->accented;
    if (!has_word(words, as_written ? '_' : 0, as_written ? w->typed : w->fold, begins_in(x, stage, i)))
      return false;
  }
  return true;
}

/* The query in the index's own language: a bound value. false: the stage adds nothing. */
static enum err write_match(struct search *x, enum stage stage, uint32_t left_out, struct buf *b,
                            bool *ret_use) {
  bool accents = false;
  int used = 0, ho = connector(x);
  for (int i = 0; i < x->words; i++) {
    if (x->word[i].number) continue;
    accents = accents || x->word[i].accented;
    if (left_out >> i & 1) continue;
    bool chu = i + 1 == ho && i > 0 && str_is(x->word[i].fold, "chu");
    if (stage == WITH_HEAD_NAMED && (i == ho || chu)) continue;
    if (used++ > 0) buf_z(b, " AND ");
    TRY(write_word(x, stage, i, b));
  }
  if (used > 0 && x->areas.n > 0) buf_print(b, " AND (%s)", x->areas.p);
  *ret_use = used > 0 && !b->full && (stage != AS_WRITTEN || accents) &&
             (stage != LAST_BEGINS || adds_beginnings(x)) &&
             (stage != WITH_HEAD || (x->words > 1 && ho < 0)) && (stage != WITH_HEAD_NAMED || ho > 0);
  return OK;
}

/* Better: the given name (the last) was typed in full; the words come in the name's order. */
static int score_of(const struct search *x, struct str words) {
  struct str rest = words, d, given = S("");
  int in_order = 0, at = 0, typed_given = 0;
  while ((d = next_word(&rest)).n > 0 && !is_number(d)) {
    given = d;
    if (at < x->words && d.n >= x->word[at].fold.n &&
        memcmp(d.p, x->word[at].fold.p, x->word[at].fold.n) == 0)
      at++;
  }
  in_order = at == x->words;
  for (int i = 0; i < x->words; i++)
    typed_given |= str_eq(x->word[i].fold, given);
  return typed_given * 2 + in_order;
}

static bool area_fits(const struct search *x, struct str words) {
  if (x->within == 0) return true;
  struct str d;
  int64_t area;
  while ((d = next_word(&words)).n > 0)
    if (d.p[0] == '#' && parse_int((struct str) { d.p + 1, d.n - 1 }, &area) == OK)
      return reg_area_within(x->t, area, x->within);
  return false;
}

static void add_hit(struct search *x, int64_t id, int64_t person, int score) {
  if (x->hits >= REG_FOUND_MAX + CANDIDATES) return;
  for (int i = 0; i < x->hits; i++)
    if (x->hit[i].person == person) return;
  x->hit[x->hits].id = id;
  x->hit[x->hits].person = person;
  x->hit[x->hits++].score = score;
}

/* Hits of this stage, best first; ranks of one score stay in order. */
static void settle(struct search *x, int first) {
  for (int i = first + 1; i < x->hits; i++)
    for (int k = i; k > first && x->hit[k].score > x->hit[k - 1].score; k--) {
      int64_t id = x->hit[k].id, person = x->hit[k].person;
      int score = x->hit[k].score;
      x->hit[k] = x->hit[k - 1];
      x->hit[k - 1].id = id;
      x->hit[k - 1].person = person;
      x->hit[k - 1].score = score;
    }
  if (x->hits > x->max) x->hits = x->max;
}

static const char match_sql[] =
    "SELECT d.id, d.person, d.words FROM search_index JOIN search_doc d ON d.id = search_index.rowid"
    " WHERE search_index MATCH $1 ORDER BY search_index.rowid LIMIT $2";

static enum err run_match(struct search *x, enum stage stage, uint32_t left_out, bool *ret_gave_up) {
  bool use = false;
  struct buf b = buf_new(x->a, 16384);
  TRY(write_match(x, stage, left_out, &b, &use));
  if (!use) return OK;
  struct stmt *s;
  int first = x->hits, fits = 0, scanned = 0;
  bool look = left_out != 0 || x->filter;
  TRY(db_query(x->db, match_sql, &s));
  bind_text(s, 1, buf_view(&b));
  bind_int(s, 2, look ? SCAN_MAX : x->hits + CANDIDATES);
  enum err e = OK;
  while (fits < CANDIDATES && (e = db_step(s)) == OK) {
    struct str words = col_text(s, 2);
    scanned++;
    if ((x->filter && !area_fits(x, words)) || !has_rest(x, stage, left_out, words)) continue;
    fits++;
    add_hit(x, col_int(s, 0), col_int(s, 1), score_of(x, words));
  }
  *ret_gave_up = look && scanned == SCAN_MAX && x->hits < x->max;
  settle(x, first);
  /* Asking again resets the statement: one left at a row would hold its reading open. */
  if (e == OK) return db_query(x->db, match_sql, &s);
  return e == NOT_FOUND ? OK : e;
}

static enum err run_stage(struct search *x, enum stage stage) {
  bool gave_up = false;
  uint32_t left_out = common_words(x, stage);
  TRY(run_match(x, stage, left_out, &gave_up));
  return gave_up && left_out != 0 ? run_match(x, stage, 0, &gave_up) : OK;
}

/* People whose number begins as typed, who also have the other words. */
static enum err run_numbers(struct search *x) {
  const struct word *number = NULL;
  for (int i = 0; i < x->words; i++)
    if (x->word[i].number && (number == NULL || x->word[i].fold.n > number->fold.n)) number = &x->word[i];
  assert(number != NULL);
  struct stmt *s;
  TRY(db_query(x->db,
               "SELECT d.id, d.person, d.words FROM search_number n JOIN search_doc d ON d.person = n.person"
               " WHERE n.number >= $1 AND n.number < $2 ORDER BY n.number, n.person LIMIT $3",
               &s));
  bind_text(s, 1, number->fold);
  bind_text(s, 2, str_of(arena_print(x->a, "%.*s:", (int)number->fold.n, number->fold.p)));
  bind_int(s, 3, x->words > 1 || x->within != 0 ? NUMBERS_MAX : x->max);
  enum err e;
  while ((e = db_step(s)) == OK) {
    bool fits = area_fits(x, col_text(s, 2));
    for (int i = 0; i < x->words && fits; i++)
      fits = x->word[i].number || has_word(col_text(s, 2), 0, x->word[i].fold, !x->word[i].year);
    if (fits && x->hits < x->max) add_hit(x, col_int(s, 0), col_int(s, 1), 0);
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err write_areas(struct search *x) {
  x->areas = buf_new(x->a, 8192);
  if (x->within == 0) return OK;
  int64_t top;
  TRY(db_int(x->db, "SELECT coalesce(max(id), 0) FROM area", 0, NULL, &top));
  int n = 0;
  for (int64_t id = 1; id <= top && n <= AREAS_MAX; id++) {
    if (!reg_area_within(x->t, id, x->within)) continue;
    buf_print(&x->areas, n++ == 0 ? "\"#%lld\"" : " OR \"#%lld\"", (long long)id);
  }
  x->filter = n > AREAS_MAX || x->areas.full;
  if (n == 0) buf_z(&x->areas, "\"#0\"");
  if (x->filter) x->areas = buf_new(x->a, 1);
  return OK;
}

/* ---- results ---- */

static void mark_words(const struct search *x, struct reg_found *f, int birth_year) {
  char year[16];
  snprintf(year, sizeof year, "%d", birth_year);
  struct str own = text_fold(x->a, f->full_name);
  for (int i = 0; i < x->words; i++) {
    struct str rest = own, d;
    bool met = x->word[i].number || (x->word[i].year && str_is(x->word[i].fold, year));
    for (int k = 0; (d = next_word(&rest)).n > 0 && k < 32; k++) {
      if (d.n < x->word[i].fold.n || memcmp(d.p, x->word[i].fold.p, x->word[i].fold.n) != 0) continue;
      f->matched |= (uint32_t)1 << k;
      met = true;
    }
    f->by_number = f->by_number || x->word[i].number;
    f->by_head = f->by_head || !met;
  }
}

static enum err show(struct search *x, int64_t person, date day, struct reg_found *f) {
  struct stmt *q;
  TRY(db_query(x->db, one_sql, &q));
  bind_int(q, 1, day);
  bind_int(q, 2, person);
  TRY(db_step(q));
  *f = (struct reg_found) { .person = person,
                            .household = col_int(q, 7),
                            .full_name = reg_keep(x->a, col_text(q, 1)),
                            .citizen_no = reg_keep(x->a, col_text(q, 5)),
                            .birth = (date)col_int(q, 2),
                            .birth_known = (int)col_int(q, 3),
                            .dead = !col_null(q, 4),
                            .head = reg_keep(x->a, col_text(q, 9)),
                            .area = col_int(q, 10) };
  TRY(db_run(q));
  int y, m, d;
  date_split(f->birth, &y, &m, &d);
  mark_words(x, f, y);
  return OK;
}

enum err reg_search(struct arena *a, struct db *db, struct str query, const struct reg_areas *t,
                    int64_t within, int max, struct reg_found **ret_list, int *ret_count) {
  assert(max > 0 && max <= REG_FOUND_MAX);
  assert(within == 0 || t != NULL);
  struct search *x = NEW(a, struct search);
  x->db = db, x->a = a, x->t = t, x->within = within, x->max = max;
  int64_t made = 0;
  enum err found = db_int(db, "SELECT made FROM search_state", 0, NULL, &made);
  if (found != OK && found != NOT_FOUND) return found;
  date day = clock_today() > made ? clock_today() : (date)made;
  read_query(x, query, day);
  if (x->words > 0) {
    TRY(write_areas(x));
    if (x->numbers > 0)
      TRY(run_numbers(x));
    else
      TRY(count_words(x));
    for (int stage = 0; x->numbers == 0 && stage < STAGES && x->hits < max; stage++)
      /* The wide readings are dear and mostly noise: only for a query that found nobody so far. */
      if (stage < ALL_BEGIN || x->hits == 0) TRY(run_stage(x, (enum stage)stage));
  }
  struct reg_found *list = NEW_ARRAY(a, struct reg_found, x->hits + 1);
  int n = 0;
  for (int i = 0; i < x->hits; i++) {
    enum err e = show(x, x->hit[i].person, day, &list[n]);
    if (e == OK)
      n++;
    else if (e != NOT_FOUND)
      return e;
  }
  *ret_list = list;
  *ret_count = n;
  return OK;
}
