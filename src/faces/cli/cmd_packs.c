/* packs adopt, packs adopted, replay: the law in the record, and an old determination worked out again from
 * it. */
#include <errno.h>
#include <sys/stat.h>

#include "faces/cli/desk.h"
#include "faces/cli/output.h"
#include "faces/cli/packs_words.h"

/* ---- what the commands go by ---- */

int desk_packs_told(struct desk *o) {
  const struct cli_call *call = o->call;
  enum err e = office_packs_stand(&o->viewer, o->db, o->law, o->when.act, &o->standing, &o->adopted);
  enum office_standing now;
  struct reg_adopted last;
  if (e == OK && o->standing != OFFICE_ADOPTED) {
    e = office_packs_stand(&o->viewer, o->db, o->law, REG_ACT_OPEN - 1, &now, &last);
    if (e == OK && now == OFFICE_ADOPTED) { /* after the day asked: adopted all the same */
      o->standing = now;
      o->adopted = last;
    }
  }
  if (e != OK) return desk_fault(o, e, CW_BOTH(register_cannot_read));
  fprintf(stderr, WORD(PACKS_used, call->lang), law_hash(o->law), law_language(), law_meaning(),
          (long long)o->when.act);
  if (o->standing == OFFICE_ADOPTED)
    fprintf(stderr, WORD(PACKS_adopted_by, call->lang), (long long)o->adopted.act);
  else
    fputs(WORD(PACKS_not_adopted, call->lang), stderr);
  return 0;
}

int desk_packs(struct desk *o) {
  const struct cli_call *call = o->call;
  int code = desk_packs_told(o);
  if (code || o->standing == OFFICE_ADOPTED || o->invented || cli_given(&call->args, "unadopted"))
    return code;
  desk_standing(o, stderr);
  fprintf(stderr, "ansinh %s: %s\n", call->entry->name, WORD(PACKS_refused_unadopted, call->lang));
  desk_close(o);
  return 2;
}

void desk_standing(const struct desk *o, FILE *to) {
  const struct cli_call *call = o->call;
  const char *hash = law_hash(o->law);
  const struct reg_adopted *adopted = &o->adopted;
  if (o->standing == OFFICE_NEVER_ADOPTED) fprintf(to, WORD(PACKS_never_adopted, call->lang), hash);
  if (o->standing == OFFICE_OTHER_PACKS)
    fprintf(to, WORD(PACKS_other_packs, call->lang), hash, (long long)adopted->act, adopted->hash);
  if (o->standing == OFFICE_OTHER_MEANING)
    fprintf(to, WORD(PACKS_other_meaning, call->lang), hash, (long long)adopted->act,
            (long long)adopted->language, (long long)adopted->meaning);
}

void desk_head(const struct desk *o) {
  if (o->invented) printf("%s\n", cli_word(CW_invented_people, o->call->lang));
  desk_standing(o, stdout);
}

bool desk_trial(struct office_when when) { return when.law != when.facts; }

void desk_tell_trial(const struct desk *o, struct office_when when) {
  char law[11];
  if (!desk_trial(when)) return;
  date_text(when.law, o->call->lang, law);
  fputs(CLI_FILL(o->call->a, o->call->lang, CW_asked_trial, law), stdout);
}

void desk_when(const struct desk *o, struct office_when when) {
  const struct cli_call *call = o->call;
  char m[8], law[11], facts[11];
  date_text(when.law, call->lang, law);
  fputs(CLI_FILL(call->a, call->lang, CW_asked_when, month_text(when.for_month, call->lang, m), law,
                 date_text(when.facts, call->lang, facts)),
        stdout);
  desk_tell_trial(o, when);
}

/* ---- what the packs have no name for ---- */

