/* synth: an invented province in a new database. */
#include <errno.h>
#include <sys/stat.h>

#include "faces/cli/desk.h"
#include "faces/cli/output.h"
#include "search/search_register.h"
#include "synth/synth.h"

struct entitler {
  struct desk *o;
  struct people *c;
  struct arena *a, *month;
  date facts;
};

static enum err read_people(struct entitler *w, struct db *db) {
  struct people_names *names;
  struct people_ask ask = { .viewer = &w->o->viewer, .db = db };
  enum err e = reg_known(db, w->facts, &ask.act);
  if (e == OK) e = people_names_load(w->a, db, w->o->law, &names);
  if (e != OK) return e;
  ask.names = names;
  return people_load_all(w->a, &ask, &w->c);
}

/* The names of a row's benefit and cases; LIMIT when they are longer than the sample has room for. */
static enum err names_of(const struct law_program *law, const struct office_row *r,
                         struct syn_entitlement *x) {
  int n = snprintf(x->benefit, sizeof x->benefit, "%s", law_benefit_name(law, r->benefit));
  bool whole = n >= 0 && (size_t)n < sizeof x->benefit;
  size_t at = 0;
  for (int k = 0; k < r->n_cases && whole; k++) {
    n = snprintf(x->cases + at, sizeof x->cases - at, "%s%s", k ? "+" : "", law_case_name(law, r->cases[k]));
    whole = n >= 0 && (size_t)n < sizeof x->cases - at;
    at += (size_t)n;
  }
  return whole ? OK : LIMIT;
}

/* The real law on the invented people: every known positive sum, groups not applied. */
static enum err entitle(void *context, struct db *db, month m, date law_day,
                        const struct syn_entitlement **ret_list, int64_t *ret_count) {
  struct entitler *w = context;
  struct office_determination d;
  VEC(struct syn_entitlement) v = { 0 };
  enum err e = OK;
  if (!w->c) e = read_people(w, db);
  arena_reset(w->month);
  if (e == OK)
    e = office_determine(w->month, w->o->law, w->c,
                         (struct office_when) { m, law_day, w->facts, people_act(w->c) }, NULL, w->o->threads,
                         &d);
  for (int64_t i = 0; e == OK && i < d.n; i++) {
    const struct office_row *r = &d.row[i];
    if (r->eligible != OFFICE_VALUE || !r->eligible_amount || r->flags & OFFICE_SHARED ||
        law_benefit_once(w->o->law, r->benefit) || law_benefit_entity(w->o->law, r->benefit) != LAW_PERSON)
      continue;
    struct syn_entitlement *x = VEC_PUSH(w->month, &v);
    x->person = d.m.person[r->at];
    x->amount = r->eligible_amount;
    x->first_month = -1;
    e = names_of(w->o->law, r, x);
  }
  *ret_list = v.at;
  *ret_count = (int64_t)v.n;
  return e;
}

static void progress(void *context, const char *vi, const char *en, int64_t done, int64_t total) {
  const struct cli_call *call = context;
  if (!call->terminal) return;
  if (total)
    fprintf(stderr, "\r\033[K%s %d %%", desk_say(call, vi, en), (int)(done * 100 / total));
  else
    fprintf(stderr, "\r\033[K%s…", desk_say(call, vi, en));
}

/* Beside the file; of a server's schema in var. */
static const char *answers_path(const struct cli_call *call) {
  struct str answers = cli_text(&call->args, "answers");
  const char *file = desk_file(call), *schema = strchr(file, '#');
  if (answers.n > 0) return answers.p;
  if (!db_is_server(file)) return arena_print(call->a, "%s.answers.csv", file);
  return arena_print(call->a, "var/%s.answers.csv", schema != NULL ? schema + 1 : "ansinh");
}

static int read_options(struct cli_call *call, struct syn_options *ret_options) {
  struct str data = cli_text(&call->args, "data");
  struct syn_options options = syn_defaults();
  options.data_dir = data.n ? data.p : "data/hue";
  options.answers_path = answers_path(call);
  options.as_of = cli_date(&call->args, "as-of", options.as_of);
  options.seed = (uint64_t)cli_int(&call->args, "seed", (int64_t)options.seed);
  int64_t permille = cli_int(&call->args, "permille", options.scale_permille);
  if (permille < 1 || permille > 1000) return cli_law_refuse(call, 2, CW_BOTH(from_1_1000), "--permille");
  options.scale_permille = (int)permille;
  *ret_options = options;
  const struct cli_output answers = { "--answers", options.answers_path, desk_file(call),
                                      str_of(SYN_ANSWERS) };
  int code = cli_output_file(call, &answers);
  if (code) return code;
  return cli_output_register(call, &(struct cli_output) { "--db", desk_file(call), NULL, S("") });
}

