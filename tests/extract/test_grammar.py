import pytest

from tests.extract.builders import nlp
from tfextract.extract.grammar import ClauseForm, clauses


@pytest.mark.parametrize(
    ("sentence", "form", "subject"),
    [
        ("The fund trained 40 judges.", ClauseForm.PAST, "noun"),
        ("Forty judges were trained in water law.", ClauseForm.PAST_PASSIVE, "number"),
        ("We have trained the judges.", ClauseForm.PERFECT, "we"),
        ("Our partners are training the judges.", ClauseForm.PROGRESS, "we"),
        ("It trains judges.", ClauseForm.PRESENT, "this"),
        ("Judges are trained by the court.", ClauseForm.PRESENT_PASSIVE, "noun"),
        ("The fund will train judges.", ClauseForm.PLAN, "noun"),
        ("The fund aims to train judges.", ClauseForm.PLAN, "noun"),
        ("Train all the judges in water law.", ClauseForm.ORDER, "none"),
        ("Increased capacity of river boards", ClauseForm.PARTICIPLE, "none"),
        ("She trained the judges in water law.", ClauseForm.PAST, "person"),
        ("Won two bids to mend the harbour", ClauseForm.PARTICIPLE, "none"),
        ("The fund is preparing to train judges.", ClauseForm.PLAN, "noun"),
        ("The fund has committed to training judges.", ClauseForm.PLAN, "noun"),
        ("The flood destroyed six bridges.", ClauseForm.PAST, "harm"),
        ("Fulfilling duties set out in the water treaty", ClauseForm.NONE, "none"),
    ],
)
def test_the_form_of_the_main_verb_and_its_subject(sentence: str, form: ClauseForm, subject: str) -> None:
    first = clauses(nlp()(sentence)[:])[0]
    assert (first.form, first.subject) == (form, subject)


def test_coordinated_verbs_share_auxiliary_and_subject() -> None:
    both = clauses(nlp()("The boards have adopted flood plans and signed the treaty.")[:])
    assert [(clause.lemma, clause.form) for clause in both] == [
        ("adopt", ClauseForm.PERFECT),
        ("sign", ClauseForm.PERFECT),
    ]
    assert both[1].subject == both[0].subject


def test_a_negation_is_found() -> None:
    assert clauses(nlp()("The plans were not adopted.")[:])[0].negated


def test_what_someone_was_able_to_do_is_what_was_done() -> None:
    first = clauses(nlp()("The boards were able to open six wells.")[:])[0]
    assert (first.form, first.lemma, first.verb) == (ClauseForm.PAST, "open", "result")


@pytest.mark.parametrize(
    ("printed", "form", "lemma"),
    [
        ("We are very proud to have opened our mill school.", ClauseForm.PERFECT, "open"),
        ("We are pleased to say that we opened nine mills.", ClauseForm.PAST, "open"),
        ("We are happy to help millers.", ClauseForm.PRESENT, "be"),
        ("Completely rebuilt the web pages with new parts.", ClauseForm.PARTICIPLE, "rebuild"),
    ],
)
def test_what_one_is_glad_of_is_what_was_done(printed: str, form: ClauseForm, lemma: str) -> None:
    first = clauses(nlp()(printed)[:])[0]
    assert (first.form, first.lemma) == (form, lemma)
