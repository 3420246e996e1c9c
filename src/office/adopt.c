/* adopt: what a document changes for whom. Two laws, the day before and the day of its coming into force, are
 * asked about the same months on the same facts; what is paid already is set beside them. */
#include "office/office.h"

enum { MONTHS_MAX = 64, HIDDEN = -1 /* the viewer may not see who it is */ };

struct adopter {
  struct arena *a;
  const struct law_program *p;
  const struct people *c;
  const struct reg_areas *areas;
  const struct people_grant *grants;
  int64_t n_grants;
  struct office_adoption x;
  bool raises_only;
  struct office_when known; /* the act and its day */
  month last_paid;
  int threads;
  int32_t *place; /* by grant: place in x.at, -1 */
  VEC(struct office_arrear) at;
};

static const struct reg_area *commune_of(const struct adopter *w, int32_t area) {
  return area ? reg_area_commune(w->areas, area) : NULL;
}

static struct office_arrear *arrear(struct adopter *w, int32_t grant, int32_t area, month m) {
  if (w->place[grant] < 0) {
    w->place[grant] = (int32_t)w->at.n;
    struct office_arrear *n = VEC_PUSH(w->a, &w->at);
    *n = (struct office_arrear) { .person = w->grants[grant].person,
                                  .area = area,
                                  .benefit = w->grants[grant].benefit,
                                  .grant = grant,
                                  .interpretation = -1,
                                  .from = m,
                                  .to = m };
  }
  struct office_arrear *r = &w->at.at[w->place[grant]];
  const struct reg_area *before = commune_of(w, r->area), *now = commune_of(w, area);
  if (before && now && before->id != now->id && r->group != GROUP_ANSWER) {
    r->group = GROUP_ANSWER;
    r->reason[VI] = S("đã chuyển sang xã khác");
    r->reason[EN] = S("moved to another commune");
  }
  r->area = area;
  if (m > r->to) r->to = m;
  return r;
}

static void answer(struct office_arrear *r, const char *vi, const char *en) {
  if (r->group == GROUP_ANSWER) return;
  r->group = GROUP_ANSWER;
  r->reason[VI] = str_of(vi);
  r->reason[EN] = str_of(en);
}

static money raised(const struct adopter *w, month m, money before, money after) {
  bool back = m < month_of(w->x.in_force);
  return w->raises_only && back && after < before ? before : after;
}

/* Rows of a determination by grant, -1 none. */
static int64_t *by_grant(struct arena *a, const struct office_determination *d, int64_t n) {
  int64_t *row = NEW_ARRAY(a, int64_t, n + 1);
  for (int64_t i = 0; i < n; i++)
    row[i] = -1;
  for (int64_t i = 0; i < d->n; i++)
    if (d->row[i].grant >= 0) row[d->row[i].grant] = i;
  return row;
}

static money due_of(const struct office_row *r) { return r && r->due == OFFICE_VALUE ? r->due_amount : 0; }

/* Every other choice of every interpretation somebody's result touches. */
static enum err other_readings(struct adopter *w, const struct office_determination *after,
                               const int64_t *row_after) {
  struct arena *scratch = arena_new_large("another reading of a month", (size_t)16 << 30);
  bool touched = false;
  for (int64_t i = 0; i < after->n && !touched; i++)
    touched = after->row[i].flags & OFFICE_INTERPRETATION;
  int n = law_interpretation_count(w->p), *choice = NEW_ARRAY(w->a, int, n + 1);
  for (int i = 0; i < n; i++)
    choice[i] = law_interpretation_default(w->p, i);
  for (int i = 0; touched && i < n; i++) {
    for (int k = 0; k < law_interpretation_choices(w->p, i); k++) {
      if (k == law_interpretation_default(w->p, i)) continue;
      struct office_determination other;
      choice[i] = k;
      arena_reset(scratch);
      enum err e = office_determine_on(scratch, w->p, w->c, &after->m, after->when, choice, w->threads,
                                       &other);
      if (e != OK) {
        arena_free(scratch);
        return e;
      }
      int64_t *row = by_grant(scratch, &other, w->n_grants);
      for (int64_t g = 0; g < w->n_grants; g++) {
        const struct office_row *x = row_after[g] >= 0 ? &after->row[row_after[g]] : NULL,
                                *y = row[g] >= 0 ? &other.row[row[g]] : NULL;
        if (!x && !y) continue;
        money a = due_of(x), b = due_of(y);
        if (a == b && (x ? x->due : OFFICE_NOT) == (y ? y->due : OFFICE_NOT)) continue;
        struct office_arrear *r = arrear(w, (int32_t)g, y ? y->area : x->area, after->when.for_month);
        r->other_choice += b - a;
        if (r->group != GROUP_SURE) continue;
        r->group = GROUP_INTERPRETATION;
        r->interpretation = i;
        r->reason[VI] = str_of(arena_print(w->a, "%s: %s", law_interpretation_title(w->p, i, VI),
                                           law_interpretation_choice(w->p, i, k, VI)));
        r->reason[EN] = str_of(arena_print(w->a, "%s: %s", law_interpretation_title(w->p, i, EN),
                                           law_interpretation_choice(w->p, i, k, EN)));
      }
    }
    choice[i] = law_interpretation_default(w->p, i);
  }
  arena_free(scratch);
  return OK;
}

