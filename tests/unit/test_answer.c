/* One answer: what the payment list, the stored determination, the page of a person, the explanation and
 * `law eval` say of the same month is the same, in eligible and in due. And what a page costs and holds. */
#include "answers_for_test.h"

#include "law/tools/tools.h"
#include "questions/q.h"

enum {
  STATEMENTS_A_PAGE = 15,      /* of somebody whose household stands alone */
  STATEMENTS_A_HOUSEHOLD = 12, /* more for each that a marriage leads to */
  PAGE_RUNS = 3
};
struct said { /* of one person and benefit */
  enum law_status eligible, due;
  money sum, pays;
  bool granted;
};

/* ---- the readings ---- */

static struct said said_by(const struct office_item *i) {
  return (struct said) { i->eligible, i->due, i->eligible_amount, i->due_amount, i->grant != NULL };
}

static void same(const struct answers *x, int i, int k, const char *who, struct said one, struct said two) {
  if (one.eligible == two.eligible && one.sum == two.sum && one.due == two.due && one.pays == two.pays &&
      one.granted == two.granted)
    return;
  fail_msg(
      "%s of person %d (house %d), b%d: eligible %d %lld, granted %d, due %d %lld; not %d %lld, %d, %d %lld",
      who, i, x->house[i], k, (int)two.eligible, (long long)two.sum, two.granted, (int)two.due,
      (long long)two.pays, (int)one.eligible, (long long)one.sum, one.granted, (int)one.due,
      (long long)one.pays);
}

static void determined(struct answers *x, struct office_determination *ret_d) {
  struct world *w = x->w;
  struct people_ask ask = { .viewer = w->me, .db = w->db, .names = x->names, .act = x->when.act };
  struct people *all;
  ok(people_load_all(w->a, &ask, &all));
  ok(office_determine(w->a, x->p, all, x->when, NULL, 2, ret_d));
}

static int32_t place(const struct office_determination *d, int64_t person) {
  for (int32_t at = 0; at < d->m.people; at++)
    if (d->m.person[at] == person) return at;
  fail();
  return -1;
}

static struct office_asker *asker(struct answers *x, int i) {
  struct world *w = x->w;
  struct people_ask *ask = NEW(x->one, struct people_ask);
  struct people *people;
  *ask = (struct people_ask) { .viewer = w->me, .db = w->db, .names = x->names, .act = x->when.act };
  ok(people_load_one(x->one, ask, x->person[i], &people, NULL));
  return office_asker_new(x->one, x->p, people, people_source_new(x->one, people), x->when);
}

static struct office_answer replayed(struct answers *x, int i) {
  struct office_asker *k = asker(x, i);
  struct office_answer answer;
  struct world *w = x->w;
  ok(office_ask(k, x->person[i], x->when.for_month, false, &answer));
  office_asker_free(k);
  return answer;
}

static struct office_settled settled_of(const struct office_item *i, bool due) {
  return due ? i->among_granted : i->among_eligible;
}

/* The replay reads the register household by household, the bulk everybody from columns. */
static void replay_and_determination(void **state) {
  struct answers *x = *state;
  struct office_determination d;
  int lost = 0, open = 0, pays = 0;
  determined(x, &d);
  for (int i = 0; i < x->people; i++) {
    arena_reset(x->one);
    struct office_answer one = replayed(x, i), all;
    office_answer_of(x->w->a, &d, NULL, place(&d, x->person[i]), &all);
    assert_int_equal(one.household, all.household);
    for (int k = 0; k < BENEFITS; k++) {
      same(x, i, k, "determination", said_by(&one.item[k]), said_by(&all.item[k]));
      for (int due = 0; due < 2; due++) {
        struct office_settled s = settled_of(&one.item[k], due), t = settled_of(&all.item[k], due);
        assert_true(s.lost == t.lost && s.open == t.open && s.group == t.group && s.to == t.to);
        assert_true(s.forgone == t.forgone && s.to_subject == t.to_subject);
        lost += s.lost;
        open += s.open;
      }
      pays += one.item[k].due_amount > 0;
    }
  }
  assert_true(lost > 10 && open > 5 && pays > 5);
}

