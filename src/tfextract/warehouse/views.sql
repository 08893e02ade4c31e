-- Applied anew at every publish, after the migrations. Plain SQL that DuckDB 1.4 knows as well.

CREATE OR REPLACE VIEW current_documents AS
SELECT d.*
FROM documents AS d
WHERE d.status <> 'superseded'
  AND NOT EXISTS (SELECT 1 FROM documents AS later WHERE later.supersedes = d.document_id);
COMMENT ON VIEW current_documents IS 'Documents that no later version replaces; the other views show these alone.';

CREATE OR REPLACE VIEW headline_results AS
SELECT d.title AS document, d.publisher, d.report_year, c.page, c.label, c.value, c.value_high, c.value_printed,
       c.qualifier, c.kind, c.unit, c.claim, c.basis, c.dimension, c.dimension_value, c.theme, c.quote, c.confidence,
       c.count_id, c.document_id
FROM counts AS c
JOIN current_documents AS d USING (document_id)
WHERE c.headline
  AND c.claim IN ('achieved', 'change')
  AND c.repeat_of IS NULL;
COMMENT ON VIEW headline_results IS 'Figures printed large that state a result, each once: no targets, no needs of the world, no repeats. For reading, not for adding up: a part and its whole, or a total to date and a year of it, may stand side by side.';
COMMENT ON COLUMN headline_results.document IS 'Title of the document.';
COMMENT ON COLUMN headline_results.claim IS 'achieved (a level reached) or change (a difference); the two cannot be added.';

CREATE OR REPLACE VIEW pledges AS
SELECT f.name AS fund, p.name AS phase, p.start_year, p.end_year, p.amount, p.currency, p.frequency,
       CASE p.frequency
           WHEN 'year' THEN p.end_year - p.start_year + 1
           WHEN 'total' THEN 1
       END AS payments,
       CASE p.frequency
           WHEN 'year' THEN p.amount * (p.end_year - p.start_year + 1)
           WHEN 'total' THEN p.amount
       END AS pledged,
       p.page, p.phase_id, p.fund_id, p.document_id
FROM phases AS p
JOIN current_documents AS d USING (document_id)
LEFT JOIN funds AS f USING (fund_id)
WHERE NOT EXISTS (
    -- Two documents may tell of one phase; the latest read one speaks for it.
    SELECT 1
    FROM phases AS other
    JOIN current_documents AS o ON o.document_id = other.document_id
    WHERE other.fund_id = p.fund_id
      AND lower(other.name) = lower(p.name)
      AND other.start_year IS NOT DISTINCT FROM p.start_year
      AND (coalesce(o.report_year, 0), o.document_id) > (coalesce(d.report_year, 0), d.document_id)
);
COMMENT ON VIEW pledges IS 'What was pledged for each phase of a fund, each phase once: amount times number of payments. NULL where the text does not decide.';
COMMENT ON COLUMN pledges.fund IS 'Name of the fund.';
COMMENT ON COLUMN pledges.phase IS 'Name of the phase as printed.';
COMMENT ON COLUMN pledges.payments IS 'How often the amount is paid: the years from start to end, both included, for a yearly pledge.';
COMMENT ON COLUMN pledges.pledged IS 'amount × payments, in the currency beside it.';

CREATE OR REPLACE VIEW products_produced AS
SELECT d.title AS document, d.publisher, d.report_year, p.page, p.title, p.product_type, p.product_class, p.languages,
       p.url, p.items, p.theme, p.confidence, p.product_id, p.document_id
FROM products AS p
JOIN current_documents AS d USING (document_id)
WHERE p.role = 'produced'
  AND p.state = 'released'
  AND p.repeat_of IS NULL;
COMMENT ON VIEW products_produced IS 'What the programme itself made and released, each once within its document: no works only cited or supported, none only planned.';
COMMENT ON COLUMN products_produced.document IS 'Title of the document.';

CREATE OR REPLACE VIEW unread AS
SELECT f.path, f.file_name, CAST(NULL AS INTEGER) AS page, f.status, i.message
FROM files AS f
LEFT JOIN issues AS i ON i.path = f.path
WHERE f.status IN ('no_text', 'encrypted', 'damaged', 'not_pdf', 'empty', 'failed')
UNION ALL
SELECT (SELECT min(f.path) FROM files AS f WHERE f.document_id = p.document_id) AS path, d.file_name, p.page, p.status,
       (SELECT string_agg(i.message, '; ' ORDER BY i.message)
        FROM issues AS i
        WHERE i.document_id = p.document_id AND i.page = p.page) AS message
FROM pages AS p
JOIN current_documents AS d USING (document_id)
WHERE p.status NOT IN ('read', 'empty')
  AND d.status <> 'no_text';
COMMENT ON VIEW unread IS 'Files of which nothing could be read, and the pages that could not be read of the others.';
COMMENT ON COLUMN unread.status IS 'Why: the status of the file (no_text, encrypted, damaged …) or of the page (image_only, garbled …).';
COMMENT ON COLUMN unread.page IS 'NULL where the whole file is unread.';
COMMENT ON COLUMN unread.message IS 'What was wrong and what to do; NULL where nothing was noted.';
