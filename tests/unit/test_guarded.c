/* What pages keep back: whatever a secret fact says of somebody they tell the same beside the same answer; of
 * a damaged row that there is one. People are invented. */
#include "world_for_test.h"

#include "kept_for_test.h"
#include "people/people.h"
#include "questions/questions.h"
#include "registry/packs.h"

/* The pages of one person. */
struct page {
  struct web_data data;
  void *session;
  struct arena *a;
  struct str id;
  struct web_person p;
  const char *benefit; /* NULL: the person's own page */
};

static enum err read_page(void *context) {
  struct page *x = context;
  struct web_when when = { mon(2026, 5), day(2026, 6, 1) };
  if (!x->benefit) return x->data.person(x->session, x->a, VI, when, x->id, &x->p);
  const struct web_why_ask ask = { x->id, str_of(x->benefit) };
  return x->data.why(x->session, x->a, VI, when, &ask, &x->p);
}

static void page_open(struct world *w, struct law_program *p, struct page *x) {
  struct str message;
  struct viewer pages = viewer_pages();
  struct questions_place place = { w->place.path, p, EN };
  *x = (struct page) { .a = w->a };
  if (questions_open(&pages, w->a, &place, &x->data, &message) != OK) fail_msg("%s", message.p);
  ok(x->data.open(x->data.config, &x->session));
}

static void page_close(struct page *x) {
  x->data.close(x->session);
  questions_end(&x->data);
}

static struct law_program *level_pack(struct world *w) {
  static const char pack[] =
      "language 1\ndocument d \"D\" issued 2019-12-01 in_force 2020-01-01\n  articles 1-9\n"
      "fact person.birth : date \"Sinh\" required\nfact person.death : date \"Mất\" absent never\n"
      "fact person.sex : sex \"Giới\" required\nenum sex \"Giới\" (male \"nam\", female \"nữ\")\n"
      "fact person.marsh : bool \"Sốt\" absent no secret\n"
      "fact person.lodges : bool \"Đang ở trọ\" absent no\n"
      "rule person.level : cases of money \"Mức\" choose highest of (f, g) [d 3]\n"
      " case f \"sốt\" when marsh and sex = female then 50 [d 4]\n case g \"già\" when sex = male then 40 [d "
      "5]\n"
      "benefit a.aid for person \"Quà\"\n  amount 2 * level [d 2]\n  when not lodges [d 3]\n"
      "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
      "benefit b.aid for person \"Thăm\"\n  amount 30 [d 2]\n  when marsh or not lodges [d 3]\n"
      "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n";
  struct str name = S("own/a.luat"), body = str_of(pack);
  struct law_program *p;
  struct buf b = buf_new(w->a, 1 << 16);
  enum err e = law_load_text(w->a, 1, &name, &body, &p);
  if (law_print_diagnostics(p, &b, EN) || e != OK) fail_msg("%s", b.p);
  return p;
}

static void put_reasons(struct buf *b, const struct web_reason *x, int n, int depth) {
  for (int i = 0; i < n; i++) {
    buf_print(b, "%*s%d %d %.*s", depth, "", (int)x[i].mark, x[i].secret, (int)x[i].text.n, x[i].text.p);
    buf_print(b, " %.*s %.*s %.*s\n", (int)x[i].value.n, x[i].value.p, (int)x[i].origin.n, x[i].origin.p,
              (int)x[i].citation.n, x[i].citation.p);
    put_reasons(b, x[i].kids, x[i].kid_count, depth + 1);
  }
}

/* All that pages tell of a benefit. */
static struct str page_of(struct world *w, const struct web_why *x) {
  struct buf b = buf_growing(w->a);
  buf_print(&b, "%d %lld %.*s %.*s %.*s\n", (int)x->status, (long long)x->vnd, (int)x->answer.n, x->answer.p,
            (int)x->sum.n, x->sum.p, (int)x->citation.n, x->citation.p);
  put_reasons(&b, x->reasons, x->reason_count, 0);
  put_reasons(&b, x->tree, x->tree_count, 0);
  for (int i = 0; i < x->unknown_count; i++)
    buf_print(&b, "%.*s\n", (int)x->unknowns[i].n, x->unknowns[i].p);
  for (int i = 0; i < x->change_count; i++)
    buf_print(&b, "%.*s\n", (int)x->changes[i].n, x->changes[i].p);
  return buf_view(&b);
}

struct said_page {
  enum web_status status;
  money vnd;
  struct str all;
};

enum { PAGES = 4 }; /* of both benefits: the reasons, and the person's own page */

