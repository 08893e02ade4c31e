-- What people say in the sheets beside the PDFs, and the series that come of it.

ALTER TABLE achievements ADD COLUMN review VARCHAR;
ALTER TABLE counts ADD COLUMN review VARCHAR;
ALTER TABLE products ADD COLUMN review VARCHAR;
COMMENT ON COLUMN achievements.review IS 'What a person made of it: accepted, edited or added; NULL where no one looked. What was extracted is in extracted_facts.';
COMMENT ON COLUMN counts.review IS 'What a person made of it: accepted, edited or added; NULL where no one looked. What was extracted is in extracted_facts.';
COMMENT ON COLUMN products.review IS 'What a person made of it: accepted, edited or added; NULL where no one looked. What was extracted is in extracted_facts.';

ALTER TABLE documents ADD COLUMN as_of DATE;
ALTER TABLE documents ADD COLUMN phase VARCHAR;
ALTER TABLE documents ADD COLUMN decided_by VARCHAR;
COMMENT ON COLUMN documents.as_of IS 'Date its figures are of where they name none themselves; from documents.csv alone.';
COMMENT ON COLUMN documents.phase IS 'Phase of the fund it reports on; from documents.csv alone.';
COMMENT ON COLUMN documents.decided_by IS 'Row of documents.csv that says what a guess would say otherwise, as path:line; NULL where all is as read.';

ALTER TABLE reviews ADD COLUMN page INTEGER;
ALTER TABLE reviews ADD COLUMN value_printed VARCHAR;
ALTER TABLE reviews ADD COLUMN extracted_value VARCHAR;
ALTER TABLE reviews ADD COLUMN status VARCHAR;
ALTER TABLE reviews ADD COLUMN message VARCHAR;
ALTER TABLE reviews ADD COLUMN applied_to VARCHAR;
ALTER TABLE reviews ADD COLUMN inherited_from VARCHAR;
ALTER TABLE reviews ADD COLUMN sheet VARCHAR;
ALTER TABLE reviews ADD COLUMN line INTEGER;
COMMENT ON TABLE reviews IS 'What people accepted, rejected, edited and added: the rows of reviews.csv, and what became of each. Applied anew whenever a document is read again.';
COMMENT ON COLUMN reviews.decision IS 'accept, reject, edit or add.';
COMMENT ON COLUMN reviews.new_value IS 'What is right, as text; of an added fact its columns, as column=value; column=value.';
COMMENT ON COLUMN reviews.page IS 'Page, as the person noted it.';
COMMENT ON COLUMN reviews.value_printed IS 'The printed number of a count or the title of a product when the person looked.';
COMMENT ON COLUMN reviews.extracted_value IS 'What the program says there, as text.';
COMMENT ON COLUMN reviews.status IS 'applied; agreed (the program says the same by itself); held (not applied: message says why, and an issue asks a person); inherited (its document is replaced: see the row whose inherited_from names this one); waiting (its document is not in the warehouse).';
COMMENT ON COLUMN reviews.message IS 'Why it is held, or how it was applied, where that needs words.';
COMMENT ON COLUMN reviews.applied_to IS 'The fact it was applied to; NULL where it was not.';
COMMENT ON COLUMN reviews.inherited_from IS 'review_id of the review of an earlier version of the document that this row repeats; NULL for the rows of the sheet.';
COMMENT ON COLUMN reviews.sheet IS 'Path of the sheet.';
COMMENT ON COLUMN reviews.line IS 'Line in the sheet, the header being 1.';

CREATE TABLE extracted_facts (
    fact_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    fact_kind VARCHAR NOT NULL,
    extracted VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    mentions VARCHAR NOT NULL,
    funds VARCHAR NOT NULL
);
COMMENT ON TABLE extracted_facts IS 'Facts, and documents, that a person''s word changed or removed, as the program extracted them: extracted->>''value'' is a count''s value before the correction.';
COMMENT ON COLUMN extracted_facts.fact_id IS 'The fact; of a document its document_id.';
COMMENT ON COLUMN extracted_facts.document_id IS 'The document.';
COMMENT ON COLUMN extracted_facts.fact_kind IS 'achievement, count, product or document.';
COMMENT ON COLUMN extracted_facts.extracted IS 'The row of its table, as JSON.';
COMMENT ON COLUMN extracted_facts.evidence IS 'Its rows of evidence, as JSON.';
COMMENT ON COLUMN extracted_facts.mentions IS 'Its mentions with the entities they name, as JSON.';
COMMENT ON COLUMN extracted_facts.funds IS 'Of a document its fund ids, as JSON.';

