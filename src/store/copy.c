/* A whole register to another place, on whichever engines: every table streamed into a load, then both sides
 * read again in the order of their keys and compared row by row.
 *
 * Invariants:
 *  1. The target is marked as unfinished from before its first row until all rows were found equal.
 *  2. Both readings of the source are of one snapshot. */
#include "store/driver.h"

enum { ROW_BYTES_MAX = 64 << 20, SAY_EVERY = 20000 };

struct copying {
  struct db *from, *to;
  const struct db_table *tables;
  int count;
  const struct db_copy_watch *watch;
  struct arena *a;
  struct buf row, other; /* a row of each side, ready to be compared */
  struct db_copied *copied;
};

static void say(const struct copying *c, enum db_copy_step step, const struct db_table *table, int64_t rows) {
  if (c->watch != NULL && c->watch->step != NULL) c->watch->step(c->watch->context, step, table->name, rows);
}

static enum err damaged(struct db *db, const struct db_table *table, int64_t rows, const char *what) {
  assert(rows >= 0 && *what != 0);
  char words[160];
  snprintf(words, sizeof words, "%s, row %lld in the order of its key: %s", table->name, (long long)rows + 1,
           what);
  return db_row_damaged(db, words);
}

/* The row at hand as bytes that are equal exactly when the rows are: of each column its kind, then eight
 * bytes of the number, or of the length before the text. */
static enum err take_row(struct stmt *s, const struct db_table *table, struct buf *out) {
  assert(table->load.columns > 0 && strlen(table->kinds) == (size_t)table->load.columns);
  out->n = 0;
  for (int i = 0; i < table->load.columns; i++) {
    enum db_kind kind = col_kind(s, i);
    bool fits = kind == DB_NULL || kind == (table->kinds[i] == 't' ? DB_TEXT : DB_INT);
    if (!fits) return CONFLICT;
    buf_c(out, kind == DB_NULL ? '0' : table->kinds[i]);
    if (kind == DB_NULL) continue;
    struct str text = kind == DB_TEXT ? col_text(s, i) : S("");
    int64_t number = kind == DB_TEXT ? (int64_t)text.n : col_int(s, i);
    buf_add(out, (const char *)&number, sizeof number);
    buf_str(out, text);
  }
  return out->full ? LIMIT : OK;
}

static void load_row(struct stmt *s, const struct db_table *table, struct db_load *load) {
  assert(load->at == 0 && load->columns == table->load.columns);
  for (int i = 0; i < table->load.columns; i++) {
    if (col_null(s, i))
      db_load_null(load);
    else if (table->kinds[i] == 't')
      db_load_text(load, col_text(s, i));
    else
      db_load_int(load, col_int(s, i));
  }
}

static uint64_t hash_row(const struct buf *row, uint64_t before) {
  assert(!row->full && row->n > 0);
  return hash64(row->p, row->n, before);
}

/* `rows` of the table went before it. */
static enum err one_row(struct copying *c, const struct db_table *table, struct stmt *s, struct db_load *load,
                        int64_t rows) {
  assert(s->at_row && load->taken);
  enum err e = take_row(s, table, &c->row);
  if (e == CONFLICT) return damaged(c->from, table, rows, "a column is not what it should be");
  if (e != OK) return store_fault(c->from, e, STORE_SAYS_limit, table->name);
  load_row(s, table, load);
  return db_load_row(load);
}

static enum err copy_table(struct copying *c, const struct db_table *table) {
  assert(c->from->depth > 0 && c->to->depth > 0);
  struct stmt *s;
  struct db_load *load;
  int64_t rows = 0;
  enum err e = db_scan(c->from, table->select_sql, &s);
  if (e == OK) e = db_load_begin(c->to, &table->load, &load);
  if (e != OK) return e;
  while ((e = db_step(s)) == OK) {
    e = one_row(c, table, s, load, rows);
    if (e != OK) {
      db_reset(s);
      return e;
    }
    if (++rows % SAY_EVERY == 0) say(c, DB_COPYING, table, rows);
  }
  return e == NOT_FOUND ? db_load_end(load) : e;
}

/* The next row of one side, before which `rows` went: OK, NOT_FOUND at its end. */
static enum err next(struct stmt *s, const struct db_table *table, int64_t rows, struct buf *out) {
  struct db *db = s->db;
  assert(rows >= 0 && s->streaming);
  enum err e = db_step(s);
  if (e != OK) return e;
  e = take_row(s, table, out);
  if (e == CONFLICT) return damaged(db, table, rows, "a column is not what it should be");
  return e == OK ? OK : store_fault(db, e, STORE_SAYS_limit, table->name);
}

