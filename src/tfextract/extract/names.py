"""Names of countries, regions, organisations, agreements and goals.

Gazetteers decide and give the codes; spaCy's named entities add organisations that they do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfextract.extract.gazetteer import Gazetteer, country, entity, fold, load_gazetteer
from tfextract.model import Entity, EntityKind
from tfextract.rules import first_match

if TYPE_CHECKING:
    from spacy.tokens import Doc

GOAL = re.compile(
    r"\b(?P<kind>SDGs?|(?:Sustainable\s+Development\s+)?Goals?)\s+(?P<first>\d{1,2})(?P<more>(?:\s*(?:,|and|&|,\s*and)\s*\d{1,2})*)\b(?!\.\d|%|\s*(?:per\s?cent|million))"
)
# A full name and its short one in brackets: "Lake Menders Association (LMA)".
DEFINED = re.compile(
    r"(?P<name>[A-Z][\w’'&-]*(?:\s+(?:of\s+the\s+|of\s+|for\s+|and\s+|the\s+|on\s+|to\s+)?[A-Z][\w’'&-]*){1,9})"
    r"\s+\((?P<short>[A-Z][A-Za-z&-]{1,11})\)"
)
# A first name before a surname. Directions and function words before a country are none.
BEARER = re.compile(
    r"(?<![\w.])(?!(?:In|From|To|Of|For|And|The|With|At|By|As|Both|Across|Since|While|When|Northern|Southern|Eastern|Western|"
    r"Central|North|South|East|West|Northwest|Northeast|Rural|Urban|Lower|Upper)\b)[A-Z][a-z]+\s+$"
)
CURRENCY = re.compile(r"^\s+(?:[Dd]ollars?|[Pp]ounds?|[Ff]rancs?|[Rr]upees?|[Ss]hillings?)\b")
# spaCy ends the name of an organisation before its purpose: "Lake Fund for Coral Reefs".
PURPOSE = re.compile(r"\s+(?:for|on|to)\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s+(?:and\s+|of\s+|the\s+)*[A-Z][\w’'-]*){0,6}")
FIRST_WORDS = frozenset(
    "ministry department government university bank institute office embassy academy bureau".split()
)
LAST_WORDS = frozenset(
    "foundation fund bank university institute council agency association trust society commission centre center "
    "network alliance company corporation inc ltd federation union ministry academy college federation organization "
    "organisation authority bureau consortium coalition cooperative secretariat partnership school committee "
    "laboratory laboratories hospital party department".split()
)
# Not names of organisations: a role in a project ("the Implementing Agency"), or a title with one of these words.
NOT_BODIES = re.compile(
    r"^(?:Implementing|Executing|Lead|Partner|Host|Donor|Cooperating)\s|\d|[:;•|@/]|\b(?:Goal|Annual|Report|Day|Week|Award|Prize|Strategy|Plan|Programme)\b"
)
GOVERNMENT = re.compile(r"^(?:Government|Ministry|Parliament|Embassy|Republic|Kingdom)\b")


@dataclass(frozen=True, slots=True)
class NameSpan:
    """`source` is "gazetteer" or "ner"."""

    start: int
    end: int
    entity: Entity
    source: str


def is_known_name(text: str) -> bool:
    """Whether the whole text is a name of the gazetteers."""
    return fold(text) in load_gazetteer().known


def opens_with_agreement(text: str) -> bool:
    gazetteer = load_gazetteer()
    match = gazetteer.pattern.match(text)
    known = None if match is None else gazetteer.known.get(fold(match[0]))
    return known is not None and (known.kind is EntityKind.AGREEMENT or is_known_name(text))


def short_names(texts: Iterable[str]) -> dict[str, str]:
    """Short name → full name, where the short one follows in brackets and its letters are initials of the full one."""
    results: dict[str, str] = {}
    for text in texts:
        for match in DEFINED.finditer(text):
            words = re.findall(r"[A-Z][\w’'&-]*", match["name"])
            letters = [char for char in match["short"].casefold() if char.isalpha()]
            for skipped in range(len(words)):
                initials = iter(word[0].casefold() for word in words[skipped:])
                if words[skipped][0].casefold() == letters[0] and all(char in initials for char in letters):
                    at = match["name"].index(words[skipped])
                    results.setdefault(match["short"], match["name"][at:])
                    break
    return results


def _is_other(text: str, match: re.Match[str], gazetteer: Gazetteer, doc: Doc | None) -> bool:
    """Whether a country's name is here the name of something else: a state, a town, a currency, a person."""
    head, tail, name = text[: match.start()], text[match.end() :], match[0]
    ambiguous = gazetteer.ambiguous.get(name)
    if ambiguous is not None and ambiguous.instead is None:
        beside = any(re.match(rf"[\s-]*{re.escape(word)}", tail) for word in ambiguous.after) or any(
            re.search(rf"(?<!\w){re.escape(word)}[\s-]*$", head) for word in ambiguous.before
        )
        elsewhere = any(re.search(rf"\b{re.escape(word)}\b", text) for word in ambiguous.against)
        supports_country = any(re.search(rf"\b{re.escape(word)}\b", text) for word in ambiguous.near)
        borne = ambiguous.person and BEARER.search(head) is not None
        if beside or borne or (elsewhere and not supports_country):
            return True
    if gazetteer.states.match(tail) is not None or CURRENCY.match(tail) is not None:
        return True
    return _is_person(match, doc)


