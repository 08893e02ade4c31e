"""Settings from the environment (`TFEXTRACT_…`) and from `tfextract.toml` in the working directory, read once."""

from __future__ import annotations

import difflib
import os
import tomllib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tfextract.errors import UserError, reason
from tfextract.limits import Limit
from tfextract.locations import Place, place
from tfextract.model import EncoderUse, OcrPages

PREFIX = "TFEXTRACT_"
FILE = "tfextract.toml"
# Variables with the same prefix that are not settings. This one prints the traceback of an error.
DEBUG = "TFEXTRACT_DEBUG"


class Runner(StrEnum):
    HERE = "here"
    DASK = "dask"


def _as_place(given: object) -> object:
    if not isinstance(given, str):
        return given
    try:
        return place(given)
    except UserError as error:
        raise ValueError(str(error)) from error


Placed = Annotated[Place, BeforeValidator(_as_place), PlainSerializer(str, str)]


class Settings(BaseSettings):
    """`document_timeout` (seconds) and `document_memory_mb` limit one document in its worker process."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=FILE, extra="forbid")

    # The place of the PDFs: a folder, or a place in a store (s3://bucket/reports).
    raw: Placed = Path("raw")
    warehouse: Path = Path("warehouse/tfextract.duckdb")
    # The place of the sheets. None: with the PDFs.
    sheets: Placed | None = None
    workers: Annotated[int, Field(ge=1)] = 2
    document_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 600.0
    # Seconds. A page that takes longer is skipped: the document is read again without it, within `document_timeout`.
    page_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 120.0
    document_memory_mb: Annotated[int, Field(ge=1)] = 4096
    # Larger files are not read.
    document_size_mb: Annotated[int, Field(ge=1)] = 1000
    # None: en_core_web_sm if it is installed, else the copy that the lock file pins, else only rules.
    spacy_model: str | None = None
    # Which pages the extra `ocr` reads if it is installed: all with a bad text layer or none, only those without text
    # (a noisy OCR layer is kept), or no page.
    ocr: OcrPages = OcrPages.ALL
    # Which candidates the sentence encoder judges: those whose features leave it open, all, or none.
    encoder: EncoderUse = EncoderUse.UNSURE
    # How many megabytes of fetched PDFs may wait on disk. PDFs above the limit are fetched a second time.
    fetched_mb: Annotated[int, Field(ge=0)] = 2000
    # Another place for each build of the warehouse, and how many builds are kept there.
    publish_to: Placed | None = None
    publish_keep: Annotated[int, Field(ge=2)] = 3
    # A folder with the user's own rules (*.toml), which are tried before those of the package.
    rules_folder: Path | None = None
    # How many facts of stale documents may be gained, lost or changed before a person must confirm: a share (20%), a
    # number (500), or `none` for never.
    reprocess_limit: str = "20%"
    # How many known files of a folder may be gone before a person must confirm it. The folder may not be mounted.
    missing_limit: str = "50%"
    # A file that was written within so many seconds is checked again. If it still grows, it waits for the next run.
    rest_seconds: Annotated[float, Field(ge=0, le=3600)] = 3.0
    # How many documents are published at a time. A run that ends early keeps the portions it published, and memory
    # holds only one portion.
    portion: Annotated[int, Field(ge=1)] = 50
    # Who reads in a flow: reader processes on this machine, or the workers of a Dask cluster (the extra `dask`). The
    # workers write parts to a folder or bucket that all of them reach, by default beside the warehouse.
    runner: Runner = Runner.HERE
    # The scheduler of an existing cluster, tcp://host:8786. None: a cluster on this machine, for one run.
    dask_address: str | None = None
    parts: str | None = None
    # How much may be kept of readings beside the warehouse, so that changed rules read a document again without its
    # PDF. The least recently used is deleted first. 0 keeps nothing.
    kept_mb: Annotated[int, Field(ge=0)] = 2000
    # Settings of `make serve`. A relative state_folder (Prefect's database and logs) is below the project.
    state_folder: Path = Path(".prefect")
    serve_port: Annotated[int, Field(ge=1, le=65535)] = 4200
    serve_cron: str = "0 3 * * *"
    serve_timezone: str = "UTC"

    @field_validator(
        "workers",
        "document_timeout",
        "page_timeout",
        "document_memory_mb",
        "document_size_mb",
        "rest_seconds",
        "portion",
        "fetched_mb",
        "publish_keep",
        "kept_mb",
        mode="before",
    )
    @classmethod
    def _is_no_truth_value(cls, given: object) -> object:
        # TOML's `workers = true` would be 1.
        if isinstance(given, bool):
            raise ValueError("give a number")
        return given

    @field_validator("reprocess_limit", "missing_limit", mode="before")
    @classmethod
    def _limits(cls, given: object) -> str:
        """Accepts TOML numbers: 0.2 and 500 need no quotes."""
        text = str(given)
        try:
            Limit.parse(text)
        except UserError as error:
            raise ValueError("give a share (20%, 0.2), a number (500), or none") from error
        return text

    @classmethod
    # The library defines the names of these parameters.
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Raises UserError if a setting is unknown, has an invalid value, or names an unusable place."""
    _refuse_unknown_variables()
    if Path(FILE).exists() and not Path(FILE).is_file():
        raise UserError(f"{FILE} is no file: the settings are read from it")
    try:
        settings = Settings()
    except ValidationError as error:
        raise UserError("; ".join(_wrong(str(e["loc"][0]), e["type"], e["msg"]) for e in error.errors())) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{FILE} cannot be read as TOML in UTF-8: {error}") from error
    except OSError as error:
        raise UserError(f"{FILE} cannot be opened: {reason(error)}") from error
    _refuse_wrong_places(settings)
    return settings


def _refuse_unknown_variables() -> None:
    for variable in sorted(os.environ):
        if not variable.upper().startswith(PREFIX) or variable.upper() == DEBUG:
            continue
        name = variable[len(PREFIX) :].casefold()
        if name not in Settings.model_fields:
            raise UserError(f"the environment variable {variable} is no setting: {_nearest(name, PREFIX)}")


def _wrong(name: str, kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return f"{name} in {FILE} is no setting: {_nearest(name)}"
    variable = f"{PREFIX}{name.upper()}"
    where = f"the environment variable {variable}" if variable in os.environ else f"the setting {name} in {FILE}"
    text = message.removeprefix("Value error, ").removeprefix("Input should be ")
    text = text.replace("greater than or equal to", "at least")
    return f"{where} has a value it cannot have: {text}" if kind == "value_error" else f"{where} must be {text}"


def _nearest(name: str, prefix: str = "") -> str:
    known = list(Settings.model_fields)
    near = difflib.get_close_matches(name, known, 1)
    shown = [prefix + (each.upper() if prefix else each) for each in (near or known)]
    return f"did you mean {shown[0]}?" if near else f"there are {', '.join(shown)}"


def _refuse_wrong_places(settings: Settings) -> None:
    if settings.warehouse.is_dir():
        raise UserError(f"the setting warehouse names {settings.warehouse}, which is a folder: name the DuckDB file")
    if isinstance(settings.raw, Path) and settings.raw.is_file():
        raise UserError(f"the setting raw names {settings.raw}, which is a file: name the folder of the PDFs")
    if settings.rules_folder is not None and not settings.rules_folder.is_dir():
        raise UserError(
            f"the setting rules_folder names {settings.rules_folder}, which is not a folder: make it, or leave the "
            "setting out"
        )
