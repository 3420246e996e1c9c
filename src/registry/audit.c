/* The audit: runs the rules that are SQL, and checks what SQL cannot say (check letters, hashes, sort keys).
 */
#include "registry/audit.h"
#include "registry/packs.h"

enum { SCRATCH_BYTES_MAX = 64 << 20, SYMBOLS_BYTES_MAX = 1 << 30 };

static const struct {
  const char *code, *text[2];
} says[REG_AUDIT_CODES] = {
#define SAY(id, vi, en) [REG_AUDIT_##id] = { #id, { vi, en } },
#include "registry/audit_words.def"
#undef SAY
};

struct audit {
  struct db *db;
  const struct reg_vocabulary *vocabulary;
  const struct reg_audit_watch *watch;
  struct reg_audit_part part;
  bool own;    /* the register's own tables, with what is no SQL */
  bool unread; /* a table is not as it was made */
  struct arena *scratch;
  const struct reg_symbols *symbols; /* while items of records are checked */
  int64_t found;
  /* The rule being checked. */
  enum reg_audit_code code;
  const char *table, *other;
  int64_t hits, row[REG_AUDIT_TOLD_MAX]; /* told when the statement is at its end */
  const struct viewer *viewer;
};

static void begin(struct audit *x, enum reg_audit_code code, const char *table, const char *other) {
  assert(code < REG_AUDIT_CODES);
  x->code = code;
  x->table = table;
  x->other = other;
  x->hits = 0;
  if (x->watch->step != NULL) x->watch->step(x->watch->context, says[code].code, table);
}

static enum err tell(struct audit *x, int64_t row, int64_t more) {
  struct reg_owner owner;
  enum err e = row ? reg_row_owner(x->viewer, x->db, x->table, row, &owner) : NOT_FOUND;
  if (e != OK && e != NOT_FOUND) return e;
  struct reg_audit_finding finding = {
    .code = says[x->code].code, .table = x->table, .row = row, .owner = e == OK ? &owner : NULL, .more = more
  };
  arena_reset(x->scratch);
  for (int lang = VI; lang <= EN; lang++) {
    struct buf words = buf_growing(x->scratch);
    buf_fill(&words, says[x->code].text[lang], 1, &x->other);
    finding.words[lang] = words.p;
  }
  x->watch->finding(x->watch->context, &finding);
  return OK;
}

static void hit(struct audit *x, int64_t row) {
  if (x->hits < REG_AUDIT_TOLD_MAX) x->row[x->hits] = row;
  x->hits++;
  x->found++;
}

static enum err end(struct audit *x) {
  for (int i = 0; i < x->hits && i < REG_AUDIT_TOLD_MAX; i++)
    TRY(tell(x, x->row[i], 0));
  return x->hits > REG_AUDIT_TOLD_MAX ? tell(x, 0, x->hits - REG_AUDIT_TOLD_MAX) : OK;
}

/* ---- what columns hold ---- */

static bool kinds_fit(const struct db_table *table, struct stmt *s) {
  for (int i = 0; i < table->load.columns; i++) {
    enum db_kind kind = col_kind(s, i);
    if (kind != DB_NULL && kind != (table->kinds[i] == 't' ? DB_TEXT : DB_INT)) return false;
    if (kind == DB_TEXT && !utf8_valid(col_text(s, i), NULL)) return false;
  }
  return true;
}

/* A SQLite column takes anything, whatever it was declared as, and any bytes for a text. */
static enum err kinds(struct audit *x, const struct db_table *table) {
  struct stmt *s;
  enum err e;
  begin(x, REG_AUDIT_kind, table->name, "");
  TRY(db_scan(x->db, table->select_sql, &s));
  while ((e = db_step(s)) == OK)
    if (!kinds_fit(table, s)) hit(x, col_kind(s, 0) == DB_INT ? col_int(s, 0) : 0);
  return e == NOT_FOUND ? end(x) : e;
}

static enum err all_kinds(struct audit *x) {
  for (int i = 0; db_engine(x->db) == DB_SQLITE && i < x->part.table_count; i++)
    TRY(kinds(x, &x->part.tables[i]));
  return OK;
}

/* ---- rules that are SQL ---- */

