/* Why somebody receives what he receives, and the months around: from answers to what a page shows. */
#include "questions/q.h"
#include "questions/question_words.h"

enum { AHEAD_MONTHS = 12, BACK_MONTHS = 9 };

/* ---- reasons, out of the law's memory into the request's ---- */

static struct str copied(struct arena *a, struct str s) {
  return s.n ? (struct str) { arena_text(a, s.p, s.n), s.n } : S("");
}

static struct str origin(struct arena *a, enum lang lang, const struct law_reason *x) {
  char z[11];
  struct str source = x->source[lang];
  if (!source.n && !x->since) return S("");
  if (!x->since || x->since <= DATE_MIN) return copied(a, source);
  return str_of(arena_print(a, WORD(QW_since_day, lang), (int)source.n, source.p, source.n ? ", " : "",
                            date_text(x->since, lang, z)));
}

static struct web_reason one(struct arena *a, enum lang lang, const struct law_reason *x) {
  static const enum web_mark marks[] = { [LAW_MARK_YES] = WEB_MARK_YES,
                                         [LAW_MARK_NO] = WEB_MARK_NO,
                                         [LAW_MARK_OPEN] = WEB_MARK_UNKNOWN,
                                         [LAW_MARK_VALUE] = WEB_MARK_NONE,
                                         [LAW_MARK_NONE] = WEB_MARK_NONE };
  struct web_reason r = { .mark = marks[x->mark],
                          .text = copied(a, x->text[lang]),
                          .citation = copied(a, x->cite[lang]),
                          .secret = law_reason_hidden(x) };
  if (r.secret) { /* what was asked, and nothing of the answer */
    r.mark = WEB_MARK_NONE;
    return r;
  }
  r.value = copied(a, x->value[lang]);
  r.origin = origin(a, lang, x);
  return r;
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
    list[0] = (struct web_reason) { .text = str_of(arena_print(a, WORD(QW_more_steps, lang),
                                                               (long long)steps_below(kids, n))) };
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
    if (leaf)
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
  w->not_added[w->not_added_count++] =
      (struct web_not_added) { str_of(law_benefit_title(s->live->law, x->index, lang)),
                               WORD_STR(QW_only_highest, lang), copied(a, x->cite[lang]), true, x->vnd };
}

