"""Warehouse → reports for people: static HTML of a document, of series and of a run, with pictures of the pages."""

from tfextract.reports.following import SeriesWritten, write_series
from tfextract.reports.writing import Written, write_reports

__all__ = ["SeriesWritten", "Written", "write_reports", "write_series"]
