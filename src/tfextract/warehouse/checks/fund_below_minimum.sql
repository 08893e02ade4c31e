-- A fund has fewer documents or facts than the minimum in bounds.csv.
SELECT fund, what, found, minimum
FROM fund_bounds
WHERE found < minimum
