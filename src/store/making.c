/* A new register's place: made for one maker, marked until it is whole. What is made beside the place it
 * shall have stands there under a name nobody else uses, so that a run that was killed is known by it, and
 * goes. */
#include "store/driver.h"

enum {
  NAME_LETTERS_MAX = 63,
  NAME_LETTERS_KEPT = 40
}; /* of a schema; of a long one in the name of its part */

/* What may be there and goes. */
enum room {
  ROOM_CUT, /* the beginning of a register that was never finished */
  ROOM_OURS /* any register: the name is one that only this room gives */
};

/* Empty, or what an earlier making left, which is taken away: else CONFLICT. */
static enum err make_room(struct db *db, const char *path, enum room room, bool *ret_cut) {
  assert(db->mode == DB_CREATE);
  struct store_found found = { 0 };
  enum err e = db->driver->look(db, &found);
  if (e != OK || found.empty) return e;
  if (room == ROOM_OURS) {
    if (!found.marked) return store_fault(db, CONFLICT, STORE_SAYS_part_foreign, "");
  } else {
    e = store_check(db);
    if (e == OK) return store_fault(db, CONFLICT, STORE_SAYS_occupied, "");
    if (!store_was_cut(db)) return e;
  }
  *ret_cut = true;
  return db->driver->wipe(db, path);
}

/* What cannot be begun (the disk is full) leaves nothing. */
static enum err begin(struct db *db) {
  assert(db->mode == DB_CREATE);
  enum err e = db->driver->ready(db);
  if (e == OK) e = db_migrate(db);
  if (e == OK) e = store_mark_unfinished(db, true);
  if (e == OK) return OK;
  db->tidying = true;
  (void)db->driver->unmake(db);
  return e;
}

static enum err make(const char *path, enum room room, struct db **ret_db, bool *ret_cut) {
  assert(path != NULL && *path != 0);
  struct db *db = store_new(path, DB_CREATE, &store_migrations);
  bool cut = false;
  if (db == NULL) return NOMEM;
  enum err e = db->driver->open(db, path);
  if (e == OK) e = db->driver->claim(db, path);
  if (e == OK) e = make_room(db, path, room, &cut);
  if (e == OK) e = begin(db);
  e = store_hand_out(e, db, ret_db);
  if (e == OK) *ret_cut = cut;
  return e;
}

enum err db_make(const char *path, struct db **ret_db, bool *ret_cut) {
  assert(ret_db != NULL && ret_cut != NULL);
  assert(path != NULL);
  return make(path, ROOM_CUT, ret_db, ret_cut);
}

enum err db_made(struct db *db) {
  assert(db != NULL);
  assert(db->mode == DB_CREATE && db->depth == 0);
  return store_mark_unfinished(db, false);
}

void db_unmake(struct db *db) {
  assert(db != NULL && db->mode == DB_CREATE);
  db_rollback(db);
  db->tidying = true;
  (void)db->driver->unmake(db);
  db->tidying = false;
  db_close(db);
}

enum err db_holds(const char *path, bool *ret_holds) {
  assert(path != NULL && ret_holds != NULL);
  struct db *db;
  enum err e = db_open(path, DB_READ, &db);
  if (e == OK) db_close(db);
  if (e == NOT_FOUND) {
    db = store_new(path, DB_WRITE, &store_migrations);
    if (db == NULL) return NOMEM;
    enum err free = db->driver->name_free(db, path);
    if (free != OK) return store_hand_out(free, db, &db);
    arena_free(db->arena);
  }
  if (e != OK && e != NOT_FOUND && !store_open_vacant()) return e;
  *ret_holds = e == OK;
  return OK;
}

/* ---- beside the place ---- */

struct db_beside {
  struct db *held; /* holds the claim on the place */
  const char *place, *path;
  bool begun, taken;
};

/* Of a schema's name too long to have letters added the beginning, and what tells it from others. */
static const char *part_of_schema(struct arena *a, const char *place) {
  assert(db_is_server(place));
  const char *hash = strchr(place, '#');
  const char *schema = hash == NULL ? "ansinh" : hash + 1;
  int address = hash == NULL ? (int)strlen(place) : (int)(hash - place);
  if (strlen(schema) + strlen("_part") <= NAME_LETTERS_MAX)
    return arena_print(a, "%.*s#%s_part", address, place, schema);
  unsigned tail = (unsigned)hash64(schema, strlen(schema), 0);
  return arena_print(a, "%.*s#%.*s_%08x_part", address, place, NAME_LETTERS_KEPT, schema, tail);
}

enum err db_beside_begin(const char *place, struct db_beside **ret_beside) {
  assert(place != NULL && ret_beside != NULL);
  struct db *held = store_new(place, DB_WRITE, &store_migrations);
  if (held == NULL) return NOMEM;
  struct db_beside *b = NEW(held->arena, struct db_beside);
  b->held = held;
  b->place = arena_text(held->arena, place, strlen(place));
  b->path = db_is_server(place) ? part_of_schema(held->arena, place)
                                : arena_print(held->arena, "%s.part", place);
  enum err e = held->driver->name_free(held, place);
  if (e == OK) e = held->driver->reach(held, place);
  if (e == OK) e = held->driver->claim(held, place);
  struct db *handed;
  e = store_hand_out(e, held, &handed);
  if (e == OK) *ret_beside = b;
  return e;
}

const char *db_beside_path(const struct db_beside *b) {
  assert(b != NULL);
  assert(b->path != NULL);
  return b->path;
}

enum err db_beside_make(struct db_beside *b, struct db **ret_db) {
  assert(!b->begun && ret_db != NULL);
  bool cut;
  enum err e = make(b->path, ROOM_OURS, ret_db, &cut);
  b->begun = e == OK;
  return e;
}

enum err db_beside_snapshot(struct db_beside *b, struct db *db, const struct db_copy_watch *watch) {
  assert(!b->begun && db != NULL);
  enum err e = store_snapshot(db, b->path, watch);
  b->begun = e == OK;
  return e;
}

enum err db_beside_take_place(struct db_beside *b) {
  assert(b->begun && !b->taken);
  enum err e = b->held->driver->rename(b->held, b->path, b->place);
  assert(e == OK || b->held->problem.says != STORE_SAYS_nothing);
  store_keep_open_fault(b->held);
  b->taken = e == OK;
  return e;
}

void db_beside_end(struct db_beside *b) {
  if (b == NULL) return;
  if (b->begun && !b->taken) (void)db_remove(b->path);
  db_close(b->held);
}
