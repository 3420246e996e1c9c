/* determine: the month for everyone. */
#include "faces/cli/desk.h"

enum {
  TITLE_BYTES_MAX = 90, /* of a case, in the table */
  FOREIGN_NAMED_MAX = 20
};

/* Of the eligible, by the cases that decide together. */
static void cases(const struct desk *o, const struct office_totals *t) {
  const struct cli_call *c = o->call;
  const char *case_heads[] = { cli_word(CW_case_eligible, c->lang), "", cli_word(CW_people, c->lang),
                               cli_word(CW_vnd, c->lang) };
  struct cli_table k = cli_table_new(c->a, c->lang, 4, case_heads, "llrr");
  for (int i = 0; i < t->n_cases; i++) {
    struct buf name = buf_growing(c->a), title = buf_growing(c->a);
    for (int j = 0; j < t->by_case[i].n; j++) {
      buf_print(&name, "%s%s", j ? "+" : "", law_case_name(o->law, t->by_case[i].cases[j]));
      buf_print(&title, "%s%s", j ? "; " : "", law_case_title(o->law, t->by_case[i].cases[j], c->lang));
    }
    cli_table_cell(&k, buf_view(&name));
    cli_table_cell(&k, str_shortened(c->a, buf_view(&title), TITLE_BYTES_MAX));
    cli_table_count(&k, t->by_case[i].people);
    cli_table_money(&k, t->by_case[i].sum);
  }
  printf("\n");
  cli_table_print(&k, stdout);
}

static void totals(const struct desk *o, const struct office_determination *d,
                   const struct office_totals *t) {
  const struct cli_call *c = o->call;
  char x[32], y[32], z[32];
  desk_head(o);
  desk_when(o, d->when);
  fputs(CLI_FILL(c->a, c->lang, CW_month_due, number_text(t->due.people, c->lang, x),
                 number_text(t->due.sum, c->lang, y), number_text(t->eligible.unknown, c->lang, z)),
        stdout);
  if (t->to_nobody.people)
    fputs(CLI_FILL(c->a, c->lang, CW_due_to_nobody, number_text(t->to_nobody.people, c->lang, x),
                   number_text(t->to_nobody.sum, c->lang, y)),
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
  cases(o, t);
  const char *area_heads[] = { cli_word(CW_commune, c->lang), cli_word(CW_due, c->lang),
                               cli_word(CW_vnd, c->lang), cli_word(CW_eligible, c->lang),
                               cli_word(CW_vnd, c->lang) };
  struct cli_table a = cli_table_new(c->a, c->lang, 5, area_heads, "lrrrr");
  for (int i = 0; i < t->n_communes; i++) {
    const struct reg_area *area = reg_area(o->areas, t->commune[i]);
    bool any = t->due_by_commune[i].people || t->eligible_by_commune[i].people;
    if (!t->commune[i] && !any) continue;
    cli_table_cell(&a, area ? area->name : str_of(cli_word(CW_no_commune, c->lang)));
    cli_table_count(&a, t->due_by_commune[i].people);
    cli_table_money(&a, t->due_by_commune[i].sum);
    cli_table_count(&a, t->eligible_by_commune[i].people);
    cli_table_money(&a, t->eligible_by_commune[i].sum);
  }
  printf("\n");
  cli_table_print(&a, stdout);
}

/* Grants of benefits the packs do not know. */
static enum err name_foreign(const struct desk *o, const struct office_determination *d) {
  const struct people_grant *grants;
  const char *id;
  people_grants(d->c, &grants);
  for (int i = 0; i < d->n_foreign && i < FOREIGN_NAMED_MAX; i++) {
    const struct people_grant *g = &grants[d->foreign[i]];
    struct str benefit = people_grant_benefit(d->c, g);
    enum err e = desk_person_id(o, g->person, &id);
    if (e != OK) return e;
    fprintf(stderr, "  %s  %.*s: %s\n", id, (int)benefit.n, benefit.p, office_not_known[o->call->lang]);
  }
  return OK;
}

/* What could not be computed is told, counted and the first named; everybody else's results stand. */
static enum err tell_faults(const struct desk *o, const struct office_determination *d) {
  const struct cli_call *c = o->call;
  const char *id;
  if (!d->faults) return OK;
  fprintf(stderr, "%lld: %s\n", (long long)d->faults, office_uncomputed[c->lang]);
  for (int i = 0; i < d->n_named; i++) {
    enum err e = desk_person_id(o, d->named[i].person, &id);
    if (e != OK) return e;
    fprintf(stderr, "  %s  %s: %s\n", id, law_benefit_name(o->law, d->named[i].benefit),
            law_fault_text(c->a, &d->named[i].fault, c->lang));
  }
  enum err e = name_foreign(o, d);
  if (e != OK) return e;
  if (d->faults > d->n_named + (d->n_foreign < FOREIGN_NAMED_MAX ? d->n_foreign : FOREIGN_NAMED_MAX))
    fprintf(stderr, "  …\n");
  return OK;
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
  if ((e = tell_faults(&o, &d)) != OK) return desk_fault(&o, e, CW_BOTH(register_cannot_read));
  e = office_sum(call->a, &d, o.areas, &t);
  if (e != OK) return desk_fault(&o, e, CW_BOTH(totals_failed));
  totals(&o, &d, &t);
  code = desk_unanswered(&o, c, &d);
  bool answered = code == 0 || code == CLI_LEFT_OUT;
  if (answered && !cli_given(&call->args, "no-store")) {
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
  return code;
}
