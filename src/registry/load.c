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
static const char *const insert_sql[INTOS] = {
  "INSERT INTO area(id) VALUES ($1)",
  "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to)"
  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
  "INSERT INTO person(id, public_id) VALUES ($1, $2)",
  "INSERT INTO person_version(person, full_name, sort_key, birth, birth_known, death, sex, ethnic, "
  "citizen_no, phone,"
  " valid_from, valid_to, act_from, act_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
  "$14)",
  "INSERT INTO household(id, public_id) VALUES ($1, $2)",
  "INSERT INTO residence(household, area, address, valid_from, valid_to, act_from, act_to)"
  " VALUES ($1, $2, $3, $4, $5, $6, $7)",
  "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to)"
  " VALUES ($1, $2, $3, $4, $5, $6, $7)",
  "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to)"
  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
  "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to) VALUES ($1, $2, $3, $4, $5, "
  "$6, $7)",
  "INSERT INTO record(layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from, act_to)"
  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
  "INSERT INTO grant_(id, public_id, person, benefit) VALUES ($1, $2, $3, $4)",
  "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, filed, signer, first_month, "
  "last_month,"
  " payee, paying_point, act_from, act_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
  "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) VALUES ($1, $2, $3, $4, "
  "$5, $6)",
  "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, act_from, act_to)"
  " VALUES ($1, $2, $3, $4, $5, $6)",
};

struct reg_load {
  struct db *db;
  struct reg_load_options options;
  int64_t before; /* the last act before the load */
  struct stmt *into[INTOS];
  struct arena *scratch; /* of one row */
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
    TRY(db_query(load->db,
                 "INSERT INTO act(act, instant, kind, account, paper, answer, whole)"
                 " VALUES ($1, $2, 'register.load', $3, '', '', 1)",
                 &s));
    bind_int(s, 1, reg_load_act(load, day));
    bind_int(s, 2, noon(day));
    bind_int(s, 3, load->options.account);
    TRY(db_run(s));
  }
  TRY(db_query(load->db, "UPDATE register SET last_act = $1, last_instant = $2 WHERE id = 1", &s));
  bind_int(s, 1, reg_load_act(load, load->options.last));
  bind_int(s, 2, noon(load->options.last));
  return db_run(s);
}

static enum err prepare(struct reg_load *load) {
  for (int i = 0; i < INTOS; i++)
    TRY(db_query(load->db, insert_sql[i], &load->into[i]));
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
  TRY(prepare(load));
  *ret_load = load;
  return OK;
}

/* The same id for the same seed, whoever asks and in whatever order. */
static struct str made_id(const struct reg_load *load, enum reg_entity entity, int64_t id,
                          char text[REG_PUBLIC_ID + 1]) {
  const int64_t of[] = { (int64_t)entity, id };
  uint64_t half[2] = { hash64(of, sizeof of, load->options.seed),
                       hash64(of, sizeof of, ~load->options.seed) };
  uint8_t random[10];
  memcpy(random, half, sizeof random);
  reg_public_id(random, text);
  return (struct str) { text, REG_PUBLIC_ID };
}

static enum err entity_row(struct reg_load *load, enum into into, enum reg_entity entity, int64_t id) {
  char text[REG_PUBLIC_ID + 1];
  struct stmt *s = load->into[into];
  bind_int(s, 1, id);
  bind_text(s, 2, made_id(load, entity, id, text));
  return db_run(s);
}

static bool believed_once(const struct reg_period *p) {
  return p->act_from < p->act_to && p->valid_from < p->valid_to;
}

static void bind_period(struct stmt *s, int at, const struct reg_period *p) {
  bind_int(s, at, p->valid_from);
  bind_int(s, at + 1, p->valid_to);
  bind_int(s, at + 2, p->act_from);
  bind_int(s, at + 3, p->act_to);
}

static void bind_id(struct stmt *s, int at, int64_t id) {
  if (id > 0)
    bind_int(s, at, id);
  else
    bind_null(s, at);
}

static void bind_words(struct stmt *s, int at, struct str words) {
  if (words.n > 0)
    bind_text(s, at, words);
  else
    bind_null(s, at);
}

/* ---- areas ---- */

enum err reg_load_area(struct reg_load *load, int64_t area) {
  bind_int(load->into[INTO_AREA], 1, area);
  return db_run(load->into[INTO_AREA]);
}

enum err reg_load_area_version(struct reg_load *load, const struct reg_area *area, struct reg_period period) {
  if (!believed_once(&period)) return OK;
  struct stmt *s = load->into[INTO_AREA_VERSION];
  bind_int(s, 1, area->id);
  bind_text(s, 2, area->code);
  bind_text(s, 3, area->name);
  bind_text(s, 4, str_of(reg_area_type_name(area->type)));
  bind_id(s, 5, area->parent);
  bind_period(s, 6, &period);
  return db_run(s);
}

/* ---- people ---- */

enum err reg_load_person(struct reg_load *load, int64_t person) {
  return entity_row(load, INTO_PERSON, REG_ID_PERSON, person);
}

enum err reg_load_person_version(struct reg_load *load, const struct reg_person *person) {
  if (!believed_once(&person->period)) return OK;
  struct stmt *s = load->into[INTO_PERSON_VERSION];
  arena_reset(load->scratch);
  bind_int(s, 1, person->id);
  bind_text(s, 2, person->full_name);
  bind_text(s, 3, text_sort_key(load->scratch, person->full_name));
  bind_int(s, 4, person->birth);
  bind_int(s, 5, person->birth_known);
  if (person->dead)
    bind_int(s, 6, person->death);
  else
    bind_null(s, 6);
  bind_text(s, 7, person->sex == REG_FEMALE ? S("female") : S("male"));
  bind_text(s, 8, person->ethnic);
  bind_words(s, 9, person->citizen_no);
  bind_words(s, 10, person->phone);
  bind_period(s, 11, &person->period);
  return db_run(s);
}

