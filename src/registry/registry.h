/* registry: who lives here, where, with whom, and what is known of them, in time.
 *
 * It owns areas, people, households, links, facts and grants (the tables of 0001_register.sql).
 * It knows the shape of things, never the law: fact names and their types come in from the law
 * packs as a plain table (struct reg_fact_type), and no sum or entitlement is worked out here. It never
 * deletes.
 *
 * Time (doc/decisions/0001-time.md, 0004-acts.md). A row has two periods, half open: valid [from, to) in days
 * is the world, recorded [from, to) in acts is what the office knew. Every reader takes a `struct reg_at`:
 * the valid day asked and the act up to which the record is believed (reg_known turns a day into it, once a
 * question). What came after that act is not there: a row ended later is given out as believed, so the same
 * question at the same act answers the same for ever. Two kinds of writing, never mixed: change   the world
 * moved. The old row is cut at the day of change, a new one begins there. correct  we were wrong. The old
 * row's record is closed by this act; what replaces it covers the same time.
 *
 * Acts (functions taking a `struct reg_act`) check everything first, run in one transaction (a savepoint when
 * the caller has one open: then each is still an act of its own) and leave a row of `act` with what it
 * touched. They return OK; INVALID with *refusal filled: the user's input, tell him; RETRY, IO ...: the
 * world, nothing was written. `refusal` is written only with INVALID. Text in structs that go in is copied;
 * it need not be closed by NUL.
 *
 * The viewer is the first parameter of every question and act. Who may not see a person is answered
 * NOT_FOUND, as if there were none. A person is visible when the household he counts in on the valid day
 * asked, as known at the act asked, lives in the viewer's area or below; the successor of an area that was
 * merged away sees what its predecessor saw (area_rule.h). A question about a month goes by the place of the
 * month: where he lives on its first day, else where he first comes to live within it. Someone in no
 * household is visible only to a viewer of everything. Acts on places (facts of areas, new areas, new
 * households) are for who sees the area today, acts that hold for the whole register for a viewer of
 * everything, and a refusal names nobody the viewer does not see. Lists, search and columns judge alike.
 * Facts of a class the viewer lacks are not given out.
 *
 * Memory. Readers put what they return in the arena given. Ids are > 0; 0 is "none". Rows that no act would
 * have written (an import by other hands, a damaged page) are checked when read: IO, and db_message names the
 * row and what to do; that question ends, never the server. */
#ifndef ANSINH_REGISTRY_H
#define ANSINH_REGISTRY_H

#include "registry/viewer.h"
#include "registry/symbols.h"
#include "store/store.h"

#define REG_MONEY_MAX INT64_C(1000000000000000) /* đồng: the largest sum of a month that can be written */
enum {
  REG_PEOPLE_MAX =
      64000000,             /* the highest id of a person or a household: tables by id are made up to there */
  REG_AREAS_MAX = 100000,   /* the same of areas */
  REG_SYMBOLS_MAX = 100000, /* names */
  REG_LIST_MAX = 10000,     /* rows of one person, household or area a list may have: LIMIT beyond */
  REG_NAME_MAX = 120,       /* bytes of a person's name */
  REG_TEXT_MAX = 400,       /* bytes of any other text: address, source, decision number ... */
  REG_KEY_MAX = 64,         /* bytes of a client key */
  REG_FREE_MAX = 4000,      /* bytes of an act's free text */
  REG_PUBLIC_ID = 17        /* letters of a public id */
};
#define REG_BATCH_FIRST INT64_C(-1) /* reg_act.batch: an import begins with this act */
#define REG_ACT_OPEN    INT64_MAX   /* act_to of a row that is believed */

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

/* Why an input was refused and how to mend it. `code` is stable, for machines: the name in
 * register_messages.def
 * ("birth_later"); `field` is the name of the struct's member ("birth", "valid_to"). `held`: unlikely, not
 * impossible; the same act goes through with this code in reg_act.confirmed. `act`: the later act that stands
 * in the way, and `seen` the one before it that was gone by (of an undo the one undone): both versions; 0
 * none.
 */
