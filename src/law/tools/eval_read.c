/* eval: reading a situation. Every mistake is named with its path; reading goes on to find the others. */
#include "law/tools/eval_words.h"
#include "law/tools/situation_words.h"
#include "law/tools/tools.h"
#include "law/reading/check.h"

/* ---- facts ---- */

static bool counted(struct reader *r, const char *path) {
  if (++r->items <= EVAL_ITEMS_MAX) return true;
  if (r->items == EVAL_ITEMS_MAX + 1)
    BAD(r, path, V_MANY, WORD(EW_facts_links_records, r->lang), arena_print(r->a, "%d", EVAL_ITEMS_MAX));
  return false;
}

static void one_fact(struct reader *r, const char *path, const json_t *v, struct sit_fact x) {
  const struct fact *f = &r->p->fact.at[x.fact];
  if (!counted(r, path)) return;
  if (json_is_null(v))
    x.asked = true;
  else if (!eval_value(r, path, v, f->type, &x.lo, &x.hi))
    return;
  char a[11], b[11];
  if (x.fact == r->p->fact_birth && !x.asked && x.lo > r->q->facts) {
    BAD(r, path, V_BORN_LATER, date_iso((date)x.lo, a), date_iso(r->q->facts, b));
    return;
  }
  *VEC_PUSH(r->a, &r->q->s->fact) = x;
}

/* {value, from, to, source, recorded_from, recorded_to} */
static void dated_fact(struct reader *r, const char *path, json_t *o, struct sit_fact x) {
  static const char *const keys[] = { "value", "from", "to", "source", "recorded_from", "recorded_to", NULL };
  date recorded_from = DATE_MIN, recorded_to = DATE_MAX;
  json_t *v;
  bool ok = true;
  eval_only_keys(r, path, o, keys);
  if ((v = json_object_get(o, "from"))) ok &= eval_day(r, eval_under(r, path, "from"), v, &x.from);
  if ((v = json_object_get(o, "to")) && !json_is_null(v))
    ok &= eval_day(r, eval_under(r, path, "to"), v, &x.until);
  if ((v = json_object_get(o, "recorded_from")))
    ok &= eval_day(r, eval_under(r, path, "recorded_from"), v, &recorded_from);
  if ((v = json_object_get(o, "recorded_to")) && !json_is_null(v))
    ok &= eval_day(r, eval_under(r, path, "recorded_to"), v, &recorded_to);
  if ((v = json_object_get(o, "source"))) {
    if (json_is_string(v))
      x.source = eval_keep(r, json_string_value(v));
    else
      eval_want(r, eval_under(r, path, "source"), WORDS(EW_text), v);
  }
  char a[11], b[11];
  if (ok && x.from >= x.until) {
    BAD(r, path, V_PERIOD, date_iso(x.from, a), date_iso(x.until, b));
    ok = false;
  }
  if (!(v = json_object_get(o, "value"))) {
    BAD(r, path, V_NEED, "value", "{\"value\": null, \"from\": \"2026-01-01\"}");
    return;
  }
  if (ok && recorded_from >= recorded_to) {
    BAD(r, path, V_RECORDED, date_iso(recorded_from, a), date_iso(recorded_to, b));
    ok = false;
  }
  if (!ok) return;
  if (recorded_from > r->q->facts ||
      recorded_to <= r->q->facts) { /* not known on that day, but its form is still checked */
    struct type t = r->p->fact.at[x.fact].type;
    if (!json_is_null(v)) eval_value(r, eval_under(r, path, "value"), v, t, &x.lo, &x.hi);
    return;
  }
  one_fact(r, eval_under(r, path, "value"), v, x);
}

