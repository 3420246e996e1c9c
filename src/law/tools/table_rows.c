/* table_rows: see table_rows.h. Rows are found again by their keys, which no version has twice. */
#include "law/tools/table_rows.h"

#include "law/print/printer.h"

static void print_key(struct buf *b, const struct law_program *p, const struct table *t,
                      const struct table_version *v, int row, enum lang lang) {
  for (int k = 0; k < t->n_key; k++) {
    if (k) buf_z(b, ", ");
    print_constant(b, p, v->cells.at[row * (t->n_key + 1) + k], lang);
  }
}

static void print_value(struct buf *b, const struct law_program *p, const struct table *t,
                        const struct table_version *v, int row, enum lang lang) {
  if (kind_is_set(t->type.kind))
    print_constant(b, p, v->cells.at[row * (t->n_key + 1) + t->n_key], lang);
  else
    print_number(b, v->row[row].value, t->type.kind, lang);
}

struct law_table_row law_row_text(struct arena *a, const struct law_program *p, const struct table *t,
                                  const struct table_version *v, int row) {
  struct law_table_row x;
  assert(row >= 0 && row < v->n_row);
  for (int l = 0; l < 2; l++) {
    struct buf key = buf_growing(a), value = buf_growing(a);
    print_key(&key, p, t, v, row, (enum lang)l);
    print_value(&value, p, t, v, row, (enum lang)l);
    x.key[l] = buf_view(&key);
    x.value[l] = buf_view(&value);
  }
  return x;
}

/* ---- what differs ---- */

struct keyed {
  const int64_t *key; /* LAW_TABLE_KEYS_MAX of them, those beyond the table's nothing */
  int row;
};
struct sorted {
  struct keyed *at;
  int n;
};

static int by_key(const void *x, const void *y) {
  const struct keyed *a = x, *b = y;
  for (int k = 0; k < LAW_TABLE_KEYS_MAX; k++)
    if (a->key[k] != b->key[k]) return a->key[k] < b->key[k] ? -1 : 1;
  return 0;
}

static struct sorted sort(struct arena *a, const struct table_version *v) {
  struct sorted s = { .n = v && !v->is_empty ? v->n_row : 0 };
  s.at = NEW_ARRAY(a, struct keyed, s.n + 1);
  for (int i = 0; i < s.n; i++)
    s.at[i] = (struct keyed) { v->row[i].key, i };
  if (s.n) qsort(s.at, (size_t)s.n, sizeof *s.at, by_key);
  return s;
}

/* The row of these keys, -1. */
static int find(const struct sorted *s, const int64_t *key) {
  struct keyed wanted = { key, -1 }, *found;
  if (!s->n) return -1;
  found = bsearch(&wanted, s->at, (size_t)s->n, sizeof *s->at, by_key);
  return found ? found->row : -1;
}

struct changed {
  struct arena *a;
  const struct law_program *p;
  const struct table *t;
  const struct table_version *v[2];
  struct law_row_change *at;
  int n;
};

/* One more; -1: not there. */
static void add(struct changed *c, int before, int after) {
  if (c->n++ >= LAW_ROWS_SHOWN) return;
  struct law_row_change *x = &c->at[c->n - 1];
  const int row[2] = { before, after };
  for (int side = 0; side < 2; side++) {
    if (row[side] < 0) continue;
    struct law_table_row text = law_row_text(c->a, c->p, c->t, c->v[side], row[side]);
    for (int l = 0; l < 2; l++) {
      x->key[l] = text.key[l];
      *(side ? &x->after[l] : &x->before[l]) = text.value[l];
    }
  }
}

int law_rows_changed(struct arena *a, const struct law_program *p, const struct table *t,
                     const struct table_version *before, const struct table_version *after,
                     struct law_row_change **ret) {
  struct changed c = { a, p, t, { before, after }, NEW_ARRAY(a, struct law_row_change, LAW_ROWS_SHOWN), 0 };
  struct sorted was = sort(a, before), now = sort(a, after);
  for (int i = 0; i < now.n; i++) {
    int old = find(&was, after->row[i].key);
    if (old < 0 || ratio_cmp(before->row[old].value, after->row[i].value)) add(&c, old, i);
  }
  for (int i = 0; i < was.n; i++)
    if (find(&now, before->row[i].key) < 0) add(&c, i, -1);
  *ret = c.at;
  return c.n;
}
