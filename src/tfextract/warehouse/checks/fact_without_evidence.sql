-- A fact that no printed words stand for.
WITH facts AS (
    SELECT 'achievements' AS origin, document_id, achievement_id AS fact_id FROM achievements
    UNION ALL SELECT 'shortfalls', document_id, shortfall_id FROM shortfalls
    UNION ALL SELECT 'counts', document_id, count_id FROM counts
    UNION ALL SELECT 'products', document_id, product_id FROM products
    UNION ALL SELECT 'phases', document_id, phase_id FROM phases
    UNION ALL SELECT 'priority_areas', document_id, priority_area_id FROM priority_areas
    UNION ALL SELECT 'contacts', document_id, contact_id FROM contacts
),
shown AS (
    SELECT document_id, fact_id FROM evidence SEMI JOIN changed USING (document_id)
)
SELECT origin, document_id, fact_id
FROM (SELECT * FROM facts SEMI JOIN changed USING (document_id))
ANTI JOIN shown USING (document_id, fact_id)
