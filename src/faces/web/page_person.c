/* The page of a person: facts, household, grants, months and reasons. */
#include "faces/web/parts.h"

#include "faces/table/cli_words.h"

/* ---- who it is ---- */

/* A number with all but its last three digits hidden; dots are drawn by the style. */
static void masked(struct web_request *r, enum web_word label, struct str number) {
  if (!number.n) return;
  size_t show = number.n > 6 ? 3 : 0;
  h_raw(r, "<span class=\"fact\">");
  h_word(r, label);
  h_raw(r, " <span class=\"masked\"");
  h_attr(r, "title", str_of(h_say(r, W_masked_about)));
  h_raw(r, ">•••");
  h_text(r, (struct str) { number.p + number.n - show, show });
  h_raw(r, "</span></span>");
}

/* Of the day it is of; between two where the day of birth is not known. */
static void age(struct web_request *r, const struct web_person *p) {
  if (p->age_least == p->age)
    h_fill(r, W_age_years, t_int(r, p->age), t_date(r, p->age_on));
  else
    h_fill(r, W_age_between, t_int(r, p->age_least), t_int(r, p->age), t_date(r, p->age_on));
}

static void headline(struct web_request *r, const struct web_person *p) {
  h_raw(r, "<div class=\"who\"><h1>");
  h_text(r, p->name);
  h_raw(r, "</h1><p><span class=\"fact\">");
  h_word(r, p->female ? W_sex_female : W_sex_male);
  h_raw(r, ", ");
  h_fill(r, W_born_on, t_birth(r, p->birth, p->birth_known));
  h_raw(r, " (");
  if (p->dead)
    h_fill(r, W_died_on, t_date(r, p->death));
  else if (p->unborn)
    h_word(r, W_unborn);
  else
    age(r, p);
  h_raw(r, ")</span><span class=\"fact\">");
  if (p->address.n) {
    h_text(r, p->address);
    h_raw(r, ", ");
  }
  if (p->lived_last) {
    h_word(r, W_lived_last);
    h_raw(r, " ");
  }
  h_text(r, p->village);
  if (p->village.n && p->commune.n) h_raw(r, ", ");
  h_text(r, p->commune.n || p->unborn ? p->commune : str_of(cli_word(CW_no_commune, r->lang)));
  h_raw(r, "</span><span class=\"fact\">");
  if (p->in_household && !p->unborn)
    h_fill(r, W_household_of, t_text(r, p->head), t_int(r, p->members));
  else if (!p->unborn)
    h_word(r, W_no_household);
  h_raw(r, "</span>");
  masked(r, W_citizen_no, p->citizen_no);
  masked(r, W_phone, p->phone);
  h_raw(r, "</p></div>");
}

/* ---- what stands where: one line a benefit ---- */

static void why_link(struct web_request *r, const struct web_person *p, const struct web_why *w,
                     enum web_word word) {
  h_raw(r, "<a href=\"/person/");
  h_url(r, p->id);
  h_raw(r, "/why/");
  h_url(r, w->benefit);
  h_when(r, '?');
  h_raw(r, "\">");
  h_word(r, word);
  h_raw(r, "</a>");
}

static void why_fold(struct web_request *r, const struct web_person *p, const struct web_why *w,
                     enum web_word word) {
  h_raw(r, "<details class=\"fold\"><summary>");
  h_word(r, word);
  h_raw(r, "<span class=\"hear\">: ");
  h_text(r, w->title);
  h_raw(r, "</span></summary><div class=\"why\">");
  part_why(r, w, false);
  h_raw(r, "<p class=\"small\">");
  why_link(r, p, w, W_all_on_page);
  h_raw(r, "</p></div></details>");
}

static const char *t_signed(struct web_request *r, money v) {
  return arena_print(r->a, "%s%s", v < 0 ? "\xE2\x88\x92" : "+", t_money(r, v < 0 ? -v : v));
}

/* What is still owed for the month asked, or was paid too much, and why. */
static void arrears(struct web_request *r, const struct web_why *w) {
  if (!w->arrears_open && !w->owed_by_law && !w->owed_by_facts) return;
  h_raw(r, "<p class=\"small arrears\">");
  if (w->arrears_open) h_word(r, W_arrears_open);
  if (w->unpaid && (w->owed_by_law || w->owed_by_facts)) {
    h_fill(r, W_owed_unpaid, t_money(r, w->owed_by_law + w->owed_by_facts));
  } else {
    if (w->owed_by_law) h_fill(r, W_owed_by_law, t_signed(r, w->owed_by_law));
    if (w->owed_by_law && w->owed_by_facts) h_raw(r, " ");
    if (w->owed_by_facts) h_fill(r, W_owed_by_facts, t_signed(r, w->owed_by_facts));
  }
  h_raw(r, "</p>");
}

