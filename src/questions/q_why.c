#include "questions/q.h"

enum { CHANGES_MAX = 6, AHEAD_MONTHS = 12, BACK_MONTHS = 9 };

/* ---- one law session at a time ---- */

static struct law_session *ask_open(struct session *s, struct arena *a, struct reader *r, month m,
                                    date known) {
  assert(!s->asking);
  struct law_source *source = NEW(a, struct law_source);
  *source = reader_source(r);
  s->asking = law_session_new(a, s->live->law, source, (struct law_question) { m, known });
  return s->asking;
}

static void ask_close(struct session *s) {
  assert(s->asking);
  law_session_free(s->asking);
  s->asking = NULL;
}

/* ---- reasons, out of the law's memory into the request's ---- */

static struct str copied(struct arena *a, struct str s) {
  return s.n ? (struct str) { arena_text(a, s.p, s.n), s.n } : S("");
}

static struct str origin(struct arena *a, enum lang lang, const struct law_reason *x) {
  char z[11];
  if (!x->source.n && !x->since) return S("");
  if (!x->since || x->since <= DATE_MIN) return copied(a, x->source);
  return str_of(arena_print(a, lang == EN ? "%.*s%ssince %s" : "%.*s%stừ %s", (int)x->source.n, x->source.p,
                            x->source.n ? ", " : "", date_text(x->since, lang, z)));
}

static struct web_reason one(struct arena *a, enum lang lang, const struct law_reason *x) {
  static const enum web_mark marks[] = { [LAW_MARK_YES] = WEB_MARK_YES,
                                         [LAW_MARK_NO] = WEB_MARK_NO,
                                         [LAW_MARK_OPEN] = WEB_MARK_UNKNOWN,
                                         [LAW_MARK_VALUE] = WEB_MARK_NONE,
                                         [LAW_MARK_NONE] = WEB_MARK_NONE };
  return (struct web_reason) { .mark = marks[x->mark],
                               .text = copied(a, x->text[lang]),
                               .value = copied(a, x->value[lang]),
                               .origin = origin(a, lang, x),
                               .citation = copied(a, x->cite[lang]),
                               .secret = law_reason_hidden(x) };
}

static int64_t steps_below(struct law_reason *const *kids, int n) {
  int64_t all = n;
  for (int i = 0; i < n; i++)
    all += steps_below(kids[i]->kid, kids[i]->n);
  return all;
}

static void tree(struct arena *a, enum lang lang, struct law_reason *const *kids, int n, int depth,
                 struct web_reason **ret_list, int *ret_count) {
  struct web_reason *list = NEW_ARRAY(a, struct web_reason, n + 1);
  if (n && depth == WEB_REASON_DEPTH_MAX - 1) { /* as deep as a page goes */
    const char *more = lang == EN ? "… and %lld more steps" : "… và %lld bước nữa";
    list[0] = (struct web_reason) { .text = str_of(arena_print(a, more, (long long)steps_below(kids, n))) };
    n = 1;
  } else {
    for (int i = 0; i < n; i++) {
      list[i] = one(a, lang, kids[i]);
      tree(a, lang, kids[i]->kid, kids[i]->n, depth + 1, &list[i].kids, &list[i].kid_count);
    }
  }
  *ret_list = list;
  *ret_count = n;
}

/* The short form: what is decisive, without its branches, each line once. */
static void short_rows(struct arena *a, enum lang lang, const struct law_reason *x, struct web_why *w) {
  if (!x->decisive) return;
  bool repeated = false;
  for (int i = 0; i < w->reason_count; i++)
    repeated = repeated ||
               (str_eq(w->reasons[i].text, x->text[lang]) && str_eq(w->reasons[i].value, x->value[lang]));
  if (!repeated && x->text[lang].n) w->reasons[w->reason_count++] = one(a, lang, x);
  for (int i = 0; i < x->n; i++)
    short_rows(a, lang, x->kid[i], w);
}

