/* Reads the arguments of a row: from the command line, from a path and a query. */
#include "faces/table/cli_words.h"
#include "faces/table/table.h"

const char *cli_say(struct cli_words w, enum lang lang) {
  assert(w.vi && w.en);
  return lang == EN ? w.en : w.vi;
}

static enum err refuse(struct arena *a, struct str *ret_message, enum lang lang, enum cli_word pattern,
                       int count, const char *const *args) {
  struct buf b = buf_growing(a);
  buf_fill(&b, cli_word(pattern, lang), count, args);
  *ret_message = buf_view(&b);
  return INVALID;
}

static int find(const struct cli_entry *e, struct str name) {
  for (size_t i = 0; i < e->arg_count; i++)
    if (str_is(name, e->args[i].name)) return (int)i;
  return -1;
}

static int must_find(const struct cli_args *args, const char *name, enum cli_type type) {
  int i = find(args->entry, str_of(name));
  assert(i >= 0 && args->entry->args[i].type == type);
  return i;
}

static bool is_choice(const char *choices, struct str v) {
  for (const char *p = choices; *p;) {
    const char *end = strchr(p, '|');
    size_t n = end ? (size_t)(end - p) : strlen(p);
    if (n == v.n && memcmp(p, v.p, n) == 0) return true;
    p += n + (end ? 1 : 0);
  }
  return false;
}

/* CLI_WORDS when the value fits its type, else the message's pattern: {0} the argument, {1} the value, {2}
 * the choices. */
static enum cli_word wrong(const struct cli_arg *arg, struct str v) {
  int64_t n;
  date d;
  month m;
  size_t bad;
  if (v.n > CLI_VALUE_MAX) return CW_value_too_long_at;
  if (!utf8_valid(v, &bad)) return CW_text_not_utf_8;
  switch (arg->type) {
  case CLI_FLAG:
  case CLI_TEXT: return CLI_WORDS;
  case CLI_INT: return parse_int(v, &n) == OK ? CLI_WORDS : CW_not_whole_number_write;
  case CLI_MONTH:
    if (parse_month(v, &m) != OK) return CW_not_month_write_year;
    return m >= MONTH_SERVED_MIN && m <= MONTH_SERVED_MAX ? CLI_WORDS
                                                          : CW_outside_calendar_served_choose_month;
  case CLI_DATE:
    if (parse_date(v, &d) != OK) return CW_not_day_calendar_write;
    return d >= DATE_SERVED_MIN && d <= DATE_SERVED_MAX ? CLI_WORDS : CW_outside_calendar_served_choose;
  case CLI_CHOICE: return is_choice(arg->choices, v) ? CLI_WORDS : CW_not_one;
  }
  return CLI_WORDS;
}

static enum err keep(struct arena *a, struct cli_args *args, int at, struct str value, const char *shown,
                     enum lang lang, struct str *ret_message) {
  const struct cli_arg *arg = &args->entry->args[at];
  enum cli_word pattern = wrong(arg, value);
  if (pattern != CLI_WORDS) {
    size_t show = value.n > 80 ? 80 : value.n;
    const char *said[] = { shown, arena_text(a, value.p, show), arg->choices ? arg->choices : "" };
    return refuse(a, ret_message, lang, pattern, 3, said);
  }
  args->given[at] = true;
  args->value[at] = (struct str) { arena_text(a, value.p, value.n), value.n };
  return OK;
}

enum err cli_args_set(struct arena *a, struct cli_args *args, struct str name, struct str value,
                      enum lang lang, struct str *ret_message) {
  assert(args->entry && args->entry->arg_count <= CLI_ARGS_MAX);
  int at = find(args->entry, name);
  if (at < 0) return NOT_FOUND;
  return keep(a, args, at, value, args->entry->args[at].name, lang, ret_message);
}

/* The next bare word goes to the first place still free, then to the rest. */
static enum err valueless(struct arena *a, const char *shown, enum lang lang, struct str *ret_message) {
  const char *said[] = { shown };
  return refuse(a, ret_message, lang, CW_needs_value_after, 1, said);
}

static enum err take_word(struct arena *a, struct cli_args *args, struct str word, enum lang lang,
                          struct str *ret_message) {
  const struct cli_entry *e = args->entry;
  for (size_t i = 0; i < e->arg_count; i++) {
    const struct cli_arg *arg = &e->args[i];
    if ((arg->need == CLI_PLACE || arg->need == CLI_PLACE_IF) && !args->given[i])
      return word.n == 0 ? valueless(a, arg->name, lang, ret_message)
                         : keep(a, args, (int)i, word, arg->name, lang, ret_message);
    if (arg->need == CLI_REST) {
      if (args->rest_count == CLI_REST_MAX)
        return refuse(a, ret_message, lang, CW_too_many_arguments_at, 0, NULL);
      args->given[i] = true;
      args->rest[args->rest_count++] = word;
      return OK;
    }
  }
  const char *said[] = { arena_text(a, word.p, word.n), e->name };
  return refuse(a, ret_message, lang, CW_one_too_many_see, 2, said);
}