struct reg_refusal {
  char code[40], field[40];
  char vi[600], en[600];
  bool held;
  int64_t act, seen;
};

/* What goes with an act beside what it does. */
struct reg_act {
  struct arena *arena;   /* for scratch */
  struct str paper;      /* paper or statement it rests on, as cited */
  struct str text;       /* free text about people, kept apart so that it can be erased; "" none */
  struct str client_key; /* issued with the form; "" none */
  int64_t seen;          /* the act the author had before him; 0 not told */
  int64_t batch;         /* first act of the import this is a slice of, REG_BATCH_FIRST of that one; 0 none */
  int64_t instant;       /* only in an invented register: when it is said to have happened; 0 now */
  struct str
      confirmed; /* codes of held refusals the author answered yes to, joined by commas; kept with the act */
  int64_t
      *ret_act; /* gets the number of the act (of the first one when the key was sent before); NULL allowed */
};

/* ---- the clock ---- */

struct reg_clock {
  int64_t act, instant; /* the last act, and its instant in microseconds UTC */
  date today; /* the day in Việt Nam by the database's clock (or the day set, in an invented register) */
  bool invented;
};
/* Makes a new register's one row, with a first account who may all. CONFLICT when there is one. */
enum err reg_register_new(struct db *db, struct str name, bool invented, struct str account,
                          int64_t *ret_account);
enum err reg_clock_read(struct db *db, struct reg_clock *ret_clock);
enum { REG_KEEP_ID = 24 }; /* letters of reg_keep_id */
/* What names this register in this place, closed by NUL, of REG_KEEP_ID letters and digits: on one server two
 * copies of a register (of one public id) differ, and what is kept beside one is not taken for the other's.
 * NOT_FOUND before reg_register_new. */
enum err reg_keep_id(struct arena *a, struct db *db, struct str *ret_id);
/* *As known on `day`*: the last act whose instant lies before the end of that day (UTC+7); 0 before the
 * first. */
enum err reg_known(struct db *db, date day, int64_t *ret_act);
/* The day in Việt Nam of an act's instant; the calendar's first or last of one beyond it. */
date reg_day_of(int64_t instant);
struct reg_since {
  int64_t act;      /* as reg_known says */
  bool areas_moved; /* an area may have moved between that act and `since`, whichever is the later: what was
                       read of the areas at `since` holds when not. Far apart it is not looked for: true */
  int64_t names;    /* how many names and layouts there are: what was read of them holds until it moves */
};
/* The same, and whether what a session keeps still holds, in one statement. */
enum err reg_known_since(struct db *db, date day, int64_t since, struct reg_since *ret_since);

struct reg_act_row {
  int64_t act, instant, account, agency, batch, undoes; /* 0 none; agency: row of the table office */
  struct str kind, paper, account_name, text;           /* text: "" none or erased */
  bool erased;
};
/* One act. A viewer with an area sees acts that touched somebody or something he sees now, and those that
 * touched nobody; an erasure as the act whose text it erased. Nobody sees an act of somebody else that wrote
 * or ended what is of a class he lacks: its paper and text say it. His own he sees where it did so only in
 * passing (a birth put right cuts all that began before it): that he did it tells him nothing. NOT_FOUND. */
enum err reg_act_get(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act,
                     struct reg_act_row *ret_act);
/* What tells an act from any other of its number, also of a history that began anew from a backup: its
 * instant and random bits of its own. Of act 0, the beginning, 0. NOT_FOUND. */
