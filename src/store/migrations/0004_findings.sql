-- Derived: what was paid in a month against the law of that month. Made anew by `ansinh check caseload`.
CREATE TABLE finding_run (
  for_month INTEGER NOT NULL,
  law_day   INTEGER NOT NULL,
  facts_day INTEGER NOT NULL,
  packs     TEXT    NOT NULL,
  kind      TEXT    NOT NULL,           -- equal, law_higher, law_lower, fact_missing, no_paper, dead_paid, paid_twice, exclusive, not_granted
  count     INTEGER NOT NULL
);
CREATE TABLE finding (
  id        INTEGER PRIMARY KEY,
  for_month INTEGER NOT NULL,
  kind      TEXT    NOT NULL,
  person    INTEGER NOT NULL,
  area      INTEGER NOT NULL,           -- lowest unit of residence, 0 unknown
  benefit   INTEGER NOT NULL REFERENCES symbol(id),
  grant_id  INTEGER NOT NULL,           -- 0 none
  law       INTEGER NOT NULL,
  paid      INTEGER NOT NULL,
  detail_vi TEXT    NOT NULL,
  detail_en TEXT    NOT NULL
);
CREATE INDEX finding_month ON finding(for_month, kind);
CREATE INDEX finding_person ON finding(person);
CREATE INDEX determination_result_person ON determination_result(person, determination);
CREATE INDEX determination_result_run ON determination_result(determination);
