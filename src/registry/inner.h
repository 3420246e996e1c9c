/* What the files of the registry share. Not for other rooms. */
#ifndef ANSINH_REGISTRY_INNER_H
#define ANSINH_REGISTRY_INNER_H

#include "registry/area_rule.h"
#include "registry/correct.h"
#include "registry/registry.h"

/* Leaves the calling function with any error: the only flow hidden in a macro here. */
#define TRY(call)                                                                                            \
  do {                                                                                                       \
    enum err try_e_ = (call);                                                                                \
    if (try_e_ != OK) return try_e_;                                                                         \
  } while (0)

/* Ends a list: NOT_FOUND from the last step is its good end. */
#define LIST_END(e, v, ret_list)                                                                             \
  do {                                                                                                       \
    if ((e) != NOT_FOUND) return (e);                                                                        \
    (ret_list)->at = (v).at;                                                                                 \
    (ret_list)->n = (int)(v).n;                                                                              \
    return OK;                                                                                               \
  } while (0)

/* ---- refusals (refuse.c) ---- */

/* Every text of a refusal is in register_messages.def; its name there is the refusal's code. (Of files that
 * are no tables base_words.def has them.) */
enum reg_says {
#define SAY(id, vi, en) SAY_##id,
#include "registry/register_messages.def"
#undef SAY
  SAY_COUNT
};
/* Fills the refusal; up to three arguments, NULL where fewer. What the text says is a day, a month or a
 * number is given as date_iso, month_iso or %lld write it. Returns INVALID. */
enum err reg_refuse(struct reg_refusal *r, const char *field, enum reg_says what, const char *a0,
                    const char *a1, const char *a2);
/* What base says of a file that is no table as it should be (csv_table_open, csv_table_next: INVALID); its
 * code is the refusal's. Returns INVALID. */
enum err reg_refuse_table(struct reg_refusal *r, const char *field, const struct csv_table *t);
/* The same, naming the spell [from, to) that is in the way. */
enum err reg_refuse_span(struct reg_refusal *r, const char *field, enum reg_says what, date from, date to);
/* The same, naming one day or two. */
static inline enum err reg_refuse_day(struct reg_refusal *r, const char *field, enum reg_says what,
                                      date day) {
  char text[11];
  reg_refuse(r, field, what, date_iso(day, text), NULL, NULL);
  return INVALID;
}
enum err reg_refuse_days(struct reg_refusal *r, const char *field, enum reg_says what, date one, date other);
/* For what is unlikely, not impossible: OK when the act carries the code as confirmed, else refused as held.
 */
enum err reg_hold(const struct reg_act *act, struct reg_refusal *r, const char *field, enum reg_says what,
                  const char *a0, const char *a1);
/* Is it UTF-8 without control, invisible and direction-turning characters? */
bool reg_one_line(struct str s);
/* Text the act brings: valid UTF-8, within `max` bytes, with something to be seen when `needed`; of one line
 * unless it is free text (max REG_FREE_MAX). */
enum err reg_text_check(struct str s, const char *field, size_t max, bool needed,
                        struct reg_refusal *refusal);
/* The calendar's limits, and to after from. */
enum err reg_span_check(date from, date to, struct reg_refusal *refusal);

/* A beginning of a text, closed by NUL, to be shown. */
const char *reg_short(struct arena *a, struct str s);

/* ---- the one way to write (acts.c) ---- */

struct reg_touched {
  int64_t kind, object; /* 1 person, 2 household, 3 area, 4 grant */
};
enum { REG_GRANT = 4 };

/* An act being done. The caller fills the first part, reg_act_do the second, the work the third. */
struct reg_doing {
  const struct viewer *viewer;
  const struct reg_act *act;
  struct reg_refusal *refusal;
  const char *kind; /* "person.add" */
  /* Does it: checks first, then writes rows that carry `number`. May be run again from the start. */
  enum err (*work)(struct db *db, struct reg_doing *doing, void *context);
  void *context;
  struct sha256 sent; /* of all that is asked but the free text, for a client key to vouch for; reg_sent_… */
  const char *no_day; /* the first field sent as a day that is none of the calendar; NULL none */
  bool whole;         /* a load of everything: touched things are not listed */
  int64_t undoes;     /* 0 none */

