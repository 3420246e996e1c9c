-- Search: derived, made again by reg_search_rebuild. One document a person; `id` is its rank (those most often looked for
-- first) and its place in the word index, so the first matches found are the best and nothing is sorted.
-- Words: 'lai' as folded, '_lài' as written (small letters) where that differs, '@minh' of the household's head, '#17' of the area lived in, and
-- the year of birth.
CREATE TABLE search_doc (
  id     INTEGER PRIMARY KEY,
  person INTEGER NOT NULL UNIQUE,
  words  TEXT    NOT NULL
);
CREATE VIRTUAL TABLE search_index USING fts5(words, content = 'search_doc', content_rowid = 'id', detail = none, columnsize = 0,
  prefix = '1 2', tokenize = "unicode61 remove_diacritics 0 tokenchars '_@#'");
-- All folded words, to complete beginnings; how many documents had each when the index was made.
CREATE TABLE search_word ( word TEXT PRIMARY KEY, documents INTEGER NOT NULL ) WITHOUT ROWID;
CREATE TABLE search_number ( number TEXT NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (number, person) ) WITHOUT ROWID;
CREATE INDEX search_number_person ON search_number(person);
CREATE TABLE search_state ( made INTEGER NOT NULL );                 -- empty until the index is made
