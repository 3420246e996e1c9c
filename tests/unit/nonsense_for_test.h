/* Rows no act would have written, of every table. Only test_nonsense.c reads them. */
#ifndef ANSINH_TESTS_NONSENSE_FOR_TEST_H
#define ANSINH_TESTS_NONSENSE_FOR_TEST_H

#define ALWAYS   "-719162, 2932896"
#define BELIEVED "1, 9223372036854775807"
#define FACT                                                                                                 \
  "INSERT INTO fact(kind, subject, fact, value, source, valid_from,"                                         \
  " valid_to, act_from, act_to) "
#define ILL    "(SELECT id FROM symbol WHERE name = 'person.ill')"
#define LINK   "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to) "
#define HELPER "(SELECT id FROM symbol WHERE name = 'person.helper')"
#define RECORD                                                                                               \
  "INSERT INTO record(layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from, "       \
  "act_to) "
#define MEMBER "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to) "
#define LIVES  "INSERT INTO residence(household, area, address, valid_from, valid_to, act_from, act_to) "
#define VERSION                                                                                              \
  "INSERT INTO person_version(person, full_name, sort_key, birth, birth_known, death, sex, ethnic, "         \
  "valid_from, valid_to, act_from, act_to) "
#define AREA                                                                                                 \
  "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to) "
#define GRANT "UPDATE grant_version SET "
#define HUGE  "9223372036854775807"

/* Rows of person 1, who has the grant, and what each must come to. Whatever it is, it is named by a reading
 * of everybody and by the audit. */
struct planted {
  enum {
    REFUSED,
    TAKEN
  } by_the_schema; /* with checks and references off: taken only by a damaged file, or so */
  enum {
    HIS,
    ANYBODYS
  } whose; /* HIS: not answered, on the list, and in the way of his household's question */
  const char *sql;
};
#define VERSION_1 "UPDATE person_version SET "
#define OF_1      " WHERE person = 1"
#define PAID      "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) VALUES "
#define SUSPENDED                                                                                            \
  "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, act_from, act_to) VALUES "