  int64_t number; /* this act's */
  int64_t last, last_instant;
  date today; /* in Việt Nam */
  bool invented;

  VEC(struct reg_touched) touched;
  int64_t answer; /* what the first sending is answered: the id made, 0 none */
};
/* A new one with empty lists; `kind` is static text. */
struct reg_doing reg_doing_new(const struct viewer *viewer, const struct reg_act *act,
                               struct reg_refusal *refusal, const char *kind);
/* Adds one thing that was sent, of any length: numbers and texts cannot be mistaken for one another, nor
 * where one ends and the next begins. */
void reg_sent_int(struct reg_doing *doing, int64_t v);
void reg_sent_text(struct reg_doing *doing, struct str s);
/* The same of a day the act reads: one that is none of the calendar refuses the act (`field` is static). */
void reg_sent_day(struct reg_doing *doing, const char *field, date day);
/* Does `work` as one act: under the province's lock gives it number and day, runs it, and as the last
 * statements inserts the act with its instant and moves the counter. A client key that was used before by
 * this account for this kind answers the first answer when the same was sent, without any work. Errors as
 * registry.h says of acts. */
enum err reg_act_do(struct db *db, struct reg_doing *doing);
/* The province's lock, until the transaction ends: whoever writes what acts write too takes it first, so that
 * no two wait for one another. (SQLite's one writer has it already.) */
enum err reg_lock(struct db *db);
/* Says what the act touches; once for each is enough, twice harmless. */
void reg_touch(struct reg_doing *doing, int64_t kind, int64_t object);
/* The last act after `since` that touched it. NOT_FOUND. */
enum err reg_touched_after(struct db *db, struct reg_touched object, int64_t since, int64_t *ret_later);
/* Refuses because of a later act: `says` is told its number, who did it when, and the number of the act seen
 * or undone; both numbers stand in the refusal. */
enum err reg_refuse_moved(struct db *db, struct reg_doing *doing, const char *field, enum reg_says says,
                          const int64_t seen_later[2]);
/* Ends the record of a row by this act: "UPDATE ... SET act_to = $2 WHERE id = $1 AND act_to = <open>". */
enum err reg_close(struct db *db, const struct reg_doing *doing, const char *sql, int64_t row);
/* Runs an INSERT ... RETURNING id whose first parameter is a new public id. */
enum err reg_new_entity(struct db *db, const char *sql, int64_t *ret_id);
/* Runs a statement bound already that RETURNs an id. */
enum err reg_returned_id(struct stmt *s, int64_t *ret_id);
/* The first microsecond (UTC) of a day in Việt Nam. */
int64_t reg_instant_of(date day);
/* Can an act have happened then? */
bool reg_instant_fits(int64_t instant);
/* What an act goes by when the database's clock says `now`; `said`: the instant the act says it has, 0 none.
 */
int64_t reg_clock_shown(bool invented, int64_t said, int64_t now);
/* The same, asking the database. */
enum err reg_clock_now(struct db *db, bool invented, int64_t said, int64_t *ret_instant);

/* ---- what is said by the packs' names (typed.c) ---- */

/* "disability_degree.mild", "b_form.d01": a part's name behind that of what it is part of. */
struct str reg_part_name(struct arena *a, struct str whole, struct str part);
/* Is it that name of a part? */
bool reg_is_part_name(struct str name, struct str whole, struct str part);
/* ---- where somebody counts in a month, as SQL ---- */

/* By record 0001, from literals: names of the parameters that hold the month's first and last day and the
 * act. A row in force on the first day began no later than that day, so the order puts it before any arrival;
 * of two by mistake it takes the earlier. What reads people into memory says the same (people/rules.h). */
#define REG_SQL_IN_MONTH(row, first, last, act)                                                              \
  row ".valid_from <= " last " AND " row ".valid_to > " first " AND " row ".act_from <= " act " AND " row    \
      ".act_to > " act
