"""Draws a series as SVG: its points over time, hollow if they are inexact, and its targets."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pygal
from pygal.style import Style

from tfextract.model import Qualifier
from tfextract.reports import words
from tfextract.terminal import hidden_removed
from tfextract.warehouse.reported_series import ReportedAim, ReportedPoint, ReportedSeries

_SVG: Final = "{http://www.w3.org/2000/svg}"
_XLINK: Final = "{http://www.w3.org/1999/xlink}href"
_INK, _SOFT, _BLUE, _ORANGE = "#1c2227", "#56616b", "#0b5c8a", "#9a4b00"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
_WIDTH, _HEIGHT = 920, 400
# Pixels from a point to the words above it, and the space that two such labels need horizontally and vertically.
_LIFT, _BESIDE, _LINE = 15, 70, 18
_REPLACED = frozenset(("restated", "contradiction", "falls"))
_Place = tuple[float, float]
# The link target of a point.
Address = Callable[[ReportedPoint], str]
_LineStyle = dict[str, object]
_DASHED: Final[_LineStyle] = {"show_dots": False, "stroke_style": {"dasharray": "8,5"}}
_DOTTED: Final[_LineStyle] = {"stroke_style": {"dasharray": "2,4"}}
_SOLID: Final[_LineStyle] = {}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the drawing. `marks` are its points, `words` the label at its end."""

    color: str
    values: tuple[object, ...]
    style: _LineStyle
    marks: tuple[ReportedPoint, ...] = ()
    words: str = ""
    segment: bool = False

    @property
    def width(self) -> float:
        return 2.5 if self.segment else 1.75


@dataclass(frozen=True, slots=True)
class Break:
    """A break between two points that do not count the same thing in the same way."""

    before: ReportedPoint
    after: ReportedPoint

    @property
    def wording(self) -> str:
        """The definitions of the two points."""
        if _unit(self.before) != _unit(self.after):
            return f"“{self.before.unit or words.NOT_STATED}” before, “{self.after.unit or words.NOT_STATED}” from here"
        return f"{_basis(self.before)} before, {_basis(self.after)} from here"


def segments(series: ReportedSeries) -> list[list[ReportedPoint]]:
    """The points, split where the definition changes."""
    cut: list[list[ReportedPoint]] = []
    for point in series.points:
        if point.status != "point" or point.as_of is None or point.value is None:
            continue
        if cut and _same(cut[-1][-1], point):
            cut[-1].append(point)
        else:
            cut.append([point])
    return cut


def breaks(series: ReportedSeries) -> list[Break]:
    cut = segments(series)
    return [Break(one[-1], other[0]) for one, other in itertools.pairwise(cut)]


def is_hollow(point: ReportedPoint) -> bool:
    """Whether the figure is inexact: "over", "about" and the like."""
    return point.qualifier != Qualifier.EXACT


def _below(point: ReportedPoint) -> str:
    """The link to its picture on the same page."""
    return f"#f-{point.count_id}"


def chart(series: ReportedSeries, number: int, address: Address = _below) -> str | None:
    """An `<svg>` element to embed in a page. None if no figure has a date. `number` makes its ids unique, `address`
    gives the link of a point.
    """
    cut = segments(series)
    if not cut:
        return None
    days = [point.as_of for point in series.points if point.as_of is not None]
    days += [aim.due for aim in series.aims if aim.due is not None]
    lines = list(_lines(series, cut, days, address))
    years = _years(days)
    drawn = pygal.DateLine(
        width=_WIDTH,
        height=_HEIGHT,
        style=_style([line.color for line in lines]),
        js=[],
        show_legend=False,
        explicit_size=False,
        x_labels=years,
        x_value_formatter=lambda day: f"{day:%Y}",
        value_formatter=lambda value: words.number(float(value)),
        margin=12,
        margin_right=48,
        range=_range(series),
        xrange=(years[0], years[-1]),
        pretty_print=False,
    )
    drawn.uuid = f"series-{number}"
    for line in lines:
        drawn.add("", list(line.values), **line.style)
    return _finished(drawn.render(), series, lines)


