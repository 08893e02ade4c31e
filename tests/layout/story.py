"""Invented text for generated PDFs: sentences, headings, list items, labels of large figures."""

from __future__ import annotations

from random import Random

PEOPLE = (
    "farmers nurses teachers students fishers officials engineers rangers volunteers midwives weavers judges".split()
)
PLACES = "Norland|Easthaven|Tarbury|Lower Quill|Mossfield|Ferrow|Brackwater|Upper Dene|Saltmarsh|Wickham Hollow".split(
    "|"
)
THINGS = (
    "wells schools clinics forests markets wetlands reservoirs greenhouses libraries cooperatives laboratories "
    "harbours nurseries orchards footbridges workshops observatories kindergartens"
).split()
VERBS = "trained equipped visited supported interviewed registered vaccinated accompanied reached advised".split()
DEEDS = "restored opened rebuilt mapped inspected surveyed connected renovated modernised strengthened".split()
MANNERS = "together with local councils|over three seasons|in remote valleys|with modest means|before the rains".split(
    "|"
)
OPENINGS = "In the same year|Beyond this|With these partners|Along the coast|For the first time|By the autumn".split(
    "|"
)
QUALITIES = "sustainable regional independent participatory environmental comprehensive inclusive agricultural".split()
SUBJECTS = "water health education governance biodiversity nutrition transport energy employment sanitation".split()
HEADINGS = (
    "Clean water for every village|Learning from the field|Stronger rural services|What the year brought|"
    "Safe harbours|Working with young people|Forests and soils|Better roads, better markets|Who we are|"
    "Results in numbers|Looking after rivers|Access to justice|A network of partners|Health close to home|"
    "Rebuilding after the storm|Voices from the valley|Seeds and tools|Open data for planning|Women in science|"
    "Energy for remote schools|Early warning|Skills for work|Caring for the coast|Fair and simple rules"
).split("|")
LABELS = (
    "farmers trained|households with clean water|schools rebuilt|officials advised|hectares of forest restored|"
    "nurses at work in rural clinics|kilometres of road repaired|young people in apprenticeships|"
    "visitors to the open days|new cooperatives in the valleys"
).split("|")
LEAD_INS = (
    "The team worked on these lines:|Over the year the programme achieved the following:|Among the results are:|"
    "With this support the districts:"
).split("|")


def number(rng: Random) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return str(rng.randint(11, 980))
    if kind == 1:
        return f"{rng.randint(1, 980)},{rng.randint(0, 999):03}"
    if kind == 2:
        return f"{rng.randint(2, 99)} per cent"
    return f"{rng.randint(1, 40)}.{rng.randint(1, 9)} million"


def sentence(rng: Random) -> str:
    """A sentence with its only full stop at the end."""
    kind = rng.randrange(5)
    if kind == 0:
        text = f"{rng.choice(OPENINGS)}, the team {rng.choice(VERBS)} {number(rng)} {rng.choice(PEOPLE)} {_where(rng)}"
    elif kind == 1:
        text = f"{number(rng)} {rng.choice(THINGS)} were {rng.choice(DEEDS)} {_where(rng)} and {_what(rng)}"
    elif kind == 2:
        text = f"The {rng.choice(QUALITIES)} {rng.choice(SUBJECTS)} programme {rng.choice(DEEDS)} {_what(rng)}"
    elif kind == 3:
        text = f"Local {rng.choice(PEOPLE)} {rng.choice(DEEDS)} {_what(rng)} {rng.choice(MANNERS)}"
    else:
        text = (
            f"Of the {rng.choice(PEOPLE)} who took part, {number(rng)} now work for {rng.choice(QUALITIES)} "
            f"{rng.choice(SUBJECTS)}, {rng.choice(MANNERS)}"
        )
    return text[0].upper() + text[1:] + "."


def _where(rng: Random) -> str:
    return f"in {rng.choice(PLACES)}"


def _what(rng: Random) -> str:
    return f"the {rng.choice(QUALITIES)} {rng.choice(THINGS)} of {rng.choice(PLACES)}"


def paragraph(rng: Random) -> str:
    return " ".join(sentence(rng) for _ in range(rng.randint(2, 5)))


def item(rng: Random, *, stopped: bool) -> str:
    """One or, rarely, two sentences; `stopped` items end in a full stop, the others are single phrases."""
    if stopped and rng.random() < 0.25:
        return f"{sentence(rng)} {sentence(rng)}"
    text = sentence(rng)
    return text if stopped else text[:-1]


def headings(rng: Random) -> list[str]:
    """All of them in a drawn order; no two are alike."""
    drawn = list(HEADINGS)
    rng.shuffle(drawn)
    return drawn