static void unknown_fact(struct reader *r, const char *path, const char *key, enum entity on) {
  static const char *const what[][2] = {
    { WORDS(EW_fact_of_person) }, { WORDS(EW_fact_of_household) }, { WORDS(EW_fact_of_area) }, { "", "" }
  };
  static const char *const where[][2] = { { WORDS(EW_belongs_to_person) },
                                          { WORDS(EW_belongs_to_household) },
                                          { WORDS(EW_belongs_to_area) },
                                          { "", "" } };
  struct guess g = eval_guess_new(key);
  const char *more = NULL;
  for (size_t i = 0; i < r->p->fact.n; i++) {
    const struct fact *f = &r->p->fact.at[i];
    if (f->on == on && str_is(f->full, key)) {
      g.best = f->id;
      g.distance = 0;
    } else if (f->on == on)
      eval_guess(&g, f->id);
    else if (str_is(f->id, key) && !more)
      more = where[f->on][r->lang];
  }
  BAD(r, path, V_UNKNOWN, what[on][r->lang], key, more ? more : eval_guessed(r, &g));
}

/* A fact has a short name, one with its pack, and those it once had: given by two of them, which would count?
 * Complains, and is true. */
static bool named_before(struct reader *r, const char *path, struct named_fact x) {
  for (size_t i = r->named.n; i-- > 0;) {
    const struct named_fact *y = &r->named.at[i];
    if (y->subject != x.subject) break; /* of the subject before */
    if (y->on != x.on || y->fact != x.fact) continue;
    BAD(r, path, V_TWO_NAMES, y->key);
    return true;
  }
  *VEC_PUSH(r->a, &r->named) = x;
  return false;
}

static void fact_entry(struct reader *r, const char *path, const char *key, json_t *v, enum entity on,
                       int subject) {
  static const char *const entities[] = { "person", "household", "area" };
  int f = law_find_fact(r->p, on, str_of(key));
  if (f < 0)
    f = law_fact_find(r->p, str_of(arena_print(r->a, "%s.%s", entities[on], key))); /* a name it once had */
  const char *here = eval_under(r, path, key);
  if (f < 0) {
    unknown_fact(r, here, key, on);
    return;
  }
  if (named_before(r, here, (struct named_fact) { on, subject, f, eval_keep(r, key).p })) return;
  struct sit_fact x = { .e = on, .subject = subject, .fact = f, .from = DATE_MIN, .until = DATE_MAX };
  if (json_is_object(v)) {
    dated_fact(r, here, v, x);
    return;
  }
  if (!json_is_array(v)) {
    one_fact(r, here, v, x);
    return;
  }
  size_t i;
  json_t *e;
  json_array_foreach(v, i, e) {
    if (json_is_object(e))
      dated_fact(r, eval_item(r, here, i), e, x);
    else
      eval_want(r, eval_item(r, here, i), "{\"value\": …, \"from\": \"…\", \"to\": \"…\"}",
                "{\"value\": …, \"from\": \"…\", \"to\": \"…\"}", e);
  }
}

/* ---- people and households ---- */

/* Digits 4 (century and sex) and 5–6 (year) of a citizen number. */
static void citizen_number(struct reader *r, const char *path, const json_t *v, int person) {
  const char *z = json_is_string(v) ? json_string_value(v) : "";
  size_t n = strspn(z, "0123456789");
  if (n != 12 || z[12]) {
    BAD(r, path, V_NUMBER_FORM, json_is_string(v) ? z : eval_met(r, v));
    return;
  }
  bool female = (z[3] - '0') & 1;
  int year = 1900 + (z[3] - '0') / 2 * 100 + (z[4] - '0') * 10 + (z[5] - '0');
  int sex = law_find_fact(r->p, E_PERSON, S("sex"));
  for (size_t i = 0; i < r->q->s->fact.n; i++) {
    const struct sit_fact *x = &r->q->s->fact.at[i];
    if (x->e != E_PERSON || x->subject != person || x->asked) continue;
    int lo, hi, m, d;
    if (x->fact == r->p->fact_birth && r->p->fact.at[x->fact].type.kind == K_DATE) {
      date_split((date)x->lo, &lo, &m, &d);
      date_split((date)x->hi, &hi, &m, &d);
      if (year < lo || year > hi)
        BAD(r, path, V_NUMBER_BIRTH, arena_print(r->a, "%d", year), arena_print(r->a, "%d", lo));
    }
    if (x->fact == sex && r->p->fact.at[sex].type.kind == K_ENUM) {
      struct str id = r->p->enumeration.at[r->p->fact.at[sex].type.enumeration].at[x->lo].id;
      if ((str_is(id, "male") && female) || (str_is(id, "female") && !female))
        BAD(r, path, V_NUMBER_SEX, female ? WORD(EW_female, r->lang) : WORD(EW_male, r->lang), id.p);
    }
  }
}