static void tell_one(const struct cli_call *call, const struct reg_lacking *x) {
  char rows[32], records[32];
  const char *n = number_text(x->rows, call->lang, rows);
  if (x->lack == REG_LACKS_CLASS) {
    fprintf(stderr, WORD(PACKS_opened_fact, call->lang), (int)x->name.n, x->name.p, n);
    return;
  }
  if (x->lack == REG_LACKS_TYPE) {
    fprintf(stderr, WORD(PACKS_retyped, call->lang), (int)x->name.n, x->name.p, n, (int)x->was.n, x->was.p,
            (int)x->now.n, x->now.p);
    return;
  }
  if (x->kind == REG_NAMED_VALUE) {
    fprintf(stderr, WORD(PACKS_lacking_values, call->lang), (int)x->name.n, x->name.p, n,
            number_text(x->records, call->lang, records));
    return;
  }
  const char *line = x->kind == REG_NAMED_BENEFIT ? WORD(PACKS_lacking_grants, call->lang)
                     : x->kind == REG_NAMED_LINK  ? WORD(PACKS_lacking_links, call->lang)
                     : x->kind == REG_NAMED_FACT  ? WORD(PACKS_lacking_facts, call->lang)
                     : x->kind == REG_NAMED_ITEM  ? WORD(PACKS_lacking_items, call->lang)
                                                  : WORD(PACKS_lacking_records, call->lang);
  fprintf(stderr, line, (int)x->name.n, x->name.p, n);
}

/* Those of one lack, after a heading. How many. */
static int tell_lacking(const struct cli_call *call, const struct reg_lacking_list *all, enum reg_lack lack) {
  int n = 0;
  const char *heading = lack == REG_LACKS_NAME   ? WORD(PACKS_lacking, call->lang)
                        : lack == REG_LACKS_TYPE ? WORD(PACKS_retyped_head, call->lang)
                                                 : WORD(PACKS_opened_head, call->lang);
  for (int i = 0; i < all->n; i++) {
    if (all->at[i].lack != lack) continue;
    if (n++ == 0) fputs(heading, stderr);
    tell_one(call, &all->at[i]);
  }
  return n;
}

/* Types are compared with those of the packs adopted last; where these cannot be read, that is said. */
static void tell_uncompared(const struct cli_call *call, const struct office_words *before) {
  if (before->read == OFFICE_WORDS_OTHER_LANGUAGE)
    fprintf(stderr, WORD(PACKS_uncompared_language, call->lang), (long long)before->language, law_language());
  if (before->read == OFFICE_WORDS_REFUSED) fputs(WORD(PACKS_uncompared_refused, call->lang), stderr);
  if (before->read == OFFICE_WORDS_DAMAGED) fputs(WORD(PACKS_uncompared_damaged, call->lang), stderr);
}

enum err desk_lacking(const struct desk *o, struct desk_lacks *ret_lacks) {
  struct reg_lacking_list all;
  struct office_words before;
  struct arena *a = o->call->a;
  struct reg_vocabulary vocabulary = people_vocabulary(a, o->law);
  enum err e = office_packs_words(&o->viewer, a, o->db, &before);
  if (e != OK) return e;
  tell_uncompared(o->call, &before);
  if (before.read == OFFICE_WORDS_READ) vocabulary.before = &before.v;
  e = reg_packs_lacking(&o->viewer, a, o->db, &vocabulary, &all);
  if (e != OK) return e;
  struct desk_lacks lacks = { .names = tell_lacking(o->call, &all, REG_LACKS_NAME) };
  lacks.names += tell_lacking(o->call, &all, REG_LACKS_TYPE);
  lacks.classes = tell_lacking(o->call, &all, REG_LACKS_CLASS);
  *ret_lacks = lacks;
  return OK;
}

/* ---- packs adopt ---- */

/* Noon of the day in Việt Nam, or after the last act where that was later the same day. */
static int64_t instant_on(date day, const struct reg_clock *clock) {
  const int64_t hour = INT64_C(3600000000), begin = ((int64_t)day * 24 - 7) * hour, noon = begin + 12 * hour;
  return clock->instant > noon && clock->instant < begin + 24 * hour ? clock->instant : noon;
}

/* What nobody has said shall be so. */
static bool refused_for(const struct cli_call *call, const struct desk_lacks *lacks) {
  bool names = lacks->names > 0 && !cli_given(&call->args, "leave-names"),
       classes = lacks->classes > 0 && !cli_given(&call->args, "open-secrets");
  if (names) fprintf(stderr, "ansinh %s: %s\n", call->entry->name, WORD(PACKS_refused_lacking, call->lang));
  if (classes) fprintf(stderr, "ansinh %s: %s\n", call->entry->name, WORD(PACKS_refused_opened, call->lang));
  return names || classes;
}

