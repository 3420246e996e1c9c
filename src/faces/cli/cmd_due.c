/* due: the payment list of a month, a file for each commune. */
#include <errno.h>

#include "faces/cli/folder.h"
#include "faces/cli/output.h"
#include "faces/cli/paper.h"
#include "office/answer.h"

enum { UNREAD_NAMED_MAX = 20 };

/* How a line's change is called; nothing where nothing changed. */
static const char *change_text(enum office_change change, enum lang lang) {
  switch (change) {
  case OFFICE_NEW: return cli_word(CW_row_new, lang);
  case OFFICE_GONE: return cli_word(CW_row_gone, lang);
  case OFFICE_CHANGED: return cli_word(CW_row_changed, lang);
  case OFFICE_ONCE: return cli_word(CW_row_once, lang);
  case OFFICE_TO_NOBODY: return cli_word(CW_row_to_nobody, lang);
  case OFFICE_UNSAID: return cli_word(CW_row_unsaid, lang);
  default: return "";
  }
}

static struct str cases_of(struct desk *o, const struct office_due_line *l) {
  struct buf cases = buf_growing(o->call->a);
  for (int i = 0; i < l->n_cases; i++) {
    if (i) buf_c(&cases, '+');
    buf_z(&cases, law_case_name(o->law, l->cases[i]));
  }
  return buf_view(&cases);
}

static struct str benefit_of(const struct desk *o, const struct office_due_line *l) {
  if (l->benefit >= 0) return str_of(law_benefit_title(o->law, l->benefit, o->call->lang));
  return l->foreign.n ? l->foreign : S("?");
}

/* A line of the list, with who it is of and where it stands. */
struct sorted {
  const struct office_due_line *l;
  const struct reg_named *who;
  struct str village, key; /* of the name: text_sort_key */
  int64_t commune;
};

/* Name and year of birth; of who is not known on the facts day, or whose name cannot be read, the public id.
 */
static void who_cells(struct paper *paper, const struct reg_named *who) {
  int year, month_number, day;
  desk_paper_cell(paper, who->who.id ? who->who.full_name : desk_id_shown(who));
  if (!who->who.id) {
    desk_paper_cell(paper, S(""));
    return;
  }
  date_split(who->who.birth, &year, &month_number, &day);
  desk_paper_number(paper, year);
}

static void line(struct desk *o, const struct sorted *s, int number, struct paper *paper) {
  enum lang lang = o->call->lang;
  const struct office_due_line *l = s->l;
  desk_paper_number(paper, number);
  desk_paper_cell(paper, s->village);
  who_cells(paper, s->who);
  desk_paper_cell(paper, benefit_of(o, l));
  desk_paper_cell(paper, cases_of(o, l));
  bool said = l->change != OFFICE_UNSAID; /* what cannot be said is no 0 */
  if (said)
    desk_paper_number(paper, l->now);
  else
    desk_paper_cell(paper, S(""));
  desk_paper_number(paper, l->before);
  if (said)
    desk_paper_number(paper, l->now - l->before);
  else
    desk_paper_cell(paper, S(""));
  desk_paper_cell(paper, str_of(change_text(l->change, lang)));
  desk_paper_cell(paper, l->why[lang]);
  desk_paper_cell(paper, str_of(l->recorded     ? cli_word(CW_list_paid, lang)
                                : l->unrecorded ? cli_word(CW_list_due, lang)
                                                : ""));
  desk_paper_cell(paper, str_of(l->at_least ? cli_word(CW_at_least, lang) : ""));
  if (l->arrears)
    desk_paper_number(paper, l->arrears);
  else
    desk_paper_cell(paper, S(""));
  desk_paper_row_end(paper);
}

/* What a commune gets, or all of them. */
struct due_sums {
  int64_t people, counted; /* who gets anything, each once; the last of them */
  int64_t expected, recorded, unrecorded, at_least, changes[OFFICE_CHANGES];
  money now, before, carried, later, arrears;
};

/* Of how many lines last month's payment is recorded. */
static const char *recorded_of(const struct cli_call *call, const struct due_sums *sums) {
  char recorded[32], expected[32];
  return CLI_FILL(call->a, call->lang, CW_list_recorded_of, number_text(sums->recorded, call->lang, recorded),
                  number_text(sums->expected, call->lang, expected));
}