def _continues_name(text: str, match: re.Match[str], gazetteer: Gazetteer) -> bool:
    """Whether it begins a longer name: "United Nations Volunteers" are people."""
    ambiguous = gazetteer.ambiguous.get(match[0])
    words = () if ambiguous is None else ambiguous.after
    return any(re.match(rf"\s+{re.escape(word)}\b", text[match.end() :]) for word in words)


def _is_person(match: re.Match[str], doc: Doc | None) -> bool:
    """Whether it is part of a person's name: spaCy says so, also of a capitalised word right beside it."""
    span = None if doc is None else doc.char_span(match.start(), match.end(), alignment_mode="expand")
    if doc is None or span is None or any(token.ent_type_ != "PERSON" for token in span):
        return False
    before = doc[span.start - 1] if span.start else None
    after = doc[span.end] if span.end < len(doc) else None
    return any(token is not None and token.is_title and token.ent_type_ == "PERSON" for token in (before, after))


def _meant(text: str, name: str, hit: Entity, gazetteer: Gazetteer) -> Entity:
    """The country that a name means here: Congo near Kinshasa is the Democratic Republic."""
    ambiguous = gazetteer.ambiguous.get(name)
    if ambiguous is None or ambiguous.instead is None:
        return hit
    near = any(re.search(rf"\b{re.escape(word)}\b", text) for word in ambiguous.near)
    return country(ambiguous.instead) if near else hit


def _known(text: str, doc: Doc | None) -> Iterator[NameSpan]:
    gazetteer = load_gazetteer()
    for match in gazetteer.pattern.finditer(text):
        key = fold(match[0])
        adjective = gazetteer.adjectives.get(key)
        hit = gazetteer.known.get(key)
        if hit is None and adjective is not None:
            hit = adjective if first_match("adjective_tail", text[match.end() :]) is not None else None
        elif match[0] in gazetteer.languages and re.search(r"\b(?:in|into|and|or|,)\s+$", text[: match.start()]):
            hit = None
        if hit is None:
            continue
        places = hit.kind is EntityKind.COUNTRY
        if (places and _is_other(text, match, gazetteer, doc)) or _continues_name(text, match, gazetteer):
            continue
        if match[0] == "WHO" and text.isupper():
            continue
        yield NameSpan(match.start(), match.end(), _meant(text, match[0], hit, gazetteer), "gazetteer")


def _goals(text: str, *, bare: bool) -> Iterator[NameSpan]:
    """`bare`: whether "Goal 5" without more is a Sustainable Development Goal here."""
    for match in GOAL.finditer(text):
        if match["kind"].startswith("Goal") and not bare:
            continue
        for number in re.findall(r"\d+", match[0]):
            if 1 <= int(number) <= 17:
                hit = entity(EntityKind.GOAL, f"Sustainable Development Goal {int(number)}", f"SDG {int(number)}")
                yield NameSpan(match.start(), match.end(), hit, "gazetteer")


def is_body(name: str) -> bool:
    """Whether the words of a name show that it is an organisation's."""
    words = [word.strip(".,").casefold() for word in name.split()]
    if len(words) < 2 or NOT_BODIES.search(name):
        return False
    return words[-1] in LAST_WORDS or (words[0] in FIRST_WORDS and words[1] in ("of", "for"))


def _proposed(doc: Doc, shorts: dict[str, str]) -> Iterator[NameSpan]:
    """What spaCy calls an organisation, if its words, or those of its full name in the document, show that too."""
    for ent in doc.ents:
        if ent.label_ != "ORG":
            continue
        name = re.sub(r"^(?:the|The)\s+|['’]s?$", "", ent.text).strip()
        full = shorts.get(name, name)
        if not is_body(full) or not all(word[:1].isupper() or word.islower() for word in name.split()):
            continue
        start = ent.start_char + ent.text.index(name)
        more = PURPOSE.match(doc.text, start + len(name)) if full == name else None
        end = start + len(name) if more is None else more.end()
        yield NameSpan(start, end, entity(EntityKind.ORGANISATION, doc.text[start:end] if more else full, None), "ner")


def find_names(
    text: str, doc: Doc | None, shorts: dict[str, str] | None = None, *, bare_goals: bool = True
) -> tuple[NameSpan, ...]:
    """In text order. A gazetteer's name has precedence over spaCy's proposal, unless it is only a part of that."""
    known = [*_goals(text, bare=bare_goals), *_known(text, doc)]
    proposed = list(_proposed(doc, shorts or {})) if doc is not None else []
    bodies = [
        name
        for name in proposed
        if not any(_inside(name, other) or (_overlap(name, other) and not _inside(other, name)) for other in known)
    ]
    # "University of Ghana" does not mention the country; "Government of Ghana" mentions both.
    governments = [name for name in bodies if GOVERNMENT.match(name.entity.name)]
    holders = [name for name in bodies if name not in governments]
    kept = [name for name in known if not any(_inside(name, holder) for holder in holders)]
    return tuple(sorted([*kept, *bodies], key=lambda name: (name.start, name.entity.entity_id)))


def _overlap(one: NameSpan, other: NameSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _inside(one: NameSpan, other: NameSpan) -> bool:
    return other.start <= one.start and one.end <= other.end