int cli_packs_adopt(struct cli_call *call) {
  struct desk o;
  struct reg_refusal no;
  int64_t act = 0;
  int code = desk_open(call, DB_WRITE, &o);
  if (code) return code;
  struct reg_pack_set set = office_packs(call->a, o.law);
  struct reg_adopt_input in = { &set, law_language(), law_meaning() };
  struct reg_act how = { .arena = call->a, .paper = cli_text(&call->args, "paper"), .ret_act = &act };
  struct reg_clock clock = { 0 };
  enum err e = reg_clock_read(o.db, &clock);
  if (cli_given(&call->args, "on")) how.instant = instant_on(cli_date(&call->args, "on", 0), &clock);
  struct reg_vocabulary vocabulary = people_vocabulary(call->a, o.law);
  struct desk_lacks lacks = { 0 };
  if (e == OK) e = desk_lacking(&o, &lacks);
  if (e == OK && refused_for(call, &lacks)) {
    desk_close(&o);
    return 2;
  }
  if (e == OK) e = reg_vocabulary_import(o.db, call->a, &vocabulary);
  if (e == OK) e = reg_packs_adopt(&o.viewer, o.db, &how, &in, &no);
  if (e == INVALID) {
    fprintf(stderr, "ansinh %s: %s\n", call->entry->name, call->lang == EN ? no.en : no.vi);
    desk_close(&o);
    return 2;
  }
  if (e != OK) return desk_fault(&o, e, WORDS(PACKS_does_adopt));
  printf(WORD(PACKS_adopted_now, call->lang), law_hash(o.law), set.n, law_language(), law_meaning(),
         (long long)act);
  desk_close(&o);
  return 0;
}

/* ---- packs adopted ---- */

/* Only the register, no packs of this machine: they may be other ones, or none. */
static int open_register(struct cli_call *call, struct desk *ret_o) {
  *ret_o = (struct desk) { .call = call, .viewer = viewer_all(DESK_ACCOUNT), .threads = 2 };
  enum err e = db_open(desk_file(call), DB_READ, &ret_o->db);
  if (e != OK) fprintf(stderr, "ansinh %s: %s\n", call->entry->name, db_message_in(NULL, call->lang));
  return desk_code(e, NULL);
}

static void number_cell(struct cli_table *t, struct arena *a, int64_t n) {
  cli_table_z(t, arena_print(a, "%lld", (long long)n));
}

static enum err adopted_row(struct desk *o, struct cli_table *t, const struct reg_adopted *x) {
  struct arena *a = o->call->a;
  struct reg_act_row row;
  struct reg_pack_set set;
  char day[11];
  date on;
  enum err e = reg_act_get(&o->viewer, a, o->db, x->act, &row);
  if (e == OK) e = reg_act_day(&o->viewer, o->db, x->act, &on);
  if (e == OK) e = reg_packs_read(&o->viewer, a, o->db, str_of(x->hash), &set);
  if (e != OK) return e;
  number_cell(t, a, x->act);
  cli_table_z(t, arena_print(a, "%s", date_text(on, o->call->lang, day)));
  cli_table_z(t, arena_print(a, "%s", x->hash));
  number_cell(t, a, x->language);
  number_cell(t, a, x->meaning);
  number_cell(t, a, set.n);
  cli_table_cell(t, row.paper);
  return OK;
}

/* "vn/care.luat": written as OUT/vn/care.luat, so that the folder is read by --law. */
static int write_texts(struct desk *o, const struct reg_adopted *x, const char *out) {
  struct cli_call *call = o->call;
  struct reg_pack_set set;
  enum err e = reg_packs_read(&o->viewer, call->a, o->db, str_of(x->hash), &set);
  if (e != OK) return desk_fault(o, e, CW_BOTH(register_cannot_read));
  if (mkdir(out, 0755) != 0)
    return file_no_room(errno) ? cli_output_failed(call, out)
                               : cli_law_refuse(call, 2, CW_BOTH(folder_cannot_made_choose), out);
  for (int i = 0; i < set.n; i++) {
    const char *slash = memchr(set.text[i].name.p, '/', set.text[i].name.n);
    if (slash)
      (void)mkdir(arena_print(call->a, "%s/%.*s", out, (int)(slash - set.text[i].name.p), set.text[i].name.p),
                  0755);
    const char *file = arena_print(call->a, "%s/%.*s", out, (int)set.text[i].name.n, set.text[i].name.p);
    if (strstr(file + strlen(out), "..") == NULL && file_write(file, set.text[i].body) == OK) continue;
    return cli_output_failed(call, file);
  }
  printf(WORD(PACKS_written, call->lang), set.n, out);
  return 0;
}

