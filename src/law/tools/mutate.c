/* mutate: every small change of the packs must be seen by a test. A mutant is a few bytes of the checked
 * program put in place of others, and taken out again; the tests that reach the place are run until the first
 * fails. */
#include <pthread.h>
#include <stdatomic.h>
#include "law/tools/mutate.h"
#include "law/tools/test.h"
#include "law/print/print_words.h"
#include "law/tools/tools.h"

enum { TEST_BYTES = 256 << 20, PROGRAM_BYTES = 1 << 30, THREADS_MAX = 64 };

/* One thread's part. Every thread reads the packs anew, so that each has a program of its own to change. */
struct worker {
  struct runs *runs;
  struct arena *a, *scratch;
  struct law_program *p;
  struct mutants m;
  pthread_t thread;
};
struct runs {
  const struct law_program *p;
  size_t n_tests;
  uint8_t **reached; /* by mutant: a bit per test; NULL: all */
  bool *broken;      /* tests that fail unchanged */
  uint8_t *killed;
  atomic_int next, done;
  int all;
  void (*progress)(void *context, int done, int all);
  void *context;
  pthread_mutex_t lock;
};

static bool fails(struct worker *w, size_t test) {
  const struct test_watch silent = { .lang = EN };
  int done = 0;
  arena_reset(w->scratch);
  return law_test_run(w->scratch, w->p, &w->p->test.at[test], &silent, &done) > 0;
}

static bool killed(struct worker *w, int mutant, size_t *last) {
  const uint8_t *reach = w->runs->reached[mutant];
  for (size_t i = 0; i <= w->runs->n_tests;
       i++) { /* the test that saw the change before this one goes first */
    size_t t = i == 0 ? *last : i - 1;
    if (w->runs->broken[t] || (reach && !(reach[t / 8] >> (t % 8) & 1)) || (i > 0 && t == *last)) continue;
    if (fails(w, t)) {
      *last = t;
      return true;
    }
  }
  return false;
}

static void *work(void *context) {
  struct worker *w = context;
  size_t last = 0;
  for (int i; (i = atomic_fetch_add(&w->runs->next, 1)) < w->runs->all;) {
    law_mutant_swap(&w->m.at[i]);
    w->runs->killed[i] = killed(w, i, &last);
    law_mutant_swap(&w->m.at[i]);
    int done = atomic_fetch_add(&w->runs->done, 1) + 1;
    if (!w->runs->progress) continue;
    pthread_mutex_lock(&w->runs->lock);
    w->runs->progress(w->runs->context, done, w->runs->all);
    pthread_mutex_unlock(&w->runs->lock);
  }
  return NULL;
}

static bool own_program(struct worker *w, const struct law_program *p) {
  size_t n = p->file.n + p->csv.n;
  struct str *names = NEW_ARRAY(w->a, struct str, n), *texts = NEW_ARRAY(w->a, struct str, n);
  for (size_t i = 0; i < n; i++) {
    const struct file *f = i < p->file.n ? p->file.at[i] : p->csv.at[i - p->file.n];
    names[i] = f->name;
    texts[i] = f->text;
  }
  if (law_load_text(w->a, (int)n, names, texts, &w->p) != OK) return false;
  law_mutants(w->a, w->p, &w->m);
  return true;
}

/* Which tests reach which mutant, and which fail as they are. */
static void reach(struct arena *a, struct worker *w, struct runs *r) {
  uint8_t *seen = NEW_ARRAY(a, uint8_t, w->p->n_node + 1);
  for (size_t i = 0; i < w->m.n; i++)
    if (w->m.at[i].node >= 0) r->reached[i] = NEW_ARRAY(a, uint8_t, r->n_tests / 8 + 1);
  for (size_t t = 0; t < r->n_tests; t++) {
    int done = 0;
    memset(seen, 0, (size_t)w->p->n_node + 1);
    arena_reset(w->scratch);
    /* All expectations, not only up to the first failure. */
    struct buf ignored = buf_growing(w->scratch);
    const struct test_watch watch = { .lang = EN, .out = &ignored, .coverage = seen };
    r->broken[t] = law_test_run(w->scratch, w->p, &w->p->test.at[t], &watch, &done) > 0;
    for (size_t i = 0; i < w->m.n; i++)
      if (r->reached[i] && seen[w->m.at[i].node]) r->reached[i][t / 8] |= (uint8_t)(1 << (t % 8));
  }
}

/* ---- the list of mutants known to change nothing ---- */

struct listed {
  struct str key, reason;
  int line;
  bool used;
};
typedef VEC(struct listed) listed_list;

static listed_list read_list(struct arena *a, struct str text) {
  listed_list v = { 0 };
  int line = 0;
  for (size_t from = 0; from < text.n;) {
    size_t to = from;
    while (to < text.n && text.p[to] != '\n')
      to++;
    struct str s = str_trim((struct str) { text.p + from, to - from });
    from = to + 1;
    line++;
    if (!s.n || s.p[0] == '#') continue;
    size_t key = 0;
    while (key < s.n && s.p[key] != ' ')
      key++;
    *VEC_PUSH(a, &v) =
        (struct listed) { { s.p, key }, str_trim((struct str) { s.p + key, s.n - key }), line, false };
  }
  return v;
}

