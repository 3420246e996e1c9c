/* How long a search takes: bench_search NAMES.csv FOLDER [PEOPLE] [COUNT]. Invents PEOPLE (1,300,000) with
 * names drawn by the weights of data/hue/names.csv, in households with a head and a place, keeps their index
 * in FOLDER (made when missing; what is there already is used), and types COUNT (5,000) queries of several
 * kinds. Prints the time to make, to open and to bring forward, and of each kind the median, the 99th
 * percentile and the longest answer in milliseconds. */
#include "search/search.h"

enum { LIST_MAX = 400, COUNT_MAX = 1000000, SHOWN = 20, FIELDS = 8, PLACES = 40 };

struct names {
  struct str text[LIST_MAX];
  int64_t upto[LIST_MAX];
  int n;
};
struct bench {
  struct arena *a;
  struct names surname, middle, given;
  int64_t people;
  struct kept_point point;
};

static void add_name(struct names *l, struct str text, int64_t weight) {
  if (l->n == LIST_MAX) return;
  l->text[l->n] = text;
  l->upto[l->n] = (l->n ? l->upto[l->n - 1] : 0) + weight;
  l->n++;
}

static struct str draw(struct rng *r, const struct names *l) {
  int64_t at = (int64_t)rng_below(r, (uint64_t)l->upto[l->n - 1]);
  int i = 0;
  while (l->upto[i] <= at)
    i++;
  return l->text[i];
}

static enum err read_names(struct bench *b, const char *path) {
  struct str text, f[FIELDS];
  enum err e = file_read(b->a, path, 4 << 20, &text);
  if (e != OK) return e;
  struct csv c = csv_new(b->a, text, ',');
  int n;
  int64_t weight;
  while (csv_row(&c, FIELDS, f, &n) == OK) {
    if (n != 7 || parse_int(f[4], &weight) != OK || weight <= 0) continue;
    if (str_is(f[0], "surname")) add_name(&b->surname, f[1], weight);
    if (str_is(f[0], "middle")) add_name(&b->middle, f[1], weight);
    if (str_is(f[0], "given")) add_name(&b->given, f[1], weight);
  }
  return b->surname.n && b->middle.n && b->given.n ? OK : INVALID;
}

/* The same person for the same id, whenever asked. */
static struct str name_of(struct bench *b, struct arena *a, int64_t id) {
  struct rng r = { (uint64_t)id * 7919 };
  struct str s = draw(&r, &b->surname), m = draw(&r, &b->middle), g = draw(&r, &b->given);
  char *z = rng_below(&r, 4) ? arena_print(a, "%.*s %.*s %.*s", (int)s.n, s.p, (int)m.n, m.p, (int)g.n, g.p)
                             : arena_print(a, "%.*s %.*s %.*s %.*s", (int)s.n, s.p, (int)m.n, m.p, (int)g.n,
                                           g.p, (int)g.n, draw(&r, &b->given).p);
  return str_of(z);
}

static struct search_person person_of(struct bench *b, struct arena *a, int64_t id) {
  struct rng r = { (uint64_t)id * 104729 + 1 };
  struct str name = name_of(b, a, id), given = name;
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] == ' ') given = (struct str) { name.p + i + 1, name.n - i - 1 };
  int64_t household = (id + 3) / 4, head = household * 4 - 3, area = 1 + household % PLACES;
  return (struct search_person) {
    .person = id,
    .household = household,
    .area = area,
    .name = name,
    .sort_key = str_of(arena_print(a, "%s %s", given.p, name.p)),
    .head = name_of(b, a, head),
    .place = str_of(arena_print(a, "Thôn %d Xã A Lưới %d", (int)(area % 9), (int)area)),
    .citizen_no = str_of(arena_print(a, "0461%08d", (int)rng_below(&r, 100000000))),
    .phone = rng_below(&r, 2) ? str_of(arena_print(a, "09%08d", (int)rng_below(&r, 100000000))) : S(""),
    .birth = (date)(-14000 + (int)rng_below(&r, 34000)),
    .birth_known = 3,
    .dead = rng_below(&r, 10) == 0,
    .has_grant = rng_below(&r, 20) == 0,
    .is_head = head == id,
  };
}

