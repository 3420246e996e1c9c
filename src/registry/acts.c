/* The act log: the one way to write, and the clock.
 *
 * Invariants:
 *  1. Whoever holds the lock alone knows register.last_act; his act's number is that plus one, and nobody
 * reads a row that carries it before the commit that also moves the counter.
 *  2. Order of number, instant and commit are one: the instant is taken under the lock, is above the last
 * one, and is written by the last statements before commit.
 *  3. An act that was refused has written nothing.
 *  4. Of one client key of one account and kind there is one act: looked for under the lock, and the unique
 * index stands behind it. */
#include "registry/inner.h"

#define BEHIND_MAX   INT64_C(600000000)            /* how far the clock may be behind the last act */
#define AHEAD_MAX    (1096 * INT64_C(86400000000)) /* how far a day that was set may be ahead: three years */
#define SALT_LETTERS 32

enum { CONFIRMED_BYTES_MAX = 400 };

/* ---- what is asked ---- */

struct reg_doing reg_doing_new(const struct viewer *viewer, const struct reg_act *act,
                               struct reg_refusal *refusal, const char *kind) {
  assert(viewer != NULL && act != NULL && act->arena != NULL && refusal != NULL && kind[0] != 0);
  struct reg_doing doing = { .viewer = viewer, .act = act, .refusal = refusal, .kind = kind };
  doing.sent = sha256_begin();
  reg_sent_text(&doing, str_of(kind));
  reg_sent_text(&doing, act->paper);
  return doing;
}

void reg_sent_int(struct reg_doing *doing, int64_t v) {
  char number[24];
  int n = snprintf(number, sizeof number, "%lld;", (long long)v);
  sha256_add(&doing->sent, number, (size_t)n);
}

void reg_sent_text(struct reg_doing *doing, struct str s) {
  assert(doing && (s.p || s.n == 0));
  char length[24];
  int n = snprintf(length, sizeof length, "%zu:", s.n);
  sha256_add(&doing->sent, length, (size_t)n);
  if (s.n > 0) sha256_add(&doing->sent, s.p, s.n);
}

void reg_sent_day(struct reg_doing *doing, const char *field, date day) {
  assert(doing && field && field[0]);
  if (!date_in_calendar(day) && doing->no_day == NULL) doing->no_day = field;
  reg_sent_int(doing, day);
}

void reg_touch(struct reg_doing *doing, int64_t kind, int64_t object) {
  assert(kind >= REG_PERSON && kind <= REG_GRANT && object > 0);
  for (size_t i = 0; i < doing->touched.n; i++)
    if (doing->touched.at[i].kind == kind && doing->touched.at[i].object == object) return;
  *VEC_PUSH(doing->act->arena, &doing->touched) = (struct reg_touched) { kind, object };
}

static enum err texts_check(const struct reg_doing *doing) {
  const struct reg_act *act = doing->act;
  struct reg_refusal *refusal = doing->refusal;
  if (doing->viewer->role == VIEWER_READS || doing->viewer->account <= 0)
    return reg_refuse(refusal, "account", SAY_may_not_write, NULL, NULL, NULL);
  TRY(reg_text_check(act->paper, "paper", REG_TEXT_MAX, false, refusal));
  TRY(reg_text_check(act->text, "text", REG_FREE_MAX, false, refusal));
  TRY(reg_text_check(act->confirmed, "confirmed", CONFIRMED_BYTES_MAX, false, refusal));
  TRY(reg_text_check(act->client_key, "client_key", REG_KEY_MAX, false, refusal));
  return doing->no_day == NULL ? OK : reg_refuse(refusal, doing->no_day, SAY_day_beyond, NULL, NULL, NULL);
}

/* ---- under the lock ---- */

/* SQLite's one writer has the lock since BEGIN IMMEDIATE. One statement, because under the lock every way to
 * the server and back is waited for by all. */
static const char *lock_sql(const struct db *db) {
  return db_engine(db) == DB_POSTGRES
             ? "SELECT r.last_act, r.last_instant, r.invented, (SELECT count(*) FROM account WHERE id = $1),"
               " CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) FROM register r WHERE r.id "
               "= 1"
               " FOR UPDATE OF r"
             : "SELECT last_act, last_instant, invented, (SELECT count(*) FROM account WHERE id = $1),"
               " CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000 FROM register "
               "WHERE id = 1";
}

