"""Reads the structure tree from the file's objects. A broken or endless one counts as no tree and is never an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from tfextract.layout.elements import CAPTIONS, CELLS, GROUPING, HEADINGS, INLINE, ITEMS, NOTES, Element, StructureTree

# A report of 70 pages full of tables has 9,000 elements. Reading 13,000 takes a second.
MAX_ELEMENTS, MAX_NODES = 40_000, 200_000
# The longest chains of references and role names, and the deepest page tree.
MAX_HOPS, MAX_PAGE_NODES = 20, 40_000
_OTHERS = frozenset("P Lbl LBody BlockQuote TOCI".split())
STANDARD = GROUPING | HEADINGS | INLINE | CELLS | NOTES | CAPTIONS | ITEMS | _OTHERS

_Dict = Mapping[str, object]


class _TooLargeError(Exception):
    """The tree has too many nodes."""


@dataclass(frozen=True, slots=True)
class _Node:
    """An unread node of the tree, with its parent element and page."""

    value: object
    parent: int | None
    page: int | None


def read_tree(catalog: _Dict, page_count: int) -> StructureTree | None:
    """`catalog` is the document's from pdfminer. None without a readable tree."""
    if "StructTreeRoot" not in catalog:
        return None
    try:
        root = _resolved(catalog["StructTreeRoot"])
        numbers = _page_numbers(catalog)
        if not isinstance(root, dict) or len(numbers) != page_count:
            return None
        reader = _TreeReader(numbers, _role_map(root))
        reader.read(root.get("K"))
    # pdfminer raises errors of every kind on odd files. The tree is only one source of evidence.
    except Exception:
        return None
    return StructureTree(tuple(reader.elements), reader.content) if reader.content else None


class _TreeReader:
    def __init__(self, pages: Mapping[int, int], roles: Mapping[str, str]) -> None:
        self.pages = pages
        self.roles = roles
        self.elements: list[Element] = []
        self.content: dict[tuple[int, int], int] = {}
        self._met: set[int] = set()

    def read(self, kids: object) -> None:
        """Reads all nodes below the root, in tree order."""
        waiting = [_Node(kids, None, None)]
        nodes = 0
        while waiting:
            nodes += 1
            if nodes > MAX_NODES or len(self.elements) > MAX_ELEMENTS:
                raise _TooLargeError
            waiting += self._opened(waiting.pop())

    def _opened(self, node: _Node) -> list[_Node]:
        """The children of the node, last first. An element that was visited before is a cycle or has two parents."""
        value = node.value
        if isinstance(value, PDFObjRef):
            if value.objid in self._met:
                return []
            self._met.add(value.objid)
            value = _resolved(value)
        if isinstance(value, list):
            return [_Node(kid, node.parent, node.page) for kid in reversed(value)]
        if isinstance(value, int):
            self._mark(node, value)
        elif isinstance(value, dict):
            page = self._page(value, node.page)
            if "MCID" in value:
                mark = _resolved(value["MCID"])
                # Ids in another stream (a form) are not those of the page.
                if isinstance(mark, int) and "Stm" not in value:
                    self._mark(_Node(None, node.parent, page), mark)
            elif "S" in value:
                return [_Node(value.get("K"), self._element(value, node.parent), page)]
        return []

    def _mark(self, node: _Node, mark: int) -> None:
        if node.parent is not None and node.page is not None:
            self.content.setdefault((node.page, mark), node.parent)

    def _page(self, value: _Dict, inherited: int | None) -> int | None:
        page = value.get("Pg")
        return self.pages.get(page.objid, inherited) if isinstance(page, PDFObjRef) else inherited

    def _element(self, value: _Dict, parent: int | None) -> int:
        number = len(self.elements)
        style = _name(_resolved(value["S"])) or "NonStruct"
        texts = [_text(_resolved(value.get(key))) for key in ("Lang", "ActualText")]
        self.elements.append(Element(number, style, self._role(style), parent, *texts))
        return number

    def _role(self, style: str) -> str:
        role = style
        for _ in range(MAX_HOPS):
            if role in STANDARD or role not in self.roles:
                break
            role = self.roles[role]
        return role


def _resolved(value: object) -> object:
    for _ in range(MAX_HOPS):
        if not isinstance(value, PDFObjRef):
            return value
        value = value.resolve()
    return None


def _name(value: object) -> str | None:
    if not isinstance(value, PSLiteral):
        return None
    return value.name if isinstance(value.name, str) else value.name.decode("latin-1")


def _text(value: object) -> str | None:
    return decode_text(value) if isinstance(value, bytes) else None


def _role_map(root: _Dict) -> dict[str, str]:
    roles = _resolved(root.get("RoleMap"))
    results = {style: _name(_resolved(role)) for style, role in roles.items()} if isinstance(roles, dict) else {}
    return {style: role for style, role in results.items() if role is not None}


def _page_numbers(catalog: _Dict) -> dict[int, int]:
    """Object number of each page → its number from 1."""
    return {objid: number for number, objid in enumerate(_page_objects(catalog), start=1)}


def _page_objects(catalog: _Dict) -> Iterator[int]:
    waiting = [catalog.get("Pages")]
    met: set[int] = set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, PDFObjRef) or node.objid in met:
            continue
        met.add(node.objid)
        if len(met) > MAX_PAGE_NODES:
            raise _TooLargeError
        results = _resolved(node)
        kids = _resolved(results.get("Kids")) if isinstance(results, dict) else None
        if isinstance(kids, list):
            waiting += reversed(kids)
        elif not isinstance(results, PDFStream):
            yield node.objid