enum err reg_act_stamp(const struct viewer *viewer, struct db *db, int64_t act, int64_t *ret_stamp);
/* The day (in Việt Nam) an act happened: when what it wrote came to be known. NOT_FOUND. */
enum err reg_act_day(const struct viewer *viewer, struct db *db, int64_t act, date *ret_day);
/* Takes an act back, as an act: rows it began are closed, rows it closed are written again. The viewer sees
 * all it touched and has the classes of all it wrote (else there is no such act), or it is his own: one that
 * took out of his sight what nobody has touched since, or that cut what is of a class he lacks only in
 * passing. Refuses an act that was taken back already (undone_already; undone_again, naming what would have
 * to be taken back, where that was taken back too). Refuses (moved_since, naming the later act) when a later
 * act closed a row it began or one that says again what it closed, or wrote what cannot stand beside what
 * comes back or without what goes (decision 0004): what is believed again passes the checks of the act that
 * wrote it, against all that was written since. Acts that were taken back are in nobody's way. Held, as that
 * act holds it: months paid and suspended, a decision after the death, the very same record or person, a
 * third parent. Refuses too a load of everything, an act that changed no rows, and what would give two people
 * one citizen number or take an area away that is in use. `v`: which benefits are a household's, which are
 * paid once; NULL: none. */
enum err reg_undo(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                  const struct reg_vocabulary *v, int64_t undone, struct reg_refusal *refusal);
/* Removes the free text of an act with its salt, from the database's files too (db_scrub): the commitment
 * stays and proves nothing. An error from the scrubbing leaves the act done; RETRY: the erasure is recorded,
 * the text is not out of the files yet, and db_message says what to do. Asked again of an act that has no
 * text any more the files are scrubbed again, and no_text means that they are clean. */
enum err reg_text_erase(const struct viewer *viewer, struct db *db, const struct reg_act *act, int64_t of,
                        struct reg_refusal *refusal);

/* ---- public ids ---- */

enum reg_entity {
  REG_ID_PERSON = 1,
  REG_ID_HOUSEHOLD = 2,
  REG_ID_GRANT = 4,
  REG_ID_OFFICE = 5,
  REG_ID_ACCOUNT = 6
};
/* A new id from 80 bits: 16 letters of Crockford's base 32 and the check letter. */
void reg_public_id(const uint8_t random[10], char ret_id[REG_PUBLIC_ID + 1]);
/* As typed or scanned: small letters, blanks, hyphens, O for 0, I and L for 1 are put right. INVALID when it
 * is no id (length, letter, or the check letter says it was mistyped). */
enum err reg_public_id_typed(struct str typed, char ret_id[REG_PUBLIC_ID + 1]);
/* Is it an id but for its check letter? Of what is no name: all its letters are those of ids, and one is a
 * digit. */
bool reg_public_id_mistyped(struct str typed);
/* The row of a public id and back. NOT_FOUND also for what the viewer may not see today. */
enum err reg_id_find(const struct viewer *viewer, struct db *db, enum reg_entity entity, struct str public_id,
                     int64_t *ret_id);
enum err reg_id_of(const struct viewer *viewer, struct db *db, enum reg_entity entity, int64_t id,
                   char ret_id[REG_PUBLIC_ID + 1]);

/* A day as typed (YYYY-MM-DD or DD/MM/YYYY). A day that is not in the calendar is refused and the refusal
 * says how many days the month has. Empty gives `otherwise`. */
enum err reg_day_typed(struct str typed, const char *field, date otherwise, date *ret_day,
                       struct reg_refusal *refusal);

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

/* Areas are no secret: every viewer sees all of them. */
enum err reg_areas_load(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_at at,
                        struct reg_areas **ret_areas);
/* The area of that id in the tree of the day; one that has been merged away is answered by its successor (of
 * several, the one that took most people), so an address recorded before a merger still leads somewhere. NULL
 * when there is none. */
const struct reg_area *reg_area(const struct reg_areas *t, int64_t id);
/* What is above: NULL at the top. */
const struct reg_area *reg_area_parent(const struct reg_areas *t, const struct reg_area *a);
/* The phường, xã or thị trấn an area is or lies in; NULL for a district, the province or an unknown id. */
const struct reg_area *reg_area_commune(const struct reg_areas *t, int64_t id);
/* Is `id` the area `above` or somewhere below it on the day? Answers what lies where; rights are
 * reg_area_seen.
 */
