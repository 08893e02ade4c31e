-- The public tables. No primary or foreign keys: a key over twenty million facts cuts the load to a third and doubles
-- the file, and foreign keys break replacing a document's rows. checks/*.sql look for duplicates and orphans instead.

CREATE TABLE files (
    path VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    document_id VARCHAR,
    size BIGINT NOT NULL,
    modified_at TIMESTAMP NOT NULL,
    status VARCHAR NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    last_seen TIMESTAMP NOT NULL,
    reader_version VARCHAR
);
COMMENT ON TABLE files IS 'A PDF (or what has the name of one) at a path; two paths may hold one document, and a path may hold a new one tomorrow.';
COMMENT ON COLUMN files.path IS 'Where the file lies.';
COMMENT ON COLUMN files.file_name IS 'The last part of the path.';
COMMENT ON COLUMN files.document_id IS 'The document the file holds; NULL where the file has no bytes of a PDF.';
COMMENT ON COLUMN files.size IS 'Size in bytes.';
COMMENT ON COLUMN files.modified_at IS 'When the file was last written, by its own time stamp (UTC).';
COMMENT ON COLUMN files.status IS 'read, partial (some pages unread), no_text, encrypted, damaged, not_pdf, empty, failed, duplicate (the same bytes as another path), missing (no longer there) or superseded.';
COMMENT ON COLUMN files.first_seen IS 'When an ingest first recorded this path (UTC).';
COMMENT ON COLUMN files.last_seen IS 'When an ingest last recorded this path as being there (UTC); finding a file unchanged does not move it.';
COMMENT ON COLUMN files.reader_version IS 'Fingerprint of the program, rules and model that last looked into the file.';

CREATE TABLE documents (
    document_id VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    title VARCHAR,
    publisher VARCHAR,
    language VARCHAR,
    report_year INTEGER,
    period_start DATE,
    period_end DATE,
    published_on DATE,
    source_uri VARCHAR,
    supersedes VARCHAR,
    page_count INTEGER NOT NULL,
    status VARCHAR NOT NULL,
    ingested_at TIMESTAMP NOT NULL,
    reader_version VARCHAR NOT NULL
);
COMMENT ON TABLE documents IS 'A document that was read: one row for each distinct sequence of bytes, under however many names.';
COMMENT ON COLUMN documents.document_id IS 'The first 16 hex digits of sha256.';
COMMENT ON COLUMN documents.sha256 IS 'SHA-256 of the file''s bytes, in hex.';
COMMENT ON COLUMN documents.file_name IS 'Name of the file the document was read from.';
COMMENT ON COLUMN documents.title IS 'Title as printed or as the file says of itself.';
COMMENT ON COLUMN documents.publisher IS 'Organisation that published it.';
COMMENT ON COLUMN documents.language IS 'Language of the text, ISO 639-1 code.';
COMMENT ON COLUMN documents.report_year IS 'The year the results are of, which for an annual report is not the year it came out.';
COMMENT ON COLUMN documents.period_start IS 'First day of the period reported.';
COMMENT ON COLUMN documents.period_end IS 'Last day of the period reported.';
COMMENT ON COLUMN documents.published_on IS 'When it came out.';
COMMENT ON COLUMN documents.source_uri IS 'Address it was taken from.';
COMMENT ON COLUMN documents.supersedes IS 'document_id of the earlier version that this one replaces.';
COMMENT ON COLUMN documents.page_count IS 'Number of pages in the file.';
COMMENT ON COLUMN documents.status IS 'read, partial (some pages unread), no_text, or superseded (newer bytes lie at its only path).';
COMMENT ON COLUMN documents.ingested_at IS 'When it was last read into this warehouse (UTC).';
COMMENT ON COLUMN documents.reader_version IS 'Fingerprint of the program, rules and model that read it; where it differs from the present one, the document is stale.';

