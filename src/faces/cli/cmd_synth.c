/* synth: an invented province in a new database. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "faces/cli/desk.h"
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
  ask.names = names;
  return e == OK ? people_load_all(w->a, &ask, &w->c) : e;
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
    snprintf(x->benefit, sizeof x->benefit, "%s", law_benefit_name(w->o->law, r->benefit));
    size_t n = 0;
    for (int k = 0; k < r->n_cases; k++) {
      int more = snprintf(x->cases + n, sizeof x->cases - n, "%s%s", k ? "+" : "",
                          law_case_name(w->o->law, r->cases[k]));
      n += more > 0 && (size_t)more < sizeof x->cases - n ? (size_t)more : 0;
    }
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

static void remove_part(const struct cli_call *call) {
  static const char *const ends[] = { "", "-wal", "-shm" };
  for (int i = 0; i < 3; i++)
    unlink(arena_print(call->a, "%s%s", desk_part(call), ends[i]));
}

/* Nothing is written over, and of two runs at once the second is refused. What a run that was stopped left
 * behind is thrown away: only a whole province gets the file's name. The lock ends with the program, however
 * it ends. */
static int claim(struct cli_call *call, const char *file) {
  if (access(file, F_OK) == 0)
    return cli_law_refuse(
        call, 2, "tệp đã có; không ghi đè. Xóa tệp hoặc chọn tên khác bằng --db.",
        "the file exists and is not written over. Remove it or choose another name with --db.", file);
  if (!cli_given(&call->args, "db") && mkdir("var", 0755) != 0 && errno != EEXIST)
    return cli_law_refuse(call, 1, "không tạo được thư mục var", "the folder var cannot be made", "");
  int lock = open(arena_print(call->a, "%s.lock", file), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
  if (lock < 0)
    return cli_law_refuse(
        call, 2, "không ghi được vào thư mục này. Tạo thư mục, hoặc chọn nơi khác bằng --db.",
        "this folder cannot be written to. Make it, or choose another place with --db.", file);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0)
    return cli_law_refuse(call, 2, "một lần chạy khác đang tạo tệp này. Đợi nó xong, hoặc dừng nó.",
                          "another run is making this file. Wait for it, or stop it.", file);
  if (access(desk_part(call), F_OK) == 0) {
    fprintf(stderr, "%s: %s\n", desk_part(call),
            desk_say(call, "lần tạo trước dừng giữa chừng; bỏ phần dở và làm lại từ đầu.",
                     "an earlier run was cut short; what it left is thrown away and made anew."));
    remove_part(call);
  }
  return 0;
}

static int read_options(struct cli_call *call, struct syn_options *ret_options) {
  struct str data = cli_text(&call->args, "data"), answers = cli_text(&call->args, "answers");
  struct syn_options options = syn_defaults();
  options.data_dir = data.n ? data.p : "data/hue";
  options.answers_path = answers.n ? answers.p : arena_print(call->a, "%s.answers.csv", desk_file(call));
  options.as_of = cli_date(&call->args, "as-of", options.as_of);
  options.seed = (uint64_t)cli_int(&call->args, "seed", (int64_t)options.seed);
  int64_t permille = cli_int(&call->args, "permille", options.scale_permille);
  if (permille < 1 || permille > 1000)
    return cli_law_refuse(call, 2, "từ 1 đến 1000", "from 1 to 1000", "--permille");
  options.scale_permille = (int)permille;
  *ret_options = options;
  return desk_place(call, "--answers", str_of(options.answers_path));
}

/* What was begun is thrown away; an exit code. */
static int give_up(struct desk *o, int code) {
  desk_close(o);
  remove_part(o->call);
  unlink(arena_print(o->call->a, "%s.lock", desk_file(o->call)));
  return code;
}

/* The index lies beside the file, so the file has its own name before it is made. */
static enum err make_search(struct cli_call *call, const char *file) {
  struct db *db;
  struct search_register *search;
  if (call->terminal) fprintf(stderr, "%s…", desk_say(call, "Lập chỉ mục tìm kiếm", "Indexing for search"));
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

int cli_synth(struct cli_call *call) {
  struct desk o = { .call = call };
  struct syn_options options;
  const char *file = desk_file(call);
  int code = read_options(call, &options);
  if (code || (code = claim(call, file))) return code;
  if ((code = desk_open(call, DB_CREATE, &o))) return give_up(&o, code);
  struct reg_vocabulary vocabulary = people_vocabulary(call->a, o.law);
  enum err e = reg_vocabulary_import(o.db, call->a, &vocabulary);
  if (e != OK)
    return give_up(&o,
                   desk_fault(&o, e, "không ghi được từ vựng của luật", "the vocabulary cannot be written"));
  struct entitler w = { &o, NULL, arena_new_large("synth columns", (size_t)16 << 30),
                        arena_new_large("synth month", (size_t)16 << 30), options.as_of };
  struct syn_result r;
  double start = clock_seconds();
  e = syn_make(o.db, &options, entitle, &w, progress, call, &r);
  arena_free(w.a);
  arena_free(w.month);
  if (call->terminal) fprintf(stderr, "\r\033[K");
  if (e != OK) {
    fprintf(stderr, "ansinh synth: %s\n", r.message[call->lang]);
    return give_up(&o, e == INVALID ? 2 : 1);
  }
  desk_close(&o);
  if (rename(desk_part(call), file) != 0)
    return give_up(&o, cli_law_refuse(call, 1, "không đổi tên được tệp vừa tạo",
                                      "the file made cannot be given its name", file));
  unlink(arena_print(call->a, "%s.lock", file));
  if ((e = make_search(call, file)) != OK)
    return cli_law_refuse(call, 1, "không lập được chỉ mục tìm kiếm", "the search index cannot be made",
                          file);
  char x[6][32];
  printf(desk_say(call,
                  "%s người đang sống, %s hộ, %s thôn và tổ dân phố; %s dữ kiện, %s lượt hưởng, %s lỗi gài "
                  "sẵn (%s). %.1f giây, bộ nhớ cao nhất %zu MiB.\n",
                  "%s living people, %s households, %s villages; %s facts, %s grants, %s faults planted "
                  "(%s). %.1f s, peak memory %zu MiB.\n"),
         money_vn(r.living, x[0]), money_vn(r.households, x[1]), money_vn(r.villages, x[2]),
         money_vn(r.facts, x[3]), money_vn(r.grants, x[4]), money_vn(r.planted, x[5]), options.answers_path,
         clock_seconds() - start, peak_memory_kib() / 1024);
  return 0;
}
