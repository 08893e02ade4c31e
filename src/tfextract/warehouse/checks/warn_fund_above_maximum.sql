-- A fund has more documents or facts than the maximum in bounds.csv.
SELECT fund, what, found, maximum
FROM fund_bounds
WHERE found > maximum
