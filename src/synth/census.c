/* The census of 1/4/2019: its tables, set against each other, and cut to the scale. */
#include "synth/synth_words.h"
#include "synth/world.h"

enum { BARE_CODE = 2, ADULT_FROM = 15 };

/* A whole number from 0 to `max` in a column of the row just read. */
static enum err number(struct world *w, const struct csv_table *t, const char *column, int64_t max,
                       int64_t *ret_n) {
  int64_t n = 0;
  *ret_n = 0;
  if (parse_int(str_trim(csv_table_cell(t, column)), &n) != OK || n < 0 || n > max)
    return syn_wrong(w, t, WORDS(SW_no_whole_number), column);
  *ret_n = n;
  return OK;
}

static const char *closed(struct world *w, struct str s) { return arena_text(w->arena, s.p, s.n); }

/* The cell of a district's part, made when there is none. */
static enum err cell_of(struct world *w, const struct csv_table *t, int64_t district, bool urban,
                        int *ret_cell) {
  for (int i = 0; i < w->cell_count; i++)
    if (w->cells[i].district == district && w->cells[i].urban == urban) {
      *ret_cell = i;
      return OK;
    }
  if (w->cell_count == CELLS_MAX) return syn_wrong(w, t, WORDS(SW_too_many_districts), "district_code");
  w->cells[w->cell_count] = (struct cell) { .district = (int32_t)district, .urban = urban };
  *ret_cell = w->cell_count++;
  return OK;
}

static struct commune *commune_of(struct world *w, int64_t code) {
  for (int i = 0; i < w->commune_count; i++)
    if (w->communes[i].code == code) return &w->communes[i];
  return NULL;
}

bool syn_has_district(const struct world *w, int64_t code) {
  for (int i = 0; i < w->commune_count; i++)
    if (w->communes[i].district == code) return true;
  return false;
}

bool syn_has_commune(const struct world *w, int64_t code) {
  for (int i = 0; i < w->commune_count; i++)
    if (w->communes[i].code == code) return true;
  return false;
}

static enum err read_commune(struct world *w, const struct csv_table *t) {
  int64_t code = 0, district = 0, total = 0, urban = 0, rural = 0;
  struct str name = str_trim(csv_table_cell(t, "name"));
  int cell = 0;
  TRY(number(w, t, "code_2019", INT32_MAX, &code));
  TRY(number(w, t, "district_code", INT32_MAX, &district));
  TRY(number(w, t, "total", PEOPLE_MAX, &total));
  TRY(number(w, t, "urban", PEOPLE_MAX, &urban));
  TRY(number(w, t, "rural", PEOPLE_MAX, &rural));
  if (urban + rural != total) return syn_wrong(w, t, WORDS(SW_parts_not_total), "total");
  if (urban != 0 && rural != 0) return syn_wrong(w, t, WORDS(SW_urban_and_rural), "urban, rural");
  if (name.n == 0) return syn_wrong(w, t, WORDS(SW_field_empty), "name");
  if (commune_of(w, code) != NULL)
    return syn_wrong(w, t, WORDS(SW_code_twice), closed(w, csv_table_cell(t, "code_2019")));
  if (w->commune_count == COMMUNES_MAX) return syn_wrong(w, t, WORDS(SW_too_many_communes), "code_2019");
  TRY(cell_of(w, t, district, urban > 0, &cell));
  w->communes[w->commune_count++] = (struct commune) { .code = code,
                                                       .name = name,
                                                       .district = (int32_t)district,
                                                       .urban = urban > 0,
                                                       .people = (int32_t)total,
                                                       .cell = cell };
  return OK;
}

static enum err read_people(struct world *w) {
  static const char *const columns[] = {
    "code_2019", "name", "district_code", "total", "urban", "rural", NULL
  };
  struct csv_table t;
  enum err e;
  w->communes = NEW_ARRAY(w->arena, struct commune, COMMUNES_MAX);
  w->cells = NEW_ARRAY(w->arena, struct cell, CELLS_MAX);
  TRY(syn_table_open(w, "census2019/population_commune.csv", columns, &t));
  while ((e = syn_table_next(w, &t)) == OK)
    TRY(read_commune(w, &t));
  if (e != NOT_FOUND) return e;
  return w->commune_count > 0 ? OK : syn_wrong(w, &t, WORDS(SW_no_rows), "code_2019");
}

static enum err read_sizes(struct world *w, const struct csv_table *t) {
  static const char *const size[SIZES] = { NULL,    "size1", "size2", "size3",
                                           "size4", "size5", "size6", "size7plus" };
  int64_t code = 0, all = 0, sum = 0, homes[SIZES] = { 0 };
  TRY(number(w, t, "code_2019", INT32_MAX, &code));
  TRY(number(w, t, "households", HOMES_MAX, &all));
  struct commune *m = commune_of(w, code);
  const char *code_text = closed(w, csv_table_cell(t, "code_2019"));
  if (m == NULL) return syn_wrong(w, t, WORDS(SW_no_people_of_it), code_text);
  if (m->counted) return syn_wrong(w, t, WORDS(SW_code_twice), code_text);
  int64_t large = m->people;
  for (int s = 1; s < SIZES; s++) {
    TRY(number(w, t, size[s], HOMES_MAX, &homes[s]));
    m->homes[s] = (int32_t)homes[s];
    sum += homes[s];
    if (s < SIZES - 1) large -= s * homes[s];
  }
  if (sum != all) return syn_wrong(w, t, WORDS(SW_parts_not_total), "households");
  if (large < 7 * homes[7] || large > HOME_MAX * homes[7])
    return syn_wrong(w, t, WORDS(SW_households_do_not_fit), code_text);
  m->counted = true;
  return OK;
}

