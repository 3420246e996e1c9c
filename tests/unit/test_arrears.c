/* What is still owed for a month: the page, an explanation, everybody's determination, an adoption, the check
 * and the list say one thing of each benefit of each month, whatever day it is asked. Under a law of its own,
 * whose level is 100, and 120 from July for whoever was granted before the decree of 5 October; from that day
 * for everyone. All people are invented. */
#include "small_for_test.h"

#include "questions/questions.h"

/* Benefits in the order of the law. */
enum { AID, CARE, BURIAL, ASKED, BENEFITS };
enum who {
  MOT,   /* aid, paid to November; died on 3 November, burial decided on the 12th */
  HAI,   /* aid decided on 20 November, of which nothing is paid */
  SAU,   /* aid paid to November; care decided on 20 November */
  MUON,  /* died on 8 October, burial decided on 9 November */
  CUOI,  /* aid paid to October; died on the 20th, burial decided on the 26th */
  XONG,  /* died on 8 October, burial decided on 9 November and paid */
  THIEU, /* the same, 2,000 of 2,400 paid */
  SOM,   /* died on 25 September, burial decided on 2 October, before the decree */
  LECH,  /* in November too much aid was paid and too little care */
  HOI,   /* granted what a fact is missing for */
  THOI,  /* granted aid on 20 November, for July to October alone */
  PEOPLE
};
enum { FIRST_MONTH = 2026 * 12 + 6, MONTHS = 6 }; /* July to December 2026 */