static const struct planted planted[] = {
  /* another kind of thing */
  { REFUSED, HIS, VERSION_1 "death = 'x'" OF_1 },
  { REFUSED, HIS, VERSION_1 "death = ' '" OF_1 },
  { REFUSED, HIS, VERSION_1 "death = 1.5" OF_1 },
  { REFUSED, HIS, VERSION_1 "birth = x'00ff'" OF_1 },
  { REFUSED, HIS, VERSION_1 "birth = 1.5" OF_1 },
  { REFUSED, HIS, VERSION_1 "birth_known = 'x'" OF_1 },
  { REFUSED, HIS, VERSION_1 "sex = x'00ff'" OF_1 },
  { REFUSED, HIS, VERSION_1 "valid_from = 'x'" OF_1 },
  { REFUSED, HIS, VERSION_1 "act_from = 'x'" OF_1 },
  { REFUSED, HIS, VERSION_1 "act_from = 1.5" OF_1 },
  { REFUSED, HIS, VERSION_1 "act_to = 'x'" OF_1 },
  { REFUSED, HIS, "UPDATE membership SET household = 'x'" OF_1 },
  { REFUSED, HIS, "UPDATE membership SET act_from = x'00ff'" OF_1 },
  { REFUSED, HIS, "UPDATE membership SET act_to = ''" OF_1 },
  { REFUSED, ANYBODYS, "UPDATE membership SET person = 'x'" OF_1 },
  { REFUSED, HIS, "UPDATE residence SET area = 'x' WHERE household = 1" },
  { REFUSED, ANYBODYS, "UPDATE residence SET household = 1.5 WHERE household = 1" },
  { REFUSED, HIS, "UPDATE fact SET value = 'x' WHERE kind = 1 AND subject = 1" },
  { REFUSED, HIS, "UPDATE fact SET value = 1.5 WHERE kind = 1 AND subject = 1" },
  { REFUSED, HIS, "UPDATE fact SET fact = 'x' WHERE kind = 1 AND subject = 1" },
  { REFUSED, ANYBODYS, "UPDATE fact SET subject = 'x' WHERE kind = 1 AND subject = 1" },
  { REFUSED, HIS, "UPDATE link SET kind = 'x'" },
  { REFUSED, HIS, "UPDATE link SET other = 'x'" },
  { REFUSED, HIS, "UPDATE record SET layout = 'x'" },
  { REFUSED, HIS, "UPDATE record SET fields = x'00'" },
  { REFUSED, HIS, GRANT "amount = 'x'" },
  { REFUSED, HIS, GRANT "amount = 1.5" },
  { REFUSED, HIS, GRANT "decided = 'x'" },
  { REFUSED, HIS, GRANT "last_month = 'x'" },
  { REFUSED, HIS, GRANT "grant_id = ' '" },
  { REFUSED, HIS, GRANT "act_to = x'00'" },
  { REFUSED, HIS, "UPDATE grant_ SET benefit = 1.5" },
  { REFUSED, ANYBODYS, "UPDATE grant_ SET person = 1.5" },
  { REFUSED, HIS, PAID "(1, 24312, 24312, 'x', " BELIEVED ")" },
  { REFUSED, HIS, SUSPENDED "(1, 24312, 24312, '', 'head', " HUGE ")" },
  { REFUSED, HIS, SUSPENDED "(1, 24312, 24312, '', 1, 'x')" },
  { REFUSED, ANYBODYS, "UPDATE area_version SET parent = 'x' WHERE area = 3" },
  /* what is not there */
  { TAKEN, HIS, "UPDATE membership SET household = 55" OF_1 },
  { TAKEN, HIS, "DELETE FROM household WHERE id = 1" },
  { TAKEN, HIS, "UPDATE residence SET area = 777 WHERE household = 1" },
  { TAKEN, ANYBODYS, "UPDATE residence SET household = 777 WHERE household = 1" },
  { TAKEN, HIS, "UPDATE fact SET fact = 120000 WHERE kind = 1 AND subject = 1" },
  { TAKEN, HIS, "UPDATE symbol SET id = 20500 WHERE name = 'person.ill'" },
  { TAKEN, HIS, "UPDATE symbol SET name = '' WHERE name = 'person.ill'" },
  { TAKEN, HIS, "UPDATE link SET kind = 120000" },
  { TAKEN, HIS, "UPDATE record SET layout = 99" },
  { TAKEN, HIS, "UPDATE grant_ SET benefit = 120000" },
  { TAKEN, HIS, "UPDATE grant_ SET record = 999" },
  { TAKEN, HIS, "UPDATE grant_ SET component = 120000" },
  { TAKEN, HIS, "UPDATE grant_ SET id = 0" },
  { TAKEN, HIS, GRANT "grant_id = 120000" },
  { TAKEN, ANYBODYS, PAID "(24310, 24312, 24312, 1, " BELIEVED ")" },
  { TAKEN, ANYBODYS, SUSPENDED "(120000, 24312, 24312, '', " BELIEVED ")" },
  { TAKEN, ANYBODYS, "UPDATE area_version SET parent = 777 WHERE area = 3" },
  /* ended before it began, begun by no act */
  { TAKEN, HIS, VERSION_1 "act_to = act_from" OF_1 },
  { TAKEN, HIS, VERSION_1 "act_from = 120000" OF_1 },
  { TAKEN, HIS, "UPDATE membership SET act_to = -1" OF_1 },
  { TAKEN, HIS, "UPDATE membership SET act_from = 2932897" OF_1 },
  { TAKEN, HIS, "UPDATE residence SET act_to = 0 WHERE household = 1" },
  { TAKEN, HIS, "UPDATE fact SET act_to = 0 WHERE kind = 1 AND subject = 1" },
  { TAKEN, HIS, "UPDATE fact SET act_from = " HUGE " WHERE kind = 1 AND subject = 1" },
  { TAKEN, HIS, "UPDATE link SET act_to = 1" },
  { TAKEN, HIS, "UPDATE record SET act_to = -719163" },
  { TAKEN, HIS, GRANT "act_to = 1" },
  { TAKEN, HIS, GRANT "act_from = 20500" },
  { TAKEN, HIS, SUSPENDED "(1, 24312, 24312, '', 9, 3)" },
  { TAKEN, HIS, SUSPENDED "(1, 24312, 24312, '', 1000000000000001, " HUGE ")" },
  { TAKEN, HIS, PAID "(1, 24312, 24312, 1, 5, 5)" },
  { TAKEN, ANYBODYS, "UPDATE area_version SET act_to = 0 WHERE area = 3" },
};

