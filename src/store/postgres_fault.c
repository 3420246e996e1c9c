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
  { "42501", DENIED, STORE_SAYS_server_rights },
  { "28", DENIED, STORE_SAYS_server_account },
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

/* "FATAL:  28000: role …" in any language; "" where the server said no such thing. */
static void state_said(const char *verbose, char ret_state[6]) {
  static const char marks[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  ret_state[0] = 0;
  for (const char *p = strstr(verbose, ":  "); p != NULL; p = strstr(p + 3, ":  ")) {
    if (strspn(p + 3, marks) != 5 || p[8] != ':') continue;
    memcpy(ret_state, p + 3, 5);
    ret_state[5] = 0;
    return;
  }
}

enum err pg_refused(struct pg_db *pg) {
  assert(pg->raw != NULL && PQstatus(pg->raw) != CONNECTION_OK);
  char said[400], state[6];
  snprintf(said, sizeof said, "%s", PQerrorMessage(pg->raw));
  /* libpq gives no code for a refused connection, only words in the server's language; asked again and told
   * to say all, they hold it. */
  PQsetErrorVerbosity(pg->raw, PQERRORS_VERBOSE);
  PQreset(pg->raw);
  PQsetErrorVerbosity(pg->raw, PQERRORS_DEFAULT);
  if (PQstatus(pg->raw) == CONNECTION_OK) return OK;
  state_said(PQerrorMessage(pg->raw), state);
  if (*state == 0) return store_fault(&pg->db, IO, STORE_SAYS_unreachable, said);
  struct word found = word_of(state);
  return store_fault(&pg->db, found.e, found.says, said);
}
