/* The register's tables, as they are moved from one place to another. */
#include "registry/inner.h"
#include "registry/whole.h"

static const struct db_table tables[] = {
  DB_TABLE("register", "id", "id, public_id, name, invented, last_act, last_instant",
           "$1, $2, $3, $4, $5, $6", "ittiii"),
  DB_TABLE("office", "id", "id, public_id, name", "$1, $2, $3", "itt"),
  DB_TABLE("account", "id", "id, public_id, name, office", "$1, $2, $3, $4", "itti"),
  DB_TABLE("act", "act",
           "act, instant, kind, account, office, paper, client_key, content, answer, batch, undoes, seen, "
           "whole, commitment, confirmed, dice",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16", "iitiittttiiiitti"),
  DB_TABLE("act_text", "act", "act, salt, body", "$1, $2, $3", "itt"),
  DB_TABLE("act_object", "kind, object, act", "kind, object, act", "$1, $2, $3", "iii"),
  DB_TABLE("symbol", "id", "id, name, marks", "$1, $2, $3", "iti"),
  DB_TABLE("area", "id", "id", "$1", "i"),
  DB_TABLE("area_version", "id", "id, area, code, name, type, parent, valid_from, valid_to, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10", "iitttiiiii"),
  DB_TABLE("area_succession", "id", "id, from_area, to_area, day, share_ppm, basis, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8", "iiiiitii"),
  DB_TABLE("person", "id", "id, public_id", "$1, $2", "it"),
  DB_TABLE("person_version", "id",
           "id, person, full_name, sort_key, birth, birth_known, death, sex, ethnic, citizen_no, phone, "
           "valid_from, valid_to, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15", "iittiiittttiiii"),
  DB_TABLE("household", "id", "id, public_id", "$1, $2", "it"),
  DB_TABLE("residence", "id", "id, household, area, address, valid_from, valid_to, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8", "iiitiiii"),
  DB_TABLE("membership", "id", "id, person, household, role, valid_from, valid_to, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8", "iiitiiii"),
  DB_TABLE("fact", "id", "id, kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10", "iiiiitiiii"),
  DB_TABLE("link", "id", "id, kind, person, other, valid_from, valid_to, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8", "iiiiiiii"),
  DB_TABLE("record_layout", "id", "id, kind, items", "$1, $2, $3", "iit"),
  DB_TABLE("record", "id",
           "id, layout, subject_kind, subject, fields, first, source, valid_from, valid_to, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11", "iiiititiiii"),
  DB_TABLE("grant_", "id", "id, public_id, person, benefit, record, component", "$1, $2, $3, $4, $5, $6",
           "itiiii"),
  DB_TABLE("grant_version", "id",
           "id, grant_id, cases, amount, decision_no, decided, filed, signer, first_month, last_month, "
           "payee, paying_point, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14", "iititiitiitiii"),
  DB_TABLE("grant_suspension", "id", "id, grant_id, from_month, to_month, reason, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7", "iiiitii"),
  DB_TABLE("grant_paid", "id", "id, grant_id, from_month, to_month, amount, act_from, act_to",
           "$1, $2, $3, $4, $5, $6, $7", "iiiiiii"),
  DB_TABLE("pack_text", "hash", "hash, name, body", "$1, $2, $3", "ttt"),
  DB_TABLE("pack_set", "packs, place", "packs, place, text_hash", "$1, $2, $3", "tit"),
  DB_TABLE("pack_name", "packs, place", "packs, place, name", "$1, $2, $3", "tit"),
  DB_TABLE("pack_adoption", "act", "act, packs, language, meaning", "$1, $2, $3, $4", "itii"),
};

enum err reg_summary(const struct viewer *viewer, struct arena *a, struct db *db,
                     struct reg_summary *ret_summary) {
  struct stmt *s;
  struct reg_summary summary = { 0 };
  if (viewer->role != VIEWER_MAY_ALL || viewer->area != 0) return DENIED;
  TRY(db_int(db, "SELECT count(*) FROM person", 0, NULL, &summary.people));
  TRY(db_query(db, "SELECT name, last_act, last_instant FROM register WHERE id = 1", &s));
  TRY(db_step(s));
  summary.name = reg_keep(a, col_text(s, 0));
  summary.act = col_int(s, 1);
  summary.day = reg_day_of(col_int(s, 2));
  TRY(db_run(s));
  *ret_summary = summary;
  return OK;
}

const struct db_table *reg_tables(int *ret_count) {
  assert(ret_count != NULL);
  *ret_count = (int)(sizeof tables / sizeof *tables);
  return tables;
}
