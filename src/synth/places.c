/* Villages: invented inside real communes, with the real communes' history above them. */
#include "synth/world.h"
#include "registry/registry.h"

enum { VERSIONS_MAX = 4096, SPELLS_OF_VILLAGE = 16, NAME_MAX = 160 };

struct version {
  int64_t area, code;
  struct str name;
  bool commune, urban;
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
  w->villages = NEW_ARRAY(w->arena, struct village, VILLAGES_MAX);
  for (int i = 0; i < w->commune_count; i++) {
    struct commune *m = &w->communes[i];
    int64_t homes = 0;
    for (int s = 1; s < SIZES; s++)
      homes += m->homes[s];
    /* The number of villages does not shrink with the scale: it belongs to the place. */
    int64_t count = homes * 1000 / w->options.scale_permille / per[m->urban ? 0 : 1] + 1;
    if (w->village_count + count > VILLAGES_MAX)
      return syn_fail(w, "quá nhiều thôn", "too many villages", "village.households");
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
               "SELECT area, code, name, type, valid_from, valid_to FROM area_version WHERE rec_to = $1 "
               "ORDER BY area, valid_from",
               &q));
  bind_int(q, 1, DATE_MAX);
  while (db_step(q) == OK) {
    int64_t code;
    if (parse_int(col_text(q, 1), &code) != OK) continue;
    struct str name = col_text(q, 2), type = col_text(q, 3);
    *VEC_PUSH(w->arena, &t->versions) = (struct version) {
      .area = col_int(q, 0),
      .code = code,
      .name = { arena_text(w->arena, name.p, name.n), name.n },
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

/* The area that bore the census code in 2019: the first one ever to bear it. */
static int64_t area_2019(const struct tree *t, int64_t code) {
  const struct version *best = NULL;
  for (size_t i = 0; i < t->versions.n; i++) {
    const struct version *v = &t->versions.at[i];
    if (v->commune && v->code == code && (best == NULL || v->from < best->from)) best = v;
  }
  return best == NULL ? 0 : best->area;
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
  static const char *const kind[] = { "Phường ", "Xã ", "Thị trấn " };
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
  const char *kind = above->urban ? "Tổ dân phố" : "Thôn";
  if (str_eq(origin, bare(above->name))) return arena_print(w->arena, "%s %d", kind, number);
  return arena_print(w->arena, "%s %.*s %d", kind, (int)origin.n, origin.p, number);
}

struct placing {
  struct world *w;
  struct db *db;
  struct tree *tree;
  int64_t urban, difficult, next;
  struct stmt *version, *fact;
};

static enum err put_fact(struct placing *p, int64_t area, int64_t fact, int64_t value, const char *source,
                         date from, date to) {
  bind_int(p->fact, 1, area);
  bind_int(p->fact, 2, fact);
  bind_int(p->fact, 3, value);
  bind_text(p->fact, 4, str_of(source));
  bind_int(p->fact, 5, from);
  bind_int(p->fact, 6, to);
  bind_int(p->fact, 7, from);
  p->w->result->facts++;
  return db_run(p->fact);
}

static enum err put_version(struct placing *p, const struct village *v, const struct version *above,
                            date from, date to) {
  const struct commune *m = &p->w->communes[v->commune];
  const char *name = village_name(p->w, above, m, v->number);
  struct str fold = text_fold(p->w->arena, str_of(name));
  const char *code = arena_print(p->w->arena, "%lld.%02d", (long long)m->code, v->number);
  bind_int(p->version, 1, v->area);
  bind_text(p->version, 2, str_of(code));
  bind_text(p->version, 3, str_of(name));
  bind_text(p->version, 4, fold);
  bind_int(p->version, 5, above->area);
  bind_int(p->version, 6, from);
  bind_int(p->version, 7, to);
  bind_int(p->version, 8, from);
  TRY(db_run(p->version));
  return put_fact(p, v->area, p->urban, above->urban, "theo loại đơn vị hành chính", from, to);
}

static enum err put_village(struct placing *p, struct village *v) {
  const struct commune *m = &p->w->communes[v->commune];
  const struct tree *t = p->tree;
  int64_t area = area_2019(t, m->code);
  if (area == 0)
    return syn_fail(p->w, "không thấy xã của điều tra trong danh mục",
                    "a census commune is not among the areas", arena_text(p->w->arena, m->name.p, m->name.n));
  struct stmt *q;
  TRY(db_query(p->db, "INSERT INTO area(id) VALUES ($1)", &q));
  v->area = p->next++;
  bind_int(q, 1, v->area);
  TRY(db_run(q));
  while (area != 0) {
    date end = DATE_MAX;
    for (size_t i = 0; i < t->versions.n; i++) {
      const struct version *above = &t->versions.at[i];
      if (above->area != area) continue;
      TRY(put_version(p, v, above, above->from, above->to));
      v->urban_now = above->urban;
      for (int k = 0; k < REVIEWS; k++)
        if (above->from <= syn_review_day(k) && syn_review_day(k) < above->to) v->urban_at[k] = above->urban;
      end = above->to;
    }
    area = end == DATE_MAX ? 0 : follow(t, area, end, v, m->village_count);
  }
  date since = date_of((int)syn_rate(p->w, "area.difficult_from"), 1, 1);
  return put_fact(p, v->area, p->difficult, v->difficult, "giả định", since, DATE_MAX);
}

static enum err put_commune_facts(struct placing *p) {
  for (size_t i = 0; i < p->tree->versions.n; i++) {
    const struct version *v = &p->tree->versions.at[i];
    if (v->commune)
      TRY(put_fact(p, v->area, p->urban, v->urban, "theo loại đơn vị hành chính", v->from, v->to));
  }
  return OK;
}

enum err syn_areas_ready(struct world *w, struct db *db) {
  int64_t areas;
  TRY(db_int(db, "SELECT count(*) FROM area", 0, NULL, &areas));
  if (areas > 0 || reg_areas_import(db, w->options.data_dir) == OK) return OK;
  return syn_fail(w, "không nhập được đơn vị hành chính", "cannot import the areas", w->options.data_dir);
}

enum err syn_places_write(struct world *w, struct db *db) {
  struct tree *t = NEW(w->arena, struct tree);
  TRY(load_tree(w, db, t));
  struct placing p = { .w = w, .db = db, .tree = t };
  TRY(syn_symbol(db, "area.urban", &p.urban));
  TRY(syn_symbol(db, "area.specially_difficult", &p.difficult));
  TRY(db_int(db, "SELECT coalesce(max(id), 0) + 1 FROM area", 0, NULL, &p.next));
  TRY(db_query(db,
               "INSERT INTO area_version(area, code, name, fold, type, parent, valid_from, valid_to, "
               "rec_from, rec_to) "
               "VALUES ($1, $2, $3, $4, 'village', $5, $6, $7, $8, 2932896)",
               &p.version));
  TRY(db_query(db,
               "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, rec_from, rec_to) "
               "VALUES (3, $1, $2, $3, $4, $5, $6, $7, 2932896)",
               &p.fact));
  TRY(put_commune_facts(&p));
  for (int i = 0; i < w->village_count; i++)
    TRY(put_village(&p, &w->villages[i]));
  w->result->villages = w->village_count;
  return syn_rates_complete(w);
}
