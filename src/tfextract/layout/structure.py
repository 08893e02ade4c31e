"""What a document declares of its own structure, beside what can be seen: tagged elements, bookmarks, inner links."""

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
    """How a draft stands in the structure tree: by the element that most of its letters are of.

    `share` is the part of the draft's letters that are; `whole` whether the draft holds all letters the element has on
    the page, `first` whether it opens with the element's first, `alone` whether no letter is of another element.
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
    """The letters of one page by element, and the place (left and baseline) of each element's first word."""

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
    """What a page as it was read adds to what the document declares; `space` is None for a page that was not read,
    `tagging` where its tags say nothing.
    """

    letters: PageLetters = field(default_factory=PageLetters)
    tagging: Tagging | None = None
    jumps: tuple[Jump, ...] = ()
    space: PageSpace | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """What the document declares: its tree, if any, with the letters of each page by element, its outline and links."""

    tree: StructureTree | None = None
    pages: Mapping[int, PagePlaces] = field(default_factory=dict)
    outline: tuple[OutlineEntry, ...] = ()
    inner_links: tuple[InnerLink, ...] = ()
    # By a draft's page and the identities of its fragments: these never change, while a draft gains and loses some from
    # step to step. They are kept with it, as another fragment may get the identity of one that is gone.
    _known: dict[tuple[int, ...], tuple[ElementMatch | None, list[Fragment]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def tagging(self, page: int) -> Tagging | None:
        """What the page's tags are worth; None where they are worth nothing."""
        return self.pages.get(page, PagePlaces()).tagging

    @property
    def trust(self) -> float:
        """The part of the pages whose tags may be believed where they part text, of all that hold tagged text."""
        tagged = [place for place in self.pages.values() if place.letters.letters]
        believed = sum(place.tagging is not None and place.tagging.parts for place in tagged)
        return believed / len(tagged) if tagged else 0.0

    def standing(self, draft: Draft) -> ElementMatch | None:
        """None without a tree, or where the draft stands in no element."""
        if self.tree is None:
            return None
        fragments = draft.fragments
        key = (draft.page, *map(id, fragments))
        if key not in self._known:
            self._known[key] = (_stands(fragments, self.tree, self._letters(draft.page)), fragments)
        return self._known[key][0]

    def _letters(self, page: int) -> PageLetters:
        return self.pages.get(page, PagePlaces()).letters


def _stands(fragments: Sequence[Fragment], tree: StructureTree, page: PageLetters) -> ElementMatch | None:
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
    """What the file declares before any page is read."""

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
