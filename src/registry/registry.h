/* registry: who lives here, where, with whom, and what is known of them, in time.
 *
 * It owns areas, people, households, links, facts and grants (the tables of 0001_register.sql) and the search
 * over them. It knows the shape of things, never the law: fact names and their types come in from the law
 * packs as a plain table (struct reg_fact_type), and no sum or entitlement is worked out here. It never
 * deletes.
 *
 * Time (doc/decisions/0001-time.md, 0004-acts.md). A row has two periods, half open: valid [from, to) in days is the
 * world, recorded [from, to) in acts is what the office knew. Every reader takes a `struct reg_at`: the valid day asked and
 * the act up to which the record is believed (reg_known turns a day into it, once a question). Two kinds of writing,
 * never mixed:
 *   change   the world moved. The old row is cut at the day of change, a new one begins there.
 *   correct  we were wrong. The old row's record is closed by this act; what replaces it covers the same time.
 *
 * Acts (functions taking a `struct reg_act`) check everything first, run in one transaction (a savepoint when the caller
 * has one open: then each is still an act of its own) and leave a row of `act` with what it touched. They return
 *   OK; INVALID with *refusal filled: the user's input, tell him; RETRY, IO ...: the world, nothing was written.
 * `refusal` is written only with INVALID. Text in structs that go in is copied; it need not be closed by NUL.
 *
 * The viewer is the first parameter of every question and act. Who may not see a person is answered NOT_FOUND, as if
 * there were none.
 *
 * Memory. Readers put what they return in the arena given. Ids are > 0; 0 is "none". Rows that no act would have written
 * (an import by other hands, a damaged page) are checked when read: INVALID_ROW's word ends that row's question, never the server. */
#ifndef ANSINH_REGISTRY_H
#define ANSINH_REGISTRY_H

#include "registry/viewer.h"
#include "store/store.h"

enum {
  REG_AREAS_MAX = 100000,   /* areas in a tree */
  REG_SYMBOLS_MAX = 100000, /* names */
  REG_LIST_MAX = 10000,     /* rows of one person, household or area a list may have: LIMIT beyond */
  REG_NAME_MAX = 120,       /* bytes of a person's name */
  REG_TEXT_MAX = 400,       /* bytes of any other text: address, source, decision number ... */
  REG_KEY_MAX = 64,         /* bytes of a client key */
  REG_PUBLIC_ID = 17,       /* letters of a public id */
  REG_FOUND_MAX = 100       /* search results at once */
};
#define REG_ACT_OPEN INT64_MAX /* act_to of a row that is believed */

/* The day of the world that is asked, and the act up to which the record counts (this one included). */
struct reg_at {
  date valid;
  int64_t act;
};

/* Both periods of a row. Open ends are DATE_MAX and REG_ACT_OPEN. */
struct reg_period {
  date valid_from, valid_to;
  int64_t act_from, act_to;
};

/* Why an input was refused and how to mend it. `code` is stable ("birth_after_today"), for machines; `field` is the name of
 * the struct's member ("birth", "valid_to"). */
struct reg_refusal {
  char code[40], field[40];
  char vi[400], en[400];
};

/* What goes with an act beside what it does. */
struct reg_act {
  struct arena *arena;   /* for scratch */
  struct str paper;      /* paper or statement it rests on, as cited */
  struct str text;       /* free text about people, kept apart so that it can be erased; "" none */
  struct str client_key; /* issued with the form; "" none */
  int64_t seen;          /* the act the author had before him; 0 not told */
  int64_t batch;         /* first act of the import this is a slice of; 0 none */
  int64_t instant;       /* only in an invented register: when it is said to have happened; 0 now */
};

/* ---- the clock ---- */

struct reg_clock {
  int64_t act, instant; /* the last act, and its instant in microseconds UTC */
  date today;           /* the day in Việt Nam by the database's clock (or the day set, in an invented register) */
  bool invented;
};
/* Makes a new register's one row, with a first account who may all. CONFLICT when there is one. */
enum err reg_register_new(struct db *db, struct str name, bool invented, struct str account, int64_t *ret_account);
enum err reg_clock_read(struct db *db, struct reg_clock *ret_clock);
/* *As known on `day`*: the last act whose instant lies before the end of that day (UTC+7); 0 before the first. */
enum err reg_known(struct db *db, date day, int64_t *ret_act);