static void conditions_held(struct arena *a, enum lang lang, const struct law_reason *x, struct web_why *w) {
  for (int i = 0; i < x->n; i++) {
    const struct law_reason *k = x->kid[i];
    bool leaf = k->decisive && k->mark == LAW_MARK_YES && !k->secret && !k->cite[lang].n;
    if (leaf && w->change_count < CHANGES_MAX)
      w->changes[w->change_count++] = copied(a, k->text[lang]);
    else if (k->decisive)
      conditions_held(a, lang, k, w);
  }
}

/* ---- what stands beside the reasons, by role ---- */

static int of_role(const struct law_reason *why, enum law_role role) {
  int n = 0;
  for (int i = 0; i < why->n; i++)
    n += why->kid[i]->role == role;
  return n;
}

static void not_added(struct session *s, struct arena *a, enum lang lang, const struct law_reason *x,
                      struct web_why *w) {
  w->not_added[w->not_added_count++] = (struct web_not_added) {
    str_of(law_benefit_title(s->live->law, x->index, lang)),
    lang == EN ? S("only the highest one is paid") : S("chỉ hưởng một mức cao nhất"),
    copied(a, x->cite[lang]), true, x->vnd
  };
}

static void unknown(struct arena *a, enum lang lang, const struct law_reason *x, struct web_why *w) {
  struct str secret = lang == EN ? S("a secret fact") : S("một thông tin kín");
  w->unknowns[w->unknown_count++] = x->secret ? secret : copied(a, x->text[lang]);
}

static void reading(struct arena *a, enum lang lang, const struct law_reason *x, struct web_why *w) {
  w->readings[w->reading_count++] =
      (struct web_reading) { copied(a, x->text[lang]), copied(a, x->value[lang]), copied(a, x->cite[lang]) };
}

static int decisive_in(const struct law_reason *x) {
  int n = x->decisive;
  for (int i = 0; i < x->n; i++)
    n += decisive_in(x->kid[i]);
  return n;
}

/* Room for all that the tree may give: each list is as long as what it is made from. */
static void room(struct arena *a, const struct law_reason *why, struct web_why *w) {
  w->reasons = NEW_ARRAY(a, struct web_reason, decisive_in(why) + 1);
  w->changes = NEW_ARRAY(a, struct str, CHANGES_MAX + 1);
  w->not_added = NEW_ARRAY(a, struct web_not_added, of_role(why, LAW_ROLE_LOSER) + 1);
  w->readings = NEW_ARRAY(a, struct web_reading, of_role(why, LAW_ROLE_ALTERNATIVE) + 1);
  w->unknowns = NEW_ARRAY(a, struct str, of_role(why, LAW_ROLE_MISSING) + 1);
  w->unverified = NEW_ARRAY(a, struct str,
                            of_role(why, LAW_ROLE_UNVERIFIED) + of_role(why, LAW_ROLE_ROUNDING) + 1);
}

static void by_role(struct session *s, struct arena *a, enum lang lang, const struct law_reason *x,
                    struct web_why *w) {
  switch (x->role) {
  case LAW_ROLE_SUM: w->sum = copied(a, x->text[lang]); return;
  case LAW_ROLE_LOSER: not_added(s, a, lang, x, w); return;
  case LAW_ROLE_ALTERNATIVE: reading(a, lang, x, w); return;
  case LAW_ROLE_MISSING: unknown(a, lang, x, w); return;
  case LAW_ROLE_UNVERIFIED:
  case LAW_ROLE_ROUNDING: w->unverified[w->unverified_count++] = copied(a, x->text[lang]); return;
  case LAW_ROLE_EVERYTHING: tree(a, lang, x->kid, x->n, 0, &w->tree, &w->tree_count); return;
  default:
    short_rows(a, lang, x, w);
    if (w->status == WEB_VALUE) conditions_held(a, lang, x, w);
  }
}

/* ---- one benefit ---- */

