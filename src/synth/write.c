/* Writes people, households, memberships and residence. A spell that has ended was first recorded as open:
 * two rows. */
#include "synth/world.h"

enum { SERIAL_STEP = 7919, SERIAL_OF = 1000000, SAY_EVERY = 100000 };

enum err syn_symbol(struct db *db, const char *name, int64_t *ret_id) {
  struct stmt *q;
  TRY(db_query(db, "INSERT INTO symbol(name) VALUES ($1) ON CONFLICT(name) DO NOTHING", &q));
  bind_text(q, 1, str_of(name));
  TRY(db_run(q));
  TRY(db_query(db, "SELECT id FROM symbol WHERE name = $1", &q));
  bind_text(q, 1, str_of(name));
  TRY(db_step(q));
  int64_t id = col_int(q, 0);
  while (db_step(q) == OK)
    continue;
  *ret_id = id;
  return OK;
}

struct pen {
  struct world *w;
  struct db *db;
  struct rng rng;
  struct stmt *person, *version, *household, *residence, *membership;
  struct buf name, fold, number, phone;
  int32_t serial[2][400]; /* citizen numbers given so far by sex and year of birth since 1850 */
  int64_t none, old, has_phone;
};

/* 046, a digit for century and sex, two of the year, six in no visible order: never the same twice. */
static bool citizen_number(struct pen *p, const struct human *h, int age) {
  int y, m, d;
  date_split(h->birth, &y, &m, &d);
  syn_clear(&p->number);
  if (age >= 80 && syn_chance(&p->rng, p->none, 1000)) return false;
  int32_t k = p->serial[h->sex][y - 1850]++;
  int serial = (int)(((int64_t)k * SERIAL_STEP + (y * 97 + h->sex * 31) * 1013) % SERIAL_OF);
  if (age >= 65 && syn_chance(&p->rng, p->old, 1000))
    buf_print(&p->number, "19%d%02d%04d", h->sex, y % 100, serial % 10000);
  else
    buf_print(&p->number, "046%d%02d%06d", (y / 100 - 19) * 2 + h->sex, y % 100, serial);
  return true;
}

static bool phone_number(struct pen *p, int age) {
  static const char *const head[] = { "032", "034", "035", "036", "038", "039", "070", "076",
                                      "078", "083", "084", "085", "090", "091", "094", "097" };
  syn_clear(&p->phone);
  if (age < 18 || age > 70 || !syn_chance(&p->rng, p->has_phone, 1000)) return false;
  /* 0000 in the middle: numbers of this form are given to nobody. */
  buf_print(&p->phone, "%s0000%03d", head[rng_below(&p->rng, 16)], (int)rng_below(&p->rng, 1000));
  return true;
}

static enum err put_version(struct pen *p, int64_t person, const struct human *h, bool dead, bool number,
                            bool phone, date from, date to) {
  static const char *const people[ETHNICS] = { "Kinh", "Tà Ôi", "Cơ Tu", "Bru-Vân Kiều" };
  struct stmt *s = p->version;
  if (from >= to) return OK;
  bind_int(s, 1, person);
  bind_text(s, 2, buf_view(&p->name));
  bind_text(s, 3, buf_view(&p->fold));
  bind_int(s, 4, h->birth);
  if (dead)
    bind_int(s, 5, h->death);
  else
    bind_null(s, 5);
  bind_text(s, 6, h->sex == MALE ? S("male") : S("female"));
  bind_text(s, 7, str_of(people[h->ethnic]));
  if (number)
    bind_text(s, 8, buf_view(&p->number));
  else
    bind_null(s, 8);
  if (phone)
    bind_text(s, 9, buf_view(&p->phone));
  else
    bind_null(s, 9);
  bind_int(s, 10, from);
  bind_int(s, 11, to);
  return db_run(s);
}

/* The day the register heard of someone: the census, or some weeks after the birth. */
static date heard(struct pen *p, const struct human *h, int64_t most) {
  date census = date_of(2019, 4, 1);
  if (h->birth <= census) return census;
  date d = h->birth + (date)rng_below(&p->rng, (uint64_t)most + 1);
  return d < p->w->options.as_of ? d : h->birth;
}

static enum err put_person(struct pen *p, size_t i, date since, int64_t death_days) {
  const struct human *h = &p->w->people.at[i];
  int age = syn_age(h, p->w->options.as_of);
  syn_clear(&p->name);
  syn_clear(&p->fold);
  syn_name_text(p->w, h, &p->name, &p->fold);
  bind_int(p->person, 1, (int64_t)i + 1);
  TRY(db_run(p->person));
  bool number = citizen_number(p, h, age), phone = phone_number(p, age);
  date told = DATE_MAX;
  if (h->death != DATE_MAX) {
    told = h->death + 1 + (date)rng_below(&p->rng, (uint64_t)death_days + 1);
    if (told > p->w->options.as_of) told = p->w->options.as_of;
    if (told < since) told = since;
  }
  TRY(put_version(p, (int64_t)i + 1, h, false, number, phone, since, told));
  return put_version(p, (int64_t)i + 1, h, true, number, phone, told, DATE_MAX);
}

