/* kept: derived data kept as files that are mapped. It knows nothing of what is in them.
 *
 * A keep is a folder. Of each name in it there are
 *   NAME.<act>.gen      a generation: everything up to an act, as sections of plain arrays. Made once, whole,
 * never changed; NAME.<act>.journal  what came after that generation: entries in the order of acts, only ever
 * added to; NAME.lock           held by the one writer; NAME.<pid>.new      a generation that is being
 * written. Everything carries checksums, the register's id and the program's format number. What is damaged,
 * of another register or of another format counts as not there, is made anew, and is said (kept_set.say). A
 * torn end of a journal, left by a writer that was killed, is simply not read. Beside a generation stands
 * NAME.<act>.whole: that a writer has found it whole; while neither the file has changed since nor the
 * machine was started again, its sums are not made again.
 *
 * A reader maps the newest whole generation and the whole entries of its journal, and keeps them however many
 * newer ones come, until it asks for more. Nothing mapped is cut or written again: space is reserved before
 * it is written, so a full disk is LIMIT and never a signal. Old generations go when no reader holds them and
 * a newer one is whole. Files have mode 0600.
 *
 * Who needs act N brings the keep to N (kept_bring): by one at a time, the others wait and find it done.
 * Derived data is not synced entry by entry: what a fall of the machine loses is made again. A struct kept
 * belongs to one thread. */
#ifndef ANSINH_KEPT_H
#define ANSINH_KEPT_H

#include "base/base.h"

enum {
  KEPT_SECTIONS_MAX = 48,
  KEPT_ENTRIES_MAX = 4096, /* of one journal: the maker makes a new generation before */
  KEPT_NAME_MAX = 24,      /* letters of a name, of a register's id */
  KEPT_ALIGN = 64          /* bytes: how sections and entries are aligned */
};

/* An act, and what tells it from another act of that number: a register restored from a backup may come to
 * the same number, and the same instant, by another way. */
struct kept_point {
  int64_t act, stamp;
};

/* Why a file was not used, or could not be written. Texts: kept_messages.def. */
enum kept_notice {
#define SAY(id, vi, en) KEPT_##id,
#include "kept/kept_messages.def"
#undef SAY
  KEPT_NOTICES
};
/* The notice in that language; it lives as long as the program. */
const char *kept_text(enum kept_notice notice, enum lang lang);

/* What touches the disk when writing; NULL fields are not allowed. Tests put their own functions in. */
struct kept_system {
  int (*reserve)(int fd, int64_t at, int64_t size);                 /* 0 or an errno, as posix_fallocate */
  int (*write)(int fd, const void *bytes, size_t size, int64_t at); /* all of it: 0 or -1 */
  int (*sync)(int fd);
  int (*rename)(const char *from, const char *to);
  int (*unlink)(const char *path);
};
extern const struct kept_system kept_machine;

struct kept_set {
  const char *folder;      /* made when missing; the folder above must be there. NULL: in memory, for as
                              long as it is open and for nobody else */
  const char *name;        /* small letters: "search" */
  const char *register_id; /* 1 to KEPT_NAME_MAX letters */
  uint32_t format;         /* raised when sections or entries come to mean something else */
  const struct kept_system *system; /* NULL: kept_machine */
  /* Told of each file that is not used and of a full disk; NULL: a line on stderr. */
  void (*say)(void *context, enum kept_notice notice, const char *file);
  void *context;
};

/* Where the keeps of a register are (`register_id`: what names this register in this place and no copy of it
 * elsewhere, reg_keep_id; plain letters and digits): PATH.kept beside a file (links followed); for a server's
 * address a folder named by the register's id under $ANSINH_KEPT, else $XDG_CACHE_HOME/ansinh, else
 * $HOME/.cache/ansinh (made when missing). In `a`. */
const char *kept_folder(struct arena *a, const char *database, const char *register_id);

struct kept;
/* Opens without reading or making anything. Texts of `set` are copied. The arena must outlive it; kept_close
 * lets go of files and mappings. IO when the folder cannot be made. */
enum err kept_open(struct arena *a, const struct kept_set *set, struct kept **ret_kept);
void kept_close(struct kept *k); /* NULL allowed */

/* What is mapped. Pointers hold until the next kept_refresh, kept_bring or kept_close of this struct kept. */
bool kept_present(const struct kept *k); /* is there a generation? */
struct kept_point kept_at(
    const struct kept *k); /* the last act, entries included; act -1 when nothing is present */
int64_t kept_generation(const struct kept *k); /* the generation's act; -1 */
int kept_section_count(const struct kept *k);
const void *kept_section(const struct kept *k, int i, size_t *ret_size);
struct kept_entry {
  struct kept_point from, to; /* what it brings forward: acts above from.act, up to to.act */
  struct str data;
};
/* How many entries the journal read has, and the i-th of them (0 .. count - 1); views, as long as `k` is
 * open. */
int kept_entry_count(const struct kept *k);
struct kept_entry kept_entry(const struct kept *k, int i);

/* Maps what is newest. NOT_FOUND when there is nothing whole; IO. */
enum err kept_refresh(struct kept *k);

/* ---- bringing ---- */

struct kept_writer;
struct kept_maker {
  void *context;
  /* Does the register know this act by this stamp? Asked of what is found before it is used; false: it is
   * made anew. */
  enum err (*holds)(void *context, struct kept_point point, bool *ret_holds);
  /* Called by the one writer, with what is there now (kept_writer_base). It makes one generation (kept_begin,
   * kept_finish) or appends one entry, up to the act wanted at least. */
  enum err (*make)(void *context, struct kept_writer *w);
};
/* Maps a state that holds act `act` at least, made by `maker` when it is not there. LIMIT: the disk is full
 * (said); the error of the maker otherwise. After an error what is mapped is whole, but old. */
enum err kept_bring(struct kept *k, int64_t act, const struct kept_maker *maker);

/* What is present while the writer works; only to be read. */
const struct kept *kept_writer_base(const struct kept_writer *w);
/* A new generation with sections of these sizes in bytes. ret_memory[i] gets zeroed memory, aligned, to be
 * filled before kept_finish. LIMIT when the disk has no room for it. */
enum err kept_begin(struct kept_writer *w, int count, const size_t *sizes, void **ret_memory);
/* Seals it as the state at `at`. */
enum err kept_finish(struct kept_writer *w, struct kept_point at);
/* Adds an entry from what is present to `to`. Not after kept_begin. There must be a generation and room for
 * an entry. */
enum err kept_append(struct kept_writer *w, struct kept_point to, struct str data);

#endif
