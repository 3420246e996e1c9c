/* Villages: invented inside real communes, with the real communes' history above them. */
#include "synth/sample_data.h"
#include "synth/synth_words.h"
#include "synth/world.h"
#include "registry/registry.h"

/* The day of the census: what it counted lies in the areas of that day. */
#define CENSUS_DAY date_of(2019, 4, 1)

struct version {
  int64_t area, code;
  struct str name;
  bool commune, province, urban;
  date from, to;
};
struct succession {
  int64_t from, to, share;
  date day;
};
struct tree {
  VEC(struct version) versions; /* by area, then day */
  VEC(struct succession) successions;
};

enum err syn_villages_plan(struct world *w) {
  const int64_t *per = syn_rates(w, "village.households", 2);
  int n;
  const int64_t *difficult = syn_rate_list(w, "area.difficult", &n);
  TRY(syn_rates_complete(w));
  if (per[0] < 1 || per[1] < 1) return syn_fail(w, WORDS(SW_weights_of_nothing), "village.households");
  w->villages = NEW_ARRAY(w->arena, struct village, VILLAGES_MAX);
  for (int i = 0; i < w->commune_count; i++) {
    struct commune *m = &w->communes[i];
    int64_t homes = 0;
    for (int s = 1; s < SIZES; s++)
      homes += m->homes[s];
    /* The number of villages does not shrink with the scale: it belongs to the place. */
    int64_t count = homes * 1000 / w->options.scale_permille / per[m->urban ? 0 : 1] + 1;
    if (w->village_count + count > VILLAGES_MAX)
      return syn_fail(w, WORDS(SW_too_many_villages), "village.households");
    m->first_village = w->village_count;
    m->village_count = (int32_t)count;
    bool hard = false;
    for (int k = 0; k < n; k++)
      hard |= difficult[k] == m->code;
    for (int32_t k = 0; k < count; k++)
      w->villages[w->village_count++] =
          (struct village) { .commune = i, .number = k + 1, .urban_now = m->urban, .difficult = hard };
  }
  return OK;
}

static enum err load_tree(struct world *w, struct db *db, struct tree *t) {
  struct stmt *q;
  TRY(db_query(db,
               "SELECT area, code, name, type, valid_from, valid_to FROM area_version WHERE act_to = $1 "
               "ORDER BY area, valid_from",
               &q));
  bind_int(q, 1, REG_ACT_OPEN);
  while (db_step(q) == OK) {
    int64_t code;
    if (parse_int(col_text(q, 1), &code) != OK) continue;
    struct str name = col_text(q, 2), type = col_text(q, 3);
    *VEC_PUSH(w->arena, &t->versions) = (struct version) {
      .area = col_int(q, 0),
      .code = code,
      .name = { arena_text(w->arena, name.p, name.n), name.n },
      .province = str_is(type, "province"),
      .urban = str_is(type, "phuong") || str_is(type, "thi_tran"),
      .commune = !str_is(type, "province") && !str_is(type, "district") && !str_is(type, "village"),
      .from = (date)col_int(q, 4),
      .to = (date)col_int(q, 5)
    };
  }
  TRY(db_query(db,
               "SELECT from_area, to_area, day, share_ppm FROM area_succession ORDER BY day, from_area, "
               "share_ppm DESC, to_area",
               &q));
  while (db_step(q) == OK)
    *VEC_PUSH(w->arena, &t->successions) = (struct succession) { col_int(q, 0), col_int(q, 1), col_int(q, 3),
                                                                 (date)col_int(q, 2) };
  return OK;
}

static bool counted(const struct version *v) {
  return v->commune && v->from <= CENSUS_DAY && CENSUS_DAY < v->to;
}

/* The area that bore the census code on the day of the census. */
static int64_t area_2019(const struct tree *t, int64_t code) {
  for (size_t i = 0; i < t->versions.n; i++)
    if (counted(&t->versions.at[i]) && t->versions.at[i].code == code) return t->versions.at[i].area;
  return 0;
}

