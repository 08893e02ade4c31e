"""From a folder of brochures and annual reports to a DuckDB warehouse of achievements, counts and product titles."""