struct reg_act_row {
  int64_t act, instant, account, office, batch, undoes; /* 0 none */
  struct str kind, paper, account_name, text;           /* text: "" none or erased */
  bool erased;
};
enum err reg_act_get(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act, struct reg_act_row *ret_act);
/* Takes an act back, as an act: rows it began are closed, rows it closed are written again. Refuses when what it touched
 * has moved since (the later act is named), and an act that is itself an undo of something that moved. */
enum err reg_undo(const struct viewer *viewer, struct db *db, const struct reg_act *act, int64_t undone,
                  struct reg_refusal *refusal);
/* Removes the free text of an act with its salt: the commitment stays and proves nothing. */
enum err reg_text_erase(const struct viewer *viewer, struct db *db, const struct reg_act *act, int64_t of,
                        struct reg_refusal *refusal);

/* ---- public ids ---- */

enum reg_entity { REG_ID_PERSON = 1, REG_ID_HOUSEHOLD = 2, REG_ID_GRANT = 4, REG_ID_OFFICE = 5, REG_ID_ACCOUNT = 6 };
/* A new id from 80 bits: 16 letters of Crockford's base 32 and the check letter. */
void reg_public_id(const uint8_t random[10], char ret_id[REG_PUBLIC_ID + 1]);
/* As typed or scanned: small letters, blanks, hyphens, O for 0, I and L for 1 are put right. INVALID when it is no id (length, letter,
 * or the check letter says it was mistyped). */
enum err reg_public_id_typed(struct str typed, char ret_id[REG_PUBLIC_ID + 1]);
enum err reg_id_find(const struct viewer *viewer, struct db *db, enum reg_entity entity, struct str public_id, int64_t *ret_id);
enum err reg_id_of(struct db *db, enum reg_entity entity, int64_t id, char ret_id[REG_PUBLIC_ID + 1]);

/* A day as typed (YYYY-MM-DD or DD/MM/YYYY). A day that is not in the calendar is refused and the refusal
 * says how many days the month has. Empty gives `otherwise`. */
enum err reg_day_typed(struct str typed, const char *field, date otherwise, date *ret_day,
                       struct reg_refusal *refusal);

/* ---- names and numbers ---- */

/* Facts, links, records, benefits and enumeration values are numbers in rows. A name keeps its number for
 * ever. */
struct reg_symbols;

/* All names as they are now; later additions are not seen. Lookups then cost no database. */
enum err reg_symbols_load(struct arena *a, struct db *db, struct reg_symbols **ret_symbols);
int64_t reg_symbol(const struct reg_symbols *s, struct str name);    /* 0: unknown */
struct str reg_symbol_name(const struct reg_symbols *s, int64_t id); /* empty: unknown */
/* One name, straight from the table: NOT_FOUND when unknown. */
enum err reg_symbol_find(struct db *db, struct str name, int64_t *ret_id);
/* The number of a name, given one when it is new. */
enum err reg_symbol_make(struct db *db, struct str name, int64_t *ret_id);

enum reg_kind { REG_PERSON = 1, REG_HOUSEHOLD = 2, REG_AREA = 3 };
enum reg_type { REG_BOOL, REG_INTEGER, REG_MONEY, REG_DATE, REG_MONTH, REG_ENUM };

/* What the packs say of a fact. For REG_INTEGER and REG_MONEY the range is checked when min < max. */
struct reg_fact_type {
  struct str name; /* "person.disability": the part before the point is the kind of subject */
  enum reg_kind kind;
  enum reg_type type;
  int64_t min, max;
  struct str enumeration;   /* "disability_degree" */
  const struct str *values; /* "none", "mild", ... : stored as the symbol "disability_degree.mild" */
  int value_count;
};
struct reg_vocabulary {
  const struct reg_fact_type *facts;
  int fact_count;
  const struct str *links;
  int link_count; /* "link.parent", "link.supporter" */
  const struct str *benefits;
  int benefit_count; /* "assistance.monthly" */
};
/* Gives every name of the vocabulary its number. Again and again is harmless. */
enum err reg_vocabulary_import(struct db *db, struct arena *scratch, const struct reg_vocabulary *v);

