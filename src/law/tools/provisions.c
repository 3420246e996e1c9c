/* provisions: see provisions.h. */
#include "law/tools/provisions.h"
#include "law/print/print_words.h"
#include "law/print/printer.h"
#include "law/tools/table_rows.h"
#include "law/tools/timeline.h"

/* ---- the list ---- */

static int size_of(const struct law_program *p, enum law_thing t) {
  switch (t) {
  case LAW_THING_BENEFIT: return (int)p->benefit.n;
  case LAW_THING_PARAMETER: return (int)p->param.n;
  case LAW_THING_RULE: return (int)p->rule.n;
  case LAW_THING_TABLE: return (int)p->table.n;
  case LAW_THING_GROUP: return (int)p->concurrency.n;
  case LAW_THING_INTERPRETATION: return (int)p->interpretation.n;
  case LAW_THING_FACT: return (int)p->fact.n;
  case LAW_THINGS: break;
  }
  return 0;
}

int law_provision_count(const struct law_program *p) {
  int n = 0;
  for (enum law_thing t = 0; t < LAW_THINGS; t++)
    n += size_of(p, t);
  return n;
}

/* The thing a number belongs to, and its place among its kind. */
static enum law_thing split(const struct law_program *p, int provision, int *ret_at) {
  enum law_thing t = 0;
  assert(provision >= 0 && provision < law_provision_count(p));
  for (; provision >= size_of(p, t); t++)
    provision -= size_of(p, t);
  *ret_at = provision;
  return t;
}

enum law_thing law_provision_thing(const struct law_program *p, int provision) {
  int at;
  return split(p, provision, &at);
}

struct str law_provision_name(const struct law_program *p, int provision) {
  int at;
  switch (split(p, provision, &at)) {
  case LAW_THING_BENEFIT: return p->benefit.at[at].id;
  case LAW_THING_PARAMETER: return p->param.at[at].id;
  case LAW_THING_RULE: return p->rule.at[at].full;
  case LAW_THING_TABLE: return p->table.at[at].id;
  case LAW_THING_GROUP: return p->concurrency.at[at].id;
  case LAW_THING_INTERPRETATION: return p->interpretation.at[at].id;
  case LAW_THING_FACT: return p->fact.at[at].full;
  case LAW_THINGS: break;
  }
  return S("");
}

int law_provision_of_benefit(int benefit) { return benefit; }

/* A name without its first part. */
static struct str bare(struct str full) {
  const char *dot = memchr(full.p, '.', full.n);
  return dot ? (struct str) { dot + 1, full.n - (size_t)(dot + 1 - full.p) } : full;
}

static int named_now(const struct law_program *p, struct str name) {
  int n = law_provision_count(p);
  for (int i = 0; i < n; i++)
    if (str_eq(law_provision_name(p, i), name)) return i;
  for (int i = 0; i < n; i++)
    if (str_eq(bare(law_provision_name(p, i)), name)) return i;
  return -1;
}

static bool is_provision(enum law_named kind) {
  return kind == LAW_NAMED_FACT || kind == LAW_NAMED_BENEFIT || kind == LAW_NAMED_RULE ||
         kind == LAW_NAMED_PARAMETER || kind == LAW_NAMED_TABLE || kind == LAW_NAMED_INTERPRETATION;
}

int law_provision_find(const struct law_program *p, struct str name) {
  int found = named_now(p, name);
  for (int i = 0; found < 0 && i < law_rename_count(p); i++) {
    struct law_rename x = law_rename(p, i);
    if (is_provision(x.kind) && (str_eq(x.was, name) || str_eq(bare(x.was), name)))
      found = named_now(p, law_renamed(p, x.kind, x.was));
  }
  return found;
}

int law_group_benefits(const struct law_program *p, int provision, const int **ret_benefits, int *ret_most) {
  int at;
  if (split(p, provision, &at) != LAW_THING_GROUP) return 0;
  *ret_benefits = p->concurrency.at[at].benefit;
  *ret_most = p->concurrency.at[at].most;
  return p->concurrency.at[at].n;
}

/* ---- histories ---- */

struct historian {
  struct arena *a;
  const struct law_program *p;
  const struct view *v;
  date on;
  struct law_history *h;
  int room;
};

static struct str in(const struct title *t, enum lang lang) { return lang == VI ? t->vi : t->en; }

static void entitle(struct historian *w, enum print_word kind, struct str name, const struct title *t) {
  w->h->name = name;
  for (int l = 0; l < 2; l++) {
    w->h->title[l] = in(t, (enum lang)l);
    w->h->kind[l] = str_of(print_word(kind, (enum lang)l));
  }
}

static void cite_in(struct historian *w, const struct cites *c, struct str ret[2]) {
  for (int l = 0; l < 2; l++) {
    struct buf b = buf_growing(w->a);
    print_cites(&b, w->p, c, (enum lang)l);
    ret[l] = buf_view(&b);
  }
}

