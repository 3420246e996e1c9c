/* Fills a new register in one go: rows as they come, indexes at the end. */
#include "registry/load.h"
#include "registry/inner.h"

static const char drop_sql[] =
    "DROP INDEX IF EXISTS person_public; DROP INDEX IF EXISTS household_public; DROP INDEX IF EXISTS "
    "grant_public;"
    "DROP INDEX IF EXISTS person_version_person; DROP INDEX IF EXISTS person_version_citizen;"
    "DROP INDEX IF EXISTS person_version_birth;"
    "DROP INDEX IF EXISTS residence_household; DROP INDEX IF EXISTS residence_area;"
    "DROP INDEX IF EXISTS membership_person; DROP INDEX IF EXISTS membership_household;"
    "DROP INDEX IF EXISTS fact_subject; DROP INDEX IF EXISTS link_person; DROP INDEX IF EXISTS link_other;"
    "DROP INDEX IF EXISTS record_subject; DROP INDEX IF EXISTS grant_person; DROP INDEX IF EXISTS "
    "grant_version_grant;"
    "DROP INDEX IF EXISTS grant_suspension_grant; DROP INDEX IF EXISTS grant_paid_grant";
/* Made over rows in the order they were written they cost a third of being kept up row by row. */
static const char index_people_sql[] =
    "CREATE UNIQUE INDEX IF NOT EXISTS person_public ON person(public_id);"
    "CREATE UNIQUE INDEX IF NOT EXISTS household_public ON household(public_id);"
    "CREATE INDEX IF NOT EXISTS person_version_person ON person_version(person);"
    "CREATE INDEX IF NOT EXISTS person_version_citizen ON person_version(citizen_no);"
    "CREATE INDEX IF NOT EXISTS person_version_birth ON person_version(birth);"
    "CREATE INDEX IF NOT EXISTS residence_household ON residence(household);"
    "CREATE INDEX IF NOT EXISTS residence_area ON residence(area);"
    "CREATE INDEX IF NOT EXISTS membership_person ON membership(person);"
    "CREATE INDEX IF NOT EXISTS membership_household ON membership(household);"
    "CREATE INDEX IF NOT EXISTS fact_subject ON fact(kind, subject, fact);"
    "CREATE INDEX IF NOT EXISTS link_person ON link(person, kind);"
    "CREATE INDEX IF NOT EXISTS link_other ON link(other, kind);"
    "CREATE INDEX IF NOT EXISTS record_subject ON record(subject_kind, subject)";
static const char index_grants_sql[] =
    "CREATE UNIQUE INDEX IF NOT EXISTS grant_public ON grant_(public_id);"
    "CREATE INDEX IF NOT EXISTS grant_person ON grant_(person);"
    "CREATE INDEX IF NOT EXISTS grant_version_grant ON grant_version(grant_id);"
    "CREATE INDEX IF NOT EXISTS grant_suspension_grant ON grant_suspension(grant_id);"
    "CREATE INDEX IF NOT EXISTS grant_paid_grant ON grant_paid(grant_id)";

/* The statements, in the order of `enum into`. */
enum into {
  INTO_AREA,
  INTO_AREA_VERSION,
  INTO_PERSON,
  INTO_PERSON_VERSION,
  INTO_HOUSEHOLD,
  INTO_RESIDENCE,
  INTO_MEMBERSHIP,
  INTO_FACT,
  INTO_LINK,
  INTO_RECORD,
  INTO_GRANT,
  INTO_GRANT_VERSION,
  INTO_PAID,
  INTO_SUSPENSION,
  INTOS
};
/* One literal of columns, one of their parameters. */
#define INTO(table, columns, values, count)                                                                  \
  {                                                                                                          \
    "INSERT INTO " table "(" columns ") VALUES (" values ")",                                                \
        "COPY " table "(" columns ") FROM STDIN BINARY", count                                               \
  }