/* A commune the census leaves out would stay empty. */
static enum err all_counted(struct world *w, const struct tree *t) {
  for (size_t i = 0; i < t->versions.n; i++)
    if (counted(&t->versions.at[i]) && !syn_has_commune(w, t->versions.at[i].code))
      return syn_fail(w, WORDS(SW_commune_not_counted), t->versions.at[i].name.p);
  return OK;
}

/* Its code and name of today, for numbers and papers: "Tỉnh Mẫu" is written "tỉnh Mẫu" inside a line. */
static void name_province(struct world *w, const struct tree *t) {
  for (size_t i = 0; i < t->versions.n; i++) {
    const struct version *v = &t->versions.at[i];
    if (!v->province || v->to != DATE_MAX) continue;
    char *name = arena_print(w->arena, "%s%s", SD_social_insurance_of_, v->name.p);
    size_t first = sizeof SD_social_insurance_of_ - 1;
    if (name[first] >= 'A' && name[first] <= 'Z') name[first] = (char)(name[first] - 'A' + 'a');
    w->insurance_office = str_of(name);
    w->province_code = (int)(v->code % 1000);
  }
}

/* Where a village goes when its commune ends: villages are dealt out in order by the shares of the
 * successors. */
static int64_t follow(const struct tree *t, int64_t area, date day, const struct village *v, int count) {
  int64_t at = ((int64_t)v->number * 2 - 1) * 1000000 / (2 * count), upto = 0, last = 0;
  for (size_t i = 0; i < t->successions.n; i++) {
    const struct succession *s = &t->successions.at[i];
    if (s->from != area || s->day != day) continue;
    upto += s->share > 0 ? s->share : 1000000;
    last = s->to;
    if (at < upto) return s->to;
  }
  return last;
}

static struct str bare(struct str name) {
  static const char *const kind[] = { SD_ward_, SD_commune_, SD_town_ };
  for (int i = 0; i < 3; i++) {
    struct str k = str_of(kind[i]);
    if (name.n > k.n && memcmp(name.p, k.p, k.n) == 0) return (struct str) { name.p + k.n, name.n - k.n };
  }
  return name;
}

/* "Thôn 3"; under a commune of another name "Thôn Hồng Hạ 3". */
static const char *village_name(struct world *w, const struct version *above, const struct commune *m,
                                int number) {
  struct str origin = bare(m->name);
  const char *kind = above->urban ? SD_urban_group : SD_village;
  if (str_eq(origin, bare(above->name))) return arena_print(w->arena, "%s %d", kind, number);
  return arena_print(w->arena, "%s %.*s %d", kind, (int)origin.n, origin.p, number);
}

struct placing {
  struct world *w;
  struct tree *tree;
  int64_t urban, difficult, next;
};

static enum err put_fact(struct placing *p, const struct reg_fact *told, const char *source, date from,
                         date to) {
  struct reg_fact fact = *told;
  fact.kind = REG_AREA;
  fact.known = true;
  fact.source = str_of(source);
  fact.period = syn_period(p->w, from, to, from, DATE_MAX);
  p->w->result->facts++;
  return reg_load_fact(p->w->load, &fact);
}

static enum err put_urban(struct placing *p, int64_t area, const struct version *v, date from, date to) {
  struct reg_fact urban = { .subject = area, .fact = p->urban, .value = v->urban };
  return put_fact(p, &urban, SD_by_type_of_area, from, to);
}

static enum err put_version(struct placing *p, const struct village *v, const struct version *above,
                            date from, date to) {
  const struct commune *m = &p->w->communes[v->commune];
  const char *name = village_name(p->w, above, m, v->number);
  struct reg_area area = { .id = v->area,
                           .parent = above->area,
                           .code = str_of(
                               arena_print(p->w->arena, "%05lld.%02d", (long long)m->code, v->number)),
                           .name = str_of(name),
                           .type = REG_VILLAGE };
  TRY(reg_load_area_version(p->w->load, &area, syn_period(p->w, from, to, from, DATE_MAX)));
  return put_urban(p, v->area, above, from, to);
}