bool reg_area_within(const struct reg_areas *t, int64_t id, int64_t above);
/* Does a viewer of the area `mine` (0: of everything) see what lives in `id` on the day? By the rule of
 * area_rule.h, as every reader judges. */
bool reg_area_seen(const struct reg_areas *t, int64_t id, int64_t mine);
/* All areas in force, parents before children, children by code. */
int reg_area_count(const struct reg_areas *t);
const struct reg_area *reg_area_nth(const struct reg_areas *t, int i);
/* The communes in force on the day, in the order of their codes. */
int reg_commune_count(const struct reg_areas *t);
const struct reg_area *reg_commune_nth(const struct reg_areas *t, int i);
/* The commune, district or province that bears `code` that day (codes are reused: never an identity). NULL
 * when none. */
const struct reg_area *reg_area_by_code(const struct reg_areas *t, struct str code);
/* The commune of that name ("A Lưới 2", "xa a luoi 2", "Xã A Lưới 2"); after a comma the name of what it lies
 * in may decide between namesakes ("Xã Phong Hòa, huyện Phong Điền"). A word typed with accents must have
 * those (wherever the tone is written: Hóa, Hoá); a word typed without any meets any, but only when no name
 * meets all words as typed. Dashes are blanks. NULL when none or several. */
const struct reg_area *reg_commune_by_name(const struct reg_areas *t, struct str name);
bool reg_area_is_commune(const struct reg_area *a);

struct reg_succession {
  int64_t from, to;
  date day;
  int32_t share_ppm; /* 0: not known */
  struct str basis;
};
struct reg_succession_list {
  struct reg_succession *at;
  int n;
};
/* What followed an area directly (forward) or what it was made of (back), oldest first, as known at an act.
 */
enum err reg_area_successors(const struct viewer *viewer, struct arena *a, struct db *db, int64_t area,
                             int64_t act, struct reg_succession_list *ret_list);
enum err reg_area_predecessors(const struct viewer *viewer, struct arena *a, struct db *db, int64_t area,
                               int64_t act, struct reg_succession_list *ret_list);

/* A new area, used for villages. The parent must be in force on valid_from. */
struct reg_area_new {
  struct str code, name;
  enum reg_area_type type;
  int64_t parent;
  date valid_from;
};
/* A new area under its parent from a day on: its number, or a refusal. Refuses one of the same code and name
 * that is there then or later. */
enum err reg_area_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                      const struct reg_area_new *n, int64_t *ret_area, struct reg_refusal *refusal);

/* Builds the areas of a province from the files in `dir`, as one act: steps.csv says which lists of units
 * there are, from which day by which resolution, and which file says what became of which (doc/province.md;
 * at most 10,000 units a list, 100 lists). CONFLICT when the register has areas already; INVALID when a file
 * is missing or says something impossible, or the act is refused: the refusal names file, line and remedy. */
enum err reg_areas_import(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const char *dir, struct reg_refusal *refusal);

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
struct reg_person_list {
  struct reg_person *at;
  int n;
};
/* Who someone is, as of a day. NOT_FOUND before birth or when nothing was recorded by then. Without the class
 * *sensitive* `ethnic` is empty. */
enum err reg_person_get(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                        struct reg_at at, struct reg_person *ret_p);
/* Every row written of a person up to at.act, believed then or not, by record then validity (histories:
 * at.valid only says on which day the viewer must see him). */
enum err reg_person_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                            struct reg_at at, struct reg_person_list *ret_list);

struct reg_membership {
  int64_t person, household;
  struct str role;
  struct reg_period period;
};
struct reg_membership_list {
  struct reg_membership *at;
  int n;
};
/* A month, and the act up to which the record counts. The viewer must see the place of the month. */
struct reg_month_at {
  month m;
  int64_t act;
};
/* The person of a public id, when the viewer sees him in that month (today or not). NOT_FOUND. */
enum err reg_person_find(const struct viewer *viewer, struct db *db, struct str public_id,
                         struct reg_month_at at, int64_t *ret_person);
