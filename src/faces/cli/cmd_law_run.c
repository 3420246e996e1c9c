/* law run, law plan: the law over people in CSV files, without a database. */
#include "faces/cli/folder.h"
#include "faces/cli/law_commands.h"
#include "faces/cli/law_csv.h"
#include "faces/cli/output.h"
#include "law/bulk/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { REPEAT_MAX = 1000, WRITE_BYTES = 1 << 20 };
#define DATA_BYTES ((size_t)1 << 38)

/* ---- what is asked ---- */

struct asked {
  struct law_bulk_target *at;
  int n;
  size_t room;
};

static void add(const struct cli_call *call, struct asked *t, struct law_bulk_target x) {
  vec_grow(call->a, (void **)&t->at, &t->room, (size_t)t->n, sizeof *t->at);
  t->at[t->n++] = x;
}

static int named(const struct cli_call *call, const struct law_program *p, struct str list, date day,
                 struct asked *t) {
  for (size_t from = 0; from < list.n;) {
    size_t to = from;
    while (to < list.n && list.p[to] != ',')
      to++;
    struct str name = str_trim((struct str) { list.p + from, to - from });
    int b = law_benefit_find(p, name), r = law_bulk_find_rule(p, name);
    if (b < 0 && r < 0)
      return cli_law_refuse(call, 2, CW_BOTH(no_such_benefit_rule), arena_text(call->a, name.p, name.n));
    add(call, t,
        b >= 0 ? (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = b }
               : (struct law_bulk_target) { .kind = LAW_BULK_RULE, .index = r, .day = day });
    from = to + 1;
  }
  return 0;
}

static int targets(const struct cli_call *call, const struct law_program *p, struct asked *t) {
  struct str list = cli_text(&call->args, "rules");
  date day = cli_date(&call->args, "day", 0);
  if (list.n) return named(call, p, list, day, t);
  for (int b = 0; b < law_benefit_count(p); b++)
    add(call, t, (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = b });
  return t->n ? 0 : cli_law_refuse(call, 2, CW_BOTH(packs_have_no_benefit), "");
}

/* ---- results as CSV ---- */

struct sheet {
  int file;
  char *at;
  size_t n;
  bool failed;
};

static void flush(struct sheet *s) {
  for (size_t done = 0; done < s->n && !s->failed;) {
    ssize_t k = write(s->file, s->at + done, s->n - done);
    if (k < 0 && errno != EINTR) s->failed = true;
    done += k > 0 ? (size_t)k : 0;
  }
  s->n = 0;
}

/* Room for n bytes more; whatever is longer than the buffer goes in pieces. */
static void text(struct sheet *s, const char *p, size_t n) {
  while (n > 0) {
    if (s->n == WRITE_BYTES) flush(s);
    size_t piece = n < WRITE_BYTES - s->n ? n : WRITE_BYTES - s->n;
    memcpy(s->at + s->n, p, piece);
    s->n += piece;
    p += piece;
    n -= piece;
  }
}
static void z(struct sheet *s, const char *p) { text(s, p, strlen(p)); }

static void number(struct sheet *s, int64_t v) {
  char d[24];
  int n = 0;
  uint64_t u = v < 0 ? (uint64_t)-v : (uint64_t)v;
  do
    d[n++] = (char)('0' + u % 10);
  while (u /= 10);
  if (v < 0) text(s, "-", 1);
  while (n)
    text(s, &d[--n], 1);
}

static void cell(struct sheet *s, const struct law_bulk_output *o, int32_t i) {
  int64_t v = law_bulk_value(o, i);
  char d[48];
  struct ratio r;
  switch (o->kind) {
  case LAW_DATE: z(s, date_iso((date)v, d)); return;
  case LAW_MONTH: z(s, month_iso((month)v, d)); return;
  case LAW_RATE:
    if (ratio_make(v, o->den, &r) == OK) z(s, ratio_text(r, '.', d));
    return;
  default: number(s, v);
  }
}

static const char *const status_words[] = { "not", "value", "unknown", "fault" };

/* What was asked, of whom, and the answers. */
struct run {
  const struct law_program *p;
  struct asked asked;
  struct csv_people people;
  struct law_bulk *bulk;
  struct law_bulk_output *out; /* one for each asked */
  struct law_bulk_report report;
};

