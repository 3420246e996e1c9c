/* eval_words: what the reader of a situation says and the small values it reads. Private to eval_read.c. */
#ifndef ANSINH_LAW_EVAL_WORDS_H
#define ANSINH_LAW_EVAL_WORDS_H

#include <jansson.h>
#include "law/tools/eval.h"

enum trouble {
#define X(id, vi, en) id,
#include "law/tools/eval.def"
#undef X
  TROUBLES
};

/* A fact of a subject, by one of its names. */
struct named_fact {
  enum entity on;
  int subject, fact;
  const char *key;
};
struct reader {
  struct arena *a;
  const struct law_program *p;
  enum lang lang;
  struct buf *out;
  int errors, items;
  struct eval_question *q;
  int n_people;
  VEC(struct named_fact) named; /* facts by the names they were given, those of one subject together */
};

#define ARGS(...)                                                                                            \
  (int)(sizeof((const char *[]) { __VA_ARGS__ }) / sizeof(char *)), (const char *[]) { __VA_ARGS__ }
#define BAD(r, path, t, ...) eval_bad((r), (path), (t), ARGS(__VA_ARGS__))

struct guess {
  struct str name, best;
  int distance;
};

/* One mistake, with its path before it; past EVAL_ERRORS_MAX they are counted only. BAD takes the texts as
 * arguments. */
void eval_bad(struct reader *r, const char *path, enum trouble t, int n, const char *const *args);
/* What is odd and still answered. */
void eval_warn(struct reader *r, const char *path, enum trouble t, int n, const char *const *args);
/* "persons.an", "persons.an.birth[2]": paths, in the arena. */
const char *eval_under(struct reader *r, const char *path, const char *key);
const char *eval_item(struct reader *r, const char *path, size_t i);
/* A text that outlives the JSON. */
struct str eval_keep(struct reader *r, const char *z);
/* What stands there instead, in words. */
const char *eval_met(struct reader *r, const json_t *v);
/* "Expected this, found that". */
void eval_want(struct reader *r, const char *path, const char *vi, const char *en, const json_t *v);
/* The nearest of the candidates offered one by one; eval_guessed: " Did you mean …?", or "". */
struct guess eval_guess_new(const char *z);
void eval_guess(struct guess *g, struct str candidate);
const char *eval_guessed(struct reader *r, const struct guess *g);
/* Complains of keys that are not in the list (closed by NULL). */
void eval_only_keys(struct reader *r, const char *path, json_t *o, const char *const *keys);
/* A day, a month, a value of a type (a date known by month or year has lo < hi). False after a complaint. */
bool eval_day(struct reader *r, const char *path, const json_t *v, date *ret);
bool eval_month(struct reader *r, const char *path, const json_t *v, month *ret);
bool eval_value(struct reader *r, const char *path, const json_t *v, struct type t, int64_t *lo, int64_t *hi);

#endif
