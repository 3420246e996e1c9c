/* What could not be read: told at the end of every answer about everybody; and how people are called outside.
 */
#include "faces/cli/desk.h"
#include "registry/file.h"
#include "registry/whole.h"

enum { ROWS_NAMED_MAX = 20, PEOPLE_NAMED_MAX = 20 };

/* ---- people by their public ids ---- */

static struct str id_shown(struct str id) { return id.n == REG_PUBLIC_ID ? id : S("?"); }

enum err desk_person_ids(const struct desk *o, const int64_t *persons, int64_t n, struct str *ret_ids) {
  struct reg_named who[REG_NAMED_MAX];
  for (int64_t done = 0; done < n; done += REG_NAMED_MAX) {
    int count = n - done < REG_NAMED_MAX ? (int)(n - done) : REG_NAMED_MAX;
    const struct reg_named_ask ask = { persons + done, count };
    enum err e = reg_people_named(&o->viewer, o->call->a, o->db, &ask, desk_at(o, o->when.facts), who);
    if (e != OK) return e;
    for (int i = 0; i < count; i++)
      ret_ids[done + i] = persons[done + i] > 0 ? id_shown(who[i].public_id) : S("");
  }
  return OK;
}

const char *desk_person_id(const struct desk *o, int64_t person) {
  char id[REG_PUBLIC_ID + 1];
  enum err e = reg_id_of(&o->viewer, o->db, REG_ID_PERSON, person, id);
  return e == OK ? arena_text(o->call->a, id, REG_PUBLIC_ID) : "?";
}

/* ---- rows left out ---- */

static void name_row(const struct desk *o, const struct reg_bad *bad) {
  struct reg_owner owner;
  const char *table = reg_table_name(bad->table), *whose = "";
  if (bad->id > 0 && reg_row_owner(&o->viewer, o->db, table, bad->id, &owner) == OK)
    whose = arena_text(o->call->a, owner.id, strlen(owner.id));
  else if (bad->table == REG_ROWS_VERSION || bad->table == REG_ROWS_MEMBERSHIP ||
           bad->table == REG_ROWS_GRANT || bad->kind == REG_PERSON)
    whose = desk_person_id(o, bad->subject);
  if (bad->id > 0)
    fprintf(stderr, "  %s  %s %lld (%s)\n", whose, table, (long long)bad->id, bad->word);
  else
    fprintf(stderr, "  %s  %s (%s)\n", whose, table, bad->word);
}

static void name_people(const struct desk *o, struct desk_people people) {
  fputs(" ", stderr);
  for (int64_t i = 0; i < people.n && i < PEOPLE_NAMED_MAX; i++)
    fprintf(stderr, " %s", desk_person_id(o, people.id[i]));
  fprintf(stderr, people.n > PEOPLE_NAMED_MAX ? " …\n" : "\n");
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
  for (int i = 0; i < named && i < ROWS_NAMED_MAX; i++)
    name_row(o, &bad[i]);
  if (all > ROWS_NAMED_MAX) fputs("  …\n", stderr);
  if (unread.n) name_people(o, unread);
  return CLI_LEFT_OUT;
}

int desk_unanswered(const struct desk *o, const struct people *c, const struct office_determination *d) {
  int code = desk_left_out(o, c, unread_of(o, d));
  return code == 0 && d->faults ? CLI_LEFT_OUT : code;
}
