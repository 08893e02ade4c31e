-- A count that does not say what was counted.
SELECT c.document_id, c.page, c.count_id, c.value_printed, c.quote
FROM counts AS c
JOIN changed USING (document_id)
WHERE c.unit IS NULL AND c.kind IN ('count', 'measure', 'percent')
