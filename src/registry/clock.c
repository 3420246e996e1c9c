/* Days, instants, and the clock acts go by. */
#include "registry/inner.h"

#define DAY_US     INT64_C(86400000000)
#define VIETNAM_US INT64_C(25200000000) /* UTC+7, by constant */

/* ---- days and instants ---- */

int64_t reg_instant_of(date day) { return (int64_t)day * DAY_US - VIETNAM_US; }

bool reg_instant_fits(int64_t instant) {
  return instant >= reg_instant_of(DATE_MIN) && instant < reg_instant_of(DATE_MAX);
}

date reg_day_of(int64_t instant) {
  if (!reg_instant_fits(instant)) return instant < 0 ? DATE_MIN : DATE_MAX;
  int64_t local = instant + VIETNAM_US;
  return (date)(local >= 0 ? local / DAY_US : -((DAY_US - 1 - local) / DAY_US));
}

/* The engines name their clocks differently. */
static enum err database_clock(struct db *db, int64_t *ret_instant) {
  return db_engine(db) == DB_POSTGRES
             ? db_int(db, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)", 0, NULL,
                      ret_instant)
             : db_int(db, "SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000",
                      0, NULL, ret_instant);
}

/* What an act goes by: the database's clock; in an invented register the day set, at this time of the day, or
 * the instant the act says it has. */
int64_t reg_clock_shown(bool invented, int64_t said, int64_t now) {
  date set;
  if (!invented) return now;
  if (said != 0) return said;
  return clock_day_set(&set) ? now + reg_instant_of(set) - reg_instant_of(reg_day_of(now)) : now;
}

enum err reg_clock_now(struct db *db, bool invented, int64_t said, int64_t *ret_instant) {
  int64_t now = 0;
  if (!invented || said == 0) TRY(database_clock(db, &now));
  *ret_instant = reg_clock_shown(invented, said, now);
  return OK;
}

/* ---- the clock ---- */

enum err reg_clock_read(struct db *db, struct reg_clock *ret_clock) {
  struct stmt *s;
  TRY(db_query(db, "SELECT last_act, last_instant, invented FROM register WHERE id = 1", &s));
  TRY(db_step(s));
  struct reg_clock clock = { .act = col_int(s, 0), .instant = col_int(s, 1), .invented = col_int(s, 2) == 1 };
  TRY(db_run(s));
  if (clock.act < 0 || !reg_instant_fits(clock.instant)) return reg_damaged(db, "register", 1);
  int64_t now;
  TRY(reg_clock_now(db, clock.invented, 0, &now));
  clock.today = reg_day_of(now);
  *ret_clock = clock;
  return OK;
}

enum err reg_known(struct db *db, date day, int64_t *ret_act) {
  assert(day >= DATE_MIN && day <= DATE_MAX);
  const int64_t end[] = { reg_instant_of(day) + DAY_US };
  int64_t act;
  enum err e = db_int(db, "SELECT act FROM act WHERE instant < $1 ORDER BY instant DESC LIMIT 1", 1, end,
                      &act);
  if (e != OK && e != NOT_FOUND) return e;
  *ret_act = e == OK ? act : 0;
  return OK;
}

enum { ACTS_LOOKED_THROUGH = 1000 };

enum err reg_known_since(struct db *db, date day, int64_t since, struct reg_since *ret_since) {
  assert(day >= DATE_MIN && day <= DATE_MAX && since >= 0);
  struct stmt *s;
  TRY(db_query(db,
               "SELECT k.act, CASE WHEN abs(k.act - $2) > $3 OR EXISTS (SELECT 1 FROM act a WHERE"
               " (a.act > $2 AND a.act <= k.act OR a.act > k.act AND a.act <= $2)"
               " AND (a.whole = 1 OR EXISTS (SELECT 1 FROM act_object o WHERE o.act = a.act AND o.kind = 3)))"
               " THEN 1 ELSE 0 END, (SELECT count(*) + CAST(coalesce(sum(marks), 0) AS BIGINT) FROM symbol)"
               " + (SELECT count(*) FROM record_layout)"
               " FROM (SELECT coalesce((SELECT act FROM act WHERE instant < $1"
               " ORDER BY instant DESC LIMIT 1), 0) AS act) k",
               &s));
  bind_int(s, 1, reg_instant_of(day) + DAY_US);
  bind_int(s, 2, since);
  bind_int(s, 3, ACTS_LOOKED_THROUGH);
  TRY(db_step(s));
  struct reg_since known = { col_int(s, 0), col_int(s, 1) != 0, col_int(s, 2) };
  TRY(db_run(s));
  *ret_since = known;
  return OK;
}