/* The one household a person counts in for a month: that of the first day; for someone who arrives within the
 * month, the first; of two by mistake the earlier. NOT_FOUND when none. `several`: more than one on the first
 * day. */
struct reg_household_found {
  struct reg_membership membership;
  bool several;
};
/* The household that counts for the month (decision 0001); NOT_FOUND where there is none. */
enum err reg_household_of(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                          struct reg_month_at at, struct reg_household_found *ret_found);
/* Who counts in a household for a month by that rule: the head first, then by age. The dead of earlier months
 * are among them (readers look at the day of death). */
enum err reg_household_members(const struct viewer *viewer, struct arena *a, struct db *db, int64_t household,
                               struct reg_month_at at, struct reg_membership_list *ret_list);
enum err reg_membership_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                                struct reg_at at, struct reg_membership_list *ret_list);

struct reg_residence {
  int64_t household, area;
  struct str address;
  struct reg_period period;
};
struct reg_residence_list {
  struct reg_residence *at;
  int n;
};
/* Where a household lives, and everywhere it lived. NOT_FOUND where nothing is recorded. */
enum err reg_residence_get(const struct viewer *viewer, struct arena *a, struct db *db, int64_t household,
                           struct reg_at at, struct reg_residence *ret_r);
enum err reg_residence_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t household,
                               struct reg_at at, struct reg_residence_list *ret_list);
/* Households living in an area or below it as of a day, by id, from the one after `after`, at most `max`.
 * `areas`: the tree of that day. */
struct reg_household_ask {
  const struct reg_areas *areas;
  int64_t area, after;
  int max;
};
struct reg_id_list {
  int64_t *at;
  int n;
};
/* The households of an area and all below it on that day. */
enum err reg_households_in(const struct viewer *viewer, struct arena *a, struct db *db,
                           const struct reg_household_ask *ask, struct reg_at at,
                           struct reg_id_list *ret_list);

/* person is `kind` of nobody else than other: ("link.supporter", person = the supported, other = the
 * supporter; "person.parent", person = the child, other = the parent). */
struct reg_link {
  int64_t kind, person, other;
  struct reg_period period;
};
struct reg_link_list {
  struct reg_link *at;
  int n;
};
/* Links of a person on either side as of a day. Who stands on the other side need not be visible: only the
 * number of him is given. */
enum err reg_links_of(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                      struct reg_at at, struct reg_link_list *ret_list);

struct reg_fact {
  int64_t id; /* of the row */
  enum reg_kind kind;
  int64_t subject, fact;
  bool known;
  int64_t value; /* known false: it was asked, nobody knows */
  struct str source;
  struct reg_period period;
};
struct reg_fact_list {
  struct reg_fact *at;
  int n;
};
/* Whose facts: `fact` 0 means all. */
struct reg_fact_ask {
  enum reg_kind kind;
  int64_t subject, fact;
};
/* The spell of a fact as of a day. NOT_FOUND when there is no row (not the same as known = false). */
enum err reg_fact_get(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_fact_ask ask,
                      struct reg_at at, struct reg_fact *ret_f);
/* All facts of a subject as of a day, by fact. */
enum err reg_facts_of(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_fact_ask ask,
                      struct reg_at at, struct reg_fact_list *ret_list);
/* Every row written of one fact (fact 0: of all) up to at.act, by fact, record, validity. */
enum err reg_fact_history(const struct viewer *viewer, struct arena *a, struct db *db,
                          struct reg_fact_ask ask, struct reg_at at, struct reg_fact_list *ret_list);

/* A record as it is believed: the items its layout names, and as many values, as they are stored (an
 * enumeration's value as its symbol). */
