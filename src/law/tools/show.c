/* show: one named thing as it stands on a day, its history, and who uses it. */
#include "law/print/print_words.h"
#include "law/print/printer.h"
#include "law/tools/provisions.h"
#include "law/tools/table_rows.h"
#include "law/tools/timeline.h"
#include "law/tools/tools.h"
#include "law/tools/uses.h"

enum { ENDINGS_SHOWN_MAX = 10 };

struct shower {
  struct law_program *p;
  struct arena *a;
  const struct view *v;
  date on;
  enum lang lang;
  struct buf *out;
};

static struct str in(const struct title *t, enum lang lang) { return lang == VI ? t->vi : t->en; }

static const char *z_of(struct shower *w, struct str s) { return arena_text(w->a, s.p, s.n); }

static const char *number(struct shower *w, int n) { return arena_print(w->a, "%d", n); }

static void say(struct shower *w, enum print_word id) { buf_z(w->out, print_word(id, w->lang)); }

static void head(struct shower *w, enum print_word kind, struct str name, const struct title *t) {
  char z[11];
  PRINT(w->out, w->lang, PW_h_head, print_word(kind, w->lang), z_of(w, name), z_of(w, in(t, w->lang)));
  PRINT(w->out, w->lang, PW_h_law_of, date_text(w->on, w->lang, z));
}

/* "→" before what governs on the day, then its time. */
static void mark(struct shower *w, const struct stretch *s) {
  buf_z(w->out, s->now ? "→ " : "  ");
  law_stretch_text(w->out, s, w->lang);
  buf_z(w->out, ": ");
}

static void cited(struct shower *w, const struct cites *c, const struct status *s) {
  if (c->n) {
    buf_z(w->out, "  [");
    print_cites(w->out, w->p, c, w->lang);
    buf_c(w->out, ']');
  }
  if (s && s->unverified) PRINT(w->out, w->lang, PW_h_unverified, z_of(w, s->why));
  buf_c(w->out, '\n');
}

static void nothing(struct shower *w, const struct stretch *s, int n) {
  for (int i = 0; i < n; i++)
    if (s[i].now) return;
  say(w, PW_h_nothing);
}

static void used(struct shower *w, struct str name) {
  const int *readers;
  int me = law_provision_find(w->p, name);
  int n = me < 0 ? 0 : law_used_by(law_uses_new(w->a, w->p), w->a, me, &readers);
  struct buf list = buf_growing(w->a);
  for (int i = 0; i < n; i++) {
    if (i) buf_z(&list, ", ");
    buf_str(&list, law_provision_name(w->p, readers[i]));
  }
  if (n) PRINT(w->out, w->lang, PW_h_used_by, list.p);
}

static bool parameter(struct shower *w, struct str name) {
  int i = law_find_param(w->p, name);
  if (i < 0) return false;
  const struct param *q = &w->p->param.at[i];
  struct versions all = law_param_versions(w->v, q);
  struct stretch *s;
  int n = law_timeline(w->a, &all, w->on, &s);
  head(w, PW_k_parameter, name, &q->title);
  for (int k = 0; k < n; k++) {
    const struct param_version *v = &q->at[s[k].version];
    mark(w, &s[k]);
    if (v->is_unknown)
      PRINT(w->out, w->lang, PW_h_unknown, z_of(w, v->unknown));
    else
      print_constant(w->out, w->p, v->value, w->lang);
    cited(w, &v->cites, &v->status);
  }
  nothing(w, s, n);
  used(w, name);
  return true;
}

/* All of the version that governs, of another the first. */
static void rows(struct shower *w, const struct table *q, const struct table_version *v, bool governs) {
  int shown = governs || v->n_row < LAW_ROWS_SHOWN ? v->n_row : LAW_ROWS_SHOWN;
  for (int r = 0; r < shown; r++) {
    struct law_table_row x = law_row_text(w->a, w->p, q, v, r);
    buf_print(w->out, "      %.*s = %.*s\n", (int)x.key[w->lang].n, x.key[w->lang].p, (int)x.value[w->lang].n,
              x.value[w->lang].p);
  }
  if (shown < v->n_row) PRINT(w->out, w->lang, PW_h_more_rows, number(w, v->n_row - shown));
}

