"""Parts of speech, morphology and lemmas once for each word; spaCy computes them again for each token.

The attribute ruler's result depends on a token's tag and dependency, and on its word if a pattern names that word. The
lemmatizer's depends on the word and the ruler's result. So both run once on a token of each kind. The ruler also has a
few patterns of several tokens: a document in which one may begin goes through both components as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Between the words that the ruler gets, so that no pattern goes from one to the next. It is tagged as a symbol.
DIVIDER, DIVIDER_TAG = "\u241e", "SYM"
# Above this the cache is cleared; the reports of a year have fewer words.
MAX_KNOWN = 400_000
_ASKED: list[int | str] = ["ORTH", "TAG", "DEP"]

# The string-store ids of a token's text, tag and dependency.
Word = tuple[int, int, int]
# The lower-case word if a pattern names it, else ""; tag; dependency; whether it is white space.
Kind = tuple[str, int, int, bool]


@dataclass(frozen=True, slots=True)
class WordForm:
    """What the two components set on a token; `lemma` is 0 until the lemmatizer ran.

    `begins` is whether a pattern of several tokens may begin there.
    """

    tag: int
    dep: int
    pos: int
    morph: Any
    lemma: int
    begins: bool


class WordForms:
    """Replaces the attribute ruler and the lemmatizer of a pipeline, which follow one another."""

    def __init__(self, ruler: Any, lemmatizer: Any) -> None:
        from spacy.matcher import Matcher

        self._ruler, self._lemmatizer, self._vocab = ruler, lemmatizer, ruler.vocab
        self._known: dict[Word, WordForm] = {}
        self._kinds: dict[Kind, WordForm] = {}
        self._beginnings = Matcher(ruler.vocab)
        several = [pattern for pattern in _patterns(ruler) if len(pattern) > 1]
        if several:
            self._beginnings.add("beginning", [[pattern[0]] for pattern in several])
        self._named, self._naming = _named(ruler)

    def apply(self, docs: Sequence[Doc]) -> None:
        """Sets what the components would set; the documents must not have gone through them before."""
        if len(self._known) > MAX_KNOWN:
            self._known.clear()
        words = [_words(doc) for doc in docs]
        unknown = {word: None for results in words for word in results if word not in self._known}
        if unknown:
            self._learn(list(unknown))
        known = self._known
        for doc, results in zip(docs, words, strict=True):
            forms = [known[word] for word in results]
            if any(form.begins for form in forms):
                self._lemmatizer(self._ruler(doc))
                continue
            token: Any
            for token, word, form in zip(doc, results, forms, strict=True):
                token.pos, token.lemma = form.pos, form.lemma
                token.set_morph(form.morph)
                if form.tag != word[1] or form.dep != word[2]:
                    token.tag, token.dep = form.tag, form.dep

    def _learn(self, words: Sequence[Word]) -> None:
        kinds = [self._kind(word) for word in words]
        new = {kind: word for kind, word in zip(kinds, words, strict=True) if kind not in self._kinds}
        if new:
            self._kinds.update(zip(new, self._ruled(list(new.values())), strict=True))
        forms = [self._kinds[kind] for kind in kinds]
        self._known.update(zip(words, self._with_lemmas(words, forms), strict=True))

    def _kind(self, word: Word) -> Kind:
        orth, tag, dep = word
        lexeme = self._vocab[orth]
        lower = lexeme.lower_
        named = lower in self._named or any(naming.search(lower) for naming in self._naming)
        return lower if named else "", tag, dep, lexeme.is_space

    def _ruled(self, words: Sequence[Word]) -> Iterator[WordForm]:
        from spacy.tokens import Doc

        strings = self._vocab.strings
        doc: Any = Doc(self._vocab, words=[text for orth, _, _ in words for text in (strings[orth], DIVIDER)])
        marks = np.zeros((len(doc), 2), np.uint64)
        marks[1::2, 0] = strings.add(DIVIDER_TAG)
        marks[::2] = [(tag, dep) for _, tag, dep in words]
        doc.from_array(["TAG", "DEP"], marks)
        begins = {start for _, start, _ in self._beginnings(doc, allow_missing=True)}
        self._ruler(doc)
        for token in (doc[at] for at in range(0, len(doc), 2)):
            yield WordForm(token.tag, token.dep, token.pos, token.morph, token.lemma, token.i in begins)

    def _with_lemmas(self, words: Sequence[Word], forms: Sequence[WordForm]) -> Iterator[WordForm]:
        from spacy.tokens import Doc

        strings = self._vocab.strings
        doc = Doc(self._vocab, words=[strings[orth] for orth, _, _ in words])
        token: Any
        for token, form in zip(doc, forms, strict=True):
            token.pos, token.lemma = form.pos, form.lemma
            token.set_morph(form.morph)
        self._lemmatizer(doc)
        return (replace(form, lemma=token.lemma) for token, form in zip(doc, forms, strict=True))


def _words(doc: Doc) -> list[Word]:
    return list(zip(*doc.to_array(_ASKED).reshape(-1, 3).T.tolist(), strict=True))


def _patterns(ruler: Any) -> list[list[dict[str, Any]]]:
    return [pattern for rule in ruler.patterns for pattern in rule["patterns"]]


def _named(ruler: Any) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The lower-case words that the ruler's patterns name, and the regular expressions in them."""
    named: set[str] = set()
    naming: list[re.Pattern[str]] = []
    for asked in (token["LOWER"] for pattern in _patterns(ruler) for token in pattern if "LOWER" in token):
        if isinstance(asked, str):
            named.add(asked)
        elif set(asked) <= {"IN", "NOT_IN"}:
            named.update(word for words in asked.values() for word in words)
        else:
            naming.append(re.compile(asked["REGEX"]))
    return frozenset(named), tuple(naming)


def word_forms(nlp: Language) -> WordForms | None:
    """None if the pipeline's components are not the ones that this module can replace."""
    from spacy.lang.en.lemmatizer import EnglishLemmatizer
    from spacy.pipeline import AttributeRuler

    names = nlp.pipe_names
    if "attribute_ruler" not in names or "lemmatizer" not in names:
        return None
    ruler: Any = nlp.get_pipe("attribute_ruler")
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    after = names.index("lemmatizer") == names.index("attribute_ruler") + 1
    plain = type(ruler) is AttributeRuler and type(lemmatizer) is EnglishLemmatizer
    if not (after and plain) or lemmatizer.mode != "rule" or lemmatizer.overwrite:
        return None
    if not all(_is_known(token) for pattern in _patterns(ruler) for token in pattern):
        return None
    _cache_lookups(lemmatizer)
    return WordForms(ruler, lemmatizer)


def _cache_lookups(lemmatizer: Any) -> None:
    """Makes sets of the lemmatizer's word lists, which it searches from the start for each form (40,000 nouns)."""
    index = lemmatizer.lookups.get_table("lemma_index", {})
    for kind, words in list(index.items()):
        if isinstance(words, list):
            index[kind] = frozenset(words)


def _is_known(token: dict[str, Any]) -> bool:
    """Whether a part of a pattern looks only at a token's word, tag, dependency and white space."""
    lower = token.get("LOWER", "")
    by_word = isinstance(lower, str) or set(lower) in ({"IN"}, {"NOT_IN"}, {"REGEX"})
    return by_word and {"LOWER", "TAG", "DEP", "IS_SPACE"}.issuperset(token)
