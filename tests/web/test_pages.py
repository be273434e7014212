"""Signing in, who sees which page, what guards a page, and what the pages say without a browser's help."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from app.domain.roles import Role
from app.web import assets
from app.web.assets import Assets
from app.web.sessions import csrf_of
from tests.web.setting import Site, a_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages whose bundles need not be built."""
    folder: Path = tmp_path_factory.mktemp("plain")
    patch = pytest.MonkeyPatch()
    entries = ("page.js", "page.css", "live.css", "live.js", "compare.js", "designer.js", "designer.css")
    if Assets().missing:
        patch.setattr(Assets, "names", {name: [name] for name in entries})
    with a_site(folder) as made:
        yield made
    patch.undo()


def signed_in(site: Site, token: str) -> requests.Session:
    """A browser's cookies after signing in."""
    session = requests.Session()
    answer = session.post(f"{site.url}/sign-in", data={"token": token}, timeout=30, allow_redirects=False)
    assert answer.status_code == 303
    return session


def test_a_session_is_not_the_token_and_no_script_reads_it(site: Site) -> None:
    answer = requests.post(f"{site.url}/sign-in", data={"token": site.head}, timeout=30, allow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert site.head not in cookie


def test_a_wrong_token_is_told_and_opens_nothing(site: Site) -> None:
    answer = requests.post(f"{site.url}/sign-in", data={"token": "nonsense"}, timeout=30, allow_redirects=False)
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert "令牌无效" in answer.text


def test_a_stranger_is_shown_the_door_and_led_back_afterwards(site: Site) -> None:
    answer = requests.get(f"{site.url}/definitions/joint?version=1", timeout=30)
    assert answer.status_code == 401
    assert 'value="/definitions/joint?version=1"' in answer.text


@pytest.mark.parametrize("elsewhere", ["//evil.example/x", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_server(site: Site, elsewhere: str) -> None:
    data = {"token": site.head, "next": elsewhere}
    answer = requests.post(f"{site.url}/sign-in", data=data, timeout=30, allow_redirects=False)
    assert answer.headers["Location"] == "/"


def test_a_change_by_cookie_needs_the_pages_own_mark(site: Site) -> None:
    number = site.receive("joint")
    session = signed_in(site, site.head)
    address = f"{site.url}/api/v1/cases/{number}/urge"
    refused = session.post(address, json={"text": "x"}, timeout=30)
    assert refused.status_code == 403
    assert refused.json()["code"] == "csrf"
    forged = session.post(address, json={"text": "x"}, headers={"X-CSRF-Token": csrf_of("another")}, timeout=30)
    assert forged.status_code == 403
    page = session.get(f"{site.url}/cases/{number}", timeout=30).text
    mark = re.search(r'name="csrf" content="(\w+)"', page)
    assert mark
    allowed = session.post(address, json={"text": "x"}, headers={"X-CSRF-Token": mark[1]}, timeout=30)
    assert allowed.status_code == 200, allowed.text


def test_signing_out_ends_the_session_on_the_server_too(site: Site) -> None:
    session = signed_in(site, site.head)
    kept = session.cookies["lianban_session"]
    assert session.get(f"{site.url}/api/v1/me", timeout=30).status_code == 200
    session.post(f"{site.url}/sign-out", data={"csrf": csrf_of(kept)}, timeout=30)
    stolen = {"lianban_session": kept}
    assert requests.get(f"{site.url}/api/v1/me", cookies=stolen, timeout=30).status_code == 401
    assert requests.get(f"{site.url}/inbox", cookies=stolen, timeout=30).status_code == 401


def test_signing_out_needs_the_pages_own_mark(site: Site) -> None:
    session = signed_in(site, site.head)
    assert session.post(f"{site.url}/sign-out", data={"csrf": "x"}, timeout=30).status_code == 403
    assert session.get(f"{site.url}/inbox", timeout=30).status_code == 200


def test_each_role_begins_with_its_work_and_sees_no_other(site: Site) -> None:
    designer, window = signed_in(site, site.designer), signed_in(site, site.window)
    assert designer.get(f"{site.url}/", timeout=30).url.endswith("/definitions")
    assert window.get(f"{site.url}/", timeout=30).url.endswith("/inbox")
    assert designer.get(f"{site.url}/inbox", timeout=30).status_code == 403
    assert window.get(f"{site.url}/designer", timeout=30).status_code == 403
    assert window.get(f"{site.url}/definitions", timeout=30).status_code == 403


def test_only_pages_with_diagrams_let_styles_in(site: Site) -> None:
    session = signed_in(site, site.head)
    plain = session.get(f"{site.url}/inbox", timeout=30).headers["Content-Security-Policy"]
    drawn = session.get(f"{site.url}/definitions/joint", timeout=30).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in plain
    assert "style-src 'self' 'unsafe-inline'" in drawn
    assert "script-src 'self';" in plain and "script-src 'self';" in drawn


def test_what_an_applicant_writes_is_text_and_never_a_page(site: Site) -> None:
    body = {"item": "direct", "applicant": {"name": "<img src=x onerror=alert(1)>"}, "form": {"a": "<b>"}}
    number = site.call("POST", "/cases", site.token("civil.w", Role.WINDOW, "civil"), json=body)["number"]
    page = signed_in(site, site.chief).get(f"{site.url}/cases/{number}", timeout=30).text
    assert "<img src=x" not in page
    assert "&lt;img" in page


def test_the_calendar_says_why_a_day_counts(site: Site) -> None:
    session = signed_in(site, site.window)
    shown = session.get(f"{site.url}/calendar?year=2026&from=2026-02-13&days=5", timeout=30).text
    assert "2026-02-27 17:30" in shown and "调休上班(春节)" in shown
    later = session.get(f"{site.url}/calendar?year=2027", timeout=30).text
    assert "暂定" in later and "已公布" not in later
    assert session.get(f"{site.url}/calendar?year=1900", timeout=30).status_code == 404
    assert session.get(f"{site.url}/calendar?from=2026-02-13&days=9999", timeout=30).status_code == 422


def test_the_language_follows_the_browser_until_one_is_chosen(site: Site) -> None:
    session = signed_in(site, site.head)
    english = {"Accept-Language": "en"}
    assert "<h1>Inbox</h1>" in session.get(f"{site.url}/inbox", headers=english, timeout=30).text
    assert "<h1>待办</h1>" in session.get(f"{site.url}/inbox", timeout=30).text
    chosen = session.get(f"{site.url}/language/zh?next=/inbox", headers=english, timeout=30)
    assert "<h1>待办</h1>" in chosen.text


def test_the_live_part_of_a_case_is_sent_only_when_it_has_changed(site: Site) -> None:
    number = site.receive("joint")
    session = signed_in(site, site.head)
    first = session.get(f"{site.url}/cases/{number}/live", timeout=30)
    seen = re.search(r'data-seen="([\w-]+)"', first.text)
    assert seen
    again = session.get(f"{site.url}/cases/{number}/live?seen={seen[1]}", timeout=30)
    assert again.status_code == 204
    site.complete(number, "accept", outcome="accept")
    assert session.get(f"{site.url}/cases/{number}/live?seen={seen[1]}", timeout=30).status_code == 200


def test_a_case_that_is_none_of_ones_own_is_not_there(site: Site) -> None:
    number = site.receive("joint")
    session = signed_in(site, site.token("tobacco.o", Role.OFFICER, "tobacco"))
    assert session.get(f"{site.url}/cases/{number}", timeout=30).status_code == 404
    assert session.get(f"{site.url}/cases/{number}/live", timeout=30).status_code == 404


def test_the_server_answers_and_says_so_when_the_pages_are_not_built(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = Assets(tmp_path)
    assert "./run setup" in empty.missing
    monkeypatch.setattr(site.server.app.extensions["lianban.web"].assets, "names", {})  # type: ignore[attr-defined]
    answer = requests.get(f"{site.url}/sign-in", timeout=30)
    assert answer.status_code == 503
    assert "./run setup" in answer.text
    assert requests.get(f"{site.url}/health", timeout=30).status_code == 200


def test_bundles_are_kept_for_good_and_nothing_else_is_given_out(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "static" / "page-ABC.js").write_text("1")
    monkeypatch.setattr(assets, "FOLDER", tmp_path / "static")
    answer = requests.get(f"{site.url}/assets/page-ABC.js", timeout=30)
    assert "immutable" in answer.headers["Cache-Control"]
    for stray in ("..%2fsecret.txt", "%2e%2e/secret.txt", "nothing.js"):
        assert requests.get(f"{site.url}/assets/{stray}", timeout=30).status_code == 404


def test_the_lock_of_the_pages_names_no_registry() -> None:
    lock = json.loads(Path("package-lock.json").read_text("utf-8"))
    assert not [name for name, one in lock["packages"].items() if "resolved" in one]