static enum err feed_last(void *context, struct kept_point *ret_point) {
  *ret_point = ((struct bench *)context)->point;
  return OK;
}

static enum err feed_stamp(void *context, int64_t act, int64_t *ret_stamp) {
  const struct bench *b = context;
  *ret_stamp = act > 0 ? b->people : 0;
  return OK;
}

static enum err feed_everybody(void *context, int64_t act, const struct search_take *take) {
  struct bench *b = context;
  struct arena *a = arena_new("one", 1 << 20);
  enum err e = act > 0 ? OK : INVALID;
  for (int64_t id = 1; id <= b->people && e == OK; id++) {
    struct search_person p = person_of(b, a, id);
    e = take->person(take->context, &p);
    arena_reset(a);
  }
  arena_free(a);
  return e;
}

/* Each act after the first touches four people. */
static enum err feed_touched(void *context, int64_t from, int64_t to, const struct search_take *take,
                             bool *ret_all) {
  struct bench *b = context;
  struct arena *a = arena_new("one", 16 << 20);
  enum err e = OK;
  *ret_all = false;
  for (int64_t act = from + 1; act <= to && e == OK; act++)
    for (int64_t i = 0; i < 4 && e == OK; i++) {
      struct search_person p = person_of(b, a, 1 + (act * 4 + i) % b->people);
      p.has_grant = !p.has_grant;
      e = take->person(take->context, &p);
    }
  arena_free(a);
  return e;
}

/* ---- what is typed ---- */

static struct str folded_name(struct bench *b, struct arena *a, struct rng *r) {
  return text_fold(a, name_of(b, a, 1 + (int64_t)rng_below(r, (uint64_t)b->people)));
}

static struct str type_unfinished(struct bench *b, struct arena *a, struct rng *r) {
  struct str name = folded_name(b, a, r);
  if (name.n > 2) name.n = 2 + (size_t)rng_below(r, name.n - 1);
  return str_trim(name);
}
static struct str type_whole(struct bench *b, struct arena *a, struct rng *r) { return folded_name(b, a, r); }
static struct str type_accented(struct bench *b, struct arena *a, struct rng *r) {
  return name_of(b, a, 1 + (int64_t)rng_below(r, (uint64_t)b->people));
}
static struct str type_nguyen(struct bench *b, struct arena *a, struct rng *r) {
  (void)b, (void)a, (void)r;
  return S("nguyen");
}
static struct str type_two_letters(struct bench *b, struct arena *a, struct rng *r) {
  struct str name = folded_name(b, a, r);
  name.n = 2;
  return name;
}
static struct str type_one_letter(struct bench *b, struct arena *a, struct rng *r) {
  struct str name = folded_name(b, a, r);
  name.n = 1;
  return name;
}
static struct str type_with_head(struct bench *b, struct arena *a, struct rng *r) {
  struct search_person p = person_of(b, a, 1 + (int64_t)rng_below(r, (uint64_t)b->people));
  return str_of(arena_print(a, "%s ho %s", text_fold(a, p.name).p, text_fold(a, p.head).p));
}
static struct str type_with_place(struct bench *b, struct arena *a, struct rng *r) {
  return str_of(arena_print(a, "%s a luoi %d", folded_name(b, a, r).p, 1 + (int)rng_below(r, PLACES)));
}
static struct str type_year(struct bench *b, struct arena *a, struct rng *r) {
  (void)b;
  return str_of(arena_print(a, "%d", 1935 + (int)rng_below(r, 80)));
}
static struct str type_number(struct bench *b, struct arena *a, struct rng *r) {
  struct search_person p = person_of(b, a, 1 + (int64_t)rng_below(r, (uint64_t)b->people));
  p.citizen_no.n = 3 + (size_t)rng_below(r, 10);
  return p.citizen_no;
}
static struct str type_nobody(struct bench *b, struct arena *a, struct rng *r) {
  return str_of(arena_print(a, "%s zzq an", folded_name(b, a, r).p));
}

