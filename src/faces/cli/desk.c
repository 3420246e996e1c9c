/* What the commands over the register share: opening, days, faults, places. */

#include "faces/cli/desk.h"
#include "faces/cli/output.h"
#include "faces/cli/packs_words.h"
#include "kept/kept.h"

const char *desk_say(const struct cli_call *call, const char *vi, const char *en) {
  return call->lang == EN ? en : vi;
}

void desk_step(const struct cli_call *call, const char *vi, const char *en) {
  if (call->terminal) fprintf(stderr, "\r\033[K%s…", desk_say(call, vi, en));
}

void desk_step_done(const struct cli_call *call) {
  if (call->terminal) fprintf(stderr, "\r\033[K");
}

const char *desk_file(const struct cli_call *call) {
  struct str path = cli_text(&call->args, "db");
  return path.n ? path.p : CLI_DB_DEFAULT;
}

int desk_place(const struct cli_call *call, const char *option, struct str path) {
  const struct cli_output out = { option, path.n ? path.p : "", desk_file(call), S("") };
  return cli_output_file(call, &out);
}

int desk_code(enum err e, const struct db *db) {
  assert(e <= BUG);
  if (e != OK && db_damaged(db)) return 2; /* what was given cannot be read */
  switch (e) {
  case OK: return 0;
  case NOT_FOUND:
  case INVALID:
  case CONFLICT:
  case DENIED:
  case RETRY: return 2;
  case IO:
  case NOMEM: return 1;
  case LIMIT:
  case BUG: break;
  }
  return 70;
}

const char *desk_reason(const struct cli_call *call, enum err e, const struct db *db) {
  const char *why = db_message_in(db, call->lang);
  assert(e != OK);
  if (*why != 0) return why;
  switch (e) { /* the database had no part in it */
  case LIMIT: return desk_say(call, CW_BOTH(limit_was_reached));
  case INVALID: return desk_say(call, CW_BOTH(data_not_valid));
  case CONFLICT: return desk_say(call, CW_BOTH(contradicts_what_there));
  case NOMEM: return desk_say(call, CW_BOTH(out_memory));
  default: return desk_say(call, CW_BOTH(fault_reading_writing));
  }
}

int desk_own_day(const struct cli_call *call, bool invented) {
  date set;
  if (invented || !clock_day_set(&set)) return 0;
  return cli_law_refuse(call, 2, CW_BOTH(real_register_day_set), "ANSINH_TODAY");
}

int desk_fault(struct desk *o, enum err e, const char *vi, const char *en) {
  desk_step_done(o->call);
  const char *why = desk_reason(o->call, e, o->db);
  fprintf(stderr, "ansinh %s: %s: %s\n", o->call->entry->name, desk_say(o->call, vi, en), why);
  int code = desk_code(e, o->db);
  desk_close(o);
  return code;
}

int desk_unwritten(struct desk *o, enum err e, const char *path) {
  if (e == IO) {
    int code = cli_output_failed(o->call, path);
    desk_close(o);
    return code;
  }
  const char *sentence[] = { arena_print(o->call->a, "%s: %s", path, cli_word(CW_file_cannot_written, VI)),
                             arena_print(o->call->a, "%s: %s", path, cli_word(CW_file_cannot_written, EN)) };
  return desk_fault(o, e, sentence[VI], sentence[EN]);
}

static bool has(const struct cli_call *call, const char *name) {
  for (size_t i = 0; i < call->entry->arg_count; i++)
    if (!strcmp(call->entry->args[i].name, name)) return true;
  return false;
}

/* --known (or --as-known) sets law and facts; --law-day and --facts set one of them; --for the month, else
 * that of the day known. */
static void read_days(struct desk *o) {
  const struct cli_args *args = &o->call->args;
  date known = clock_today();
  if (has(o->call, "known")) known = cli_date(args, "known", known);
  if (has(o->call, "as-known")) known = cli_date(args, "as-known", known);
  o->when = (struct office_when) { .for_month = month_of(known), .law = known, .facts = known };
  if (has(o->call, "for")) o->when.for_month = cli_month(args, "for", month_of(known));
  if (has(o->call, "law-day")) o->when.law = cli_date(args, "law-day", known);
  if (has(o->call, "facts")) o->when.facts = cli_date(args, "facts", known);
  o->threads = has(o->call, "threads") ? (int)cli_int(args, "threads", 2) : 2;
}

