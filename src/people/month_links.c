/* Columns of links on the first and on the last day of a month.
 *
 * The rows of a kind of link are walked once, for both days and both ways: what of them holds is noted with
 * the rows of its two ends. To lay the columns of one way, notes are put on shelves of neighbouring rows, so
 * that what is counted and filled at random lies in the processor's nearest memory. Each task walks a stretch
 * of the rows, puts a stretch on the shelves, or lays the shelves of some rows.
 *
 * 1. A note's two ends have rows of the month.
 * 2. The others of one row stand by their ids, each once, as people_links gives them.
 * 3. A column leads to as many as were counted living when its room was made.
 * 4. A shelf holds as many notes as were counted for it. */
#include "people/month.h"

enum { FORWARDS, BACKWARDS, WAYS };
enum { FIRST, LAST, DAYS };
enum {
  STATE_BITS = 2,
  STATE_MASK = 3,
  WAY_BITS = DAYS * STATE_BITS,
  WAY_MASK = (1 << WAY_BITS) - 1,
  SHELF_BITS = 13,
  SHELF = 1 << SHELF_BITS, /* rows of a shelf */
  WALK_ROWS = 1 << 17,     /* rows that one task walks, about */
  AHEAD = 24               /* rows that memory is asked for before they are walked */
};

struct note {
  int32_t key, what; /* rows of the month */
  int32_t number;    /* of the one it leads to */
  uint8_t states;    /* by way and day, LINK_... in two bits */
};
/* What one task walks: rows of one layer, whole subjects. */
struct stretch {
  struct kind *kind;
  const struct spells *s;
  int32_t from, to;
  struct note *note;
  int32_t n;
  int32_t *on_shelf[WAYS];              /* how many notes a shelf gets of it */
  int32_t of_states[1 << 2 * WAY_BITS]; /* how many notes have these states */
};
struct kind {
  struct month_layout *l;
  const struct spells *s;
  struct {
    struct stretch *at;
    size_t n, cap;
  } stretch;
};
/* The columns of one way. */
struct lane {
  struct kind *kind;
  int way;
  bool lay[DAYS], absent_none;
  int64_t living[DAYS];
  int32_t *start[DAYS], *to[DAYS];
  uint8_t *unknown[DAYS];
  struct shelved *shelved;   /* all its notes, by shelf; in a shelf in the order they were walked */
  int64_t *shelf_end;        /* where those of a shelf end; they begin where those before end */
  struct shelving *shelving; /* by stretch */
  int32_t *part_of;          /* by shelf: the place of its part */
  struct lane_part *part;    /* by task */
};
/* A stretch on its way to the shelves of a lane. */
struct shelving {
  struct lane *lane;
  const struct stretch *stretch;
  int64_t *next;                                       /* by shelf: where its next note goes */
  int64_t of_states[MONTH_THREADS_MAX][1 << WAY_BITS]; /* by part: how many have these states */
};
/* A note as it waits on a shelf. */
struct shelved {
  int32_t other;
  uint16_t row; /* in the shelf */
  uint8_t states;
};
/* The shelves of a lane from .. to - 1, laid by one task. */
struct lane_part {
  struct lane *lane;
  int32_t from, to, most[DAYS], having[DAYS];
  int64_t before[DAYS]; /* of those who are living, what lies before them */
};
struct month_links {
  struct kind *kind;  /* by section */
  struct lane **lane; /* by link; NULL: nothing recorded, or never read */
};

static int32_t shelves_of(const struct month_layout *l) { return (int32_t)(l->m->people >> SHELF_BITS) + 1; }
static int shift(int way, int day) { return way * WAY_BITS + day * STATE_BITS; }
static int state(int states, int way, int day) { return states >> shift(way, day) & STATE_MASK; }

/* ---- walking ---- */