static const struct kind {
  const char *name;
  struct str (*type)(struct bench *b, struct arena *a, struct rng *r);
  int share; /* of COUNT, a hundredth */
} kinds[] = {
  { "names, unfinished", type_unfinished, 100 },
  { "names, whole", type_whole, 100 },
  { "names, accents", type_accented, 100 },
  { "nguyen", type_nguyen, 20 },
  { "two letters", type_two_letters, 20 },
  { "one letter", type_one_letter, 10 },
  { "name and head", type_with_head, 20 },
  { "name and place", type_with_place, 20 },
  { "year", type_year, 20 },
  { "number", type_number, 20 },
  { "nobody", type_nobody, 20 },
};

/* The processor's time, so that what else runs on the machine does not count. */
static double used_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

static enum err measure(struct bench *b, struct search *s, const struct kind *kind, int64_t count) {
  struct arena *typing = arena_new("typing", 1 << 20), *answer = arena_new("answer", 16 << 20);
  double *took = NEW_ARRAY(b->a, double, count);
  struct rng r = { 3 };
  struct viewer viewer = { .role = VIEWER_MAY_ALL };
  int64_t found = 0;
  enum err e = OK;
  for (int64_t i = 0; i < count && e == OK; i++) {
    struct search_ask ask = { .typed = kind->type(b, typing, &r), .today = 20600, .max = SHOWN };
    struct search_page page;
    double start = used_seconds();
    e = search_find(&viewer, answer, s, &ask, &page);
    took[i] = (used_seconds() - start) * 1e3;
    found += e == OK ? page.total : 0;
    arena_reset(typing);
    arena_reset(answer);
  }
  qsort(took, (size_t)count, sizeof *took, by_size);
  printf("%-18s %6lld typed, %8lld found on average; ms: p50 %6.3f, p99 %6.3f, longest %6.3f\n", kind->name,
         (long long)count, (long long)(found / count), took[count / 2], took[count * 99 / 100],
         took[count - 1]);
  arena_free(typing);
  arena_free(answer);
  return e;
}

static enum err bench(struct bench *b, const char *folder, int64_t count) {
  const struct kept_set set = { .folder = folder,
                                .register_id = arena_print(b->a, "BENCH%lld", (long long)b->people) };
  const struct search_feed feed = {
    .context = b, .last = feed_last, .stamp = feed_stamp, .everybody = feed_everybody, .touched = feed_touched
  };
  struct search *s;
  double start = clock_seconds();
  enum err e = search_open(b->a, &set, &feed, &s);
  if (e != OK) return e;
  b->point = (struct kept_point) { 1, b->people };
  e = search_bring(s, 1);
  printf("ready in %.3f s, peak memory %zu MiB\n", clock_seconds() - start, peak_memory_kib() / 1024);
  int64_t act = search_act(s);
  for (int64_t acts = 1; acts <= 1000 && e == OK; acts *= 10) {
    b->point.act = act += acts;
    start = clock_seconds();
    e = search_bring(s, act);
    printf("%lld acts more in %.2f ms\n", (long long)acts, (clock_seconds() - start) * 1e3);
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && e == OK; i++)
    e = measure(b, s, &kinds[i], 1 + count * kinds[i].share / 100);
  search_close(s);
  return e;
}

int main(int argc, char **argv) {
  int64_t count = 5000;
  struct bench b = { .people = 1300000 };
  bool ok = argc >= 3 && argc <= 5 && (argc < 4 || parse_int(str_of(argv[3]), &b.people) == OK) &&
            (argc < 5 || parse_int(str_of(argv[4]), &count) == OK);
  if (!ok || b.people < 4 || count < 1 || count > COUNT_MAX) {
    fprintf(stderr, "bench_search NAMES.csv FOLDER [PEOPLE] [COUNT]\n");
    return 2;
  }
  b.a = arena_new("bench", (size_t)256 << 20);
  enum err e = read_names(&b, argv[1]);
  if (e == OK) e = bench(&b, argv[2], count);
  if (e != OK) fprintf(stderr, "bench_search: fault %d\n", (int)e);
  arena_free(b.a);
  return e == OK ? 0 : 1;
}
