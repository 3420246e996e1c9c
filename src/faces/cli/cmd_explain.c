/* explain: why a person gets a sum, or does not. */
#include "faces/cli/desk.h"
#include "office/answer.h"
#include "search/search_register.h"

enum { CHOICES_MAX = 5, DEPTH_MAX = 40 };

static const char *const marks[] = { "✓", "✗", "?", "·", "" };

static int64_t steps_below(const struct law_reason *x) {
  int64_t n = x->n;
  for (int i = 0; i < x->n; i++)
    n += steps_below(x->kid[i]);
  return n;
}

static void tree(struct arena *a, const struct law_reason *x, enum lang lang, int depth, bool full) {
  char day[11];
  printf("%*s%s%s%.*s", depth * 2, "", marks[x->mark], *marks[x->mark] ? " " : "", (int)x->text[lang].n,
         x->text[lang].p);
  if (x->value[lang].n) printf(": %.*s", (int)x->value[lang].n, x->value[lang].p);
  if (x->since > DATE_MIN && x->since)
    fputs(CLI_FILL(a, lang, CW_since, date_text(x->since, lang, day)), stdout);
  if (x->source[lang].n) printf("  (%.*s)", (int)x->source[lang].n, x->source[lang].p);
  if (x->cite[lang].n) printf("  [%.*s]", (int)x->cite[lang].n, x->cite[lang].p);
  printf("\n");
  if (depth == DEPTH_MAX && x->n) {
    printf("%*s", (depth + 1) * 2, "");
    fputs(CLI_FILL(a, lang, CW_steps_more, arena_print(a, "%lld", (long long)steps_below(x))), stdout);
    return;
  }
  for (int i = 0; i < x->n; i++)
    if (full || x->kid[i]->decisive) tree(a, x->kid[i], lang, depth + 1, full);
}

/* How an explanation is asked for, and whether one was said already. */
struct asked {
  bool full, share, said;
};

/* What stands in the register beside it: granted, due, paid. */
/* What was paid, and what is still owed of it or was too much. */
static void paid(const struct cli_call *call, const struct office_item *i) {
  if (i->any_paid)
    fputs(CLI_FILL(call->a, call->lang, CW_explain_paid,
                   law_value_text(call->a, LAW_MONEY, i->paid, call->lang).p),
          stdout);
  if (i->arrears.open) printf("%s", desk_say(call, CW_BOTH(explain_owed_open)));
  money law = i->arrears.cause[CAUSE_LAW], facts = i->arrears.cause[CAUSE_FACTS];
  if (!i->any_paid && (law || facts))
    fputs(CLI_FILL(call->a, call->lang, CW_explain_unpaid,
                   law_value_text(call->a, LAW_MONEY, law + facts, call->lang).p),
          stdout);
  else if (law || facts)
    fputs(CLI_FILL(call->a, call->lang, CW_explain_owed,
                   law_value_text(call->a, LAW_MONEY, law, call->lang).p,
                   law_value_text(call->a, LAW_MONEY, facts, call->lang).p),
          stdout);
  printf("\n");
}

static void granted(struct desk *o, const struct office_item *i) {
  const struct cli_call *call = o->call;
  char first[8];
  if (!i->grant && !i->any_paid) return;
  if (!i->grant) {
    printf("%s", desk_say(call, CW_BOTH(explain_none_stands)));
    paid(call, i);
    return;
  }
  const char *due = i->due == LAW_FAULT     ? cli_word(CW_row_unsaid, call->lang)
                    : i->due == LAW_UNKNOWN ? cli_word(CW_due_unknown, call->lang)
                                            : law_value_text(call->a, LAW_MONEY, i->due_amount, call->lang).p;
  if (office_item_at_least(i)) due = arena_print(call->a, "%s %s", cli_word(CW_at_least, call->lang), due);
  enum cli_word said = law_benefit_once(o->law, i->benefit) ? CW_explain_granted_once : CW_explain_granted;
  fputs(CLI_FILL(call->a, call->lang, said, month_text(i->grant->first, call->lang, first),
                 law_value_text(call->a, LAW_MONEY, i->grant->amount, call->lang).p, due),
        stdout);
  if (i->suspended) printf("%s", desk_say(call, CW_BOTH(suspended)));
  paid(call, i);
}

