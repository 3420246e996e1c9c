/* The law's texts kept by their hash, and the act of adopting a set of them. */
#include "registry/packs.h"
#include "registry/inner.h"

void reg_packs_hash(struct arena *scratch, const struct reg_pack_set *set,
                    char ret_hash[REG_PACKS_HASH + 1]) {
  char one[REG_PACKS_HASH + 1];
  struct buf all = buf_new(scratch, (size_t)set->n * REG_PACKS_HASH + 1);
  for (int i = 0; i < set->n; i++) {
    sha256_hex(set->text[i].body.p, set->text[i].body.n, one);
    buf_z(&all, one);
  }
  assert(!all.full);
  sha256_hex(all.p, all.n, ret_hash);
}

/* ---- keeping ---- */

static enum err set_check(struct arena *scratch, const struct reg_pack_set *set,
                          struct reg_refusal *refusal) {
  char texts[24], bytes[24];
  snprintf(texts, sizeof texts, "%d", REG_PACK_TEXTS_MAX);
  snprintf(bytes, sizeof bytes, "%d", REG_PACK_BYTES_MAX);
  if (set->n < 1) return reg_refuse(refusal, "set", SAY_packs_empty, NULL, NULL, NULL);
  if (set->n > REG_PACK_TEXTS_MAX) return reg_refuse(refusal, "set", SAY_packs_large, texts, bytes, NULL);
  for (int i = 0; i < set->n; i++) {
    const struct reg_pack_text *t = &set->text[i];
    if (t->body.n > REG_PACK_BYTES_MAX)
      return reg_refuse(refusal, "set", SAY_packs_large, texts, bytes, NULL);
    if (!utf8_valid(t->name, NULL) || !utf8_valid(t->body, NULL))
      return reg_refuse(refusal, "set", SAY_packs_not_text,
                        utf8_valid(t->name, NULL) ? reg_keep(scratch, t->name).p : "?", NULL, NULL);
  }
  return OK;
}

static enum err keep_text(struct db *db, const struct reg_pack_text *t, char ret_hash[REG_PACKS_HASH + 1]) {
  struct stmt *s;
  sha256_hex(t->body.p, t->body.n, ret_hash);
  TRY(db_query(
      db, "INSERT INTO pack_text(hash, name, body) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING", &s));
  bind_text(s, 1, str_of(ret_hash));
  bind_text(s, 2, t->name);
  bind_text(s, 3, t->body);
  return db_run(s);
}

static enum err keep_place(struct db *db, const char *packs, int place, const char *text_hash) {
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO pack_set(packs, place, text_hash) VALUES ($1, $2, $3)"
               " ON CONFLICT (packs, place) DO NOTHING",
               &s));
  bind_text(s, 1, str_of(packs));
  bind_int(s, 2, place);
  bind_text(s, 3, str_of(text_hash));
  return db_run(s);
}

/* A text keeps the name it was first kept under; in this set it may have another. */
static enum err keep_name(struct db *db, const char *packs, int place, struct str name) {
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO pack_name(packs, place, name) SELECT s.packs, s.place, $3 FROM pack_set s"
               " JOIN pack_text t ON t.hash = s.text_hash"
               " WHERE s.packs = $1 AND s.place = $2 AND t.name <> $3 ON CONFLICT (packs, place) DO NOTHING",
               &s));
  bind_text(s, 1, str_of(packs));
  bind_int(s, 2, place);
  bind_text(s, 3, name);
  return db_run(s);
}

struct keeping {
  struct arena *scratch;
  const struct reg_pack_set *set;
  char *hash;
};

static enum err keep(struct db *db, void *context) {
  const struct keeping *k = context;
  char text_hash[REG_PACKS_HASH + 1];
  reg_packs_hash(k->scratch, k->set, k->hash);
  for (int i = 0; i < k->set->n; i++) {
    TRY(keep_text(db, &k->set->text[i], text_hash));
    TRY(keep_place(db, k->hash, i, text_hash));
    TRY(keep_name(db, k->hash, i, k->set->text[i].name));
  }
  return OK;
}

enum err reg_packs_keep(struct db *db, struct arena *scratch, const struct reg_pack_set *set,
                        char ret_hash[REG_PACKS_HASH + 1], struct reg_refusal *refusal) {
  assert(set != NULL && refusal != NULL);
  struct keeping k = { .scratch = scratch, .set = set };
  k.hash = ret_hash;
  TRY(set_check(scratch, set, refusal));
  return db_transaction(db, keep, &k);
}

/* ---- reading ---- */