static void value_line(struct web_request *r, const struct web_person *p, const struct web_why *w) {
  bool receives = (w->granted || w->paid_to_member) && !w->to_nobody.n;
  h_raw(r, "<div class=\"line\"><dt>");
  part_state(r, receives ? PART_GOOD : PART_WATCH,
             str_of(h_say(r, receives ? W_state_receives : W_state_eligible)));
  h_raw(r, "</dt><dd><p><b>");
  h_text(r, w->title);
  h_raw(r, "</b> · <b class=\"sum\">");
  money vnd = w->has_due ? w->due_vnd : w->vnd;
  if (receives && w->due_at_least)
    h_fill(r, w->once ? W_a_once_at_least : W_a_month_at_least, t_money(r, vnd));
  else if (w->once)
    h_fill(r, W_a_once, t_money(r, vnd));
  else if (receives && w->granted_from)
    h_fill(r, W_a_month_from, t_money(r, vnd), t_month(r, w->granted_from));
  else
    h_fill(r, W_a_month, t_money(r, vnd));
  h_raw(r, "</b> ");
  if (w->household) {
    h_word(r, w->paid_to_member ? W_paid_to_member : W_for_household);
    h_raw(r, " ");
  }
  part_citation(r, w->citation, w->law);
  h_raw(r, "</p>");
  if (w->due_at_least) {
    h_raw(r, "<p class=\"small\">");
    h_word(r, W_at_least_why);
    h_raw(r, "</p>");
  }
  if (w->grant_note.n) {
    h_raw(r, "<p class=\"small\">");
    h_text(r, w->grant_note);
    h_raw(r, "</p>");
  }
  if (w->to_nobody.n) {
    h_raw(r, "<p>");
    h_text(r, w->to_nobody);
    h_raw(r, "</p>");
  }
  arrears(r, w);
  why_fold(r, p, w, W_why);
  h_raw(r, "</dd></div>");
}

static void unknown_line(struct web_request *r, const struct web_person *p, const struct web_why *w) {
  h_raw(r, "<div class=\"line\"><dt>");
  part_state(r, PART_WATCH, str_of(h_say(r, W_state_unknown)));
  h_raw(r, "</dt><dd><p><b>");
  h_text(r, w->title);
  h_raw(r, "</b>");
  if (w->has_due) {
    h_raw(r, " · ");
    h_fill(r,
           w->once ? (w->due_at_least ? W_a_once_at_least : W_a_once)
                   : (w->due_at_least ? W_a_month_at_least : W_a_month),
           t_money(r, w->due_vnd));
  }
  h_raw(r, "</p>");
  if (w->answer.n) {
    h_raw(r, "<p>");
    h_text(r, w->answer);
    h_raw(r, "</p>");
  }
  arrears(r, w);
  why_fold(r, p, w, W_what_missing);
  h_raw(r, "</dd></div>");
}

/* `made`: by what it was found, where it is stored; NULL: it is found now. */
static void look_line(struct web_request *r, struct str title, struct str text, const struct web_made *made) {
  h_raw(r, "<div class=\"line\"><dt>");
  part_state(r, PART_WATCH, str_of(h_say(r, W_state_look)));
  h_raw(r, "</dt><dd><p>");
  if (title.n) {
    h_raw(r, "<b>");
    h_text(r, title);
    h_raw(r, "</b> · ");
  }
  h_text(r, text);
  if (made) part_stale(r, made);
  h_raw(r, "</p></dd></div>");
}

/* By what the findings that are stored were made; all else on the page is worked out now. */
static void found_by(struct web_request *r, const struct web_person *p) {
  const struct part_stored stored[] = { { &p->check, "check caseload" } };
  bool any = false;
  for (int i = 0; i < p->finding_count; i++)
    any |= p->findings[i].stored;
  if (!any) return;
  part_stale_note(r, stored, 1);
  part_made_by(r, stored, 1);
}

static bool not_held(const struct web_why *w) { return !w->granted && (w->status == WEB_NOT || w->lost); }

