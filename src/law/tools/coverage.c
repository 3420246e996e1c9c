/* coverage: which conditions the tests never saw both ways, which cases never decide, which versions were
 * never used. */
#include "law/print/print_words.h"
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

/* How much of a line is the condition it begins with: up to what follows from it, its article, the next one
 * beside it or the bracket it stands in. */
static size_t condition_bytes(struct str line) {
  static const char *const ends[] = { " then ", " [", " and ", " or " };
  int depth = 0;
  bool between = false;
  for (size_t i = 0; i < line.n; i++) {
    struct str rest = { line.p + i, line.n - i };
    depth += (line.p[i] == '(') - (line.p[i] == ')');
    if (depth < 0) return i;
    between |= rest.n >= 8 && memcmp(rest.p, "between ", 8) == 0;
    for (size_t k = 0; depth == 0 && k < sizeof ends / sizeof *ends; k++) {
      size_t n = strlen(ends[k]);
      if (k >= 2 && between) continue;
      if (rest.n >= n && memcmp(rest.p, ends[k], n) == 0) return i;
    }
  }
  return line.n;
}

/* The line from the place on, as the condition's text. */
static const char *text_of(struct arena *a, struct place at) {
  struct str t = at.file->text;
  size_t from = 0;
  for (int line = 1; line < at.line && from < t.n; from++)
    if (t.p[from] == '\n') line++;
  size_t to = from;
  while (to < t.n && t.p[to] != '\n')
    to++;
  size_t start = from;
  if (at.col > 1 && from + (size_t)at.col - 1 < to) start = from + (size_t)at.col - 1;
  bool sign = start < to && strchr("=<>!+-*/", t.p[start]);
  if (sign && start > from + 1)
    start--; /* a sign stands between its sides: go back over the word before it */
  while (start > from && t.p[start - 1] == ' ')
    start--;
  while (start > from && t.p[start - 1] != ' ' && t.p[start - 1] != '(')
    start--;
  to = start + condition_bytes((struct str) { t.p + start, to - start });
  if (to - start > 60) to = start + 60;
  while (to < t.n && to > start && ((unsigned char)t.p[to] & 0xC0) == 0x80)
    to--;
  return arena_print(a, "«%.*s»", (int)(to - start), t.p + start);
}

static void conditions(struct lister *w, struct arena *a, const struct node *n) {
  if (!n) return;
  bool truth = n->type.kind == K_BOOL && n->op != N_CONST,
       joint = n->op == N_AND || n->op == N_OR || n->op == N_NOT || n->op == N_AT;
  if (truth && !joint) {
    uint8_t seen = w->seen[n->id];
    w->conditions++;
    if (!(seen & COVER_RUN))
      say(w, n->at, text_of(a, n->at), PW_c_never_asked);
    else {
      if (!(seen & COVER_YES)) say(w, n->at, text_of(a, n->at), PW_c_never_true);
      if (!(seen & COVER_NO)) say(w, n->at, text_of(a, n->at), PW_c_never_false);
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
