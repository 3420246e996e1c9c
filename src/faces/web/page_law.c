/* The pages of the law: its provisions, one of them, and what changed between two days. */
#include "faces/web/parts.h"

static bool fits(struct arena *a, const struct web_provision *p, struct str query) {
  if (!query.n) return true;
  struct str all = str_of(arena_print(a, "%.*s %.*s %.*s %.*s", (int)p->name.n, p->name.p, (int)p->title.n,
                                      p->title.p, (int)p->citation.n, p->citation.p, (int)p->kind.n,
                                      p->kind.p));
  return strstr(text_fold(a, all).p, text_fold(a, query).p) != NULL;
}

static void documents(struct web_request *r, const struct web_document *list, int count) {
  static const enum web_word heads[] = { W_document, W_in_force, W_note };
  part_table(r, W_documents, "ttt", heads);
  for (int i = 0; i < count; i++)
    part_row(r, "ttt", (struct str[]) { list[i].title, str_of(t_date(r, list[i].in_force)), list[i].note });
  part_table_end(r);
}

static void provision_row(struct web_request *r, const struct web_provision *p) {
  h_raw(r, "<tr><th scope=\"row\"><a href=\"/law/");
  h_url(r, p->name);
  h_when(r, '?');
  h_raw(r, "\">");
  h_text(r, p->title);
  h_raw(r, "</a> <code>");
  h_text(r, p->name);
  h_raw(r, "</code></th><td>");
  h_text(r, p->kind);
  h_raw(r, "</td><td>");
  h_text(r, p->value);
  if (p->unverified) {
    h_raw(r, " ");
    part_state(r, PART_WATCH, str_of(h_say(r, W_unverified)));
  }
  h_raw(r, "</td><td>");
  h_text(r, p->since);
  h_raw(r, "</td><td>");
  part_citation(r, p->citation, S(""));
  h_raw(r, "</td></tr>");
}

static void find_form(struct web_request *r, struct str query) {
  h_raw(r, "<form class=\"row\" action=\"/law\"><div><label for=\"lq\">");
  h_word(r, W_find_provision);
  h_raw(r, "</label><input type=\"search\" id=\"lq\" name=\"q\"");
  h_attr(r, "value", query);
  h_raw(r, "></div><button>");
  h_word(r, W_find_word);
  h_raw(r, "</button></form>");
}

enum err web_page_law(struct web_request *r) {
  static const enum web_word heads[] = { W_provision, W_kind, W_value, W_since, W_citation };
  struct web_law l = { 0 };
  enum err err = r->data->law(r->session, r->a, r->lang, r->when, &l);
  if (err != OK) return err;
  struct str query = cli_text(&r->args, "q");
  const char *said[] = { t_date(r, r->when.known) };
  struct buf title = buf_growing(r->a);
  buf_fill(&title, h_say(r, W_law_title), 1, said);
  part_open(r, buf_view(&title), false);
  h_raw(r, "<p class=\"lead\">");
  h_fill(r, W_law_lead, t_int(r, l.document_count), t_int(r, l.provision_count));
  h_raw(r, "</p><p><a class=\"do\" href=\"/law/diff\">");
  h_word(r, W_law_diff_go);
  h_raw(r, "</a></p>");
  part_section(r, "provisions", W_provisions);
  find_form(r, query);
  int shown = 0;
  part_table(r, W_provisions, "ttttt", heads);
  for (int i = 0; i < l.provision_count; i++)
    if (fits(r->a, &l.provisions[i], query)) {
      provision_row(r, &l.provisions[i]);
      shown++;
    }
  part_table_end(r);
  if (!shown) part_empty(r, W_no_provision, W_no_provision_what);
  part_section_end(r);
  part_section(r, "documents", W_documents);
  documents(r, l.documents, l.document_count);
  if (l.hash.n) {
    h_raw(r, "<p class=\"small\">");
    h_fill(r, W_pack_hash, t_text(r, l.hash));
    h_raw(r, "</p>");
  }
  part_section_end(r);
  part_close(r);
  return OK;
}

