/* What must hold in the register's tables, rule by rule, as SQL that gives the rows where it does not. */
#include "registry/audit.h"

#define OPEN "9223372036854775807"

#define REFERENCE(table, column, other)                                                                      \
  { REG_AUDIT_reference, table, other, REG_SQL_REFERENCE(table, "id", column, other, "id") }
#define REFERENCE_BY(table, key, column, other, name)                                                        \
  { REG_AUDIT_reference, table, other, REG_SQL_REFERENCE(table, key, column, other, name) }
/* Facts, records and objects of acts say by a number of what kind their subject is. */
#define OF_KIND(table, key, kind, value, subject, other)                                                     \
  {                                                                                                          \
    REG_AUDIT_reference, table, other,                                                                       \
        "SELECT c." key " FROM " table " c WHERE c." kind " = " value                                        \
        " AND NOT EXISTS (SELECT 1 FROM " other " o WHERE o.id = c." subject ")"                             \
  }
#define DAYS(table)                                                                                          \
  {                                                                                                          \
    REG_AUDIT_days, table, "",                                                                               \
        "SELECT id FROM " table " WHERE NOT (valid_from < valid_to AND valid_from >= -719162 AND"            \
        " valid_to <= 2932896)"                                                                              \
  }
#define RECORD(table)                                                                                        \
  { REG_AUDIT_record, table, "",                                                                             \
    "SELECT id FROM " table " WHERE NOT (act_from > 0 AND act_from < act_to)" },                             \
  {                                                                                                          \
    REG_AUDIT_act_missing, table, "act",                                                                     \
        "SELECT id FROM " table " c WHERE NOT EXISTS (SELECT 1 FROM act a WHERE a.act = c.act_from)"         \
        " UNION ALL SELECT id FROM " table " c WHERE c.act_to <> " OPEN                                      \
        " AND NOT EXISTS (SELECT 1 FROM act a WHERE a.act = c.act_to)"                                       \
  }
/* Two rows that were believed at one act for one day. `same`: what makes them of one subject. */
#define BOTH_AT_ONCE "AND a.act_from < b.act_to AND b.act_from < a.act_to"
#define OVERLAP(table, same)                                                                                 \
  {                                                                                                          \
    REG_AUDIT_overlap, table, "",                                                                            \
        "SELECT DISTINCT b.id FROM " table " a JOIN " table " b ON " same " AND b.id > a.id"                 \
        " AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to " BOTH_AT_ONCE                         \
  }
/* What a column may hold; NULL is the business of the engine. */
#define VALUE(table, key, condition)                                                                         \
  { REG_AUDIT_value, table, "", "SELECT " key " FROM " table " WHERE NOT (" condition ")" }
/* The numbers acts give; REG_PEOPLE_MAX and the like in the SQL's letters. */
#define NUMBER(table, most) VALUE(table, "id", "id BETWEEN 1 AND " most)
#define PEOPLE              "64000000"
#define AREAS               "100000"
#define SYMBOLS             "100000"
#define ROWS                "2147483647"
_Static_assert(REG_PEOPLE_MAX == 64000000 && REG_AREAS_MAX == 100000 && REG_SYMBOLS_MAX == 100000,
               "as written");
/* Something that was begun by an act, of which nothing is said. */
#define SAID(table, version, key)                                                                            \
  {                                                                                                          \
    REG_AUDIT_nothing, table, version,                                                                       \
        "SELECT id FROM " table " c WHERE NOT EXISTS (SELECT 1 FROM " version " v WHERE v." key " = c.id)"   \
  }
#define PUBLIC_ID_TWICE(table)                                                                               \
  {                                                                                                          \
    REG_AUDIT_public_id_twice, table, "",                                                                    \
        "SELECT max(id) FROM " table " GROUP BY public_id HAVING count(*) > 1"                               \
  }

/* Known before what it is of, or leads to, was: `subject` is it, and of it `version`, by `key`, was first
 * recorded. Of what nothing was ever recorded another rule tells. */
