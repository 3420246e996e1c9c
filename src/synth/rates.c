/* Reads the rates and the census tables. */
#include "synth/synth_words.h"
#include "synth/world.h"

enum { FILE_MAX_BYTES = 4 << 20, RATE_VALUES_MAX = 256, FIELDS = 16 };

static const int64_t zeros[RATE_VALUES_MAX];

enum err syn_fail(struct world *w, const char *vi, const char *en, const char *what) {
  snprintf(w->result->message[VI], sizeof w->result->message[VI], "%s: %s", vi, what);
  snprintf(w->result->message[EN], sizeof w->result->message[EN], "%s: %s", en, what);
  return INVALID;
}

void syn_say(struct world *w, const char *vi, const char *en, int64_t done, int64_t total) {
  if (w->progress != NULL) w->progress(w->progress_context, vi, en, done, total);
}

static enum err open_csv(struct world *w, const char *name, struct csv *ret_csv) {
  const char *path = arena_print(w->arena, "%s/%s", w->options.data_dir, name);
  struct str text;
  enum err e = file_read(w->arena, path, FILE_MAX_BYTES, &text);
  if (e != OK) return syn_fail(w, WORDS(SW_cannot_read_data_file), path);
  size_t bad;
  if (!utf8_valid(text, &bad)) return syn_fail(w, WORDS(SW_file_not_utf_8), path);
  *ret_csv = csv_new(w->arena, text, ',');
  return OK;
}

/* ---- rates ---- */

static enum err add_rate(struct world *w, struct str key, struct str values) {
  int64_t found[RATE_VALUES_MAX];
  int n = 0;
  for (size_t i = 0; i < values.n;) {
    while (i < values.n && values.p[i] == ' ')
      i++;
    size_t from = i;
    while (i < values.n && values.p[i] != ' ')
      i++;
    if (i == from) break;
    if (n == RATE_VALUES_MAX || parse_int((struct str) { values.p + from, i - from }, &found[n]) != OK)
      return syn_fail(w, WORDS(SW_rate_not_whole_number), arena_text(w->arena, key.p, key.n));
    n++;
  }
  int64_t *copy = NEW_ARRAY(w->arena, int64_t, n + 1);
  memcpy(copy, found, (size_t)n * sizeof *copy);
  w->rates.at[w->rates.n++] = (struct rate) { key, copy, n };
  return OK;
}

enum err syn_rates_read(struct world *w) {
  enum { RATES_MAX = 512 };
  struct csv c;
  TRY(open_csv(w, "synth_rates.csv", &c));
  w->rates.at = NEW_ARRAY(w->arena, struct rate, RATES_MAX);
  struct str f[FIELDS];
  int n;
  enum err e;
  while ((e = csv_row(&c, FIELDS, f, &n)) == OK) {
    if (n < 1 || f[0].n == 0 || f[0].p[0] == '#' || str_is(f[0], "key")) continue;
    if (n != 4 || w->rates.n == RATES_MAX)
      return syn_fail(w, WORDS(SW_rate_row_needs_4), arena_text(w->arena, f[0].p, f[0].n));
    TRY(add_rate(w, f[0], f[2]));
  }
  return e == NOT_FOUND
             ? OK
             : syn_fail(w, WORDS(SW_broken_csv_row), arena_print(w->arena, "synth_rates.csv:%d", c.line));
}

