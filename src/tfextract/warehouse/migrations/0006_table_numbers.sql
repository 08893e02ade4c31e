-- A table that goes on over a page is one table: its number counts through the document.

COMMENT ON COLUMN table_cells.table_no IS 'Number of the table in its document; a table that goes on over a page keeps its number.';
