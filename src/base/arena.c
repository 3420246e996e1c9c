/* Arenas: chunks that double, and what happens when a ceiling is reached.
 *
 * 1. What was given out never passes the ceiling.
 * 2. No chunk gives more than it has.
 * 3. Every piece begins at a multiple of ALIGN.
 *
 * A large arena's chunks are mapped from the system in huge pages and handed out without being touched:
 * beyond `used` they are zero as they came, so none of them is ever used a second time. */
#include <stdarg.h>
#include <sys/mman.h>

#include "base/base.h"
#include "base/base_words.h"

#define CHUNK_MIN ((size_t)16 << 10)
#define CHUNK_MAX ((size_t)4 << 20)
#define ALIGN     ((size_t)16)
#define HUGE_PAGE ((size_t)2 << 20)
#define LARGE_MIN ((size_t)64 << 20)

struct chunk {
  struct chunk *before;
  size_t size, used;
  size_t mapped; /* bytes mapped for it; 0: from malloc. Beyond `used` a mapped chunk is zero as it came */
  _Alignas(16) unsigned char at[];
};

struct arena {
  const char *name;
  size_t ceiling, used, next_chunk;
  bool large;
  struct chunk *first, *now;
  jmp_buf *guard;
};

static _Noreturn void reached(struct arena *a, enum err what, size_t size) {
  assert(a && (what == LIMIT || what == NOMEM));
  if (a->guard) longjmp(*a->guard, (int)what);
  if (what == LIMIT)
    fprintf(stderr, "ansinh: %s / %s: %s, %zu bytes (%zu + %zu)\n", WORDS(BASE_memory_limit), a->name,
            a->ceiling, a->used, size);
  else
    fprintf(stderr, "ansinh: %s / %s: %s, %zu bytes\n", WORDS(BASE_out_of_memory), a->name, size);
  exit(what == LIMIT ? 70 : 1);
}

static struct chunk *chunk_new(size_t size, struct chunk *before) {
  struct chunk *c = malloc(sizeof *c + size);
  if (!c) return NULL;
  *c = (struct chunk) { .before = before, .size = size };
  return c;
}

/* A chunk of at least `size` bytes on a huge page's edge, so that the system may back it by huge pages: a
 * page fault each 2 MiB instead of each 4 KiB. */
static struct chunk *chunk_map(size_t size, struct chunk *before) {
  if (size > SIZE_MAX / 2) return NULL;
  size_t whole = (size + sizeof(struct chunk) + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  unsigned char *p = mmap(NULL, whole + HUGE_PAGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) return NULL;
  size_t skip = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
  if (skip) munmap(p, skip);
  munmap(p + skip + whole, HUGE_PAGE - skip);
  (void)madvise(p + skip, whole, MADV_HUGEPAGE); /* where there are none, small pages do */
  struct chunk *c = (struct chunk *)(void *)(p + skip);
  *c = (struct chunk) { .before = before, .size = whole - sizeof *c, .mapped = whole };
  return c;
}

static void chunk_free(struct chunk *c) {
  if (c->mapped)
    munmap(c, c->mapped);
  else
    free(c);
}

struct arena *arena_new(const char *name, size_t ceiling) {
  assert(name && ceiling > 0 && ceiling <= SIZE_MAX / 2);
  struct arena *a = malloc(sizeof *a);
  if (!a) return NULL;
  struct chunk *c = chunk_new(CHUNK_MIN, NULL);
  if (!c) {
    free(a);
    return NULL;
  }
  *a = (struct arena) { .name = name, .ceiling = ceiling, .next_chunk = 2 * CHUNK_MIN, .first = c, .now = c };
  return a;
}

struct arena *arena_new_large(const char *name, size_t ceiling) {
  struct arena *a = arena_new(name, ceiling);
  if (a) a->large = true;
  return a;
}

static void free_down_to(struct arena *a, const struct chunk *last) {
  while (a->now != last) {
    struct chunk *before = a->now->before;
    chunk_free(a->now);
    a->now = before;
  }
}

void arena_free(struct arena *a) {
  if (!a) return;
  free_down_to(a, NULL);
  free(a);
}

void arena_reset(struct arena *a) {
  assert(a && a->first);
  struct chunk *last = a->now;
  /* The latest is the largest: what comes next fits sooner. A mapped one is never used twice. */
  if (last != a->first && last->size <= CHUNK_MAX && !last->mapped) {
    a->now = last->before;
    free_down_to(a, NULL);
    last->before = NULL;
    a->first = a->now = last;
  } else
    free_down_to(a, a->first);
  a->first->used = 0;
  a->used = 0;
  a->next_chunk = a->first->size < CHUNK_MAX ? 2 * a->first->size : CHUNK_MAX;
}

size_t arena_used(const struct arena *a) {
  assert(a);
  return a->used;
}

void arena_guard(struct arena *a, jmp_buf *guard) {
  assert(a);
  a->guard = guard;
}

static void hold(const struct arena *a, const void *piece) {
  INVARIANT(1, a->used <= a->ceiling);
  INVARIANT(2, a->now->used <= a->now->size);
  INVARIANT(3, ((uintptr_t)piece & (ALIGN - 1)) == 0);
}

static size_t aligned(size_t size) { return (size + ALIGN - 1) & ~(ALIGN - 1); }

void *arena_alloc(struct arena *a, size_t size) {
  assert(a && a->now && a->used <= a->ceiling);
  if (size > a->ceiling - a->used || aligned(size) > a->ceiling - a->used) reached(a, LIMIT, size);
  size_t need = aligned(size ? size : 1);
  if (need > a->now->size - a->now->used) {
    size_t room = need > a->next_chunk ? need : a->next_chunk;
    if (a->large && room < LARGE_MIN && a->used >= CHUNK_MAX / 2) room = LARGE_MIN;
    bool map = a->large && room >= HUGE_PAGE;
    struct chunk *c = map ? chunk_map(room, a->now) : chunk_new(room, a->now);
    if (!c) reached(a, NOMEM, size);
    a->now = c;
    if (a->next_chunk < CHUNK_MAX) a->next_chunk *= 2;
  }
  void *p = a->now->at + a->now->used;
  a->now->used += need;
  a->used += need > a->ceiling - a->used ? a->ceiling - a->used : need;
  if (BROKEN(1)) a->used = a->ceiling + 1;
  if (BROKEN(2)) a->now->used = a->now->size + 1;
  if (BROKEN(3)) p = (unsigned char *)p + 1;
  hold(a, p);
  return a->now->mapped ? p : memset(p, 0, need);
}

void *arena_array(struct arena *a, size_t count, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(count, size, &total)) reached(a, LIMIT, SIZE_MAX);
  return arena_alloc(a, total);
}

