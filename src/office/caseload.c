/* caseload: what was paid in a month, set against the law of that month. Nothing stops by itself: each
 * difference is a task. */
#include "office/caseload.h"

static const struct {
  const char *name, *vi, *en;
} kinds[FIND_KINDS] = {
  [FIND_EQUAL] = { "equal", "Luật bằng mức đã chi", "Law equals what was paid" },
  [FIND_LAW_HIGHER] = { "law_higher", "Luật cao hơn mức đã chi", "Law higher than paid" },
  [FIND_LAW_LOWER] = { "law_lower", "Luật thấp hơn mức đã chi", "Law lower than paid" },
  [FIND_FACT_MISSING] = { "fact_missing", "Thiếu dữ kiện để xác định", "A fact is missing" },
  [FIND_NO_PAPER] = { "no_paper", "Không thấy quyết định", "No decision paper found" },
  [FIND_DEAD_PAID] = { "dead_paid", "Đã chết nhưng vẫn chi", "Dead and still paid" },
  [FIND_PAID_TWICE] = { "paid_twice", "Chi hai lần một chế độ", "One benefit paid twice" },
  [FIND_EXCLUSIVE] = { "exclusive", "Chi hai chế độ loại trừ nhau", "Two benefits that exclude each other" },
  [FIND_NOT_GRANTED] = { "not_granted", "Đủ điều kiện nhưng chưa hưởng", "Eligible and not granted" },
  [FIND_TWO_HOUSEHOLDS] = { "two_households", "Thuộc hai hộ cùng lúc", "In two households at once" },
  [FIND_TWIN_GRANTS] = { "twin_grants", "Hai quyết định một chế độ cùng hiệu lực",
                         "Two grants of one benefit stand" },
  [FIND_VERY_OLD] = { "very_old", "Trên 110 tuổi, chưa ghi đã chết", "Over 110 and believed alive" },
  [FIND_BAD_ROW] = { "bad_row", "Dòng sổ sai, không đọc được", "A row of the register that cannot be" },
};

const char *office_finding_name(enum office_finding_kind k) { return kinds[k].name; }
const char *office_finding_title(enum office_finding_kind k, enum lang lang) {
  return lang == VI ? kinds[k].vi : kinds[k].en;
}

void caseload_find(struct check *c, struct office_finding f) {
  int32_t at = f.person > 0 && f.person <= c->top ? c->at_of[f.person] : -1;
  const struct people_month *m = &c->d->m;
  if (at >= 0 && m->seen && !m->seen[at]) return;
  f.at = at;
  if (at >= 0) { /* the household's row by bisection */
    int64_t low = 0, high = m->households;
    while (high - low > 1) {
      int64_t middle = (low + high) / 2;
      if (m->start[middle] <= at)
        low = middle;
      else
        high = middle;
    }
    f.area = m->area[low];
  }
  c->counts[f.kind]++;
  *VEC_PUSH(c->a, &c->out) = f;
}

static void find(struct check *c, enum office_finding_kind k, int64_t person, int benefit, int32_t grant,
                 money law, money paid, const char *vi, const char *en) {
  caseload_find(c, (struct office_finding) { .kind = k,
                                             .person = person,
                                             .benefit = benefit,
                                             .grant = grant,
                                             .law = law,
                                             .paid = paid,
                                             .detail = { str_of(vi), str_of(en) } });
}

static const struct office_row *row_of_grant(const struct check *c, int64_t g) {
  return c->row_of[g] >= 0 ? &c->d->row[c->row_of[g]] : NULL;
}

static const char *const see_why[] = { "xem «Vì sao» để biết thiếu dữ kiện nào",
                                       "see «Why» for what is missing" };
const char *const office_uncomputed[2] = { "không tính được theo luật đã ghi",
                                           "cannot be computed as the law is written" };

