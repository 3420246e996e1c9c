/* Writes people, households, memberships and residence. A spell that has ended was first recorded as open:
 * two rows. */
#include "synth/sample_data.h"
#include "synth/synth_words.h"
#include "synth/world.h"

enum { SERIAL_STEP = 7919, SERIAL_OF = 1000000, SAY_EVERY = 100000 };

struct reg_period syn_period(const struct world *w, date from, date to, date rec, date rec_to) {
  return (struct reg_period) { from, to, reg_load_act(w->load, rec), reg_load_act(w->load, rec_to) };
}

struct pen {
  struct world *w;
  struct rng rng;
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
    buf_print(&p->number, "%03d%d%02d%06d", p->w->province_code, (y / 100 - 19) * 2 + h->sex, y % 100,
              serial);
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

/* What is told of someone whatever the day. */
static struct reg_person told_of(struct pen *p, size_t i, const struct human *h, int age) {
  struct reg_person person = { .id = (int64_t)i + 1,
                               .full_name = buf_view(&p->name),
                               .ethnic = p->w->names.people[h->ethnic],
                               .birth = h->birth,
                               .birth_known = 3,
                               .sex = h->sex == MALE ? REG_MALE : REG_FEMALE };
  if (citizen_number(p, h, age)) person.citizen_no = buf_view(&p->number);
  if (phone_number(p, age)) person.phone = buf_view(&p->phone);
  return person;
}

/* The day the register heard of someone: the census, or some weeks after the birth. */
static date heard(struct pen *p, const struct human *h, int64_t most) {
  date census = date_of(2019, 4, 1);
  if (h->birth <= census) return census;
  date d = h->birth + (date)rng_below(&p->rng, (uint64_t)most + 1);
  return d < p->w->options.as_of ? d : h->birth;
}

static enum err put_person(struct pen *p, size_t i, date since, int64_t death_days) {
  struct world *w = p->w;
  const struct human *h = &w->people.at[i];
  syn_clear(&p->name);
  syn_clear(&p->fold);
  syn_name_text(w, h, &p->name, &p->fold);
  TRY(reg_load_person(w->load, (int64_t)i + 1));
  struct reg_person person = told_of(p, i, h, syn_age(h, w->options.as_of));
  date told = DATE_MAX;
  if (h->death != DATE_MAX) {
    told = h->death + 1 + (date)rng_below(&p->rng, (uint64_t)death_days + 1);
    if (told > w->options.as_of) told = w->options.as_of;
    if (told < since) told = since;
  }
  person.period = syn_period(w, h->birth, DATE_MAX, since, told);
  TRY(reg_load_person_version(w->load, &person));
  if (told == DATE_MAX) return OK;
  person.dead = true;
  person.death = h->death;
  person.period = syn_period(w, h->birth, DATE_MAX, told, DATE_MAX);
  return reg_load_person_version(w->load, &person);
}

static enum err put_membership(struct pen *p, const struct spell *s, date rec, date rec_to, date valid_to) {
  static const char *const role[ROLES] = { "head",       "spouse",  "child", "parent",
                                           "grandchild", "sibling", "other" };
  struct reg_membership membership = { .person = (int64_t)s->person + 1,
                                       .household = (int64_t)s->home + 1,
                                       .role = str_of(role[s->role]),
                                       .period = syn_period(p->w, s->from, valid_to, rec, rec_to) };
  return rec >= rec_to ? OK : reg_load_membership(p->w->load, &membership);
}

static enum err put_memberships(struct pen *p) {
  struct world *w = p->w;
  for (size_t i = 0; i < w->spells.n; i++) {
    const struct spell *s = &w->spells.at[i];
    if (i % SAY_EVERY == 0) syn_say(w, WORDS(SW_writing_memberships), (int64_t)i, (int64_t)w->spells.n);
    if (s->from >= s->to) continue;
    date rec = syn_once_known(w, s->person, s->from), cut = s->to > rec ? s->to : rec;
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
  buf_print(&p->name, home->group ? SD_lodging_number : SD_house_number,
            (int)((int32_t)i - p->w->communes[v->commune].first_home + 1) % 900 + 1);
  struct reg_residence residence = { .household = (int64_t)i + 1,
                                     .area = v->area,
                                     .address = buf_view(&p->name),
                                     .period = syn_period(p->w, home->from, valid_to, rec, rec_to) };
  return reg_load_residence(p->w->load, &residence);
}

static enum err put_homes(struct pen *p) {
  struct world *w = p->w;
  for (size_t i = 0; i < w->homes.n; i++) {
    const struct home *home = &w->homes.at[i];
    if (i % SAY_EVERY == 0) syn_say(w, WORDS(SW_writing_households), (int64_t)i, (int64_t)w->homes.n);
    TRY(reg_load_household(w->load, (int64_t)i + 1));
    if (home->from >= home->to) continue;
    if (home->to != DATE_MAX) TRY(put_residence(p, i, DATE_MAX, home->from, home->to));
    TRY(put_residence(p, i, home->to, home->to != DATE_MAX ? home->to : home->from, DATE_MAX));
  }
  return OK;
}

enum err syn_people_write(struct world *w) {
  struct pen *p = NEW(w->arena, struct pen);
  p->w = w;
  p->rng.s = w->options.seed ^ 0x7772697465;
  p->name = buf_growing(w->arena);
  p->fold = buf_growing(w->arena);
  p->number = buf_growing(w->arena);
  p->phone = buf_growing(w->arena);
  p->none = syn_rate(w, "citizen.none");
  p->old = syn_rate(w, "citizen.old");
  p->has_phone = syn_rate(w, "phone.share");
  int64_t birth_days = syn_rate(w, "record.birth_days"), death_days = syn_rate(w, "record.death_days");
  TRY(syn_rates_complete(w));
  w->heard_of = NEW_ARRAY(w->arena, date, w->people.n + 1);
  for (size_t i = 0; i < w->people.n; i++) {
    if (i % SAY_EVERY == 0) syn_say(w, WORDS(SW_writing_people), (int64_t)i, (int64_t)w->people.n);
    w->heard_of[i] = heard(p, &w->people.at[i], birth_days);
    TRY(put_person(p, i, w->heard_of[i], death_days));
  }
  TRY(put_homes(p));
  return put_memberships(p);
}
