/* The invented world of the answers' tests. */
#include "answers_for_test.h"

static const char pack_start[] = "language 1\ndocument d \"D\" issued 2019-01-01 in_force 2020-01-01\nfact "
                                 "person.birth : date \"x\" required\n"
                                 "fact person.death : date \"x\" absent never\nparameter base : money "
                                 "\"x\"\n  from 2020-01-01 = 1000 [d 1]\n"
                                 "link spouse : person \"x\" absent none\n";
static const char pack_end[] =
    "concurrency share per household \"x\"\n  at most 1 of (aid.b0, aid.b1) keeping highest [d 1]\n"
    "concurrency pair per couple \"x\"\n  at most 1 of (aid.b2, aid.b4) keeping highest [d 1]\n"
    "concurrency own per person \"x\"\n  at most 1 of (aid.b1, aid.b2, aid.b3) keeping highest [d 1]\n";

/* `then`: as it was written when the grants were decided. */
static struct law_program *pack(struct arena *a, bool then) {
  struct buf b = buf_new(a, 1 << 16);
  struct law_program *p;
  buf_z(&b, pack_start);
  for (int k = 0; k < BENEFITS; k++)
    buf_print(
        &b,
        "fact person.a%d : integer 0..3 \"x\"\nbenefit aid.%s%d for person \"B%d\"\n  amount (base * a%d) "
        "exactly "
        "[d 1]\n  when a%d > 0 [d 1]\n  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops "
        "month_after [d 1]\n",
        k, then && k == OLD_NAME ? "old" : "b", k, k, k, k);
  if (!then) {
    buf_print(&b, "renamed benefit aid.old%d to aid.b%d from 2026-01-01 \"x\"\n", OLD_NAME, OLD_NAME);
    buf_z(&b, pack_end);
  }
  struct str name = S("t.luat"), text = buf_view(&b);
  if (law_load_text(a, 1, &name, &text, &p) != OK) {
    law_print_diagnostics(p, &b, EN);
    fail_msg("%s", b.p);
  }
  return p;
}

date later(date one, date other) { return one > other ? one : other; }

static void says(struct answers *x, const struct reg_vocabulary *v, int i, int k) {
  struct reg_fact_input f = { .kind = REG_PERSON,
                              .subject = x->person[i],
                              .fact = str_of(arena_print(x->w->a, "person.a%d", k)),
                              .known = true,
                              .value = x->value[i][k],
                              .value_name = S(""),
                              .valid_from = later(x->birth[i], day(2024, 1, 1)),
                              .valid_to = DATE_MAX };
  struct world *w = x->w;
  ok(reg_fact_change(w->me, w->db, &w->act, v, &f, &w->no));
}

void is_granted(struct answers *x, int i, int k) {
  struct world *w = x->w;
  struct reg_grant g = { .person = x->person[i],
                         .cases = S(""),
                         .amount = 1000,
                         .decision_no = S("1/QĐ"),
                         .signer = S("Chủ tịch"),
                         .payee = S("x"),
                         .decided = later(x->birth[i], day(2025, 1, 15)),
                         .running = true };
  g.first_month = month_of(g.decided);
  const char *name = k == OLD_NAME ? arena_print(w->a, "aid.old%d", k) : law_benefit_name(x->p, k);
  struct reg_grant_input in = { str_of(name), &g, NULL };
  int64_t id;
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &id, &w->no));
}

static void born_and_died(struct answers *x, struct rng *r, int i) {
  bool head = !i || x->house[i] != x->house[i - 1];
  x->birth[i] = day(1960 + i % 30, 1 + i % 12, 3);
  x->death[i] = DATE_MAX;
  if (x->house[i] == 0 || head) return;
  switch (rng_below(r, 6)) {
  case 0: x->birth[i] = day(2026, 8, 5 + i % 10); break;
  case 1: x->death[i] = day(2026, 8, 5 + i % 10); break;
  case 2: x->death[i] = day(2026, 5, 5 + i % 10); break;
  default: break;
  }
}

