/* What went wrong, told: the words of store_messages.def filled in, kept with the connection (or, for one
 * that could not be opened, with the thread). */
#include "store/driver.h"

static const char *const sentence[STORE_SAYS_COUNT][2] = {
  [STORE_SAYS_nothing] = { "", "" },
#define SAY(id, vi, en) [STORE_SAYS_##id] = { vi, en },
#include "store/store_messages.def"
#undef SAY
};

static _Thread_local struct problem open_problem;

/* Line ends and tabs of an engine's message would break the line it is shown in. */
static void copy_words(char *to, size_t size, const char *words) {
  assert(words != NULL && size > 1);
  size_t n = 0;
  for (const char *p = words; *p != 0 && n + 1 < size; p++)
    to[n++] = (unsigned char)*p < ' ' ? ' ' : *p;
  while (n > 0 && to[n - 1] == ' ')
    n--;
  /* Not cut inside a letter. */
  while (n > 0 && !utf8_valid((struct str) { to, n }, NULL))
    n--;
  to[n] = 0;
}

static void fill(char *to, size_t size, const char *pattern, const char *const *args) {
  assert(pattern != NULL && size > 1);
  size_t n = 0;
  for (const char *p = pattern; *p != 0 && n + 1 < size; p++) {
    if (*args[1] == 0 && strncmp(p, " ({1})", 6) == 0) {
      p += 5;
      continue;
    }
    if (p[0] != '{' || (p[1] != '0' && p[1] != '1') || p[2] != '}') {
      to[n++] = *p;
      continue;
    }
    for (const char *word = args[p[1] - '0']; *word != 0 && n + 1 < size; word++)
      to[n++] = *word;
    p += 2;
  }
  to[n] = 0;
}

void store_note_fault(struct db *db, enum err e, enum store_says says, const char *engine_words) {
  assert(db != NULL && e != OK && engine_words != NULL);
  struct problem *problem = &db->problem;
  /* The cleaning up after a fault may fail as well; the first fault is the one to tell. */
  if (db->tidying && problem->says != STORE_SAYS_nothing) return;
  problem->says = says;
  copy_words(problem->engine, sizeof problem->engine, engine_words);
  const char *const args[2] = { db->place, problem->engine };
  for (int lang = VI; lang <= EN; lang++)
    fill(problem->text[lang], sizeof problem->text[lang], sentence[says][lang], args);
}

void store_no_fault(struct db *db) {
  assert(db != NULL);
  db->problem.says = STORE_SAYS_nothing;
}

void store_keep_open_fault(const struct db *db) {
  assert(db->problem.says != STORE_SAYS_nothing || db->depth == 0);
  open_problem = db->problem;
}

bool store_open_vacant(void) {
  return open_problem.says == STORE_SAYS_empty || open_problem.says == STORE_SAYS_unfinished;
}

const char *db_message_in(const struct db *db, enum lang lang) {
  assert(lang == VI || lang == EN);
  const struct problem *problem = db == NULL ? &open_problem : &db->problem;
  return problem->says == STORE_SAYS_nothing ? "" : problem->text[lang];
}

const char *db_message(const struct db *db) { return db_message_in(db, EN); }

bool db_damaged(const struct db *db) {
  return (db == NULL ? &open_problem : &db->problem)->says == STORE_SAYS_damaged;
}