/* The random world has what it says it has. */
static void all_kinds_are_drawn(void **state) {
  struct answers *x = *state;
  int born = 0, died = 0, before = 0, within = 0, across = 0, old = 0;
  for (int i = 0; i < x->people; i++) {
    born += x->birth[i] > month_first(x->when.for_month);
    died += x->death[i] < DATE_MAX && x->death[i] >= month_first(x->when.for_month);
    before += x->death[i] < month_first(x->when.for_month);
    within += x->spouse[i] >= 0 && x->house[x->spouse[i]] == x->house[i];
    across += x->spouse[i] >= 0 && x->house[x->spouse[i]] != x->house[i];
    if (!x->granted[i][OLD_NAME]) continue;
    arena_reset(x->one);
    old += replayed(x, i).item[OLD_NAME].due == LAW_VALUE;
  }
  assert_true(born > 1 && died > 1 && before > 1 && within > 3 && across > 3 && old > 1);
}

/* Explaining asks again: of what is granted beside the other grants, of the rest beside what all could have.
 */
static void explained_the_same(void **state) {
  struct answers *x = *state;
  struct world *w = x->w;
  for (int i = 0; i < x->people; i++) {
    arena_reset(x->one);
    struct office_asker *k = asker(x, i);
    struct office_answer one;
    ok(office_ask(k, x->person[i], x->when.for_month, false, &one));
    for (int b = 0; b < BENEFITS; b++) {
      const struct office_item *item = &one.item[b];
      const struct office_settled *s = item->grant ? &item->among_granted : &item->among_eligible;
      struct law_result r;
      struct law_reason *why;
      ok(office_why(k, b, OFFICE_TELL_EVERYTHING, &r, &why));
      struct said said = { r.status, item->due, r.status == LAW_VALUE ? r.amount : 0, item->due_amount,
                           item->grant != NULL };
      if (item->grant) {
        said.due = r.lost ? LAW_NOT_ENTITLED : r.status;
        said.pays = said.due == LAW_VALUE ? r.amount : 0;
      }
      same(x, i, b, "explain", said_by(item), said);
      assert_true(r.lost == s->lost &&
                  (!r.lost || (r.lost_to == s->to && r.lost_to_subject == s->to_subject)));
      assert_int_equal(why->role, LAW_ROLE_SENTENCE);
    }
    office_asker_free(k);
  }
}

static void list_and_stored(void **state) {
  struct answers *x = *state;
  struct world *w = x->w;
  struct office_determination d;
  struct office_due_line *line;
  int64_t n, id, people = 0;
  determined(x, &d);
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n));
  ok(office_store(w->db, w->a, &d, &id));
  ok(people_names_load(w->a, w->db, x->p,
                       &x->names)); /* storing named the benefit whose old name was known */
  for (int i = 0; i < x->people; i++) {
    arena_reset(x->one);
    struct office_answer one = replayed(x, i);
    for (int k = 0; k < BENEFITS; k++) {
      money listed = 0;
      for (int64_t l = 0; l < n; l++)
        if (d.m.person[line[l].at] == x->person[i] && line[l].benefit == k) listed += line[l].now;
      int64_t symbol = people_benefit_symbol(x->names, k), args[] = { id, x->person[i], symbol };
      int64_t stored = 0;
      enum err e = db_int(
          w->db,
          "SELECT coalesce(due_amount, 0) FROM determination_result WHERE determination = $1 AND "
          "person = $2 AND benefit = $3",
          3, args, &stored);
      assert_true(e == OK || e == NOT_FOUND);
      assert_int_equal(listed, one.item[k].due_amount);
      assert_int_equal(stored, one.item[k].due_amount);
      people += listed > 0;
    }
  }
  assert_true(people > 5);
}

