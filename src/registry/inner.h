/* What the files of the registry share. Not for other modules. */
#ifndef ANSINH_REGISTRY_INNER_H
#define ANSINH_REGISTRY_INNER_H

#include "registry/registry.h"

/* Leaves the calling function with any error: the only flow hidden in a macro here. */
#define TRY(call)                                                                                            \
  do {                                                                                                       \
    enum err try_e_ = (call);                                                                                \
    if (try_e_ != OK) return try_e_;                                                                         \
  } while (0)

struct str reg_keep(struct arena *a, struct str s);                     /* a copy */
void reg_read_period(struct stmt *s, int at, struct reg_period *ret_p); /* four columns from `at` */
/* person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex and the period. */
void reg_read_person(struct arena *a, struct stmt *s, struct reg_person *p);

/* Every text of a refusal is in messages.def. Returns INVALID. Up to three arguments, NULL where fewer. */
enum reg_says {
#define SAY(id, vi, en) SAY_##id,
#include "registry/register_messages.def"
#undef SAY
  SAY_COUNT
};
enum err reg_refuse(struct reg_refusal *r, const char *field, enum reg_says what, const char *a0,
                    const char *a1, const char *a2);

/* audit_log; `object` is "person 17". */
enum err reg_audit(struct db *db, const struct reg_act *act, const char *action, const char *object_kind,
                   int64_t id, const char *detail);
/* Text the act brings: valid UTF-8, within `max` bytes, not empty when `needed`. */
enum err reg_text_check(struct str s, const char *field, size_t max, bool needed,
                        struct reg_refusal *refusal);
/* valid_to <= valid_from. */
enum err reg_span_check(date from, date to, struct reg_refusal *refusal);
enum err reg_act_check(const struct reg_act *act, struct reg_refusal *refusal);
/* Rows recorded after the day of recording may not be touched: the history would run backwards. */
enum err reg_recorded_check(const struct reg_act *act, date rec_from, struct reg_refusal *refusal);
/* A refusal naming the spell [from, to) that is in the way. */
enum err reg_refuse_span(struct reg_refusal *r, const char *field, enum reg_says what, date from, date to);
/* "UPDATE ... SET rec_to = $2 WHERE rowid = $1" */
enum err reg_close(struct db *db, const char *sql, int64_t row, date today);
/* The area is believed to be in force that day. */
enum err reg_area_check(struct db *db, int64_t area, date day, const char *field,
                        struct reg_refusal *refusal);
/* Is there such a subject? */
enum err reg_subject_check(struct db *db, enum reg_kind kind, int64_t id, const char *field,
                           struct reg_refusal *refusal);
enum err reg_new_id(struct db *db, const char *sql_insert, const char *sql_last, int64_t *ret_id);

/* Keeps the search index right after an act; nothing while the index has never been made. */
enum err reg_search_touch(struct db *db, struct arena *scratch, int64_t person, date today);
enum err reg_search_touch_household(struct db *db, struct arena *scratch, int64_t household, date today);

#endif
