/* The first page: the month in sums, by benefit and commune. */
#include "faces/web/parts.h"

#include "faces/table/cli_words.h"

/* ---- sorting, by the address ---- */

static int by_people(const void *a, const void *b) {
  const struct web_total *x = a, *y = b;
  return (x->now.people < y->now.people) - (x->now.people > y->now.people);
}

static int by_due(const void *a, const void *b) {
  const struct web_total *x = a, *y = b;
  return (x->now.vnd < y->now.vnd) - (x->now.vnd > y->now.vnd);
}

static int by_change(const void *a, const void *b) {
  const struct web_total *x = a, *y = b;
  money dx = x->now.vnd - x->before.vnd, dy = y->now.vnd - y->before.vnd;
  return (dx < dy) - (dx > dy);
}

/* Of months that are not to be compared the order is that of the names. */
static void sort_communes(const struct web_request *r, struct web_overview *o) {
  struct str sort = cli_text(&r->args, "sort");
  int (*order)(const void *, const void *) = str_is(sort, "people")                    ? by_people
                                             : str_is(sort, "due")                     ? by_due
                                             : str_is(sort, "change") && o->comparable ? by_change
                                                                                       : NULL;
  if (order && o->commune_count) qsort(o->communes, (size_t)o->commune_count, sizeof *o->communes, order);
}

static void sort_head(struct web_request *r, enum web_word word, const char *sort, bool figure) {
  struct str now = cli_text(&r->args, "sort");
  bool chosen = str_is(now, sort) || (!now.n && strcmp(sort, "name") == 0);
  if (figure)
    h_raw(r, "<th scope=\"col\" class=\"n\"");
  else
    h_raw(r, "<th scope=\"col\"");
  if (chosen && figure)
    h_raw(r, " aria-sort=\"descending\"");
  else if (chosen)
    h_raw(r, " aria-sort=\"ascending\"");
  h_raw(r, "><a href=\"/?sort=");
  h_z(r, sort);
  h_when(r, '&');
  h_raw(r, "#communes\">");
  h_word(r, word);
  h_raw(r, "</a></th>");
}

/* ---- the parts of the page ---- */

/* A stored figure of this month beside that of the month before, each by what it was made. What was not made
 * is not 0. */
struct figure {
  enum web_word label, not_made, not_made_before;
  const struct web_made *made, *before_made;
  int64_t now, before;
  bool is_money, comparable;
};

static void figure_before(struct web_request *r, const struct figure *f) {
  if (!f->before_made->there) {
    h_word(r, f->not_made_before);
    return;
  }
  h_fill(r, W_month_before, f->is_money ? t_money(r, f->before) : t_int(r, f->before));
  part_stale(r, f->before_made);
  if (!f->made->there) return;
  h_raw(r, " <b>");
  if (f->comparable)
    part_difference(r, f->now, f->before, f->is_money);
  else
    h_word(r, W_not_compared);
  h_raw(r, "</b>");
}

static void figure(struct web_request *r, const struct figure *f) {
  h_raw(r, "<div class=\"figure\"><dt>");
  h_word(r, f->label);
  part_stale(r, f->made);
  h_raw(r, "</dt><dd><strong>");
  if (!f->made->there)
    h_word(r, f->not_made);
  else if (f->is_money)
    h_money(r, f->now);
  else
    h_int(r, f->now);
  h_raw(r, "</strong><span>");
  figure_before(r, f);
  h_raw(r, "</span></dd></div>");
}

static void figures(struct web_request *r, const struct web_overview *o) {
  struct figure people = {
    W_people_receiving, W_no_month_before, W_no_month_before, &o->made,
    &o->before_made,    o->now.people,     o->before.people,  false,
    o->comparable,
  };
  struct figure due = people;
  due.label = W_sum_due;
  due.now = o->now.vnd;
  due.before = o->before.vnd;
  due.is_money = true;
  h_raw(r, "<dl class=\"figures\">");
  figure(r, &people);
  figure(r, &due);
  figure(r, &(struct figure) { W_tasks, W_not_checked, W_month_before_unchecked, &o->now.check,
                               &o->before.check, o->now.tasks, o->before.tasks, false, o->tasks_comparable });
  h_raw(r, "</dl>");
}

