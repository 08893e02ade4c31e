import pytest

from tests.extract.builders import nlp
from tfextract.extract.grammar import Form, clauses


@pytest.mark.parametrize(
    ("sentence", "form", "subject"),
    [
        ("The fund trained 40 judges.", Form.PAST, "noun"),
        ("Forty judges were trained in water law.", Form.PAST_PASSIVE, "number"),
        ("We have trained the judges.", Form.PERFECT, "we"),
        ("Our partners are training the judges.", Form.PROGRESS, "we"),
        ("It trains judges.", Form.PRESENT, "this"),
        ("Judges are trained by the court.", Form.PRESENT_PASSIVE, "noun"),
        ("The fund will train judges.", Form.PLAN, "noun"),
        ("The fund aims to train judges.", Form.PLAN, "noun"),
        ("Train all the judges in water law.", Form.ORDER, "none"),
        ("Increased capacity of river boards", Form.PARTICIPLE, "none"),
        ("She trained the judges in water law.", Form.PAST, "person"),
        ("Won two bids to mend the harbour", Form.PARTICIPLE, "none"),
        ("The fund is preparing to train judges.", Form.PLAN, "noun"),
        ("The fund has committed to training judges.", Form.PLAN, "noun"),
        ("The flood destroyed six bridges.", Form.PAST, "harm"),
        ("Fulfilling duties set out in the water treaty", Form.NONE, "none"),
    ],
)
def test_how_the_main_verb_stands_and_who_acts(sentence: str, form: Form, subject: str) -> None:
    first = clauses(nlp()(sentence)[:])[0]
    assert (first.form, first.subject) == (form, subject)


def test_coordinated_verbs_share_auxiliary_and_subject() -> None:
    both = clauses(nlp()("The boards have adopted flood plans and signed the treaty.")[:])
    assert [(clause.lemma, clause.form) for clause in both] == [("adopt", Form.PERFECT), ("sign", Form.PERFECT)]
    assert both[1].subject == both[0].subject


def test_a_negation_is_seen() -> None:
    assert clauses(nlp()("The plans were not adopted.")[:])[0].negated


def test_what_someone_was_able_to_do_is_what_was_done() -> None:
    first = clauses(nlp()("The boards were able to open six wells.")[:])[0]
    assert (first.form, first.lemma, first.verb) == (Form.PAST, "open", "result")


@pytest.mark.parametrize(
    ("printed", "form", "lemma"),
    [
        ("We are very proud to have opened our mill school.", Form.PERFECT, "open"),
        ("We are pleased to say that we opened nine mills.", Form.PAST, "open"),
        ("We are happy to help millers.", Form.PRESENT, "be"),
        ("Completely rebuilt the web pages with new parts.", Form.PARTICIPLE, "rebuild"),
    ],
)
def test_what_one_is_glad_of_is_what_was_done(printed: str, form: Form, lemma: str) -> None:
    first = clauses(nlp()(printed)[:])[0]
    assert (first.form, first.lemma) == (form, lemma)