CREATE TABLE sheets (
    path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    row_count INTEGER NOT NULL,
    read_at TIMESTAMP NOT NULL,
    missing BOOLEAN NOT NULL
);
COMMENT ON TABLE sheets IS 'The sheets this warehouse knows: reviews.csv, documents.csv, indicators.csv, matches.csv.';
COMMENT ON COLUMN sheets.path IS 'Where the sheet lies.';
COMMENT ON COLUMN sheets.sha256 IS 'SHA-256 of its bytes when it was last read.';
COMMENT ON COLUMN sheets.row_count IS 'Rows below the header.';
COMMENT ON COLUMN sheets.read_at IS 'When it was last read (UTC).';
COMMENT ON COLUMN sheets.missing IS 'It is no longer there: what it said stays until it is there again.';

CREATE TABLE document_sheet (
    document VARCHAR NOT NULL,
    document_id VARCHAR,
    title VARCHAR,
    publisher VARCHAR,
    fund VARCHAR,
    phase VARCHAR,
    report_year INTEGER,
    period_start DATE,
    period_end DATE,
    as_of DATE,
    published_on DATE,
    source VARCHAR,
    supersedes VARCHAR,
    note VARCHAR,
    sheet VARCHAR NOT NULL,
    line INTEGER NOT NULL
);
COMMENT ON TABLE document_sheet IS 'The rows of documents.csv. What a row says decides over what was read; what it leaves empty decides nothing.';
COMMENT ON COLUMN document_sheet.document IS 'document_id or file name, as the sheet has it.';
COMMENT ON COLUMN document_sheet.document_id IS 'The document meant; NULL where none or several have this name.';
COMMENT ON COLUMN document_sheet.title IS 'Title.';
COMMENT ON COLUMN document_sheet.publisher IS 'Publisher.';
COMMENT ON COLUMN document_sheet.fund IS 'Name of the fund it reports on.';
COMMENT ON COLUMN document_sheet.phase IS 'Phase of the fund.';
COMMENT ON COLUMN document_sheet.report_year IS 'The year the results are of.';
COMMENT ON COLUMN document_sheet.period_start IS 'First day of the period reported.';
COMMENT ON COLUMN document_sheet.period_end IS 'Last day of the period reported.';
COMMENT ON COLUMN document_sheet.as_of IS 'Date its figures are of.';
COMMENT ON COLUMN document_sheet.published_on IS 'When it came out.';
COMMENT ON COLUMN document_sheet.source IS 'Where it was taken from.';
COMMENT ON COLUMN document_sheet.supersedes IS 'document_id or file name of the version it replaces.';
COMMENT ON COLUMN document_sheet.note IS 'Note.';
COMMENT ON COLUMN document_sheet.sheet IS 'Path of the sheet.';
COMMENT ON COLUMN document_sheet.line IS 'Line in the sheet, the header being 1.';

CREATE TABLE document_codes (
    document VARCHAR NOT NULL,
    document_id VARCHAR,
    scheme VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR,
    score INTEGER,
    sheet VARCHAR NOT NULL,
    line INTEGER NOT NULL
);
COMMENT ON TABLE document_codes IS 'SDG and DAC codes that a person gave a document in documents.csv; none is ever inferred.';
COMMENT ON COLUMN document_codes.document IS 'document_id or file name, as the sheet has it.';
COMMENT ON COLUMN document_codes.document_id IS 'The document meant; NULL where none or several have this name.';
COMMENT ON COLUMN document_codes.scheme IS 'sdg (goal or target), dac_sector (sector or purpose code) or dac_marker.';
COMMENT ON COLUMN document_codes.code IS 'The code; of a DAC marker its number in the IATI code list.';
COMMENT ON COLUMN document_codes.name IS 'Name of the marker, as the sheet has it.';
COMMENT ON COLUMN document_codes.score IS 'Significance of a DAC marker: 0 not targeted, 1 significant, 2 principal.';
COMMENT ON COLUMN document_codes.sheet IS 'Path of the sheet.';
COMMENT ON COLUMN document_codes.line IS 'Line in the sheet, the header being 1.';