static void not_lines(struct web_request *r, const struct web_person *p) {
  bool any = false;
  for (int i = 0; i < p->why_count; i++)
    any = any || not_held(&p->whys[i]);
  h_raw(r, "<div class=\"line\"><dt>");
  part_state(r, PART_QUIET, str_of(h_say(r, W_state_not)));
  h_raw(r, "</dt><dd>");
  if (!any) h_word(r, W_nothing_else);
  for (int i = 0; i < p->why_count; i++)
    if (not_held(&p->whys[i])) {
      h_raw(r, "<details class=\"fold plain\"><summary>");
      h_text(r, p->whys[i].title);
      h_raw(r, "</summary><div class=\"why\">");
      part_why(r, &p->whys[i], false);
      h_raw(r, "<p class=\"small\">");
      why_link(r, p, &p->whys[i], W_all_on_page);
      h_raw(r, "</p></div></details>");
    }
  h_raw(r, "</dd></div>");
}

/* A decision that the law of this month does not carry any more. */
static void no_longer_line(struct web_request *r, const struct web_person *p, const struct web_why *w) {
  h_raw(r, "<div class=\"line\"><dt>");
  part_state(r, PART_WATCH, str_of(h_say(r, W_state_look)));
  h_raw(r, "</dt><dd><p><b>");
  h_text(r, w->title);
  h_raw(r, "</b> · ");
  if (w->paid_without)
    h_text(r, w->grant_note);
  else
    h_fill(r,
           w->lost   ? W_granted_lost
           : w->once ? W_granted_once_not
                     : W_granted_not_eligible,
           t_text(r, w->grant_note));
  h_raw(r, "</p>");
  arrears(r, w);
  why_fold(r, p, w, W_why_not);
  h_raw(r, "</dd></div>");
}

static void lines(struct web_request *r, const struct web_person *p) {
  bool any = false;
  h_raw(r, "<dl class=\"lines\">");
  for (int i = 0; i < p->why_count; i++)
    if (p->whys[i].status == WEB_VALUE && !p->whys[i].lost) {
      value_line(r, p, &p->whys[i]);
      any = true;
    }
  if (!any) {
    h_raw(r, "<div class=\"line\"><dt>");
    part_state(r, PART_QUIET, str_of(h_say(r, W_state_receives)));
    h_raw(r, "</dt><dd>");
    h_word(r, W_receives_nothing);
    h_raw(r, "</dd></div>");
  }
  for (int i = 0; i < p->why_count; i++)
    if (p->whys[i].status == WEB_UNKNOWN) unknown_line(r, p, &p->whys[i]);
  for (int i = 0; i < p->why_count; i++)
    if ((p->whys[i].granted || p->whys[i].paid_without) && (p->whys[i].status == WEB_NOT || p->whys[i].lost))
      no_longer_line(r, p, &p->whys[i]);
  for (int i = 0; i < p->finding_count; i++)
    look_line(r, p->findings[i].kind, p->findings[i].text, p->findings[i].stored ? &p->check : NULL);
  for (int i = 0; i < p->coming_count; i++) {
    h_raw(r, "<div class=\"line\"><dt>");
    part_state(r, PART_QUIET, str_of(h_say(r, W_state_coming)));
    h_raw(r, "</dt><dd><b>");
    h_date(r, p->coming[i].day);
    h_raw(r, "</b> ");
    h_text(r, p->coming[i].text);
    h_raw(r, "</dd></div>");
  }
  not_lines(r, p);
  h_raw(r, "</dl>");
  found_by(r, p);
}

/* ---- twelve months ---- */

static void cell_sum(struct web_request *r, bool has, bool unknown, money v) {
  if (unknown)
    h_word(r, W_unknown_word);
  else if (has)
    h_int(r, v);
  else
    h_raw(r, "–");
}

static void strip_head(struct web_request *r, const struct web_person *p) {
  char z[11];
  h_raw(r, "<thead><tr><th scope=\"col\">");
  h_word(r, W_month_word);
  h_raw(r, "</th>");
  for (int i = 0; i < p->strip_count; i++) {
    if (p->strip[i].m == r->when.for_month)
      h_raw(r, "<th scope=\"col\" class=\"n\" aria-current=\"true\"><a href=\"/person/");
    else
      h_raw(r, "<th scope=\"col\" class=\"n\"><a href=\"/person/");
    h_url(r, p->id);
    h_raw(r, "?for=");
    h_z(r, month_iso(p->strip[i].m, z));
    if (r->other_known) {
      h_raw(r, "&amp;known=");
      h_z(r, date_iso(r->when.known, z));
    }
    h_raw(r, "\">");
    h_month(r, p->strip[i].m);
    h_raw(r, "</a></th>");
  }
  h_raw(r, "</tr></thead>");
}