enum err reg_lock(struct db *db) {
  if (db_engine(db) != DB_POSTGRES) return OK;
  int64_t id;
  enum err e = db_int(db, "SELECT id FROM register WHERE id = 1 FOR UPDATE", 0, NULL, &id);
  return e == NOT_FOUND ? OK : e;
}

/* A day that was set has no hour: on the day of the last act it means a time not before that. */
static int64_t not_before_last(const struct reg_doing *doing, int64_t now) {
  date set;
  bool hourless = doing->invented && doing->act->instant == 0 && clock_day_set(&set);
  bool same_day = reg_day_of(now) == reg_day_of(doing->last_instant);
  return hourless && same_day && now < doing->last_instant ? doing->last_instant : now;
}

/* What the act goes by, and the database's own clock. */
struct times {
  int64_t now, clock;
};

static enum err lock(struct db *db, struct reg_doing *doing, struct times *ret_times) {
  struct stmt *s;
  TRY(db_query(db, lock_sql(db), &s));
  bind_int(s, 1, doing->viewer->account);
  enum err e = db_step(s);
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "register", SAY_no_register, NULL, NULL, NULL);
  if (e != OK) return e;
  doing->last = col_int(s, 0);
  doing->last_instant = col_int(s, 1);
  doing->invented = col_int(s, 2) == 1;
  bool known = col_int(s, 3) == 1;
  int64_t now = col_int(s, 4);
  TRY(db_run(s));
  bool can_be = doing->last >= 0 && doing->last < REG_ACT_OPEN - 1 && reg_instant_fits(doing->last_instant);
  if (!can_be) return reg_damaged(db, "register", 1);
  if (!known) return reg_refuse(doing->refusal, "account", SAY_account_unknown, NULL, NULL, NULL);
  doing->number = doing->last + 1;
  ret_times->now = not_before_last(doing, reg_clock_shown(doing->invented, doing->act->instant, now));
  ret_times->clock = now;
  return OK;
}

/* "23:59 2026-11-01" in Việt Nam, as a refusal takes a time. */
static const char *hour_and_day(int64_t instant, char z[24]) {
  char day[11];
  date d = reg_day_of(instant);
  int minutes = (int)((instant - reg_instant_of(d)) / INT64_C(60000000));
  snprintf(z, 24, "%02d:%02d %s", minutes / 60 % 24, minutes % 60, date_iso(d, day));
  return z;
}

/* A day that was set or given and lies far ahead would keep every later act waiting for it. */
static enum err not_far_ahead(const struct reg_doing *doing, const struct times *t) {
  char day[24], today[24];
  int64_t from = t->clock > doing->last_instant ? t->clock : doing->last_instant;
  if (t->now <= from + AHEAD_MAX) return OK;
  return reg_refuse(doing->refusal, "instant", SAY_clock_ahead, hour_and_day(t->now, day),
                    hour_and_day(from, today), NULL);
}

static enum err set_day(struct reg_doing *doing, const struct times *t) {
  char day[24], last[24];
  int64_t now = t->now;
  if (doing->act->instant != 0 && !doing->invented)
    return reg_refuse(doing->refusal, "instant", SAY_instant_given, NULL, NULL, NULL);
  if (!reg_instant_fits(now)) return reg_refuse(doing->refusal, "instant", SAY_day_beyond, NULL, NULL, NULL);
  TRY(not_far_ahead(doing, t));
  doing->today = reg_day_of(now);
  if (doing->last == 0 || now >= doing->last_instant - BEHIND_MAX) return OK;
  return reg_refuse(doing->refusal, "instant", SAY_clock_behind, hour_and_day(now, day),
                    hour_and_day(doing->last_instant, last), NULL);
}

/* Only who began a batch goes on with it. */
static enum err batch_check(struct db *db, const struct reg_doing *doing) {
  int64_t there;
  char number[24];
  const int64_t args[] = { doing->act->batch, doing->viewer->account };
  if (doing->act->batch == 0 || doing->act->batch == REG_BATCH_FIRST) return OK;
  enum err e = db_int(db, "SELECT 1 FROM act WHERE act = $1 AND batch = act AND account = $2", 2, args,
                      &there);
  if (e != NOT_FOUND) return e;
  snprintf(number, sizeof number, "%lld", (long long)doing->act->batch);
  return reg_refuse(doing->refusal, "batch", SAY_batch_unknown, number, NULL, NULL);
}

