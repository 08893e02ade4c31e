-- Evidence of a fact that its document does not have.
WITH facts AS (
    SELECT document_id, achievement_id AS fact_id FROM achievements
    UNION ALL SELECT document_id, shortfall_id FROM shortfalls
    UNION ALL SELECT document_id, count_id FROM counts
    UNION ALL SELECT document_id, product_id FROM products
    UNION ALL SELECT document_id, phase_id FROM phases
    UNION ALL SELECT document_id, priority_area_id FROM priority_areas
    UNION ALL SELECT document_id, contact_id FROM contacts
)
SELECT e.document_id, e.page, e.fact_id, e.quote
FROM evidence AS e
JOIN changed USING (document_id)
WHERE NOT EXISTS (SELECT 1 FROM facts AS f WHERE f.document_id = e.document_id AND f.fact_id = e.fact_id)