static const struct db_load_plan plan[INTOS] = {
  INTO("area", "id", "$1", 1),
  INTO("area_version", "area, code, name, type, parent, valid_from, valid_to, act_from, act_to",
       "$1, $2, $3, $4, $5, $6, $7, $8, $9", 9),
  INTO("person", "id, public_id", "$1, $2", 2),
  INTO("person_version",
       "person, full_name, sort_key, birth, birth_known, death, sex, ethnic, citizen_no, phone,"
       " valid_from, valid_to, act_from, act_to",
       "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14", 14),
  INTO("household", "id, public_id", "$1, $2", 2),
  INTO("residence", "household, area, address, valid_from, valid_to, act_from, act_to",
       "$1, $2, $3, $4, $5, $6, $7", 7),
  INTO("membership", "person, household, role, valid_from, valid_to, act_from, act_to",
       "$1, $2, $3, $4, $5, $6, $7", 7),
  INTO("fact", "kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to",
       "$1, $2, $3, $4, $5, $6, $7, $8, $9", 9),
  INTO("link", "kind, person, other, valid_from, valid_to, act_from, act_to", "$1, $2, $3, $4, $5, $6, $7",
       7),
  INTO("record", "layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from, act_to",
       "$1, $2, $3, $4, $5, $6, $7, $8, $9", 9),
  INTO("grant_", "id, public_id, person, benefit", "$1, $2, $3, $4", 4),
  INTO("grant_version",
       "grant_id, cases, amount, decision_no, decided, filed, signer, first_month, last_month, payee,"
       " paying_point, act_from, act_to",
       "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13", 13),
  INTO("grant_paid", "grant_id, from_month, to_month, amount, act_from, act_to", "$1, $2, $3, $4, $5, $6", 6),
  INTO("grant_suspension", "grant_id, from_month, to_month, reason, act_from, act_to",
       "$1, $2, $3, $4, $5, $6", 6),
};

struct reg_load {
  struct db *db;
  struct reg_load_options options;
  int64_t before;              /* the last act before the load */
  struct db_load *into[INTOS]; /* NULL until the first row */
  struct arena *scratch;       /* of one row */
};

enum { SCRATCH_MAX = 1 << 20, NOON_SECONDS = 5 * 3600, DAY_SECONDS = 86400 };

int64_t reg_load_act(const struct reg_load *load, date day) {
  if (day == DATE_MAX) return REG_ACT_OPEN;
  if (day < load->options.first) day = load->options.first;
  if (day > load->options.last) day = load->options.last;
  return load->before + day - load->options.first + 1;
}

/* Noon in Việt Nam (UTC+7) is five in the morning UTC. */
static int64_t noon(date day) { return ((int64_t)day * DAY_SECONDS + NOON_SECONDS) * 1000000; }

static enum err write_acts(struct reg_load *load) {
  struct stmt *s;
  for (date day = load->options.first; day <= load->options.last; day++) {
    int64_t dice;
    TRY(random_bytes(&dice, sizeof dice));
    TRY(db_query(load->db,
                 "INSERT INTO act(act, instant, kind, account, paper, answer, whole, dice)"
                 " VALUES ($1, $2, 'register.load', $3, '', '', 1, $4)",
                 &s));
    bind_int(s, 1, reg_load_act(load, day));
    bind_int(s, 2, noon(day));
    bind_int(s, 3, load->options.account);
    bind_int(s, 4, dice);
    TRY(db_run(s));
  }
  TRY(db_query(load->db, "UPDATE register SET last_act = $1, last_instant = $2 WHERE id = 1", &s));
  bind_int(s, 1, reg_load_act(load, load->options.last));
  bind_int(s, 2, noon(load->options.last));
  return db_run(s);
}

/* The load of a table, begun at its first row. */
static enum err into_table(struct reg_load *load, enum into into, struct db_load **ret_rows) {
  if (load->into[into] == NULL) TRY(db_load_begin(load->db, &plan[into], &load->into[into]));
  *ret_rows = load->into[into];
  return OK;
}