static void one_row(struct sheet *s, const struct run *r, enum law_entity e, int32_t i) {
  for (int k = 0; k < r->asked.n; k++) {
    const struct law_bulk_output *o = &r->out[k];
    if (o->entity != e) continue;
    uint8_t status = o->status ? o->status[i] : LAW_BULK_VALUE;
    text(s, ",", 1);
    if (status == LAW_BULK_VALUE) cell(s, o, i);
    if (o->status) {
      text(s, ",", 1);
      z(s, status_words[status]);
    }
    if (o->keys) {
      bool more = false;
      text(s, ",", 1);
      for (int c = 0; c < o->keys; c++) {
        int code = law_bulk_key(o, c, i);
        if (!code) continue;
        if (more) text(s, " ", 1);
        z(s, law_bulk_case(r->bulk, o, c, code));
        more = true;
      }
    }
  }
  text(s, "\n", 1);
}

static const char *target_name(const struct law_program *p, const struct law_bulk_target *t) {
  return t->kind == LAW_BULK_BENEFIT ? law_benefit_name(p, t->index) : law_bulk_rule_name(p, t->index);
}

static void heading(struct sheet *s, const struct run *r, int k, const char *end) {
  z(s, ",");
  z(s, target_name(r->p, &r->asked.at[k]));
  z(s, end);
}

/* The file NAME of the folder: a row for each person, or each household; none where nothing was asked of
 * them. */
static enum err write_sheet(struct cli_call *call, const struct run *r, enum law_entity e,
                            struct folder *folder, const char *name) {
  bool any = false, person = e == LAW_PERSON;
  for (int k = 0; k < r->asked.n; k++)
    any |= r->out[k].entity == e;
  if (!any) return OK;
  const struct csv_ids *ids = person ? &r->people.person : &r->people.household;
  int32_t rows = person ? r->people.columns->persons : r->people.columns->households;
  const char *path = arena_print(call->a, "%s/%s", folder->beside, name);
  struct sheet s = { .file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600),
                     .at = arena_alloc(call->a, WRITE_BYTES) };
  if (s.file < 0) return IO;
  z(&s, person ? "person_id" : "household_id");
  for (int k = 0; k < r->asked.n; k++) {
    if (r->out[k].entity != e) continue;
    heading(&s, r, k, "");
    if (r->out[k].status) heading(&s, r, k, ".status");
    if (r->out[k].keys) heading(&s, r, k, ".cases");
  }
  z(&s, "\n");
  for (int32_t i = 0; i < rows; i++) {
    text(&s, ids->text + (ids->at[i] >> 16), (size_t)(ids->at[i] & 0xFFFF));
    one_row(&s, r, e, i);
  }
  flush(&s);
  return close(s.file) == 0 && !s.failed ? cli_folder_take(folder, name) : IO;
}

/* --out: the answers as two files, in one step. */
static int write_answers(struct cli_call *call, const struct run *r) {
  struct str out = cli_text(&call->args, "out");
  if (!out.n) return 0;
  struct folder folder = { .lock = -1 };
  int code = 0;
  enum err e = cli_folder_begin(call->a, out.p, FOLDER_OF_ANSWERS, &folder);
  if (e == OK) e = write_sheet(call, r, LAW_PERSON, &folder, "persons.csv");
  if (e == OK) e = write_sheet(call, r, LAW_HOUSEHOLD, &folder, "households.csv");
  if (e == OK) e = cli_folder_end(&folder);
  if (e == CONFLICT) code = cli_law_refuse(call, 2, CW_BOTH(folder_of_others), out.p);
  if (e != OK && e != CONFLICT) code = cli_output_failed(call, out.p);
  cli_folder_drop(&folder);
  return code;
}

static void totals(const struct cli_call *call, const struct run *r) {
  for (int k = 0; k < r->asked.n; k++) {
    const struct law_bulk_output *o = &r->out[k];
    int64_t count[4] = { 0 }, lost = 0;
    money sum = 0;
    bool too_large = false; /* no sum is better than one that went round */
    for (int32_t i = 0; i < o->rows; i++) {
      uint8_t status = o->status ? o->status[i] : LAW_BULK_VALUE;
      count[status & 3]++;
      if (status == LAW_BULK_VALUE && (o->kind == LAW_MONEY || o->kind == LAW_INTEGER))
        too_large |= __builtin_add_overflow(sum, law_bulk_value(o, i), &sum);
      lost += o->flags && o->flags[i] & LAW_BULK_LOST;
    }
    printf("%-40s %lld %s, %lld %s, %lld %s", target_name(r->p, &r->asked.at[k]), (long long)count[1],
           cli_word(CW_values, call->lang), (long long)count[0], cli_word(CW_not, call->lang),
           (long long)count[2], cli_word(CW_unknown, call->lang));
    if (count[3]) printf(", %lld %s", (long long)count[3], cli_word(CW_faults, call->lang));
    if (lost) printf(", %lld %s", (long long)lost, cli_word(CW_give_way_another_benefit, call->lang));
    bool summed = o->kind == LAW_MONEY || o->kind == LAW_INTEGER;
    if (summed && too_large)
      printf(", %s: %s", cli_word(CW_sum, call->lang), cli_word(CW_sum_too_large, call->lang));
    if (summed && !too_large) printf(", %s %lld", cli_word(CW_sum, call->lang), (long long)sum);
    printf("\n");
  }
}

