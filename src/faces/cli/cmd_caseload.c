/* check caseload, adopt: the running payments against the law, and a decree against both. */
#include "faces/cli/paper.h"
#include "office/answer.h"

/* Empty where nothing is said of the sum: that is no 0. */
static void sum_cell(struct paper *p, bool known, money sum) {
  if (known)
    desk_paper_number(p, sum);
  else
    desk_paper_cell(p, S(""));
}

static enum err findings_write(const struct desk *o, const struct people *c, const struct office_finding *f,
                               int64_t n, const char *file) {
  const struct people_grant *grants;
  struct paper p = desk_paper_new(o, PAPER_PROGRAMS, (size_t)256 << 20);
  int64_t *persons = NEW_ARRAY(o->call->a, int64_t, n + 1);
  struct str *ids = NEW_ARRAY(o->call->a, struct str, n + 1);
  for (int64_t i = 0; i < n; i++)
    persons[i] = f[i].person;
  people_grants(c, &grants);
  enum err e = desk_person_ids(o, (struct desk_people) { n, persons }, ids);
  if (e != OK) return e;
  buf_z(&p.b, "person,kind,benefit,law,paid,commune,detail");
  p.begun = true;
  desk_paper_heads_end(&p);
  for (int64_t i = 0; i < n; i++) {
    desk_paper_cell(&p, ids[i]);
    desk_paper_cell(&p, str_of(office_finding_name(f[i].kind)));
    desk_paper_cell(&p, f[i].benefit >= 0 ? str_of(law_benefit_name(o->law, f[i].benefit))
                        : f[i].grant >= 0 ? people_grant_benefit(c, &grants[f[i].grant])
                                          : S(""));
    sum_cell(&p, f[i].law_known, f[i].law);
    sum_cell(&p, f[i].paid_known, f[i].paid);
    desk_paper_cell(&p, desk_commune(o, f[i].area));
    desk_paper_cell(&p, f[i].detail[o->call->lang]);
    desk_paper_row_end(&p);
  }
  return desk_paper_write(&p, file);
}

int cli_check_caseload(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_determination d;
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  int code = desk_place(call, "--out", cli_text(&call->args, "out"));
  if (code || (code = desk_open(call, DB_WRITE, &o))) return code;
  if ((code = desk_packs(&o)) || (code = desk_columns(&o, &c))) return code;
  /* unless another law is asked for, those by which the payments were right */
  bool other = cli_given(&call->args, "law-day") &&
               o.when.law != office_law_of_list(o.when.for_month, o.when.facts);
  struct office_when when = o.when;
  if (!other) when.law = o.when.facts;
  enum err e = other ? office_determine(call->a, o.law, c, when, NULL, o.threads, &d)
                     : office_determine_payment(call->a, o.law, c, when, o.threads, &d);
  if (e == OK) o.when = d.when;
  if (e == OK) e = office_check(call->a, &d, &f, &n, counts);
  if (e == OK) e = office_findings_owned(&o.viewer, call->a, o.db, f, n);
  if (e == OK) e = office_store_findings(o.db, &d, f, n, counts);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(check_failed));
  desk_head(&o);
  const char *heads[] = { desk_say(call, CW_BOTH(finding)), desk_say(call, CW_BOTH(count)),
                          desk_say(call, CW_BOTH(law_vnd)), desk_say(call, CW_BOTH(paid_vnd)) };
  struct cli_table t = cli_table_new(call->a, call->lang, 4, heads, "lrrr");
  for (int k = 0; k < FIND_KINDS; k++) {
    money law = 0, paid = 0;
    for (int64_t i = 0; i < n; i++)
      if (f[i].kind == (enum office_finding_kind)k) {
        law += f[i].law;
        paid += f[i].paid;
      }
    cli_table_z(&t, office_finding_title((enum office_finding_kind)k, call->lang));
    cli_table_count(&t, counts[k]);
    cli_table_money(&t, law);
    cli_table_money(&t, paid);
  }
  cli_table_print(&t, stdout);
  if (!office_compared(counts)) printf("%s\n", desk_say(call, CW_BOTH(nothing_compared)));
  struct str out = cli_text(&call->args, "out");
  if (out.n && (e = findings_write(&o, c, f, n, out.p)) != OK) return desk_unwritten(&o, e, out.p);
  code = desk_unanswered(&o, c, &d);
  int lacking;
  if ((e = desk_lacking(&o, &lacking)) != OK) return desk_fault(&o, e, CW_BOTH(check_failed));
  desk_close(&o);
  return code == 0 && lacking > 0 ? CLI_LEFT_OUT : code;
}

/* ---- adopt ---- */

