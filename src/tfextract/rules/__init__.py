"""Rules and lookup tables as data, and their loader.

A rule is a TOML record. `kind` is its purpose, `pattern` a regular expression whose named groups are its captures,
`value` its result, `where` the places where it applies, `why` its reason. Each of `examples` has exactly the captures
that it gives; `counterexamples` do not match. fragments.toml has the parts that patterns share: `$year` is one.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from tfextract.errors import UserError, reason
from tfextract.rules.kinds import KINDS, misfit
from tfextract.rules.needed import may_match, needed_words

_KEYS = {
    "id",
    "kind",
    "pattern",
    "value",
    "where",
    "why",
    "confidence",
    "certain",
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
    """`confidence` is the prior probability that the rule is right, 0 to 1. `weight` is the prior weight of a cue, in
    log odds.

    What a `certain` rule finds is a product's title whatever its other features.
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
    certain: bool = False
    # Every match contains one of these words; empty where that is not known.
    needed: tuple[str, ...] = ()
    ignoring_case: bool = True

    def _may_match(self, text: str, where: str | None) -> bool:
        if where is not None and self.where and where not in self.where:
            return False
        return not self.needed or may_match(self.needed, text, ignoring_case=self.ignoring_case)

    def matches(self, text: str, where: str | None = None) -> Iterator[re.Match[str]]:
        if self._may_match(text, where):
            yield from self.pattern.finditer(text)

    def search(self, text: str, where: str | None = None) -> re.Match[str] | None:
        return self.pattern.search(text) if self._may_match(text, where) else None


def captures(match: re.Match[str]) -> tuple[tuple[str, str], ...]:
    """The named groups that took part in a match, in the order of the pattern, white space collapsed."""
    return tuple((name, " ".join(text.split())) for name, text in match.groupdict().items() if text is not None)


def _example(record: object) -> Example:
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise _RuleError("an example needs a text")
    given = record.get("gives", {})
    if set(record) - {"text", "gives"} or not isinstance(given, dict):
        raise _RuleError("an example has a text and what it gives, and nothing else")
    return Example(str(record["text"]), tuple((str(name), str(text)) for name, text in given.items()))


class _RuleError(ValueError):
    """Why a record is no rule; the caller adds its id and file to the message."""


def _rule(record: object, source: str) -> Rule:
    if not isinstance(record, dict):
        raise UserError(f"{source}: a rule begins with a line [[rule]]")
    try:
        return _parsed(record)
    except _RuleError as error:
        raise UserError(f"rule {record.get('id', '?')} in {source}: {error}") from error


def _parsed(record: dict[str, object]) -> Rule:
    unknown = set(record) - _KEYS
    missing = {"id", "kind", "pattern", "why", "examples", "counterexamples"} - set(record)
    if unknown or missing:
        raise _RuleError(f"keys unknown or missing: {', '.join(sorted(unknown | missing))}")
    if record.get("flags", "case") != "case":
        raise _RuleError('flags can be "case", where upper and lower case differ')
    value = record.get("value")
    pattern = _pattern(_text(record, "pattern"), 0 if "flags" in record else re.IGNORECASE)
    rule = Rule(
        id=_text(record, "id"),
        kind=_text(record, "kind"),
        pattern=pattern,
        value=None if value is None else _text(record, "value"),
        where=frozenset(_texts(record, "where")),
        why=_text(record, "why"),
        confidence=_number(record, "confidence", 0.8),
        weight=_number(record, "weight", 0.0),
        examples=tuple(_example(example) for example in _list(record, "examples")),
        counterexamples=_texts(record, "counterexamples"),
        certain=record.get("certain", False) is True,
        needed=needed_words(pattern),
        ignoring_case=bool(pattern.flags & re.IGNORECASE),
    )
    if "certain" in record and (record["certain"] is not True or not rule.kind.startswith("product")):
        raise _RuleError("certain is true or left out, and for rules of products' titles alone")
    if not 0 <= rule.confidence <= 1:
        raise _RuleError(f"confidence is {rule.confidence}: it is between 0 and 1")
    why_not = misfit(rule.kind, pattern.groupindex, rule.value, rule.where)
    if why_not is not None:
        raise _RuleError(why_not)
    return rule


def _pattern(text: str, flags: int) -> re.Pattern[str]:
    try:
        return re.compile(_with_fragments(text), flags | re.VERBOSE)
    except (re.error, RecursionError, OverflowError) as error:
        raise _RuleError(f"the pattern is not a regular expression: {error}") from error


# No letter can follow the "$" that matches the end of a text, so `$year` can only be a fragment.
_FRAGMENT = re.compile(r"\$([a-z][a-z_]*)")


def _with_fragments(text: str) -> str:
    known = _fragments()

    def piece(match: re.Match[str]) -> str:
        if match[1] not in known:
            raise _RuleError(f"no fragment is called {match[0]}: there are {', '.join(sorted(known))}")
        return f"(?:{_with_fragments(known[match[1]])})"

    return _FRAGMENT.sub(piece, text)


@lru_cache(maxsize=1)
def _fragments() -> dict[str, str]:
    data = tomllib.loads((files(__name__) / "fragments.toml").read_text("utf-8"))
    return {str(name): str(piece) for name, piece in data["fragments"].items()}


