/* determine, due: the month for everyone, and its payment list. */
#include <errno.h>
#include <sys/stat.h>

#include "faces/cli/desk.h"

static void totals(const struct desk *o, const struct office_determination *d,
                   const struct office_totals *t) {
  const struct cli_call *c = o->call;
  char x[32], y[32], z[32], m[8];
  bool en = c->lang == EN;
  printf(en ? "%s: %s people due %s đ; %s results not known.\n"
            : "Tháng %s: %s lượt người phải chi %s đ; %s kết quả chưa xác định được.\n",
         month_vn(d->when.for_month, m), money_vn(t->due.people, x), money_vn(t->due.sum, y),
         money_vn(t->eligible.unknown, z));
  const char *heads[] = {
    en ? "Benefit" : "Chế độ", en ? "Eligible" : "Đủ điều kiện", "đồng", en ? "Due" : "Phải chi", "đồng",
    en ? "Unknown" : "Chưa rõ"
  };
  struct cli_table b = cli_table_new(c->a, 6, heads, "lrrrrr");
  for (int i = 0; i < law_benefit_count(o->law); i++) {
    if (!t->eligible_by_benefit[i].people && !t->due_by_benefit[i].people &&
        !t->eligible_by_benefit[i].unknown)
      continue;
    cli_table_z(&b, law_benefit_title(o->law, i, c->lang));
    cli_table_count(&b, t->eligible_by_benefit[i].people);
    cli_table_money(&b, t->eligible_by_benefit[i].sum);
    cli_table_count(&b, t->due_by_benefit[i].people);
    cli_table_money(&b, t->due_by_benefit[i].sum);
    cli_table_count(&b, t->eligible_by_benefit[i].unknown);
  }
  printf("\n");
  cli_table_print(&b, stdout);
  const char *case_heads[] = { en ? "Case" : "Trường hợp", "", en ? "People" : "Người", "đồng" };
  struct cli_table k = cli_table_new(c->a, 4, case_heads, "llrr");
  for (int i = 0; i < t->n_cases; i++) {
    const char *title = law_case_title(o->law, t->by_case[i].id, c->lang);
    size_t cut = strlen(title) > 90 ? 90 : strlen(title);
    while (cut && cut < strlen(title) && ((unsigned char)title[cut] & 0xC0) == 0x80)
      cut--;
    cli_table_z(&k, law_case_name(o->law, t->by_case[i].id));
    cli_table_cell(&k, (struct str) { title, cut });
    cli_table_count(&k, t->by_case[i].people);
    cli_table_money(&k, t->by_case[i].sum);
  }
  printf("\n");
  cli_table_print(&k, stdout);
  const char *area_heads[] = { en ? "Commune" : "Xã, phường", en ? "Due" : "Phải chi", "đồng",
                               en ? "Eligible" : "Đủ điều kiện", "đồng" };
  struct cli_table a = cli_table_new(c->a, 5, area_heads, "lrrrr");
  for (int i = 0; i < t->n_communes; i++) {
    const struct reg_area *area = reg_area(o->areas, t->commune[i]);
    cli_table_cell(&a, area ? area->name : S("?"));
    cli_table_count(&a, t->due_by_commune[i].people);
    cli_table_money(&a, t->due_by_commune[i].sum);
    cli_table_count(&a, t->eligible_by_commune[i].people);
    cli_table_money(&a, t->eligible_by_commune[i].sum);
  }
  printf("\n");
  cli_table_print(&a, stdout);
}

/* What could not be computed is told, counted and the first named; everybody else's results stand. */
static void tell_faults(const struct desk *o, const struct office_determination *d) {
  const struct cli_call *c = o->call;
  if (!d->faults) return;
  fprintf(stderr, "%lld: %s\n", (long long)d->faults, office_uncomputed[c->lang]);
  for (int i = 0; i < d->n_named; i++)
    fprintf(stderr, "  %lld  %s: %s\n", (long long)d->named[i].person,
            law_benefit_name(o->law, d->named[i].benefit), law_fault_text(c->a, &d->named[i].fault, c->lang));
  if (d->faults > d->n_named) fprintf(stderr, "  …\n");
}

