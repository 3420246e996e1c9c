/* read_tables: the files tables stand in. They are as much of the packs as the .luat texts: hashed, kept, and
 * read again from what was kept. */
#include "law/reading/check.h"
#include "law/reading/lex.h"
#include "law/reading/nouns.h"

/* ---- which file ---- */

/* In the folder of the pack that names it: what is kept knows of no other folder. */
static bool lies_beside(struct str name) {
  if (!name.n || name.p[0] == '.') return false;
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] == '/' || !name.p[i]) return false;
  return true;
}

static struct str path_beside(struct law_program *p, const struct file *pack, struct str name) {
  size_t cut = pack->name.n;
  while (cut && pack->name.p[cut - 1] != '/')
    cut--;
  return str_of(arena_print(p->a, "%.*s%.*s", (int)cut, pack->name.p, (int)name.n, name.p));
}

static struct file *find(const file_list *files, struct str path) {
  for (size_t i = 0; i < files->n; i++)
    if (str_eq(files->at[i]->name, path)) return files->at[i];
  return NULL;
}

/* The file of a version, once of all versions that name it; NULL after a complaint, which one file gets
 * once. */
static struct file *table_file(struct law_program *p, const struct table_version *v) {
  if (!lies_beside(v->file)) {
    COMPLAIN(p, v->d.at, M_TABLE_FILE, check_z(p, v->file), NOUN(must_lie_beside_pack));
    return NULL;
  }
  if (!law_is_table_file(v->file)) {
    COMPLAIN(p, v->d.at, M_TABLE_FILE, check_z(p, v->file), NOUN(must_end_csv));
    return NULL;
  }
  struct str path = path_beside(p, v->d.at.file, v->file);
  struct file *f = find(&p->csv, path);
  if (f) return f->unreadable ? NULL : f;
  f = find(&p->given_csv, path);
  if (!f) {
    f = NEW(p->a, struct file);
    *f = (struct file) { .name = path, .pack = v->d.at.file->pack };
    enum err e = p->in_memory ? NOT_FOUND : file_read(p->a, path.p, LAW_FILE_BYTES_MAX, &f->text);
    if (e != OK) {
      COMPLAIN(p, v->d.at, M_TABLE_FILE, path.p, e == LIMIT ? NOUN(too_large) : NOUN(no_such_file));
      return NULL;
    }
  }
  f->pack = v->d.at.file->pack;
  sha256_hex(f->text.p, f->text.n, f->hash);
  *VEC_PUSH(p->a, &p->csv) = f;
  f->unreadable = !law_check_bytes(p, f);
  return f->unreadable ? NULL : f;
}

void law_read_tables(struct law_program *p) {
  for (size_t i = 0; i < p->table.n; i++)
    for (int k = 0; k < p->table.at[i].n; k++) {
      struct table_version *v = &p->table.at[i].at[k];
      if (v->file.p && p->errors < LAW_ERRORS_MAX) v->csv = table_file(p, v);
    }
}

/* ---- what stands in it ---- */

/* Where a field is written; of one that had to be copied (quotes within quotes), its line. */
static struct place field_place(const struct file *f, int line, struct str field) {
  const char *text = f->text.p;
  struct place at = { f, line, 1 };
  if (field.p < text || field.p > text + f->text.n) return at;
  const char *start = field.p;
  while (start > text && start[-1] != '\n' && start[-1] != '\r')
    start--;
  if (start == text && f->text.n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) && field.p >= text + 3) start += 3;
  at.col = (int)(field.p - start) + 1;
  return at;
}

static struct node *bad_field(struct law_program *p, struct place at, struct str field) {
  COMPLAIN(p, at, M_EXPECTED, NOUN(a_value), arena_print(p->a, "«%.*s»", (int)field.n, field.p));
  return NULL;
}

/* As spreadsheets write a truth; no name of the language has such letters. */
static bool spreadsheet_truth(struct str field) {
  static const char *const words[] = { "TRUE", "FALSE", "True", "False", "YES", "NO", "Yes", "No" };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_is(field, words[i])) return true;
  return false;
}