static void strip_row(struct web_request *r, const struct web_person *p, enum web_word word, int which) {
  h_raw(r, "<tr><th scope=\"row\">");
  h_word(r, word);
  h_raw(r, "</th>");
  for (int i = 0; i < p->strip_count; i++) {
    const struct web_cell *c = &p->strip[i];
    if (which == 2 && (c->owed || c->back || c->arrears_open))
      h_raw(r, "<td class=\"n differs\">");
    else
      h_raw(r, "<td class=\"n\">");
    if (which == 0)
      cell_sum(r, c->status == WEB_VALUE, c->status == WEB_UNKNOWN, c->eligible);
    else if (which == 1)
      cell_sum(r, c->has_due, false, c->due);
    else
      cell_sum(r, c->has_paid, false, c->paid);
    h_raw(r, "</td>");
  }
  h_raw(r, "</tr>");
}

static void strip_sum(struct web_request *r, enum web_word word, const char *said) {
  h_raw(r, "<p>");
  h_fill(r, word, said);
  h_raw(r, "</p>");
}

static void strip_arrears(struct web_request *r, const struct web_person *p) {
  money owed = 0, back = 0;
  int open = 0;
  for (int i = 0; i < p->strip_count; i++) {
    owed += p->strip[i].owed;
    back += p->strip[i].back;
    open += p->strip[i].arrears_open;
  }
  if (owed) strip_sum(r, W_short_paid, t_money(r, owed));
  if (back) strip_sum(r, W_over_paid, t_money(r, -back));
  if (open) strip_sum(r, W_strip_open, t_int(r, open));
}