static void versions(struct web_request *r, const struct web_provision_page *p) {
  static const enum web_word heads[] = { W_since, W_until, W_value, W_citation, W_note };
  part_section(r, "versions", W_versions);
  part_table(r, W_versions, "ttttt", heads);
  for (int i = 0; i < p->version_count; i++) {
    const struct web_version *v = &p->versions[i];
    if (v->current)
      h_raw(r, "<tr class=\"now\"><th scope=\"row\">");
    else
      h_raw(r, "<tr><th scope=\"row\">");
    h_text(r, v->from.n ? v->from : S("\xE2\x80\x93"));
    h_raw(r, "</th><td>");
    h_text(r, v->until);
    h_raw(r, "</td><td>");
    h_text(r, v->value);
    h_raw(r, "</td><td>");
    part_citation(r, v->citation, S(""));
    h_raw(r, "</td><td>");
    if (v->current) part_state(r, PART_GOOD, str_of(h_say(r, W_current_word)));
    if (v->unverified) part_state(r, PART_WATCH, str_of(h_say(r, W_unverified)));
    if (v->note.n) {
      h_raw(r, " ");
      h_text(r, v->note);
    }
    h_raw(r, "</td></tr>");
  }
  part_table_end(r);
  part_section_end(r);
}

static void rows_left(struct web_request *r, int told, int all) {
  if (told == all) return;
  h_raw(r, "<p class=\"small\">");
  h_fill(r, W_rows_left, t_int(r, all - told));
  h_raw(r, "</p>");
}

/* What a table says, version by version. */
static void table_rows(struct web_request *r, const struct web_provision_page *p) {
  static const enum web_word heads[] = { W_row_key, W_value };
  bool any = false;
  for (int i = 0; i < p->version_count; i++)
    any |= p->versions[i].row_count > 0;
  if (!any) return;
  part_section(r, "rows", W_table_rows);
  for (int i = 0; i < p->version_count; i++) {
    const struct web_version *v = &p->versions[i];
    if (!v->row_count) continue;
    h_raw(r, "<p>");
    h_fill(r, W_rows_from, t_text(r, v->from.n ? v->from : S("\xE2\x80\x93")));
    h_raw(r, "</p>");
    part_table(r, W_table_rows, "tt", heads);
    for (int k = 0; k < v->rows_told; k++)
      part_row(r, "tt", (struct str[]) { v->rows[k].key, v->rows[k].value });
    part_table_end(r);
    rows_left(r, v->rows_told, v->row_count);
  }
  part_section_end(r);
}

enum err web_page_provision(struct web_request *r) {
  struct web_provision_page p = { 0 };
  enum err err = r->data->provision(r->session, r->a, r->lang, r->when, cli_text(&r->args, "name"), &p);
  if (err != OK) return err;
  part_open(r, p.about.title, false);
  h_raw(r, "<p class=\"lead\"><code>");
  h_text(r, p.about.name);
  h_raw(r, "</code> · ");
  h_text(r, p.about.kind);
  if (p.about.value.n) {
    h_raw(r, " · <b>");
    h_text(r, p.about.value);
    h_raw(r, "</b>");
  }
  h_raw(r, " ");
  part_citation(r, p.about.citation, S(""));
  h_raw(r, "</p>");
  if (p.version_count) versions(r, &p);
  table_rows(r, &p);
  if (p.used_count) {
    part_section(r, "used", W_used_by);
    h_raw(r, "<p>");
    for (int i = 0; i < p.used_count; i++) {
      if (i) h_raw(r, ", ");
      part_citation(r, p.used_by[i], p.used_by[i]);
    }
    h_raw(r, "</p>");
    part_section_end(r);
  }
  if (p.source.n) {
    part_section(r, "text", W_pack_text);
    h_raw(r, "<pre tabindex=\"0\"><code>");
    h_text(r, p.source);
    h_raw(r, "</code></pre><p class=\"small\">");
    h_text(r, p.place);
    h_raw(r, "</p>");
    part_section_end(r);
  }
  part_close(r);
  return OK;
}

static void diff_form(struct web_request *r, date from, date to) {
  char z[11];
  h_raw(r, "<form class=\"row\" action=\"/law/diff\"><div><label for=\"from\">");
  h_word(r, W_from_day);
  h_raw(r, "</label><input id=\"from\" name=\"from\" required inputmode=\"numeric\" autocomplete=\"off\" "
           "placeholder=\"dd/mm/yyyy\"");
  h_attr(r, "value", str_of(date_vn(from, z)));
  h_raw(r, "></div><div><label for=\"to\">");
  h_word(r, W_to_day);
  h_raw(r, "</label><input id=\"to\" name=\"to\" required inputmode=\"numeric\" autocomplete=\"off\" "
           "placeholder=\"dd/mm/yyyy\"");
  h_attr(r, "value", str_of(date_vn(to, z)));
  h_raw(r, "></div><button>");
  h_word(r, W_compare);
  h_raw(r, "</button></form>");
}

static bool begins(struct str s, struct str with) {
  return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0;
}