static enum err run_rule(struct audit *x, const struct reg_rule *rule) {
  struct stmt *s;
  enum err e;
  begin(x, rule->code, rule->table, rule->other);
  TRY(db_scan(x->db, rule->sql, &s));
  while ((e = db_step(s)) == OK)
    hit(x, reg_number_at(s, 0));
  return e == NOT_FOUND ? end(x) : e;
}

/* ---- what SQL cannot say ---- */

/* Runs `holds` over the rows of a statement whose first column is the key. */
static enum err each_row(struct audit *x, const char *sql, bool (*holds)(struct audit *x, struct stmt *s)) {
  struct stmt *s;
  enum err e;
  TRY(db_scan(x->db, sql, &s));
  while ((e = db_step(s)) == OK)
    if (!holds(x, s)) hit(x, reg_number_at(s, 0));
  return e == NOT_FOUND ? end(x) : e;
}

static bool id_holds(struct audit *x, struct stmt *s) {
  char id[REG_PUBLIC_ID + 1];
  (void)x;
  /* Kept in the one form that has no other spelling. */
  return reg_public_id_typed(reg_text_at(s, 1), id) == OK && str_is(reg_text_at(s, 1), id);
}

static enum err public_ids(struct audit *x) {
  static const struct {
    const char *table, *sql;
  } of[] = {
    { "register", "SELECT id, public_id FROM register" },   { "office", "SELECT id, public_id FROM office" },
    { "account", "SELECT id, public_id FROM account" },     { "person", "SELECT id, public_id FROM person" },
    { "household", "SELECT id, public_id FROM household" }, { "grant_", "SELECT id, public_id FROM grant_" }
  };
  for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
    begin(x, REG_AUDIT_public_id, of[i].table, "");
    TRY(each_row(x, of[i].sql, id_holds));
  }
  return OK;
}

static bool commitment_holds(struct audit *x, struct stmt *s) {
  char hash[65];
  arena_reset(x->scratch);
  struct buf both = buf_new(x->scratch, SCRATCH_BYTES_MAX / 2);
  buf_str(&both, reg_text_at(s, 1));
  buf_str(&both, reg_text_at(s, 2));
  sha256_hex(both.p, both.n, hash);
  return !both.full && str_is(reg_text_at(s, 3), hash);
}

static bool sort_key_holds(struct audit *x, struct stmt *s) {
  arena_reset(x->scratch);
  return str_eq(text_sort_key(x->scratch, reg_text_at(s, 1)), reg_text_at(s, 2));
}

/* What a second sending under the key would be answered. */
static bool answer_holds(struct audit *x, struct stmt *s) {
  int64_t answer;
  (void)x;
  return parse_int(reg_text_at(s, 1), &answer) == OK;
}

static bool pack_text_holds(struct audit *x, struct stmt *s) {
  char hash[65];
  struct str body = reg_text_at(s, 1);
  (void)x;
  sha256_hex(body.p, body.n, hash);
  return str_is(reg_text_at(s, 2), hash);
}

/* 1 sensitive, 2 secret, 4 of the dead, as importing the vocabulary would set them; -1 for a name it does not
 * mark. */
static int64_t marks_of(const struct reg_vocabulary *v, struct str name) {
  for (int i = 0; i < v->fact_count; i++) {
    const struct reg_fact_type *f = &v->facts[i];
    if (!str_eq(f->name, name)) continue;
    return (f->sensitive ? REG_MARK_SENSITIVE : 0) | (f->secret ? REG_MARK_SECRET : 0) |
           (f->of_dead ? REG_MARK_OF_DEAD : 0);
  }
  return -1;
}

static bool marks_hold(struct audit *x, struct stmt *s) {
  struct str present = reg_present_name(x->vocabulary, REG_NAMED_FACT, reg_text_at(s, 1));
  int64_t marks = marks_of(x->vocabulary, present);
  return marks < 0 || marks == reg_number_at(s, 2);
}