static void adopt_groups(const struct cli_call *call, const struct office_adoption *x) {
  static const enum cli_word group[GROUPS] = { CW_group_sure, CW_group_interpretation, CW_group_answer };
  const char *heads[] = { cli_word(CW_group, call->lang), cli_word(CW_grants, call->lang),
                          cli_word(CW_arrears_law, call->lang), cli_word(CW_arrears_facts, call->lang),
                          cli_word(CW_paid_too_much, call->lang) };
  struct cli_table t = cli_table_new(call->a, call->lang, 5, heads, "lrrrr");
  for (int g = 0; g < GROUPS; g++) {
    cli_table_z(&t, cli_word(group[g], call->lang));
    cli_table_count(&t, x->people[g]);
    cli_table_money(&t, x->sum[g][CAUSE_LAW]);
    cli_table_money(&t, x->sum[g][CAUSE_FACTS]);
    cli_table_money(&t, x->back[g]);
  }
  cli_table_print(&t, stdout);
}

/* What hangs on one interpretation or one answer. */
struct by_reason {
  struct str reason;
  int64_t n;
  money law, back, other;
};

static void adopt_reasons(const struct cli_call *call, const struct office_adoption *x) {
  const char *heads[] = { cli_word(CW_reason, call->lang), cli_word(CW_grants, call->lang),
                          cli_word(CW_arrears, call->lang), cli_word(CW_paid_too_much, call->lang),
                          cli_word(CW_more_less_under_other, call->lang) };
  VEC(struct by_reason) reason = { 0 };
  for (int64_t i = 0; i < x->n; i++) {
    struct str r = x->at[i].reason[call->lang];
    size_t k = 0;
    if (!r.n) continue;
    while (k < reason.n && !str_eq(reason.at[k].reason, r))
      k++;
    if (k == reason.n) VEC_PUSH(call->a, &reason)->reason = r;
    reason.at[k].n++;
    reason.at[k].law += x->at[i].law;
    reason.at[k].back += x->at[i].back[CAUSE_LAW] + x->at[i].back[CAUSE_FACTS];
    reason.at[k].other += x->at[i].other_choice;
  }
  struct cli_table t = cli_table_new(call->a, call->lang, 5, heads, "lrrrr");
  for (size_t k = 0; k < reason.n; k++) {
    cli_table_cell(&t, reason.at[k].reason);
    cli_table_count(&t, reason.at[k].n);
    cli_table_money(&t, reason.at[k].law);
    cli_table_money(&t, reason.at[k].back);
    cli_table_money(&t, reason.at[k].other);
  }
  cli_table_print(&t, stdout);
}

static void adopt_months(const struct cli_call *call, const struct office_adoption *x) {
  const char *heads[] = { cli_word(CW_month, call->lang), cli_word(CW_law, call->lang),
                          cli_word(CW_paid_too_much, call->lang) };
  struct cli_table t = cli_table_new(call->a, call->lang, 3, heads, "lrr");
  char m[8];
  for (int i = 0; i < x->n_months; i++) {
    cli_table_z(&t, month_text(x->from + i, call->lang, m));
    cli_table_money(&t, x->month_law[i]);
    cli_table_money(&t, x->month_back[i]);
  }
  cli_table_print(&t, stdout);
}

static void adopt_communes(const struct desk *o, const struct office_adoption *x) {
  const struct cli_call *call = o->call;
  const char *heads[] = { cli_word(CW_commune, call->lang), cli_word(CW_grants, call->lang),
                          cli_word(CW_law, call->lang), cli_word(CW_facts, call->lang),
                          cli_word(CW_paid_too_much, call->lang) };
  struct cli_table t = cli_table_new(call->a, call->lang, 5, heads, "lrrrr");
  for (int i = 0; i < x->n_communes; i++) {
    cli_table_cell(&t, x->commune[i] ? desk_commune(o, x->commune[i])
                                     : str_of(cli_word(CW_no_commune, call->lang)));
    cli_table_count(&t, x->commune_people[i]);
    cli_table_money(&t, x->commune_law[i]);
    cli_table_money(&t, x->commune_facts[i]);
    cli_table_money(&t, x->commune_back[i]);
  }
  cli_table_print(&t, stdout);
}

