"""The applicant follows a case without signing in, by the number and code of the papers, on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from app.notices.facts import PROGRESS
from app.serving import create_server
from app.settings import Settings
from app.timers.clock import SteppedClock
from tests.web.setting import START, Site


def apply(site: Site) -> tuple[str, str]:
    """A new joint case's number and code."""
    facts = {"area": 350, "works": 1, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}
    body = {"item": "joint", "applicant": {"name": "桥头羊肉馆"}, "form": facts}
    made = site.call("POST", "/cases", site.window, json=body)
    return made["number"], made["code"]


def look(site: Site, number: str, code: str, language: str = "zh") -> requests.Response:
    query = {"number": number, "code": code}
    headers = {"Accept-Language": language}
    return requests.get(f"{site.url}{PROGRESS}", params=query, headers=headers, timeout=30)


def test_stages_promise_and_papers_are_shown_and_nothing_said_inside(site: Site) -> None:
    number, code = apply(site)
    site.complete(number, "accept", outcome="accept", opinion="内部意见甲")
    site.complete(number, "site_visit", outcome="done")
    site.complete(number, "review", "fire", outcome="disagree", opinion="内部意见乙", reasons="内部理由")
    shown = look(site, number, code)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    for words in (
        "桥***馆",
        "审查",
        "2026-03-23",
        "自受理次日起 15 个工作日",
        "受理通知书",
        "当日不计",
        "消防救援大队",
    ):
        assert words in shown.text, words
    for secret in ("内部意见", "内部理由", "不同意", "fire.head", "桥头羊肉馆"):
        assert secret not in shown.text, secret
    english = look(site, number, code, "en").text
    assert "Notice of acceptance" in english and "Fire and Rescue Brigade" in english


def test_a_wrong_code_looks_like_a_wrong_number(site: Site) -> None:
    number, code = apply(site)
    other = number[:-1] + "9"
    wrong, nobody = look(site, number, "WRONG234"), look(site, other, code)
    assert wrong.status_code == nobody.status_code == 404
    assert "未找到与该编号和查询码相符的办件" in wrong.text
    assert wrong.text.replace(number, "").replace("WRONG234", "") == nobody.text.replace(other, "").replace(code, "")
    assert look(site, "<script>", code).status_code == 404


def test_what_is_missing_is_what_there_is_to_do_now(site: Site, chromium: Browser) -> None:
    number, code = apply(site)
    asked = {"materials": [{"code": "M03", "reason": "缺反面"}], "days": 5}
    site.call("POST", f"/cases/{number}/supplement", site.window, json=asked)
    with site.screen(chromium, width=390) as page:
        page.goto(f"{site.url}{PROGRESS}")
        page.get_by_label("办件编号").fill(number)
        page.get_by_label("查询码").fill(code.lower())
        page.keyboard.press("Enter")
        now = page.locator(".card.now")
        expect(now).to_contain_text("M03")
        expect(now).to_contain_text("缺反面")
        expect(now).to_contain_text("03-09 17:30")
        expect(page.locator("[aria-current=step]")).to_contain_text("受理")
        address = page.get_by_role("link", name="补正告知书").get_attribute("href")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert requests.get(f"{site.url}{address}", timeout=30).content.startswith(b"%PDF")


def test_a_pause_is_told_with_its_ground_and_end(site: Site) -> None:
    number, code = apply(site)
    site.complete(number, "accept", outcome="accept")
    given = {"ground": "hearing", "reason": "内部缘由", "days": 5}
    site.call("POST", f"/cases/{number}/pause", site.head, json=given)
    shown = look(site, number, code).text
    assert "停表:听证" in shown and "预计至 03-09" in shown
    assert "内部缘由" not in shown


def test_the_page_is_limited_like_the_public_calls(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = tmp_path_factory.mktemp("limited")
    settings = Settings(data=folder, tick_enabled=False, public_requests_per_minute=2)
    server = create_server(settings, SteppedClock(START))
    client = server.app.test_client()  # type: ignore[attr-defined]
    monkeypatch.setattr("app.web.assets.Assets.url", lambda self, entry: f"/assets/{entry}")
    statuses = [client.get(PROGRESS).status_code for _ in range(3)]
    refused = client.get(f"{PROGRESS}?number=A&code=B")
    server.close()
    assert statuses == [200, 200, 429]
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/sign-in").status_code == 200