/* What no row that is believed may stand under: a name of the vocabulary, told in one table. */
struct barred_name {
  enum reg_audit_code code;
  enum reg_naming kind;
  struct str name;
  const char *table, *other;
  const char *sql; /* rows believed under number $1 */
};
static enum err barred_rows(struct audit *x, const struct barred_name *barred) {
  struct reg_thing thing;
  struct stmt *s;
  enum err e = reg_thing_find(x->db, x->vocabulary, barred->kind, barred->name, &thing);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  for (int i = 0; i < thing.n; i++) {
    begin(x, barred->code, barred->table, barred->other);
    TRY(db_query(x->db, barred->sql, &s));
    bind_int(s, 1, thing.number[i]);
    while ((e = db_step(s)) == OK)
      hit(x, reg_number_at(s, 0));
    if (e == NOT_FOUND) e = end(x);
    if (e != OK) return e;
  }
  return OK;
}

/* As many as the layout has items, each a whole number or nothing. */
static bool fields_hold(struct audit *x, struct stmt *s) {
  struct str fields = reg_text_at(s, 1), items = reg_text_at(s, 2);
  size_t commas = 0, at = 0;
  (void)x;
  for (size_t i = 0; i < items.n; i++)
    commas += items.p[i] == ',';
  for (size_t i = 0; i <= fields.n; i++) {
    if (i < fields.n && fields.p[i] != ',') continue;
    int64_t number;
    struct str one = { fields.p + at, i - at };
    if (one.n > 0 && parse_int(one, &number) != OK) return false;
    if (i < fields.n && commas-- == 0) return false;
    at = i + 1;
  }
  return commas == 0;
}

static const struct reg_fact_type *type_of(const struct reg_vocabulary *v, struct str name) {
  for (int i = 0; i < v->fact_count; i++)
    if (str_eq(v->facts[i].name, name)) return &v->facts[i];
  return NULL;
}

/* Facts of a name the vocabulary does not have are another pack's. */
static bool choice_holds(struct audit *x, struct stmt *s) {
  struct str name = reg_present_name(x->vocabulary, REG_NAMED_FACT, reg_text_at(s, 1));
  const struct reg_fact_type *type = type_of(x->vocabulary, name);
  return type == NULL || reg_stored_fits(x->vocabulary, type, reg_number_at(s, 2), reg_text_at(s, 3));
}

/* The items of a record, by its layout; how many there are is another rule's. */
static bool items_hold(struct audit *x, struct stmt *s) {
  struct str fields = reg_text_at(s, 1), items = reg_text_at(s, 2), record = reg_text_at(s, 3);
  arena_reset(x->scratch);
  struct str item, field;
  while (reg_next_part(&items, &item) && reg_next_part(&fields, &field)) {
    const struct reg_fact_type *type = reg_item_type(x->scratch, x->vocabulary, record, item);
    int64_t value;
    if (type == NULL || field.n == 0 || parse_int(field, &value) != OK) continue;
    struct str name = reg_symbol_name(x->symbols, value);
    if (!reg_stored_fits(x->vocabulary, type, value, name)) return false;
  }
  return true;
}

/* What is granted is one of the vocabulary's benefits. */
static bool benefit_holds(struct audit *x, struct stmt *s) {
  struct str name = reg_present_name(x->vocabulary, REG_NAMED_BENEFIT, reg_text_at(s, 1));
  for (int i = 0; i < x->vocabulary->benefit_count; i++)
    if (str_eq(x->vocabulary->benefits[i], name)) return true;
  return false;
}

/* What rows say against the vocabulary. */
static enum err choices(struct audit *x) {
  struct arena *names = arena_new("names of values", SYMBOLS_BYTES_MAX);
  struct reg_symbols *symbols;
  if (names == NULL) return NOMEM;
  begin(x, REG_AUDIT_choice, "fact", "");
  enum err e = each_row(
      x,
      "SELECT f.id, y.name, f.value, coalesce(c.name, '') FROM fact f JOIN symbol y ON y.id = f.fact"
      " LEFT JOIN symbol c ON c.id = f.value WHERE f.value IS NOT NULL",
      choice_holds);
  if (e == OK) e = reg_symbols_load(names, x->db, &symbols);
  if (e == OK) {
    x->symbols = symbols;
    begin(x, REG_AUDIT_choice, "record", "");
    e = each_row(
        x,
        "SELECT r.id, r.fields, l.items, y.name FROM record r JOIN record_layout l ON l.id = r.layout"
        " JOIN symbol y ON y.id = l.kind",
        items_hold);
  }
  if (e == OK) {
    begin(x, REG_AUDIT_benefit, "grant_", "");
    e = each_row(x, "SELECT g.id, y.name FROM grant_ g JOIN symbol y ON y.id = g.benefit", benefit_holds);
  }
  arena_free(names);
  return e;
}

