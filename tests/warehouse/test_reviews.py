"""People's decisions override extracted values, and persist when a document is read again."""

from __future__ import annotations

from dataclasses import replace

from tfextract.model import ReadDocument
from tfextract.sheets.reviews import COLUMNS

from .people import Place
from .samples import STATEMENT, TITLE, read_document, with_facts

COUNT = {
    "document_id": "lighthouse000000",
    "fact_id": "c-lighthouse",
    "fact_kind": "count",
    "value_printed": "120",
    "sentence": STATEMENT,
    "reviewer": "Ada",
    "reviewed_at": "2026-05-02",
}
ACHIEVEMENT = {**COUNT, "fact_id": "a-lighthouse", "fact_kind": "achievement", "value_printed": ""}
PRODUCT = {**COUNT, "fact_id": "p-lighthouse", "fact_kind": "product", "value_printed": TITLE, "sentence": TITLE}
UNIT = {**COUNT, "decision": "edit", "column_name": "unit", "old_value": "harbour pilots", "new_value": "pilots"}


def say(place: Place, *rows: dict[str, str]) -> None:
    place.write("reviews.csv", COLUMNS, *rows)


def test_an_edit_shows_and_what_was_extracted_stays_visible(place: Place) -> None:
    say(place, UNIT)
    place.publish(read_document())
    assert place.rows("SELECT unit, review FROM counts") == [("pilots", "edited")]
    assert place.rows("SELECT status, extracted_value, new_value, applied_to FROM reviews") == [
        ("applied", "harbour pilots", "pilots", "c-lighthouse")
    ]
    assert place.rows("SELECT extracted->>'unit' FROM extracted_facts") == [("harbour pilots",)]


def test_an_edit_is_applied_again_when_the_document_is_read_again(place: Place) -> None:
    say(place, UNIT)
    place.publish(read_document())
    place.publish(read_document())
    assert place.rows("SELECT unit FROM counts") == [("pilots",)]
    assert place.rows("SELECT fact_id FROM extracted_facts") == [("c-lighthouse",)]


def test_a_changed_sheet_is_applied_without_reading_anything(place: Place) -> None:
    place.publish(read_document())
    say(place, UNIT)
    place.publish()
    assert place.rows("SELECT unit FROM counts") == [("pilots",)]
    say(place)
    place.publish()
    assert place.rows("SELECT unit, review FROM counts") == [("harbour pilots", None)]
    assert place.rows("SELECT (SELECT count(*) FROM reviews), (SELECT count(*) FROM extracted_facts)") == [(0, 0)]


def test_a_new_row_about_one_document_leaves_the_others_as_they_were(place: Place) -> None:
    say(place, UNIT)
    place.publish(read_document(), later())
    other = {**PRODUCT, "document_id": "beacon0000000000", "fact_id": "p-beacon", "decision": "accept"}
    say(place, UNIT, other)
    place.publish()
    shown = "SELECT document_id, decision, status FROM reviews ORDER BY ALL"
    assert place.rows(shown) == [
        ("beacon0000000000", "accept", "applied"),
        ("beacon0000000000", "edit", "applied"),
        ("lighthouse000000", "edit", "applied"),
    ]
    before = place.rows("FROM reviews ORDER BY ALL")
    place.publish()
    assert place.rows("FROM reviews ORDER BY ALL") == before


def test_values_of_every_type_arrive(place: Place) -> None:
    edits = [
        ("value", "120", "1,250"),
        ("as_of", "", "2012-06-30"),
        ("headline", "yes", "no"),
        ("claim", "achieved", "target"),
    ]
    say(
        place,
        *({**COUNT, "decision": "edit", "column_name": c, "old_value": o, "new_value": n} for c, o, n in edits),
        {**PRODUCT, "decision": "edit", "column_name": "languages", "old_value": "en; fr", "new_value": "en; sw"},
        {**PRODUCT, "decision": "edit", "column_name": "state", "old_value": "released", "new_value": ""},
    )
    place.publish(read_document())
    assert place.rows("SELECT value, as_of::VARCHAR, headline, claim, claim_source FROM counts") == [
        (1250.0, "2012-06-30", False, "target", "person")
    ]
    assert place.rows("SELECT languages, state, review FROM products") == [(["en", "sw"], None, "edited")]