static bool id_fits(struct reader *r, const char *path, const char *key) {
  size_t n = strlen(key);
  if (!n || n > 64) {
    BAD(r, path, V_WANT, WORD(EW_an_id, r->lang), n ? key : "\"\"");
    return false;
  }
  if (r->q->s->subject.n >= EVAL_SUBJECTS_MAX) {
    if (r->q->s->subject.n == EVAL_SUBJECTS_MAX && r->errors < EVAL_ERRORS_MAX)
      BAD(r, path, V_MANY, WORD(EW_people_and_households, r->lang),
          arena_print(r->a, "%d", EVAL_SUBJECTS_MAX));
    return false;
  }
  return true;
}

/* A life is told in order: no death before the birth, nothing that begins after the death. */
static void life(struct reader *r, const char *path, int person) {
  const struct sit_fact *birth = NULL, *death = NULL;
  char a[11], b[11];
  for (size_t i = 0; i < r->q->s->fact.n; i++) {
    const struct sit_fact *x = &r->q->s->fact.at[i];
    if (x->e != E_PERSON || x->subject != person || x->asked) continue;
    if (x->fact == r->p->fact_birth) birth = x;
    if (x->fact == r->p->fact_death && x->lo < DATE_MAX) death = x;
  }
  if (!death) return;
  if (birth && death->hi < birth->lo)
    BAD(r, eval_under(r, path, "death"), V_DEAD_FIRST, date_iso((date)death->hi, a),
        date_iso((date)birth->lo, b));
  for (size_t i = 0; i < r->q->s->fact.n; i++) {
    const struct sit_fact *x = &r->q->s->fact.at[i];
    if (x->e != E_PERSON || x->subject != person || x->fact == r->p->fact_death || x->from <= death->hi)
      continue;
    BAD(r, eval_under(r, path, r->p->fact.at[x->fact].id.p), V_AFTER_DEATH, date_iso(x->from, a),
        date_iso((date)death->hi, b));
  }
}

static void people(struct reader *r, json_t *all) {
  const char *id, *key;
  json_t *o, *v;
  json_object_foreach(all, id, o) {
    const char *path = eval_under(r, "persons", id);
    if (!id_fits(r, path, id)) return;
    int who = sit_add(r->q->s, eval_keep(r, id), false);
    if (!json_is_object(o)) {
      eval_want(r, path, WORDS(EW_facts), o);
      continue;
    }
    json_object_foreach(o, key, v) if (strcmp(key, "citizen_number"))
        fact_entry(r, path, key, v, E_PERSON, who);
    if ((v = json_object_get(o, "citizen_number")))
      citizen_number(r, eval_under(r, path, "citizen_number"), v, who);
    life(r, path, who);
  }
}

static int subject(struct reader *r, const char *path, const json_t *v, bool household) {
  const char *vi = household ? EW_id_of_household_VI : EW_id_of_person_VI;
  const char *en = household ? EW_id_of_household_EN : EW_id_of_person_EN;
  if (!json_is_string(v)) {
    eval_want(r, path, vi, en, v);
    return -1;
  }
  const char *z = json_string_value(v);
  struct guess g = eval_guess_new(z);
  for (size_t i = 0; i < r->q->s->subject.n; i++) {
    const struct sit_subject *x = &r->q->s->subject.at[i];
    if (x->household != household) continue;
    if (str_is(x->id, z)) return (int)i;
    eval_guess(&g, x->id);
  }
  BAD(r, path, V_UNKNOWN, household ? WORD(EW_household, r->lang) : WORD(EW_person, r->lang), z,
      eval_guessed(r, &g));
  return -1;
}

