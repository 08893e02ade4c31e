from dataclasses import replace

import pytest

from tests.extract.builders import nlp, page_of_blocks, passages
from tfextract.extract.evidence import Ids
from tfextract.extract.products import find_products
from tfextract.extract.products.suggest import candidates
from tfextract.extract.products.types import core_title, type_of_title
from tfextract.extract.text import read_footnotes, read_passages
from tfextract.model import BlockRole, Box, Link, Page, PageStatus, Product, TextSource

PAGE = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER)


def _found(printed: str, *links: Link) -> list[Product]:
    page = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER, links=links)
    return list(find_products(passages(printed), [page], Ids("d"), None))


def _titles_in(printed: str, *links: Link) -> list[tuple[str, str]]:
    """What rules and grammar call a title, whatever is decided of it, and its type."""
    found = candidates(passages(printed), {1: links})
    return [(title.text, title.type.name) for one in found for title in one.titles]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Report on river health", "report"),
        ("Market Analysis Report of boat prices", "report"),
        ("Judicial Training Modules on water law", "training module"),
        ("Short videos on the river school", "video"),
        ("A compendium featuring nine village wells", "compendium"),
        ("Workshop proceedings on lake trade", "proceedings"),
        ("Background Papers: One, Two, and Three", "background paper"),
        ("Webpage on Lakes", "web page"),
        ("Policy Briefs: Clean Air", "policy brief"),
    ],
)
def test_type_of_title(title: str, name: str) -> None:
    found = type_of_title(title)
    assert found is not None
    assert found.name == name


def test_no_type_where_none_is_printed() -> None:
    assert type_of_title("Rivers and People") is None


def test_list_of_products() -> None:
    found = _found("Knowledge products and tools include:\n- Report on river health\n- Toolkit for Well Diggers")
    assert [(p.title, p.product_type, p.product_class.value) for p in found] == [
        ("Report on river health", "report", "publication"),
        ("Toolkit for Well Diggers", "toolkit", "guide_or_tool"),
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            """# Publications in 2021
            - Who Owns the Weir? Rights in the Valley. Discussion Paper 14.
            - Milling without Regret. Handbook for owners, 180 pp.
            - The Dry Wheel: Five Lessons. Ruritania City: Mill Press.
            - We also printed nine posters for schools.""",
            [
                ("Who Owns the Weir? Rights in the Valley", "discussion paper"),
                ("Milling without Regret. Handbook for owners", "handbook"),
                ("The Dry Wheel: Five Lessons", "publication"),
            ],
        ),
        (
            """# Also published this year
            - How We Mill: a guide for new owners
            - Fair Flour? Pay in village mills (with the Flour Trust)
            - “What makes a good wheel”, a web story in nine parts
            - Ada, M. and Bo, K. (2018). Wheels and Wages: nine towns compared.""",
            [
                ("How We Mill: a guide for new owners", "guide"),
                ("Fair Flour? Pay in village mills", "publication"),
                ("What makes a good wheel", "web story"),
                ("Wheels and Wages: nine towns compared", "publication"),
            ],
        ),
        # The line above says what all of them are.
        (
            "Watch the videos of our mill schools:\n- Wheels of Ruritania\n- A Day at the Weir",
            [("Wheels of Ruritania", "video"), ("A Day at the Weir", "video")],
        ),
        # A paragraph of references, and a series that semicolons part.
        (
            "# Selected publications\nMilling in Practice (Issue brief no. 7). The council met twice. "
            "“Whose Weir?”, video.",
            [("Milling in Practice", "brief"), ("Whose Weir?", "video")],
        ),
        (
            "# Deliverables\nD1.1 Mill Labour: a river atlas; D1.3 Guidelines on the rights of millers; and"
            " D3.2 “Bring your sack”, a toolkit for towns, in five languages.",
            [
                ("Mill Labour: a river atlas", "atlas"),
                ("Guidelines on the rights of millers", "guidelines"),
                ("Bring your sack", "toolkit"),
            ],
        ),
        (
            "The following were handed over: Technical guidelines for wheel repair; Manual for oiling a mill (2nd"
            " edition);"
            " and a list of names.",
            [("Technical guidelines for wheel repair", "guidelines"), ("Manual for oiling a mill", "manual")],
        ),
        # Deliverables may be anything; a workshop is none.
        (
            """# Project deliverables (updated in May)
            - D4.1 Wider roads to the mill (Task 4.3)
            - D4.5 Report on ways to mend a wheel (Task 4.3)""",
            [("Report on ways to mend a wheel", "report")],
        ),
        (
            "# Publications\n- Workshop on mills in Ruritania\n- Lives at the Mill",
            [("Lives at the Mill", "publication")],
        ),
        # Without such a heading, parts in lower case are no titles.
        ("The new site has: a faster search engine; better maps; and a video player.", []),
    ],
)
def test_lists_of_publications(printed: str, expected: list[tuple[str, str]]) -> None:
    assert set(expected) <= set(_titles_in(printed))
    assert expected or not _titles_in(printed)


