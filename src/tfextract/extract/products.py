"""Named deliverables: entries of product lists, and titles in running text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import fuzz

from tfextract.extract.achievements import theme_of
from tfextract.extract.evidence import Ids, evidence_of, folded, page_of
from tfextract.extract.sections import Section
from tfextract.extract.text import Passage
from tfextract.model import BlockRole, Link, Page, Product, ProductClass, ProductRole, ProductState
from tfextract.rules import rules_of

# The words that end the head of a title: "Market Analysis Report of …", "A compendium featuring …".
HEAD_END = re.compile(
    r"\s+(?:on|of|for|in|about|to|with|from|featuring|including|presenting|entitled|titled|that|which)\b|[:–—]|\s-\s|[(“\"]"
)
ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
LANGUAGE_CODES = {
    "english": "en", "french": "fr", "spanish": "es", "arabic": "ar", "chinese": "zh", "russian": "ru",
    "portuguese": "pt", "hindi": "hi", "swahili": "sw", "german": "de", "italian": "it", "japanese": "ja",
    "vietnamese": "vi", "thai": "th", "lao": "lo", "khmer": "km", "burmese": "my", "bahasa": "id", "mongolian": "mn",
}  # fmt: skip
LANGUAGES = re.compile(r"\b(?:" + "|".join(LANGUAGE_CODES) + r")\b", re.IGNORECASE)
PLANNED = re.compile(
    r"\b(?:forthcoming|upcoming|in\s+preparation|will\s+be\s+(?:published|released|launched))\b", re.IGNORECASE
)
# Core titles at least this alike, of one type, are one product told again.
SAME_TITLE = 92.0


@dataclass(frozen=True, slots=True)
class ProductType:
    name: str
    product_class: ProductClass


@lru_cache(maxsize=1)
def product_types() -> dict[str, ProductType]:
    """Printed word, singular and lower case → type."""
    data = tomllib.loads((files("tfextract.rules") / "product_types.toml").read_text("utf-8"))
    return {
        word: ProductType(record["name"], ProductClass(record["class"]))
        for record in data["type"]
        for word in record["words"]
    }


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "sis")):
        return word[:-1]
    return word


def type_of_phrase(phrase: str) -> ProductType | None:
    """The type that the last words of a noun phrase name, the longest first: "Judicial Training Modules"."""
    words = [word for word in re.split(r"[^\w’'-]+", phrase.casefold()) if word]
    types = product_types()
    for size in (3, 2, 1):
        tail = words[-size:]
        if len(tail) == size:
            for candidate in (" ".join(tail), " ".join([*tail[:-1], _singular(tail[-1])])):
                if candidate in types:
                    return types[candidate]
    return None


def type_of_title(title: str) -> ProductType | None:
    head = HEAD_END.split(ARTICLE.sub("", title), maxsplit=1)[0]
    return type_of_phrase(head) or type_of_phrase(title)


def core_title(title: str) -> str:
    """The title without its type word: what two mentions of one product share."""
    bare = ARTICLE.sub("", title)
    cut = re.match(r"^[^:]{0,60}?(?:\s+on\s+|:\s+)(?:the\s+)?", bare)
    if cut is not None and type_of_phrase(re.sub(r"(?:\s+on\s+(?:the\s+)?|:\s+)$", "", cut[0])) is not None:
        bare = bare[cut.end() :]
    return folded(bare)


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    text: str
    type: ProductType
    rule_id: str
    confidence: float
    role: ProductRole | None


def _entries(text: str) -> list[tuple[int, int, str]]:
    """(start, end, rule id) of the entries of one list item, more than one where it runs them together."""
    for rule in rules_of("product_split"):
        cuts = [match.span() for match in rule.matches(text)]
        if cuts:
            starts = [0, *(end for _, end in cuts)]
            ends = [*(start for start, _ in cuts), len(text)]
            return [(start, end, rule.id) for start, end in zip(starts, ends, strict=True)]
    return [(0, len(text), "product.list")]


def _listed(passage: Passage) -> list[_Title]:
    found = []
    for start, end, rule_id in _entries(passage.block.text):
        text = passage.block.text[start:end].strip()
        known = type_of_title(text)
        confidence = 0.9 if known is not None else 0.6
        kind = known or ProductType("publication", ProductClass.PUBLICATION)
        found.append(_Title(start, end, text, kind, rule_id, confidence, ProductRole.PRODUCED))
    return found


def _running(passage: Passage) -> list[_Title]:
    found: list[_Title] = []
    text = passage.block.text
    for rule in rules_of("product"):
        for match in rule.matches(text):
            kind = type_of_phrase(match["type"])
            start, end = match.span("title")
            if kind is None or any(start < other.end and other.start < end for other in found):
                continue
            made = rule.id == "product.made_on"
            role = ProductRole.PRODUCED if made else None
            found.append(_Title(start, end, match["title"].strip(), kind, rule.id, rule.confidence, role))
    return found


def _url(passage: Passage, title: _Title, links: dict[int, tuple[Link, ...]]) -> str | None:
    """The target of a link annotation that lies on the title's words."""
    for piece in passage.block.pieces:
        if piece.start >= title.end or piece.end <= title.start:
            continue
        x, y = (piece.box.x0 + piece.box.x1) / 2, (piece.box.top + piece.box.bottom) / 2
        for link in links.get(piece.page, ()):
            if link.box.x0 <= x <= link.box.x1 and link.box.top <= y <= link.box.bottom:
                return link.uri
    return None


