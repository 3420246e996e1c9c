/* Names: surname from the father, middle and given name by sex, people and time of birth, all by the weights
 * of names.csv. */
#include "synth/sample_data.h"
#include "synth/synth_words.h"
#include "synth/world.h"

enum { LIST_MAX = 4000, OLD_NAMES_UNTIL = 1985 };

static struct name_list *list_new(struct world *w, struct name_list *l) {
  if (l->text == NULL) {
    l->text = NEW_ARRAY(w->arena, struct str, LIST_MAX);
    l->fold = NEW_ARRAY(w->arena, struct str, LIST_MAX);
    l->upto = NEW_ARRAY(w->arena, int32_t, LIST_MAX);
  }
  return l;
}

static enum err list_add(struct world *w, const struct csv_table *t, struct name_list *l, int64_t weight) {
  struct str text = str_trim(csv_table_cell(t, "value"));
  list_new(w, l);
  if (text.n == 0) return syn_wrong(w, t, WORDS(SW_field_empty), "value");
  if (l->n == LIST_MAX) return syn_wrong(w, t, WORDS(SW_too_many_names), "value");
  l->text[l->n] = text;
  l->fold[l->n] = text_fold(w->arena, text);
  l->upto[l->n] = (l->n > 0 ? l->upto[l->n - 1] : 0) + (int32_t)weight;
  l->n++;
  return OK;
}

/* "Kinh" of "Kinh (Huế)": a people, and those of it who live in one place. */
static struct str people_of(struct str group) {
  for (size_t i = 0; i + 1 < group.n; i++)
    if (group.p[i] == ' ' && group.p[i + 1] == '(') return (struct str) { group.p, i };
  return group;
}

static enum err ethnic_of(struct world *w, const struct csv_table *t, int *ret_ethnic) {
  struct names *n = &w->names;
  struct str people = people_of(str_trim(csv_table_cell(t, "group")));
  for (int e = 0; e < n->peoples; e++)
    if (str_eq(n->people[e], people)) {
      *ret_ethnic = e;
      return OK;
    }
  if (people.n == 0) return syn_wrong(w, t, WORDS(SW_field_empty), "group");
  if (n->peoples == PEOPLES_MAX) return syn_wrong(w, t, WORDS(SW_too_many_peoples), "group");
  if (n->peoples == KINH && !str_is(people, SD_kinh)) return syn_wrong(w, t, WORDS(SW_kinh_first), "group");
  n->people[n->peoples] = people;
  *ret_ethnic = n->peoples++;
  return OK;
}

/* Where a people has surnames of one place ("Kinh (Huế)") they stand for all it has. */
static bool surname_counts(struct world *w, int ethnic, struct str group) {
  struct names *n = &w->names;
  if (n->surname[ethnic].n == 0) n->surnames[ethnic] = group;
  if (str_eq(n->surnames[ethnic], group)) return true;
  if (str_eq(n->people[ethnic], group)) return false;
  n->surnames[ethnic] = group;
  n->surname[ethnic].n = 0;
  if (ethnic == KINH) n->ton_that = n->ton_nu = NONE;
  return true;
}

static enum err surname_add(struct world *w, const struct csv_table *t, int ethnic, int64_t weight) {
  struct name_list *l = &w->names.surname[ethnic];
  struct str text = str_trim(csv_table_cell(t, "value")), gender = csv_table_cell(t, "gender");
  if (!surname_counts(w, ethnic, str_trim(csv_table_cell(t, "group")))) return OK;
  if (str_is(text, SD_ton_that)) w->names.ton_that = l->n;
  if (str_is(text, SD_ton_nu)) w->names.ton_nu = l->n;
  /* A surname of one sex comes only by descent: a daughter of Tôn Thất is Tôn Nữ. */
  bool descent = str_is(gender, "F") || (str_is(gender, "M") && !str_is(text, SD_ton_that));
  return list_add(w, t, l, descent ? 0 : weight);
}

