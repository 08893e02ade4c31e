"""Rules and lookup tables as data, and their loader.

A rule is a TOML record: what it is for (`kind`), what it looks for (`pattern`, a regular expression whose named
groups are its captures), what it says of a match (`value`), where it applies (`where`, roles or parts of a page), why
it is there, and texts that show it: each of `examples` with exactly the captures it gives, and `counterexamples`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from tfextract.errors import UserError

_KEYS = {
    "id",
    "kind",
    "pattern",
    "value",
    "where",
    "why",
    "confidence",
    "weight",
    "examples",
    "counterexamples",
    "flags",
}


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    gives: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """`confidence` is the prior of what the rule says, 0 to 1, before any check of the fact itself.

    `weight` is what a cue adds, in log odds, before anything is measured.
    """

    id: str
    kind: str
    pattern: re.Pattern[str]
    value: str | None
    where: frozenset[str]
    why: str
    confidence: float
    weight: float
    examples: tuple[Example, ...]
    counterexamples: tuple[str, ...]

    def matches(self, text: str, where: str | None = None) -> Iterator[re.Match[str]]:
        if where is None or not self.where or where in self.where:
            yield from self.pattern.finditer(text)

    def search(self, text: str, where: str | None = None) -> re.Match[str] | None:
        return next(self.matches(text, where), None)


def captures(match: re.Match[str]) -> tuple[tuple[str, str], ...]:
    """The named groups that took part in a match, in the order of the pattern, white space collapsed."""
    return tuple((name, " ".join(text.split())) for name, text in match.groupdict().items() if text is not None)


def _example(record: object, rule_id: str) -> Example:
    if not isinstance(record, dict) or "text" not in record:
        raise UserError(f"rule {rule_id}: an example needs a text")
    given = record.get("gives", {})
    return Example(str(record["text"]), tuple((str(name), str(text)) for name, text in given.items()))


def _rule(record: dict[str, object], source: str) -> Rule:
    rule_id = str(record.get("id", "?"))
    unknown = set(record) - _KEYS
    missing = {"id", "kind", "pattern", "why", "examples", "counterexamples"} - set(record)
    if unknown or missing:
        wrong = ", ".join(sorted(unknown | missing))
        raise UserError(f"rule {rule_id} in {source}: keys unknown or missing: {wrong}")
    flags = 0 if record.get("flags") == "case" else re.IGNORECASE
    try:
        pattern = re.compile(str(record["pattern"]), flags | re.VERBOSE)
    except re.error as error:
        raise UserError(f"rule {rule_id} in {source}: the pattern is not a regular expression: {error}") from error
    examples, counterexamples, where = record["examples"], record["counterexamples"], record.get("where", [])
    assert isinstance(examples, list)
    assert isinstance(counterexamples, list)
    assert isinstance(where, list)
    value = record.get("value")
    return Rule(
        id=rule_id,
        kind=str(record["kind"]),
        pattern=pattern,
        value=None if value is None else str(value),
        where=frozenset(str(place) for place in where),
        why=str(record["why"]),
        confidence=float(str(record.get("confidence", 0.8))),
        weight=float(str(record.get("weight", 0.0))),
        examples=tuple(_example(example, rule_id) for example in examples),
        counterexamples=tuple(str(text) for text in counterexamples),
    )


@dataclass(slots=True)
class _Use:
    """Which rules hold in this process beside the package's own: a folder's, and all but one while one is left out."""

    folder: Path | None = None
    left_out: str | None = None


_use = _Use()


def use_folder(folder: Path | None) -> None:
    """From here on the rules of the folder's *.toml hold as well, and are asked before the package's own.

    Raises UserError where one is malformed, has an id or a kind it cannot have, or does not do what its examples say.
    """
    if folder == _use.folder:
        return
    _use.folder = folder
    _forget()
    try:
        _check_own()
    except UserError:
        _use.folder = None
        _forget()
        raise


@contextmanager
def without(rule_id: str) -> Iterator[None]:
    """Inside, all rules but this one hold: to see what it is good for."""
    _use.left_out = rule_id
    rules_of.cache_clear()
    try:
        yield
    finally:
        _use.left_out = None
        rules_of.cache_clear()


def _forget() -> None:
    all_rules.cache_clear()
    rules_of.cache_clear()


def _own_files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise UserError(
            f"the setting rules_folder names {folder}, which is not a folder: make it, or leave the setting out"
        )
    return sorted(folder.glob("*.toml"))


def _own_rules() -> list[Rule]:
    rules: list[Rule] = []
    for path in _own_files(_use.folder):
        try:
            records = tomllib.loads(path.read_text("utf-8")).get("rule", [])
        except (OSError, ValueError) as error:
            raise UserError(f"{path} cannot be read as a file of rules: {error}") from error
        rules.extend(_rule(record, str(path)) for record in records)
    return rules


def _check_own() -> None:
    own = _own_rules()
    shipped = all_rules()[len(own) :]
    ids = {rule.id for rule in shipped}
    kinds = {rule.kind for rule in shipped}
    for rule in own:
        if rule.id in ids:
            raise UserError(f"rule {rule.id} in {_use.folder}: the id is taken, give it another")
        if rule.kind not in kinds:
            raise UserError(f"rule {rule.id} in {_use.folder}: no rule is of the kind '{rule.kind}'")
        for example in rule.examples:
            found = rule.search(example.text)
            if found is None or dict(captures(found)) != dict(example.gives):
                raise UserError(
                    f"rule {rule.id} in {_use.folder}: it does not give what its example says: {example.text}"
                )
        for text in rule.counterexamples:
            if rule.search(text) is not None:
                raise UserError(f"rule {rule.id} in {_use.folder}: it matches its counterexample: {text}")
        ids.add(rule.id)


def _data_files() -> list[Traversable]:
    found = [entry for entry in files(__name__).iterdir() if entry.name.endswith(".toml")]
    folder = files(__name__) / "gazetteers"
    if folder.is_dir():
        found += [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return sorted(found, key=lambda entry: entry.name)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, one's own first, then in the order of file name and record: of two that match the first wins."""
    rules = _own_rules()
    for entry in _data_files():
        records = tomllib.loads(entry.read_text("utf-8")).get("rule", [])
        rules.extend(_rule(record, entry.name) for record in records)
    return tuple(rules)


@lru_cache(maxsize=64)
def rules_of(kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in all_rules() if rule.kind == kind and rule.id != _use.left_out)


def first_match(kind: str, text: str, where: str | None = None) -> tuple[Rule, re.Match[str]] | None:
    for rule in rules_of(kind):
        match = rule.search(text, where)
        if match is not None:
            return rule, match
    return None


@lru_cache(maxsize=64)
def word_table(file_name: str, table: str) -> frozenset[str]:
    """The words under `table = [...]` of a data file, case folded."""
    data = tomllib.loads((files(__name__) / file_name).read_text("utf-8"))
    return frozenset(str(word).casefold() for word in data[table])


@lru_cache(maxsize=16)
def number_table(file_name: str, table: str) -> dict[str, float]:
    """The `name = number` pairs under `[table]` of a data file."""
    data = tomllib.loads((files(__name__) / file_name).read_text("utf-8"))
    return {str(name): float(value) for name, value in data[table].items()}


def rules_hash(folder: Path | None = None) -> str:
    """First 16 hex digits of the hash over all rule and table files, names and a folder of one's own included."""
    digest = hashlib.sha256()
    for entry in (*_data_files(), *_own_files(folder)):
        digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
