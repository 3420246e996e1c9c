/* Making a segment: names and words are met a million times but are few, so each is worked out once; people
 * are put in order as numbers, not as texts. Invariants, asserted as it is written:
 * 1. terms are written in their order, each once; and so are names;
 * 2. documents are written in their order: standing, name, person;
 * 3. the names of a term ascend, each once. */
#include "search/segment.h"

enum { BLOCK = 1 << 14, DOCS_MAX = INT32_MAX, NAME_TERMS_MAX = 64 };

/* A table of texts, each with a number of its own in the order of coming. */
struct texts {
  VEC(struct str) all;
  uint32_t *slot; /* number + 1, 0 free */
  size_t slots;   /* a power of two, at least twice `all.n` */
};
/* Terms of a text in the order of its words. */
struct words {
  uint32_t *at;
  uint32_t n;
};
struct one_name {
  struct str sort_key;
  struct words words;
  uint32_t final;
};
struct one_place {
  int64_t id;
  struct words words;
};
struct one {
  int64_t person, household;
  uint64_t citizen, phone;
  uint32_t name, head, area; /* head and area: + 1 */
  int32_t birth, birth_to;
  uint8_t about;
};
struct block {
  struct one at[BLOCK];
};
struct in_order {
  uint64_t key; /* standing, final name */
  int64_t person;
  uint32_t one;
};
struct making {
  struct arena *a;
  struct texts raw_words, terms, names, places;
  VEC(struct words) word_terms; /* of raw_words */
  VEC(struct one_name) name;
  VEC(struct one_place) place;
  VEC(struct block *) blocks;
  uint32_t count, numbers;
  uint32_t *term_final, *name_first; /* name_first: first number of each final name */
  struct in_order *order;
};

static struct one *one_at(const struct making *m, uint32_t i) {
  return &m->blocks.at[i / BLOCK]->at[i % BLOCK];
}

/* ---- tables of texts ---- */

static void grow_slots(struct arena *a, struct texts *t) {
  size_t slots = t->slots ? t->slots * 4 : 64;
  uint32_t *slot = NEW_ARRAY(a, uint32_t, slots);
  for (size_t i = 0; i < t->all.n; i++) {
    size_t at = hash64(t->all.at[i].p, t->all.at[i].n, 0) & (slots - 1);
    while (slot[at])
      at = (at + 1) & (slots - 1);
    slot[at] = (uint32_t)i + 1;
  }
  t->slot = slot;
  t->slots = slots;
}

/* The number of a text; *ret_new: it is the first time. */
static uint32_t text_number(struct arena *a, struct texts *t, struct str s, bool *ret_new) {
  if (t->all.n * 2 >= t->slots) grow_slots(a, t);
  size_t at = hash64(s.p, s.n, 0) & (t->slots - 1);
  for (; t->slot[at]; at = (at + 1) & (t->slots - 1))
    if (str_eq(t->all.at[t->slot[at] - 1], s)) {
      *ret_new = false;
      return t->slot[at] - 1;
    }
  *VEC_PUSH(a, &t->all) = (struct str) { arena_text(a, s.p, s.n), s.n };
  t->slot[at] = (uint32_t)t->all.n;
  *ret_new = true;
  return (uint32_t)t->all.n - 1;
}

/* ---- words ---- */

static struct str next_word(struct str *rest) {
  while (rest->n && rest->p[0] == ' ') {
    rest->p++;
    rest->n--;
  }
  struct str w = { rest->p, 0 };
  while (w.n < rest->n && rest->p[w.n] != ' ')
    w.n++;
  rest->p += w.n;
  rest->n -= w.n;
  return w;
}

static uint32_t term_number(struct making *m, struct str fold, struct str spelled) {
  bool is_new;
  struct buf b = buf_new(m->a, fold.n + spelled.n + 1);
  buf_str(&b, fold);
  buf_c(&b, 0);
  buf_str(&b, spelled);
  assert(!b.full);
  return text_number(m->a, &m->terms, buf_view(&b), &is_new);
}