#define REG_SQL_IN_ORDER(row) " ORDER BY " row ".valid_from, " row ".id"
/* A column of the membership by which a person counts; NULL: in no household. */
#define REG_SQL_MEMBERSHIP_OF_MONTH(column, person, first, last, act)                                        \
  "(SELECT o." column " FROM membership o WHERE o.person = " person                                          \
  " AND " REG_SQL_IN_MONTH("o", first, last, act) REG_SQL_IN_ORDER("o") " LIMIT 1)"
/* The area where a household lives; NULL: not known. */
#define REG_SQL_PLACE_OF_MONTH(household, first, last, act)                                                  \
  "(SELECT r.area FROM residence r WHERE r.household = " household                                           \
  " AND " REG_SQL_IN_MONTH("r", first, last, act) REG_SQL_IN_ORDER("r") " LIMIT 1)"

/* The row of those begun by `last` that counts for the days from `first` on, else the one that ended last. */
#define REG_SQL_IN_ORDER_OR_LAST(row, first)                                                                 \
  " ORDER BY CASE WHEN " row ".valid_to > " first " THEN 0 ELSE 1 END, CASE WHEN " row ".valid_to > " first  \
  " THEN " row ".valid_from ELSE -" row ".valid_to END, " row ".valid_from, " row ".id LIMIT 1"
/* The area where a person is listed in a month (record 0004): where he counts, else where the household he
 * was in last lived on his last day in it; NULL: nowhere yet. people_listed_in says the same. */
#define REG_SQL_LISTED_IN(person, first, last, act)                                                          \
  "(SELECT r.area FROM residence r JOIN (SELECT o.household, CASE WHEN o.valid_to > " first " THEN " first   \
  " ELSE o.valid_to - 1 END AS since, CASE WHEN o.valid_to > " first " THEN " last                           \
  " ELSE o.valid_to - 1 END AS until FROM membership o WHERE o.person = " person                             \
  " AND o.valid_from <= " last " AND o.act_from <= " act " AND o.act_to > " act REG_SQL_IN_ORDER_OR_LAST(    \
      "o", first) ") h ON h.household = r.household WHERE r.valid_from <= h.until"                           \
                  " AND r.act_from <= " act                                                                  \
                  " AND r.act_to > " act REG_SQL_IN_ORDER_OR_LAST("r", "h.since") ")"

/* Takes the part up to the next comma off a list, as layouts and fields of records are: false at its end. An
 * empty text is a list of one empty part. */
bool reg_next_part(struct str *list, struct str *ret_part);
/* Of what type an item of a record is, under its present name or one it had; NULL: the vocabulary has none
 * such. Names are made in `a`. */
const struct reg_fact_type *reg_item_type(struct arena *a, const struct reg_vocabulary *v, struct str record,
                                          struct str item);
/* Names that stand `step` bytes apart, `first` in the first of them. */
struct reg_names {
  const struct str *first;
  size_t step;
  int n;
};
/* Refuses a name that is none of these; names the nearest. */
enum err reg_unknown_name(const struct reg_doing *doing, const char *field, struct str typed,
                          struct reg_names names);
/* ---- things under all their names (things.c) ---- */

enum { REG_THING_NAMES_MAX = 64 };
/* What the vocabulary speaks of, and the numbers of all names it has or had. Rows are written under
 * number[0], the first given, and looked for under every one. */
struct reg_thing {
  struct str name; /* the present one */
  int64_t number[REG_THING_NAMES_MAX];
  int n; /* at least 1 */
};
/* What a name of the vocabulary or one it once had is called now; the name itself when no line renames it.
 * `v` NULL: no vocabulary is at hand, names are taken as they stand. */
struct str reg_present_name(const struct reg_vocabulary *v, enum reg_naming kind, struct str name);
/* The number of a name by itself, given one when it is new. LIMIT: as reg_number_make. */
enum err reg_symbol_make(struct db *db, struct str name, int64_t *ret_id);
/* The thing of a present or an old name. NOT_FOUND: none of its names has a number. LIMIT: more names. */
enum err reg_thing_find(struct db *db, const struct reg_vocabulary *v, enum reg_naming kind, struct str name,
                        struct reg_thing *ret_t);
