"""The structure that a document declares: tagged elements, bookmarks, internal links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tfextract.layout.drafts import Draft
from tfextract.layout.elements import Element, StructureTree
from tfextract.layout.fragments import Fragment
from tfextract.layout.outline import Bookmark, InnerLink, Jump, OutlineEntry, inner_links, outline_entries
from tfextract.layout.tagging import Tagging
from tfextract.layout.turning import PageSpace


@dataclass(frozen=True, slots=True)
class ElementMatch:
    """The match of a draft with the structure tree: the element of most of its letters.

    `share` is the share of the draft's letters in the element. `whole`: the draft has all letters of the element on the
    page. `first`: it starts with the element's first letter. `alone`: it has no letter of another element.
    """

    element: Element
    share: float
    whole: bool
    first: bool

    @property
    def alone(self) -> bool:
        return self.share == 1.0

    @property
    def style(self) -> str:
        return self.element.style

    @property
    def role(self) -> str:
        return self.element.role


@dataclass(frozen=True, slots=True)
class PageLetters:
    """The number of letters of one page by element, and the position (left and baseline) of each element's first
    word."""

    letters: Mapping[int, int] = field(default_factory=dict)
    first: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, fragments: Iterable[Fragment]) -> PageLetters:
        letters: Counter[int] = Counter()
        first: dict[int, tuple[float, float]] = {}
        for fragment in fragments:
            for word in fragment.words:
                if word.element is not None:
                    letters[word.element] += len(word.text)
                    first.setdefault(word.element, (word.box.x0, word.baseline))
        return cls(letters, first)


@dataclass(frozen=True, slots=True)
class PagePlaces:
    """What the reading of a page adds to the declared structure. `space` is None for a page that was not read,
    `tagging` if its tags are useless.
    """

    letters: PageLetters = field(default_factory=PageLetters)
    tagging: Tagging | None = None
    jumps: tuple[Jump, ...] = ()
    space: PageSpace | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """The declared structure: the tree, if any, with the letters of each page by element, the outline and the links."""

    tree: StructureTree | None = None
    pages: Mapping[int, PagePlaces] = field(default_factory=dict)
    outline: tuple[OutlineEntry, ...] = ()
    inner_links: tuple[InnerLink, ...] = ()
    # Cache by page and fragment identities: fragments never change, but a draft gains and loses some in each step. The
    # fragments are stored as well, because the identity of a deleted one can be reused.
    _known: dict[tuple[int, ...], tuple[ElementMatch | None, list[Fragment]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def tagging(self, page: int) -> Tagging | None:
        """The reliability of the page's tags. None if they are useless."""
        return self.pages.get(page, PagePlaces()).tagging

    @property
    def trust(self) -> float:
        """The share of tagged pages whose tags are reliable for splitting text."""
        tagged = [place for place in self.pages.values() if place.letters.letters]
        believed = sum(place.tagging is not None and place.tagging.parts for place in tagged)
        return believed / len(tagged) if tagged else 0.0

    def match_of(self, draft: Draft) -> ElementMatch | None:
        """None without a tree, or if the draft is in no element."""
        if self.tree is None:
            return None
        fragments = draft.fragments
        key = (draft.page, *map(id, fragments))
        if key not in self._known:
            self._known[key] = (_match(fragments, self.tree, self._letters(draft.page)), fragments)
        return self._known[key][0]

    def _letters(self, page: int) -> PageLetters:
        return self.pages.get(page, PagePlaces()).letters


def _match(fragments: Sequence[Fragment], tree: StructureTree, page: PageLetters) -> ElementMatch | None:
    words = [word for fragment in fragments for word in fragment.words]
    letters: Counter[int | None] = Counter()
    for word in words:
        letters[word.element] += len(word.text)
    number = letters.most_common(1)[0][0] if letters else None
    if number is None:
        return None
    own = letters[number]
    return ElementMatch(
        tree.elements[number],
        own / letters.total(),
        whole=own >= page.letters.get(number, 0),
        first=page.first.get(number) == (words[0].box.x0, words[0].baseline),
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """The declared structure before any page is read."""

    tree: StructureTree | None = None
    bookmarks: tuple[Bookmark, ...] = ()

    def structure(self, places: Mapping[int, PagePlaces]) -> Structure:
        """`places` by page."""
        spaces = {page: place.space for page, place in places.items() if place.space is not None}
        return Structure(
            self.tree,
            places,
            outline_entries(self.bookmarks, spaces),
            inner_links([jump for place in places.values() for jump in place.jumps], spaces),
        )
