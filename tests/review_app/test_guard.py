"""Only requests of a browser with the token, on this machine, from the application's own pages are answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.review_app.served import Served, served
from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import change, read_document

PAGE = "/documents/lighthouse000000/pages/1"


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, beginnings: Beginnings) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "raw").mkdir()
    with served(beginnings.begin(folder / "w.duckdb", change(read_document())), folder / "raw") as one:
        yield one


def test_the_address_that_is_printed_gives_a_cookie_no_script_reads_and_no_other_site_sends(there: Served) -> None:
    answer = there.ask(there.keys.address.split(str(there.keys.port))[1])
    assert answer.status == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(there.cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize("path", ["/", PAGE, f"{PAGE}/picture", "/search?q=pilots", "/publish", "/static/review.js"])
def test_nothing_is_answered_without_the_token(there: Served, path: str) -> None:
    assert there.get(path).status == 200
    for cookie in ("", f"{there.keys.cookie}=guess", f"other={there.keys.token}"):
        refused = there.ask(path, Cookie=cookie)
        assert refused.status == 403
        assert "Lighthouse" not in refused.text
    assert there.ask(f"{path.partition('?')[0]}?token=guess").status == 403


def test_another_host_is_not_answered(there: Served) -> None:
    """A name of the attacker's that leads to this machine (DNS rebinding)."""
    for host in ("evil.example", f"evil.example:{there.keys.port}", "127.0.0.1:1", ""):
        assert there.get("/", Host=host).status == 400
    assert there.get("/", Host=f"localhost:{there.keys.port}").status == 200


@pytest.mark.parametrize("path", [f"{PAGE}/verdict", f"{PAGE}/facts/c-lighthouse", f"{PAGE}/add", "/publish"])
def test_another_site_can_send_nothing(there: Served, path: str) -> None:
    body = urlencode({"form": there.keys.form, "accept": "c-lighthouse"})
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{there.keys.port + 1}", None):
        headers = {name: value for name, value in there.form_headers.items() if name != "Origin"}
        if origin is not None:
            headers["Origin"] = origin
        assert there.ask(path, "POST", body, **headers).status == 403
    assert not there.sheet.exists()


def test_a_form_without_its_key_is_refused(there: Served) -> None:
    for fields in ({"accept": "c-lighthouse"}, {"accept": "c-lighthouse", "form": "guess"}):
        assert there.ask(f"{PAGE}/verdict", "POST", urlencode(fields), **there.form_headers).status == 403
    as_json = {**there.form_headers, "Content_Type": "application/json"}
    assert there.ask(f"{PAGE}/verdict", "POST", "{}", **as_json).status == 415
    assert not there.sheet.exists()


def test_what_is_sent_is_bounded(there: Served) -> None:
    assert there.post(f"{PAGE}/add", kind="count", sentence="x" * 300_000).status == 413
    many = urlencode([("form", there.keys.form), *((f"f{number}", "x") for number in range(300))])
    assert there.ask(f"{PAGE}/verdict", "POST", many, **there.form_headers).status == 400
    assert there.get(f"/search?q={'x' * 9000}").status == 414
    assert "at most" in there.get(f"/search?q={'x' * 300}").text
    assert not there.sheet.exists()


def test_every_answer_forbids_inline_scripts_other_hosts_and_frames(there: Served) -> None:
    for answer in (there.get(PAGE), there.get("/nowhere"), there.ask("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    for path in ("/", PAGE, f"{PAGE}/facts/c-lighthouse", f"{PAGE}/add", "/search?q=pilots", "/publish", "/help"):
        text = there.get(path).text
        assert "<script>" not in text
        assert " style=" not in text
        assert " onclick=" not in text


def test_only_loopback_is_listened_on(there: Served) -> None:
    sockets = Path("/proc/net/tcp").read_text("ascii").splitlines()
    listening = [line.split()[1] for line in sockets[1:] if line.split()[3] == "0A"]
    assert [address for address in listening if address.endswith(f":{there.keys.port:04X}")] == [
        f"0100007F:{there.keys.port:04X}"
    ]