int cli_packs_adopted(struct cli_call *call) {
  struct desk o;
  struct reg_adopted_list all;
  int64_t act = REG_ACT_OPEN - 1;
  struct str out = cli_text(&call->args, "out");
  const struct cli_output place = { "--out", out.n ? out.p : "", desk_file(call), S("") };
  int code = cli_output_folder(call, &place, NULL);
  if (code || (code = open_register(call, &o))) return code;
  enum err e = OK;
  if (cli_given(&call->args, "known")) e = reg_known(o.db, cli_date(&call->args, "known", 0), &act);
  if (e == OK) e = reg_packs_history(&o.viewer, call->a, o.db, act, &all);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(register_cannot_read));
  const char *heads[] = { WORD(PACKS_col_act, call->lang),     WORD(PACKS_col_day, call->lang),
                          WORD(PACKS_col_packs, call->lang),   WORD(PACKS_col_language, call->lang),
                          WORD(PACKS_col_meaning, call->lang), WORD(PACKS_col_texts, call->lang),
                          WORD(PACKS_col_paper, call->lang) };
  struct cli_table t = cli_table_new(call->a, call->lang, 7, heads, "rllrrrl");
  for (int i = 0; i < all.n; i++)
    if ((e = adopted_row(&o, &t, &all.at[i])) != OK) return desk_fault(&o, e, CW_BOTH(register_cannot_read));
  if (all.n > 0)
    cli_table_print(&t, stdout);
  else
    fputs(WORD(PACKS_none_adopted, call->lang), stdout);
  if (out.n > 0 && all.n > 0) code = write_texts(&o, &all.at[all.n - 1], out.p);
  desk_close(&o);
  return code;
}

/* ---- replay ---- */

static int list_stored(struct desk *o) {
  struct cli_call *call = o->call;
  const struct office_kept *list;
  int n;
  enum err e = office_kept_list(&o->viewer, call->a, o->db, &list, &n);
  if (e != OK) return desk_fault(o, e, CW_BOTH(register_cannot_read));
  const char *heads[] = { WORD(PACKS_col_number, call->lang),  cli_word(CW_month, call->lang),
                          WORD(PACKS_col_law_day, call->lang), WORD(PACKS_col_facts_day, call->lang),
                          WORD(PACKS_col_act, call->lang),     cli_word(CW_people, call->lang),
                          WORD(PACKS_col_packs, call->lang) };
  struct cli_table t = cli_table_new(call->a, call->lang, 7, heads, "rlllrrl");
  char for_month[8], law[11], facts[11];
  for (int i = 0; i < n; i++) {
    number_cell(&t, call->a, list[i].id);
    cli_table_z(&t, arena_print(call->a, "%s", month_text(list[i].when.for_month, call->lang, for_month)));
    cli_table_z(&t, arena_print(call->a, "%s", date_text(list[i].when.law, call->lang, law)));
    cli_table_z(&t, arena_print(call->a, "%s", date_text(list[i].when.facts, call->lang, facts)));
    number_cell(&t, call->a, list[i].when.act);
    cli_table_count(&t, list[i].people);
    cli_table_z(&t, arena_print(call->a, "%.12s…", list[i].packs));
  }
  if (n > 0)
    cli_table_print(&t, stdout);
  else
    fputs(WORD(PACKS_none_stored, call->lang), stdout);
  desk_close(o);
  return 0;
}

static const char *sum_text(const struct cli_call *call, int64_t status, money sum) {
  char z[32];
  if (status == OFFICE_VALUE)
    return arena_print(call->a, WORD(PACKS_sum, call->lang), number_text(sum, call->lang, z));
  if (status == OFFICE_UNKNOWN) return cli_word(CW_unknown, call->lang);
  return status == OFFICE_NOT ? WORD(PACKS_status_not, call->lang) : WORD(PACKS_status_fault, call->lang);
}

static const char *row_text(const struct cli_call *call, bool there, const struct office_stored_row *r) {
  if (!there) return WORD(PACKS_no_row, call->lang);
  return arena_print(call->a, WORD(PACKS_cell, call->lang), sum_text(call, r->eligible, r->eligible_amount),
                     (int)r->cases.n, r->cases.p, sum_text(call, r->due, r->due_amount));
}