static uint8_t states_of(const struct month_layout *l, const struct spells *s, int32_t row,
                         const uint8_t vital[WAYS]) {
  int states = 0;
  const date days[DAYS] = { l->first, l->last };
  for (int day = 0; day < DAYS; day++) {
    bool held = spell_holds(s, row, days[day]);
    int key = vital[FORWARDS] >> (day * VITAL_BITS), what = vital[BACKWARDS] >> (day * VITAL_BITS);
    bool born = key & what & VITAL_BORN;
    states |= people_link_state(held, born, what & VITAL_NOT_DEAD) << shift(FORWARDS, day);
    states |= people_link_state(held, born, key & VITAL_NOT_DEAD) << shift(BACKWARDS, day);
  }
  return (uint8_t)states;
}

/* Adds a note to those of the subject, which begin at `begin`: by the number of the other. One noted
 * before gets what is new. */
static void add(struct stretch *x, int32_t begin, const struct note *note) {
  int32_t at = x->n;
  while (at > begin && x->note[at - 1].number > note->number)
    at--;
  if (at > begin && x->note[at - 1].number == note->number) {
    x->of_states[x->note[at - 1].states]--;
    x->note[at - 1].states |= note->states;
    x->of_states[x->note[at - 1].states]++;
    return;
  }
  x->on_shelf[FORWARDS][note->key >> SHELF_BITS]++;
  x->on_shelf[BACKWARDS][note->what >> SHELF_BITS]++;
  for (int32_t i = x->n++; i > at; i--)
    x->note[i] = x->note[i - 1];
  x->note[at] = *note;
  x->of_states[note->states]++;
}

/* The place of a number, where a place is the number less 1; of one that nobody has the last. */
static int32_t place_of(const struct persons *all, int32_t number) {
  return number > 0 && number <= all->n ? number - 1 : all->n;
}

static int32_t place_from(const struct persons *all, bool dense, int32_t place, int32_t key) {
  if (dense) return place_of(all, key);
  while (place < all->n && all->id[place] < key)
    place++;
  return place;
}

static void walk(struct arena *scratch, void *context) {
  struct stretch *x = context;
  const struct month_layout *l = x->kind->l;
  const struct spells *s = x->s;
  const struct persons *all = &l->p->person;
  bool dense = all->n > 0 && all->id[all->n - 1] == all->n; /* then a place is the number less 1 */
  int32_t place = 0, begin = 0, key = -1;
  x->note = NEW_ARRAY(scratch, struct note, x->to - x->from + 1);
  for (int way = 0; way < WAYS; way++)
    x->on_shelf[way] = NEW_ARRAY(scratch, int32_t, shelves_of(l));
  for (int32_t i = x->from; i < x->to; i++) {
    if (dense && i + AHEAD < x->to) __builtin_prefetch(&l->who[place_of(all, s->what[i + AHEAD])]);
    if (s->key[i] != key) begin = x->n;
    key = s->key[i];
    if (s->from[i] > l->last || s->until[i] <= l->first || people_outdated(s, i)) continue;
    place = place_from(all, dense, place, key);
    if (place == all->n || all->id[place] != key) continue;
    int32_t other = dense && s->what[i] > 0 && s->what[i] <= all->n ? s->what[i] - 1
                                                                    : people_at(l->p, s->what[i]);
    if (other < 0) continue;
    const struct month_one one = l->who[place], two = l->who[other];
    const uint8_t vital[WAYS] = { month_vital(one), month_vital(two) };
    struct note note = { month_row(one), month_row(two), s->what[i], states_of(l, s, i, vital) };
    if (!note.states) continue;
    INVARIANT(1, (BROKEN(1) ? -1 : note.key) >= 0 && note.what >= 0);
    add(x, begin, &note);
  }
}

/* The rows of a layer, in stretches of whole subjects. */
static void begin_stretches(struct kind *k, const struct spells *s) {
  for (int32_t from = 0, to; from < s->n; from = to) {
    to = s->n - from > WALK_ROWS ? from + WALK_ROWS : s->n;
    while (to < s->n && s->key[to] == s->key[to - 1])
      to++;
    *VEC_PUSH(k->l->scratch[0], &k->stretch) = (struct stretch) { .kind = k, .s = s, .from = from, .to = to };
  }
}

static void begin_kind(struct month_layout *l, struct kind *k, const struct spells *s,
                       struct month_tasks *tasks) {
  if (k->l) return;
  *k = (struct kind) { .l = l, .s = s };
  for (; s; s = s->over)
    begin_stretches(k, s);
  for (size_t i = 0; i < k->stretch.n; i++)
    *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { walk, &k->stretch.at[i] };
}

