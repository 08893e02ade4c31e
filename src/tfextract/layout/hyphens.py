"""Handles hyphens at line ends: joins split words, and keeps the hyphens of compounds.

The document's vocabulary decides. If it lacks the word, typical parts of English compounds do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tfextract.layout.drafts import Draft

HYPHENS = ("-", "\u2010", "\u00ad")
TOKEN = re.compile(r"[A-Za-zÀ-ÿ]+(?:[-\u2010][A-Za-zÀ-ÿ]+)*")
# After these a hyphen at the line end belongs to the word: "non-profit", "self-help".
PREFIXES = frozenset(
    (
        "all anti cross e eight five four high ill intra long low macro mid micro multi nine non off one post quasi "
        "self semi seven short six socio ten three two well"
    ).split()
)
# After these a hyphen may belong to the word or split it: "sub-regional", but "sub-ject".
DOUBTFUL_PREFIXES = frozenset("bi co inter pre pro re so sub trans un".split())
# Ends of split words that are not words.
ENDINGS = frozenset(
    "able age al ance ation ed ence er ers es ic ing ings ion ions ist ity ive less ly ment ments ness ous "
    "sion tion tions ty".split()
)
# First parts of compounds: "value-add", "easy-reading", "end-to-end".
OPENINGS = frozenset(
    (
        "after air at award best better big black blue bottom broad business capacity carbon case cash child "
        "city class clean click client climate close closed cloud co-op community computer conflict context "
        "cost country credit cross culture customer cutting data day decision deep demand disaster donor door "
        "double dual early earth easy empty end energy entry even ever evidence eye face fact family far fast "
        "female fine first five fixed follow food front full fund future gas gender glass global good grant "
        "grass green ground half hand hands hard heart heavy home hot house human ice income industry job key "
        "knowledge labour land large last late lead leading left less life light like living local long loss "
        "low lower lump male man market mass mid middle mind mini money most mother multi national needs "
        "never new next night oil old once open opt other paper part partner party peer people performance "
        "policy poor power price private problem public quality quick race rain real record red result "
        "results rights risk road round rule running rural safe school science sea second sector seed service "
        "shared short side single slow small social soft solar solution stake stand start state step strong "
        "super target tax team tech tele third three time tool top trade traffic trouble two user value wage "
        "warm water weather wheel white whole wide wind woman women word work world year young youth zero "
    ).split()
)
# Later parts of compounds: "user-friendly", "state-of-the-art".
CLOSINGS = frozenset(
    (
        "able accessible add added age aged aid aided alone and assessed assisted averse awarded aware away "
        "back backed bait balance based bearing being benefit bodied born bottom bound breaking bred brow "
        "building built business by capita carbon caught centered centred centric chairs changing check "
        "checked class committed community competitive compliant connected conscious consuming controlled "
        "cost country cultural cut cutting date day decade deep demand dependent depth designed determination "
        "determined developed dimensional directed disciplinary dollar door down driven due earned earners "
        "earning economic edge edged educated effective effectiveness efficiency efficient emission "
        "empowerment end ended energy enforced equipped esteem evaluation even ever exempt expressed eyed "
        "faced faceted facing family farm fed female field financed financing finding fired first fledged "
        "flow flying focused focussed foot for forming found founded free friendly fuelled fulfilled fund "
        "funded funding gathering generation giving go going good governed government governmental grade "
        "greedy ground growing grown growth guided half hand handed hearted heartedly held help helped high "
        "hoc hold holder home hour house impact in inclusive income induced industry informed intensive "
        "interest investment job keeping kilometre kind knit known labour land language large lasting law "
        "layered leading learning led legged level life like line lined liner linked living loan local "
        "looking loop loss made making managed management map market mile million minded minute mix month "
        "motivated mouth moving natured needed needs neutral night nosed numbered of off office oil old on "
        "one only operated ordinated ordination organised organized oriented out over owned owner paced paid "
        "part party path people per performing person planned plus point pointed poor positive power powered "
        "priced produced producing profile profit profits proof proofing purpose quality quarter questioning "
        "raised raising range ranging ranked ranking rate rated reaching read reader reading ready related "
        "relevant reliance reliant renewable reported reporting represented resilient resistant resolution "
        "resource resourced resourcing respected responsive rich right rights ring risk round run running "
        "saving scale scaled scaling school sea search sector sectoral sensitive serving set setting sex "
        "shaped share sharing shelf side sided sighted site size sized skilled smart solving sourced space "
        "speaking specific speed spirited sponsored spread square staff stage stakeholder standing star start "
        "started starter state steering step stop storey story street strong structured style sufficient "
        "suited sum supply supported sustaining table taking target targeted tax team tech term terms test "
        "tested the through tie tied tier time title to together top track trade trained training transmitted "
        "treated turn two type typed up upper use used user value versed volume wage war warming water way "
        "weather week weekly weight wheel wheeler wide willed wing winning word work working world worn "
        "worthy written year years yield zero "
    ).split()
)
# Parts among these that can follow any word: "outcomes-oriented".
FREE_CLOSINGS = frozenset(
    (
        "aided backed based centered centred centric disciplinary driven effective effectiveness facing "
        "focused friendly funded intensive minded neutral oriented owned rated related resistant responsive "
        "sensitive specific sponsored standing "
    ).split()
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often each case-folded word is unbroken in the document, as evidence for joining split words."""

    words: Counter[str]

    @classmethod
    def of(cls, drafts: Iterable[Draft]) -> Vocabulary:
        words: Counter[str] = Counter()
        for draft in drafts:
            for fragment in draft.fragments:
                text = fragment.text
                for match in TOKEN.finditer(text):
                    if match.end() < len(text) - 1:
                        words[match[0].casefold()] += 1
        return cls(words)


def keeps_hyphen(before: str, after: str, vocabulary: Vocabulary) -> bool:
    """Whether "before-" at a line end and "after" on the next are one hyphenated word, not one split word."""
    parts = re.split(r"[^\w]", before)
    left = parts[-1].casefold()
    right = (re.match(r"[A-Za-zÀ-ÿ]*", after) or [""])[0].casefold()
    if not left.isalpha() or not right or not after[:1].islower():
        return True
    counts = vocabulary.words
    joined, hyphenated = counts[left + right], counts[f"{left}-{right}"]
    if joined or hyphenated:
        return hyphenated > joined
    if right in ENDINGS:
        return False
    # "best-in-" continues with "class". A word that is split after another hyphen is rarer.
    if len(parts) > 1 and parts[-2].isalpha() and (left in CLOSINGS or left in PREFIXES or right in CLOSINGS):
        return True
    return _is_compound(left, right, counts)


def _is_compound(left: str, right: str, counts: Counter[str]) -> bool:
    if left in PREFIXES:
        return True
    if left in DOUBTFUL_PREFIXES:
        # "co-operate", "re-elect": the hyphen separates two vowels.
        return (counts[right] > 0 and len(right) > 4) or (left[-1] == right[0] and left[-1] in "aeo")
    known_left, known_right = counts[left] > 0, counts[right] > 0
    if known_left and known_right and len(left) > 2 and len(right) > 3:
        return True
    if right in FREE_CLOSINGS and len(left) > 2:
        return True
    if right in CLOSINGS and (left in OPENINGS or (known_left and len(left) > 2)):
        return True
    return left in OPENINGS and ((known_right and len(right) > 2) or (len(right) > 4 and right.endswith(("ed", "ing"))))
