"""Prefect flows. They decide when and how often to run, and contain no other logic."""

from flows import environment

# This must run before Prefect is imported, because Prefect reads its settings at import.
environment.prepare()
