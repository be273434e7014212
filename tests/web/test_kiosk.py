"""The page of a terminal in the hall, by touches: numbers, bookings, one's own case, questions; then it forgets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from app.domain.roles import Role
from tests.web.setting import Site
from tests.web.test_looks import code_of, wanting

COUNTED = "window.print = () => { window.top.printed = (window.top.printed || 0) + 1 }"
"""Without a printer the browser cannot print; it is counted how often it was asked to."""
SIZES = {"landscape": (1280, 800), "portrait": (1080, 1920)}
SMALLEST = 60
BOOKING: dict[str, Any] = {
    "counter": "A01", "slot": "2026-03-02T10:00", "matter": "食品许可咨询", "channel": "电话", "department": "market",
    "contact": "13800000001", "holiday": False,
}  # fmt: skip


@contextmanager
def terminal(site: Site, chromium: Browser, size: str = "landscape", refusals: str = "none") -> Iterator[Page]:
    """A terminal that is signed in and shows its start."""
    with site.screen(chromium, site.token("kiosk-1", Role.KIOSK), refusals=refusals) as page:
        assert page.url == f"{site.url}/kiosk", "where a terminal begins"
        page.add_init_script(COUNTED)
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.clock.install()
        page.reload()
        expect(page.locator(".open-line")).to_contain_text("等候")
        yield page


def choose(page: Page, *words: str) -> None:
    """Touch one thing after the other."""
    for one in words:
        page.locator("#stage button", has_text=one).first.click()


def keys(page: Page, text: str) -> None:
    """Write with the keys on the screen."""
    for sign in text:
        page.get_by_role("button", name=sign, exact=True).click()


def say_own(page: Page, number: str, code: str) -> None:
    """Number and code, by touches."""
    keys(page, number)
    page.locator("#code").click()
    keys(page, code)
    choose(page, "确定")


def printed(page: Page, times: int) -> None:
    page.wait_for_function(f"() => window.printed === {times}")


def booked(site: Site, **more: Any) -> str:
    body = {"item": "appointment", "variables": {**BOOKING, **more}}
    return str(site.call("POST", "/cases", site.chief, json=body)["number"])


def test_a_visitor_takes_a_number_and_its_slip_is_printed(site: Site, chromium: Browser) -> None:
    site.call("POST", "/hall/tickets", site.window, json={"queue": "A03"})
    with terminal(site, chromium) as page:
        choose(page, "取号")
        expect(page.locator(".choice-card", has_text="A03")).to_contain_text("等候 1 人")
        choose(page, "A03")
        expect(page.locator(".given")).to_have_text("A03-002")
        expect(page.locator(".given-ahead")).to_contain_text("前面等候 1 人")
        printed(page, 1)
        choose(page, "再打印一张")
        printed(page, 2)
        page.get_by_role("button", name="返回首页").click()
        expect(page.locator("iframe")).to_have_count(0)


def test_a_booking_is_checked_in_with_the_keys_on_the_screen_and_once(site: Site, chromium: Browser) -> None:
    site.call("POST", "/hall/tickets", site.window, json={"queue": "A01"})
    case = booked(site)
    with terminal(site, chromium, refusals="409") as page:
        choose(page, "预约签到")
        say_own(page, case, code_of(site, case))
        expect(page.locator(".given-ahead")).to_contain_text("预约号，优先办理")
        expect(page.locator(".given-ahead")).to_contain_text("前面等候 0 人")
        page.get_by_role("button", name="返回首页").click()
        choose(page, "预约签到")
        say_own(page, case, code_of(site, case))
        expect(page.get_by_role("alert")).to_contain_text("已取号A01-")


def test_a_case_is_found_by_what_a_scanner_reads_and_its_papers_are_printed_again(
    site: Site, chromium: Browser
) -> None:
    case = site.receive("joint")
    site.complete(case, "accept", outcome="accept")
    with terminal(site, chromium) as page:
        choose(page, "打印文书")
        page.keyboard.type(f"http://centre.example/progress?number={case}&code={code_of(site, case)}")
        page.keyboard.press("Enter")
        expect(page.locator(".big-number")).to_have_text(case)
        expect(page.locator("#stage")).to_contain_text("受理通知书")
        expect(page.locator("#stage")).not_to_contain_text("桥头羊肉馆")
        choose(page, "打印")
        printed(page, 1)
        expect(page.get_by_role("alert")).to_contain_text("正在打印")


def test_a_wrong_code_is_told_in_plain_words(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    with terminal(site, chromium, refusals="404") as page:
        choose(page, "办件进度", "确定")
        expect(page.get_by_role("alert")).to_contain_text("请填写编号和查询码")
        say_own(page, case, "AAAA2222")
        expect(page.get_by_role("alert")).to_contain_text("未找到与该编号和查询码相符的办件")


def test_a_finished_case_is_rated(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    code = code_of(site, case)
    ending = {"reason": "重复申请", "basis": "行政许可法第八条"}
    site.call("POST", f"/cases/{case}/terminate", site.chief, json=ending)
    with terminal(site, chromium, refusals="409") as page:
        for told in ("感谢您的评价", "一事一评"):
            choose(page, "办结评价")
            say_own(page, case, code)
            page.get_by_role("button", name="基本满意").click()
            expect(page.locator("body")).to_contain_text(told)
            page.get_by_role("button", name="返回首页").click()


def test_a_question_is_left_with_touches_alone_and_its_voucher_is_printed(site: Site, chromium: Browser) -> None:
    with terminal(site, chromium) as page:
        choose(page, "我要咨询", "开办餐饮店", "需要哪些材料", "女士")
        page.locator("#phone").click()
        keys(page, "13800000001")
        choose(page, "提交")
        expect(page.locator(".told")).to_contain_text("ZX-2026-")
        expect(page.locator(".told")).to_contain_text("2026/03/09 17:30")
        choose(page, "打印受理通知书")
        printed(page, 1)
    (asked,) = site.call("GET", "/receptions?limit=1", site.chief)["items"]
    assert (asked["contact"], asked["department"], asked["outcome"]) == ("13800000001", "market", "referred")


def test_the_guide_of_an_item_is_read_and_its_form_is_printed(site: Site, chromium: Browser) -> None:
    with terminal(site, chromium) as page:
        choose(page, "办事指南")
        expect(page.locator("#stage")).not_to_contain_text("明确答复")
        choose(page, "开办餐饮店")
        expect(page.locator("#stage")).to_contain_text("营业执照")
        choose(page, "打印")
        printed(page, 1)
        page.get_by_role("button", name="上一步").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("办事指南")


def test_hours_and_notices_are_there_for_everybody_and_in_english_too(site: Site, chromium: Browser) -> None:
    site.call("POST", "/board", site.chief, json={"title": "元旦安排", "text": "闭厅一天"})
    with terminal(site, chromium) as page:
        choose(page, "便民信息")
        expect(page.locator("#stage")).to_contain_text("09:00–12:00，13:30–17:30")
        expect(page.locator("#stage")).to_contain_text("元旦安排")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to do?")
        choose(page, "Take a number")
        expect(page.locator("#stage")).to_contain_text("Food business licence (new)")
        assert page.evaluate("document.documentElement.lang") == "en"


def test_left_alone_for_a_minute_it_is_back_at_its_start_and_nothing_of_the_visitor_is_left(
    site: Site, chromium: Browser
) -> None:
    case = site.receive("joint")
    code = code_of(site, case)
    with terminal(site, chromium) as page:
        page.get_by_role("button", name="English").click()
        choose(page, "My case")
        keys(page, case)
        page.locator("#code").click()
        page.clock.run_for(50_000)
        keys(page, code)
        choose(page, "Go on")
        expect(page.locator(".big-number")).to_have_text(case)
        page.clock.run_for(47_000)
        expect(page.locator("#left")).to_contain_text("Back to the start in")
        page.clock.run_for(14_000)
        expect(page.get_by_role("heading", level=1)).to_have_text("请选择您要办的事")
        left = page.content()
        assert case not in left and code not in left and "桥" not in left
        page.go_back()
        assert case not in page.content() and case not in page.url
        page.goto(f"{site.url}/kiosk")
        choose(page, "办件进度")
        assert page.locator("#number").input_value() == "" == page.locator("#code").input_value()
        kept = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
        assert case not in kept and code not in kept


@pytest.mark.parametrize("size", SIZES)
def test_everything_that_is_touched_is_large_and_everything_can_be_read(
    site: Site, chromium: Browser, size: str, subtests: pytest.Subtests
) -> None:
    case = site.receive("joint")
    site.complete(case, "accept", outcome="accept")
    screens = {
        "home": (), "take": ("取号",), "own": ("办件进度",), "guides": ("办事指南",), "about": ("我要咨询",),
        "guide": ("办事指南", "开办餐饮店"), "asking": ("我要咨询", "其他事项"), "centre": ("便民信息",),
    }  # fmt: skip
    with terminal(site, chromium, size) as page:
        for name, way in screens.items():
            with subtests.test(name):
                page.goto(f"{site.url}/kiosk")
                choose(page, *way)
                expect(page.locator(f"#stage[data-screen={name}]")).to_be_visible()
                assert_fit(page)
        page.goto(f"{site.url}/kiosk")
        choose(page, "办件进度")
        say_own(page, case, code_of(site, case))
        expect(page.locator("#stage[data-screen=case]")).to_be_visible()
        assert_fit(page)


def assert_fit(page: Page) -> None:
    """Nothing touched is small, nothing is hard to read, nothing sticks out to the side."""
    small = page.evaluate(
        """least => [...document.querySelectorAll('button, input, textarea, select')]
        .filter(one => one.checkVisibility({visibilityProperty: true}))
        .map(one => [one.textContent || one.id, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < least || box.height < least)
        .map(([words, box]) => `${words} ${box.width}x${box.height}`)""",
        SMALLEST,
    )
    assert small == []
    assert wanting(page) == []
    assert page.evaluate("document.getElementById('stage').scrollWidth <= document.getElementById('stage').clientWidth")


def test_a_terminal_comes_to_no_other_page_and_nobody_else_to_its_own(site: Site, chromium: Browser) -> None:
    with terminal(site, chromium, refusals="403") as page:
        for path in ("inbox", "cases", "hall", "procedures", "board", "alerts", "directory", "definitions", "calendar"):
            page.goto(f"{site.url}/{path}")
            expect(page.locator("main")).to_contain_text("自助终端")
            expect(page.get_by_role("button", name="退出")).to_have_count(0)
            expect(page.get_by_role("link", name="待办")).to_have_count(0)
        page.goto(site.url)
        page.wait_for_url("**/kiosk")
    with site.screen(chromium, site.window, refusals="403") as page:
        page.goto(f"{site.url}/kiosk")
        expect(page.locator("main")).to_contain_text("此页面限自助终端")
    assert "/sign-in" in requests.get(f"{site.url}/kiosk", timeout=10).text


def test_a_terminal_whose_token_is_revoked_shows_the_door_and_nothing_else(site: Site, chromium: Browser) -> None:
    token = site.token("kiosk-9", Role.KIOSK)
    with site.screen(chromium, token, refusals="401") as page:
        (known,) = [one for one in site.call("GET", "/tokens", site.chief)["items"] if one["user"] == "kiosk-9"]
        assert known["expires_at"] is None, "its session is its token, which holds until it is revoked"
        site.call("DELETE", "/tokens/kiosk-9", site.chief)
        page.locator("#stage button", has_text="取号").click()
        page.wait_for_url("**/sign-in?*")
        expect(page.locator("#stage")).to_have_count(0)