/* The terms of one piece between blanks: of "H'Lê" hle, h, lê; of most, one. */
static struct words terms_of_piece(struct making *m, struct str piece) {
  bool is_new;
  uint32_t number = text_number(m->a, &m->raw_words, piece, &is_new);
  if (!is_new) return m->word_terms.at[number];
  uint32_t list[NAME_TERMS_MAX], n = 0;
  struct str fold = text_fold(m->a, piece), spelled = text_spell(m->a, piece), f;
  struct buf joined = buf_new(m->a, fold.n);
  for (size_t i = 0; i < fold.n; i++)
    if (fold.p[i] != ' ') buf_c(&joined, fold.p[i]);
  assert(!joined.full);
  if (joined.n < fold.n) list[n++] = term_number(m, buf_view(&joined), buf_view(&joined));
  while (n < NAME_TERMS_MAX && (f = next_word(&fold)).n)
    list[n++] = term_number(m, f, next_word(&spelled));
  struct words w = { NEW_ARRAY(m->a, uint32_t, n), n };
  memcpy(w.at, list, n * sizeof *list);
  *VEC_PUSH(m->a, &m->word_terms) = w;
  return w;
}

static struct words terms_of(struct making *m, struct str text) {
  uint32_t list[NAME_TERMS_MAX], n = 0;
  struct str piece;
  while ((piece = next_word(&text)).n) {
    struct words w = terms_of_piece(m, piece);
    for (uint32_t i = 0; i < w.n && n < NAME_TERMS_MAX; i++)
      list[n++] = w.at[i];
  }
  struct words all = { NEW_ARRAY(m->a, uint32_t, n), n };
  memcpy(all.at, list, n * sizeof *list);
  return all;
}

/* A NUL would end the text when it is read back. */
static struct str without_nul(struct arena *a, struct str s) {
  if (s.n == 0 || memchr(s.p, 0, s.n) == NULL) return s;
  char *copy = arena_text(a, s.p, s.n);
  for (size_t i = 0; i < s.n; i++)
    if (copy[i] == 0) copy[i] = ' ';
  return (struct str) { copy, s.n };
}

static uint32_t name_number(struct making *m, struct str text, struct str sort_key) {
  bool is_new;
  text = without_nul(m->a, text);
  uint32_t number = text_number(m->a, &m->names, text, &is_new);
  if (is_new) *VEC_PUSH(m->a, &m->name) = (struct one_name) { .words = terms_of(m, text) };
  struct one_name *name = &m->name.at[number];
  if (name->sort_key.n == 0 && sort_key.n > 0) {
    sort_key = without_nul(m->a, sort_key);
    name->sort_key = (struct str) { arena_text(m->a, sort_key.p, sort_key.n), sort_key.n };
  }
  return number;
}

static uint32_t place_number(struct making *m, int64_t id, struct str text) {
  bool is_new;
  struct buf b = buf_new(m->a, text.n + 8);
  buf_add(&b, (const char *)&id, sizeof id);
  buf_str(&b, without_nul(m->a, text));
  assert(!b.full);
  uint32_t number = text_number(m->a, &m->places, buf_view(&b), &is_new);
  if (is_new) *VEC_PUSH(m->a, &m->place) = (struct one_place) { id, terms_of(m, text) };
  return number;
}

/* ---- people ---- */

struct making *making_new(struct arena *a) {
  struct making *m = NEW(a, struct making);
  m->a = a;
  return m;
}

enum err making_add(struct making *m, const struct search_person *p) {
  assert(m && p && p->person > 0 && !p->gone && m->order == NULL);
  /* The day and what is known of it come from a database. */
  if (p->birth < DATE_MIN || p->birth >= DATE_MAX || p->birth_known < 1 || p->birth_known > 3) return INVALID;
  if (m->count == DOCS_MAX) return LIMIT;
  if (m->count % BLOCK == 0) *VEC_PUSH(m->a, &m->blocks) = NEW(m->a, struct block);
  int digits, standing = p->dead ? 2 : p->has_grant || p->is_head ? 0 : 1;
  struct one *one = one_at(m, m->count++);
  one->person = p->person;
  one->household = p->household;
  one->citizen = query_number(p->citizen_no, &digits);
  one->phone = query_number(p->phone, &digits);
  m->numbers += (uint32_t)(one->citizen != 0) + (uint32_t)(one->phone != 0);
  one->name = name_number(m, p->name, p->sort_key);
  one->head = p->head.n ? name_number(m, p->head, S("")) + 1 : 0;
  one->area = p->area ? place_number(m, p->area, p->place) + 1 : 0;
  one->birth = p->birth;
  one->birth_to = date_latest(p->birth, p->birth_known);
  one->about = (uint8_t)(p->birth_known | (p->dead ? ABOUT_DEAD : 0) | (p->has_grant ? ABOUT_GRANT : 0) |
                         (p->is_head ? ABOUT_HEAD : 0) | standing << ABOUT_STANDING_AT);
  return OK;
}

