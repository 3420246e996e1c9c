/* register new: an empty register with the areas, its first account and the packs adopted. */
#include "faces/cli/desk.h"
#include "faces/cli/register_words.h"

static int refuse(const struct cli_call *call, const char *what, const char *words) {
  fprintf(stderr, "ansinh %s: %s%s%s\n", call->entry->name, what, *what ? ": " : "", words);
  return 2;
}

/* What is made, step by step. */
struct making {
  struct cli_call *call;
  struct db *db;
  struct law_program *law;
  struct str name, account;
  const char *data;
  bool invented;
  struct reg_refusal no;
  struct viewer viewer;
  int communes;
};

static enum err import_areas(struct making *w, const struct reg_act *act) {
  struct reg_areas *areas;
  struct reg_clock clock;
  enum err e = reg_areas_import(&w->viewer, w->db, act, w->data, &w->no);
  if (e == OK) e = reg_clock_read(w->db, &clock);
  if (e == OK)
    e = reg_areas_load(&w->viewer, w->call->a, w->db, (struct reg_at) { clock.today, clock.act }, &areas);
  if (e == OK) w->communes = reg_commune_count(areas);
  return e;
}

static enum err make(struct making *w) {
  struct arena *a = w->call->a;
  int64_t account;
  enum err e = reg_register_new(w->db, w->name, w->invented, w->account, &account);
  if (e != OK) return e;
  w->viewer = viewer_all(account);
  struct reg_vocabulary vocabulary = people_vocabulary(a, w->law);
  struct reg_pack_set set = office_packs(a, w->law);
  struct reg_act act = { .arena = a, .paper = cli_text(&w->call->args, "paper") };
  struct reg_adopt_input packs = { &set, law_language(), law_meaning() };
  if ((e = import_areas(w, &act)) != OK) return e;
  e = reg_vocabulary_import(w->db, a, &vocabulary);
  if (e == OK) e = reg_packs_adopt(&w->viewer, w->db, &act, &packs, &w->no);
  return e == OK ? db_made(w->db) : e;
}

int cli_register_new(struct cli_call *call) {
  struct making w = { .call = call,
                      .name = cli_text(&call->args, "name"),
                      .account = cli_text(&call->args, "account"),
                      .invented = cli_given(&call->args, "invented") };
  struct str data = cli_text(&call->args, "data");
  w.data = data.n ? data.p : "data/hue";
  if (w.account.n == 0) w.account = S("quan_tri");
  if (w.invented == cli_given(&call->args, "real")) return refuse(call, "", WORD(NEW_either, call->lang));
  if (w.name.n == 0) return refuse(call, "--name", WORD(NEW_no_name, call->lang));
  int code = desk_own_day(call, w.invented);
  if (code == 0) code = cli_law_load(call, &w.law);
  if (code) return code;
  bool cut;
  enum err e = db_make(desk_file(call), &w.db, &cut);
  if (e != OK) {
    (void)refuse(call, "", db_message_in(NULL, call->lang)); /* which names the place itself */
    return desk_code(e, NULL);
  }
  e = make(&w);
  if (e != OK) {
    const char *why = e == INVALID && w.no.code[0] ? (call->lang == EN ? w.no.en : w.no.vi)
                                                   : desk_reason(call, e, w.db);
    fprintf(stderr, "ansinh %s: %s: %s\n", call->entry->name, WORD(NEW_doing, call->lang), why);
    code = desk_code(e, w.db);
    db_unmake(w.db);
    return code;
  }
  db_close(w.db);
  printf(WORD(NEW_made, call->lang), (int)w.name.n, w.name.p,
         w.invented ? WORD(NEW_invented, call->lang) : WORD(NEW_real, call->lang), w.communes,
         (int)w.account.n, w.account.p);
  return 0;
}