/* Neighbours in the list, of one household or of two. */
static void marry(struct answers *x, struct rng *r) {
  for (int i = 2; i + 1 < x->people; i++) {
    if (x->spouse[i] >= 0 || x->birth[i] > day(2010, 1, 1) || x->birth[i + 1] > day(2010, 1, 1)) continue;
    if (rng_below(r, 2)) continue;
    x->spouse[i] = i + 1;
    x->spouse[i + 1] = i;
  }
}

/* The first two are a couple who both meet the conditions of a benefit a household gets once; the second
 * alone has a grant. */
static void draw(struct answers *x, struct rng *r) {
  for (int h = 0; h < HOUSES; h++)
    for (int m = h ? 1 + (int)rng_below(r, MOST) : 2; m > 0; m--) {
      int i = x->people++;
      x->house[i] = h;
      x->spouse[i] = -1;
      born_and_died(x, r, i);
      for (int k = 0; k < BENEFITS; k++) {
        x->value[i][k] = h ? (int)rng_below(r, 6) - 1 : k ? 0 : 2;
        if (x->value[i][k] > 3) x->value[i][k] = 0;
        x->granted[i][k] = h ? rng_below(r, 3) == 0 : i == 1 && !k;
      }
    }
  marry(x, r);
}

static void is_married(struct answers *x, int i, int other) {
  struct world *w = x->w;
  struct reg_link_input in = { S("person.spouse"), x->person[i], x->person[other],
                               day(2020, 1, 1),    DATE_MAX,     NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &in, &w->no));
}

static void write_down(struct answers *x, const struct reg_vocabulary *v) {
  struct world *w = x->w;
  int64_t home = 0;
  for (int i = 0; i < x->people; i++) {
    bool head = !i || x->house[i] != x->house[i - 1];
    if (head) home = household(w, "Phú Xuân", day(2024, 1, 1));
    int y, m, d;
    date_split(x->birth[i], &y, &m, &d);
    x->person[i] = person(w, arena_print(w->a, "Nguyễn Văn Thử %d", i), y, m, d, REG_MALE);
    belongs(w, x->person[i], home, head ? S("head") : S("other"), later(x->birth[i], day(2024, 1, 1)));
    for (int k = 0; k < BENEFITS; k++) {
      if (x->value[i][k] >= 0) says(x, v, i, k);
      if (x->granted[i][k]) is_granted(x, i, k);
    }
  }
  for (int i = 0; i < x->people; i++)
    if (x->spouse[i] >= 0) is_married(x, i, x->spouse[i]);
  for (int i = 0; i < x->people; i++)
    if (x->death[i] < DATE_MAX) ok(reg_death(w->me, w->db, &w->act, x->person[i], x->death[i], &w->no));
}

int answers_setup(void **state) {
  struct world *w;
  struct str message;
  world_open(&w, "answer", true, true);
  struct answers *x = NEW(w->a, struct answers);
  struct rng r = { 20261126 };
  x->w = w;
  x->p = pack(w->a, false);
  on(w, 2026, 8, 20);
  x->one = arena_new("one person", (size_t)128 << 20);
  struct reg_vocabulary v = people_vocabulary(w->a, pack(w->a, true));
  ok(reg_vocabulary_import(w->db, w->a, &v));
  draw(x, &r);
  write_down(x, &v);
  ok(people_names_load(w->a, w->db, x->p, &x->names));
  date known = day(2026, 8, 31);
  x->when = (struct office_when) { mon(2026, 8), known, known, 0 };
  ok(reg_known(w->db, known, &x->when.act));
  struct viewer pages = viewer_pages();
  struct questions_place place = { w->place.path, x->p, EN };
  if (questions_open(&pages, w->a, &place, &x->data, &message) != OK) fail_msg("%s", message.p);
  ok(x->data.open(x->data.config, &x->session));
  *state = x;
  return 0;
}

int answers_teardown(void **state) {
  struct answers *x = *state;
  if (!x) return 0;
  x->data.close(x->session);
  questions_end(&x->data);
  arena_free(x->one);
  world_end(x->w);
  return 0;
}
