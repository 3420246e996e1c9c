/* law run, law plan: the law over people in CSV files, without a database. */
#include "faces/cli/law_commands.h"
#include "faces/cli/law_csv.h"
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
      return cli_law_refuse(call, 2,
                            "không có chế độ hay quy tắc này (quy tắc viết person.… hoặc household.…)",
                            "no such benefit or rule (rules are written person.… or household.…)",
                            arena_text(call->a, name.p, name.n));
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
  return t->n ? 0
              : cli_law_refuse(call, 2, "gói luật không có chế độ nào; nêu quy tắc bằng --rules",
                               "the packs have no benefit; name rules with --rules", "");
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

static void cell(struct sheet *s, const struct law_program *p, const struct law_bulk_target *t,
                 const struct law_bulk_output *o, int32_t i) {
  int64_t v = law_bulk_value(o, i);
  char d[48];
  struct ratio r;
  (void)t;
  (void)p;
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

static void one_row(struct sheet *s, const struct law_program *p, const struct law_bulk *b,
                    const struct asked *t, const struct law_bulk_output *o, enum law_entity e, int32_t i) {
  for (int k = 0; k < t->n; k++) {
    if (o[k].entity != e) continue;
    uint8_t status = o[k].status ? o[k].status[i] : LAW_BULK_VALUE;
    text(s, ",", 1);
    if (status == LAW_BULK_VALUE) cell(s, p, &t->at[k], &o[k], i);
    if (o[k].status) {
      text(s, ",", 1);
      z(s, status_words[status]);
    }
    if (o[k].keys) {
      bool more = false;
      text(s, ",", 1);
      for (int c = 0; c < o[k].keys; c++) {
        int code = law_bulk_key(&o[k], c, i);
        if (!code) continue;
        if (more) text(s, " ", 1);
        z(s, law_bulk_case(b, &o[k], c, code));
        more = true;
      }
    }
  }
  text(s, "\n", 1);
}

static const char *target_name(const struct law_program *p, const struct law_bulk_target *t) {
  return t->kind == LAW_BULK_BENEFIT ? law_benefit_name(p, t->index) : law_bulk_rule_name(p, t->index);
}

static bool write_sheet(struct cli_call *call, const char *dir, const char *name, const struct law_program *p,
                        const struct law_bulk *b, const struct asked *t, const struct law_bulk_output *o,
                        enum law_entity e, const struct csv_ids *ids, int32_t rows) {
  bool any = false;
  for (int k = 0; k < t->n; k++)
    any |= o[k].entity == e;
  if (!any) return true;
  const char *path = arena_print(call->a, "%s/%s", dir, name);
  struct sheet s = { .file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600),
                     .at = arena_alloc(call->a, WRITE_BYTES) };
  if (s.file < 0) return false;
  z(&s, e == LAW_PERSON ? "person_id" : "household_id");
  for (int k = 0; k < t->n; k++) {
    if (o[k].entity != e) continue;
    z(&s, ",");
    z(&s, target_name(p, &t->at[k]));
    if (o[k].status) {
      z(&s, ",");
      z(&s, target_name(p, &t->at[k]));
      z(&s, ".status");
    }
    if (o[k].keys) {
      z(&s, ",");
      z(&s, target_name(p, &t->at[k]));
      z(&s, ".cases");
    }
  }
  z(&s, "\n");
  for (int32_t i = 0; i < rows; i++) {
    text(&s, ids->text + (ids->at[i] >> 16), (size_t)(ids->at[i] & 0xFFFF));
    one_row(&s, p, b, t, o, e, i);
  }
  flush(&s);
  return close(s.file) == 0 && !s.failed;
}