def _style(colors: Sequence[str]) -> Style:
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=_SOFT,
        foreground_strong=_INK,
        foreground_subtle="#d8dde2",
        font_family=_FONT,
        label_font_size=14,
        major_label_font_size=14,
        opacity="1",
        opacity_hover="1",
        transition="none",
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        guide_stroke_color="#e6e9ec",
        major_guide_stroke_color="#e6e9ec",
        colors=tuple(colors),
    )


def _lines(
    series: ReportedSeries, cut: Sequence[Sequence[ReportedPoint]], days: Sequence[date], address: Address
) -> Iterator[_Line]:
    for aim in series.aims:
        ends = sorted((aim.told_on or min(days), aim.due or max(days)))
        yield _Line(_ORANGE, tuple((day, aim.value) for day in ends), _DASHED, words=_aim(aim))
    by_id = {point.count_id: point for point in series.points}
    for point in series.points:
        if point.status in _REPLACED and point.as_of is not None:
            new = by_id.get(point.refers_to or "")
            values: tuple[object, ...] = (_dot(point, 4.5, _SOFT, address, hollow=True),)
            if new is not None and new.as_of is not None:
                values = (*values, {"value": (new.as_of, new.told_value), "node": {"r": 0}})
            yield _Line(_SOFT, values, _DOTTED, (point,))
    for segment in cut:
        dots = tuple(_dot(point, 6.5, _BLUE, address, hollow=is_hollow(point)) for point in segment)
        yield _Line(_BLUE, dots, _SOLID, tuple(segment), segment=True)


def _dot(point: ReportedPoint, size: float, color: str, address: Address, *, hollow: bool) -> dict[str, object]:
    fill = "#ffffff" if hollow else color
    style = f"fill:{fill};stroke:{color};stroke-width:2.5;stroke-dasharray:none"
    value = point.told_value if point.value is None else point.value
    return {
        "value": (point.as_of, value),
        "xlink": {"href": address(point), "target": "_self"},
        "node": {"r": size, "style": style, "class": "hollow" if hollow else "full"},
    }


def _aim(aim: ReportedAim) -> str:
    return f"target {words.number(aim.value)}" + (f" by {aim.due:%Y}" if aim.due is not None else "")


def _range(series: ReportedSeries) -> tuple[float, float]:
    """The value range, which includes zero: another start would exaggerate a rise."""
    values = [point.told_value for point in series.points if point.as_of is not None]
    values += [point.value for point in series.points if point.value is not None]
    values += [aim.value for aim in series.aims]
    return min(0.0, *values), max(0.0, *values) * 1.12 or 1.0


