"""The spaCy pipeline: which model is loaded, and how it is named in the warehouse."""

from __future__ import annotations

import importlib
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tfextract.errors import UserError
from tfextract.extract.parsing import multiply_by_numpy
from tfextract.language_model import MODELS, NO_MODEL

if TYPE_CHECKING:
    from spacy.language import Language


def load_nlp(spacy_model: str | None) -> Language | None:
    """The named model, else the official one if installed, else the pinned copy, else None: then rules work alone.

    Raises UserError where a named model cannot be loaded.
    """
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if spacy_model is not None:
            try:
                return _set_up(spacy.load(spacy_model))
            except (OSError, ValueError, ImportError) as error:
                message = (
                    f"the setting spacy_model names '{spacy_model}', which cannot be loaded ({error}): "
                    "install it, give the path of its folder, or leave the setting out"
                )
                raise UserError(message) from error
        for name in MODELS:
            if find_spec(name) is not None:
                return _set_up(importlib.import_module(name).load())
    return None


def _set_up(nlp: Language) -> Language:
    multiply_by_numpy(nlp)
    return nlp


def describe_model(nlp: Language | None) -> str:
    if nlp is None:
        return NO_MODEL
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