struct reg_record_item {
  struct str name;
  bool known;
  int64_t value;
};
struct reg_record {
  int64_t id, record; /* of the row; the symbol of its kind */
  enum reg_kind kind;
  int64_t subject;
  int64_t
      first; /* the row it was first written as: its number for grants and columns, whatever is corrected */
  const struct reg_record_item *items;
  int item_count;
  struct str source;
  struct reg_period period;
};
struct reg_record_list {
  struct reg_record *at;
  int n;
};
/* The records of a subject as of a day, by kind, then id; ask.fact: the symbol of one kind, 0 all. */
enum err reg_records_of(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_fact_ask ask,
                        struct reg_at at, struct reg_record_list *ret_list);

/* ---- grants ---- */

struct reg_months {
  month from, to;
  bool open;
  money amount;
  struct str text;
}; /* both included; open: no end yet */
struct reg_grant {
  int64_t id, person, benefit; /* id stays the same when the grant is ended or corrected */
  int64_t record, component; /* the record it is for (its first row; reg_grant_add takes any of its rows), the
                                part of the benefit; 0: the person, the whole */
  struct str cases;          /* case ids joined by '+' */
  money amount;              /* đồng a month as decided */
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
  int64_t act_from, act_to;
};
struct reg_grant_list {
  struct reg_grant *at;
  int n;
};
/* The grants of a person as known at at.act, by first month, with what was suspended and paid as known then.
 */
enum err reg_grants_of(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                       struct reg_at at, struct reg_grant_list *ret_list);

/* ---- acts ----
 *
 * Besides what each says, every act may be refused with: may_not_write, account_unknown, no_register,
 * clock_behind, clock_ahead, instant_given, key_other, seen_unknown, moved_since, batch_unknown, and empty,
 * too_long, not_text of its texts. Whom the viewer may not see is refused as if there were nobody. */

/* A person as typed. Month and day may be 0: not known. */
struct reg_person_input {
  struct str full_name, ethnic, citizen_no, phone;
  int birth_year, birth_month, birth_day;
  enum reg_sex sex;
  int64_t person; /* whom: not read by reg_person_add */
  date day; /* reg_person_change: from when; reg_person_correct: a day on which the wrong row is in force */
  /* Read by reg_person_add only: the household he enters in the same act, with his role, from when; 0 none.
   */
  int64_t household;
  struct str role;
  date from;
};
/* The citizen number: empty, 9 digits (old), or 12: 3 place of registration, 1 century and sex (0 and 1 male
 * and female of the 1900s, 2 and 3 of the 2000s ...), 2 year of birth, 6 random. Source: Decree
 * 137/2015/NĐ-CP, article 13; Circular 07/2016/TT-BCA. Refuses a number that contradicts year or sex. */
enum err reg_citizen_no_check(struct str number, int birth_year, enum reg_sex sex,
                              struct reg_refusal *refusal);

/* Refuses: no name, 30 February, born after today, a citizen number that is malformed, contradicts birth or
 * sex, or is another's (named where the viewer sees him), what reg_membership_add refuses, and, of a viewer
 * of an area, no household from today or before: he would not see whom he recorded. Held: somebody of that
 * name and birth who is in no household yet, or lives in the commune. */
enum err reg_person_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                        const struct reg_person_input *in, int64_t *ret_person, struct reg_refusal *refusal);
/* From in->day on the person is as given (a new name, number, phone). Birth and sex do not change: refused,
 * correct them. */
enum err reg_person_change(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_person_input *in, struct reg_refusal *refusal);
/* The row in force on in->day was wrong. Birth and sex are put right in every row believed, the rest in that
 * row only. With a later birth, memberships, links and facts of the person are cut at it, and what lay wholly
 * before it is no longer believed; a grant that begins or was decided before it, and a parent too young by
 * it, are refused. */
enum err reg_person_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                            const struct reg_person_input *in, struct reg_refusal *refusal);
/* Refuses a death before birth, after today, or of someone dead (a wrong day is corrected). Memberships stay
 * as they are. Held: something is recorded to begin after that day (a move, a fact, a link, a record, the
 * first month of a grant): the earliest is told. */
