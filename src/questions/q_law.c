/* q_law: the law as pages show it: provisions with their histories, who uses them, what differs between two
 * days, and how many people that touches. */
#include "law/tools/provisions.h"
#include "law/tools/uses.h"
#include "questions/q.h"
#include "questions/question_words.h"

/* ---- the law of one day ---- */

struct looker {
  struct law_program *p;
  struct view *v;
  struct arena *a;
  enum lang lang;
  date day;
};

static struct looker look(struct session *s, struct arena *a, enum lang lang, date day) {
  return (struct looker) { s->live->law, law_as_of(a, s->live->law, day), a, lang, day };
}

static struct str day_text(const struct looker *l, date d) {
  char z[11];
  bool none = d <= DATE_MIN || d >= DATE_MAX || !d;
  return none ? S("") : str_of(arena_print(l->a, "%s", date_text(d, l->lang, z)));
}

static struct web_provision about(const struct looker *l, const struct law_history *h) {
  return (struct web_provision) { .name = h->name,
                                  .kind = h->kind[l->lang],
                                  .title = h->title[l->lang],
                                  .value = h->value[l->lang],
                                  .since = day_text(l, h->since),
                                  .citation = h->cite[l->lang],
                                  .unverified = h->unverified };
}

static struct str note_of(const struct looker *l, const struct law_stretch *x) {
  enum lang lang = l->lang;
  char z[11];
  if (x->unverified) return x->why;
  if (x->granted_before)
    return str_of(
        arena_print(l->a, WORD(QW_only_granted_before, lang), date_text(x->granted_before, lang, z)));
  if (x->later) return WORD_STR(QW_not_yet_in_force, lang);
  if (x->from >= x->until) return WORD_STR(QW_never_in_force, lang);
  return S("");
}

static void rows_of(const struct looker *l, const struct law_stretch *x, struct web_version *v) {
  v->row_count = x->n_rows;
  v->rows_told = x->n_rows < LAW_TABLE_ROWS_TOLD ? x->n_rows : LAW_TABLE_ROWS_TOLD;
  v->rows = NEW_ARRAY(l->a, struct web_table_row, v->rows_told + 1);
  for (int i = 0; i < v->rows_told; i++)
    v->rows[i] = (struct web_table_row) { .key = x->row[i].key[l->lang], .value = x->row[i].value[l->lang] };
}

static struct web_provision_page page_of(const struct looker *l, int provision) {
  struct law_history h;
  law_history(l->a, l->v, provision, &h);
  struct web_provision_page g = { .about = about(l, &h), .source = h.source, .place = h.place };
  g.versions = NEW_ARRAY(l->a, struct web_version, h.n + 1);
  for (int i = 0; i < h.n; i++) {
    const struct law_stretch *x = &h.stretch[i];
    bool empty = x->from >= x->until;
    g.versions[g.version_count++] = (struct web_version) { .from = day_text(l, x->from),
                                                           .until = empty ? S("") : day_text(l, x->until),
                                                           .value = x->value[l->lang],
                                                           .citation = x->cite[l->lang],
                                                           .current = x->now,
                                                           .unverified = x->unverified,
                                                           .note = note_of(l, x) };
    rows_of(l, x, &g.versions[i]);
  }
  return g;
}

/* ---- the pages ---- */

static int newest(const void *a, const void *b) {
  const struct web_document *x = a, *y = b;
  return (x->in_force < y->in_force) - (x->in_force > y->in_force);
}

static void documents(struct looker *l, date after, date until, struct web_document **ret_list,
                      int *ret_count) {
  struct web_document *list = NEW_ARRAY(l->a, struct web_document, law_document_count(l->p) + 1);
  int n = 0;
  for (int i = 0; i < law_document_count(l->p); i++) {
    struct law_document d;
    law_document(l->a, l->p, i, &d);
    if (d.in_force > after && d.in_force <= until)
      list[n++] = (struct web_document) { d.id, d.title[l->lang], d.note[l->lang], d.issued, d.in_force };
  }
  if (n) qsort(list, (size_t)n, sizeof *list, newest);
  *ret_list = list;
  *ret_count = n;
}

enum err live_law(void *session, struct arena *a, enum lang lang, struct web_when when,
                  struct web_law *ret_l) {
  struct looker l = look(session, a, lang, when.known);
  struct web_law out = { .hash = str_of(law_hash(l.p)) };
  int all = law_provision_count(l.p);
  documents(&l, DATE_MIN, when.known, &out.documents, &out.document_count);
  out.provisions = NEW_ARRAY(a, struct web_provision, all + 1);
  for (int i = 0; i < all; i++) {
    struct law_history h;
    if (law_provision_thing(l.p, i) == LAW_THING_FACT) continue; /* what people are, not what the law says */
    law_history(a, l.v, i, &h);
    out.provisions[out.provision_count++] = about(&l, &h);
  }
  *ret_l = out;
  return OK;
}