int cli_determine(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_determination d;
  struct office_totals t;
  int code = desk_open(call, cli_given(&call->args, "no-store") ? DB_READ : DB_WRITE, &o);
  if (code || (code = desk_packs(&o)) || (code = desk_columns(&o, &c))) return code;
  desk_step(call, "Xét toàn tỉnh", "Determining the province");
  enum err e = office_determine(call->a, o.law, c, o.when, NULL, o.threads, &d);
  if (e != OK) return desk_fault(&o, e, "không xét được", "the determination failed");
  if (call->terminal) fprintf(stderr, "\r\033[K");
  char z[32];
  fprintf(
      stderr,
      desk_say(call,
               "Xét xong %s người trong %.3f giây (chuẩn bị %.3f, tính %.3f, gom %.3f; %lld trường hợp phải "
               "xét riêng).\n",
               "%s people determined in %.3f s (plan %.3f, run %.3f, gather %.3f; %lld asked one by one).\n"),
      money_vn(d.m.people, z), d.times.plan + d.times.run + d.times.rows, d.times.plan, d.times.run,
      d.times.rows, (long long)d.times.asked_by_row);
  tell_faults(&o, &d);
  e = office_sum(call->a, &d, o.areas, &t);
  if (e != OK) return desk_fault(&o, e, "không cộng được", "the totals failed");
  totals(&o, &d, &t);
  if (!cli_given(&call->args, "no-store")) {
    int64_t id;
    double start = clock_seconds();
    desk_step(call, "Lưu kết quả", "Storing");
    e = office_store(o.db, call->a, &d, &id);
    if (e != OK) return desk_fault(&o, e, "không lưu được kết quả", "the results cannot be stored");
    if (call->terminal) fprintf(stderr, "\r\033[K");
    fprintf(stderr, desk_say(call, "Đã lưu %lld dòng trong %.1f giây.\n", "%lld rows stored in %.1f s.\n"),
            (long long)d.n, clock_seconds() - start);
  }
  desk_close(&o);
  return 0;
}

/* ---- the payment list ---- */

static const char *const change_vi[] = { "", "mới", "thôi", "thay đổi" }, *const change_en[] = { "", "new",
                                                                                                 "gone",
                                                                                                 "changed" };

struct person_text {
  struct str name;
  int year;
};

static struct person_text who(struct desk *o, int64_t person) {
  struct reg_person p;
  int y = 0, m, d;
  if (reg_person_get(&o->viewer, o->call->a, o->db, person, desk_at(o, o->when.facts), &p) != OK)
    return (struct person_text) { S(""), 0 };
  date_split(p.birth, &y, &m, &d);
  return (struct person_text) { p.full_name, y };
}

/* A cell a spreadsheet shall not take for a formula. */
static void safe_field(struct buf *b, struct str s, bool first, struct arena *a) {
  if (s.n && (s.p[0] == '=' || s.p[0] == '+' || s.p[0] == '@' || s.p[0] == '-'))
    s = str_of(arena_print(a, "'%.*s", (int)s.n, s.p));
  csv_field(b, s, first);
}

