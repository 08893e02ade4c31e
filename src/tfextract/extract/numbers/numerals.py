"""Text → numerals: digits in any grouping and number words, with span and value, without their units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tfextract.extract.numbers.lexicon import (
    FRACTIONS,
    GROUP_BLANKS,
    MONTHS,
    QUALIFIER_BEFORE,
    REFERENCE_WORDS,
    SCALES,
    VAGUE,
    WORD_VALUES,
    alternatives,
)
from tfextract.extract.numbers.span import NumberRole

# The longest run of digits and separators. Its parts decide what it is, so that no pattern backtracks over a long row
# of figures.
CHUNK = re.compile(rf"\d++(?:[,.'’{GROUP_BLANKS}]\d++|\x20\d{{3}}(?!\d))*+")
SEPARATOR = re.compile(rf"[,.'’{GROUP_BLANKS}\x20]")
GROUPED_BY_COMMA = re.compile(r"\d,\d{3}(?!\d)")

_BIG = alternatives(scale for scale in SCALES if scale not in ("mn", "mln", "mio", "bn", "bln", "tn", "trn"))
# Each word checks its own end. With one check after the run, "one one … ones" would be read again from every word.
_WORD = rf"(?:(?:{alternatives([*WORD_VALUES, 'hundred', 'thousand'])})(?:(?![\w’'])|(?=fold\b)))"
_DIVISORS = alternatives(FRACTIONS)
_COUNT = alternatives(word for word, value in WORD_VALUES.items() if value <= 10)
# An article before a scale is the number one: "a million farmers", "half a dozen", "a half-million sacks".
_ARTICLE = rf"(?:half[\s-]an?|an?\s+half|an?)(?=[\s-](?:{_BIG})\b)"
WORDS = re.compile(
    rf"(?<![\w’'])(?:(?P<portion>(?:{_COUNT}|an?)[\s-](?:{_DIVISORS})\s+of\s+a\s+(?P<whole>million|billion|thousand))\b"
    rf"|(?P<part>(?:(?:{_COUNT}|an?)[\s-])?(?:{_DIVISORS}))(?=\s+of\b(?!\s+(?:19|20)\d\d))"
    rf"|(?P<split>(?:{_COUNT})-(?:halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)\b)"
    rf"|(?P<ratio>(?:one|1)\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<in>{_COUNT}|twelve|twenty|\d{{1,3}}(?![\d.,]\d)))\b"
    rf"|(?P<article>{_ARTICLE})"
    rf"|(?P<the>(?<=\bthe\s))(?=(?:million|billion|hundred|thousand)\s+[a-z])"
    rf"|(?P<vague>(?:{alternatives(VAGUE)})(?:\s+of\s+(?:{alternatives(VAGUE)}))?+(?=\s+of\b))"
    rf"|(?P<run>{_WORD}(?:(?:\s+and\s+|\s*-\s*|\s+){_WORD})*+))",
    re.IGNORECASE,
)
HALF_YEAR = re.compile(r"\b(?:first|second|latter|other|last)\s+$", re.IGNORECASE)
# "several hundred": a size without a number.
SOME_MORE = re.compile(r"\b(?:several|many|a\s+few)\s+$", re.IGNORECASE)
AND_A_HALF = re.compile(r"\s+and\s+(?:a|one)\s+half\b|½", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numeral:
    """`form` is digits, words, part (a fraction, `value` in per cent), vague ("hundreds") or dotted ("1.2.3")."""

    start: int
    end: int
    value: float
    form: str
    grouped: bool = False


def may_hold_numerals(text: str) -> bool:
    """False if the text has neither a digit nor a number word."""
    return CHUNK.search(text) is not None or WORDS.search(text) is not None


def find_numerals(text: str, masked: Sequence[NumberRole | None]) -> list[Numeral]:
    """In text order, without overlap. `masked` has for each character its role, if that is already known."""
    words = list(_in_words(text))
    taken = {at for numeral in words for at in range(numeral.start, numeral.end)}
    digits = [numeral for numeral in _in_digits(text, masked) if numeral.start not in taken]
    return _mended(text, sorted([*words, *digits], key=lambda numeral: numeral.start), masked)


# -- digits


def _in_digits(text: str, masked: Sequence[NumberRole | None]) -> Iterator[Numeral]:
    blanks = GROUPED_BY_COMMA.search(text) is None
    last_end = -1
    for match in CHUNK.finditer(text):
        for start, end in _pieces(match, glue=blanks and _may_glue(text, match, masked, last_end)):
            yield from _read_parts(text, start, end)
        last_end = match.end()


def _pieces(match: re.Match[str], *, glue: bool) -> Iterator[tuple[int, int]]:
    if glue or "\x20" not in match[0]:
        yield match.span()
        return
    for piece in re.finditer(r"[^\x20]+", match[0]):
        yield match.start() + piece.start(), match.start() + piece.end()


def _may_glue(text: str, match: re.Match[str], masked: Sequence[NumberRole | None], last_end: int) -> bool:
    """Whether blanks group digits: in "1 598 people", but not in a table's row "7 296 86" or "Phase 2 150 farmers"."""
    chunk, start, end = match[0], match.start(), match.end()
    if not re.fullmatch(r"[1-9]\d{0,2}(?:\x20\d{3})+(?:\.\d{1,2})?", chunk) or any(masked[start:end]):
        return False
    if re.match(r"\s*\d", text[end : end + 3]) or (last_end >= 0 and not text[last_end:start].strip()):
        return False
    return not _names_a_part(_word_before(text, start))