#define NOT_BEFORE(table, condition, subject, version, key)                                                  \
  {                                                                                                          \
    REG_AUDIT_too_early, table, version,                                                                     \
        "SELECT c.id FROM " table " c JOIN (SELECT " key " AS of, min(act_from) AS since FROM " version      \
        " GROUP BY " key ") v ON v.of = c." subject " WHERE c.act_from < v.since AND " condition             \
  }

#define GRANT_GONE(table)                                                                                    \
  {                                                                                                          \
    REG_AUDIT_grant_gone, table, "grant_version",                                                            \
        "SELECT p.id FROM " table " p WHERE p.act_to = " OPEN " AND NOT EXISTS (SELECT 1 FROM grant_version" \
        " v WHERE v.grant_id = p.grant_id AND v.act_to = " OPEN ")"                                          \
  }

static const struct reg_rule rules[] = {
  { REG_AUDIT_register_row, "register", "",
    "SELECT count(*) FROM register HAVING count(*) <> 1 OR min(id) <> 1" },

  /* The log. */
  { REG_AUDIT_order, "act", "",
    "SELECT act FROM (SELECT act, instant, lag(instant) OVER (ORDER BY act) AS before FROM act) x"
    " WHERE before >= instant" },
  { REG_AUDIT_gap, "act", "",
    "SELECT act FROM (SELECT act, lag(act) OVER (ORDER BY act) AS before FROM act) x"
    " WHERE act <> coalesce(before, 0) + 1" },
  { REG_AUDIT_counter, "register", "act",
    "SELECT id FROM register WHERE last_act <> (SELECT coalesce(max(act), 0) FROM act)"
    " OR last_instant <> (SELECT coalesce(max(instant), 0) FROM act)" },
  REFERENCE_BY("act", "act", "account", "account", "id"),
  REFERENCE_BY("act", "act", "office", "office", "id"),
  REFERENCE_BY("act", "act", "batch", "act", "act"),
  REFERENCE_BY("act", "act", "undoes", "act", "act"),
  REFERENCE_BY("act_text", "act", "act", "act", "act"),
  REFERENCE_BY("act_object", "act", "act", "act", "act"),
  REFERENCE_BY("pack_adoption", "act", "act", "act", "act"),
  REFERENCE_BY("pack_adoption", "act", "packs", "pack_set", "packs"),
  REFERENCE_BY("pack_set", "place", "text_hash", "pack_text", "hash"),
  { REG_AUDIT_reference, "pack_name", "pack_set",
    "SELECT n.place FROM pack_name n WHERE NOT EXISTS"
    " (SELECT 1 FROM pack_set s WHERE s.packs = n.packs AND s.place = n.place)" },
  REFERENCE("account", "office", "office"),
  OF_KIND("act_object", "object", "kind", "1", "object", "person"),
  OF_KIND("act_object", "object", "kind", "2", "object", "household"),
  OF_KIND("act_object", "object", "kind", "3", "object", "area"),
  OF_KIND("act_object", "object", "kind", "4", "object", "grant_"),

  /* What rows name. */
  REFERENCE("area_version", "area", "area"),
  REFERENCE("area_version", "parent", "area"),
  REFERENCE("area_succession", "from_area", "area"),
  REFERENCE("area_succession", "to_area", "area"),
  REFERENCE("person_version", "person", "person"),
  REFERENCE("residence", "household", "household"),
  REFERENCE("residence", "area", "area"),
  REFERENCE("membership", "person", "person"),
  REFERENCE("membership", "household", "household"),
  REFERENCE("fact", "fact", "symbol"),
  OF_KIND("fact", "id", "kind", "1", "subject", "person"),
  OF_KIND("fact", "id", "kind", "2", "subject", "household"),
  OF_KIND("fact", "id", "kind", "3", "subject", "area"),
  REFERENCE("link", "kind", "symbol"),
  REFERENCE("link", "person", "person"),
  REFERENCE("link", "other", "person"),
  REFERENCE("record_layout", "kind", "symbol"),
  REFERENCE("record", "layout", "record_layout"),
  REFERENCE("record", "first", "record"),
  OF_KIND("record", "id", "subject_kind", "1", "subject", "person"),
  OF_KIND("record", "id", "subject_kind", "2", "subject", "household"),
  REFERENCE("grant_", "person", "person"),
  REFERENCE("grant_", "benefit", "symbol"),
  REFERENCE("grant_", "record", "record"),
  REFERENCE("grant_", "component", "symbol"),
  REFERENCE("grant_version", "grant_id", "grant_"),
  REFERENCE("grant_version", "paying_point", "area"),
  REFERENCE("grant_suspension", "grant_id", "grant_"),
  REFERENCE("grant_paid", "grant_id", "grant_"),

  /* Both times. */
  DAYS("area_version"),
  DAYS("person_version"),
  DAYS("residence"),
  DAYS("membership"),
  DAYS("fact"),
  DAYS("link"),
  DAYS("record"),
  { REG_AUDIT_days, "person_version", "",
    "SELECT id FROM person_version WHERE NOT (birth BETWEEN -719162 AND 2932895"
    " AND (death IS NULL OR death BETWEEN birth AND 2932895))" },
  { REG_AUDIT_days, "grant_version", "",
    "SELECT id FROM grant_version WHERE NOT (first_month BETWEEN 0 AND 119999"
    " AND (last_month IS NULL OR last_month BETWEEN first_month AND 119999))" },
  { REG_AUDIT_days, "grant_suspension", "",
    "SELECT id FROM grant_suspension WHERE NOT (from_month BETWEEN 0 AND 119999"
    " AND (to_month IS NULL OR to_month BETWEEN from_month AND 119999))" },
  { REG_AUDIT_days, "grant_paid", "",
    "SELECT id FROM grant_paid WHERE NOT (from_month BETWEEN 0 AND 119999"
    " AND to_month BETWEEN from_month AND 119999)" },
  RECORD("area_version"),
  RECORD("area_succession"),
  RECORD("person_version"),
  RECORD("residence"),
  RECORD("membership"),
  RECORD("fact"),
  RECORD("link"),
  RECORD("record"),
  RECORD("grant_version"),
  RECORD("grant_suspension"),
  RECORD("grant_paid"),
  OVERLAP("area_version", "b.area = a.area"),
  OVERLAP("person_version", "b.person = a.person"),
  OVERLAP("residence", "b.household = a.household"),
  OVERLAP("membership", "b.person = a.person AND b.household = a.household"),
  OVERLAP("fact", "b.kind = a.kind AND b.subject = a.subject AND b.fact = a.fact"),
  OVERLAP("link", "b.person = a.person AND b.kind = a.kind AND b.other = a.other"),
  { REG_AUDIT_overlap, "grant_version", "",
    "SELECT DISTINCT b.id FROM grant_version a JOIN grant_version b ON b.grant_id = a.grant_id"
    " AND b.id > a.id " BOTH_AT_ONCE },
  { REG_AUDIT_overlap, "grant_suspension", "",
    "SELECT DISTINCT b.id FROM grant_suspension a JOIN grant_suspension b ON b.grant_id = a.grant_id"
    " AND b.id > a.id AND a.from_month <= coalesce(b.to_month, 119999)"
    " AND b.from_month <= coalesce(a.to_month, 119999) " BOTH_AT_ONCE },

  { REG_AUDIT_overlap, "grant_paid", "",
    "SELECT DISTINCT b.id FROM grant_paid a JOIN grant_paid b ON b.grant_id = a.grant_id"
    " AND b.id > a.id AND a.from_month <= b.to_month AND b.from_month <= a.to_month " BOTH_AT_ONCE },
  /* One record has one row at a time. */
  { REG_AUDIT_overlap, "record", "",
    "SELECT b.id FROM record b JOIN record a ON a.id = b.first WHERE 1 = 1 " BOTH_AT_ONCE
    " UNION SELECT b.id FROM record b JOIN record a ON a.first = b.first AND a.id < b.id"
    " WHERE b.first IS NOT NULL " BOTH_AT_ONCE },

  /* Whatever the packs: what rows of facts, links or forms are of is nothing that can be granted. */
  { REG_AUDIT_benefit, "grant_", "",
    "SELECT g.id FROM grant_ g WHERE g.benefit IN (SELECT kind FROM link UNION SELECT kind FROM record_layout"
    " UNION SELECT fact FROM fact)" },
  NOT_BEFORE("membership", "1 = 1", "person", "person_version", "person"),
  NOT_BEFORE("membership", "1 = 1", "household", "residence", "household"),
  NOT_BEFORE("residence", "1 = 1", "area", "area_version", "area"),
  NOT_BEFORE("fact", "c.kind = 1", "subject", "person_version", "person"),
  NOT_BEFORE("fact", "c.kind = 2", "subject", "residence", "household"),
  NOT_BEFORE("fact", "c.kind = 3", "subject", "area_version", "area"),
  NOT_BEFORE("link", "1 = 1", "person", "person_version", "person"),
  NOT_BEFORE("link", "1 = 1", "other", "person_version", "person"),
  NOT_BEFORE("record", "c.subject_kind = 1", "subject", "person_version", "person"),
  NOT_BEFORE("record", "c.subject_kind = 2", "subject", "residence", "household"),
  NOT_BEFORE("grant_suspension", "1 = 1", "grant_id", "grant_version", "grant_id"),
  NOT_BEFORE("grant_paid", "1 = 1", "grant_id", "grant_version", "grant_id"),
  { REG_AUDIT_too_early, "grant_version", "person_version",
    "SELECT c.id FROM grant_version c JOIN grant_ g ON g.id = c.grant_id"
    " JOIN (SELECT person, min(act_from) AS since FROM person_version GROUP BY person) v"
    " ON v.person = g.person WHERE c.act_from < v.since" },
  { REG_AUDIT_too_early, "grant_version", "record",
    "SELECT c.id FROM grant_version c JOIN grant_ g ON g.id = c.grant_id JOIN record r ON r.id = g.record"
    " WHERE c.act_from < r.act_from" },
  /* What a reader would refuse, or leave out: numbers that no act gives, days outside the calendar. */
  NUMBER("person", PEOPLE),
  NUMBER("household", PEOPLE),
  NUMBER("area", AREAS),
  NUMBER("symbol", SYMBOLS),
  NUMBER("person_version", ROWS),
  NUMBER("residence", ROWS),
  NUMBER("membership", ROWS),
  NUMBER("fact", ROWS),
  NUMBER("link", ROWS),
  NUMBER("record_layout", ROWS),
  NUMBER("record", ROWS),
  NUMBER("grant_", ROWS),
  NUMBER("grant_version", ROWS),
  NUMBER("grant_suspension", ROWS),
  NUMBER("grant_paid", ROWS),
  NUMBER("area_version", ROWS),
  NUMBER("area_succession", ROWS),
  VALUE("area_succession", "id", "from_area <> to_area"),
  VALUE("act", "act", "instant BETWEEN -62135622000000000 AND 253402189199999999"),
  VALUE("pack_adoption", "act", "language >= 1 AND meaning >= 1"),
  { REG_AUDIT_packs, "pack_set", "",
    "SELECT max(place) FROM pack_set GROUP BY packs HAVING min(place) <> 0 OR max(place) + 1 <> count(*)" },

  /* What no act leaves standing. A payment outside the months, and a grant after the death, are held: they
   * stand where somebody confirmed them. */
  GRANT_GONE("grant_paid"),
  GRANT_GONE("grant_suspension"),
  { REG_AUDIT_paid_outside, "grant_paid", "grant_version",
    "SELECT p.id FROM grant_paid p JOIN grant_version v ON v.grant_id = p.grant_id AND v.act_to = " OPEN
    " WHERE p.act_to = " OPEN
    " AND NOT (v.first_month <= p.from_month AND coalesce(v.last_month, 119999) >= p.to_month) AND NOT EXISTS"
    " (SELECT 1 FROM grant_version o JOIN act a ON a.act = o.act_from WHERE o.grant_id = p.grant_id"
    " AND (a.confirmed LIKE '%paid_outside%' OR a.confirmed LIKE '%paid_after_end%'))" },
  { REG_AUDIT_suspended_outside, "grant_suspension", "grant_version",
    "SELECT p.id FROM grant_suspension p JOIN grant_version v ON v.grant_id = p.grant_id AND v.act_to = " OPEN
    " WHERE p.act_to = " OPEN
    " AND NOT (v.first_month <= p.from_month AND coalesce(v.last_month, 119999) >= p.from_month)"
    /* An end may leave a suspension behind it: there was a decision after it was first recorded. */
    " AND NOT EXISTS (SELECT 1 FROM grant_version o WHERE o.grant_id = p.grant_id AND o.act_from >"
    " (SELECT min(f.act_from) FROM grant_suspension f WHERE f.grant_id = p.grant_id"
    " AND f.from_month = p.from_month))" },
  { REG_AUDIT_living, "grant_version", "person_version",
    "SELECT v.id FROM grant_version v JOIN grant_ g ON g.id = v.grant_id JOIN symbol y ON y.id = g.benefit"
    " AND (y.marks & 4) <> 0 WHERE v.act_to = " OPEN " AND NOT EXISTS (SELECT 1 FROM person_version p"
    " WHERE p.person = g.person AND p.act_to = " OPEN " AND p.death IS NOT NULL)" },
  { REG_AUDIT_place, "residence", "area_version",
    "SELECT r.id FROM residence r WHERE r.act_to = " OPEN " AND NOT EXISTS (SELECT 1 FROM area_version v"
    " WHERE v.area = r.area AND v.act_to = " OPEN
    " AND v.valid_from <= r.valid_from AND v.valid_to > r.valid_from)" },

  /* Sums, marks, ids. */
  { REG_AUDIT_sum, "grant_version", "",
    "SELECT id FROM grant_version WHERE amount NOT BETWEEN 0 AND 1000000000000000" },
  { REG_AUDIT_sum, "grant_paid", "",
    "SELECT id FROM grant_paid WHERE amount NOT BETWEEN 0 AND 1000000000000000" },
  { REG_AUDIT_marks, "symbol", "", "SELECT id FROM symbol WHERE marks NOT BETWEEN 0 AND 7 OR name = ''" },
  VALUE("register", "id", "invented IN (0, 1)"),
  VALUE("office", "id", "name <> ''"),
  VALUE("account", "id", "name <> ''"),
  VALUE("act", "act", "act > 0 AND kind <> '' AND whole IN (0, 1)"),
  VALUE("act", "act", "(client_key IS NULL) = (content IS NULL)"),
  VALUE("act", "act", "batch IS NULL OR batch <= act"),
  VALUE("act", "act", "undoes IS NULL OR undoes < act"),
  VALUE("act", "act", "seen IS NULL OR seen < act"),
  VALUE("act_object", "object", "kind BETWEEN 1 AND 4"),
  VALUE("area_version", "id",
        "type IN ('province', 'district', 'phuong', 'xa', 'thi_tran', 'village') AND name <> ''"),
  VALUE("area_version", "id", "parent IS NULL OR parent <> area"),
  VALUE("area_succession", "id", "day BETWEEN -719162 AND 2932896 AND share_ppm BETWEEN 0 AND 1000000"),
  VALUE("person_version", "id", "full_name <> '' AND birth_known BETWEEN 1 AND 3"),
  VALUE("person_version", "id", "sex IN ('male', 'female')"),
  VALUE("person_version", "id", "citizen_no IS NULL OR length(citizen_no) IN (9, 12)"),
  VALUE("person_version", "id", "phone IS NULL OR phone <> ''"),
  VALUE("membership", "id",
        "role IN ('head', 'spouse', 'child', 'parent', 'grandchild', 'sibling', 'other')"),
  VALUE("fact", "id", "kind BETWEEN 1 AND 3 AND subject > 0"),
  VALUE("link", "id", "person <> other"),
  VALUE("record", "id", "subject_kind IN (1, 2) AND subject > 0"),
  { REG_AUDIT_value, "record", "",
    "SELECT b.id FROM record b JOIN record a ON a.id = b.first WHERE a.first IS NOT NULL OR a.id >= b.id" },
  { REG_AUDIT_value, "grant_", "",
    "SELECT g.id FROM grant_ g JOIN record r ON r.id = g.record WHERE r.first IS NOT NULL" },
  VALUE("grant_version", "id", "decided BETWEEN -719162 AND 2932895"),
  VALUE("grant_version", "id", "filed IS NULL OR filed BETWEEN -719162 AND 2932895"),
  VALUE("pack_set", "place", "length(packs) = 64 AND place >= 0"),
  VALUE("pack_adoption", "act", "length(packs) = 64"),

  /* Something is said of everybody, and nobody is above himself. */
  SAID("area", "area_version", "area"),
  SAID("person", "person_version", "person"),
  SAID("grant_", "grant_version", "grant_id"),
  { REG_AUDIT_circle, "area", "",
    "WITH RECURSIVE up(start, at, since, until) AS ("
    "SELECT area, parent, valid_from, valid_to FROM area_version"
    " WHERE act_to = " OPEN " AND parent IS NOT NULL UNION"
    " SELECT u.start, v.parent, CASE WHEN v.valid_from > u.since THEN v.valid_from ELSE u.since END,"
    " CASE WHEN v.valid_to < u.until THEN v.valid_to ELSE u.until END"
    " FROM up u JOIN area_version v ON v.area = u.at AND v.act_to = " OPEN " AND v.parent IS NOT NULL"
    " AND v.valid_from < u.until AND v.valid_to > u.since WHERE u.at <> u.start)"
    " SELECT DISTINCT start FROM up WHERE start = at" },
  { REG_AUDIT_circle, "person", "",
    "WITH RECURSIVE kin(child, parent) AS ("
    "SELECT l.person, l.other FROM link l JOIN symbol y ON y.id = l.kind"
    " WHERE y.name LIKE '%.parent' AND l.act_to = " OPEN " UNION"
    " SELECT l.other, l.person FROM link l JOIN symbol y ON y.id = l.kind"
    " WHERE y.name LIKE '%.child' AND l.act_to = " OPEN "),"
    " up(start, at) AS ("
    "SELECT child, parent FROM kin WHERE child IN (SELECT parent FROM kin) UNION"
    " SELECT u.start, CASE WHEN l.person = u.at THEN l.other ELSE l.person END FROM up u"
    " JOIN link l ON (l.person = u.at OR l.other = u.at) AND l.act_to = " OPEN
    " JOIN symbol y ON y.id = l.kind AND ((y.name LIKE '%.parent' AND l.person = u.at)"
    " OR (y.name LIKE '%.child' AND l.other = u.at)) WHERE u.at <> u.start)"
    " SELECT DISTINCT start FROM up WHERE start = at" },
  PUBLIC_ID_TWICE("office"),
  PUBLIC_ID_TWICE("account"),
  PUBLIC_ID_TWICE("person"),
  PUBLIC_ID_TWICE("household"),
  PUBLIC_ID_TWICE("grant_"),
};

const struct reg_rule *reg_own_rules(int *ret_count) {
  assert(ret_count != NULL);
  *ret_count = (int)(sizeof rules / sizeof *rules);
  return rules;
}
