"""Prefect flows: which documents, when, how often; no logic of their own."""

from flows import environment

# Prefect reads its settings when it is first imported, and every module here that imports it comes after this line.
environment.prepare()
