-- A row on a page that the document does not have.
SELECT o.origin, o.document_id, o.id, o.page
FROM (
    SELECT 'blocks' AS origin, document_id, CAST(block_no AS VARCHAR) AS id, page FROM blocks
    UNION ALL SELECT 'table_cells', document_id, CAST(table_no AS VARCHAR), page FROM table_cells
    UNION ALL SELECT 'achievements', document_id, achievement_id, page FROM achievements
    UNION ALL SELECT 'shortfalls', document_id, shortfall_id, page FROM shortfalls
    UNION ALL SELECT 'counts', document_id, count_id, page FROM counts
    UNION ALL SELECT 'products', document_id, product_id, page FROM products
    UNION ALL SELECT 'mentions', document_id, fact_id, page FROM mentions
    UNION ALL SELECT 'phases', document_id, phase_id, page FROM phases
    UNION ALL SELECT 'priority_areas', document_id, priority_area_id, page FROM priority_areas
    UNION ALL SELECT 'contacts', document_id, contact_id, page FROM contacts
    UNION ALL SELECT 'evidence', document_id, fact_id, page FROM evidence
    UNION ALL SELECT 'issues', document_id, code, page FROM issues
) AS o
JOIN changed USING (document_id)
WHERE o.page IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM pages AS p WHERE p.document_id = o.document_id AND p.page = o.page)
