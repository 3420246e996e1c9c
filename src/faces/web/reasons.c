/* Reasons of an answer, short and as the whole tree. */
#include "faces/web/parts.h"

/* What a secret step shows instead of its answer: there are no accounts yet, so nobody may see it. On the
 * form to share not even the question is shown. */
static void hidden(struct web_request *r) { part_state(r, PART_QUIET, str_of(h_say(r, W_secret))); }

static void reason_cells(struct web_request *r, const struct web_reason *x, bool share) {
  h_raw(r, "<tr><td class=\"sign\">");
  if (!x->secret) part_mark(r, x->mark);
  h_raw(r, "</td><th scope=\"row\">");
  if (x->secret) {
    if (!share) {
      h_text(r, x->text);
      h_raw(r, " ");
    }
    hidden(r);
    h_raw(r, "</th><td></td><td></td></tr>");
    return;
  }
  h_text(r, x->text);
  if (x->value.n) {
    h_raw(r, " <b>");
    h_text(r, x->value);
    h_raw(r, "</b>");
  }
  if (x->unverified) {
    h_raw(r, " ");
    part_state(r, PART_WATCH, str_of(h_say(r, W_unverified)));
  }
  h_raw(r, "</th><td>");
  h_text(r, x->origin);
  h_raw(r, "</td><td>");
  part_citation(r, x->citation, x->law);
  h_raw(r, "</td></tr>");
}

static void reasons(struct web_request *r, const struct web_why *w, bool share) {
  if (!w->reason_count) return;
  h_raw(r, "<table class=\"reasons\"><thead class=\"hear\"><tr><td></td><th scope=\"col\">");
  h_word(r, W_fact);
  h_raw(r, "</th><th scope=\"col\">");
  h_word(r, W_source);
  h_raw(r, "</th><th scope=\"col\">");
  h_word(r, W_citation);
  h_raw(r, "</th></tr></thead><tbody>");
  for (int i = 0; i < w->reason_count; i++)
    reason_cells(r, &w->reasons[i], share);
  h_raw(r, "</tbody></table>");
}

static void not_added(struct web_request *r, const struct web_why *w) {
  for (int i = 0; i < w->not_added_count; i++) {
    const struct web_not_added *n = &w->not_added[i];
    h_raw(r, "<p><b>");
    h_word(r, W_not_added);
    h_raw(r, ":</b> ");
    h_text(r, n->title);
    h_raw(r, " (");
    h_text(r, n->reason);
    if (n->has_sum) {
      h_raw(r, "; ");
      h_fill(r, W_forgone, t_money(r, n->forgone));
    }
    h_raw(r, ") ");
    part_citation(r, n->citation, S(""));
    h_raw(r, "</p>");
  }
}

static void readings(struct web_request *r, const struct web_why *w) {
  for (int i = 0; i < w->reading_count; i++) {
    const struct web_reading *x = &w->readings[i];
    h_raw(r, "<div class=\"note\"><p>");
    part_state(r, PART_WATCH, str_of(h_say(r, W_readings)));
    h_raw(r, " ");
    h_text(r, x->text);
    h_raw(r, ": <b>");
    h_text(r, x->value);
    h_raw(r, "</b> ");
    part_citation(r, x->citation, S(""));
    h_raw(r, "</p></div>");
  }
}

/* "Word: one; two; three." */
static void line_of(struct web_request *r, enum web_word word, const struct str *list, int count) {
  if (!count) return;
  h_raw(r, "<p><b>");
  h_word(r, word);
  h_raw(r, ":</b> ");
  for (int i = 0; i < count; i++) {
    if (i) h_raw(r, "; ");
    h_text(r, list[i]);
  }
  h_raw(r, ".</p>");
}

void part_why(struct web_request *r, const struct web_why *w, bool share) {
  h_raw(r, "<p class=\"answer\">");
  h_text(r, w->answer);
  h_raw(r, "</p>");
  if (w->sum.n) {
    h_raw(r, "<p class=\"sumline\">");
    h_text(r, w->sum);
    h_raw(r, "</p>");
  }
  line_of(r, W_missing, w->unknowns, w->unknown_count);
  reasons(r, w, share);
  not_added(r, w);
  readings(r, w);
  line_of(r, W_unverified, w->unverified, w->unverified_count);
  line_of(r, W_would_change, w->changes, w->change_count);
}

void part_why_tree(struct web_request *r, const struct web_reason *list, int count, bool share, int depth) {
  assert(depth >= 0 && count >= 0);
  assert(!count || depth < WEB_REASON_DEPTH_MAX); /* what lies deeper is told as a step */
  if (!count) return;
  h_raw(r, "<ul>");
  for (int i = 0; i < count; i++) {
    const struct web_reason *x = &list[i];
    h_raw(r, "<li>");
    if (!x->secret) part_mark(r, x->mark);
    h_raw(r, " ");
    if (x->secret) {
      if (!share) {
        h_text(r, x->text);
        h_raw(r, " ");
      }
      hidden(r);
      h_raw(r, "</li>");
      continue;
    }
    h_text(r, x->text);
    if (x->value.n) {
      h_raw(r, " <b>");
      h_text(r, x->value);
      h_raw(r, "</b>");
    }
    if (x->origin.n) {
      h_raw(r, " <span class=\"small\">");
      h_text(r, x->origin);
      h_raw(r, "</span>");
    }
    h_raw(r, " ");
    part_citation(r, x->citation, x->law);
    part_why_tree(r, x->kids, x->kid_count, share, depth + 1);
    h_raw(r, "</li>");
  }
  h_raw(r, "</ul>");
}
