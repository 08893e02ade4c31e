"""Writes files for other programs: the tables as CSV, Parquet and XLSX, the results as IATI XML."""

from tfextract.export.iati import IatiReport, Reporter, export_iati
from tfextract.export.tables import ExportFormat, ExportReport, export_tables, write_whole

__all__ = ["ExportFormat", "ExportReport", "IatiReport", "Reporter", "export_iati", "export_tables", "write_whole"]