/* ---- pages ---- */

struct page {
  struct answers *x;
  struct arena *a;
  int i;
  struct web_person p;
  struct str benefit; /* of web_data.why */
};

static struct str public_id(struct answers *x, int i) {
  struct world *w = x->w;
  char id[REG_PUBLIC_ID + 1];
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, x->person[i], id));
  return str_of(arena_text(w->a, id, REG_PUBLIC_ID));
}

static enum err read_page(void *context) {
  struct page *g = context;
  struct answers *x = g->x;
  struct web_when when = { x->when.for_month, x->when.facts };
  struct str id = public_id(x, g->i);
  if (!g->benefit.n) return x->data.person(x->session, g->a, EN, when, id, &g->p);
  struct web_why_ask ask = { id, g->benefit };
  return x->data.why(x->session, g->a, EN, when, &ask, &g->p);
}

static struct web_person page(struct answers *x, int i) {
  struct page g = { .x = x, .a = x->one, .i = i };
  struct world *w = x->w;
  ok(x->data.question(x->session, read_page, &g));
  return g.p;
}

static struct said said_by_page(const struct web_why *w) {
  return (struct said) { .eligible = w->status == WEB_VALUE     ? LAW_VALUE
                                     : w->status == WEB_UNKNOWN ? LAW_UNKNOWN
                                                                : LAW_NOT_ENTITLED,
                         .due = w->has_due ? LAW_VALUE : LAW_NOT_ENTITLED,
                         .sum = w->vnd,
                         .pays = w->due_vnd,
                         .granted = w->granted };
}

static void page_says_the_same(void **state) {
  struct answers *x = *state;
  for (int i = 0; i < x->people; i++) {
    arena_reset(x->one);
    struct office_answer one = replayed(x, i);
    struct web_person p = page(x, i);
    money due = 0;
    assert_int_equal(p.why_count, BENEFITS);
    for (int k = 0; k < BENEFITS; k++) {
      const struct web_why *why = NULL;
      for (int j = 0; j < p.why_count; j++)
        if (str_is(p.whys[j].benefit, law_benefit_name(x->p, k))) why = &p.whys[j];
      assert_non_null(why);
      struct said said = said_by(&one.item[k]);
      if (said.due != LAW_VALUE)
        said.due = LAW_NOT_ENTITLED; /* a page shows that it is not known by `status` */
      same(x, i, k, "page", said, said_by_page(why));
      due += said.pays;
    }
    struct web_cell cell = { 0 };
    for (int m = 0; m < p.strip_count; m++)
      if (p.strip[m].m == x->when.for_month) cell = p.strip[m];
    assert_int_equal(cell.due, due);
  }
}

/* The list pays her: the page says so too, and not that another of the group is paid instead. */
static void one_share_of_two_who_could_have_it(void **state) {
  struct answers *x = *state;
  struct office_answer her = replayed(x, 1);
  assert_true(her.item[0].among_eligible.lost && !her.item[0].among_granted.lost);
  struct web_person p = page(x, 1), husband = page(x, 0);
  assert_string_equal(p.whys[0].benefit.p, "aid.b0");
  assert_true(p.whys[0].granted && p.whys[0].has_due && !p.whys[0].lost);
  assert_int_equal(p.whys[0].due_vnd, 2000);
  assert_null(strstr(p.whys[0].answer.p, "not paid"));
  assert_true(!husband.whys[0].granted && husband.whys[0].status == WEB_VALUE && !husband.whys[0].lost);
}

/* Households that marriages join to a person's, his own among them; 0 where nobody of them is married. */
static int joined(const struct answers *x, int i) {
  bool in[HOUSES] = { 0 }, more = true, married = false;
  int n = 0;
  in[x->house[i]] = true;
  while (more) {
    more = false;
    for (int k = 0; k < x->people; k++) {
      if (x->spouse[k] < 0 || !in[x->house[k]]) continue;
      married = true;
      more |= !in[x->house[x->spouse[k]]];
      in[x->house[x->spouse[k]]] = true;
    }
  }
  for (int h = 0; h < HOUSES; h++)
    n += in[h];
  return married ? n : 0;
}

