"""The review application: pages of documents with their facts, looked at and decided in a browser on this machine.

What is decided becomes a row of reviews.csv, as the command line writes it; nothing here writes to the warehouse but a
publish that a person asked for.
"""
