/* The overview: the sums of a month, by commune and benefit, and the pyramid of ages. */
#include "questions/q.h"

/* One commune or benefit. */
struct counted {
  int64_t id; /* the area; the benefit's symbol */
  struct web_total total;
};
/* Totals of one month, kept: they come from a stored determination, which does not change. */
struct live_totals {
  struct arena *a;                      /* its own */
  uint64_t identity;                    /* of the register they are of: another may take its place */
  int users;                            /* requests copying it now: it is not let go meanwhile */
  struct live_determination of, before; /* id 0: none */
  struct web_sum now, last;
  struct counted *communes; /* titles are names, the same in both languages */
  int commune_count;
  struct counted *benefits;
  int benefit_count;
  struct web_ages ages[WEB_AGE_GROUPS];
  int64_t population;
};

enum err live_determination(struct session *s, struct web_when when, struct live_determination *ret_d) {
  struct stmt *q;
  enum err err = db_query(
      s->db,
      "SELECT id, for_month, law_day, facts_day, facts_act, faults FROM determination WHERE for_month = $1 "
      "ORDER BY CASE WHEN facts_act <= $2 THEN 0 ELSE 1 END, facts_act DESC, id DESC LIMIT 1",
      &q);
  if (err != OK) return err;
  bind_int(q, 1, when.for_month);
  bind_int(q, 2, s->act);
  if ((err = db_step(q)) != OK) return err;
  int64_t law_day = col_int(q, 2), facts_day = col_int(q, 3);
  struct live_determination d = { col_int(q, 0),  col_int(q, 4), col_int(q, 5),
                                  when.for_month, (date)law_day, (date)facts_day };
  if (!date_in_calendar(law_day) || !date_in_calendar(facts_day))
    return db_row_damaged(s->db, "a row of determination is not one that could have been written");
  /* One made with later facts answers only today's question, never what was known on an earlier day. */
  db_reset(q);
  if (d.facts_act > s->act && when.known < clock_today()) return NOT_FOUND;
  *ret_d = d;
  return OK;
}

/* ---- reading the totals ---- */

static struct web_total *total_of(struct arena *a, struct counted **list, int *n, int *cap, int64_t id) {
  for (int i = 0; i < *n; i++)
    if ((*list)[i].id == id) return &(*list)[i].total;
  if (*n == *cap) {
    struct counted *more = NEW_ARRAY(a, struct counted, *cap * 2 + 64);
    if (*n) memcpy(more, *list, sizeof *more * (size_t)*n);
    *list = more;
    *cap = *cap * 2 + 64;
  }
  struct counted *t = &(*list)[(*n)++];
  *t = (struct counted) { .id = id };
  return &t->total;
}

struct gather {
  struct session *s;
  struct arena *a;
  const struct reg_areas *areas;
  struct live_totals *t;
  int commune_cap, benefit_cap;
};

static void add(struct web_sum *to, int64_t people, money vnd) {
  to->people += people;
  to->vnd += vnd;
}

static enum err by_area(struct gather *g, int64_t determination, bool before) {
  struct stmt *q;
  enum err err = db_query(g->s->db,
                          "SELECT area, count(DISTINCT person), sum(due_amount) FROM determination_result "
                          "WHERE determination = $1 AND due_status = 1 AND due_amount > 0 GROUP BY area",
                          &q);
  if (err != OK) return err;
  bind_int(q, 1, determination);
  while ((err = db_step(q)) == OK) {
    const struct reg_area *commune = reg_area_commune(g->areas, col_int(q, 0));
    struct web_total *t = total_of(g->a, &g->t->communes, &g->t->commune_count, &g->commune_cap,
                                   commune ? commune->id : 0);
    add(before ? &t->before : &t->now, col_int(q, 1), col_int(q, 2));
    add(before ? &g->t->last : &g->t->now, col_int(q, 1), col_int(q, 2));
  }
  return err == NOT_FOUND ? OK : err;
}