static enum err read_texts(struct arena *a, struct db *db, struct str hash, struct reg_pack_set *ret_set) {
  VEC(struct reg_pack_text) all = { 0 };
  struct stmt *s;
  TRY(db_query(db,
               "SELECT s.place, t.hash, coalesce(n.name, t.name), t.body FROM pack_set s"
               " JOIN pack_text t ON t.hash = s.text_hash"
               " LEFT JOIN pack_name n ON n.packs = s.packs AND n.place = s.place"
               " WHERE s.packs = $1 ORDER BY s.place",
               &s));
  bind_text(s, 1, hash);
  enum err e;
  while ((e = db_step(s)) == OK) {
    char has[REG_PACKS_HASH + 1];
    struct str body = col_text(s, 3);
    sha256_hex(body.p, body.n, has);
    bool whole = str_is(col_text(s, 1), has) && col_int(s, 0) == (int64_t)all.n;
    if (!whole || all.n >= REG_PACK_TEXTS_MAX) return reg_damaged(db, "pack_set", col_int(s, 0));
    *VEC_PUSH(a, &all) = (struct reg_pack_text) { reg_keep(a, col_text(s, 2)), reg_keep(a, body) };
  }
  if (e != NOT_FOUND) return e;
  *ret_set = (struct reg_pack_set) { (int)all.n, all.at };
  return OK;
}

enum err reg_packs_read(const struct viewer *viewer, struct arena *a, struct db *db, struct str hash,
                        struct reg_pack_set *ret_set) {
  assert(viewer != NULL && ret_set != NULL);
  struct reg_pack_set set = { 0, NULL };
  char has[REG_PACKS_HASH + 1];
  TRY(read_texts(a, db, hash, &set));
  if (set.n == 0) return NOT_FOUND;
  reg_packs_hash(a, &set, has);
  if (!str_is(hash, has)) return reg_damaged(db, "pack_set", set.n);
  *ret_set = set;
  return OK;
}

/* ---- adopting ---- */

static enum err read_adopted(struct db *db, struct stmt *s, struct reg_adopted *ret_adopted) {
  struct str hash = col_text(s, 1);
  struct reg_adopted x = { .act = col_int(s, 0), .language = col_int(s, 2), .meaning = col_int(s, 3) };
  if (hash.n != REG_PACKS_HASH || x.language < 1 || x.meaning < 1)
    return reg_damaged(db, "pack_adoption", x.act);
  memcpy(x.hash, hash.p, hash.n);
  *ret_adopted = x;
  return OK;
}

enum err reg_packs_at(const struct viewer *viewer, struct db *db, int64_t act,
                      struct reg_adopted *ret_adopted) {
  assert(viewer != NULL && ret_adopted != NULL);
  struct stmt *s;
  TRY(db_query(
      db, "SELECT act, packs, language, meaning FROM pack_adoption WHERE act <= $1 ORDER BY act DESC LIMIT 1",
      &s));
  bind_int(s, 1, act);
  TRY(db_step(s));
  enum err e = read_adopted(db, s, ret_adopted);
  db_reset(s);
  return e;
}

enum err reg_packs_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act,
                           struct reg_adopted_list *ret_list) {
  assert(viewer != NULL && ret_list != NULL);
  VEC(struct reg_adopted) all = { 0 };
  struct stmt *s;
  TRY(db_query(db, "SELECT act, packs, language, meaning FROM pack_adoption WHERE act <= $1 ORDER BY act",
               &s));
  bind_int(s, 1, act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (all.n >= REG_LIST_MAX) return reg_full(s);
    TRY(read_adopted(db, s, VEC_PUSH(a, &all)));
  }
  LIST_END(e, all, ret_list);
}

static enum err adopt(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_adopt_input *in = context;
  struct reg_adopted last;
  char hash[REG_PACKS_HASH + 1], number[24];
  struct stmt *s;
  TRY(reg_for_all(doing, "set"));
  TRY(reg_packs_keep(db, doing->act->arena, in->set, hash, doing->refusal));
  enum err e = reg_packs_at(doing->viewer, db, doing->last, &last);
  if (e != OK && e != NOT_FOUND) return e;
  if (e == OK && !strcmp(last.hash, hash) && last.language == in->language && last.meaning == in->meaning) {
    snprintf(number, sizeof number, "%lld", (long long)last.act);
    return reg_refuse(doing->refusal, "set", SAY_packs_already, number, NULL, NULL);
  }
  TRY(db_query(db, "INSERT INTO pack_adoption(act, packs, language, meaning) VALUES ($1, $2, $3, $4)", &s));
  bind_int(s, 1, doing->number);
  bind_text(s, 2, str_of(hash));
  bind_int(s, 3, in->language);
  bind_int(s, 4, in->meaning);
  return db_run(s);
}

enum err reg_packs_adopt(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                         const struct reg_adopt_input *in, struct reg_refusal *refusal) {
  assert(in != NULL && in->set != NULL && in->language > 0 && in->meaning > 0);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "packs.adopt");
  char hash[REG_PACKS_HASH + 1];
  TRY(set_check(act->arena, in->set, refusal));
  reg_packs_hash(act->arena, in->set, hash);
  reg_sent_text(&doing, str_of(hash));
  reg_sent_int(&doing, in->language);
  reg_sent_int(&doing, in->meaning);
  doing.work = adopt;
  doing.context = (void *)(uintptr_t)in;
  return reg_act_do(db, &doing);
}