/* Nothing where the month before was not determined; a dash where it was and is not to be compared. */
static void change_cell(struct web_request *r, const struct web_overview *o, money now, money before) {
  if (o->comparable)
    part_difference(r, now, before, false);
  else if (o->before_made.there)
    h_raw(r, "–");
}

static void total_row(struct web_request *r, const struct web_overview *o) {
  h_raw(r, "<tr class=\"total\"><th scope=\"row\">");
  h_word(r, W_total);
  h_raw(r, "</th><td class=\"n\">");
  h_int(r, o->now.people);
  h_raw(r, "</td><td class=\"n\">");
  h_int(r, o->now.vnd);
  h_raw(r, "</td><td class=\"n\">");
  change_cell(r, o, o->now.vnd, o->before.vnd);
  h_raw(r, "</td></tr>");
}

static void total_cells(struct web_request *r, const struct web_overview *o, const struct web_total *t) {
  h_raw(r, "<td class=\"n\">");
  h_int(r, t->now.people);
  h_raw(r, "</td><td class=\"n\">");
  h_int(r, t->now.vnd);
  h_raw(r, "</td><td class=\"n\">");
  change_cell(r, o, t->now.vnd, t->before.vnd);
  h_raw(r, "</td></tr>");
}

static void communes(struct web_request *r, const struct web_overview *o) {
  part_section_made(r, "communes", W_by_commune, &o->made);
  h_raw(r, "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_by_commune)));
  h_raw(r, "><table><thead><tr>");
  sort_head(r, W_commune, "name", false);
  sort_head(r, W_people, "people", true);
  sort_head(r, W_due_vnd, "due", true);
  sort_head(r, W_change_vnd, "change", true);
  h_raw(r, "</tr></thead><tbody>");
  total_row(r, o);
  for (int i = 0; i < o->commune_count; i++) {
    const struct web_total *t = &o->communes[i];
    h_raw(r, "<tr><th scope=\"row\">");
    if (t->code.n) {
      h_raw(r, "<a href=\"/check?commune=");
      h_url(r, t->code);
      h_when(r, '&');
      h_raw(r, "\">");
      h_text(r, t->title);
      h_raw(r, "</a>");
    } else {
      h_raw(r, "<a href=\"/check?commune=" WEB_NO_COMMUNE);
      h_when(r, '&');
      h_raw(r, "\">");
      h_text(r, str_of(cli_word(CW_no_commune, r->lang)));
      h_raw(r, "</a>");
    }
    h_raw(r, "</th>");
    total_cells(r, o, t);
  }
  part_table_end(r);
  part_section_end(r);
}

static void benefits(struct web_request *r, const struct web_overview *o) {
  static const enum web_word heads[] = { W_benefit, W_people, W_due_vnd, W_change_vnd };
  part_section_made(r, "benefits", W_by_benefit, &o->made);
  part_table(r, W_by_benefit, "tnnn", heads);
  for (int i = 0; i < o->benefit_count; i++) {
    const struct web_total *t = &o->benefits[i];
    h_raw(r, "<tr><th scope=\"row\"><a href=\"/law/");
    h_url(r, t->name);
    h_when(r, '?');
    h_raw(r, "\">");
    h_text(r, t->title);
    h_raw(r, "</a></th>");
    total_cells(r, o, t);
  }
  part_table_end(r);
  part_section_end(r);
}

/* ---- population pyramid ---- */

enum { ROW = 14, WIDE = 200, MID = 48, TOP = 22 };

static void group_name(char z[16], int group) {
  if (group == WEB_AGE_GROUPS - 1)
    snprintf(z, 16, "%d+", group * 5);
  else
    snprintf(z, 16, "%d\xE2\x80\x93%d", group * 5, group * 5 + 4);
}

#define bar(r, kind, x, y, wide) bar_((r), "<rect class=\"" kind "\"", (x), (y), (wide))
static void bar_(struct web_request *r, const char *open, int64_t x, int64_t y, int64_t wide) {
  buf_z(&r->out, open);
  h_attr_int(r, "x", x);
  h_attr_int(r, "y", y);
  h_attr_int(r, "width", wide);
  h_attr_int(r, "height", ROW - 2);
  h_raw(r, "/>");
}

static void pyramid_bars(struct web_request *r, const struct web_overview *o, int64_t most) {
  for (int g = 0; g < WEB_AGE_GROUPS; g++) {
    const struct web_ages *a = &o->ages[g];
    int64_t y = TOP + (WEB_AGE_GROUPS - 1 - g) * ROW;
    int64_t left = a->male * WIDE / most, right = a->female * WIDE / most;
    bar(r, "all", WIDE - left, y, left);
    bar(r, "all", WIDE + MID, y, right);
    int64_t left_on = a->male_receiving * WIDE / most, right_on = a->female_receiving * WIDE / most;
    bar(r, "on", WIDE - left_on, y, left_on);
    bar(r, "on", WIDE + MID, y, right_on);
    char z[16];
    group_name(z, g);
    h_raw(r, "<text text-anchor=\"middle\"");
    h_attr_int(r, "x", WIDE + MID / 2);
    h_attr_int(r, "y", y + ROW - 4);
    h_raw(r, ">");
    h_z(r, z);
    h_raw(r, "</text>");
  }
}

static void pyramid_table(struct web_request *r, const struct web_overview *o) {
  static const enum web_word heads[] = { W_age, W_male, W_male_receiving, W_female, W_female_receiving };
  h_raw(r, "<details><summary>");
  h_word(r, W_pyramid_table);
  h_raw(r, "</summary>");
  part_table(r, W_pyramid, "tnnnn", heads);
  for (int g = WEB_AGE_GROUPS - 1; g >= 0; g--) {
    char z[16];
    group_name(z, g);
    const int64_t v[] = { o->ages[g].male, o->ages[g].male_receiving, o->ages[g].female,
                          o->ages[g].female_receiving };
    h_raw(r, "<tr><th scope=\"row\">");
    h_z(r, z);
    h_raw(r, "</th>");
    for (int i = 0; i < 4; i++) {
      h_raw(r, "<td class=\"n\">");
      h_int(r, v[i]);
      h_raw(r, "</td>");
    }
    h_raw(r, "</tr>");
  }
  part_table_end(r);
  h_raw(r, "</details>");
}

static void pyramid(struct web_request *r, const struct web_overview *o) {
  int64_t most = 1;
  for (int g = 0; g < WEB_AGE_GROUPS; g++) {
    most = o->ages[g].male > most ? o->ages[g].male : most;
    most = o->ages[g].female > most ? o->ages[g].female : most;
  }
  part_section_made(r, "ages", W_pyramid, &o->made);
  h_raw(r, "<p class=\"small\">");
  h_fill(r, W_pyramid_about, t_int(r, o->population));
  h_raw(r, "</p><svg class=\"pyramid\" role=\"img\" viewBox=\"0 0 448 276\"");
  h_attr(r, "aria-label", str_of(h_say(r, W_pyramid)));
  h_raw(r, "><text x=\"196\" y=\"14\" text-anchor=\"end\">");
  h_word(r, W_male);
  h_raw(r, "</text><text x=\"252\" y=\"14\">");
  h_word(r, W_female);
  h_raw(r, "</text>");
  pyramid_bars(r, o, most);
  h_raw(r, "</svg>");
  pyramid_table(r, o);
  part_section_end(r);
}

/* ---- the page ---- */

static void nothing_yet(struct web_request *r, const struct web_overview *o) {
  char z[11];
  h_raw(r, "<p class=\"lead\">");
  h_fill(r, W_not_determined, t_month(r, r->when.for_month));
  h_raw(r, "</p><p>");
  h_word(r, W_not_determined_what);
  h_raw(r, "</p>");
  part_command_month(r, "determine");
  if (o->latest) {
    h_raw(r, "<p><a class=\"do\" href=\"/?for=");
    h_z(r, month_iso(o->latest, z));
    if (r->other_known) {
      h_raw(r, "&amp;known=");
      h_z(r, date_iso(r->when.known, z));
    }
    h_raw(r, "\">");
    h_fill(r, W_not_determined_latest, t_month(r, o->latest));
    h_raw(r, "</a></p>");
  }
}

static void lead(struct web_request *r, const struct web_overview *o) {
  h_raw(r, "<p class=\"lead\">");
  if (o->now.check.there)
    h_fill(r, W_overview_lead, t_month(r, o->for_month), t_int(r, o->now.people), t_big_money(r, o->now.vnd),
           t_int(r, o->now.tasks));
  else
    h_fill(r, W_overview_lead_unchecked, t_month(r, o->for_month), t_int(r, o->now.people),
           t_big_money(r, o->now.vnd));
  part_stale(r, web_stale(&o->made) ? &o->made : &o->now.check);
  h_raw(r, "</p><p>");
  if (!o->now.check.there) {
    part_state(r, PART_QUIET, str_of(h_say(r, W_not_checked)));
  } else if (o->now.tasks) {
    h_raw(r, "<a class=\"do\" href=\"/check");
    h_when(r, '?');
    h_raw(r, "\">");
    h_fill(r, W_overview_next, t_int(r, o->now.tasks));
    h_raw(r, "</a>");
  } else if (!o->now.compared) {
    part_state(r, PART_QUIET, str_of(h_say(r, W_check_unpaid)));
  } else {
    part_state(r, PART_GOOD, str_of(h_say(r, W_overview_nothing_next)));
  }
  h_raw(r, "</p>");
  if (!o->faults) return;
  struct buf said = buf_growing(r->a);
  const char *count[] = { t_int(r, o->faults) };
  buf_fill(&said, h_say(r, W_overview_unanswered), 1, count);
  h_raw(r, "<p>");
  part_state(r, PART_WATCH, buf_view(&said));
  h_raw(r, "</p>");
}

/* All that stands on the page and is stored. */
struct stored {
  struct part_stored at[4];
};
static struct stored stored(const struct web_overview *o) {
  return (struct stored) { { { &o->made, "determine" },
                             { &o->before_made, "determine" },
                             { &o->now.check, "check caseload" },
                             { &o->before.check, "check caseload" } } };
}

static void made_by(struct web_request *r, const struct web_overview *o) {
  part_made_by(r, stored(o).at, 4);
  if (!o->comparable || o->made.act == o->before_made.act) return;
  h_raw(r, "<p class=\"small\">");
  h_word(r, W_acts_apart);
  h_raw(r, "</p>");
}

enum err web_page_overview(struct web_request *r) {
  struct web_overview o = { 0 };
  enum err err = r->data->overview(r->session, r->a, r->lang, r->when, &o);
  if (err != OK) return err;
  const char *said[] = { t_month(r, r->when.for_month) };
  struct buf title = buf_growing(r->a);
  buf_fill(&title, h_say(r, W_overview_title), 1, said);
  part_open(r, buf_view(&title), false);
  if (!o.made.there) {
    nothing_yet(r, &o);
    part_close(r);
    return OK;
  }
  sort_communes(r, &o);
  lead(r, &o);
  part_stale_note(r, stored(&o).at, 4);
  figures(r, &o);
  h_raw(r, "<div class=\"two\"><div>");
  communes(r, &o);
  h_raw(r, "</div><div>");
  benefits(r, &o);
  pyramid(r, &o);
  h_raw(r, "</div></div>");
  made_by(r, &o);
  part_close(r);
  return OK;
}
