/* db copy, db check, backup, restore: a register as a whole. */
#include <sys/stat.h>

#include "faces/cli/desk.h"
#include "registry/whole.h"

enum says {
#define SAY(id, vi, en) SAY_##id,
#include "faces/cli/db_words.def"
#undef SAY
  SAY_COUNT
};
static const char *const words[SAY_COUNT][2] = {
#define SAY(id, vi, en) [SAY_##id] = { vi, en },
#include "faces/cli/db_words.def"
#undef SAY
};

enum { LINE_BYTES_MAX = 1 << 16, ARGS_MAX = 4, CODE_WORLD = 1, CODE_REFUSED = 2, CODE_FOUND = 3 };

static const char *said(const struct cli_call *call, enum says what) { return words[what][call->lang]; }

/* A sentence filled in; the arguments end with NULL. */
static const char *filled(const struct cli_call *call, enum says what, const char *const *args) {
  int count = 0;
  while (count < ARGS_MAX && args[count] != NULL)
    count++;
  struct buf line = buf_new(call->a, LINE_BYTES_MAX);
  buf_fill(&line, said(call, what), count, args);
  return line.p;
}
#define FILLED(call, what, ...) filled((call), (what), (const char *const[ARGS_MAX + 1]) { __VA_ARGS__ })

static const char *count_text(const struct cli_call *call, int64_t n) {
  char text[32];
  return arena_print(call->a, "%s", number_text(n, call->lang, text));
}

static const char *seconds_since(const struct cli_call *call, double start) {
  return arena_print(call->a, "%.1f", clock_seconds() - start);
}

static void line_done(const struct cli_call *call) {
  if (call->terminal) fprintf(stderr, "\r\033[K");
}

/* Message and exit code of a fault; `db` the side at fault, NULL: it could not be opened. */
static int fault(const struct cli_call *call, enum err e, enum says what, struct db *db) {
  const char *why = db_message_in(db, call->lang);
  line_done(call);
  fprintf(stderr, "ansinh %s: %s: %s\n", call->entry->name, said(call, what), *why ? why : "-");
  bool theirs = e == INVALID || e == CONFLICT || e == NOT_FOUND || e == DENIED || e == RETRY ||
                db_damaged(db);
  return theirs ? CODE_REFUSED : CODE_WORLD;
}

static int refuse(const struct cli_call *call, const char *place, const char *sentence) {
  fprintf(stderr, "ansinh %s: %s: %s\n", call->entry->name, place, sentence);
  return CODE_REFUSED;
}

/* ---- progress ---- */

static void show(void *context, enum db_copy_step step, const char *table, int64_t rows) {
  const struct cli_call *call = context;
  static const enum says doing[] = {
    [DB_COPYING] = SAY_copying, [DB_COMPARING] = SAY_comparing, [DB_INDEXING] = SAY_indexing
  };
  if (!call->terminal) return;
  char n[32];
  fprintf(stderr, "\r\033[K%s %s %s…", said(call, doing[step]), *table ? table : said(call, SAY_pages),
          rows ? number_text(rows, call->lang, n) : "");
}

static void show_check(void *context, const char *code, const char *table) {
  const struct cli_call *call = context;
  if (call->terminal) fprintf(stderr, "\r\033[K%s %s (%s)…", said(call, SAY_checking), table, code);
}

/* ---- copying ---- */

/* Every table of the register and those derived from it. */
static struct db_copy copy_of(const struct cli_call *call, struct db *from, struct db *to) {
  int own, derived;
  const struct db_table *register_tables = reg_tables(&own), *derived_tables = office_tables(&derived);
  struct db_table *all = NEW_ARRAY(call->a, struct db_table, own + derived);
  memcpy(all, register_tables, (size_t)own * sizeof *all);
  memcpy(all + own, derived_tables, (size_t)derived * sizeof *all);
  return (struct db_copy) { .from = from, .to = to, .tables = all, .count = own + derived };
}

/* Copies into a place made for it and tells; 0 or an exit code. */
static int copy_rows(struct cli_call *call, struct db *from, struct db *to) {
  double start = clock_seconds();
  struct db_copy copy = copy_of(call, from, to);
  struct db_copy_watch watch = { call, show };
  struct db_copied copied;
  copy.watch = &watch;
  enum err e = db_copy(&copy, &copied);
  line_done(call);
  if (e != OK) {
    bool source = *db_message_in(from, call->lang) != 0;
    return fault(call, e, SAY_copy_failed, source ? from : to);
  }
  printf("%s\n", FILLED(call, SAY_copied, count_text(call, copied.rows),
                        arena_print(call->a, "%016llx", (unsigned long long)copied.hash),
                        seconds_since(call, start)));
  return 0;
}