static enum err by_benefit(struct gather *g, int64_t determination, bool before) {
  struct stmt *q;
  enum err err = db_query(g->s->db,
                          "SELECT benefit, count(DISTINCT person), sum(due_amount) FROM determination_result "
                          "WHERE determination = $1 AND due_status = 1 AND due_amount > 0 GROUP BY benefit",
                          &q);
  if (err != OK) return err;
  bind_int(q, 1, determination);
  while ((err = db_step(q)) == OK) {
    struct web_total *t = total_of(g->a, &g->t->benefits, &g->t->benefit_count, &g->benefit_cap,
                                   col_int(q, 0));
    add(before ? &t->before : &t->now, col_int(q, 1), col_int(q, 2));
  }
  return err == NOT_FOUND ? OK : err;
}

/* The seventeen days on which the age groups begin, for the two queries below. */
static void bind_groups(struct stmt *q, int at, date day) {
  for (int g = 1; g < WEB_AGE_GROUPS; g++)
    bind_int(q, at + g - 1, date_add_months(day, -60 * g));
}

#define AGE_GROUP                                                                                            \
  "CASE WHEN birth <= $3 THEN 1 ELSE 0 END + CASE WHEN birth <= $4 THEN 1 ELSE 0 END + CASE WHEN birth <= "  \
  "$5 THEN 1 ELSE 0 END + CASE WHEN birth <= $6 THEN 1 ELSE 0 END + CASE WHEN birth <= $7 THEN 1 ELSE 0 "    \
  "END + CASE WHEN birth <= $8 THEN 1 ELSE 0 END + CASE WHEN birth <= $9 THEN 1 ELSE 0 END + CASE WHEN "     \
  "birth <= $10 THEN 1 ELSE 0 END + "                                                                        \
  "CASE WHEN birth <= $11 THEN 1 ELSE 0 END + CASE WHEN birth <= $12 THEN 1 ELSE 0 END + CASE WHEN birth "   \
  "<= $13 THEN 1 ELSE 0 END + CASE WHEN birth <= $14 THEN 1 ELSE 0 END + CASE WHEN birth <= $15 THEN 1 "     \
  "ELSE 0 END + CASE WHEN birth <= $16 THEN 1 ELSE 0 END + "                                                 \
  "CASE WHEN birth <= $17 THEN 1 ELSE 0 END + "                                                              \
  "CASE WHEN birth <= $18 THEN 1 ELSE 0 END + CASE WHEN birth <= $19 THEN 1 ELSE 0 END"
#define LIVING                                                                                               \
  "valid_from <= $1 AND $1 < valid_to AND act_from <= $2 AND $2 < act_to AND birth <= $1 AND (death IS "     \
  "NULL OR death >= $1)"

static enum err ages(struct gather *g, struct stmt *q, bool receiving) {
  enum err err;
  while ((err = db_step(q)) == OK) {
    int64_t group = col_int(q, 0), n = col_int(q, 2);
    bool female = str_is(col_text(q, 1), "female");
    if (group < 0 || group >= WEB_AGE_GROUPS) continue;
    struct web_ages *a = &g->t->ages[group];
    if (receiving)
      *(female ? &a->female_receiving : &a->male_receiving) += n;
    else
      *(female ? &a->female : &a->male) += n;
    g->t->population += receiving ? 0 : n;
  }
  return err == NOT_FOUND ? OK : err;
}

static enum err pyramid(struct gather *g, date day) {
  struct stmt *q;
  enum err err = db_query(g->s->db,
                          "SELECT " AGE_GROUP " AS age_group, sex, count(*) FROM person_version WHERE " LIVING
                          " GROUP BY 1, 2",
                          &q);
  if (err != OK) return err;
  bind_int(q, 1, day);
  bind_int(q, 2, g->t->of.facts_act);
  bind_groups(q, 3, day);
  if ((err = ages(g, q, false)) != OK) return err;
  err = db_query(g->s->db,
                 "SELECT " AGE_GROUP " AS age_group, sex, count(*) FROM person_version WHERE " LIVING
                 " AND person IN (SELECT person FROM determination_result WHERE determination = $20 AND "
                 "due_status = 1 AND due_amount > 0)"
                 " GROUP BY 1, 2",
                 &q);
  if (err != OK) return err;
  bind_int(q, 1, day);
  bind_int(q, 2, g->t->of.facts_act);
  bind_groups(q, 3, day);
  bind_int(q, 20, g->t->of.id);
  return ages(g, q, true);
}