/* Everything written so far is in the tables. */
static enum err end_rows(struct reg_load *load) {
  for (int i = 0; i < INTOS; i++) {
    struct db_load *rows = load->into[i];
    load->into[i] = NULL;
    if (rows != NULL) TRY(db_load_end(rows));
  }
  return OK;
}

/* Only areas and names may be there, recorded before the first day. */
static enum err nobody_there(struct db *db, date first, int64_t *ret_before) {
  struct reg_clock clock;
  int64_t someone;
  TRY(reg_clock_read(db, &clock));
  enum err e = db_int(db, "SELECT 1 FROM person LIMIT 1", 0, NULL, &someone);
  if (e != NOT_FOUND) return e == OK ? CONFLICT : e;
  if (!clock.invented || clock.instant >= noon(first)) return CONFLICT;
  *ret_before = clock.act;
  return OK;
}

enum err reg_load_begin(struct arena *a, struct db *db, const struct reg_load_options *options,
                        struct reg_load **ret_load) {
  assert(options->first <= options->last && options->account > 0);
  int64_t before;
  TRY(nobody_there(db, options->first, &before));
  struct reg_load *load = NEW(a, struct reg_load);
  load->before = before;
  load->db = db;
  load->options = *options;
  load->scratch = arena_new("a row being loaded", SCRATCH_MAX);
  if (load->scratch == NULL) return NOMEM;
  TRY(db_begin(db));
  TRY(db_script(db, drop_sql));
  TRY(write_acts(load));
  *ret_load = load;
  return OK;
}

/* The same id for the same seed, whoever asks and in whatever order. */
void reg_load_public_id(const struct reg_load *load, enum reg_entity entity, int64_t id,
                        char ret_id[REG_PUBLIC_ID + 1]) {
  assert(load && id > 0);
  const int64_t of[] = { (int64_t)entity, id };
  uint64_t half[2] = { hash64(of, sizeof of, load->options.seed),
                       hash64(of, sizeof of, ~load->options.seed) };
  uint8_t random[10];
  memcpy(random, half, sizeof random);
  reg_public_id(random, ret_id);
}

static struct str made_id(const struct reg_load *load, enum reg_entity entity, int64_t id,
                          char text[REG_PUBLIC_ID + 1]) {
  reg_load_public_id(load, entity, id, text);
  return (struct str) { text, REG_PUBLIC_ID };
}

static enum err entity_row(struct reg_load *load, enum into into, enum reg_entity entity, int64_t id) {
  char text[REG_PUBLIC_ID + 1];
  struct db_load *s;
  TRY(into_table(load, into, &s));
  db_load_int(s, id);
  db_load_text(s, made_id(load, entity, id, text));
  return db_load_row(s);
}

static bool believed_once(const struct reg_period *p) {
  return p->act_from < p->act_to && p->valid_from < p->valid_to;
}

static void load_period(struct db_load *s, const struct reg_period *p) {
  db_load_int(s, p->valid_from);
  db_load_int(s, p->valid_to);
  db_load_int(s, p->act_from);
  db_load_int(s, p->act_to);
}

static void load_id(struct db_load *s, int64_t id) {
  if (id > 0)
    db_load_int(s, id);
  else
    db_load_null(s);
}

static void load_words(struct db_load *s, struct str words) {
  if (words.n > 0)
    db_load_text(s, words);
  else
    db_load_null(s);
}

/* ---- areas ---- */

enum err reg_load_area(struct reg_load *load, int64_t area) {
  struct db_load *s;
  TRY(into_table(load, INTO_AREA, &s));
  db_load_int(s, area);
  return db_load_row(s);
}

enum err reg_load_area_version(struct reg_load *load, const struct reg_area *area, struct reg_period period) {
  if (!believed_once(&period)) return OK;
  struct db_load *s;
  TRY(into_table(load, INTO_AREA_VERSION, &s));
  db_load_int(s, area->id);
  db_load_text(s, area->code);
  db_load_text(s, area->name);
  db_load_text(s, str_of(reg_area_type_name(area->type)));
  load_id(s, area->parent);
  load_period(s, &period);
  return db_load_row(s);
}