static void deciding(struct session *s, struct arena *a, enum lang lang, const struct law_result *q,
                     struct web_why *w) {
  if (!q->n_cases) return;
  w->citation = copied(a, law_case_cites(s->asking, q->cases[0], a, lang, false));
  w->law = w->benefit;
}

static enum err explained(struct session *s, struct arena *a, enum lang lang, int64_t subject, int benefit,
                          const struct law_result *all, struct web_why *w) {
  struct law_result q;
  struct law_reason *why;
  law_explain(s->asking, benefit, subject, all, &q, &why);
  w->benefit = str_of(law_benefit_name(s->live->law, benefit));
  w->title = str_of(law_benefit_title(s->live->law, benefit, lang));
  if (q.status == LAW_FAULT) {
    w->status = WEB_UNKNOWN;
    w->answer = str_of(law_fault_text(a, &q.fault, lang));
    return OK;
  }
  w->status = q.status == LAW_VALUE ? WEB_VALUE : q.status == LAW_UNKNOWN ? WEB_UNKNOWN : WEB_NOT;
  w->vnd = q.amount;
  w->lost = q.lost;
  w->answer = copied(a, why->text[lang]);
  room(a, why, w);
  for (int i = 0; i < why->n; i++)
    by_role(s, a, lang, why->kid[i], w);
  deciding(s, a, lang, &q, w);
  return OK;
}

static void grant_beside(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                         struct reader *r, int64_t person, int benefit, const struct law_result *due,
                         struct web_why *w) {
  struct reg_grant_list grants;
  if (reader_grants(r, person, &grants) != OK) return;
  const struct reg_grant *list = grants.at;
  int n = grants.n;
  for (int i = 0; i < n; i++) {
    if (live_benefit(s, list[i].benefit) != benefit || !grant_stands(&list[i], when.for_month)) continue;
    char d[11];
    w->granted = true;
    w->granted_vnd = list[i].amount;
    w->granted_from = list[i].first_month;
    w->has_due = due && due->status == LAW_VALUE && !due->lost && !grant_suspended(&list[i], when.for_month);
    w->due_vnd = w->has_due ? due->amount : 0;
    bool paper = list[i].decision_no.n > 0;
    const char *number = paper        ? arena_text(a, list[i].decision_no.p, list[i].decision_no.n)
                         : lang == EN ? "a decision without paper"
                                      : "quyết định không có giấy";
    w->grant_note = str_of(arena_print(a, lang == EN ? "%s of %s, %s as decided" : "%s ngày %s, mức ghi %s",
                                       number, date_text(list[i].decided, lang, d),
                                       law_value_text(a, LAW_MONEY, list[i].amount, lang).p));
    return;
  }
}

/* ---- the months around ---- */

static money paid_in(const struct reg_grant *list, int n, month m, bool *ret_any) {
  money sum = 0;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < list[i].paid_count; k++)
      if (list[i].paid[k].from <= m && m <= list[i].paid[k].to) {
        sum += list[i].paid[k].amount;
        *ret_any = true;
      }
  return sum;
}

static enum err month_cell(struct session *s, struct arena *a, struct reader *r, date known, int64_t person,
                           month m, struct web_cell *ret_c) {
  int n = law_benefit_count(s->live->law);
  struct law_result *all = NEW_ARRAY(a, struct law_result, n + 1);
  struct web_cell c = { .m = m };
  struct law_session *q = ask_open(s, a, r, m, known);
  enum err err = OK;
  law_ask_all(q, person, LAW_ELIGIBLE, all);
  for (int b = 0; b < n; b++) {
    if (all[b].status == LAW_VALUE && !all[b].lost) {
      c.eligible += all[b].amount;
      c.status = c.status == WEB_UNKNOWN ? WEB_UNKNOWN : WEB_VALUE;
    } else if (all[b].status == LAW_UNKNOWN || all[b].status == LAW_FAULT) {
      c.status = WEB_UNKNOWN;
    }
  }
  law_ask_all(q, person, LAW_DUE, all);
  for (int b = 0; b < n; b++)
    if (all[b].status == LAW_VALUE && !all[b].lost) {
      c.due += all[b].amount;
      c.has_due = true;
    }
  ask_close(s);
  struct reg_grant_list grants;
  if (err == OK && (err = reader_grants(r, person, &grants)) == OK)
    c.paid = paid_in(grants.at, grants.n, m, &c.has_paid);
  if (err == OK) *ret_c = c;
  return err;
}

