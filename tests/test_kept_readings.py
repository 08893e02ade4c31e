"""A document is read again from what was kept of it, the same to the last row, or else from its PDF."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import grimp
import msgspec
import pytest

from tests import readers
from tests.extract.builders import nlp
from tests.layout.generator import make
from tfextract import pipeline, versions
from tfextract.extract import Extractor
from tfextract.extract import known as known_module
from tfextract.extract.score import SecondJudge
from tfextract.ingest import ingest
from tfextract.ingest import kept_store as store_of
from tfextract.kept import LAYOUT, PARSES, KeptPart, KeptReading, Versions
from tfextract.kept_store import KeptStore
from tfextract.model import EncoderUse, Issue, ReadDocument
from tfextract.pipeline import Reader
from tfextract.planning import PlanOptions
from tfextract.progress import Alone
from tfextract.settings import Settings
from tfextract.sources import FileBytes
from tfextract.warehouse import kept_folder
from tfextract.workers import Workers

SEED = FileBytes.of(Path("raw/china-trust-fund-phase-2.pdf").read_bytes(), "seed.pdf")
HERE = Path(__file__).parents[1]


@dataclass
class Keeper(Alone):
    """Keeps in memory what a reader process would send."""

    content: bytes | None = None
    sent: list[bytes] = field(default_factory=list)

    def kept(self) -> bytes | None:
        return self.content

    @property
    def keeps(self) -> bool:
        return True

    def keep(self, content: bytes) -> None:
        self.sent.append(content)


def reader(layout: str = "1", parses: str = "1") -> Reader:
    extractor = Extractor(nlp(), SecondJudge.load(EncoderUse.UNSURE))
    return Reader(extractor, versions=Versions(layout, parses, "1"))


@pytest.fixture(scope="module")
def first() -> tuple[ReadDocument, bytes]:
    keeper = Keeper()
    read = reader().read_bytes(SEED, keeper)
    (content,) = keeper.sent
    return read, content


@pytest.fixture
def no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("the PDF, spaCy or the encoder was asked again")

    monkeypatch.setattr(pipeline, "read_layout", looked)
    monkeypatch.setattr(known_module, "parse", looked)
    monkeypatch.setattr("tfextract.encoder.Encoder._run", looked)


def test_a_document_is_read_again_without_pdf_spacy_and_encoder(
    first: tuple[ReadDocument, bytes], no_second_look: None
) -> None:
    read, content = first
    keeper = Keeper(content)
    assert reader().read_again("seed.pdf", SEED.sha256, keeper) == read
    assert read.facts.counts
    assert keeper.sent == []


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_generated_documents_are_read_again_as_they_were(seed: int) -> None:
    file, keeper = FileBytes.of(make(seed).pdf, "generated.pdf"), Keeper()
    plain = reader()
    read = plain.read_bytes(file, keeper)
    keeper.content = keeper.sent.pop()
    assert plain.read_again("generated.pdf", file.sha256, keeper) == read


def test_what_was_not_read_is_listed_by_the_present_name(first: tuple[ReadDocument, bytes]) -> None:
    read, _ = first
    kept = KeptReading(SEED.sha256, Versions("1", "1", "1"))
    kept.set_layout(replace(read.layout, issues=(Issue("rotated_text", "", "old.pdf", None, 1),)))
    layout = kept.layout("new.pdf")
    assert layout is not None
    assert [issue.file_name for issue in layout.issues] == ["new.pdf"]


def test_a_layout_with_a_loss_is_not_kept(first: tuple[ReadDocument, bytes]) -> None:
    read, content = first
    kept = KeptReading.opened(content, SEED.sha256, Versions("1", "1", "1"))
    assert kept.layout("") is not None
    kept.set_layout(replace(read.layout, issues=(Issue("page_given_up", "", "a.pdf", None, 1),)))
    assert kept.layout("") is None


def changed(content: bytes, **parts: Callable[[KeptPart], KeptPart]) -> bytes:
    sha256, held = msgspec.msgpack.decode(content, type=tuple[str, dict[str, KeptPart]])
    new = {name: parts[name](part) if name in parts else part for name, part in held.items()}
    return msgspec.msgpack.encode((sha256, new))


def with_other_words(part: KeptPart) -> KeptPart:
    return msgspec.structs.replace(part, chunks=(part.chunks[0], *part.chunks[1:], zlib.compress(b"\x90")))


def with_other_chunks(part: KeptPart) -> KeptPart:
    return msgspec.structs.replace(part, chunks=(part.chunks[0][:-9], *part.chunks[1:]))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda content: content[: len(content) // 2],
        lambda content: b"\xff" + content[1:],
        lambda content: content[:-40] + bytes(40),
        lambda content: content.replace(SEED.sha256.encode(), b"0" * 64),
        lambda content: changed(content, layout=with_other_chunks),
        lambda content: changed(content, layout=with_other_words),
        lambda content: changed(content, layout=lambda part: msgspec.structs.replace(part, version="0")),
    ],
    ids=[
        "empty",
        "torn",
        "no message",
        "zeros at the end",
        "of other bytes",
        "cut chunk",
        "chunk more",
        "older layout",
    ],
)
def test_what_is_torn_foreign_or_old_is_not_there(
    spoil: Callable[[bytes], bytes], first: tuple[ReadDocument, bytes]
) -> None:
    read, content = first
    spoilt = spoil(content)
    assert spoilt != content
    keeper = Keeper(spoilt)
    plain = reader()
    again = plain.read_again("seed.pdf", SEED.sha256, keeper)
    # Zeros at the end may be those of a part that is parsed again.
    assert again in (None, read)
    if b"\0" * 40 not in spoilt:
        assert again is None
    assert plain.read_bytes(SEED, keeper) == read
    assert KeptReading.opened(keeper.sent[-1], SEED.sha256, Versions("1", "1", "1")).parts.keys() >= {LAYOUT, PARSES}


def test_a_chunk_that_unpacks_to_more_than_it_may_is_not_there(
    first: tuple[ReadDocument, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tfextract.kept.MAX_CHUNK_BYTES", 1000)
    assert reader().read_again("seed.pdf", SEED.sha256, Keeper(first[1])) is None


def test_another_model_parses_again_and_keeps_the_layout(
    first: tuple[ReadDocument, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, content = first
    monkeypatch.setattr(pipeline, "read_layout", None)
    keeper = Keeper(content)
    assert reader(parses="2").read_again("seed.pdf", SEED.sha256, keeper) == read
    kept = KeptReading.opened(keeper.sent[0], SEED.sha256, Versions("1", "2", "1"))
    assert kept.parts.keys() >= {LAYOUT, PARSES}


def test_another_layout_takes_the_parses_of_the_same_words(
    first: tuple[ReadDocument, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, content = first
    monkeypatch.setattr(known_module, "parse", None)
    assert reader(layout="2").read_bytes(SEED, Keeper(content)) == read


# --- versions


def test_all_that_makes_a_layout_is_in_its_version() -> None:
    """A module that layouts begin to import must change their version when it changes."""
    graph = grimp.build_graph("tfextract")
    used = {"tfextract.layout"} | graph.find_descendants("tfextract.layout")
    used |= {above for module in list(used) for above in graph.find_upstream_modules(module)} - {"tfextract"}
    assert files_of(used) <= hashed(versions.LAYOUT)


def test_all_that_makes_a_parse_and_the_encoder_s_word_is_in_their_versions() -> None:
    graph = grimp.build_graph("tfextract")
    # Why a model cannot be loaded, and what is taken from an encoder's odds, is no part of either.
    own = {"tfextract.extract.parsing", "tfextract.extract.entities", "tfextract.extract.word_forms"}
    parses = {above for module in own for above in graph.find_upstream_modules(module)} | own
    assert files_of(parses) <= hashed(versions.PARSES)
    assert files_of({"tfextract.encoder", *graph.find_upstream_modules("tfextract.encoder")}) <= hashed(versions.JUDGED)


def files_of(modules: set[str]) -> set[str]:
    places = {Path("src", *module.split(".")) for module in modules}
    paths = {place.with_suffix(".py") if not place.is_dir() else place / "__init__.py" for place in places}
    return {str(path.relative_to("src/tfextract")) for path in paths}


def hashed(names: tuple[str, ...]) -> set[str]:
    package = Path("src/tfextract")
    return {path for name in names for path, _ in versions._walk(name, package / name)}


def test_all_tables_that_a_layout_asks_are_in_its_version() -> None:
    script = """