/* A set's name is the hash of its texts' hashes in their order. */
static enum err sets(struct audit *x) {
  struct stmt *s;
  struct buf all = buf_growing(x->scratch);
  char name[REG_PACKS_HASH + 1] = "", hash[65];
  enum err e;
  begin(x, REG_AUDIT_packs, "pack_set", "");
  TRY(db_scan(x->db, "SELECT packs, text_hash FROM pack_set ORDER BY packs, place", &s));
  for (;;) {
    e = db_step(s);
    bool same = e == OK && str_is(reg_text_at(s, 0), name);
    if (!same && *name != 0) {
      sha256_hex(all.p, all.n, hash);
      if (strcmp(hash, name) != 0) hit(x, 0);
      all.n = 0;
    }
    if (e != OK) break;
    snprintf(name, sizeof name, "%.*s", (int)reg_text_at(s, 0).n, reg_text_at(s, 0).p);
    buf_str(&all, reg_text_at(s, 1));
  }
  return e == NOT_FOUND ? end(x) : e;
}

/* Rows of a relation stand under one of its two names, and what a person is stands in no fact: the law reads
 * no others. */
static enum err names_unread(struct audit *x) {
  const struct reg_vocabulary *v = x->vocabulary;
  struct barred_name inverse = { .code = REG_AUDIT_inverse, .kind = REG_NAMED_LINK, .table = "link" };
  struct barred_name held = { .code = REG_AUDIT_held, .kind = REG_NAMED_FACT, .table = "fact", .other = "" };
  inverse.sql = "SELECT id FROM link WHERE kind = $1 AND act_to = 9223372036854775807 ORDER BY id";
  held.sql = "SELECT id FROM fact WHERE fact = $1 AND act_to = 9223372036854775807 ORDER BY id";
  for (int i = 0; i < v->inverse_count; i++) {
    inverse.name = v->inverses[i].name;
    inverse.other = v->inverses[i].of.p;
    TRY(barred_rows(x, &inverse));
  }
  for (int i = 0; i < v->fact_count; i++) {
    held.name = v->facts[i].name;
    if (v->facts[i].held != REG_HELD_NOT) TRY(barred_rows(x, &held));
  }
  return OK;
}

/* Told by name: the rows are no worse than others, only the packs have left them. */
static enum err lacking(struct audit *x) {
  static const char *const table[] = {
    [REG_NAMED_FACT] = "fact",     [REG_NAMED_VALUE] = "fact",  [REG_NAMED_LINK] = "link",
    [REG_NAMED_RECORD] = "record", [REG_NAMED_ITEM] = "record", [REG_NAMED_BENEFIT] = "grant_"
  };
  static const enum reg_audit_code code[] = { [REG_LACKS_NAME] = REG_AUDIT_lacking,
                                              [REG_LACKS_TYPE] = REG_AUDIT_retyped,
                                              [REG_LACKS_CLASS] = REG_AUDIT_opened };
  struct reg_lacking_list all;
  struct arena *a = arena_new("names the packs lack", SCRATCH_BYTES_MAX);
  if (a == NULL) return NOMEM;
  enum err e = reg_packs_lacking(x->viewer, a, x->db, x->vocabulary, &all);
  for (int i = 0; e == OK && i < all.n; i++) {
    const struct reg_lacking *l = &all.at[i];
    const char *types = l->lack != REG_LACKS_TYPE ? ""
                                                  : arena_print(a, ": %.*s → %.*s", (int)l->was.n, l->was.p,
                                                                (int)l->now.n, l->now.p);
    begin(x, code[l->lack], l->rows > 0 ? table[l->kind] : "record",
          arena_print(a, "%.*s (%lld)%s", (int)l->name.n, l->name.p,
                      (long long)l->rows + (long long)l->records, types));
    x->found++;
    e = tell(x, 0, 0);
  }
  arena_free(a);
  return e;
}

static bool before_death_holds(struct audit *x, struct stmt *s) {
  (void)x;
  return reg_grant_before_death(s);
}