static bool is_trial(const struct desk *o) {
  return desk_trial(o->when) || cli_given(&o->call->args, "law-before");
}

static const char *by_law(const struct desk *o) {
  const struct cli_call *call = o->call;
  char law[11], facts[11];
  return CLI_FILL(call->a, call->lang, CW_by_law_to, date_text(o->when.law, call->lang, law),
                  date_text(o->when.facts, call->lang, facts));
}

static void heads(struct desk *o, struct paper *p, const struct due_sums *sums) {
  static const enum cli_word who[] = { CW_list_number, CW_list_village, CW_list_name,
                                       CW_list_born,   CW_list_benefit, CW_list_case };
  static const enum cli_word sum[] = { CW_list_difference, CW_list_change, CW_list_reason,
                                       CW_list_before_is,  CW_list_now_is, CW_list_arrears };
  const struct cli_call *call = o->call;
  char m[8];
  for (size_t i = 0; i < sizeof who / sizeof *who; i++)
    desk_paper_cell(p, str_of(cli_word(who[i], call->lang)));
  for (int back = 0; back < 2; back++)
    desk_paper_cell(p, str_of(CLI_FILL(call->a, call->lang, CW_list_of_month,
                                       month_text(o->when.for_month - back, call->lang, m))));
  for (size_t i = 0; i < sizeof sum / sizeof *sum; i++)
    desk_paper_cell(p, str_of(cli_word(sum[i], call->lang)));
  desk_paper_heads_end(p);
  desk_paper_cell(p, S(""));
  desk_paper_cell(p, S(""));
  desk_paper_cell(p, str_of(arena_print(o->call->a, "%s: %lld", desk_say(o->call, CW_BOTH(total)),
                                        (long long)sums->people)));
  for (int i = 0; i < 3; i++)
    desk_paper_cell(p, S(""));
  desk_paper_number(p, sums->now);
  desk_paper_number(p, sums->before);
  desk_paper_number(p, sums->now - sums->before);
  desk_paper_cell(p, str_of(is_trial(o) ? cli_word(CW_a_trial, o->call->lang) : ""));
  desk_paper_cell(p, str_of(by_law(o)));
  desk_paper_cell(p, str_of(recorded_of(o->call, sums)));
  desk_paper_cell(p, str_of(sums->at_least ? cli_word(CW_at_least, o->call->lang) : ""));
  desk_paper_number(p, sums->arrears);
  desk_paper_row_end(p);
}

static int by_place(const void *x, const void *y) {
  const struct sorted *a = x, *b = y;
  if (a->commune != b->commune) return a->commune < b->commune ? -1 : 1;
  if (a->village.n != b->village.n) /* "Thôn 9" before "Thôn 10" */
    return a->village.n < b->village.n ? -1 : 1;
  int c = str_cmp(a->village, b->village);
  if (!c) c = str_cmp(a->key, b->key);
  if (c) return c;
  if (a->l->person != b->l->person) return a->l->person < b->l->person ? -1 : 1;
  return (a->l->grant > b->l->grant) - (a->l->grant < b->l->grant);
}

/* Lines of one person come one after the other (by_place): he is in one place. */
static void due_add(struct due_sums *s, const struct office_due_line *l) {
  s->now += l->now;
  s->before += l->before;
  s->carried += l->carried;
  s->later += l->later;
  s->arrears += l->arrears;
  if (l->now > 0) {
    s->people += s->counted != l->person;
    s->counted = l->person;
  }
  s->at_least += l->at_least;
  s->expected += l->expected;
  s->recorded += l->recorded;
  s->unrecorded += l->unrecorded;
  s->changes[l->change]++;
}

/* CODE-name-of-the-commune.csv; of two that come to one name the second has its number behind. */
static const char *due_file(const struct desk *o, const struct reg_area *commune, bool again) {
  struct arena *a = o->call->a;
  struct str code = cli_folder_name(a, commune ? commune->code : S("0")),
             name = cli_folder_name(
                 a, text_fold(a, commune ? commune->name : str_of(cli_word(CW_no_commune, VI))));
  const char *file = arena_print(a, "%.*s-%.*s", (int)code.n, code.p, (int)name.n, name.p);
  return again ? arena_print(a, "%s-%lld.csv", file, commune ? (long long)commune->id : 0)
               : arena_print(a, "%s.csv", file);
}