/* Is the text that came with a key used before the one that came with it then? `kept`: what stands in
 * act_text; once that is erased nobody can say, and it is taken as the same. */
static bool same_text(struct str sent, bool committed, bool erased, struct str kept) {
  if (!committed) return sent.n == 0;
  return erased ? sent.n > 0 : str_eq(sent, kept);
}

/* OK: the same was done before, and answered; NOT_FOUND: it is new. */
static enum err first_answer(struct db *db, struct reg_doing *doing, const char *content) {
  struct stmt *s;
  if (doing->act->client_key.n == 0) return NOT_FOUND;
  TRY(db_query(db,
               "SELECT a.act, a.content, a.answer, a.commitment, t.body FROM act a LEFT JOIN act_text t"
               " ON t.act = a.act WHERE a.account = $1 AND a.kind = $2 AND a.client_key = $3",
               &s));
  bind_int(s, 1, doing->viewer->account);
  bind_text(s, 2, str_of(doing->kind));
  bind_text(s, 3, doing->act->client_key);
  TRY(db_step(s));
  int64_t act = col_int(s, 0), answer = 0;
  bool readable = parse_int(col_text(s, 2), &answer) == OK;
  bool same = str_is(col_text(s, 1), content) &&
              same_text(doing->act->text, !col_null(s, 3), col_null(s, 4), col_text(s, 4));
  TRY(db_run(s));
  if (!readable) return reg_damaged(db, "act", act);
  if (!same) {
    enum err e = reg_refuse(doing->refusal, "client_key", SAY_key_other, NULL, NULL, NULL);
    doing->refusal->act = act;
    return e;
  }
  doing->answer = answer;
  doing->number = act;
  return OK;
}

/* ---- seen ---- */

enum err reg_refuse_moved(struct db *db, struct reg_doing *doing, const char *field, enum reg_says says,
                          const int64_t seen_later[2]) {
  int64_t seen = seen_later[0], later = seen_later[1];
  struct stmt *s;
  TRY(db_query(db, "SELECT a.instant, c.name FROM act a JOIN account c ON c.id = a.account WHERE a.act = $1",
               &s));
  bind_int(s, 1, later);
  TRY(db_step(s));
  char day[11], number[24], before[24];
  date of = reg_day_of(col_int(s, 0));
  const char *name = reg_short(doing->act->arena, col_text(s, 1));
  const char *who = arena_print(doing->act->arena, "%s, %s", name, date_text(of, VI, day));
  const char *who_en = arena_print(doing->act->arena, "%s, %s", name, date_text(of, EN, day));
  TRY(db_run(s));
  snprintf(number, sizeof number, "%lld", (long long)later);
  snprintf(before, sizeof before, "%lld", (long long)seen);
  struct reg_refusal english;
  reg_refuse(&english, field, says, number, who_en, before);
  enum err e = reg_refuse(doing->refusal, field, says, number, who, before);
  memcpy(doing->refusal->en, english.en, sizeof english.en);
  doing->refusal->act = later;
  doing->refusal->seen = seen;
  return e;
}

enum err reg_touched_after(struct db *db, struct reg_touched object, int64_t since, int64_t *ret_later) {
  const int64_t args[] = { object.kind, object.object, since };
  return db_int(db,
                "SELECT act FROM act_object WHERE kind = $1 AND object = $2 AND act > $3"
                " ORDER BY act DESC LIMIT 1",
                3, args, ret_later);
}

static enum err moved_since(struct db *db, struct reg_doing *doing, int64_t since) {
  for (size_t i = 0; i < doing->touched.n; i++) {
    int64_t later;
    enum err e = reg_touched_after(db, doing->touched.at[i], since, &later);
    if (e == OK)
      return reg_refuse_moved(db, doing, "seen", SAY_moved_since, (const int64_t[]) { since, later });
    if (e != NOT_FOUND) return e;
  }
  return OK;
}

