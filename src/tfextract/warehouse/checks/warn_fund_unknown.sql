-- bounds.csv names a fund that no document is of: its bounds hold nothing.
SELECT b.fund, b.what
FROM bounds AS b
WHERE NOT EXISTS (SELECT 1 FROM funds AS f WHERE f.fund_id = b.fund OR lower(f.name) = lower(b.fund))