/* `refused`: those that no act leaves, else those that one does. */
static enum err home_pairs(struct audit *x, int64_t one, int64_t other, bool refused) {
  struct stmt *s;
  enum err e;
  TRY(db_query(x->db, reg_grants_of_a_home, &s));
  bind_int(s, 1, one);
  bind_int(s, 2, other);
  while ((e = db_step(s)) == OK)
    if (reg_grant_refused_at_home(s) == refused && !reg_grant_alone_at_home(s)) hit(x, reg_number_at(s, 0));
  return e == NOT_FOUND ? OK : e;
}

/* A household's benefit under every name it has or had. */
static enum err homes(struct audit *x, bool refused) {
  const struct reg_vocabulary *v = x->vocabulary;
  struct reg_thing thing;
  begin(x, refused ? REG_AUDIT_home_twice : REG_AUDIT_home_again, "grant_version", "membership");
  for (int k = 0; k < v->of_household_count; k++) {
    enum err e = reg_thing_find(x->db, v, REG_NAMED_BENEFIT, v->of_household[k], &thing);
    if (e == NOT_FOUND) continue;
    if (e != OK) return e;
    for (int i = 0; i < thing.n * thing.n; i++)
      TRY(home_pairs(x, thing.number[i / thing.n], thing.number[i % thing.n], refused));
  }
  return end(x);
}

/* Both ways round, so that every pair of numbers of one thing is met. */
static enum err once_pairs(struct audit *x, int64_t one, int64_t other) {
  struct stmt *s;
  enum err e;
  TRY(db_query(x->db, reg_grants_of_a_death, &s));
  bind_int(s, 1, one);
  bind_int(s, 2, other);
  while ((e = db_step(s)) == OK)
    hit(x, reg_number_at(s, 0));
  return e == NOT_FOUND ? OK : e;
}

static enum err once_twice(struct audit *x, const struct reg_thing *thing) {
  for (int i = 0; i < thing->n * thing->n; i++)
    TRY(once_pairs(x, thing->number[i / thing->n], thing->number[i % thing->n]));
  return OK;
}

static enum err once_months(struct audit *x, const struct reg_thing *thing, const char *sql) {
  for (int i = 0; i < thing->n; i++) {
    struct stmt *s;
    enum err e;
    TRY(db_query(x->db, sql, &s));
    bind_int(s, 1, thing->number[i]);
    while ((e = db_step(s)) == OK)
      if (!reg_grant_in_death_month(s)) hit(x, reg_number_at(s, 0));
    if (e != NOT_FOUND) return e;
  }
  return OK;
}

/* What is paid once for a death, under every name it has or had. */
static enum err deaths(struct audit *x) {
  static const char *const table[] = { "grant_version", "grant_paid", "grant_version" };
  const struct reg_vocabulary *v = x->vocabulary;
  for (int part = 0; part < 3; part++) {
    begin(x, part < 2 ? REG_AUDIT_death_month : REG_AUDIT_once_twice, table[part], "person_version");
    for (int k = 0; k < v->once_count; k++) {
      struct reg_thing thing;
      enum err e = reg_thing_find(x->db, v, REG_NAMED_BENEFIT, v->once[k], &thing);
      if (e == NOT_FOUND) continue;
      if (e != OK) return e;
      TRY(part == 2 ? once_twice(x, &thing)
                    : once_months(x, &thing, part == 0 ? reg_months_of_a_death : reg_paid_of_a_death));
    }
    TRY(end(x));
  }
  return OK;
}

