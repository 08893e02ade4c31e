-- A file that is said to be read, whose document is not there. Looks at all files: they are few.
SELECT path, status, document_id
FROM files
WHERE status IN ('read', 'partial', 'no_text')
  AND (document_id IS NULL OR document_id NOT IN (SELECT document_id FROM documents))