CREATE TABLE indicators (
    indicator_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    aggregation VARCHAR NOT NULL,
    baseline DOUBLE,
    baseline_year INTEGER,
    synonyms VARCHAR[] NOT NULL,
    fund VARCHAR,
    publisher VARCHAR,
    note VARCHAR,
    sheet VARCHAR NOT NULL,
    line INTEGER NOT NULL
);
COMMENT ON TABLE indicators IS 'What is followed over the years: the rows of indicators.csv.';
COMMENT ON COLUMN indicators.indicator_id IS 'Id of the indicator, as the sheet has it.';
COMMENT ON COLUMN indicators.name IS 'The indicator in words.';
COMMENT ON COLUMN indicators.unit IS 'What is counted.';
COMMENT ON COLUMN indicators.basis IS 'cumulative (since the start), in_period, at_date (a stock) or rate.';
COMMENT ON COLUMN indicators.aggregation IS 'How several figures of one date make one: sum (parts that do not overlap) or latest (each is the whole).';
COMMENT ON COLUMN indicators.baseline IS 'Value before the start.';
COMMENT ON COLUMN indicators.baseline_year IS 'Year of the baseline.';
COMMENT ON COLUMN indicators.synonyms IS 'Other words for the unit, by which counts are proposed.';
COMMENT ON COLUMN indicators.fund IS 'Only counts of documents of this fund are proposed; NULL for all.';
COMMENT ON COLUMN indicators.publisher IS 'Only counts of documents of this publisher are proposed; NULL for all.';
COMMENT ON COLUMN indicators.note IS 'Note.';
COMMENT ON COLUMN indicators.sheet IS 'Path of the sheet.';
COMMENT ON COLUMN indicators.line IS 'Line in the sheet, the header being 1.';

CREATE TABLE indicator_targets (
    indicator_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    value DOUBLE NOT NULL,
    sheet VARCHAR NOT NULL
);
COMMENT ON TABLE indicator_targets IS 'Targets of the indicators, from indicators.csv.';
COMMENT ON COLUMN indicator_targets.indicator_id IS 'The indicator.';
COMMENT ON COLUMN indicator_targets.year IS 'Year the target is for.';
COMMENT ON COLUMN indicator_targets.value IS 'The target.';
COMMENT ON COLUMN indicator_targets.sheet IS 'Path of the sheet.';

CREATE TABLE matches (
    match_id VARCHAR NOT NULL,
    indicator_id VARCHAR NOT NULL,
    count_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    page INTEGER,
    decision VARCHAR NOT NULL,
    value_printed VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reviewed_at TIMESTAMP NOT NULL,
    note VARCHAR,
    status VARCHAR,
    message VARCHAR,
    applied_to VARCHAR,
    sheet VARCHAR NOT NULL,
    line INTEGER NOT NULL
);
COMMENT ON TABLE matches IS 'Which counts a person took, or refused, for which indicator: the rows of matches.csv.';
COMMENT ON COLUMN matches.match_id IS 'Id of the row, made of what it says.';
COMMENT ON COLUMN matches.indicator_id IS 'The indicator.';
COMMENT ON COLUMN matches.count_id IS 'The count, when the person looked.';
COMMENT ON COLUMN matches.document_id IS 'Its document.';
COMMENT ON COLUMN matches.page IS 'Its page, as the person noted it.';
COMMENT ON COLUMN matches.decision IS 'accept or reject.';
COMMENT ON COLUMN matches.value_printed IS 'The number as printed when the person looked.';
COMMENT ON COLUMN matches.sentence IS 'The words the count stood in when the person looked.';
COMMENT ON COLUMN matches.reviewer IS 'Who.';
COMMENT ON COLUMN matches.reviewed_at IS 'When (UTC).';
COMMENT ON COLUMN matches.note IS 'Why.';
COMMENT ON COLUMN matches.status IS 'applied; held (value or sentence differ, or the count is gone: an issue asks a person); waiting (its document is not in the warehouse).';
COMMENT ON COLUMN matches.message IS 'Why it is held.';
COMMENT ON COLUMN matches.applied_to IS 'The count it holds for; NULL where it does for none.';
COMMENT ON COLUMN matches.sheet IS 'Path of the sheet.';
COMMENT ON COLUMN matches.line IS 'Line in the sheet, the header being 1.';