struct month_links *people_month_links(struct month_layout *l, struct month_tasks *tasks) {
  const struct people_names *names = l->p->names;
  struct arena *scratch = l->scratch[0];
  int n = law_link_count(names->law);
  struct month_links *links = NEW(scratch, struct month_links);
  links->kind = NEW_ARRAY(scratch, struct kind, l->p->n_link + 1);
  links->lane = NEW_ARRAY(scratch, struct lane *, n + 1);
  for (int i = 0; i < n; i++) {
    int rows_of = law_link_inverse(names->law, i);
    int64_t symbol = names->link[rows_of >= 0 ? rows_of : i];
    const struct section *x = symbol ? people_section(l->p->link, l->p->n_link, REG_PERSON, symbol) : NULL;
    if (!x || !l->reads_link[i]) continue;
    struct kind *k = &links->kind[x - l->p->link];
    begin_kind(l, k, &x->s, tasks);
    links->lane[i] = NEW(scratch, struct lane);
    *links->lane[i] = (struct lane) { .kind = k,
                                      .way = rows_of >= 0 ? BACKWARDS : FORWARDS,
                                      .absent_none = law_bulk_link_absent(names->law, i) };
  }
  return links;
}

/* ---- putting on shelves ---- */

static void put_on_shelves(struct arena *scratch, void *context) {
  struct shelving *x = context;
  const struct lane *lane = x->lane;
  const bool forwards = lane->way == FORWARDS;
  (void)scratch;
  for (int32_t i = 0; i < x->stretch->n; i++) {
    const struct note *note = &x->stretch->note[i];
    int32_t row = forwards ? note->key : note->what, shelf = row >> SHELF_BITS;
    uint8_t states = note->states >> lane->way * WAY_BITS & WAY_MASK;
    lane->shelved[x->next[shelf]++] = (struct shelved) { forwards ? note->what : note->key,
                                                         (uint16_t)(row & (SHELF - 1)), states };
    x->of_states[lane->part_of[shelf]][states]++;
  }
}

/* Room on the shelves of a lane, and a task for each stretch. */
static void begin_shelves(struct month_layout *l, struct lane *x, struct month_tasks *tasks) {
  struct arena *scratch = l->scratch[0];
  const int32_t n = shelves_of(l);
  int64_t at = 0;
  x->shelf_end = NEW_ARRAY(scratch, int64_t, n);
  x->shelving = NEW_ARRAY(scratch, struct shelving, (int64_t)x->kind->stretch.n + 1);
  for (size_t k = 0; k < x->kind->stretch.n; k++)
    x->shelving[k] = (struct shelving) { .lane = x,
                                         .stretch = &x->kind->stretch.at[k],
                                         .next = NEW_ARRAY(scratch, int64_t, n) };
  for (int32_t shelf = 0; shelf < n; shelf++) {
    for (size_t k = 0; k < x->kind->stretch.n; k++) {
      x->shelving[k].next[shelf] = at;
      at += x->kind->stretch.at[k].on_shelf[x->way][shelf];
    }
    x->shelf_end[shelf] = at;
  }
  x->shelved = NEW_ARRAY(scratch, struct shelved, at + 1);
  for (size_t k = 0; k < x->kind->stretch.n; k++)
    *VEC_PUSH(scratch, tasks) = (struct month_task) { put_on_shelves, &x->shelving[k] };
}

/* ---- laying ---- */

