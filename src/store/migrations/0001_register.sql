-- The register. Every table a determination may read keeps two periods, both half open, both in day numbers
-- (days since 1970-01-01; 2932896 = 9999-12-31 = no end): valid [valid_from, valid_to) is the world, recorded
-- [rec_from, rec_to) is what the office knew. A change writes new rows, a correction closes rec_to; nothing is deleted.

-- Names given to numbers once and never reused: facts, links, records, benefits, enumeration values, sources.
CREATE TABLE symbol (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE            -- 'person.disability', 'disability_degree.severe', 'assistance.monthly'
);

-- Areas: ids are never reused; everything else about them is dated.
CREATE TABLE area ( id INTEGER PRIMARY KEY );
CREATE TABLE area_version (
  area       INTEGER NOT NULL REFERENCES area(id),
  code       TEXT    NOT NULL,          -- the statistical office's code; reused after mergers, so never a key
  name       TEXT    NOT NULL,          -- 'Xã A Lưới 2'
  fold       TEXT    NOT NULL,          -- its search form
  type       TEXT    NOT NULL,          -- province, district, phuong, xa, thi_tran, village
  parent     INTEGER REFERENCES area(id),
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to   INTEGER NOT NULL
);
CREATE INDEX area_version_area ON area_version(area);
CREATE INDEX area_version_parent ON area_version(parent);
CREATE TABLE area_succession (          -- mergers and splits: which area follows which from which day
  from_area INTEGER NOT NULL REFERENCES area(id),
  to_area   INTEGER NOT NULL REFERENCES area(id),
  day       INTEGER NOT NULL,
  share_ppm INTEGER NOT NULL,           -- parts per million of the people at that day
  basis     TEXT    NOT NULL            -- 'NQ 1675/NQ-UBTVQH15'
);

CREATE TABLE person ( id INTEGER PRIMARY KEY );
CREATE TABLE person_version (           -- who someone is
  person      INTEGER NOT NULL REFERENCES person(id),
  full_name   TEXT    NOT NULL,
  fold        TEXT    NOT NULL,         -- search form: lower case, no accents
  birth       INTEGER NOT NULL,         -- day number; see birth_known
  birth_known INTEGER NOT NULL,         -- 3 day known, 2 month, 1 year only
  death       INTEGER,                  -- day number, NULL while not known to be dead
  sex         TEXT    NOT NULL,         -- male, female
  ethnic      TEXT    NOT NULL,
  citizen_no  TEXT,                     -- 12 or 9 digits, NULL when none
  phone       TEXT,
  valid_from  INTEGER NOT NULL, valid_to INTEGER NOT NULL,
  rec_from    INTEGER NOT NULL, rec_to   INTEGER NOT NULL
);
CREATE INDEX person_version_person ON person_version(person);
CREATE INDEX person_version_citizen ON person_version(citizen_no);

CREATE TABLE household ( id INTEGER PRIMARY KEY );
CREATE TABLE residence (                -- where a household lives: the lowest area known
  household  INTEGER NOT NULL REFERENCES household(id),
  area       INTEGER NOT NULL REFERENCES area(id),
  address    TEXT    NOT NULL,
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to   INTEGER NOT NULL
);
CREATE INDEX residence_household ON residence(household);
CREATE INDEX residence_area ON residence(area);
CREATE TABLE membership (
  person     INTEGER NOT NULL REFERENCES person(id),
  household  INTEGER NOT NULL REFERENCES household(id),
  role       TEXT    NOT NULL,          -- head, spouse, child, parent, grandchild, sibling, other
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to   INTEGER NOT NULL
);
CREATE INDEX membership_person ON membership(person);
CREATE INDEX membership_household ON membership(household);

-- Facts typed by the packs' vocabulary: a new decree's condition needs no migration.
CREATE TABLE fact (
  id         INTEGER PRIMARY KEY,
  kind       INTEGER NOT NULL,          -- 1 person, 2 household, 3 area
  subject    INTEGER NOT NULL,
  fact       INTEGER NOT NULL REFERENCES symbol(id),
  value      INTEGER,                   -- yes/no 1/0, number, đồng, day; an enumeration's symbol id; NULL = asked, not known
  source     TEXT    NOT NULL,          -- 'QĐ 12/QĐ-UBND ngày 15/12/2025', 'tờ khai 02/03/2025', ...
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to   INTEGER NOT NULL
);
CREATE INDEX fact_subject ON fact(kind, subject, fact);