def _text(record: dict[str, object], key: str) -> str:
    given = record[key]
    if not isinstance(given, str) or not given.strip():
        raise _RuleError(f"{key} is no text between quotes")
    return given


def _list(record: dict[str, object], key: str) -> list[object]:
    given = record.get(key, [])
    if not isinstance(given, list):
        raise _RuleError(f"{key} is no list between [ and ]")
    return given


def _texts(record: dict[str, object], key: str) -> tuple[str, ...]:
    given = _list(record, key)
    if not all(isinstance(text, str) for text in given):
        raise _RuleError(f"{key} holds something that is no text between quotes")
    return tuple(map(str, given))


def _number(record: dict[str, object], key: str, default: float) -> float:
    given = record.get(key, default)
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given):
        raise _RuleError(f"{key} is no number")
    return float(given)


@dataclass(slots=True)
class _Use:
    """Which rules this process uses: those of a folder beside the package's, and which one is left out."""

    folder: Path | None = None
    left_out: str | None = None


_use = _Use()


def use_folder(folder: Path | None) -> None:
    """Uses the rules in the folder's *.toml as well from now on, before those of the package.

    Raises UserError with file and rule if one is malformed, does not fit its kind (see `kinds`), has an id that is
    taken, or contradicts its examples. None of the folder's rules is used then.
    """
    if folder == _use.folder:
        return
    _use.folder = folder
    _forget()
    try:
        all_rules()
    except UserError:
        _use.folder = None
        _forget()
        raise


@contextmanager
def without(rule_id: str) -> Iterator[None]:
    """Leaves one rule out inside the context, to measure its effect."""
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


def _folder_files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise UserError(
            f"the setting rules_folder names {folder}, which is not a folder: make it, or leave the setting out"
        )
    return sorted(folder.glob("*.toml"))


def _folder_rules() -> list[Rule]:
    """The rules of the folder in use. Raises UserError with file and rule if one cannot be used."""
    shipped = {rule.id for rule in _shipped_rules()} if _use.folder is not None else set()
    taken: dict[str, str] = dict.fromkeys(shipped, "a rule of the package")
    rules: list[Rule] = []
    for path in _folder_files(_use.folder):
        for rule in _rules_in(path):
            if rule.id in taken:
                raise UserError(f"rule {rule.id} in {path}: the id is taken by {taken[rule.id]}, give it another")
            taken[rule.id] = f"one in {path.name}"
            why_not = _contradiction(rule)
            if why_not is not None:
                raise UserError(f"rule {rule.id} in {path}: {why_not}")
            rules.append(rule)
    return rules


def _rules_in(path: Path) -> list[Rule]:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read as a file of rules: {reason(error)}") from error
    except ValueError as error:
        raise UserError(f"{path} cannot be read as a file of rules, which is TOML in UTF-8: {error}") from error
    strange = sorted(set(data) - {"rule"})
    records = data.get("rule", [])
    if strange or not isinstance(records, list):
        raise UserError(f"{path}: {strange[0] if strange else 'rule'} is no rule: a rule begins with a line [[rule]]")
    return [_rule(record, str(path)) for record in records]


def _contradiction(rule: Rule) -> str | None:
    """How a rule of the folder contradicts its examples; None if it does not. Tests check those of the package."""
    if not rule.examples:
        return "it has no example: give a text that it matches, with the captures it gives"
    if rule.pattern.fullmatch("") is not None:
        return "its pattern matches an empty text, so everywhere"
    for example in rule.examples:
        match = rule.search(example.text)
        if match is None or dict(captures(match)) != dict(example.gives):
            return f"it does not give what its example says: {example.text}"
        unsaid = [name for name in KINDS[rule.kind].captures if match[name] is None]
        if unsaid:
            return f"its example gives no {unsaid[0]}, which is read of every match: {example.text}"
    matched = next((text for text in rule.counterexamples if rule.search(text) is not None), None)
    return None if matched is None else f"it matches its counterexample: {matched}"


def _data_files() -> list[Traversable]:
    results = [entry for entry in files(__name__).iterdir() if entry.name.endswith(".toml")]
    folder = files(__name__) / "gazetteers"
    if folder.is_dir():
        results += [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return sorted(results, key=lambda entry: entry.name)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule: those of the folder in use, then the package's, by file name and place. The first match decides."""
    return (*_folder_rules(), *_shipped_rules())


@lru_cache(maxsize=1)
def _shipped_rules() -> tuple[Rule, ...]:
    rules: list[Rule] = []
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


def number_table_or_none(file_name: str, table: str) -> dict[str, float] | None:
    """The same as `number_table`; None if the file has no such table."""
    data = tomllib.loads((files(__name__) / file_name).read_text("utf-8"))
    return number_table(file_name, table) if table in data else None


def rules_hash(folder: Path | None = None) -> str:
    """The first 16 hex digits of a hash over the names and contents of all rule and table files, with the folder's."""
    digest = hashlib.sha256()
    for entry in (*_data_files(), *_folder_files(folder)):
        digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