static enum err own_rows(struct audit *x) {
  TRY(public_ids(x));
  begin(x, REG_AUDIT_after_death, "grant_version", "person_version");
  TRY(each_row(x, reg_grants_of_the_dead, before_death_holds));
  begin(x, REG_AUDIT_commitment, "act_text", "act");
  TRY(each_row(x,
               "SELECT t.act, t.salt, t.body, coalesce(a.commitment, '') FROM act_text t"
               " JOIN act a ON a.act = t.act",
               commitment_holds));
  begin(x, REG_AUDIT_value, "act", "");
  TRY(each_row(x, "SELECT act, answer FROM act WHERE client_key IS NOT NULL", answer_holds));
  begin(x, REG_AUDIT_sort_key, "person_version", "");
  TRY(each_row(x, "SELECT id, full_name, sort_key FROM person_version", sort_key_holds));
  begin(x, REG_AUDIT_pack_text, "pack_text", "");
  TRY(each_row(x, "SELECT 0, body, hash FROM pack_text", pack_text_holds));
  TRY(sets(x));
  begin(x, REG_AUDIT_fields, "record", "record_layout");
  TRY(each_row(x, "SELECT r.id, r.fields, l.items FROM record r JOIN record_layout l ON l.id = r.layout",
               fields_hold));
  if (x->vocabulary == NULL) return OK;
  begin(x, REG_AUDIT_marks, "symbol", "");
  TRY(each_row(x, "SELECT id, name, marks FROM symbol", marks_hold));
  /* Names of numbers that cannot be are refused by who looks them up; a rule has named them. */
  int64_t unreadable;
  TRY(db_int(x->db, "SELECT count(*) FROM symbol WHERE id NOT BETWEEN 1 AND 100000", 0, NULL, &unreadable));
  if (unreadable > 0) return OK;
  TRY(choices(x));
  TRY(homes(x, true));
  TRY(homes(x, false));
  TRY(deaths(x));
  TRY(names_unread(x));
  return lacking(x);
}

/* ---- all of it ---- */

static void engine_fault(void *context, const char *words) {
  struct audit *x = context;
  x->other = words;
  x->found++;
  (void)tell(x, 0, 0); /* of no row: nothing is asked of the database */
}

static enum err engine(struct audit *x) {
  begin(x, REG_AUDIT_engine, "", "");
  return db_engine_check(x->db, &(struct db_engine_watch) { x, engine_fault });
}

static void object_fault(void *context, enum db_object_fault what, const char *object, bool table) {
  struct audit *x = context;
  static const enum reg_audit_code code[] = { [DB_OBJECT_MISSING] = REG_AUDIT_object_missing,
                                              [DB_OBJECT_EXTRA] = REG_AUDIT_object_extra,
                                              [DB_OBJECT_CHANGED] = REG_AUDIT_object_changed };
  x->unread |= table;
  if (!x->own) return;
  x->code = code[what];
  engine_fault(x, object);
}

static enum err objects(struct audit *x) {
  begin(x, REG_AUDIT_object_extra, "", "");
  TRY(db_objects_check(x->db, &(struct db_object_watch) { x, object_fault }));
  if (!x->unread || !x->own) return OK;
  x->code = REG_AUDIT_rows_unread;
  engine_fault(x, "");
  return OK;
}

static enum err audit(struct db *db, void *context) {
  struct audit *x = context;
  assert(db == x->db && db != NULL);
  x->found = 0;
  x->unread = false;
  TRY(objects(x));
  if (x->own) TRY(engine(x));
  if (x->unread) return OK;
  TRY(all_kinds(x));
  for (int i = 0; i < x->part.rule_count; i++)
    TRY(run_rule(x, &x->part.rules[i]));
  return x->own ? own_rows(x) : OK;
}

static enum err run(const struct viewer *viewer, struct audit *x, int64_t *ret_found) {
  assert(viewer != NULL && ret_found != NULL);
  if (viewer->role != VIEWER_MAY_ALL || viewer->area != 0) return DENIED;
  x->scratch = arena_new("a row being checked", SCRATCH_BYTES_MAX);
  x->viewer = viewer;
  if (x->scratch == NULL) return NOMEM;
  enum err e = db_read(x->db, audit, x);
  arena_free(x->scratch);
  if (e == OK) *ret_found = x->found;
  return e;
}

enum err reg_audit(const struct viewer *viewer, struct db *db, const struct reg_vocabulary *v,
                   const struct reg_audit_watch *watch, int64_t *ret_found) {
  struct audit x = { .db = db, .vocabulary = v, .watch = watch, .own = true };
  x.part.rules = reg_own_rules(&x.part.rule_count);
  x.part.tables = reg_tables(&x.part.table_count);
  return run(viewer, &x, ret_found);
}

enum err reg_audit_rules(const struct viewer *viewer, struct db *db, const struct reg_audit_part *part,
                         const struct reg_audit_watch *watch, int64_t *ret_found) {
  assert(part != NULL && part->rule_count >= 0 && part->table_count >= 0);
  struct audit x = { .db = db, .watch = watch, .part = *part };
  return run(viewer, &x, ret_found);
}
