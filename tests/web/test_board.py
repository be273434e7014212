"""Those who oversee the centre see its lights, go down to the steps behind them, and answer alerts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from app.domain.roles import Role
from tests.web.setting import START, Site


@pytest.fixture(scope="module")
def late(site: Site) -> str:
    """A joint case whose review fire has left lying until it was overdue, and one that waits for its site visit."""
    site.complete(site.receive("joint"), "accept", outcome="accept")
    case = site.receive("joint")
    site.complete(case, "accept", outcome="accept")
    site.complete(case, "site_visit", outcome="done")
    site.server.pulse.advance_to(datetime(2026, 3, 9, 10, 0, tzinfo=UTC))
    return case


def test_a_supervisor_goes_from_the_lights_to_the_steps_behind_them(site: Site, chromium: Browser, late: str) -> None:
    with site.screen(chromium, site.token("mao.ning", Role.SUPERVISOR, "supervision")) as page:
        expect(page.locator("h1")).to_have_text("电子监察")
        row = page.locator("tr", has=page.get_by_role("link", name="市场监督管理局"))
        expect(row.locator("a.lamp.red")).to_have_text("超期 1")
        row.locator("a.lamp.red").click()
        expect(page.locator("#light")).to_have_value("red")
        expect(page.locator("#department")).to_have_value("market")
        expect(page.locator("#list tbody tr")).to_have_count(1)
        expect(page.locator("#list")).to_contain_text("一同勘验")
        page.get_by_role("link", name="监察").click()
        page.locator("section", has_text="按事项").get_by_role("link", name="开办餐饮店").click()
        expect(page.get_by_role("button", name="热力")).to_be_visible()


def test_an_alert_is_acknowledged_by_the_overseer_and_explained_by_the_department(
    site: Site, chromium: Browser, late: str
) -> None:
    with site.screen(chromium, site.token("mao.ning", Role.SUPERVISOR, "supervision")) as page:
        page.goto(f"{site.url}/alerts?state=new&level=red&department=fire")
        alert = page.locator(".alert", has_text="部门审查")
        alert.locator("summary", has_text="确认").click()
        alert.get_by_label("怎么处理").fill("请今日内反馈")
        alert.get_by_role("button", name="确认").click()
        expect(page.locator(".alert", has_text="部门审查")).to_have_count(0)
    with site.screen(chromium, site.token("cao.lei", Role.OFFICER, "fire"), locale="en-GB") as page:
        page.get_by_role("link", name="Alerts").click()
        page.select_option("#state", "seen")
        page.get_by_role("button", name="Find").click()
        alert = page.locator(".alert")
        expect(alert).to_have_count(1)
        expect(alert).to_contain_text("请今日内反馈")
        expect(page.locator("#department")).to_have_count(0)
        alert.locator("summary", has_text="Explain").click()
        alert.get_by_label("Why it came to it").fill("经办人外出培训")
        alert.get_by_role("button", name="Say so").click()
        expect(alert).to_contain_text("经办人外出培训")
    (said,) = site.call("GET", f"/alerts?case={late}&level=red&acknowledged=true", site.chief)["items"]
    assert (said["acknowledged_by"], said["explained_by"]) == ("mao.ning", "cao.lei")


def test_the_board_is_for_those_who_oversee(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.head, refusals="403") as page:
        expect(page.get_by_role("link", name="监察")).to_have_count(0)
        page.goto(f"{site.url}/board")
        expect(page.locator(".nothing")).to_contain_text("电子监察限督查人员")
    assert site.clock.now() > START
