-- A mention of an entity that is not there, or by a fact that its document does not have.
WITH facts AS (
    SELECT document_id, achievement_id AS fact_id FROM achievements
    UNION ALL SELECT document_id, count_id FROM counts
    UNION ALL SELECT document_id, product_id FROM products
)
SELECT m.document_id, m.fact_id, m.entity_id
FROM mentions AS m
JOIN changed USING (document_id)
WHERE NOT EXISTS (SELECT 1 FROM entities AS e WHERE e.entity_id = m.entity_id)
   OR NOT EXISTS (SELECT 1 FROM facts AS f WHERE f.document_id = m.document_id AND f.fact_id = m.fact_id)
