/* What cannot be, whatever an act says of it: lives, kinship, the same person twice. */
#include "registry/inner.h"

enum { PARENT_AGE_MIN = 12, ANCESTORS_MAX = 20000 };

/* ---- lives ---- */

enum err reg_life(struct db *db, int64_t person, struct reg_life *ret_life) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT birth, birth_known, death FROM person_version WHERE person = $1"
               " AND act_to = 9223372036854775807 ORDER BY valid_from, id LIMIT 1",
               &s));
  bind_int(s, 1, person);
  TRY(db_step(s));
  bool ok = true;
  struct reg_life life = { .birth = reg_col_date(s, 0, &ok),
                           .birth_known = (int)col_int(s, 1),
                           .dead = !col_null(s, 2),
                           .death = col_null(s, 2) ? 0 : reg_col_date(s, 2, &ok) };
  TRY(db_run(s));
  if (!ok || life.birth_known < 1 || life.birth_known > 3) return reg_damaged(db, "person_version", person);
  *ret_life = life;
  return OK;
}

date reg_birth_latest(const struct reg_life *life) { return date_latest(life->birth, life->birth_known); }

enum err reg_begins_in_life(const struct reg_doing *doing, const struct reg_life *life, date from,
                            const char *field) {
  if (from < life->birth) return reg_refuse_days(doing->refusal, field, SAY_before_birth, from, life->birth);
  if (life->dead && from > life->death)
    return reg_refuse_days(doing->refusal, field, SAY_after_death, from, life->death);
  return OK;
}

enum err reg_refuse_taken(struct db *db, const struct reg_doing *doing, const char *field, int64_t other) {
  const char *name;
  TRY(reg_name_told(db, doing, other, &name));
  enum reg_says says = name ? SAY_citizen_taken : SAY_citizen_taken_hidden;
  return reg_refuse(doing->refusal, field, says, name, NULL, NULL);
}

/* ---- kinship ---- */

enum err reg_parent_age_check(const struct reg_doing *doing, const struct reg_life *parent,
                              const struct reg_life *child, const char *field) {
  date born = reg_birth_latest(child);
  char age[16], day[11];
  if (parent->birth >= born)
    return reg_refuse_days(doing->refusal, field, SAY_parent_younger, parent->birth, born);
  int years = years_between(parent->birth, born);
  if (years >= PARENT_AGE_MIN) return OK;
  snprintf(age, sizeof age, "%d", years);
  return reg_refuse(doing->refusal, field, SAY_parent_age, age, date_iso(born, day), NULL);
}

/* A person's parents as believed now, whichever way the link was written (.parent, .child), that hold after
 * `after`. */
static enum err parents_of(struct db *db, const struct reg_doing *doing, int64_t person, date after,
                           struct reg_id_list *ret_list) {
  VEC(int64_t) v = { 0 };
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT l.other AS parent FROM link l JOIN symbol y ON y.id = l.kind AND y.name LIKE '%.parent'"
      " WHERE l.person = $1 AND l.act_to = 9223372036854775807 AND l.valid_to > $2"
      " UNION SELECT l.person FROM link l JOIN symbol y ON y.id = l.kind AND y.name LIKE '%.child'"
      " WHERE l.other = $1 AND l.act_to = 9223372036854775807 AND l.valid_to > $2 ORDER BY parent",
      &s));
  bind_int(s, 1, person);
  bind_int(s, 2, after);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    *VEC_PUSH(doing->act->arena, &v) = col_int(s, 0);
  }
  LIST_END(e, v, ret_list);
}

/* The child among the ancestors of the parent. Generations above a living person are few; a circle already
 * there ends because nobody is looked at twice. LIMIT: there are more than can be looked at. */
static enum err circle_check(struct db *db, const struct reg_doing *doing, const struct reg_kinship *k) {
  VEC(int64_t) up = { 0 };
  *VEC_PUSH(doing->act->arena, &up) = k->parent;
  for (size_t i = 0; i < up.n; i++) {
    struct reg_id_list parents;
    if (up.at[i] == k->child) return reg_refuse(doing->refusal, "other", SAY_own_ancestor, NULL, NULL, NULL);
    TRY(parents_of(db, doing, up.at[i], DATE_MIN, &parents));
    for (int p = 0; p < parents.n; p++) {
      size_t seen = 0;
      while (seen < up.n && up.at[seen] != parents.at[p])
        seen++;
      if (seen == ANCESTORS_MAX) return LIMIT;
      if (seen == up.n) *VEC_PUSH(doing->act->arena, &up) = parents.at[p];
    }
  }
  return OK;
}