/* Every grant that moves, as CSV. */
static enum err adopt_write(const struct desk *o, const struct office_adoption *x, const char *file) {
  static const char *const group_id[GROUPS] = { "sure", "interpretation", "answer" };
  struct paper p = desk_paper_new(o, PAPER_PROGRAMS, (size_t)256 << 20);
  char m[8];
  int64_t *persons = NEW_ARRAY(o->call->a, int64_t, x->n + 1);
  struct str *ids = NEW_ARRAY(o->call->a, struct str, x->n + 1);
  for (int64_t i = 0; i < x->n; i++)
    persons[i] = x->at[i].person;
  enum err e = desk_person_ids(o, (struct desk_people) { x->n, persons }, ids);
  if (e != OK) return e;
  buf_z(&p.b, "person,benefit,group,from,to,law,other_choice,facts,back_law,back_facts,commune,reason");
  p.begun = true;
  desk_paper_heads_end(&p);
  for (int64_t i = 0; i < x->n; i++) {
    const struct office_arrear *r = &x->at[i];
    desk_paper_cell(&p, ids[i]);
    desk_paper_cell(&p, str_of(law_benefit_name(o->law, r->benefit)));
    desk_paper_cell(&p, str_of(group_id[r->group]));
    desk_paper_cell(&p, str_of(month_iso(r->from, m)));
    desk_paper_cell(&p, str_of(month_iso(r->to, m)));
    desk_paper_number(&p, r->law);
    desk_paper_number(&p, r->other_choice);
    desk_paper_number(&p, r->facts);
    desk_paper_number(&p, r->back[CAUSE_LAW]);
    desk_paper_number(&p, r->back[CAUSE_FACTS]);
    desk_paper_cell(&p, desk_commune(o, r->area));
    desk_paper_cell(&p, r->reason[o->call->lang]);
    desk_paper_row_end(&p);
  }
  return desk_paper_write(&p, file);
}

static int no_document(struct desk *o, struct str document) {
  struct buf near = buf_growing(o->call->a); /* the nearest name of the packs */
  enum err e = law_tool_show(o->law, document, o->when.law, o->call->lang, &near);
  cli_law_refuse(o->call, 2, CW_BOTH(no_document_packs), document.p);
  if (e == NOT_FOUND) fwrite(near.p, 1, near.n, stderr);
  desk_close(o);
  return 2;
}

static void adopt_print(const struct desk *o, struct str document, const struct office_adoption *x,
                        double seconds) {
  struct cli_call *call = o->call;
  char day[11], from[8], to[8], gained[32], lost[32], gained_sum[32], lost_sum[32];
  desk_head(o);
  fputs(CLI_FILL(call->a, call->lang, CW_adoption, document.p,
                 date_text(law_document_in_force(o->law, document), call->lang, day),
                 month_text(x->from, call->lang, from), month_text(x->to, call->lang, to),
                 arena_print(call->a, "%.1f", seconds)),
        stdout);
  adopt_groups(call, x);
  printf("\n");
  adopt_reasons(call, x);
  printf("\n");
  adopt_months(call, x);
  printf("\n");
  adopt_communes(o, x);
  fputs(CLI_FILL(call->a, call->lang, CW_eligibility_change, month_text(x->to, call->lang, to),
                 number_text(x->gained.people, call->lang, gained),
                 number_text(x->gained.sum, call->lang, gained_sum),
                 number_text(x->lost.people, call->lang, lost),
                 number_text(x->lost.sum, call->lang, lost_sum)),
        stdout);
  if (x->n_foreign > 0)
    fputs(CLI_FILL(call->a, call->lang, CW_adopt_foreign, number_text(x->n_foreign, call->lang, gained),
                   month_text(x->to, call->lang, to), month_iso(x->to, from)),
          stdout);
}

int cli_adopt(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_adoption x;
  struct str out = cli_text(&call->args, "out");
  int code = desk_place(call, "--out", out);
  if (code || (code = desk_open(call, DB_READ, &o))) return code;
  struct str document = cli_text(&call->args, "document");
  date in_force = law_document_in_force(o.law, document);
  if (in_force == DATE_MIN) return no_document(&o, document);
  month from = month_of(law_document_reaches(o.law, document)),
        to = cli_month(&call->args, "to", month_of(in_force));
  if (to < from) {
    char first[8], last[8];
    fputs(CLI_FILL(call->a, call->lang, CW_adopt_to_early, month_text(to, call->lang, last),
                   month_text(from, call->lang, first)),
          stderr);
    desk_close(&o);
    return 2;
  }
  if ((code = desk_packs_told(&o)) || (code = desk_columns(&o, &c))) return code;
  desk_step(call, CW_BOTH(asking_law_before_after));
  double start = clock_seconds();
  struct office_when last_asked = o.when;
  last_asked.for_month = to;
  enum err e = office_adopt(call->a, o.law, c, o.areas, document, last_asked, o.threads, &x);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(adoption_cannot_worked_out));
  desk_step_done(call);
  adopt_print(&o, document, &x, clock_seconds() - start);
  if (out.n && (e = adopt_write(&o, &x, out.p)) != OK) return desk_unwritten(&o, e, out.p);
  code = desk_left_out(&o, c, (struct desk_people) { x.n_unread, x.unread });
  if (code == 0 && x.n_foreign > 0) code = CLI_LEFT_OUT;
  desk_close(&o);
  return code;
}