/* What everything on the page costs, the second time as the first; and one benefit alone costs no more. */
static void page_asks_little(void **state) {
  struct answers *x = *state;
  struct db *db = ((struct session *)x->session)->db;
  for (int run = 0; run < PAGE_RUNS; run++)
    for (int i = 0; i < x->people; i++) {
      arena_reset(x->one);
      struct page g = { .x = x, .a = x->one, .i = i, .benefit = run == PAGE_RUNS - 1 ? S("aid.b0") : S("") };
      struct world *w = x->w;
      int64_t before = db_statements(db);
      ok(x->data.question(x->session, read_page, &g));
      int64_t asked = db_statements(db) - before;
      int others = joined(x, i);
      if (asked > STATEMENTS_A_PAGE + (others ? 1 + (others - 1) * STATEMENTS_A_HOUSEHOLD : 0))
        fail_msg("the page of person %d asks %lld statements", i, (long long)asked);
      assert_int_equal(g.p.why_count, g.benefit.n ? 1 : BENEFITS);
    }
}

static void row_numbers_find_nobody(void **state) {
  struct answers *x = *state;
  static const char *const typed[] = { "1", "17", "0", "", "-1", "AAAAAAAAAAAAAAAAA", "zzz", "1 OR 1=1" };
  struct web_when when = { x->when.for_month, x->when.facts };
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    struct web_person p;
    assert_int_equal(x->data.person(x->session, x->w->a, EN, when, str_of(typed[i]), &p), NOT_FOUND);
  }
}

/* ---- the caseload check ---- */

/* Every grant was paid what it makes due, or 500 where that is nothing. */
static void all_are_paid(struct answers *x, const struct office_determination *d) {
  struct world *w = x->w;
  const struct people_grant *grant;
  int64_t n = people_grants(d->c, &grant);
  for (int64_t i = 0; i < n; i++) {
    const struct office_row *r = office_find(d, place(d, grant[i].person), grant[i].benefit);
    money sum = r && r->due == OFFICE_VALUE ? r->due_amount : 500;
    struct reg_months_input in = {
      .grant = grant[i].id, .from = x->when.for_month, .to = x->when.for_month, .amount = sum
    };
    ok(reg_grant_paid(w->me, w->db, &w->act, &in, &w->no));
  }
}

static const struct office_finding *found(const struct office_finding *f, int64_t n, int64_t person,
                                          int benefit, enum office_finding_kind kind) {
  for (int64_t i = 0; i < n; i++)
    if (f[i].person == person && f[i].benefit == benefit && f[i].kind == kind) return &f[i];
  return NULL;
}

/* What gives way to another that was paid too is *exclusive*, whoever of the household or couple has the
 * other; what nobody has and all would be paid is *not granted*: as each one's own answer says. */
