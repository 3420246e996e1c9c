/* What could not be read: told at the end of every answer about everybody; and how people are called outside.
 */
#include "faces/cli/desk.h"
#include "registry/whole.h"

enum { ROWS_NAMED_MAX = 20, PEOPLE_NAMED_MAX = 20, NAMED_AT_ONCE = 10 * REG_NAMED_MAX };

/* ---- people by their public ids ---- */

struct naming {
  const struct desk *o;
  struct desk_people people;
  struct reg_named *named;
};

static enum err name_all(struct db *db, void *context) {
  const struct naming *w = context;
  for (int64_t done = 0; done < w->people.n; done += NAMED_AT_ONCE) {
    int count = w->people.n - done < NAMED_AT_ONCE ? (int)(w->people.n - done) : NAMED_AT_ONCE;
    const struct reg_named_ask ask = { w->people.id + done, count };
    enum err e = reg_people_named(&w->o->viewer, w->o->call->a, db, &ask, desk_at(w->o, w->o->when.facts),
                                  w->named + done);
    if (e != OK) return e;
  }
  return OK;
}

enum err desk_named(const struct desk *o, struct desk_people people, struct reg_named **ret_named) {
  struct naming w = { o, people, NEW_ARRAY(o->call->a, struct reg_named, people.n + 1) };
  enum err e = db_read(o->db, name_all, &w);
  if (e == OK) *ret_named = w.named;
  return e;
}

struct str desk_id_shown(const struct reg_named *who) {
  if (who->person <= 0) return S("");
  return who->public_id.n == REG_PUBLIC_ID ? who->public_id : S("?");
}

enum err desk_person_ids(const struct desk *o, struct desk_people people, struct str *ret_ids) {
  struct reg_named *who;
  enum err e = desk_named(o, people, &who);
  for (int64_t i = 0; e == OK && i < people.n; i++)
    ret_ids[i] = desk_id_shown(&who[i]);
  return e;
}

enum err desk_person_id(const struct desk *o, int64_t person, const char **ret_id) {
  struct str id;
  enum err e = desk_person_ids(o, (struct desk_people) { 1, &person }, &id);
  if (e == OK) *ret_id = arena_text(o->call->a, id.p, id.n);
  return e;
}

/* ---- rows left out ---- */

static enum err name_row(const struct desk *o, const struct reg_bad *bad) {
  struct reg_owner owner;
  const char *table = reg_bad_table(bad), *whose = "";
  enum err e = bad->id > 0 ? reg_row_owner(&o->viewer, o->db, table, bad->id, &owner) : NOT_FOUND;
  if (e == OK)
    whose = arena_text(o->call->a, owner.id, strlen(owner.id));
  else if (e == NOT_FOUND && (bad->table == REG_ROWS_VERSION || bad->table == REG_ROWS_MEMBERSHIP ||
                              bad->table == REG_ROWS_GRANT || bad->kind == REG_PERSON))
    e = desk_person_id(o, bad->subject, &whose);
  if (e != OK && e != NOT_FOUND) return e;
  if (bad->id > 0)
    fprintf(stderr, "  %s  %s %lld (%s)\n", whose, table, (long long)bad->id, bad->word);
  else
    fprintf(stderr, "  %s  %s (%s)\n", whose, table, bad->word);
  return OK;
}

static enum err name_people(const struct desk *o, struct desk_people people) {
  struct str ids[PEOPLE_NAMED_MAX];
  struct desk_people first = { people.n < PEOPLE_NAMED_MAX ? people.n : PEOPLE_NAMED_MAX, people.id };
  enum err e = desk_person_ids(o, first, ids);
  if (e != OK) return e;
  fputs(" ", stderr);
  for (int64_t i = 0; i < first.n; i++)
    fprintf(stderr, " %.*s", (int)ids[i].n, ids[i].p);
  fprintf(stderr, people.n > first.n ? " …\n" : "\n");
  return OK;
}

/* Whose the rows are could not be asked. */
static int unnamed(const struct desk *o, enum err e) {
  fprintf(stderr, "ansinh %s: %s: %s\n", o->call->entry->name,
          desk_say(o->call, CW_BOTH(register_cannot_read)), desk_reason(o->call, e, o->db));
  return desk_code(e, o->db);
}

int desk_row_unread(struct desk *o, const struct reg_bad *bad) {
  desk_step_done(o->call);
  fprintf(stderr, "ansinh %s: %s\n", o->call->entry->name, desk_say(o->call, CW_BOTH(row_unread)));
  enum err e = name_row(o, bad);
  int code = e == OK ? desk_code(INVALID, NULL) : unnamed(o, e);
  desk_close(o);
  return code;
}

/* Whom a determination does not answer. */
static struct desk_people unread_of(const struct desk *o, const struct office_determination *d) {
  const struct people_unread *unread = &d->unread;
  int64_t n = 0, *list = NEW_ARRAY(o->call->a, int64_t, unread->people + 1);
  for (int64_t i = 0; i < unread->n_absent; i++)
    list[n++] = unread->absent[i];
  for (int64_t i = 0; i < d->m.people && unread->by_place; i++)
    if (unread->by_place[i]) list[n++] = d->m.person[i];
  assert(n == unread->people);
  return (struct desk_people) { n, list };
}

int desk_left_out(const struct desk *o, const struct people *c, struct desk_people unread) {
  const struct reg_bad *bad;
  int named;
  char rows[32], people[32];
  int64_t all = people_bad(c, &bad, &named);
  if (all == 0) return 0;
  const char *words = CLI_FILL(o->call->a, o->call->lang, CW_rows_left_out,
                               number_text(all, o->call->lang, rows),
                               number_text(unread.n, o->call->lang, people));
  fputs(words, stdout);
  fflush(stdout);
  fputs(words, stderr);
  enum err e = OK;
  for (int i = 0; e == OK && i < named && i < ROWS_NAMED_MAX; i++)
    e = name_row(o, &bad[i]);
  if (e == OK && all > ROWS_NAMED_MAX) fputs("  …\n", stderr);
  if (e == OK && unread.n) e = name_people(o, unread);
  return e == OK ? CLI_LEFT_OUT : unnamed(o, e);
}

int desk_unanswered(const struct desk *o, const struct people *c, const struct office_determination *d) {
  int code = desk_left_out(o, c, unread_of(o, d));
  return code == 0 && d->faults ? CLI_LEFT_OUT : code;
}