static struct law_stretch *add(struct historian *w, const struct stretch *s, const struct cites *c,
                               const struct status *status) {
  struct law_history *h = w->h;
  if (h->n == w->room) {
    h->stretch = arena_grow(w->a, h->stretch, sizeof *h->stretch * (size_t)w->room,
                            sizeof *h->stretch * (size_t)(w->room * 2 + 8));
    w->room = w->room * 2 + 8;
  }
  struct law_stretch *x = &h->stretch[h->n++];
  *x = (struct law_stretch) {
    .from = s->from, .until = s->until, .later = s->later, .now = s->now, .granted_before = s->granted_before
  };
  if (c) cite_in(w, c, x->cite);
  if (status && status->unverified) {
    x->unverified = true;
    x->why = status->why;
  }
  return x;
}

/* What governs on the day for everybody is what the provision says. */
static void stands(struct law_history *h, const struct law_stretch *x) {
  if (!x->now || x->granted_before) return;
  memcpy(h->value, x->value, sizeof h->value);
  memcpy(h->cite, x->cite, sizeof h->cite);
  h->since = x->from;
  h->unverified = x->unverified;
}

static struct str numbered(struct historian *w, enum print_word id, int n, enum lang lang) {
  struct buf b = buf_growing(w->a);
  char z[16];
  snprintf(z, sizeof z, "%d", n);
  PRINT(&b, lang, id, z);
  return buf_view(&b);
}

static void param_history(struct historian *w, const struct param *q) {
  struct versions all = law_param_versions(w->v, q);
  struct stretch *s;
  entitle(w, PW_k_parameter, q->id, &q->title);
  for (int i = law_timeline(w->a, &all, w->on, &s); i-- > 0;) {
    const struct param_version *v = &q->at[s[i].version];
    struct law_stretch *x = add(w, &s[i], &v->cites, &v->status);
    for (int l = 0; l < 2; l++) {
      struct buf b = buf_growing(w->a);
      if (v->is_unknown)
        PRINT(&b, (enum lang)l, PW_h_unknown, arena_text(w->a, v->unknown.p, v->unknown.n));
      else
        print_constant(&b, w->p, v->value, (enum lang)l);
      x->value[l] = buf_view(&b);
    }
    stands(w->h, x);
  }
}

static void table_history(struct historian *w, const struct table *q) {
  struct versions all = law_table_versions(w->v, q);
  struct stretch *s;
  entitle(w, PW_k_table, q->id, &q->title);
  for (int i = law_timeline(w->a, &all, w->on, &s); i-- > 0;) {
    const struct table_version *v = &q->at[s[i].version];
    struct law_stretch *x = add(w, &s[i], &v->cites, &v->status);
    for (int l = 0; l < 2; l++)
      x->value[l] = v->is_empty ? v->empty : numbered(w, PW_h_rows, v->n_row, (enum lang)l);
    int told = v->n_row < LAW_TABLE_ROWS_TOLD ? v->n_row : LAW_TABLE_ROWS_TOLD;
    struct law_table_row *row = NEW_ARRAY(w->a, struct law_table_row, told + 1);
    for (int k = 0; k < told; k++)
      row[k] = law_row_text(w->a, w->p, q, v, k);
    x->n_rows = v->n_row;
    x->row = row;
    stands(w->h, x);
  }
}

static void rule_history(struct historian *w, const struct rule *q) {
  struct versions all = law_rule_versions(w->v, q);
  struct stretch *s;
  entitle(w, PW_k_rule, q->full, &q->title);
  for (int i = law_timeline(w->a, &all, w->on, &s); i-- > 0;) {
    const struct rule_version *v = &q->at[s[i].version];
    struct law_stretch *x = add(w, &s[i], &v->cites, &v->status);
    for (int l = 0; l < 2; l++) {
      struct buf b = buf_growing(w->a);
      if (v->body) print_expression(&b, w->p, v->body, (enum lang)l);
      x->value[l] = v->body ? buf_view(&b) : numbered(w, PW_h_cases, v->n, (enum lang)l);
    }
    stands(w->h, x);
  }
}

static void benefit_history(struct historian *w, const struct benefit *q) {
  entitle(w, PW_k_benefit, q->id, &q->title);
  for (enum clause_kind k = CLAUSE_AMOUNT; k <= CLAUSE_ON_REQUEST; k++) {
    struct versions all = law_clause_versions(w->v, q, k);
    struct stretch *s;
    for (int i = law_timeline(w->a, &all, w->on, &s); i-- > 0;) {
      const struct clause *c = &q->at[s[i].version];
      struct law_stretch *x = add(w, &s[i], &c->cites, &c->status);
      for (int l = 0; l < 2; l++) {
        struct buf b = buf_growing(w->a);
        buf_z(&b, print_clause_kind(k, (enum lang)l));
        if (k != CLAUSE_ON_REQUEST) buf_z(&b, ": ");
        if (c->value)
          print_expression(&b, w->p, c->value, (enum lang)l);
        else if (k != CLAUSE_ON_REQUEST)
          print_clause(&b, w->p, c, (enum lang)l);
        x->value[l] = buf_view(&b);
      }
      if (k == CLAUSE_AMOUNT) stands(w->h, x);
    }
  }
  for (int l = 0; l < 2; l++)
    w->h->value[l] = str_of(print_word(w->h->since ? PW_h_in_force : PW_h_not_in_force, (enum lang)l));
}

