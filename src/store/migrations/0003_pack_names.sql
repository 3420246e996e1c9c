-- What a text is called in a set, where it was first kept under another name (of another set): a table is found by the name
-- of its file, and what is written out of the record must be read in its own order.
CREATE TABLE pack_name (
  packs        TEXT   NOT NULL CHECK (length(packs) = 64),
  place        INT    NOT NULL,
  name         TEXT   NOT NULL,
  PRIMARY KEY (packs, place)
) STRICT;