/* The same; with no number yet its present name is given one. */
enum err reg_thing_make(struct db *db, const struct reg_vocabulary *v, enum reg_naming kind, struct str name,
                        struct reg_thing *ret_t);
/* Is it one of the thing's numbers? */
bool reg_thing_has(const struct reg_thing *t, int64_t number);

/* A value as typed, of a type: the number, or the name of an enumeration's value. */
struct reg_typed {
  const struct reg_vocabulary *v; /* by which an old name of a value is known */
  const struct reg_fact_type *type;
  int64_t value;
  struct str name;
  const char *field;
};
/* The value as it is stored; refuses what is none of the type. */
enum err reg_typed_value(struct db *db, const struct reg_doing *doing, const struct reg_typed *x,
                         int64_t *ret_stored);
/* Is a stored number one that reg_typed_value gives for the type? `name`: of an enumeration's, what the
 * number is called, "" nothing. */
bool reg_stored_fits(const struct reg_vocabulary *v, const struct reg_fact_type *t, int64_t value,
                     struct str name);

/* ---- areas as rows, for the rule of areas (area_rows.c) ---- */

struct reg_area_row {
  bool heir;           /* a succession: `other` follows `area` on `from`; else a version */
  int64_t id;          /* of the row in its table */
  int64_t area, other; /* other: the parent, 0 none */
  date from, to;
  int64_t share;
};
struct reg_area_rows {
  struct reg_area_row *at; /* by area: its versions, then what follows it */
  size_t n, cap;
};
/* Reads a statement of columns heir, id, area, other, from, to, share. A row that names an area above
 * REG_AREAS_MAX is left out. IO: a row that cannot be one in another way; LIMIT: too many. */
enum err reg_area_rows_read(struct arena *a, struct db *db, struct stmt *s, struct reg_area_rows *ret_rows);
/* All that decides what is above a place at any time, as known at an act: one statement, few rows. */
enum err reg_area_rows_above(struct arena *a, struct db *db, int64_t area, int64_t act,
                             struct reg_area_rows *ret_rows);
/* The first row of an area, or where it would stand. */
size_t reg_area_rows_first(const struct reg_area_rows *rows, int64_t area);
/* What the rule asks; `rows` outlives it. A version's `place` is its index in `rows`. */
struct area_reader reg_area_rows_reader(const struct reg_area_rows *rows);

/* ---- whom a viewer sees (sees.c) ---- */

/* As reg_sees, of a month: by the place of that month (decision 0001), whoever lives there on its first day
 * or first comes to live there within it; who lives nowhere then counts where he was last (decision 0004).
 * Of a person or a household. */
enum err reg_sees_month(const struct viewer *viewer, struct db *db, int64_t kind, int64_t id,
                        struct reg_month_at at);

/* OK or NOT_FOUND. No statement is run for a viewer of everything, two for any other. REG_AREA is always
 * seen; REG_GRANT as its person. */
enum err reg_sees(const struct viewer *viewer, struct db *db, int64_t kind, int64_t id, struct reg_at at);
/* The same of a place: OK or NOT_FOUND. One statement, none where the viewer's area is the place. */
enum err reg_area_sees(const struct viewer *viewer, struct db *db, int64_t area, struct reg_at at);
/* The marks of a symbol that bar a viewer: facts with any of these bits are not given out. */
int64_t reg_barred(const struct viewer *viewer);
enum { REG_MARK_SENSITIVE = 1, REG_MARK_SECRET = 2, REG_MARK_OF_DEAD = 4 };
/* Now, as far as anything is recorded. */
struct reg_at reg_at_now(date today);
/* Is there such a subject that the viewer sees now? Refuses. */
enum err reg_subject_check(struct db *db, const struct reg_doing *doing, enum reg_kind kind, int64_t id,
                           const char *field);
/* What is said of a place itself, or begun there, is for who answers for it: refuses an area the viewer's
 * does not see today. Reading it is free to all. */
enum err reg_area_ours(struct db *db, const struct reg_doing *doing, int64_t area, const char *field);
/* What holds for the whole register: refuses a viewer of less than everything. */
enum err reg_for_all(const struct reg_doing *doing, const char *field);
/* The name of somebody as believed now, for a refusal to tell; NULL for whom the viewer does not see, or who
 * is nobody. */