def test_the_page_says_the_type_that_a_list_leaves_out() -> None:
    (found,) = _found(
        "The council released its report, Dry Wheels: Five Lessons.\n# Publications\n- Dry Wheels: Five Lessons"
    )
    assert found.product_type == "report"


def test_entries_run_together_are_two() -> None:
    found = _found("Publications include:\n- Webinar on soil health in dry lands Publication: Soils and People")
    assert [p.title for p in found] == ["Webinar on soil health in dry lands", "Publication: Soils and People"]


def test_languages_and_items() -> None:
    flyers, papers = _found(
        """Publications include:
        - Flyers in English, French and Spanish on wells
        - Background Papers: Ada’s Mill, Bo’s Dam, and Cy’s Weir"""
    )
    assert flyers.languages == ("en", "fr", "es")
    assert papers.items == ("Ada’s Mill", "Bo’s Dam", "Cy’s Weir")


def test_repeat_needs_the_same_type() -> None:
    first, again, other = _found(
        """Publications include:
        - Publication: Soils and People
        - Publication on Soils and People
        - Webinar on Soils and People"""
    )
    assert again.repeat_of == first.product_id
    assert other.repeat_of is None


def test_quoted_title_in_a_sentence() -> None:
    (found,) = _found("The fund issued a policy brief entitled “Clean Rivers for All” in May.")
    assert (found.title, found.product_type) == ("Clean Rivers for All", "policy brief")


def test_generic_mentions_are_not_products() -> None:
    assert _found("Several reports were published and a handbook was planned.") == []


def test_link_on_the_title_gives_the_url() -> None:
    link = Link(1, Box(50, 40, 400, 50), "https://example.org/wells.pdf")
    (found,) = _found("Publications include:\n- Guide on wells", link)
    assert found.url == "https://example.org/wells.pdf"


def test_core_title() -> None:
    assert (
        core_title("Publication on Soils and People")
        == core_title("Publication: Soils and people")
        == "soils and people"
    )


@pytest.mark.parametrize(
    ("words", "uri", "title", "name"),
    [
        ("a short guide to dry wells", "https://example.org/news", "short guide to dry wells", "guide"),
        (
            "Dry Wells and Wet Towns",
            "https://example.org/publications/dry-wells",
            "Dry Wells and Wet Towns",
            "publication",
        ),
        ("Dry Wells and Wet Towns", "https://www.youtube.com/watch?v=dry", "Dry Wells and Wet Towns", "video"),
        ("Dry Wells and Wet Towns", "https://example.org/news/dry-wells", None, ""),
        ("Ruritania College of Wells", "https://example.org/wells.pdf", None, ""),
    ],
)
def test_a_link_marks_a_title(words: str, uri: str, title: str | None, name: str) -> None:
    text = f"Nine towns then saw {words} and went home."
    start = text.index(words)
    link = Link(1, Box(50 + 5 * start, 18, 50 + 5 * (start + len(words)), 32), uri)
    assert (title, name) in _titles_in(text, link) if title is not None else not _titles_in(text, link)


