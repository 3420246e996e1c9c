-- The law a finding was judged by: that of the payment it is about. NULL: found before this was kept; the run's.
ALTER TABLE finding ADD COLUMN law_day INT;
