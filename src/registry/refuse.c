/* Why an act was refused, in both languages, and the checks of what every act brings: texts, days, spans. */
#include "registry/inner.h"

static const struct {
  const char *code, *vi, *en;
} says[SAY_COUNT] = {
#define SAY(id, vi, en) [SAY_##id] = { #id, vi, en },
#include "registry/register_messages.def"
#undef SAY
};

/* What is said without the name of whom the viewer does not see is the same refusal, for machines. */
static const char *code_of(enum reg_says what) {
  switch (what) {
  case SAY_citizen_taken_hidden: return says[SAY_citizen_taken].code;
  case SAY_second_head_hidden: return says[SAY_second_head].code;
  case SAY_parent_third_hidden: return says[SAY_parent_third].code;
  case SAY_stands_after_death_hidden: return says[SAY_stands_after_death].code;
  case SAY_parent_age_hidden: return says[SAY_parent_age].code;
  case SAY_record_granted_hidden: return says[SAY_record_granted].code;
  case SAY_person_again_hidden: return says[SAY_person_again].code;
  case SAY_grant_overlap_home_hidden: return says[SAY_grant_overlap_home].code;
  case SAY_suspension_made_good: return says[SAY_suspended_paid].code;
  case SAY_undone_moved:
  case SAY_undone_life:
  case SAY_undone_moved_hidden: return says[SAY_moved_since].code;
  default: return says[what].code;
  }
}

/* An argument as the language writes what it is; as it stands when it is none of that ("…" for no end). */
static const char *as_said(const char *arg, char kind, enum lang lang, char text[32]) {
  date day;
  month m;
  int64_t number;
  if (arg == NULL) return "";
  struct str s = str_of(arg);
  if (kind == 'd' && parse_date(s, &day) == OK) return date_text(day, lang, text);
  if (kind == 't' && s.n == 16 && parse_date((struct str) { arg + 6, 10 }, &day) == OK) {
    char z[11];
    snprintf(text, 32, "%.5s %s", arg, date_text(day, lang, z));
    return text;
  }
  if (kind == 'm' && parse_month(s, &m) == OK) return month_text(m, lang, text);
  if (kind == 'n' && parse_int(s, &number) == OK) return number_text(number, lang, text);
  return arg;
}

/* A cut in the middle of a letter would be broken text. */
static void fill(char *out, size_t size, enum lang lang, const char *pattern, const char *const *args) {
  size_t n = 0;
  char text[32];
  for (const char *p = pattern; *p != 0 && n + 1 < size; p++) {
    if (p[0] == '{' && p[1] >= '0' && p[1] <= '2') {
      const char *arg = as_said(args[p[1] - '0'], p[2], lang, text);
      while (*arg != 0 && n + 1 < size)
        out[n++] = *arg++;
      p += p[2] == '}' ? 2 : 3;
      assert(*p == '}');
    } else
      out[n++] = *p;
  }
  if (n + 1 == size) {
    while (n > 0 && ((unsigned char)out[n - 1] & 0xC0) == 0x80)
      n--;
    if (n > 0 && (unsigned char)out[n - 1] >= 0x80) n--;
  }
  out[n] = 0;
}

enum err reg_refuse(struct reg_refusal *r, const char *field, enum reg_says what, const char *a0,
                    const char *a1, const char *a2) {
  assert(r != NULL && what < SAY_COUNT);
  assert(strlen(field) < sizeof r->field);
  const char *const args[] = { a0, a1, a2 };
  assert(strlen(code_of(what)) < sizeof r->code);
  r->held = false;
  r->act = 0;
  snprintf(r->code, sizeof r->code, "%s", code_of(what));
  snprintf(r->field, sizeof r->field, "%s", field);
  fill(r->vi, sizeof r->vi, VI, says[what].vi, args);
  fill(r->en, sizeof r->en, EN, says[what].en, args);
  return INVALID;
}

enum err reg_refuse_table(struct reg_refusal *r, const char *field, const struct csv_table *t) {
  assert(r != NULL && t->fault != NULL && strlen(t->fault) < sizeof r->code);
  assert(strlen(field) < sizeof r->field);
  *r = (struct reg_refusal) { 0 };
  snprintf(r->code, sizeof r->code, "%s", t->fault);
  snprintf(r->field, sizeof r->field, "%s", field);
  fill(r->vi, sizeof r->vi, VI, "{0}", &t->says[VI]);
  fill(r->en, sizeof r->en, EN, "{0}", &t->says[EN]);
  return INVALID;
}

static enum err day_not_there(struct str t, const char *field, struct reg_refusal *refusal) {
  char typed[41] = "";
  size_t n = t.n > 40 ? 40 : t.n;
  if (n > 0) memcpy(typed, t.p, n);
  /* Told apart from plain nonsense by its shape: two separators and digits. */
  int part[3] = { 0, 0, 0 }, parts = 0;
  bool shape = t.n == 10;
  for (size_t i = 0; i < n && shape; i++) {
    if (typed[i] == '-' || typed[i] == '/')
      shape = ++parts < 3;
    else if (typed[i] >= '0' && typed[i] <= '9')
      part[parts] = part[parts] * 10 + (typed[i] - '0');
    else
      shape = false;
  }
  bool iso = shape && typed[4] == '-';
  int y = iso ? part[0] : part[2], m = part[1];
  if (!shape || parts != 2 || m < 1 || m > 12 || y < 1 || y > 9999)
    return reg_refuse(refusal, field, SAY_day_form, utf8_valid((struct str) { typed, n }, NULL) ? typed : "?",
                      NULL, NULL);
  int days = 28;
  while (date_valid(y, m, days + 1))
    days++;
  char of_month[16], days_text[16];
  snprintf(of_month, sizeof of_month, "%04d-%02d", y, m);
  snprintf(days_text, sizeof days_text, "%d", days);
  return reg_refuse(refusal, field, SAY_day_not_there, typed, of_month, days_text);
}

