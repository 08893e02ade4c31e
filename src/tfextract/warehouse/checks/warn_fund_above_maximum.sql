-- A fund has more documents or facts than the maximum in bounds.csv.
WITH bounded AS (
    SELECT b.fund, b.what, b.maximum, f.fund_id
    FROM bounds AS b
    JOIN funds AS f ON f.fund_id = b.fund OR lower(f.name) = lower(b.fund)
    WHERE b.maximum IS NOT NULL
),
held AS (
    SELECT DISTINCT df.fund_id, df.document_id
    FROM document_funds AS df
    WHERE df.fund_id IN (SELECT fund_id FROM bounded)
),
found AS (
    SELECT fund_id, 'documents' AS what FROM held
    UNION ALL SELECT h.fund_id, 'achievements' FROM achievements JOIN held AS h USING (document_id)
    UNION ALL SELECT h.fund_id, 'counts' FROM counts JOIN held AS h USING (document_id)
    UNION ALL SELECT h.fund_id, 'products' FROM products JOIN held AS h USING (document_id)
)
SELECT b.fund, b.what, count(f.what) AS found, b.maximum
FROM bounded AS b
LEFT JOIN found AS f ON f.fund_id = b.fund_id AND f.what = b.what
GROUP BY ALL
HAVING count(f.what) > b.maximum