static const char *const nonsense[] = {
  /* people */
  "UPDATE person_version SET birth = -9000000",
  "UPDATE person_version SET birth = " HUGE,
  "UPDATE person_version SET death = birth - 1",
  "UPDATE person_version SET birth_known = 77",
  "UPDATE person_version SET sex = 'none'",
  "UPDATE person_version SET full_name = ''",
  "UPDATE person_version SET valid_to = valid_from",
  "UPDATE person_version SET act_to = act_from",
  "UPDATE person_version SET act_from = -5",
  "UPDATE person_version SET valid_from = -" HUGE,
  "UPDATE person_version SET valid_to = " HUGE,
  "UPDATE person_version SET full_name = NULL",
  "UPDATE person_version SET birth = NULL",
  "UPDATE person_version SET sort_key = ''",
  "UPDATE person_version SET citizen_no = 'x'",
  "UPDATE person_version SET phone = ''",
  "UPDATE person SET public_id = 'x'",
  "UPDATE person SET public_id = 'IIIIIIIIIIIIIIIII'",
  "DELETE FROM person_version",
  "UPDATE person_version SET person = 777",
  VERSION "VALUES (999, 'Ai', 'ai', 0, 3, NULL, 'male', 'Kinh', " ALWAYS ", " BELIEVED ")",
  VERSION
  "SELECT person, full_name, sort_key, birth + 9, birth_known, 0 + birth + 10, sex, ethnic, valid_from,"
  " valid_to, act_from, act_to FROM person_version",
  "INSERT INTO person(id, public_id) VALUES (2147483648, '00000000000000000')",
  "INSERT INTO person(id, public_id) VALUES (" HUGE ", '00000000000000000')",
  "INSERT INTO person(id, public_id) VALUES (-1, '00000000000000000')",
  /* households */
  MEMBER "VALUES (1, 999, 'head', " ALWAYS ", " BELIEVED ")",
  MEMBER "VALUES (999, 1, 'head', " ALWAYS ", " BELIEVED ")",
  MEMBER "VALUES (-1, 1, 'head', " ALWAYS ", " BELIEVED ")",
  MEMBER "VALUES (1, " HUGE ", 'head', " ALWAYS ", " BELIEVED ")",
  MEMBER "VALUES (1, 1, 'king', " ALWAYS ", " BELIEVED ")",
  MEMBER "VALUES (1, 1, 'head', 20000, 10000, " BELIEVED ")",
  MEMBER "VALUES (1, 1, 'child', -900000, 2932899, " BELIEVED ")",
  MEMBER "VALUES (1, 1, 'child', " ALWAYS ", 5, 2)",
  MEMBER "VALUES (1, 1, 'child', " ALWAYS ", 0, -4)",
  MEMBER "VALUES (1, 2, 'child', " ALWAYS ", " BELIEVED ")",
  "UPDATE membership SET household = NULL",
  "UPDATE membership SET person = 'x'",
  "DELETE FROM household",
  "UPDATE household SET public_id = '_________________'",
  LIVES "VALUES (1, 999, '', " ALWAYS ", " BELIEVED ")",
  LIVES "VALUES (1, -7, '', " ALWAYS ", " BELIEVED ")",
  LIVES "VALUES (1, " HUGE ", '', " ALWAYS ", " BELIEVED ")",
  LIVES "VALUES (999, 1, '', " ALWAYS ", " BELIEVED ")",
  LIVES "VALUES (1, 1, '', 5, 5, " BELIEVED ")",
  LIVES "VALUES (1, 2, '', " ALWAYS ", " BELIEVED ")",
  "UPDATE residence SET area = NULL",
  /* areas */
  AREA "VALUES (2, '1', 'Vòng', 'xa', 3, " ALWAYS ", " BELIEVED ")",
  "UPDATE area_version SET parent = area",
  "UPDATE area_version SET type = 'sea'",
  "UPDATE area_version SET parent = 888 WHERE parent = 1",
  "UPDATE area_version SET valid_to = valid_from - 1",
  "UPDATE area_version SET area = -4",
  "UPDATE area_version SET area = " HUGE,
  "DELETE FROM area_version",
  "UPDATE area_version SET name = ''",
  "UPDATE area_version SET name = NULL",
  "UPDATE area_version SET valid_from = NULL",
  "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to) VALUES"
  " (3, 2, 0, 5, '', " BELIEVED "), (2, 3, 0, 5, '', " BELIEVED ")",
  "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to) VALUES"
  " (3, 3, -" HUGE ", -5, '', " BELIEVED ")",
  "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to) VALUES"
  " (3, " HUGE ", 1, " HUGE ", '', " BELIEVED ")",
  "INSERT INTO area(id) VALUES (" HUGE ")",
  "UPDATE area_version SET parent = 3 WHERE area = 2; UPDATE area_version SET parent = 2 WHERE area = 3",
  /* what is known */
  FACT "VALUES (1, 1, " ILL ", 424242, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, 1, " ILL ", -" HUGE ", '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (9, 1, " ILL ", 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, -1, " ILL ", 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, " HUGE ", " ILL ", 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, 999, " ILL ", 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (2, 1, " ILL ", 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, 1, 4242, 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, 1, -3, 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, 1, " HUGE ", 1, '', " ALWAYS ", " BELIEVED ")",
  FACT "VALUES (1, 1, " ILL ", 1, '', 9, 9, " BELIEVED ")",
  FACT "VALUES (1, 1, " ILL ", 1, '', -" HUGE ", " HUGE ", " BELIEVED ")",
  FACT "VALUES (1, 1, " ILL ", 1, '', " ALWAYS ", 7, 3)",
  FACT "VALUES (3, 1, " ILL ", 1, '', " ALWAYS ", " BELIEVED ")",
  "UPDATE fact SET source = NULL",
  "UPDATE fact SET value = 'nặng'",
  "UPDATE symbol SET name = ''",
  "UPDATE symbol SET marks = 99",
  "UPDATE symbol SET id = " HUGE " WHERE name = 'person.ill'",
  "UPDATE symbol SET id = -3 WHERE name = 'person.ill'",
  "DELETE FROM symbol",
  LINK "VALUES (" HELPER ", 1, 1, " ALWAYS ", " BELIEVED ")",
  LINK "VALUES (" HELPER ", 1, 999, " ALWAYS ", " BELIEVED ")",
  LINK "VALUES (" HELPER ", -1, 2, " ALWAYS ", " BELIEVED ")",
  LINK "VALUES (" HELPER ", 1, " HUGE ", " ALWAYS ", " BELIEVED ")",
  LINK "VALUES (0, 1, 2, " ALWAYS ", " BELIEVED ")",
  LINK "VALUES (" HELPER ", 1, 2, 5, 5, " BELIEVED ")",
  LINK "VALUES (" HELPER ", 1, 2, " ALWAYS ", 9, 2)",
  /* records */
  RECORD "SELECT id, 2, 1, '2,3,4,5', '', " ALWAYS ", " BELIEVED " FROM record_layout",
  RECORD "SELECT id, 2, 1, '', '', " ALWAYS ", " BELIEVED " FROM record_layout",
  RECORD "SELECT id, 2, 1, 'x,y', '', " ALWAYS ", " BELIEVED " FROM record_layout",
  RECORD "SELECT id, 2, 1, '99999999999999999999,1', '', " ALWAYS ", " BELIEVED " FROM record_layout",
  RECORD "SELECT id, 7, 1, '2,3', '', " ALWAYS ", " BELIEVED " FROM record_layout",
  RECORD "SELECT id, 1, 1, '2,3', '', " ALWAYS ", " BELIEVED " FROM record_layout",
  RECORD "VALUES (99, 2, 1, '2,3', '', " ALWAYS ", " BELIEVED ")",
  RECORD "VALUES (-1, 2, -1, '2,3', '', 3, 3, 9, 1)",
  "UPDATE record_layout SET items = ''",
  "UPDATE record_layout SET items = ',,,,'",
  "UPDATE record_layout SET kind = 4242",
  "UPDATE record_layout SET kind = -1",
  "UPDATE record SET fields = NULL",
  "DELETE FROM record_layout",
  /* grants */
  GRANT "amount = -1",
  GRANT "amount = " HUGE,
  GRANT "first_month = -" HUGE,
  GRANT "first_month = " HUGE,
  GRANT "last_month = first_month - 1",
  GRANT "last_month = " HUGE,
  GRANT "decided = " HUGE,
  GRANT "decided = NULL",
  GRANT "filed = -" HUGE,
  GRANT "cases = NULL",
  GRANT "cases = '+++++'",
  GRANT "payee = NULL",
  GRANT "act_to = act_from",
  GRANT "grant_id = 999",
  "UPDATE grant_ SET person = 999",
  "UPDATE grant_ SET person = -1",
  "UPDATE grant_ SET person = " HUGE,
  "UPDATE grant_ SET benefit = 0",
  "UPDATE grant_ SET benefit = " HUGE,
  "UPDATE grant_ SET record = 999",
  "UPDATE grant_ SET component = -5",
  "UPDATE grant_ SET public_id = ''",
  "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, signer, first_month, payee, "
  "act_from,"
  " act_to) SELECT grant_id, cases, amount, decision_no, decided, signer, first_month, payee, act_from, "
  "act_to"
  " FROM grant_version",
  "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) VALUES (1, 24312, 24300, "
  "1, " BELIEVED ")",
  "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) VALUES (1, -" HUGE
  ", " HUGE ", " HUGE ", " BELIEVED ")",
  "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) VALUES (1, 0, 119999,"
  " 1000000000000000, " BELIEVED ")",
  "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) VALUES (77, 24312, "
  "24313, 1, " BELIEVED ")",
  "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, act_from, act_to) VALUES (1, " HUGE
  ", -1,"
  " '', " BELIEVED ")",
  "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, act_from, act_to) VALUES (1, 24312, "
  "NULL,"
  " '', 9, 3)",
  /* the log */
  "UPDATE act SET instant = -" HUGE " WHERE act = 1",
  "UPDATE act SET instant = " HUGE " WHERE act = 1",
  "UPDATE act SET kind = ''",
  "UPDATE act SET answer = 'x'",
  "UPDATE act_object SET kind = 9",
  "UPDATE act_object SET object = -9",
  "UPDATE register SET last_act = " HUGE,
  "UPDATE register SET last_act = -5",
  "UPDATE register SET last_instant = " HUGE,
  "UPDATE register SET invented = 7",
  "UPDATE register SET public_id = 'x'",
  "UPDATE register SET public_id = ''",
  "UPDATE register SET public_id = '../../../../tmp/a name of more letters than a folder may be called by'",
  "DELETE FROM register",
  "DELETE FROM act",
  "UPDATE act SET account = 999",
  "UPDATE account SET public_id = 'x'",
  /* packs and what is derived */
  "INSERT INTO pack_text(hash, name, body) VALUES ('x', 'a', 'b')",
  "INSERT INTO pack_adoption(act, packs, language, meaning) VALUES (1, 'x', -" HUGE ", " HUGE ")",
  "INSERT INTO pack_set(packs, place, text_hash) VALUES ('x', -3, 'y')",
  "INSERT INTO finding(run, kind, person, area, grant_id, law, paid, detail_vi, detail_en) VALUES "
  "(1,"
  " 'dead_paid', -5, " HUGE ", -7, -" HUGE ", " HUGE ", '', '')",
  "INSERT INTO finding(run, kind, person, area, benefit, grant_id, law, paid, detail_vi, detail_en) "
  "VALUES"
  " (1, 'nothing', 999, 999, 4242, 4242, 0, 0, '', '')",
  "INSERT INTO finding_run(id, for_month, law_day, facts_act, facts_day, packs, language, meaning) VALUES"
  " (2, 24316, " HUGE ", -5, -" HUGE ", 'x', 0, 0);"
  "INSERT INTO finding_count(run, kind, count) VALUES (2, 'x', -3)",
  "UPDATE finding_run SET for_month = " HUGE,
  "UPDATE finding_count SET count = " HUGE,
  "INSERT INTO determination(id, for_month, law_day, facts_act, facts_day, packs, language, meaning, people, "
  "faults)"
  " VALUES (1, 24312, " HUGE ", -1, -" HUGE ", 'x', 1, 1, -1, -1);"
  "INSERT INTO determination_result(determination, person, benefit, record, component, household, area,"
  " eligible_status, eligible_amount, eligible_cases, citations, granted, due_status, due_amount, flags) "
  "VALUES"
  " (1, 999, 4242, -1, -1, -1, " HUGE ", 9, -" HUGE ", '', '', -1, 9, " HUGE ", -1)",
};

#endif