/* The rows of one shelf on one day, of which some others are already laid; how many are then. */
static int32_t lay_shelf(struct lane_part *part, int day, int32_t shelf, int32_t laid) {
  const struct lane *x = part->lane;
  const struct shelved *all = x->shelved;
  int32_t next[SHELF + 1] = { 0 };
  int64_t begin = shelf ? x->shelf_end[shelf - 1] : 0, end = x->shelf_end[shelf];
  int64_t first = (int64_t)shelf << SHELF_BITS, rows = x->kind->l->m->people - first;
  if (rows > SHELF) rows = SHELF;
  uint8_t *unknown = x->unknown[day] ? x->unknown[day] + first : NULL;
  for (int64_t i = begin; i < end; i++) {
    int says = all[i].states >> day * STATE_BITS & STATE_MASK;
    next[all[i].row + 1] += says == LINK_LIVING;
    if (unknown && says != LINK_NOT) unknown[all[i].row] = 0; /* also to the dead: nobody living */
  }
  next[0] = laid;
  int32_t most = part->most[day], having = part->having[day];
  for (int64_t row = 0; row < rows; row++) {
    int32_t has = next[row + 1];
    most = has > most ? has : most;
    having += has > 0;
    x->start[day][first + row] = next[row];
    next[row + 1] += next[row];
  }
  part->most[day] = most;
  part->having[day] = having;
  int32_t *to = x->to[day];
  laid = next[rows];
  for (int64_t i = begin; i < end; i++)
    if ((all[i].states >> day * STATE_BITS & STATE_MASK) == LINK_LIVING)
      to[next[all[i].row]++] = all[i].other;
  return laid;
}

/* Others by their ids, where two layers were walked one after the other: those of the rows from .. rows - 1,
 * which end before `laid`. The row behind them is another task's. */
static void order_others(const struct lane *x, int day, int64_t from, int64_t rows, int32_t laid) {
  const int64_t *id = x->kind->l->m->person;
  const int32_t *start = x->start[day];
  int32_t *to = x->to[day];
  for (int64_t row = from; row < rows; row++)
    for (int32_t i = start[row] + 1, end = row + 1 < rows ? start[row + 1] : laid; i < end; i++) {
      int32_t moved = to[i], at = i;
      for (; at > start[row] && id[to[at - 1]] > id[moved]; at--)
        to[at] = to[at - 1];
      to[at] = moved;
    }
}

static bool in_order(const struct lane *x, int day, int64_t row) {
  const int64_t *id = x->kind->l->m->person;
  for (int32_t i = x->start[day][row] + 1; i < x->start[day][row + 1]; i++)
    if (id[x->to[day][i - 1]] >= id[x->to[day][i]]) return false;
  return true;
}

static void lay(struct arena *scratch, void *context) {
  struct lane_part *part = context;
  const struct lane *x = part->lane;
  const int64_t people = x->kind->l->m->people, from = (int64_t)part->from << SHELF_BITS;
  int64_t to = (int64_t)part->to << SHELF_BITS;
  (void)scratch;
  if (to > people) to = people;
  for (int day = 0; day < DAYS; day++) {
    int32_t laid = (int32_t)part->before[day];
    if (!x->lay[day]) continue;
    if (x->unknown[day]) memset(x->unknown[day] + from, 1, (size_t)(to - from));
    for (int32_t shelf = part->from; shelf < part->to; shelf++)
      laid = lay_shelf(part, day, shelf, laid);
    if (to == people) x->start[day][people] = laid;
    INVARIANT(3, to < people || (BROKEN(3) ? -1 : laid) == x->living[day]);
    if (x->kind->s->over) order_others(x, day, from, to, laid);
    for (int64_t row = from; row < to; row += SHELF) /* looked at here and there */
      INVARIANT(2, !BROKEN(2) && in_order(x, day, row));
  }
}

static void begin_parts(struct month_layout *l, struct lane *x) {
  const int64_t shelves = shelves_of(l);
  x->part = NEW_ARRAY(l->scratch[0], struct lane_part, l->threads);
  x->part_of = NEW_ARRAY(l->scratch[0], int32_t, shelves);
  for (int k = 0; k < l->threads; k++) {
    x->part[k] = (struct lane_part) { .lane = x,
                                      .from = (int32_t)(shelves * k / l->threads),
                                      .to = (int32_t)(shelves * (k + 1) / l->threads) };
    for (int32_t shelf = x->part[k].from; shelf < x->part[k].to; shelf++)
      x->part_of[shelf] = k;
  }
}

static void begin_day(struct month_layout *l, struct lane *x, int day) {
  x->lay[day] = true;
  x->start[day] = NEW_ARRAY(l->a, int32_t, l->m->people + COLUMN_SPARE);
  x->to[day] = NEW_ARRAY(l->a, int32_t, x->living[day] + 1);
  if (!x->absent_none) x->unknown[day] = NEW_ARRAY(l->a, uint8_t, l->m->people + COLUMN_SPARE);
}