/* ---- order ---- */

static int by_term(const void *x, const void *y, void *context) {
  const struct making *m = context;
  return str_cmp(m->terms.all.at[*(const uint32_t *)x], m->terms.all.at[*(const uint32_t *)y]);
}

static int by_name(const void *x, const void *y, void *context) {
  const struct making *m = context;
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  int c = str_cmp(m->name.at[a].sort_key, m->name.at[b].sort_key);
  return c ? c : str_cmp(m->names.all.at[a], m->names.all.at[b]);
}

static int by_order(const void *x, const void *y) {
  const struct in_order *a = x, *b = y;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  return a->person < b->person ? -1 : a->person > b->person;
}

static uint32_t *sorted(struct making *m, size_t n, int (*by)(const void *, const void *, void *)) {
  uint32_t *list = NEW_ARRAY(m->a, uint32_t, n + 1);
  for (size_t i = 0; i < n; i++)
    list[i] = (uint32_t)i;
  qsort_r(list, n, sizeof *list, by, m);
  return list;
}

static void order_terms(struct making *m) {
  size_t terms = m->terms.all.n;
  uint32_t *first = sorted(m, terms, by_term);
  m->term_final = NEW_ARRAY(m->a, uint32_t, terms + 1);
  for (size_t i = 0; i < terms; i++)
    m->term_final[first[i]] = (uint32_t)i;
}

static void order_names(struct making *m) {
  m->name_first = sorted(m, m->name.n, by_name);
  for (size_t i = 0; i < m->name.n; i++)
    m->name.at[m->name_first[i]].final = (uint32_t)i;
}

static void order_docs(struct making *m) {
  m->order = NEW_ARRAY(m->a, struct in_order, (size_t)m->count + 1);
  for (uint32_t i = 0; i < m->count; i++) {
    const struct one *one = one_at(m, i);
    uint64_t standing = one->about >> ABOUT_STANDING_AT;
    m->order[i] = (struct in_order) { standing << 32 | m->name.at[one->name].final, one->person, i };
  }
  qsort(m->order, m->count, sizeof *m->order, by_order);
}

/* Terms of a name, each counted once. */
static size_t different(const struct words *w) {
  size_t n = 0;
  for (uint32_t k = 0; k < w->n; k++) {
    uint32_t before = 0;
    while (w->at[before] != w->at[k])
      before++;
    n += before == k;
  }
  return n;
}

static void size_texts(const struct making *m, size_t size[PARTS]) {
  for (size_t i = 0; i < m->terms.all.n; i++)
    size[PART_TERM_TEXT] += m->terms.all.at[i].n + 1;
  for (size_t i = 0; i < m->name.n; i++) {
    const struct one_name *name = &m->name.at[i];
    size[PART_NAME_TEXT] += m->names.all.at[i].n + name->sort_key.n + 2;
    size[PART_NAME_TERM] += 4 * name->words.n;
    size[PART_POST] += 4 * different(&name->words);
  }
  for (size_t i = 0; i < m->place.n; i++) {
    size[PART_PLACE_TEXT] += m->places.all.at[i].n - 8 + 1;
    size[PART_PLACE_TERM] += 4 * m->place.at[i].words.n;
  }
}