/* Rates are asked for once a person: the same literal is found again by its address. */
static const struct rate *find(struct world *w, const char *key) {
  size_t at = (size_t)((uintptr_t)key % RATE_CACHE);
  if (w->rates.cache[at].key == key) return w->rates.cache[at].rate;
  for (size_t i = 0; i < w->rates.n; i++)
    if (str_is(w->rates.at[i].key, key)) {
      w->rates.cache[at].key = key;
      return w->rates.cache[at].rate = &w->rates.at[i];
    }
  return NULL;
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

/* ---- census ---- */

static int cell_of(struct world *w, int32_t district, bool urban) {
  for (int i = 0; i < w->cell_count; i++)
    if (w->cells[i].district == district && w->cells[i].urban == urban) return i;
  assert(w->cell_count < 64);
  w->cells[w->cell_count] = (struct cell) { .district = district, .urban = urban };
  return w->cell_count++;
}

static struct commune *commune_of(struct world *w, int64_t code) {
  for (int i = 0; i < w->commune_count; i++)
    if (w->communes[i].code == code) return &w->communes[i];
  return NULL;
}

static enum err read_people(struct world *w) {
  struct csv c;
  TRY(open_csv(w, "census2019/population_commune.csv", &c));
  struct str f[FIELDS];
  int n;
  while (csv_row(&c, FIELDS, f, &n) == OK) {
    int64_t code, district, total, urban;
    if (n != 7 || parse_int(f[0], &code) != OK) continue; /* the head row */
    if (parse_int(f[2], &district) != OK || parse_int(f[4], &total) != OK || parse_int(f[5], &urban) != OK ||
        (urban != 0 && urban != total) || w->commune_count == COMMUNES_MAX)
      return syn_fail(w, WORDS(SW_wrong_census_row),
                      arena_print(w->arena, "population_commune.csv:%d", c.line));
    w->communes[w->commune_count++] = (struct commune) { .code = code,
                                                         .name = f[1],
                                                         .district = (int32_t)district,
                                                         .urban = urban > 0,
                                                         .people = (int32_t)total,
                                                         .cell = cell_of(w, (int32_t)district, urban > 0) };
  }
  return OK;
}

static enum err read_homes(struct world *w) {
  struct csv c;
  TRY(open_csv(w, "census2019/households_commune.csv", &c));
  struct str f[FIELDS];
  int n, seen = 0;
  while (csv_row(&c, FIELDS, f, &n) == OK) {
    int64_t code, count;
    if (n != 13 || parse_int(f[0], &code) != OK) continue;
    struct commune *m = commune_of(w, code);
    for (int s = 1; m != NULL && s < SIZES; s++) {
      if (parse_int(f[4 + s], &count) != OK || count < 0 || count > HOMES_MAX)
        m = NULL;
      else
        m->homes[s] = (int32_t)count;
    }
    if (m == NULL)
      return syn_fail(w, WORDS(SW_wrong_household_row),
                      arena_print(w->arena, "households_commune.csv:%d", c.line));
    seen++;
  }
  return seen == w->commune_count
             ? OK
             : syn_fail(w, WORDS(SW_communes_missing_household_table), "households_commune.csv");
}

static enum err read_ages(struct world *w) {
  struct csv c;
  TRY(open_csv(w, "census2019/population_age_district.csv", &c));
  struct str f[FIELDS];
  int n;
  int group = 0;
  while (csv_row(&c, FIELDS, f, &n) == OK) {
    int64_t code, part[2];
    if (n != 6 || parse_int(f[0], &code) != OK) continue;
    if (str_is(f[2], "0-4")) group = 0;
    if (code > 99) { /* two digits: the province's own rows */
      if (group >= GROUPS || parse_int(f[3], &part[1]) != OK || parse_int(f[4], &part[0]) != OK)
        return syn_fail(w, WORDS(SW_wrong_age_row),
                        arena_print(w->arena, "population_age_district.csv:%d", c.line));
      for (int urban = 0; urban < 2; urban++)
        if (part[urban] > 0) w->cells[cell_of(w, (int32_t)code, urban)].group[group] = (int32_t)part[urban];
    }
    group++;
  }
  return OK;
}

/* A smaller province: every count is cut in running sums, so that the parts still add up to the cut whole. */
static void scale(struct world *w) {
  int64_t per = w->options.scale_permille, run = 0, done = 0;
  for (int i = 0; i < w->commune_count; i++) {
    struct commune *m = &w->communes[i];
    int64_t known = 0, large = m->people;
    for (int s = 1; s < 7; s++)
      large -= (int64_t)s * m->homes[s];
    int64_t mean = m->homes[7] > 0 ? large / m->homes[7] : 0;
    for (int s = 1; s < SIZES; s++) {
      run += m->homes[s] * per;
      m->homes[s] = (int32_t)(run / 1000 - done);
      done = run / 1000;
      known += m->homes[s] * (s < 7 ? (int64_t)s : mean);
    }
    m->people = (int32_t)known;
  }
}

/* Each cell's groups brought to the people its communes have (a no-op at full size): largest running
 * remainder. */
static enum err balance(struct world *w) {
  for (int i = 0; i < w->cell_count; i++) {
    struct cell *cell = &w->cells[i];
    int64_t people = 0, ages = 0, run = 0, done = 0;
    for (int k = 0; k < w->commune_count; k++)
      if (w->communes[k].cell == i) people += w->communes[k].people;
    for (int g = 0; g < GROUPS; g++)
      ages += cell->group[g];
    if (ages == 0 || (w->options.scale_permille == 1000 && ages != people))
      return syn_fail(w, WORDS(SW_sum_age_not_sum), arena_print(w->arena, "%d", cell->district));
    for (int g = 0; g < GROUPS; g++) {
      run += cell->group[g] * people;
      cell->group[g] = (int32_t)(run / ages - done);
      done = run / ages;
    }
  }
  return OK;
}

static void split_ages(struct world *w) {
  const int64_t *oldest = syn_rates(w, "age.85plus", 16), *male = syn_rates(w, "sex.male", GROUPS);
  int64_t sum = 0, carry = 0;
  for (int i = 0; i < 16; i++)
    sum += oldest[i];
  if (sum == 0) return;
  for (int c = 0; c < w->cell_count; c++)
    for (int g = 0; g < GROUPS; g++) {
      int64_t run = 0, done = 0, all = w->cells[c].group[g];
      for (int k = 0; k < (g == 17 ? 16 : 5); k++) {
        run += g == 17 ? all * oldest[k] : all;
        int64_t n = run / (g == 17 ? sum : 5) - done;
        done += n;
        carry += n * male[g];
        int64_t men = carry / 1000 < n ? carry / 1000 : n;
        carry -= men * 1000;
        w->cells[c].left[g * 5 + k][MALE] = (int32_t)men;
        w->cells[c].left[g * 5 + k][FEMALE] = (int32_t)(n - men);
      }
      assert(done == all);
    }
}

enum err syn_census_read(struct world *w) {
  TRY(read_people(w));
  TRY(read_homes(w));
  TRY(read_ages(w));
  if (w->options.scale_permille != 1000) scale(w);
  TRY(balance(w));
  split_ages(w);
  return OK;
}