static bool table(struct shower *w, struct str name) {
  int i = law_find_table(w->p, name);
  if (i < 0) return false;
  const struct table *q = &w->p->table.at[i];
  struct versions all = law_table_versions(w->v, q);
  struct stretch *s;
  int n = law_timeline(w->a, &all, w->on, &s);
  head(w, PW_k_table, name, &q->title);
  for (int k = 0; k < n; k++) {
    const struct table_version *v = &q->at[s[k].version];
    mark(w, &s[k]);
    if (v->is_empty)
      PRINT(w->out, w->lang, PW_h_no_rows, z_of(w, v->empty));
    else
      PRINT(w->out, w->lang, PW_h_rows, number(w, v->n_row));
    cited(w, &v->cites, &v->status);
    rows(w, q, v, s[k].now);
  }
  nothing(w, s, n);
  used(w, name);
  return true;
}

static void one_case(struct shower *w, const struct kase *c) {
  struct str t = in(&c->title, w->lang);
  buf_z(w->out, "    ");
  if (!view_governs(w->v, &c->d, w->on)) say(w, PW_h_case_ended);
  buf_print(w->out, "%s — %.*s\n      when ", c->id.p, (int)t.n, t.p);
  print_source(w->out, w->p, c->when);
  buf_z(w->out, " then ");
  print_source(w->out, w->p, c->then);
  cited(w, &c->cites, &c->status);
}

static void one_rule(struct shower *w, const struct rule *q) {
  struct versions all = law_rule_versions(w->v, q);
  struct stretch *s;
  int n = law_timeline(w->a, &all, w->on, &s);
  head(w, PW_k_rule, q->full, &q->title);
  for (int k = 0; k < n; k++) {
    const struct rule_version *v = &q->at[s[k].version];
    mark(w, &s[k]);
    if (v->body) {
      print_source(w->out, w->p, v->body);
    } else {
      buf_z(w->out, "choose ");
      print_source_tree(w->out, v, v->choose);
    }
    cited(w, &v->cites, &v->status);
    for (int c = 0; s[k].now && c < v->n; c++)
      one_case(w, &v->at[c]);
  }
  nothing(w, s, n);
  used(w, q->full);
}

static bool rule(struct shower *w, struct str name) {
  bool found = false;
  for (size_t i = 0; i < w->p->rule.n; i++)
    if (str_eq(w->p->rule.at[i].full, name) || str_eq(w->p->rule.at[i].id, name)) {
      one_rule(w, &w->p->rule.at[i]);
      found = true;
    }
  return found;
}

static void groups_of(struct shower *w, int benefit) {
  for (size_t g = 0; g < w->p->concurrency.n; g++)
    for (int k = 0; k < w->p->concurrency.at[g].n; k++) {
      const struct concurrency *c = &w->p->concurrency.at[g];
      if (c->benefit[k] != benefit) continue;
      struct versions all = law_group_versions(w->v, c);
      struct stretch *s;
      int n = law_timeline(w->a, &all, w->on, &s);
      struct str t = in(&c->title, w->lang);
      for (int i = 0; i < n; i++) {
        mark(w, &s[i]);
        buf_print(w->out, "%s: %.*s", c->id.p, (int)t.n, t.p);
        cited(w, &c->cites, NULL);
      }
    }
}

static bool benefit(struct shower *w, struct str name) {
  int i = law_find_benefit(w->p, name);
  if (i < 0) return false;
  const struct benefit *q = &w->p->benefit.at[i];
  head(w, PW_k_benefit, name, &q->title);
  for (enum clause_kind kind = CLAUSE_AMOUNT; kind <= CLAUSE_ON_REQUEST; kind++) {
    struct versions all = law_clause_versions(w->v, q, kind);
    struct stretch *s;
    int n = law_timeline(w->a, &all, w->on, &s);
    for (int k = 0; k < n; k++) {
      const struct clause *c = &q->at[s[k].version];
      mark(w, &s[k]);
      buf_print(w->out, "%s ", print_clause_id(kind));
      print_clause(w->out, w->p, c, w->lang);
      cited(w, &c->cites, &c->status);
    }
  }
  groups_of(w, i);
  used(w, name);
  return true;
}

