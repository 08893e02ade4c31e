from tests.extract.builders import page_of_blocks
from tfextract.extract.contacts import find_contacts
from tfextract.extract.evidence import Ids
from tfextract.extract.programme import find_funds, find_phases

FUND = """
# Alpine Rivers Trust Fund
The fund has the following priority areas:
## Phase I: EUR 3 million annually 2011 – 2014
Cleaner water in the upper valleys
Skills for river boards
## Phase II: EUR 9 million in total, 2015-2018
- Early warning of floods
# Results
Phase III was never planned.
"""


def test_fund_and_phases() -> None:
    blocks = page_of_blocks(FUND)
    funds = find_funds(blocks, None)
    assert [(fund.fund_id, fund.name) for fund in funds] == [("alpine-rivers-trust-fund", "Alpine Rivers Trust Fund")]
    phases = find_phases(blocks, "d", funds)
    assert [(p.name, p.start_year, p.end_year, p.amount, p.currency, p.frequency) for p in phases] == [
        ("Phase I", 2011, 2014, 3_000_000, "EUR", "year"),
        ("Phase II", 2015, 2018, 9_000_000, "EUR", "total"),
    ]
    assert [[area.text for area in p.priority_areas] for p in phases] == [
        ["Cleaner water in the upper valleys", "Skills for river boards"],
        ["Early warning of floods"],
    ]


def test_a_phase_that_ends_before_it_starts_has_no_years() -> None:
    blocks = page_of_blocks(FUND.replace("2011 – 2014", "2014 – 2011"))
    first = find_phases(blocks, "d", find_funds(blocks, None))[0]
    assert (first.name, first.start_year, first.end_year, first.amount) == ("Phase I", None, None, 3_000_000)


def test_a_fund_named_once_in_passing_is_somebody_elses() -> None:
    blocks = page_of_blocks("# Annual report\nMoney came from the Alpine Rivers Trust Fund too.")
    assert find_funds(blocks, "Annual report") == ()


def test_contact() -> None:
    blocks = page_of_blocks("Contact:\nRiver Office\nMill Lane 4\nTel: +41 22 555 01 02\nrivers@example.org")
    (contact,) = find_contacts(blocks, Ids("d"))
    assert contact.organisation == "River Office"
    assert contact.address == "Mill Lane 4"
    assert contact.phone == "+41 22 555 01 02"
    assert contact.email == "rivers@example.org"
    assert contact.website is None


def test_a_contact_heading_without_an_address_gives_none() -> None:
    assert find_contacts(page_of_blocks("Contact:\nThe boards meet in spring."), Ids("d")) == ()