/* ---- the commands ---- */

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int load(struct cli_call *call, struct arena *a, const struct law_program *p, struct csv_people *ret) {
  struct str message = S(""), persons = cli_text(&call->args, "persons"),
             households = cli_text(&call->args, "households");
  struct csv_files files = { .persons = arena_text(a, persons.p, persons.n),
                             .households = households.n ? arena_text(a, households.p, households.n) : NULL,
                             .lang = call->lang,
                             .last = month_last(cli_month(&call->args, "for", month_of(clock_today()))) };
  enum err e = csv_people_read(a, p, &files, ret, &message);
  if (e == OK) return 0;
  fprintf(stderr, "%.*s\n", (int)message.n, message.p);
  return e == IO ? 1 : 2;
}

/* The first of what could not be computed; all are counted in the totals. */
static void tell_faults(const struct cli_call *call, const struct run *r) {
  for (int i = 0; i < r->report.n_named; i++) {
    const struct law_bulk_fault *f = &r->report.named[i];
    const struct law_bulk_target *target = &r->asked.at[f->target];
    bool person = target->kind == LAW_BULK_BENEFIT
                      ? law_benefit_entity(r->p, target->index) == LAW_PERSON
                      : !strncmp(law_bulk_rule_name(r->p, target->index), "person.", 7);
    const struct csv_ids *ids = person ? &r->people.person : &r->people.household;
    fprintf(stderr, "%.*s: %s: %s\n", (int)(ids->at[f->row] & 0xFFFF), ids->text + (ids->at[f->row] >> 16),
            target_name(r->p, target), law_fault_text(call->a, &f->fault, call->lang));
  }
  if (r->report.faults > r->report.n_named) fprintf(stderr, "… %lld\n", (long long)r->report.faults);
}

/* --threads, --repeat, --block. */
struct pace {
  int64_t threads, repeat, block;
};

static int read_pace(const struct cli_call *call, struct pace *ret) {
  *ret = (struct pace) { cli_int(&call->args, "threads", 1), cli_int(&call->args, "repeat", 1),
                         cli_int(&call->args, "block", 0) };
  if (ret->threads < 1 || ret->threads > LAW_BULK_THREADS_MAX)
    return cli_law_refuse(call, 2, CW_BOTH(from_1_64), "--threads");
  if (ret->repeat < 1 || ret->repeat > REPEAT_MAX)
    return cli_law_refuse(call, 2, CW_BOTH(from_1_1000), "--repeat");
  if (cli_given(&call->args, "block") && (ret->block < 1 || ret->block > LAW_BULK_BLOCK_MAX))
    return cli_law_refuse(call, 2, CW_BOTH(from_1_16384), "--block");
  return 0;
}

/* Seconds each part took. */
struct took {
  double load, plan, median, fastest, write;
};

static void print_took(struct cli_call *call, const struct run *r, const struct took *t) {
  struct arena *a = call->a;
  int32_t persons = r->people.columns->persons;
  fputs(CLI_FILL(a, call->lang, CW_run_counts, arena_print(a, "%d", persons),
                 arena_print(a, "%d", r->people.columns->households),
                 arena_print(a, "%lld", (long long)r->report.blocks),
                 arena_print(a, "%lld", (long long)r->report.open_blocks),
                 arena_print(a, "%lld", (long long)r->report.rows_asked)),
        stdout);
  fputs(CLI_FILL(a, call->lang, CW_run_times, arena_print(a, "%.3f", t->load),
                 arena_print(a, "%.2f", t->plan * 1e3), arena_print(a, "%.3f", t->median * 1e3),
                 arena_print(a, "%.3f", t->fastest * 1e3),
                 arena_print(a, "%.2f", t->median * 1e9 / (persons ? persons : 1)),
                 arena_print(a, "%.3f", t->write), arena_print(a, "%zu", peak_memory_kib() / 1024)),
        stdout);
}