/* ---- areas ---- */

enum reg_area_type { REG_PROVINCE, REG_DISTRICT, REG_PHUONG, REG_XA, REG_THI_TRAN, REG_VILLAGE };

/* "phuong": as tables and files write it. */
const char *reg_area_type_name(enum reg_area_type type);

struct reg_area {
  int64_t id, parent;    /* parent 0: the province */
  struct str code, name; /* "20044", "Xã A Lưới 2": as written on that day */
  enum reg_area_type type;
};

/* The tree of areas as of a day: province, districts (until 2025-06-30), communes, villages. */
struct reg_areas;

enum err reg_areas_load(struct arena *a, struct db *db, struct reg_at at, struct reg_areas **ret_areas);
/* The area of that id in the tree of the day; one that has been merged away is answered by its successor (of
 * several, the one that took most people), so an address recorded before a merger still leads somewhere. NULL
 * when there is none. */
const struct reg_area *reg_area(const struct reg_areas *t, int64_t id);
/* What is above: NULL at the top. */
const struct reg_area *reg_area_parent(const struct reg_areas *t, const struct reg_area *a);
/* The phường, xã or thị trấn an area is or lies in; NULL for a district, the province or an unknown id. */
const struct reg_area *reg_area_commune(const struct reg_areas *t, int64_t id);
/* Is `id` the area `above` or somewhere below it? Answers rights: "may this officer see this household?" */
bool reg_area_within(const struct reg_areas *t, int64_t id, int64_t above);
/* All areas in force, parents before children, children by code. */
int reg_area_count(const struct reg_areas *t);
const struct reg_area *reg_area_nth(const struct reg_areas *t, int i);
/* The communes in force on the day, in the order of their codes. */
int reg_commune_count(const struct reg_areas *t);
const struct reg_area *reg_commune_nth(const struct reg_areas *t, int i);
/* The commune, district or province that bears `code` that day (codes are reused: never an identity). NULL
 * when none. */
const struct reg_area *reg_area_by_code(const struct reg_areas *t, struct str code);
/* The commune of that name ("A Lưới 2", "xa a luoi 2", "Xã A Lưới 2"), NULL when none or several. */
const struct reg_area *reg_commune_by_name(const struct reg_areas *t, struct str name);
bool reg_area_is_commune(const struct reg_area *a);

struct reg_succession {
  int64_t from, to;
  date day;
  int32_t share_ppm;
  struct str basis;
}; /* share 0: not known */
/* What followed an area directly (forward) or what it was made of (back), oldest first. */
enum err reg_area_successors(struct arena *a, struct db *db, int64_t area, struct reg_succession **ret_list,
                             int *ret_count);
enum err reg_area_predecessors(struct arena *a, struct db *db, int64_t area, struct reg_succession **ret_list,
                               int *ret_count);

/* A new area, used for villages. The parent must be in force on valid_from. */
struct reg_area_new {
  struct str code, name;
  enum reg_area_type type;
  int64_t parent;
  date valid_from;
};
enum err reg_area_add(struct db *db, const struct reg_act *act, const struct reg_area_new *n,
                      int64_t *ret_area, struct reg_refusal *refusal);

/* Builds the areas of Huế from the lists in `dir` (data/hue): the lists of 2019, 2021, 2025-01 and 2025-07
 * and the rows that lead from one to the next. CONFLICT when the register has areas already, INVALID when the
 * files contradict each other (which one goes to stderr). Days and their basis: areas_load.c and
 * data/hue/SOURCES.md. */
enum err reg_areas_import(struct db *db, const char *dir);

/* ---- people ---- */

enum reg_sex { REG_MALE, REG_FEMALE };

struct reg_person {
  int64_t id;
  struct str full_name, ethnic, citizen_no, phone; /* the last two may be empty */
  date birth;                                      /* first possible day when not wholly known */
  int birth_known;                                 /* 3 the day, 2 the month, 1 the year only */
  bool dead;
  date death; /* on the day of death the person still counts as living */
  enum reg_sex sex;
  struct reg_period period;
};
/* Who someone is, as of a day. NOT_FOUND before birth or when nothing was recorded by then. */
enum err reg_person_get(struct arena *a, struct db *db, int64_t person, struct reg_at at,
                        struct reg_person *ret_p);