/* The list of one commune: the `n` lines at `s`. */
static enum err due_write(struct desk *o, const struct sorted *s, int64_t n, const struct due_sums *sums,
                          struct folder *folder) {
  const struct reg_area *commune = s->commune ? reg_area(o->areas, s->commune) : NULL;
  struct paper p = desk_paper_new(o, PAPER_READERS, (size_t)64 << 20);
  buf_z(&p.b, "\xEF\xBB\xBF"); /* so that spreadsheets read it as UTF-8 */
  heads(o, &p, sums);
  for (int64_t k = 0; k < n; k++)
    line(o, &s[k], (int)(k + 1), &p);
  if (p.b.full) return LIMIT;
  enum err e = cli_folder_add(folder, due_file(o, commune, false), buf_view(&p.b));
  return e == CONFLICT ? cli_folder_add(folder, due_file(o, commune, true), buf_view(&p.b)) : e;
}

static void due_row(const struct desk *o, struct cli_table *t, const struct reg_area *commune,
                    const struct due_sums *s) {
  cli_table_cell(t, commune ? commune->name : str_of(cli_word(CW_no_commune, o->call->lang)));
  cli_table_count(t, s->people);
  cli_table_money(t, s->now);
  cli_table_money(t, s->before);
  cli_table_count(t, s->changes[OFFICE_NEW]);
  cli_table_count(t, s->changes[OFFICE_GONE]);
  cli_table_count(t, s->changes[OFFICE_CHANGED]);
  cli_table_count(t, s->changes[OFFICE_UNSAID]);
  cli_table_z(t, recorded_of(o->call, s));
}

static struct cli_table due_table(const struct cli_call *call) {
  const char *table_heads[] = { cli_word(CW_commune, call->lang),      cli_word(CW_people, call->lang),
                                cli_word(CW_this_month, call->lang),   cli_word(CW_last_month, call->lang),
                                cli_word(CW_new, call->lang),          cli_word(CW_gone, call->lang),
                                cli_word(CW_changed, call->lang),      cli_word(CW_row_unsaid, call->lang),
                                cli_word(CW_list_recorded, call->lang) };
  return cli_table_new(call->a, call->lang, 9, table_heads, "lrrrrrrrr");
}

/* Says of the lists together what their sums alone do not. */
static void due_notes(const struct desk *o, const struct due_sums *all) {
  const struct cli_call *call = o->call;
  char x[32], y[32], z[32];
  const struct {
    enum cli_word word;
    int64_t n;
  } notes[] = {
    { CW_list_arrears_sum, all->arrears },
    { CW_list_unrecorded, all->unrecorded },
    { CW_list_at_least, all->at_least },
    { CW_list_to_nobody, all->changes[OFFICE_TO_NOBODY] },
    { CW_list_unsaid, all->changes[OFFICE_UNSAID] },
  };
  if (all->carried || all->later)
    fputs(CLI_FILL(call->a, call->lang, CW_list_once, number_text(all->carried, call->lang, x),
                   number_text(all->later, call->lang, y),
                   number_text(all->now - all->carried + all->later, call->lang, z)),
          stdout);
  for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
    if (notes[i].n)
      fputs(CLI_FILL(call->a, call->lang, notes[i].word, number_text(notes[i].n, call->lang, x)), stdout);
}