CREATE TABLE pages (
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    page_label VARCHAR,
    width DOUBLE NOT NULL,
    height DOUBLE NOT NULL,
    status VARCHAR NOT NULL,
    text_source VARCHAR NOT NULL
);
COMMENT ON TABLE pages IS 'A page of a document that was read.';
COMMENT ON COLUMN pages.document_id IS 'The document.';
COMMENT ON COLUMN pages.page IS 'Page counted from 1 in the file''s own order.';
COMMENT ON COLUMN pages.page_label IS 'Page number as printed on the page.';
COMMENT ON COLUMN pages.width IS 'Width in PDF points (1/72 inch).';
COMMENT ON COLUMN pages.height IS 'Height in PDF points.';
COMMENT ON COLUMN pages.status IS 'read, empty, image_only (a scan), outlined (letters drawn as shapes), garbled (letters without meaning) or failed.';
COMMENT ON COLUMN pages.text_source IS 'text_layer, ocr or none.';

CREATE TABLE blocks (
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    block_no INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    heading VARCHAR,
    heading_path VARCHAR[] NOT NULL,
    x0 DOUBLE NOT NULL,
    top DOUBLE NOT NULL,
    x1 DOUBLE NOT NULL,
    bottom DOUBLE NOT NULL,
    level INTEGER NOT NULL
);
COMMENT ON TABLE blocks IS 'A heading, paragraph, list item … as a reader sees it; one that goes on over a column or a page is one block, on the page where it starts.';
COMMENT ON COLUMN blocks.document_id IS 'The document.';
COMMENT ON COLUMN blocks.page IS 'Page where the block starts.';
COMMENT ON COLUMN blocks.block_no IS 'Place in reading order, through the whole document.';
COMMENT ON COLUMN blocks.role IS 'heading, list_item, paragraph, callout, table, caption, footnote, header or footer.';
COMMENT ON COLUMN blocks.text IS 'The text, lines joined.';
COMMENT ON COLUMN blocks.heading IS 'The nearest heading above.';
COMMENT ON COLUMN blocks.heading_path IS 'Headings above, outermost first; empty where there are none.';
COMMENT ON COLUMN blocks.x0 IS 'Left edge of the box on the starting page, in points from the page''s left.';
COMMENT ON COLUMN blocks.top IS 'Upper edge, in points from the page''s top.';
COMMENT ON COLUMN blocks.x1 IS 'Right edge.';
COMMENT ON COLUMN blocks.bottom IS 'Lower edge.';
COMMENT ON COLUMN blocks.level IS 'Rank of a heading (1 is highest) or depth of a list item (1 is outermost), else 0.';

CREATE TABLE table_cells (
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    table_no INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    col_no INTEGER NOT NULL,
    row_header VARCHAR,
    col_header VARCHAR,
    text VARCHAR NOT NULL
);
COMMENT ON TABLE table_cells IS 'A cell of a data table.';
COMMENT ON COLUMN table_cells.document_id IS 'The document.';
COMMENT ON COLUMN table_cells.page IS 'Page the cell is on.';
COMMENT ON COLUMN table_cells.table_no IS 'Number of the table on its page.';
COMMENT ON COLUMN table_cells.row_no IS 'Row in the table.';
COMMENT ON COLUMN table_cells.col_no IS 'Column in the table.';
COMMENT ON COLUMN table_cells.row_header IS 'Text that heads the row.';
COMMENT ON COLUMN table_cells.col_header IS 'Text that heads the column.';
COMMENT ON COLUMN table_cells.text IS 'Text of the cell.';

CREATE TABLE achievements (
    achievement_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    theme VARCHAR,
    heading_path VARCHAR[] NOT NULL,
    lead_in VARCHAR,
    context_before VARCHAR,
    result_level VARCHAR,
    repeat_of VARCHAR,
    confidence DOUBLE NOT NULL
);
COMMENT ON TABLE achievements IS 'A statement that the organisation, the programme or its partners did, delivered or brought about something.';
COMMENT ON COLUMN achievements.achievement_id IS 'Id of the fact; stays the same over upgrades of the program.';
COMMENT ON COLUMN achievements.document_id IS 'The document.';
COMMENT ON COLUMN achievements.page IS 'Page that holds most of its words.';
COMMENT ON COLUMN achievements.text IS 'The statement, verbatim.';
COMMENT ON COLUMN achievements.theme IS 'The nearest heading above that says what it is about.';
COMMENT ON COLUMN achievements.heading_path IS 'Headings above, outermost first.';
COMMENT ON COLUMN achievements.lead_in IS 'The sentence ending in a colon above the list it stands in.';
COMMENT ON COLUMN achievements.context_before IS 'The printed words that a pronoun in it stands for.';
COMMENT ON COLUMN achievements.result_level IS 'output, outcome or impact.';
COMMENT ON COLUMN achievements.repeat_of IS 'achievement_id of the first telling, where this one tells it again.';
COMMENT ON COLUMN achievements.confidence IS '0 to 1, computed from the checks the fact passed.';