void making_order(struct making *m, size_t ret_size[PARTS]) {
  size_t terms = m->terms.all.n, names = m->name.n, places = m->place.n, docs = m->count;
  order_terms(m);
  order_names(m);
  order_docs(m);
  size_t size[PARTS] = { 0 };
  size[PART_TERM_AT] = size[PART_POST_AT] = 4 * (terms + 1);
  size[PART_NAME_AT] = size[PART_NAME_TERM_AT] = 4 * (names + 1);
  size[PART_RUN] = 4 * (STANDINGS * names + 1);
  size[PART_PERSON] = size[PART_HOUSEHOLD] = size[PART_CITIZEN] = size[PART_PHONE] = 8 * docs;
  size[PART_NAME] = size[PART_HEAD] = size[PART_AREA] = size[PART_BY_PERSON] = 4 * docs;
  size[PART_BIRTH] = size[PART_BIRTH_TO] = 4 * docs;
  size[PART_ABOUT] = docs;
  size[PART_NUMBER_KEY] = 8 * (size_t)m->numbers;
  size[PART_NUMBER_DOC] = 4 * (size_t)m->numbers;
  size[PART_PLACE_ID] = 8 * places;
  size[PART_PLACE_AT] = size[PART_PLACE_TERM_AT] = 4 * (places + 1);
  size_texts(m, size);
  memcpy(ret_size, size, sizeof size);
}

/* ---- writing ---- */

static void put_text(char *to, uint32_t *at, struct str s) {
  if (s.n) memcpy(to + *at, s.p, s.n);
  *at += (uint32_t)s.n + 1; /* the NUL is there: the memory is zeroed */
}

static void write_terms(struct making *m, void *const part[PARTS]) {
  uint32_t *term_at = part[PART_TERM_AT], at = 0, terms = (uint32_t)m->terms.all.n;
  uint32_t *by_final = NEW_ARRAY(m->a, uint32_t, terms + 1);
  for (uint32_t i = 0; i < terms; i++)
    by_final[m->term_final[i]] = i;
  for (uint32_t i = 0; i < terms; i++) {
    if (BROKEN(1) && i > 0) by_final[i] = by_final[i - 1];
    INVARIANT(1, i == 0 || by_term(&by_final[i - 1], &by_final[i], m) < 0);
    term_at[i] = at;
    put_text(part[PART_TERM_TEXT], &at, m->terms.all.at[by_final[i]]);
  }
  term_at[terms] = at;
}

static void write_names(struct making *m, void *const part[PARTS]) {
  uint32_t *name_at = part[PART_NAME_AT], *term_at = part[PART_NAME_TERM_AT], *term = part[PART_NAME_TERM];
  uint32_t names = (uint32_t)m->name.n, text = 0, n = 0;
  for (uint32_t i = 0; i < names; i++) {
    const struct one_name *name = &m->name.at[m->name_first[i]];
    INVARIANT(1, i == 0 || by_name(&m->name_first[i - 1], &m->name_first[i], m) < 0);
    name_at[i] = text;
    put_text(part[PART_NAME_TEXT], &text, m->names.all.at[m->name_first[i]]);
    put_text(part[PART_NAME_TEXT], &text, name->sort_key);
    term_at[i] = n;
    for (uint32_t k = 0; k < name->words.n; k++)
      term[n++] = m->term_final[name->words.at[k]];
  }
  name_at[names] = text;
  term_at[names] = n;
}

/* Names of each term, by counting: names come in their order, so each list is ascending. */
static void write_posts(struct making *m, void *const part[PARTS]) {
  const uint32_t *term_at = part[PART_NAME_TERM_AT], *term = part[PART_NAME_TERM];
  uint32_t *post_at = part[PART_POST_AT], *post = part[PART_POST];
  uint32_t names = (uint32_t)m->name.n, terms = (uint32_t)m->terms.all.n;
  uint32_t *last = NEW_ARRAY(m->a, uint32_t, terms + 1), *next = NEW_ARRAY(m->a, uint32_t, terms + 1);
  for (uint32_t i = 0; i < names; i++)
    for (uint32_t k = term_at[i]; k < term_at[i + 1]; k++)
      if (last[term[k]] != i + 1) {
        last[term[k]] = i + 1;
        next[term[k]]++;
      }
  for (uint32_t i = 0, sum = 0; i <= terms; i++) {
    post_at[i] = sum;
    sum += next[i];
    next[i] = post_at[i];
    last[i] = 0;
  }
  for (uint32_t i = 0; i < names; i++)
    for (uint32_t k = term_at[i]; k < term_at[i + 1]; k++)
      if (last[term[k]] != i + 1) {
        last[term[k]] = i + 1;
        post[next[term[k]]++] = BROKEN(3) ? 0 : i;
        uint32_t at = next[term[k]] - 1;
        INVARIANT(3, at == post_at[term[k]] || post[at - 1] < post[at]);
      }
}