/* The village under one commune from `since`, through the versions of that commune; until when in `ret_end`.
 */
static enum err put_under(struct placing *p, struct village *v, int64_t area, date since, date *ret_end) {
  const struct tree *t = p->tree;
  for (size_t i = 0; i < t->versions.n; i++) {
    const struct version *above = &t->versions.at[i];
    /* What the commune was before the village came to it is not the village's past. */
    if (above->area != area || above->to <= since) continue;
    date from = above->from > since ? above->from : since;
    TRY(put_version(p, v, above, from, above->to));
    v->urban_now = above->urban;
    for (int k = 0; k < REVIEWS; k++)
      if (from <= syn_review_day(k) && syn_review_day(k) < above->to) v->urban_at[k] = above->urban;
    *ret_end = above->to;
  }
  return OK;
}

static enum err put_village(struct placing *p, struct village *v) {
  const struct commune *m = &p->w->communes[v->commune];
  const struct tree *t = p->tree;
  date begun = DATE_MIN;
  int64_t area = area_2019(t, m->code);
  if (area == 0)
    return syn_fail(p->w, WORDS(SW_census_commune_not_among), arena_text(p->w->arena, m->name.p, m->name.n));
  v->area = p->next++;
  TRY(reg_load_area(p->w->load, v->area));
  while (area != 0) {
    date end = DATE_MAX;
    TRY(put_under(p, v, area, begun, &end));
    begun = end;
    area = end == DATE_MAX ? 0 : follow(t, area, end, v, m->village_count);
  }
  date since = date_of((int)syn_rate(p->w, "area.difficult_from"), 1, 1);
  struct reg_fact difficult = { .subject = v->area, .fact = p->difficult, .value = v->difficult };
  return put_fact(p, &difficult, SD_supposed, since, DATE_MAX);
}

static enum err put_commune_facts(struct placing *p) {
  for (size_t i = 0; i < p->tree->versions.n; i++) {
    const struct version *v = &p->tree->versions.at[i];
    if (v->commune) TRY(put_urban(p, v->area, v, v->from, v->to));
  }
  return OK;
}

/* The tree was there before the first day anybody was recorded. */
enum err syn_areas_ready(struct world *w, struct db *db) {
  int64_t some;
  enum err e = db_int(db, "SELECT 1 FROM area LIMIT 1", 0, NULL, &some);
  if (e != NOT_FOUND) return e;
  struct viewer viewer = viewer_all(w->account);
  struct reg_act act = { .arena = w->arena,
                         .paper = SAMPLE(list_of_areas),
                         .instant = ((int64_t)date_of(2019, 3, 31) * 86400 + 5 * 3600) * 1000000 };
  struct reg_refusal refusal = { 0 };
  e = reg_areas_import(&viewer, db, &act, w->options.data_dir, &refusal);
  if (e != INVALID || refusal.code[0] == 0) return e;
  snprintf(w->result->message[VI], sizeof w->result->message[VI], "%s", refusal.vi);
  snprintf(w->result->message[EN], sizeof w->result->message[EN], "%s", refusal.en);
  return e;
}

enum err syn_places_write(struct world *w, struct db *db) {
  struct tree *t = NEW(w->arena, struct tree);
  TRY(load_tree(w, db, t));
  TRY(all_counted(w, t));
  name_province(w, t);
  struct placing p = { .w = w, .tree = t };
  TRY(reg_number_make(db, w->options.vocabulary, REG_NAMED_FACT, S("area.urban"), &p.urban));
  TRY(reg_number_make(db, w->options.vocabulary, REG_NAMED_FACT, S("area.specially_difficult"),
                      &p.difficult));
  TRY(db_int(db, "SELECT max(id) FROM area", 0, NULL, &p.next));
  p.next++;
  TRY(put_commune_facts(&p));
  for (int i = 0; i < w->village_count; i++)
    TRY(put_village(&p, &w->villages[i]));
  w->result->villages = w->village_count;
  return syn_rates_complete(w);
}