CREATE TABLE counts (
    count_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    value DOUBLE NOT NULL,
    value_high DOUBLE,
    value_printed VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    qualifier VARCHAR NOT NULL,
    unit VARCHAR,
    currency VARCHAR,
    claim VARCHAR,
    basis VARCHAR,
    per VARCHAR,
    as_of DATE,
    period_start DATE,
    period_end DATE,
    period_source VARCHAR,
    label VARCHAR,
    quote VARCHAR NOT NULL,
    theme VARCHAR,
    achievement_id VARCHAR,
    whole_id VARCHAR,
    dimension VARCHAR,
    dimension_value VARCHAR,
    compares_with VARCHAR,
    repeat_of VARCHAR,
    money_role VARCHAR,
    headline BOOLEAN NOT NULL,
    confidence DOUBLE NOT NULL
);
COMMENT ON TABLE counts IS 'A number that the text states. Before adding up, look at claim, basis, repeat_of, whole_id and dimension.';
COMMENT ON COLUMN counts.count_id IS 'Id of the fact; stays the same over upgrades of the program.';
COMMENT ON COLUMN counts.document_id IS 'The document.';
COMMENT ON COLUMN counts.page IS 'Page that holds most of its words.';
COMMENT ON COLUMN counts.value IS 'The number with its scale worked in: USD 73 million is 73000000, 45% is 45.';
COMMENT ON COLUMN counts.value_high IS 'Upper end where a range is printed.';
COMMENT ON COLUMN counts.value_printed IS 'The number as printed.';
COMMENT ON COLUMN counts.kind IS 'count, money, percent, ratio (times, fold) or measure (a physical unit).';
COMMENT ON COLUMN counts.qualifier IS 'exact, at_least, over, approx, up_to or under.';
COMMENT ON COLUMN counts.unit IS 'What is counted, as printed; for money the ISO 4217 code; for percent what it is a share of.';
COMMENT ON COLUMN counts.currency IS 'ISO 4217 code of money.';
COMMENT ON COLUMN counts.claim IS 'achieved, target, baseline (an earlier level), change (a difference), whole (the total a share is taken of), context (the world, a need, somebody else''s work) or scale.';
COMMENT ON COLUMN counts.basis IS 'cumulative (since the start), in_period, at_date (a stock) or rate.';
COMMENT ON COLUMN counts.per IS 'What a rate is per: year, month, each …';
COMMENT ON COLUMN counts.as_of IS 'Date the figure is of.';
COMMENT ON COLUMN counts.period_start IS 'First day of the period the figure is of.';
COMMENT ON COLUMN counts.period_end IS 'Last day of the period the figure is of.';
COMMENT ON COLUMN counts.period_source IS 'Where the period was found: sentence, heading, document or person.';
COMMENT ON COLUMN counts.label IS 'The shortest printed words that say, read alone, what was counted and what happened to it.';
COMMENT ON COLUMN counts.quote IS 'The printed words around the number, verbatim.';
COMMENT ON COLUMN counts.theme IS 'The nearest heading above that says what it is about.';
COMMENT ON COLUMN counts.achievement_id IS 'The achievement the number stands in.';
COMMENT ON COLUMN counts.whole_id IS 'count_id of the total this count is a part of.';
COMMENT ON COLUMN counts.dimension IS 'What a part is split by: sex, age, location or other.';
COMMENT ON COLUMN counts.dimension_value IS 'Which part: women, under 18, …';
COMMENT ON COLUMN counts.compares_with IS 'count_id of the figure it is compared with.';
COMMENT ON COLUMN counts.repeat_of IS 'count_id of the first telling, where this one tells it again.';
COMMENT ON COLUMN counts.money_role IS 'pledge, contribution, commitment, disbursement, expenditure, budget, leveraged, balance or other.';
COMMENT ON COLUMN counts.headline IS 'Printed large, as a figure of its own.';
COMMENT ON COLUMN counts.confidence IS '0 to 1, computed from the checks the fact passed.';

