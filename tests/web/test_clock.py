"""A paused case on the pages: what is left stands still, and nothing looks overdue for a pause that takes longer."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser

from tests.web.setting import START, Site


def test_a_pause_that_takes_longer_is_shown_as_a_pause_and_not_as_an_overrun(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    site.complete(case, "accept", outcome="accept")
    site.call(
        "POST", f"/cases/{case}/pause", site.head, json={"ground": "hearing", "reason": "利害关系人申请听证", "days": 3}
    )
    site.clock.move_to(START + timedelta(days=28))
    with site.screen(chromium, site.head) as page:
        page.goto(f"{site.url}/cases/{case}")
        assert "停表,剩 15 个工作日" in page.inner_text("main")
        assert "超" not in page.locator(".big").first.inner_text()
        page.goto(f"{site.url}/inbox")
        line = page.locator("tr", has_text=case).inner_text()
        assert "停表,剩 2 个工作日" in line
        assert "停表,剩 15 个工作日" in line
    with site.screen(chromium, site.head, locale="en-GB") as page:
        page.goto(f"{site.url}/cases")
        assert "paused, 15 working days left" in page.locator("tr", has_text=case).inner_text()
