"""The review application in a real browser: the distribution's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.kept import Kept
from tests.review_app.served import Served, served
from tests.seed import SEED
from tests.warehouse.samples import run_record
from tfextract.model import FileStatus, ReadDocument, SourceFile
from tfextract.warehouse import Change, publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(
            "no Chromium is here, so nothing is tested in a browser (Debian, Ubuntu: sudo apt install chromium)"
        )
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


class Complaints(list[str]):
    """What no page may do: errors, refused content, dialogs, requests to other hosts."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900})
    made.set_default_timeout(60_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Fails where a page of it has an error, breaks its own policy, opens a dialog or asks another host."""
    complaints = Complaints()

    def logged(message: ConsoleMessage) -> None:
        # What the server refuses for a reason (422, 409) is no error of the page.
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    def requested(request: Request) -> None:
        if not request.url.startswith("http://127.0.0.1:"):
            complaints.append(request.url)

    made = context.new_page()
    made.on("console", logged)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    made.on("dialog", lambda dialog: dialog.dismiss())
    made.on("request", requested)
    yield made
    assert complaints == []


@pytest.fixture(scope="session")
def _seed_folder(tmp_path_factory: pytest.TempPathFactory, seed: ReadDocument) -> Kept:
    folder = tmp_path_factory.mktemp("reviewed") / "seed"
    (folder / "raw").mkdir(parents=True)
    state = SEED.stat()
    modified = datetime.fromtimestamp(state.st_mtime, UTC)
    file = SourceFile(str(SEED), SEED.name, state.st_size, modified, FileStatus.READ, seed.document.document_id)
    publish(folder / "w.duckdb", Change((file,), (seed,), ()), run_record("run-1"))
    return Kept(folder)


@pytest.fixture
def brochure(_seed_folder: Kept) -> Iterator[Served]:
    """The brochure in raw/, without reviews."""
    folder = _seed_folder.restored()
    with served(folder / "w.duckdb", folder / "raw") as one:
        yield one


@pytest.fixture
def at_brochure(page: Page, brochure: Served) -> Page:
    """Its second page."""
    page.goto(brochure.keys.address)
    page.click("table a")
    page.click("ol.pages li:nth-child(2) a")
    page.wait_for_selector("li.current")
    # Until the picture is there the page still scrolls to the fact, and a click may meet what was elsewhere.
    page.wait_for_load_state("load")
    return page
