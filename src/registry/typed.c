/* What is said by the packs' names: a value by its type, a name that is none of theirs. */
#include "registry/inner.h"

const char *reg_short(struct arena *a, struct str s) {
  size_t n = s.n > 80 ? 80 : s.n;
  while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
    n--;
  return arena_text(a, s.p, n);
}

struct str reg_part_name(struct arena *a, struct str whole, struct str part) {
  size_t room = whole.n + 1 + part.n;
  struct buf b = buf_new(a, room + 1);
  buf_str(&b, whole);
  buf_c(&b, '.');
  buf_str(&b, part);
  assert(!b.full);
  return buf_view(&b);
}

bool reg_is_part_name(struct str name, struct str whole, struct str part) {
  return name.n == whole.n + 1 + part.n && memcmp(name.p, whole.p, whole.n) == 0 && name.p[whole.n] == '.' &&
         memcmp(name.p + whole.n + 1, part.p, part.n) == 0;
}

bool reg_next_part(struct str *list, struct str *ret_part) {
  if (list->p == NULL) return false;
  const char *comma = list->n > 0 ? memchr(list->p, ',', list->n) : NULL;
  size_t n = comma != NULL ? (size_t)(comma - list->p) : list->n;
  *ret_part = (struct str) { list->p, n };
  *list = comma != NULL ? (struct str) { comma + 1, list->n - n - 1 } : (struct str) { NULL, 0 };
  return true;
}

const struct reg_fact_type *reg_item_type(struct arena *a, const struct reg_vocabulary *v, struct str record,
                                          struct str item) {
  struct str present = reg_present_name(v, REG_NAMED_ITEM, reg_part_name(a, record, item));
  for (int i = 0; i < v->record_count; i++)
    for (int k = 0; k < v->records[i].item_count; k++)
      if (reg_is_part_name(present, v->records[i].name, v->records[i].items[k].name))
        return &v->records[i].items[k];
  return NULL;
}

enum err reg_unknown_name(const struct reg_doing *doing, const char *field, struct str typed,
                          struct reg_names names) {
  struct arena *a = doing->act->arena;
  struct str near = S("");
  int best = 4;
  for (int i = 0; i < names.n; i++) {
    const char *at = (const char *)(const void *)names.first + (size_t)i * names.step;
    struct str name = *(const struct str *)(const void *)at;
    int d = str_distance(typed, name, 3);
    if (d >= best) continue;
    best = d;
    near = name;
  }
  if (near.n == 0)
    return reg_refuse(doing->refusal, field, SAY_symbol_unknown, reg_short(a, typed), NULL, NULL);
  return reg_refuse(doing->refusal, field, SAY_symbol_near, reg_short(a, typed), reg_short(a, near), NULL);
}

/* From where to where a number may be; false: anywhere. */
static bool range_of(const struct reg_fact_type *t, int64_t *ret_low, int64_t *ret_high) {
  bool day = t->type == REG_DATE, of_month = t->type == REG_MONTH;
  *ret_low = day ? DATE_MIN : of_month ? month_of(DATE_MIN) : t->type == REG_BOOL ? 0 : t->min;
  *ret_high = day ? DATE_MAX : of_month ? month_of(DATE_MAX) : t->type == REG_BOOL ? 1 : t->max;
  return *ret_low < *ret_high;
}

static bool in_range(const struct reg_fact_type *t, int64_t value) {
  int64_t low, high;
  return !range_of(t, &low, &high) || (value >= low && value <= high);
}

/* Is it the name of one of the enumeration's values, or was it? */
static bool names_value(const struct reg_vocabulary *v, const struct reg_fact_type *t, struct str name) {
  struct str present = reg_present_name(v, REG_NAMED_VALUE, name);
  for (int i = 0; i < t->value_count; i++)
    if (reg_is_part_name(present, t->enumeration, t->values[i])) return true;
  return false;
}

bool reg_stored_fits(const struct reg_vocabulary *v, const struct reg_fact_type *t, int64_t value,
                     struct str name) {
  return t->type == REG_ENUM ? names_value(v, t, name) : in_range(t, value);
}

static enum err range_check(const struct reg_doing *doing, const struct reg_typed *x) {
  char a[24], b[24], c[24];
  const struct reg_fact_type *t = x->type;
  if (in_range(t, x->value)) return OK;
  snprintf(a, sizeof a, "%lld", (long long)x->value);
  snprintf(b, sizeof b, "%lld", (long long)t->min);
  snprintf(c, sizeof c, "%lld", (long long)t->max);
  return reg_refuse(doing->refusal, x->field, SAY_value_range, a, b, c);
}

static enum err calendar_check(const struct reg_doing *doing, const struct reg_typed *x) {
  char number[24];
  if (in_range(x->type, x->value)) return OK;
  snprintf(number, sizeof number, "%lld", (long long)x->value);
  return reg_refuse(doing->refusal, x->field, SAY_value_date, number, NULL, NULL);
}

/* The symbol of an enumeration's value. */
static enum err named_value(struct db *db, const struct reg_doing *doing, const struct reg_typed *x,
                            int64_t *ret_stored) {
  const struct reg_fact_type *t = x->type;
  struct str typed = reg_part_name(doing->act->arena, t->enumeration, x->name);
  struct str present = reg_present_name(x->v, REG_NAMED_VALUE, typed);
  struct reg_thing thing;
  for (int i = 0; i < t->value_count; i++) {
    if (!str_eq(reg_part_name(doing->act->arena, t->enumeration, t->values[i]), present)) continue;
    TRY(reg_thing_make(db, x->v, REG_NAMED_VALUE, present, &thing));
    *ret_stored = thing.number[0];
    return OK;
  }
  return reg_unknown_name(doing, "value_name", x->name,
                          (struct reg_names) { t->values, sizeof *t->values, t->value_count });
}

enum err reg_typed_value(struct db *db, const struct reg_doing *doing, const struct reg_typed *x,
                         int64_t *ret_stored) {
  *ret_stored = x->value;
  switch (x->type->type) {
  case REG_BOOL:
    return in_range(x->type, x->value)
               ? OK
               : reg_refuse(doing->refusal, x->field, SAY_value_bool, NULL, NULL, NULL);
  case REG_INTEGER:
  case REG_MONEY: return range_check(doing, x);
  case REG_DATE:
  case REG_MONTH: return calendar_check(doing, x);
  case REG_ENUM: return named_value(db, doing, x, ret_stored);
  }
  return BUG;
}
