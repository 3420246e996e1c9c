/* db copy, db check, backup, restore: a register as a whole. */
#include <sys/stat.h>

#include "faces/cli/desk.h"
#include "faces/cli/output.h"
#include "registry/packs.h"
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

enum { ARGS_MAX = 4, CODE_REFUSED = 2, CODE_FOUND = 3 };

static const char *said(const struct cli_call *call, enum says what) { return words[what][call->lang]; }

/* A sentence filled in; the arguments end with NULL. */
static const char *filled(const struct cli_call *call, enum says what, const char *const *args) {
  int count = 0;
  while (count < ARGS_MAX && args[count] != NULL)
    count++;
  struct buf line = buf_growing(call->a);
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
  line_done(call);
  fprintf(stderr, "ansinh %s: %s: %s\n", call->entry->name, said(call, what), desk_reason(call, e, db));
  return desk_code(e, db);
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

/* All of `from` into a place that was just made, which goes if that fails; 0 or an exit code. */
static int copy_into(struct cli_call *call, struct db *from, struct db *to) {
  int code = copy_rows(call, from, to);
  if (code == 0)
    db_close(to);
  else
    db_unmake(to);
  return code;
}

static int copy_to(struct cli_call *call, struct db *from, const char *place) {
  struct db *to;
  bool cut;
  enum err e = db_make(place, &to, &cut);
  return e == OK ? copy_into(call, from, to) : fault(call, e, SAY_copy_refused, NULL);
}

int cli_db_copy(struct cli_call *call) {
  struct db *from;
  const char *to = cli_text(&call->args, "to").p;
  int code = cli_output_register(call, &(struct cli_output) { "", to, NULL, S("") });
  if (code != 0) return code;
  /* A register with foreign objects in it is mended by being copied: they do not come along. */
  enum err e = db_open(cli_text(&call->args, "from").p, DB_CHECK, &from);
  if (e != OK) return fault(call, e, SAY_copy_refused, NULL);
  code = copy_to(call, from, to);
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

static void note_table(void *context, enum db_object_fault what, const char *object, bool table) {
  (void)what;
  (void)object;
  *(bool *)context |= table;
}

/* A check of one register. */
struct checking {
  struct cli_call *call;
  struct db *db;
  struct reg_vocabulary *given; /* of packs named by hand; NULL: those the register adopted last */
  bool unlooked;                /* something was not looked at, and was told */
};

/* Says what is not looked at for want of words to hold the rows against. */
static void tell_unlooked(struct checking *c, const struct office_words *packs) {
  static const enum says why[] = { [OFFICE_WORDS_NONE] = SAY_why_none,
                                   [OFFICE_WORDS_OTHER_LANGUAGE] = SAY_why_other_language,
                                   [OFFICE_WORDS_REFUSED] = SAY_why_refused,
                                   [OFFICE_WORDS_DAMAGED] = SAY_why_damaged };
  struct arena *a = c->call->a;
  if (packs->read == OFFICE_WORDS_READ || (c->given && packs->read == OFFICE_WORDS_NONE)) return;
  const char *reason = FILLED(c->call, why[packs->read], arena_print(a, "%lld", (long long)packs->language),
                              arena_print(a, "%d", law_language()));
  line_done(c->call);
  printf("%s\n", FILLED(c->call, c->given ? SAY_types_unlooked : SAY_words_unlooked, reason));
  c->unlooked = true;
}

/* The words rows are held against: those given, beside those of the packs adopted last, or these alone; NULL
 * where there are none. */
static enum err words_of(struct checking *c, const struct viewer *viewer,
                         const struct reg_vocabulary **ret_words) {
  struct office_words *packs = NEW(c->call->a, struct office_words);
  enum err e = office_packs_words(viewer, c->call->a, c->db, packs);
  if (e != OK) return e;
  tell_unlooked(c, packs);
  const struct reg_vocabulary *adopted = packs->read == OFFICE_WORDS_READ ? &packs->v : NULL;
  if (c->given) c->given->before = adopted;
  *ret_words = c->given ? c->given : adopted;
  return OK;
}

/* Whatever is wrong is counted; tables that are not as they were made are not read. */
static enum err count_wrong(struct checking *c, int64_t *ret_wrong) {
  struct viewer viewer = viewer_all(DESK_ACCOUNT);
  struct reg_audit_watch watch = { c->call, show_check, show_finding };
  const struct reg_vocabulary *packs = NULL;
  int64_t own = 0, derived = 0;
  bool unread = false;
  enum err e = db_objects_check(c->db, &(struct db_object_watch) { &unread, note_table });
  if (e == OK && !unread) e = show_summary(c->call, &viewer, c->db);
  if (e == OK && !unread) e = words_of(c, &viewer, &packs);
  if (e == OK) e = reg_audit(&viewer, c->db, packs, &watch, &own);
  if (e == OK) e = office_audit(&viewer, c->db, &watch, &derived);
  if (e == OK) *ret_wrong = own + derived;
  return e;
}

/* 0, 3 when something was found, or another exit code. */
static int check(struct checking *c) {
  struct cli_call *call = c->call;
  double start = clock_seconds();
  int64_t wrong = 0;
  enum err e = count_wrong(c, &wrong);
  line_done(call);
  if (e != OK) return fault(call, e, SAY_check_failed, c->db);
  if (wrong == 0)
    printf("%s\n", FILLED(call, c->unlooked ? SAY_sound_in_part : SAY_sound, seconds_since(call, start)));
  else
    printf("%s\n", FILLED(call, SAY_unsound, count_text(call, wrong), seconds_since(call, start)));
  return wrong == 0 ? 0 : CODE_FOUND;
}

/* As check, of the register of a place. What was not looked at is in *ret_unlooked. */
static int check_place(struct cli_call *call, const char *place, struct reg_vocabulary *given,
                       bool *ret_unlooked) {
  struct checking c = { .call = call, .given = given };
  enum err e = db_open(place, DB_CHECK, &c.db);
  if (e != OK) return fault(call, e, SAY_check_failed, NULL);
  int code = check(&c);
  db_close(c.db);
  *ret_unlooked = c.unlooked;
  return code;
}

int cli_db_check(struct cli_call *call) {
  struct reg_vocabulary vocabulary;
  struct law_program *law;
  bool unlooked = false, by_hand = cli_given(&call->args, "law");
  struct str given = cli_text(&call->args, "place");
  if (given.n > 0 && cli_given(&call->args, "db")) return refuse(call, given.p, said(call, SAY_two_places));
  const char *place = given.n > 0 ? given.p : desk_file(call);
  int code = by_hand ? cli_law_load(call, &law) : 0;
  if (code != 0) return code;
  if (by_hand) vocabulary = people_vocabulary(call->a, law);
  code = check_place(call, place, by_hand ? &vocabulary : NULL, &unlooked);
  return code == 0 && unlooked ? CODE_FOUND : code;
}

/* ---- backup ---- */

/* One moment of the register beside the place it shall have; 0 or an exit code. */
static int take(struct cli_call *call, struct db *db, struct db_beside *beside, bool as_file) {
  struct db_copy_watch watch = { call, show };
  struct db *to;
  if (!as_file || db_engine(db) == DB_POSTGRES) {
    enum err e = db_beside_make(beside, &to);
    return e == OK ? copy_into(call, db, to) : fault(call, e, SAY_copy_refused, NULL);
  }
  enum err e = db_beside_snapshot(beside, db, &watch);
  line_done(call);
  return e == OK ? 0 : fault(call, e, SAY_backup_failed, db);
}

/* Takes a register, checks what was taken, and gives it its place; 0, 3 when something was found in it, or
 * another exit code. `failed` is how a fault begins. */
static int put(struct cli_call *call, struct db *from, const char *place, enum says failed) {
  struct db_beside *beside;
  enum err e = db_beside_begin(place, &beside);
  if (e != OK) return fault(call, e, failed, NULL);
  int code = take(call, from, beside, failed == SAY_backup_failed);
  bool unlooked; /* told; what was taken is no worse for it */
  if (code == 0) code = check_place(call, db_beside_path(beside), NULL, &unlooked);
  if (code == 0 || code == CODE_FOUND) {
    e = db_beside_take_place(beside);
    if (e != OK) code = fault(call, e, failed, NULL);
  }
  db_beside_end(beside);
  return code;
}

static int backup(struct cli_call *call, struct db *db, const char *file) {
  double start = clock_seconds();
  struct stat made;
  int code = put(call, db, file, SAY_backup_failed);
  if (code != 0 && code != CODE_FOUND) return code;
  int64_t mib = stat(file, &made) == 0 ? (int64_t)made.st_size >> 20 : 0;
  printf("%s\n", FILLED(call, SAY_backed_up, file, count_text(call, mib), seconds_since(call, start)));
  return code;
}

int cli_backup(struct cli_call *call) {
  struct db *db;
  const char *file = cli_text(&call->args, "file").p;
  if (db_is_server(file)) return refuse(call, file, said(call, SAY_file_only));
  int code = cli_output_file(call, &(struct cli_output) { "", file, desk_file(call), S("") });
  if (code != 0) return code;
  enum err e = db_open(desk_file(call), DB_READ, &db);
  if (e != OK) return fault(call, e, SAY_backup_failed, NULL);
  code = backup(call, db, file);
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
  struct db *db = NULL;
  int code = put(call, from, place, SAY_restore_failed);
  if (code != 0 && code != CODE_FOUND) return code;
  /* Opened for writing once, it is a place like any other: who has it open is seen by who would replace it.
   */
  enum err e = db_open(place, DB_WRITE, &db);
  db_close(db);
  if (e != OK) return fault(call, e, SAY_restore_failed, NULL);
  printf("%s\n", FILLED(call, SAY_restored, place, seconds_since(call, start)));
  /* What was wrong in it is restored as it was: what there is is better than nothing, and told. */
  return code;
}

int cli_restore(struct cli_call *call) {
  struct db *from;
  const char *place = desk_file(call);
  int code = cli_output_register(call, &(struct cli_output) { "--db", place, NULL, S("") });
  if (code != 0 || (code = may_replace(call, place)) != 0) return code;
  enum err e = db_open(cli_text(&call->args, "file").p, DB_CHECK, &from);
  if (e != OK) return fault(call, e, SAY_restore_failed, NULL);
  code = restore(call, from, place);
  db_close(from);
  return code;
}
