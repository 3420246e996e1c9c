/* Public ids: 80 random bits in 16 letters of Crockford's base 32 and a check letter.
 *
 * The check letter makes the weighted sum of all 17 letters zero modulo 32. Weights are odd, so any one wrong
 * letter shows; neighbouring weights differ by 2 modulo 4, so any swap of neighbours shows unless the two
 * differ by 16. */
#include "registry/inner.h"

enum { LETTERS = REG_PUBLIC_ID - 1 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* 3, 5 ... 33 for the letters; the check letter's weight is -1, that is 31, and 33 - 31 is 2. */
static unsigned weight(int place) { return 2u * (unsigned)place + 3u; }

static char check_letter(const unsigned value[LETTERS]) {
  unsigned sum = 0;
  for (int i = 0; i < LETTERS; i++)
    sum += weight(i) * value[i];
  return alphabet[sum % 32];
}

void reg_public_id(const uint8_t random[10], char ret_id[REG_PUBLIC_ID + 1]) {
  assert(random != NULL && ret_id != NULL);
  unsigned value[LETTERS];
  for (int i = 0; i < LETTERS; i++) {
    int bit = i * 5;
    unsigned two = (unsigned)random[bit / 8] << 8 | (bit / 8 + 1 < 10 ? random[bit / 8 + 1] : 0u);
    value[i] = two >> (11 - bit % 8) & 31u;
    ret_id[i] = alphabet[value[i]];
  }
  ret_id[LETTERS] = check_letter(value);
  ret_id[REG_PUBLIC_ID] = 0;
}

/* -1 for what is no letter of an id. */
static int value_of(char c) {
  if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const char *at = c == 0 ? NULL : strchr(alphabet, c);
  return at == NULL ? -1 : (int)(at - alphabet);
}

/* The letters' values; false: not so many letters of ids, blanks and hyphens aside. */
static bool values_of(struct str typed, unsigned ret_value[REG_PUBLIC_ID]) {
  int n = 0;
  for (size_t i = 0; i < typed.n; i++) {
    if (typed.p[i] == ' ' || typed.p[i] == '-') continue;
    int v = value_of(typed.p[i]);
    if (v < 0 || n == REG_PUBLIC_ID) return false;
    ret_value[n++] = (unsigned)v;
  }
  return n == REG_PUBLIC_ID;
}

enum err reg_public_id_typed(struct str typed, char ret_id[REG_PUBLIC_ID + 1]) {
  assert(ret_id != NULL);
  unsigned value[REG_PUBLIC_ID];
  if (!values_of(typed, value) || check_letter(value) != alphabet[value[LETTERS]]) return INVALID;
  for (int i = 0; i < REG_PUBLIC_ID; i++)
    ret_id[i] = alphabet[value[i]];
  ret_id[REG_PUBLIC_ID] = 0;
  return OK;
}

bool reg_public_id_mistyped(struct str typed) {
  unsigned value[REG_PUBLIC_ID];
  bool digit = false;
  for (size_t i = 0; i < typed.n; i++)
    digit |= typed.p[i] >= '0' && typed.p[i] <= '9';
  return digit && values_of(typed, value) && check_letter(value) != alphabet[value[LETTERS]];
}

/* ---- rows ---- */

/* Is the row one the viewer sees now? Offices and accounts are no secret. */
static enum err visible(const struct viewer *viewer, struct db *db, enum reg_entity entity, int64_t id) {
  if (viewer->area == 0 || entity == REG_ID_OFFICE || entity == REG_ID_ACCOUNT) return OK;
  struct reg_clock clock;
  TRY(reg_clock_read(db, &clock));
  return reg_sees(viewer, db, (int64_t)entity, id, reg_at_now(clock.today));
}

static const char *find_sql(enum reg_entity entity) {
  switch (entity) {
  case REG_ID_PERSON: return "SELECT id FROM person WHERE public_id = $1";
  case REG_ID_HOUSEHOLD: return "SELECT id FROM household WHERE public_id = $1";
  case REG_ID_GRANT: return "SELECT id FROM grant_ WHERE public_id = $1";
  case REG_ID_OFFICE: return "SELECT id FROM office WHERE public_id = $1";
  case REG_ID_ACCOUNT: return "SELECT id FROM account WHERE public_id = $1";
  }
  return NULL;
}

static const char *name_sql(enum reg_entity entity) {
  switch (entity) {
  case REG_ID_PERSON: return "SELECT public_id FROM person WHERE id = $1";
  case REG_ID_HOUSEHOLD: return "SELECT public_id FROM household WHERE id = $1";
  case REG_ID_GRANT: return "SELECT public_id FROM grant_ WHERE id = $1";
  case REG_ID_OFFICE: return "SELECT public_id FROM office WHERE id = $1";
  case REG_ID_ACCOUNT: return "SELECT public_id FROM account WHERE id = $1";
  }
  return NULL;
}

static enum err row_of(struct db *db, enum reg_entity entity, struct str public_id, int64_t *ret_id) {
  struct stmt *s;
  TRY(db_query(db, find_sql(entity), &s));
  bind_text(s, 1, public_id);
  return reg_returned_id(s, ret_id);
}

enum err reg_id_find(const struct viewer *viewer, struct db *db, enum reg_entity entity, struct str public_id,
                     int64_t *ret_id) {
  assert(viewer != NULL && ret_id != NULL);
  int64_t id;
  TRY(row_of(db, entity, public_id, &id));
  TRY(visible(viewer, db, entity, id));
  *ret_id = id;
  return OK;
}

enum err reg_person_find(const struct viewer *viewer, struct db *db, struct str public_id,
                         struct reg_month_at at, int64_t *ret_person) {
  assert(viewer != NULL && ret_person != NULL);
  int64_t id;
  TRY(row_of(db, REG_ID_PERSON, public_id, &id));
  TRY(reg_sees_month(viewer, db, REG_PERSON, id, at));
  *ret_person = id;
  return OK;
}

enum err reg_id_of(const struct viewer *viewer, struct db *db, enum reg_entity entity, int64_t id,
                   char ret_id[REG_PUBLIC_ID + 1]) {
  assert(viewer != NULL && ret_id != NULL);
  struct stmt *s;
  TRY(visible(viewer, db, entity, id));
  TRY(db_query(db, name_sql(entity), &s));
  bind_int(s, 1, id);
  TRY(db_step(s));
  struct str text = col_text(s, 0);
  bool whole = text.n == REG_PUBLIC_ID;
  if (whole) memcpy(ret_id, text.p, REG_PUBLIC_ID);
  TRY(db_run(s));
  if (!whole) return reg_damaged(db, "public_id", id);
  ret_id[REG_PUBLIC_ID] = 0;
  return OK;
}

/* The server's own number, the database's and the table's: what no copy has alike. A file is told from its
 * copy by its name. */
static const char *place_sql(const struct db *db) {
  return db_engine(db) == DB_POSTGRES
             ? "SELECT r.public_id, (SELECT CAST(system_identifier AS TEXT) FROM pg_control_system()) || '.' "
               "||"
               " (SELECT CAST(oid AS TEXT) FROM pg_database WHERE datname = current_database()) || '.' ||"
               " CAST(r.tableoid AS TEXT) FROM register r WHERE r.id = 1"
             : "SELECT public_id, '' FROM register WHERE id = 1";
}

enum err reg_keep_id(struct arena *a, struct db *db, struct str *ret_id) {
  assert(a && db && ret_id);
  struct stmt *s;
  char hash[65];
  TRY(db_query(db, place_sql(db), &s));
  TRY(db_step(s));
  struct str id = col_text(s, 0), place = col_text(s, 1);
  struct sha256 all = sha256_begin();
  sha256_add(&all, id.p, id.n);
  sha256_add(&all, ";", 1);
  sha256_add(&all, place.p, place.n);
  sha256_end(&all, hash);
  db_reset(s);
  *ret_id = (struct str) { arena_text(a, hash, REG_KEEP_ID), REG_KEEP_ID };
  return OK;
}