static void write_docs(struct making *m, void *const part[PARTS]) {
  uint32_t *run = part[PART_RUN], names = (uint32_t)m->name.n, at = 0;
  for (uint32_t i = 0; i < m->count; i++) {
    const struct one *one = one_at(m, m->order[i].one);
    if (BROKEN(2) && i > 0) m->order[i].key = 0;
    INVARIANT(2, i == 0 || by_order(&m->order[i - 1], &m->order[i]) <= 0);
    uint32_t of = (uint32_t)(m->order[i].key >> 32) * names + m->name.at[one->name].final;
    while (at <= of)
      run[at++] = i;
    ((int64_t *)part[PART_PERSON])[i] = one->person;
    ((int64_t *)part[PART_HOUSEHOLD])[i] = one->household;
    ((uint32_t *)part[PART_NAME])[i] = m->name.at[one->name].final;
    ((uint32_t *)part[PART_HEAD])[i] = one->head ? m->name.at[one->head - 1].final + 1 : 0;
    ((uint32_t *)part[PART_AREA])[i] = one->area;
    ((int32_t *)part[PART_BIRTH])[i] = one->birth;
    ((int32_t *)part[PART_BIRTH_TO])[i] = one->birth_to;
    ((uint8_t *)part[PART_ABOUT])[i] = one->about;
    ((uint64_t *)part[PART_CITIZEN])[i] = one->citizen;
    ((uint64_t *)part[PART_PHONE])[i] = one->phone;
  }
  while (at <= STANDINGS * names)
    run[at++] = m->count;
}

static void write_numbers(struct making *m, void *const part[PARTS]) {
  const uint64_t *citizen = part[PART_CITIZEN], *phone = part[PART_PHONE];
  struct in_order *list = NEW_ARRAY(m->a, struct in_order, (size_t)m->numbers + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->count; i++) {
    if (citizen[i]) list[n++] = (struct in_order) { citizen[i], i, i };
    if (phone[i]) list[n++] = (struct in_order) { phone[i], i, i };
  }
  assert(n == m->numbers);
  qsort(list, n, sizeof *list, by_order);
  for (uint32_t i = 0; i < n; i++) {
    ((uint64_t *)part[PART_NUMBER_KEY])[i] = list[i].key;
    ((uint32_t *)part[PART_NUMBER_DOC])[i] = list[i].one;
  }
  const int64_t *person = part[PART_PERSON];
  for (uint32_t i = 0; i < m->count; i++)
    m->order[i] = (struct in_order) { 0, person[i], i };
  qsort(m->order, m->count, sizeof *m->order, by_order);
  for (uint32_t i = 0; i < m->count; i++)
    ((uint32_t *)part[PART_BY_PERSON])[i] = m->order[i].one;
}

static void write_places(struct making *m, void *const part[PARTS]) {
  uint32_t *at = part[PART_PLACE_AT], *term_at = part[PART_PLACE_TERM_AT], *term = part[PART_PLACE_TERM];
  uint32_t text = 0, n = 0, places = (uint32_t)m->place.n;
  for (uint32_t i = 0; i < places; i++) {
    struct str s = m->places.all.at[i];
    ((int64_t *)part[PART_PLACE_ID])[i] = m->place.at[i].id;
    at[i] = text;
    put_text(part[PART_PLACE_TEXT], &text, (struct str) { s.p + 8, s.n - 8 });
    term_at[i] = n;
    for (uint32_t k = 0; k < m->place.at[i].words.n; k++)
      term[n++] = m->term_final[m->place.at[i].words.at[k]];
  }
  at[places] = text;
  term_at[places] = n;
}

void making_write(struct making *m, void *const part[PARTS]) {
  assert(m->order);
  write_terms(m, part);
  write_names(m, part);
  write_posts(m, part);
  write_docs(m, part);
  write_numbers(m, part);
  write_places(m, part);
}
