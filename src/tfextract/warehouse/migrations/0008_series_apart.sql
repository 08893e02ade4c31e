-- Figures of two publishers, or of two funds, are no one series.

ALTER TABLE series ADD COLUMN publisher VARCHAR;
ALTER TABLE series ADD COLUMN fund VARCHAR;
COMMENT ON TABLE series IS 'An indicator over the years, one row for each basis, publisher and fund; its counts are those that people accepted.';
COMMENT ON COLUMN series.series_id IS 'indicator_id and basis; where figures of several publishers or funds were accepted, also whose they are.';
COMMENT ON COLUMN series.publisher IS 'Publisher of the documents that tell it; NULL where they name none.';
COMMENT ON COLUMN series.fund IS 'Fund of the documents that tell it; NULL where they name none.';
COMMENT ON COLUMN series.baseline IS 'Value before the start, from indicators.csv; NULL where the indicator has series of several publishers or funds.';
