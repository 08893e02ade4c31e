-- A row of a run that is not recorded.
SELECT o.origin, o.document_id, o.run_id, count(*) AS row_count
FROM (
    SELECT 'documents' AS origin, document_id, unnest([first_run, since_run, last_run]) AS run_id FROM documents
    UNION ALL SELECT 'achievements', document_id, unnest([first_run, since_run, last_run]) FROM achievements
    UNION ALL SELECT 'counts', document_id, unnest([first_run, since_run, last_run]) FROM counts
    UNION ALL SELECT 'products', document_id, unnest([first_run, since_run, last_run]) FROM products
    UNION ALL SELECT 'evidence', document_id, since_run FROM evidence
) AS o
JOIN changed USING (document_id)
WHERE o.run_id IS NOT NULL
  AND o.run_id NOT IN (SELECT run_id FROM runs)
GROUP BY ALL