CREATE TABLE products (
    product_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    product_type VARCHAR NOT NULL,
    product_class VARCHAR NOT NULL,
    role VARCHAR,
    state VARCHAR,
    languages VARCHAR[],
    url VARCHAR,
    items VARCHAR[] NOT NULL,
    theme VARCHAR,
    repeat_of VARCHAR,
    confidence DOUBLE NOT NULL
);
COMMENT ON TABLE products IS 'A named deliverable that a reader could ask for: a report, toolkit, course, database …';
COMMENT ON COLUMN products.product_id IS 'Id of the fact; stays the same over upgrades of the program.';
COMMENT ON COLUMN products.document_id IS 'The document.';
COMMENT ON COLUMN products.page IS 'Page that holds most of its words.';
COMMENT ON COLUMN products.title IS 'The whole printed phrase, its type word included.';
COMMENT ON COLUMN products.product_type IS 'The type in a word or phrase: report, webinar, training manual …; publication where none is said.';
COMMENT ON COLUMN products.product_class IS 'publication, guide_or_tool, training, platform_or_data, media, web, event_record or policy_or_law.';
COMMENT ON COLUMN products.role IS 'produced, supported, cited or self (the document itself).';
COMMENT ON COLUMN products.state IS 'released or planned.';
COMMENT ON COLUMN products.languages IS 'Languages it came out in, ISO 639-1 codes; NULL where the text does not say.';
COMMENT ON COLUMN products.url IS 'Address of the link on the title.';
COMMENT ON COLUMN products.items IS 'The works that one plural entry names; empty where it names one.';
COMMENT ON COLUMN products.theme IS 'The nearest heading above that says what it is about.';
COMMENT ON COLUMN products.repeat_of IS 'product_id of the first listing, where this one lists it again.';
COMMENT ON COLUMN products.confidence IS '0 to 1, computed from the checks the fact passed.';

CREATE TABLE entities (
    entity_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    code VARCHAR
);
COMMENT ON TABLE entities IS 'A country, region, organisation, agreement or goal that a fact names; shared by all documents.';
COMMENT ON COLUMN entities.entity_id IS 'Kind and code, or kind and name where there is no code: country:KEN.';
COMMENT ON COLUMN entities.kind IS 'country, region, organisation, agreement or goal.';
COMMENT ON COLUMN entities.name IS 'Usual name in English.';
COMMENT ON COLUMN entities.code IS 'ISO 3166 alpha-3, UN M49, SDG number …';

CREATE TABLE mentions (
    fact_id VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL,
    role VARCHAR,
    inherited BOOLEAN NOT NULL,
    page INTEGER NOT NULL,
    quote VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL
);
COMMENT ON TABLE mentions IS 'A fact names an entity.';
COMMENT ON COLUMN mentions.fact_id IS 'The achievement, count or product.';
COMMENT ON COLUMN mentions.entity_id IS 'The entity.';
COMMENT ON COLUMN mentions.role IS 'location, beneficiary, donor, partner or in_title.';
COMMENT ON COLUMN mentions.inherited IS 'Not in the fact''s own words: from its heading or lead-in.';
COMMENT ON COLUMN mentions.page IS 'Page the name is printed on.';
COMMENT ON COLUMN mentions.quote IS 'The name as printed.';
COMMENT ON COLUMN mentions.document_id IS 'The document.';

CREATE TABLE funds (
    fund_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL
);
COMMENT ON TABLE funds IS 'A fund or programme that documents report on; shared by all documents.';
COMMENT ON COLUMN funds.fund_id IS 'Id made from the name.';
COMMENT ON COLUMN funds.name IS 'Name as printed.';

CREATE TABLE document_funds (
    document_id VARCHAR NOT NULL,
    fund_id VARCHAR NOT NULL
);
COMMENT ON TABLE document_funds IS 'Which documents report on which funds.';
COMMENT ON COLUMN document_funds.document_id IS 'The document.';
COMMENT ON COLUMN document_funds.fund_id IS 'The fund.';

