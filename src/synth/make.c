/* The steps in their order. */
#include "synth/sample_data.h"
#include "synth/synth_words.h"
#include "synth/world.h"

enum { ARENA_MAX_GIB = 12 };

struct syn_options syn_defaults(void) {
  return (struct syn_options) { .as_of = date_of(2026, 11, 1),
                                .grants_law_day = date_of(2026, 10, 4),
                                .first_paid = month_of(date_of(2026, 6, 1)),
                                .last_paid = month_of(date_of(2026, 10, 1)),
                                .seed = 20261101,
                                .scale_permille = 1000,
                                .data_dir = "data/hue" };
}

static enum err check(struct world *w) {
  const struct syn_options *o = &w->options;
  if (o->as_of < date_of(2019, 4, 1) || o->as_of > date_of(2040, 1, 1))
    return syn_fail(w, WORDS(SW_day_must_between_2019), "as_of");
  if (o->scale_permille < 1 || o->scale_permille > 1000)
    return syn_fail(w, WORDS(SW_scale_must_1_1000), "scale_permille");
  if (o->last_paid < o->first_paid || o->last_paid - o->first_paid > 120)
    return syn_fail(w, WORDS(SW_months_paid_are_wrong), "first_paid, last_paid");
  return OK;
}

/* Nothing is recorded as paid for a month that is not over on the day. */
static void end_payments(struct syn_options *o) {
  month over = month_of(o->as_of) - 1;
  if (o->last_paid > over) o->last_paid = over;
  if (o->first_paid > o->last_paid) o->first_paid = o->last_paid;
}

static void reserve(struct world *w) {
  size_t people = 0, homes = 0;
  for (int i = 0; i < w->commune_count; i++) {
    people += (size_t)w->communes[i].people;
    for (int s = 1; s < SIZES; s++)
      homes += (size_t)w->communes[i].homes[s];
  }
  /* Room for seven years' births, weddings and changes of role, so that the arrays need not be moved. */
  w->people.cap = people + people / 4 + 64;
  w->homes.cap = homes + homes / 3 + 64;
  w->spells.cap = people * 2 + 64;
  w->people.at = NEW_ARRAY(w->arena, struct human, w->people.cap);
  w->homes.at = NEW_ARRAY(w->arena, struct home, w->homes.cap);
  w->spells.at = NEW_ARRAY(w->arena, struct spell, w->spells.cap);
}

static uint64_t fingerprint(const struct world *w) {
  uint64_t f = 1;
  for (size_t i = 0; i < w->people.n; i++) {
    const struct human *h = &w->people.at[i];
    const int64_t of[] = { h->birth,     h->death,   h->father, h->mother, h->partner,
                           h->home,      h->surname, h->middle, h->given,  h->disabled_since,
                           h->requested, h->pension, h->degree, h->loss,   h->supporter };
    f = hash64(of, sizeof of, f);
  }
  for (size_t i = 0; i < w->spells.n; i++) {
    const struct spell *s = &w->spells.at[i];
    const int64_t of[] = { s->person, s->home, s->from, s->to, s->role };
    f = hash64(of, sizeof of, f);
  }
  for (size_t i = 0; i < w->homes.n; i++)
    f = hash64(w->homes.at[i].poverty, REVIEWS, f);
  return f;
}

static void count(struct world *w) {
  struct syn_result *r = w->result;
  r->people = (int64_t)w->people.n;
  r->living = r->households = 0;
  for (size_t i = 0; i < w->people.n; i++)
    r->living += w->people.at[i].death == DATE_MAX;
  for (size_t i = 0; i < w->homes.n; i++)
    r->households += w->homes.at[i].size > 0;
  r->fingerprint = fingerprint(w);
}

static enum err people(struct world *w) {
  TRY(syn_rates_read(w));
  TRY(syn_names_read(w));
  TRY(syn_census_read(w));
  TRY(syn_apart_read(w));
  reserve(w);
  TRY(syn_villages_plan(w));
  TRY(syn_settle(w));
  TRY(syn_live(w));
  return OK;
}

static enum err load_begin(struct world *w, struct db *db) {
  struct reg_load_options options = {
    .account = w->account, .first = date_of(2019, 4, 1), .last = w->options.as_of, .seed = w->options.seed
  };
  return reg_load_begin(w->arena, db, &options, &w->load);
}

static enum err write_all(struct world *w, struct db *db, syn_entitle entitle, void *context) {
  TRY(load_begin(w, db));
  TRY(syn_places_write(w, db)); /* condition needs to know which villages are urban today */
  syn_say(w, WORDS(SW_conditions_poverty_reviews), 0, 0);
  TRY(syn_conditions(w));
  TRY(syn_poverty(w));
  count(w);
  TRY(syn_people_write(w));
  TRY(syn_facts_write(w, db));
  syn_say(w, WORDS(SW_making_indexes), 0, 0);
  if (entitle != NULL) {
    TRY(reg_load_pause(w->load)); /* the law reads the register */
    TRY(syn_grants(w, db, entitle, context));
  }
  return reg_load_end(w->load);
}

/* A register of invented people, so that days may be set. */
static enum err register_ready(struct world *w, struct db *db) {
  enum err e = reg_register_new(db, SAMPLE(province), true, S("synth"), &w->account);
  if (e == CONFLICT) (void)syn_fail(w, WORDS(SW_there_register_already_use), "register");
  return e;
}

static enum err make(struct world *w, struct db *db, syn_entitle entitle, void *context) {
  TRY(check(w));
  end_payments(&w->options);
  TRY(register_ready(w, db));
  TRY(people(w));
  TRY(syn_areas_ready(w, db));
  TRY(db_bulk(db, true));
  enum err e = write_all(w, db, entitle, context);
  if (e != OK) {
    db_rollback(db);
    reg_load_drop(w->load);
    return e;
  }
  return db_bulk(db, false);
}

enum err syn_make(struct db *db, const struct syn_options *options, const struct syn_calls *calls,
                  struct syn_result *ret_result) {
  assert(db != NULL && options != NULL && calls != NULL && ret_result != NULL);
  assert(options->data_dir != NULL);
  struct arena *a = arena_new("synth", (size_t)ARENA_MAX_GIB << 30);
  if (a == NULL) return NOMEM;
  struct world *w = NEW(a, struct world);
  *ret_result = (struct syn_result) { 0 };
  w->arena = a;
  w->options = *options;
  w->rng.s = options->seed;
  w->result = ret_result;
  w->progress = calls->progress;
  w->progress_context = calls->progress_context;
  enum err e = make(w, db, calls->entitle, calls->entitle_context);
  arena_free(a);
  return e;
}