/* Adds what holds in a stretch, by day. */
static void add_stretch(struct lane *x, const struct stretch *s, bool any[DAYS], bool *differ) {
  for (int states = 0; states < 1 << 2 * WAY_BITS; states++) {
    int32_t n = s->of_states[states];
    if (!n) continue;
    for (int day = 0; day < DAYS; day++) {
      any[day] |= state(states, x->way, day) != LINK_NOT;
      x->living[day] += state(states, x->way, day) == LINK_LIVING ? n : 0;
    }
    *differ |= state(states, x->way, FIRST) != state(states, x->way, LAST);
  }
}

void people_month_links_shelve(struct month_layout *l, struct month_links *links, struct month_tasks *tasks) {
  for (int i = 0; i < law_link_count(l->p->names->law); i++) {
    struct lane *x = links->lane[i];
    bool any[DAYS] = { false }, differ = false;
    if (!x) continue;
    for (size_t k = 0; k < x->kind->stretch.n; k++)
      add_stretch(x, &x->kind->stretch.at[k], any, &differ);
    if (any[LAST]) begin_day(l, x, LAST);
    if (differ && any[FIRST]) begin_day(l, x, FIRST);
    if (!differ) {
      x->start[FIRST] = x->start[LAST];
      x->to[FIRST] = x->to[LAST];
      x->unknown[FIRST] = x->unknown[LAST];
    }
    if (!x->lay[FIRST] && !x->lay[LAST]) continue;
    begin_parts(l, x);
    begin_shelves(l, x, tasks);
  }
}

/* Where the living of each part begin; every shelf is full. */
static void end_shelves(const struct month_layout *l, struct lane *x) {
  for (size_t k = 0; k < x->kind->stretch.n; k++) {
    const struct shelving *s = &x->shelving[k];
    for (int part = 1; part < l->threads; part++)
      for (int day = 0; day < DAYS; day++)
        for (int states = 0; states < 1 << WAY_BITS; states++)
          if (state(states, 0, day) == LINK_LIVING)
            x->part[part].before[day] += s->of_states[part - 1][states];
    int32_t last = shelves_of(l) - 1;
    INVARIANT(4, k + 1 < x->kind->stretch.n || s->next[last] - BROKEN(4) == x->shelf_end[last]);
  }
  for (int part = 1; part < l->threads; part++)
    for (int day = 0; day < DAYS; day++)
      x->part[part].before[day] += x->part[part - 1].before[day];
}

void people_month_links_lay(struct month_layout *l, struct month_links *links, struct month_tasks *tasks) {
  for (int i = 0; i < law_link_count(l->p->names->law); i++) {
    struct lane *x = links->lane[i];
    if (!x || !x->part) continue;
    end_shelves(l, x);
    for (int k = 0; k < l->threads; k++)
      if (x->part[k].from < x->part[k].to)
        *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { lay, &x->part[k] };
  }
}

void people_month_links_end(struct month_layout *l, struct month_links *links) {
  int n = law_link_count(l->p->names->law);
  bool same = true;
  struct law_link_column *column[DAYS];
  for (int day = 0; day < DAYS; day++) {
    column[day] = NEW_ARRAY(l->a, struct law_link_column, n + 1);
    for (int i = 0; i < n; i++) {
      const struct lane *x = links->lane[i];
      if (!x) continue;
      int laid = x->lay[day] ? day : LAST;
      struct law_link_column *c = &column[day][i];
      *c = (struct law_link_column) { .start = x->start[day], .to = x->to[day], .unknown = x->unknown[day] };
      for (int k = 0; x->part && k < l->threads; k++) {
        c->most = x->part[k].most[laid] > c->most ? x->part[k].most[laid] : c->most;
        c->having += x->part[k].having[laid];
      }
      same = same && x->start[FIRST] == x->start[LAST];
    }
  }
  l->m->last->link = column[LAST];
  l->m->first->link = same ? column[LAST] : column[FIRST];
}
