"""Warehouse → files for other programs: CSV, Parquet and XLSX of the tables, IATI XML of the results."""

from tfextract.export.iati import IatiReport, Reporter, export_iati
from tfextract.export.tables import ExportFormat, ExportReport, export_tables, write_whole

__all__ = ["ExportFormat", "ExportReport", "IatiReport", "Reporter", "export_iati", "export_tables", "write_whole"]