@pytest.mark.parametrize(
    ("printed", "title", "name"),
    [
        (
            "In May the council released the Lake Fisheries Review (LFR) to all.",
            "Lake Fisheries Review (LFR)",
            "review",
        ),
        (
            "Readers will find more in the Guidelines for Safe Village Wells.",
            "Guidelines for Safe Village Wells",
            "guidelines",
        ),
        (
            "The Mill Owners Annual Progress Report 2019, out in June, had no news.",
            "Mill Owners Annual Progress Report 2019",
            "report",
        ),
        ("All staff completed the Boats and Nets course in June.", "Boats and Nets course", "course"),
        (
            "Our records are kept in software called Well Log | Mill Log (WELO) in each town.",
            "Well Log | Mill Log (WELO)",
            "software",
        ),
        ("Staff use Lake Watch Online, a database of wells, every day.", "Lake Watch Online", "database"),
        ("It was the launch of a report by the Lake Council, “Fish at Rest”, in Rome.", "Fish at Rest", "report"),
        (
            "The council published a handbook on mending old boats in May 2014.",
            "handbook on mending old boats",
            "handbook",
        ),
        ("In June the council published its guide to wooden mills.", "guide to wooden mills", "guide"),
        ("The council issued a river trade policy brief.", "river trade policy brief", "policy brief"),
        ("The report Fish at Rest was sent to all.", "Fish at Rest", "report"),
        ("The council released a short documentary, The Long Walk, in May.", "The Long Walk", "documentary"),
        (
            "Working Paper 12: Fish and Mills in Ruritania",
            "Working Paper 12: Fish and Mills in Ruritania",
            "working paper",
        ),
        ("The Ruritanian Well Atlas helps planners.", "Ruritanian Well Atlas", "atlas"),
        ("Mending a mill race (click the picture to play the video)", "Mending a mill race", "video"),
        (
            "The council launched the Strategy for Lake, River and Well Repair in May.",
            "Strategy for Lake, River and Well Repair",
            "strategy",
        ),
        # The type is in an apposition after the name, or in the predicate.
        ("In May we printed MillFinder, a free guide full of advice.", "MillFinder", "guide"),
        ("MILLS 4, the second version of the council’s mill software, came out.", "MILLS 4", "software"),
        ("WeirShare is an open-source platform that links millers.", "WeirShare", "platform"),
        ("Millers trust the council’s popular podcast, Wet Boots.", "Wet Boots", "podcast"),
        ("We made Mill Rush, a card game for schools.", "Mill Rush", "game"),
        ("Children play Weir Rush (a card game for schools) at night.", "Weir Rush", "game"),
        ("“Boots in the Mud,” a six-part web series, was shown.", "Boots in the Mud", "series"),
        ("The Tarasha platform has helped nine towns.", "Tarasha platform", "platform"),
        # What is published has a title, whatever its type.
        (
            "In May the council published “Left Dry: Mills and Water”, which all read.",
            "Left Dry: Mills and Water",
            "publication",
        ),
        (
            "We released Counting the Cost: How Floods Shape Lives in May.",
            "Counting the Cost: How Floods Shape Lives",
            "publication",
        ),
        # Built or put to use, a coined name for something that lets people do things.
        ("Staff read the State of Weirs report.", "State of Weirs report", "report"),
        # Described: by its owner, its place, or as a set.
        (
            "Our report on child labour in flour mills moved nine firms.",
            "report on child labour in flour mills",
            "report",
        ),
        ("An interactive map of village mills was put online.", "interactive map of village mills", "map"),
        ("A regional study on flour waste was completed.", "regional study on flour waste", "study"),
        ("A set of guidelines for safe milling was drawn up.", "guidelines for safe milling", "guidelines"),
        # The next sentence takes it up again by its type.
        ("Millers report leaks with the LeakLine platform.", "LeakLine platform", "platform"),
        ("The Mill Repair Handbook v1.0 is in print.", "Mill Repair Handbook v1.0", "handbook"),
        # The words before it.
        ("In a report entitled, Dry Wheels, the council counts mills.", "Dry Wheels", "report"),
        ("It now has a river map (known as WeirMap) for all.", "WeirMap", "map"),
        ("A manual for young millers, called Turning Wheels, was sold out.", "Turning Wheels", "manual"),
        ("Titled “Slow Water”, the study looks at nine rivers.", "Slow Water", "study"),
        ("In May it issued a new guide: Turning Wheels at Night.", "Turning Wheels at Night", "guide"),
        ("We issued our research report, Slow Water: Mills and Boats.", "Slow Water: Mills and Boats", "report"),
        ("The booklet Clean Weirs, Full Nets was sold out.", "Clean Weirs, Full Nets", "booklet"),
        ("A toolkit for small towns, Mills at Work, came in nine languages.", "Mills at Work", "toolkit"),
        ("The quarterly newsletter Weir Post has 3,000 readers.", "Weir Post", "newsletter"),
        (
            "A book titled A Short View of Mills: Wheels and Weirs is out.",
            "A Short View of Mills: Wheels and Weirs",
            "book",
        ),
        (
            "A training programme on mills named ‘Making Wheels Turn’ was held.",
            "Making Wheels Turn",
            "training programme",
        ),
        # One with "and" in it; a version, copies.
        (
            "The Lake Strategy and Action Plan (2011-2014) was endorsed.",
            "Lake Strategy and Action Plan (2011-2014)",
            "action plan",
        ),
        ("They helped with final versions of the Weir Initial Assessment.", "Weir Initial Assessment", "assessment"),
        ("Some 900 copies of Lives at the Mill were sent out.", "Lives at the Mill", "publication"),
        ("They took the Lakeside course on Sustainable Mills.", "Lakeside course on Sustainable Mills", "course"),
        ("All towns apply the wheel and weir toolkit.", "wheel and weir toolkit", "toolkit"),
        # The sentence says what it contains, or where to find it.
        ("The Mill Innovation Index ranks 90 countries.", "Mill Innovation Index", "index"),
        ("The Valley Flood Plan 2018–2019 can be found in town halls.", "Valley Flood Plan 2018–2019", "plan"),
        # Where a name ends.
        ("Reports of broken weirs came through The Weir app.", "The Weir app", "software"),
        (
            "We helped to develop an Access, Voice, and Justice Roadmap.",
            "Access, Voice, and Justice Roadmap",
            "roadmap",
        ),
        ("A Miller’s Guide to Dry Rivers was sold out.", "Miller’s Guide to Dry Rivers", "guide"),
        ("They paid for the Mill Data (MD) Portal in May.", "Mill Data (MD) Portal", "portal"),
        ("In May the council made a Mill Course Handbook (MCH).", "Mill Course Handbook (MCH)", "handbook"),
        # A tool is there where it is used.
        ("Nine banks used the council’s WEIR Risk Tool in May.", "WEIR Risk Tool", "tool"),
        # A title with its year, or a question.
        ("Many read The State of the World’s Weirs 2014.", "The State of the World’s Weirs 2014", "report"),
        ("Policy Brief No. 14: Who Owns the Weir?", "Policy Brief No. 14: Who Owns the Weir?", "policy brief"),
        # The reader is sent to it; several for somewhere.
        ("To download the factsheet on new mill rules, click here.", "factsheet on new mill rules", "fact sheet"),
        (
            "The council published manuals on mill law for judges in Kenya and Malawi.",
            "manuals on mill law for judges in Kenya and Malawi",
            "manual",
        ),
    ],
)
def test_title_in_running_text(printed: str, title: str, name: str) -> None:
    assert (title, name) in _titles_in(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "The workshop entitled “Fish at Rest” was held in May.",
        "The government has a national strategy and an action plan.",
        "Training in Lake Council’s video production went on.",
        "The Director of the Lake Council spoke of the Paris Agreement.",
        "MILL OWNERS ANNUAL REPORT",
        "Article 13 of the law names the Lake Council.",
        "The Lake Council, the people of the lake, met.",
        "The annual report was sent to all.",
        "They published reports on many things and produced videos.",
        "Overall, the report was well received.",
        "In Kenya and Malawi, the platform trained 40 women.",
        "After two assessments, the Department of Mills was paid.",
        "They used the Facebook platform.",
        "Today, our app is in nine towns.",
        "In July 2019, our mill guide was sold out.",
        "The council launched the GreenWeir initiative. The initiative helped many.",
        "YouthWeir was launched by the mayor.",
        "Output 2.1 was completed, and the website was built.",
        "WeirNet is a platform for mayors.",
        "MillAid is a company that makes an app.",
        "Leaving the Course in Rough Water was hard.",
        "The Auditor’s Report is on page 9.",
        "They met at the Museum of the Book.",
        "The council launched “Clean Grain”, a campaign for safer mills.",
        "It built on the 2017 Global Platform for Mill Safety held in Ruritania.",
        "The code has a Free Software licence.",
        "The research was published in the Journal of Milling.",
        "They issued a final report for the Union of Mills.",
        "The council released a song, and “Wet Boots”, a song of the mill, was sung.",
    ],
)
def test_no_title_here(printed: str) -> None:
    assert _titles_in(printed) == []