enum err reg_load_household(struct reg_load *load, int64_t household) {
  return entity_row(load, INTO_HOUSEHOLD, REG_ID_HOUSEHOLD, household);
}

enum err reg_load_residence(struct reg_load *load, const struct reg_residence *residence) {
  if (!believed_once(&residence->period)) return OK;
  struct stmt *s = load->into[INTO_RESIDENCE];
  bind_int(s, 1, residence->household);
  bind_int(s, 2, residence->area);
  bind_text(s, 3, residence->address);
  bind_period(s, 4, &residence->period);
  return db_run(s);
}

enum err reg_load_membership(struct reg_load *load, const struct reg_membership *membership) {
  if (!believed_once(&membership->period)) return OK;
  struct stmt *s = load->into[INTO_MEMBERSHIP];
  bind_int(s, 1, membership->person);
  bind_int(s, 2, membership->household);
  bind_text(s, 3, membership->role);
  bind_period(s, 4, &membership->period);
  return db_run(s);
}

/* ---- what is known ---- */

enum err reg_load_fact(struct reg_load *load, const struct reg_fact *fact) {
  if (!believed_once(&fact->period)) return OK;
  struct stmt *s = load->into[INTO_FACT];
  bind_int(s, 1, fact->kind);
  bind_int(s, 2, fact->subject);
  bind_int(s, 3, fact->fact);
  if (fact->known)
    bind_int(s, 4, fact->value);
  else
    bind_null(s, 4);
  bind_text(s, 5, fact->source);
  bind_period(s, 6, &fact->period);
  return db_run(s);
}

enum err reg_load_link(struct reg_load *load, const struct reg_link *link) {
  if (!believed_once(&link->period)) return OK;
  struct stmt *s = load->into[INTO_LINK];
  bind_int(s, 1, link->kind);
  bind_int(s, 2, link->person);
  bind_int(s, 3, link->other);
  bind_period(s, 4, &link->period);
  return db_run(s);
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
  struct stmt *s = load->into[INTO_RECORD];
  bind_int(s, 1, record->layout);
  bind_int(s, 2, record->kind);
  bind_int(s, 3, record->subject);
  bind_text(s, 4, record->fields);
  bind_text(s, 5, record->source);
  bind_period(s, 6, &record->period);
  return db_run(s);
}

enum err reg_load_forget(struct reg_load *load, int64_t person, int64_t fact, struct str source) {
  struct stmt *s;
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
  struct stmt *s = load->into[INTO_GRANT];
  bind_int(s, 1, grant->id);
  bind_text(s, 2, made_id(load, REG_ID_GRANT, grant->id, text));
  bind_int(s, 3, grant->person);
  bind_int(s, 4, grant->benefit);
  return db_run(s);
}

enum err reg_load_grant(struct reg_load *load, const struct reg_grant *grant, int64_t act) {
  TRY(grant_row(load, grant));
  struct stmt *s = load->into[INTO_GRANT_VERSION];
  bind_int(s, 1, grant->id);
  bind_text(s, 2, grant->cases);
  bind_int(s, 3, grant->amount);
  bind_text(s, 4, grant->decision_no);
  bind_int(s, 5, grant->decided);
  if (grant->filed_known)
    bind_int(s, 6, grant->filed);
  else
    bind_null(s, 6);
  bind_text(s, 7, grant->signer);
  bind_int(s, 8, grant->first_month);
  if (grant->running)
    bind_null(s, 9);
  else
    bind_int(s, 9, grant->last_month);
  bind_text(s, 10, grant->payee);
  bind_id(s, 11, grant->paying_point);
  bind_int(s, 12, act);
  bind_int(s, 13, REG_ACT_OPEN);
  return db_run(s);
}

enum err reg_load_paid(struct reg_load *load, int64_t grant, const struct reg_load_spell *spell) {
  struct stmt *s = load->into[INTO_PAID];
  bind_int(s, 1, grant);
  bind_int(s, 2, spell->from);
  bind_int(s, 3, spell->to);
  bind_int(s, 4, spell->amount);
  bind_int(s, 5, spell->act);
  bind_int(s, 6, REG_ACT_OPEN);
  return db_run(s);
}

enum err reg_load_suspension(struct reg_load *load, int64_t grant, const struct reg_load_spell *spell) {
  struct stmt *s = load->into[INTO_SUSPENSION];
  bind_int(s, 1, grant);
  bind_int(s, 2, spell->from);
  if (spell->open)
    bind_null(s, 3);
  else
    bind_int(s, 3, spell->to);
  bind_text(s, 4, spell->reason);
  bind_int(s, 5, spell->act);
  bind_int(s, 6, REG_ACT_OPEN);
  return db_run(s);
}

/* ---- the end ---- */

enum err reg_load_pause(struct reg_load *load) {
  TRY(db_script(load->db, index_people_sql));
  TRY(db_commit(load->db));
  TRY(db_begin(load->db));
  return prepare(load);
}

enum err reg_load_end(struct reg_load *load) {
  TRY(db_script(load->db, index_people_sql));
  TRY(db_script(load->db, index_grants_sql));
  TRY(db_commit(load->db));
  arena_free(load->scratch);
  return OK;
}
