/* base: what every module stands on. It knows nothing of the field.
 *
 * Memory lives in arenas, each with a lifetime (a request, a job, a law program) and a ceiling in bytes;
 * nothing is freed piece by piece. Results go out through `ret_` parameters, last, untouched on failure.
 * Assertions stay on in production. */
#ifndef ANSINH_BASE_H
#define ANSINH_BASE_H

#include <assert.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/banned.h"

/* ---- invariants ---- */

/* Invariant n of those numbered in the words a file opens with. Like an assertion it stays on; where it does
 * not hold the program ends (abort) and says `FILE invariant N: CONDITION`. For what the code promises, never
 * for what a database, a file or a person gives. */
#define INVARIANT(n, condition)                                                                              \
  ((condition) ? (void)0 : invariant_failed(__FILE__, __LINE__, (n), #condition))
/* Where a file breaks its invariant n on purpose, so that a test sees it fire: false, and nothing is
 * compiled, but in the test build of the file (-DBREAK_INVARIANTS), where ANSINH_BREAK=FILE:N asks for it.
 * tests/unit/invariants.txt lists the files: each INVARIANT of them has its BROKEN. */
#ifdef BREAK_INVARIANTS
#define BROKEN(n) invariant_broken(__FILE__, (n))
#else
#define BROKEN(n) false
#endif
/* For the two above: `file` may be a path, of which the last name counts. */
_Noreturn void invariant_failed(const char *file, int line, int n, const char *condition);
bool invariant_broken(const char *file, int n);

/* ---- errors ---- */

/* The one error vocabulary. INVALID is the user's input (refuse), IO and NOMEM the world (fault), BUG is
 * ours. */
enum err { OK = 0, NOT_FOUND, INVALID, CONFLICT, RETRY, DENIED, LIMIT, IO, NOMEM, BUG };

/* The two languages of every text a person sees. */
enum lang { VI = 0, EN = 1 };

/* ---- arenas ---- */

struct arena;

/* A new arena that may grow to `ceiling` bytes (at most SIZE_MAX / 2). `name` (static text) appears in the
 * message when it is reached. Returns NULL only when the system has no memory for its first chunk. */
struct arena *arena_new(const char *name, size_t ceiling);
/* The same for hundreds of megabytes filled once: its chunks come from the system in huge pages where there
 * are any, are not touched before they are used, and go back to it when the arena is reset or freed. */
struct arena *arena_new_large(const char *name, size_t ceiling);
void arena_free(struct arena *a); /* NULL is allowed */
/* Forgets everything allocated since `arena_new`, keeps one chunk (at most 4 MiB) for what comes next. */
void arena_reset(struct arena *a);
size_t arena_used(const struct arena *a);

/* Zeroed memory aligned to 16 bytes. Never NULL: when the ceiling or the system's memory is reached it jumps
 * to the arena's `arena_guard`, or, without one, prints which was reached and ends the program: code 70 at
 * the ceiling, 1 where the system has no more. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size); /* count * size, overflow checked */
char *arena_text(struct arena *a, const char *p, size_t n);    /* a copy with a closing NUL */
char *arena_print(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same memory made larger, the new part zeroed: in place when it was the last allocation, else a copy. */
void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size);
/* Where to go when a limit is reached; NULL takes the guard away. The buffer must outlive its use. The value
 * jumped with is LIMIT (the ceiling) or NOMEM (the system). */
void arena_guard(struct arena *a, jmp_buf *guard);

#define NEW(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define NEW_ARRAY(a, type, n) ((type *)arena_array((a), (size_t)(n), sizeof(type)))

/* A growing array in an arena: struct { T *at; size_t n, cap; }. VEC_PUSH returns the new, zeroed element's
 * address. */
#define VEC(T)                                                                                               \
  struct {                                                                                                   \
    T *at;                                                                                                   \
    size_t n, cap;                                                                                           \
  }
#define VEC_PUSH(a, v)                                                                                       \
  (vec_grow((a), (void **)&(v)->at, &(v)->cap, (v)->n, sizeof *(v)->at), &(v)->at[(v)->n++])
/* Room for one more than `n` elements of `size` bytes; for VEC_PUSH. */
void vec_grow(struct arena *a, void **at, size_t *cap, size_t n, size_t size);

/* ---- text ---- */

/* A piece of UTF-8 text; not closed by NUL unless the maker says so. */
struct str {
  const char *p;
  size_t n;
};
#define S(lit) ((struct str) { "" lit, sizeof(lit) - 1 })
/* A view of a text closed by NUL; it lives as long as the text. */
struct str str_of(const char *z);
/* Equal byte by byte? */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *z);
int str_cmp(struct str a, struct str b); /* bytewise: below, at or above 0 */
/* A view without blanks, tabs and line ends at either end. */
struct str str_trim(struct str s);
/* The text itself when it has at most `max` bytes; else its beginning within them, no letter broken, and …
 * behind it, in `a`. */
struct str str_shortened(struct arena *a, struct str s, size_t max);
/* The edit distance in letters of two short words, for "did you mean"; at most `limit` + 1 is returned,
 * always for a word of more than 64 letters. */
int str_distance(struct str a, struct str b, int limit);

/* A growing text with a ceiling. `p` is never NULL after buf_new and always closed by NUL. A piece that would
 * pass the ceiling (bytes, without the NUL) is dropped whole, and so is all after it, and `full` is set; the
 * caller answers with LIMIT. */
struct buf {
  struct arena *a;
  char *p;
  size_t n, cap, ceiling;
  bool full;
};
/* An empty text in `a` that may grow to `ceiling` bytes: for what has a limit of its own, whose maker asks
 * `full`. */
struct buf buf_new(struct arena *a, size_t ceiling);
/* An empty text in `a` that takes whatever is added and is never full: only the arena's ceiling ends it. */
struct buf buf_growing(struct arena *a);
/* Each adds at the end: bytes, a piece, a text closed by NUL, a byte. */
void buf_add(struct buf *b, const char *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_z(struct buf *b, const char *z);
void buf_c(struct buf *b, char c);
/* Adds as printf does; a number in decimal. */
void buf_print(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *b, int64_t v);
/* What was written so far; it moves when more is added. */
struct str buf_view(const struct buf *b);
/* Text with {0}..{9} replaced by the arguments (`count` texts closed by NUL). Used for catalogue messages. */
void buf_fill(struct buf *b, const char *pattern, int count, const char *const *args);

/* UTF-8: is the text well formed (no overlong forms, surrogates, NUL)? `ret_bad` gets the first bad byte's
 * offset. */
bool utf8_valid(struct str s, size_t *ret_bad);
/* Columns on a terminal up to a byte offset: counts code points. */
size_t utf8_count(struct str s);
/* The search form of Vietnamese text: words of small letters and digits without accents, đ (also written Ð or
 * Ɖ) as d, one blank between words, none at the ends. Every mark that is neither letter nor digit (hyphen,
 * apostrophe, bracket, symbol, control) parts words like a blank, and so does a byte that is not UTF-8;
 * invisible characters are nothing. Closed by NUL; at most 24 bytes a byte. Source: Unicode NFKD. */
struct str text_fold(struct arena *a, struct str s);
/* The text with invisible characters written as blanks: all of them, or `spaces`: only the zero-width space,
 * which stands where a word may end. The text itself where it has none. */
struct str text_parted(struct arena *a, struct str s, bool spaces);
/* The same words, one for one, with their accents, so that two spellings of one word are equal: composed or
 * not, either place of the tone (hoà, hòa), any case, any đ. Letters keep their hat, breve or horn as
 * combining marks; the tone's mark stands at the end of the word. For comparing only, not for people to read.
 */
struct str text_spell(struct arena *a, struct str s);
/* What people's names are sorted by, bytewise: the given name, then the family name, then the middle; of each
 * word the letters in the order of the Vietnamese alphabet (a ă â b c d đ e ê … ư v x y, with f j w z in
 * their Latin places) before its tone (ngang huyền hỏi ngã sắc nặng). ASCII; letters of other scripts come
 * last. Marks part words, any spelling of a word gives one key. Closed by NUL. */
struct str text_sort_key(struct arena *a, struct str name);

/* Strict whole numbers: an optional minus and digits, nothing else, within int64. */
enum err parse_int(struct str s, int64_t *ret_v);

/* ---- dates ---- */

/* A day number: days since 1970-01-01 in the proleptic Gregorian calendar. */
typedef int32_t date;
/* A month number: year * 12 + (month - 1). */
typedef int32_t month;
#define DATE_MIN ((date)-719162) /* 0001-01-01 */
#define DATE_MAX ((date)2932896) /* 9999-12-31: "for ever" in every [from, to) */
/* The days and months that may be asked about: nobody who lives was born before them, no law is written for
 * after. A day before and a month after each is still in the calendar. */
#define DATE_SERVED_MIN  ((date)-25567) /* 1900-01-01 */
#define DATE_SERVED_MAX  ((date)376199) /* 2999-12-31 */
#define MONTH_SERVED_MIN ((month)(1900 * 12))
#define MONTH_SERVED_MAX ((month)(2999 * 12 + 11))

date date_of(int y, int m, int d); /* the arguments must name a real day */
bool date_valid(int y, int m, int d);
/* May what another hand wrote be taken for a day (DATE_MIN..DATE_MAX), for a month of the calendar? What is
 * none of it must not be given to the functions below, but to those that write. */
bool date_in_calendar(int64_t day);
bool month_in_calendar(int64_t m);
/* Year, month 1..12 and day 1..31 of a day; DATE_MIN..DATE_MAX only. */
void date_split(date d, int *ret_y, int *ret_m, int *ret_d);
/* The month a day is in; the first and the last day of a month. */
month month_of(date d);
date month_first(month m);
date month_last(month m);
/* Months added, the day cut to the end of a shorter month (31 January + 1 month = 28 or 29 February).
 * DATE_MAX stays DATE_MAX, and no result leaves DATE_MIN..DATE_MAX. */
date date_add_months(date d, int months);
/* Completed years from `from` to `to`, negative when `to` is earlier (-1 on the day before); someone born on
 * 29 February completes a year on 1 March in common years (Civil Code 2015, article 148: a term of years ends
 * on the corresponding day; where there is none, the next begins). */
int years_between(date from, date to);
/* Completed months from `from` to `to`, by the same rule: from 31 January the first month is complete on 1
 * March. */
int months_between(date from, date to);
/* YYYY-MM-DD, or DD/MM/YYYY, two and four digits; INVALID for anything else, also for days not in the
 * calendar. */
enum err parse_date(struct str s, date *ret_d);
/* YYYY-MM, or MM/YYYY. */
enum err parse_month(struct str s, month *ret_m);
/* `z` has room for 11 bytes. */
char *date_iso(date d, char z[11]);
char *date_vn(date d, char z[11]);   /* 05/10/2026 */
char *month_iso(month m, char z[8]); /* 2026-10 */
char *month_vn(month m, char z[8]);  /* 10/2026 */
/* As each language's readers write it: 05/10/2026 and 10/2026 in Vietnamese, 2026-10-05 and 2026-10 in
 * English (where 05/10 would be read as the 10th of May). */
char *date_text(date d, enum lang lang, char z[11]);
char *month_text(month m, enum lang lang, char z[8]);
/* A day of which not all may be known, as births are recorded: `known` 3 the day, 2 its month, 1 its year
 * only; `first` is the first day it may be. The last it may be; and what is known of it, as date_text writes
 * it: 12/04/1949, 04/1949 or 1949. */
date date_latest(date first, int known);
char *date_known_text(date first, int known, enum lang lang, char z[11]);

/* ---- exact numbers ---- */

/* Whole đồng. */
typedef int64_t money;
/* An exact ratio, den > 0, lowest terms. */
struct ratio {
  int64_t num, den;
};
/* LIMIT where the exact result does not fit; INVALID for a den of zero. A negative den is turned round. */
enum err ratio_make(int64_t num, int64_t den, struct ratio *ret_r);
enum err ratio_add(struct ratio a, struct ratio b, struct ratio *ret_r);
enum err ratio_mul(struct ratio a, struct ratio b, struct ratio *ret_r);
enum err ratio_div(struct ratio a, struct ratio b, struct ratio *ret_r); /* INVALID when b is zero */
int ratio_cmp(struct ratio a, struct ratio b);
/* The decimal text, with at least one digit after `point`; a ratio without a decimal of at most 18
 * digits after the point is written num/den. */
char *ratio_text(struct ratio r, char point, char z[48]);
/* How a division lands on a whole number of units: DOWN is towards minus infinity, UP towards plus infinity,
 * HALF_UP to the nearest with the half going up. */
enum rounding { ROUND_EXACT, ROUND_DOWN, ROUND_UP, ROUND_HALF_UP };
/* r rounded to a multiple of `unit` (> 0); INVALID for ROUND_EXACT when it does not come out, LIMIT when the
 * result does not fit. */
enum err ratio_round(struct ratio r, int64_t unit, enum rounding how, int64_t *ret_v);
/* A whole number with its thousands apart: 1.350.000 in Vietnamese, 1,350,000 in English. */
char *number_text(int64_t v, enum lang lang, char z[32]);
/* 1.350.000 */
char *money_vn(money v, char z[32]);

/* ---- hashing, time, files ---- */

/* A fast hash for tables and sampling; the same on every machine of one byte order. Not against an attacker.
 */
uint64_t hash64(const void *p, size_t n, uint64_t seed);
/* SHA-256 as 64 hex digits and NUL: names packs and frozen results. */
void sha256_hex(const void *p, size_t n, char z[65]);
/* The same of what comes in pieces, however much: begin, add, and take the hash of all so far (more may be
 * added after). */
struct sha256 {
  uint32_t state[8];
  unsigned char rest[64]; /* what does not fill a block yet */
  uint64_t bytes;
};
/* Of nothing yet. */
struct sha256 sha256_begin(void);
/* `n` bytes more; `p` may be NULL where there are none. */
void sha256_add(struct sha256 *h, const void *p, size_t n);
/* The hash of all added so far, as sha256_hex writes it. */
void sha256_end(const struct sha256 *h, char z[65]);
double clock_seconds(void); /* monotonic, for measuring only */
/* The day in Việt Nam (UTC+7). ANSINH_TODAY=YYYY-MM-DD overrides it, for tests and demonstrations; what is no
 * day of DATE_SERVED_MIN..DATE_SERVED_MAX ends the program with a message and code 78, and so does a
 * machine's clock that stands outside them. */
date clock_today(void);
/* Is the day set from outside (ANSINH_TODAY)? Only an invented register may go by it. */
bool clock_day_set(date *ret_day);
/* Bytes nobody can foresee, from the system. IO when it gives none. */
enum err random_bytes(void *ret_p, size_t n);
size_t peak_memory_kib(void);
/* A whole file, closed by NUL (not counted). NOT_FOUND, IO, or LIMIT above `max` bytes. */
enum err file_read(struct arena *a, const char *path, size_t max, struct str *ret_text);
/* May file_write write there? OK for a regular file and where there is nothing yet; INVALID for a device, a
 * FIFO, a socket, a folder or a link that leads nowhere; IO when that cannot be found out. */
enum err file_place(const char *path);
/* Is that what the system's number (errno) means: a full disk, a quota, a limit on the size of files? */
bool file_no_room(int number);
/* Writes a file whole or not at all: a temporary name beside it that nobody can guess, fsync, rename. A link
 * is followed. Only its owner may read the file (0600): what is written holds people. INVALID and nothing
 * done where file_place says so, IO for a fault of the world; errno then says which. */
enum err file_write(const char *path, struct str text);
/* The same where nothing is; CONFLICT where anything is, and that stays. */
enum err file_write_new(const char *path, struct str text);

/* A deterministic generator (splitmix64) for synthesis and tests. */
struct rng {
  uint64_t s;
};
/* The next 64 bits. */
uint64_t rng_next(struct rng *r);
uint64_t rng_below(struct rng *r, uint64_t n); /* 0 .. n-1, without bias; n > 0 */

/* ---- JSON out ---- */

/* A streaming writer over a buffer: commas, quoting and nesting are its business. Keys are literal text.
 * Bytes that are not UTF-8 come out as U+FFFD. One value at the top, at most 31 levels deep. */
struct json {
  struct buf *b;
  int depth;
  bool first[32];
  bool after_key;
};
/* A writer at the top of `b`, which must outlive it. */
struct json json_new(struct buf *b);
void json_open(struct json *j);  /* { */
void json_close(struct json *j); /* } */
void json_list(struct json *j);  /* [ */
void json_end(struct json *j);   /* ] */
void json_key(struct json *j, const char *key);
void json_str(struct json *j, struct str s);
void json_z(struct json *j, const char *z); /* NULL writes null */
void json_int(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_nothing(struct json *j); /* null; jansson has a json_null of its own */

/* ---- CSV in ---- */

/* RFC 4180 over a text in memory. The delimiter is the given one. A byte order mark at the start and empty
 * lines are skipped; lines end with LF, CR LF or CR. Fields are views into the text or, where quotes
 * had to be undone, into the arena. */
struct csv {
  struct str text;
  size_t at;
  char delimiter;
  int line, next_line;
  struct arena *a;
};
/* A reader at the start of `text`, which must outlive what it gives. */
struct csv csv_new(struct arena *a, struct str text, char delimiter);
/* The next row: up to `max` fields. NOT_FOUND at the end, INVALID for a quote never closed or text after a
 * quote, LIMIT for more fields than `max`; after either, reading goes on with the next row. csv.line is the
 * line the row began on (the first is 1). */
enum err csv_row(struct csv *c, int max, struct str *ret_fields, int *ret_count);
/* Writes a field, quoted where needed, with a comma before it unless it is the row's first. The caller ends
 * the row. */
void csv_field(struct buf *b, struct str s, bool first);

/* ---- tables: CSV files with a heading ---- */

enum { CSV_COLUMNS_MAX = 64, CSV_TABLE_BYTES_MAX = 16 << 20 };

/* A file by commas whose first row names the columns; their order is free and further ones are allowed. After
 * INVALID `says` holds, by enum lang, why: the file, the line, what is wrong and how to mend it (in the
 * arena; "table_no_column" and the like is its code, for machines). */
struct csv_table {
  struct csv csv; /* csv.line: of the row just read */
  const char *file;
  struct str head[CSV_COLUMNS_MAX], field[CSV_COLUMNS_MAX];
  int columns;
  const char *fault, *says[2];
};
/* Reads the file of a folder, which must have `columns` (ended by NULL); `file` must outlive the table. OK,
 * or INVALID: not there, not readable, above CSV_TABLE_BYTES_MAX, without a heading or one of the columns. */
enum err csv_table_open(struct arena *a, const char *dir, const char *file, const char *const *columns,
                        struct csv_table *t);
/* The next row, past those that begin with #. NOT_FOUND at the end; INVALID: not as many fields as columns,
 * or a quote never closed. */
enum err csv_table_next(struct csv_table *t);
/* The column's number, -1 when the table has none of that name. */
int csv_table_column(const struct csv_table *t, const char *column);
/* The field of the row just read, in a column the table has. */
struct str csv_table_cell(const struct csv_table *t, const char *column);

#endif