static void the_caseload_check_reads_the_answer(void **state) {
  struct answers *x = *state;
  struct world *w = x->w;
  struct office_determination d;
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  int exclusive = 0, others = 0, not_granted = 0;
  determined(x, &d);
  all_are_paid(x, &d);
  ok(reg_known(w->db, x->when.facts, &x->when.act));
  determined(x, &d);
  ok(office_check(w->a, &d, &f, &n, counts));
  for (int i = 0; i < x->people; i++) {
    arena_reset(x->one);
    struct office_answer one = replayed(x, i);
    if (x->death[i] < month_first(x->when.for_month)) continue; /* dead and paid, whatever else */
    for (int b = 0; b < BENEFITS; b++) {
      const struct office_item *item = &one.item[b];
      bool gives_way = item->grant && item->among_granted.lost; /* everything granted was paid */
      assert_int_equal(gives_way, found(f, n, x->person[i], b, FIND_EXCLUSIVE) != NULL);
      exclusive += gives_way;
      others += gives_way && item->among_granted.to_subject != x->person[i];
      bool would_be_paid = !item->grant && office_item_stands(item) && item->eligible_amount > 0;
      bool listed = found(f, n, x->person[i], b, FIND_NOT_GRANTED) != NULL;
      if (!would_be_paid) assert_false(listed);
      if (would_be_paid && !item->among_eligible.open &&
          !listed) { /* what it takes the place of is worth as much */
        bool as_much = false;
        for (int o = 0; o < BENEFITS; o++)
          as_much |= one.item[o].grant && one.item[o].among_eligible.lost &&
                     one.item[o].among_eligible.to == b &&
                     one.item[o].eligible_amount == item->eligible_amount;
        assert_true(as_much);
      }
      not_granted += listed;
    }
  }
  assert_true(exclusive > 3 && others > 1 && not_granted > 3);
}

/* ---- one question is one snapshot ---- */

struct between {
  struct page page;
  money before, after;
};

static money granted_sum(const struct web_person *p) {
  money sum = 0;
  for (int i = 0; i < p->grant_count; i++)
    sum += p->grants[i].vnd;
  return sum;
}

static enum err read_twice(void *context) {
  struct between *b = context;
  struct answers *x = b->page.x;
  enum err e = read_page(&b->page);
  b->before = granted_sum(&b->page.p);
  is_granted(x, b->page.i, 3);
  if (e == OK) e = read_page(&b->page);
  b->after = granted_sum(&b->page.p);
  return e;
}

/* Within a question nothing moves, whatever others write; after it nothing old is held: the same session sees
 * what was written, and the journal can be emptied. */
static void a_question_is_one_snapshot(void **state) {
  struct answers *x = *state;
  struct world *w = x->w;
  struct between b = { .page = { .x = x, .a = x->one } };
  assert_false(x->granted[0][3]);
  ok(x->data.question(x->session, read_twice, &b));
  assert_int_equal(b.before, b.after);
  struct web_person now = page(x, 0);
  assert_int_equal(granted_sum(&now), b.after + 1000);
  if (db_engine(w->db) != DB_SQLITE) return;
  int64_t busy;
  ok(db_int(w->db, "PRAGMA wal_checkpoint(TRUNCATE)", 0, NULL, &busy));
  assert_int_equal(busy, 0);
}

/* ---- law eval ---- */

static struct str situation(struct answers *x) {
  struct buf b = buf_new(x->w->a, 1 << 20);
  bool first = true;
  buf_z(&b, "{\"for\":\"2026-08\",\"law\":\"2026-08-31\",\"facts\":\"2026-08-31\",\"persons\":{");
  for (int i = 0; i < x->people; i++) {
    char z[11];
    buf_print(&b, "%s\"p%d\":{\"birth\":\"%s\"", i ? "," : "", i, date_iso(x->birth[i], z));
    if (x->death[i] < DATE_MAX) buf_print(&b, ",\"death\":\"%s\"", date_iso(x->death[i], z));
    for (int k = 0; k < BENEFITS; k++)
      if (x->value[i][k] >= 0)
        buf_print(&b, ",\"a%d\":[{\"value\":%d,\"from\":\"%s\"}]", k, x->value[i][k],
                  date_iso(later(x->birth[i], day(2024, 1, 1)), z));
    buf_c(&b, '}');
  }
  buf_z(&b, "},\"households\":{");
  for (int i = 0; i < x->people; i++) {
    bool head = !i || x->house[i] != x->house[i - 1];
    if (head) buf_print(&b, "%s\"h%d\":{\"head\":\"p%d\",\"members\":[", i ? "]}," : "", x->house[i], i);
    buf_print(&b, "%s\"p%d\"", head ? "" : ",", i);
  }
  buf_z(&b, "]}},\"links\":[");
  for (int i = 0; i < x->people; i++) {
    if (x->spouse[i] < 0) continue;
    buf_print(&b, "%s{\"from\":\"p%d\",\"link\":\"spouse\",\"to\":\"p%d\"}", first ? "" : ",", i,
              x->spouse[i]);
    first = false;
  }
  first = true;
  buf_z(&b, "],\"grants\":[");
  for (int i = 0; i < x->people; i++)
    for (int k = 0; k < BENEFITS; k++)
      if (x->granted[i][k]) {
        char z[11];
        buf_print(&b, "%s{\"person\":\"p%d\",\"benefit\":\"aid.%s%d\",\"decided\":\"%s\"}", first ? "" : ",",
                  i, k == OLD_NAME ? "old" : "b", k, date_iso(later(x->birth[i], day(2025, 1, 15)), z));
        first = false;
      }
  buf_z(&b, "],\"ask\":[");
  for (int i = 0; i < x->people * BENEFITS; i++)
    buf_print(&b, "%s{\"person\":\"p%d\",\"benefit\":\"aid.b%d\"}", i ? "," : "", i / BENEFITS, i % BENEFITS);
  buf_z(&b, "]}");
  assert_false(b.full);
  return buf_view(&b);
}