CREATE TABLE phases (
    phase_id VARCHAR NOT NULL,
    fund_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    start_year INTEGER,
    end_year INTEGER,
    amount DOUBLE,
    currency VARCHAR,
    frequency VARCHAR,
    page INTEGER
);
COMMENT ON TABLE phases IS 'A phase of a fund with its pledge: amount at each frequency from start_year to end_year.';
COMMENT ON COLUMN phases.phase_id IS 'Id of the phase.';
COMMENT ON COLUMN phases.fund_id IS 'The fund.';
COMMENT ON COLUMN phases.document_id IS 'The document that says so.';
COMMENT ON COLUMN phases.name IS 'Name as printed.';
COMMENT ON COLUMN phases.start_year IS 'First year.';
COMMENT ON COLUMN phases.end_year IS 'Last year, included.';
COMMENT ON COLUMN phases.amount IS 'Amount pledged at each frequency.';
COMMENT ON COLUMN phases.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN phases.frequency IS 'How often the amount is paid: year, or total for one amount over the whole phase.';
COMMENT ON COLUMN phases.page IS 'Page it is printed on.';

CREATE TABLE priority_areas (
    phase_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    priority_area_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    page INTEGER
);
COMMENT ON TABLE priority_areas IS 'What a phase of a fund works on.';
COMMENT ON COLUMN priority_areas.phase_id IS 'The phase.';
COMMENT ON COLUMN priority_areas.position IS 'Place in the printed list.';
COMMENT ON COLUMN priority_areas.text IS 'As printed.';
COMMENT ON COLUMN priority_areas.priority_area_id IS 'Id of the fact, for its evidence.';
COMMENT ON COLUMN priority_areas.document_id IS 'The document.';
COMMENT ON COLUMN priority_areas.page IS 'Page it is printed on.';

CREATE TABLE contacts (
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    organisation VARCHAR,
    address VARCHAR,
    phone VARCHAR,
    email VARCHAR,
    website VARCHAR,
    contact_id VARCHAR NOT NULL
);
COMMENT ON TABLE contacts IS 'A contact block of a document.';
COMMENT ON COLUMN contacts.document_id IS 'The document.';
COMMENT ON COLUMN contacts.page IS 'Page it is printed on.';
COMMENT ON COLUMN contacts.organisation IS 'Organisation or office.';
COMMENT ON COLUMN contacts.address IS 'Postal address on one line.';
COMMENT ON COLUMN contacts.phone IS 'Telephone number as printed.';
COMMENT ON COLUMN contacts.email IS 'E-mail address.';
COMMENT ON COLUMN contacts.website IS 'Web address.';
COMMENT ON COLUMN contacts.contact_id IS 'Id of the fact, for its evidence.';

