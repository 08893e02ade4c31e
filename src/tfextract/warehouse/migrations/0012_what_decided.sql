-- What decided a fact is kept with it.

ALTER TABLE achievements ADD COLUMN contributions VARCHAR;
ALTER TABLE counts ADD COLUMN contributions VARCHAR;
ALTER TABLE products ADD COLUMN contributions VARCHAR;
ALTER TABLE counts ADD COLUMN claim_by VARCHAR;
COMMENT ON COLUMN achievements.contributions IS 'The features that weighed most in its confidence, with what each added in log odds; NULL where a person added it or an earlier version read it.';
COMMENT ON COLUMN counts.contributions IS 'The features that weighed most in its confidence, with what each added in log odds; NULL for figures of tables, where a person added it or an earlier version read it.';
COMMENT ON COLUMN products.contributions IS 'The features that weighed most in its confidence, with what each added in log odds; NULL where a person added it or an earlier version read it.';
COMMENT ON COLUMN counts.claim_by IS 'What the claim was decided by: the id of a rule, pair (two numbers that belong together), plan (a verb of what is to come), grammar, or model; NULL without a claim, for figures of tables and where a person decided.';