static enum err read_homes(struct world *w) {
  static const char *const columns[] = { "code_2019", "households", "size1", "size2",     "size3",
                                         "size4",     "size5",      "size6", "size7plus", NULL };
  struct csv_table t;
  enum err e;
  TRY(syn_table_open(w, "census2019/households_commune.csv", columns, &t));
  while ((e = syn_table_next(w, &t)) == OK)
    TRY(read_sizes(w, &t));
  if (e != NOT_FOUND) return e;
  for (int i = 0; i < w->commune_count; i++)
    if (!w->communes[i].counted)
      return syn_wrong(w, &t, WORDS(SW_communes_missing_household_table), closed(w, w->communes[i].name));
  return OK;
}

/* "0-4" is 0 ... "80-84" 16, "85+" 17; -1: none. */
static int group_of(struct str label) {
  char text[16];
  for (int g = 0; g < GROUPS - 1; g++) {
    snprintf(text, sizeof text, "%d-%d", g * 5, g * 5 + 4);
    if (str_is(label, text)) return g;
  }
  return str_is(label, "85+") ? GROUPS - 1 : -1;
}

static enum err read_group(struct world *w, const struct csv_table *t) {
  int64_t code = 0, part[2] = { 0 }, total = 0;
  int group = group_of(str_trim(csv_table_cell(t, "age_group"))), cell = 0;
  if (str_trim(csv_table_cell(t, "code")).n <= BARE_CODE) return OK; /* the province's own rows */
  TRY(number(w, t, "code", INT32_MAX, &code));
  TRY(number(w, t, "urban", PEOPLE_MAX, &part[1]));
  TRY(number(w, t, "rural", PEOPLE_MAX, &part[0]));
  TRY(number(w, t, "total", PEOPLE_MAX, &total));
  if (group < 0) return syn_wrong(w, t, WORDS(SW_no_age_group), closed(w, csv_table_cell(t, "age_group")));
  if (part[0] + part[1] != total) return syn_wrong(w, t, WORDS(SW_parts_not_total), "total");
  if (!syn_has_district(w, code))
    return syn_wrong(w, t, WORDS(SW_district_of_no_commune), closed(w, csv_table_cell(t, "code")));
  for (int urban = 0; urban < 2; urban++) {
    if (part[urban] == 0) continue;
    TRY(cell_of(w, t, code, urban, &cell));
    w->cells[cell].group[group] += (int32_t)part[urban];
  }
  return OK;
}

static int64_t people_of(const struct world *w, int cell) {
  int64_t people = 0;
  for (int k = 0; k < w->commune_count; k++)
    if (w->communes[k].cell == cell) people += w->communes[k].people;
  return people;
}

static int64_t ages_of(const struct cell *cell) {
  int64_t ages = 0;
  for (int g = 0; g < GROUPS; g++)
    ages += cell->group[g];
  return ages;
}

static enum err read_ages(struct world *w) {
  static const char *const columns[] = { "code", "age_group", "urban", "rural", "total", NULL };
  struct csv_table t;
  enum err e;
  TRY(syn_table_open(w, "census2019/population_age_district.csv", columns, &t));
  while ((e = syn_table_next(w, &t)) == OK)
    TRY(read_group(w, &t));
  if (e != NOT_FOUND) return e;
  for (int i = 0; i < w->cell_count; i++) {
    const struct cell *cell = &w->cells[i];
    if (ages_of(cell) != people_of(w, i))
      return syn_wrong(w, &t, WORDS(SW_sum_age_not_sum),
                       arena_print(w->arena, "%d, %s", cell->district, cell->urban ? "urban" : "rural"));
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
  int64_t all = 0;
  for (int i = 0; i < w->cell_count; i++) {
    struct cell *cell = &w->cells[i];
    int64_t people = people_of(w, i), ages = ages_of(cell), run = 0, done = 0;
    all += people;
    for (int g = 0; g < GROUPS && ages > 0; g++) {
      run += cell->group[g] * people;
      cell->group[g] = (int32_t)(run / ages - done);
      done = run / ages;
    }
  }
  if (all <= CENSUS_MAX) return OK;
  return syn_fail(w, WORDS(SW_too_many_people),
                  arena_print(w->arena, "%lld > %d", (long long)all, CENSUS_MAX));
}

static enum err split_ages(struct world *w) {
  const int64_t *oldest = syn_rates(w, "age.85plus", 16), *male = syn_rates(w, "sex.male", GROUPS);
  int64_t sum = 0, carry = 0;
  TRY(syn_rates_complete(w));
  for (int i = 0; i < 16; i++)
    sum += oldest[i];
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
  return OK;
}

/* Each home needs a head, and a child is none. */
static enum err heads_there(struct world *w) {
  for (int i = 0; i < w->cell_count; i++) {
    int64_t homes = 0, grown = 0;
    for (int k = 0; k < w->commune_count; k++)
      for (int s = 1; s < SIZES && w->communes[k].cell == i; s++)
        homes += w->communes[k].homes[s];
    for (int age = ADULT_FROM; age < AGES; age++)
      grown += w->cells[i].left[age][MALE] + w->cells[i].left[age][FEMALE];
    if (homes > grown)
      return syn_fail(
          w, WORDS(SW_more_homes_than_grown),
          arena_print(w->arena, "%d, %s", w->cells[i].district, w->cells[i].urban ? "urban" : "rural"));
  }
  return OK;
}

enum err syn_census_read(struct world *w) {
  TRY(read_people(w));
  TRY(read_homes(w));
  TRY(read_ages(w));
  if (w->options.scale_permille != 1000) scale(w);
  TRY(balance(w));
  TRY(split_ages(w));
  return heads_there(w);
}