import sys
opened = set()
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
from tests.layout.generator import make
from tfextract.layout import read_layout
for seed in (1, 2, 3):
    read_layout(make(seed).pdf, "a.pdf", "0" * 16)
read_layout(open("raw/china-trust-fund-phase-2.pdf", "rb").read(), "a.pdf", "0" * 16)
print("\\n".join(path for path in opened if "/tfextract/" in path and path.endswith(".toml")))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=HERE)
    asked = {path.partition("/src/tfextract/")[2] for path in done.stdout.split()}
    assert asked
    assert asked <= hashed(versions.LAYOUT)


def test_a_changed_weight_of_layouts_changes_their_version_and_a_changed_rule_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now() -> Versions:
        versions._kept_versions.cache_clear()
        return versions.kept_versions(Settings())

    package = tmp_path / "tfextract"
    subprocess.run(["cp", "-r", "src/tfextract", str(package)], check=True)
    monkeypatch.setattr(versions, "files", lambda _: package)
    before = now()
    with (package / "rules/claims.toml").open("a") as file:
        file.write("# mended\n")
    assert now() == before
    with (package / "rules/heading_weights.toml").open("a") as file:
        file.write("# fitted anew\n")
    assert now() == replace(before, layout=now().layout)
    assert now().layout != before.layout
    with (package / "extract/entities.py").open("a") as file:
        file.write("# mended\n")
    assert now().parses != before.parses
    versions._kept_versions.cache_clear()