enum err reg_third_parent(struct db *db, const struct reg_doing *doing, const struct reg_kinship *k) {
  struct reg_id_list parents;
  const char *name[2] = { NULL, NULL };
  int others = 0;
  TRY(parents_of(db, doing, k->child, k->from, &parents));
  for (int i = 0; i < parents.n && others < 2; i++)
    if (parents.at[i] != k->parent) TRY(reg_name_told(db, doing, parents.at[i], &name[others++]));
  if (others < 2) return OK;
  bool told = name[0] != NULL && name[1] != NULL;
  enum reg_says says = told ? SAY_parent_third : SAY_parent_third_hidden;
  return reg_hold(doing->act, doing->refusal, "other", says, name[0], name[1]);
}

enum err reg_kinship_check(struct db *db, const struct reg_doing *doing, const struct reg_kinship *k) {
  struct reg_life child, parent;
  TRY(reg_life(db, k->child, &child));
  TRY(reg_life(db, k->parent, &parent));
  TRY(reg_begins_in_life(doing, &child, k->from, "from"));
  TRY(reg_parent_age_check(doing, &parent, &child, "other"));
  TRY(circle_check(db, doing, k));
  return reg_third_parent(db, doing, k);
}

/* ---- the same person again ---- */

/* The commune an area is or lies in, as believed now on that day; 0 none. */
static enum err commune_of(struct db *db, int64_t area, date day, int64_t *ret_commune) {
  for (int step = 0; step < 16 && area > 0; step++) {
    struct stmt *s;
    TRY(db_query(
        db,
        "SELECT type, parent FROM area_version WHERE area = $1 AND valid_from <= $2 AND valid_to > $2"
        " AND act_to = 9223372036854775807 ORDER BY id DESC LIMIT 1",
        &s));
    bind_int(s, 1, area);
    bind_int(s, 2, day);
    enum err e = db_step(s);
    if (e == NOT_FOUND) break;
    if (e != OK) return e;
    bool village = str_is(col_text(s, 0), "village");
    int64_t parent = col_int(s, 1);
    TRY(db_run(s));
    if (!village) {
      *ret_commune = area;
      return OK;
    }
    area = parent;
  }
  *ret_commune = 0;
  return OK;
}

struct namesake {
  int64_t person, area;
};
struct namesakes {
  struct namesake *at;
  int n;
};

/* Those of that name and birth, each with where he lives on that day; area 0: in no household. */
static enum err namesakes(struct db *db, const struct reg_doing *doing, const struct reg_namesake *who,
                          struct namesakes *ret_list) {
  VEC(struct namesake) v = { 0 };
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT p.person, (SELECT r.area FROM membership m JOIN residence r ON r.household = m.household"
      " AND r.act_to = 9223372036854775807 AND r.valid_from <= $5 AND r.valid_to > $5"
      " WHERE m.person = p.person AND m.act_to = 9223372036854775807 AND m.valid_from <= $5 AND m.valid_to > "
      "$5"
      " ORDER BY m.valid_from, m.id, r.id LIMIT 1) FROM person_version p WHERE p.birth = $1 AND p.sort_key = "
      "$2"
      " AND p.birth_known = $3 AND p.person <> $4 AND p.act_to = 9223372036854775807 ORDER BY p.person",
      &s));
  bind_int(s, 1, who->birth);
  bind_text(s, 2, who->sort_key);
  bind_int(s, 3, who->birth_known);
  bind_int(s, 4, who->person);
  bind_int(s, 5, who->day);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    *VEC_PUSH(doing->act->arena, &v) = (struct namesake) { .person = col_int(s, 0), .area = col_int(s, 1) };
  }
  LIST_END(e, v, ret_list);
}

static enum err held_as_again(struct db *db, const struct reg_doing *doing, const struct reg_namesake *who,
                              int64_t other) {
  const char *name;
  char day[11];
  date_iso(who->birth, day);
  TRY(reg_name_told(db, doing, other, &name));
  return name ? reg_hold(doing->act, doing->refusal, "full_name", SAY_person_again, name, day)
              : reg_hold(doing->act, doing->refusal, "full_name", SAY_person_again_hidden, day, NULL);
}

enum err reg_same_person(struct db *db, const struct reg_doing *doing, const struct reg_namesake *who) {
  struct namesakes all;
  int64_t commune = 0, other;
  TRY(namesakes(db, doing, who, &all));
  if (all.n > 0 && who->area > 0) TRY(commune_of(db, who->area, who->day, &commune));
  for (int i = 0; i < all.n; i++) {
    other = 0;
    if (all.at[i].area > 0) TRY(commune_of(db, all.at[i].area, who->day, &other));
    if (other != commune || (other == 0) != (who->area == 0)) continue;
    return held_as_again(db, doing, who, all.at[i].person);
  }
  return OK;
}