static void fact_details(struct shower *w, const struct fact *f) {
  PRINT(w->out, w->lang, PW_h_type, law_type_name(w->p, f->type, w->lang));
  if (f->type.kind == K_ENUM)
    for (int k = 0; k < w->p->enumeration.at[f->type.enumeration].n; k++) {
      struct str t = in(&w->p->enumeration.at[f->type.enumeration].at[k].title, w->lang);
      buf_print(w->out, "    %s — %.*s\n", w->p->enumeration.at[f->type.enumeration].at[k].id.p, (int)t.n,
                t.p);
    }
  say(w, f->absence == ABSENT_REQUIRED ? PW_h_required
         : f->absence == ABSENT_VALUE  ? PW_h_absent_value
                                       : PW_h_absent_unknown);
  if (f->secret) say(w, PW_h_secret);
}

static bool fact(struct shower *w, struct str name) {
  bool found = false;
  for (size_t i = 0; i < w->p->fact.n; i++) {
    const struct fact *f = &w->p->fact.at[i];
    if (!str_eq(f->full, name) && !str_eq(f->id, name)) continue;
    found = true;
    head(w, PW_k_fact, f->full, &f->title);
    fact_details(w, f);
    used(w, f->full);
  }
  return found;
}

static const char *document_of(struct shower *w, const struct document *d) {
  struct buf b = buf_growing(w->a);
  print_document(&b, d, w->lang);
  return b.p;
}

static void repealed(struct shower *w, int i) {
  char x[11];
  for (size_t k = 0; k < w->p->document.n; k++) {
    const struct document *by = &w->p->document.at[k];
    for (int j = 0; j < by->n_repeals; j++)
      if (by->repeals_ref[j] == i)
        PRINT(w->out, w->lang, by->in_force > w->on ? PW_h_repealed_later : PW_h_repealed, document_of(w, by),
              date_text(by->in_force, w->lang, x));
  }
}

static bool document(struct shower *w, struct str name) {
  int i = law_find_document(w->p, name);
  char x[11], y[11];
  if (i < 0) return false;
  const struct document *d = &w->p->document.at[i];
  head(w, PW_k_document, name, &d->title);
  PRINT(w->out, w->lang, d->in_force > w->on ? PW_h_issued_later : PW_h_issued,
        date_text(d->issued, w->lang, x), date_text(d->in_force, w->lang, y));
  if (d->expires < DATE_MAX) PRINT(w->out, w->lang, PW_h_expires, date_text(d->expires, w->lang, x));
  for (int k = 0; k < d->n_amends; k++)
    PRINT(w->out, w->lang, PW_h_amends, z_of(w, d->amends[k]));
  for (int k = 0; k < d->n_repeals; k++)
    PRINT(w->out, w->lang, PW_h_repeals, z_of(w, d->repeals[k]));
  repealed(w, i);
  if (d->status.unverified) PRINT(w->out, w->lang, PW_h_document_unverified, z_of(w, d->status.why));
  return true;
}

static bool interpretation(struct shower *w, struct str name) {
  int i = law_find_interpretation(w->p, name);
  if (i < 0) return false;
  const struct interpretation *x = &w->p->interpretation.at[i];
  head(w, PW_k_interpretation, name, &x->title);
  struct str q = in(&x->question, w->lang);
  buf_print(w->out, "  %.*s\n", (int)q.n, q.p);
  for (int k = 0; k < x->n; k++) {
    struct str t = in(&x->choice[k].title, w->lang);
    buf_print(w->out, "%s%s — %.*s\n", k == x->standard ? "→ " : "  ", x->choice[k].id.p, (int)t.n, t.p);
  }
  buf_print(w->out, "  %.*s", (int)x->author.n, x->author.p);
  cited(w, &x->cites, NULL);
  used(w, name);
  return true;
}

/* Benefits that stand in one concurrency group, and how many of them are paid. */
static bool group(struct shower *w, struct str name) {
  bool found = false;
  for (size_t i = 0; i < w->p->concurrency.n; i++) {
    const struct concurrency *c = &w->p->concurrency.at[i];
    if (!str_eq(c->id, name)) continue;
    struct buf list = buf_growing(w->a), scope = buf_growing(w->a);
    for (int k = 0; k < c->n; k++) {
      if (k) buf_z(&list, ", ");
      buf_str(&list, w->p->benefit.at[c->benefit[k]].id);
    }
    law_scope_text(c, &scope);
    head(w, PW_k_group, name, &c->title);
    PRINT(w->out, w->lang, PW_h_group, number(w, c->most), list.p, scope.p,
          print_word(c->keep_first ? PW_h_keeps_first : PW_h_keeps_highest, w->lang));
    cited(w, &c->cites, NULL);
    found = true;
  }
  return found;
}

