-- What was late, missed, reduced or not achieved: a warehouse of good news alone is not trusted.

CREATE TABLE shortfalls (
    shortfall_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    stance VARCHAR NOT NULL,
    theme VARCHAR,
    heading_path VARCHAR[] NOT NULL,
    confidence DOUBLE NOT NULL,
    first_run VARCHAR,
    since_run VARCHAR,
    last_run VARCHAR
);
COMMENT ON TABLE shortfalls IS 'A statement that something was late, missed, reduced or not achieved, or was rated so. No achievement is one as well.';
COMMENT ON COLUMN shortfalls.shortfall_id IS 'Id of the fact; stays the same over upgrades of the program.';
COMMENT ON COLUMN shortfalls.document_id IS 'The document.';
COMMENT ON COLUMN shortfalls.page IS 'Page that holds most of its words.';
COMMENT ON COLUMN shortfalls.text IS 'The sentence, verbatim.';
COMMENT ON COLUMN shortfalls.stance IS 'late, missed (a target), reduced (funds, coverage, staff …), not_achieved or rating.';
COMMENT ON COLUMN shortfalls.theme IS 'The nearest heading above that says what it is about.';
COMMENT ON COLUMN shortfalls.heading_path IS 'Headings above, outermost first.';
COMMENT ON COLUMN shortfalls.confidence IS '0 to 1, the share of such statements that proved to be one.';
COMMENT ON COLUMN shortfalls.first_run IS 'Run that first saw this shortfall.';
COMMENT ON COLUMN shortfalls.since_run IS 'Run that first told it as it stands here.';
COMMENT ON COLUMN shortfalls.last_run IS 'Run that last read it.';
COMMENT ON COLUMN evidence.fact_id IS 'The achievement, shortfall, count, product, phase, priority area or contact.';