static void line(struct desk *o, struct arena *a, const struct office_determination *d,
                 const struct office_due_line *l, int number, struct buf *b) {
  const struct people_grant *grants;
  char n[24];
  enum lang lang = o->call->lang;
  people_grants(d->c, &grants);
  const struct people_grant *g = &grants[l->grant];
  struct person_text p = who(o, g->person);
  struct buf cases = buf_new(a, 1024);
  for (int i = 0; i < l->n_cases; i++) {
    if (i) buf_c(&cases, '+');
    buf_z(&cases, law_case_name(o->law, l->cases[i]));
  }
  snprintf(n, sizeof n, "%d", number);
  csv_field(b, str_of(n), true);
  safe_field(b, desk_village(o, l->area), false, a);
  safe_field(b, p.name, false, a);
  snprintf(n, sizeof n, "%d", p.year);
  csv_field(b, str_of(n), false);
  safe_field(b, str_of(law_benefit_title(o->law, l->benefit, lang)), false, a);
  csv_field(b, buf_view(&cases), false);
  const int64_t sums[] = { l->now, l->before, l->now - l->before };
  for (int i = 0; i < 3; i++) {
    snprintf(n, sizeof n, "%lld", (long long)sums[i]);
    csv_field(b, str_of(n), false);
  }
  csv_field(b, str_of((lang == EN ? change_en : change_vi)[l->change]), false);
  safe_field(b, l->why[lang], false, a);
  buf_z(b, "\r\n");
}

static void heads(struct desk *o, struct buf *b, int64_t people, money now, money before) {
  static const char *const vi[] = { "STT",
                                    "Thôn, tổ dân phố",
                                    "Họ và tên",
                                    "Năm sinh",
                                    "Chế độ",
                                    "Trường hợp",
                                    "Tháng này (đồng)",
                                    "Tháng trước đã chi (đồng)",
                                    "Chênh lệch",
                                    "Biến động",
                                    "Lý do" };
  static const char *const en[] = { "No.",
                                    "Village",
                                    "Name",
                                    "Born",
                                    "Benefit",
                                    "Case",
                                    "This month (đồng)",
                                    "Paid last month (đồng)",
                                    "Difference",
                                    "Change",
                                    "Reason" };
  for (int i = 0; i < 11; i++)
    csv_field(b, str_of((o->call->lang == EN ? en : vi)[i]), i == 0);
  buf_print(b, "\r\n,%s,%s: %lld,,,,%lld,%lld,%lld,,\r\n",
            o->invented ? desk_say(o->call, "NGƯỜI GIẢ ĐỊNH", "INVENTED PEOPLE") : "",
            desk_say(o->call, "Cộng", "Total"), (long long)people, (long long)now, (long long)before,
            (long long)(now - before));
}

struct sorted {
  const struct office_due_line *l;
  struct str village;
  struct str name;
  int64_t commune;
};

static int by_place(const void *x, const void *y) {
  const struct sorted *a = x, *b = y;
  if (a->commune != b->commune) return a->commune < b->commune ? -1 : 1;
  if (a->village.n != b->village.n) /* "Thôn 9" before "Thôn 10" */
    return a->village.n < b->village.n ? -1 : 1;
  int c = str_cmp(a->village, b->village);
  if (c) return c;
  return a->l->grant < b->l->grant ? -1 : 1;
}

