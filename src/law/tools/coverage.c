/* coverage: which conditions the tests never saw both ways, which cases never decide, which versions were
 * never used. */
#include "law/print/print_words.h"
#include "law/print/printer.h"
#include "law/tools/test.h"
#include "law/tools/tools.h"

struct lister {
  struct law_program *p;
  const uint8_t *seen;
  struct buf *out;
  enum lang lang;
  int left, conditions;
  const char *where;
};

static void say(struct lister *w, struct place at, const char *what, enum print_word found) {
  w->left++;
  buf_print(w->out, "%.*s:%d:%d: %s: %s %s\n", (int)at.file->name.n, at.file->name.p, at.line, at.col,
            w->where, what, print_word(found, w->lang));
}

/* The condition that was looked at, as the language writes it: without a `not` before it, whose truth is the
 * other one. */
static const char *text_of(const struct lister *w, struct arena *a, const struct node *n) {
  enum { BYTES_SHOWN = 60 };
  struct buf b = buf_growing(a);
  print_source(&b, w->p, n);
  struct str text = buf_view(&b);
  size_t shown = text.n < BYTES_SHOWN ? text.n : BYTES_SHOWN;
  while (shown < text.n && shown > 0 && ((unsigned char)text.p[shown] & 0xC0) == 0x80)
    shown--;
  return arena_print(a, "«%.*s%s»", (int)shown, text.p, shown < text.n ? "…" : "");
}

static void conditions(struct lister *w, struct arena *a, const struct node *n) {
  if (!n) return;
  bool truth = n->type.kind == K_BOOL && n->op != N_CONST,
       joint = n->op == N_AND || n->op == N_OR || n->op == N_NOT || n->op == N_AT;
  if (truth && !joint) {
    uint8_t seen = w->seen[n->id];
    w->conditions++;
    if (!(seen & COVER_RUN))
      say(w, n->at, text_of(w, a, n), PW_c_never_asked);
    else {
      if (!(seen & COVER_YES)) say(w, n->at, text_of(w, a, n), PW_c_never_true);
      if (!(seen & COVER_NO)) say(w, n->at, text_of(w, a, n), PW_c_never_false);
    }
    if (n->op == N_HOUSEHOLD || n->op == N_AREA || n->op == N_OUTER) return; /* one condition, not two */
  }
  for (int i = 0; i < 3; i++)
    conditions(w, a, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    conditions(w, a, n->list[i]);
}

static void rules(struct lister *w, struct arena *a) {
  for (size_t i = 0; i < w->p->rule.n; i++)
    for (int k = 0; k < w->p->rule.at[i].n; k++) {
      const struct rule_version *v = &w->p->rule.at[i].at[k];
      w->where = w->p->rule.at[i].full.p;
      int first = v->body ? v->body->id : v->at[0].when->id;
      if (!(w->seen[first] & COVER_VERSION)) {
        say(w, v->place, "", PW_c_version_unused);
        continue;
      }
      conditions(w, a, v->body);
      for (int c = 0; c < v->n; c++) {
        const struct kase *x = &v->at[c];
        w->where = arena_print(a, "%s %s", w->p->rule.at[i].full.p, x->id.p);
        if (!(w->seen[x->then->id] & COVER_DECIDED)) say(w, x->at, "", PW_c_never_decided);
        conditions(w, a, x->when);
        conditions(w, a, x->then);
      }
    }
}

static void values(struct lister *w) {
  for (size_t i = 0; i < w->p->param.n; i++)
    for (int k = 0; k < w->p->param.at[i].n; k++) {
      const struct param_version *v = &w->p->param.at[i].at[k];
      w->where = w->p->param.at[i].id.p;
      if (v->value && !(w->seen[v->value->id] & COVER_VERSION)) say(w, v->d.at, "", PW_c_value_unused);
    }
  for (size_t i = 0; i < w->p->table.n; i++)
    for (int k = 0; k < w->p->table.at[i].n; k++) {
      const struct table_version *v = &w->p->table.at[i].at[k];
      w->where = w->p->table.at[i].id.p;
      if (v->cells.n && !(w->seen[v->cells.at[0]->id] & COVER_VERSION))
        say(w, v->d.at, "", PW_c_table_unused);
    }
}

static void clauses(struct lister *w, struct arena *a) {
  for (size_t i = 0; i < w->p->benefit.n; i++)
    for (int k = 0; k < w->p->benefit.at[i].n; k++) {
      const struct clause *c = &w->p->benefit.at[i].at[k];
      w->where = w->p->benefit.at[i].id.p;
      if (!c->value) continue;
      if (!(w->seen[c->value->id] & COVER_RUN))
        say(w, c->at, "", PW_c_version_unused);
      else
        conditions(w, a, c->value);
    }
}

int law_tool_coverage(struct law_program *p, enum lang lang, struct buf *out) {
  struct arena *a = arena_new("law coverage", 256 << 20), *scratch = arena_new("law tests", 512 << 20);
  uint8_t *seen = NEW_ARRAY(a, uint8_t, p->n_node + 1);
  struct lister w = { .p = p, .seen = seen, .out = out, .lang = lang };
  int all = 0, failed = 0;
  for (size_t t = 0; t < p->test.n; t++) {
    arena_reset(scratch);
    struct buf ignored = buf_growing(scratch);
    const struct test_watch watch = { .lang = lang, .out = &ignored, .coverage = seen };
    failed += law_test_run(scratch, p, &p->test.at[t], &watch, &all);
  }
  values(&w);
  rules(&w, a);
  clauses(&w, a);
  if (failed) PRINT(out, lang, PW_c_failing, arena_print(a, "%d", failed));
  PRINT(out, lang, PW_c_left, arena_print(a, "%d", w.conditions), arena_print(a, "%d", w.left));
  arena_free(scratch);
  arena_free(a);
  return w.left;
}