def _word_before(text: str, at: int) -> str:
    words = text[max(0, at - 30) : at].split()
    return words[-1] if words else ""


def _names_a_part(word: str) -> bool:
    return word.strip("(").casefold() in REFERENCE_WORDS or word in MONTHS or word.casefold() in ("age", "aged", "ages")


def _read_parts(text: str, start: int, end: int) -> Iterator[Numeral]:
    """One numeral, or several if the separators cannot belong to one ("2,5,13")."""
    chunk = text[start:end]
    parts, marks = SEPARATOR.split(chunk), SEPARATOR.findall(chunk)
    at, index = start, 0
    if _is_dotted(parts, marks):
        yield Numeral(start, end, float(parts[0]), "dotted")
        return
    while index < len(parts):
        last, value, grouped = _longest(parts, marks, index, _asks_for_comma(text, start, end))
        length = sum(len(part) for part in parts[index : last + 1]) + last - index
        yield Numeral(at, at + length, value, "digits", grouped)
        at += length + 1
        index = last + 1


def _is_dotted(parts: list[str], marks: list[str]) -> bool:
    """ "1.2.3" names a section or a version; "1.250.000" is a number."""
    if marks.count(".") < 2:
        return False
    runs = [at for at in range(len(marks) - 1) if marks[at] == marks[at + 1] == "."]
    return bool(runs) and not all(len(part) == 3 for part in parts[1:])


def _asks_for_comma(text: str, start: int, end: int) -> bool:
    """Whether a comma may be a decimal mark: beside a currency, a scale or a per cent sign ("12,5 %")."""
    after = re.match(r"\s?(?:%|per\s?cent|percent|million|billion|bn\b|mn\b|€)", text[end : end + 12], re.IGNORECASE)
    return after is not None or text[max(0, start - 2) : start].strip()[-1:] in ("€", "£")


def _longest(parts: list[str], marks: list[str], first: int, comma: bool) -> tuple[int, float, bool]:
    """(last part, value, grouped) of the longest numeral that begins at part `first`."""
    last = _grouped_to(parts, marks, first)
    grouped = last > first
    whole, decimals = "".join(parts[first : last + 1]), ""
    mark = marks[last] if last < len(marks) else ""
    following = marks[last + 1] if last + 1 < len(marks) else ""
    group_mark = marks[first] if grouped else ""
    short_comma = mark == "," and last + 2 == len(parts) and len(parts[last + 1]) <= 2
    if (mark == "." and following != "." and group_mark != ".") or (short_comma and (comma or group_mark == ".")):
        decimals = parts[last + 1]
        last += 1
    # Only hostile text has more digits than a float can hold.
    return last, float(f"{whole[:300]}.{decimals[:300] or '0'}"), grouped


def _grouped_to(parts: list[str], marks: list[str], first: int) -> int:
    """The last part of a number grouped by threes, or in the Indian way ("1,65,000"); `first` if it is not grouped."""
    if first >= len(marks) or not 1 <= len(parts[first]) <= 3 or parts[first][0] == "0":
        return first
    mark, last = marks[first], first
    while last < len(marks) and marks[last] == mark and len(parts[last + 1]) == 3:
        last += 1
    # "29.000 people" is in the notation of another language: no count has three zeros after its point.
    thousands = last == first + 1 and parts[last] == "000" and parts[first] != "1"
    if mark == "." and last < first + 2 and not thousands:
        return first
    if last > first or mark != "," or len(parts[first]) > 2:
        return last
    pairs = first
    while pairs < min(len(marks), first + 4) and marks[pairs] == "," and len(parts[pairs + 1]) == 2:
        pairs += 1
    closes = pairs < len(marks) and marks[pairs] == "," and len(parts[pairs + 1]) == 3
    return pairs + 1 if first < pairs and closes else first


# -- words


