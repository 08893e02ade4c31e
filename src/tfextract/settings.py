"""Settings from the environment (`TFEXTRACT_…`) and from `tfextract.toml` in the working directory, read once."""

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tfextract.errors import UserError
from tfextract.model import OcrPages


class Settings(BaseSettings):
    """`document_timeout` in seconds and `document_memory_mb` bound one document in its worker process."""

    model_config = SettingsConfigDict(env_prefix="TFEXTRACT_", toml_file="tfextract.toml", extra="forbid")

    raw: Path = Path("raw")
    warehouse: Path = Path("warehouse/tfextract.duckdb")
    workers: int = 2
    document_timeout: float = 600.0
    document_memory_mb: int = 4096
    # None: en_core_web_sm where it is installed, else the copy the lock file pins, else rules alone.
    spacy_model: str | None = None
    # Which pages the extra `ocr` reads where it is installed: all that their text layer tells badly, or only those it
    # does not tell at all (a noisy OCR layer is kept), or none.
    ocr: OcrPages = OcrPages.ALL
    # A folder of rules of one's own (*.toml), asked before those of the package.
    rules_folder: Path | None = None
    # How many facts of stale documents may be gained, lost or changed before a person is asked: a share (20%), a number
    # (500), or none, which asks never.
    reprocess_limit: str = "20%"
    # What `make serve` goes by; a relative state_folder (Prefect's database and logs) is below the project.
    state_folder: Path = Path(".prefect")
    serve_port: int = 4200
    serve_cron: str = "0 3 * * *"
    serve_timezone: str = "UTC"

    @classmethod
    # The names of these parameters are the library's.
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
    """Raises UserError where a setting is unknown or has a value it cannot have."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UserError(f"a setting (TFEXTRACT_… or tfextract.toml) is wrong: {wrong}") from error
