-- A work is out where something says so; where nothing does its state is NULL.

COMMENT ON COLUMN products.state IS 'released (its words say it came out or is at hand, it has an address, or a list of products names it) or planned; NULL where nothing says either.';