static int totals(struct cli_call *call, const struct law_program *p, const struct asked *t,
                  const struct law_bulk_output *o) {
  for (int k = 0; k < t->n; k++) {
    int64_t count[4] = { 0 }, lost = 0;
    money sum = 0;
    for (int32_t i = 0; i < o[k].rows; i++) {
      uint8_t status = o[k].status ? o[k].status[i] : LAW_BULK_VALUE;
      count[status & 3]++;
      if (status == LAW_BULK_VALUE && (o[k].kind == LAW_MONEY || o[k].kind == LAW_INTEGER))
        sum += law_bulk_value(&o[k], i);
      lost += o[k].flags && o[k].flags[i] & LAW_BULK_LOST;
    }
    printf("%-40s %lld %s, %lld %s, %lld %s", target_name(p, &t->at[k]), (long long)count[1],
           call->lang == EN ? "values" : "giá trị", (long long)count[0], call->lang == EN ? "not" : "không",
           (long long)count[2], call->lang == EN ? "unknown" : "chưa rõ");
    if (count[3]) printf(", %lld %s", (long long)count[3], call->lang == EN ? "faults" : "lỗi tính");
    if (lost)
      printf(", %lld %s", (long long)lost,
             call->lang == EN ? "give way to another benefit" : "nhường chế độ khác");
    if (o[k].kind == LAW_MONEY || o[k].kind == LAW_INTEGER)
      printf(", %s %lld", call->lang == EN ? "sum" : "tổng", (long long)sum);
    printf("\n");
  }
  return 0;
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
static void tell_faults(const struct cli_call *call, const struct law_program *p, const struct asked *t,
                        const struct law_bulk_report *r, const struct csv_people *people) {
  for (int i = 0; i < r->n_named; i++) {
    const struct law_bulk_fault *f = &r->named[i];
    const struct law_bulk_target *target = &t->at[f->target];
    bool person = target->kind == LAW_BULK_BENEFIT
                      ? law_benefit_entity(p, target->index) == LAW_PERSON
                      : !strncmp(law_bulk_rule_name(p, target->index), "person.", 7);
    const struct csv_ids *ids = person ? &people->person : &people->household;
    fprintf(stderr, "%.*s: %s: %s\n", (int)(ids->at[f->row] & 0xFFFF), ids->text + (ids->at[f->row] >> 16),
            target_name(p, target), law_fault_text(call->a, &f->fault, call->lang));
  }
  if (r->faults > r->n_named) fprintf(stderr, "… %lld\n", (long long)r->faults);
}

int cli_law_run(struct cli_call *call) {
  struct law_program *p;
  struct asked t = { .n = 0 };
  int code = cli_law_load(call, &p);
  if (!code) code = targets(call, p, &t);
  if (code) return code;
  int64_t threads = cli_int(&call->args, "threads", 1), repeat = cli_int(&call->args, "repeat", 1),
          block = cli_int(&call->args, "block", 0);
  if (threads < 1 || threads > LAW_BULK_THREADS_MAX)
    return cli_law_refuse(call, 2, "từ 1 đến 64", "from 1 to 64", "--threads");
  if (repeat < 1 || repeat > REPEAT_MAX)
    return cli_law_refuse(call, 2, "từ 1 đến 1000", "from 1 to 1000", "--repeat");
  if (block < 0 || block > LAW_BULK_BLOCK_MAX)
    return cli_law_refuse(call, 2, "từ 0 đến 16384", "from 0 to 16384", "--block");
  struct arena *a = arena_new("law run", DATA_BYTES);
  struct csv_people people;
  double start = clock_seconds();
  code = load(call, a, p, &people);
  if (code) {
    arena_free(a);
    return code;
  }
  double loaded = clock_seconds();
  if (people.ignored.n)
    fprintf(stderr, "%s: %s\n",
            call->lang == EN ? "columns that are no fact of this law" : "cột không phải dữ kiện của luật này",
            people.ignored.p);
  month m = cli_month(&call->args, "for", 0);
  date known = cli_date(&call->args, "known", month_last(m));
  struct law_bulk *b;
  struct law_bulk_output *o = NEW_ARRAY(a, struct law_bulk_output, t.n);
  struct law_bulk_report report = { 0 };
  double *times = NEW_ARRAY(a, double, repeat);
  enum err e = law_bulk_plan(a, p, (struct law_bulk_question) { m, known, NULL }, people.columns,
                             people.columns, t.n, t.at, &b);
  double planned = clock_seconds();
  if (e == OK) law_bulk_outputs(a, b, o);
  for (int64_t i = 0; i < repeat && e == OK; i++) {
    double from = clock_seconds();
    e = law_bulk_run(b, (struct law_bulk_options) { (int)threads, (int)block }, o, &report);
    times[i] = clock_seconds() - from;
  }
  if (e != OK) {
    arena_free(a);
    return cli_law_refuse(call, 1, "hết bộ nhớ hoặc vượt giới hạn", "out of memory, or a limit was reached",
                          "");
  }
  law_bulk_groups(b, o);
  qsort(times, (size_t)repeat, sizeof *times, by_value);
  double median = times[repeat / 2], writing = clock_seconds();
  struct str out = cli_text(&call->args, "out");
  if (out.n) {
    const char *dir = arena_text(a, out.p, out.n);
    bool made = mkdir(dir, 0700) == 0 || errno == EEXIST;
    if (!made ||
        !write_sheet(call, dir, "persons.csv", p, b, &t, o, LAW_PERSON, &people.person,
                     people.columns->persons) ||
        !write_sheet(call, dir, "households.csv", p, b, &t, o, LAW_HOUSEHOLD, &people.household,
                     people.columns->households)) {
      arena_free(a);
      return cli_law_refuse(call, 1, "không ghi được", "cannot be written",
                            arena_text(call->a, out.p, out.n));
    }
  }
  double written = clock_seconds(), n = people.columns->persons ? people.columns->persons : 1;
  bool en = call->lang == EN;
  totals(call, p, &t, o);
  printf(en ? "%d persons, %d households; %lld blocks, %lld with holes; %lld rows by the replay\n"
            : "%d người, %d hộ; %lld khối, %lld khối có chỗ thiếu; %lld dòng qua bộ diễn giải\n",
         people.columns->persons, people.columns->households, (long long)report.blocks,
         (long long)report.open_blocks, (long long)report.rows_asked);
  printf(en ? "load %.3f s, plan %.2f ms, compute %.3f ms (min %.3f) = %.2f ns a person, write %.3f s, peak "
              "memory %zu MiB\n"
            : "đọc %.3f giây, lập kế hoạch %.2f ms, tính %.3f ms (nhanh nhất %.3f) = %.2f ns mỗi người, ghi "
              "%.3f giây, bộ nhớ cao nhất %zu MiB\n",
         loaded - start, (planned - loaded) * 1e3, median * 1e3, times[0] * 1e3, median * 1e9 / n,
         written - writing, peak_memory_kib() / 1024);
  tell_faults(call, p, &t, &report, &people);
  arena_free(a);
  return report.faults ? 3 : 0;
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
    int64_t *zero = NEW_ARRAY(a, int64_t, 2);
    start[1] = 1;
    people.columns = law_columns_new(a, p, 1, 1, start);
    for (int f = 0; f < law_fact_count(p); f++) {
      struct law_fact_info i = law_fact_info(p, f);
      bool set = i.kind == LAW_BOOL || i.kind == LAW_ENUM;
      people.columns->fact[f] = (struct law_column) { .at = zero,
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
