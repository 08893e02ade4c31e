"""Pages with a structure tree, written object by object: any tree can be combined with any content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.objects import PAGE, one_page, text

ROOT, FIRST = 30, 40


@dataclass(frozen=True)
class Line:
    """One line of print; `mark` is its marked content id, None for none; `tag` is that of its marked content."""

    x: float
    y: float
    words: str
    size: float = 12
    mark: int | None = None
    tag: str = "P"
    before: str = ""

    @property
    def content(self) -> str:
        return text(self.x, self.y, self.words, self.size, self.before)

    @property
    def marked(self) -> str:
        if self.tag == "Artifact":
            return f"/Artifact BMC {self.content} EMC\n"
        return self.content if self.mark is None else f"/{self.tag} << /MCID {self.mark} >> BDC {self.content} EMC\n"


@dataclass(frozen=True)
class Node:
    """A structure element: its style, the ids or elements under it, further entries."""

    style: str
    kids: Sequence[int | Node]
    entries: str = ""


def untagged(lines: Sequence[Line]) -> bytes:
    return one_page("".join(line.content for line in lines))


def tagged(lines: Sequence[Line], nodes: Sequence[Node], roles: Mapping[str, str] | None = None) -> bytes:
    """`roles` is the file's role map, standard type by style."""
    objects: dict[int, str] = {}

    def place(node: Node, parent: int) -> int:
        number = FIRST + len(objects)
        objects[number] = ""
        kids = [kid if isinstance(kid, int) else f"{place(kid, number)} 0 R" for kid in node.kids]
        written = " ".join(str(kid) for kid in kids)
        page = f"/Pg {PAGE} 0 R" if parent == ROOT else ""
        objects[number] = (
            f"<< /Type /StructElem /S /{node.style} /P {parent} 0 R {page} /K [{written}] {node.entries} >>"
        )
        return number

    kids = " ".join(f"{place(node, ROOT)} 0 R" for node in nodes)
    role_map = " ".join(f"/{style} /{role}" for style, role in (roles or {}).items())
    objects[ROOT] = f"<< /Type /StructTreeRoot /K [{kids}] /RoleMap << {role_map} >> >>"
    return with_objects(lines, objects)


def with_objects(lines: Sequence[Line], objects: Mapping[int, str]) -> bytes:
    """A page with the given objects of a tree, whose root is at ROOT."""
    return one_page(
        "".join(line.marked for line in lines),
        catalog=f"/StructTreeRoot {ROOT} 0 R /MarkInfo << /Marked true >>",
        page="/StructParents 0",
        more=objects,
    )
