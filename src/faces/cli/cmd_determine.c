/* determine, due: the month for everyone, and its payment list. */
#include <errno.h>
#include <sys/stat.h>

#include "faces/cli/paper.h"
#include "office/answer.h"

static void totals(const struct desk *o, const struct office_determination *d,
                   const struct office_totals *t) {
  const struct cli_call *c = o->call;
  char x[32], y[32], z[32], m[8];
  desk_head(o);
  fputs(CLI_FILL(c->a, c->lang, CW_month_due, month_text(d->when.for_month, c->lang, m),
                 number_text(t->due.people, c->lang, x), number_text(t->due.sum, c->lang, y),
                 number_text(t->eligible.unknown, c->lang, z)),
        stdout);
  const char *heads[] = { cli_word(CW_benefit, c->lang), cli_word(CW_eligible, c->lang),
                          cli_word(CW_vnd, c->lang),     cli_word(CW_due, c->lang),
                          cli_word(CW_vnd, c->lang),     cli_word(CW_head_unknown, c->lang) };
  struct cli_table b = cli_table_new(c->a, c->lang, 6, heads, "lrrrrr");
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
  const char *case_heads[] = { cli_word(CW_case, c->lang), "", cli_word(CW_people, c->lang),
                               cli_word(CW_vnd, c->lang) };
  struct cli_table k = cli_table_new(c->a, c->lang, 4, case_heads, "llrr");
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
  const char *area_heads[] = { cli_word(CW_commune, c->lang), cli_word(CW_due, c->lang),
                               cli_word(CW_vnd, c->lang), cli_word(CW_eligible, c->lang),
                               cli_word(CW_vnd, c->lang) };
  struct cli_table a = cli_table_new(c->a, c->lang, 5, area_heads, "lrrrr");
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

static const char *seconds_text(const struct cli_call *call, double seconds) {
  return arena_print(call->a, "%.3f", seconds);
}

int cli_determine(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_determination d;
  struct office_totals t;
  int code = desk_open(call, cli_given(&call->args, "no-store") ? DB_READ : DB_WRITE, &o);
  if (code || (code = desk_packs(&o)) || (code = desk_columns(&o, &c))) return code;
  desk_step(call, CW_BOTH(determining_province));
  enum err e = office_determine(call->a, o.law, c, o.when, NULL, o.threads, &d);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(determination_failed));
  desk_step_done(call);
  char z[32];
  fputs(CLI_FILL(call->a, call->lang, CW_people_determined, number_text(d.m.people, call->lang, z),
                 seconds_text(call, d.times.plan + d.times.run + d.times.rows),
                 seconds_text(call, d.times.plan), seconds_text(call, d.times.run),
                 seconds_text(call, d.times.rows),
                 arena_print(call->a, "%lld", (long long)d.times.asked_by_row)),
        stderr);
  tell_faults(&o, &d);
  e = office_sum(call->a, &d, o.areas, &t);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(totals_failed));
  totals(&o, &d, &t);
  if (!cli_given(&call->args, "no-store")) {
    int64_t id;
    double start = clock_seconds();
    desk_step(call, CW_BOTH(storing));
    e = office_store(o.db, call->a, &d, &id);
    if (e != OK) return desk_fault(&o, e, CW_BOTH(results_cannot_stored));
    desk_step_done(call);
    fputs(CLI_FILL(call->a, call->lang, CW_rows_stored, arena_print(call->a, "%lld", (long long)d.n),
                   arena_print(call->a, "%.1f", clock_seconds() - start)),
          stderr);
  }
  desk_close(&o);
  return 0;
}

/* ---- the payment list ---- */

/* How a line's change is called; nothing where nothing changed. */
static const char *change_text(enum office_change change, enum lang lang) {
  switch (change) {
  case OFFICE_NEW: return cli_word(CW_row_new, lang);
  case OFFICE_GONE: return cli_word(CW_row_gone, lang);
  case OFFICE_CHANGED: return cli_word(CW_row_changed, lang);
  case OFFICE_UNSAID: return cli_word(CW_row_unsaid, lang);
  default: return "";
  }
}

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
                 const struct office_due_line *l, int number, struct paper *paper) {
  struct buf *b = &paper->b;
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
  for (int i = 0; i < 3; i++) { /* what cannot be computed is no 0 */
    bool said = l->change != OFFICE_UNSAID || i == 1;
    snprintf(n, sizeof n, "%lld", (long long)sums[i]);
    csv_field(b, said ? str_of(n) : S(""), false);
  }
  csv_field(b, str_of(change_text(l->change, lang)), false);
  safe_field(b, l->why[lang], false, a);
  desk_paper_row_end(paper);
}

/* What a commune gets, or all of them. */
struct due_sums {
  int64_t people, unrecorded, changes[OFFICE_UNSAID + 1];
  money now, before;
};

static void heads(struct desk *o, struct paper *p, const struct due_sums *sums) {
  static const enum cli_word head[] = { CW_list_number,     CW_list_village,    CW_list_name,
                                        CW_list_born,       CW_list_benefit,    CW_list_case,
                                        CW_list_this_month, CW_list_last_month, CW_list_difference,
                                        CW_list_change,     CW_list_reason };
  for (size_t i = 0; i < sizeof head / sizeof *head; i++)
    csv_field(&p->b, str_of(cli_word(head[i], o->call->lang)), i == 0);
  desk_paper_heads_end(p);
  buf_print(&p->b, ",,%s: %lld,,,,%lld,%lld,%lld,,", desk_say(o->call, CW_BOTH(total)),
            (long long)sums->people, (long long)sums->now, (long long)sums->before,
            (long long)(sums->now - sums->before));
  desk_paper_row_end(p);
}

