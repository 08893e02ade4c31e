"""Reads brochures and annual reports into a DuckDB warehouse of achievements, counts and product titles."""