def test_titles_in_a_list_after_their_type() -> None:
    found = _found(
        "Three of the papers came out in May: “Fish at Rest: A Story,” “Fish at Work,” and “Fish Abroad Today.”"
    )
    assert [(p.title, p.product_type) for p in found] == [
        ("Fish at Rest: A Story", "paper"),
        ("Fish at Work", "paper"),
        ("Fish Abroad Today", "paper"),
    ]


def test_named_twice_on_a_page_is_one_row() -> None:
    found = _found("The Lake Fisheries Atlas came out in May.\nMany read the Lake Fisheries Atlas.")
    assert len(found) == 1


def test_two_coined_names_that_and_joins() -> None:
    with_types = _titles_in("WeirLog and WeirMap, our free software, reached nine towns.")
    assert {("WeirLog", "software"), ("WeirMap", "software")} <= set(with_types)


def test_a_short_name_explained_before_is_no_second_product() -> None:
    found = _found("We wrote the Weir Repair Handbook (WRH). The WRH is a reference manual for millers.")
    assert [p.title for p in found] == ["Weir Repair Handbook (WRH)"]


def test_shorter_name_on_the_page_is_the_same_product() -> None:
    found = _found("The council launched the Lakeside Weir Portal.\nThe Weir Portal holds nine books.")
    assert [p.title for p in found] == ["Lakeside Weir Portal"]