/* Plans and computes, `repeat` times. */
static enum err compute(struct cli_call *call, struct arena *a, struct run *r, const struct pace *pace,
                        struct took *took) {
  month m = cli_month(&call->args, "for", 0);
  struct law_bulk_question question = { m, cli_date(&call->args, "known", month_last(m)), NULL };
  double *times = NEW_ARRAY(a, double, pace->repeat), start = clock_seconds();
  r->out = NEW_ARRAY(a, struct law_bulk_output, r->asked.n);
  enum err e = law_bulk_plan(a, r->p, question, r->people.columns, r->people.columns, r->asked.n, r->asked.at,
                             &r->bulk);
  took->plan = clock_seconds() - start;
  if (e == OK) law_bulk_outputs(a, r->bulk, r->out);
  for (int64_t i = 0; i < pace->repeat && e == OK; i++) {
    double from = clock_seconds();
    struct law_bulk_options options = { (int)pace->threads, (int)pace->block };
    e = law_bulk_run(r->bulk, options, r->out, &r->report);
    times[i] = clock_seconds() - from;
  }
  if (e != OK) return e;
  law_bulk_groups(r->bulk, r->out);
  qsort(times, (size_t)pace->repeat, sizeof *times, by_value);
  took->median = times[pace->repeat / 2];
  took->fastest = times[0];
  return OK;
}

static int run(struct cli_call *call, struct arena *a, struct run *r, const struct pace *pace) {
  struct took took = { 0 };
  double start = clock_seconds();
  int code = load(call, a, r->p, &r->people);
  if (code) return code;
  took.load = clock_seconds() - start;
  if (r->people.ignored.n)
    fprintf(stderr, "%s: %s\n", cli_word(CW_columns_are_no_fact, call->lang), r->people.ignored.p);
  if (compute(call, a, r, pace, &took) != OK)
    return cli_law_refuse(call, 1, CW_BOTH(out_memory_limit_was), "");
  start = clock_seconds();
  code = write_answers(call, r);
  if (code) return code;
  took.write = clock_seconds() - start;
  totals(call, r);
  print_took(call, r, &took);
  tell_faults(call, r);
  return r->report.faults ? 3 : 0;
}

int cli_law_run(struct cli_call *call) {
  struct law_program *p = NULL;
  struct run r = { 0 };
  struct pace pace;
  struct str out = cli_text(&call->args, "out");
  const struct cli_output place = { "--out", out.n ? out.p : "", NULL, S("") };
  int code = cli_output_folder(call, &place, FOLDER_OF_ANSWERS);
  if (!code) code = cli_law_load(call, &p);
  r.p = p;
  if (!code) code = targets(call, p, &r.asked);
  if (!code) code = read_pace(call, &pace);
  if (code) return code;
  struct arena *a = arena_new("law run", DATA_BYTES);
  if (!a) return cli_law_refuse(call, 1, CW_BOTH(out_memory), "");
  code = run(call, a, &r, &pace);
  arena_free(a);
  return code;
}

int cli_law_plan(struct cli_call *call) {
  struct law_program *p;
  struct asked t = { .n = 0 };
  int code = cli_law_load(call, &p);
  if (!code) code = targets(call, p, &t);
  if (code) return code;
  struct arena *a = arena_new("law plan", DATA_BYTES);
  struct csv_people people = { .columns = NULL };
  if (cli_given(&call->args, "persons"))
    code = load(call, a, p, &people);
  else { /* one household of one, every fact there */
    int32_t *start = NEW_ARRAY(a, int32_t, 2);
    start[1] = 1;
    people.columns = law_columns_new(a, p, 1, 1, start);
    for (int f = 0; f < law_fact_count(p); f++) {
      struct law_fact_info i = law_fact_info(p, f);
      bool set = i.kind == LAW_BOOL || i.kind == LAW_ENUM;
      people.columns->fact[f] =
          (struct law_column) { .at = NEW_ARRAY(a, int64_t, 2), /* a column is known by its address */
                                .bytes = set                  ? 1
                                         : i.kind == LAW_DATE ? 4
                                                              : 8,
                                .lo = i.kind == LAW_DATE ? DATE_MIN : 0,
                                .hi = i.kind == LAW_BOOL   ? 1
                                      : i.kind == LAW_ENUM ? law_enum_count(p, f) - 1
                                      : i.kind == LAW_DATE ? DATE_MAX
                                                           : 1000000000 };
    }
  }
  if (!code) {
    month m = cli_month(&call->args, "for", month_of(clock_today()));
    struct law_bulk *b;
    struct buf text = cli_law_out(call);
    if (law_bulk_plan(a, p,
                      (struct law_bulk_question) { m, cli_date(&call->args, "known", month_last(m)), NULL },
                      people.columns, people.columns, t.n, t.at, &b) == OK)
      law_bulk_describe(b, &text, call->lang);
    code = cli_law_print(call, stdout, &text, 0);
  }
  arena_free(a);
  return code;
}
