"""Warehouse → reports for people: static HTML of a document, of series and of a run, and a workbook for a reviewer."""

from tfextract.reports.book import BookWritten, write_book
from tfextract.reports.book_back import Told, take_back
from tfextract.reports.following import SeriesWritten, write_series
from tfextract.reports.writing import Written, write_reports

__all__ = [
    "BookWritten",
    "SeriesWritten",
    "Told",
    "Written",
    "take_back",
    "write_book",
    "write_reports",
    "write_series",
]