static const char pack_text[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "document decree \"R\" issued 2026-08-01 in_force 2026-10-05 amends d\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..9 \"x\" absent 0\nfact person.asked : bool \"x\"\n"
    "parameter level : money \"x\"\n  from 2020-01-01 = 100 [d 1]\n"
    "  from 2026-07-01 only granted before 2026-10-05 = 120 [decree 1]\n"
    "  from 2026-10-05 = 120 [decree 1]\n"
    "rule person.alive : bool \"x\" = not (death < day) [d 1]\n"
    "rule person.died_now : bool \"x\" = death <= day and death plus 1 months > day [d 1]\n"
    "benefit aid for person \"A\"\n  amount level [d 1]\n  when (k = 1 or k = 2) and alive [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit care for person \"C\"\n  amount level * 2 exactly [d 1]\n  when k = 2 and alive [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit burial for person \"B\" once deceased\n  amount level * 20 exactly [d 1]\n"
    "  when died_now [d 1]\n"
    "  starts month_of_conditions [d 1]\n  changes same_month [d 1]\n  stops same_month [d 1]\n"
    "benefit asked for person \"Q\"\n  amount 30 [d 1]\n  when k = 3 and asked and alive [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n";

struct town {
  struct small *x;
  int64_t person[PEOPLE];
  struct web_data data;
  void *session;
};

/* ---- what is expected ---- */

static const struct expected {
  enum who who;
  int benefit, from, to; /* months of 2026 */
  int since[3];          /* the day on which its list is no longer to be paid */
  money law, facts;
  bool open;
} all_expected[] = {
  { MOT, AID, 7, 10, { 2026, 1, 1 }, 20, 0, false },
  { MOT, BURIAL, 11, 11, { 2027, 2, 1 }, 0, 2400, false }, /* on the list of December */
  { HAI, AID, 11, 11, { 2027, 2, 1 }, 0, 120, false },     /* on the list of December */
  { HAI, AID, 12, 12, { 2027, 2, 1 }, 0, 120, false },
  { SAU, AID, 7, 10, { 2026, 1, 1 }, 20, 0, false },
  { SAU, AID, 12, 12, { 2027, 2, 1 }, 0, 120, false },
  { SAU, CARE, 11, 11, { 2027, 2, 1 }, 0, 240, false },
  { SAU, CARE, 12, 12, { 2027, 2, 1 }, 0, 240, false },
  { MUON, BURIAL, 10, 10, { 2027, 2, 1 }, 0, 2400, false }, /* on the list of December */
  { CUOI, AID, 7, 10, { 2026, 1, 1 }, 20, 0, false },
  { CUOI, BURIAL, 10, 10, { 2027, 2, 1 }, 0, 2400, false }, /* November's list was drawn: on December's */
  { THIEU, BURIAL, 10, 10, { 2026, 1, 1 }, 0, 400, false },
  { SOM, BURIAL, 9, 9, { 2027, 1, 1 }, 0, 2000, false }, /* on the list of November, by the level of its day
                                                          */
  { LECH, AID, 11, 11, { 2026, 1, 1 }, 0, -80, false },
  { LECH, AID, 12, 12, { 2027, 2, 1 }, 0, 120, false },
  { LECH, CARE, 11, 11, { 2026, 1, 1 }, 0, 140, false },
  { LECH, CARE, 12, 12, { 2027, 2, 1 }, 0, 240, false },
  { THOI, AID, 7, 9, { 2027, 2, 1 }, 0, 100, false }, /* on the list of December, though it ended */
  { THOI, AID, 10, 10, { 2027, 2, 1 }, 0, 120, false },
  { HOI, ASKED, 11, 11, { 2027, 2, 1 }, 0, 0, true },
  { HOI, ASKED, 12, 12, { 2027, 2, 1 }, 0, 0, true },
};

static struct office_arrears expected(enum who who, int benefit, month m, date known) {
  struct office_arrears found = { 0 };
  for (size_t i = 0; i < sizeof all_expected / sizeof *all_expected; i++) {
    const struct expected *e = &all_expected[i];
    if (e->who != who || e->benefit != benefit || m < mon(2026, e->from) || m > mon(2026, e->to)) continue;
    if (known >= day(e->since[0], e->since[1], e->since[2]))
      found = (struct office_arrears) { e->open, { e->law, e->facts } };
  }
  return found;
}

/* Days on which it is asked: all of November's decisions are on December's list; November is over, and that
 * list is still to be paid; so is nothing any more. */
static const int asked_on[][3] = { { 2026, 12, 20 }, { 2027, 1, 5 }, { 2027, 2, 10 } };
enum { DAYS = sizeof asked_on / sizeof *asked_on };

static date asked_day(int i) { return day(asked_on[i][0], asked_on[i][1], asked_on[i][2]); }

static void same(const char *face, int who, int benefit, month m, date known, struct office_arrears said) {
  struct office_arrears want = expected(who, benefit, m, known);
  char text[11];
  if (said.open == want.open && said.cause[CAUSE_LAW] == want.cause[CAUSE_LAW] &&
      said.cause[CAUSE_FACTS] == want.cause[CAUSE_FACTS])
    return;
  fail_msg(
      "%s: person %d, benefit %d, month %d of 2026, asked on %s: %s law %lld facts %lld, not %s %lld %lld",
      face, who, benefit, m - mon(2026, 1) + 1, date_text(known, EN, text), said.open ? "open" : "known",
      (long long)said.cause[CAUSE_LAW], (long long)said.cause[CAUSE_FACTS], want.open ? "open" : "known",
      (long long)want.cause[CAUSE_LAW], (long long)want.cause[CAUSE_FACTS]);
}

/* ---- the town, by acts ---- */

static void pays(struct small *x, int64_t grant, int from, int to, money amount) {
  small_paid(x, grant, mon(2026, from), mon(2026, to), amount);
}

/* Granted in July 2025, and paid at 100 to October. */
static int64_t aided(struct town *t, enum who who) {
  int64_t grant = small_grant(t->x, t->person[who], "aid", day(2025, 7, 10), mon(2025, 7));
  struct world *w = t->x->w;
  struct reg_months_input in = { .grant = grant, .from = mon(2025, 7), .to = mon(2026, 10), .amount = 100 };
  ok(reg_grant_paid(w->me, w->db, &w->act, &in, &w->no));
  return grant;
}

static void dies(struct town *t, enum who who, date death) {
  struct world *w = t->x->w;
  ok(reg_death(w->me, w->db, &w->act, t->person[who], death, &w->no));
}

/* Recorded on the day of the decision. */
static int64_t buried(struct town *t, enum who who, int decided_month, int decided_day, int of) {
  on(t->x->w, 2026, decided_month, decided_day);
  return small_grant(t->x, t->person[who], "burial", day(2026, decided_month, decided_day), mon(2026, of));
}

static void settle(struct town *t) {
  static const int k_of[PEOPLE] = {
    [MOT] = 1, [HAI] = 1, [SAU] = 2, [CUOI] = 1, [LECH] = 2, [THOI] = 1, [HOI] = 3
  };
  struct world *w = t->x->w;
  on(w, 2026, 9, 1);
  for (int i = 0; i < PEOPLE; i++) {
    t->person[i] = small_person(t->x, "Lê Thị Ai", day(1950, 1, 1 + i), k_of[i]);
    belongs(w, t->person[i], household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  }
}

static void live_on(struct town *t) {
  struct small *x = t->x;
  struct world *w = x->w;
  on(w, 2026, 10, 1);
  dies(t, SOM, day(2026, 9, 25));
  buried(t, SOM, 10, 2, 9);
  on(w, 2026, 10, 20);
  int64_t mot = aided(t, MOT), sau = aided(t, SAU), cuoi = aided(t, CUOI);
  assert_true(cuoi > 0);
  int64_t aid = small_grant(x, t->person[LECH], "aid", day(2026, 10, 20), mon(2026, 11)),
          care = small_grant(x, t->person[LECH], "care", day(2026, 10, 20), mon(2026, 11));
  on(w, 2026, 10, 22);
  dies(t, MUON, day(2026, 10, 8));
  dies(t, XONG, day(2026, 10, 8));
  dies(t, THIEU, day(2026, 10, 8));
  dies(t, CUOI, day(2026, 10, 20));
  buried(t, CUOI, 10, 26, 10);
  on(w, 2026, 11, 8);
  pays(x, mot, 11, 11, 120);
  pays(x, sau, 11, 11, 120);
  pays(x, aid, 11, 11, 200);
  pays(x, care, 11, 11, 100);
  buried(t, MUON, 11, 9, 10);
  pays(x, buried(t, XONG, 11, 9, 10), 10, 10, 2400);
  pays(x, buried(t, THIEU, 11, 9, 10), 10, 10, 2000);
  dies(t, MOT, day(2026, 11, 3));
  buried(t, MOT, 11, 12, 11);
  on(w, 2026, 11, 20);
  small_grant(x, t->person[HAI], "aid", day(2026, 11, 20), mon(2026, 11));
  small_grant(x, t->person[SAU], "care", day(2026, 11, 20), mon(2026, 11));
  small_grant(x, t->person[HOI], "asked", day(2026, 11, 20), mon(2026, 11));
  struct reg_months_input ended = { .grant = small_grant(x, t->person[THOI], "aid", day(2026, 11, 20),
                                                         mon(2026, 7)),
                                    .to = mon(2026, 10),
                                    .reason = S("x") };
  ok(reg_grant_end(w->me, w->db, &w->act, &ended, &w->no));
}

static int setup(void **state) {
  struct small *x;
  struct str message;
  small_open(&x, "arrears", pack_text);
  struct town *t = NEW(x->w->a, struct town);
  t->x = x;
  settle(t);
  live_on(t);
  struct viewer pages = viewer_pages();
  struct questions_place place = { x->w->place.path, x->p, EN };
  if (questions_open(&pages, x->w->a, &place, &t->data, &message) != OK) fail_msg("%s", message.p);
  assert_int_equal(t->data.open(t->data.config, &t->session), OK);
  *state = t;
  return 0;
}

static int teardown(void **state) {
  struct town *t = *state;
  t->data.close(t->session);
  questions_end(&t->data);
  small_close(t->x);
  return 0;
}

/* ---- asking ---- */

/* One person read by himself, as an explanation has it; briefly too. */
static void explained(void **state) {
  struct town *t = *state;
  struct world *w = t->x->w;
  for (int i = 0; i < DAYS; i++) {
    struct office_when when = small_when(t->x, FIRST_MONTH, asked_day(i));
    struct people *c = small_everybody(t->x, when);
    struct office_asker *k = office_asker_new(w->a, t->x->p, c, people_source_new(w->a, c), when);
    for (int who = 0; who < PEOPLE; who++)
      for (month m = FIRST_MONTH; m < FIRST_MONTH + MONTHS; m++)
        for (int brief = 0; brief < 2; brief++) {
          struct office_answer x;
          ok(office_ask(k, t->person[who], m, brief, &x));
          for (int b = 0; b < BENEFITS; b++)
            same(brief ? "brief" : "explain", who, b, m, when.facts, x.item[b].arrears);
        }
    office_asker_free(k);
  }
}

static void determined(void **state) {
  struct town *t = *state;
  struct world *w = t->x->w;
  for (int i = 0; i < DAYS; i++)
    for (month m = FIRST_MONTH; m < FIRST_MONTH + MONTHS; m++) {
      struct office_when when = small_when(t->x, m, asked_day(i));
      struct office_determination d, payment;
      ok(office_determine_payment(w->a, t->x->p, small_everybody(t->x, when), when, 1, &payment));
      ok(office_determine(w->a, t->x->p, payment.c, when, NULL, 1, &d));
      for (int32_t at = 0; at < d.m.people; at++)
        for (int who = 0; who < PEOPLE; who++) {
          struct office_answer x;
          if (d.m.person[at] != t->person[who]) continue;
          office_answer_of(w->a, &d, &payment, at, &x);
          for (int b = 0; b < BENEFITS; b++)
            same("determination", who, b, m, when.facts, x.item[b].arrears);
        }
    }
}

/* The law's side of the check is that of the payment: what the law moved by since is no finding. */
static void checked(void **state) {
  struct town *t = *state;
  struct world *w = t->x->w;
  for (int i = 0; i < DAYS; i++)
    for (month m = FIRST_MONTH; m < FIRST_MONTH + MONTHS; m++) {
      struct office_when when = small_when(t->x, m, asked_day(i));
      struct office_determination d;
      struct office_finding *f;
      int64_t n, counts[FIND_KINDS];
      ok(office_determine_payment(w->a, t->x->p, small_everybody(t->x, when), when, 1, &d));
      ok(office_check(w->a, &d, &f, &n, counts));
      for (int who = 0; who < PEOPLE; who++)
        for (int b = 0; b < BENEFITS; b++) {
          struct office_arrears said = expected(who, b, m, when.facts);
          said.cause[CAUSE_FACTS] = 0;
          for (int64_t k = 0; k < n; k++)
            if (f[k].person == t->person[who] && f[k].benefit == b &&
                (f[k].kind == FIND_LAW_HIGHER || f[k].kind == FIND_LAW_LOWER))
              said.cause[CAUSE_FACTS] += f[k].law - f[k].paid;
          same("check", who, b, m, when.facts, said);
        }
    }
}

struct page {
  struct town *t;
  enum who who;
  date known;
  struct web_person p;
};

static enum err read_page(void *context) {
  struct page *g = context;
  struct world *w = g->t->x->w;
  char id[REG_PUBLIC_ID + 1];
  enum err e = reg_id_of(w->me, w->db, REG_ID_PERSON, g->t->person[g->who], id);
  struct web_when when = { mon(2026, 12), g->known };
  if (e != OK) return e;
  return g->t->data.person(g->t->session, w->a, EN, when, str_of(arena_text(w->a, id, REG_PUBLIC_ID)), &g->p);
}

/* The months side by side: what is owed and what was paid too much, each benefit judged before any sum. */
static void on_the_page(void **state) {
  struct town *t = *state;
  struct world *w = t->x->w;
  for (int i = 0; i < DAYS; i++)
    for (int who = 0; who < PEOPLE; who++) {
      struct page g = { .t = t, .who = who, .known = asked_day(i) };
      int shown = 0;
      ok(t->data.question(t->session, read_page, &g));
      for (int s = 0; s < g.p.strip_count; s++) {
        const struct web_cell *c = &g.p.strip[s];
        money owed = 0, back = 0;
        bool open = false;
        for (int b = 0; b < BENEFITS; b++) {
          struct office_arrears want = expected(who, b, c->m, g.known);
          money more = want.cause[CAUSE_LAW] + want.cause[CAUSE_FACTS];
          *(more < 0 ? &back : &owed) += more;
          open |= want.open;
        }
        shown += c->m >= FIRST_MONTH && c->m < FIRST_MONTH + MONTHS;
        if (c->owed != owed || c->back != back || c->arrears_open != open)
          fail_msg("page: person %d, month %d of 2026: owed %lld back %lld, not %lld %lld", who,
                   c->m - mon(2026, 1) + 1, (long long)c->owed, (long long)c->back, (long long)owed,
                   (long long)back);
      }
      assert_int_equal(shown, MONTHS);
    }
}

/* Whom the decree touches: all months of the benefit. */
static void adopted(void **state) {
  struct town *t = *state;
  struct world *w = t->x->w;
  for (int i = 0; i < DAYS; i++) {
    struct office_when when = small_when(t->x, FIRST_MONTH + MONTHS - 1, asked_day(i));
    struct office_adoption x;
    int found = 0;
    ok(office_adopt(w->a, t->x->p, small_everybody(t->x, when), t->x->areas, S("decree"), when, 1, &x));
    assert_int_equal(x.from, FIRST_MONTH);
    for (int who = 0; who < PEOPLE; who++)
      for (int b = 0; b < BENEFITS; b++) {
        money law = 0, facts = 0, said_law = 0, said_facts = 0;
        bool listed = false;
        for (month m = x.from; m <= x.to; m++) {
          struct office_arrears want = expected(who, b, m, when.facts);
          law += want.cause[CAUSE_LAW];
          facts += want.cause[CAUSE_FACTS];
        }
        for (int64_t k = 0; k < x.n; k++) {
          if (x.at[k].person != t->person[who] || x.at[k].benefit != b) continue;
          listed = true;
          said_law += x.at[k].law + x.at[k].back[CAUSE_LAW];
          said_facts += x.at[k].facts + x.at[k].back[CAUSE_FACTS];
        }
        if (said_law != law || (listed && said_facts != facts))
          fail_msg("adopt: person %d, benefit %d: law %lld facts %lld, not %lld %lld", who, b,
                   (long long)said_law, (long long)said_facts, (long long)law, (long long)facts);
        found += listed;
      }
    assert_int_equal(found, 3); /* the aid of Một, Sáu and Cuối */
  }
}

/* The months before that a list carries are not owed, and are once its time is over. */
static void carried_on(const struct office_due_line *l, enum who who, month list, date known) {
  money later = 0;
  for (month m = FIRST_MONTH; m < list; m++) {
    struct office_arrears over = expected(who, l->benefit, m, asked_day(DAYS - 1));
    same("list", (int)who, l->benefit, m, known, (struct office_arrears) { 0 });
    later += over.cause[CAUSE_LAW] + over.cause[CAUSE_FACTS];
  }
  assert_int_equal(list, mon(2026, 12));
  assert_int_equal(l->arrears, later);
}

/* What is on a list that is still to be paid is not owed besides. */
static void listed(void **state) {
  static const struct {
    enum who who;
    int y, m;
    money sum;
  } once[] = {
    { MOT, 2026, 12, 2400 }, { MUON, 2026, 12, 2400 }, { CUOI, 2026, 12, 2400 }, { SOM, 2026, 11, 2000 }
  };
  enum { ONCE = sizeof once / sizeof *once };
  struct town *t = *state;
  struct world *w = t->x->w;
  int on_lists = 0, arrears = 0;
  for (month m = mon(2026, 11); m <= mon(2027, 2); m++) {
    struct office_when when = small_when(t->x, m, month_first(m) - 8), last; /* when it is drawn */
    struct office_determination now, before;
    struct office_due_line *line;
    int64_t n;
    ok(reg_known(w->db, when.facts, &when.act));
    last = when;
    last.for_month--;
    ok(office_determine(w->a, t->x->p, small_everybody(t->x, when), when, NULL, 1, &now));
    ok(office_determine_payment(w->a, t->x->p, now.c, last, 1, &before));
    ok(office_due_lines(w->a, &(struct office_due_ask) { &now, &before, NULL, 1 }, &line, &n));
    for (int64_t k = 0; k < n; k++) {
      int who = 0;
      while (who < PEOPLE && t->person[who] != line[k].person)
        who++;
      assert_true(who < PEOPLE);
      if (line[k].unrecorded) /* the list before has time yet */
        same("list", who, line[k].benefit, m - 1, when.facts, (struct office_arrears) { 0 });
      if (line[k].arrears) {
        carried_on(&line[k], (enum who)who, m, when.facts);
        arrears++;
      }
      if (line[k].benefit != BURIAL || !line[k].now) continue;
      int at = 0;
      while (at < ONCE && (once[at].who != (enum who)who || mon(once[at].y, once[at].m) != m))
        at++;
      assert_true(at < ONCE);
      assert_int_equal(line[k].now, once[at].sum);
      on_lists++;
      for (month of = mon(2026, 9); of <= mon(2026, 11); of++)
        same("list", who, BURIAL, of, when.facts, (struct office_arrears) { 0 });
    }
  }
  assert_int_equal(on_lists, ONCE);
  assert_int_equal(arrears, 3); /* December's: Hai's November, Sáu's care, what of Thôi has ended */
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(explained),   cmocka_unit_test(determined), cmocka_unit_test(checked),
    cmocka_unit_test(on_the_page), cmocka_unit_test(adopted),    cmocka_unit_test(listed),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
