/* Files that are written together: beside, and then in one step in the place of those before. */
#include "faces/cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES_MAX = 60, HASH_LETTERS = 64, MANIFEST_BYTES_MAX = 32 << 20 };

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

/* Is a name in a manifest? */
static bool in_manifest(struct str manifest, const char *name) {
  size_t length = strlen(name);
  for (size_t at = 0; at < manifest.n;) {
    const char *end = memchr(manifest.p + at, '\n', manifest.n - at);
    size_t n = end ? (size_t)(end - manifest.p) - at : manifest.n - at, head = HASH_LETTERS + 2;
    if (n == head + length && memcmp(manifest.p + at + head, name, length) == 0) return true;
    at += n + 1;
  }
  return false;
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

static enum err must_be_named(void *context, const char *name) {
  const struct str *manifest = context;
  return strcmp(name, FOLDER_MANIFEST) == 0 || in_manifest(*manifest, name) ? OK : CONFLICT;
}

static enum err read_manifest(struct arena *a, const char *dir, struct str *ret_text) {
  enum err e = file_read(a, arena_print(a, "%s/" FOLDER_MANIFEST, dir), MANIFEST_BYTES_MAX, ret_text);
  if (e == NOT_FOUND) *ret_text = S("");
  return e == NOT_FOUND ? OK : e;
}

/* Nothing, an empty folder, or one that was written here: nobody's own files. */
static enum err may_be_replaced(struct arena *a, const char *dir) {
  struct stat st;
  struct str manifest;
  if (lstat(dir, &st) != 0) return errno == ENOENT ? OK : IO;
  if (!S_ISDIR(st.st_mode)) return CONFLICT;
  enum err e = read_manifest(a, dir, &manifest);
  return e == OK ? each(dir, &manifest, must_be_named) : CONFLICT;
}

/* ---- written ---- */

enum err cli_folder_begin(struct arena *a, const char *dir, struct folder *ret_f) {
  assert(a && dir && ret_f);
  char real[PATH_MAX];
  struct folder f = { .a = a, .manifest = buf_new(a, MANIFEST_BYTES_MAX) };
  size_t n = strlen(dir);
  while (n > 1 && dir[n - 1] == '/')
    n--;
  f.dir = arena_text(a, dir, n);
  if (realpath(f.dir, real)) f.dir = arena_text(a, real, strlen(real));
  enum err e = may_be_replaced(a, f.dir);
  if (e != OK) return e;
  f.beside = arena_print(a, "%s.writing-%lld", f.dir, (long long)getpid());
  if (mkdir(f.beside, 0700) != 0) return IO;
  *ret_f = f;
  return OK;
}

enum err cli_folder_add(struct folder *f, const char *name, struct str text) {
  assert(f && f->beside && name[0] != 0 && name[0] != '.' && strchr(name, '/') == NULL);
  char hash[HASH_LETTERS + 1];
  if (in_manifest(buf_view(&f->manifest), name) || strcmp(name, FOLDER_MANIFEST) == 0) return CONFLICT;
  if (f->files++ >= FOLDER_FILES_MAX) return LIMIT;
  sha256_hex(text.p, text.n, hash);
  buf_print(&f->manifest, "%s  %s\n", hash, name);
  return f->manifest.full ? LIMIT : file_write(arena_print(f->a, "%s/%s", f->beside, name), text);
}

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

void cli_folder_drop(struct folder *f) {
  if (f->beside) remove_folder(f->a, f->beside);
  f->beside = NULL;
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
  enum err e = file_write(arena_print(f->a, "%s/" FOLDER_MANIFEST, f->beside), buf_view(&f->manifest));
  if (e == OK) e = sync_folder(f->beside);
  if (e == OK) e = may_be_replaced(f->a, f->dir); /* somebody may have put something there meanwhile */
  if (e != OK) return e;
  if (lstat(f->dir, &st) == 0) {
    e = exchange(f);
    if (e == OK) remove_folder(f->a, f->beside);
  } else if (rename(f->beside, f->dir) != 0)
    e = IO;
  if (e == OK) f->beside = NULL;
  return e;
}
