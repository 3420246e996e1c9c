-- A grant that is ended or corrected gets a new row: `origin` is the first row's id, by which suspensions, payments and
-- people know the grant. The grant's id is coalesce(origin, id).
ALTER TABLE grant_ ADD COLUMN origin INTEGER REFERENCES grant_(id);
CREATE INDEX grant_origin ON grant_(origin);
CREATE INDEX area_succession_from ON area_succession(from_area);
CREATE INDEX area_succession_to ON area_succession(to_area);