static int by_name(const void *a, const void *b) {
  const struct counted *x = a, *y = b;
  if (!x->id != !y->id) /* those without a known residence come last */
    return !x->id - !y->id;
  return str_cmp(x->total.name, y->total.name);
}

static struct str kept_text(struct arena *a, struct str s) {
  return (struct str) { arena_text(a, s.p, s.n), s.n };
}

static enum err gather(struct session *s, struct arena *a, struct web_when when, struct live_totals *t) {
  struct gather g = { .s = s, .a = a, .t = t };
  enum err err = live_areas(s, month_first(when.for_month), &g.areas);
  if (err == OK) err = by_area(&g, t->of.id, false);
  if (err == OK && t->before.id) err = by_area(&g, t->before.id, true);
  if (err == OK) err = by_benefit(&g, t->of.id, false);
  if (err == OK && t->before.id) err = by_benefit(&g, t->before.id, true);
  if (err == OK) err = pyramid(&g, month_last(when.for_month));
  if (err != OK) return err;
  for (int i = 0; i < t->commune_count; i++) {
    const struct reg_area *c = reg_area(g.areas, t->communes[i].id);
    struct str title = c ? c->name : S(""), code = c ? c->code : S("");
    t->communes[i].total.title = kept_text(a, title);
    t->communes[i].total.code = kept_text(a, code);
    t->communes[i].total.name = text_fold(a, title);
  }
  if (t->commune_count) qsort(t->communes, (size_t)t->commune_count, sizeof *t->communes, by_name);
  return OK;
}

/* ---- keeping them ---- */

static struct live_totals *kept(struct live *l, const struct live_totals *like) {
  for (int i = 0; i < l->kept_count; i++)
    if (l->kept[i]->identity == like->identity && l->kept[i]->of.id == like->of.id &&
        l->kept[i]->before.id == like->before.id)
      return l->kept[i];
  return NULL;
}

/* The page gets a copy: it sorts its rows, and the totals may be let go at any time. */
static void copy_out(struct session *s, struct arena *a, enum lang lang, const struct live_totals *t,
                     struct web_overview *o) {
  o->now = t->now;
  o->before = t->last;
  o->population = t->population;
  memcpy(o->ages, t->ages, sizeof o->ages);
  o->communes = NEW_ARRAY(a, struct web_total, t->commune_count + 1);
  o->commune_count = t->commune_count;
  for (int i = 0; i < t->commune_count; i++) {
    o->communes[i] = t->communes[i].total;
    o->communes[i].name = S("");
    o->communes[i].title = kept_text(a, t->communes[i].total.title);
    o->communes[i].code = kept_text(a, t->communes[i].total.code);
  }
  o->benefits = NEW_ARRAY(a, struct web_total, t->benefit_count + 1);
  o->benefit_count = t->benefit_count;
  for (int i = 0; i < t->benefit_count; i++) {
    o->benefits[i] = t->benefits[i].total;
    o->benefits[i].name = reg_symbol_name(s->symbols, t->benefits[i].id);
    o->benefits[i].title = live_benefit_title(s, t->benefits[i].id, lang);
  }
}

/* Under the lock. False when all that is kept is in use. */
static bool keep(struct live *l, struct live_totals *t) {
  if (l->kept_count == LIVE_TOTALS_MAX) {
    if (l->kept[l->kept_next]->users) return false;
    arena_free(l->kept[l->kept_next]->a);
  } else {
    l->kept_count++;
  }
  l->kept[l->kept_next] = t;
  l->kept_next = (l->kept_next + 1) % LIVE_TOTALS_MAX;
  return true;
}

void live_totals_end(struct live *l) {
  for (int i = 0; i < l->kept_count; i++)
    arena_free(l->kept[i]->a);
  l->kept_count = 0;
}

