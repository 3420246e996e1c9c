/* diff: the law of one day beside the law of another. Each side is read in its own view, at its own day;
 * provisions that reach back before the day are rows of their own. */
#include "law/print/print_words.h"
#include "law/print/printer.h"
#include "law/tools/table_rows.h"
#include "law/tools/timeline.h"
#include "law/tools/tools.h"

struct differ {
  struct arena *a;
  struct law_program *p;
  struct view *v[2];
  date day[2];
  VEC(struct law_change) list;
};

struct row {
  const char *kind;
  struct str name;
  const struct title *title;
  const struct str (*side)[2];
  const struct cites *cites[2];
  const struct dating *after; /* of the later side; NULL none */
};

static struct buf text(struct differ *w) { return buf_growing(w->a); }

static struct law_cited cited(struct differ *w, const struct cites *c) {
  struct law_cited out = { { 0 }, { { 0 } } };
  if (!c) return out;
  for (int l = 0; l < 2; l++) {
    struct buf b = text(w);
    print_cites(&b, w->p, c, (enum lang)l);
    out.text[l] = buf_view(&b);
  }
  struct buf ids = text(w);
  print_cite_ids(&ids, w->p, c);
  out.ids = buf_view(&ids);
  return out;
}

static bool exists(const struct view *v, const struct dating *d) { return v->from[d->id] <= v->until[d->id]; }
/* A provision that the earlier law does not know and that begins before its document is in force. */
static bool reaches_back(const struct differ *w, const struct dating *d) {
  if (exists(w->v[0], d) || !exists(w->v[1], d) || d->document < 0) return false;
  return w->v[1]->from[d->id] < w->p->document.at[d->document].in_force;
}

/* "540.000 đồng (từ 01/07/2026, chỉ người được quyết định trước 05/10/2026)" */
static struct str with_period(struct differ *w, struct str of, const struct dating *d, enum lang lang) {
  struct stretch s = { .from = w->v[1]->from[d->id],
                       .until = w->v[1]->until[d->id],
                       .granted_before = d->guarded ? d->granted_before : 0 };
  struct buf b = text(w);
  buf_str(&b, of);
  buf_z(&b, " (");
  law_stretch_text(&b, &s, lang);
  buf_c(&b, ')');
  return buf_view(&b);
}

/* Adds a row where the two sides (by side and language) differ; NULL where a side cites nothing. What reaches
 * back is told with its period. False: they do not differ. */
static bool row(struct differ *w, struct row r) {
  bool same = str_eq(r.side[0][VI], r.side[1][VI]) && str_eq(r.side[0][EN], r.side[1][EN]);
  if (same) return false;
  struct law_change *c = VEC_PUSH(w->a, &w->list);
  c->kind = r.kind;
  c->name = r.name;
  c->title[VI] = r.title->vi;
  c->title[EN] = r.title->en;
  for (int l = 0; l < 2; l++) {
    c->before[l] = r.side[0][l];
    c->after[l] = r.after && reaches_back(w, r.after) ? with_period(w, r.side[1][l], r.after, (enum lang)l)
                                                      : r.side[1][l];
  }
  c->cite_before = cited(w, r.cites[0]);
  c->cite_after = cited(w, r.cites[1]);
  return true;
}

static const char *document_of(struct differ *w, const struct document *d, enum lang lang) {
  struct buf b = text(w);
  print_document(&b, d, lang);
  return b.p;
}

static void documents(struct differ *w) {
  for (size_t i = 0; i < w->p->document.n; i++) {
    const struct document *d = &w->p->document.at[i];
    struct str side[2][2];
    char x[11];
    for (int s = 0; s < 2; s++) {
      bool visible = view_visible(w->v[s], (int)i), ended = d->expires <= w->day[s];
      const struct document *by = NULL;
      for (size_t k = 0; k < w->p->document.n; k++)
        for (int j = 0; j < w->p->document.at[k].n_repeals; j++)
          if (w->p->document.at[k].repeals_ref[j] == (int)i && view_visible(w->v[s], (int)k))
            by = &w->p->document.at[k];
      for (int l = 0; l < 2; l++) {
        struct buf b = text(w);
        enum lang lang = (enum lang)l;
        if (!visible)
          buf_z(&b, print_word(PW_d_not_yet, lang));
        else if (by)
          PRINT(&b, lang, PW_d_repealed, document_of(w, by, lang), date_text(by->in_force, lang, x));
        else if (ended)
          PRINT(&b, lang, PW_d_expired, date_text(d->expires, lang, x));
        else
          PRINT(&b, lang, PW_d_in_force, date_text(d->in_force, lang, x));
        side[s][l] = buf_view(&b);
      }
    }
    row(w, (struct row) { "document", d->id, &d->title, side, { NULL, NULL }, NULL });
  }
}

static void value_of(struct differ *w, const struct param_version *v, int l, struct buf *b) {
  if (v && v->is_unknown)
    PRINT(b, (enum lang)l, PW_h_unknown, arena_text(w->a, v->unknown.p, v->unknown.n));
  else if (v)
    print_constant(b, w->p, v->value, (enum lang)l);
}

