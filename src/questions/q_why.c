#include "questions/q.h"

enum { ROWS_MAX = 60, AHEAD_MONTHS = 12, BACK_MONTHS = 9 };

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
                            x->source.n ? ", " : "", date_vn(x->since, z)));
}

static struct web_reason one(struct arena *a, enum lang lang, const struct law_reason *x) {
  static const enum web_mark marks[] = { [LAW_MARK_YES] = WEB_MARK_YES,
                                         [LAW_MARK_NO] = WEB_MARK_NO,
                                         [LAW_MARK_OPEN] = WEB_MARK_UNKNOWN,
                                         [LAW_MARK_VALUE] = WEB_MARK_NONE,
                                         [LAW_MARK_NONE] = WEB_MARK_NONE };
  /* What only holds secret steps is not secret itself, as in law_shareable: its kids are hidden one by one.
   */
  bool container = x->n && x->mark == LAW_MARK_VALUE;
  return (struct web_reason) { .mark = marks[x->mark],
                               .text = copied(a, x->text[lang]),
                               .value = copied(a, x->value[lang]),
                               .origin = origin(a, lang, x),
                               .citation = copied(a, x->cite[lang]),
                               .secret = x->secret && !container };
}

static void tree(struct arena *a, enum lang lang, struct law_reason *const *kids, int n, int depth,
                 struct web_reason **ret_list, int *ret_count) {
  if (depth >= WEB_REASON_DEPTH_MAX) n = 0;
  struct web_reason *list = NEW_ARRAY(a, struct web_reason, n + 1);
  for (int i = 0; i < n; i++) {
    list[i] = one(a, lang, kids[i]);
    tree(a, lang, kids[i]->kid, kids[i]->n, depth + 1, &list[i].kids, &list[i].kid_count);
  }
  *ret_list = list;
  *ret_count = n;
}

/* The short form: what is decisive, without its branches, each line once. */
static void short_rows(struct arena *a, enum lang lang, const struct law_reason *x, struct web_why *w) {
  if (!x->decisive || w->reason_count >= ROWS_MAX) return;
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
    if (leaf && w->change_count < 6)
      w->changes[w->change_count++] = copied(a, k->text[lang]);
    else if (k->decisive)
      conditions_held(a, lang, k, w);
  }
}

/* How the kids of an explanation are laid out, counted from the end: what stands beside the reasons, then
 * every step. */
struct layout {
  int lost, losers, alternatives, missing, unverified, rounding, start;
};

static bool gives_way(const struct law_result *x, const struct law_result *to) {
  return x->lost && x->lost_to == to->benefit && x->lost_to_subject == to->subject;
}

static struct layout layout_of(const struct law_reason *why, const struct law_result *q,
                               const struct law_result *all, int benefits) {
  struct layout l = { .lost = q->lost,
                      .alternatives = q->n_alternatives,
                      .missing = q->n_missing,
                      .unverified = q->unverified,
                      .rounding = q->status == LAW_VALUE && q->amount_high != q->amount };
  for (int b = 0; b < benefits; b++)
    l.losers += gives_way(&all[b], q);
  l.start = why->n - 1 - (l.lost + l.losers + l.alternatives + l.missing + l.unverified + l.rounding);
  return l;
}

static void not_added(struct session *s, struct arena *a, enum lang lang, const struct law_reason *const *kid,
                      const struct law_result *q, const struct law_result *all, int count,
                      struct web_why *w) {
  w->not_added = NEW_ARRAY(a, struct web_not_added, count + 1);
  for (int b = 0; b < law_benefit_count(s->live->law) && w->not_added_count < count; b++)
    if (gives_way(&all[b], q)) {
      const struct law_reason *x = kid[w->not_added_count];
      w->not_added[w->not_added_count++] = (struct web_not_added) {
        str_of(law_benefit_title(s->live->law, b, lang)),
        lang == EN ? S("only the highest one is paid") : S("chỉ hưởng một mức cao nhất"),
        copied(a, x->cite[lang]), true, all[b].forgone
      };
    }
}