/* Writes a list for each commune, all of them or none, and prints what each gets; 0, or 1 after a message. */
static int due_lists(struct desk *o, const struct sorted *s, int64_t n, const char *dir,
                     struct folder *folder) {
  struct cli_call *call = o->call;
  struct cli_table t = due_table(call);
  struct due_sums all = { 0 };
  enum err e = OK;
  for (int64_t i = 0, end; i < n && e == OK; i = end) {
    struct due_sums sums = { 0 };
    for (end = i; end < n && s[end].commune == s[i].commune; end++) {
      due_add(&sums, s[end].l);
      due_add(&all, s[end].l);
    }
    e = due_write(o, &s[i], end - i, &sums, folder);
    due_row(o, &t, s[i].commune ? reg_area(o->areas, s[i].commune) : NULL, &sums);
  }
  if (e == OK) e = cli_folder_end(folder);
  if (e == CONFLICT) return cli_law_refuse(call, 2, CW_BOTH(folder_of_others), dir);
  if (e == IO) return cli_output_failed(call, dir);
  if (e != OK) return cli_law_refuse(call, 1, CW_BOTH(cannot_written), dir);
  desk_step_done(call);
  char x[32], y[32], z[32];
  desk_head(o);
  desk_tell_trial(o, o->when);
  if (cli_given(&call->args, "law-before"))
    fputs(CLI_FILL(call->a, call->lang, CW_trial_before,
                   date_text(cli_date(&call->args, "law-before", 0), call->lang, x)),
          stdout);
  fputs(CLI_FILL(call->a, call->lang, CW_list_made, number_text(all.people, call->lang, x),
                 number_text(all.now, call->lang, y), number_text(all.before, call->lang, z), dir),
        stdout);
  cli_table_print(&t, stdout);
  due_notes(o, &all);
  return 0;
}

/* Who the lines are of, a line an element; of several lines of one person each has its own. */
static enum err due_people(const struct desk *o, const struct office_due_line *lines, int64_t n,
                           struct reg_named **ret_who) {
  int64_t *persons = NEW_ARRAY(o->call->a, int64_t, n + 1);
  for (int64_t i = 0; i < n; i++)
    persons[i] = lines[i].person;
  return desk_named(o, (struct desk_people) { n, persons }, ret_who);
}

/* The lines by commune, village and name. */
static struct sorted *due_sorted(const struct desk *o, const struct office_due_line *lines, int64_t n,
                                 const struct reg_named *who) {
  struct sorted *s = NEW_ARRAY(o->call->a, struct sorted, n + 1);
  for (int64_t i = 0; i < n; i++) {
    const struct reg_area *commune = lines[i].area ? reg_area_commune(o->areas, lines[i].area) : NULL;
    struct str key = text_sort_key(o->call->a, who[i].who.id ? who[i].who.full_name : S(""));
    s[i] = (struct sorted) { &lines[i], &who[i], desk_village(o, lines[i].area), key,
                             commune ? commune->id : 0 };
  }
  qsort(s, (size_t)n, sizeof *s, by_place);
  return s;
}

/* Tells whose names in the list cannot be read; 0, or CLI_LEFT_OUT where there are any. */
static int due_unread(const struct desk *o, const struct reg_named *who, int64_t n) {
  int64_t unread = 0;
  char z[32];
  for (int64_t i = 0; i < n; i++)
    unread += who[i].damaged != 0 || who[i].public_id.n == 0;
  if (!unread) return 0;
  fputs(CLI_FILL(o->call->a, o->call->lang, CW_list_names_unread, number_text(unread, o->call->lang, z)),
        stderr);
  for (int64_t i = 0, told = 0; i < n && told < UNREAD_NAMED_MAX; i++) {
    if (!who[i].damaged && who[i].public_id.n) continue;
    struct str id = desk_id_shown(&who[i]);
    fprintf(stderr, "  %.*s  person_version %lld\n", (int)id.n, id.p, (long long)who[i].damaged);
    told++;
  }
  return CLI_LEFT_OUT;
}

/* ---- what the list answers ---- */

/* The answer's coordinates as a person reads them. */
struct coordinates {
  char month[8], law[11], known[11];
  const char *act;
};
static struct coordinates coordinates_of(const struct desk *o) {
  enum lang lang = o->call->lang;
  struct coordinates at = { .act = arena_print(o->call->a, "%lld", (long long)o->when.act) };
  month_text(o->when.for_month, lang, at.month);
  date_text(o->when.law, lang, at.law);
  date_text(o->when.facts, lang, at.known);
  return at;
}

/* Says in the manifest for which month the lists are, by which law, as known when; of last month by which law
 * it was paid. */
