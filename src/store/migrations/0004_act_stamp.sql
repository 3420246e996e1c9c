-- Number and instant alone do not tell an act from another one of a history that began anew from a backup: each has random
-- bits of its own. What is kept beside a register (columns, search index) goes by them. Of acts before this: 0.
ALTER TABLE act ADD COLUMN dice BIGINT NOT NULL DEFAULT 0;
