/* eval_words: see eval_words.h. */
#include "law/tools/eval_words.h"
#include "law/tools/situation_words.h"

/* Filled in, without signs that a terminal would obey and without cut letters: what was read may hold both.
 */
static struct str clean(struct reader *r, const char *pattern, int n, const char *const *args) {
  struct buf b = buf_growing(r->a);
  size_t wrong;
  buf_fill(&b, pattern, n, args);
  for (size_t i = 0; i < b.n; i++)
    if ((unsigned char)b.p[i] < 32 || b.p[i] == 127) b.p[i] = ' ';
  while (!utf8_valid(buf_view(&b), &wrong))
    b.p[wrong] = '?';
  return buf_view(&b);
}

static struct str said(struct reader *r, enum trouble t, int n, const char *const *args) {
  static const struct {
    const char *vi, *en;
  } text[] = {
#define X(id, vi, en) { vi, en },
#include "law/tools/eval.def"
#undef X
  };
  return clean(r, r->lang == VI ? text[t].vi : text[t].en, n, args);
}

void eval_bad(struct reader *r, const char *path, enum trouble t, int n, const char *const *args) {
  if (r->errors++ >= EVAL_ERRORS_MAX) return;
  const char *at[] = { path, *path ? ": " : "" };
  buf_str(r->out, clean(r, "{0}{1}", 2, at));
  buf_str(r->out, said(r, t, n, args));
  buf_c(r->out, '\n');
}

void eval_warn(struct reader *r, const char *path, enum trouble t, int n, const char *const *args) {
  struct eval_warning *w = VEC_PUSH(r->a, &r->q->warning);
  w->path = str_of(path);
  w->text = said(r, t, n, args);
}

const char *eval_under(struct reader *r, const char *path, const char *key) {
  return *path ? arena_print(r->a, "%s.%s", path, key) : arena_print(r->a, "%s", key);
}
const char *eval_item(struct reader *r, const char *path, size_t i) {
  return arena_print(r->a, "%s[%zu]", path, i);
}
struct str eval_keep(struct reader *r, const char *z) {
  size_t n = strlen(z);
  return (struct str) { arena_text(r->a, z, n), n };
}

/* ---- words for what was met ---- */

const char *eval_met(struct reader *r, const json_t *v) {
  switch (json_typeof(v)) {
  case JSON_OBJECT: return WORD(EW_an_object, r->lang);
  case JSON_ARRAY: return WORD(EW_a_list, r->lang);
  case JSON_STRING: return arena_print(r->a, "\"%.40s\"", json_string_value(v));
  case JSON_INTEGER: return arena_print(r->a, "%lld", (long long)json_integer_value(v));
  case JSON_REAL: return WORD(EW_with_decimals, r->lang);
  case JSON_TRUE: return "true";
  case JSON_FALSE: return "false";
  case JSON_NULL: return "null";
  }
  return "?";
}

void eval_want(struct reader *r, const char *path, const char *vi, const char *en, const json_t *v) {
  BAD(r, path, V_WANT, r->lang == VI ? vi : en, eval_met(r, v));
}

void eval_guess(struct guess *g, struct str candidate) {
  int limit = g->name.n > 8 ? 4 : 3, d = str_distance(g->name, candidate, limit);
  if (d <= limit && d < g->distance && 2 * d <= (int)g->name.n) {
    g->distance = d;
    g->best = candidate;
  }
}
const char *eval_guessed(struct reader *r, const struct guess *g) {
  if (!g->best.n) return "";
  return arena_print(r->a, WORD(EW_did_you_mean, r->lang), (int)g->best.n, g->best.p);
}
struct guess eval_guess_new(const char *z) {
  return (struct guess) { .name = str_of(z), .distance = 100 };
}

void eval_only_keys(struct reader *r, const char *path, json_t *o, const char *const *keys) {
  const char *key;
  json_t *v;
  json_object_foreach(o, key, v) {
    struct guess g = eval_guess_new(key);
    struct buf list = buf_growing(r->a);
    bool found = false;
    for (int i = 0; keys[i]; i++) {
      found |= !strcmp(keys[i], key);
      eval_guess(&g, str_of(keys[i]));
      buf_print(&list, "%s%s", i ? ", " : "", keys[i]);
    }
    if (!found) BAD(r, eval_under(r, path, key), V_KEY, key, eval_guessed(r, &g), list.p);
  }
}

/* ---- days and months ---- */

bool eval_day(struct reader *r, const char *path, const json_t *v, date *ret) {
  if (!json_is_string(v)) {
    eval_want(r, path, WORDS(EW_day_such_as), v);
    return false;
  }
  if (parse_date(str_of(json_string_value(v)), ret) == OK) return true;
  BAD(r, path, V_DAY, json_string_value(v));
  return false;
}

