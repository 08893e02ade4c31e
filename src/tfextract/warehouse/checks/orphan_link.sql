-- A fact that points to a fact that is not there, or to itself.
WITH links AS (
    SELECT 'counts.achievement_id' AS link, document_id, count_id AS id, 'achievement' AS kind, achievement_id AS target
    FROM counts
    UNION ALL SELECT 'counts.whole_id', document_id, count_id, 'count', whole_id FROM counts
    UNION ALL SELECT 'counts.compares_with', document_id, count_id, 'count', compares_with FROM counts
    UNION ALL SELECT 'counts.repeat_of', document_id, count_id, 'count', repeat_of FROM counts
    UNION ALL SELECT 'products.repeat_of', document_id, product_id, 'product', repeat_of FROM products
    UNION ALL
    SELECT 'achievements.repeat_of', document_id, achievement_id, 'achievement', repeat_of FROM achievements
),
targets AS (
    SELECT 'achievement' AS kind, achievement_id AS target FROM achievements
    UNION ALL SELECT 'count', count_id FROM counts
    UNION ALL SELECT 'product', product_id FROM products
)
SELECT l.link, l.document_id, l.id, l.target
FROM links AS l
JOIN changed USING (document_id)
WHERE l.target IS NOT NULL
  AND (l.target = l.id OR NOT EXISTS (SELECT 1 FROM targets AS t WHERE t.kind = l.kind AND t.target = l.target))
