/* program: loading packs, the vocabulary, and printing what is wrong. */
#include <dirent.h>
#include <sys/stat.h>
#include "law/check.h"
#include "law/law.h"

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
      COMPLAIN(p, ((struct place) { f, 1, 1 }), M_TOO_MANY, "khai báo / declarations", "20000");
      return INVALID;
    }
  }
  sha256_hex(hashes.p, hashes.n, p->hash);
  if (p->benefit.n > 64 || p->interpretation.n > 64)
    COMPLAIN(p, ((struct place) { p->file.at[0], 1, 1 }), M_TOO_MANY, "benefit, interpretation", "64");
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

const char *law_hash(const struct law_program *p) { return p->hash; }

/* The line of a place, without its end; very long lines are cut around the place. */
static struct str line_of(struct place at, int *col) {
  struct str t = at.file->text;
  size_t from = 0;
  for (int line = 1; line < at.line && from < t.n; from++)
    if (t.p[from] == '\n') line++;
  size_t to = from;
  while (to < t.n && t.p[to] != '\n' && t.p[to] != '\r')
    to++;
  size_t mark = from + (size_t)(*col > 0 ? *col - 1 : 0);
  if (mark > to) mark = to;
  if (to - from > 200) {
    size_t begin = mark > from + 60 ? mark - 60 : from;
    while (begin > from && ((unsigned char)t.p[begin] & 0xC0) == 0x80)
      begin--;
    if (to > begin + 160) to = begin + 160;
    while (to < t.n && to > begin && ((unsigned char)t.p[to] & 0xC0) == 0x80)
      to--;
    from = begin;
  }
  *col = (int)utf8_count((struct str) { t.p + from, mark - from }) + 1;
  return (struct str) { t.p + from, to - from };
}

int law_print_diagnostics(const struct law_program *p, struct buf *b, enum lang lang) {
  for (size_t i = 0; i < p->diagnostic.n; i++) {
    const struct diagnostic *d = &p->diagnostic.at[i];
    const char *what = d->severity == SEVERITY_ERROR ? (lang == VI ? "lỗi" : "error")
                                                     : (lang == VI ? "lưu ý" : "warning");
    int col = d->at.col;
    struct str line = line_of(d->at, &col);
    size_t bad;
    if (!utf8_valid(line, &bad)) line.n = bad, col = 1;
    buf_print(b, "%.*s:%d:%d: %s: ", (int)d->at.file->name.n, d->at.file->name.p, d->at.line, d->at.col,
              what);
    buf_str(b, lang == VI ? d->vi : d->en);
    buf_print(b, "\n%5d | ", d->at.line);
    for (size_t k = 0; k < line.n; k++)
      buf_c(b, (unsigned char)line.p[k] < 32 ? ' ' : line.p[k]);
    buf_print(b, "\n      | %*s^\n", col - 1, "");
  }
  return p->errors;
}

/* ---- vocabulary ---- */

/* Names and titles are closed by NUL when they are read (parse.c). */

int law_fact_count(const struct law_program *p) { return (int)p->fact.n; }

struct law_fact_info law_fact_info(const struct law_program *p, int i) {
  static const enum law_kind kinds[] = {
    [K_BOOL] = LAW_BOOL, [K_INT] = LAW_INTEGER, [K_MONEY] = LAW_MONEY, [K_RATE] = LAW_RATE,
    [K_DATE] = LAW_DATE, [K_MONTH] = LAW_MONTH, [K_ENUM] = LAW_ENUM
  };
  const struct fact *f = &p->fact.at[i];
  return (struct law_fact_info) { .name = f->full.p,
                                  .entity = (enum law_entity)f->on,
                                  .kind = kinds[f->type.kind],
                                  .enumeration = f->type.kind == K_ENUM
                                                     ? p->enumeration.at[f->type.enumeration].id.p
                                                     : NULL,
                                  .vi = f->title.vi.p,
                                  .en = f->title.en.p,
                                  .secret = f->secret,
                                  .required = f->absence == ABSENT_REQUIRED,
                                  .has_absent = f->absence == ABSENT_VALUE,
                                  .absent = f->absent };
}

int law_fact_find(const struct law_program *p, struct str full_name) {
  for (size_t i = 0; i < p->fact.n; i++)
    if (str_eq(p->fact.at[i].full, full_name)) return (int)i;
  return -1;
}

