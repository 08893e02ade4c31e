"""The web and mail addresses that a document prints or links to, and how far they spell a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from tfextract.extract.describe.weighing import SMALL_WORDS

DOMAIN = re.compile(
    r"(?:https?://|www\.|@)((?:[\w-]+\.)+[a-z]{2,12})(?![\w@-])|"
    r"(?<![\w@/.-])((?:[a-z][\w-]*\.){1,3}(?:org|int|net|ngo|eu|com|gov|edu|sg|uk|io|us))\b(?!\.\w)",
    re.I,
)
# Services where anybody has pages; they say nothing about the publisher.
COMMON_HOSTS = frozenset(
    "gmail yahoo hotmail outlook google twitter facebook youtube linkedin instagram github flickr bit creativecommons "
    "medium vimeo wikipedia example docs issuu slideshare tinyurl goo wordpress blogspot youtu adobe microsoft "
    "apple amazon eventbrite surveymonkey mailchimp zoom tiktok goo x t.co threads bsky mastodon".split()
)
# Labels after and before the label that names a host.
SECOND_LEVEL = frozenset("co org gov ac edu com net nhs go or".split())
FIRST_LABELS = frozenset("www www2 web info mail en m".split())
FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Hosts:
    """`named` counts the labels of hosts: "lakefund" of www.lakefund.org.uk, and of lake.fund as one word.

    `mailed` are the labels of mail addresses, which are mostly the publisher's. `addresses` is the number of addresses.
    """

    named: Mapping[str, int]
    mailed: frozenset[str]
    addresses: int = 0

    def largest_share(self, host: str) -> float:
        """How often the label occurs, as a share of the most frequent one."""
        return min(1.0, self.named.get(host, 0) / max(*self.named.values(), 1))

    def share(self, host: str) -> float:
        """The root of the host's share of all addresses; the root, since case studies print many hosts once each."""
        return min(1.0, sqrt(self.named.get(host, 0) / max(self.addresses, 1)))


def hosts_of(texts: Iterable[str], links: Iterable[str] = ()) -> Hosts:
    """`links` are the targets of hyperlinks, each counted once: a page's buttons repeat them."""
    named: Counter[str] = Counter()
    mailed: set[str] = set()
    addresses = 0
    for text in (*texts, *sorted(set(links))):
        for match in DOMAIN.finditer(text):
            labels = (match[1] or match[2]).casefold().split(".")
            rest = _without_ends(labels)
            if not rest or rest[-1] in COMMON_HOSTS or labels[-2:] == ["doi", "org"]:
                continue
            # "mills.lakes.gov": an office has its pages under its agency's host.
            results = {re.sub(r"[\W_]+", "", label) for label in rest[-2:]} | {"".join(labels[-2:])}
            named.update(results)
            addresses += 1
            if match[0].startswith("@"):
                mailed |= results
    return Hosts(named, frozenset(mailed), addresses)


def _without_ends(labels: list[str]) -> list[str]:
    rest = labels[:-1]
    if len(rest) > 1 and rest[-1] in SECOND_LEVEL:
        rest = rest[:-1]
    return [label for label in rest if label not in FIRST_LABELS]


def initials_of(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[\w’']+", name) if word[0].isupper()).casefold()


def spelled(name: str, hosts: Hosts) -> dict[str, float]:
    """How the addresses spell the name: only the firmest of "whole", "initials", "begins", "within".

    Its value is the host's `largest_share`. "mail" is added for hosts of mail addresses, with their `share`.
    """
    letters = re.sub(r"[\W_]+", "", name.casefold())
    words = [word for word in re.findall(r"[\w&]+", name.casefold()) if word not in SMALL_WORDS]
    starts = {"".join(words[:count]) for count in range(1, len(words))}
    initials = initials_of(name)
    ways = {
        "whole": {letters, "".join(words)},
        "initials": {initials} if len(initials) >= FEWEST_LETTERS else set(),
        "begins": {start for start in starts if len(start) > FEWEST_LETTERS},
    }
    for how, spellings in ways.items():
        hits = [host for host in sorted(spellings) if len(host) >= FEWEST_LETTERS and host in hosts.named]
        if hits:
            mailed = hosts.mailed.intersection(hits)
            mail = {"mail": max(hosts.share(host) for host in mailed)} if mailed else {}
            return {how: max(hosts.largest_share(host) for host in hits)} | mail
    within = [
        hosts.largest_share(host)
        for host in hosts.named
        if len(letters) > FEWEST_LETTERS and (host.startswith(letters) or host.endswith(letters))
    ]
    return {"within": max(within)} if within else {}