@pytest.mark.parametrize(
    ("first", "again", "same"),
    [
        ("Many use the Weir Log app.", "Millers like Weir Log, a free online platform.", True),
        ("We published the Lake Fisheries Atlas 2014.", "We published the Lake Fisheries Atlas 2015.", False),
        ("We published the Lake Fisheries Atlas.", "We published the Lake Fisheries Yearbook.", False),
    ],
)
def test_repeated_on_another_page(first: str, again: str, same: bool) -> None:
    blocks = (*page_of_blocks(first), *page_of_blocks(again, page=2))
    one, *_, two = find_products(read_passages(blocks, nlp()), [PAGE, replace(PAGE, page=2)], Ids("d"), None)
    assert (two.repeat_of == one.product_id) is same


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Turning Wheels: a field guide to village mills", "Turning Wheels"),
        ("Mill Campaign: a guide to village mills was lost", None),
        ("Turning Wheels: nine mills were mended", None),
    ],
)
def test_bold_words_that_a_guide_is_named_by(printed: str, title: str | None) -> None:
    (block,) = page_of_blocks(printed)
    pieces = tuple(replace(piece, bold=at < 2) for at, piece in enumerate(block.pieces))
    found = find_products(read_passages([replace(block, pieces=pieces)], nlp()), [PAGE], Ids("d"), None)
    assert [p.title for p in found] == ([] if title is None else [title])


def test_a_running_head_is_no_product() -> None:
    read = passages("Lake Council Handbook 2014\nMany read the Lake Council Handbook 2014 in May.")
    (found,) = find_products(read, [PAGE], Ids("d"), "Lake Council Handbook 2014")
    assert found.evidence[0].start > 0


