/* explain: why a person gets a sum, or does not. */
#include "faces/cli/desk.h"
#include "search/search_register.h"

enum { CHOICES_MAX = 5 };

static const char *const marks[] = { "✓", "✗", "?", "·", "" };

static void tree(const struct law_reason *x, enum lang lang, int depth, bool full) {
  if (depth > 40) return;
  char day[11];
  printf("%*s%s%s%.*s", depth * 2, "", marks[x->mark], *marks[x->mark] ? " " : "", (int)x->text[lang].n,
         x->text[lang].p);
  if (x->value[lang].n) printf(": %.*s", (int)x->value[lang].n, x->value[lang].p);
  if (x->since > DATE_MIN && x->since) printf(lang == EN ? "  since %s" : "  từ %s", date_vn(x->since, day));
  if (x->source.n) printf("  (%.*s)", (int)x->source.n, x->source.p);
  if (x->cite[lang].n) printf("  [%.*s]", (int)x->cite[lang].n, x->cite[lang].p);
  printf("\n");
  for (int i = 0; i < x->n; i++)
    if (full || x->kid[i]->decisive) tree(x->kid[i], lang, depth + 1, full);
}

static void one(struct desk *o, struct law_session *s, int benefit, int64_t person, bool full, bool share,
                bool *ret_said) {
  struct law_result r;
  struct law_reason *why;
  law_explain(s, benefit, person, LAW_ELIGIBLE, &r, &why);
  bool asked = cli_text(&o->call->args, "benefit").n > 0;
  if (r.status == LAW_NOT_ENTITLED && *ret_said && !asked && !full) return;
  if (share) why = law_shareable(o->call->a, why);
  tree(why, o->call->lang, 0, full);
  printf("\n");
  *ret_said = true;
}

/* A name or a number typed: the search must find exactly one. 0 or an exit code. */
static int by_name(struct cli_call *call, struct desk *o, struct str who, int64_t *ret_person) {
  struct search_register *search;
  struct search_page page = { 0 };
  struct search_ask ask = { .typed = who, .max = CHOICES_MAX };
  enum err e = search_register_open(call->a, o->db, desk_file(call), &search);
  if (e == OK) e = search_register_find(&o->viewer, call->a, search, &ask, &page);
  if (e != OK) return desk_fault(o, e, "không tìm được", "the search failed");
  search_register_close(search);
  if (page.count == 0)
    fprintf(stderr, "ansinh explain: %s: %s\n", who.p,
            desk_say(call, "không tìm thấy ai. Thử ít chữ hơn, hoặc số định danh.",
                     "nobody found. Try fewer words, or a citizen number."));
  if (page.count > 1)
    fprintf(stderr, "ansinh explain: %s\n",
            desk_say(call, "Có nhiều người; chọn theo mã:", "Several people; choose by number:"));
  for (int i = 0; i < page.count && page.count > 1; i++) {
    const struct search_found *f = &page.list[i];
    char day[11];
    fprintf(stderr, "  %lld  %.*s  %s\n", (long long)f->person, (int)f->full_name.n, f->full_name.p,
            date_vn(f->birth, day));
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
            desk_say(call, "không có người mang mã này vào ngày đó. Tìm bằng tên: ansinh explain \"HỌ TÊN\"",
                     "nobody of this number on that day. Search by name: ansinh explain \"NAME\""));
    return 2;
  }
  if (p.birth > month_last(o->when.for_month)) {
    fprintf(stderr, "ansinh explain: %lld: %s\n", (long long)person,
            desk_say(call, "chưa sinh trong tháng này. Chọn tháng sau bằng --for.",
                     "not born yet in that month. Choose a later one with --for."));
    return 2;
  }
  struct str wanted = cli_text(&call->args, "benefit");
  int chosen = -1;
  if (wanted.n && (chosen = law_benefit_find(o->law, wanted)) < 0) {
    fprintf(stderr, "ansinh explain: %s: %s\n", wanted.p,
            desk_say(call, "không có chế độ này. Xem: ansinh law vocabulary",
                     "there is no such benefit. See: ansinh law vocabulary"));
    return 2;
  }
  e = people_names_load(call->a, o->db, o->law, &names);
  struct people_ask ask = { .viewer = &o->viewer, .db = o->db, .names = names, .act = o->when.act };
  if (e == OK) e = people_load_one(call->a, &ask, person, &people, NULL);
  if (e != OK) return desk_fault(o, e, "không đọc được sổ đăng ký", "the register cannot be read");
  struct people_source *source = people_source_new(call->a, people);
  struct law_source s = people_source(source);
  struct law_session *session = law_session_new(call->a, o->law, &s,
                                                (struct law_question) { o->when.for_month, o->when.law });
  bool full = cli_given(&call->args, "full"), share = cli_given(&call->args, "share"), said = false;
  char b1[11], b2[11], b3[11], m[8];
  printf(desk_say(call, "%.*s, sinh %s%s. Cho tháng %s, theo luật đến %s và những gì đã biết đến %s.\n\n",
                  "%.*s, born %s%s. For %s, by the law to %s and what was known to %s.\n\n"),
         (int)p.full_name.n, p.full_name.p, date_vn(p.birth, b1),
         p.dead ? desk_say(call, " (đã chết)", " (dead)") : "", month_vn(o->when.for_month, m),
         date_vn(o->when.law, b2), date_vn(o->when.facts, b3));
  int64_t home = s.household(s.context, person, o->when.for_month);
  for (int pass = 0; pass < 2 && !code; pass++) /* what is received first */
    for (int i = 0; i < law_benefit_count(o->law) && !code; i++) {
      if (chosen >= 0 ? i != chosen || pass : false) continue;
      bool person_benefit = law_benefit_entity(o->law, i) == LAW_PERSON;
      if (!person_benefit && home < 0) continue;
      if (chosen < 0) {
        struct law_result r;
        law_ask(session, i, person_benefit ? person : home, &r);
        if ((r.status != LAW_NOT_ENTITLED) != (pass == 0)) continue;
        if (pass == 1 && i > 1 && !full) continue; /* of what is not received the main ones are enough */
      }
      if (pass == 1) said = said && !full ? said : false;
      one(o, session, i, person_benefit ? person : home, full, share, &said);
    }
  e = people_source_error(source);
  law_session_free(session);
  return code ? code : e == OK ? 0 : 1;
}

int cli_explain(struct cli_call *call) {
  struct desk o;
  int code = desk_open(call, DB_READ, &o);
  if (code) return code;
  code = explain(call, &o);
  desk_close(&o);
  return code;
}
