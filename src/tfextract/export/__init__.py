"""Warehouse → files for other programs: CSV, Parquet and XLSX of the tables, IATI XML of the results."""

from tfextract.export.tables import ExportFormat, ExportReport, export_tables

__all__ = ["ExportFormat", "ExportReport", "export_tables"]