static enum err row_add(struct world *w, const struct csv_table *t) {
  enum { WEIGHT_MAX = 100000 };
  struct str part = csv_table_cell(t, "part");
  int64_t weight;
  int e = KINH, sex = str_is(csv_table_cell(t, "gender"), "F") ? FEMALE : MALE;
  if (parse_int(csv_table_cell(t, "weight"), &weight) != OK || weight < 0 || weight >= WEIGHT_MAX)
    return syn_wrong(w, t, WORDS(SW_no_whole_number), "weight");
  TRY(ethnic_of(w, t, &e));
  if (str_is(part, "surname")) return surname_add(w, t, e, weight);
  if (str_is(part, "middle")) return list_add(w, t, &w->names.middle[e][sex][0], weight);
  if (str_is(part, "given")) return list_add(w, t, &w->names.given[e][sex][0], weight);
  if (str_is(part, "middle_born_before_1985")) return list_add(w, t, &w->names.middle[e][sex][1], weight);
  if (str_is(part, "given_born_before_1985")) return list_add(w, t, &w->names.given[e][sex][1], weight);
  return syn_wrong(w, t, WORDS(SW_part_of_no_name), "part");
}

static bool draws(const struct name_list *l) { return l->n > 0 && l->upto[l->n - 1] > 0; }

/* Each people has names of every kind; who was born before 1985 has those of today where no others are told.
 */
static enum err complete(struct world *w) {
  struct names *n = &w->names;
  if (n->peoples == 0) return syn_fail(w, WORDS(SW_list_names_missing), "names.csv");
  for (int e = 0; e < n->peoples; e++)
    for (int sex = 0; sex < 2; sex++) {
      if (!draws(&n->surname[e]) || !draws(&n->middle[e][sex][0]) || !draws(&n->given[e][sex][0]))
        return syn_fail(w, WORDS(SW_list_names_missing),
                        arena_print(w->arena, "names.csv, %.*s, %s", (int)n->people[e].n, n->people[e].p,
                                    sex == FEMALE ? "F" : "M"));
      if (!draws(&n->middle[e][sex][1])) n->middle[e][sex][1] = n->middle[e][sex][0];
      if (!draws(&n->given[e][sex][1])) n->given[e][sex][1] = n->given[e][sex][0];
    }
  return OK;
}

enum err syn_names_read(struct world *w) {
  static const char *const columns[] = { "part", "value", "gender", "group", "weight", NULL };
  struct csv_table t;
  enum err e;
  w->names.ton_that = w->names.ton_nu = NONE;
  TRY(syn_table_open(w, "names.csv", columns, &t));
  while ((e = syn_table_next(w, &t)) == OK)
    TRY(row_add(w, &t));
  return e == NOT_FOUND ? complete(w) : e;
}

static uint16_t draw(struct rng *r, const struct name_list *l) {
  assert(l->n > 0 && l->upto[l->n - 1] > 0);
  int32_t at = (int32_t)rng_below(r, (uint64_t)l->upto[l->n - 1]);
  int low = 0, high = l->n - 1;
  while (low < high) {
    int mid = (low + high) / 2;
    if (l->upto[mid] > at)
      high = mid;
    else
      low = mid + 1;
  }
  return (uint16_t)low;
}

static int old_names(const struct human *h) {
  int y, m, d;
  date_split(h->birth, &y, &m, &d);
  return y < OLD_NAMES_UNTIL;
}

void syn_name(struct world *w, struct human *h, int32_t surname_from) {
  const struct names *n = &w->names;
  if (surname_from != NONE) {
    const struct human *from = &w->people.at[surname_from];
    h->ethnic = from->ethnic;
    h->surname = from->surname;
  } else
    h->surname = draw(&w->rng, &n->surname[h->ethnic]);
  if (h->ethnic == KINH && n->ton_nu != NONE && n->ton_that != NONE) {
    if (h->sex == FEMALE && h->surname == n->ton_that) h->surname = (uint16_t)n->ton_nu;
    if (h->sex == MALE && h->surname == n->ton_nu) h->surname = (uint16_t)n->ton_that;
  }
  int old = old_names(h);
  h->middle = draw(&w->rng, &n->middle[h->ethnic][h->sex][old]);
  h->given = draw(&w->rng, &n->given[h->ethnic][h->sex][old]);
}

void syn_name_text(struct world *w, const struct human *h, struct buf *name, struct buf *fold) {
  int old = old_names(h);
  const struct name_list *part[3] = { &w->names.surname[h->ethnic], &w->names.middle[h->ethnic][h->sex][old],
                                      &w->names.given[h->ethnic][h->sex][old] };
  int at[3] = { h->surname, h->middle, h->given };
  for (int i = 0; i < 3; i++) {
    if (i > 0) {
      buf_c(name, ' ');
      buf_c(fold, ' ');
    }
    buf_str(name, part[i]->text[at[i]]);
    buf_str(fold, part[i]->fold[at[i]]);
  }
}