enum err reg_name_told(struct db *db, const struct reg_doing *doing, int64_t person, const char **ret_name);
/* The area is believed to be in force that day. */
enum err reg_area_check(struct db *db, const struct reg_doing *doing, int64_t area, date day,
                        const char *field);

/* ---- what cannot be (possible.c) ---- */

struct reg_life {
  date birth; /* first possible day */
  int birth_known;
  bool dead;
  date death;
};
/* As believed now. NOT_FOUND when no row of the person is believed. */
enum err reg_life(struct db *db, int64_t person, struct reg_life *ret_life);
/* Refuses what begins before the birth, or after the death. */
enum err reg_begins_in_life(const struct reg_doing *doing, const struct reg_life *life, date from,
                            const char *field);
/* Refuses a citizen number that is another's; names him where the viewer sees him. */
enum err reg_refuse_taken(struct db *db, const struct reg_doing *doing, const char *field, int64_t other);
/* The last day the birth may have been. */
date reg_birth_latest(const struct reg_life *life);
/* Of whom a namesake is looked for, and where. */
struct reg_namesake {
  int64_t person; /* 0: not in the register yet */
  struct str sort_key;
  date birth;
  int birth_known;
  int64_t area;
  date day;
};
/* Holds the act back, naming the first, when another of that sort key and birth is believed to live in the
 * commune of `area` on `day`, or, area 0, in no household then; sex and death are not asked. See reg_hold. */
enum err reg_same_person(struct db *db, const struct reg_doing *doing, const struct reg_namesake *who);
/* The parents' side of a new link between a child and a parent: see reg_link_add. */
struct reg_kinship {
  int64_t child, parent;
  date from;
};
/* Held: two others are recorded as the child's parents. */
enum err reg_third_parent(struct db *db, const struct reg_doing *doing, const struct reg_kinship *k);
/* OK, or a refusal: see the struct above. */
enum err reg_kinship_check(struct db *db, const struct reg_doing *doing, const struct reg_kinship *k);
/* A birth put right: cuts the person's memberships, links and facts at the new birth, closes what lay wholly
 * before it, and refuses where that is not enough: a grant before it, a parent too young, a fact or death
 * before it. `life` is the new one. */
enum err reg_birth_moved(struct db *db, struct reg_doing *doing, int64_t person, const struct reg_life *life);
/* Holds a death back when something of the person is recorded to begin after it. */
enum err reg_after_death_check(struct db *db, const struct reg_doing *doing, int64_t person, date death);
/* A parent's age at the child's birth: refused when impossible. */
enum err reg_parent_age_check(const struct reg_doing *doing, const struct reg_life *parent,
                              const struct reg_life *child, const char *field);

/* ---- what is granted for a death (act_grant_correct.c) ---- */

/* A day of death put right: what is paid once for the death moves to the month of the right day, with its
 * payment, because it stands in that month only as the death did. Refuses what reg_grant_add would refuse of
 * a grant for the death of `life`. `v`: what is paid once; NULL: nothing. */
enum err reg_death_moved(struct db *db, struct reg_doing *doing, const struct reg_vocabulary *v,
                         int64_t person, const struct reg_life *life);

/* ---- acts taken back (undo_log.c) ---- */

/* What became of an act. */
struct reg_standing {
  int64_t last; /* what took it back, or took that back, and so on to the end; itself */
  bool stands;  /* it is not taken back, or what took it back is */
};
/* Of an act that touched the object. */
enum err reg_undo_standing(struct db *db, struct reg_touched object, int64_t act, struct reg_standing *ret_s);
/* May the viewer know of the act, and take it back, although it wrote or ended what is of a class he lacks?
 * OK or NOT_FOUND. It may be read where nothing of it is of such a class; and where it is his own, which
 * ended such things only in passing (a birth put right cuts all that began before it). */
enum err reg_act_of_his_classes(const struct viewer *viewer, struct db *db, int64_t act);

/* ---- the rows of an act taken back (undo_rows.c) ---- */

