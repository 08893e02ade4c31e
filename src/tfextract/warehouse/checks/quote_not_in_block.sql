-- A quote that is empty, or not the slice of its block's text that it says it is.
SELECT e.document_id, e.page, e.block_no, e.fact_id, e.char_start, e.char_end, e.quote
FROM evidence AS e
JOIN changed USING (document_id)
LEFT JOIN blocks AS b ON b.document_id = e.document_id AND b.block_no = e.block_no
WHERE e.quote = ''
   OR e.char_start < 0
   OR substr(b.text, e.char_start + 1, e.char_end - e.char_start) IS DISTINCT FROM e.quote
