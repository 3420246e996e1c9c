/* Reads the rates, and what is said of a file that cannot be read. */
#include "synth/synth_words.h"
#include "synth/world.h"

enum { RATE_VALUES_MAX = 256, RATE_MAX = 1000000000 };

static const int64_t zeros[RATE_VALUES_MAX];

enum err syn_fail(struct world *w, const char *vi, const char *en, const char *what) {
  snprintf(w->result->message[VI], sizeof w->result->message[VI], "%s: %s", vi, what);
  snprintf(w->result->message[EN], sizeof w->result->message[EN], "%s: %s", en, what);
  return INVALID;
}

void syn_say(struct world *w, const char *vi, const char *en, int64_t done, int64_t total) {
  if (w->progress != NULL) w->progress(w->progress_context, vi, en, done, total);
}

enum err syn_wrong_at(struct world *w, const struct syn_place *at, const char *vi, const char *en,
                      const char *what) {
  struct syn_result *r = w->result;
  snprintf(r->message[VI], sizeof r->message[VI], SW_file_line_VI, at->file, at->line, what, vi);
  snprintf(r->message[EN], sizeof r->message[EN], SW_file_line_EN, at->file, at->line, what, en);
  return INVALID;
}

enum err syn_wrong(struct world *w, const struct csv_table *t, const char *vi, const char *en,
                   const char *what) {
  return syn_wrong_at(w, &(struct syn_place) { t->file, t->csv.line }, vi, en, what);
}

static enum err table_told(struct world *w, const struct csv_table *t) {
  for (int lang = VI; lang <= EN; lang++)
    snprintf(w->result->message[lang], sizeof w->result->message[lang], "%s", t->says[lang]);
  return INVALID;
}

enum err syn_table_open(struct world *w, const char *file, const char *const *columns, struct csv_table *t) {
  return csv_table_open(w->arena, w->options.data_dir, file, columns, t) == OK ? OK : table_told(w, t);
}

enum err syn_table_next(struct world *w, struct csv_table *t) {
  enum err e = csv_table_next(t);
  if (e == INVALID) return table_told(w, t);
  for (int i = 0; e == OK && i < t->columns; i++)
    if (!utf8_valid(t->field[i], NULL))
      return syn_wrong(w, t, WORDS(SW_not_utf_8), arena_print(w->arena, "%d", i + 1));
  return e;
}

/* ---- rates ---- */

/* What weighs must weigh something. */
static bool weighs(struct str unit) { return unit.n >= 6 && memcmp(unit.p, "weight", 6) == 0; }

static enum err add_rate(struct world *w, const struct csv_table *t) {
  struct str key = csv_table_cell(t, "key"), values = csv_table_cell(t, "values");
  const char *name = arena_text(w->arena, key.p, key.n);
  int64_t found[RATE_VALUES_MAX], sum = 0;
  int n = 0;
  for (size_t i = 0; i < values.n;) {
    while (i < values.n && values.p[i] == ' ')
      i++;
    size_t from = i;
    while (i < values.n && values.p[i] != ' ')
      i++;
    if (i == from) break;
    if (n == RATE_VALUES_MAX || parse_int((struct str) { values.p + from, i - from }, &found[n]) != OK ||
        found[n] > RATE_MAX || found[n] < -RATE_MAX)
      return syn_wrong(w, t, WORDS(SW_rate_not_whole_number), name);
    sum += found[n];
    n++;
  }
  if (weighs(csv_table_cell(t, "unit")) && sum <= 0)
    return syn_wrong(w, t, WORDS(SW_weights_of_nothing), name);
  int64_t *copy = NEW_ARRAY(w->arena, int64_t, n + 1);
  memcpy(copy, found, (size_t)n * sizeof *copy);
  *VEC_PUSH(w->arena, &w->rates) = (struct rate) { key, copy, n, t->csv.line };
  return OK;
}

enum err syn_rates_read(struct world *w) {
  static const char *const columns[] = { "key", "unit", "values", "source", NULL };
  struct csv_table t;
  enum err e;
  TRY(syn_table_open(w, "synth_rates.csv", columns, &t));
  while ((e = syn_table_next(w, &t)) == OK)
    TRY(add_rate(w, &t));
  return e == NOT_FOUND ? OK : e;
}

const struct rate *syn_rate_named(const struct world *w, const char *key) {
  for (size_t i = 0; i < w->rates.n; i++)
    if (str_is(w->rates.at[i].key, key)) return &w->rates.at[i];
  return NULL;
}

/* Rates are asked for once a person: the same literal is found again by its address. */
static const struct rate *find(struct world *w, const char *key) {
  size_t at = (size_t)((uintptr_t)key % RATE_CACHE);
  if (w->rates.cache[at].key == key) return w->rates.cache[at].rate;
  const struct rate *rate = syn_rate_named(w, key);
  if (rate == NULL) return NULL;
  w->rates.cache[at].key = key;
  return w->rates.cache[at].rate = rate;
}

const int64_t *syn_rate_list(struct world *w, const char *key, int *ret_n) {
  const struct rate *r = find(w, key);
  *ret_n = r != NULL ? r->n : 0;
  if (r != NULL) return r->at;
  w->rates.missing = str_of(key);
  return zeros;
}

const int64_t *syn_rates(struct world *w, const char *key, int n) {
  int have;
  const int64_t *list = syn_rate_list(w, key, &have);
  if (have == n) return list;
  w->rates.missing = str_of(key);
  assert(n <= RATE_VALUES_MAX);
  return zeros;
}

int64_t syn_rate(struct world *w, const char *key) { return *syn_rates(w, key, 1); }

enum err syn_rates_complete(struct world *w) {
  if (w->rates.missing.n == 0) return OK;
  return syn_fail(w, WORDS(SW_synth_rates_csv_lacks),
                  arena_text(w->arena, w->rates.missing.p, w->rates.missing.n));
}