def _languages(title: str) -> tuple[str, ...]:
    """Languages named right after the type word ("Flyers in English, French and Spanish on …")."""
    head = re.match(r".{0,40}?\bin\s+(?:[A-Z]\w+(?:,\s*|\s+and\s+)?)+", title)
    if head is None:
        return ()
    return tuple(dict.fromkeys(LANGUAGE_CODES[word.casefold()] for word in LANGUAGES.findall(head[0])))


def _items(title: str, kind: ProductType) -> tuple[str, ...]:
    """The works one plural entry names after its colon: "Background Papers: A, B, and C"."""
    head, colon, rest = title.partition(":")
    plural = head.strip().casefold().endswith("s") and type_of_phrase(head) == kind
    if not colon or not plural or rest.count(",") < 2:
        return ()
    return tuple(part.strip() for part in re.split(r",\s+(?:and\s+)?", rest.strip()) if part.strip())


def find_products(
    passages: Iterable[Passage], pages: Sequence[Page], ids: Ids, title: str | None
) -> tuple[Product, ...]:
    links = {page.page: page.links for page in pages}
    found: list[Product] = []
    for passage in passages:
        block = passage.block
        if block.role is BlockRole.HEADING:
            continue
        listed = passage.section is Section.PRODUCTS and block.role is BlockRole.LIST_ITEM
        for entry in _listed(passage) if listed else _running(passage):
            page = page_of(block, entry.start, entry.end)
            found.append(
                Product(
                    product_id=ids.give("product", page, entry.text),
                    page=page,
                    title=entry.text,
                    product_type=entry.type.name,
                    product_class=entry.type.product_class,
                    evidence=evidence_of(block, entry.start, entry.end, entry.rule_id),
                    confidence=entry.confidence,
                    role=entry.role,
                    state=ProductState.PLANNED if PLANNED.search(block.text) else ProductState.RELEASED,
                    languages=_languages(entry.text),
                    url=_url(passage, entry, links),
                    items=_items(entry.text, entry.type),
                    theme=theme_of(passage, title),
                )
            )
    return _with_repeats(found)


def _with_repeats(products: list[Product]) -> tuple[Product, ...]:
    firsts: list[Product] = []
    marked = []
    for product in products:
        same = next((first for first in firsts if _is_repeat(first, product)), None)
        if same is None:
            firsts.append(product)
            marked.append(product)
        else:
            marked.append(replace(product, repeat_of=same.product_id))
    return tuple(marked)


def _is_repeat(first: Product, again: Product) -> bool:
    """One type and one core title; a flyer and the proceedings on one convention are two products."""
    if first.product_type != again.product_type:
        return False
    return fuzz.ratio(core_title(first.title), core_title(again.title)) >= SAME_TITLE