static enum err seen_check(struct db *db, struct reg_doing *doing) {
  char number[24];
  int64_t seen = doing->act->seen, whole;
  if (seen == 0) return OK;
  if (seen < 0 || seen > doing->last) {
    snprintf(number, sizeof number, "%lld", (long long)seen);
    return reg_refuse(doing->refusal, "seen", SAY_seen_unknown, number, NULL, NULL);
  }
  const int64_t args[] = { seen };
  enum err e = db_int(db, "SELECT max(act) FROM act WHERE act > $1 AND whole = 1", 1, args, &whole);
  if (e == OK) return reg_refuse_moved(db, doing, "seen", SAY_moved_since, (const int64_t[]) { seen, whole });
  return e == NOT_FOUND ? moved_since(db, doing, seen) : e;
}

/* ---- the act's own rows ---- */

static void bind_optional(struct stmt *s, int at, int64_t v) {
  if (v > 0)
    bind_int(s, at, v);
  else
    bind_null(s, at);
}

static enum err insert_act(struct db *db, const struct reg_doing *doing, const char *content,
                           const char *commitment, int64_t instant) {
  const struct reg_act *act = doing->act;
  struct stmt *s;
  char answer[24];
  int64_t dice;
  TRY(random_bytes(&dice, sizeof dice));
  TRY(db_query(
      db,
      "INSERT INTO act(act, instant, kind, account, office, paper, client_key, content, answer, batch,"
      " undoes, seen, whole, commitment, confirmed, dice)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
      &s));
  bind_int(s, 1, doing->number);
  bind_int(s, 2, instant);
  bind_text(s, 3, str_of(doing->kind));
  bind_int(s, 4, doing->viewer->account);
  bind_optional(s, 5, doing->viewer->agency);
  bind_text(s, 6, act->paper);
  if (act->client_key.n > 0) {
    bind_text(s, 7, act->client_key);
    bind_text(s, 8, str_of(content));
  } else {
    bind_null(s, 7);
    bind_null(s, 8);
  }
  snprintf(answer, sizeof answer, "%lld", (long long)doing->answer);
  bind_text(s, 9, str_of(answer));
  bind_optional(s, 10, act->batch == REG_BATCH_FIRST ? doing->number : act->batch);
  bind_optional(s, 11, doing->undoes);
  bind_optional(s, 12, act->seen);
  bind_int(s, 13, doing->whole);
  if (commitment[0] != 0)
    bind_text(s, 14, str_of(commitment));
  else
    bind_null(s, 14);
  bind_text(s, 15, act->confirmed);
  bind_int(s, 16, dice);
  return db_run(s);
}

/* A random salt, and the commitment to salt and text. */
static enum err commit_to(const struct reg_doing *doing, char ret_salt[SALT_LETTERS + 1],
                          char ret_commitment[65]) {
  uint8_t random[SALT_LETTERS / 2];
  TRY(random_bytes(random, sizeof random));
  for (size_t i = 0; i < sizeof random; i++)
    snprintf(ret_salt + 2 * i, 3, "%02x", random[i]);
  struct buf both = buf_new(doing->act->arena, SALT_LETTERS + REG_FREE_MAX);
  buf_z(&both, ret_salt);
  buf_str(&both, doing->act->text);
  assert(!both.full);
  sha256_hex(both.p, both.n, ret_commitment);
  return OK;
}

static enum err insert_text(struct db *db, const struct reg_doing *doing, const char *salt) {
  struct stmt *s;
  if (doing->act->text.n == 0) return OK;
  TRY(db_query(db, "INSERT INTO act_text(act, salt, body) VALUES ($1, $2, $3)", &s));
  bind_int(s, 1, doing->number);
  bind_text(s, 2, str_of(salt));
  bind_text(s, 3, doing->act->text);
  return db_run(s);
}

static enum err insert_objects(struct db *db, const struct reg_doing *doing) {
  for (size_t i = 0; !doing->whole && i < doing->touched.n; i++) {
    struct stmt *s;
    TRY(db_query(db, "INSERT INTO act_object(kind, object, act) VALUES ($1, $2, $3)", &s));
    bind_int(s, 1, doing->touched.at[i].kind);
    bind_int(s, 2, doing->touched.at[i].object);
    bind_int(s, 3, doing->number);
    TRY(db_run(s));
  }
  return OK;
}

