-- A claim is stated where something says it; what that was can be asked for, and where nothing did it is NULL.

ALTER TABLE counts ADD COLUMN claim_source VARCHAR;
COMMENT ON COLUMN counts.claim IS 'achieved, target, baseline (an earlier level), change (a difference), whole (the total a share is taken of), context (the world, a need, somebody else''s work) or scale; NULL where nothing decides it.';
COMMENT ON COLUMN counts.claim_source IS 'What decided the claim: rule (words, grammar or a table''s column), model (learned from annotated pages), person, or none; NULL for counts of an earlier version.';