def _in_words(text: str) -> Iterator[Numeral]:
    for match in WORDS.finditer(text):
        start, end, kind = match.start(), match.end(), match.lastgroup
        printed = match[0].casefold()
        if match["portion"]:
            # "a quarter of a million people" is one number.
            part = _share(re.split(r"\s+of\s", printed)[0]) or 100.0
            yield Numeral(start, end, part / 100 * SCALES[match["whole"].casefold()], "words")
        elif match["part"] or match["split"]:
            share = None if HALF_YEAR.search(text[max(0, start - 10) : start]) else _share(printed)
            if share is not None:
                yield Numeral(start, end, share, "part")
        elif match["ratio"]:
            whole = match["in"].casefold()
            parts = float(WORD_VALUES.get(whole, 0) or (int(whole) if whole.isdigit() else 0))
            if parts > 1:
                yield Numeral(start, end, round(100 / parts, 2), "part")
        elif match["article"]:
            yield Numeral(start, end, 0.5 if "half" in printed else 1.0, "words")
        elif match["vague"]:
            value = 1.0
            for word in re.findall(r"[a-z]+", printed):
                value *= VAGUE.get(word, 1.0)
            yield Numeral(start, end, value, "vague")
        elif kind == "the":
            yield Numeral(start, end, 1.0, "words")
        else:
            yield from _run(text, start, end)


def _share(printed: str) -> float | None:
    """ "two-thirds" → 66.67, "half" → 50. None for a divisor alone ("quarter") and for more than a whole."""
    words = re.split(r"[\s-]+", printed)
    divisor = FRACTIONS[words[-1]]
    count = WORD_VALUES.get(words[0], 1)
    if len(words) == 1 and words[0] != "half":
        return None
    return round(100 * count / divisor, 2) if count <= divisor else None


def _run(text: str, start: int, end: int) -> Iterator[Numeral]:
    """The numerals of a row of number words: one for "twenty-three", two for "two three"."""
    total, part, last, begun, until = 0.0, 0.0, 0.0, start, start
    for match in re.finditer(r"[A-Za-z]+", text[start:end]):
        word = match[0].casefold()
        if word == "and":
            continue
        value = float(WORD_VALUES.get(word) or SCALES[word])
        joined = text[until : start + match.start()].strip().casefold()
        if last and not _continues_number(value, last, part, total, joined):
            yield _spelled(text, begun, until, total + part)
            total, part, last, begun = 0.0, 0.0, 0.0, start + match.start()
        if value == 1000:
            total, part = (part or 1.0) * 1000, 0.0
        elif value == 100:
            part = (part or 1.0) * 100
        else:
            part += value
        last, until = value, start + match.end()
    if last:
        yield _spelled(text, begun, until, total + part)


def _continues_number(value: float, last: float, part: float, total: float, joined: str) -> bool:
    if value == 1000:
        return joined == "" and 0 < part < 1000 and total == 0
    if value == 100:
        return joined == "" and 0 < part < 20 and last < 20
    if last in (100, 1000):
        return joined != "-"
    return last >= 20 and value < 10 and joined in ("", "-")


def _spelled(text: str, start: int, end: int, value: float) -> Numeral:
    if SOME_MORE.search(text[max(0, start - 12) : start]) is not None:
        return Numeral(start, end, value, "vague")
    half = AND_A_HALF.match(text, end)
    return Numeral(start, half.end() if half else end, value + 0.5 if half else value, "words")


# -- numbers that the layout split


def _mended(text: str, numerals: list[Numeral], masked: Sequence[NumberRole | None]) -> list[Numeral]:
    """ "attended by 1, 598 people" and "over 4 27,000 farmers" have a blank too many and become one numeral.

    Where they could be a list or a reference, they stay two.
    """
    mended: list[Numeral] = []
    for at, numeral in enumerate(numerals):
        before = mended[-1] if mended else None
        alone = at + 1 == len(numerals) or text[numeral.end : numerals[at + 1].start].strip(" ,") != ""
        alone = alone and (len(mended) < 2 or text[mended[-2].end : mended[-1].start].strip(" ,") != "")
        if before is not None and alone and _is_split(text, before, numeral, masked):
            digits = re.sub(r"\D", "", text[before.start : before.end]) + re.sub(
                r"[^\d.]", "", text[numeral.start : numeral.end]
            )
            mended[-1] = Numeral(before.start, numeral.end, float(digits), "digits", grouped=True)
        else:
            mended.append(numeral)
    return mended


def _is_split(text: str, a: Numeral, b: Numeral, masked: Sequence[NumberRole | None]) -> bool:
    if b.start - a.end > 2 or not (a.form == b.form == "digits") or any(masked[a.start : b.end]):
        return False
    gap, left, right = text[a.end : b.start], text[a.start : a.end], text[b.start : b.end]
    if not re.fullmatch(r"[1-9]\d{0,2}", left) or not re.match(r"\s+[a-z]", text[b.end : b.end + 3]):
        return False
    before = _word_before(text, a.start)
    qualified = QUALIFIER_BEFORE.search(text[max(0, a.start - 40) : a.start]) is not None
    if gap == ", ":
        return bool(re.fullmatch(r"\d{3}", right)) and (qualified or _leads_in(before))
    return (
        gap == " "
        and qualified
        and bool(re.fullmatch(r"\d{1,2}(?:,\d{3})+", right))
        and (len(left) + right.index(",") <= 3)
    )


def _leads_in(word: str) -> bool:
    plain = word.isalpha() and word.islower() and not _names_a_part(word)
    return plain and word not in ("in", "on", "and", "to")
