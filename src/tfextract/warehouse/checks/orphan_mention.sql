-- A mention of an entity that is not there, or by a fact that its document does not have.
WITH facts AS (
    SELECT document_id, achievement_id AS fact_id FROM achievements SEMI JOIN changed USING (document_id)
    UNION ALL SELECT document_id, count_id FROM counts SEMI JOIN changed USING (document_id)
    UNION ALL SELECT document_id, product_id FROM products SEMI JOIN changed USING (document_id)
),
here AS (
    SELECT document_id, fact_id, entity_id FROM mentions SEMI JOIN changed USING (document_id)
)
SELECT document_id, fact_id, entity_id FROM here ANTI JOIN entities USING (entity_id)
UNION
SELECT document_id, fact_id, entity_id FROM here ANTI JOIN facts USING (document_id, fact_id)
