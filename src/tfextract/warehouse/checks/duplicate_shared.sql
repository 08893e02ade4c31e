-- A path, entity, fund or run that has two rows. Looks at all of them: they are few.
SELECT 'files' AS origin, path AS id FROM files GROUP BY path HAVING count(*) > 1
UNION ALL
SELECT 'entities', entity_id FROM entities GROUP BY entity_id HAVING count(*) > 1
UNION ALL
SELECT 'funds', fund_id FROM funds GROUP BY fund_id HAVING count(*) > 1
UNION ALL
SELECT 'runs', run_id FROM runs GROUP BY run_id HAVING count(*) > 1
