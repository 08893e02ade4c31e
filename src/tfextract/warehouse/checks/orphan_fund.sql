-- A fund that is named but not there, or a priority area without its phase.
SELECT 'document_funds' AS origin, r.document_id, r.fund_id AS id
FROM document_funds AS r
JOIN changed USING (document_id)
WHERE NOT EXISTS (SELECT 1 FROM funds AS f WHERE f.fund_id = r.fund_id)
UNION ALL
SELECT 'phases', p.document_id, p.phase_id
FROM phases AS p
JOIN changed USING (document_id)
WHERE NOT EXISTS (SELECT 1 FROM funds AS f WHERE f.fund_id = p.fund_id)
UNION ALL
SELECT 'priority_areas', a.document_id, a.priority_area_id
FROM priority_areas AS a
JOIN changed USING (document_id)
WHERE NOT EXISTS (SELECT 1 FROM phases AS p WHERE p.document_id = a.document_id AND p.phase_id = a.phase_id)