int law_enum_count(const struct law_program *p, int fact) {
  const struct type *t = &p->fact.at[fact].type;
  return t->kind == K_ENUM ? p->enumeration.at[t->enumeration].n : 0;
}

const char *law_enum_value(const struct law_program *p, int fact, int value, const char **ret_vi,
                           const char **ret_en) {
  const struct enumeration *e = &p->enumeration.at[p->fact.at[fact].type.enumeration];
  assert(value >= 0 && value < e->n);
  if (ret_vi) *ret_vi = e->at[value].title.vi.p;
  if (ret_en) *ret_en = e->at[value].title.en.p;
  return e->at[value].id.p;
}

int law_link_count(const struct law_program *p) { return (int)p->link.n; }
const char *law_link_name(const struct law_program *p, int i) { return p->link.at[i].id.p; }
/* Of two links that name each other as inverse, the one declared first holds the rows. */
int law_link_inverse(const struct law_program *p, int i) {
  int v = p->link.at[i].inverse_of;
  return v >= 0 && v < i ? v : -1;
}
int law_record_count(const struct law_program *p) { return (int)p->record.n; }
const char *law_record_name(const struct law_program *p, int i) { return p->record.at[i].id.p; }
int law_benefit_count(const struct law_program *p) { return (int)p->benefit.n; }
const char *law_benefit_name(const struct law_program *p, int i) { return p->benefit.at[i].id.p; }
const char *law_benefit_title(const struct law_program *p, int i, enum lang lang) {
  return (lang == VI ? p->benefit.at[i].title.vi : p->benefit.at[i].title.en).p;
}
int law_benefit_find(const struct law_program *p, struct str name) { return law_find_benefit(p, name); }
enum law_entity law_benefit_entity(const struct law_program *p, int i) {
  return (enum law_entity)p->benefit.at[i].on;
}
int law_interpretation_count(const struct law_program *p) { return (int)p->interpretation.n; }
const char *law_interpretation_name(const struct law_program *p, int i) {
  return p->interpretation.at[i].id.p;
}

date law_document_in_force(const struct law_program *p, struct str id) {
  int d = law_find_document(p, id);
  return d < 0 ? DATE_MIN : p->document.at[d].in_force;
}

bool law_document_raises_only(const struct law_program *p, struct str id) {
  int d = law_find_document(p, id);
  return d >= 0 && p->document.at[d].raises_only;
}

bool law_benefit_once(const struct law_program *p, int i) { return p->benefit.at[i].once; }
int law_interpretation_choices(const struct law_program *p, int i) { return p->interpretation.at[i].n; }
int law_interpretation_default(const struct law_program *p, int i) {
  return p->interpretation.at[i].standard;
}
const char *law_interpretation_title(const struct law_program *p, int i, enum lang lang) {
  return (lang == VI ? p->interpretation.at[i].title.vi : p->interpretation.at[i].title.en).p;
}
const char *law_interpretation_choice(const struct law_program *p, int i, int c, enum lang lang) {
  return (lang == VI ? p->interpretation.at[i].choice[c].title.vi
                     : p->interpretation.at[i].choice[c].title.en)
      .p;
}

static void reach(const struct dating *d, int document, date *least) {
  if (d->document == document && d->has_from && d->from < *least) *least = d->from;
}

date law_document_reaches(const struct law_program *p, struct str id) {
  int doc = law_find_document(p, id);
  if (doc < 0) return DATE_MIN;
  date least = p->document.at[doc].in_force;
  for (size_t i = 0; i < p->param.n; i++)
    for (int k = 0; k < p->param.at[i].n; k++)
      reach(&p->param.at[i].at[k].d, doc, &least);
  for (size_t i = 0; i < p->table.n; i++)
    for (int k = 0; k < p->table.at[i].n; k++)
      reach(&p->table.at[i].at[k].d, doc, &least);
  for (size_t i = 0; i < p->rule.n; i++)
    for (int k = 0; k < p->rule.at[i].n; k++) {
      reach(&p->rule.at[i].at[k].d, doc, &least);
      for (int c = 0; c < p->rule.at[i].at[k].n; c++)
        reach(&p->rule.at[i].at[k].at[c].d, doc, &least);
    }
  for (size_t i = 0; i < p->benefit.n; i++)
    for (int k = 0; k < p->benefit.at[i].n; k++)
      reach(&p->benefit.at[i].at[k].d, doc, &least);
  return least;
}
