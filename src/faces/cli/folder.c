/* Files that are written together: beside, and then in one step in the place of those before. */
#include "faces/cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRITING ".writing-" /* and the number of its process, behind the name of the folder it is for */
enum { NAME_BYTES_MAX = 60, HASH_LETTERS = 64, MANIFEST_BYTES_MAX = 32 << 20, PIECE_BYTES = 64 << 10 };

struct str cli_folder_name(struct arena *a, struct str text) {
  char *out = arena_text(a, text.p, text.n);
  size_t n = 0;
  for (size_t i = 0; i < text.n && n < NAME_BYTES_MAX; i++) {
    char c = text.p[i];
    bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain || (n > 0 && out[n - 1] != '-')) out[n++] = plain ? c : '-';
  }
  while (n > 0 && out[n - 1] == '-')
    n--;
  return n > 0 ? (struct str) { out, n } : S("0");
}

/* ---- what is there ---- */

/* The hash a manifest gives for a name; NULL: it has no such name. */
static const char *in_manifest(struct str manifest, const char *name) {
  size_t length = strlen(name);
  for (size_t at = 0; at < manifest.n;) {
    const char *end = memchr(manifest.p + at, '\n', manifest.n - at);
    size_t n = end ? (size_t)(end - manifest.p) - at : manifest.n - at, head = HASH_LETTERS + 2;
    bool of_file = manifest.p[at] != '#';
    if (of_file && n == head + length && memcmp(manifest.p + at + head, name, length) == 0)
      return manifest.p + at;
    at += n + 1;
  }
  return NULL;
}

typedef enum err on_file(void *context, const char *name);

/* Every name in a folder but itself and what is above. */
static enum err each(const char *dir, void *context, on_file *on) {
  DIR *d = opendir(dir);
  struct dirent *x;
  enum err e = d ? OK : IO;
  if (!d) return e;
  while (e == OK && (x = readdir(d)) != NULL)
    if (strcmp(x->d_name, ".") != 0 && strcmp(x->d_name, "..") != 0) e = on(context, x->d_name);
  closedir(d);
  return e;
}

/* The hash of a file's bytes. CONFLICT: it is no file. */
static enum err hash_file(const char *path, char ret_hash[HASH_LETTERS + 1]) {
  struct stat st;
  char bytes[PIECE_BYTES];
  struct sha256 all = sha256_begin();
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return errno == ELOOP ? CONFLICT : IO;
  enum err e = fstat(fd, &st) != 0 ? IO : S_ISREG(st.st_mode) ? OK : CONFLICT;
  ssize_t n = 1;
  while (e == OK && n > 0) {
    n = read(fd, bytes, sizeof bytes);
    if (n > 0) sha256_add(&all, bytes, (size_t)n);
    if (n < 0 && errno != EINTR) e = IO;
    if (n < 0) n = 1;
  }
  close(fd);
  if (e == OK) sha256_end(&all, ret_hash);
  return e;
}

struct written {
  struct arena *a;
  const char *dir, *listed;
  struct str manifest;
};

/* Named, and as it was written: a line an officer added is his work, and stays. */
static enum err must_be_as_written(void *context, const char *name) {
  const struct written *x = context;
  char hash[HASH_LETTERS + 1];
  if (strcmp(name, x->listed) == 0) return OK;
  const char *then = in_manifest(x->manifest, name);
  if (then == NULL) return CONFLICT;
  enum err e = hash_file(arena_print(x->a, "%s/%s", x->dir, name), hash);
  if (e != OK) return e;
  return memcmp(hash, then, HASH_LETTERS) == 0 ? OK : CONFLICT;
}

static enum err read_manifest(struct written *x) {
  enum err e = file_read(x->a, arena_print(x->a, "%s/%s", x->dir, x->listed), MANIFEST_BYTES_MAX,
                         &x->manifest);
  if (e == NOT_FOUND) x->manifest = S("");
  return e == NOT_FOUND ? OK : e;
}

enum err cli_folder_free(struct arena *a, const char *dir, const char *listed) {
  assert(a && dir && listed);
  struct stat st;
  struct written x = { .a = a, .dir = dir, .listed = listed };
  if (lstat(dir, &st) != 0) return errno == ENOENT ? OK : IO;
  if (!S_ISDIR(st.st_mode)) return CONFLICT;
  enum err e = read_manifest(&x);
  return e == OK ? each(dir, &x, must_be_as_written) : CONFLICT;
}

/* ---- taken away ---- */

struct removing {
  struct arena *a;
  const char *dir;
};

static enum err remove_file(void *context, const char *name) {
  const struct removing *x = context;
  return unlink(arena_print(x->a, "%s/%s", x->dir, name)) == 0 ? OK : IO;
}

static void remove_folder(struct arena *a, const char *dir) {
  struct removing x = { a, dir };
  if (each(dir, &x, remove_file) == OK) (void)rmdir(dir);
}

/* Opens a folder being written and holds it; -1: somebody else does, or it cannot be held here. */
static int hold(const char *dir) {
  int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  if (fd >= 0) close(fd);
  return -1;
}

struct leaving {
  struct arena *a;
  const char *above, *begin, *listed; /* the folder they lie in, how their names begin, the manifest's name */
};

/* A folder of that name whose writer holds it no longer was left by a run that was cut short. One that is
 * whole may have changed places with what was there before, and goes only as that is replaced. */
static enum err take_left(void *context, const char *name) {
  const struct leaving *x = context;
  size_t n = strlen(x->begin);
  bool named = strncmp(name, x->begin, n) == 0 && name[n] && name[n + strspn(name + n, "0123456789")] == 0;
  if (!named) return OK;
  const char *dir = arena_print(x->a, "%s/%s", x->above, name);
  struct stat st;
  bool own = lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
  int fd = own ? hold(dir) : -1;
  if (fd < 0) return OK;
  bool whole = lstat(arena_print(x->a, "%s/%s", dir, x->listed), &st) == 0;
  if (!whole || cli_folder_free(x->a, dir, x->listed) == OK) remove_folder(x->a, dir);
  close(fd);
  return OK;
}

