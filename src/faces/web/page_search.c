/* The page that finds people. */
#include "faces/web/parts.h"

/* The name with the words that were met set off. */
static void marked_name(struct web_request *r, const struct web_found *f) {
  size_t at = 0;
  for (int word = 0; at < f->name.n; word++) {
    size_t end = at;
    while (end < f->name.n && f->name.p[end] != ' ')
      end++;
    struct str w = { f->name.p + at, end - at };
    if (word < 32 && (f->matched >> word & 1)) {
      h_raw(r, "<mark>");
      h_text(r, w);
      h_raw(r, "</mark>");
    } else {
      h_text(r, w);
    }
    if (end < f->name.n) h_raw(r, " ");
    at = end + 1;
  }
}

static void place(struct web_request *r, struct str village, struct str commune) {
  h_text(r, village);
  if (village.n && commune.n) h_raw(r, ", ");
  h_text(r, commune);
}

static void found_row(struct web_request *r, const struct web_found *f, int i) {
  h_raw(r, "<li role=\"presentation\"><a role=\"option\" aria-selected=\"false\" tabindex=\"-1\"");
  h_attr(r, "id", str_of(arena_print(r->a, "found-%d", i)));
  h_raw(r, " href=\"/person/");
  h_url(r, f->id);
  h_when(r, '?');
  h_raw(r, "\"><b>");
  marked_name(r, f);
  h_raw(r, "</b> <span>");
  h_birth(r, f->birth, 1);
  h_raw(r, "</span> <span>");
  place(r, f->village, f->commune);
  h_raw(r, "</span>");
  if (f->head.n && !str_eq(f->head, f->name)) {
    h_raw(r, " <span>");
    h_fill(r, W_head_of, t_text(r, f->head));
    h_raw(r, "</span>");
  }
  if (f->dead) {
    h_raw(r, " <span>");
    h_word(r, W_dead);
    h_raw(r, "</span>");
  }
  if (f->receives.n) {
    h_raw(r, " <em>");
    h_text(r, f->receives);
    h_raw(r, "</em>");
  }
  h_raw(r, "</a></li>");
}

/* Nobody: of what was typed wrong, that. */
static enum web_word none(const struct web_request *r, enum web_word *ret_what) {
  bool mistyped = r->data->mistyped(cli_text(&r->args, "q"));
  *ret_what = mistyped ? W_search_mistyped_what : W_search_none_what;
  return mistyped ? W_search_mistyped : W_search_none;
}

/* What the script puts under the search box. */
static void part_list(struct web_request *r, const struct web_found *list, int count) {
  enum web_word what;
  if (!count) {
    h_raw(r, "<p>");
    h_word(r, none(r, &what));
    h_raw(r, " ");
    h_word(r, what);
    h_raw(r, "</p>");
    return;
  }
  h_raw(r, "<ul role=\"listbox\" id=\"found-list\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_search_title)));
  h_raw(r, ">");
  for (int i = 0; i < count; i++)
    found_row(r, &list[i], i);
  h_raw(r, "</ul>");
}

static void whole_list(struct web_request *r, const struct web_found *list, int count) {
  static const enum web_word heads[] = { W_name, W_born, W_lives, W_head, W_receives };
  part_table(r, W_search_title, "ttttt", heads);
  for (int i = 0; i < count; i++) {
    const struct web_found *f = &list[i];
    h_raw(r, "<tr><th scope=\"row\"><a href=\"/person/");
    h_url(r, f->id);
    h_when(r, '?');
    h_raw(r, "\">");
    marked_name(r, f);
    h_raw(r, "</a>");
    if (f->dead) {
      h_raw(r, " ");
      part_state(r, PART_QUIET, str_of(h_say(r, W_dead)));
    }
    h_raw(r, "</th><td>");
    h_birth(r, f->birth, f->birth_known);
    h_raw(r, ", ");
    h_word(r, f->female ? W_sex_female : W_sex_male);
    h_raw(r, "</td><td>");
    place(r, f->village, f->commune);
    h_raw(r, "</td><td>");
    h_text(r, f->head);
    h_raw(r, "</td><td>");
    h_text(r, f->receives);
    h_raw(r, "</td></tr>");
  }
  part_table_end(r);
  if (count == WEB_FOUND_MAX) {
    h_raw(r, "<p class=\"small\">");
    h_word(r, W_search_more);
    h_raw(r, "</p>");
  }
}

enum err web_page_search(struct web_request *r) {
  struct str query = cli_text(&r->args, "q");
  struct web_found *list = NULL;
  int count = 0;
  bool too_long = false;
  if (query.n) {
    enum err err = r->data->search(r->session, r->a, r->lang, r->when, query, &list, &count);
    too_long = err == INVALID;
    if (err != OK && !too_long) return err;
  }
  assert(count <= WEB_FOUND_MAX);
  if (r->part) {
    part_list(r, list, count);
    return OK;
  }
  const char *said[] = { t_text(r, query) };
  struct buf title = buf_growing(r->a);
  buf_fill(&title, h_say(r, query.n ? W_search_for : W_search_title), 1, said);
  part_open(r, buf_view(&title), false);
  if (!query.n) {
    h_raw(r, "<p class=\"lead\">");
    h_word(r, W_search_what);
    h_raw(r, "</p>");
  } else if (too_long) {
    part_empty(r, W_search_long, W_search_long_what);
  } else if (!count) {
    enum web_word what, why = none(r, &what);
    part_empty(r, why, what);
  } else {
    whole_list(r, list, count);
  }
  part_close(r);
  return OK;
}
