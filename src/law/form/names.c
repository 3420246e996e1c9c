/* names: finding declared things. */
#include "law/form/program.h"

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

struct str law_full_name(const struct law_program *p, int pack, struct str name) {
  const struct pack *k = &p->pack.at[pack];
  if (k->shared) return name;
  return str_of(arena_print(p->a, "%.*s.%.*s", (int)k->id.n, k->id.p, (int)name.n, name.p));
}

int law_find_pack(const struct law_program *p, struct str id) {
  for (size_t i = 0; i < p->pack.n; i++)
    if (str_eq(p->pack.at[i].id, id)) return (int)i;
  return -1;
}

/* Where `name` stands in the lists, earlier lists first. */
static int in_lists(const struct law_program *p, struct str name, int n, const enum names *lists,
                    enum names *ret_list) {
  for (int i = 0; i < n; i++) {
    int at = indexed(p, (int)lists[i], name);
    if (at < 0) continue;
    *ret_list = lists[i];
    return at;
  }
  return NAMED_NONE;
}

/* `vn.age` of a shared pack vn is `age`. */
static struct str without_shared(const struct law_program *p, struct str name) {
  for (size_t i = 0; i < p->pack.n; i++) {
    struct str id = p->pack.at[i].id;
    if (p->pack.at[i].shared && id.n && name.n > id.n + 1 && name.p[id.n] == '.' &&
        !memcmp(name.p, id.p, id.n))
      return (struct str) { name.p + id.n + 1, name.n - id.n - 1 };
  }
  return name;
}

int law_resolve(const struct law_program *p, const struct file *from, struct str written, int n_lists,
                const enum names *lists, enum names *ret_list, struct str ret_two[2]) {
  const struct pack *own = &p->pack.at[from->pack];
  char z[600];
  if (written.n > 250) return NAMED_NONE;
  if (!own->shared) {
    int n = snprintf(z, sizeof z, "%.*s.%.*s", (int)own->id.n, own->id.p, (int)written.n, written.p);
    int at = in_lists(p, (struct str) { z, (size_t)n }, n_lists, lists, ret_list);
    if (at >= 0) return at;
  }
  struct str whole = without_shared(p, written);
  int found = in_lists(p, whole, n_lists, lists, ret_list);
  if (whole.n != written.n) return found; /* a full name leaves nothing to look for */
  struct str name = whole;
  for (int i = 0; i < own->n_uses; i++) {
    if (own->use[i] < 0 || p->pack.at[own->use[i]].shared) continue;
    const struct pack *used = &p->pack.at[own->use[i]];
    enum names list;
    int n = snprintf(z, sizeof z, "%.*s.%.*s", (int)used->id.n, used->id.p, (int)written.n, written.p);
    int at = in_lists(p, (struct str) { z, (size_t)n }, n_lists, lists, &list);
    if (at < 0) continue;
    if (found >= 0) {
      ret_two[0] = name;
      ret_two[1] = str_of(arena_text(p->a, z, (size_t)n));
      return NAMED_TWICE;
    }
    found = at;
    *ret_list = list;
    name = str_of(arena_text(p->a, z, (size_t)n));
  }
  return found;
}

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
  static const enum message names[] = {
    M_TYPE_NONE, M_TYPE_BOOL, M_TYPE_INTEGER, M_TYPE_MONEY,  M_TYPE_RAW,
    M_TYPE_RATE, M_TYPE_DATE, M_TYPE_MONTH,   M_TYPE_CHOICE, M_TYPE_NUMBER
  };
  if (t.kind == K_ENUM && t.enumeration >= 0 && t.enumeration < CHOICE_BASE) {
    struct str s = p->enumeration.at[t.enumeration].id;
    return arena_text(p->a, s.p, s.n);
  }
  assert((size_t)t.kind < sizeof names / sizeof *names);
  return law_message(names[t.kind], lang);
}