# --- the store


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def id_of(number: int) -> str:
    return f"{number:016x}"


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "kept", 1)
    for number in range(3):
        store.put(id_of(number), bytes(300_000))
        os.utime(tmp_path / "kept" / f"{id_of(number)}.kept", (number, number))
    file = store.open(id_of(0))
    assert file is not None
    file.close()
    store.put(id_of(3), bytes(300_000))
    assert names(tmp_path / "kept") == [f"{id_of(number)}.kept" for number in (0, 2, 3)]
    # Files from before count as well.
    KeptStore(tmp_path / "kept", 1).put(id_of(4), bytes(300_000))
    assert len(names(tmp_path / "kept")) == 3


def test_more_than_all_may_have_is_not_kept_and_the_same_counts_once(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "kept", 1)
    store.put(id_of(1), bytes(1_000_001))
    assert store.open(id_of(1)) is None
    for _ in range(5):
        store.put(id_of(1), bytes(400_000))
    store.put(id_of(2), bytes(400_000))
    assert len(names(tmp_path / "kept")) == 2


def test_what_a_killed_run_left_goes_before_all_else(tmp_path: Path) -> None:
    store = KeptStore(tmp_path, 1)
    (tmp_path / ".draft-1").write_bytes(bytes(900_000))
    store.put(id_of(1), bytes(400_000))
    assert names(tmp_path) == [f"{id_of(1)}.kept"]


def test_nothing_outside_its_folder_is_read_or_written(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "kept", 1)
    for wrong in ("../secret", "", "0" * 15, "0" * 17, "0123456789ABCDEF"):
        with pytest.raises(ValueError, match="no id"):
            store.put(wrong, b"x")
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / f"{id_of(1)}.kept").symlink_to(secret)
    assert store.open(id_of(1)) is None
    store.put(id_of(1), b"new")
    assert secret.read_bytes() == b"secret"


