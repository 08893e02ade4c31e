-- What must be known of a fact, though its column may be NULL or empty for others.
SELECT 'counts' AS origin, c.document_id, c.page, c.count_id AS id, 'money without currency, unit and sign' AS what
FROM counts AS c
JOIN changed USING (document_id)
-- "$" alone is money though nothing in the document may tell which dollar it is.
WHERE c.kind = 'money' AND c.currency IS NULL AND c.unit IS NULL AND NOT regexp_matches(c.value_printed, '[^\d\s.,]')
UNION ALL
SELECT 'counts', c.document_id, c.page, c.count_id, 'a period without its source'
FROM counts AS c
JOIN changed USING (document_id)
WHERE (c.period_start IS NOT NULL OR c.period_end IS NOT NULL) AND c.period_source IS NULL
UNION ALL
SELECT 'counts', c.document_id, c.page, c.count_id, 'a part without its dimension'
FROM counts AS c
JOIN changed USING (document_id)
WHERE c.dimension_value IS NOT NULL AND c.dimension IS NULL
UNION ALL
SELECT 'phases', p.document_id, p.page, p.phase_id, 'a phase without its page'
FROM phases AS p
JOIN changed USING (document_id)
WHERE p.page IS NULL
UNION ALL
SELECT 'priority_areas', a.document_id, a.page, a.priority_area_id, 'a priority area without its page or words'
FROM priority_areas AS a
JOIN changed USING (document_id)
WHERE a.page IS NULL OR trim(a.text) = ''
UNION ALL
SELECT 'contacts', c.document_id, c.page, c.contact_id, 'a contact of which nothing is known'
FROM contacts AS c
JOIN changed USING (document_id)
WHERE coalesce(c.organisation, c.address, c.phone, c.email, c.website) IS NULL
UNION ALL
SELECT 'achievements', a.document_id, a.page, a.achievement_id, 'an achievement without words'
FROM achievements AS a
JOIN changed USING (document_id)
WHERE trim(a.text) = ''
UNION ALL
SELECT 'shortfalls', s.document_id, s.page, s.shortfall_id, 'a shortfall without words or of no known stance'
FROM shortfalls AS s
JOIN changed USING (document_id)
WHERE trim(s.text) = '' OR s.stance NOT IN ('late', 'missed', 'reduced', 'not_achieved', 'rating')
UNION ALL
SELECT 'products', p.document_id, p.page, p.product_id, 'a product without a title'
FROM products AS p
JOIN changed USING (document_id)
WHERE trim(p.title) = ''
