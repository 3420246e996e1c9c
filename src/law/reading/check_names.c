/* check_names: what a written name means from where it stands, and the lines that rename what was stored. */
#include "law/reading/check.h"

const char *check_place(struct law_program *p, struct place at) {
  return arena_print(p->a, "%.*s:%d", (int)at.file->name.n, at.file->name.p, at.line);
}

static bool is_broken(const struct law_program *p, struct str full) {
  for (size_t i = 0; i < p->broken.n; i++)
    if (str_eq(p->broken.at[i], full)) return true;
  return false;
}

void check_unknown(struct law_program *p, struct place at, const char *what, struct str name,
                   const char *meant) {
  if (is_broken(p, law_full_name(p, at.file->pack, name)) || is_broken(p, name)) return;
  COMPLAIN(p, at, M_UNKNOWN_NAME, what, check_z(p, name), meant);
}

int check_find_in(struct law_program *p, struct place at, struct str name, int n, const enum names *lists,
                  enum names *ret_list) {
  struct str two[2];
  int found = law_resolve(p, at.file, name, n, lists, ret_list, two);
  if (found == NAMED_TWICE)
    COMPLAIN(p, at, M_NAMED_TWICE, check_z(p, name), check_z(p, two[0]), check_z(p, two[1]));
  return found;
}

int check_find(struct law_program *p, struct place at, enum names list, struct str name) {
  enum names found;
  return check_find_in(p, at, name, 1, &list, &found);
}

bool check_broken_document(const struct law_program *p, struct place at, struct str id) {
  return is_broken(p, id) || is_broken(p, law_full_name(p, at.file->pack, id));
}

/* ---- renames ---- */

/* 'poverty_class.poor': the enumeration, the value. */
static bool value_lives(const struct law_program *p, struct str name) {
  size_t dot = name.n;
  while (dot && name.p[dot - 1] != '.')
    dot--;
  if (!dot) return false;
  int e = law_find_enum(p, (struct str) { name.p, dot - 1 });
  return law_find_enum_value(p, e, (struct str) { name.p + dot, name.n - dot }) >= 0;
}

/* 'b_form.d01': the record, the item. */
static bool item_lives(const struct law_program *p, struct str name) {
  size_t dot = name.n;
  while (dot && name.p[dot - 1] != '.')
    dot--;
  int r = dot ? law_find_record(p, (struct str) { name.p, dot - 1 }) : -1;
  struct str item = { name.p + dot, name.n - dot };
  for (int f = 0; r >= 0 && f < p->record.at[r].n; f++)
    if (str_eq(p->record.at[r].field[f].id, item)) return true;
  return false;
}

/* 'person.disability' among facts or rules: the entity, the rest. */
static bool of_entity(const struct law_program *p, enum law_named kind, struct str name) {
  static const char *const entity[] = { "person.", "household.", "area." };
  for (enum entity e = E_PERSON; e <= E_AREA; e++) {
    size_t n = strlen(entity[e]);
    if (name.n <= n || memcmp(name.p, entity[e], n)) continue;
    struct str id = { name.p + n, name.n - n };
    return (kind == LAW_NAMED_FACT ? law_find_fact(p, e, id) : law_find_rule(p, e, id)) >= 0;
  }
  return false;
}

static bool lives(const struct law_program *p, enum law_named kind, struct str name) {
  switch (kind) {
  case LAW_NAMED_FACT:
  case LAW_NAMED_RULE: return of_entity(p, kind, name);
  case LAW_NAMED_VALUE: return value_lives(p, name);
  case LAW_NAMED_LINK: return law_find_link(p, name) >= 0;
  case LAW_NAMED_RECORD: return law_find_record(p, name) >= 0;
  case LAW_NAMED_BENEFIT: return law_find_benefit(p, name) >= 0;
  case LAW_NAMED_PARAMETER: return law_find_param(p, name) >= 0;
  case LAW_NAMED_TABLE: return law_find_table(p, name) >= 0;
  case LAW_NAMED_INTERPRETATION: return law_find_interpretation(p, name) >= 0;
  case LAW_NAMED_DOCUMENT: return law_find_document(p, name) >= 0;
  case LAW_NAMED_ENUM: return law_find_enum(p, name) >= 0;
  case LAW_NAMED_ITEM: return item_lives(p, name);
  case LAW_NAMED_KINDS: break;
  }
  return false;
}

static const struct rename *line_for(const struct law_program *p, enum law_named kind, struct str name) {
  for (size_t i = 0; i < p->rename.n; i++)
    if (p->rename.at[i].kind == kind && str_eq(p->rename.at[i].was, name)) return &p->rename.at[i];
  return NULL;
}

static void one_rename(struct law_program *p, const struct rename *r) {
  const struct rename *same = line_for(p, r->kind, r->was);
  if (same != r) {
    COMPLAIN(p, r->at, M_TWICE, check_z(p, r->was), check_place(p, same->at));
    return;
  }
  if (lives(p, r->kind, r->was)) {
    COMPLAIN(p, r->at, M_RENAME_LIVES, check_z(p, r->was));
    return;
  }
  struct str end = r->now;
  size_t steps = 0;
  for (const struct rename *next; (next = line_for(p, r->kind, end)) && steps <= p->rename.n; steps++)
    end = next->now;
  if (steps > p->rename.n || str_eq(end, r->was)) {
    COMPLAIN(p, r->at, M_RENAME_CIRCLE, check_z(p, r->was));
    return;
  }
  if (lives(p, r->kind, end)) return;
  for (enum law_named k = 0; k < LAW_NAMED_KINDS; k++)
    if (k != r->kind && lives(p, k, end)) {
      COMPLAIN(p, r->at, M_RENAME_KIND, check_z(p, r->was), check_z(p, end));
      return;
    }
  COMPLAIN(p, r->at, M_RENAME_NOWHERE, check_z(p, r->was), check_z(p, end));
}

void check_renames(struct law_program *p) {
  for (size_t i = 0; i < p->rename.n; i++)
    one_rename(p, &p->rename.at[i]);
}
