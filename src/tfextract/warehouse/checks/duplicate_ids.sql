-- An id that is used twice. Fact ids are unique over all kinds: evidence and mentions know a fact by nothing else.
WITH ids AS (
    SELECT 'fact' AS what, achievement_id AS id, document_id FROM achievements
    UNION ALL SELECT 'fact', shortfall_id, document_id FROM shortfalls
    UNION ALL SELECT 'fact', count_id, document_id FROM counts
    UNION ALL SELECT 'fact', product_id, document_id FROM products
    UNION ALL SELECT 'fact', phase_id, document_id FROM phases
    UNION ALL SELECT 'fact', priority_area_id, document_id FROM priority_areas
    UNION ALL SELECT 'fact', contact_id, document_id FROM contacts
    UNION ALL SELECT 'document', document_id, document_id FROM documents
)
SELECT what, document_id, id
FROM ids
WHERE id IN (SELECT i.id FROM ids AS i JOIN changed USING (document_id))
QUALIFY count(*) OVER (PARTITION BY what, id) > 1
