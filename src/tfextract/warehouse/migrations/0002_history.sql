-- Who wrote which row, and when: the tables of the schema `history` are made beside the public ones by history.py, so that
-- a column that a later migration adds is in both.

ALTER TABLE runs ADD COLUMN run_no INTEGER;
ALTER TABLE runs ADD COLUMN job VARCHAR;
ALTER TABLE runs ADD COLUMN duration DOUBLE;
ALTER TABLE runs ADD COLUMN phases INTEGER;
ALTER TABLE runs ADD COLUMN contacts INTEGER;
ALTER TABLE runs ADD COLUMN mentions INTEGER;
ALTER TABLE runs ADD COLUMN facts_gained INTEGER;
ALTER TABLE runs ADD COLUMN facts_lost INTEGER;
ALTER TABLE runs ADD COLUMN facts_changed INTEGER;
ALTER TABLE runs ADD COLUMN errors VARCHAR[];
ALTER TABLE runs ADD COLUMN message VARCHAR;
UPDATE runs SET run_no = numbered.run_no, duration = date_part('epoch', finished_at - started_at)
FROM (SELECT run_id, row_number() OVER (ORDER BY finished_at, run_id) AS run_no FROM runs) AS numbered
WHERE numbered.run_id = runs.run_id;
COMMENT ON COLUMN runs.finished_at IS 'When its changes were loaded and checked, or when it ended without any (UTC).';
COMMENT ON COLUMN runs.outcome IS 'complete; partial where a file could not be read in full; unchanged where there was nothing to do; failed, killed (stopped by force before it could say so), staged, discarded or rolled_back: these changed nothing.';
COMMENT ON COLUMN runs.run_no IS 'Place in the order in which runs reached the warehouse, from 1.';
COMMENT ON COLUMN runs.job IS 'ingest, reprocess, publish (of a staged run), discard or rollback; NULL where the run is older than this column.';
COMMENT ON COLUMN runs.duration IS 'Seconds from start to end.';
COMMENT ON COLUMN runs.phases IS 'Phases in the documents read.';
COMMENT ON COLUMN runs.contacts IS 'Contacts in the documents read.';
COMMENT ON COLUMN runs.mentions IS 'Mentions of entities in the documents read.';
COMMENT ON COLUMN runs.facts_gained IS 'Facts that documents of before did not have before; a new document''s facts are not counted here.';
COMMENT ON COLUMN runs.facts_lost IS 'Facts that documents of before had and have no more, those of superseded documents included.';
COMMENT ON COLUMN runs.facts_changed IS 'Facts of documents of before that are told otherwise than before.';
COMMENT ON COLUMN runs.errors IS 'What could not be read, each as path: status: message.';
COMMENT ON COLUMN runs.message IS 'Why it ended as it did, where that needs words.';

ALTER TABLE documents ADD COLUMN first_run VARCHAR;
ALTER TABLE documents ADD COLUMN since_run VARCHAR;
ALTER TABLE documents ADD COLUMN last_run VARCHAR;
COMMENT ON COLUMN documents.first_run IS 'Run that first saw this document.';
COMMENT ON COLUMN documents.since_run IS 'Run that first told it as it stands here; NULL where that was before history was kept.';
COMMENT ON COLUMN documents.last_run IS 'Run that last read it.';

ALTER TABLE achievements ADD COLUMN first_run VARCHAR;
ALTER TABLE achievements ADD COLUMN since_run VARCHAR;
ALTER TABLE achievements ADD COLUMN last_run VARCHAR;
COMMENT ON COLUMN achievements.first_run IS 'Run that first saw this achievement.';
COMMENT ON COLUMN achievements.since_run IS 'Run that first told it as it stands here; NULL where that was before history was kept.';
COMMENT ON COLUMN achievements.last_run IS 'Run that last read it.';

ALTER TABLE counts ADD COLUMN first_run VARCHAR;
ALTER TABLE counts ADD COLUMN since_run VARCHAR;
ALTER TABLE counts ADD COLUMN last_run VARCHAR;
COMMENT ON COLUMN counts.first_run IS 'Run that first saw this count.';
COMMENT ON COLUMN counts.since_run IS 'Run that first told it as it stands here; NULL where that was before history was kept.';
COMMENT ON COLUMN counts.last_run IS 'Run that last read it.';

