/* The page of the caseload check: findings by kind and commune. */
#include "faces/web/parts.h"

#include "faces/table/cli_words.h"

/* The address of this list with other filters; paging starts anew. */
static void list_address(struct web_request *r, struct str kind, struct str commune, struct str after) {
  bool first = true;
  h_raw(r, "/check");
  if (kind.n) {
    h_raw(r, "?kind=");
    h_url(r, kind);
    first = false;
  }
  if (commune.n) {
    h_text(r, first ? S("?commune=") : S("&commune="));
    h_url(r, commune);
    first = false;
  }
  if (after.n) {
    h_text(r, first ? S("?after=") : S("&after="));
    h_url(r, after);
    first = false;
  }
  if (first)
    h_when(r, '?');
  else
    h_when(r, '&');
}

static void kind_link(struct web_request *r, const struct web_check_ask *ask, struct str name,
                      struct str title, struct str help, int64_t count) {
  h_raw(r, "<li><a href=\"");
  list_address(r, name, ask->commune, S(""));
  h_raw(r, "\"");
  if (str_eq(name, ask->kind)) h_raw(r, " aria-current=\"true\"");
  if (help.n) h_attr(r, "title", help);
  h_raw(r, "><span>");
  h_text(r, title);
  h_raw(r, "</span> <b>");
  h_int(r, count);
  h_raw(r, "</b></a></li>");
}

