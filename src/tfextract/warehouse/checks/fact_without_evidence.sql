-- A fact that no printed words stand for.
SELECT o.origin, o.document_id, o.fact_id
FROM (
    SELECT 'achievements' AS origin, document_id, achievement_id AS fact_id FROM achievements
    UNION ALL SELECT 'counts', document_id, count_id FROM counts
    UNION ALL SELECT 'products', document_id, product_id FROM products
    UNION ALL SELECT 'phases', document_id, phase_id FROM phases
    UNION ALL SELECT 'priority_areas', document_id, priority_area_id FROM priority_areas
    UNION ALL SELECT 'contacts', document_id, contact_id FROM contacts
) AS o
JOIN changed USING (document_id)
WHERE NOT EXISTS (SELECT 1 FROM evidence AS e WHERE e.document_id = o.document_id AND e.fact_id = o.fact_id)