/* One word of the language. What else would stand behind it, or before it (a comment's sign), is no value. */
static struct node *literal(struct law_program *p, struct place at, struct str field) {
  char first = field.n ? field.p[0] : '\0';
  bool negative = first == '-',
       in_text = field.p >= at.file->text.p && field.p + field.n <= at.file->text.p + at.file->text.n;
  size_t from = negative;
  if (!in_text || field.n == from || field.p[from] == ' ' || field.p[from] == '#')
    return bad_field(p, at, field);
  size_t begin = (size_t)(field.p - at.file->text.p) + from, line = begin - from - (size_t)(at.col - 1);
  struct lexer lx = { .p = p, .f = at.file, .pos = begin, .line_start = line, .line = at.line };
  int errors = p->errors;
  struct token t = lex_next(&lx);
  if (p->errors > errors) return NULL;
  if (lx.pos != begin - from + field.n || (negative && t.kind != TK_NUMBER)) return bad_field(p, at, field);
  struct node *n = law_node(p, N_CONST, at);
  n->name = field;
  n->r = t.r;
  n->how = t.whole;
  if (t.kind == TK_NAME && spreadsheet_truth(field)) {
    COMPLAIN(p, at, M_WORD, arena_text(p->a, field.p, field.n), "yes, no");
    return NULL;
  }
  if (t.kind == TK_NAME) {
    bool yes = str_is(field, "yes");
    n->op = yes || str_is(field, "no") ? N_CONST : N_NAME;
    n->type.kind = n->op == N_CONST ? K_BOOL : K_ERROR;
    n->i = yes;
  } else if (t.kind == TK_NUMBER || t.kind == TK_DATE || t.kind == TK_MONTH) {
    n->type.kind = t.kind == TK_NUMBER ? K_NUMBER : t.kind == TK_DATE ? K_DATE : K_MONTH;
    if (negative) n->r.num = -n->r.num;
  } else {
    return bad_field(p, at, field);
  }
  return n;
}

static struct str short_name(struct str id) {
  size_t from = id.n;
  while (from && id.p[from - 1] != '.')
    from--;
  return (struct str) { id.p + from, id.n - from };
}

/* Columns may not change places unseen: each is headed by its key, the last by the table. */
static bool headed(struct law_program *p, const struct table *t, const struct csv *c, const struct file *f,
                   const struct str *head) {
  struct buf want = buf_growing(p->a), met = buf_growing(p->a);
  bool same = true;
  for (int i = 0; i <= t->n_key; i++) {
    struct str name = i < t->n_key ? t->key[i].id : short_name(t->id), is = str_trim(head[i]);
    same &= str_eq(name, is);
    buf_print(&want, "%s%.*s", i ? "," : "", (int)name.n, name.p);
    buf_print(&met, "%s%.*s", i ? "," : "", (int)(is.n < 80 ? is.n : 80), is.p);
  }
  if (!same) COMPLAIN(p, field_place(f, c->line, head[0]), M_TABLE_HEAD, want.p, met.p);
  return same;
}

void check_table_file(struct law_program *p, const struct table *t, struct table_version *v) {
  const struct file *f = v->csv;
  struct str field[LAW_TABLE_KEYS_MAX + 1];
  struct csv c = csv_new(p->a, f->text, ',');
  bool head = true;
  enum err e;
  int n = 0;
  while ((e = csv_row(&c, LAW_TABLE_KEYS_MAX + 1, field, &n)) != NOT_FOUND && p->errors < LAW_ERRORS_MAX) {
    struct place line = { f, c.line, 1 };
    if (e != OK || n != t->n_key + 1) {
      COMPLAIN(p, line, M_TABLE_COLUMNS, arena_print(p->a, "%d", t->n_key + 1));
      head = false;
      continue; /* no program with an error is run */
    }
    if (head && !headed(p, t, &c, f, field)) return;
    for (int i = 0; i < n && !head; i++) {
      struct str value = str_trim(field[i]);
      struct node *x = literal(p, field_place(f, c.line, value), value);
      if (!x) { /* told: the row gives no value, nor another complaint */
        x = law_node(p, N_CONST, line);
        x->type.kind = K_ERROR;
      }
      *VEC_PUSH(p->a, &v->cells) = x;
    }
    head = false;
  }
  if (!head && e == NOT_FOUND && !v->cells.n) WARN(p, v->d.at, M_TABLE_NO_ROWS, check_z(p, t->id));
  if (head) COMPLAIN(p, ((struct place) { f, 1, 1 }), M_TABLE_COLUMNS, arena_print(p->a, "%d", t->n_key + 1));
}