/* A new register at `place` with all of `from`; 0 or an exit code. */
static int copy_to(struct cli_call *call, struct db *from, const char *place) {
  struct db *to;
  bool cut;
  enum err e = db_make(place, &to, &cut);
  if (e != OK) return fault(call, e, SAY_copy_refused, NULL);
  int code = copy_rows(call, from, to);
  db_close(to);
  return code;
}

int cli_db_copy(struct cli_call *call) {
  struct db *from;
  enum err e = db_open(cli_text(&call->args, "from").p, DB_READ, &from);
  if (e != OK) return fault(call, e, SAY_copy_refused, NULL);
  int code = copy_to(call, from, cli_text(&call->args, "to").p);
  db_close(from);
  return code;
}

/* ---- checking ---- */

/* Whose row it is, first; the table and the row's number are for who mends it. */
static void show_owned(const struct cli_call *call, const struct reg_audit_finding *finding,
                       const char *meaning) {
  const struct reg_owner *owner = finding->owner;
  const char *whose = owner->entity == REG_ID_PERSON      ? said(call, SAY_of_person)
                      : owner->entity == REG_ID_HOUSEHOLD ? said(call, SAY_of_household)
                      : owner->entity == REG_ID_GRANT     ? said(call, SAY_of_grant)
                      : owner->entity == REG_ID_OFFICE    ? said(call, SAY_of_agency)
                                                          : said(call, SAY_of_account);
  const char *row = arena_print(call->a, "%lld", (long long)finding->row),
             *where = FILLED(call, SAY_row_where, finding->code, finding->table, row);
  printf("%s\n", FILLED(call, SAY_row_of, whose, owner->id, meaning, where));
}

static void show_finding(void *context, const struct reg_audit_finding *finding) {
  const struct cli_call *call = context;
  const char *table = *finding->table ? finding->table : said(call, SAY_database);
  const char *meaning = finding->words[call->lang];
  line_done(call);
  if (finding->more > 0)
    printf("%s\n", FILLED(call, SAY_more, table, count_text(call, finding->more), finding->code));
  else if (finding->owner)
    show_owned(call, finding, meaning);
  else if (*finding->table == 0)
    printf("%s\n", FILLED(call, SAY_whole, table, meaning, finding->code));
  else
    printf("%s\n", FILLED(call, SAY_row, table, arena_print(call->a, "%lld", (long long)finding->row),
                          meaning, finding->code));
}

/* What the register is called and how far it is. */
static enum err show_summary(struct cli_call *call, const struct viewer *viewer, struct db *db) {
  struct reg_summary summary;
  enum err e = reg_summary(viewer, call->a, db, &summary);
  if (e != OK) return e;
  char day[11];
  printf("%s\n", FILLED(call, SAY_holds, summary.name.p, count_text(call, summary.people),
                        count_text(call, summary.act), date_text(summary.day, call->lang, day)));
  return OK;
}

/* Checks an open register; 0, 3 when something was found, or another exit code. */
static int check(struct cli_call *call, struct db *db, const struct reg_vocabulary *vocabulary) {
  double start = clock_seconds();
  struct viewer viewer = viewer_all(DESK_ACCOUNT);
  struct reg_audit_watch watch = { call, show_check, show_finding };
  int64_t own = 0, derived = 0;
  enum err e = show_summary(call, &viewer, db);
  if (e == OK) e = reg_audit(&viewer, db, vocabulary, &watch, &own);
  if (e == OK) e = office_audit(&viewer, db, &watch, &derived);
  line_done(call);
  if (e != OK) return fault(call, e, SAY_check_failed, db);
  if (own + derived == 0)
    printf("%s\n", FILLED(call, SAY_sound, seconds_since(call, start)));
  else
    printf("%s\n", FILLED(call, SAY_unsound, count_text(call, own + derived), seconds_since(call, start)));
  return own + derived == 0 ? 0 : CODE_FOUND;
}

static int check_place(struct cli_call *call, const char *place, const struct reg_vocabulary *vocabulary) {
  struct db *db;
  enum err e = db_open(place, DB_READ, &db);
  if (e != OK) return fault(call, e, SAY_check_failed, NULL);
  int code = check(call, db, vocabulary);
  db_close(db);
  return code;
}

