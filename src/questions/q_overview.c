/* The overview: the sums of a month, by commune and benefit, and the pyramid of ages. */
#include "questions/q.h"
#include "registry/listing.h"

#define RECEIVING_BYTES ((size_t)1 << 30)

/* One commune or benefit. */
struct counted {
  int64_t id; /* the area; the benefit's symbol */
  struct web_total total;
};
/* Totals of one month, kept: they come from a stored determination, which does not change. */
struct live_totals {
  struct arena *a;                /* its own */
  uint64_t identity;              /* of the register they are of: another may take its place */
  int users;                      /* requests copying it now: it is not let go meanwhile */
  bool alone;                     /* not among the kept: goes with its user */
  struct office_shown of, before; /* id 0: none */
  struct web_sum now, last;
  struct counted *communes; /* titles are names, the same in both languages */
  int commune_count;
  struct counted *benefits;
  int benefit_count;
  struct web_ages ages[WEB_AGE_GROUPS];
  int64_t population;
};

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
  /* Of the determination at hand. */
  bool before;
  int64_t person, benefit;   /* of the row before */
  struct arena *scratch;     /* for the time of the gathering */
  VEC(int64_t) receiving;    /* by the month's own determination: each once, rising */
  date born[WEB_AGE_GROUPS]; /* the last day of birth of each group but the first */
};

static void add(struct web_sum *to, int64_t people, money vnd) {
  to->people += people;
  to->vnd += vnd;
}

/* A person is in one area in the month, so what the areas say adds up. */
static void add_row(void *context, const struct office_stored_due *row) {
  struct gather *g = context;
  const struct reg_area *commune = reg_area_commune(g->areas, row->area);
  struct web_total *of_commune = total_of(g->a, &g->t->communes, &g->t->commune_count, &g->commune_cap,
                                          commune ? commune->id : 0);
  struct web_total *of_benefit = total_of(g->a, &g->t->benefits, &g->t->benefit_count, &g->benefit_cap,
                                          row->benefit);
  bool new_person = row->person != g->person, new_benefit = new_person || row->benefit != g->benefit;
  assert(row->person >= g->person && "the rows come by person");
  add(g->before ? &of_commune->before : &of_commune->now, new_person, row->amount);
  add(g->before ? &of_benefit->before : &of_benefit->now, new_benefit, row->amount);
  add(g->before ? &g->t->last : &g->t->now, new_person, row->amount);
  if (new_person && !g->before) *VEC_PUSH(g->scratch, &g->receiving) = row->person;
  g->person = row->person;
  g->benefit = row->benefit;
}

static enum err sums(struct gather *g, int64_t determination, bool before) {
  const struct office_stored_visit visit = { g, add_row };
  g->before = before;
  g->person = g->benefit = 0;
  return office_stored_due(&g->s->viewer, g->s->db, g->areas, determination, &visit);
}

static bool receives(const struct gather *g, int64_t person) {
  size_t low = 0, high = g->receiving.n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (g->receiving.at[middle] < person)
      low = middle + 1;
    else
      high = middle;
  }
  return low < g->receiving.n && g->receiving.at[low] == person;
}

static void add_age(void *context, const struct reg_living *p) {
  struct gather *g = context;
  int group = 0;
  while (group + 1 < WEB_AGE_GROUPS && p->birth <= g->born[group + 1])
    group++;
  struct web_ages *a = &g->t->ages[group];
  bool female = p->sex == REG_FEMALE;
  ++*(female ? &a->female : &a->male);
  if (receives(g, p->person)) ++*(female ? &a->female_receiving : &a->male_receiving);
  g->t->population++;
}

static enum err pyramid(struct gather *g, month m) {
  const struct reg_living_visit visit = { g, add_age };
  for (int group = 1; group < WEB_AGE_GROUPS; group++)
    g->born[group] = date_add_months(month_last(m), -60 * group);
  return reg_list_living(&g->s->viewer, g->s->db, g->areas, (struct reg_month_at) { m, g->t->of.when.act },
                         &visit);
}

