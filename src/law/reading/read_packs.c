/* read_packs: packs from files or texts into one checked program. */
#include <dirent.h>
#include <sys/stat.h>
#include "law/law.h"
#include "law/reading/check.h"
#include "law/reading/nouns.h"

enum { FILES_MAX = 1000 };

static struct law_program *new_program(struct arena *a) {
  struct law_program *p = NEW(a, struct law_program);
  p->a = a;
  p->fact_birth = p->fact_death = -1;
  *VEC_PUSH(a, &p->pack) = (struct pack) { .shared = true, .stated = true }; /* of files that name none */
  return p;
}

static bool ends_with(const char *z, const char *tail) {
  size_t n = strlen(z), m = strlen(tail);
  return n >= m && !strcmp(z + n - m, tail);
}

/* What is found at a path, whether it can be read or not: what cannot is told in its own name. */
struct found {
  const char *path;
  bool regular, unread;
};
typedef VEC(struct found) found_list;

static struct str folder_of(struct str short_name) {
  const char *slash = memchr(short_name.p, '/', short_name.n);
  return (struct str) { short_name.p, slash ? (size_t)(slash - short_name.p) : 0 };
}

/* By what the record calls them, folder by folder: so the order in which the paths are named makes no other
 * packs, and what was written out of the record is read as it was. */
static int by_name(const void *x, const void *y) {
  const struct found *one = x, *other = y;
  struct str a = law_short_name(str_of(one->path)), b = law_short_name(str_of(other->path));
  int order = str_cmp(folder_of(a), folder_of(b));
  if (!order) order = str_cmp(a, b);
  return order ? order : strcmp(one->path, other->path);
}

static enum err find_files(struct arena *a, const char *path, found_list *all) {
  struct stat st;
  bool there = stat(path, &st) == 0, folder = there && S_ISDIR(st.st_mode);
  DIR *d = folder ? opendir(path) : NULL;
  if (!d) {
    bool odd = there && !folder && !S_ISREG(st.st_mode);
    *VEC_PUSH(a, all) = (struct found) { path, !odd, folder || !there };
    return all->n > FILES_MAX ? LIMIT : OK;
  }
  VEC(const char *) here = { 0 };
  for (struct dirent *e; (e = readdir(d));) {
    if (e->d_name[0] == '.') continue;
    const char *sub = arena_print(a, "%s/%s", path, e->d_name);
    bool inside = stat(sub, &st) == 0 && S_ISDIR(st.st_mode);
    if (inside || ends_with(sub, ".luat")) *VEC_PUSH(a, &here) = sub;
  }
  closedir(d);
  for (size_t i = 0; i < here.n; i++) {
    enum err e = find_files(a, here.at[i], all);
    if (e != OK) return e;
  }
  return OK;
}

/* Over what an answer hangs on: tests are not of it, and hold nothing else. */
static void hash_all(struct law_program *p) {
  struct buf hashes = buf_growing(p->a);
  for (size_t i = 0; i < p->file.n; i++)
    if (!law_is_test_file(p->file.at[i]->name)) buf_z(&hashes, p->file.at[i]->hash);
  for (size_t i = 0; i < p->csv.n; i++)
    buf_z(&hashes, p->csv.at[i]->hash);
  sha256_hex(hashes.p, hashes.n, p->hash);
}

static enum err read_all(struct law_program *p) {
  for (size_t i = 0; i < p->file.n; i++) {
    struct file *f = p->file.at[i];
    sha256_hex(f->text.p, f->text.n, f->hash);
    if (!f->headless) law_parse_head(p, f);
  }
  law_check_packs(p);
  for (size_t i = 0; i < p->file.n; i++) {
    struct file *f = p->file.at[i];
    law_parse(p, f);
    size_t all = p->document.n + p->fact.n + p->param.n + p->rule.n + p->enumeration.n + p->link.n +
                 p->record.n + p->table.n + p->benefit.n + p->interpretation.n;
    if (all > LAW_DECLARATIONS_MAX) {
      COMPLAIN(p, ((struct place) { f, 1, 1 }), M_TOO_MANY, NOUN(declarations),
               arena_print(p->a, "%d", LAW_DECLARATIONS_MAX));
      return INVALID;
    }
  }
  law_read_tables(p);
  hash_all(p);
  for (size_t i = 0; i < p->file.n; i++)
    if (p->file.at[i]->headless) return INVALID; /* what a file unread declares would be missed all over */
  law_check_program(p);
  return p->errors ? INVALID : OK;
}

enum err law_load_text(struct arena *a, int n, const struct str *names, const struct str *texts,
                       struct law_program **ret_p) {
  struct law_program *p = new_program(a);
  p->in_memory = true;
  for (int i = 0; i < n; i++) {
    struct file *f = NEW(a, struct file);
    f->name = names[i];
    f->text = texts[i];
    *VEC_PUSH(a, law_is_table_file(f->name) ? &p->given_csv : &p->file) = f;
  }
  *ret_p = p;
  return p->file.n ? read_all(p) : INVALID;
}

static void read_found(struct law_program *p, const struct found *x) {
  struct file *f = NEW(p->a, struct file);
  struct place at = { f, 1, 1 };
  f->name = str_of(x->path);
  *VEC_PUSH(p->a, &p->file) = f;
  enum err e = x->unread ? IO : x->regular ? file_read(p->a, x->path, LAW_FILE_BYTES_MAX, &f->text) : OK;
  bool regular = x->regular && !law_is_table_file(f->name);
  if (e == OK && regular) return;
  f->text = S("");
  f->headless = true;
  if (!regular)
    COMPLAIN(p, at, M_FILE_KIND);
  else if (e == LIMIT)
    COMPLAIN(p, at, M_TOO_LARGE, arena_print(p->a, "%d", LAW_FILE_BYTES_MAX));
  else
    COMPLAIN(p, at, M_FILE_UNREAD);
}

enum err law_load(struct arena *a, int n, const char *const *paths, struct law_program **ret_p) {
  struct law_program *p = new_program(a);
  found_list all = { 0 };
  for (int i = 0; i < n; i++) {
    struct stat st;
    enum err e = stat(paths[i], &st) ? NOT_FOUND : find_files(a, paths[i], &all);
    if (e != OK) return e;
  }
  if (!all.n) return NOT_FOUND;
  qsort(all.at, all.n, sizeof *all.at, by_name);
  for (size_t i = 0; i < all.n; i++)
    read_found(p, &all.at[i]);
  for (size_t i = 1; i < all.n; i++) {
    struct file *f = p->file.at[i], *before = p->file.at[i - 1];
    if (str_eq(law_short_name(f->name), law_short_name(before->name)) && !str_eq(f->name, before->name))
      COMPLAIN(p, ((struct place) { f, 1, 1 }), M_SAME_FILE_NAME,
               arena_text(p->a, law_short_name(f->name).p, law_short_name(f->name).n), all.at[i - 1].path);
  }
  *ret_p = p;
  return read_all(p);
}
