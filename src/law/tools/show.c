/* show: one named thing as it stands on a day, and its history. */
#include "law/print/printer.h"
#include "law/tools/tools.h"

struct shower {
  struct law_program *p;
  const struct view *v;
  date on;
  enum lang lang;
  struct buf *out;
};

static struct str in(const struct title *t, enum lang lang) { return lang == VI ? t->vi : t->en; }

static void head(struct shower *w, const char *vi, const char *en, struct str name, const struct title *t) {
  char z[11];
  struct str title = in(t, w->lang);
  buf_print(w->out, "%s %.*s — %.*s\n", w->lang == VI ? vi : en, (int)name.n, name.p, (int)title.n, title.p);
  buf_print(w->out, w->lang == VI ? "pháp luật ngày %s\n" : "the law of %s\n", date_vn(w->on, z));
}

/* "→" before what governs on the day, then the period and the citation. */
static void mark(struct shower *w, const struct dating *d, const void *now, const void *this) {
  buf_z(w->out, now == this ? "→ " : "  ");
  text_period(w->out, w->v, d, w->lang);
  buf_z(w->out, ": ");
}

static void cited(struct shower *w, const struct cites *c, const struct status *s) {
  if (c->n) {
    buf_z(w->out, "  [");
    text_cites(w->out, w->p, c);
    buf_c(w->out, ']');
  }
  if (s && s->unverified)
    buf_print(w->out, w->lang == VI ? " (chưa xác minh: %.*s)" : " (unverified: %.*s)", (int)s->why.n,
              s->why.p);
  buf_c(w->out, '\n');
}

static void nothing(struct shower *w, const void *now) {
  if (!now)
    buf_z(w->out, w->lang == VI ? "→ không có quy định vào ngày này\n" : "→ nothing governs on this day\n");
}

static bool parameter(struct shower *w, struct str name) {
  int i = law_find_param(w->p, name);
  if (i < 0) return false;
  const struct param *q = &w->p->param.at[i];
  const struct param_version *now = view_param(w->v, q, w->on, DATE_MAX),
                             *old = view_param(w->v, q, w->on, DATE_MIN);
  head(w, "tham số", "parameter", name, &q->title);
  for (int k = 0; k < q->n; k++) {
    const struct param_version *v = &q->at[k];
    mark(w, &v->d, now == v || (v->d.guarded && old == v) ? v : NULL, v);
    if (v->is_unknown)
      buf_print(w->out, w->lang == VI ? "không rõ: %.*s" : "unknown: %.*s", (int)v->unknown.n, v->unknown.p);
    else
      text_value(w->out, w->p, v->value, w->lang);
    cited(w, &v->cites, &v->status);
  }
  nothing(w, now);
  return true;
}

static bool table(struct shower *w, struct str name) {
  int i = law_find_table(w->p, name);
  if (i < 0) return false;
  const struct table *q = &w->p->table.at[i];
  const struct table_version *now = view_table(w->v, q, w->on);
  char z[48];
  head(w, "bảng", "table", name, &q->title);
  for (int k = 0; k < q->n; k++) {
    const struct table_version *v = &q->at[k];
    mark(w, &v->d, now, v);
    if (v->is_empty)
      buf_print(w->out, w->lang == VI ? "chưa có dòng nào: %.*s" : "no rows: %.*s", (int)v->empty.n,
                v->empty.p);
    else
      buf_print(w->out, w->lang == VI ? "%d dòng" : "%d rows", v->n_row);
    cited(w, &v->cites, &v->status);
    for (int r = 0; v == now && r < v->n_row; r++) {
      buf_z(w->out, "      ");
      for (int c = 0; c < q->n_key; c++) {
        text_value(w->out, w->p, v->cells.at[r * (q->n_key + 1) + c], w->lang);
        buf_z(w->out, c + 1 < q->n_key ? ", " : " = ");
      }
      if (q->type.kind == K_BOOL || q->type.kind == K_ENUM)
        text_value(w->out, w->p, v->cells.at[r * (q->n_key + 1) + q->n_key], w->lang);
      else
        buf_z(w->out, ratio_text(v->row[r].value, w->lang == VI ? ',' : '.', z));
      buf_c(w->out, '\n');
    }
  }
  nothing(w, now);
  return true;
}