/* ---- people ---- */

enum err reg_load_person(struct reg_load *load, int64_t person) {
  return entity_row(load, INTO_PERSON, REG_ID_PERSON, person);
}

enum err reg_load_person_version(struct reg_load *load, const struct reg_person *person) {
  if (!believed_once(&person->period)) return OK;
  struct db_load *s;
  TRY(into_table(load, INTO_PERSON_VERSION, &s));
  arena_reset(load->scratch);
  db_load_int(s, person->id);
  db_load_text(s, person->full_name);
  db_load_text(s, text_sort_key(load->scratch, person->full_name));
  db_load_int(s, person->birth);
  db_load_int(s, person->birth_known);
  if (person->dead)
    db_load_int(s, person->death);
  else
    db_load_null(s);
  db_load_text(s, person->sex == REG_FEMALE ? S("female") : S("male"));
  db_load_text(s, person->ethnic);
  load_words(s, person->citizen_no);
  load_words(s, person->phone);
  load_period(s, &person->period);
  return db_load_row(s);
}

enum err reg_load_household(struct reg_load *load, int64_t household) {
  return entity_row(load, INTO_HOUSEHOLD, REG_ID_HOUSEHOLD, household);
}

enum err reg_load_residence(struct reg_load *load, const struct reg_residence *residence) {
  if (!believed_once(&residence->period)) return OK;
  struct db_load *s;
  TRY(into_table(load, INTO_RESIDENCE, &s));
  db_load_int(s, residence->household);
  db_load_int(s, residence->area);
  db_load_text(s, residence->address);
  load_period(s, &residence->period);
  return db_load_row(s);
}

enum err reg_load_membership(struct reg_load *load, const struct reg_membership *membership) {
  if (!believed_once(&membership->period)) return OK;
  struct db_load *s;
  TRY(into_table(load, INTO_MEMBERSHIP, &s));
  db_load_int(s, membership->person);
  db_load_int(s, membership->household);
  db_load_text(s, membership->role);
  load_period(s, &membership->period);
  return db_load_row(s);
}

/* ---- what is known ---- */

enum err reg_load_fact(struct reg_load *load, const struct reg_fact *fact) {
  if (!believed_once(&fact->period)) return OK;
  struct db_load *s;
  TRY(into_table(load, INTO_FACT, &s));
  db_load_int(s, fact->kind);
  db_load_int(s, fact->subject);
  db_load_int(s, fact->fact);
  if (fact->known)
    db_load_int(s, fact->value);
  else
    db_load_null(s);
  db_load_text(s, fact->source);
  load_period(s, &fact->period);
  return db_load_row(s);
}

enum err reg_load_link(struct reg_load *load, const struct reg_link *link) {
  if (!believed_once(&link->period)) return OK;
  struct db_load *s;
  TRY(into_table(load, INTO_LINK, &s));
  db_load_int(s, link->kind);
  db_load_int(s, link->person);
  db_load_int(s, link->other);
  load_period(s, &link->period);
  return db_load_row(s);
}

enum err reg_load_layout(struct reg_load *load, int64_t kind, struct str items, int64_t *ret_layout) {
  struct stmt *s;
  TRY(db_query(load->db,
               "INSERT INTO record_layout(kind, items) VALUES ($1, $2) ON CONFLICT (kind, items) DO NOTHING",
               &s));
  bind_int(s, 1, kind);
  bind_text(s, 2, items);
  TRY(db_run(s));
  TRY(db_query(load->db, "SELECT id FROM record_layout WHERE kind = $1 AND items = $2", &s));
  bind_int(s, 1, kind);
  bind_text(s, 2, items);
  TRY(db_step(s));
  *ret_layout = col_int(s, 0);
  return db_run(s);
}

