/* Columns of links on the first and on the last day of a month.
 *
 * The rows of a kind of link are walked once, for both days and both ways: what of them holds is noted with
 * the rows of its two ends. From these notes each column is laid. */
#include "people/month.h"

enum { FORWARDS, BACKWARDS, WAYS };
enum { FIRST, LAST, DAYS };
enum { STATE_BITS = 2, STATE_MASK = 3 };

struct note {
  int32_t key, what; /* rows of the month */
  uint8_t states;    /* by way and day, LINK_... in two bits */
};
struct kind {
  struct month_layout *l;
  const struct spells *s;
  struct note *note;
  int32_t n;
  int64_t living[WAYS][DAYS];
  bool any[WAYS][DAYS], differ[WAYS];
};
/* One column. */
struct lane {
  struct kind *kind;
  int way, day;
  int64_t *start;
  uint8_t *unknown;
  int32_t *to;
};
/* A link of the law. */
struct month_link {
  struct kind *kind; /* NULL: nothing recorded */
  int way;
  struct lane *lane[DAYS];
};
struct month_links {
  struct kind *kind; /* by section */
  struct month_link *link;
};

static int shift(int way, int day) { return (way * DAYS + day) * STATE_BITS; }
static int state(const struct note *x, int way, int day) { return x->states >> shift(way, day) & STATE_MASK; }

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

static void count(struct kind *k, const struct note *x) {
  for (int way = 0; way < WAYS; way++) {
    for (int day = 0; day < DAYS; day++) {
      k->living[way][day] += state(x, way, day) == LINK_LIVING;
      k->any[way][day] |= state(x, way, day) != LINK_NOT;
    }
    k->differ[way] |= state(x, way, FIRST) != state(x, way, LAST);
  }
}

static void walk_layer(struct kind *k, const struct spells *s) {
  const struct month_layout *l = k->l;
  const struct persons *all = &l->p->person;
  bool dense = all->n > 0 && all->id[all->n - 1] == all->n; /* then a place is the number less 1 */
  int32_t place = 0;
  for (int32_t i = 0; i < s->n; i++) {
    if (people_outdated(s, i) || s->from[i] > l->last || s->until[i] <= l->first) continue;
    while (place < all->n && all->id[place] < s->key[i])
      place++;
    if (place == all->n || all->id[place] != s->key[i]) continue;
    int32_t other = dense && s->what[i] > 0 && s->what[i] <= all->n ? s->what[i] - 1
                                                                    : people_at(l->p, s->what[i]);
    if (other < 0) continue;
    const uint8_t vital[WAYS] = { l->vital[place], l->vital[other] };
    struct note x = { l->at[place], l->at[other], states_of(l, s, i, vital) };
    if (!x.states) continue;
    assert(x.key >= 0 && x.what >= 0); /* who is born by the end of the month has a row */
    count(k, &x);
    k->note[k->n++] = x;
  }
}

static void walk(struct arena *scratch, void *context) {
  struct kind *k = context;
  int64_t all = 0;
  for (const struct spells *s = k->s; s; s = s->over)
    all += s->n;
  k->note = NEW_ARRAY(scratch, struct note, all + 1);
  for (const struct spells *s = k->s; s; s = s->over)
    walk_layer(k, s);
}

struct month_links *people_month_links(struct month_layout *l, struct month_tasks *tasks) {
  const struct people_names *names = l->p->names;
  struct arena *scratch = l->scratch[0];
  int n = law_link_count(names->law);
  struct month_links *links = NEW(scratch, struct month_links);
  links->kind = NEW_ARRAY(scratch, struct kind, l->p->n_link + 1);
  links->link = NEW_ARRAY(scratch, struct month_link, n + 1);
  for (int i = 0; i < n; i++) {
    int rows_of = law_link_inverse(names->law, i);
    int64_t symbol = names->link[rows_of >= 0 ? rows_of : i];
    const struct section *x = symbol ? people_section(l->p->link, l->p->n_link, REG_PERSON, symbol) : NULL;
    if (!x) continue;
    struct kind *k = &links->kind[x - l->p->link];
    if (!k->l) *VEC_PUSH(scratch, tasks) = (struct month_task) { walk, k };
    *k = (struct kind) { .l = l, .s = &x->s };
    links->link[i] = (struct month_link) { .kind = k, .way = rows_of >= 0 ? BACKWARDS : FORWARDS };
  }
  return links;
}