static void members(struct reader *r, const char *path, json_t *list, int home) {
  size_t i;
  json_t *v;
  if (!json_is_array(list)) {
    eval_want(r, path, WORDS(EW_list_of_persons), list);
    return;
  }
  json_array_foreach(list, i, v) {
    const char *here = eval_item(r, path, i);
    int who = subject(r, here, v, false);
    if (who < 0) continue;
    struct sit_subject *x = &r->q->s->subject.at[who];
    if (x->home >= 0)
      BAD(r, here, V_TWO_HOUSEHOLDS, x->id.p, r->q->s->subject.at[x->home].id.p);
    else
      sit_join(r->q->s, who, home);
  }
}

static void household(struct reader *r, const char *path, json_t *o, int home) {
  const char *key, *inner;
  json_t *v, *w;
  json_object_foreach(o, key, v) {
    if (!strcmp(key, "members") || !strcmp(key, "head")) continue;
    if (strcmp(key, "area")) {
      fact_entry(r, path, key, v, E_HOUSEHOLD, home);
      continue;
    }
    if (!json_is_object(v)) {
      eval_want(r, eval_under(r, path, key), WORDS(EW_facts_of_area), v);
      continue;
    }
    json_object_foreach(v, inner, w) fact_entry(r, eval_under(r, path, key), inner, w, E_AREA, home);
  }
  if ((v = json_object_get(o, "members"))) members(r, eval_under(r, path, "members"), v, home);
  const struct sit_subject *h = &r->q->s->subject.at[home];
  if (!h->members.n) {
    if (!r->errors) eval_warn(r, path, V_NO_MEMBERS, 0, NULL);
    return;
  }
  if (!(v = json_object_get(o, "head"))) {
    eval_warn(r, path, V_NO_HEAD, ARGS(r->q->s->subject.at[h->members.at[0]].id.p));
    return;
  }
  int head = subject(r, eval_under(r, path, "head"), v, false);
  if (head >= 0 && r->q->s->subject.at[head].home != home)
    BAD(r, eval_under(r, path, "head"), V_HEAD, json_string_value(v));
  else if (head >= 0)
    r->q->s->subject.at[head].head = true;
}

static void households(struct reader *r, json_t *all) {
  const char *id;
  json_t *o;
  json_object_foreach(all, id, o) {
    const char *path = eval_under(r, "households", id);
    if (sit_find(r->q->s, str_of(id)) >= 0) {
      BAD(r, path, V_SAME_ID, id, WORD(EW_a_person, r->lang));
      continue;
    }
    if (!id_fits(r, path, id)) return;
    int home = sit_add(r->q->s, eval_keep(r, id), true);
    if (json_is_object(o))
      household(r, path, o, home);
    else
      eval_want(r, path, "{\"members\": […], …}", "{\"members\": […], …}", o);
  }
}

/* ---- links, records, grants, interpretations ---- */