bool eval_month(struct reader *r, const char *path, const json_t *v, month *ret) {
  if (!json_is_string(v)) {
    eval_want(r, path, WORDS(EW_month_such_as), v);
    return false;
  }
  if (parse_month(str_of(json_string_value(v)), ret) == OK) return true;
  BAD(r, path, V_MONTH, json_string_value(v));
  return false;
}

/* A whole day, or a month or year of which the day is not known. */
static bool partial_day(struct str s, int64_t *lo, int64_t *hi) {
  date d;
  month m;
  int64_t y;
  if (str_is(s, "never")) {
    *lo = *hi = DATE_MAX;
    return true;
  }
  if (parse_date(s, &d) == OK) {
    *lo = *hi = d;
    return true;
  }
  if (parse_month(s, &m) == OK) {
    *lo = month_first(m);
    *hi = month_last(m);
    return true;
  }
  if (s.n == 4 && parse_int(s, &y) == OK && y >= 1 && y <= 9998) {
    *lo = date_of((int)y, 1, 1);
    *hi = date_of((int)y, 12, 31);
    return true;
  }
  return false;
}

/* ---- one value of a type ---- */

static bool whole(struct reader *r, const char *path, const json_t *v, struct type t, int64_t *ret) {
  bool money_like = t.kind == K_MONEY;
  if (json_is_real(v)) {
    BAD(r, path, V_FRACTION, arena_print(r->a, "%.6g", json_real_value(v)));
    return false;
  }
  if (!json_is_integer(v)) {
    eval_want(r, path, money_like ? EW_whole_dong_VI : EW_whole_number_VI,
              money_like ? EW_whole_dong_EN : EW_whole_number_EN, v);
    return false;
  }
  int64_t x = json_integer_value(v);
  struct law_span span = law_type_span(r->p, t);
  if (x < span.lo || x > span.hi) {
    BAD(r, path, V_RANGE, arena_print(r->a, "%lld", (long long)x),
        arena_print(r->a, "%lld", (long long)span.lo), arena_print(r->a, "%lld", (long long)span.hi));
    return false;
  }
  *ret = x;
  return true;
}

static bool chosen_value(struct reader *r, const char *path, const json_t *v, int enumeration, int64_t *ret) {
  const struct enumeration *e = &r->p->enumeration.at[enumeration];
  const char *z = json_is_string(v) ? json_string_value(v) : NULL;
  struct guess g = eval_guess_new(z ? z : "");
  struct buf list = buf_growing(r->a);
  struct str full = str_of(arena_print(r->a, "%.*s.%s", (int)e->id.n, e->id.p, z ? z : ""));
  struct str once = law_renamed(r->p, LAW_NAMED_VALUE, full); /* a name it once had is understood */
  size_t head = once.n; /* an enumeration of a pack has a point in its own name */
  while (head && once.p[head - 1] != '.')
    head--;
  struct str now = { once.p + head, once.n - head };
  for (int i = 0; i < e->n; i++) {
    if (z && str_eq(e->at[i].id, now)) {
      *ret = i;
      return true;
    }
    if (z) eval_guess(&g, e->at[i].id);
    buf_print(&list, "%s%.*s", i ? ", " : "", (int)e->at[i].id.n, e->at[i].id.p);
  }
  if (z)
    BAD(r, path, V_VALUE, z, e->id.p, eval_guessed(r, &g), list.p);
  else
    eval_want(r, path, arena_print(r->a, EW_one_of_VI, list.p), arena_print(r->a, EW_one_of_EN, list.p), v);
  return false;
}

bool eval_value(struct reader *r, const char *path, const json_t *v, struct type t, int64_t *lo,
                int64_t *hi) {
  const char *z = json_is_string(v) ? json_string_value(v) : NULL;
  bool ok = true;
  month m;
  switch (t.kind) {
  case K_BOOL:
    if (json_is_boolean(v))
      *lo = json_is_true(v);
    else {
      eval_want(r, path, WORDS(EW_true_or_false), v);
      ok = false;
    }
    break;
  case K_ENUM: ok = chosen_value(r, path, v, t.enumeration, lo); break;
  case K_DATE:
    if (!z) {
      eval_want(r, path, WORDS(EW_birth_such_as), v);
      return false;
    }
    if (!partial_day(str_of(z), lo, hi)) {
      BAD(r, path, V_BIRTH, z);
      return false;
    }
    return true;
  case K_MONTH:
    ok = eval_month(r, path, v, &m);
    if (ok) *lo = m;
    break;
  default: ok = whole(r, path, v, t, lo);
  }
  if (ok) *hi = *lo;
  return ok;
}