enum err reg_death(const struct viewer *viewer, struct db *db, const struct reg_act *act, int64_t person,
                   date day, struct reg_refusal *refusal);
/* He lives: the report was wrong. Questions asked at earlier acts still answer that he was dead. */
enum err reg_death_reverse(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           int64_t person, struct reg_refusal *refusal);

/* Where a household lives from a day on. */
struct reg_home_input {
  int64_t household; /* not read by reg_household_add */
  int64_t area;
  struct str address;
  date from;
};
/* A new household at a place, from a day on: its number, or a refusal. */
enum err reg_household_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_home_input *in, int64_t *ret_household,
                           struct reg_refusal *refusal);
/* The household lives elsewhere from in->from on. Refuses an area that is not in force that day. */
enum err reg_move(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                  const struct reg_home_input *in, struct reg_refusal *refusal);

struct reg_membership_input {
  int64_t person, household; /* household 0: in none */
  struct str role;
  date from, to; /* change: from when (to is not read); correct: `from` is a day on which the wrong row is in
                    force */
};
/* A person enters a household for [from, to). Refuses one who is in a household in that time, a second head,
 * a day before birth or after death. Held: somebody of the same name and birth lives in the same commune
 * (named). */
enum err reg_membership_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                            const struct reg_membership_input *in, struct reg_refusal *refusal);
/* From in->from on the person is in another household, or has another role; household 0: in none. Refuses
 * when the membership there is begins on or after that day: that is a correction; and another household after
 * death. */
enum err reg_membership_change(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                               const struct reg_membership_input *in, struct reg_refusal *refusal);
/* The membership in force on in->from was wrong; household 0: there was none. */
enum err reg_membership_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                                const struct reg_membership_input *in, struct reg_refusal *refusal);

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
  int64_t row;               /* reg_fact_correct: the row that was wrong */
  bool strike;               /* reg_fact_correct: it never held; nothing else but `row` is read */
};
/* The world moved: the value holds in [valid_from, valid_to). A spell in force on valid_from is cut there;
 * with valid_to = DATE_MAX the new one runs to the next spell already recorded. Refuses an unknown fact or
 * value, a fact of a class the viewer lacks, valid_to <= valid_from, a day before birth, a beginning after
 * death (unless the vocabulary says the fact is of the dead), and a spell that began on valid_from or begins
 * within (that would wipe out what was said: correct it instead). Birth, death and sex are no facts of a
 * person but what he is: refused, with the act to take instead. */
enum err reg_fact_change(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                         const struct reg_vocabulary *v, const struct reg_fact_input *f,
                         struct reg_refusal *refusal);
/* We were wrong: row f->row is no longer believed and `f` (its value and validity) stands in its place, or
 * nothing. Refuses a row that is not believed any more, or a new validity that meets another spell. */
enum err reg_fact_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_vocabulary *v, const struct reg_fact_input *f,
                          struct reg_refusal *refusal);

/* One item of a form as filled in. */
struct reg_item_input {
  struct str name; /* "d01" */
  bool known;
  int64_t value;         /* as reg_fact_input */
  struct str value_name; /* for enumerations */
};
struct reg_record_input {
  const struct reg_vocabulary *v;
  enum reg_kind kind;
  int64_t subject;
  struct str record; /* "b_form" */
  const struct reg_item_input *items;
  int item_count;            /* items not given are not known */
  date valid_from, valid_to; /* DATE_MAX: until it is corrected */
  int64_t row;               /* reg_record_correct: the row that was wrong */
  bool strike;               /* reg_record_correct: it never was; nothing else but `row` is read */
};
enum { REG_ITEMS_MAX = 512 };
/* A form or spell is put on record, under the layout of the vocabulary (written once). Several of one kind
 * may stand side by side. Refuses an unknown kind or item, an item twice, a value that is not of its type, to
 * <= from, a day before birth or after death. Held: the very same record again. */
