-- A share of more than the whole; growth may be, and now and then a target is truly surpassed.
SELECT c.document_id, c.page, c.count_id, c.value_printed, c.quote
FROM counts AS c
JOIN changed USING (document_id)
WHERE c.kind = 'percent' AND c.value > 100 AND c.claim IS DISTINCT FROM 'change'
