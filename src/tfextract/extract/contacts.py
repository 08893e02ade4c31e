"""The contact block: organisation, address, phone, e-mail and web page."""

from __future__ import annotations

from collections.abc import Sequence

from tfextract.extract.evidence import Ids, evidence_of, printed_lines
from tfextract.model import Block, BlockRole, Contact
from tfextract.rules import first_match

MAX_WORDS = 80


def _captured(kind: str, name: str, text: str) -> str | None:
    matched = first_match(kind, text)
    return None if matched is None else matched[1][name].rstrip(".,;")


def _contact(blocks: Sequence[Block], ids: Ids) -> Contact | None:
    lines = [block.text[start:end].strip() for block in blocks for start, end in printed_lines(block)]
    text = "\n".join(lines)
    email = _captured("contact_email", "email", text)
    website = _captured("contact_website", "website", text)
    phone = next((hit for line in lines if (hit := _captured("contact_phone", "phone", line))), None)
    if email is None and website is None and phone is None:
        return None
    ways = [way for way in (email, website, phone) if way is not None]
    plain = [line for line in lines if not any(way in line for way in ways)]
    page = blocks[0].page
    return Contact(
        contact_id=ids.give("contact", page, text),
        page=page,
        evidence=tuple(row for block in blocks for row in evidence_of(block, 0, len(block.text), "contact.start")),
        organisation=plain[0] if plain else None,
        address=", ".join(line.rstrip(",") for line in plain[1:]) or None,
        phone=phone,
        email=email,
        website=website,
    )


def find_contacts(blocks: Sequence[Block], ids: Ids) -> tuple[Contact, ...]:
    """Contacts from the up to five blocks after a line such as "Contact:"; a heading, a new page or a long text ends
    them."""
    contacts: list[Contact] = []
    for at, block in enumerate(blocks):
        if first_match("contact_start", block.text) is None:
            continue
        following: list[Block] = []
        for other in blocks[at + 1 : at + 6]:
            if other.role is BlockRole.HEADING or other.page != block.page or len(other.text.split()) > MAX_WORDS:
                break
            following.append(other)
        contact = _contact(following, ids) if following else None
        if contact is not None:
            contacts.append(contact)
    return tuple(contacts)