enum err reg_record_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                        const struct reg_record_input *in, int64_t *ret_record, struct reg_refusal *refusal);
/* Row in->row was wrong: it is no longer believed, and `in` stands in its place (of the same kind and
 * subject), or nothing; *ret_record is the new row, 0 none. Refuses to strike what something is granted for.
 */
enum err reg_record_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                            const struct reg_record_input *in, int64_t *ret_record,
                            struct reg_refusal *refusal);

struct reg_link_input {
  struct str kind;
  int64_t person, other;
  date from, to;                  /* reg_link_end: `from` is the first day without it */
  const struct reg_vocabulary *v; /* by which an old name or the inverse of a link is known; NULL: rows are
                                     written under `kind` as it stands */
};
/* One relation that two names read (`inverse` in the packs) is written under one of them, whichever was sent.
 * Refuses an unknown kind, oneself, an unknown person, to <= from, the same link twice. Of links whose name
 * ends in .parent (person's parent is other) or .child (the other way round): a day before the child's birth
 * or after his death, a parent younger than the child or under 12 at his birth, somebody who is his own
 * ancestor by it; held: a third parent. Of all others: a day before the birth or after the death of either.
 */
enum err reg_link_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                      const struct reg_link_input *in, struct reg_refusal *refusal);
/* The link ends on in->from (first day without it). */
enum err reg_link_end(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                      const struct reg_link_input *in, struct reg_refusal *refusal);

/* A grant as decided: the benefit's name, and of `g` all but ids of its own and lists. */
struct reg_grant_input {
  struct str benefit;
  const struct reg_grant *g;
  const struct reg_vocabulary *v; /* by which an old name of a benefit is known, and which are a household's
                                     or paid once; NULL: `benefit` is its name, and a person's */
};
/* Refuses an unknown benefit or person, a sum below 0 or above 10^15, a last month before the first, a day of
 * decision after today or before birth, a first month before the birth or after the death (unless the
 * vocabulary says the benefit is of the dead; what is paid once for a death is granted for its month and no
 * other, and once), a grant of the same benefit, record and component that runs in one of the months; of a
 * household's benefit also one of another member, alive, in a month whose first day both are of the
 * household. Who joins it later brings his grant along: then the earlier one counts. */
enum err reg_grant_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                       const struct reg_grant_input *in, int64_t *ret_grant, struct reg_refusal *refusal);
/* Months of a grant: which, how much a month, why. */
struct reg_months_input {
  int64_t grant;
  month from, to;
  money amount;
  struct str reason;
  const struct reg_vocabulary *v; /* reg_grant_end, reg_grant_paid: as reg_grant_input.v */
  /* Read by the corrections only. */
  bool strike; /* it never was */
  month wrong; /* reg_suspension_correct: a month of the suspension recorded wrongly */
  bool open;   /* reg_suspension_correct: it goes on, `to` is not read */
};
/* The grant pays for the last time in in->to. Refuses a month before its first, and months another grant of
 * the same benefit, record and component has, where it ends later than it did. Held: months after it are
 * paid. */
enum err reg_grant_end(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                       const struct reg_months_input *in, struct reg_refusal *refusal);
/* Suspended from in->from on for a reason, until resumed: in->from of the next month paid. A resumption of
 * the month of suspension itself takes the whole suspension back. Held: months from in->from on are paid. */
enum err reg_grant_suspend(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_months_input *in, struct reg_refusal *refusal);
enum err reg_grant_resume(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_months_input *in, struct reg_refusal *refusal);
/* What was paid under it: one sum above 0 a month for the months from..to, both included. Refuses months
 * already paid, before the grant's first month or after its last, and of what is paid once any but the first.
 * To somebody who was dead already it may be recorded: that it was paid is true. Held: the grant is suspended
 * in one of the months (the text says whether that makes them good, where it has ended, or is to be
 * recovered), or one lies after the next month, whose list is drawn before its time. */
enum err reg_grant_paid(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                        const struct reg_months_input *in, struct reg_refusal *refusal);

#endif