static enum err put_membership(struct pen *p, const struct spell *s, date rec, date rec_to, date valid_to) {
  static const char *const role[ROLES] = { "head",       "spouse",  "child", "parent",
                                           "grandchild", "sibling", "other" };
  if (rec >= rec_to) return OK;
  bind_int(p->membership, 1, (int64_t)s->person + 1);
  bind_int(p->membership, 2, (int64_t)s->home + 1);
  bind_text(p->membership, 3, str_of(role[s->role]));
  bind_int(p->membership, 4, s->from);
  bind_int(p->membership, 5, valid_to);
  bind_int(p->membership, 6, rec);
  bind_int(p->membership, 7, rec_to);
  return db_run(p->membership);
}

static enum err put_memberships(struct pen *p, const date *since) {
  struct world *w = p->w;
  for (size_t i = 0; i < w->spells.n; i++) {
    const struct spell *s = &w->spells.at[i];
    if (i % SAY_EVERY == 0)
      syn_say(w, "ghi thành viên hộ", "writing memberships", (int64_t)i, (int64_t)w->spells.n);
    if (s->from >= s->to) continue;
    date rec = s->from > since[s->person] ? s->from : since[s->person], cut = s->to > rec ? s->to : rec;
    if (s->to == DATE_MAX) {
      TRY(put_membership(p, s, rec, DATE_MAX, DATE_MAX));
      continue;
    }
    TRY(put_membership(p, s, rec, cut, DATE_MAX));
    TRY(put_membership(p, s, cut, DATE_MAX, s->to));
  }
  return OK;
}

static enum err put_residence(struct pen *p, size_t i, date valid_to, date rec, date rec_to) {
  const struct home *home = &p->w->homes.at[i];
  const struct village *v = &p->w->villages[home->village];
  syn_clear(&p->name);
  buf_print(&p->name, home->group ? "Nhà trọ số %d" : "Số nhà %d",
            (int)((int32_t)i - p->w->communes[v->commune].first_home + 1) % 900 + 1);
  bind_int(p->residence, 1, (int64_t)i + 1);
  bind_int(p->residence, 2, v->area);
  bind_text(p->residence, 3, buf_view(&p->name));
  bind_int(p->residence, 4, home->from);
  bind_int(p->residence, 5, valid_to);
  bind_int(p->residence, 6, rec);
  bind_int(p->residence, 7, rec_to);
  return db_run(p->residence);
}

static enum err put_homes(struct pen *p) {
  struct world *w = p->w;
  for (size_t i = 0; i < w->homes.n; i++) {
    const struct home *home = &w->homes.at[i];
    if (i % SAY_EVERY == 0) syn_say(w, "ghi hộ", "writing households", (int64_t)i, (int64_t)w->homes.n);
    bind_int(p->household, 1, (int64_t)i + 1);
    TRY(db_run(p->household));
    if (home->from >= home->to) continue;
    if (home->to != DATE_MAX) TRY(put_residence(p, i, DATE_MAX, home->from, home->to));
    TRY(put_residence(p, i, home->to, home->to != DATE_MAX ? home->to : home->from, DATE_MAX));
  }
  return OK;
}

static enum err prepare(struct pen *p) {
  TRY(db_query(p->db, "INSERT INTO person(id) VALUES ($1)", &p->person));
  TRY(db_query(p->db,
               "INSERT INTO person_version(person, full_name, fold, birth, birth_known, death, sex, ethnic, "
               "citizen_no, phone, "
               "valid_from, valid_to, rec_from, rec_to) VALUES ($1, $2, $3, $4, 3, $5, $6, $7, $8, $9, $4, "
               "2932896, $10, $11)",
               &p->version));
  TRY(db_query(p->db, "INSERT INTO household(id) VALUES ($1)", &p->household));
  TRY(db_query(p->db,
               "INSERT INTO residence(household, area, address, valid_from, valid_to, rec_from, rec_to) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7)",
               &p->residence));
  return db_query(p->db,
                  "INSERT INTO membership(person, household, role, valid_from, valid_to, rec_from, rec_to) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                  &p->membership);
}

enum err syn_people_write(struct world *w, struct db *db) {
  struct pen *p = NEW(w->arena, struct pen);
  p->w = w;
  p->db = db;
  p->rng.s = w->options.seed ^ 0x7772697465;
  p->name = buf_new(w->arena, 400);
  p->fold = buf_new(w->arena, 400);
  p->number = buf_new(w->arena, 40);
  p->phone = buf_new(w->arena, 40);
  p->none = syn_rate(w, "citizen.none");
  p->old = syn_rate(w, "citizen.old");
  p->has_phone = syn_rate(w, "phone.share");
  int64_t birth_days = syn_rate(w, "record.birth_days"), death_days = syn_rate(w, "record.death_days");
  TRY(syn_rates_complete(w));
  TRY(prepare(p));
  date *since = NEW_ARRAY(w->arena, date, w->people.n + 1);
  for (size_t i = 0; i < w->people.n; i++) {
    if (i % SAY_EVERY == 0) syn_say(w, "ghi người", "writing people", (int64_t)i, (int64_t)w->people.n);
    since[i] = heard(p, &w->people.at[i], birth_days);
    TRY(put_person(p, i, since[i], death_days));
  }
  TRY(put_homes(p));
  return put_memberships(p, since);
}
