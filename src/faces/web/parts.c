/* The components of every page. */
#include "faces/web/parts.h"

#include "faces/web/assets.h"

static void head(struct web_request *r, struct str title) {
  h_raw(r, "<!doctype html>\n<html");
  h_attr(r, "lang", str_of(r->lang == EN ? "en" : "vi"));
  h_raw(r, "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
           "initial-scale=1\">"
           "<meta name=\"color-scheme\" content=\"light dark\"><title>");
  h_text(r, title);
  h_raw(r, " · ");
  h_z(r, r->config->agency);
  h_raw(r, "</title><link rel=\"stylesheet\"");
  h_attr(r, "href", str_of(asset_address(r->a, "style.css")));
  h_raw(r, "><link rel=\"icon\" type=\"image/svg+xml\"");
  h_attr(r, "href", str_of(asset_address(r->a, "icon.svg")));
  h_raw(r, "><script defer");
  h_attr(r, "src", str_of(asset_address(r->a, "app.js")));
  h_raw(r, "></script></head>");
}

static void menu(struct web_request *r) {
  h_raw(r, "<nav class=\"menu\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_menu)));
  h_raw(r, ">");
  for (int place = 10; place < 100; place += 10)
    for (size_t i = 0; i < r->config->table_count; i++) {
      const struct cli_entry *e = &r->config->table[i];
      if (e->kind != CLI_PAGE || e->section != place) continue;
      h_raw(r, "<a href=\"");
      h_z(r, e->path);
      h_when(r, '?');
      h_raw(r, "\"");
      if (r->entry && r->entry->section / 10 == place / 10) h_raw(r, " aria-current=\"page\"");
      h_raw(r, ">");
      h_z(r, cli_say(e->title, r->lang));
      h_raw(r, "</a>");
    }
  h_raw(r, "</nav>");
}

static void other_language(struct web_request *r) {
  h_raw(r, "<a class=\"lang\" href=\"");
  h_text(r, r->path);
  h_raw(r, "?");
  if (r->query.n) {
    h_text(r, r->query);
    h_raw(r, "&amp;");
  }
  if (r->lang == EN)
    h_raw(r, "lang=vi\" lang=\"vi\" hreflang=\"vi\">");
  else
    h_raw(r, "lang=en\" lang=\"en\" hreflang=\"en\">");
  h_z(r, h_say(r, W_other_language));
  h_raw(r, "</a>");
}

static void top_bar(struct web_request *r) {
  h_raw(r, "<a class=\"skip\" href=\"#main\">");
  h_word(r, W_skip);
  h_raw(r, "</a><header class=\"top\"><div class=\"wide\"><a class=\"office\" href=\"/\">");
  h_z(r, r->config->agency);
  h_raw(r, "</a><form class=\"find\" role=\"search\" action=\"/search\"><input type=\"search\" name=\"q\" "
           "id=\"q\" autocomplete=\"off\" "
           "spellcheck=\"false\" maxlength=\"200\"");
  h_attr(r, "placeholder", str_of(h_say(r, W_search_hint)));
  h_attr(r, "aria-label", str_of(h_say(r, W_search_label)));
  if (r->entry && strcmp(r->entry->name, "search") == 0) h_attr(r, "value", cli_text(&r->args, "q"));
  h_raw(r, "><kbd aria-hidden=\"true\">/</kbd><div id=\"found\" hidden></div></form>");
  menu(r);
  other_language(r);
  h_raw(r, "</div></header>");
}

/* Does an argument of the address stay when another time is asked? A place in a list is of its own time. */
static bool goes_along(const struct web_request *r, size_t at) {
  static const char *const of_time[] = { "for", "known", "after" };
  const struct cli_arg *arg = &r->entry->args[at];
  bool stays = r->args.given[at] && arg->need != CLI_PLACE;
  for (size_t i = 0; i < sizeof of_time / sizeof *of_time; i++)
    stays = stays && strcmp(arg->name, of_time[i]) != 0;
  return stays;
}

/* The address of this page without the chosen time. */
static void back_to_today(struct web_request *r) {
  h_raw(r, "<a href=\"");
  h_text(r, r->path);
  bool first = true;
  for (size_t i = 0; r->entry && i < r->entry->arg_count; i++) {
    const struct cli_arg *arg = &r->entry->args[i];
    if (!goes_along(r, i)) continue;
    h_text(r, first ? S("?") : S("&"));
    first = false;
    h_url(r, str_of(arg->name));
    h_raw(r, "=");
    h_url(r, r->args.value[i]);
  }
  h_raw(r, "\">");
  h_word(r, W_back_to_today);
  h_raw(r, "</a>");
}

static void band(struct web_request *r) {
  if (!r->other_month && !r->other_known) return;
  h_raw(r, "<div class=\"band\" role=\"status\"><div class=\"wide\"><p>");
  h_fill(r, W_band, t_month(r, r->when.for_month), t_date(r, r->when.known));
  h_raw(r, "</p>");
  back_to_today(r);
  h_raw(r, "</div></div>");
}

static const struct cli_entry *section_page(const struct web_request *r) {
  for (size_t i = 0; r->entry && i < r->config->table_count; i++)
    if (r->config->table[i].kind == CLI_PAGE && r->config->table[i].section == r->entry->section / 10 * 10)
      return &r->config->table[i];
  return NULL;
}

static void trail(struct web_request *r, struct str title) {
  if (r->entry && strcmp(r->entry->path, "/") == 0) {
    h_raw(r, "<span></span>");
    return;
  }
  const struct cli_entry *section = section_page(r);
  h_raw(r, "<nav class=\"trail\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_trail)));
  h_raw(r, "><ol>");
  h_raw(r, "<li><a href=\"/");
  h_when(r, '?');
  h_raw(r, "\">");
  h_word(r, W_today);
  h_raw(r, "</a></li>");
  if (section && section != r->entry) {
    h_raw(r, "<li><a href=\"");
    h_z(r, section->path);
    h_when(r, '?');
    h_raw(r, "\">");
    h_z(r, cli_say(section->title, r->lang));
    h_raw(r, "</a></li>");
  }
  h_raw(r, "<li aria-current=\"page\">");
  h_text(r, title);
  h_raw(r, "</li></ol></nav>");
}

static bool has_arg(const struct cli_entry *e, const char *name) {
  for (size_t i = 0; e && i < e->arg_count; i++)
    if (strcmp(e->args[i].name, name) == 0) return true;
  return false;
}

/* What else the address holds goes along as hidden fields. */
static void kept_fields(struct web_request *r) {
  for (size_t i = 0; i < r->entry->arg_count; i++) {
    const struct cli_arg *arg = &r->entry->args[i];
    if (!goes_along(r, i)) continue;
    h_raw(r, "<input type=\"hidden\"");
    h_attr(r, "name", str_of(arg->name));
    h_attr(r, "value", r->args.value[i]);
    h_raw(r, ">");
  }
}

void part_when(struct web_request *r) {
  if (!has_arg(r->entry, "for")) return;
  char z[11];
  h_raw(r, "<details class=\"when\"><summary>");
  h_word(r, W_other_time);
  h_raw(r, "</summary><form");
  h_attr(r, "aria-label", str_of(h_say(r, W_other_time)));
  h_raw(r, "><div><label for=\"for\">");
  h_word(r, W_for_month);
  h_raw(r, "</label><input id=\"for\" name=\"for\" inputmode=\"numeric\" autocomplete=\"off\" "
           "placeholder=\"mm/yyyy\"");
  h_attr(r, "value", str_of(month_vn(r->when.for_month, z)));
  h_raw(r, "></div><div><label for=\"known\">");
  h_word(r, W_known_to);
  h_raw(r, "</label><input id=\"known\" name=\"known\" inputmode=\"numeric\" autocomplete=\"off\" "
           "placeholder=\"dd/mm/yyyy\"");
  h_attr(r, "value", str_of(date_vn(r->when.known, z)));
  h_raw(r, "></div>");
  kept_fields(r);
  h_raw(r, "<button>");
  h_word(r, W_look);
  h_raw(r, "</button></form></details>");
}

/* On paper as well: a sheet of a register in which nobody exists must not pass for another. */
static void invented(struct web_request *r) {
  if (!r->config->invented) return;
  h_raw(r, "<p class=\"invented\" role=\"note\">");
  h_word(r, W_invented);
  h_raw(r, "</p>");
}

const char *part_command(struct web_request *r, const char *words, bool laws) {
  const struct web_commands *c = &r->config->commands;
  return arena_print(r->a, "%sansinh %s%s%s", c->day ? c->day : "", words, c->db ? c->db : "",
                     laws && c->law ? c->law : "");
}

static const char *command_of(struct web_request *r, const char *name, month for_month) {
  char m[8], day[11];
  /* The day is said also where it is today's: the shell may be in another day than the pages. */
  const char *words = arena_print(r->a, "%s --for %s --known %s", name, month_iso(for_month, m),
                                  date_iso(r->when.known, day));
  return part_command(r, words, true);
}

void part_command_month(struct web_request *r, const char *name) {
  h_raw(r, "<pre tabindex=\"0\"><code>");
  h_z(r, command_of(r, name, r->when.for_month));
  h_raw(r, "</code></pre>");
}

/* ---- what is stored ---- */

static bool is_check(const struct part_stored *x) { return strcmp(x->command, "determine") != 0; }

/* The last act it knew, and that act's day. */
static const char *t_act(struct web_request *r, const struct web_made *x) {
  struct buf b = buf_growing(r->a);
  const char *said[] = { t_int(r, x->act), x->act_day != DATE_MIN ? t_date(r, x->act_day) : "?" };
  buf_fill(&b, h_say(r, x->act ? W_made_act : W_made_no_act), 2, said);
  return t_text(r, buf_view(&b));
}

void part_stale(struct web_request *r, const struct web_made *made) {
  if (!web_stale(made)) return;
  h_raw(r, " <span class=\"stale\">");
  h_word(r, W_stale);
  h_raw(r, "</span>");
}

static void stale_because(struct web_request *r, const struct web_made *x) {
  const char *join = "";
  if (x->other_packs) {
    h_fill(r, str_eq(x->packs, r->packs.served) ? W_stale_meaning : W_stale_packs, t_hash(r, x->packs),
           t_hash(r, r->packs.served));
    join = "; ";
  }
  if (x->acts_since) {
    h_z(r, join);
    h_fill(r, W_stale_acts, t_act(r, x));
    join = "; ";
  }
  if (x->law_since) {
    h_z(r, join);
    h_fill(r, W_stale_law, t_date(r, x->law_day));
  }
}

void part_stale_note(struct web_request *r, const struct part_stored *list, int n) {
  bool any = false;
  for (int i = 0; i < n; i++)
    any |= web_stale(list[i].made);
  if (!any) return;
  h_raw(r, "<div class=\"stale-note\" role=\"note\"><p>");
  h_word(r, W_stale_about);
  h_raw(r, "</p><ul>");
  for (int i = 0; i < n; i++) {
    const struct web_made *x = list[i].made;
    if (!web_stale(x)) continue;
    h_raw(r, "<li>");
    h_fill(r, is_check(&list[i]) ? W_stale_check : W_stale_determined, t_month(r, x->m));
    h_raw(r, " ");
    stale_because(r, x);
    h_raw(r, ". ");
    h_word(r, W_stale_run);
    h_raw(r, " <code>");
    h_z(r, command_of(r, list[i].command, x->m));
    h_raw(r, "</code></li>");
  }
  h_raw(r, "</ul></div>");
}

void part_made_by(struct web_request *r, const struct part_stored *list, int n) {
  for (int i = 0; i < n; i++) {
    const struct web_made *x = list[i].made;
    if (!x->there) continue;
    h_raw(r, "<p class=\"small\">");
    h_fill(r, is_check(&list[i]) ? W_check_by : W_determined_by, t_month(r, x->m), t_date(r, x->law_day),
           t_date(r, x->facts_day), t_act(r, x), t_hash(r, x->packs));
    part_stale(r, x);
    h_raw(r, "</p>");
  }
}

/* Whoever acts on an answer must know that it goes by other texts than the office does, and what to do. */
static void packs(struct web_request *r) {
  if (r->packs.standing == WEB_ADOPTED) return;
  const char *adopt = part_command(r, "packs adopt", true), *replay = part_command(r, "replay", false),
             *texts = part_command(r, "packs adopted --out ansinh-law", false),
             *serve = part_command(r, "serve --law ansinh-law", false);
  h_raw(r, "<p class=\"invented packs\" role=\"note\">");
  switch (r->packs.standing) {
  case WEB_NEVER_ADOPTED: h_fill(r, W_packs_never_adopted, t_hash(r, r->packs.served), adopt); break;
  case WEB_OTHER_PACKS:
    h_fill(r, W_packs_others, t_hash(r, r->packs.served), t_hash(r, r->packs.adopted), texts, serve, adopt);
    break;
  case WEB_OTHER_MEANING: h_fill(r, W_packs_other_meaning, t_hash(r, r->packs.served), replay, adopt); break;
  case WEB_ADOPTED: break;
  }
  h_raw(r, "</p>");
}

void part_open(struct web_request *r, struct str title, bool bare) {
  if (r->part) return;
  head(r, title);
  h_raw(r, "<body>");
  top_bar(r);
  band(r);
  h_raw(r, "<div class=\"wide under\">");
  trail(r, title);
  part_when(r);
  h_raw(r, "</div><main id=\"main\" class=\"wide\" tabindex=\"-1\">");
  invented(r);
  packs(r);
  if (bare) return;
  h_raw(r, "<h1>");
  h_text(r, title);
  h_raw(r, "</h1>");
}

void part_close(struct web_request *r) {
  if (r->part) return;
  h_raw(r, "</main><footer class=\"wide\"><p>");
  h_fill(r, W_footer, t_date(r, r->today));
  h_raw(r, "</p></footer></body></html>\n");
}

void part_section_(struct web_request *r, const char *open, enum web_word word) {
  buf_z(&r->out, open);
  h_word(r, word);
  h_raw(r, "</h2>");
}

void part_section_made_(struct web_request *r, const char *open, enum web_word word,
                        const struct web_made *made) {
  buf_z(&r->out, open);
  h_word(r, word);
  part_stale(r, made);
  h_raw(r, "</h2>");
}

void part_section_end(struct web_request *r) { h_raw(r, "</section>"); }

void part_state(struct web_request *r, enum part_state state, struct str text) {
  switch (state) {
  case PART_GOOD:
    h_raw(r, "<span class=\"state good\">");
    part_mark(r, WEB_MARK_YES);
    break;
  case PART_WATCH:
    h_raw(r, "<span class=\"state watch\">");
    part_mark(r, WEB_MARK_UNKNOWN);
    break;
  case PART_BAD:
    h_raw(r, "<span class=\"state bad\">");
    part_mark(r, WEB_MARK_NO);
    break;
  case PART_QUIET: h_raw(r, "<span class=\"state quiet\">"); break;
  }
  h_text(r, text);
  h_raw(r, "</span>");
}

/* Drawn, because the fonts served have no such signs. */
void part_mark(struct web_request *r, enum web_mark mark) {
  switch (mark) {
  case WEB_MARK_NONE: return;
  case WEB_MARK_YES:
    h_raw(r, "<svg class=\"mark yes\" viewBox=\"0 0 16 16\" role=\"img\"");
    h_attr(r, "aria-label", str_of(h_say(r, W_mark_yes)));
    h_raw(r, "><path d=\"M3 8.5 6.5 12 13 4.5\"/></svg>");
    return;
  case WEB_MARK_NO:
    h_raw(r, "<svg class=\"mark no\" viewBox=\"0 0 16 16\" role=\"img\"");
    h_attr(r, "aria-label", str_of(h_say(r, W_mark_no)));
    h_raw(r, "><path d=\"M4 4l8 8M12 4l-8 8\"/></svg>");
    return;
  case WEB_MARK_UNKNOWN:
    h_raw(r, "<svg class=\"mark open\" viewBox=\"0 0 16 16\" role=\"img\"");
    h_attr(r, "aria-label", str_of(h_say(r, W_mark_unknown)));
    h_raw(r, "><path d=\"M5 6c0-2 1.300-3 3-3s3 1.100 3 2.700C11 8 8 8 8 10M8 12.600v.8\"/></svg>");
    return;
  }
}

void part_table(struct web_request *r, enum web_word caption, const char *kinds, const enum web_word *heads) {
  h_raw(r, "<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
  h_attr(r, "aria-label", str_of(h_say(r, caption)));
  h_raw(r, "><table><thead><tr>");
  for (size_t i = 0; kinds[i]; i++) {
    assert(kinds[i] == 't' || kinds[i] == 'n');
    if (kinds[i] == 'n')
      h_raw(r, "<th scope=\"col\" class=\"n\">");
    else
      h_raw(r, "<th scope=\"col\">");
    h_word(r, heads[i]);
    h_raw(r, "</th>");
  }
  h_raw(r, "</tr></thead><tbody>");
}

void part_row(struct web_request *r, const char *kinds, const struct str *cells) {
  for (size_t i = 0; kinds[i]; i++) {
    assert(kinds[i] == 't' || kinds[i] == 'n');
    if (i == 0)
      h_raw(r, "<tr><th scope=\"row\">");
    else if (kinds[i] == 'n')
      h_raw(r, "<td class=\"n\">");
    else
      h_raw(r, "<td>");
    h_text(r, cells[i]);
    if (i == 0)
      h_raw(r, "</th>");
    else
      h_raw(r, "</td>");
  }
  h_raw(r, "</tr>");
}

void part_table_end(struct web_request *r) { h_raw(r, "</tbody></table></div>"); }

void part_empty(struct web_request *r, enum web_word why, enum web_word what) {
  h_raw(r, "<p class=\"empty\"><b>");
  h_word(r, why);
  h_raw(r, "</b> ");
  h_word(r, what);
  h_raw(r, "</p>");
}

void part_difference(struct web_request *r, int64_t now, int64_t before, bool money_sum) {
  int64_t d = now - before;
  int64_t size = d < 0 ? -d : d;
  const char *figure = money_sum ? t_money(r, size) : t_int(r, size);
  if (d > 0)
    h_raw(r, "+");
  else if (d < 0)
    h_raw(r, "\xE2\x88\x92");
  else
    h_raw(r, "±");
  h_z(r, figure);
}

void part_citation(struct web_request *r, struct str citation, struct str law) {
  if (!citation.n) return;
  if (!law.n) {
    h_raw(r, "<span class=\"cite\">");
    h_text(r, citation);
    h_raw(r, "</span>");
    return;
  }
  h_raw(r, "<a class=\"cite\" href=\"/law/");
  h_url(r, law);
  h_when(r, '?');
  h_raw(r, "\">");
  h_text(r, citation);
  h_raw(r, "</a>");
}

void part_person_link(struct web_request *r, struct str id, struct str name) {
  assert(id.n);
  h_raw(r, "<a href=\"/person/");
  h_url(r, id);
  h_when(r, '?');
  h_raw(r, "\">");
  h_text(r, name);
  h_raw(r, "</a>");
}

void part_trouble(struct web_request *r, enum err err) {
  enum web_word title = W_trouble_title, what = W_trouble_what;
  if (err == NOT_FOUND) {
    title = W_missing_title;
    what = W_missing_what;
  } else if (err == INVALID) {
    title = W_refused_title;
    what = W_refused_what;
  } else if (err == LIMIT || err == NOMEM) {
    title = W_limit_title;
    what = W_limit_what;
  } else if (err == RETRY) {
    title = W_busy_title;
    what = W_busy_what;
  }
  part_open(r, str_of(h_say(r, title)), false);
  if (r->refused.n) {
    h_raw(r, "<p class=\"lead\">");
    h_text(r, r->refused);
    h_raw(r, "</p>");
  }
  h_raw(r, "<p>");
  h_word(r, what);
  h_raw(r, "</p><p><a class=\"do\" href=\"/\">");
  h_word(r, W_go_today);
  h_raw(r, "</a></p>");
  part_close(r);
}