enum err reg_load_record(struct reg_load *load, const struct reg_load_record *record) {
  if (!believed_once(&record->period)) return OK;
  struct db_load *s;
  TRY(into_table(load, INTO_RECORD, &s));
  db_load_int(s, record->layout);
  db_load_int(s, record->kind);
  db_load_int(s, record->subject);
  db_load_text(s, record->fields);
  db_load_text(s, record->source);
  load_period(s, &record->period);
  return db_load_row(s);
}

enum err reg_load_forget(struct reg_load *load, int64_t person, int64_t fact, struct str source) {
  struct stmt *s;
  TRY(end_rows(load)); /* what it changes may not be written yet */
  TRY(db_query(load->db,
               "UPDATE fact SET value = NULL, source = $3 WHERE kind = 1 AND subject = $1 AND fact = $2",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, fact);
  bind_text(s, 3, source);
  return db_run(s);
}

/* ---- grants ---- */

static enum err grant_row(struct reg_load *load, const struct reg_grant *grant) {
  char text[REG_PUBLIC_ID + 1];
  struct db_load *s;
  TRY(into_table(load, INTO_GRANT, &s));
  db_load_int(s, grant->id);
  db_load_text(s, made_id(load, REG_ID_GRANT, grant->id, text));
  db_load_int(s, grant->person);
  db_load_int(s, grant->benefit);
  return db_load_row(s);
}

enum err reg_load_grant(struct reg_load *load, const struct reg_grant *grant, int64_t act) {
  TRY(grant_row(load, grant));
  struct db_load *s;
  TRY(into_table(load, INTO_GRANT_VERSION, &s));
  db_load_int(s, grant->id);
  db_load_text(s, grant->cases);
  db_load_int(s, grant->amount);
  db_load_text(s, grant->decision_no);
  db_load_int(s, grant->decided);
  if (grant->filed_known)
    db_load_int(s, grant->filed);
  else
    db_load_null(s);
  db_load_text(s, grant->signer);
  db_load_int(s, grant->first_month);
  if (grant->running)
    db_load_null(s);
  else
    db_load_int(s, grant->last_month);
  db_load_text(s, grant->payee);
  load_id(s, grant->paying_point);
  db_load_int(s, act);
  db_load_int(s, REG_ACT_OPEN);
  return db_load_row(s);
}

enum err reg_load_paid(struct reg_load *load, int64_t grant, const struct reg_load_spell *spell) {
  struct db_load *s;
  TRY(into_table(load, INTO_PAID, &s));
  db_load_int(s, grant);
  db_load_int(s, spell->from);
  db_load_int(s, spell->to);
  db_load_int(s, spell->amount);
  db_load_int(s, spell->act);
  db_load_int(s, REG_ACT_OPEN);
  return db_load_row(s);
}

enum err reg_load_suspension(struct reg_load *load, int64_t grant, const struct reg_load_spell *spell) {
  struct db_load *s;
  TRY(into_table(load, INTO_SUSPENSION, &s));
  db_load_int(s, grant);
  db_load_int(s, spell->from);
  if (spell->open)
    db_load_null(s);
  else
    db_load_int(s, spell->to);
  db_load_text(s, spell->reason);
  db_load_int(s, spell->act);
  db_load_int(s, REG_ACT_OPEN);
  return db_load_row(s);
}

/* ---- the end ---- */

enum err reg_load_pause(struct reg_load *load) {
  TRY(end_rows(load));
  TRY(db_script(load->db, index_people_sql));
  TRY(db_commit(load->db));
  return db_begin(load->db);
}

enum err reg_load_end(struct reg_load *load) {
  TRY(end_rows(load));
  TRY(db_script(load->db, index_people_sql));
  TRY(db_script(load->db, index_grants_sql));
  TRY(db_commit(load->db));
  reg_load_drop(load);
  return OK;
}

void reg_load_drop(struct reg_load *load) {
  if (load == NULL) return;
  arena_free(load->scratch);
  load->scratch = NULL;
}
