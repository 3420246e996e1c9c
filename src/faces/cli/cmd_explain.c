/* explain: why a person gets a sum, or does not. */
#include "faces/cli/desk.h"
#include "search/search_register.h"

enum { CHOICES_MAX = 5 };

static const char *const marks[] = { "✓", "✗", "?", "·", "" };

static void tree(struct arena *a, const struct law_reason *x, enum lang lang, int depth, bool full) {
  if (depth > 40) return;
  char day[11];
  printf("%*s%s%s%.*s", depth * 2, "", marks[x->mark], *marks[x->mark] ? " " : "", (int)x->text[lang].n,
         x->text[lang].p);
  if (x->value[lang].n) printf(": %.*s", (int)x->value[lang].n, x->value[lang].p);
  if (x->since > DATE_MIN && x->since)
    fputs(CLI_FILL(a, lang, CW_since, date_text(x->since, lang, day)), stdout);
  if (x->source.n) printf("  (%.*s)", (int)x->source.n, x->source.p);
  if (x->cite[lang].n) printf("  [%.*s]", (int)x->cite[lang].n, x->cite[lang].p);
  printf("\n");
  for (int i = 0; i < x->n; i++)
    if (full || x->kid[i]->decisive) tree(a, x->kid[i], lang, depth + 1, full);
}

/* How an explanation is asked for, and whether one was said already. */
struct asked {
  bool full, share, said;
};

static void one(struct desk *o, struct law_session *s, int benefit, int64_t subject,
                const struct law_result *results, struct asked *k) {
  struct law_result r;
  struct law_reason *why;
  law_explain(s, benefit, subject, results, &r, &why);
  bool asked = cli_text(&o->call->args, "benefit").n > 0;
  if (r.status == LAW_NOT_ENTITLED && k->said && !asked && !k->full) return;
  if (k->share) why = law_shareable(o->call->a, why);
  tree(o->call->a, why, o->call->lang, 0, k->full);
  printf("\n");
  k->said = true;
}

struct whose {
  int64_t person, household; /* -1: none */
  int chosen;                /* the one benefit asked for, or -1 */
};

/* Of what is not received the main benefits are enough. */
enum { MAIN_BENEFITS = 2 };

/* Each benefit once, what is received first. */
static void every(struct desk *o, struct law_session *s, const struct whose *w, struct asked *k) {
  int n = law_benefit_count(o->law);
  struct law_result *all = NEW_ARRAY(o->call->a, struct law_result, n + 1);
  law_ask_all(s, w->person, LAW_ELIGIBLE, all);
  for (int i = 0; i < n; i++)
    if (law_benefit_entity(o->law, i) != LAW_PERSON && w->household >= 0)
      law_ask(s, i, w->household, &all[i]);
  for (int pass = 0; pass < 2; pass++) {
    if (pass == 1) k->said = k->said && !k->full;
    for (int i = 0; i < n; i++) {
      bool persons = law_benefit_entity(o->law, i) == LAW_PERSON;
      bool received = all[i].status != LAW_NOT_ENTITLED;
      if (!persons && w->household < 0) continue;
      if (w->chosen >= 0 && (i != w->chosen || pass)) continue;
      if (w->chosen < 0 && received != (pass == 0)) continue;
      if (w->chosen < 0 && pass == 1 && i >= MAIN_BENEFITS && !k->full) continue;
      one(o, s, i, persons ? w->person : w->household, persons ? all : NULL, k);
    }
  }
}

/* A name or a number typed: the search must find exactly one. 0 or an exit code. */
static int by_name(struct cli_call *call, struct desk *o, struct str who, int64_t *ret_person) {
  struct search_register *search;
  struct search_page page = { 0 };
  struct search_ask ask = { .typed = who, .max = CHOICES_MAX };
  enum err e = search_register_open(call->a, o->db, desk_file(call), &search);
  if (e == OK) e = search_register_find(&o->viewer, call->a, search, &ask, &page);
  if (e != OK) return desk_fault(o, e, CW_BOTH(search_failed));
  search_register_close(search);
  if (page.count == 0)
    fprintf(stderr, "ansinh explain: %s: %s\n", who.p, desk_say(call, CW_BOTH(nobody_found_try_fewer)));
  if (page.count > 1)
    fprintf(stderr, "ansinh explain: %s\n", desk_say(call, CW_BOTH(several_people_choose_number)));
  for (int i = 0; i < page.count && page.count > 1; i++) {
    const struct search_found *f = &page.list[i];
    char day[11];
    fprintf(stderr, "  %lld  %.*s  %s\n", (long long)f->person, (int)f->full_name.n, f->full_name.p,
            date_text(f->birth, call->lang, day));
  }
  if (page.count != 1) return 2;
  *ret_person = page.list[0].person;
  return 0;
}

static int explain(struct cli_call *call, struct desk *o) {
  struct people *people;
  struct people_names *names;
  struct reg_person p;
  int code = 0;
  int64_t person;
  struct str who = cli_text(&call->args, "person");
  if (parse_int(who, &person) != OK || person < 1) code = by_name(call, o, who, &person);
  if (code) return code;
  enum err e = reg_person_get(&o->viewer, call->a, o->db, person, desk_at(o, o->when.facts), &p);
  if (e != OK) {
    fprintf(stderr, "ansinh explain: %lld: %s\n", (long long)person,
            desk_say(call, CW_BOTH(nobody_of_this_number)));
    return 2;
  }
  if (p.birth > month_last(o->when.for_month)) {
    fprintf(stderr, "ansinh explain: %lld: %s\n", (long long)person,
            desk_say(call, CW_BOTH(not_born_yet_month)));
    return 2;
  }
  struct str wanted = cli_text(&call->args, "benefit");
  int chosen = -1;
  if (wanted.n && (chosen = law_benefit_find(o->law, wanted)) < 0) {
    fprintf(stderr, "ansinh explain: %s: %s\n", wanted.p, desk_say(call, CW_BOTH(there_no_such_benefit)));
    return 2;
  }
  e = people_names_load(call->a, o->db, o->law, &names);
  struct people_ask ask = { .viewer = &o->viewer, .db = o->db, .names = names, .act = o->when.act };
  if (e == OK) e = people_load_one(call->a, &ask, person, &people, NULL);
  if (e != OK) return desk_fault(o, e, CW_BOTH(register_cannot_read));
  struct people_source *source = people_source_new(call->a, people);
  struct law_source s = people_source(source);
  struct law_session *session = law_session_new(call->a, o->law, &s,
                                                (struct law_question) { o->when.for_month, o->when.law });
  struct asked k = { cli_given(&call->args, "full"), cli_given(&call->args, "share"), false };
  char b1[11], b2[11], b3[11], m[8];
  fputs(CLI_FILL(call->a, call->lang, CW_who_is_explained, arena_text(call->a, p.full_name.p, p.full_name.n),
                 date_text(p.birth, call->lang, b1), p.dead ? cli_word(CW_dead, call->lang) : "",
                 month_text(o->when.for_month, call->lang, m), date_text(o->when.law, call->lang, b2),
                 date_text(o->when.facts, call->lang, b3)),
        stdout);
  int64_t home = s.household(s.context, person, o->when.for_month);
  every(o, session, &(struct whose) { person, home, chosen }, &k);
  e = people_source_error(source);
  law_session_free(session);
  return e == OK ? 0 : 1;
}

int cli_explain(struct cli_call *call) {
  struct desk o;
  int code = desk_open(call, DB_READ, &o);
  if (code) return code;
  code = explain(call, &o);
  desk_close(&o);
  return code;
}
