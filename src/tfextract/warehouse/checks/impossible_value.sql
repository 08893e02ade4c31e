-- A value that is not a number, a range upside down, a confidence outside 0 to 1.
SELECT 'counts' AS origin, c.document_id, c.page, c.count_id AS id, c.value, c.value_high, c.confidence
FROM counts AS c
JOIN changed USING (document_id)
WHERE NOT isfinite(c.value)
   OR NOT isfinite(c.value_high)
   OR c.value_high < c.value
   OR NOT c.confidence BETWEEN 0 AND 1
UNION ALL
SELECT 'achievements', a.document_id, a.page, a.achievement_id, NULL, NULL, a.confidence
FROM achievements AS a
JOIN changed USING (document_id)
WHERE NOT a.confidence BETWEEN 0 AND 1
UNION ALL
SELECT 'shortfalls', s.document_id, s.page, s.shortfall_id, NULL, NULL, s.confidence
FROM shortfalls AS s
JOIN changed USING (document_id)
WHERE NOT s.confidence BETWEEN 0 AND 1
UNION ALL
SELECT 'products', p.document_id, p.page, p.product_id, NULL, NULL, p.confidence
FROM products AS p
JOIN changed USING (document_id)
WHERE NOT p.confidence BETWEEN 0 AND 1