static struct str last_part(struct str name) {
  size_t start = name.n;
  while (start && name.p[start - 1] != '.')
    start--;
  return (struct str) { name.p + start, name.n - start };
}

/* The full names that end in this part, by commas: "merit.base, assistance.base"; empty where there is none.
 */
static const char *ending_in(struct shower *w, struct str name) {
  const char *list = "";
  int n = 0;
  for (int i = 0; i < law_provision_count(w->p); i++) {
    struct str full = law_provision_name(w->p, i);
    if (!str_eq(last_part(full), name) || str_eq(full, name)) continue;
    if (n++ < ENDINGS_SHOWN_MAX) list = arena_print(w->a, "%s%s%s", list, *list ? ", " : "", z_of(w, full));
  }
  return n > ENDINGS_SHOWN_MAX ? arena_print(w->a, "%s, … (%d)", list, n) : list;
}

static void nearest(struct str name, struct str candidate, int *best, struct str *found) {
  int d = str_distance(name, candidate, 4), short_d = str_distance(name, last_part(candidate), 4);
  if (short_d < d) d = short_d;
  if (d < *best && 2 * d <= (int)name.n) {
    *best = d;
    *found = candidate;
  }
}

static void suggest(struct shower *w, struct str name) {
  int best = 5;
  struct str found = { 0 };
  const struct law_program *p = w->p;
  for (size_t i = 0; i < p->param.n; i++)
    nearest(name, p->param.at[i].id, &best, &found);
  for (size_t i = 0; i < p->table.n; i++)
    nearest(name, p->table.at[i].id, &best, &found);
  for (size_t i = 0; i < p->rule.n; i++) {
    nearest(name, p->rule.at[i].full, &best, &found);
    nearest(name, p->rule.at[i].id, &best, &found);
  }
  for (size_t i = 0; i < p->benefit.n; i++)
    nearest(name, p->benefit.at[i].id, &best, &found);
  for (size_t i = 0; i < p->fact.n; i++) {
    nearest(name, p->fact.at[i].full, &best, &found);
    nearest(name, p->fact.at[i].id, &best, &found);
  }
  for (size_t i = 0; i < p->document.n; i++)
    nearest(name, p->document.at[i].id, &best, &found);
  for (size_t i = 0; i < p->interpretation.n; i++)
    nearest(name, p->interpretation.at[i].id, &best, &found);
  const char *ending = ending_in(w, name);
  PRINT(w->out, w->lang, PW_h_no_such, z_of(w, name));
  if (*ending)
    PRINT(w->out, w->lang, PW_h_full_names, ending);
  else if (found.n)
    PRINT(w->out, w->lang, PW_h_did_you_mean, z_of(w, found));
  say(w, PW_h_see);
}

static bool shown(struct shower *w, struct str name) {
  bool found = false;
  found |= parameter(w, name);
  found |= table(w, name);
  found |= rule(w, name);
  found |= benefit(w, name);
  found |= fact(w, name);
  found |= document(w, name);
  found |= interpretation(w, name);
  found |= group(w, name);
  return found;
}

/* By a name the thing once had, whole or without what it is one of ("coefficient" of "person.coefficient").
 */
static bool shown_renamed(struct shower *w, struct str name) {
  for (int i = 0; i < law_rename_count(w->p); i++) {
    struct law_rename x = law_rename(w->p, i);
    const char *dot = memchr(x.was.p, '.', x.was.n);
    size_t head_n = dot ? (size_t)(dot + 1 - x.was.p) : 0;
    struct str bare = { x.was.p + head_n, x.was.n - head_n };
    if (!str_eq(x.was, name) && !str_eq(bare, name)) continue;
    if (!shown(w, law_renamed(w->p, x.kind, x.was))) continue;
    const char *ending = ending_in(w, name);
    if (*ending) PRINT(w->out, w->lang, PW_h_also_named, ending);
    return true;
  }
  return false;
}

enum err law_tool_show(struct law_program *p, struct str name, date on, enum lang lang, struct buf *out) {
  struct arena *a = arena_new("law view", 64 << 20);
  struct shower w = { p, a, view_new(a, p, on), on, lang, out };
  bool found = shown(&w, name) || shown_renamed(&w, name);
  if (!found) suggest(&w, name);
  arena_free(a);
  return found ? OK : NOT_FOUND;
}
