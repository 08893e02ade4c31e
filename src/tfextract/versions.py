"""What a document was read with: where any of it changes, the document is read again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from tfextract.encoder import encoder_hash
from tfextract.language_model import MODELS, NO_MODEL
from tfextract.model import EncoderUse, OcrPages
from tfextract.rules import rules_hash
from tfextract.settings import Settings

# What these give is what the warehouse holds; the command line or a report may change without reading all again.
_READING = ("model.py", "pipeline.py", "confidence.py", "encoder.py", "word_pieces.py", "layout", "extract", "rules")
_LIBRARIES = ("pypdfium2", "pdfplumber", "spacy")
_OCR = "rapidocr"
_ONNX = "onnxruntime"


@lru_cache(maxsize=8)
def _reader_version(model: str, ocr: str, encoder: str) -> str:
    hashed = hashlib.sha256()
    package = files("tfextract")
    for name in _READING:
        for path, file in _walk(name, package / name):
            hashed.update(path.encode() + b"\0" + file.read_bytes() + b"\0")
    hashed.update(f"{model}\n{_versions(_LIBRARIES)}\n{ocr}\n{encoder}".encode())
    return hashed.hexdigest()[:12]


def reader_version(settings: Settings) -> str:
    """12 hex digits over the source and rules that read a document, the models, the PDF and NLP libraries and OCR."""
    shipped = _reader_version(model(settings), _ocr(settings), _encoder(settings))
    if settings.rules_folder is None:
        return shipped
    return hashlib.sha256(f"{shipped} {rules_hash(settings.rules_folder)}".encode()).hexdigest()[:12]


def model(settings: Settings) -> str:
    """Name and version of the spaCy model that would be loaded; loading it here would cost seconds."""
    named = settings.spacy_model
    if named is not None and (about := Path(named, "meta.json")).is_file():
        return f"{named} {hashlib.sha256(about.read_bytes()).hexdigest()[:12]}"
    names = MODELS if named is None else (named,)
    none = NO_MODEL if named is None else named
    return next((f"{name} {found}" for name in names if (found := _installed(name))), none)


def _ocr(settings: Settings) -> str:
    """Where OCR is installed, leaves or is switched, documents whose pages it would read are stale."""
    found = None if settings.ocr is OcrPages.NONE else _installed(_OCR)
    return "no OCR" if found is None else f"{_OCR} {found} for {settings.ocr}"


def _encoder(settings: Settings) -> str:
    """Which weights are asked, and of what; documents are stale where it leaves, comes or is switched."""
    found = None if settings.encoder is EncoderUse.NONE else _installed(_ONNX)
    return "no encoder" if found is None else f"{_ONNX} {found}, {encoder_hash()}, of {settings.encoder}"


def libraries() -> str:
    return _versions((*_LIBRARIES, _ONNX, _OCR, "duckdb", "pyarrow"))


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