/* One person's grants paid in the month: [from, to) of `order`. */
static void one_person(struct check *c, const int32_t *order, int64_t from, int64_t to,
                       const uint8_t *excludes, int n_benefits) {
  month m = c->d->when.for_month;
  char day[11];
  for (int64_t i = from; i < to; i++) {
    const struct people_grant *g = &c->grants[order[i]];
    money paid = office_paid(g, m);
    date death = people_death(c->d->c, g->person);
    if (death < month_first(m)) {
      find(c, FIND_DEAD_PAID, g->person, g->benefit, order[i], 0, paid,
           arena_print(c->a, "chết ngày %s, vẫn chi tháng này", date_vn(death, day)),
           arena_print(c->a, "died on %s, still paid this month", date_vn(death, day)));
      continue;
    }
    bool twice = false, beside = false;
    for (int64_t k = from; k < i; k++) {
      const struct people_grant *o = &c->grants[order[k]];
      twice |= o->benefit == g->benefit;
      beside |= o->benefit != g->benefit && excludes[o->benefit * n_benefits + g->benefit];
    }
    if (twice) {
      find(c, FIND_PAID_TWICE, g->person, g->benefit, order[i], 0, paid,
           "đã chi theo một quyết định khác cùng chế độ",
           "already paid under another decision for the same benefit");
      continue;
    }
    if (beside) {
      find(c, FIND_EXCLUSIVE, g->person, g->benefit, order[i], 0, paid, "chỉ được hưởng một trong hai chế độ",
           "only one of the two may be paid");
      continue;
    }
    if (g->no_paper)
      find(c, FIND_NO_PAPER, g->person, g->benefit, order[i], paid, paid,
           "không có số quyết định trong hồ sơ", "no decision number in the file");
    const struct office_row *r = row_of_grant(c, order[i]);
    bool other = false; /* of an excluding pair the later one is the finding: this one is judged alone */
    for (int64_t k = i + 1; k < to; k++)
      other |= c->grants[order[k]].benefit != g->benefit &&
               excludes[c->grants[order[k]].benefit * n_benefits + g->benefit];
    if (r && r->eligible >= OFFICE_UNKNOWN) {
      bool fault = r->eligible == OFFICE_FAULT;
      find(c, FIND_FACT_MISSING, g->person, g->benefit, order[i], 0, paid,
           fault ? office_uncomputed[VI] : see_why[VI], fault ? office_uncomputed[EN] : see_why[EN]);
      continue;
    }
    money law = r && r->eligible == OFFICE_VALUE ? r->eligible_amount : 0;
    if (r && r->flags & OFFICE_LOST && !other) law = 0;
    if (law == paid)
      c->counts[FIND_EQUAL]++;
    else if (law > paid)
      find(c, FIND_LAW_HIGHER, g->person, g->benefit, order[i], law, paid, "chi thiếu so với luật",
           "paid less than the law gives");
    else
      find(c, FIND_LAW_LOWER, g->person, g->benefit, order[i], law, paid,
           law ? "chi thừa so với luật" : "không đủ điều kiện theo dữ kiện đang có",
           law ? "paid more than the law gives" : "conditions not met on the facts recorded");
  }
}

/* Eligible, not granted, and better than what the person already has of the same group. */
static void not_granted(struct check *c, const uint8_t *excludes, int n_benefits) {
  const struct office_determination *d = c->d;
  for (int64_t i = 0; i < d->n;) {
    int64_t end = i;
    while (end < d->n && d->row[end].at == d->row[i].at)
      end++;
    for (int64_t k = i; k < end; k++) {
      const struct office_row *r = &d->row[k];
      if (r->eligible != OFFICE_VALUE || r->grant >= 0 || !r->eligible_amount || r->flags & OFFICE_SHARED ||
          law_benefit_once(d->p, r->benefit) || law_benefit_entity(d->p, r->benefit) != LAW_PERSON)
        continue;
      bool beaten = false;
      for (int64_t o = i; o < end; o++) {
        const struct office_row *x = &d->row[o];
        if (o == k || !excludes[x->benefit * n_benefits + r->benefit]) continue;
        if (x->grant >= 0 && (x->eligible >= OFFICE_UNKNOWN || x->eligible_amount >= r->eligible_amount))
          beaten = true;
        if (x->grant < 0 && x->eligible == OFFICE_VALUE &&
            (x->eligible_amount > r->eligible_amount || (x->eligible_amount == r->eligible_amount && o < k)))
          beaten = true;
      }
      if (!beaten)
        find(c, FIND_NOT_GRANTED, d->m.person[r->at], r->benefit, -1, r->eligible_amount, 0,
             "đủ điều kiện theo dữ kiện, chưa có quyết định", "conditions met on the facts, no decision");
    }
    i = end;
  }
}

