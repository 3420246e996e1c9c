-- The register, one text for both engines (src/store/store.h says what is translated). Its manual: doc/register.md.
--
-- Clock. Every write is an act. A history row carries the act that began its record and the act that ended it:
-- [act_from, act_to), act_to = 9223372036854775807 while it is believed. The world's time is [valid_from, valid_to) in days since
-- 1970-01-01, 2932896 (9999-12-31) without end; months are year * 12 + month - 1. Rows are never deleted, and of a row only
-- act_to is ever written again, once.

CREATE TABLE register (                  -- one row: the province, its counter and its clock
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  public_id    TEXT   NOT NULL CHECK (length(public_id) = 17),
  name         TEXT   NOT NULL,
  invented     INT    NOT NULL CHECK (invented IN (0, 1)), -- 1: nobody in it exists; only then may days and instants be set
  last_act     INT    NOT NULL CHECK (last_act >= 0),      -- locked by who writes: order of number, instant and commit are one
  last_instant INT    NOT NULL
) STRICT;

CREATE TABLE office (                    -- who answers: a commune's committee, a department
  id           INTEGER PRIMARY KEY,
  public_id    TEXT   NOT NULL UNIQUE CHECK (length(public_id) = 17),
  name         TEXT   NOT NULL CHECK (name <> '')
) STRICT;
CREATE TABLE account (                   -- who acts
  id           INTEGER PRIMARY KEY,
  public_id    TEXT   NOT NULL UNIQUE CHECK (length(public_id) = 17),
  name         TEXT   NOT NULL UNIQUE CHECK (name <> ''),
  office       INT    REFERENCES office(id)
) STRICT;

CREATE TABLE act (
  act          INT    PRIMARY KEY CHECK (act > 0),
  instant      INT    NOT NULL UNIQUE,   -- microseconds since 1970-01-01 UTC, rising with act
  kind         TEXT   NOT NULL CHECK (kind <> ''),         -- 'person.add'
  account      INT    NOT NULL REFERENCES account(id),
  office       INT    REFERENCES office(id),
  paper        TEXT   NOT NULL,          -- what it rests on, as cited; '' none
  client_key   TEXT,                     -- issued with the form; NULL for what no form sent
  content      TEXT,                     -- SHA-256 of what was sent under the key
  answer       TEXT   NOT NULL,          -- what the first sending was answered
  batch        INT    REFERENCES act(act),                 -- slices of one import: its first act
  undoes       INT    REFERENCES act(act),
  seen         INT,                      -- the act its author had before him, NULL not told
  whole        INT    NOT NULL CHECK (whole IN (0, 1)),    -- 1: a load of everything; what it touched is not listed
  commitment   TEXT,                     -- SHA-256 over act_text.salt and act_text.body; NULL without text
  confirmed    TEXT   NOT NULL DEFAULT '', -- codes of what was asked back and answered yes, joined by commas
  dice         INT    NOT NULL DEFAULT 0, -- random bits: number and instant alone do not tell it from an act of a history begun anew from a backup
  CHECK ((client_key IS NULL) = (content IS NULL)),
  CHECK (batch IS NULL OR batch <= act),
  CHECK (undoes IS NULL OR undoes < act),
  CHECK (seen IS NULL OR seen < act),
  UNIQUE (account, kind, client_key)
) STRICT;
CREATE TABLE act_text (                  -- free personal text: may be erased, salt and all; the act keeps the commitment
  act          INT    PRIMARY KEY REFERENCES act(act),
  salt         TEXT   NOT NULL,
  body         TEXT   NOT NULL
) STRICT;
CREATE TABLE act_object (                -- what an act touched
  kind         INT    NOT NULL CHECK (kind BETWEEN 1 AND 4), -- 1 person, 2 household, 3 area, 4 grant
  object       INT    NOT NULL,
  act          INT    NOT NULL REFERENCES act(act),
  PRIMARY KEY (kind, object, act)
) WITHOUT ROWID, STRICT;
CREATE INDEX act_object_act ON act_object(act);

CREATE TABLE symbol (                    -- names given to numbers once and never reused: facts, links, records, benefits, values
  id           INTEGER PRIMARY KEY,
  name         TEXT   NOT NULL UNIQUE CHECK (name <> ''),
  marks        INT    NOT NULL DEFAULT 0 CHECK (marks BETWEEN 0 AND 7) -- 1 sensitive, 2 secret, 4 of the dead
) STRICT;

