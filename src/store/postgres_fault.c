/* What PostgreSQL answers, in the common words. */
#include "store/postgres.h"

struct word {
  const char *state; /* the beginning of an SQLSTATE; the first that fits counts */
  enum err e;
  enum store_says says;
};

static const struct word words[] = {
  { "40", RETRY, STORE_SAYS_busy },
  { "55P03", RETRY, STORE_SAYS_busy },
  { "57014", RETRY, STORE_SAYS_busy },
  { "23", CONFLICT, STORE_SAYS_contradicts },
  { "22003", LIMIT, STORE_SAYS_limit },
  { "22", INVALID, STORE_SAYS_invalid },
  { "25006", DENIED, STORE_SAYS_read_only },
  { "42501", DENIED, STORE_SAYS_no_rights },
  { "28", DENIED, STORE_SAYS_no_rights },
  { "3D", NOT_FOUND, STORE_SAYS_missing },
  { "53100", IO, STORE_SAYS_full },
  { "53200", NOMEM, STORE_SAYS_no_memory },
  { "53", IO, STORE_SAYS_unreachable },
  { "54", LIMIT, STORE_SAYS_limit },
  { "57", IO, STORE_SAYS_unreachable },
  { "08", IO, STORE_SAYS_unreachable },
  { "XX001", IO, STORE_SAYS_damaged },
  { "XX002", IO, STORE_SAYS_damaged },
  { "XX", IO, STORE_SAYS_io },
  { "58", IO, STORE_SAYS_io },
  { "", BUG, STORE_SAYS_bug },
};

static struct word word_of(const char *state) {
  assert(state != NULL);
  size_t i = 0;
  while (strncmp(words[i].state, state, strlen(words[i].state)) != 0)
    i++;
  return words[i];
}

enum err pg_complain(struct db *db, const char *sql, PGresult *result) {
  assert(sql != NULL);
  const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char *engine = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  struct word found = { "", IO, STORE_SAYS_unreachable };
  if (state != NULL && PQstatus(((struct pg_db *)db)->raw) == CONNECTION_OK) found = word_of(state);
  if (found.e == NOT_FOUND) found.e = IO;
  if (engine == NULL) engine = PQerrorMessage(((struct pg_db *)db)->raw);
  if (found.e == BUG) fprintf(stderr, "store: %s\n  in: %s\n", engine, sql);
  enum err e = store_fault(db, found.e, found.says, engine);
  PQclear(result);
  return e;
}