static enum law_status status_at(const char *text) {
  const char *at = strstr(text, "\"status\":\"");
  assert_non_null(at);
  at += strlen("\"status\":\"");
  return !strncmp(at, "value", 5) ? LAW_VALUE : !strncmp(at, "unknown", 7) ? LAW_UNKNOWN : LAW_NOT_ENTITLED;
}

static money value_at(const char *text) {
  const char *at = strstr(text, "\"value\":");
  return at ? atoll(at + strlen("\"value\":")) : 0;
}

/* One answer's text, which it cuts off at its end. */
static struct said said_by_eval(char *text) {
  struct said s = { .due = LAW_NOT_ENTITLED };
  char *due = strstr(text, "\"due\":");
  if (due) {
    s.granted = true;
    s.due = status_at(due);
    s.pays = value_at(due);
    *due = 0;
  }
  s.eligible = status_at(text);
  s.sum = s.eligible == LAW_VALUE ? value_at(text) : 0;
  return s;
}

static void eval_says_the_same(void **state) {
  struct answers *x = *state;
  struct buf out = buf_new(x->w->a, 8 << 20);
  enum err e = law_tool_eval(x->w->a, x->p, situation(x), EN, &out);
  if (e != OK) fail_msg("%.2000s", buf_view(&out).p);
  char *at = arena_text(x->w->a, out.p, out.n);
  at = strstr(at, "\"answers\":");
  for (int i = 0; i < x->people * BENEFITS; i++) {
    const char *name = arena_print(x->w->a, "{\"person\":\"p%d\"", i / BENEFITS);
    char *start = strstr(at, name);
    assert_non_null(start);
    arena_reset(x->one);
    char *end = strstr(start + 1, "{\"person\":");
    if (end) *end = 0;
    struct office_answer one = replayed(x, i / BENEFITS);
    same(x, i / BENEFITS, i % BENEFITS, "eval", said_by(&one.item[i % BENEFITS]), said_by_eval(start));
    if (end) *end = '{';
    at = end;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(replay_and_determination),
    cmocka_unit_test(all_kinds_are_drawn),
    cmocka_unit_test(explained_the_same),
    cmocka_unit_test(list_and_stored),
    cmocka_unit_test(page_says_the_same),
    cmocka_unit_test(one_share_of_two_who_could_have_it),
    cmocka_unit_test(eval_says_the_same),
    cmocka_unit_test(page_asks_little),
    cmocka_unit_test(row_numbers_find_nobody),
    cmocka_unit_test(the_caseload_check_reads_the_answer), /* it writes what was paid */
    cmocka_unit_test(a_question_is_one_snapshot),          /* the last: it writes */
  };
  return cmocka_run_group_tests(tests, answers_setup, answers_teardown);
}