def test_a_period_that_a_person_gives_says_so(place: Place) -> None:
    say(place, {**COUNT, "decision": "edit", "column_name": "period_end", "old_value": "", "new_value": "2012-12-31"})
    place.publish(read_document())
    assert place.rows("SELECT period_source FROM counts") == [("person",)]


def test_a_rejected_fact_stays_in_reviews_alone(place: Place) -> None:
    say(place, {**ACHIEVEMENT, "decision": "reject", "note": "a plan"})
    place.publish(read_document())
    assert place.rows("SELECT count(*) FROM achievements") == [(0,)]
    assert place.rows("SELECT count(*) FROM evidence WHERE fact_id = 'a-lighthouse'") == [(0,)]
    assert place.rows("SELECT count(*) FROM mentions") == [(0,)]
    assert place.rows("SELECT achievement_id FROM counts") == [(None,)]
    assert place.rows("SELECT decision, status, sentence, note FROM reviews") == [
        ("reject", "applied", STATEMENT, "a plan")
    ]


def test_a_rejection_that_is_withdrawn_brings_everything_back(place: Place) -> None:
    place.publish(read_document())
    tables = ("achievements", "counts", "evidence", "mentions", "entities")

    def shown() -> dict[str, list[tuple[object, ...]]]:
        # The row has a new version since the later run; nothing else differs.
        return {t: place.rows(f"SELECT * EXCLUDE (since_run) FROM {t} ORDER BY ALL") for t in tables}

    before = shown()
    say(place, {**ACHIEVEMENT, "decision": "reject"})
    place.publish()
    say(place)
    place.publish()
    assert shown() == before


def test_the_last_word_counts(place: Place) -> None:
    say(place, {**COUNT, "decision": "reject"}, {**COUNT, "decision": "accept", "reviewed_at": "2026-05-03"})
    place.publish(read_document())
    assert place.rows("SELECT review FROM counts") == [("accepted",)]


def test_an_added_count_has_its_sentence_as_evidence(place: Place) -> None:
    sentence = "USD 3 million a year"
    add = {**COUNT, "fact_id": "", "decision": "add", "sentence": sentence, "value_printed": ""}
    say(place, {**add, "new_value": "value_printed=3; value=3000000; kind=money; currency=USD; unit=USD; claim=target"})
    place.publish(read_document())
    assert place.rows("SELECT value, kind, claim, quote, review FROM counts WHERE review = 'added'") == [
        (3e6, "money", "target", sentence, "added")
    ]
    assert place.rows("SELECT quote, block_no FROM evidence WHERE rule_id = 'review.add'") == [(sentence, 3)]
    place.publish(read_document())
    say(place)
    place.publish()
    assert place.rows("SELECT count_id FROM counts") == [("c-lighthouse",)]


def test_an_added_fact_can_be_edited_and_rejected(place: Place) -> None:
    add = {**COUNT, "fact_id": "", "decision": "add", "sentence": "Safe harbours", "value_printed": "",
           "fact_kind": "achievement"}  # fmt: skip
    say(place, add)
    place.publish(read_document())
    ((found,),) = place.rows("SELECT achievement_id FROM achievements WHERE review = 'added'")
    edit = {**ACHIEVEMENT, "fact_id": str(found), "sentence": "Safe harbours", "decision": "edit",
            "column_name": "result_level", "new_value": "outcome"}  # fmt: skip
    say(place, add, edit)
    place.publish()
    assert place.rows("SELECT result_level, review FROM achievements WHERE text = 'Safe harbours'") == [
        ("outcome", "added")
    ]
    say(place, add, {**edit, "decision": "reject", "column_name": "", "new_value": ""})
    place.publish()
    assert place.rows("SELECT achievement_id FROM achievements") == [("a-lighthouse",)]


