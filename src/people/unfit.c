/* Rows that say what the packs have no value for: a yes/no that is 7, a value of another enumeration, a sum
 * below 0. No act writes such a row; which one it is depends on the packs, so it is found when people are
 * read or mapped and is not kept. Of a person and a household they are rows that cannot be read, and nothing
 * is answered of whom they are; of an area they are named, and what they are of is not known there. */
#include "people/gather.h"

struct judging {
  struct arena *a;
  struct people *p;
  struct {
    int32_t *at;
    size_t n, cap;
  } of[UNREAD_KINDS]; /* whose the rows are */
};

static void leave_out(struct judging *j, enum reg_table table, enum reg_kind kind, int32_t subject) {
  struct people *p = j->p;
  p->n_bad++;
  if (p->n_named < PEOPLE_BAD_MAX) {
    if (!p->bad) p->bad = NEW_ARRAY(j->a, struct reg_bad, PEOPLE_BAD_MAX);
    p->bad[p->n_named++] =
        (struct reg_bad) { .table = table, .subject = subject, .word = "value", .kind = kind };
  }
  if (kind == REG_PERSON) *VEC_PUSH(j->a, &j->of[UNREAD_PERSON]) = subject;
  if (kind == REG_HOUSEHOLD) *VEC_PUSH(j->a, &j->of[UNREAD_HOUSEHOLD]) = subject;
}

/* ---- facts ---- */

/* The numbers of an enumeration's values, a byte each, up to *ret_top. */
static const uint8_t *symbols_of(const struct judging *j, int fact, int64_t *ret_top) {
  const struct people_names *n = j->p->names;
  int64_t top = n->values.n ? n->values.at[n->values.n - 1].symbol : 0, value;
  uint8_t *is = NEW_ARRAY(j->a, uint8_t, top + 1);
  for (size_t i = 0; i < n->values.n; i++)
    is[n->values.at[i].symbol] |= people_value(n, fact, n->values.at[i].symbol, &value);
  *ret_top = top;
  return is;
}

/* Are all numbers of a column such, those that count no more among them? Nearly always, and then this is all.
 */
static bool all_fit(const struct spells *s, const struct law_fact_info *f, const uint8_t *is, int64_t top) {
  int32_t low = INT32_MAX, high = INT32_MIN, sound = 1;
  if (!s->what || !s->n) return s->n == 0;
  for (int32_t i = 0; i < s->n; i++) {
    low = s->what[i] < low ? s->what[i] : low;
    high = s->what[i] > high ? s->what[i] : high;
  }
  if (!is) return low >= f->lo && high <= f->hi;
  if (low < 0 || high > top) return false;
  for (int32_t i = 0; i < s->n; i++)
    sound &= is[s->what[i]];
  return sound;
}

static void judge_fact(struct judging *j, const struct section *x, int fact) {
  const struct people_names *n = j->p->names;
  const struct law_fact_info f = law_fact_info(n->law, fact);
  int64_t top = 0, value;
  const uint8_t *is = f.kind == LAW_ENUM ? symbols_of(j, fact, &top) : NULL;
  for (const struct spells *s = &x->s; s; s = s->over) {
    if (all_fit(s, &f, is, top)) continue;
    for (int32_t i = 0; i < s->n; i++) {
      bool counts = !people_outdated(s, i) && !(s->mark && s->mark[i]);
      if (counts && !people_value(n, fact, spell_value(s, i), &value))
        leave_out(j, REG_ROWS_FACT, x->kind, s->key[i]);
    }
  }
}

static bool held_elsewhere(const struct people_names *n, int fact) {
  return fact == n->birth || fact == n->death || fact == n->sex;
}

static void judge_facts(struct judging *j) {
  const struct people *p = j->p;
  const struct people_names *n = p->names;
  for (int f = 0; f < law_fact_count(n->law); f++) {
    if (law_fact_info(n->law, f).entity == LAW_AREA) {
      const struct section *x = n->fact[f]
                                    ? people_section(p->areas->fact, p->areas->n_fact, REG_AREA, n->fact[f])
                                    : NULL;
      if (x) judge_fact(j, x, f);
    } else if (p->fact_section[f] >= 0 && !held_elsewhere(n, f)) {
      judge_fact(j, &p->fact[p->fact_section[f]], f);
    }
  }
}

bool people_fact_row_fits(const struct people_names *n, const struct reg_row *r) {
  int64_t symbol = people_present(n, r->symbol), value;
  static const enum law_entity of[] = {
    [REG_PERSON] = LAW_PERSON, [REG_HOUSEHOLD] = LAW_HOUSEHOLD, [REG_AREA] = LAW_AREA
  };
  for (int f = 0; r->known && f < law_fact_count(n->law); f++)
    if (n->fact[f] == symbol && law_fact_info(n->law, f).entity == of[r->kind] && !held_elsewhere(n, f))
      return people_value(n, f, r->value, &value);
  return true;
}

/* ---- records ---- */

bool people_fields_fit(const struct people_names *n, const struct layout *l, const char *fields) {
  int items = 0;
  int16_t field_of[REG_ITEMS_MAX];
  if (l->record < 0) return true;
  memset(field_of, -1, sizeof field_of);
  for (int f = 0; f < law_record_field_count(n->law, l->record); f++)
    if (l->item_of_field[f] >= 0 && l->item_of_field[f] < REG_ITEMS_MAX)
      field_of[l->item_of_field[f]] = (int16_t)f;
  for (const char *at = fields;; at++) {
    struct str part = { at, strcspn(at, ",") };
    int64_t value;
    bool read = items < REG_ITEMS_MAX && field_of[items] >= 0 && part.n > 0;
    if (read &&
        (parse_int(part, &value) != OK || !people_item_value(n, l->record, field_of[items], value, &value)))
      return false;
    at += part.n;
    if (!*at) return true;
    items++;
  }
}

static void judge_records(struct judging *j) {
  const struct people *p = j->p;
  for (int i = 0; i < p->n_record; i++) {
    const struct section *x = &p->record[i];
    const struct layout *l = people_layout(p->names, x->symbol);
    if (!l || l->record < 0) continue;
    for (const struct spells *s = &x->s; s; s = s->over)
      for (int32_t row = 0; row < s->n; row++)
        if (!people_outdated(s, row) && !people_fields_fit(p->names, l, s->pool + s->text[row]))
          leave_out(j, REG_ROWS_RECORD, x->kind, s->key[row]);
  }
}

/* ---- all of it ---- */

void people_judge(struct arena *a, struct people *p) {
  struct judging j = { .a = a, .p = p };
  judge_facts(&j);
  judge_records(&j);
  for (int kind = 0; kind < UNREAD_KINDS; kind++)
    if (j.of[kind].n)
      people_gather_unread_more(a, (enum unread_kind)kind, j.of[kind].at, (int64_t)j.of[kind].n, p);
}