/* Said of whomever of the household one asks. */
static void to_nobody(const struct cli_call *call, const struct office_item *i) {
  char day[11];
  if (i->held_by && i->holder_died == DATE_MAX)
    printf("%s", desk_say(call, CW_BOTH(explain_holder_left)));
  else if (i->held_by)
    fputs(CLI_FILL(call->a, call->lang, CW_explain_to_nobody, date_text(i->holder_died, call->lang, day)),
          stdout);
}

static enum err one(struct desk *o, struct office_asker *asker, const struct office_item *i,
                    struct asked *k) {
  struct law_result r;
  struct law_reason *why;
  bool asked = cli_text(&o->call->args, "benefit").n > 0;
  if (i->eligible == LAW_NOT_ENTITLED && !i->grant && !i->any_paid && k->said && !asked && !k->full)
    return OK;
  enum err e = office_why(asker, i->benefit, OFFICE_TELL_EVERYTHING | (k->share ? OFFICE_TELL_GUARDED : 0),
                          &r, &why);
  if (e != OK) return e;
  if (k->share) why = law_shareable(o->call->a, why);
  tree(o->call->a, why, o->call->lang, 0, k->full);
  granted(o, i);
  to_nobody(o->call, i);
  printf("\n");
  k->said = true;
  return OK;
}

/* Of what is not received the main benefits are enough. */
enum { MAIN_BENEFITS = 2 };

/* Each benefit once, what is received first. `chosen`: the one benefit asked for, or -1. */
static enum err every(struct desk *o, struct office_asker *asker, const struct office_answer *x, int chosen,
                      struct asked *k) {
  enum err e = OK;
  for (int pass = 0; pass < 2; pass++) {
    if (pass == 1) k->said = k->said && !k->full;
    for (int b = 0; b < x->n && e == OK; b++) {
      const struct office_item *i = &x->item[b];
      bool received = i->eligible != LAW_NOT_ENTITLED || i->grant;
      if (i->entity != LAW_PERSON && x->household < 0) continue;
      if (chosen >= 0 && (b != chosen || pass)) continue;
      if (chosen < 0 && received != (pass == 0)) continue;
      if (chosen < 0 && pass == 1 && b >= MAIN_BENEFITS && !k->full) continue;
      e = one(o, asker, i, k);
    }
  }
  return e;
}

/* Of several people the first, by their public ids. */
static enum err choices(struct desk *o, const struct search_page *page) {
  int64_t persons[CHOICES_MAX];
  struct str ids[CHOICES_MAX];
  assert(page->count <= CHOICES_MAX);
  for (int i = 0; i < page->count; i++)
    persons[i] = page->list[i].person;
  enum err e = desk_person_ids(o, (struct desk_people) { page->count, persons }, ids);
  if (e != OK) return e;
  fprintf(stderr, "ansinh explain: %s\n", desk_say(o->call, CW_BOTH(several_people_choose_number)));
  for (int i = 0; i < page->count; i++) {
    const struct search_found *f = &page->list[i];
    char day[11];
    fprintf(stderr, "  %.*s  %.*s  %s\n", (int)ids[i].n, ids[i].p, (int)f->full_name.n, f->full_name.p,
            date_known_text(f->birth, f->birth_known, o->call->lang, day));
  }
  return OK;
}