def test_what_the_program_finds_by_itself_is_not_added_twice(place: Place) -> None:
    say(place, {**COUNT, "fact_id": "", "decision": "add", "value_printed": "", "new_value": "value_printed=120"})
    place.publish(read_document())
    assert place.rows("SELECT count(*) FROM counts") == [(1,)]
    assert place.rows("SELECT status FROM reviews") == [("agreed",)]


def held(place: Place) -> list[tuple[object, ...]]:
    return place.rows("SELECT message FROM issues WHERE code LIKE 'review%'")


MISFITS = [
    ({**UNIT, "value_printed": "130"}, "the printed value is now 120, it was 130"),
    ({**UNIT, "sentence": "The fund trained 120 cooks."}, "the sentence reads now: The Lighthouse"),
    ({**UNIT, "fact_id": "gone", "sentence": "The fund trained 120 cooks."}, "no longer in the document"),
    ({**UNIT, "old_value": "captains"}, "unit is now extracted as harbour pilots, it was captains"),
    ({**UNIT, "document_id": "beacon0000000000"}, "no document with this id"),
    ({**COUNT, "decision": "edit", "column_name": "value_high", "new_value": "7"}, "below value"),
    ({**COUNT, "fact_id": "", "decision": "add", "sentence": "No 5", "new_value": "value_printed=5"}, "not in"),
]


def test_a_correction_that_does_not_fit_is_held_and_reported(place: Place) -> None:
    say(place, *(review for review, _ in MISFITS))
    place.publish(read_document())
    messages = place.rows(
        "SELECT message FROM issues WHERE code LIKE 'review%' ORDER BY message.regexp_extract('line \\d')"
    )
    for number, ((message,), (_, part)) in enumerate(zip(messages, MISFITS, strict=True), start=2):
        assert f"line {number}" in str(message)
        assert part in str(message)
    assert place.rows("SELECT unit, value, review FROM counts") == [("harbour pilots", 120.0, None)]


def test_a_link_to_what_is_not_there_is_held(place: Place) -> None:
    say(place, {**COUNT, "decision": "edit", "column_name": "repeat_of", "new_value": "a-lighthouse"})
    place.publish(read_document())
    assert "no other count" in str(held(place)[0][0])


def test_a_correction_whose_sentence_changed_is_kept_and_applied_when_it_is_back(place: Place) -> None:
    say(place, UNIT)
    place.publish(read_document())
    changed = read_document(statement="The Lighthouse Fund trained 120 cooks in Kenya.")
    place.publish(changed)
    assert place.rows("SELECT status FROM reviews") == [("held",)]
    assert len(held(place)) == 1
    place.publish(read_document())
    assert place.rows("SELECT unit FROM counts") == [("pilots",)]
    assert held(place) == []


def test_a_rejected_fact_that_is_no_longer_found_needs_no_one(place: Place) -> None:
    say(place, {**COUNT, "decision": "reject"})
    read = read_document()
    place.publish(with_facts(read, counts=()))
    assert place.rows("SELECT status FROM reviews") == [("agreed",)]
    assert held(place) == []


def later(name: str = "beacon", *, statement: str = STATEMENT) -> ReadDocument:
    read = read_document(name, statement=statement)
    return replace(read, document=replace(read.document, supersedes="lighthouse000000"))


def test_a_later_version_inherits_reviews_of_the_same_words(place: Place) -> None:
    say(place, UNIT, {**ACHIEVEMENT, "decision": "reject"})
    place.publish(read_document())
    place.publish(later())
    assert place.rows("SELECT unit FROM counts WHERE count_id = 'c-beacon'") == [("pilots",)]
    assert place.rows("SELECT count(*) FROM achievements WHERE document_id = 'beacon0000000000'") == [(0,)]
    inherited = place.rows(
        "SELECT decision, status, fact_id FROM reviews WHERE inherited_from IS NOT NULL ORDER BY ALL"
    )
    assert inherited == [("edit", "applied", "c-beacon"), ("reject", "applied", "a-beacon")]