static enum err compare(struct copying *c, const struct db_table *table, struct stmt *here,
                        struct stmt *there) {
  int64_t rows = 0;
  enum err e, other;
  assert(here->db == c->from && there->db == c->to);
  for (;;) {
    e = next(here, table, rows, &c->row);
    other = next(there, table, rows, &c->other);
    if (e != OK || other != OK) break;
    if (c->row.n != c->other.n || memcmp(c->row.p, c->other.p, c->row.n) != 0)
      return damaged(c->to, table, rows, "not the row that was copied");
    c->copied->hash = hash_row(&c->row, c->copied->hash);
    if (++rows % SAY_EVERY == 0) say(c, DB_COMPARING, table, rows);
  }
  if (e == NOT_FOUND && other == NOT_FOUND) {
    c->copied->rows += rows;
    return OK;
  }
  if (e != OK && e != NOT_FOUND) return e;
  if (other != OK && other != NOT_FOUND) return other;
  return damaged(c->to, table, rows, e == OK ? "missing" : "one too many");
}

static enum err compare_table(struct copying *c, const struct db_table *table) {
  assert(c->from->depth > 0 && c->to->depth == 0 && "the source still of one snapshot, the target written");
  struct stmt *here, *there;
  enum err e = db_scan(c->from, table->select_sql, &here);
  if (e == OK) e = db_scan(c->to, table->select_sql, &there);
  if (e != OK) return e;
  e = compare(c, table, here, there);
  db_reset(here);
  db_reset(there);
  return e;
}

static enum err load_all(struct copying *c) {
  assert(c->to->depth == 0 && c->count > 0);
  enum err e = db_begin(c->to);
  if (e != OK) return e;
  for (int i = 0; e == OK && i < c->count; i++) {
    say(c, DB_COPYING, &c->tables[i], 0);
    e = copy_table(c, &c->tables[i]);
  }
  if (e == OK) e = db_commit(c->to);
  if (e != OK) db_rollback(c->to);
  return e;
}

static enum err copy_all(struct db *from, void *context) {
  struct copying *c = context;
  assert(from == c->from && from->depth == 1);
  *c->copied = (struct db_copied) { 0 };
  enum err e = load_all(c);
  for (int i = 0; e == OK && i < c->count; i++) {
    say(c, DB_COMPARING, &c->tables[i], 0);
    e = compare_table(c, &c->tables[i]);
  }
  return e;
}

/* Another's rows must not be mixed with these. */
static enum err is_empty(struct db *to, const struct db_table *tables, int count) {
  assert(tables != NULL && count > 0);
  for (int i = 0; i < count; i++) {
    int64_t one;
    enum err e = db_int(to, tables[i].any_sql, 0, NULL, &one);
    if (e == OK) return store_fault(to, CONFLICT, STORE_SAYS_occupied, tables[i].name);
    if (e != NOT_FOUND) return e;
  }
  return OK;
}

enum err db_copy(const struct db_copy *copy, struct db_copied *ret_copied) {
  assert(copy->from != NULL && copy->to != NULL && copy->from != copy->to);
  assert(copy->to->mode == DB_CREATE && ret_copied != NULL);
  enum err e = copy->from->any_objects ? store_check_tables(copy->from) : OK;
  if (e == OK) e = is_empty(copy->to, copy->tables, copy->count);
  if (e != OK) return e;
  struct arena *a = arena_new("rows being copied", (size_t)ROW_BYTES_MAX * 5);
  if (a == NULL) return NOMEM;
  struct db_copied copied = { 0 };
  struct copying c = { .from = copy->from,
                       .to = copy->to,
                       .tables = copy->tables,
                       .count = copy->count,
                       .watch = copy->watch,
                       .a = a,
                       .row = buf_new(a, ROW_BYTES_MAX),
                       .other = buf_new(a, ROW_BYTES_MAX),
                       .copied = &copied };
  e = db_bulk(copy->to, true);
  if (e == OK) e = db_read(copy->from, copy_all, &c);
  if (e == OK) say(&c, DB_INDEXING, &c.tables[c.count - 1], 0);
  if (e == OK) e = db_bulk(copy->to, false);
  arena_free(a);
  if (e == OK) *ret_copied = copied;
  return e;
}