enum err reg_day_typed(struct str typed, const char *field, date otherwise, date *ret_day,
                       struct reg_refusal *refusal) {
  assert(ret_day != NULL && refusal != NULL);
  struct str t = str_trim(typed);
  if (t.n == 0) {
    *ret_day = otherwise;
    return OK;
  }
  return parse_date(t, ret_day) == OK ? OK : day_not_there(t, field, refusal);
}

/* The letter of well-formed text at `p`, and how many bytes it has. */
static uint32_t letter_at(const char *p, size_t *ret_bytes) {
  assert(p && ret_bytes);
  unsigned char first = (unsigned char)*p;
  size_t n = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  uint32_t letter = n == 1 ? first : first & (0x7Fu >> n);
  for (size_t i = 1; i < n; i++)
    letter = letter << 6 | ((unsigned char)p[i] & 0x3F);
  *ret_bytes = n;
  return letter;
}

/* What moves the pen or turns the writing round and is not itself seen: of two texts that look the same one
 * would be another. Source: Unicode general categories Cc, Cf, Zl and Zp. */
static bool unseen(uint32_t letter) {
  static const struct {
    uint32_t from, to;
  } ranges[] = { { 0, 0x1F },        { 0x7F, 0x9F },     { 0xAD, 0xAD },      { 0x61C, 0x61C },
                 { 0x180E, 0x180E }, { 0x200B, 0x200F }, { 0x2028, 0x202E },  { 0x2060, 0x206F },
                 { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE007F } };
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (letter >= ranges[i].from && letter <= ranges[i].to) return true;
  return false;
}

/* A letter that leaves nothing on the paper. Source: general category Zs, and the fillers that are drawn
 * blank. */
static bool empty(uint32_t letter) {
  static const uint32_t fillers[] = { ' ',    0xA0,   0x115F, 0x1160, 0x1680, 0x202F,
                                      0x205F, 0x2800, 0x3000, 0x3164, 0xFFA0 };
  bool found = letter >= 0x2000 && letter <= 0x200A;
  for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
    found |= letter == fillers[i];
  return found;
}

/* Is there nothing to be seen in well-formed text? */
static bool all_empty(struct str s) {
  for (size_t i = 0, bytes = 0; i < s.n; i += bytes) {
    uint32_t letter = letter_at(s.p + i, &bytes);
    if (!empty(letter) && !unseen(letter)) return false;
  }
  return true;
}

bool reg_one_line(struct str s) {
  assert(s.p || s.n == 0);
  if (!utf8_valid(s, NULL)) return false;
  for (size_t i = 0, bytes = 0; i < s.n; i += bytes)
    if (unseen(letter_at(s.p + i, &bytes))) return false;
  return true;
}

enum err reg_text_check(struct str s, const char *field, size_t max, bool needed,
                        struct reg_refusal *refusal) {
  bool text = utf8_valid(s, NULL);
  if (needed && (s.n == 0 || (text && all_empty(s))))
    return reg_refuse(refusal, field, SAY_empty, NULL, NULL, NULL);
  char limit[24];
  snprintf(limit, sizeof limit, "%zu", max);
  if (s.n > max) return reg_refuse(refusal, field, SAY_too_long, limit, NULL, NULL);
  if (s.n > 0 && !text) return reg_refuse(refusal, field, SAY_not_text, NULL, NULL, NULL);
  if (max != REG_FREE_MAX && !reg_one_line(s))
    return reg_refuse(refusal, field, SAY_control, NULL, NULL, NULL);
  return OK;
}

enum err reg_span_check(date from, date to, struct reg_refusal *refusal) {
  char a[11], b[11];
  if (!date_in_calendar(from)) return reg_refuse(refusal, "valid_from", SAY_day_beyond, NULL, NULL, NULL);
  if (!date_in_calendar(to)) return reg_refuse(refusal, "valid_to", SAY_day_beyond, NULL, NULL, NULL);
  if (to <= from) return reg_refuse(refusal, "valid_to", SAY_span, date_iso(from, a), date_iso(to, b), NULL);
  return OK;
}

enum err reg_refuse_span(struct reg_refusal *r, const char *field, enum reg_says what, date from, date to) {
  char a[11], b[11];
  return reg_refuse(r, field, what, date_iso(from, a), to == DATE_MAX ? "…" : date_iso(to, b), NULL);
}

enum err reg_refuse_days(struct reg_refusal *r, const char *field, enum reg_says what, date one, date other) {
  char a[11], b[11];
  return reg_refuse(r, field, what, date_iso(one, a), date_iso(other, b), NULL);
}

/* Is the code one of those joined by commas? */
static bool confirmed(struct str codes, const char *code) {
  size_t n = strlen(code);
  for (size_t i = 0; i + n <= codes.n;) {
    bool ends = i + n == codes.n || codes.p[i + n] == ',';
    if (ends && memcmp(codes.p + i, code, n) == 0) return true;
    while (i < codes.n && codes.p[i] != ',')
      i++;
    i++;
  }
  return false;
}

enum err reg_hold(const struct reg_act *act, struct reg_refusal *r, const char *field, enum reg_says what,
                  const char *a0, const char *a1) {
  if (confirmed(act->confirmed, code_of(what))) return OK;
  enum err e = reg_refuse(r, field, what, a0, a1, NULL);
  r->held = true;
  return e;
}
