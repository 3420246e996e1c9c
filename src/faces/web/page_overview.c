/* The first page: the month in sums, by benefit and commune. */
#include "faces/web/parts.h"

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

static void sort_communes(const struct web_request *r, struct web_overview *o) {
  struct str sort = cli_text(&r->args, "sort");
  int (*order)(const void *, const void *) = str_is(sort, "people")   ? by_people
                                             : str_is(sort, "due")    ? by_due
                                             : str_is(sort, "change") ? by_change
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

static void figure(struct web_request *r, const struct web_overview *o, enum web_word label, int64_t now,
                   int64_t before, bool is_money) {
  h_raw(r, "<div class=\"figure\"><dt>");
  h_word(r, label);
  h_raw(r, "</dt><dd><strong>");
  if (is_money)
    h_money(r, now);
  else
    h_int(r, now);
  h_raw(r, "</strong><span>");
  if (o->has_before) {
    h_fill(r, W_month_before, is_money ? t_money(r, before) : t_int(r, before));
    h_raw(r, " <b>");
    part_difference(r, now, before, is_money);
    h_raw(r, "</b>");
  } else {
    h_word(r, W_no_month_before);
  }
  h_raw(r, "</span></dd></div>");
}

/* What was not checked is not 0. */
static void tasks(struct web_request *r, const struct web_overview *o) {
  if (o->now.checked && (o->before.checked || !o->has_before)) {
    figure(r, o, W_tasks, o->now.tasks, o->before.tasks, false);
    return;
  }
  h_raw(r, "<div class=\"figure\"><dt>");
  h_word(r, W_tasks);
  h_raw(r, "</dt><dd><strong>");
  if (o->now.checked)
    h_int(r, o->now.tasks);
  else
    h_word(r, W_not_checked);
  h_raw(r, "</strong><span>");
  h_fill(r, W_month_before, o->before.checked ? t_int(r, o->before.tasks) : h_say(r, W_not_checked));
  h_raw(r, "</span></dd></div>");
}

static void figures(struct web_request *r, const struct web_overview *o) {
  h_raw(r, "<dl class=\"figures\">");
  figure(r, o, W_people_receiving, o->now.people, o->before.people, false);
  figure(r, o, W_sum_due, o->now.vnd, o->before.vnd, true);
  tasks(r, o);
  h_raw(r, "</dl>");
}

static void total_row(struct web_request *r, const struct web_overview *o) {
  h_raw(r, "<tr class=\"total\"><th scope=\"row\">");
  h_word(r, W_total);
  h_raw(r, "</th><td class=\"n\">");
  h_int(r, o->now.people);
  h_raw(r, "</td><td class=\"n\">");
  h_int(r, o->now.vnd);
  h_raw(r, "</td><td class=\"n\">");
  if (o->has_before) part_difference(r, o->now.vnd, o->before.vnd, false);
  h_raw(r, "</td></tr>");
}

static void total_cells(struct web_request *r, const struct web_overview *o, const struct web_total *t) {
  h_raw(r, "<td class=\"n\">");
  h_int(r, t->now.people);
  h_raw(r, "</td><td class=\"n\">");
  h_int(r, t->now.vnd);
  h_raw(r, "</td><td class=\"n\">");
  if (o->has_before) part_difference(r, t->now.vnd, t->before.vnd, false);
  h_raw(r, "</td></tr>");
}

static void communes(struct web_request *r, const struct web_overview *o) {
  part_section(r, "communes", W_by_commune);
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
      h_word(r, W_no_commune);
    }
    h_raw(r, "</th>");
    total_cells(r, o, t);
  }
  part_table_end(r);
  part_section_end(r);
}

static void benefits(struct web_request *r, const struct web_overview *o) {
  static const enum web_word heads[] = { W_benefit, W_people, W_due_vnd, W_change_vnd };
  part_section(r, "benefits", W_by_benefit);
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
  part_section(r, "ages", W_pyramid);
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
  if (o->now.checked)
    h_fill(r, W_overview_lead, t_month(r, o->for_month), t_int(r, o->now.people), t_big_money(r, o->now.vnd),
           t_int(r, o->now.tasks));
  else
    h_fill(r, W_overview_lead_unchecked, t_month(r, o->for_month), t_int(r, o->now.people),
           t_big_money(r, o->now.vnd));
  h_raw(r, "</p><p>");
  if (!o->now.checked) {
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

enum err web_page_overview(struct web_request *r) {
  struct web_overview o = { 0 };
  enum err err = r->data->overview(r->session, r->a, r->lang, r->when, &o);
  if (err != OK) return err;
  const char *said[] = { t_month(r, r->when.for_month) };
  struct buf title = buf_growing(r->a);
  buf_fill(&title, h_say(r, W_overview_title), 1, said);
  part_open(r, buf_view(&title), false);
  if (!o.determined) {
    nothing_yet(r, &o);
    part_close(r);
    return OK;
  }
  sort_communes(r, &o);
  lead(r, &o);
  figures(r, &o);
  h_raw(r, "<div class=\"two\"><div>");
  communes(r, &o);
  h_raw(r, "</div><div>");
  benefits(r, &o);
  pyramid(r, &o);
  h_raw(r, "</div></div><p class=\"small\">");
  h_fill(r, W_determined_by, t_date(r, o.law_day), t_date(r, o.facts_day));
  h_raw(r, "</p>");
  part_close(r);
  return OK;
}
