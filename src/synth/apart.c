/* What the rates say of single districts and communes. A code that is none of the census is a slip: what was
 * meant for it would silently be said of nobody. */
#include "synth/synth_words.h"
#include "synth/world.h"

static enum err wrong_rate(struct world *w, const struct rate *r, const char *vi, const char *en) {
  return syn_wrong_at(w, &(struct syn_place) { "synth_rates.csv", r->line }, vi, en,
                      arena_text(w->arena, r->key.p, r->key.n));
}

/* The code behind a prefix: "ethnic.481". */
static bool coded(const struct rate *r, const char *prefix, int64_t *ret_code) {
  size_t n = strlen(prefix);
  return r->key.n > n && memcmp(r->key.p, prefix, n) == 0 &&
         parse_int((struct str) { r->key.p + n, r->key.n - n }, ret_code) == OK;
}

/* Every row under the prefix but the one of everybody else names a district. */
static enum err districts_there(struct world *w, const char *prefix, const char *everybody) {
  size_t n = strlen(prefix);
  for (size_t i = 0; i < w->rates.n; i++) {
    const struct rate *r = &w->rates.at[i];
    int64_t code;
    if (r->key.n < n || memcmp(r->key.p, prefix, n) != 0 || str_is(r->key, everybody)) continue;
    if (!coded(r, prefix, &code) || !syn_has_district(w, code))
      return wrong_rate(w, r, WORDS(SW_rate_of_no_district));
  }
  return OK;
}

static const struct rate *of_district(const struct world *w, const char *prefix, int32_t district) {
  for (size_t i = 0; i < w->rates.n; i++) {
    int64_t code;
    if (coded(&w->rates.at[i], prefix, &code) && code == district) return &w->rates.at[i];
  }
  return NULL;
}

static enum err peoples(struct world *w) {
  TRY(districts_there(w, "ethnic.", "ethnic.else"));
  for (int i = 0; i < w->commune_count; i++) {
    struct commune *m = &w->communes[i];
    const struct rate *r = of_district(w, "ethnic.", m->district);
    int64_t sum = 0;
    if (r == NULL) r = syn_rate_named(w, "ethnic.else");
    if (r == NULL) return syn_fail(w, WORDS(SW_synth_rates_csv_lacks), "ethnic.else");
    for (int k = 0; k < r->n; k++)
      sum += r->at[k];
    if (r->n != w->names.peoples) return wrong_rate(w, r, WORDS(SW_peoples_of_names));
    if (sum <= 0) return wrong_rate(w, r, WORDS(SW_weights_of_nothing));
    m->ethnic = r->at;
  }
  return OK;
}

static enum err poor_apart(struct world *w, const struct rate *poor, int64_t code) {
  const struct rate *near = of_district(w, "poverty.near.", (int32_t)code);
  if (near == NULL || near->n != REVIEWS || poor->n != REVIEWS)
    return wrong_rate(w, poor, WORDS(SW_poor_and_near));
  if (w->apart_count == APART_MAX) return wrong_rate(w, poor, WORDS(SW_too_many_districts));
  w->apart[w->apart_count] = (struct apart) { (int32_t)code, poor->at, near->at };
  for (int i = 0; i < w->commune_count; i++)
    if (w->communes[i].district == code) w->communes[i].apart = w->apart_count;
  w->apart_count++;
  return OK;
}

static enum err poverty(struct world *w) {
  TRY(districts_there(w, "poverty.poor.", ""));
  TRY(districts_there(w, "poverty.near.", ""));
  w->apart_count = 1;
  w->apart[0] = (struct apart) { NONE, syn_rates(w, "poverty.poor", REVIEWS),
                                 syn_rates(w, "poverty.near", REVIEWS) };
  for (size_t i = 0; i < w->rates.n; i++) {
    const struct rate *r = &w->rates.at[i];
    int64_t code;
    if (coded(r, "poverty.near.", &code) && of_district(w, "poverty.poor.", (int32_t)code) == NULL)
      return wrong_rate(w, r, WORDS(SW_poor_and_near));
    if (coded(r, "poverty.poor.", &code)) TRY(poor_apart(w, r, code));
  }
  return syn_rates_complete(w);
}

static enum err difficult(struct world *w) {
  const struct rate *r = syn_rate_named(w, "area.difficult");
  if (r == NULL) return syn_fail(w, WORDS(SW_synth_rates_csv_lacks), "area.difficult");
  for (int i = 0; i < r->n; i++)
    if (!syn_has_commune(w, r->at[i]))
      return syn_wrong_at(w, &(struct syn_place) { "synth_rates.csv", r->line }, WORDS(SW_rate_of_no_commune),
                          arena_print(w->arena, "area.difficult, %lld", (long long)r->at[i]));
  return OK;
}

enum err syn_apart_read(struct world *w) {
  TRY(peoples(w));
  TRY(poverty(w));
  return difficult(w);
}
