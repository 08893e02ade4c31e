import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from tfextract.encoder import (
    MADE,
    MAX_CONTEXT,
    MAX_TEXT,
    MODELS,
    Absent,
    Encoder,
    Pair,
    Task,
    load_encoder,
    tokens_of,
)
from tfextract.word_pieces import WordPieces, read_word_pieces, words

SPELLED = ["[UNK]", "[CLS]", "[SEP]", "«", "»", "mill", "##s", "##er", "weir", "the", "of", "lake", ".", "results"]
PIECES = WordPieces({piece: at for at, piece in enumerate(SPELLED)})
installed = pytest.mark.skipif(
    find_spec("onnxruntime") is None, reason="the extra `encoder` is not installed: pip install 'tfextract[encoder]'"
)


def spelled(numbers: tuple[int, ...] | list[int]) -> str:
    return " ".join(SPELLED[number] for number in numbers)


def whole(text: str, context: str = "") -> Pair:
    return Pair(context, text, 0, len(text))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    loaded = load_encoder()
    assert isinstance(loaded, Encoder), loaded
    return loaded


def test_a_word_is_cut_into_the_longest_pieces_that_spell_it() -> None:
    assert spelled(PIECES.cut("Mills of the Millers.")) == "mill ##s of the mill ##er ##s ."


def test_a_word_that_cannot_be_spelled_is_unknown_as_a_whole() -> None:
    assert spelled(PIECES.cut("the millpond")) == "the [UNK]"
    assert spelled(PIECES.cut("the " + "s" * 101)) == "the [UNK]"


def test_words_are_small_without_accents_and_part_at_every_mark() -> None:
    assert words("Écluse-Moulin\u00ad, 3.5\tkm²\n“Zoë”") == [
        "ecluse",
        "-",
        "moulin",
        ",",
        "3",
        ".",
        "5",
        "km²",
        "“",
        "zoe",
        "”",
    ]
    assert words("水車 mill") == ["水", "車", "mill"]


def test_what_is_judged_is_marked_under_its_context() -> None:
    tokens = tokens_of(PIECES, Task.ACHIEVEMENT, whole("the mills.", "results"))
    assert spelled(tokens.ids) == "[CLS] results [SEP] the mill ##s . [SEP]"
    assert tokens.marked == (0, 0, 0, 1, 1, 1, 1, 0)


def test_a_title_is_between_marks_in_its_sentence() -> None:
    tokens = tokens_of(PIECES, Task.TITLE, Pair("", "The Lake of the weir.", 4, 8))
    assert spelled(tokens.ids) == "[CLS] [SEP] the « lake » of the weir . [SEP]"
    assert [SPELLED[at] for at, own in zip(tokens.ids, tokens.marked, strict=True) if own] == ["lake"]


@pytest.mark.parametrize("place", [0, 60, 119])
def test_a_long_sentence_is_cut_around_what_is_judged(place: int) -> None:
    title = ["mill"] * 120
    title[place] = "lake"
    start = 5 * place
    tokens = tokens_of(PIECES, Task.TITLE, Pair("weir " * 90, " ".join(title), start, start + 4))
    assert len(tokens.ids) == MAX_CONTEXT + MAX_TEXT + 3
    assert [SPELLED[at] for at, own in zip(tokens.ids, tokens.marked, strict=True) if own] == ["lake"]


def test_a_long_statement_keeps_its_beginning() -> None:
    tokens = tokens_of(PIECES, Task.ACHIEVEMENT, whole("lake " + "mill " * 120))
    assert spelled(tokens.ids[:3]) == "[CLS] [SEP] lake"
    assert sum(tokens.marked) == MAX_TEXT


def test_without_its_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    absent = load_encoder()
    assert not absent
    assert isinstance(absent, Absent)
    assert "onnxruntime is not installed" in absent.why


@installed
def test_without_its_files_there_is_no_encoder(tmp_path: Path) -> None:
    absent = load_encoder(tmp_path)
    assert isinstance(absent, Absent)
    assert "encoder.onnx" in absent.why
    assert str(tmp_path) in absent.why


@installed
def test_what_was_done_is_likelier_than_what_is_planned(encoder: Encoder) -> None:
    done = whole("In 2019 we trained 40 millers and repaired nine weirs.", "What we achieved")
    planned = whole("Next year we will look for a new chair of the board.", "Outlook")
    first, second = encoder.odds(Task.ACHIEVEMENT, [done, planned])
    assert first > 0 > second


@installed
def test_a_published_guide_is_likelier_than_a_place(encoder: Encoder) -> None:
    text = "In Little Weirham we published “Mending Mills: A Guide for Owners” and gave it to forty owners."
    guide, place = "Mending Mills: A Guide for Owners", "Little Weirham"
    pairs = [Pair("", text, text.index(name), text.index(name) + len(name)) for name in (guide, place)]
    first, second = encoder.odds(Task.TITLE, pairs)
    assert first > 0 > second


@installed
def test_odds_stand_in_the_order_asked_and_do_not_hang_on_the_others(encoder: Encoder) -> None:
    asked = [whole(f"{'The mill was mended. ' * (1 + n % 4)}{n} weirs.") for n in range(9)]
    together = encoder.odds(Task.ACHIEVEMENT, asked)
    assert together == [encoder.odds(Task.ACHIEVEMENT, [one])[0] for one in asked]
    assert len(set(together)) == len(asked)
    assert encoder.odds(Task.ACHIEVEMENT, []) == []


def test_what_it_was_made_from_is_beside_the_weights() -> None:
    made = tomllib.loads((MODELS / MADE).read_text("utf-8"))
    assert len(made["commit"]) == 40
    assert all(len(hashed) == 64 for hashed in made["gold"].values())
    assert set(made["curves"]) == {str(task) for task in Task}


def test_its_vocabulary_spells_any_word_of_plain_letters() -> None:
    pieces = read_word_pieces(MODELS / "encoder_vocabulary.txt")
    assert pieces.number["[UNK]"] not in pieces.cut("Zwyxqvkj 90210 hjkqx")