CREATE TABLE indicator_candidates (
    indicator_id VARCHAR NOT NULL,
    count_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    score INTEGER NOT NULL,
    why VARCHAR NOT NULL
);
COMMENT ON TABLE indicator_candidates IS 'Counts that may be of an indicator, by their unit. None is joined to it before a person accepts it: see the view match_proposals.';
COMMENT ON COLUMN indicator_candidates.indicator_id IS 'The indicator.';
COMMENT ON COLUMN indicator_candidates.count_id IS 'The count.';
COMMENT ON COLUMN indicator_candidates.document_id IS 'Its document.';
COMMENT ON COLUMN indicator_candidates.score IS 'How many words of the indicator''s name stand in the count''s sentence beside its unit.';
COMMENT ON COLUMN indicator_candidates.why IS 'What made it a candidate.';

CREATE TABLE series (
    series_id VARCHAR NOT NULL,
    indicator_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    aggregation VARCHAR NOT NULL,
    baseline DOUBLE,
    point_count INTEGER NOT NULL,
    first_as_of DATE,
    last_as_of DATE,
    last_value DOUBLE,
    flagged INTEGER NOT NULL
);
COMMENT ON TABLE series IS 'An indicator over the years, one row for each basis; its counts are those that people accepted.';
COMMENT ON COLUMN series.series_id IS 'indicator_id and basis.';
COMMENT ON COLUMN series.indicator_id IS 'The indicator.';
COMMENT ON COLUMN series.name IS 'The indicator in words.';
COMMENT ON COLUMN series.unit IS 'What is counted.';
COMMENT ON COLUMN series.basis IS 'cumulative, in_period, at_date or rate. A count at a date goes into the cumulative series of its indicator.';
COMMENT ON COLUMN series.aggregation IS 'sum or latest.';
COMMENT ON COLUMN series.baseline IS 'Value before the start, from indicators.csv.';
COMMENT ON COLUMN series.point_count IS 'How many points it has.';
COMMENT ON COLUMN series.first_as_of IS 'Date of the first point.';
COMMENT ON COLUMN series.last_as_of IS 'Date of the last point.';
COMMENT ON COLUMN series.last_value IS 'Value of the last point.';
COMMENT ON COLUMN series.flagged IS 'How many figures wait for a person: contradictions, falls, figures without a date.';

