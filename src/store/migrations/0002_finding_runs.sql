-- What the caseload check found is kept under all its coordinates, as a determination is, so that a trial never takes the
-- place of what the office goes by. Findings are derived: those kept before are dropped and may be made again
-- (ansinh check caseload).
DROP TABLE finding;
DROP TABLE finding_run;
CREATE TABLE finding_run (
  id           INTEGER PRIMARY KEY,
  for_month    INT    NOT NULL CHECK (for_month BETWEEN 0 AND 119999),
  law_day      INT    NOT NULL,
  facts_act    INT    NOT NULL CHECK (facts_act >= 0),
  facts_day    INT    NOT NULL,          -- the day that was asked and became facts_act
  packs        TEXT   NOT NULL CHECK (length(packs) = 64),
  language     INT    NOT NULL,
  meaning      INT    NOT NULL,
  UNIQUE (for_month, law_day, facts_act, packs, meaning)
) STRICT;
CREATE TABLE finding_count (             -- all kinds of a run, also those it does not list
  run          INT    NOT NULL REFERENCES finding_run(id),
  kind         TEXT   NOT NULL,          -- equal, law_higher, law_lower, fact_missing, no_paper, dead_paid, paid_twice, exclusive, not_granted ...
  count        INT    NOT NULL CHECK (count >= 0),
  PRIMARY KEY (run, kind)
) WITHOUT ROWID, STRICT;
CREATE TABLE finding (
  id           INTEGER PRIMARY KEY,
  run          INT    NOT NULL REFERENCES finding_run(id),
  kind         TEXT   NOT NULL,
  person       INT    NOT NULL,
  area         INT    NOT NULL,          -- lowest unit of residence, 0 unknown
  benefit      INT    REFERENCES symbol(id),               -- NULL: of the person, not of a benefit
  grant_id     INT    NOT NULL,          -- 0 none
  law          INT,                      -- NULL: what the law gives is not known, or not what is in question
  paid         INT,                      -- NULL: no payment is in question
  detail_vi    TEXT   NOT NULL,
  detail_en    TEXT   NOT NULL
) STRICT;
CREATE INDEX finding_of_run ON finding(run, kind);
CREATE INDEX finding_person ON finding(person);