static void parameter_back(struct differ *w, const struct param *q, const struct param_version *v) {
  struct str side[2][2];
  const struct param_version *was = view_param(w->v[0], q, w->v[1]->from[v->d.id], DATE_MIN);
  if (!reaches_back(w, &v->d)) return;
  for (int l = 0; l < 2; l++) {
    struct buf before = text(w), after = text(w);
    value_of(w, was, l, &before);
    value_of(w, v, l, &after);
    side[0][l] = buf_view(&before);
    side[1][l] = buf_view(&after);
  }
  row(w,
      (struct row) { "parameter", q->id, &q->title, side, { was ? &was->cites : NULL, &v->cites }, &v->d });
}

static void parameter(struct differ *w, const struct param *q) {
  const struct param_version *v[2];
  struct str side[2][2];
  for (int s = 0; s < 2; s++)
    v[s] = view_param(w->v[s], q, w->day[s], DATE_MAX);
  for (int s = 0; s < 2; s++)
    for (int l = 0; l < 2; l++) {
      struct buf b = text(w);
      value_of(w, v[s], l, &b);
      side[s][l] = buf_view(&b);
    }
  bool told = row(w, (struct row) { "parameter",
                                    q->id,
                                    &q->title,
                                    side,
                                    { v[0] ? &v[0]->cites : NULL, v[1] ? &v[1]->cites : NULL },
                                    v[1] ? &v[1]->d : NULL });
  for (int k = 0; k < q->n; k++)
    if (&q->at[k] != v[1] || !told) parameter_back(w, q, &q->at[k]);
}

static void table(struct differ *w, const struct table *q) {
  const struct table_version *v[2];
  struct str side[2][2];
  for (int s = 0; s < 2; s++)
    v[s] = view_table(w->v[s], q, w->day[s]);
  if (v[0] == v[1]) return;
  struct law_row_change *changed;
  int n = law_rows_changed(w->a, w->p, q, v[0], v[1], &changed);
  if (!n && v[0] && v[1] && !v[0]->is_empty && !v[1]->is_empty) return;
  for (int s = 0; s < 2; s++)
    for (int l = 0; l < 2; l++) {
      struct buf b = text(w);
      if (v[s] && v[s]->is_empty)
        buf_str(&b, v[s]->empty);
      else if (v[s]) {
        char x[11];
        PRINT(&b, (enum lang)l, PW_d_rows_from, arena_print(w->a, "%d", v[s]->n_row),
              date_text(w->v[s]->from[v[s]->d.id], (enum lang)l, x));
      }
      side[s][l] = buf_view(&b);
    }
  bool told = row(w, (struct row) { "table",
                                    q->id,
                                    &q->title,
                                    side,
                                    { v[0] ? &v[0]->cites : NULL, v[1] ? &v[1]->cites : NULL },
                                    v[1] ? &v[1]->d : NULL });
  if (!told) return;
  w->list.at[w->list.n - 1].n_rows = n;
  w->list.at[w->list.n - 1].row = changed;
}

/* The case of this id in the version, when it governs. */
static const struct kase *case_on(struct differ *w, int s, const struct rule_version *v, struct str id) {
  for (int i = 0; v && i < v->n; i++)
    if (str_eq(v->at[i].id, id) && view_governs(w->v[s], &v->at[i].d, w->day[s])) return &v->at[i];
  return NULL;
}

static void cases(struct differ *w, const struct rule *q, const struct rule_version *const v[2]) {
  for (int i = 0; i < q->n_case_ids; i++) {
    const struct kase *c[2];
    struct str side[2][2] = { { { 0 } } };
    for (int s = 0; s < 2; s++) {
      c[s] = case_on(w, s, v[s], q->case_ids[i].id);
      if (!c[s]) continue;
      struct buf b = text(w);
      buf_z(&b, "when ");
      print_source(&b, w->p, c[s]->when);
      buf_z(&b, " then ");
      print_source(&b, w->p, c[s]->then);
      side[s][VI] = side[s][EN] = buf_view(&b);
    }
    if (!c[0] && !c[1]) continue;
    const char *name = arena_print(w->a, "%s %s", q->full.p, q->case_ids[i].id.p);
    row(w, (struct row) { "case",
                          str_of(name),
                          c[1] ? &c[1]->title : &c[0]->title,
                          side,
                          { c[0] ? &c[0]->cites : NULL, c[1] ? &c[1]->cites : NULL },
                          c[1] ? &c[1]->d : NULL });
  }
}

static struct str version_text(struct differ *w, const struct rule_version *v) {
  struct buf b = text(w);
  if (v && v->body)
    print_source(&b, w->p, v->body);
  else if (v) {
    buf_z(&b, "choose ");
    print_source_tree(&b, v, v->choose);
  }
  return buf_view(&b);
}

