"""Writes reports for people: static HTML of a document, of series and of a run, and a workbook for a reviewer.

Import its modules one by one: a summary of a run needs neither the plotting nor the workbook libraries.
"""