int cli_db_check(struct cli_call *call) {
  struct reg_vocabulary vocabulary;
  struct law_program *law;
  struct str place = cli_text(&call->args, "place");
  if (!cli_given(&call->args, "law")) return check_place(call, place.n ? place.p : CLI_DB_DEFAULT, NULL);
  int code = cli_law_load(call, &law);
  if (code != 0) return code;
  vocabulary = people_vocabulary(call->a, law);
  return check_place(call, place.n ? place.p : CLI_DB_DEFAULT, &vocabulary);
}

/* ---- backup ---- */

/* What was made beside the place and did not get its name goes: it would stand in the way of the next time.
 */
static int without(const char *part, int code) {
  (void)db_remove(part);
  return code;
}

/* One moment of the register into `part`; 0 or an exit code. */
static int snapshot(struct cli_call *call, struct db *db, const char *part) {
  struct db_copy_watch watch = { call, show };
  if (db_engine(db) == DB_POSTGRES) return copy_to(call, db, part);
  enum err e = db_snapshot(db, part, &watch);
  line_done(call);
  return e == OK ? 0 : fault(call, e, SAY_backup_failed, db);
}

static int backup(struct cli_call *call, struct db *db, const char *file) {
  double start = clock_seconds();
  struct stat made;
  const char *part = db_part(call->a, file);
  int code = snapshot(call, db, part);
  if (code != 0) return code;
  code = check_place(call, part, NULL);
  if (code != 0 && code != CODE_FOUND) return without(part, code);
  enum err e = db_rename(part, file);
  if (e != OK) return without(part, fault(call, e, SAY_backup_failed, NULL));
  int64_t mib = stat(file, &made) == 0 ? (int64_t)made.st_size >> 20 : 0;
  printf("%s\n", FILLED(call, SAY_backed_up, file, count_text(call, mib), seconds_since(call, start)));
  return code;
}

int cli_backup(struct cli_call *call) {
  struct db *db;
  const char *file = cli_text(&call->args, "file").p;
  if (db_is_server(file)) return refuse(call, file, said(call, SAY_file_only));
  if (access(file, F_OK) == 0) return refuse(call, file, said(call, SAY_file_there));
  enum err e = db_open(desk_file(call), DB_READ, &db);
  if (e != OK) return fault(call, e, SAY_backup_failed, NULL);
  int code = backup(call, db, file);
  db_close(db);
  return code;
}

/* ---- restore ---- */

/* May the register at `place`, if any, be replaced? 0 or an exit code. */
static int may_replace(struct cli_call *call, const char *place) {
  struct viewer viewer = viewer_all(DESK_ACCOUNT);
  struct reg_summary summary;
  struct db *db;
  bool holds;
  enum err e = db_holds(place, &holds);
  if (e == OK && !holds) return 0;
  if (e == OK) e = db_open(place, DB_READ, &db);
  if (e != OK) return fault(call, e, SAY_restore_failed, NULL);
  e = reg_summary(&viewer, call->a, db, &summary);
  int code = e == OK ? 0 : fault(call, e, SAY_restore_failed, db);
  db_close(db);
  if (code != 0) return code;
  struct str name = cli_text(&call->args, "replace");
  if (str_eq(name, summary.name)) return 0;
  enum says why = name.n > 0 ? SAY_not_that : SAY_place_taken;
  return refuse(call, place, FILLED(call, why, summary.name.p));
}

static int restore(struct cli_call *call, struct db *from, const char *place) {
  double start = clock_seconds();
  const char *part = db_part(call->a, place);
  int code = copy_to(call, from, part);
  if (code != 0) return code;
  code = check_place(call, part, NULL);
  if (code != 0 && code != CODE_FOUND) return without(part, code);
  struct db *db = NULL;
  enum err e = db_rename(part, place);
  if (e != OK) return without(part, fault(call, e, SAY_restore_failed, NULL));
  /* Opened for writing once, it is a place like any other: who has it open is seen by who would replace it.
   */
  e = db_open(place, DB_WRITE, &db);
  db_close(db);
  if (e != OK) return fault(call, e, SAY_restore_failed, NULL);
  printf("%s\n", FILLED(call, SAY_restored, place, seconds_since(call, start)));
  /* What was wrong in it is restored as it was: what there is is better than nothing, and told. */
  return code;
}

int cli_restore(struct cli_call *call) {
  struct db *from;
  const char *place = desk_file(call);
  int code = may_replace(call, place);
  if (code != 0) return code;
  enum err e = db_open(cli_text(&call->args, "file").p, DB_READ, &from);
  if (e != OK) return fault(call, e, SAY_restore_failed, NULL);
  code = restore(call, from, place);
  db_close(from);
  return code;
}