/* Every row ever written of a person, believed or not, by record then validity. */
enum err reg_person_history(struct arena *a, struct db *db, int64_t person, struct reg_person **ret_list,
                            int *ret_count);

struct reg_membership {
  int64_t person, household;
  struct str role;
  struct reg_period period;
};
/* The one household a person counts in for a month: that of the first day; for someone who arrives within the
 * month, the first; of two by mistake the earlier. NOT_FOUND when none. `ret_several` (may be NULL): more
 * than one on the first day. */
enum err reg_household_of(struct arena *a, struct db *db, int64_t person, month m, date recorded,
                          struct reg_membership *ret_m, bool *ret_several);
/* Who counts in a household for a month by that rule: the head first, then by age. The dead of earlier months
 * are among them (readers look at the day of death). */
enum err reg_household_members(struct arena *a, struct db *db, int64_t household, month m, date recorded,
                               struct reg_membership **ret_list, int *ret_count);
enum err reg_membership_history(struct arena *a, struct db *db, int64_t person,
                                struct reg_membership **ret_list, int *ret_count);

struct reg_residence {
  int64_t household, area;
  struct str address;
  struct reg_period period;
};
enum err reg_residence_get(struct arena *a, struct db *db, int64_t household, struct reg_at at,
                           struct reg_residence *ret_r);
enum err reg_residence_history(struct arena *a, struct db *db, int64_t household,
                               struct reg_residence **ret_list, int *ret_count);
/* Households living in an area or below it as of a day, by id, from the one after `after`, at most `max`. */
enum err reg_households_in(struct arena *a, struct db *db, const struct reg_areas *t, int64_t area,
                           struct reg_at at, int64_t after, int max, int64_t **ret_households,
                           int *ret_count);

/* person is `kind` of nobody else than other: ("link.supporter", person = the supported, other = the
 * supporter). */
struct reg_link {
  int64_t kind, person, other;
  struct reg_period period;
};
/* Links of a person on either side as of a day. */
enum err reg_links_of(struct arena *a, struct db *db, int64_t person, struct reg_at at,
                      struct reg_link **ret_list, int *ret_count);

struct reg_fact {
  int64_t id; /* of the row */
  enum reg_kind kind;
  int64_t subject, fact;
  bool known;
  int64_t value; /* known false: it was asked, nobody knows */
  struct str source;
  struct reg_period period;
};
/* The spell of a fact as of a day. NOT_FOUND when there is no row (not the same as known = false). */
enum err reg_fact_get(struct arena *a, struct db *db, enum reg_kind kind, int64_t subject, int64_t fact,
                      struct reg_at at, struct reg_fact *ret_f);
/* All facts of a subject as of a day, by fact. */
enum err reg_facts_of(struct arena *a, struct db *db, enum reg_kind kind, int64_t subject, struct reg_at at,
                      struct reg_fact **ret_list, int *ret_count);
/* Every row ever written of one fact (fact 0: of all), by fact, record, validity. */
enum err reg_fact_history(struct arena *a, struct db *db, enum reg_kind kind, int64_t subject, int64_t fact,
                          struct reg_fact **ret_list, int *ret_count);

/* ---- grants ---- */

struct reg_months {
  month from, to;
  bool open;
  money amount;
  struct str text;
}; /* both included; open: no end yet */
struct reg_grant {
  int64_t id, person, benefit; /* id stays the same when the grant is ended or corrected */
  struct str cases;            /* case ids joined by '+' */
  money amount;                /* đồng a month as decided */
  struct str decision_no, signer, payee;
  date decided;
  bool filed_known;
  date filed;
  month first_month;
  bool running;
  month last_month;
  int64_t paying_point; /* 0: none */
  const struct reg_months *suspensions;
  int suspension_count; /* text: the reason */
  const struct reg_months *paid;
  int paid_count; /* amount: đồng a month */
  date rec_from, rec_to;
};
/* The grants of a person as recorded, by first month, with what was suspended and paid as recorded. */
enum err reg_grants_of(struct arena *a, struct db *db, int64_t person, date recorded,
                       struct reg_grant **ret_list, int *ret_count);