void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size) {
  assert(a && new_size >= old_size && (p || old_size == 0));
  if (!p) return arena_alloc(a, new_size);
  struct chunk *c = a->now;
  size_t old_need = aligned(old_size ? old_size : 1);
  bool last = c->used >= old_need && (unsigned char *)p == c->at + c->used - old_need;
  if (last && new_size <= c->size - (c->used - old_need) &&
      aligned(new_size) <= c->size - (c->used - old_need)) {
    size_t more = aligned(new_size ? new_size : 1) - old_need;
    if (more > a->ceiling - a->used) reached(a, LIMIT, new_size);
    /* The tail of the old piece is zeroed too: alignment may have left room that was written to. */
    memset((unsigned char *)p + old_size, 0, old_need - old_size + (c->mapped ? 0 : more));
    c->used += more;
    a->used += more;
    hold(a, p);
    return p;
  }
  void *q = arena_alloc(a, new_size);
  if (old_size) memcpy(q, p, old_size);
  return q;
}

char *arena_text(struct arena *a, const char *p, size_t n) {
  assert(p || n == 0);
  if (n == SIZE_MAX) reached(a, LIMIT, n);
  char *z = arena_alloc(a, n + 1);
  if (n) memcpy(z, p, n);
  return z;
}

char *arena_print(struct arena *a, const char *format, ...) {
  assert(a && format);
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  assert(n >= 0);
  /* No guard may be jumped to between va_copy and va_end on some systems; here va_end frees nothing. */
  char *z = arena_alloc(a, (size_t)n + 1);
  vsnprintf(z, (size_t)n + 1, format, again);
  va_end(again);
  return z;
}

void vec_grow(struct arena *a, void **at, size_t *cap, size_t n, size_t size) {
  assert(n <= *cap && size > 0);
  if (n < *cap) return;
  size_t more = *cap ? *cap * 2 : 8, bytes;
  if (*cap > SIZE_MAX / 2 || __builtin_mul_overflow(more, size, &bytes)) reached(a, LIMIT, SIZE_MAX);
  /* `at` is really the address of a T *: it is copied in and out so that no other pointer type touches it. */
  void *p;
  memcpy(&p, at, sizeof p);
  p = arena_grow(a, p, *cap * size, bytes);
  memcpy(at, &p, sizeof p);
  *cap = more;
}