static void take_all_left(struct arena *a, const char *dir, const char *listed) {
  const char *slash = strrchr(dir, '/'), *name = slash ? slash + 1 : dir;
  const char *above = slash == dir ? "/" : slash ? arena_text(a, dir, (size_t)(slash - dir)) : ".";
  struct leaving x = { a, above, arena_print(a, "%s" WRITING, name), listed };
  (void)each(above, &x, take_left); /* a folder that cannot be read is told by whoever writes there */
}

/* ---- written ---- */

/* Made and held. Who takes away what was left may come in between: then it is made again. */
static enum err make_held(const char *dir, int *ret_lock) {
  for (int tries = 0; tries < 3; tries++) {
    struct stat held, named;
    if (mkdir(dir, 0700) != 0) return IO;
    int fd = hold(dir);
    bool there = lstat(dir, &named) == 0;
    bool ours = fd < 0 ? there : there && fstat(fd, &held) == 0 && held.st_ino == named.st_ino;
    if (ours) {
      *ret_lock = fd;
      return OK;
    }
    if (fd >= 0) close(fd);
  }
  return IO;
}

enum err cli_folder_begin(struct arena *a, const char *dir, const char *listed, struct folder *ret_f) {
  assert(a && dir && listed && ret_f);
  char real[PATH_MAX];
  struct folder f = { .a = a, .listed = listed, .manifest = buf_new(a, MANIFEST_BYTES_MAX), .lock = -1 };
  size_t n = strlen(dir);
  while (n > 1 && dir[n - 1] == '/')
    n--;
  f.dir = arena_text(a, dir, n);
  if (realpath(f.dir, real)) f.dir = arena_text(a, real, strlen(real));
  enum err e = cli_folder_free(a, f.dir, listed);
  if (e != OK) return e;
  take_all_left(a, f.dir, listed);
  f.beside = arena_print(a, "%s" WRITING "%lld", f.dir, (long long)getpid());
  if ((e = make_held(f.beside, &f.lock)) != OK) return e;
  *ret_f = f;
  return OK;
}

enum err cli_folder_say(struct folder *f, const char *name, const char *value) {
  assert(f && f->beside && strchr(name, '\n') == NULL && strchr(value, '\n') == NULL);
  buf_print(&f->manifest, "# %s: %s\n", name, value);
  return f->manifest.full ? LIMIT : OK;
}

static enum err note_file(struct folder *f, const char *name, const char *hash) {
  f->files++;
  buf_print(&f->manifest, "%s  %s\n", hash, name);
  return f->manifest.full ? LIMIT : OK;
}

enum err cli_folder_add(struct folder *f, const char *name, struct str text) {
  assert(f && f->beside && name[0] != 0 && name[0] != '.' && strchr(name, '/') == NULL);
  if (in_manifest(buf_view(&f->manifest), name) || strcmp(name, f->listed) == 0) return CONFLICT;
  if (f->files >= FOLDER_FILES_MAX) return LIMIT;
  char hash[HASH_LETTERS + 1];
  sha256_hex(text.p, text.n, hash);
  enum err e = note_file(f, name, hash);
  return e == OK ? file_write(arena_print(f->a, "%s/%s", f->beside, name), text) : e;
}

enum err cli_folder_take(struct folder *f, const char *name) {
  assert(f && f->beside && strchr(name, '/') == NULL);
  char hash[HASH_LETTERS + 1];
  enum err e = hash_file(arena_print(f->a, "%s/%s", f->beside, name), hash);
  return e == OK ? note_file(f, name, hash) : e;
}

void cli_folder_drop(struct folder *f) {
  if (f->beside) remove_folder(f->a, f->beside);
  if (f->lock >= 0) close(f->lock);
  f->beside = NULL;
  f->lock = -1;
}

static enum err sync_folder(const char *dir) {
  int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return IO;
  int bad = fsync(fd);
  close(fd);
  return bad ? IO : OK;
}

/* Where the file system cannot exchange two names there is a moment without either; never a mixture. */
static enum err exchange(struct folder *f) {
  if (renameat2(AT_FDCWD, f->beside, AT_FDCWD, f->dir, RENAME_EXCHANGE) == 0) return OK;
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) return IO;
  const char *old = arena_print(f->a, "%s.before-%lld", f->dir, (long long)getpid());
  if (rename(f->dir, old) != 0) return IO;
  if (rename(f->beside, f->dir) == 0) {
    f->beside = old;
    return OK;
  }
  (void)rename(old, f->dir);
  return IO;
}

enum err cli_folder_end(struct folder *f) {
  assert(f && f->beside);
  struct stat st;
  enum err e = file_write(arena_print(f->a, "%s/%s", f->beside, f->listed), buf_view(&f->manifest));
  if (e == OK) e = sync_folder(f->beside);
  if (e == OK)
    e = cli_folder_free(f->a, f->dir, f->listed); /* somebody may have put something there meanwhile */
  if (e != OK) return e;
  if (lstat(f->dir, &st) == 0) {
    e = exchange(f);
    if (e == OK && cli_folder_free(f->a, f->beside, f->listed) == CONFLICT) { /* in the last moment */
      (void)exchange(f);
      e = CONFLICT;
    }
    if (e == OK) remove_folder(f->a, f->beside);
  } else if (rename(f->beside, f->dir) != 0)
    e = IO;
  if (e == OK) f->beside = NULL;
  return e;
}
