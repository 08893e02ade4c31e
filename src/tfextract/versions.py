"""What a document was read with: where any of it changes, the document is read again."""

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

# What these give is what the warehouse holds; the command line or a report may change without reading all again.
_READING = ("model.py", "pipeline.py", "confidence.py", "encoder.py", "word_pieces.py", "layout", "extract", "rules")
# All that a layout is made by, with what that imports; the same of parses, and of what the encoder says.
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
    """12 hex digits over the named files and folders of the package, and what else counts."""
    hashed = hashlib.sha256()
    package = files("tfextract")
    for name in names:
        for path, file in _walk(name, package / name):
            hashed.update(path.encode() + b"\0" + file.read_bytes() + b"\0")
    hashed.update(more.encode())
    return hashed.hexdigest()[:12]


def reader_version(settings: Settings) -> str:
    """12 hex digits over the source and rules that read a document, the models, the PDF and NLP libraries and OCR."""
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
    """Of the parts that are kept of a reading: each is that of all that makes it, other rules are none of it."""
    return _kept_versions(model(settings), _ocr(settings))


def model(settings: Settings) -> str:
    """Name and version of the spaCy model that would be loaded; loading it here would cost seconds."""
    named = settings.spacy_model
    if named is not None and (about := Path(named, "meta.json")).is_file():
        return f"{named} {hashlib.sha256(about.read_bytes()).hexdigest()[:12]}"
    names = MODELS if named is None else (named,)
    none = NO_MODEL if named is None else named
    return next((f"{name} {installed}" for name in names if (installed := _installed(name))), none)


def _ocr(settings: Settings) -> str:
    """Where OCR is installed, leaves or is switched, documents whose pages it would read are stale."""
    installed = None if settings.ocr is OcrPages.NONE else _installed(_OCR)
    return "no OCR" if installed is None else f"{_OCR} {installed} for {settings.ocr}"


def _encoder(settings: Settings) -> str:
    """Which weights are asked, and of what; documents are stale where it leaves, comes or is switched."""
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