static void said_pages(struct world *w, struct page *x, struct said_page ret[PAGES]) {
  static const char *const benefit[] = { "a.aid", "b.aid", NULL };
  int n = 0;
  for (int b = 0; b < 3; b++) {
    x->benefit = benefit[b];
    ok(x->data.question(x->session, read_page, x));
    for (int i = 0; i < x->p.why_count; i++, n++) { /* a person's own page has them by what comes of them */
      int of = str_is(x->p.whys[i].benefit, benefit[0]) ? 0 : 1;
      ret[b < 2 ? b : 2 + of] = (struct said_page) { x->p.whys[i].status, x->p.whys[i].vnd,
                                                     page_of(w, &x->p.whys[i]) };
    }
  }
  assert_int_equal(n, PAGES);
}

/* no, yes, asked and not known */
static void put_fact(struct world *w, const struct reg_vocabulary *v, int64_t who, const char *fact,
                     int way) {
  struct reg_fact_input in = { .kind = REG_PERSON,
                               .subject = who,
                               .fact = str_of(fact),
                               .known = way < 2,
                               .value = way == 1,
                               .valid_from = day(2026, 1, 1),
                               .valid_to = DATE_MAX };
  enum err e = reg_fact_change(w->me, w->db, &w->act, v, &in, &w->no);
  if (e != OK) fail_msg("%s %s %s", w->no.code, w->no.field, w->no.en);
}

/* One of many of one name; his number for the pages. */
static struct str one_more(struct world *w, const struct reg_vocabulary *v, int lodges, int ill) {
  char id[REG_PUBLIC_ID + 1];
  int64_t home = household(w, "Vỹ Dạ", day(2026, 1, 1));
  int64_t who = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  belongs(w, who, home, S("head"), day(2026, 1, 1));
  put_fact(w, v, who, "person.lodges", lodges);
  put_fact(w, v, who, "person.marsh", ill);
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, who, id));
  return str_of(arena_print(w->a, "%s", id));
}

static int compared(const struct said_page *a, const struct said_page *b) {
  int same = 0;
  for (int k = 0; k < PAGES; k++) {
    if (a[k].status != b[k].status || a[k].vnd != b[k].vnd) continue;
    if (!str_eq(a[k].all, b[k].all))
      fail_msg("page %d:\n%.*s--\n%.*s", k, (int)a[k].all.n, a[k].all.p, (int)b[k].all.n, b[k].all.p);
    same++;
  }
  return same;
}

static void of_one_answer_the_same_is_told(void **state) {
  enum { WAYS = 3 };
  struct world *w = *state;
  struct law_program *packs = level_pack(w);
  struct reg_vocabulary v = people_vocabulary(w->a, packs);
  struct page x;
  int same = 0;
  w->act.confirmed = S("person_again");
  ok(reg_vocabulary_import(w->db, w->a, &v));
  page_open(w, packs, &x);
  for (int lodges = 0; lodges < WAYS; lodges++) {
    struct said_page said[WAYS][PAGES];
    for (int ill = 0; ill < WAYS; ill++) {
      x.id = one_more(w, &v, lodges, ill);
      said_pages(w, &x, said[ill]);
      for (int other = 0; other < ill; other++)
        same += compared(said[other], said[ill]);
    }
  }
  assert_true(same > 8);
  page_close(&x);
}

static enum err read_packs(void *context) {
  struct page *x = context;
  struct web_packs packs;
  return x->data.packs(x->session, x->a, &packs);
}

/* Of a row that stops every page they say where it is told, and who runs the server which it is. */
static void a_damaged_row_is_said(void **state) {
  struct world *w = *state;
  struct law_program *law = level_pack(w);
  struct reg_pack_text text = { S("a/b.luat"), S("x") };
  const struct reg_pack_set set = { 1, &text };
  const struct reg_adopt_input in = { &set, 1, 1 };
  struct page x;
  if (test_db_on_server()) return;
  ok(reg_packs_adopt(w->me, w->db, &w->act, &in, &w->no));
  page_open(w, law, &x);
  ok(x.data.question(x.session, read_packs, &x));
  assert_int_equal(x.data.damage(x.session, w->a, EN).n, 0);
  ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON; UPDATE pack_adoption SET language = 0"));
  assert_int_equal(x.data.question(x.session, read_packs, &x), IO);
  struct str said = x.data.damage(x.session, w->a, EN);
  assert_non_null(strstr(said.p, "ansinh db check"));
  assert_null(strstr(said.p, "pack_adoption")); /* pages are told of no rows */
  page_close(&x);
}

static int end(void **state) {
  struct world *w = *state;
  struct str id;
  ok(reg_keep_id(w->a, w->db, &id));
  remove_kept(w->a, w->place.path, id.p);
  return world_teardown(state);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(of_one_answer_the_same_is_told, world_setup, end),
    cmocka_unit_test_setup_teardown(a_damaged_row_is_said, world_setup, end),
  };
  return cmocka_run_group_tests_name("guarded", tests, NULL, NULL);
}
