/* load: packs from files or texts into one checked program. */
#include <dirent.h>
#include <sys/stat.h>
#include "law/law.h"
#include "law/reading/check.h"

enum { FILES_MAX = 1000 };

static struct law_program *new_program(struct arena *a) {
  struct law_program *p = NEW(a, struct law_program);
  p->a = a;
  p->fact_birth = p->fact_death = -1;
  return p;
}

static bool ends_with(const char *z, const char *tail) {
  size_t n = strlen(z), m = strlen(tail);
  return n >= m && !strcmp(z + n - m, tail);
}

static int by_name(const void *x, const void *y) {
  return strcmp(*(const char *const *)x, *(const char *const *)y);
}

typedef VEC(const char *) name_list;

static enum err find_files(struct arena *a, const char *path, name_list *names) {
  struct stat st;
  if (stat(path, &st)) return NOT_FOUND;
  if (!S_ISDIR(st.st_mode)) {
    *VEC_PUSH(a, names) = path;
    return names->n > FILES_MAX ? LIMIT : OK;
  }
  DIR *d = opendir(path);
  if (!d) return IO;
  name_list here = { 0 };
  for (struct dirent *e; (e = readdir(d));) {
    if (e->d_name[0] == '.') continue;
    const char *sub = arena_print(a, "%s/%s", path, e->d_name);
    if (!stat(sub, &st) && (S_ISDIR(st.st_mode) || ends_with(sub, ".luat"))) *VEC_PUSH(a, &here) = sub;
  }
  closedir(d);
  if (here.n) qsort(here.at, here.n, sizeof *here.at, by_name);
  for (size_t i = 0; i < here.n; i++) {
    enum err e = find_files(a, here.at[i], names);
    if (e != OK) return e;
  }
  return OK;
}

static bool is_test_file(struct str name) {
  return name.n > 10 && !memcmp(name.p + name.n - 10, "_test.luat", 10);
}

static enum err read_all(struct law_program *p) {
  struct buf hashes = buf_new(p->a, 1 << 20);
  for (size_t i = 0; i < p->file.n; i++) {
    struct file *f = p->file.at[i];
    sha256_hex(f->text.p, f->text.n, f->hash);
    if (!is_test_file(f->name)) buf_z(&hashes, f->hash);
    law_parse(p, f);
    size_t all = p->document.n + p->fact.n + p->param.n + p->rule.n + p->enumeration.n + p->link.n +
                 p->record.n + p->table.n + p->benefit.n + p->interpretation.n;
    if (all > LAW_DECLARATIONS_MAX) {
      COMPLAIN(p, ((struct place) { f, 1, 1 }), M_TOO_MANY, "khai báo / declarations",
               arena_print(p->a, "%d", LAW_DECLARATIONS_MAX));
      return INVALID;
    }
  }
  sha256_hex(hashes.p, hashes.n, p->hash);
  law_check_program(p);
  return p->errors ? INVALID : OK;
}

enum err law_load_text(struct arena *a, int n, const struct str *names, const struct str *texts,
                       struct law_program **ret_p) {
  struct law_program *p = new_program(a);
  for (int i = 0; i < n; i++) {
    struct file *f = NEW(a, struct file);
    f->name = names[i];
    f->text = texts[i];
    *VEC_PUSH(a, &p->file) = f;
  }
  *ret_p = p;
  return n ? read_all(p) : INVALID;
}

enum err law_load(struct arena *a, int n, const char *const *paths, struct law_program **ret_p) {
  struct law_program *p = new_program(a);
  name_list names = { 0 };
  for (int i = 0; i < n; i++) {
    enum err e = find_files(a, paths[i], &names);
    if (e != OK) return e;
  }
  if (!names.n) return NOT_FOUND;
  for (size_t i = 0; i < names.n; i++) {
    struct file *f = NEW(a, struct file);
    f->name = str_of(names.at[i]);
    enum err e = file_read(a, names.at[i], LAW_FILE_BYTES_MAX, &f->text);
    *VEC_PUSH(a, &p->file) = f;
    if (e == LIMIT) {
      f->text = S("");
      COMPLAIN(p, ((struct place) { f, 1, 1 }), M_TOO_LARGE, arena_print(a, "%d", LAW_FILE_BYTES_MAX));
    } else if (e != OK)
      return e;
  }
  *ret_p = p;
  return read_all(p);
}