static void kinds(struct web_request *r, const struct web_check *c, const struct web_check_ask *ask) {
  h_raw(r, "<nav class=\"kinds\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_kinds)));
  h_raw(r, "><ul>");
  kind_link(r, ask, S(""), str_of(h_say(r, W_all_kinds)), S(""), c->all);
  for (int i = 0; i < c->kind_count; i++)
    kind_link(r, ask, c->kinds[i].name, c->kinds[i].title, c->kinds[i].help, c->kinds[i].count);
  h_raw(r, "</ul></nav>");
}

static void none_option(struct web_request *r, const struct web_check *c, const struct web_check_ask *ask) {
  h_raw(r, "<option value=\"" WEB_NO_COMMUNE "\"");
  if (str_is(ask->commune, WEB_NO_COMMUNE)) h_raw(r, " selected");
  h_raw(r, ">");
  h_text(r, str_of(cli_word(CW_no_commune, r->lang)));
  h_raw(r, " (");
  h_int(r, c->of_no_commune);
  h_raw(r, ")</option>");
}

static void commune_form(struct web_request *r, const struct web_check *c, const struct web_check_ask *ask) {
  char z[11];
  h_raw(r, "<form class=\"row\" action=\"/check\"><div><label for=\"commune\">");
  h_word(r, W_commune);
  h_raw(r, "</label><select id=\"commune\" name=\"commune\"><option value=\"\">");
  h_word(r, W_all_communes);
  h_raw(r, "</option>");
  for (int i = 0; i < c->commune_count; i++) {
    h_raw(r, "<option");
    h_attr(r, "value", c->communes[i].code);
    if (str_eq(c->communes[i].code, ask->commune)) h_raw(r, " selected");
    h_raw(r, ">");
    h_text(r, c->communes[i].title);
    h_raw(r, " (");
    h_int(r, c->communes[i].now.people);
    h_raw(r, ")</option>");
  }
  if (c->of_no_commune || str_is(ask->commune, WEB_NO_COMMUNE)) none_option(r, c, ask);
  h_raw(r, "</select></div>");
  if (ask->kind.n) {
    h_raw(r, "<input type=\"hidden\" name=\"kind\"");
    h_attr(r, "value", ask->kind);
    h_raw(r, ">");
  }
  if (r->other_month) {
    h_raw(r, "<input type=\"hidden\" name=\"for\"");
    h_attr(r, "value", str_of(month_iso(r->when.for_month, z)));
    h_raw(r, ">");
  }
  if (r->other_known) {
    h_raw(r, "<input type=\"hidden\" name=\"known\"");
    h_attr(r, "value", str_of(date_iso(r->when.known, z)));
    h_raw(r, ">");
  }
  h_raw(r, "<button>");
  h_word(r, W_filter);
  h_raw(r, "</button></form>");
}

static void finding_row(struct web_request *r, const struct web_check_row *x, date list_law) {
  h_raw(r, "<tr><th scope=\"row\">");
  if (x->person.n)
    part_person_link(r, x->person, x->name);
  else
    h_word(r, W_unknown_word);
  h_raw(r, "</th><td>");
  h_text(r, x->village);
  if (x->village.n && x->commune.n) h_raw(r, ", ");
  h_text(r, x->commune.n ? x->commune : str_of(cli_word(CW_no_commune, r->lang)));
  h_raw(r, "</td><td>");
  h_text(r, x->title);
  if (x->text.n) {
    h_raw(r, " <span class=\"small\">");
    h_text(r, x->text);
    h_raw(r, "</span>");
  }
  h_raw(r, "</td><td class=\"n\">");
  if (x->has_law)
    h_int(r, x->law_vnd);
  else if (x->law_unknown)
    h_word(r, W_not_known_word);
  else
    h_raw(r, "–");
  if (x->law_day != list_law) {
    h_raw(r, " <span class=\"small\">");
    h_fill(r, W_by_law_of, t_date(r, x->law_day));
    h_raw(r, "</span>");
  }
  h_raw(r, "</td><td class=\"n\">");
  if (x->has_paid)
    h_int(r, x->paid_vnd);
  else
    h_raw(r, "–");
  h_raw(r, "</td></tr>");
}

static void rows(struct web_request *r, const struct web_check *c, const struct web_check_ask *ask) {
  static const enum web_word heads[] = { W_name, W_lives, W_what_found, W_law_vnd, W_paid_vnd };
  part_table(r, W_what_found, "tttnn", heads);
  for (int i = 0; i < c->row_count; i++)
    finding_row(r, &c->rows[i], c->made.law_day);
  part_table_end(r);
  h_raw(r, "<p class=\"acts\">");
  if (c->before.n) {
    h_raw(r, "<a href=\"");
    list_address(r, ask->kind, ask->commune, S(""));
    h_raw(r, "\">");
    h_word(r, W_first_page);
    h_raw(r, "</a> ");
  }
  if (ask->after.n) {
    h_raw(r, "<a rel=\"prev\" href=\"");
    list_address(r, ask->kind, ask->commune, c->before);
    h_raw(r, "\">");
    h_word(r, W_page_before);
    h_raw(r, "</a> ");
  }
  if (c->next.n) {
    h_raw(r, "<a class=\"do\" rel=\"next\" href=\"");
    list_address(r, ask->kind, ask->commune, c->next);
    h_raw(r, "\">");
    h_word(r, W_next_page);
    h_raw(r, "</a>");
  }
  h_raw(r, "</p>");
}

/* Not checked, as known then: what makes it, and a month that was. */
static void not_made(struct web_request *r, const struct web_check *c) {
  char z[11];
  h_raw(r, "<p class=\"lead\">");
  if (r->other_known)
    h_fill(r, W_check_not_then, t_month(r, r->when.for_month), t_date(r, r->when.known));
  else
    h_fill(r, W_check_not_made, t_month(r, r->when.for_month));
  h_raw(r, "</p>");
  if (c->latest) {
    h_raw(r, "<p><a class=\"do\" href=\"/check?for=");
    h_z(r, month_iso(c->latest, z));
    if (r->other_known) {
      h_raw(r, "&amp;known=");
      h_z(r, date_iso(r->when.known, z));
    }
    h_raw(r, "\">");
    h_fill(r, W_check_latest, t_month(r, c->latest));
    h_raw(r, "</a></p>");
  }
  h_raw(r, "<p>");
  h_word(r, W_not_determined_what);
  h_raw(r, "</p>");
  part_command_month(r, "check caseload");
}

/* The address says no month, and this one was not checked: what stands here is the latest that was. */
static void another_month(struct web_request *r, month asked) {
  char z[11];
  h_raw(r, "<p>");
  h_fill(r, W_check_is_latest, t_month(r, asked));
  h_raw(r, " <a href=\"/check?for=");
  h_z(r, month_iso(asked, z));
  if (r->other_known) {
    h_raw(r, "&amp;known=");
    h_z(r, date_iso(r->when.known, z));
  }
  h_raw(r, "\">");
  h_fill(r, W_check_how, t_month(r, asked));
  h_raw(r, "</a></p>");
}

static void found(struct web_request *r, const struct web_check *c, const struct web_check_ask *ask) {
  h_raw(r, "<p class=\"lead\">");
  h_fill(r, W_check_lead, t_int(r, c->all));
  part_stale(r, &c->made);
  h_raw(r, "</p>");
  part_stale_note(r, &(struct part_stored) { &c->made, "check caseload" }, 1);
  h_raw(r, "<div class=\"side\">");
  kinds(r, c, ask);
  h_raw(r, "<div>");
  commune_form(r, c, ask);
  if (c->row_count)
    rows(r, c, ask);
  else
    part_empty(r, W_check_none_here, W_check_none_here_what);
  h_raw(r, "</div></div>");
}

enum err web_page_check(struct web_request *r) {
  struct web_check_ask ask = { r->when.for_month, cli_text(&r->args, "kind"), cli_text(&r->args, "commune"),
                               cli_text(&r->args, "after") };
  struct web_check c = { 0 };
  month asked = r->when.for_month;
  enum err err = r->data->check(r->session, r->a, r->lang, r->when, &ask, &c);
  if (err == OK && !c.made.there && c.latest && !cli_given(&r->args, "for")) {
    r->when.for_month = ask.for_month = c.latest;
    err = r->data->check(r->session, r->a, r->lang, r->when, &ask, &c);
  }
  if (err != OK) return err;
  assert(c.row_count <= WEB_PAGE_ROWS);
  const char *said[] = { t_month(r, r->when.for_month) };
  struct buf title = buf_growing(r->a);
  buf_fill(&title, h_say(r, W_check_title), 1, said);
  part_open(r, buf_view(&title), false);
  if (r->when.for_month != asked) {
    another_month(r, asked);
    r->other_month = true; /* from here on: the menu goes on with the month of today */
  }
  const struct part_stored stored[] = { { &c.made, "check caseload" } };
  bool none = !c.all && !ask.commune.n;
  if (!c.made.there)
    not_made(r, &c);
  else if (none)
    part_empty(r, c.compared ? W_check_clean : W_check_unpaid,
               c.compared ? W_check_clean_what : W_check_unpaid_what);
  else
    found(r, &c, &ask);
  if (none) part_stale_note(r, stored, 1);
  if (c.made.there && c.all && !c.compared) {
    h_raw(r, "<p class=\"small\">");
    h_word(r, W_check_unpaid_what);
    h_raw(r, "</p>");
  }
  part_made_by(r, stored, 1);
  part_close(r);
  return OK;
}