ALTER TABLE products ADD COLUMN first_run VARCHAR;
ALTER TABLE products ADD COLUMN since_run VARCHAR;
ALTER TABLE products ADD COLUMN last_run VARCHAR;
COMMENT ON COLUMN products.first_run IS 'Run that first saw this product.';
COMMENT ON COLUMN products.since_run IS 'Run that first told it as it stands here; NULL where that was before history was kept.';
COMMENT ON COLUMN products.last_run IS 'Run that last read it.';

ALTER TABLE phases ADD COLUMN first_run VARCHAR;
ALTER TABLE phases ADD COLUMN since_run VARCHAR;
ALTER TABLE phases ADD COLUMN last_run VARCHAR;
COMMENT ON COLUMN phases.first_run IS 'Run that first saw this phase.';
COMMENT ON COLUMN phases.since_run IS 'Run that first told it as it stands here; NULL where that was before history was kept.';
COMMENT ON COLUMN phases.last_run IS 'Run that last read it.';

ALTER TABLE priority_areas ADD COLUMN first_run VARCHAR;
ALTER TABLE priority_areas ADD COLUMN since_run VARCHAR;
ALTER TABLE priority_areas ADD COLUMN last_run VARCHAR;
COMMENT ON COLUMN priority_areas.first_run IS 'Run that first saw this priority area.';
COMMENT ON COLUMN priority_areas.since_run IS 'Run that first told it as it stands here; NULL where that was before history was kept.';
COMMENT ON COLUMN priority_areas.last_run IS 'Run that last read it.';

ALTER TABLE contacts ADD COLUMN first_run VARCHAR;
ALTER TABLE contacts ADD COLUMN since_run VARCHAR;
ALTER TABLE contacts ADD COLUMN last_run VARCHAR;
COMMENT ON COLUMN contacts.first_run IS 'Run that first saw this contact.';
COMMENT ON COLUMN contacts.since_run IS 'Run that first told it as it stands here; NULL where that was before history was kept.';
COMMENT ON COLUMN contacts.last_run IS 'Run that last read it.';

ALTER TABLE files ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN files.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE pages ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN pages.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE blocks ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN blocks.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE table_cells ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN table_cells.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE mentions ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN mentions.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE document_funds ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN document_funds.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE evidence ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN evidence.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE entities ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN entities.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

ALTER TABLE funds ADD COLUMN since_run VARCHAR;
COMMENT ON COLUMN funds.since_run IS 'Run that wrote the row as it stands here; NULL where that was before history was kept.';

-- What was read before is told to be of the run that last read it; who first saw it nobody noted.
UPDATE documents SET last_run = (
    SELECT min(run_id) FROM runs WHERE ingested_at BETWEEN started_at AND finished_at AND runs.reader_version = documents.reader_version
);

UPDATE achievements SET last_run = d.last_run FROM documents AS d WHERE d.document_id = achievements.document_id;
UPDATE counts SET last_run = d.last_run FROM documents AS d WHERE d.document_id = counts.document_id;
UPDATE products SET last_run = d.last_run FROM documents AS d WHERE d.document_id = products.document_id;
UPDATE phases SET last_run = d.last_run FROM documents AS d WHERE d.document_id = phases.document_id;
UPDATE priority_areas SET last_run = d.last_run FROM documents AS d WHERE d.document_id = priority_areas.document_id;
UPDATE contacts SET last_run = d.last_run FROM documents AS d WHERE d.document_id = contacts.document_id;

COMMENT ON COLUMN documents.status IS 'read, partial (some pages unread) or no_text. A document whose file got new bytes is in history.documents alone.';

CREATE TABLE bounds (
    fund VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    minimum BIGINT,
    maximum BIGINT,
    note VARCHAR
);
COMMENT ON TABLE bounds IS 'How much a fund must and may have, from bounds.csv beside the PDFs: below the minimum nothing is published, above the maximum is told.';
COMMENT ON COLUMN bounds.fund IS 'fund_id or name of the fund.';
COMMENT ON COLUMN bounds.what IS 'documents, achievements, counts or products.';
COMMENT ON COLUMN bounds.minimum IS 'Fewest there must be; NULL for none.';
COMMENT ON COLUMN bounds.maximum IS 'Most that is plausible; NULL for none.';
COMMENT ON COLUMN bounds.note IS 'Why these bounds, in words.';