static void rule_back(struct differ *w, const struct rule *q, const struct rule_version *v) {
  assert(v != NULL && w->v[1]->from != NULL);
  struct str side[2][2];
  const struct rule_version *was = view_rule(w->v[0], q, w->v[1]->from[v->d.id], DATE_MIN);
  if (!reaches_back(w, &v->d)) return;
  for (int l = 0; l < 2; l++) {
    side[0][l] = version_text(w, was);
    side[1][l] = version_text(w, v);
  }
  row(w, (struct row) { "rule", q->full, &q->title, side, { was ? &was->cites : NULL, &v->cites }, &v->d });
}

static void rule(struct differ *w, const struct rule *q) {
  const struct rule_version *v[2];
  struct str side[2][2] = { { { 0 } } };
  for (int s = 0; s < 2; s++)
    v[s] = view_rule(w->v[s], q, w->day[s], DATE_MAX);
  for (int s = 0; s < 2; s++) {
    if (v[s]) side[s][VI] = side[s][EN] = version_text(w, v[s]);
  }
  bool told = row(w, (struct row) { "rule",
                                    q->full,
                                    &q->title,
                                    side,
                                    { v[0] ? &v[0]->cites : NULL, v[1] ? &v[1]->cites : NULL },
                                    v[1] ? &v[1]->d : NULL });
  if (q->cases) cases(w, q, v);
  for (int k = 0; k < q->n; k++)
    if (&q->at[k] != v[1] || !told) rule_back(w, q, &q->at[k]);
}

static void benefit(struct differ *w, const struct benefit *q) {
  for (int k = CLAUSE_AMOUNT; k <= CLAUSE_ON_REQUEST; k++) {
    const struct clause *c[2];
    struct str side[2][2] = { { { 0 } } };
    for (int s = 0; s < 2; s++) {
      c[s] = view_clause(w->v[s], q, (enum clause_kind)k, w->day[s]);
      for (int l = 0; c[s] && l < 2; l++) {
        struct buf b = text(w);
        print_clause(&b, w->p, c[s], (enum lang)l);
        side[s][l] = buf_view(&b);
      }
    }
    const char *name = arena_print(w->a, "%s %s", q->id.p, print_clause_id((enum clause_kind)k));
    row(w, (struct row) { "clause",
                          str_of(name),
                          &q->title,
                          side,
                          { c[0] ? &c[0]->cites : NULL, c[1] ? &c[1]->cites : NULL },
                          c[1] ? &c[1]->d : NULL });
  }
}

static void group(struct differ *w, const struct concurrency *c) {
  struct str side[2][2] = { { { 0 } } };
  for (int s = 0; s < 2; s++) {
    if (!view_governs(w->v[s], &c->d, w->day[s])) continue;
    struct buf b = text(w);
    buf_z(&b, "per ");
    law_scope_text(c, &b);
    buf_print(&b, " at most %d of (", c->most);
    for (int k = 0; k < c->n; k++)
      buf_print(&b, "%s%.*s", k ? ", " : "", (int)c->names[k].n, c->names[k].p);
    buf_print(&b, ") keeping %s", c->keep_first ? "first" : "highest");
    side[s][VI] = side[s][EN] = buf_view(&b);
  }
  row(w, (struct row) { "group",
                        c->id,
                        &c->title,
                        side,
                        { side[0][VI].n ? &c->cites : NULL, side[1][VI].n ? &c->cites : NULL },
                        &c->d });
}

int law_tool_diff(struct arena *a, struct law_program *p, date before, date after, struct law_change **ret) {
  struct differ w = {
    .a = a, .p = p, .v = { view_new(a, p, before), view_new(a, p, after) }, .day = { before, after }
  };
  documents(&w);
  for (size_t i = 0; i < p->param.n; i++)
    parameter(&w, &p->param.at[i]);
  for (size_t i = 0; i < p->table.n; i++)
    table(&w, &p->table.at[i]);
  for (size_t i = 0; i < p->rule.n; i++)
    rule(&w, &p->rule.at[i]);
  for (size_t i = 0; i < p->benefit.n; i++)
    benefit(&w, &p->benefit.at[i]);
  for (size_t i = 0; i < p->concurrency.n; i++)
    group(&w, &p->concurrency.at[i]);
  *ret = w.list.at;
  return (int)w.list.n;
}

const char *law_tool_kind(const char *kind, enum lang lang) {
  static const struct {
    const char *id;
    enum print_word word;
  } kinds[] = { { "parameter", PW_k_parameter },
                { "table", PW_k_table },
                { "rule", PW_k_rule },
                { "case", PW_k_case },
                { "benefit", PW_k_benefit },
                { "group", PW_k_group },
                { "interpretation", PW_k_interpretation } };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kind, kinds[i].id) == 0) return print_word(kinds[i].word, lang);
  for (int k = CLAUSE_AMOUNT; k <= CLAUSE_ON_REQUEST; k++)
    if (strcmp(kind, print_clause_id((enum clause_kind)k)) == 0)
      return print_clause_kind((enum clause_kind)k, lang);
  return kind;
}