CREATE TABLE link (                     -- person to person: parent, supporter, carer ...; households never decide kinship
  kind       INTEGER NOT NULL REFERENCES symbol(id),
  person     INTEGER NOT NULL REFERENCES person(id),
  other      INTEGER NOT NULL REFERENCES person(id),
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to   INTEGER NOT NULL
);
CREATE INDEX link_person ON link(person, kind);
CREATE INDEX link_other ON link(other, kind);

CREATE TABLE record (                   -- survey forms, spells of service or contribution: one row, fields packed
  id         INTEGER PRIMARY KEY,
  kind       INTEGER NOT NULL REFERENCES symbol(id),
  subject_kind INTEGER NOT NULL,        -- 1 person, 2 household
  subject    INTEGER NOT NULL,
  fields     TEXT    NOT NULL,          -- whole numbers in the pack's order, joined by commas; empty = not known
  source     TEXT    NOT NULL,
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to   INTEGER NOT NULL
);
CREATE INDEX record_subject ON record(subject_kind, subject, kind);

-- What was decided: spells, not month rows.
CREATE TABLE grant_ (
  id          INTEGER PRIMARY KEY,
  person      INTEGER NOT NULL REFERENCES person(id),
  benefit     INTEGER NOT NULL REFERENCES symbol(id),
  cases       TEXT    NOT NULL,         -- case ids joined by '+', as the decision cites them; '' when the paper names none
  amount      INTEGER NOT NULL,         -- đồng a month as decided
  decision_no TEXT    NOT NULL,         -- '' when no paper was found
  decided     INTEGER NOT NULL,         -- day of signing
  filed       INTEGER,                  -- day of application, NULL unknown
  signer      TEXT    NOT NULL,
  first_month INTEGER NOT NULL,         -- month numbers: year * 12 + month - 1
  last_month  INTEGER,                  -- NULL = running
  payee       TEXT    NOT NULL,
  paying_point INTEGER REFERENCES area(id),
  rec_from    INTEGER NOT NULL, rec_to INTEGER NOT NULL
);
CREATE INDEX grant_person ON grant_(person);
CREATE TABLE grant_suspension (
  grant_id   INTEGER NOT NULL REFERENCES grant_(id),
  from_month INTEGER NOT NULL, to_month INTEGER,   -- NULL = still suspended
  reason     TEXT    NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to INTEGER NOT NULL
);
CREATE INDEX grant_suspension_grant ON grant_suspension(grant_id);
CREATE TABLE grant_paid (               -- what was paid under it, month spells of one sum
  grant_id   INTEGER NOT NULL REFERENCES grant_(id),
  from_month INTEGER NOT NULL, to_month INTEGER NOT NULL,  -- both included
  amount     INTEGER NOT NULL,
  rec_from   INTEGER NOT NULL, rec_to INTEGER NOT NULL
);
CREATE INDEX grant_paid_grant ON grant_paid(grant_id);

-- Derived: may be dropped and made again.
CREATE TABLE determination (
  id         INTEGER PRIMARY KEY,
  for_month  INTEGER NOT NULL,
  law_day    INTEGER NOT NULL,
  facts_day  INTEGER NOT NULL,
  packs      TEXT    NOT NULL,          -- hash over the adopted packs
  people     INTEGER NOT NULL,
  made_at    TEXT    NOT NULL
);
CREATE TABLE determination_result (
  determination INTEGER NOT NULL REFERENCES determination(id),
  person     INTEGER NOT NULL,
  household  INTEGER NOT NULL,
  area       INTEGER NOT NULL,          -- lowest unit of residence
  benefit    INTEGER NOT NULL REFERENCES symbol(id),
  eligible_status INTEGER NOT NULL,     -- 0 not entitled, 1 value, 2 unknown
  eligible_amount INTEGER,
  eligible_cases  TEXT NOT NULL,        -- deciding cases joined by '+'
  citations  TEXT    NOT NULL,          -- 'nd20_2021 6.1.đ;...'
  granted    INTEGER NOT NULL,          -- grant id, 0 when none
  due_status INTEGER NOT NULL,          -- 0 nothing due, 1 value, 2 unknown
  due_amount INTEGER,
  flags      INTEGER NOT NULL           -- bits: 1 unverified, 2 interpretation, 4 lost to concurrency, 8 suspended
);

CREATE TABLE pack_adoption (            -- the signed act that makes a pack the office's law
  pack       TEXT    NOT NULL,
  hash       TEXT    NOT NULL,
  adopted    INTEGER NOT NULL,
  adopted_by TEXT    NOT NULL,
  note       TEXT    NOT NULL
);
CREATE TABLE audit_log (
  id     INTEGER PRIMARY KEY,
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  detail TEXT NOT NULL
);