static void group_history(struct historian *w, const struct concurrency *q) {
  struct versions all = law_group_versions(w->v, q);
  struct stretch *s;
  entitle(w, PW_k_group, q->id, &q->title);
  for (int i = law_timeline(w->a, &all, w->on, &s); i-- > 0;) {
    struct law_stretch *x = add(w, &s[i], &q->cites, NULL);
    for (int l = 0; l < 2; l++) {
      struct buf names = buf_growing(w->a), b = buf_growing(w->a);
      for (int k = 0; k < q->n; k++) {
        if (k) buf_z(&names, "; ");
        buf_str(&names, in(&w->p->benefit.at[q->benefit[k]].title, (enum lang)l));
      }
      char most[16];
      snprintf(most, sizeof most, "%d", q->most);
      PRINT(&b, (enum lang)l, PW_h_at_most, most, names.p);
      x->value[l] = buf_view(&b);
    }
    stands(w->h, x);
  }
}

static void choice_history(struct historian *w, const struct interpretation *q) {
  entitle(w, PW_k_interpretation, q->id, &q->title);
  cite_in(w, &q->cites, w->h->cite);
  for (int i = 0; i < q->n; i++) {
    struct stretch always = { .from = DATE_MIN, .until = DATE_MAX, .now = i == q->standard };
    struct law_stretch *x = add(w, &always, &q->cites, NULL);
    for (int l = 0; l < 2; l++) {
      x->value[l] = in(&q->choice[i].title, (enum lang)l);
      if (x->now) w->h->value[l] = x->value[l];
    }
  }
}

/* The declaration as written: its first line and the indented ones after it. */
static void as_written(struct historian *w, struct place at) {
  if (!at.file || at.line < 1) return;
  struct str t = at.file->text;
  size_t from = 0;
  for (int line = 1; line < at.line && from < t.n; from++)
    line += t.p[from] == '\n';
  size_t to = from;
  while (to < t.n) {
    const char *end = memchr(t.p + to, '\n', t.n - to);
    to = end ? (size_t)(end - t.p) + 1 : t.n;
    if (to < t.n && t.p[to] != ' ' && t.p[to] != '\n') break;
  }
  w->h->source = str_trim((struct str) { arena_text(w->a, t.p + from, to - from), to - from });
  struct str file = law_short_name(
      at.file->name); /* where the packs lie on a machine is no page's business */
  w->h->place = str_of(arena_print(w->a, "%.*s:%d", (int)file.n, file.p, at.line));
}

struct view *law_as_of(struct arena *a, const struct law_program *p, date on) {
  return view_new(a, p, on);
}

void law_history(struct arena *a, const struct view *v, int provision, struct law_history *ret) {
  int at;
  const struct law_program *p = v->p;
  struct law_history h = { .thing = split(p, provision, &at) };
  struct historian w = { .a = a, .p = p, .v = v, .on = v->law_day, .h = &h };
  switch (h.thing) {
  case LAW_THING_BENEFIT:
    benefit_history(&w, &p->benefit.at[at]);
    as_written(&w, p->benefit.at[at].place);
    break;
  case LAW_THING_PARAMETER:
    param_history(&w, &p->param.at[at]);
    as_written(&w, p->param.at[at].place);
    break;
  case LAW_THING_RULE:
    rule_history(&w, &p->rule.at[at]);
    as_written(&w, p->rule.at[at].place);
    break;
  case LAW_THING_TABLE:
    table_history(&w, &p->table.at[at]);
    as_written(&w, p->table.at[at].place);
    break;
  case LAW_THING_GROUP:
    group_history(&w, &p->concurrency.at[at]);
    as_written(&w, p->concurrency.at[at].at);
    break;
  case LAW_THING_INTERPRETATION:
    choice_history(&w, &p->interpretation.at[at]);
    as_written(&w, p->interpretation.at[at].at);
    break;
  case LAW_THING_FACT:
    entitle(&w, PW_k_fact, p->fact.at[at].full, &p->fact.at[at].title);
    as_written(&w, p->fact.at[at].at);
    break;
  case LAW_THINGS: break;
  }
  *ret = h;
}

/* ---- documents ---- */

int law_document_count(const struct law_program *p) { return (int)p->document.n; }

void law_document(struct arena *a, const struct law_program *p, int document, struct law_document *ret) {
  const struct document *d = &p->document.at[document];
  struct law_document x = { .id = d->id, .issued = d->issued, .in_force = d->in_force };
  for (int l = 0; l < 2; l++) {
    struct buf list = buf_growing(a), note = buf_growing(a);
    x.title[l] = in(&d->title, (enum lang)l);
    for (int i = 0; i < d->n_repeals; i++) {
      if (!d->repeals_ref || d->repeals_ref[i] < 0) continue;
      if (list.n) buf_z(&list, ", ");
      print_document(&list, &p->document.at[d->repeals_ref[i]], (enum lang)l);
    }
    if (list.n) PRINT(&note, (enum lang)l, PW_h_replaces, list.p);
    x.note[l] = buf_view(&note);
  }
  *ret = x;
}