-- Areas: ids are never reused; everything else about them is dated.
CREATE TABLE area (
  id           INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE area_version (
  id           INTEGER PRIMARY KEY,
  area         INT    NOT NULL REFERENCES area(id),
  code         TEXT   NOT NULL,          -- the statistical office's; reused after mergers, so never a key
  name         TEXT   NOT NULL CHECK (name <> ''),
  type         TEXT   NOT NULL CHECK (type IN ('province', 'district', 'phuong', 'xa', 'thi_tran', 'village')),
  parent       INT    REFERENCES area(id),
  valid_from   INT    NOT NULL, valid_to INT    NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (parent IS NULL OR parent <> area),
  CHECK (valid_from < valid_to AND valid_from >= -719162 AND valid_to <= 2932896),
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX area_version_area ON area_version(area);
CREATE INDEX area_version_parent ON area_version(parent);
CREATE TABLE area_succession (           -- which area follows which from which day
  id           INTEGER PRIMARY KEY,
  from_area    INT    NOT NULL REFERENCES area(id),
  to_area      INT    NOT NULL REFERENCES area(id),
  day          INT    NOT NULL CHECK (day BETWEEN -719162 AND 2932896),
  share_ppm    INT    NOT NULL CHECK (share_ppm BETWEEN 0 AND 1000000), -- of the people at that day; 0 not known
  basis        TEXT   NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX area_succession_from ON area_succession(from_area);
CREATE INDEX area_succession_to ON area_succession(to_area);

CREATE TABLE person (
  id           INTEGER PRIMARY KEY,
  public_id    TEXT   NOT NULL CHECK (length(public_id) = 17)
) STRICT;
CREATE UNIQUE INDEX person_public ON person(public_id);
CREATE TABLE person_version (
  id           INTEGER PRIMARY KEY,
  person       INT    NOT NULL REFERENCES person(id),
  full_name    TEXT   NOT NULL CHECK (full_name <> ''),
  sort_key     TEXT   NOT NULL,          -- given name, family name, the rest, in the order of the Vietnamese alphabet
  birth        INT    NOT NULL,          -- first possible day
  birth_known  INT    NOT NULL CHECK (birth_known BETWEEN 1 AND 3), -- 3 the day, 2 the month, 1 the year only
  death        INT,                      -- NULL while not known to be dead
  sex          TEXT   NOT NULL CHECK (sex IN ('male', 'female')),
  ethnic       TEXT   NOT NULL,
  citizen_no   TEXT CHECK (length(citizen_no) IN (9, 12)),
  phone        TEXT CHECK (phone <> ''),
  valid_from   INT    NOT NULL, valid_to INT    NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (birth BETWEEN -719162 AND 2932895 AND (death IS NULL OR death BETWEEN birth AND 2932895)),
  CHECK (valid_from < valid_to AND valid_from >= -719162 AND valid_to <= 2932896),
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX person_version_person ON person_version(person);
CREATE INDEX person_version_citizen ON person_version(citizen_no);
CREATE INDEX person_version_birth ON person_version(birth); -- the same person typed twice

CREATE TABLE household (
  id           INTEGER PRIMARY KEY,
  public_id    TEXT   NOT NULL CHECK (length(public_id) = 17)
) STRICT;
CREATE UNIQUE INDEX household_public ON household(public_id);
CREATE TABLE residence (                 -- where a household lives: the lowest area known
  id           INTEGER PRIMARY KEY,
  household    INT    NOT NULL REFERENCES household(id),
  area         INT    NOT NULL REFERENCES area(id),
  address      TEXT   NOT NULL,
  valid_from   INT    NOT NULL, valid_to INT    NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (valid_from < valid_to AND valid_from >= -719162 AND valid_to <= 2932896),
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX residence_household ON residence(household);
CREATE INDEX residence_area ON residence(area);
CREATE TABLE membership (
  id           INTEGER PRIMARY KEY,
  person       INT    NOT NULL REFERENCES person(id),
  household    INT    NOT NULL REFERENCES household(id),
  role         TEXT   NOT NULL CHECK (role IN ('head', 'spouse', 'child', 'parent', 'grandchild', 'sibling', 'other')),
  valid_from   INT    NOT NULL, valid_to INT    NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (valid_from < valid_to AND valid_from >= -719162 AND valid_to <= 2932896),
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX membership_person ON membership(person);
CREATE INDEX membership_household ON membership(household);

-- Facts typed by the packs' vocabulary: a new decree's condition needs no migration.
CREATE TABLE fact (
  id           INTEGER PRIMARY KEY,
  kind         INT    NOT NULL CHECK (kind BETWEEN 1 AND 3), -- 1 person, 2 household, 3 area
  subject      INT    NOT NULL CHECK (subject > 0),
  fact         INT    NOT NULL REFERENCES symbol(id),
  value        INT,                      -- yes/no 1/0, number, đồng, day, month; an enumeration value's symbol; NULL: asked, not known
  source       TEXT   NOT NULL,          -- the paper it rests on
  valid_from   INT    NOT NULL, valid_to INT    NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (valid_from < valid_to AND valid_from >= -719162 AND valid_to <= 2932896),
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX fact_subject ON fact(kind, subject, fact);

CREATE TABLE link (                      -- person to person: parent, supporter, carer; households never decide kinship
  id           INTEGER PRIMARY KEY,
  kind         INT    NOT NULL REFERENCES symbol(id),
  person       INT    NOT NULL REFERENCES person(id),
  other        INT    NOT NULL REFERENCES person(id),
  valid_from   INT    NOT NULL, valid_to INT    NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (person <> other),
  CHECK (valid_from < valid_to AND valid_from >= -719162 AND valid_to <= 2932896),
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX link_person ON link(person, kind);
CREATE INDEX link_other ON link(other, kind);

CREATE TABLE record_layout (             -- the items of a survey form or spell, in the order a record packs them; kept once
  id           INTEGER PRIMARY KEY,
  kind         INT    NOT NULL REFERENCES symbol(id),
  items        TEXT   NOT NULL,          -- item names joined by commas
  UNIQUE (kind, items)
) STRICT;
CREATE TABLE record (                    -- survey forms, spells of service or contribution: one row, fields packed
  id           INTEGER PRIMARY KEY,
  layout       INT    NOT NULL REFERENCES record_layout(id),
  subject_kind INT    NOT NULL CHECK (subject_kind IN (1, 2)),
  subject      INT    NOT NULL CHECK (subject > 0),
  fields       TEXT   NOT NULL,          -- whole numbers in the layout's order, joined by commas; empty: not known
  first        INT    REFERENCES record(id), -- the row this record was first written as, its number for good; NULL this one
  source       TEXT   NOT NULL,
  valid_from   INT    NOT NULL, valid_to INT    NOT NULL,
  act_from     INT    NOT NULL, act_to   INT    NOT NULL,
  CHECK (valid_from < valid_to AND valid_from >= -719162 AND valid_to <= 2932896),
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX record_subject ON record(subject_kind, subject);

-- What was decided: spells, not month rows.
CREATE TABLE grant_ (
  id           INTEGER PRIMARY KEY,
  public_id    TEXT   NOT NULL CHECK (length(public_id) = 17),
  person       INT    NOT NULL REFERENCES person(id),
  benefit      INT    NOT NULL REFERENCES symbol(id),
  record       INT    REFERENCES record(id),               -- the record it is for, NULL the person
  component    INT    REFERENCES symbol(id)                -- NULL the whole benefit
) STRICT;
CREATE UNIQUE INDEX grant_public ON grant_(public_id);
CREATE INDEX grant_person ON grant_(person);
CREATE TABLE grant_version (
  id           INTEGER PRIMARY KEY,
  grant_id     INT    NOT NULL REFERENCES grant_(id),
  cases        TEXT   NOT NULL,          -- case ids joined by '+', as the decision cites them; '' when the paper names none
  amount       INT    NOT NULL CHECK (amount BETWEEN 0 AND 1000000000000000),  -- đồng a month as decided
  decision_no  TEXT   NOT NULL,          -- '' when no paper was found
  decided      INT    NOT NULL CHECK (decided BETWEEN -719162 AND 2932895),
  filed        INT    CHECK (filed BETWEEN -719162 AND 2932895),
  signer       TEXT   NOT NULL,
  first_month  INT    NOT NULL CHECK (first_month BETWEEN 0 AND 119999),
  last_month   INT    CHECK (last_month BETWEEN first_month AND 119999),       -- NULL running
  payee        TEXT   NOT NULL,
  paying_point INT    REFERENCES area(id),
  act_from     INT    NOT NULL, act_to INT    NOT NULL,
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX grant_version_grant ON grant_version(grant_id);
CREATE TABLE grant_suspension (
  id           INTEGER PRIMARY KEY,
  grant_id     INT    NOT NULL REFERENCES grant_(id),
  from_month   INT    NOT NULL CHECK (from_month BETWEEN 0 AND 119999),
  to_month     INT    CHECK (to_month BETWEEN from_month AND 119999),          -- NULL still suspended
  reason       TEXT   NOT NULL,
  act_from     INT    NOT NULL, act_to INT    NOT NULL,
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX grant_suspension_grant ON grant_suspension(grant_id);
CREATE TABLE grant_paid (                -- what was paid under it, month spells of one sum
  id           INTEGER PRIMARY KEY,
  grant_id     INT    NOT NULL REFERENCES grant_(id),
  from_month   INT    NOT NULL CHECK (from_month BETWEEN 0 AND 119999),
  to_month     INT    NOT NULL CHECK (to_month BETWEEN from_month AND 119999), -- both included
  amount       INT    NOT NULL CHECK (amount BETWEEN 0 AND 1000000000000000),
  act_from     INT    NOT NULL, act_to INT    NOT NULL,
  CHECK (act_from > 0 AND act_from < act_to)
) STRICT;
CREATE INDEX grant_paid_grant ON grant_paid(grant_id);

-- The law the office decided by: texts by their hash, sets of texts by theirs, and the signed acts that adopted them.
CREATE TABLE pack_text (
  hash         TEXT   PRIMARY KEY CHECK (length(hash) = 64),
  name         TEXT   NOT NULL,
  body         TEXT   NOT NULL
) STRICT;
CREATE TABLE pack_set (
  packs        TEXT   NOT NULL CHECK (length(packs) = 64),
  place        INT    NOT NULL CHECK (place >= 0),
  text_hash    TEXT   NOT NULL REFERENCES pack_text(hash),
  PRIMARY KEY (packs, place)
) STRICT;
CREATE TABLE pack_name (                 -- what a text is called in a set, where it was first kept under another name
  packs        TEXT   NOT NULL CHECK (length(packs) = 64),
  place        INT    NOT NULL,
  name         TEXT   NOT NULL,
  PRIMARY KEY (packs, place)
) STRICT;
CREATE TABLE pack_adoption (
  act          INT    PRIMARY KEY REFERENCES act(act) DEFERRABLE INITIALLY DEFERRED, -- an act's own row is written last
  packs        TEXT   NOT NULL CHECK (length(packs) = 64),
  language     INT    NOT NULL,
  meaning      INT    NOT NULL           -- of the engine that adopted it
) STRICT;

-- Derived: may be dropped and made again. Each names the act up to which the register was read.
CREATE TABLE determination (
  id           INTEGER PRIMARY KEY,
  for_month    INT    NOT NULL CHECK (for_month BETWEEN 0 AND 119999),
  law_day      INT    NOT NULL,
  facts_act    INT    NOT NULL CHECK (facts_act >= 0),
  facts_day    INT    NOT NULL,          -- the day that was asked and became facts_act
  packs        TEXT   NOT NULL CHECK (length(packs) = 64), -- their texts are kept (pack_set), so that it can be worked out again
  language     INT    NOT NULL,          -- in which they are written
  meaning      INT    NOT NULL,
  people       INT    NOT NULL CHECK (people >= 0),
  faults       INT    NOT NULL CHECK (faults >= 0),        -- rows that could not be worked out
  UNIQUE (for_month, law_day, facts_act, packs, meaning)
) STRICT;
CREATE TABLE determination_result (
  determination INT    NOT NULL REFERENCES determination(id),
  person       INT    NOT NULL,
  benefit      INT    NOT NULL REFERENCES symbol(id),
  record       INT    NOT NULL CHECK (record >= 0),        -- 0: the person
  component    INT    NOT NULL CHECK (component >= 0),     -- 0: the whole benefit
  household    INT    NOT NULL,
  area         INT    NOT NULL,          -- lowest unit of residence, 0 unknown
  eligible_status INT    NOT NULL CHECK (eligible_status BETWEEN 0 AND 3), -- 0 not entitled, 1 value, 2 unknown, 3 fault
  eligible_amount INT,
  eligible_cases  TEXT NOT NULL,
  citations    TEXT   NOT NULL,
  granted      INT    NOT NULL CHECK (granted >= 0),       -- grant, 0 none
  due_status   INT    NOT NULL CHECK (due_status BETWEEN 0 AND 3),
  due_amount   INT,
  flags        INT    NOT NULL,          -- enum office_flag
  CHECK ((eligible_status = 1) = (eligible_amount IS NOT NULL)),
  CHECK ((due_status = 1) = (due_amount IS NOT NULL)),
  PRIMARY KEY (determination, person, benefit, record, component, granted)
) WITHOUT ROWID, STRICT;
CREATE INDEX determination_result_person ON determination_result(person, determination);
-- Under all the coordinates of a run, as a determination is, so that a trial never takes the place of what the office goes by.
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
  detail_en    TEXT   NOT NULL,
  law_day      INT                       -- of the law it was judged by; NULL: the run's
) STRICT;
CREATE INDEX finding_of_run ON finding(run, kind);
CREATE INDEX finding_person ON finding(person);