CREATE TABLE evidence (
    fact_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    page INTEGER NOT NULL,
    block_no INTEGER NOT NULL,
    x0 DOUBLE NOT NULL,
    top DOUBLE NOT NULL,
    x1 DOUBLE NOT NULL,
    bottom DOUBLE NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    quote VARCHAR NOT NULL,
    rule_id VARCHAR NOT NULL
);
COMMENT ON TABLE evidence IS 'Where a fact is printed: one row for each printed line of it.';
COMMENT ON COLUMN evidence.fact_id IS 'The achievement, count, product, phase, priority area or contact.';
COMMENT ON COLUMN evidence.document_id IS 'The document.';
COMMENT ON COLUMN evidence.page IS 'Page of the line.';
COMMENT ON COLUMN evidence.block_no IS 'The block whose text holds the quote.';
COMMENT ON COLUMN evidence.x0 IS 'Left edge of the line''s box, in points from the page''s left.';
COMMENT ON COLUMN evidence.top IS 'Upper edge, in points from the page''s top.';
COMMENT ON COLUMN evidence.x1 IS 'Right edge.';
COMMENT ON COLUMN evidence.bottom IS 'Lower edge.';
COMMENT ON COLUMN evidence.char_start IS 'First character of the quote in the block''s text, counted from 0.';
COMMENT ON COLUMN evidence.char_end IS 'One past the last character: substr(text, char_start + 1, char_end - char_start) is the quote.';
COMMENT ON COLUMN evidence.quote IS 'The printed words.';
COMMENT ON COLUMN evidence.rule_id IS 'The rule that found it.';

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP NOT NULL,
    reader_version VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    rules_hash VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    libraries VARCHAR NOT NULL,
    settings VARCHAR NOT NULL,
    documents_read INTEGER NOT NULL,
    documents_unchanged INTEGER,
    documents_skipped INTEGER NOT NULL,
    achievements INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    products INTEGER NOT NULL,
    issues INTEGER NOT NULL,
    outcome VARCHAR NOT NULL
);
COMMENT ON TABLE runs IS 'An ingest that changed this warehouse.';
COMMENT ON COLUMN runs.run_id IS 'Id of the run.';
COMMENT ON COLUMN runs.started_at IS 'When it started (UTC).';
COMMENT ON COLUMN runs.finished_at IS 'When its changes were loaded and checked (UTC).';
COMMENT ON COLUMN runs.reader_version IS 'Fingerprint of the program, rules and model.';
COMMENT ON COLUMN runs.code_version IS 'Version of the program.';
COMMENT ON COLUMN runs.rules_hash IS 'Fingerprint of the rules.';
COMMENT ON COLUMN runs.model IS 'Name and version of the language model.';
COMMENT ON COLUMN runs.libraries IS 'Versions of the libraries that matter.';
COMMENT ON COLUMN runs.settings IS 'The settings, as JSON text.';
COMMENT ON COLUMN runs.documents_read IS 'Documents read in this run.';
COMMENT ON COLUMN runs.documents_unchanged IS 'Documents found and not read again; NULL where the run did not say.';
COMMENT ON COLUMN runs.documents_skipped IS 'Files that could not be read, or hold what another file holds.';
COMMENT ON COLUMN runs.achievements IS 'Achievements in the documents read.';
COMMENT ON COLUMN runs.counts IS 'Counts in the documents read.';
COMMENT ON COLUMN runs.products IS 'Products in the documents read.';
COMMENT ON COLUMN runs.issues IS 'Issues recorded.';
COMMENT ON COLUMN runs.outcome IS 'complete, or partial where a file could not be read in full.';

CREATE TABLE issues (
    document_id VARCHAR,
    file_name VARCHAR NOT NULL,
    page INTEGER,
    code VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    path VARCHAR
);
COMMENT ON TABLE issues IS 'What could not be read, or needs a person.';
COMMENT ON COLUMN issues.document_id IS 'The document; NULL where the file holds none.';
COMMENT ON COLUMN issues.file_name IS 'The file.';
COMMENT ON COLUMN issues.page IS 'The page; NULL where it concerns the whole file.';
COMMENT ON COLUMN issues.code IS 'What kind of trouble, one word.';
COMMENT ON COLUMN issues.message IS 'What was wrong and what to do.';
COMMENT ON COLUMN issues.path IS 'Path of the file where the trouble is with the file; NULL where it is inside the document.';

CREATE TABLE reviews (
    review_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    fact_id VARCHAR,
    fact_kind VARCHAR NOT NULL,
    decision VARCHAR NOT NULL,
    column_name VARCHAR,
    old_value VARCHAR,
    new_value VARCHAR,
    sentence VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reviewed_at TIMESTAMP NOT NULL,
    note VARCHAR
);
COMMENT ON TABLE reviews IS 'What people corrected, confirmed or rejected; kept when a document is read again.';
COMMENT ON COLUMN reviews.review_id IS 'Id of the review.';
COMMENT ON COLUMN reviews.document_id IS 'The document the fact stands in.';
COMMENT ON COLUMN reviews.fact_id IS 'The fact; NULL where a person added one.';
COMMENT ON COLUMN reviews.fact_kind IS 'achievement, count or product.';
COMMENT ON COLUMN reviews.decision IS 'confirm, edit, reject or add.';
COMMENT ON COLUMN reviews.column_name IS 'The column that was corrected.';
COMMENT ON COLUMN reviews.old_value IS 'What stood there when the person looked, as text.';
COMMENT ON COLUMN reviews.new_value IS 'What is right, as text.';
COMMENT ON COLUMN reviews.sentence IS 'The sentence or item the fact stood in when the person looked.';
COMMENT ON COLUMN reviews.reviewer IS 'Who.';
COMMENT ON COLUMN reviews.reviewed_at IS 'When (UTC).';
COMMENT ON COLUMN reviews.note IS 'Why.';