int cli_due(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_determination now, before;
  struct office_due_line *lines;
  int64_t n;
  int code = desk_open(call, DB_READ, &o);
  if (code || (code = desk_packs(&o)) || (code = desk_columns(&o, &c))) return code;
  struct str out = cli_text(&call->args, "out");
  const char *dir = out.n ? out.p : "var/due";
  struct office_when last = o.when;
  last.for_month = o.when.for_month - 1;
  last.law = month_last(last.for_month);
  if (last.law > o.when.law) last.law = o.when.law;
  last.law = cli_date(&call->args, "law-before", last.law);
  desk_step(call, "Lập danh sách chi trả", "Making the payment list");
  enum err e = office_determine(call->a, o.law, c, o.when, NULL, o.threads, &now);
  if (e == OK) e = office_determine(call->a, o.law, c, last, NULL, o.threads, &before);
  if (e == OK) e = office_due_lines(call->a, &now, &before, &lines, &n);
  if (e != OK) return desk_fault(&o, e, "không lập được danh sách", "the list cannot be made");
  struct stat there;
  if ((mkdir(dir, 0700) != 0 && errno != EEXIST) || stat(dir, &there) != 0 || !S_ISDIR(there.st_mode)) {
    desk_close(&o);
    return cli_law_refuse(call, 2, "không tạo được thư mục này. Chọn thư mục khác bằng --out.",
                          "this folder cannot be made. Choose another with --out.", dir);
  }
  struct sorted *s = NEW_ARRAY(call->a, struct sorted, n + 1);
  for (int64_t i = 0; i < n; i++) {
    const struct reg_area *commune = lines[i].area ? reg_area_commune(o.areas, lines[i].area) : NULL;
    s[i] = (struct sorted) { &lines[i], desk_village(&o, lines[i].area), S(""), commune ? commune->id : 0 };
  }
  qsort(s, (size_t)n, sizeof *s, by_place);
  const char *table_heads[] = { desk_say(call, "Xã, phường", "Commune"),
                                desk_say(call, "Người", "People"),
                                desk_say(call, "Tháng này", "This month"),
                                desk_say(call, "Tháng trước", "Last month"),
                                desk_say(call, "Mới", "New"),
                                desk_say(call, "Thôi", "Gone"),
                                desk_say(call, "Thay đổi", "Changed") };
  struct cli_table t = cli_table_new(call->a, 7, table_heads, "lrrrrrr");
  money all_now = 0, all_before = 0;
  int64_t all_people = 0;
  for (int64_t i = 0; i < n;) {
    int64_t end = i, people = 0, changes[4] = { 0 };
    money sum_now = 0, sum_before = 0;
    for (; end < n && s[end].commune == s[i].commune; end++) {
      sum_now += s[end].l->now;
      sum_before += s[end].l->before;
      people += s[end].l->now > 0;
      changes[s[end].l->change]++;
    }
    struct buf b = buf_new(call->a, (size_t)64 << 20);
    buf_z(&b, "\xEF\xBB\xBF"); /* so that spreadsheets read it as UTF-8 */
    heads(&o, &b, people, sum_now, sum_before);
    for (int64_t k = i; k < end; k++)
      line(&o, call->a, &now, s[k].l, (int)(k - i + 1), &b);
    const struct reg_area *commune = s[i].commune ? reg_area(o.areas, s[i].commune) : NULL;
    struct str fold = commune ? text_fold(call->a, commune->name) : S("khong ro");
    char *file = arena_print(call->a, "%s/%.*s-%.*s.csv", dir, commune ? (int)commune->code.n : 1,
                             commune ? commune->code.p : "0", (int)fold.n, fold.p);
    for (char *z = file + strlen(dir); *z; z++)
      if (*z == ' ') *z = '-';
    if (b.full || file_write(file, buf_view(&b)) != OK) {
      fprintf(stderr, "ansinh due: %s: %s\n", file, desk_say(call, "không ghi được", "cannot be written"));
      return 1;
    }
    cli_table_cell(&t, commune ? commune->name : str_of(desk_say(call, "(không rõ)", "(unknown)")));
    cli_table_count(&t, people);
    cli_table_money(&t, sum_now);
    cli_table_money(&t, sum_before);
    cli_table_count(&t, changes[OFFICE_NEW]);
    cli_table_count(&t, changes[OFFICE_GONE]);
    cli_table_count(&t, changes[OFFICE_CHANGED]);
    all_now += sum_now;
    all_before += sum_before;
    all_people += people;
    i = end;
  }
  if (call->terminal) fprintf(stderr, "\r\033[K");
  char x[32], y[32], z[32];
  printf(desk_say(call, "%s lượt người, %s đ; tháng trước đã chi %s đ. Danh sách từng xã ở %s/\n",
                  "%s people, %s đ; paid last month %s đ. Lists by commune in %s/\n"),
         money_vn(all_people, x), money_vn(all_now, y), money_vn(all_before, z), dir);
  cli_table_print(&t, stdout);
  desk_close(&o);
  return 0;
}