/* ---- laying ---- */

/* Each one's others by their ids, as people_links gives them. */
static void order_others(const struct lane *x, int64_t people, const int64_t *id) {
  for (int64_t row = 0; row < people; row++)
    for (int64_t i = x->start[row] + 1; i < x->start[row + 1]; i++) {
      int32_t moved = x->to[i];
      int64_t at = i;
      for (; at > x->start[row] && id[x->to[at - 1]] > id[moved]; at--)
        x->to[at] = x->to[at - 1];
      x->to[at] = moved;
    }
}

static void lay(struct arena *scratch, void *context) {
  struct lane *x = context;
  const struct kind *k = x->kind;
  int64_t people = k->l->m->people;
  (void)scratch;
  memset(x->unknown, 1, (size_t)people);
  for (int32_t i = 0; i < k->n; i++) {
    int says = state(&k->note[i], x->way, x->day);
    int32_t row = x->way == FORWARDS ? k->note[i].key : k->note[i].what;
    if (says == LINK_NOT) continue;
    x->unknown[row] = 0; /* a link to the dead says that there is nobody living */
    x->start[row + 2] += says == LINK_LIVING;
  }
  /* start[r + 2] counts r; summed, start[r + 1] is where r begins and moves to where it ends */
  for (int64_t row = 0; row < people; row++)
    x->start[row + 2] += x->start[row + 1];
  for (int32_t i = 0; i < k->n; i++) {
    const struct note *note = &k->note[i];
    if (state(note, x->way, x->day) != LINK_LIVING) continue;
    int32_t row = x->way == FORWARDS ? note->key : note->what,
            other = x->way == FORWARDS ? note->what : note->key;
    x->to[x->start[row + 1]++] = other;
  }
  order_others(x, people, k->l->m->person);
}

static struct lane *begin_lane(struct month_layout *l, const struct month_link *link, int day) {
  struct kind *k = link->kind;
  if (!k->any[link->way][day]) return NULL;
  struct lane *x = NEW(l->scratch[0], struct lane);
  *x = (struct lane) { k,
                       link->way,
                       day,
                       NEW_ARRAY(l->a, int64_t, l->m->people + 3),
                       NEW_ARRAY(l->a, uint8_t, l->m->people + COLUMN_SPARE),
                       NEW_ARRAY(l->a, int32_t, k->living[link->way][day] + 1) };
  return x;
}

void people_month_links_lay(struct month_layout *l, struct month_links *links, struct month_tasks *tasks) {
  for (int i = 0; i < law_link_count(l->p->names->law); i++) {
    struct month_link *link = &links->link[i];
    if (!link->kind) continue;
    link->lane[LAST] = begin_lane(l, link, LAST);
    link->lane[FIRST] = link->kind->differ[link->way] ? begin_lane(l, link, FIRST) : link->lane[LAST];
    for (int day = 0; day < DAYS; day++)
      if (link->lane[day] && (day == LAST || link->lane[day] != link->lane[LAST]))
        *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { lay, link->lane[day] };
  }
}

void people_month_links_end(struct month_layout *l, struct month_links *links) {
  int n = law_link_count(l->p->names->law);
  bool same = true;
  struct law_link_column *column[DAYS];
  for (int day = 0; day < DAYS; day++) {
    column[day] = NEW_ARRAY(l->a, struct law_link_column, n + 1);
    for (int i = 0; i < n; i++) {
      const struct lane *x = links->link[i].lane[day];
      if (x) column[day][i] = (struct law_link_column) { x->start, x->to, x->unknown };
      same = same && links->link[i].lane[FIRST] == links->link[i].lane[LAST];
    }
  }
  l->m->last->link = column[LAST];
  l->m->first->link = same ? column[LAST] : column[FIRST];
}
