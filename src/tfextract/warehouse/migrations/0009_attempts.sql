-- What may pass (a process that was killed, no permission) is tried again, but not for ever.

ALTER TABLE files ADD COLUMN attempts INTEGER;
COMMENT ON COLUMN files.attempts IS 'How many times in a row the file was read and given up for a reason that may pass (killed, out of memory or time, no permission, changed meanwhile); NULL where the last reading ended otherwise. After three it is left until `tfextract ingest --retry`.';