/* ---- acts ---- */

/* A person as typed. Month and day may be 0: not known. */
struct reg_person_input {
  struct str full_name, ethnic, citizen_no, phone;
  int birth_year, birth_month, birth_day;
  enum reg_sex sex;
};
/* The citizen number: empty, 9 digits (old), or 12: 3 place of registration, 1 century and sex (0 and 1 male
 * and female of the 1900s, 2 and 3 of the 2000s ...), 2 year of birth, 6 random. Source: Decree
 * 137/2015/NĐ-CP, article 13; Circular 07/2016/TT-BCA. Refuses a number that contradicts year or sex. */
enum err reg_citizen_no_check(struct str number, int birth_year, enum reg_sex sex,
                              struct reg_refusal *refusal);

/* Refuses: no name, 30 February, born after today, a citizen number that is malformed, contradicts birth or
 * sex, or is another's. */
enum err reg_person_add(struct db *db, const struct reg_act *act, const struct reg_person_input *p,
                        int64_t *ret_person, struct reg_refusal *refusal);
/* From `from` on the person is as given (a new name, number, phone). Birth and sex do not change: refused,
 * correct them. */
enum err reg_person_change(struct db *db, const struct reg_act *act, int64_t person, date from,
                           const struct reg_person_input *p, struct reg_refusal *refusal);
/* The row in force on `on` was wrong. Birth and sex are put right in every row believed, the rest in that row
 * only. */
enum err reg_person_correct(struct db *db, const struct reg_act *act, int64_t person, date on,
                            const struct reg_person_input *p, struct reg_refusal *refusal);
/* Refuses a death before birth, after today, or of someone dead. Memberships stay as they are. */
enum err reg_death(struct db *db, const struct reg_act *act, int64_t person, date day,
                   struct reg_refusal *refusal);
/* He lives: the report was wrong. Questions asked as of days before today still answer that he was dead. */
enum err reg_death_reverse(struct db *db, const struct reg_act *act, int64_t person,
                           struct reg_refusal *refusal);

enum err reg_household_add(struct db *db, const struct reg_act *act, int64_t area, struct str address,
                           date from, int64_t *ret_household, struct reg_refusal *refusal);
/* The household lives elsewhere from `from` on. Refuses an area that is not in force that day. */
enum err reg_move(struct db *db, const struct reg_act *act, int64_t household, int64_t area,
                  struct str address, date from, struct reg_refusal *refusal);
/* A person enters a household for [from, to). Refuses one who is in a household in that time, and a second
 * head. */
enum err reg_membership_add(struct db *db, const struct reg_act *act, int64_t person, int64_t household,
                            struct str role, date from, date to, struct reg_refusal *refusal);
/* From `from` on the person is in another household, or has another role; household 0: in none. Refuses when
 * the membership there is begins on or after `from`: that is a correction. */
enum err reg_membership_change(struct db *db, const struct reg_act *act, int64_t person, int64_t household,
                               struct str role, date from, struct reg_refusal *refusal);
/* The membership in force on `on` was wrong; household 0: there was none. */
enum err reg_membership_correct(struct db *db, const struct reg_act *act, int64_t person, date on,
                                int64_t household, struct str role, struct reg_refusal *refusal);

/* What is said of a subject. `fact` and, for an enumeration, `value_name` are names; `known` false: asked,
 * not known. */
struct reg_fact_input {
  enum reg_kind kind;
  int64_t subject;
  struct str fact; /* "person.disability" */
  bool known;
  int64_t value;             /* yes/no 1/0, number, đồng, day or month number */
  struct str value_name;     /* "severe", for enumerations */
  date valid_from, valid_to; /* DATE_MAX: until it changes */
};
/* The world moved: the value holds in [valid_from, valid_to). A spell in force on valid_from is cut there;
 * with valid_to = DATE_MAX the new one runs to the next spell already recorded. Refuses an unknown fact or
 * value, valid_to <= valid_from, and a spell that began on valid_from or begins within (that would wipe out
 * what was said: correct it instead). */