/* What is undone of one thing an act touched. */
struct reg_undone {
  struct reg_doing *doing;
  const struct reg_vocabulary *v; /* NULL allowed: no benefit is a household's */
  int64_t act;                    /* the one undone */
  struct reg_touched object;      /* one of those it touched */
  struct reg_life life;           /* of a person: as believed before anything was undone */
  bool lives;                     /* false: no row of him was believed */
};
/* Refuses because of a later act, naming it where the viewer may know of it; `says` as reg_refuse_moved. */
enum err reg_undo_refuse_later(struct db *db, const struct reg_undone *u, enum reg_says says, int64_t later);
/* The last act after the one undone that touched the object and still counts: acts that were taken back, and
 * what took them back, do not. NOT_FOUND. */
enum err reg_undo_touched(struct db *db, const struct reg_undone *u, int64_t *ret_later);
/* Before anything is undone: refuses when a later act that still counts closed a row this one began, or one
 * that says what a row closed by this one said; reads the life. */
enum err reg_undo_look(struct db *db, struct reg_undone *u);
/* The rows the act closed are written again, the rows it began are closed. */
enum err reg_undo_rows(struct db *db, const struct reg_undone *u);
/* After all of it: refuses, naming the later act, what cannot stand beside what later acts wrote: two spells
 * at one time, two heads, two grants of one benefit, what hangs on something taken back, and what was written
 * before a birth or death was put right. Holds, as the acts do that write it: the same record or person
 * again, a third parent. */
enum err reg_undo_fits(struct db *db, const struct reg_undone *u);
/* The same of a grant (undo_grant.c): the decision, months paid and suspended that are believed again pass
 * the checks of the acts that wrote them. Refuses, naming the later act, or holds as those acts hold. */
enum err reg_undo_grant_fits(struct db *db, const struct reg_undone *u);

/* ---- with whom (act_household.c) ---- */

/* Somebody who is there enters a household the viewer sees, as reg_membership_add says; whether the viewer
 * sees him is not asked. */
enum err reg_enters(struct db *db, struct reg_doing *doing, const struct reg_membership_input *in);

/* ---- reading (row_check.c, read.c) ---- */

struct str reg_keep(struct arena *a, struct str s); /* a copy */
/* A row that no act would have written: tells db_message which row of which table and what to do. */
void reg_note_damaged(struct db *db, const char *table, int64_t row);
/* The same. Returns IO. */
static inline enum err reg_damaged(struct db *db, const char *table, int64_t row) {
  reg_note_damaged(db, table, row);
  return IO;
}
/* There are more rows than a list may have: lets go of the statement, which stands at one. Returns LIMIT. */
static inline enum err reg_full(struct stmt *s) {
  db_reset(s);
  return LIMIT;
}
/* For who tells of what is wrong and goes on: a whole number, a text; 0 and "" where another kind of thing
 * stands. */
static inline int64_t reg_number_at(struct stmt *s, int at) {
  return col_kind(s, at) == DB_INT ? col_int(s, at) : 0;
}
static inline struct str reg_text_at(struct stmt *s, int at) {
  return col_kind(s, at) == DB_TEXT ? col_text(s, at) : S("");
}
/* Whole numbers of a row, each within its bounds; `ok` turns false for good when one is not. */
date reg_col_date(struct stmt *s, int at, bool *ok);
/* A copy of a text, which must be UTF-8: what another hand wrote may not be. */
struct str reg_col_words(struct arena *a, struct stmt *s, int at, bool *ok);
month reg_col_month(struct stmt *s, int at, bool *ok);
/* Four columns from `at`; an act_to after `act` is open, as it was then. */
struct reg_period reg_col_period(struct stmt *s, int at, int64_t act, bool *ok);
/* person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex, the period, id. False, and
 * nothing done, for a row that cannot be one. */
bool reg_person_of_row(struct arena *a, struct stmt *s, int64_t act, struct reg_person *ret_p);
/* The same; IO, and the row told, for such a row. */
enum err reg_read_person(struct arena *a, struct db *db, struct stmt *s, int64_t act,
                         struct reg_person *ret_p);

#endif