void live_uses_make(struct live *l) { l->uses = law_uses_new(l->a, l->law); }

static void used_by(struct session *s, struct arena *a, int provision, struct web_provision_page *page) {
  const int *readers;
  int n = law_used_by(s->live->uses, a, provision, &readers);
  page->used_by = NEW_ARRAY(a, struct str, n + 1);
  for (int i = 0; i < n; i++)
    page->used_by[page->used_count++] = law_provision_name(s->live->law, readers[i]);
}

enum err live_provision(void *session, struct arena *a, enum lang lang, struct web_when when, struct str name,
                        struct web_provision_page *ret_p) {
  struct looker l = look(session, a, lang, when.known);
  int provision = law_provision_find(l.p, name);
  if (provision < 0) return NOT_FOUND;
  struct web_provision_page g = page_of(&l, provision);
  used_by(session, a, provision, &g);
  *ret_p = g;
  return OK;
}

/* ---- whom a change touches ---- */

/* The answers kept of one determination: each different pair of benefit and deciding cases once, and who has
 * which. */
struct kept_answer {
  int benefit;
  struct str cases;
};
struct kept_row {
  int64_t person;
  int answer;
};
struct kept {
  struct law_uses *uses;
  VEC(struct kept_answer) answers;
  VEC(struct kept_row) rows; /* by person */
};

static int answer_of(struct arena *a, struct kept *k, int benefit, struct str cases) {
  for (size_t i = 0; i < k->answers.n; i++)
    if (k->answers.at[i].benefit == benefit && str_eq(k->answers.at[i].cases, cases)) return (int)i;
  struct str copy = { arena_text(a, cases.p, cases.n), cases.n };
  *VEC_PUSH(a, &k->answers) = (struct kept_answer) { benefit, copy };
  return (int)k->answers.n - 1;
}

static enum err answers_of(struct session *s, struct arena *a, const struct office_shown *d, struct kept *k) {
  const struct reg_areas *areas;
  struct stmt *q;
  enum err err = live_areas(s, month_first(d->when.for_month), &areas);
  if (err == OK)
    err = db_query(s->db,
                   "SELECT person, benefit, eligible_cases, area FROM determination_result "
                   "WHERE eligible_status = 1 AND determination = $1 ORDER BY person",
                   &q);
  if (err != OK) return err;
  bind_int(q, 1, d->id);
  while ((err = db_step(q)) == OK) {
    int benefit = live_benefit(s, col_int(q, 1));
    if (benefit < 0) continue; /* of packs no longer read */
    if (!live_seen(s, areas, col_int(q, 3))) continue;
    int answer = answer_of(a, k, benefit, col_text(q, 2));
    *VEC_PUSH(a, &k->rows) = (struct kept_row) { col_int(q, 0), answer };
  }
  return err == NOT_FOUND ? OK : err;
}

/* The answers of a month, as known today. Not determined, or by other packs, whose cases are not these: none.
 */
static enum err kept_answers(struct session *s, struct arena *a, struct web_when when, struct kept *ret_k,
                             struct web_counted *ret_counted) {
  struct office_shown d;
  *ret_counted = (struct web_counted) { .m = when.for_month };
  enum err err = live_shown(s, a, OFFICE_MADE_DETERMINATION, when, &d);
  if (err != OK) return err == NOT_FOUND ? OK : err;
  ret_counted->made = live_made(a, &d);
  if (ret_counted->made.other_packs) return OK;
  *ret_k = (struct kept) { .uses = law_uses_in_force(a, s->live->law, d.when.law, month_first(when.for_month),
                                                     month_last(when.for_month)) };
  return answers_of(s, a, &d, ret_k);
}

/* People with more than `most` of the answers that count, each once. */
static int64_t people_with(const struct kept *k, const bool *counts, int most) {
  int64_t people = 0, before = -1;
  int held = 0;
  for (size_t i = 0; i < k->rows.n; i++) {
    if (k->rows.at[i].person != before) held = 0;
    before = k->rows.at[i].person;
    if (!counts[k->rows.at[i].answer]) continue;
    people += ++held == most + 1;
  }
  return people;
}

/* People whose answer rests on the provision (or on that case of it). A group decides for those who hold more
 * of its benefits than it pays. */
static int64_t touched(struct arena *a, const struct law_program *p, const struct kept *k, int provision,
                       struct str kase) {
  bool *counts = NEW_ARRAY(a, bool, k->answers.n + 1);
  const int *members;
  int most = 0, n = law_group_benefits(p, provision, &members, &most);
  for (size_t i = 0; i < k->answers.n; i++) {
    const struct kept_answer *x = &k->answers.at[i];
    for (int m = 0; m < n; m++)
      counts[i] = counts[i] || members[m] == x->benefit;
    if (!n) counts[i] = law_rests_on(k->uses, x->benefit, x->cases, provision, kase);
  }
  return people_with(k, counts, most);
}