/* A name or a number typed: the search must find exactly one. 0 or an exit code. */
static int by_name(struct cli_call *call, struct desk *o, struct str who, int64_t *ret_person) {
  struct search_register *search;
  struct search_page page = { 0 };
  struct search_ask ask = { .typed = who, .max = CHOICES_MAX };
  enum err e = search_register_open(call->a, o->db, desk_file(call), &search);
  if (e == OK) e = search_register_find(&o->viewer, call->a, search, &ask, &page);
  if (e == INVALID) {
    search_register_close(search);
    return cli_law_refuse(call, 2, CW_BOTH(search_too_long), "");
  }
  if (e != OK) return desk_fault(o, e, CW_BOTH(search_failed));
  search_register_close(search);
  if (page.count == 0)
    fprintf(stderr, "ansinh explain: %s: %s\n", who.p,
            cli_word(reg_public_id_mistyped(who) ? CW_id_mistyped : CW_nobody_found_try_fewer, call->lang));
  if (page.count > 1 && (e = choices(o, &page)) != OK) return desk_fault(o, e, CW_BOTH(search_failed));
  if (page.count < page.total)
    fputs(CLI_FILL(call->a, call->lang, CW_people_more,
                   arena_print(call->a, "%lld", (long long)(page.total - page.count))),
          stderr);
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
  struct reg_bad bad = { 0 };
  enum err e = people_names_load(call->a, o->db, o->law, &names);
  struct people_ask ask = {
    .viewer = &o->viewer, .db = o->db, .names = names, .act = o->when.act, .seen_in = o->when.for_month
  };
  if (e == OK) e = people_load_one(call->a, &ask, person, &people, &bad);
  if (e == INVALID) return desk_row_unread(o, &bad);
  if (e == OK) e = reg_person_get(&o->viewer, call->a, o->db, person, desk_at(o, o->when.facts), &p);
  if (e != OK && e != NOT_FOUND) return desk_fault(o, e, CW_BOTH(register_cannot_read));
  if (e == NOT_FOUND) {
    fprintf(stderr, "ansinh explain: %s: %s\n", who.p, desk_say(call, CW_BOTH(nobody_of_this_number)));
    return 2;
  }
  if (p.birth > month_last(o->when.for_month)) {
    fprintf(stderr, "ansinh explain: %s: %s\n", who.p, desk_say(call, CW_BOTH(not_born_yet_month)));
    return 2;
  }
  struct str wanted = cli_text(&call->args, "benefit");
  int chosen = -1;
  if (wanted.n && (chosen = law_benefit_find(o->law, wanted)) < 0) {
    fprintf(stderr, "ansinh explain: %s: %s\n", wanted.p, desk_say(call, CW_BOTH(there_no_such_benefit)));
    return 2;
  }
  if ((code = desk_packs_told(o))) return code;
  struct asked k = { cli_given(&call->args, "full"), cli_given(&call->args, "share"), false };
  char b1[11], b2[11], b3[11], m[8];
  desk_head(o);
  fputs(CLI_FILL(call->a, call->lang, CW_who_is_explained, arena_text(call->a, p.full_name.p, p.full_name.n),
                 date_known_text(p.birth, p.birth_known, call->lang, b1),
                 p.dead ? cli_word(CW_dead, call->lang) : "", month_text(o->when.for_month, call->lang, m),
                 date_text(o->when.law, call->lang, b2), date_text(o->when.facts, call->lang, b3)),
        stdout);
  struct office_asker *asker = office_asker_new(call->a, o->law, people, people_source_new(call->a, people),
                                                o->when);
  struct office_answer answer;
  e = office_ask(asker, person, o->when.for_month, false, &answer);
  if (e == OK) e = every(o, asker, &answer, chosen, &k);
  office_asker_free(asker);
  const struct reg_bad *met;
  int named;
  if (e == INVALID && people_bad(people, &met, &named) > 0) return desk_row_unread(o, &met[0]);
  return e == OK ? 0 : desk_fault(o, e, CW_BOTH(register_cannot_read));
}

int cli_explain(struct cli_call *call) {
  struct desk o;
  int code = desk_open(call, DB_READ, &o);
  if (code) return code;
  code = explain(call, &o);
  desk_close(&o);
  return code;
}