static enum err write_act(struct db *db, struct reg_doing *doing, const char *content) {
  struct stmt *s;
  char salt[SALT_LETTERS + 1] = "", commitment[65] = "";
  int64_t instant;
  if (doing->act->text.n > 0) TRY(commit_to(doing, salt, commitment));
  TRY(reg_clock_now(db, doing->invented, doing->act->instant, &instant));
  if (doing->last > 0 && instant <= doing->last_instant) instant = doing->last_instant + 1;
  TRY(insert_act(db, doing, content, commitment, instant));
  TRY(insert_text(db, doing, salt));
  TRY(insert_objects(db, doing));
  TRY(db_query(db, "UPDATE register SET last_act = $1, last_instant = $2 WHERE id = 1", &s));
  bind_int(s, 1, doing->number);
  bind_int(s, 2, instant);
  return db_run(s);
}

static enum err attempt(struct db *db, void *context) {
  struct reg_doing *doing = context;
  char content[65];
  struct times times = { 0 };
  sha256_end(&doing->sent, content);
  doing->touched.n = 0;
  doing->answer = 0;
  TRY(lock(db, doing, &times));
  enum err e = first_answer(db, doing, content);
  if (e != NOT_FOUND) return e;
  TRY(set_day(doing, &times));
  TRY(batch_check(db, doing));
  TRY(doing->work(db, doing, doing->context));
  TRY(seen_check(db, doing));
  return write_act(db, doing, content);
}

enum err reg_act_do(struct db *db, struct reg_doing *doing) {
  assert(db != NULL && doing->work != NULL);
  TRY(texts_check(doing));
  TRY(db_transaction(db, attempt, doing));
  assert(doing->number > 0);
  if (doing->act->ret_act != NULL) *doing->act->ret_act = doing->number;
  return OK;
}

/* ---- rows ---- */

enum err reg_close(struct db *db, const struct reg_doing *doing, const char *sql, int64_t row) {
  struct stmt *s;
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, row);
  bind_int(s, 2, doing->number);
  return db_run(s);
}

enum err reg_new_entity(struct db *db, const char *sql, int64_t *ret_id) {
  struct stmt *s;
  uint8_t random[10];
  char public_id[REG_PUBLIC_ID + 1];
  TRY(random_bytes(random, sizeof random));
  reg_public_id(random, public_id);
  TRY(db_query(db, sql, &s));
  bind_text(s, 1, str_of(public_id));
  int64_t id;
  TRY(reg_returned_id(s, &id));
  if (id > REG_PEOPLE_MAX) return LIMIT;
  *ret_id = id;
  return OK;
}

/* ---- a new register ---- */

struct founding {
  struct str name, account;
  bool invented;
  int64_t id;
};

static enum err found(struct db *db, void *context) {
  struct founding *x = context;
  struct stmt *s;
  uint8_t random[10];
  char public_id[REG_PUBLIC_ID + 1];
  int64_t there;
  TRY(db_int(db, "SELECT count(*) FROM register", 0, NULL, &there));
  if (there > 0) return CONFLICT;
  TRY(random_bytes(random, sizeof random));
  reg_public_id(random, public_id);
  TRY(db_query(db,
               "INSERT INTO register(id, public_id, name, invented, last_act, last_instant)"
               " VALUES (1, $1, $2, $3, 0, 0)",
               &s));
  bind_text(s, 1, str_of(public_id));
  bind_text(s, 2, x->name);
  bind_int(s, 3, x->invented);
  TRY(db_run(s));
  TRY(random_bytes(random, sizeof random));
  reg_public_id(random, public_id);
  TRY(db_query(db, "INSERT INTO account(public_id, name) VALUES ($1, $2) RETURNING id", &s));
  bind_text(s, 1, str_of(public_id));
  bind_text(s, 2, x->account);
  return reg_returned_id(s, &x->id);
}

enum err reg_register_new(struct db *db, struct str name, bool invented, struct str account,
                          int64_t *ret_account) {
  assert(name.n > 0 && account.n > 0 && ret_account != NULL);
  struct founding x = { .name = name, .account = account, .invented = invented };
  TRY(db_transaction(db, found, &x));
  *ret_account = x.id;
  return OK;
}
