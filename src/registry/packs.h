/* packs: the texts of the law as part of the record. A text is kept once under its SHA-256, a set of texts
 * under the SHA-256 of their hashes in order (as law_hash says it), so keeping either again is nothing: what
 * is kept can neither change nor be lost by keeping more; a set is called by the names its texts had when it
 * was first kept. That the office goes by a set is an act; of one register the set adopted last, as known at
 * an act, is in use.
 *
 * Keeping is no act: a text says nothing about anybody, and whoever stores an answer may have to keep the
 * texts it came from, adopted or not. The law is no secret: every viewer reads it. */
#ifndef ANSINH_REGISTRY_PACKS_H
#define ANSINH_REGISTRY_PACKS_H

#include "registry/registry.h"

enum {
  REG_PACK_TEXTS_MAX = 1000,     /* texts of a set */
  REG_PACK_BYTES_MAX = 16 << 20, /* bytes of a text */
  REG_PACKS_HASH = 64            /* letters of a hash */
};

struct reg_pack_text {
  struct str name, body;
};
struct reg_pack_set {
  int n;
  const struct reg_pack_text *text;
};

/* The set's hash, closed by NUL. */
void reg_packs_hash(struct arena *scratch, const struct reg_pack_set *set, char ret_hash[REG_PACKS_HASH + 1]);
/* Keeps the texts and the set. INVALID with *refusal filled: no text, too many or too large, not UTF-8. */
enum err reg_packs_keep(struct db *db, struct arena *scratch, const struct reg_pack_set *set,
                        char ret_hash[REG_PACKS_HASH + 1], struct reg_refusal *refusal);
/* The texts of a set, in order. NOT_FOUND: not kept here. A text that no longer has its hash is a damaged
 * row: IO. */
enum err reg_packs_read(const struct viewer *viewer, struct arena *a, struct db *db, struct str hash,
                        struct reg_pack_set *ret_set);

/* What was adopted: the set, the language it is written in, and the meaning number of the program that
 * adopted it. */
struct reg_adopted {
  int64_t act;
  char hash[REG_PACKS_HASH + 1];
  int64_t language, meaning;
};
/* A set to go by, and the language and meaning numbers of the program that reads it. */
struct reg_adopt_input {
  const struct reg_pack_set *set;
  int64_t language, meaning;
};
/* From this act on the office goes by the set: keeps its texts. For who sees everything. Refuses what
 * reg_packs_keep does, and the set that is in use already, by the same language and meaning. Undoing it is
 * adopting the set before. */
enum err reg_packs_adopt(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                         const struct reg_adopt_input *in, struct reg_refusal *refusal);
/* What is believed in the register under a name a set of packs lacks, present or once: the law would read
 * none of it. */
struct reg_lacking {
  enum reg_naming kind; /* REG_NAMED_BENEFIT, _FACT, _VALUE, _LINK, _RECORD */
  struct str name;      /* as the register has it */
  int64_t rows;         /* grants not ended before the month of the last act; facts, links, records; of a
                           value facts */
  int64_t records;      /* of a value besides: records with an item that says it */
};
struct reg_lacking_list {
  const struct reg_lacking *at;
  int n;
};
/* All of it, by kind and then by number of name, in `a`. DENIED to who may not see everything. */
enum err reg_packs_lacking(const struct viewer *viewer, struct arena *a, struct db *db,
                           const struct reg_vocabulary *v, struct reg_lacking_list *ret_list);
/* The set in use as known at an act. NOT_FOUND: none was adopted by then. */
enum err reg_packs_at(const struct viewer *viewer, struct db *db, int64_t act,
                      struct reg_adopted *ret_adopted);
struct reg_adopted_list {
  struct reg_adopted *at;
  int n;
};
/* All adoptions up to an act, oldest first, in `a`. LIMIT above REG_LIST_MAX. */
enum err reg_packs_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act,
                           struct reg_adopted_list *ret_list);

#endif