static void unknown(struct arena *a, enum lang lang, const struct law_reason *x, struct web_why *w) {
  struct str secret = WORD_STR(QW_secret_fact, lang);
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
  w->changes = NEW_ARRAY(a, struct str, decisive_in(why) + 1);
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

static void deciding(struct file *f, const struct law_result *q, struct web_why *w) {
  struct law_session *law = office_asker_session(f->s->asking);
  if (!q->n_cases) return;
  struct buf b = buf_growing(f->a);
  for (int k = 0; k < q->n_cases; k++) { /* every case that decides */
    if (k) buf_z(&b, "; ");
    buf_str(&b, law_case_cites(law, q->cases[k], f->a, f->lang, false));
  }
  w->citation = buf_view(&b);
  w->law = w->benefit;
}

/* What is paid once is of one month; in a later one it is neither held nor to be looked at. */
static bool over(const struct file *f, const struct office_item *i, const struct web_why *w) {
  bool owed = i->arrears.open || i->arrears.cause[CAUSE_LAW] || i->arrears.cause[CAUSE_FACTS];
  return w->once && w->status == WEB_NOT && !i->any_paid && !owed && f->when.for_month > i->grant->first;
}

static void granted(struct file *f, const struct office_item *i, struct web_why *w) {
  const struct people_grant *g = i->grant;
  enum lang lang = f->lang;
  w->arrears_open = i->arrears.open;
  w->owed_by_law = i->arrears.cause[CAUSE_LAW];
  w->owed_by_facts = i->arrears.cause[CAUSE_FACTS];
  w->unpaid = !i->any_paid;
  w->paid_without = !g && i->any_paid;
  if (w->paid_without)
    w->grant_note = str_of(
        arena_print(f->a, WORD(QW_paid_without, lang), law_value_text(f->a, LAW_MONEY, i->paid, lang).p));
  if (!g || over(f, i, w)) return;
  char d[11];
  struct str number = live_papers(f, g->id)->decision_no;
  const char *none = g->person == f->person ? WORD(QW_without_paper, lang) : WORD(QW_of_who_left, lang);
  const char *paper = number.n ? arena_text(f->a, number.p, number.n) : none;
  const char *stopped = i->suspended ? WORD(QW_and_suspended, lang) : "";
  w->granted = true;
  w->granted_vnd = g->amount;
  w->granted_from = g->first;
  w->has_due = i->due == LAW_VALUE;
  w->due_vnd = i->due_amount;
  w->due_at_least = office_item_at_least(i);
  w->grant_note = str_of(arena_print(f->a, WORD(QW_as_decided, lang), paper, date_text(g->decided, lang, d),
                                     law_value_text(f->a, LAW_MONEY, g->amount, lang).p, stopped));
}

/* Of what is granted it counts what is due beside the other grants; else what it comes to beside all else. */
static bool takes_no_part(const struct office_item *i) {
  return i->grant && !i->suspended ? i->among_granted.lost : i->among_eligible.lost;
}

static struct str to_nobody(const struct file *f, const struct office_item *i) {
  char day[11];
  if (!i->held_by) return S("");
  if (i->holder_died == DATE_MAX) return str_of(WORD(QW_holder_left, f->lang));
  return str_of(arena_print(f->a, WORD(QW_to_nobody, f->lang), date_text(i->holder_died, f->lang, day)));
}

/* There are no accounts yet to say who may see secret facts: nobody is shown them. */
static enum err explained(struct file *f, const struct office_item *i, enum office_telling length,
                          struct web_why *w) {
  struct session *s = f->s;
  struct law_result q;
  struct law_reason *why;
  enum err err = office_why(s->asking, i->benefit, length | OFFICE_TELL_GUARDED, &q, &why);
  if (err != OK) return err;
  w->benefit = str_of(law_benefit_name(s->live->law, i->benefit));
  w->title = str_of(law_benefit_title(s->live->law, i->benefit, f->lang));
  w->once = law_benefit_once(s->live->law, i->benefit);
  w->household = i->entity == LAW_HOUSEHOLD;
  w->paid_to_member = w->household && i->paid_to && i->paid_to != f->person;
  w->to_nobody = to_nobody(f, i);
  if (i->eligible == LAW_FAULT) {
    w->status = WEB_UNKNOWN;
    w->answer = str_of(law_fault_text(f->a, &i->fault, f->lang));
    return OK;
  }
  w->status = i->eligible == LAW_VALUE ? WEB_VALUE : i->eligible == LAW_UNKNOWN ? WEB_UNKNOWN : WEB_NOT;
  w->vnd = i->eligible_amount;
  w->lost = takes_no_part(i);
  w->answer = copied(f->a, why->text[f->lang]);
  room(f->a, why, w);
  /* A vocabulary came since the packs were loaded that holds more secret than they do: whatever would be said
   * of reasons may be of it. */
  if (people_names_stricter(s->names)) return OK;
  for (int k = 0; k < why->n; k++)
    by_role(s, f->a, f->lang, why->kid[k], w);
  deciding(f, &q, w);
  return OK;
}

/* ---- the months around ---- */

static struct web_cell cell_of(const struct office_answer *x) {
  struct office_sums sum = office_sums(x);
  return (struct web_cell) { .m = x->when.for_month,
                             .status = sum.eligible == LAW_VALUE     ? WEB_VALUE
                                       : sum.eligible == LAW_UNKNOWN ? WEB_UNKNOWN
                                                                     : WEB_NOT,
                             .eligible = sum.eligible_amount,
                             .due = sum.due,
                             .paid = sum.paid,
                             .has_due = sum.has_due,
                             .has_paid = sum.has_paid,
                             .owed = sum.owed,
                             .back = sum.back,
                             .arrears_open = sum.arrears_open };
}

/* What a month brings: to who has a grant what is due, to others what they are eligible for; and what the
 * household is eligible for and nobody of it is paid. */
struct outlook {
  bool unknown[2];
  money vnd[2];
};
enum { OWN, HOME };

static struct outlook outlook_of(const struct office_answer *x, bool granted) {
  struct outlook o = { 0 };
  for (int b = 0; b < x->n; b++) {
    const struct office_item *i = &x->item[b];
    bool own = i->entity == LAW_PERSON;
    if (granted) {
      o.vnd[OWN] += i->due_amount;
      o.unknown[OWN] |= i->due >= LAW_UNKNOWN;
    } else if (own) {
      o.vnd[OWN] += office_item_stands(i) ? i->eligible_amount : 0;
      o.unknown[OWN] |= i->eligible >= LAW_UNKNOWN;
    }
    if (own || i->paid_to || i->due == LAW_VALUE) continue;
    o.vnd[HOME] += office_item_stands(i) ? i->eligible_amount : 0;
    o.unknown[HOME] |= i->eligible >= LAW_UNKNOWN;
  }
  return o;
}

static bool any_granted(const struct office_answer *x) {
  bool any = false;
  for (int b = 0; b < x->n; b++)
    any |= x->item[b].grant != NULL;
  return any;
}

static const char *outlook_text(struct arena *a, enum lang lang, const struct outlook *o, int whose) {
  if (o->unknown[whose]) return WORD(QW_not_known, lang);
  return law_value_text(a, LAW_MONEY, o->vnd[whose], lang).p;
}

static bool same_outlook(const struct outlook *x, const struct outlook *y, int whose) {
  return x->unknown[whose] == y->unknown[whose] && (x->unknown[whose] || x->vnd[whose] == y->vnd[whose]);
}

/* By the law and facts known now, the first month ahead in which the sum is another. */
struct ahead {
  struct outlook now;
  bool granted, told[2];
};

static void coming(struct arena *a, enum lang lang, struct ahead *h, const struct office_answer *x,
                   struct web_person *p) {
  struct outlook then = outlook_of(x, h->granted);
  if (!p->coming) p->coming = NEW_ARRAY(a, struct web_coming, 2);
  for (int whose = OWN; whose <= HOME; whose++) {
    if (h->told[whose] || same_outlook(&h->now, &then, whose)) continue;
    h->told[whose] = true;
    p->coming[p->coming_count++] = (struct web_coming) {
      month_first(x->when.for_month),
      str_of(arena_print(a, whose == OWN ? WORD(QW_becomes, lang) : WORD(QW_home_becomes, lang),
                         outlook_text(a, lang, &h->now, whose), outlook_text(a, lang, &then, whose)))
    };
  }
}

static enum err months_around(struct file *f, const struct office_answer *asked, struct web_person *p) {
  struct ahead h = { .granted = any_granted(asked) };
  h.now = outlook_of(asked, h.granted);
  h.told[HOME] = !h.now.vnd[HOME] && !h.now.unknown[HOME];
  for (int i = -BACK_MONTHS; i <= AHEAD_MONTHS; i++) {
    bool shown = i < WEB_STRIP_MONTHS - BACK_MONTHS;
    if (!shown && h.told[OWN] && h.told[HOME]) return OK;
    struct office_answer x = *asked;
    enum err err = i ? office_ask(f->s->asking, f->person, f->when.for_month + i, true, &x) : OK;
    if (err != OK) return err;
    if (shown) p->strip[p->strip_count++] = cell_of(&x);
    if (i > 0) coming(f->a, f->lang, &h, &x, p);
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
  int order = place_of(x) - place_of(y);
  return order ? order : str_cmp(x->benefit, y->benefit);
}

static enum err ask_month(struct file *f, struct office_answer *ret_x) {
  struct session *s = f->s;
  struct office_when when = { f->when.for_month, f->when.known, f->when.known, s->act };
  assert(!s->asking);
  s->asking = office_asker_new(f->a, s->live->law, f->people, f->source, when);
  return office_ask(s->asking, f->person, f->when.for_month, false, ret_x);
}

static void ask_close(struct session *s) {
  office_asker_free(s->asking);
  s->asking = NULL;
}

static enum err all_whys(struct file *f, struct web_person *p) {
  struct office_answer x;
  enum err err = ask_month(f, &x);
  p->whys = NEW_ARRAY(f->a, struct web_why, law_benefit_count(f->s->live->law) + 1);
  for (int b = 0; err == OK && b < x.n; b++) {
    if (x.item[b].entity == LAW_HOUSEHOLD && !f->household) continue;
    err = explained(f, &x.item[b], OFFICE_TELL_SHORT, &p->whys[p->why_count]);
    granted(f, &x.item[b], &p->whys[p->why_count++]);
  }
  if (err != OK) return err;
  if (p->why_count) qsort(p->whys, (size_t)p->why_count, sizeof *p->whys, by_place);
  return months_around(f, &x, p);
}

enum err live_whys(struct file *f, struct web_person *p) {
  enum err err = all_whys(f, p);
  ask_close(f->s);
  return err;
}

enum err live_one_why(struct file *f, int benefit, struct web_person *p) {
  struct office_answer x;
  enum err err = ask_month(f, &x);
  p->whys = NEW(f->a, struct web_why);
  if (err == OK) err = explained(f, &x.item[benefit], OFFICE_TELL_EVERYTHING, p->whys);
  if (err == OK) granted(f, &x.item[benefit], p->whys);
  p->why_count = err == OK;
  ask_close(f->s);
  return err;
}