static struct str line_of(struct place at) {
  struct str t = at.file->text;
  size_t from = 0;
  for (int line = 1; line < at.line && from < t.n; from++)
    if (t.p[from] == '\n') line++;
  size_t to = from;
  while (to < t.n && t.p[to] != '\n')
    to++;
  struct str s = str_trim((struct str) { t.p + from, to - from });
  if (s.n > 180) {
    s.n = 180;
    while (s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80)
      s.n--;
  }
  return s;
}

static void show(const struct mutant *m, enum lang lang, struct buf *out) {
  buf_print(out, "%.*s:%d:%d: %s: %s %s → %s\n", (int)m->at.file->name.n, m->at.file->name.p, m->at.line,
            m->at.col, print_word(PW_m_seen_no_test, lang), m->what, m->from, m->to);
  buf_print(out, "    %s\n    ", m->key);
  buf_str(out, line_of(m->at));
  buf_c(out, '\n');
}

static int report(struct arena *a, const struct worker *w, const struct runs *r,
                  const struct law_mutating *how, struct buf *out) {
  enum lang lang = how->lang;
  listed_list list = read_list(a, how->equivalent);
  int left = 0, dead = 0, same = 0;
  for (size_t i = 0; i < w->m.n; i++) {
    struct listed *found = NULL;
    for (size_t k = 0; k < list.n && !found; k++)
      if (str_is(list.at[k].key, w->m.at[i].key)) found = &list.at[k];
    if (found) found->used = true;
    if (found && r->killed[i]) PRINT(out, lang, PW_m_seen, arena_print(a, "%d", found->line), w->m.at[i].key);
    if (found && !found->reason.n) {
      PRINT(out, lang, PW_m_no_reason, arena_print(a, "%d", found->line), w->m.at[i].key);
      found = NULL;
    }
    if (r->killed[i])
      dead++;
    else if (found)
      same++;
    else {
      left++;
      show(&w->m.at[i], lang, out);
    }
  }
  for (size_t k = 0; k < list.n; k++)
    if (!list.at[k].used)
      PRINT(out, lang, PW_m_none_such, arena_print(a, "%d", list.at[k].line),
            arena_text(a, list.at[k].key.p, list.at[k].key.n));
  for (size_t t = 0; t < r->n_tests; t++)
    if (r->broken[t]) {
      struct place at = w->p->test.at[t].at;
      PRINT(out, lang, PW_m_test_fails, arena_text(a, at.file->name.p, at.file->name.n),
            arena_print(a, "%d", at.line));
    }
  PRINT(out, lang, PW_m_left, arena_print(a, "%zu", w->m.n), arena_print(a, "%d", dead),
        arena_print(a, "%d", same), arena_print(a, "%d", left));
  return left;
}

int law_tool_mutate(struct law_program *p, const struct law_mutating *how, struct buf *out,
                    int *ret_mutants) {
  struct arena *a = arena_new("law mutants", PROGRAM_BYTES);
  struct runs r = { .p = p, .n_tests = p->test.n, .progress = how->progress, .context = how->context };
  struct worker w[THREADS_MAX] = { 0 };
  int threads = how->threads < 1 ? 1 : how->threads > THREADS_MAX ? THREADS_MAX : how->threads;
  int left = 0;
  *ret_mutants = 0;
  pthread_mutex_init(&r.lock, NULL);
  for (int i = 0; i < threads; i++) {
    w[i] = (struct worker) { .runs = &r,
                             .a = arena_new("law of a thread", PROGRAM_BYTES),
                             .scratch = arena_new("law tests of a thread", TEST_BYTES) };
    if (!own_program(&w[i], p)) left = -1;
  }
  assert(left == 0); /* the packs were read and checked before */
  r.all = *ret_mutants = (int)w[0].m.n;
  r.reached = NEW_ARRAY(a, uint8_t *, w[0].m.n + 1);
  r.broken = NEW_ARRAY(a, bool, r.n_tests + 1);
  r.killed = NEW_ARRAY(a, uint8_t, w[0].m.n + 1);
  if (r.n_tests) {
    reach(a, &w[0], &r);
    for (int i = 1; i < threads; i++)
      if (pthread_create(&w[i].thread, NULL, work, &w[i]) != 0) w[i].runs = NULL;
    work(&w[0]);
    for (int i = 1; i < threads; i++)
      if (w[i].runs) pthread_join(w[i].thread, NULL);
  }
  left = report(a, &w[0], &r, how, out);
  for (int i = 0; i < threads; i++) {
    arena_free(w[i].scratch);
    arena_free(w[i].a);
  }
  pthread_mutex_destroy(&r.lock);
  arena_free(a);
  return left;
}