static enum err print_differing(const struct desk *o, const struct reg_symbols *names,
                                const struct office_again *x) {
  const struct cli_call *call = o->call;
  int64_t persons[OFFICE_DIFFERS_MAX];
  struct str ids[OFFICE_DIFFERS_MAX];
  assert(x->n_named <= OFFICE_DIFFERS_MAX);
  for (int i = 0; i < x->n_named; i++)
    persons[i] = (x->named[i].was ? &x->named[i].stored : &x->named[i].made)->person;
  enum err e = desk_person_ids(o, (struct desk_people) { x->n_named, persons }, ids);
  if (e != OK) return e;
  const char *heads[] = { WORD(PACKS_col_person, call->lang), cli_word(CW_benefit, call->lang),
                          WORD(PACKS_col_was, call->lang), WORD(PACKS_col_is, call->lang) };
  struct cli_table t = cli_table_new(call->a, call->lang, 4, heads, "llll");
  for (int i = 0; i < x->n_named; i++) {
    const struct office_differing *d = &x->named[i];
    cli_table_cell(&t, ids[i]);
    cli_table_cell(&t, reg_symbol_name(names, (d->was ? &d->stored : &d->made)->benefit));
    cli_table_z(&t, row_text(call, d->was, &d->stored));
    cli_table_z(&t, row_text(call, d->is, &d->made));
  }
  cli_table_print(&t, stdout);
  return OK;
}

/* What came of it: 0 equal, 3 something to look at; of a fault its code, after a message. */
static int tell_again(struct desk *o, const struct reg_symbols *names, int64_t id,
                      const struct office_again *x) {
  const struct cli_call *call = o->call;
  char for_month[8], law[11], facts[11];
  printf(WORD(PACKS_again_of, call->lang), (long long)id,
         month_text(x->when.for_month, call->lang, for_month), date_text(x->when.law, call->lang, law),
         (long long)x->when.act, date_text(x->when.facts, call->lang, facts));
  printf(WORD(PACKS_again_packs, call->lang), x->packs, (long long)x->language, (long long)x->meaning);
  if (x->texts_gone) fputs(WORD(PACKS_moved_text, call->lang), stdout);
  if (x->language_moved) printf(WORD(PACKS_moved_language, call->lang), law_language());
  if (x->unreadable) fputs(WORD(PACKS_moved_unreadable, call->lang), stdout);
  if (x->meaning_moved) printf(WORD(PACKS_moved_meaning, call->lang), law_meaning());
  if (x->act_after) fputs(WORD(PACKS_moved_act, call->lang), stdout);
  if (x->texts_gone || x->unreadable) return 3;
  const struct office_counts *was = &x->counts_stored, *is = &x->counts_made;
  bool counts = was->people == is->people && was->faults == is->faults;
  if (!counts)
    printf(WORD(PACKS_counts_differ, call->lang), (long long)was->people, (long long)was->faults,
           (long long)is->people, (long long)is->faults);
  if (x->differ == 0 && (x->act_after || !counts)) return 3;
  if (x->differ == 0) {
    printf(WORD(PACKS_again_equal, call->lang), (long long)x->made);
    return 0;
  }
  printf(WORD(PACKS_again_differs, call->lang), (long long)x->made, (long long)x->stored,
         (long long)x->differ);
  o->when.facts = x->when.facts;
  o->when.act = x->when.act;
  enum err e = print_differing(o, names, x);
  return e == OK ? 3 : desk_fault(o, e, WORDS(PACKS_does_replay));
}

int cli_replay(struct cli_call *call) {
  struct desk o;
  struct office_again x;
  struct reg_symbols *names;
  int code = open_register(call, &o);
  if (code) return code;
  if (!cli_given(&call->args, "determination")) return list_stored(&o);
  int64_t id = cli_int(&call->args, "determination", 0);
  struct db *beside = NULL; /* two threads read; without a second connection one does */
  if (db_open(desk_file(call), DB_READ, &beside) != OK) beside = NULL;
  struct office_again_ask ask = { &o.viewer, o.db, beside, id, (int)cli_int(&call->args, "threads", 2) };
  enum err e = office_replay(call->a, &ask, &x);
  db_close(beside);
  if (e == NOT_FOUND) {
    fprintf(stderr, "ansinh %s: %lld: %s\n", call->entry->name, (long long)id,
            WORD(PACKS_no_determination, call->lang));
    desk_close(&o);
    return 2;
  }
  if (e == OK) e = reg_symbols_load(call->a, o.db, &names);
  if (e != OK) return desk_fault(&o, e, WORDS(PACKS_does_replay));
  code = tell_again(&o, names, id, &x);
  desk_close(&o);
  return code;
}
