"""Warehouse → reports for people: static HTML of a document, of series and of a run, with pictures of the pages."""

from tfextract.reports.writing import Written, write_reports

__all__ = ["Written", "write_reports"]