static void eligibility(struct adopter *w, const struct office_determination *before,
                        const struct office_determination *after) {
  for (int64_t i = 0; i < after->n; i++) {
    const struct office_row *r = &after->row[i], *old = office_find(before, r->at, r->benefit);
    if (r->eligible == OFFICE_VALUE && (!old || old->eligible != OFFICE_VALUE)) {
      w->x.gained.people++;
      w->x.gained.sum += r->eligible_amount;
    }
  }
  for (int64_t i = 0; i < before->n; i++) {
    const struct office_row *r = &before->row[i], *now = office_find(after, r->at, r->benefit);
    if (r->eligible == OFFICE_VALUE && (!now || now->eligible != OFFICE_VALUE)) {
      w->x.lost.people++;
      w->x.lost.sum += r->eligible_amount;
    }
  }
}

/* Where the person of each grant counts in the month, entitled or not. */
static const int32_t *areas_by_grant(const struct adopter *w, struct arena *a, const struct people_month *m) {
  int64_t top = 0;
  for (int64_t i = 0; i < m->people; i++)
    if (m->person[i] > top) top = m->person[i];
  int32_t *by_person = NEW_ARRAY(a, int32_t, top + 1), *by_grant_row = NEW_ARRAY(a, int32_t, w->n_grants + 1);
  for (int64_t h = 0; h < m->households; h++)
    for (int32_t i = m->start[h]; i < m->start[h + 1]; i++)
      by_person[m->person[i]] = m->seen && !m->seen[i] ? HIDDEN : m->area[h];
  for (int64_t g = 0; g < w->n_grants; g++)
    by_grant_row[g] = w->grants[g].person <= top ? by_person[w->grants[g].person] : 0;
  return by_grant_row;
}

/* Each month's sums stand where the person counted in that month. */
static void add_to_commune(struct adopter *w, int32_t area, money law, money facts) {
  const struct reg_area *c = commune_of(w, area);
  for (int i = 0; c && i < w->x.n_communes; i++)
    if (w->x.commune[i] == c->id) {
      w->x.commune_law[i] += law;
      w->x.commune_facts[i] += facts;
    }
}

static struct office_when at_law(const struct adopter *w, month m, date law) {
  struct office_when when = w->known;
  when.for_month = m;
  when.law = law;
  return when;
}