static void beside(struct session *s, struct arena *a, enum lang lang, const struct law_reason *why,
                   const struct law_result *q, const struct law_result *all, struct web_why *w) {
  struct layout l = layout_of(why, q, all, law_benefit_count(s->live->law));
  if (l.start < 0) return;
  const struct law_reason *const *kid = (const struct law_reason *const *)(const void *)why->kid + l.start;
  if (l.lost && w->reason_count < ROWS_MAX) w->reasons[w->reason_count++] = one(a, lang, kid[0]);
  kid += l.lost;
  not_added(s, a, lang, kid, q, all, l.losers, w);
  kid += l.losers;
  w->readings = NEW_ARRAY(a, struct web_reading, l.alternatives + 1);
  for (int i = 0; i < l.alternatives; i++)
    w->readings[w->reading_count++] = (struct web_reading) { copied(a, kid[i]->text[lang]),
                                                             copied(a, kid[i]->value[lang]),
                                                             copied(a, kid[i]->cite[lang]) };
  kid += l.alternatives;
  w->unknowns = NEW_ARRAY(a, struct str, l.missing + 1);
  for (int i = 0; i < l.missing; i++)
    w->unknowns[w->unknown_count++] = kid[i]->secret
                                          ? (lang == EN ? S("a secret fact") : S("một thông tin kín"))
                                          : copied(a, kid[i]->text[lang]);
  kid += l.missing;
  w->unverified = NEW_ARRAY(a, struct str, l.unverified + l.rounding + 1);
  for (int i = 0; i < l.unverified + l.rounding; i++)
    w->unverified[w->unverified_count++] = copied(a, kid[i]->text[lang]);
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
  law_explain(s->asking, benefit, subject, LAW_ELIGIBLE, &q, &why);
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
  w->reasons = NEW_ARRAY(a, struct web_reason, ROWS_MAX + 1);
  w->changes = NEW_ARRAY(a, struct str, 8);
  struct layout l = layout_of(why, &q, all, law_benefit_count(s->live->law));
  for (int i = 0; i < l.start; i++) {
    bool sum = i == 0 && q.status == LAW_VALUE && why->kid[0]->n == 0;
    if (sum)
      w->sum = copied(a, why->kid[0]->text[lang]);
    else
      short_rows(a, lang, why->kid[i], w);
    if (!sum && q.status == LAW_VALUE) conditions_held(a, lang, why->kid[i], w);
  }
  beside(s, a, lang, why, &q, all, w);
  deciding(s, a, lang, &q, w);
  if (why->n) tree(a, lang, why->kid[why->n - 1]->kid, why->kid[why->n - 1]->n, 0, &w->tree, &w->tree_count);
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
    char z[32], d[11];
    w->granted = true;
    w->granted_vnd = list[i].amount;
    w->granted_from = list[i].first_month;
    w->has_due = due && due->status == LAW_VALUE && !due->lost && !grant_suspended(&list[i], when.for_month);
    w->due_vnd = w->has_due ? due->amount : 0;
    bool paper = list[i].decision_no.n > 0;
    const char *number = paper        ? arena_text(a, list[i].decision_no.p, list[i].decision_no.n)
                         : lang == EN ? "a decision without paper"
                                      : "quyết định không có giấy";
    w->grant_note = str_of(arena_print(a,
                                       lang == EN ? "%s of %s, %s\xC2\xA0"
                                                    "đ as decided"
                                                  : "%s ngày %s, mức ghi %s\xC2\xA0"
                                                    "đ",
                                       number, date_vn(list[i].decided, d), money_vn(list[i].amount, z)));
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
  char x[32], y[32];
  const char *unknown = lang == EN ? "not known" : "chưa rõ";
  const char *before = now->status == WEB_UNKNOWN ? unknown
                                                  : arena_print(a,
                                                                "%s\xC2\xA0"
                                                                "đ",
                                                                money_vn(now->eligible, x));
  const char *after = then->status == WEB_UNKNOWN ? unknown
                                                  : arena_print(a,
                                                                "%s\xC2\xA0"
                                                                "đ",
                                                                money_vn(then->eligible, y));
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