/* What was begun is thrown away; an exit code. */
static int give_up(struct desk *o, int code) {
  people_close(o->people);
  o->people = NULL;
  if (o->db != NULL) db_unmake(o->db);
  o->db = NULL;
  return code;
}

/* The same after a message. */
static int give_up_told(struct desk *o, enum err e, const char *vi, const char *en) {
  fprintf(stderr, "ansinh %s: %s: %s\n", o->call->entry->name, desk_say(o->call, vi, en),
          desk_reason(o->call, e, o->db));
  return give_up(o, desk_code(e, o->db));
}

/* Where no file is named the folder of the default one is made as well. */
static int default_folder(const struct cli_call *call) {
  if ((cli_given(&call->args, "db") && !db_is_server(desk_file(call))) || mkdir("var", 0755) == 0 ||
      errno == EEXIST)
    return 0;
  return cli_law_refuse(call, 1, CW_BOTH(folder_var_not_made), "");
}

/* Of the finished register, by a reader of its own. */
static enum err make_search(struct cli_call *call, const char *file) {
  struct db *db;
  struct search_register *search;
  if (call->terminal) fprintf(stderr, "%s…", desk_say(call, CW_BOTH(indexing_search)));
  enum err e = db_open(file, DB_WRITE, &db);
  if (e != OK) return e;
  e = search_register_open(call->a, db, file, &search);
  if (e == OK) {
    e = search_register_bring(search);
    search_register_close(search);
  }
  db_close(db);
  if (call->terminal) fprintf(stderr, "\r\033[K");
  return e;
}

/* The sample's office goes by the packs it was made from, since the last day of the sample. */
static enum err adopt_packs(struct desk *o, date as_of) {
  struct arena *a = o->call->a;
  struct reg_pack_set set = office_packs(a, o->law);
  struct reg_adopt_input in = { &set, law_language(), law_meaning() };
  struct reg_refusal no = { 0 };
  /* An hour after noon in Việt Nam: the sample's own acts are of noon. */
  struct reg_act act = { .arena = a, .instant = ((int64_t)as_of * 24 + 6) * INT64_C(3600000000) };
  return reg_packs_adopt(&o->viewer, o->db, &act, &in, &no);
}

int cli_synth(struct cli_call *call) {
  struct desk o = { .call = call };
  struct syn_options options;
  const char *file = desk_file(call);
  int code = read_options(call, &options);
  if (code || (code = default_folder(call))) return code;
  if ((code = desk_open(call, DB_CREATE, &o))) return code;
  struct reg_vocabulary vocabulary = people_vocabulary(call->a, o.law);
  options.vocabulary = &vocabulary;
  enum err e = reg_vocabulary_import(o.db, call->a, &vocabulary);
  if (e != OK) return give_up_told(&o, e, CW_BOTH(vocabulary_not_written));
  struct entitler w = { &o, NULL, arena_new_large("synth columns", (size_t)16 << 30),
                        arena_new_large("synth month", (size_t)16 << 30), options.as_of };
  struct syn_result r = { 0 };
  double start = clock_seconds();
  e = syn_make(o.db, &options, &(struct syn_calls) { entitle, &w, progress, call }, &r);
  arena_free(w.a);
  arena_free(w.month);
  if (call->terminal) fprintf(stderr, "\r\033[K");
  if (e != OK) {
    const char *why = r.message[call->lang];
    fprintf(stderr, "ansinh synth: %s\n", *why ? why : desk_reason(call, e, o.db));
    return give_up(&o, desk_code(e, o.db));
  }
  if ((e = adopt_packs(&o, options.as_of)) != OK)
    return give_up_told(&o, e, CW_BOTH(packs_cannot_be_written));
  desk_close(&o);
  if (make_search(call, file) != OK) return cli_law_refuse(call, 1, CW_BOTH(search_index_not_made), file);
  char x[6][32];
  enum lang lang = call->lang;
  printf("%s", CLI_FILL(call->a, lang, CW_sample_made, number_text(r.living, lang, x[0]),
                        number_text(r.households, lang, x[1]), number_text(r.villages, lang, x[2]),
                        number_text(r.facts, lang, x[3]), number_text(r.grants, lang, x[4]),
                        number_text(r.planted, lang, x[5]), options.answers_path,
                        arena_print(call->a, "%.1f", clock_seconds() - start),
                        arena_print(call->a, "%zu", peak_memory_kib() / 1024)));
  return 0;
}