static int by_name(const void *a, const void *b) {
  const struct counted *x = a, *y = b;
  if (!x->id != !y->id) /* those without a known residence come last */
    return !x->id - !y->id;
  return str_cmp(x->total.name, y->total.name);
}

static int by_symbol(const void *a, const void *b) {
  const struct counted *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

static struct str kept_text(struct arena *a, struct str s) {
  return (struct str) { arena_text(a, s.p, s.n), s.n };
}

/* The Vietnamese order of a place's name: a person's is sorted by its last word first. */
static struct str name_key(struct arena *a, struct str name) {
  size_t first = 0;
  while (first < name.n && name.p[first] != ' ')
    first++;
  size_t rest = name.n - first;
  return text_sort_key(a, str_of(arena_print(a, "%.*s %.*s", (int)rest, name.p + first, (int)first, name.p)));
}

static enum err gather(struct session *s, struct arena *a, struct web_when when, struct live_totals *t) {
  struct gather g = { .s = s, .a = a, .t = t, .scratch = arena_new_large("who receives", RECEIVING_BYTES) };
  if (!g.scratch) return NOMEM;
  enum err err = live_areas(s, month_first(when.for_month), &g.areas);
  if (err == OK) err = sums(&g, t->of.id, false);
  if (err == OK && t->before.id) err = sums(&g, t->before.id, true);
  if (err == OK) err = pyramid(&g, when.for_month);
  arena_free(g.scratch);
  if (err != OK) return err;
  for (int i = 0; i < t->commune_count; i++) {
    const struct reg_area *c = reg_area(g.areas, t->communes[i].id);
    struct str title = c ? c->name : S(""), code = c ? c->code : S("");
    t->communes[i].total.title = kept_text(a, title);
    t->communes[i].total.code = kept_text(a, code);
    t->communes[i].total.name = name_key(a, title);
  }
  if (t->commune_count) qsort(t->communes, (size_t)t->commune_count, sizeof *t->communes, by_name);
  if (t->benefit_count) qsort(t->benefits, (size_t)t->benefit_count, sizeof *t->benefits, by_symbol);
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

/* Under the lock, in place of the oldest that nobody uses. False when all that is kept is in use. */
static bool keep(struct live *l, struct live_totals *t) {
  if (l->kept_count == LIVE_TOTALS_MAX) {
    int used = 0;
    while (used < LIVE_TOTALS_MAX && l->kept[(l->kept_next + used) % LIVE_TOTALS_MAX]->users)
      used++;
    if (used == LIVE_TOTALS_MAX) return false;
    l->kept_next = (l->kept_next + used) % LIVE_TOTALS_MAX;
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

/* Those of the determination, in use until live_totals_release. One thread adds up at a time, and who waited
 * for it finds what it made. Nothing of the request's own memory is asked for while `adding` is set: a
 * request that reaches its limit jumps away and would leave it so. */
static enum err use(struct session *s, struct web_when when, const struct live_totals *like,
                    struct live_totals **ret_t) {
  struct live *l = s->live;
  struct live_totals *t;
  enum err err = OK;
  pthread_mutex_lock(&l->lock);
  while (!(t = kept(l, like)) && l->adding)
    pthread_cond_wait(&l->made, &l->lock);
  if (!t) {
    l->adding = true;
    pthread_mutex_unlock(&l->lock);
    err = add_up(s, when, like, &t);
    pthread_mutex_lock(&l->lock);
    l->adding = false;
    if (err == OK) t->alone = !keep(l, t);
    pthread_cond_broadcast(&l->made);
  }
  if (err == OK) s->using = t;
  if (err == OK) t->users++;
  pthread_mutex_unlock(&l->lock);
  if (err == OK) *ret_t = t;
  return err;
}

void live_totals_release(struct session *s) {
  struct live_totals *t = s->using;
  if (!t) return;
  s->using = NULL;
  pthread_mutex_lock(&s->live->lock);
  t->users--;
  bool alone = t->alone;
  pthread_mutex_unlock(&s->live->lock);
  if (alone) arena_free(t->a);
}

static enum err totals(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                       const struct live_totals *like, struct web_overview *o) {
  struct live_totals *t;
  enum err err = use(s, when, like, &t);
  if (err != OK) return err;
  copy_out(s, a, lang, t, o); /* it may be cut short here: the session remembers what it uses */
  live_totals_release(s);
  return OK;
}

/* What the check found in a month. Before it was run that is not known: *ret_run then has no number. */
static enum err tasks(struct session *s, struct arena *a, struct web_when when, struct web_sum *sum,
                      struct office_shown *ret_run) {
  struct office_shown run;
  const struct reg_areas *areas;
  enum err err = live_shown(s, a, OFFICE_MADE_CHECK, when, &run);
  if (err == NOT_FOUND) {
    *ret_run = (struct office_shown) { 0 };
    return OK;
  }
  if (err == OK) err = live_areas(s, month_first(when.for_month), &areas);
  if (err == OK) err = live_finding_count(s, areas, run.id, &sum->tasks);
  if (err == OK) err = live_finding_compared(s, run.id, &sum->compared);
  if (err != OK) return err;
  sum->check = live_made(a, &run);
  *ret_run = run;
  return OK;
}

/* Not kept with the totals: the check may be run again at any time. */
static enum err both_tasks(struct session *s, struct arena *a, struct web_when when, struct web_overview *o) {
  struct web_when before = { when.for_month - 1, when.known };
  struct office_shown run, last;
  enum err err = tasks(s, a, when, &o->now, &run);
  if (err == OK) err = tasks(s, a, before, &o->before, &last);
  if (err != OK) return err;
  o->tasks_comparable = run.id && last.id && office_same_packs(&run, &last);
  return OK;
}

/* What of a determination could not be answered. */
static enum err faults(struct session *s, const struct office_shown *d, int64_t *ret_count) {
  const struct reg_areas *areas;
  enum err err = live_areas(s, month_first(d->when.for_month), &areas);
  return err == OK ? office_stored_faults(&s->viewer, s->db, areas, d->id, ret_count) : err;
}

static enum err latest(struct session *s, struct arena *a, struct web_when when, month *ret_latest) {
  struct office_shown last;
  enum err err = live_shown(s, a, OFFICE_MADE_DETERMINATION, (struct web_when) { -1, when.known }, &last);
  if (err == OK) *ret_latest = last.when.for_month;
  return err == NOT_FOUND ? OK : err;
}

enum err live_overview(void *session, struct arena *a, enum lang lang, struct web_when when,
                       struct web_overview *ret_o) {
  assert(session != NULL && ret_o != NULL);
  struct session *s = session;
  struct web_overview o = { .for_month = when.for_month };
  struct web_when before = { when.for_month - 1, when.known };
  struct live_totals like = { .identity = 0 };
  enum err err = questions_at(s, when.known);
  if (err != OK) return err;
  err = live_shown(s, a, OFFICE_MADE_DETERMINATION, when, &like.of);
  if (err == NOT_FOUND && (err = latest(s, a, when, &o.latest)) == OK) {
    *ret_o = o;
    return OK;
  }
  if (err != OK) return err;
  err = live_shown(s, a, OFFICE_MADE_DETERMINATION, before, &like.before);
  if (err != OK && err != NOT_FOUND) return err;
  like.identity = db_identity(s->db);
  if ((err = totals(s, a, lang, when, &like, &o)) != OK || (err = faults(s, &like.of, &o.faults)) != OK)
    return err;
  o.made = live_made(a, &like.of);
  if (like.before.id) o.before_made = live_made(a, &like.before);
  o.comparable = like.before.id && office_same_packs(&like.of, &like.before);
  if ((err = both_tasks(s, a, when, &o)) != OK) return err;
  *ret_o = o;
  return OK;
}