static void one_case(struct shower *w, const struct kase *c) {
  struct str t = in(&c->title, w->lang);
  bool now = view_governs(w->v, &c->d, w->on);
  buf_print(w->out, "    %s%s — %.*s\n      when ",
            now ? "" : (w->lang == VI ? "(không áp dụng) " : "(not in force) "), c->id.p, (int)t.n, t.p);
  text_expression(w->out, w->p, c->when);
  buf_z(w->out, " then ");
  text_expression(w->out, w->p, c->then);
  cited(w, &c->cites, &c->status);
}

static void one_rule(struct shower *w, const struct rule *q) {
  const struct rule_version *now = view_rule(w->v, q, w->on, DATE_MAX);
  head(w, "quy tắc", "rule", q->full, &q->title);
  for (int k = 0; k < q->n; k++) {
    const struct rule_version *v = &q->at[k];
    mark(w, &v->d, now, v);
    if (v->body) {
      text_expression(w->out, w->p, v->body);
      cited(w, &v->cites, &v->status);
      continue;
    }
    buf_z(w->out, "choose ");
    text_tree(w->out, v, v->choose);
    cited(w, &v->cites, &v->status);
    for (int c = 0; v == now && c < v->n; c++)
      one_case(w, &v->at[c]);
  }
  nothing(w, now);
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

static bool benefit(struct shower *w, struct str name) {
  int i = law_find_benefit(w->p, name);
  if (i < 0) return false;
  const struct benefit *q = &w->p->benefit.at[i];
  head(w, "chế độ", "benefit", name, &q->title);
  for (int k = 0; k < q->n; k++) {
    const struct clause *c = &q->at[k];
    mark(w, &c->d, view_clause(w->v, q, c->kind, w->on), c);
    buf_print(w->out, "%s ", text_clause_kind(c->kind));
    text_clause(w->out, w->p, c, w->lang);
    cited(w, &c->cites, &c->status);
  }
  for (size_t g = 0; g < w->p->concurrency.n; g++)
    for (int k = 0; k < w->p->concurrency.at[g].n; k++) {
      const struct concurrency *c = &w->p->concurrency.at[g];
      if (c->benefit[k] != i) continue;
      mark(w, &c->d, view_governs(w->v, &c->d, w->on) ? c : NULL, c);
      struct str t = in(&c->title, w->lang);
      buf_print(w->out, "%s: %.*s", c->id.p, (int)t.n, t.p);
      cited(w, &c->cites, NULL);
    }
  return true;
}

static bool fact(struct shower *w, struct str name) {
  bool found = false;
  for (size_t i = 0; i < w->p->fact.n; i++) {
    const struct fact *f = &w->p->fact.at[i];
    if (!str_eq(f->full, name) && !str_eq(f->id, name)) continue;
    found = true;
    head(w, "dữ kiện", "fact", f->full, &f->title);
    buf_print(w->out, "  %s: %s\n", w->lang == VI ? "kiểu" : "type", law_type_name(w->p, f->type, w->lang));
    if (f->type.kind == K_ENUM)
      for (int k = 0; k < w->p->enumeration.at[f->type.enumeration].n; k++) {
        struct str t = in(&w->p->enumeration.at[f->type.enumeration].at[k].title, w->lang);
        buf_print(w->out, "    %s — %.*s\n", w->p->enumeration.at[f->type.enumeration].at[k].id.p, (int)t.n,
                  t.p);
      }
    buf_print(w->out, "  %s\n",
              f->absence == ABSENT_REQUIRED
                  ? (w->lang == VI ? "bắt buộc; thiếu thì không rõ" : "required; unknown when missing")
              : f->absence == ABSENT_VALUE
                  ? (w->lang == VI ? "không có dòng nghĩa là giá trị đã khai báo (absent)"
                                   : "no row means the declared value (absent)")
                  : (w->lang == VI ? "thiếu thì không rõ" : "unknown when missing"));
    if (f->secret) buf_print(w->out, "  %s\n", w->lang == VI ? "kín" : "secret");
  }
  return found;
}

static bool document(struct shower *w, struct str name) {
  int i = law_find_document(w->p, name);
  char x[11], y[11];
  if (i < 0) return false;
  const struct document *d = &w->p->document.at[i];
  head(w, "văn bản", "document", name, &d->title);
  buf_print(w->out, w->lang == VI ? "  ban hành %s, hiệu lực %s%s\n" : "  issued %s, in force %s%s\n",
            date_vn(d->issued, x), date_vn(d->in_force, y),
            d->in_force > w->on ? (w->lang == VI ? " (chưa có hiệu lực)" : " (not yet in force)") : "");
  if (d->expires < DATE_MAX)
    buf_print(w->out, w->lang == VI ? "  hết hiệu lực %s\n" : "  expires %s\n", date_vn(d->expires, x));
  for (int k = 0; k < d->n_amends; k++)
    buf_print(w->out, "  %s %.*s\n", w->lang == VI ? "sửa đổi" : "amends", (int)d->amends[k].n,
              d->amends[k].p);
  for (int k = 0; k < d->n_repeals; k++)
    buf_print(w->out, "  %s %.*s\n", w->lang == VI ? "bãi bỏ" : "repeals", (int)d->repeals[k].n,
              d->repeals[k].p);
  for (size_t k = 0; k < w->p->document.n; k++)
    for (int j = 0; j < w->p->document.at[k].n_repeals; j++)
      if (w->p->document.at[k].repeals_ref[j] == i)
        buf_print(w->out, w->lang == VI ? "  bị %s bãi bỏ từ %s%s\n" : "  repealed by %s from %s%s\n",
                  w->p->document.at[k].id.p, date_vn(w->p->document.at[k].in_force, x),
                  w->p->document.at[k].in_force > w->on ? (w->lang == VI ? " (chưa đến)" : " (not yet)")
                                                        : "");
  if (d->status.unverified)
    buf_print(w->out, w->lang == VI ? "  chưa xác minh: %.*s\n" : "  unverified: %.*s\n",
              (int)d->status.why.n, d->status.why.p);
  return true;
}

static bool interpretation(struct shower *w, struct str name) {
  int i = law_find_interpretation(w->p, name);
  if (i < 0) return false;
  const struct interpretation *x = &w->p->interpretation.at[i];
  head(w, "cách hiểu", "interpretation", name, &x->title);
  struct str q = in(&x->question, w->lang);
  buf_print(w->out, "  %.*s\n", (int)q.n, q.p);
  for (int k = 0; k < x->n; k++) {
    struct str t = in(&x->choice[k].title, w->lang);
    buf_print(w->out, "%s%s — %.*s\n", k == x->standard ? "→ " : "  ", x->choice[k].id.p, (int)t.n, t.p);
  }
  buf_print(w->out, "  %.*s", (int)x->author.n, x->author.p);
  cited(w, &x->cites, NULL);
  return true;
}

static void nearest(struct str name, struct str candidate, int *best, struct str *found) {
  int d = str_distance(name, candidate, 4);
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
  buf_print(w->out, w->lang == VI ? "Không có quy định tên «%.*s»." : "There is no provision named «%.*s».",
            (int)name.n, name.p);
  if (found.n)
    buf_print(w->out, w->lang == VI ? " Có phải là «%.*s»?" : " Did you mean «%.*s»?", (int)found.n, found.p);
  buf_z(w->out, w->lang == VI ? " Xem: ansinh law vocabulary\n" : " See: ansinh law vocabulary\n");
}

enum err law_tool_show(struct law_program *p, struct str name, date on, enum lang lang, struct buf *out) {
  struct arena *a = arena_new("law view", 64 << 20);
  struct shower w = { p, view_new(a, p, on), on, lang, out };
  bool found = false;
  found |= parameter(&w, name);
  found |= table(&w, name);
  found |= rule(&w, name);
  found |= benefit(&w, name);
  found |= fact(&w, name);
  found |= document(&w, name);
  found |= interpretation(&w, name);
  if (!found) suggest(&w, name);
  arena_free(a);
  return found ? OK : NOT_FOUND;
}