def test_statement_under_resources_is_no_title() -> None:
    assert _found("# Publications\n- The ministry gave wells to nine towns and a school to one.") == []


@pytest.mark.parametrize(
    ("printed", "role", "state"),
    [
        ("In May the council published the Lake Fisheries Atlas.", "produced", "released"),
        ("The council will publish the Lake Fisheries Atlas in May.", "produced", "planned"),
        ("A guide entitled “Wells at Work” was written and is expected to be printed in May.", "produced", "planned"),
        ("The council supported the ministry in writing the Lake Fisheries Atlas.", "supported", None),
        ("The Lake Fisheries Atlas is being used in schools.", None, "released"),
        ("According to the Lake Fisheries Atlas, fish are few.", "cited", "released"),
        ("Many read the Lake Fisheries Atlas.", None, "released"),
    ],
)
def test_role_and_state(printed: str, role: str | None, state: str | None) -> None:
    (found,) = _found(printed)
    assert (found.role, found.state) == (role, state)


def test_the_documents_own_title_is_self() -> None:
    (found,) = find_products(
        passages("Many read the Lake Council Handbook 2014."), [PAGE], Ids("d"), "Lake Council Handbook 2014"
    )
    assert found.role == "self"


def test_printed_address_gives_the_url() -> None:
    (found,) = _found("For more, see the Lake Fisheries Atlas at www.example.org/atlas.")
    assert found.url == "www.example.org/atlas"


def test_two_titles_that_and_joins() -> None:
    found = _found("Two came out: the Lake Seed Bank Toolkit and the Mill Repair Toolkit.")
    assert [p.title for p in found] == ["Lake Seed Bank Toolkit", "Mill Repair Toolkit"]


def test_footnote_names_a_work_that_is_cited() -> None:
    (block,) = page_of_blocks("3 See the Lake Fisheries Handbook, p. 4.")
    notes = read_footnotes([replace(block, role=BlockRole.FOOTNOTE)])
    (found,) = find_products(notes, [PAGE], Ids("d"), None)
    assert (found.title, found.role) == ("Lake Fisheries Handbook", "cited")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # Commas part a series where each part opens with its type.
        (
            "These are at the printer’s: Manual for young millers, Guide to village weirs, Handbook of wheels.",
            [
                ("Manual for young millers", "manual"),
                ("Guide to village weirs", "guide"),
                ("Handbook of wheels", "handbook"),
            ],
        ),
        ("Millers use the Office of the Miller toolkit.", [("Office of the Miller toolkit", "toolkit")]),
        (
            "It launched Mills in Ruritania - Landscape Report in May.",
            [("Mills in Ruritania - Landscape Report", "report")],
        ),
    ],
)
def test_titles_that_stand_alone(printed: str, expected: list[tuple[str, str]]) -> None:
    assert set(expected) <= set(_titles_in(printed))
    assert expected or not _titles_in(printed)


def test_a_name_that_one_place_says_is_a_products_is_found_on_other_pages() -> None:
    first = page_of_blocks("In May we launched our app, WeirWatch, and the Lakeside Flood Portal.", 1)
    second = [
        replace(block, block_no=block.block_no + 10, pieces=tuple(replace(piece, page=2) for piece in block.pieces))
        for block in page_of_blocks("WeirWatch has grown. WeirWatch is free. The Lakeside council met.", 2)
    ]
    read = read_passages([*first, *second], nlp())
    found = find_products(read, [PAGE, replace(PAGE, page=2)], Ids("d"), None)
    assert [(product.title, product.page, product.repeat_of is None) for product in found] == [
        ("WeirWatch", 1, True),
        ("Lakeside Flood Portal", 1, True),
        ("WeirWatch", 2, False),
    ]


def test_the_state_of_something_is_a_report_where_it_comes_out() -> None:
    (found,) = _found("With the council we launched the second State of the World’s Weirs, and all read it.")
    assert (found.title, found.product_type) == ("State of the World’s Weirs", "report")