struct sorted {
  const struct office_due_line *l;
  struct str village;
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

static void due_add(struct due_sums *s, const struct office_due_line *l) {
  s->now += l->now;
  s->before += l->before;
  s->people += l->now > 0;
  s->unrecorded += l->unrecorded;
  s->changes[l->change]++;
}

/* DIR/CODE-name-of-the-commune.csv */
static const char *due_file(const struct desk *o, const char *dir, const struct reg_area *commune) {
  struct arena *a = o->call->a;
  struct str fold = commune ? text_fold(a, commune->name) : S("khong ro");
  char *file = arena_print(a, "%s/%.*s-%.*s.csv", dir, commune ? (int)commune->code.n : 1,
                           commune ? commune->code.p : "0", (int)fold.n, fold.p);
  for (char *z = file + strlen(dir); *z; z++)
    if (*z == ' ') *z = '-';
  return file;
}

/* The list of one commune: the `n` lines at `s`. */
static enum err due_write(struct desk *o, const struct office_determination *now, const struct sorted *s,
                          int64_t n, const struct due_sums *sums, const char *file) {
  struct paper p = desk_paper_new(o, PAPER_READERS, (size_t)64 << 20);
  buf_z(&p.b, "\xEF\xBB\xBF"); /* so that spreadsheets read it as UTF-8 */
  heads(o, &p, sums);
  for (int64_t k = 0; k < n; k++)
    line(o, o->call->a, now, s[k].l, (int)(k + 1), &p);
  return desk_paper_write(&p, file);
}

static void due_row(const struct desk *o, struct cli_table *t, const struct reg_area *commune,
                    const struct due_sums *s) {
  cli_table_cell(t, commune ? commune->name : str_of(desk_say(o->call, CW_BOTH(place_unknown))));
  cli_table_count(t, s->people);
  cli_table_money(t, s->now);
  cli_table_money(t, s->before);
  cli_table_count(t, s->changes[OFFICE_NEW]);
  cli_table_count(t, s->changes[OFFICE_GONE]);
  cli_table_count(t, s->changes[OFFICE_CHANGED]);
}

/* Writes a list for each commune and prints what each gets; 0, or 1 after a message. */
static int due_lists(struct desk *o, const struct office_determination *now, const struct sorted *s,
                     int64_t n, const char *dir) {
  struct cli_call *call = o->call;
  const char *table_heads[] = { cli_word(CW_commune, call->lang),    cli_word(CW_people, call->lang),
                                cli_word(CW_this_month, call->lang), cli_word(CW_last_month, call->lang),
                                cli_word(CW_new, call->lang),        cli_word(CW_gone, call->lang),
                                cli_word(CW_changed, call->lang) };
  struct cli_table t = cli_table_new(call->a, call->lang, 7, table_heads, "lrrrrrr");
  struct due_sums all = { 0 };
  for (int64_t i = 0, end; i < n; i = end) {
    struct due_sums sums = { 0 };
    for (end = i; end < n && s[end].commune == s[i].commune; end++) {
      due_add(&sums, s[end].l);
      due_add(&all, s[end].l);
    }
    const struct reg_area *commune = s[i].commune ? reg_area(o->areas, s[i].commune) : NULL;
    const char *file = due_file(o, dir, commune);
    if (due_write(o, now, &s[i], end - i, &sums, file) != OK)
      return cli_law_refuse(call, 1, CW_BOTH(cannot_written), file);
    due_row(o, &t, commune, &sums);
  }
  desk_step_done(call);
  char x[32], y[32], z[32];
  desk_head(o);
  fputs(CLI_FILL(call->a, call->lang, CW_list_made, number_text(all.people, call->lang, x),
                 number_text(all.now, call->lang, y), number_text(all.before, call->lang, z), dir),
        stdout);
  cli_table_print(&t, stdout);
  if (all.unrecorded)
    fputs(CLI_FILL(call->a, call->lang, CW_list_unrecorded, money_vn(all.unrecorded, x)), stdout);
  if (all.changes[OFFICE_UNSAID])
    fputs(CLI_FILL(call->a, call->lang, CW_list_unsaid, money_vn(all.changes[OFFICE_UNSAID], x)), stdout);
  return 0;
}

/* The lines by commune, village and grant. */
static struct sorted *due_sorted(const struct desk *o, const struct office_due_line *lines, int64_t n) {
  struct sorted *s = NEW_ARRAY(o->call->a, struct sorted, n + 1);
  for (int64_t i = 0; i < n; i++) {
    const struct reg_area *commune = lines[i].area ? reg_area_commune(o->areas, lines[i].area) : NULL;
    s[i] = (struct sorted) { &lines[i], desk_village(o, lines[i].area), commune ? commune->id : 0 };
  }
  qsort(s, (size_t)n, sizeof *s, by_place);
  return s;
}

static bool is_folder(const char *dir) {
  struct stat there;
  return (mkdir(dir, 0700) == 0 || errno == EEXIST) && stat(dir, &there) == 0 && S_ISDIR(there.st_mode);
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
  last.law = cli_date(&call->args, "law-before", office_law_of_payment(last.for_month, o.when.law));
  desk_step(call, CW_BOTH(making_payment_list));
  enum err e = office_determine(call->a, o.law, c, o.when, NULL, o.threads, &now);
  if (e == OK) e = office_determine(call->a, o.law, c, last, NULL, o.threads, &before);
  if (e == OK) e = office_due_lines(call->a, &now, &before, o.areas, &lines, &n);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(list_cannot_made));
  code = is_folder(dir) ? due_lists(&o, &now, due_sorted(&o, lines, n), n, dir)
                        : cli_law_refuse(call, 2, CW_BOTH(folder_cannot_made_choose), dir);
  desk_close(&o);
  return code;
}