static enum err one_month(struct adopter *w, month m) {
  struct arena *s = arena_new_large("adoption of a month", (size_t)16 << 30);
  struct people_month laid;
  struct office_determination before, after, next, otherwise;
  enum err e = people_month(s, w->c, m, &laid);
  if (e == OK)
    e = office_determine_on(s, w->p, w->c, &laid, at_law(w, m, w->x.in_force - 1), NULL, w->threads, &before);
  if (e == OK)
    e = office_determine_on(s, w->p, w->c, &laid, at_law(w, m, w->x.in_force), NULL, w->threads, &after);
  if (e != OK) {
    arena_free(s);
    return e;
  }
  int64_t *row_before = by_grant(s, &before, w->n_grants), *row_after = by_grant(s, &after, w->n_grants),
          *row_next = NULL, *row_otherwise = NULL;
  if (m == month_of(w->x.in_force)) { /* whose case the document deletes: paid this month, not met in the
                                         next, which it would be without the document */
    e = office_determine(s, w->p, w->c, at_law(w, m + 1, w->x.in_force), NULL, w->threads, &next);
    if (e == OK)
      e = office_determine(s, w->p, w->c, at_law(w, m + 1, w->x.in_force - 1), NULL, w->threads, &otherwise);
    if (e == OK) {
      row_next = by_grant(s, &next, w->n_grants);
      row_otherwise = by_grant(s, &otherwise, w->n_grants);
    }
  }
  const int32_t *area_of = areas_by_grant(w, s, &laid);
  for (int64_t g = 0; g < w->n_grants && e == OK; g++) {
    if (area_of[g] == HIDDEN) continue;
    const struct office_row *b = row_before[g] >= 0 ? &before.row[row_before[g]] : NULL,
                            *n = row_after[g] >= 0 ? &after.row[row_after[g]] : NULL;
    bool open = (b && b->due >= OFFICE_UNKNOWN) || (n && n->due >= OFFICE_UNKNOWN);
    /* of what is not known no sum is made: unknown is not zero */
    money paid = !open && m <= w->last_paid ? office_paid(&w->grants[g], m) : 0, was = open ? 0 : due_of(b),
          now = open ? 0 : raised(w, m, was, due_of(n));
    bool deleted = row_next && now > 0 && row_next[g] >= 0 && next.row[row_next[g]].eligible == OFFICE_NOT &&
                   row_otherwise[g] >= 0 && otherwise.row[row_otherwise[g]].eligible == OFFICE_VALUE;
    money facts = !open && m <= w->last_paid ? was - paid : 0;
    if (now == was && !facts && !open && !deleted) continue;
    struct office_arrear *r = arrear(w, (int32_t)g, area_of[g], m);
    add_to_commune(w, area_of[g], now - was, facts);
    r->law += now - was;
    r->facts += facts;
    if (m - w->x.from < MONTHS_MAX) w->x.month_law[m - w->x.from] += now - was;
    date death = people_death(w->c, w->grants[g].person);
    if (open)
      answer(r, "chưa xác định được: thiếu dữ kiện", "cannot be determined: facts missing");
    else if (n && n->flags & OFFICE_SUSPENDED)
      answer(r, "đang tạm dừng", "suspended");
    else if (death < month_first(w->x.to))
      answer(r, "đã chết: truy lĩnh cho ai", "has died: who receives the arrears");
    else if (!w->grants[g].running && w->grants[g].last < month_of(w->x.in_force))
      answer(r, "đã thôi hưởng trước ngày văn bản có hiệu lực", "ended before the document came into force");
    else if (deleted)
      answer(r, "trường hợp đang hưởng bị bãi bỏ: chuyển sang trợ cấp hưu trí xã hội",
             "the case granted is deleted: move to the social pension");
  }
  if (e == OK) e = other_readings(w, &after, row_after);
  if (e == OK && m == w->x.to) eligibility(w, &before, &after);
  arena_free(s);
  return e;
}

static void list_communes(struct adopter *w) {
  struct office_adoption *x = &w->x;
  x->n_communes = reg_commune_count(w->areas);
  x->commune = NEW_ARRAY(w->a, int64_t, x->n_communes + 1);
  x->commune_law = NEW_ARRAY(w->a, money, x->n_communes + 1);
  x->commune_facts = NEW_ARRAY(w->a, money, x->n_communes + 1);
  x->commune_people = NEW_ARRAY(w->a, int64_t, x->n_communes + 1);
  for (int i = 0; i < x->n_communes; i++)
    x->commune[i] = reg_commune_nth(w->areas, i)->id;
}

static void sums(struct adopter *w) {
  struct office_adoption *x = &w->x;
  for (int64_t k = 0; k < x->n; k++) {
    const struct office_arrear *r = &x->at[k];
    x->sum[r->group][CAUSE_LAW] += r->law;
    x->sum[r->group][CAUSE_FACTS] += r->facts;
    x->people[r->group]++;
    const struct reg_area *c = commune_of(w, r->area);
    for (int i = 0; c && i < x->n_communes; i++)
      if (x->commune[i] == c->id) x->commune_people[i]++;
  }
}

enum err office_adopt(struct arena *a, const struct law_program *p, const struct people *c,
                      const struct reg_areas *areas, struct str document, struct office_when when,
                      int threads, struct office_adoption *ret_x) {
  struct adopter w = { .a = a, .p = p, .c = c, .areas = areas, .known = when, .threads = threads };
  date in_force = law_document_in_force(p, document);
  if (in_force == DATE_MIN) return NOT_FOUND;
  w.raises_only = law_document_raises_only(p, document);
  w.x = (struct office_adoption) { .document = document,
                                   .in_force = in_force,
                                   .from = month_of(law_document_reaches(p, document)),
                                   .to = when.for_month };
  if (w.x.to < w.x.from) w.x.to = w.x.from;
  if (w.x.to - w.x.from >= MONTHS_MAX) return LIMIT;
  w.x.n_months = w.x.to - w.x.from + 1;
  w.n_grants = people_grants(c, &w.grants);
  w.place = NEW_ARRAY(a, int32_t, w.n_grants + 1);
  for (int64_t i = 0; i < w.n_grants; i++) {
    w.place[i] = -1;
    for (int k = 0; k < w.grants[i].n_paid; k++)
      if (w.grants[i].paid[k].to > w.last_paid) w.last_paid = w.grants[i].paid[k].to;
  }
  list_communes(&w);
  for (month m = w.x.from; m <= w.x.to; m++) {
    enum err e = one_month(&w, m);
    if (e != OK) return e;
  }
  w.x.at = w.at.at;
  w.x.n = (int64_t)w.at.n;
  sums(&w);
  *ret_x = w.x;
  return OK;
}
