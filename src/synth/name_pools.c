/* Names: surname from the father, middle and given name by sex, people and time of birth, all by the weights
 * of names.csv. */
#include "synth/sample_data.h"
#include "synth/synth_words.h"
#include "synth/world.h"

enum { LIST_MAX = 200, OLD_NAMES_UNTIL = 1985, FIELDS = 16 };

static struct name_list *list_new(struct world *w, struct name_list *l) {
  if (l->text == NULL) {
    l->text = NEW_ARRAY(w->arena, struct str, LIST_MAX);
    l->fold = NEW_ARRAY(w->arena, struct str, LIST_MAX);
    l->upto = NEW_ARRAY(w->arena, int32_t, LIST_MAX);
  }
  return l;
}

static void list_add(struct world *w, struct name_list *l, struct str text, int64_t weight) {
  list_new(w, l);
  if (l->n == LIST_MAX) return;
  l->text[l->n] = text;
  l->fold[l->n] = text_fold(w->arena, text);
  l->upto[l->n] = (l->n > 0 ? l->upto[l->n - 1] : 0) + (int32_t)weight;
  l->n++;
}

static int ethnic_of(struct str group) {
  if (group.n >= 4 && memcmp(group.p, "Kinh", 4) == 0) return KINH;
  if (str_is(group, SD_co_tu)) return CO_TU;
  if (str_is(group, SD_bru)) return BRU;
  return TA_OI;
}

static void surname_add(struct world *w, int ethnic, struct str text, struct str gender, int64_t weight) {
  struct name_list *l = &w->names.surname[ethnic];
  if (str_is(text, SD_ton_that)) w->names.ton_that = l->n;
  if (str_is(text, SD_ton_nu)) w->names.ton_nu = l->n;
  /* A surname of one sex comes only by descent: a daughter of Tôn Thất is Tôn Nữ. */
  list_add(w, l, text,
           str_is(gender, "F") || (str_is(gender, "M") && !str_is(text, SD_ton_that)) ? 0 : weight);
}

static void row_add(struct world *w, struct str *f, int64_t weight) {
  int e = ethnic_of(f[3]);
  int sex = str_is(f[2], "F") ? FEMALE : MALE;
  bool hue = str_is(f[3], SD_kinh_of_hue);
  if (str_is(f[0], "surname")) {
    if (e != KINH || hue) surname_add(w, e, f[1], f[2], weight);
  } else if (str_is(f[0], "middle"))
    list_add(w, &w->names.middle[e][sex][0], f[1], weight);
  else if (str_is(f[0], "given"))
    list_add(w, &w->names.given[e][sex][0], f[1], weight);
  else if (str_is(f[0], "middle_born_before_1985"))
    list_add(w, &w->names.middle[e][sex][1], f[1], weight);
  else if (str_is(f[0], "given_born_before_1985"))
    list_add(w, &w->names.given[e][sex][1], f[1], weight);
}

enum err syn_names_read(struct world *w) {
  const char *path = arena_print(w->arena, "%s/names.csv", w->options.data_dir);
  struct str text;
  if (file_read(w->arena, path, 4 << 20, &text) != OK) return syn_fail(w, WORDS(SW_cannot_read_names), path);
  struct csv c = csv_new(w->arena, text, ',');
  struct str f[FIELDS];
  int n;
  w->names.ton_that = w->names.ton_nu = NONE;
  while (csv_row(&c, FIELDS, f, &n) == OK) {
    int64_t weight;
    if (n == 7 && parse_int(f[4], &weight) == OK && weight >= 0 && weight < 100000) row_add(w, f, weight);
  }
  for (int e = 0; e < ETHNICS; e++)
    for (int sex = 0; sex < 2; sex++) {
      if (w->names.surname[e].n == 0 || w->names.middle[e][sex][0].n == 0 || w->names.given[e][sex][0].n == 0)
        return syn_fail(w, WORDS(SW_list_names_missing), path);
      if (w->names.middle[e][sex][1].n == 0) w->names.middle[e][sex][1] = w->names.middle[e][sex][0];
      if (w->names.given[e][sex][1].n == 0) w->names.given[e][sex][1] = w->names.given[e][sex][0];
    }
  return OK;
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
