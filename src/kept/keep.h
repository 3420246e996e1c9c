/* What the files of the keep share: how a generation and a journal entry look on disk, and the struct that
 * has them mapped. Private to src/kept. Numbers are in the machine's byte order: a keep never leaves its
 * machine. */
#ifndef ANSINH_KEPT_KEEP_H
#define ANSINH_KEPT_KEEP_H

#include "kept/kept.h"

enum { KEPT_LAYOUT = 1, KEPT_PATH_MAX = 1024 };
#define KEPT_MAGIC       0x4E474E495348414Bu /* of a generation */
#define KEPT_ENTRY_MAGIC 0x59525445534E4147u

struct keep_section {
  uint64_t at, size, sum; /* sum: of the section's bytes */
};
/* The first bytes of a generation. */
struct keep_header {
  uint64_t magic;
  uint32_t layout, format;
  char register_id[KEPT_NAME_MAX + 8];
  struct kept_point point;
  uint64_t length; /* of the file */
  uint32_t count, pad;
  struct keep_section section[KEPT_SECTIONS_MAX];
  uint64_t sum; /* of all before it */
};
/* The first bytes of a journal entry; its data follow, and it ends at the next multiple of KEPT_ALIGN. */
struct keep_entry {
  uint64_t magic, size;
  struct kept_point from, to;
  uint64_t data_sum;
  uint64_t sum; /* of all before it, begun with the generation's own sum: no entry is read with another
                   generation */
};
_Static_assert(sizeof(struct keep_entry) == KEPT_ALIGN, "an entry's data are aligned");

struct keep_map {
  int fd; /* -1 none; of a generation it holds the shared lock */
  unsigned char *at;
  size_t size;
  bool held; /* the shared lock was asked for and got */
};

struct kept {
  struct kept_set set;
  struct keep_map gen, journal;
  const struct keep_header *header; /* NULL: nothing present */
  struct kept_entry *entry;         /* room for KEPT_ENTRIES_MAX */
  int entries;
  int64_t whole; /* bytes of the journal that are whole entries */
  bool trusted;  /* the maker has confirmed what is mapped */
  bool noted;    /* the generation was taken on its note */
  bool quiet;    /* a writer will look again, and say it then */
  bool writing;  /* this process holds NAME.lock */
  bool memory;   /* of nobody else and of no folder: files without a name */
};

/* The checksum of `size` bytes, carried on from `seed`. */
uint64_t keep_sum(const void *bytes, size_t size, uint64_t seed);
/* `size` rounded up to whole pages, as parts lie in a file. */
size_t keep_round(size_t size);
/* Calls kept_set.say. */
void keep_say(const struct kept *k, enum kept_notice notice, const char *file);
/* "FOLDER/NAME.<act>.<kind>"; false when it is too long. */
bool keep_path(const struct kept *k, int64_t act, const char *kind, char path[KEPT_PATH_MAX]);
/* The acts of the generations in the folder, the newest first; at most `max`. */
int keep_list(const struct kept *k, int64_t *ret_acts, int max);
/* Takes what a generation or a journal of memory is now, from where it was written; `m` is the keep's from
 * here. */
void keep_take_generation(struct kept *k, struct keep_map m);
enum err keep_take_journal(struct kept *k, struct keep_map m);
/* Lets go of what is mapped. */
void keep_drop(struct kept *k);
/* Does a note say that the generation mapped was found whole, and has it not changed since? */
bool keep_noted(const struct kept *k, const struct keep_map *m, const struct keep_header *h);
/* Notes that the generation that `k` has mapped is whole: all its sums were right. Only for the writer; where
 * the note cannot be written there is none, and readers read all. */
void keep_note(const struct kept *k);
/* Takes away a generation with its journal and its note. */
void keep_remove(const struct kept *k, int64_t act);
/* Removes what killed writers left half done. Only for the writer. */
void keep_remove_unfinished(const struct kept *k);

#endif