def _years(days: Sequence[date]) -> list[date]:
    """The last day of each year, or of every few years, over the range of all days. Yearly figures have these dates."""
    first, last = min(days).year - 1, max(days).year
    step = max(1, -(-(last - first) // 10))
    first = last - step * -(-(last - first) // step)
    return [date(year, 12, 31) for year in range(first, last + 1, step)]


def _finished(drawn: bytes, series: ReportedSeries, lines: Sequence[_Line]) -> str:
    """The finished SVG: without scripts, with labels, and with a description for screen readers."""
    ET.register_namespace("", _SVG[1:-1])
    root = ET.fromstring(drawn)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{_SVG}script", f"{_SVG}desc", f"{_SVG}title"):
                parent.remove(child)
    for element in root.iter():
        if _XLINK in element.attrib:
            element.set("href", element.attrib.pop(_XLINK))
    for name in [name for name in root.attrib if name.startswith("{")]:
        del root.attrib[name]
    root.set("role", "group")
    root.set("aria-label", hidden_removed(f"{series.name}: {_series_text(series)}"))
    _write_words(root, lines)
    return ET.tostring(root, encoding="unicode")


def _write_words(root: ET.Element, lines: Sequence[_Line]) -> None:
    """Writes the figure at each point, the value at each target, and a line where the definition changes."""
    plot, overlay = (
        next(group for group in root.iter(f"{_SVG}g") if group.get("class") == name)
        for name in ("plot", "plot overlay")
    )
    taken: list[_Place] = []
    last: _Place | None = None
    for at, line in enumerate(lines):
        drawn, dots = (_series(parent, at) for parent in (plot, overlay))
        for path in drawn.iter(f"{_SVG}path"):
            path.set("style", f"stroke-width:{line.width}")
        if line.words:
            taken.append(_write_end(overlay, drawn, line))
        marked = [(link, mark) for link, mark in zip(dots.iter(f"{_SVG}a"), line.marks, strict=False)]
        places = [_center(link) for link, _ in marked]
        for (link, mark), place in zip(marked, places, strict=True):
            link.set("aria-label", hidden_removed(_of(mark)))
            taken.append(_write_point(overlay, place, mark, line, taken))
        if line.segment:
            if last is not None:
                _break(overlay, plot, (last[0] + places[0][0]) / 2)
            last = places[-1]


def _series(parent: ET.Element, at: int) -> ET.Element:
    return next(group for group in parent if (group.get("class") or "").startswith(f"series serie-{at} "))


def _center(link: ET.Element) -> _Place:
    circle = next(link.iter(f"{_SVG}circle"))
    return float(circle.get("cx", "0")), float(circle.get("cy", "0"))


def _write_end(overlay: ET.Element, drawn: ET.Element, line: _Line) -> _Place:
    *_, right, height = next(drawn.iter(f"{_SVG}path")).get("d", "").replace("L", " ").split()
    place = float(right), float(height) - 8
    _text(overlay, place, line.words, line.color, "end")
    return place[0] - _BESIDE, place[1]


def _write_point(
    overlay: ET.Element, place: _Place, mark: ReportedPoint, line: _Line, taken: Sequence[_Place]
) -> _Place:
    """Writes above the point, or below if other words are in the way."""
    text = words.spoken(mark.printed, mark.qualifier, mark.kind)
    x, y = place
    high = y - _LIFT if line.segment else y + _LIFT + 8
    if any(abs(x - other) < _BESIDE and abs(high - height) < _LINE for other, height in taken):
        high = y + _LIFT + 8
    color = _INK if line.segment else _SOFT
    _text(overlay, (x, high), text if line.segment else f"{text}, {mark.status}", color, "middle")
    return x, high


def _break(overlay: ET.Element, plot: ET.Element, x: float) -> None:
    ground = next(rect for rect in plot.iter(f"{_SVG}rect") if rect.get("class") == "background")
    bottom = ground.get("height", "0")
    style = f"stroke:{_SOFT};stroke-width:1.5;stroke-dasharray:1,4;fill:none"
    ET.SubElement(overlay, f"{_SVG}path", {"d": f"M{x:.1f} 22V{bottom}", "style": style, "class": "break"})
    _text(overlay, (x, 14.0), "counted otherwise from here", _SOFT, "middle")


def _text(parent: ET.Element, place: _Place, text: str, color: str, anchor: str) -> None:
    # A white edge keeps the words legible over lines.
    style = f"fill:{color};stroke:#fff;stroke-width:4px;paint-order:stroke;font:14px {_FONT}"
    at = {"x": f"{place[0]:.1f}", "y": f"{place[1]:.1f}", "text-anchor": anchor, "style": style}
    ET.SubElement(parent, f"{_SVG}text", at).text = hidden_removed(text)


def _of(point: ReportedPoint) -> str:
    text = words.spoken(point.printed, point.qualifier, point.kind)
    when = words.NOT_STATED if point.as_of is None else words.day(point.as_of)
    return f"{text} on {when}, {point.document}, page {point.page}"


def _series_text(series: ReportedSeries) -> str:
    phrases = [
        f"{words.spoken(point.printed, point.qualifier, point.kind)} in {point.as_of:%Y}"
        for segment in segments(series)
        for point in segment
    ]
    return ", ".join(phrases)


def _same(one: ReportedPoint, other: ReportedPoint) -> bool:
    return _unit(one) == _unit(other) and (one.basis is None or other.basis is None or one.basis == other.basis)


def _unit(point: ReportedPoint) -> str:
    return " ".join((point.unit or "").casefold().split()).rstrip("s")


def _basis(point: ReportedPoint) -> str:
    known = {
        "cumulative": "since the start",
        "in_period": "in the period",
        "at_date": "on the day",
        "rate": "as a rate",
    }
    return known.get(point.basis or "", f"basis {words.NOT_STATED}")