static enum err add_up(struct session *s, struct web_when when, const struct live_totals *like,
                       struct live_totals **ret_t) {
  struct arena *a = arena_new("kept totals", 8 << 20);
  if (!a) return NOMEM;
  struct live_totals *t = NEW(a, struct live_totals);
  *t = *like;
  t->a = a;
  enum err err = gather(s, a, when, t);
  if (err != OK)
    arena_free(a);
  else
    *ret_t = t;
  return err;
}

/* Those of the determination, in use until `let_go`. One thread adds up at a time, and who waited for it
 * finds what it made. Nothing of the request's own memory is asked for while `adding` is set: a request that
 * reaches its limit jumps away and would leave it so. */
static enum err use(struct session *s, struct web_when when, const struct live_totals *like,
                    struct live_totals **ret_t, bool *ret_kept) {
  struct live *l = s->live;
  struct live_totals *t;
  enum err err = OK;
  pthread_mutex_lock(&l->lock);
  while (!(t = kept(l, like)) && l->adding)
    pthread_cond_wait(&l->made, &l->lock);
  *ret_kept = true;
  if (!t) {
    l->adding = true;
    pthread_mutex_unlock(&l->lock);
    err = add_up(s, when, like, &t);
    pthread_mutex_lock(&l->lock);
    l->adding = false;
    if (err == OK) *ret_kept = keep(l, t);
    pthread_cond_broadcast(&l->made);
  }
  if (err == OK) t->users++;
  pthread_mutex_unlock(&l->lock);
  if (err == OK) *ret_t = t;
  return err;
}

static void let_go(struct live *l, struct live_totals *t, bool is_kept) {
  pthread_mutex_lock(&l->lock);
  t->users--;
  pthread_mutex_unlock(&l->lock);
  if (!is_kept) arena_free(t->a);
}

static enum err totals(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                       const struct live_totals *like, struct web_overview *o) {
  struct live_totals *t;
  bool is_kept;
  enum err err = use(s, when, like, &t, &is_kept);
  if (err != OK) return err;
  copy_out(s, a, lang, t, o);
  let_go(s->live, t, is_kept);
  return OK;
}

/* What the check found in the month of a determination; before it was run, what could not be computed. */
static enum err tasks(struct session *s, const struct live_determination *d, int64_t *ret_count) {
  int64_t args[] = { d->id };
  enum err err = live_finding_count(s, d->for_month, ret_count);
  if (err != NOT_FOUND || !d->id) return err == NOT_FOUND ? OK : err;
  err = db_int(s->db, "SELECT faults FROM determination WHERE id = $1", 1, args, ret_count);
  return err == NOT_FOUND ? OK : err;
}

enum err live_overview(void *session, struct arena *a, enum lang lang, struct web_when when,
                       struct web_overview *ret_o) {
  assert(session != NULL && ret_o != NULL);
  struct session *s = session;
  struct web_overview o = { .for_month = when.for_month };
  struct live_determination d = { 0 }, before = { 0 };
  enum err err = questions_at(s, when.known);
  if (err != OK) return err;
  err = live_determination(s, when, &d);
  if (err == NOT_FOUND) {
    int64_t latest;
    err = db_int(s->db, "SELECT coalesce(max(for_month), 0) FROM determination", 0, NULL, &latest);
    if (err != OK) return err;
    o.latest = month_in_calendar(latest) ? (month)latest : 0;
    *ret_o = o;
    return OK;
  }
  if (err != OK) return err;
  err = live_determination(s, (struct web_when) { when.for_month - 1, when.known }, &before);
  if (err != OK && err != NOT_FOUND) return err;
  before.for_month = when.for_month - 1;
  struct live_totals like = { .identity = db_identity(s->db), .of = d, .before = before };
  if ((err = totals(s, a, lang, when, &like, &o)) != OK) return err;
  o.determined = true;
  o.faults = d.faults;
  o.law_day = d.law_day;
  o.facts_day = d.facts_day;
  o.has_before = before.id != 0;
  /* Not kept with the totals: the check may be run again at any time. */
  if ((err = tasks(s, &d, &o.now.tasks)) != OK || (err = tasks(s, &before, &o.before.tasks)) != OK)
    return err;
  *ret_o = o;
  return OK;
}
