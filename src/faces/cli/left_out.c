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
           bad->table == REG_ROWS_GRANT)
    whose = desk_person_id(o, bad->subject);
  fprintf(stderr, "  %s  %s %lld (%s)\n", whose, table, (long long)bad->id, bad->word);
}

static void name_people(const struct desk *o, const struct office_determination *d) {
  const struct people_month *m = &d->m;
  const struct people_unread *unread = &d->unread;
  int named = 0;
  fputs(" ", stderr);
  for (int64_t i = 0; i < unread->n_absent && named < PEOPLE_NAMED_MAX; i++, named++)
    fprintf(stderr, " %s", desk_person_id(o, unread->absent[i]));
  for (int64_t i = 0; i < m->people && named < PEOPLE_NAMED_MAX; i++) {
    if (!unread->by_place[i]) continue;
    fprintf(stderr, " %s", desk_person_id(o, m->person[i]));
    named++;
  }
  fprintf(stderr, unread->people > named ? " …\n" : "\n");
}

int desk_left_out(const struct desk *o, const struct people *c, const struct office_determination *d) {
  const struct reg_bad *bad;
  int named;
  char rows[32], people[32];
  int64_t all = people_bad(c, &bad, &named);
  if (all == 0) return 0;
  const char *words = CLI_FILL(o->call->a, o->call->lang, CW_rows_left_out_only,
                               number_text(all, o->call->lang, rows));
  if (d)
    words = CLI_FILL(o->call->a, o->call->lang, CW_rows_left_out, number_text(all, o->call->lang, rows),
                     number_text(d->unread.people, o->call->lang, people));
  fputs(words, stdout);
  fflush(stdout);
  fputs(words, stderr);
  for (int i = 0; i < named && i < ROWS_NAMED_MAX; i++)
    name_row(o, &bad[i]);
  if (all > ROWS_NAMED_MAX) fputs("  …\n", stderr);
  if (d && d->unread.people) name_people(o, d);
  return CLI_LEFT_OUT;
}