def test_what_a_later_version_says_otherwise_is_asked_and_not_inherited(place: Place) -> None:
    say(place, UNIT)
    place.publish(read_document())
    place.publish(later(statement="The Lighthouse Fund trained 140 harbour pilots in Kenya."))
    assert place.rows("SELECT unit FROM counts WHERE count_id = 'c-beacon'") == [("harbour pilots",)]
    assert len(held(place)) == 1


def test_a_review_of_the_later_version_itself_overrides_what_it_inherits(place: Place) -> None:
    own = {**UNIT, "document_id": "beacon0000000000", "fact_id": "c-beacon", "new_value": "captains"}
    say(place, UNIT, own)
    place.publish(read_document())
    place.publish(later())
    assert place.rows("SELECT count_id, unit FROM counts ORDER BY ALL") == [
        ("c-beacon", "captains"), ("c-lighthouse", "pilots")
    ]  # fmt: skip


def replaced_twice(place: Place) -> None:
    """The second and the third version each replace the one before at the same path, which leaves the tables."""
    for name in ("lighthouse", "buoy", "beacon"):
        place.overwrite("report", read_document(name))


def test_the_version_after_next_inherits_reviews_of_the_first(place: Place) -> None:
    say(place, UNIT)
    replaced_twice(place)
    assert place.rows("SELECT count_id, unit FROM counts") == [("c-beacon", "pilots")]
    assert place.rows("SELECT status, inherited_from IS NULL FROM reviews ORDER BY ALL") == [
        ("applied", False), ("inherited", True)
    ]  # fmt: skip


def test_a_review_of_the_first_version_reaches_the_third(place: Place) -> None:
    replaced_twice(place)
    say(place, UNIT)
    place.publish()
    assert place.rows("SELECT unit FROM counts") == [("pilots",)]
    say(place)
    place.publish()
    assert place.rows("SELECT unit FROM counts") == [("harbour pilots",)]
    assert place.rows("SELECT count(*) FROM reviews") == [(0,)]


def test_of_two_words_on_two_earlier_versions_the_one_on_the_later_version_holds(place: Place) -> None:
    on_second = {**UNIT, "document_id": "buoy000000000000", "fact_id": "c-buoy", "new_value": "captains"}
    say(place, on_second, {**UNIT, "reviewed_at": "2026-06-01"})
    replaced_twice(place)
    assert place.rows("SELECT unit FROM counts") == [("captains",)]


def test_a_change_of_mind_about_an_earlier_version_is_inherited_as_it_ended(place: Place) -> None:
    say(place, {**COUNT, "decision": "reject"}, {**COUNT, "decision": "accept", "reviewed_at": "2026-05-03"})
    replaced_twice(place)
    assert place.rows("SELECT count_id, review FROM counts") == [("c-beacon", "accepted")]


def test_a_row_that_cannot_be_read_is_reported_and_the_others_apply(place: Place) -> None:
    say(place, {**UNIT, "decision": "amend"}, UNIT)
    place.publish(read_document())
    assert place.rows("SELECT unit FROM counts") == [("pilots",)]
    ((message,),) = place.rows("SELECT message FROM issues WHERE code = 'sheet_row'")
    assert str(message).endswith("reviews.csv, line 2, column decision: 'amend': it can be accept, reject, edit, add")


def test_a_sheet_that_vanished_is_reported_and_its_reviews_stay(place: Place) -> None:
    say(place, UNIT)
    place.publish(read_document())
    (place.folder / "reviews.csv").unlink()
    place.publish(read_document())
    assert place.rows("SELECT unit FROM counts") == [("pilots",)]
    assert place.rows("SELECT code FROM issues WHERE path IS NOT NULL") == [("sheet_missing",)]


def test_sheets_in_a_folder_that_was_moved_count_once(place: Place) -> None:
    say(place, UNIT)
    place.publish(read_document())
    place.folder = place.folder.rename(place.folder.with_name("moved"))
    place.publish(read_document())
    assert place.rows("SELECT parse_filename(parse_dirpath(sheet)) FROM reviews") == [("moved",)]
    assert place.rows("SELECT count(*) FROM issues WHERE code = 'sheet_missing'") == [(0,)]
