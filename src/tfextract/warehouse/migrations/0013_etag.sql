-- What a store of objects calls the bytes of a file: it tells that they are the same where the time stamp does not.

ALTER TABLE files ADD COLUMN etag VARCHAR;
COMMENT ON COLUMN files.path IS 'Where the file lies: a path, or the address of an object in a store (s3://bucket/report.pdf), never with a password or token in it.';
COMMENT ON COLUMN files.etag IS 'What the store calls these bytes (its ETag), by which they are known not to have changed; NULL for a file of a disk, and where the store has none.';