/* A new register's place; what a run that was cut short left there goes, and that is said. */
static enum err make_place(const struct cli_call *call, const char *file, struct db **ret_db) {
  bool cut = false;
  enum err e = db_make(file, ret_db, &cut);
  if (e == OK && cut) fprintf(stderr, "%s: %s\n", file, desk_say(call, CW_BOTH(earlier_run_was_cut)));
  return e;
}

int desk_open(struct cli_call *call, enum db_mode mode, struct desk *ret_o) {
  struct desk o = { .call = call };
  const char *file = desk_file(call);
  int code = cli_law_load(call, &o.law);
  if (code) return code;
  read_days(&o);
  if (o.threads < 1 || o.threads > 64) return cli_law_refuse(call, 2, CW_BOTH(from_1_64), "--threads");
  enum err e = mode == DB_CREATE ? make_place(call, file, &o.db) : db_open(file, mode, &o.db);
  if (e != OK) {
    fprintf(stderr, "ansinh %s: %s\n", call->entry->name, db_message_in(NULL, call->lang));
    return desk_code(e, NULL);
  }
  if (mode == DB_WRITE && (e = db_migrate(o.db)) != OK)
    return desk_fault(&o, e, CW_BOTH(database_cannot_brought_up));
  o.viewer = viewer_all(DESK_ACCOUNT);
  struct reg_clock clock = { .invented = true };
  if (mode != DB_CREATE) e = reg_clock_read(o.db, &clock);
  o.invented = clock.invented;
  if (mode != DB_CREATE && e == OK) e = people_keep_secrets(call->a, o.db, o.law);
  if (mode != DB_CREATE && e == OK) e = reg_known(o.db, o.when.facts, &o.when.act);
  if (mode != DB_CREATE && e == OK)
    e = reg_areas_load(&o.viewer, call->a, o.db, desk_at(&o, month_first(o.when.for_month)), &o.areas);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(areas_cannot_read));
  if ((code = desk_own_day(call, o.invented)) != 0) {
    desk_close(&o);
    return code;
  }
  *ret_o = o;
  return 0;
}

struct reg_at desk_at(const struct desk *o, date valid) {
  return (struct reg_at) { valid, o->when.act };
}

void desk_close(struct desk *o) {
  people_close(o->people);
  o->people = NULL;
  db_close(o->db);
  o->db = NULL;
}

int desk_columns(struct desk *o, struct people **ret_c) {
  double start = clock_seconds();
  desk_step(o->call, CW_BOTH(reading_register_into_memory));
  struct people_names *names;
  struct db *beside = NULL; /* two threads read; without a second connection one does */
  enum err e = people_names_load(o->call->a, o->db, o->law, &names);
  if (db_open(desk_file(o->call), DB_READ, &beside) != OK) beside = NULL;
  if (e == OK) e = db_unmapped(o->db);
  if (e == OK && beside) e = db_unmapped(beside);
  struct people_ask ask = {
    .viewer = &o->viewer, .db = o->db, .beside = beside, .names = names, .act = o->when.act
  };
  const struct people_place place = { .database = desk_file(o->call) };
  enum people_read read = PEOPLE_READ;
  if (e == OK) e = people_open(o->call->a, &ask, &place, &read, ret_c);
  if (e == OK) o->people = *ret_c;
  db_close(beside);
  if (e != OK) return desk_fault(o, e, CW_BOTH(register_cannot_read));
  desk_step_done(o->call);
  if (read == PEOPLE_NOT_KEPT)
    fprintf(stderr, "ansinh %s: %s.kept: %s\n", o->call->entry->name, desk_file(o->call),
            kept_text(KEPT_ELSEWHERE, o->call->lang));
  struct str two[2];
  if (read == PEOPLE_JOINED && people_names_joined(names, two))
    fprintf(stderr, WORD(PACKS_two_numbers, o->call->lang), (int)two[0].n, two[0].p, (int)two[1].n, two[1].p);
  char z[32];
  fputs(CLI_FILL(o->call->a, o->call->lang, CW_people_read,
                 number_text(people_count(*ret_c), o->call->lang, z),
                 arena_print(o->call->a, "%.1f", clock_seconds() - start)),
        stderr);
  return 0;
}

struct str desk_commune(const struct desk *o, int64_t area) {
  const struct reg_area *c = area ? reg_area_commune(o->areas, area) : NULL;
  return c ? c->name : str_of(cli_word(CW_no_commune, o->call->lang));
}

struct str desk_village(const struct desk *o, int64_t area) {
  const struct reg_area *x = area ? reg_area(o->areas, area) : NULL;
  return x && x->type == REG_VILLAGE ? x->name : S("");
}
