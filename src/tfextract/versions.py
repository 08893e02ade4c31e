"""Versions of everything that reads a document. If one changes, the document is stale."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from tfextract.encoder import encoder_hash
from tfextract.kept import Versions
from tfextract.language_model import MODELS, NO_MODEL
from tfextract.model import EncoderUse, OcrPages
from tfextract.rules import rules_hash
from tfextract.settings import Settings

# The code that decides what the warehouse holds. Other code, such as reports, may change without making documents
# stale.
_READING = ("model.py", "pipeline.py", "confidence.py", "encoder.py", "word_pieces.py", "layout", "extract", "rules")
# The code that makes a layout with its imports, and the same for parses and for the encoder's answers.
LAYOUT = (
    "layout", "model.py", "faults.py", "progress.py", "errors.py", "sources.py", "locations.py",
    "fetching.py", "stores.py", "store_errors.py", "file_checks.py", "temporary.py", "confidence.py",
    "rules/__init__.py", "rules/kinds.py", "rules/needed.py", "rules/headings.toml", "rules/heading_weights.toml",
    "rules/run_in_weights.toml",
)  # fmt: skip
PARSES = (
    "language_model.py", "extract/nlp.py", "extract/parsing.py", "extract/entities.py", "extract/word_forms.py",
    "extract/known.py",
)  # fmt: skip
JUDGED = ("encoder.py", "word_pieces.py")
_OF_LAYOUT = ("pypdfium2", "pdfplumber", "pdfminer.six", "numpy", "pillow")
_OF_PARSES = ("spacy", "thinc", "numpy")
_LIBRARIES = ("pypdfium2", "pdfplumber", "spacy")
_OCR = "rapidocr"
_ONNX = "onnxruntime"


@lru_cache(maxsize=8)
def _reader_version(model: str, ocr: str, encoder: str) -> str:
    return _hash(_READING, f"{model}\n{_versions(_LIBRARIES)}\n{ocr}\n{encoder}")


def _hash(names: tuple[str, ...], more: str) -> str:
    """12 hex digits of a hash over the named files and folders of the package, and over the other values."""
    hashed = hashlib.sha256()
    package = files("tfextract")
    for name in names:
        for path, file in _walk(name, package / name):
            hashed.update(path.encode() + b"\0" + file.read_bytes() + b"\0")
    hashed.update(more.encode())
    return hashed.hexdigest()[:12]


def reader_version(settings: Settings) -> str:
    """12 hex digits of a hash over the source, rules, models, PDF and NLP libraries and OCR that read a document."""
    shipped = _reader_version(model(settings), _ocr(settings), _encoder(settings))
    if settings.rules_folder is None:
        return shipped
    return hashlib.sha256(f"{shipped} {rules_hash(settings.rules_folder)}".encode()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _kept_versions(model: str, ocr: str) -> Versions:
    return Versions(
        layout=_hash(LAYOUT, f"{_versions(_OF_LAYOUT)}\n{ocr}"),
        parses=_hash(PARSES, f"{_versions(_OF_PARSES)}\n{model}"),
        judged=_hash(JUDGED, f"{_ONNX} {_installed(_ONNX)}\n{encoder_hash()}"),
    )


def kept_versions(settings: Settings) -> Versions:
    """The versions of the kept parts. Each covers everything that makes the part, but not the rules."""
    return _kept_versions(model(settings), _ocr(settings))


def model(settings: Settings) -> str:
    """Name and version of the spaCy model, without loading it, which takes seconds."""
    named = settings.spacy_model
    if named is not None and (about := Path(named, "meta.json")).is_file():
        return f"{named} {hashlib.sha256(about.read_bytes()).hexdigest()[:12]}"
    names = MODELS if named is None else (named,)
    none = NO_MODEL if named is None else named
    return next((f"{name} {installed}" for name in names if (installed := _installed(name))), none)


def _ocr(settings: Settings) -> str:
    """Documents with pages for OCR become stale when OCR is installed, removed or switched."""
    installed = None if settings.ocr is OcrPages.NONE else _installed(_OCR)
    return "no OCR" if installed is None else f"{_OCR} {installed} for {settings.ocr}"


def _encoder(settings: Settings) -> str:
    """The encoder's weights and its setting. Documents become stale when it is added, removed or switched."""
    installed = None if settings.encoder is EncoderUse.NONE else _installed(_ONNX)
    return "no encoder" if installed is None else f"{_ONNX} {installed}, {encoder_hash()}, of {settings.encoder}"


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