enum err reg_fact_change(struct db *db, const struct reg_act *act, const struct reg_vocabulary *v,
                         const struct reg_fact_input *f, struct reg_refusal *refusal);
/* We were wrong: the record of row `row` closes today and `f` (its value and validity) stands in its place; f
 * NULL: it never held. Refuses a row that is not believed any more, or a new validity that meets another
 * spell. */
enum err reg_fact_correct(struct db *db, const struct reg_act *act, const struct reg_vocabulary *v,
                          int64_t row, const struct reg_fact_input *f, struct reg_refusal *refusal);

/* Refuses an unknown kind, oneself, an unknown person, valid_to <= valid_from, the same link twice. */
enum err reg_link_add(struct db *db, const struct reg_act *act, struct str kind, int64_t person,
                      int64_t other, date from, date to, struct reg_refusal *refusal);
/* The link ends on `day` (first day without it). */
enum err reg_link_end(struct db *db, const struct reg_act *act, struct str kind, int64_t person,
                      int64_t other, date day, struct reg_refusal *refusal);

/* A grant as decided. Ids and lists in `g` other than person and paying_point are not read; `benefit` is a
 * name. Refuses an unknown benefit or person, a negative sum, a last month before the first, a day of
 * decision after today, a grant of the same benefit that runs in one of the months. */
enum err reg_grant_add(struct db *db, const struct reg_act *act, struct str benefit,
                       const struct reg_grant *g, int64_t *ret_grant, struct reg_refusal *refusal);
/* The grant pays for the last time in `last`. */
enum err reg_grant_end(struct db *db, const struct reg_act *act, int64_t grant, month last,
                       struct reg_refusal *refusal);
/* Suspended from a month on, until resumed: `from` of the next month paid. A resumption of the month of
 * suspension itself takes the whole suspension back. */
enum err reg_grant_suspend(struct db *db, const struct reg_act *act, int64_t grant, month from,
                           struct str reason, struct reg_refusal *refusal);
enum err reg_grant_resume(struct db *db, const struct reg_act *act, int64_t grant, month from,
                          struct reg_refusal *refusal);
/* What was paid under it: one sum a month for the months from..to, both included. Refuses months already
 * paid. */
enum err reg_grant_paid(struct db *db, const struct reg_act *act, int64_t grant, month from, month to,
                        money amount, struct reg_refusal *refusal);

/* ---- search ---- */

/* As people type: without accents or with, d for đ, words in any order, beginnings of words, a year of birth
 * among the words (1949), a citizen number or phone or the beginning of one (3 digits or more), and the
 * household head's name after "hộ" or "chủ hộ" ("lai ho nguyen van minh") or, where own words find nobody,
 * anywhere among the words. */
struct reg_found {
  int64_t person, household; /* household 0: none now */
  struct str full_name, citizen_no;
  date birth;
  int birth_known;
  bool dead;
  struct str head;         /* name of the household's head, empty when none */
  int64_t area;            /* lowest unit of residence: name it with reg_area and reg_area_commune */
  uint32_t matched;        /* bit i: word i of full_name met a word typed */
  bool by_number, by_head; /* met by number or phone; a word was met by the head's name only */
};
/* The best `max` (<= REG_FOUND_MAX) people: those whose accents agree first, whole words before beginnings of
 * words, then those whose given name was typed in full, heads of households and people with a grant before
 * others, the dead last. It is not a list of all that fit: of a common name the best few are looked at.
 * `within`: only people in that area or below (0: everywhere; needs `t`, else `t` may be NULL). An empty
 * query, or an index never made, finds nobody. Of a province of 1.13 million people an answer takes under 10
 * ms at the 99th percentile (bench/search.c). */
enum err reg_search(struct arena *a, struct db *db, struct str query, const struct reg_areas *t,
                    int64_t within, int max, struct reg_found **ret_list, int *ret_count);
/* Derived data: makes the whole index again from what is believed on `today`. Bulk loads call it once at
 * their end. Acts keep it up to date by themselves once it has been made. */
enum err reg_search_rebuild(struct db *db, struct arena *scratch, date today);

#endif