/* A value as it is, a condition as the pack writes it. */
static void side(struct web_request *r, struct str text) {
  if (!text.n) {
    h_word(r, W_none_word);
  } else if (begins(text, S("when ")) || begins(text, S("choose "))) {
    h_raw(r, "<code>");
    h_text(r, text);
    h_raw(r, "</code>");
  } else {
    h_text(r, text);
  }
}

/* Below a table's change, the rows that differ as they are on one side. */
static void side_rows(struct web_request *r, const struct web_change *c, bool after) {
  for (int i = 0; i < c->rows_told; i++) {
    struct str value = after ? c->rows[i].value : c->rows[i].before;
    h_raw(r, "<br>");
    h_text(r, c->rows[i].key);
    h_raw(r, ": ");
    if (value.n)
      h_text(r, value);
    else
      h_word(r, W_none_word);
  }
  if (c->rows_told < c->row_count) {
    h_raw(r, "<br><span class=\"small\">");
    h_fill(r, W_rows_left, t_int(r, c->row_count - c->rows_told));
    h_raw(r, "</span>");
  }
}

static void change_row(struct web_request *r, const struct web_change *c) {
  h_raw(r, "<tr><th scope=\"row\"><a href=\"/law/");
  h_url(r, c->name);
  h_raw(r, "\">");
  h_text(r, c->title);
  h_raw(r, "</a> <span class=\"small\">");
  h_text(r, c->kind);
  h_raw(r, "</span></th><td>");
  side(r, c->before);
  side_rows(r, c, false);
  h_raw(r, "</td><td class=\"after\">");
  side(r, c->after);
  side_rows(r, c, true);
  h_raw(r, "</td><td>");
  h_text(r, c->document);
  h_raw(r, " ");
  part_citation(r, c->citation, S(""));
  h_raw(r, "</td><td class=\"n\">");
  if (c->counted)
    h_int(r, c->touched);
  else
    h_word(r, W_not_known_word);
  h_raw(r, "</td></tr>");
}

static void counted_in(struct web_request *r, const struct web_counted *c) {
  const struct web_made *x = &c->made;
  if (!x->there)
    h_fill(r, W_counted_not, t_month(r, c->m));
  else
    h_fill(r, W_counted_in, t_month(r, x->m), t_date(r, x->law_day), t_date(r, x->facts_day),
           t_hash(r, x->packs));
  part_stale(r, x);
}

/* Of which months the people are: of what stands, the one of the later day; of what ended, of the earlier. */
static void counted(struct web_request *r, const struct web_diff *d) {
  bool ended = false;
  for (int i = 0; i < d->change_count; i++)
    ended |= d->changes[i].ended;
  h_raw(r, "<p class=\"small\">");
  h_word(r, W_touched);
  h_raw(r, ": ");
  counted_in(r, &d->after);
  if (ended && d->before.m != d->after.m) {
    h_raw(r, "; ");
    h_word(r, W_counted_ended);
    h_raw(r, " ");
    counted_in(r, &d->before);
  }
  h_raw(r, ".</p>");
  const struct part_stored stored[] = { { &d->after.made, "determine" }, { &d->before.made, "determine" } };
  part_stale_note(r, stored, ended && d->before.m != d->after.m ? 2 : 1);
}

enum err web_page_law_diff(struct web_request *r) {
  static const enum web_word heads[] = { W_provision, W_before, W_after, W_document, W_touched };
  date to = cli_date(&r->args, "to", r->today), from = cli_date(&r->args, "from", date_add_months(to, -12));
  if (from > to) {
    r->refused = str_of(h_say(r, W_diff_backwards));
    return INVALID;
  }
  struct web_diff d = { 0 };
  enum err err = r->data->diff(r->session, r->a, r->lang, from, to, &d);
  if (err != OK) return err;
  part_open(r, str_of(h_say(r, W_diff_title)), false);
  h_raw(r, "<p class=\"lead\">");
  h_fill(r, W_diff_lead, t_date(r, from), t_date(r, to), t_int(r, d.change_count));
  h_raw(r, "</p>");
  diff_form(r, from, to);
  if (d.document_count) {
    part_section(r, "documents", W_came_into_force);
    documents(r, d.documents, d.document_count);
    part_section_end(r);
  }
  if (!d.change_count) {
    part_empty(r, W_diff_none, W_diff_none_what);
  } else {
    part_section(r, "changes", W_diff_title);
    counted(r, &d);
    part_table(r, W_diff_title, "ttttn", heads);
    for (int i = 0; i < d.change_count; i++)
      change_row(r, &d.changes[i]);
    part_table_end(r);
    part_section_end(r);
  }
  part_close(r);
  return OK;
}
