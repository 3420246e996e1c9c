/* names: finding declared things. */
#include "law/form/program.h"

/* Which list a name stands in; facts and rules have one for each entity. */
enum names {
  NX_DOCUMENT,
  NX_ENUM,
  NX_LINK,
  NX_RECORD,
  NX_PARAM,
  NX_TABLE,
  NX_BENEFIT,
  NX_INTERPRETATION,
  NX_FACT,
  NX_RULE = NX_FACT + 4
};
struct name_slot {
  struct str id;
  int list, at;
};
struct name_index {
  size_t mask;
  struct name_slot *slot;
};

static struct name_slot *slot_of(const struct name_index *x, int list, struct str id) {
  size_t h = hash64(id.p, id.n, (uint64_t)list) & x->mask;
  while (x->slot[h].id.n && (x->slot[h].list != list || !str_eq(x->slot[h].id, id)))
    h = (h + 1) & x->mask;
  return &x->slot[h];
}

static void enter(struct name_index *x, int list, struct str id, size_t at) {
  struct name_slot *s = slot_of(x, list, id);
  if (id.n && !s->id.n)
    *s = (struct name_slot) { id, list, (int)at }; /* of two of one name the first is meant */
}

void law_index_names(struct law_program *p) {
  size_t all = p->document.n + p->enumeration.n + p->link.n + p->record.n + p->param.n + p->table.n +
               p->benefit.n + p->interpretation.n + p->fact.n + p->rule.n,
         size = 64;
  while (size < 2 * all)
    size *= 2;
  struct name_index *x = NEW(p->a, struct name_index);
  *x = (struct name_index) { size - 1, NEW_ARRAY(p->a, struct name_slot, size) };
#define ENTER(name, list)                                                                                    \
  for (size_t i = 0; i < p->list.n; i++)                                                                     \
  enter(x, name, p->list.at[i].id, i)
  ENTER(NX_DOCUMENT, document);
  ENTER(NX_ENUM, enumeration);
  ENTER(NX_LINK, link);
  ENTER(NX_RECORD, record);
  ENTER(NX_PARAM, param);
  ENTER(NX_TABLE, table);
  ENTER(NX_BENEFIT, benefit);
  ENTER(NX_INTERPRETATION, interpretation);
  for (size_t i = 0; i < p->fact.n; i++)
    enter(x, NX_FACT + (int)p->fact.at[i].on, p->fact.at[i].id, i);
  for (size_t i = 0; i < p->rule.n; i++)
    enter(x, NX_RULE + (int)p->rule.at[i].on, p->rule.at[i].id, i);
  p->index = x;
}

/* Before everything is read there is no index yet: the parser asks for documents only. */
static int indexed(const struct law_program *p, int list, struct str id) {
  const struct name_slot *s = id.n ? slot_of(p->index, list, id) : NULL;
  return s && s->id.n ? s->at : -1;
}

#define FINDER(name, list, which)                                                                            \
  int name(const struct law_program *p, struct str id) {                                                     \
    if (p->index) return indexed(p, which, id);                                                              \
    for (size_t i = 0; i < p->list.n; i++)                                                                   \
      if (str_eq(p->list.at[i].id, id)) return (int)i;                                                       \
    return -1;                                                                                               \
  }
FINDER(law_find_document, document, NX_DOCUMENT)
FINDER(law_find_enum, enumeration, NX_ENUM)
FINDER(law_find_link, link, NX_LINK)
FINDER(law_find_record, record, NX_RECORD)
FINDER(law_find_param, param, NX_PARAM)
FINDER(law_find_table, table, NX_TABLE)
FINDER(law_find_benefit, benefit, NX_BENEFIT)
FINDER(law_find_interpretation, interpretation, NX_INTERPRETATION)

int law_find_fact(const struct law_program *p, enum entity on, struct str id) {
  return p->index ? indexed(p, NX_FACT + (int)on, id) : -1;
}

int law_find_rule(const struct law_program *p, enum entity on, struct str id) {
  return p->index ? indexed(p, NX_RULE + (int)on, id) : -1;
}

int law_find_case(const struct rule *r, struct str id) {
  for (int i = 0; i < r->n_case_ids; i++)
    if (str_eq(r->case_ids[i].id, id)) return i;
  return -1;
}

int law_find_enum_value(const struct law_program *p, int enumeration, struct str id) {
  if (enumeration < 0) return -1;
  const struct enumeration *e = &p->enumeration.at[enumeration];
  for (int i = 0; i < e->n; i++)
    if (str_eq(e->at[i].id, id)) return i;
  return -1;
}

struct type law_choice_type(int interpretation) {
  return (struct type) { .kind = K_ENUM, .enumeration = CHOICE_BASE + interpretation };
}

int law_enum_value_of(const struct law_program *p, struct type t, struct str id) {
  if (t.enumeration < CHOICE_BASE) return law_find_enum_value(p, t.enumeration, id);
  const struct interpretation *x = &p->interpretation.at[t.enumeration - CHOICE_BASE];
  for (int i = 0; i < x->n; i++)
    if (str_eq(x->choice[i].id, id)) return i;
  return -1;
}

void law_scope_text(const struct concurrency *c, struct buf *b) {
  static const char *const words[] = { [PER_PERSON] = "person",
                                       [PER_DECEASED] = "deceased",
                                       [PER_COUPLE] = "couple",
                                       [PER_CARED_FOR] = "cared_for through ",
                                       [PER_HOUSEHOLD] = "household" };
  buf_z(b, words[c->per]);
  if (c->per == PER_COUPLE && c->or_household) buf_z(b, " or household");
  if (c->per == PER_CARED_FOR) buf_str(b, c->link_name);
}

int law_enum_size(const struct law_program *p, struct type t) {
  assert(t.kind == K_ENUM);
  return t.enumeration < CHOICE_BASE ? p->enumeration.at[t.enumeration].n
                                     : p->interpretation.at[t.enumeration - CHOICE_BASE].n;
}

const char *law_type_name(const struct law_program *p, struct type t, enum lang lang) {
  static const char *const vi[] = { "?",     "đúng/sai", "số nguyên", "tiền",     "tiền chưa làm tròn",
                                    "hệ số", "ngày",     "tháng",     "lựa chọn", "số" };
  static const char *const en[] = { "?",      "yes/no", "an integer", "money",    "an unrounded sum",
                                    "a rate", "a date", "a month",    "a choice", "a number" };
  if (t.kind == K_ENUM && t.enumeration >= 0 && t.enumeration < CHOICE_BASE) {
    struct str s = p->enumeration.at[t.enumeration].id;
    return arena_text(p->a, s.p, s.n);
  }
  return lang == VI ? vi[t.kind] : en[t.kind];
}