#define FIND(r, path, v, ret, list, named)                                                                   \
  do {                                                                                                       \
    const char *z_ = json_string_value(v);                                                                   \
    (ret) = -1;                                                                                              \
    if (!z_) {                                                                                               \
      eval_want((r), (path), WORDS(EW_name_of_##list), (v));                                                 \
      break;                                                                                                 \
    }                                                                                                        \
    struct guess g_ = eval_guess_new(z_);                                                                    \
    struct str id_ = law_renamed((r)->p, (named), str_of(z_)); /* a name it once had is understood */        \
    for (size_t i_ = 0; i_ < (r)->p->list.n; i_++) {                                                         \
      if (str_eq((r)->p->list.at[i_].id, id_)) (ret) = (int)i_;                                              \
      eval_guess(&g_, (r)->p->list.at[i_].id);                                                               \
    }                                                                                                        \
    if ((ret) < 0) BAD((r), (path), V_UNKNOWN, WORD(EW_##list, (r)->lang), z_, eval_guessed((r), &g_));      \
  } while (0)

/* The value of a key that must be there. */
static json_t *need(struct reader *r, const char *path, json_t *o, const char *key, const char *example) {
  json_t *v = json_object_get(o, key);
  if (!v) BAD(r, path, V_NEED, key, example);
  return v;
}

static void one_link(struct reader *r, const char *path, json_t *o) {
  static const char *const keys[] = { "from", "link", "to", NULL };
  static const char *const example = "{\"from\": \"an\", \"link\": \"child\", \"to\": \"binh\"}";
  eval_only_keys(r, path, o, keys);
  json_t *from = need(r, path, o, "from", example), *link = need(r, path, o, "link", example),
         *to = need(r, path, o, "to", example);
  if (!from || !link || !to) return;
  struct sit_link l = { .link = -1 };
  l.from = subject(r, eval_under(r, path, "from"), from, false);
  l.to = subject(r, eval_under(r, path, "to"), to, false);
  FIND(r, eval_under(r, path, "link"), link, l.link, link, LAW_NAMED_LINK);
  if (l.from < 0 || l.to < 0 || l.link < 0) return;
  if (l.from == l.to) {
    BAD(r, path, V_SELF, json_string_value(from), json_string_value(link));
    return;
  }
  if (sit_link_circular(r->q->s, l.from, l.link, l.to))
    BAD(r, path, V_ANCESTOR, json_string_value(from), json_string_value(link), json_string_value(to));
  else if (sit_link_add(r->q->s, l.from, l.link, l.to) == SIT_LINK_TWICE)
    BAD(r, path, V_LINK_TWICE, json_string_value(from), json_string_value(link), json_string_value(to));
}

static void one_record(struct reader *r, const char *path, json_t *o) {
  static const char *const keys[] = { "of", "record", "fields", NULL };
  static const char *const example = "{\"of\": \"an\", \"record\": \"…\", \"fields\": {…}}";
  eval_only_keys(r, path, o, keys);
  json_t *of = need(r, path, o, "of", example), *name = need(r, path, o, "record", example),
         *fields = need(r, path, o, "fields", example), *v;
  if (!of || !name || !fields) return;
  struct sit_record x = { .record = -1 };
  FIND(r, eval_under(r, path, "record"), name, x.record, record, LAW_NAMED_RECORD);
  if (x.record < 0) return;
  const struct record *rec = &r->p->record.at[x.record];
  x.e = rec->on;
  x.subject = subject(r, eval_under(r, path, "of"), of, rec->on == E_HOUSEHOLD);
  const char *inside = eval_under(r, path, "fields"), *key;
  if (!json_is_object(fields)) {
    eval_want(r, inside, "{…}", "{…}", fields);
    return;
  }
  json_object_foreach(fields, key, v) {
    struct guess g = eval_guess_new(key);
    int f = -1;
    for (int i = 0; i < rec->n; i++) {
      if (str_is(rec->field[i].id, key)) f = i;
      eval_guess(&g, rec->field[i].id);
    }
    int64_t hi;
    if (f < 0)
      BAD(r, eval_under(r, inside, key), V_UNKNOWN, WORD(EW_field, r->lang), key, eval_guessed(r, &g));
    else if (!json_is_null(v))
      x.given[f] = eval_value(r, eval_under(r, inside, key), v, rec->field[f].type, &x.value[f], &hi);
  }
  if (x.subject >= 0) *VEC_PUSH(r->a, &r->q->s->record) = x;
}

static void one_grant(struct reader *r, const char *path, json_t *o) {
  static const char *const keys[] = { "person", "benefit", "decided", "from", "until", "suspended", NULL };
  static const char *const example =
      "{\"person\": \"an\", \"benefit\": \"assistance.monthly\", \"decided\": \"2025-03-10\"}";
  eval_only_keys(r, path, o, keys);
  json_t *who = need(r, path, o, "person", example), *what = need(r, path, o, "benefit", example),
         *when = need(r, path, o, "decided", example), *v;
  if (!who || !what || !when) return;
  struct sit_grant g = { .last = -1, .suspended = -1, .benefit = -1 };
  bool ok = eval_day(r, eval_under(r, path, "decided"), when, &g.decided);
  g.person = subject(r, eval_under(r, path, "person"), who, false);
  FIND(r, eval_under(r, path, "benefit"), what, g.benefit, benefit, LAW_NAMED_BENEFIT);
  if (ok) g.first = month_of(g.decided);
  if ((v = json_object_get(o, "from"))) ok &= eval_month(r, eval_under(r, path, "from"), v, &g.first);
  if ((v = json_object_get(o, "until")) && !json_is_null(v))
    ok &= eval_month(r, eval_under(r, path, "until"), v, &g.last);
  if ((v = json_object_get(o, "suspended")) && !json_is_null(v))
    ok &= eval_month(r, eval_under(r, path, "suspended"), v, &g.suspended);
  char a[11], b[11];
  if (ok && g.last >= 0 && g.last < g.first) {
    BAD(r, path, V_PERIOD, month_iso(g.first, a), month_iso(g.last, b));
    return;
  }
  if (!ok || g.person < 0 || g.benefit < 0) return;
  if (g.decided > r->q->facts)
    eval_warn(r, path, V_NOT_YET, ARGS(date_iso(g.decided, a), date_iso(r->q->facts, b)));
  else
    *VEC_PUSH(r->a, &r->q->s->grant) = g;
}

static void each(struct reader *r, json_t *top, const char *key,
                 void (*read)(struct reader *, const char *, json_t *)) {
  json_t *list = json_object_get(top, key), *o;
  size_t i;
  if (!list) return;
  if (!json_is_array(list)) {
    eval_want(r, key, WORDS(EW_a_list), list);
    return;
  }
  json_array_foreach(list, i, o) {
    const char *path = eval_item(r, key, i);
    if (!counted(r, path)) return;
    if (json_is_object(o))
      read(r, path, o);
    else
      eval_want(r, path, "{…}", "{…}", o);
  }
}

static void interpretations(struct reader *r, json_t *all) {
  const char *key;
  json_t *v;
  json_object_foreach(all, key, v) {
    const char *path = eval_under(r, "interpretations", key);
    json_t *name = json_string(key);
    int x;
    FIND(r, path, name, x, interpretation, LAW_NAMED_INTERPRETATION);
    json_decref(name);
    if (x < 0) continue;
    if (r->q->choice[x] >= 0) {
      BAD(r, path, V_TWO_NAMES, r->p->interpretation.at[x].id.p);
      continue;
    }
    const struct interpretation *n = &r->p->interpretation.at[x];
    const char *z = json_string_value(v);
    struct guess g = eval_guess_new(z ? z : "");
    struct buf list = buf_growing(r->a);
    for (int i = 0; i < n->n; i++) {
      if (z && str_is(n->choice[i].id, z)) r->q->choice[x] = i;
      if (z) eval_guess(&g, n->choice[i].id);
      buf_print(&list, "%s%.*s", i ? ", " : "", (int)n->choice[i].id.n, n->choice[i].id.p);
    }
    if (r->q->choice[x] < 0)
      BAD(r, path, V_VALUE, z ? z : eval_met(r, v), n->id.p, eval_guessed(r, &g), list.p);
  }
}

/* ---- questions ---- */

static void too_many_asks(struct reader *r) {
  BAD(r, "ask", V_MANY, WORD(EW_questions, r->lang), arena_print(r->a, "%d", EVAL_ASKS_MAX));
}

static void ask_all(struct reader *r) {
  for (size_t i = 0; i < r->q->s->subject.n; i++)
    for (size_t b = 0; b < r->p->benefit.n; b++)
      if ((r->p->benefit.at[b].on == E_HOUSEHOLD) == r->q->s->subject.at[i].household)
        *VEC_PUSH(r->a, &r->q->ask) = (struct eval_ask) { (int)i, (int)b, -1 };
  if (r->q->ask.n > EVAL_ASKS_MAX)
    BAD(r, "ask", V_ASK_ALL, arena_print(r->a, "%zu", r->q->ask.n), arena_print(r->a, "%d", EVAL_ASKS_MAX));
}

static int find_rule(struct reader *r, const char *path, const json_t *v, bool of_household) {
  const char *z = json_string_value(v);
  if (!z) {
    eval_want(r, path, WORDS(EW_name_of_rule), v);
    return -1;
  }
  struct guess g = eval_guess_new(z);
  struct str once = law_renamed(r->p, LAW_NAMED_RULE,
                                str_of(arena_print(r->a, "%s.%s", of_household ? "household" : "person", z)));
  struct str once_full = law_renamed(r->p, LAW_NAMED_RULE, str_of(z));
  int elsewhere = -1;
  for (size_t i = 0; i < r->p->rule.n; i++) {
    const struct rule *q = &r->p->rule.at[i];
    bool now = str_is(q->id, z) || str_is(q->full, z);
    bool named = now || str_eq(q->full, once) || str_eq(q->full, once_full);
    if (named && (q->on == E_HOUSEHOLD) == of_household) return (int)i;
    if (named) elsewhere = (int)i;
    eval_guess(&g, q->id);
  }
  if (elsewhere >= 0)
    BAD(r, path, V_ASK_SUBJECT, z, of_household ? "person" : "household");
  else
    BAD(r, path, V_UNKNOWN, WORD(EW_rule, r->lang), z, eval_guessed(r, &g));
  return -1;
}

static void one_ask(struct reader *r, const char *path, json_t *o) {
  static const char *const keys[] = { "person", "household", "benefit", "rule", NULL };
  eval_only_keys(r, path, o, keys);
  json_t *person = json_object_get(o, "person"), *home = json_object_get(o, "household"),
         *benefit = json_object_get(o, "benefit"), *rule = json_object_get(o, "rule");
  if (!person == !home || !benefit == !rule) {
    eval_bad(r, path, V_ASK_ONE, 0, NULL);
    return;
  }
  struct eval_ask q = { .benefit = -1, .rule = -1 };
  q.subject = subject(r, eval_under(r, path, person ? "person" : "household"), person ? person : home,
                      !person);
  if (benefit) {
    FIND(r, eval_under(r, path, "benefit"), benefit, q.benefit, benefit, LAW_NAMED_BENEFIT);
    if (q.benefit < 0) return;
    bool of_household = r->p->benefit.at[q.benefit].on == E_HOUSEHOLD;
    if (of_household == !person) {
      if (q.subject >= 0) *VEC_PUSH(r->a, &r->q->ask) = q;
    } else
      BAD(r, path, V_ASK_SUBJECT, json_string_value(benefit), of_household ? "household" : "person");
  } else {
    q.rule = find_rule(r, eval_under(r, path, "rule"), rule, !person);
    if (q.rule >= 0 && q.subject >= 0) *VEC_PUSH(r->a, &r->q->ask) = q;
  }
}

static void asks(struct reader *r, json_t *top) {
  json_t *v = json_object_get(top, "ask");
  if (!v || (json_is_string(v) && !strcmp(json_string_value(v), "all"))) {
    ask_all(r);
    if (r->q->ask.n > EVAL_ASKS_MAX) too_many_asks(r);
    return;
  }
  if (!json_is_array(v)) {
    eval_want(r, "ask", WORDS(EW_all_or_list), v);
    return;
  }
  if (json_array_size(v) == 0) {
    eval_bad(r, "ask", V_ASK_NONE, 0, NULL);
    return;
  }
  if (json_array_size(v) > EVAL_ASKS_MAX) {
    too_many_asks(r);
    return;
  }
  each(r, top, "ask", one_ask);
}

/* ---- the whole ---- */

static void days(struct reader *r, json_t *top) {
  json_t *known = json_object_get(top, "known"), *law = json_object_get(top, "law"),
         *facts = json_object_get(top, "facts"), *month_of_it = json_object_get(top, "for");
  if (!month_of_it)
    BAD(r, "", V_NEED, "for", "\"for\": \"2026-08\"");
  else
    eval_month(r, "for", month_of_it, &r->q->for_month);
  r->q->law = r->q->facts = month_last(r->q->for_month);
  if (known && (law || facts)) BAD(r, "known", V_ONE_DAY, law ? "law" : "facts");
  if (known && eval_day(r, "known", known, &r->q->law)) r->q->facts = r->q->law;
  if (law) eval_day(r, "law", law, &r->q->law);
  if (facts) eval_day(r, "facts", facts, &r->q->facts);
}

static void all_of_it(struct reader *r, json_t *top) {
  static const char *const keys[] = { "for",        "known",   "law",     "facts",  "persons",
                                      "households", "links",   "records", "grants", "interpretations",
                                      "ask",        "explain", NULL };
  if (!json_is_object(top)) {
    eval_want(r, "", WORDS(EW_situation), top);
    return;
  }
  eval_only_keys(r, "", top, keys);
  days(r, top);
  json_t *v = json_object_get(top, "persons");
  if (!v) {
    eval_bad(r, "", V_NOTHING, 0, NULL);
    return;
  }
  if (!json_is_object(v)) {
    eval_want(r, "persons", "{\"an\": {…}}", "{\"an\": {…}}", v);
    return;
  }
  people(r, v);
  if ((v = json_object_get(top, "households"))) {
    if (json_is_object(v))
      households(r, v);
    else
      eval_want(r, "households", "{\"h1\": {…}}", "{\"h1\": {…}}", v);
  }
  sit_house_all(r->q->s);
  if (!r->q->s->subject.n) eval_bad(r, "persons", V_NOTHING, 0, NULL);
  each(r, top, "links", one_link);
  each(r, top, "records", one_record);
  each(r, top, "grants", one_grant);
  if ((v = json_object_get(top, "interpretations"))) {
    if (json_is_object(v))
      interpretations(r, v);
    else
      eval_want(r, "interpretations", "{…}", "{…}", v);
  }
  r->q->explain = true;
  if ((v = json_object_get(top, "explain"))) {
    if (json_is_boolean(v))
      r->q->explain = json_is_true(v);
    else
      eval_want(r, "explain", WORDS(EW_true_or_false), v);
  }
  asks(r, top);
}

/* How deep brackets nest outside of texts. */
static int depth_of(struct str s) {
  int depth = 0, most = 0;
  bool text = false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (text && c == '\\')
      i++;
    else if (c == '"')
      text = !text;
    else if (!text && (c == '{' || c == '[')) {
      if (++depth > most) most = depth;
    } else if (!text && (c == '}' || c == ']'))
      depth--;
  }
  return most;
}

enum err law_eval_read(struct arena *a, const struct law_program *p, struct str json, enum lang lang,
                       struct buf *out, struct eval_question *ret_q) {
  struct eval_question *q = NEW(a, struct eval_question);
  struct reader r = { .a = a, .p = p, .lang = lang, .out = out, .q = q };
  size_t at;
  q->for_month = month_of(clock_today());
  q->s = NEW(a, struct situation);
  q->s->a = a;
  q->s->p = p;
  q->choice = NEW_ARRAY(a, int, p->interpretation.n + 1);
  for (size_t i = 0; i < p->interpretation.n; i++)
    q->choice[i] = -1;
  bool marked = json.n >= 3 && !memcmp(json.p, "\xEF\xBB\xBF", 3); /* an editor's BOM */
  if (marked) json = (struct str) { json.p + 3, json.n - 3 };
  if (json.n > LAW_EVAL_BYTES_MAX)
    BAD(&r, "", V_LARGE, arena_print(a, "%zu", LAW_EVAL_BYTES_MAX));
  else if (!utf8_valid(json, &at))
    BAD(&r, "", V_UTF8, arena_print(a, "%zu", at));
  else if (depth_of(json) > EVAL_DEPTH_MAX)
    BAD(&r, "", V_DEEP, arena_print(a, "%d", EVAL_DEPTH_MAX));
  if (r.errors) return INVALID;
  json_error_t e;
  json_t *top = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &e);
  if (!top) {
    BAD(&r, "", json_error_code(&e) == json_error_duplicate_key ? V_TWICE_KEY : V_SYNTAX,
        arena_text(a, e.text, strlen(e.text)), arena_print(a, "%d", e.line), arena_print(a, "%d", e.column));
    return INVALID;
  }
  all_of_it(&r, top);
  json_decref(top);
  *ret_q = *q;
  return r.errors ? INVALID : OK;
}