/* A grant that stands, with something due, in a month others were paid for. */
static void not_paid(struct check *c) {
  const struct office_determination *d = c->d;
  for (int64_t i = 0; i < d->n; i++) {
    const struct office_row *r = &d->row[i];
    if (r->grant >= 0 && r->due == OFFICE_VALUE && r->due_amount > 0 &&
        !office_paid(&c->grants[r->grant], d->when.for_month))
      find(c, FIND_LAW_HIGHER, d->m.person[r->at], r->benefit, r->grant, r->due_amount, 0,
           "đang hưởng nhưng chưa chi tháng này", "granted and not paid this month");
  }
}

enum err office_check(struct arena *a, const struct office_determination *d, struct office_finding **ret,
                      int64_t *ret_n, int64_t counts[FIND_KINDS]) {
  struct check c = { .a = a, .d = d, .counts = counts };
  int n = law_benefit_count(d->p);
  month m = d->when.for_month;
  struct law_source source = { 0 };
  memset(counts, 0, sizeof *counts * FIND_KINDS);
  c.n_grants = people_grants(d->c, &c.grants);
  c.s = law_session_new(a, d->p, &source, (struct law_question) { m, d->when.law });
  for (int64_t i = 0; i < d->m.people; i++)
    if (d->m.person[i] > c.top) c.top = d->m.person[i];
  c.at_of = NEW_ARRAY(a, int32_t, c.top + 2);
  for (int64_t i = 0; i <= c.top; i++)
    c.at_of[i] = -1;
  for (int64_t i = 0; i < d->m.people; i++)
    c.at_of[d->m.person[i]] = (int32_t)i;
  c.row_of = NEW_ARRAY(a, int64_t, c.n_grants + 1);
  for (int64_t i = 0; i < c.n_grants; i++)
    c.row_of[i] = -1;
  for (int64_t i = 0; i < d->n; i++)
    if (d->row[i].grant >= 0) c.row_of[d->row[i].grant] = i;
  uint8_t *excludes = NEW_ARRAY(a, uint8_t, n * n + 1);
  for (int x = 0; x < n; x++)
    for (int y = 0; y < n; y++)
      if (x != y && law_benefit_entity(d->p, x) == LAW_PERSON && law_benefit_entity(d->p, y) == LAW_PERSON)
        excludes[x * n + y] = law_exclude(c.s, x, y);
  int32_t *order = NEW_ARRAY(a, int32_t, c.n_grants + 1);
  int64_t paid = 0;
  for (int64_t i = 0; i < c.n_grants; i++)
    if (c.grants[i].benefit >= 0 && office_paid(&c.grants[i], m)) order[paid++] = (int32_t)i;
  for (int64_t i = 0; i < paid;) {
    int64_t end = i;
    while (end < paid && c.grants[order[end]].person == c.grants[order[i]].person)
      end++;
    one_person(&c, order, i, end, excludes, n);
    i = end;
  }
  if (paid) not_paid(&c);
  not_granted(&c, excludes, n);
  caseload_doubts(&c);
  law_session_free(c.s);
  *ret = c.out.at;
  *ret_n = (int64_t)c.out.n;
  return OK;
}
