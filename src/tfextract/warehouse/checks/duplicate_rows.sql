-- Two rows in one place of a document.
SELECT o.origin, o.document_id, o.place
FROM (
    SELECT 'pages' AS origin, document_id, CAST(page AS VARCHAR) AS place FROM pages
    UNION ALL SELECT 'blocks', document_id, CAST(block_no AS VARCHAR) FROM blocks
    UNION ALL SELECT 'table_cells', document_id, concat_ws(' ', page, table_no, row_no, col_no) FROM table_cells
    UNION ALL SELECT 'document_funds', document_id, fund_id FROM document_funds
    UNION ALL SELECT 'priority_areas', document_id, concat_ws(' ', phase_id, position) FROM priority_areas
) AS o
JOIN changed USING (document_id)
GROUP BY ALL
HAVING count(*) > 1
