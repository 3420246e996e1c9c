/* The packs an answer came from: their texts, and whether they are those the office adopted. */
#include "office/office.h"

struct reg_pack_set office_packs(struct arena *a, const struct law_program *p) {
  int n = law_text_count(p);
  struct reg_pack_text *text = NEW_ARRAY(a, struct reg_pack_text, n + 1);
  for (int i = 0; i < n; i++) {
    struct law_text t = law_text(p, i);
    text[i] = (struct reg_pack_text) { t.name, t.body };
  }
  return (struct reg_pack_set) { n, text };
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
