-- A row of a document that is not there.
SELECT o.origin, o.document_id, count(*) AS row_count
FROM (
    SELECT 'pages' AS origin, document_id FROM pages
    UNION ALL SELECT 'blocks', document_id FROM blocks
    UNION ALL SELECT 'table_cells', document_id FROM table_cells
    UNION ALL SELECT 'achievements', document_id FROM achievements
    UNION ALL SELECT 'shortfalls', document_id FROM shortfalls
    UNION ALL SELECT 'counts', document_id FROM counts
    UNION ALL SELECT 'products', document_id FROM products
    UNION ALL SELECT 'mentions', document_id FROM mentions
    UNION ALL SELECT 'document_funds', document_id FROM document_funds
    UNION ALL SELECT 'phases', document_id FROM phases
    UNION ALL SELECT 'priority_areas', document_id FROM priority_areas
    UNION ALL SELECT 'contacts', document_id FROM contacts
    UNION ALL SELECT 'evidence', document_id FROM evidence
    UNION ALL SELECT 'issues', document_id FROM issues WHERE path IS NULL
) AS o
JOIN changed USING (document_id)
WHERE NOT EXISTS (SELECT 1 FROM documents AS d WHERE d.document_id = o.document_id)
GROUP BY ALL
