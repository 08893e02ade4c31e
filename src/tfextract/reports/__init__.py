"""Warehouse → reports for people: static HTML of a document, of series and of a run, and a workbook for a reviewer.

Its modules are imported one by one: a summary of a run needs neither the plotting library nor those of workbooks.
"""