/* ---- what changed ---- */

/* Documents have a table of their own; those that ended join it. */
static void document_ended(struct looker *l, const struct law_change *c, struct web_diff *out) {
  for (int i = 0; i < out->document_count; i++)
    if (str_eq(out->documents[i].id, c->name)) return;
  for (int k = 0; k < law_document_count(l->p); k++) {
    struct law_document d;
    law_document(l->a, l->p, k, &d);
    if (!str_eq(d.id, c->name)) continue;
    struct web_document *more = NEW_ARRAY(l->a, struct web_document, out->document_count + 1);
    if (out->document_count) memcpy(more, out->documents, sizeof *more * (size_t)out->document_count);
    more[out->document_count++] = (struct web_document) { d.id, d.title[l->lang], c->after[l->lang], d.issued,
                                                          d.in_force };
    out->documents = more;
    return;
  }
}

/* "person.assistance k5b", "assistance.monthly apply": the page is that of the first word. */
static struct str cut_part(struct str *name) {
  for (size_t k = 0; k < name->n; k++)
    if (name->p[k] == ' ') {
      struct str part = { name->p + k + 1, name->n - k - 1 };
      name->n = k;
      return part;
    }
  return S("");
}

static void changed_rows(const struct looker *l, const struct law_change *x, struct web_change *c) {
  c->row_count = x->n_rows;
  c->rows_told = x->n_rows < LAW_ROWS_SHOWN ? x->n_rows : LAW_ROWS_SHOWN;
  c->rows = NEW_ARRAY(l->a, struct web_table_row, c->rows_told + 1);
  for (int i = 0; i < c->rows_told; i++)
    c->rows[i] = (struct web_table_row) { x->row[i].key[l->lang], x->row[i].before[l->lang],
                                          x->row[i].after[l->lang] };
}

/* `kept`: the answers of the months before and after, NULL where not determined. */
static struct web_change change_of(struct looker *l, const struct law_change *x,
                                   const struct kept *const kept[2]) {
  enum lang lang = l->lang;
  struct str cited = x->cite_after.text[lang].n ? x->cite_after.text[lang] : x->cite_before.text[lang];
  struct web_change c = { .name = x->name,
                          .title = x->title[lang],
                          .before = x->before[lang],
                          .after = x->after[lang],
                          .citation = cited };
  struct str part = cut_part(&c.name);
  changed_rows(l, x, &c);
  bool is_case = strcmp(x->kind, "case") == 0;
  c.kind = str_of(law_tool_kind(is_case || !part.n ? x->kind : arena_text(l->a, part.p, part.n), lang));
  int provision = law_provision_find(l->p, c.name);
  c.ended = !x->after[lang].n;
  const struct kept *k = kept[!c.ended];
  c.counted = k && provision >= 0;
  if (c.counted) c.touched = touched(l->a, l->p, k, provision, is_case ? part : S(""));
  return c;
}

static enum err people_of(struct session *s, struct arena *a, date from, date to, struct web_diff *out,
                          const struct kept *ret_kept[2]) {
  date known = clock_today();
  struct kept *before = NEW(a, struct kept), *after = NEW(a, struct kept);
  enum err err = questions_at(s, known);
  if (err == OK) err = kept_answers(s, a, (struct web_when) { month_of(from), known }, before, &out->before);
  if (err == OK) err = kept_answers(s, a, (struct web_when) { month_of(to), known }, after, &out->after);
  ret_kept[0] = out->before.made.there && !out->before.made.other_packs ? before : NULL;
  ret_kept[1] = out->after.made.there && !out->after.made.other_packs ? after : NULL;
  return err;
}

enum err live_diff(void *session, struct arena *a, enum lang lang, date from, date to,
                   struct web_diff *ret_d) {
  struct session *s = session;
  struct looker l = look(s, a, lang, to);
  struct web_diff out = { 0 };
  struct law_change *list;
  const struct kept *kept[2];
  int n = law_tool_diff(a, s->live->law, from, to, &list);
  documents(&l, from, to, &out.documents, &out.document_count);
  enum err err = people_of(s, a, from, to, &out, kept);
  if (err != OK) return err;
  out.changes = NEW_ARRAY(a, struct web_change, n + 1);
  for (int i = 0; i < n; i++) {
    if (strcmp(list[i].kind, "document") == 0)
      document_ended(&l, &list[i], &out);
    else
      out.changes[out.change_count++] = change_of(&l, &list[i], kept);
  }
  *ret_d = out;
  return OK;
}
