-- A year or date that no report can be of, or a period that ends before it starts.
WITH spans AS (
    SELECT 'documents' AS origin, document_id, document_id AS id, report_year AS first_year, report_year AS last_year,
           period_start AS start_date, period_end AS end_date
    FROM documents
    UNION ALL
    SELECT 'documents', document_id, document_id, NULL, NULL, published_on, published_on FROM documents
    UNION ALL
    SELECT 'counts', document_id, count_id, NULL, NULL, period_start, period_end FROM counts
    UNION ALL
    SELECT 'counts', document_id, count_id, NULL, NULL, as_of, as_of FROM counts
    UNION ALL
    SELECT 'phases', document_id, phase_id, start_year, end_year, NULL, NULL FROM phases
)
SELECT s.origin, s.document_id, s.id, s.first_year, s.last_year, s.start_date, s.end_date
FROM spans AS s
JOIN changed USING (document_id)
WHERE first_year NOT BETWEEN 1900 AND 2200
   OR last_year NOT BETWEEN 1900 AND 2200
   OR last_year < first_year
   OR year(start_date) NOT BETWEEN 1900 AND 2200
   OR year(end_date) NOT BETWEEN 1900 AND 2200
   OR end_date < start_date