@pytest.mark.parametrize("error", [PermissionError(13, "denied"), OSError(28, "No space left on device")])
def test_a_folder_that_cannot_be_written_costs_the_speed_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    store = KeptStore(tmp_path / "kept", 1)
    monkeypatch.setattr(Path, "write_bytes", refuse)
    store.put(id_of(1), b"x")
    monkeypatch.setattr(Path, "mkdir", refuse)
    store.put(id_of(1), b"x")
    monkeypatch.setattr(os, "open", refuse)
    assert store.open(id_of(1)) is None


# --- through reader processes


@dataclass
class Yard:
    folder: Path

    @property
    def kept(self) -> Path:
        return kept_folder(self.folder / "w.duckdb")

    def file(self) -> FileBytes:
        path = self.folder / "one.pdf"
        return FileBytes.of(path.read_bytes(), path.name)

    def read(self, *, ignore_kept: bool = False) -> str | None:
        settings = Settings(workers=1, document_timeout=20)
        store = store_of(self.folder / "w.duckdb", settings)
        with Workers(settings, readers.load, store=store) as workers:
            return workers.read(self.folder / "one.pdf", self.file().sha256, ignore_kept=ignore_kept).document.title

    def put(self, word: str) -> None:
        self.kept.mkdir(parents=True, exist_ok=True)
        (self.kept / f"{self.file().document_id}.kept").write_text(word)


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    (tmp_path / "one.pdf").write_text("%PDF-keeping")
    return Yard(tmp_path)


def test_a_reader_continues_from_what_an_earlier_one_kept(yard: Yard) -> None:
    first = yard.read()
    assert first is not None
    assert first.isdigit()
    assert names(yard.kept) == [f"{yard.file().document_id}.kept"]
    assert yard.read() == "again"
    assert yard.read(ignore_kept=True) not in (None, "again")


def test_what_a_reader_dies_of_is_let_go_and_the_pdf_is_read(yard: Yard) -> None:
    yard.put("crash")
    assert (yard.read() or "").isdigit()
    assert yard.read() == "again"


def test_what_a_reader_dies_of_stays_gone_where_nothing_is_kept_after(yard: Yard) -> None:
    (yard.folder / "one.pdf").write_text("%PDF-fine")
    yard.put("crash")
    assert (yard.read() or "").isdigit()
    assert names(yard.kept) == []


def test_what_is_not_good_is_let_be_and_the_pdf_is_read(yard: Yard) -> None:
    yard.put("torn")
    assert (yard.read() or "").isdigit()
    assert yard.read() == "again"


def test_a_reader_keeps_nothing_for_another_document(yard: Yard) -> None:
    """The kept data may claim to be of another document: the file is still the one of the plan."""
    path = yard.folder / "one.pdf"
    sha256 = "1" * 64
    settings = Settings(workers=1)
    with Workers(settings, readers.load, store=KeptStore(yard.kept, 1)) as workers:
        workers.read(path, sha256)
    assert not yard.kept.exists()


def test_an_ingest_keeps_and_a_person_who_asks_reads_again(yard: Yard) -> None:
    warehouse, settings = yard.folder / "w.duckdb", Settings(workers=1, rest_seconds=0)
    kept = yard.kept / f"{yard.file().document_id}.kept"
    ingest([yard.folder / "one.pdf"], warehouse, settings, load=readers.load)
    before = kept.stat().st_ino
    ingest([yard.folder / "one.pdf"], warehouse, settings, load=readers.load, options=PlanOptions(again=True))
    assert kept.stat().st_ino != before


def test_where_the_setting_says_nothing_nothing_is_kept(yard: Yard) -> None:
    settings = Settings(workers=1, rest_seconds=0, kept_mb=0)
    ingest([yard.folder / "one.pdf"], yard.folder / "w.duckdb", settings, load=readers.load)
    assert not yard.kept.exists()
