"""The review application: shows pages with their facts in a browser on this machine, and takes decisions.

A decision becomes a row of reviews.csv, as from the command line. Only a publish that a person requests changes the
warehouse.
"""
