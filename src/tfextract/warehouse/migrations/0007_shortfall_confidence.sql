-- No annotated page says which statements are shortfalls, so no share was measured.

COMMENT ON COLUMN shortfalls.confidence IS '0 to 1, a prior of the rule that found the statement; not measured on annotated pages.';