/* By the law and facts known now, the first month ahead in which the sum is another. */
static void coming(struct arena *a, enum lang lang, const struct web_cell *now, const struct web_cell *then,
                   struct web_person *p) {
  if (p->coming_count || (now->status == then->status && now->eligible == then->eligible)) return;
  const char *unknown = lang == EN ? "not known" : "chưa rõ";
  const char *before = now->status == WEB_UNKNOWN ? unknown
                                                  : law_value_text(a, LAW_MONEY, now->eligible, lang).p;
  const char *after = then->status == WEB_UNKNOWN ? unknown
                                                  : law_value_text(a, LAW_MONEY, then->eligible, lang).p;
  p->coming = NEW(a, struct web_coming);
  p->coming_count = 1;
  p->coming[0] = (struct web_coming) {
    month_first(then->m), str_of(arena_print(a,
                                             lang == EN ? "by the law as known, %s becomes %s a month"
                                                        : "theo luật đã biết, %s thành %s mỗi tháng",
                                             before, after))
  };
}

static enum err months_around(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                              struct reader *r, struct web_person *p) {
  struct web_cell asked = { 0 };
  for (int i = -BACK_MONTHS; i <= AHEAD_MONTHS; i++) {
    struct web_cell c;
    enum err err = month_cell(s, a, r, when.known, p->id, when.for_month + i, &c);
    if (err != OK) return err;
    if (i < WEB_STRIP_MONTHS - BACK_MONTHS) p->strip[p->strip_count++] = c;
    if (i == 0)
      asked = c;
    else if (i > 0)
      coming(a, lang, &asked, &c, p);
  }
  return OK;
}

/* ---- all of a person ---- */

static int place_of(const struct web_why *w) {
  if (w->status == WEB_VALUE && !w->lost) return w->granted ? 0 : 1;
  return w->status == WEB_UNKNOWN ? 2 : 3;
}

static int by_place(const void *a, const void *b) {
  const struct web_why *x = a, *y = b;
  return place_of(x) - place_of(y);
}

enum err live_whys(struct session *s, struct arena *a, enum lang lang, struct web_when when, struct reader *r,
                   struct web_person *p) {
  int n = law_benefit_count(s->live->law);
  struct law_result *all = NEW_ARRAY(a, struct law_result, n + 1),
                    *due = NEW_ARRAY(a, struct law_result, n + 1);
  struct law_session *q = ask_open(s, a, r, when.for_month, when.known);
  enum err err = OK;
  law_ask_all(q, p->id, LAW_ELIGIBLE, all);
  law_ask_all(q, p->id, LAW_DUE, due);
  p->whys = NEW_ARRAY(a, struct web_why, n + 1);
  for (int b = 0; err == OK && b < n; b++) {
    bool household = law_benefit_entity(s->live->law, b) == LAW_HOUSEHOLD;
    if (household && !p->household) continue;
    struct web_why *w = &p->whys[p->why_count];
    err = explained(s, a, lang, household ? p->household : p->id, b, all, w);
    if (err != OK) break;
    w->household = household;
    grant_beside(s, a, lang, when, r, p->id, b, &due[b], w);
    p->why_count++;
  }
  ask_close(s);
  if (err != OK) return err;
  qsort(p->whys, (size_t)p->why_count, sizeof *p->whys, by_place);
  return months_around(s, a, lang, when, r, p);
}
