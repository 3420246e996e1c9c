/* The packs an answer came from: their texts, and whether they are those the office adopted. */
#include "office/stored.h"

struct reg_pack_set office_packs(struct arena *a, const struct law_program *p) {
  int n = law_text_count(p);
  struct reg_pack_text *text = NEW_ARRAY(a, struct reg_pack_text, n + 1);
  for (int i = 0; i < n; i++) {
    struct law_text t = law_text(p, i);
    text[i] = (struct reg_pack_text) { t.name, t.body };
  }
  return (struct reg_pack_set) { n, text };
}

enum err office_packs_keep(struct db *db, struct arena *a, const struct law_program *p) {
  struct reg_pack_set set = office_packs(a, p);
  struct reg_refusal no;
  char hash[REG_PACKS_HASH + 1];
  enum err e = reg_packs_keep(db, a, &set, hash, &no);
  assert(e != OK || !strcmp(hash, law_hash(p)));
  return e == INVALID ? BUG : e; /* a loaded program is made of texts that can be kept */
}

enum err office_packs_program(struct arena *a, const struct reg_pack_set *set, struct law_program **ret_p) {
  struct str *names = NEW_ARRAY(a, struct str, set->n + 1), *texts = NEW_ARRAY(a, struct str, set->n + 1);
  for (int i = 0; i < set->n; i++) {
    names[i] = set->text[i].name;
    texts[i] = set->text[i].body;
  }
  return law_load_text(a, set->n, names, texts, ret_p);
}

enum err office_packs_words(const struct viewer *viewer, struct arena *a, struct db *db,
                            struct office_words *ret_words) {
  struct reg_adopted adopted;
  struct reg_pack_set set;
  struct law_program *law;
  struct office_words words = { .read = OFFICE_WORDS_NONE };
  enum err e = reg_packs_at(viewer, db, REG_ACT_OPEN - 1, &adopted);
  bool any = e == OK;
  if (any) words.language = adopted.language;
  if (any && adopted.language != law_language()) {
    words.read = OFFICE_WORDS_OTHER_LANGUAGE;
    *ret_words = words;
    return OK;
  }
  if (any) e = reg_packs_read(viewer, a, db, str_of(adopted.hash), &set);
  if (e != OK && e != NOT_FOUND && !db_damaged(db)) return e;
  if (e != OK) words.read = any || e != NOT_FOUND ? OFFICE_WORDS_DAMAGED : OFFICE_WORDS_NONE;
  if (e == OK && (e = office_packs_program(a, &set, &law)) != OK) {
    if (e != INVALID) return e;
    words.read = OFFICE_WORDS_REFUSED;
  } else if (e == OK) {
    words.read = OFFICE_WORDS_READ;
    words.v = people_vocabulary(a, law);
  }
  *ret_words = words;
  return OK;
}

enum err office_packs_stand(const struct viewer *viewer, struct db *db, const struct law_program *p,
                            int64_t act, enum office_standing *ret_standing,
                            struct reg_adopted *ret_adopted) {
  struct reg_adopted adopted;
  enum err e = reg_packs_at(viewer, db, act, &adopted);
  if (e == NOT_FOUND) *ret_standing = OFFICE_NEVER_ADOPTED;
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool same_meaning = adopted.language == law_language() && adopted.meaning == law_meaning();
  *ret_standing = strcmp(adopted.hash, law_hash(p)) ? OFFICE_OTHER_PACKS
                  : same_meaning                    ? OFFICE_ADOPTED
                                                    : OFFICE_OTHER_MEANING;
  *ret_adopted = adopted;
  return OK;
}
