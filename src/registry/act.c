/* What every act needs: refusals, checks of common parts, the audit log. */
#include "registry/inner.h"

static const struct {
  const char *vi, *en;
} says[SAY_COUNT] = {
#define SAY(id, vi, en) [SAY_##id] = { vi, en },
#include "registry/register_messages.def"
#undef SAY
};

/* A cut in the middle of a letter would be broken text. */
static void fill(char *out, size_t size, const char *pattern, const char *const *args) {
  size_t n = 0;
  for (const char *p = pattern; *p != 0 && n + 1 < size; p++) {
    if (p[0] == '{' && p[1] >= '0' && p[1] <= '2' && p[2] == '}') {
      const char *arg = args[p[1] - '0'] == NULL ? "" : args[p[1] - '0'];
      while (*arg != 0 && n + 1 < size)
        out[n++] = *arg++;
      p += 2;
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
  snprintf(r->field, sizeof r->field, "%s", field);
  fill(r->vi, sizeof r->vi, says[what].vi, args);
  fill(r->en, sizeof r->en, says[what].en, args);
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
  char month_text[16], days_text[16];
  snprintf(month_text, sizeof month_text, "%02d/%04d", m, y);
  snprintf(days_text, sizeof days_text, "%d", days);
  return reg_refuse(refusal, field, SAY_day_not_there, typed, month_text, days_text);
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

enum err reg_text_check(struct str s, const char *field, size_t max, bool needed,
                        struct reg_refusal *refusal) {
  if (needed && str_trim(s).n == 0) return reg_refuse(refusal, field, SAY_empty, NULL, NULL, NULL);
  char limit[24];
  snprintf(limit, sizeof limit, "%zu", max);
  if (s.n > max) return reg_refuse(refusal, field, SAY_too_long, limit, NULL, NULL);
  if (s.n > 0 && !utf8_valid(s, NULL)) return reg_refuse(refusal, field, SAY_not_text, NULL, NULL, NULL);
  return OK;
}

enum err reg_span_check(date from, date to, struct reg_refusal *refusal) {
  char a[11], b[11];
  if (from < DATE_MIN || to > DATE_MAX || to <= from)
    return reg_refuse(refusal, "valid_to", SAY_span, date_vn(from, a), date_vn(to, b), NULL);
  return OK;
}

enum err reg_act_check(const struct reg_act *act, struct reg_refusal *refusal) {
  assert(act != NULL && act->arena != NULL && refusal != NULL);
  assert(act->today > DATE_MIN && act->today < DATE_MAX);
  TRY(reg_text_check(act->actor, "actor", REG_TEXT_MAX, true, refusal));
  return reg_text_check(act->source, "source", REG_TEXT_MAX, false, refusal);
}

enum err reg_subject_check(struct db *db, enum reg_kind kind, int64_t id, const char *field,
                           struct reg_refusal *refusal) {
  const char *sql = kind == REG_PERSON      ? "SELECT 1 FROM person WHERE id = $1"
                    : kind == REG_HOUSEHOLD ? "SELECT 1 FROM household WHERE id = $1"
                                            : "SELECT 1 FROM area WHERE id = $1";
  int64_t there;
  enum err e = db_int(db, sql, 1, &id, &there);
  if (e != NOT_FOUND) return e;
  char number[24];
  snprintf(number, sizeof number, "%lld", (long long)id);
  return reg_refuse(refusal, field,
                    kind == REG_PERSON      ? SAY_nobody
                    : kind == REG_HOUSEHOLD ? SAY_no_household
                                            : SAY_no_area,
                    number, NULL, NULL);
}

enum err reg_new_id(struct db *db, const char *sql_insert, const char *sql_last, int64_t *ret_id) {
  struct stmt *s;
  TRY(db_query(db, sql_insert, &s));
  TRY(db_run(s));
  return db_int(db, sql_last, 0, NULL, ret_id);
}

enum err reg_audit(struct db *db, const struct reg_act *act, const char *action, const char *object_kind,
                   int64_t id, const char *detail) {
  struct stmt *s;
  char day[11];
  TRY(db_query(db, "INSERT INTO audit_log(at, actor, action, object, detail) VALUES ($1, $2, $3, $4, $5)",
               &s));
  bind_text(s, 1, str_of(date_iso(act->today, day)));
  bind_text(s, 2, act->actor);
  bind_text(s, 3, str_of(action));
  bind_text(s, 4, str_of(arena_print(act->arena, "%s %lld", object_kind, (long long)id)));
  bind_text(
      s, 5,
      str_of(arena_print(act->arena, "%s%s%.*s", detail, act->source.n > 0 && detail[0] != 0 ? "; " : "",
                         (int)act->source.n, act->source.n > 0 ? act->source.p : "")));
  return db_run(s);
}

enum err reg_recorded_check(const struct reg_act *act, date rec_from, struct reg_refusal *refusal) {
  char a[11], b[11];
  if (rec_from <= act->today) return OK;
  return reg_refuse(refusal, "today", SAY_recorded_later, date_vn(rec_from, a), date_vn(act->today, b), NULL);
}

enum err reg_refuse_span(struct reg_refusal *r, const char *field, enum reg_says what, date from, date to) {
  char a[11], b[11];
  return reg_refuse(r, field, what, date_vn(from, a), to == DATE_MAX ? "…" : date_vn(to, b), NULL);
}

enum err reg_close(struct db *db, const char *sql, int64_t row, date today) {
  struct stmt *s;
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, row);
  bind_int(s, 2, today);
  return db_run(s);
}

enum err reg_area_check(struct db *db, int64_t area, date day, const char *field,
                        struct reg_refusal *refusal) {
  const int64_t args[] = { area, day };
  char text[11];
  TRY(reg_subject_check(db, REG_AREA, area, field, refusal));
  int64_t there;
  enum err e = db_int(db,
                      "SELECT 1 FROM area_version WHERE area = $1 AND rec_to = 2932896 AND valid_from <= $2 "
                      "AND valid_to > $2",
                      2, args, &there);
  if (e != NOT_FOUND) return e;
  return reg_refuse(refusal, field, SAY_area_not_there, date_vn(day, text), NULL, NULL);
}