static enum err unknown_option(struct arena *a, const struct cli_entry *e, struct str name, enum lang lang,
                               struct str *ret_message) {
  const char *near = NULL;
  int best = 4;
  for (size_t i = 0; i < e->arg_count; i++) {
    int d = str_distance(name, str_of(e->args[i].name), 3);
    if ((e->args[i].need == CLI_OPTION || e->args[i].need == CLI_REQUIRED) && d < best) {
      best = d;
      near = e->args[i].name;
    }
  }
  const char *said[] = { arena_text(a, name.p, name.n > 80 ? 80 : name.n), near ? near : "", e->name };
  if (near) return refuse(a, ret_message, lang, CW_there_no_option_did, 3, said);
  return refuse(a, ret_message, lang, CW_there_no_option_see, 3, said);
}

static enum err twice(struct arena *a, const char *shown, enum lang lang, struct str *ret_message) {
  assert(shown && ret_message);
  const char *said[] = { shown };
  return refuse(a, ret_message, lang, CW_given_twice_give_once, 1, said);
}

static enum err missing(struct arena *a, const struct cli_args *args, enum lang lang,
                        struct str *ret_message) {
  const struct cli_entry *e = args->entry;
  for (size_t i = 0; i < e->arg_count; i++) {
    const struct cli_arg *arg = &e->args[i];
    if (args->given[i] || (arg->need != CLI_PLACE && arg->need != CLI_REQUIRED)) continue;
    const char *said[] = { arg->need == CLI_REQUIRED ? "--" : "", arg->name, cli_say(arg->help, lang),
                           e->name };
    return refuse(a, ret_message, lang, CW_missing_see_ansinh_help, 4, said);
  }
  return OK;
}

enum err cli_args_read(struct arena *a, const struct cli_entry *e, int count, char *const *words,
                       enum lang lang, struct cli_args *ret_args, struct str *ret_message) {
  assert(e && e->arg_count <= CLI_ARGS_MAX);
  struct cli_args *args = NEW(a, struct cli_args);
  args->entry = e;
  bool only_words = false;
  for (int i = 0; i < count; i++) {
    struct str w = str_of(words[i]);
    enum err err;
    if (only_words || w.n < 2 || w.p[0] != '-' || w.p[1] != '-') {
      err = take_word(a, args, w, lang, ret_message);
    } else if (w.n == 2) {
      only_words = true;
      continue;
    } else {
      const char *equals = strchr(words[i], '=');
      struct str name = { w.p + 2, equals ? (size_t)(equals - w.p) - 2 : w.n - 2 };
      int at = find(e, name);
      if (at < 0 || (e->args[at].need != CLI_OPTION && e->args[at].need != CLI_REQUIRED))
        return unknown_option(a, e, name, lang, ret_message);
      const char *shown = arena_print(a, "--%s", e->args[at].name);
      if (args->given[at]) return twice(a, shown, lang, ret_message);
      struct str value = S("yes");
      if (equals) {
        value = str_of(equals + 1);
      } else if (e->args[at].type != CLI_FLAG) {
        if (i + 1 == count) return valueless(a, shown, lang, ret_message);
        value = str_of(words[++i]);
      }
      /* A variable of the shell that is not set is no choice of the default. */
      err = value.n == 0 ? valueless(a, shown, lang, ret_message)
                         : keep(a, args, at, value, shown, lang, ret_message);
    }
    if (err != OK) return err;
  }
  enum err err = missing(a, args, lang, ret_message);
  if (err == OK) *ret_args = *args;
  return err;
}

bool cli_given(const struct cli_args *args, const char *name) {
  int i = find(args->entry, str_of(name));
  assert(i >= 0);
  return args->given[i];
}

struct str cli_text(const struct cli_args *args, const char *name) {
  int i = find(args->entry, str_of(name));
  assert(i >= 0 && (args->entry->args[i].type == CLI_TEXT || args->entry->args[i].type == CLI_CHOICE));
  return args->given[i] ? args->value[i] : S("");
}

int64_t cli_int(const struct cli_args *args, const char *name, int64_t otherwise) {
  int i = must_find(args, name, CLI_INT);
  int64_t v = otherwise;
  if (args->given[i]) parse_int(args->value[i], &v);
  return v;
}

month cli_month(const struct cli_args *args, const char *name, month otherwise) {
  int i = must_find(args, name, CLI_MONTH);
  month v = otherwise;
  if (args->given[i]) parse_month(args->value[i], &v);
  return v;
}

date cli_date(const struct cli_args *args, const char *name, date otherwise) {
  int i = must_find(args, name, CLI_DATE);
  date v = otherwise;
  if (args->given[i]) parse_date(args->value[i], &v);
  return v;
}

bool cli_path_fits(const struct cli_entry *e, struct str path, struct str ret_parts[CLI_ARGS_MAX]) {
  assert(e->path && e->path[0] == '/');
  struct str part[CLI_ARGS_MAX] = { 0 };
  const char *p = e->path;
  size_t at = 0;
  while (*p) {
    if (*p != '{') {
      if (at >= path.n || path.p[at] != *p) return false;
      p++;
      at++;
      continue;
    }
    const char *end = strchr(p, '}');
    assert(end);
    int which = find(e, (struct str) { p + 1, (size_t)(end - p) - 1 });
    assert(which >= 0 && e->args[which].need == CLI_PLACE);
    size_t start = at;
    while (at < path.n && path.p[at] != '/')
      at++;
    if (at == start) return false;
    part[which] = (struct str) { path.p + start, at - start };
    p = end + 1;
  }
  if (at != path.n) return false;
  memcpy(ret_parts, part, sizeof part);
  return true;
}