static enum err due_about(const struct desk *o, struct folder *folder) {
  const struct cli_call *call = o->call;
  struct coordinates at = coordinates_of(o);
  date before = cli_date(&call->args, "law-before", DATE_MIN);
  char last[11];
  const struct {
    enum cli_word name;
    const char *value;
  } said[] = {
    { CW_about_month, at.month },
    { CW_about_law, at.law },
    { CW_about_known, at.known },
    { CW_about_act, at.act },
    { CW_about_packs, law_hash(o->law) },
    { CW_about_reading, arena_print(call->a, "%d, %d", law_language(), law_meaning()) },
    { CW_about_adopted, o->standing == OFFICE_ADOPTED
                            ? arena_print(call->a, "%lld", (long long)o->adopted.act)
                            : cli_word(CW_about_not_adopted, call->lang) },
    { CW_about_last_law,
      before != DATE_MIN ? date_text(before, call->lang, last) : cli_word(CW_about_last_own, call->lang) },
  };
  enum err e = OK;
  if (o->invented)
    e = cli_folder_say(folder, cli_word(CW_about_people, call->lang),
                       cli_word(CW_invented_people, call->lang));
  for (size_t i = 0; e == OK && i < sizeof said / sizeof *said; i++)
    e = cli_folder_say(folder, cli_word(said[i].name, call->lang), said[i].value);
  return e;
}

static void tell_about(const struct desk *o, const char *dir) {
  struct coordinates at = coordinates_of(o);
  fputs(CLI_FILL(o->call->a, o->call->lang, CW_list_stands, at.month, at.law, at.known, at.act,
                 law_hash(o->law), arena_print(o->call->a, "%s/%s", dir, FOLDER_OF_LISTS)),
        stdout);
}

/* The folder of lists, all of it or nothing; 0, or an exit code after a message. */
static int due_folder(struct desk *o, const struct sorted *s, int64_t n, const char *dir) {
  struct folder folder;
  enum err e = cli_folder_begin(o->call->a, dir, FOLDER_OF_LISTS, &folder);
  if (e == CONFLICT) return cli_law_refuse(o->call, 2, CW_BOTH(folder_of_others), dir);
  if (e == IO && file_no_room(errno)) return cli_output_failed(o->call, dir);
  if (e != OK) return cli_law_refuse(o->call, 2, CW_BOTH(folder_cannot_made_choose), dir);
  e = due_about(o, &folder);
  int code = e == OK ? due_lists(o, s, n, dir, &folder)
                     : cli_law_refuse(o->call, 1, CW_BOTH(cannot_written), dir);
  cli_folder_drop(&folder);
  return code;
}

int cli_due(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_determination now, before;
  struct office_due_line *lines;
  int64_t n;
  struct str out = cli_text(&call->args, "out");
  const char *dir = out.n ? out.p : "var/due";
  int code = cli_output_folder(call, &(struct cli_output) { "--out", dir, desk_file(call), S("") },
                               FOLDER_OF_LISTS);
  if (code || (code = desk_open(call, DB_READ, &o))) return code;
  if ((code = desk_packs(&o)) || (code = desk_columns(&o, &c))) return code;
  struct office_when last = o.when;
  last.for_month = o.when.for_month - 1;
  desk_step(call, CW_BOTH(making_payment_list));
  enum err e = office_determine(call->a, o.law, c, o.when, NULL, o.threads, &now);
  if (e == OK && cli_given(&call->args, "law-before")) {
    last.law = cli_date(&call->args, "law-before", last.law);
    e = office_determine(call->a, o.law, c, last, NULL, o.threads, &before);
  } else if (e == OK)
    e = office_determine_payment(call->a, o.law, c, last, o.threads, &before);
  const struct office_due_ask ask = { &now, &before, o.areas, o.threads };
  if (e == OK) e = office_due_lines(call->a, &ask, &lines, &n);
  struct reg_named *who = NULL;
  if (e == OK) e = due_people(&o, lines, n, &who);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(list_cannot_made));
  code = due_folder(&o, due_sorted(&o, lines, n, who), n, dir);
  if (code == 0) code = desk_unanswered(&o, c, &now);
  if (code == 0 || code == CLI_LEFT_OUT) code = due_unread(&o, who, n) ? CLI_LEFT_OUT : code;
  if (code == 0 || code == CLI_LEFT_OUT) tell_about(&o, dir);
  desk_close(&o);
  return code;
}
