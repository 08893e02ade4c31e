"""What a rule of each kind must have for the code that uses it: captures, values, places. It is checked when a rule is
loaded, not when it first matches."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tfextract.model import (
    Basis,
    Claim,
    EntityKind,
    MentionRole,
    MoneyRole,
    ProductRole,
    ProductState,
    ResultLevel,
    ShortfallKind,
)

Values = Callable[[], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`captures` are read from every match; with `any_capture` one capture of any name is read.

    `values` are the allowed values of a rule; None if rules of the kind have no value. `value_or` names a capture that
    gives the value instead. `where` are the places that the code asks for; a rule with any other would never match.
    """

    captures: tuple[str, ...] = ()
    any_capture: bool = False
    values: Values | None = None
    value_or: str | None = None
    where: frozenset[str] = frozenset()


def _words(*words: Iterable[str]) -> Values:
    results = frozenset(str(word) for several in words for word in several)
    return lambda: results


@lru_cache(maxsize=1)
def _types() -> frozenset[str]:
    """The words that name types of products."""
    data = tomllib.loads((files(__package__) / "product_types.toml").read_text("utf-8"))
    return frozenset(word for record in data["type"] for word in record["words"])


_SECTIONS = ("achievements", "products", "plans", "recommendations", "background", "accounts")
_TYPOGRAPHY = frozenset({"quoted", "italic", "run", "run_in", "link"})
_SAYS_TYPE = Kind(values=_types, value_or="type")

KINDS: dict[str, Kind] = {
    "adjective_tail": Kind(),
    "basis": Kind(values=_words(Basis)),
    "claim": Kind(values=_words(Claim)),
    "claim_cue": Kind(),
    "claim_of_world": Kind(values=_words([Claim.CONTEXT])),
    "claim_price": Kind(),
    "claim_survey": Kind(),
    "claim_without_grammar": Kind(values=_words([Claim.TARGET])),
    "contact_email": Kind(("email",)),
    "contact_phone": Kind(("phone",)),
    "contact_start": Kind(),
    "contact_website": Kind(("website",)),
    "cover_date": Kind(("year", "month")),
    "frequency": Kind(values=_words(["total", "year"])),
    "fund": Kind(("name",)),
    "indicator_above": Kind(("scale", "money", "noughts")),
    "indicator_column": Kind(values=_words(Claim)),
    "indicator_names": Kind(),
    "indicator_scale": Kind(values=_words(["1000", "1000000", "1000000000"])),
    "indicator_unit": Kind(("unit",), values=_words(["count", "percent"])),
    "level": Kind(values=_words([Basis.AT_DATE])),
    "mention_role": Kind(values=_words(MentionRole), where=frozenset(EntityKind)),
    "money_role": Kind(values=_words(MoneyRole)),
    "no_result": Kind(),
    "no_shortfall": Kind(where=frozenset({"before", "sentence"})),
    "not_title": Kind(),
    "owner": Kind(any_capture=True),
    "per": Kind(values=_words(["day", "week", "month", "quarter", "year"])),
    "phase": Kind(("name", "rest")),
    "phase_years": Kind(("start",)),
    "priority_lead_in": Kind(),
    "product": Kind(("title",), values=_types, value_or="type"),
    "product_digital": _SAYS_TYPE,
    "product_lead": Kind(("type",), where=_TYPOGRAPHY),
    "product_note": Kind(),
    "product_published": Kind(values=_types, value_or="type", where=frozenset({"plain", "shaped"})),
    "product_release": Kind(),
    "product_role": Kind(values=_words(ProductRole), where=frozenset({"footnote", "references", "text"})),
    "product_shown": Kind(where=frozenset({"any", "of_use"})),
    "product_split": Kind(),
    "product_state": Kind(values=_words(ProductState)),
    "product_tail": Kind(("type",), where=_TYPOGRAPHY),
    "product_target": _SAYS_TYPE,
    "report_line": Kind(),
    "report_period": Kind(("year",)),
    "report_year": Kind(any_capture=True),
    "result_cue": Kind(),
    "result_level": Kind(values=_words(ResultLevel)),
    "section": Kind(values=_words(_SECTIONS), where=frozenset({"heading", "lead_in"})),
    "shortfall": Kind(values=_words(ShortfallKind)),
    "shortfall_cell": Kind(values=_words(ShortfallKind), where=frozenset({"any", "graded"})),
}


def misfit(kind: str, captures: Iterable[str], value: str | None, where: Iterable[str]) -> str | None:
    """The message why a rule does not fit its kind; None if it does."""
    if kind not in KINDS:
        return f"no rule is of the kind {kind!r}: there are {', '.join(sorted(KINDS))}"
    meant, named = KINDS[kind], frozenset(captures)
    missing = [name for name in meant.captures if name not in named]
    if missing:
        return f"its pattern has no group (?P<{missing[0]}>…), which is read of every match of the kind {kind}"
    if meant.any_capture and not named:
        return f"its pattern has no named group, and what one captures is read of every match of the kind {kind}"
    strange = sorted(frozenset(where) - meant.where)
    if strange:
        places = (
            f"it can be {', '.join(sorted(meant.where))}" if meant.where else "this kind has no places: leave it out"
        )
        return f"where is {strange[0]!r}: {places}"
    return _wrong_value(meant, named, value)


def _wrong_value(meant: Kind, named: frozenset[str], value: str | None) -> str | None:
    if meant.values is None:
        return None if value is None else f"value is {value!r}: a rule of this kind says nothing by it, leave it out"
    if value is None:
        if meant.value_or in named:
            return None
        instead = f", or its pattern a group (?P<{meant.value_or}>…)" if meant.value_or else ""
        return f"it needs a value{instead}"
    allowed = meant.values()
    if value in allowed:
        return None
    text = ", ".join(sorted(allowed)) if len(allowed) <= 12 else "a word of product_types.toml, like report or guide"
    return f"value is {value!r}: it can be {text}"