static void strip(struct web_request *r, const struct web_person *p) {
  if (!p->strip_count) return;
  part_section(r, "months", W_strip);
  h_raw(r, "<p class=\"small\">");
  h_word(r, W_strip_about);
  h_raw(r, "</p><div class=\"scroll\" tabindex=\"0\" role=\"region\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_strip)));
  h_raw(r, "><table class=\"strip\">");
  strip_head(r, p);
  h_raw(r, "<tbody>");
  strip_row(r, p, W_eligible_word, 0);
  strip_row(r, p, W_due_word, 1);
  strip_row(r, p, W_paid_word, 2);
  part_table_end(r);
  strip_arrears(r, p);
  part_section_end(r);
}

/* ---- tables, newest first ---- */

/* Nothing where there is no beginning or no end. */
static struct str day_text(struct web_request *r, date d) {
  return d != DATE_MAX && d > DATE_MIN ? str_of(t_date(r, d)) : S("");
}

static void household(struct web_request *r, const struct web_person *p) {
  static const enum web_word heads[] = { W_name, W_born, W_role, W_note };
  part_section(r, "household", W_household);
  if (!p->member_count)
    part_empty(r, W_no_household, W_missing_what);
  else {
    part_table(r, W_household, "tttt", heads);
    for (int i = 0; i < p->member_count; i++) {
      const struct web_member *m = &p->household_members[i];
      h_raw(r, "<tr><th scope=\"row\">");
      if (m->self || !m->id.n)
        h_text(r, m->name);
      else
        part_person_link(r, m->id, m->name);
      h_raw(r, "</th><td>");
      h_birth(r, m->birth, m->birth_known);
      h_raw(r, "</td><td>");
      h_text(r, m->role);
      h_raw(r, "</td><td>");
      if (m->dead) part_state(r, PART_QUIET, str_of(h_say(r, W_dead)));
      h_text(r, m->note);
      h_raw(r, "</td></tr>");
    }
    part_table_end(r);
  }
  part_section_end(r);
}

static void fact_row(struct web_request *r, const struct web_fact *f) {
  if (f->current)
    h_raw(r, "<tr>");
  else
    h_raw(r, "<tr class=\"past\">");
  h_raw(r, "<th scope=\"row\">");
  h_text(r, f->title);
  if (f->household) {
    h_raw(r, " <span class=\"small\">");
    h_word(r, W_of_household);
    h_raw(r, "</span>");
  }
  h_raw(r, "</th><td>");
  if (f->secret)
    part_state(r, PART_QUIET, str_of(h_say(r, W_secret)));
  else
    h_text(r, f->value);
  h_raw(r, "</td><td>");
  h_text(r, day_text(r, f->from));
  h_raw(r, "</td><td>");
  h_text(r, day_text(r, f->to));
  h_raw(r, "</td><td>");
  if (!f->secret) h_text(r, f->source);
  h_raw(r, "</td><td>");
  h_text(r, day_text(r, f->recorded));
  h_raw(r, "</td></tr>");
}

static void fact_table(struct web_request *r, const struct web_person *p, bool current) {
  static const enum web_word heads[] = { W_fact, W_value, W_since, W_until, W_source, W_recorded };
  part_table(r, current ? W_facts : W_past_facts, "tttttt", heads);
  for (int i = 0; i < p->fact_count; i++)
    if (p->facts[i].current == current) fact_row(r, &p->facts[i]);
  part_table_end(r);
}

static void facts(struct web_request *r, const struct web_person *p) {
  int past = 0;
  for (int i = 0; i < p->fact_count; i++)
    past += !p->facts[i].current;
  part_section(r, "facts", W_facts);
  if (past == p->fact_count)
    part_empty(r, W_no_facts, W_no_facts_what);
  else
    fact_table(r, p, true);
  if (past) {
    h_raw(r, "<details><summary>");
    h_fill(r, W_past_facts_count, t_int(r, past));
    h_raw(r, "</summary>");
    fact_table(r, p, false);
    h_raw(r, "</details>");
  }
  part_section_end(r);
}

static void month_span(struct web_request *r, month first, bool open, month last) {
  if (open)
    h_fill(r, W_from_month_on, t_month(r, first));
  else if (first == last)
    h_month(r, first);
  else
    h_fill(r, W_from_to, t_month(r, first), t_month(r, last));
}

static void grants(struct web_request *r, const struct web_person *p) {
  static const enum web_word heads[] = { W_benefit,    W_decision,  W_decided, W_months,
                                         W_amount_vnd, W_case_word, W_payee,   W_state };
  part_section(r, "grants", W_grants);
  if (!p->grant_count)
    part_empty(r, W_no_grants, W_no_grants_what);
  else {
    part_table(r, W_grants, "ttttnttt", heads);
    for (int i = 0; i < p->grant_count; i++) {
      const struct web_grant *g = &p->grants[i];
      h_raw(r, "<tr><th scope=\"row\">");
      h_text(r, g->title);
      h_raw(r, "</th><td>");
      if (g->decision_no.n)
        h_text(r, g->decision_no);
      else
        part_state(r, PART_WATCH, str_of(h_say(r, W_no_paper)));
      h_raw(r, "</td><td>");
      h_date(r, g->decided);
      h_raw(r, "</td><td>");
      month_span(r, g->first, g->running, g->last);
      h_raw(r, "</td><td class=\"n\">");
      h_int(r, g->vnd);
      h_raw(r, "</td><td>");
      h_text(r, g->cases);
      h_raw(r, "</td><td>");
      h_text(r, g->payee);
      h_raw(r, "</td><td>");
      h_text(r, g->state);
      h_raw(r, "</td></tr>");
    }
    part_table_end(r);
  }
  part_section_end(r);
}

static void payments(struct web_request *r, const struct web_person *p) {
  static const enum web_word heads[] = { W_benefit, W_months, W_amount_vnd, W_decision };
  part_section(r, "payments", W_payments);
  if (!p->paid_count)
    part_empty(r, W_no_paid, W_no_paid_what);
  else {
    part_table(r, W_payments, "ttnt", heads);
    for (int i = 0; i < p->paid_count; i++) {
      h_raw(r, "<tr><th scope=\"row\">");
      h_text(r, p->paid[i].title);
      h_raw(r, "</th><td>");
      month_span(r, p->paid[i].from, false, p->paid[i].to);
      h_raw(r, "</td><td class=\"n\">");
      h_int(r, p->paid[i].vnd);
      h_raw(r, "</td><td>");
      h_text(r, p->paid[i].decision_no);
      h_raw(r, "</td></tr>");
    }
    part_table_end(r);
  }
  part_section_end(r);
}

enum { EVENTS_OPEN = 8 };

static void event_rows(struct web_request *r, const struct web_person *p, int from, int to) {
  static const enum web_word heads[] = { W_day, W_event, W_source, W_recorded };
  part_table(r, from ? W_older : W_history, "tttt", heads);
  for (int i = from; i < to; i++) {
    const struct web_event *e = &p->events[i];
    part_row(r, "tttt",
             (struct str[]) { str_of(t_date(r, e->day)), e->text, e->source, day_text(r, e->recorded) });
  }
  part_table_end(r);
}

static void history(struct web_request *r, const struct web_person *p) {
  part_section(r, "history", W_history);
  int open = p->event_count < EVENTS_OPEN ? p->event_count : EVENTS_OPEN;
  if (!open)
    part_empty(r, W_no_history, W_no_history_what);
  else
    event_rows(r, p, 0, open);
  if (open < p->event_count) {
    h_raw(r, "<details><summary>");
    h_fill(r, W_older_count, t_int(r, p->event_count - open));
    h_raw(r, "</summary>");
    event_rows(r, p, open, p->event_count);
    h_raw(r, "</details>");
  }
  part_section_end(r);
}

/* ---- the pages ---- */

static void tabs(struct web_request *r) {
  h_raw(r, "<nav class=\"tabs\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_entitlements)));
  h_raw(r, "><a href=\"#household\">");
  h_word(r, W_household);
  h_raw(r, "</a><a href=\"#facts\">");
  h_word(r, W_facts);
  h_raw(r, "</a><a href=\"#grants\">");
  h_word(r, W_grants);
  h_raw(r, "</a><a href=\"#payments\">");
  h_word(r, W_payments);
  h_raw(r, "</a><a href=\"#history\">");
  h_word(r, W_history);
  h_raw(r, "</a></nav>");
}

/* Rows of his, or of the household, cannot be read: which, and that nothing is answered. */
static enum err unread_page(struct web_request *r, const struct web_person *p) {
  part_open(r, p->id, true);
  h_raw(r, "<div class=\"who\"><h1>");
  h_text(r, p->id);
  h_raw(r, "</h1><p>");
  part_state(r, PART_WATCH, p->unread);
  h_raw(r, "</p></div>");
  part_close(r);
  return OK;
}

enum err web_page_person(struct web_request *r) {
  struct web_person p = { 0 };
  enum err err = r->data->person(r->session, r->a, r->lang, r->when, cli_text(&r->args, "id"), &p);
  if (err != OK) return err;
  if (p.unread.n) return unread_page(r, &p);
  part_open(r, p.name, true);
  headline(r, &p);
  lines(r, &p);
  tabs(r);
  strip(r, &p);
  household(r, &p);
  facts(r, &p);
  grants(r, &p);
  payments(r, &p);
  history(r, &p);
  part_close(r);
  return OK;
}

static void other_form(struct web_request *r, const struct web_person *p, const struct web_why *w,
                       bool share) {
  h_raw(r, "<p class=\"acts\"><a href=\"/person/");
  h_url(r, p->id);
  h_raw(r, "/why/");
  h_url(r, w->benefit);
  if (share) {
    h_when(r, '?');
  } else {
    h_raw(r, "?share=yes");
    h_when(r, '&');
  }
  h_raw(r, "\">");
  h_word(r, share ? W_full_form : W_print_form);
  h_raw(r, "</a> ");
  part_person_link(r, p->id, p->name);
  h_raw(r, "</p>");
}

enum err web_page_why(struct web_request *r) {
  struct web_person p = { 0 };
  struct web_why_ask ask = { cli_text(&r->args, "id"), cli_text(&r->args, "benefit") };
  enum err err = r->data->why(r->session, r->a, r->lang, r->when, &ask, &p);
  if (err == OK && !p.unread.n && !p.why_count) err = NOT_FOUND;
  if (err != OK) return err;
  if (p.unread.n) return unread_page(r, &p);
  const struct web_why *w = &p.whys[0];
  bool share = cli_given(&r->args, "share");
  part_open(r, w->title, false);
  h_raw(r, "<p class=\"lead\">");
  h_fill(r, W_why_of, t_text(r, p.name), t_month(r, r->when.for_month), t_date(r, r->when.known));
  h_raw(r, "</p>");
  if (share) {
    h_raw(r, "<p class=\"small\">");
    h_word(r, W_print_form_about);
    h_raw(r, "</p>");
  }
  h_raw(r, "<div class=\"why\">");
  part_why(r, w, share);
  h_raw(r, "</div>");
  if (w->tree_count) {
    if (share)
      h_raw(r, "<details class=\"tree\"><summary>");
    else
      h_raw(r, "<details class=\"tree\" open><summary>");
    h_word(r, W_detail);
    h_raw(r, "</summary>");
    part_why_tree(r, w->tree, w->tree_count, share, 0);
    h_raw(r, "</details>");
  }
  other_form(r, &p, w, share);
  part_close(r);
  return OK;
}