CREATE TABLE series_points (
    series_id VARCHAR NOT NULL,
    indicator_id VARCHAR NOT NULL,
    as_of DATE,
    told_on DATE,
    value DOUBLE,
    told_value DOUBLE NOT NULL,
    value_printed VARCHAR NOT NULL,
    qualifier VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    previous_value DOUBLE,
    change DOUBLE,
    change_percent DOUBLE,
    refers_to VARCHAR,
    message VARCHAR,
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    count_id VARCHAR NOT NULL
);
COMMENT ON TABLE series_points IS 'Every accepted figure of a series and what it is in it; the series itself are the rows with status point.';
COMMENT ON COLUMN series_points.series_id IS 'The series.';
COMMENT ON COLUMN series_points.indicator_id IS 'The indicator.';
COMMENT ON COLUMN series_points.as_of IS 'Date the figure is of: its own, else the end of its period, else that of its document.';
COMMENT ON COLUMN series_points.told_on IS 'Date of the document that tells it: published, else as of, else the end of its period or year.';
COMMENT ON COLUMN series_points.value IS 'Value of the point; of a sum that of all its parts. NULL where the figure is no point.';
COMMENT ON COLUMN series_points.told_value IS 'The figure as told.';
COMMENT ON COLUMN series_points.value_printed IS 'The figure as printed.';
COMMENT ON COLUMN series_points.qualifier IS 'exact, over, approx …';
COMMENT ON COLUMN series_points.status IS 'point; part (of a sum); repeat (the same told again); rounded (the same told less exactly); stale (an earlier figure, told again beside a newer one); restated (a later document says otherwise for the same date); contradiction (one document tells several for one date); falls (below an earlier point, though cumulative); undated.';
COMMENT ON COLUMN series_points.previous_value IS 'Value of the point before, of the first point the baseline.';
COMMENT ON COLUMN series_points.change IS 'Change from the point before.';
COMMENT ON COLUMN series_points.change_percent IS 'The same in per cent of the point before.';
COMMENT ON COLUMN series_points.refers_to IS 'count_id that it repeats, rounds, is part of or is replaced by.';
COMMENT ON COLUMN series_points.message IS 'What a person should know.';
COMMENT ON COLUMN series_points.document_id IS 'The document.';
COMMENT ON COLUMN series_points.page IS 'The page.';
COMMENT ON COLUMN series_points.count_id IS 'The count.';

CREATE TABLE series_targets (
    series_id VARCHAR NOT NULL,
    indicator_id VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    due DATE,
    horizon VARCHAR,
    told_on DATE,
    status VARCHAR NOT NULL,
    due_before DATE,
    actual DOUBLE,
    actual_as_of DATE,
    met BOOLEAN,
    document_id VARCHAR,
    page INTEGER,
    count_id VARCHAR
);
COMMENT ON TABLE series_targets IS 'The targets of a series in the order they were told, those of indicators.csv included.';
COMMENT ON COLUMN series_targets.series_id IS 'The series.';
COMMENT ON COLUMN series_targets.indicator_id IS 'The indicator.';
COMMENT ON COLUMN series_targets.value IS 'The target.';
COMMENT ON COLUMN series_targets.due IS 'Last day of the year or month it is for; NULL where the text does not say.';
COMMENT ON COLUMN series_targets.horizon IS 'The words that say by when.';
COMMENT ON COLUMN series_targets.told_on IS 'Date of the document that tells it; NULL for a target of indicators.csv.';
COMMENT ON COLUMN series_targets.status IS 'first, repeated, slipped (the same value for a later date), brought forward, raised, lowered, or framework (from indicators.csv).';
COMMENT ON COLUMN series_targets.due_before IS 'When it was due as told before.';
COMMENT ON COLUMN series_targets.actual IS 'The last point up to the due date.';
COMMENT ON COLUMN series_targets.actual_as_of IS 'Date of that point.';
COMMENT ON COLUMN series_targets.met IS 'Whether a point up to the due date reaches it; NULL where no point is as late as the due date and none reaches it.';
COMMENT ON COLUMN series_targets.document_id IS 'The document; NULL for a target of indicators.csv.';
COMMENT ON COLUMN series_targets.page IS 'The page.';
COMMENT ON COLUMN series_targets.count_id IS 'The count.';

CREATE TABLE sought_before (
    indicator_id VARCHAR,
    phrase VARCHAR,
    fund VARCHAR,
    publisher VARCHAR,
    name_words VARCHAR[]
);
COMMENT ON TABLE sought_before IS 'The words by which candidates were last looked for; where they change, all documents are looked at again.';
COMMENT ON COLUMN sought_before.indicator_id IS 'The indicator.';
COMMENT ON COLUMN sought_before.phrase IS 'Words to be found in a unit.';
COMMENT ON COLUMN sought_before.fund IS 'Fund the documents must be of.';
COMMENT ON COLUMN sought_before.publisher IS 'Publisher the documents must be of.';
COMMENT ON COLUMN sought_before.name_words IS 'Words of the indicator''s name.';
