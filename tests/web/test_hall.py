"""The hall from its pages: numbers are called, visits written down, told, passed on and settled; procedures started."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from app.domain.roles import Role
from tests.web.setting import Site


def opened(page: Page, name: str) -> None:
    """Open one of the acts."""
    page.locator("details.act > summary", has_text=name).first.click()


def test_a_clerk_calls_a_number_and_passes_the_visitor_on_until_another_signs(site: Site, chromium: Browser) -> None:
    for _ in range(3):
        site.call("POST", "/hall/tickets", site.window, json={"queue": "A01"})
    with site.screen(chromium, site.window) as page:
        page.goto(f"{site.url}/hall")
        expect(page.locator(".counter")).to_contain_text("等候 3")
        page.get_by_role("button", name="叫下一位 · A01-001").click()
        expect(page.get_by_label("在窗口的号票")).to_contain_text("A01-001 已叫号")
        page.get_by_role("button", name="已到").click()
        expect(page.get_by_label("在窗口的号票")).to_contain_text("办理中")
        page.get_by_label("姓名或名称").fill("古丽娜尔·买买提")
        page.get_by_label("要办的事").fill("开一家羊肉馆,问要哪些材料")
        page.get_by_label("证件号码").fill("650102199003074321")
        page.get_by_role("button", name="登记,我为首问责任人").click()
        page.wait_for_url("**/receptions/*")
        expect(page.locator("dl.facts")).to_contain_text("开一家羊肉馆")
        page.get_by_label("事项", exact=True).select_option("joint")
        page.get_by_role("button", name="选定").click()
        opened(page, "一次性告知")
        page.get_by_label("与申请人再次确认了什么").fill("面积350平方米,无油烟管道")
        page.locator("[name=missing]").first.check()
        page.get_by_role("button", name="出具告知书").click()
        expect(page.get_by_text(re.compile(r"YCGZ-2026-\d{6}"))).to_be_visible()
        pdf = page.request.get(site.url + str(page.locator("a", has_text="PDF").get_attribute("href")))
        assert pdf.ok and pdf.body().startswith(b"%PDF")
        page.get_by_role("button", name="登记打印两份并签收").click()
        expect(page.locator(".tag", has_text="已签收")).to_be_visible()
        opened(page, "移交")
        page.get_by_label("接收部门").select_option("fire")
        page.get_by_label("理由", exact=True).fill("先问消防")
        page.get_by_role("button", name="移交,对方签收前仍由我负责").click()
        expect(page.get_by_text("前签收")).to_be_visible()
    with site.screen(chromium, site.token("fire.head", Role.HEAD, "fire")) as page:
        page.goto(f"{site.url}/hall")
        page.get_by_role("button", name="签收").click()
        page.wait_for_url("**/receptions/*")
        expect(page.locator("dl.facts")).to_contain_text("现责任人fire.head")
        page.get_by_label("结果").select_option("answered")
        page.get_by_label("答复", exact=True).fill("无需消防许可")
        page.get_by_role("button", name="了结").click()
        expect(page.locator("dl.facts")).to_contain_text("无需消防许可")
        visit = page.url
    with site.screen(chromium, site.token("cao.lei", Role.OFFICER, "fire")) as page:
        page.goto(visit)
        expect(page.locator("dl.facts")).to_contain_text("无需消防许可")
        expect(page.locator("main")).not_to_contain_text("650102199003074321")
        expect(page.get_by_role("button", name="了结")).to_have_count(0)


def test_the_screen_shows_whose_turn_it_is_to_anybody_and_names_nobody(site: Site, chromium: Browser) -> None:
    ticket = site.call("POST", "/hall/tickets", site.window, json={"queue": "A02"})
    with site.screen(chromium) as page:
        page.goto(f"{site.url}/screen")
        window = page.locator("section", has=page.locator("h2", has_text="A02"))
        expect(window).to_contain_text(f"下一位 {ticket['number']}")
        site.call("POST", "/hall/queues/A02/call", site.window)
        expect(window.locator(".turn-of")).to_have_text(ticket["number"], timeout=15_000)
        expect(page.get_by_role("link", name="待办")).to_have_count(0)


def test_somebody_who_did_not_come_is_called_again_or_sent_to_another_queue(site: Site, chromium: Browser) -> None:
    for _ in range(2):
        site.call("POST", "/hall/tickets", site.window, json={"queue": "A02"})
    with site.screen(chromium, site.window) as page:
        page.goto(f"{site.url}/hall?window=A02")
        here = page.get_by_label("在窗口的号票")
        page.get_by_role("button", name="叫下一位").click()
        first = here.locator("li", has_text="已叫号").last
        first.get_by_role("button", name="过号").click()
        gone = here.locator("li", has_text="过号").last
        gone.get_by_role("button", name="重呼").click()
        expect(here).to_contain_text("叫了 2 次")
        again = here.locator("li", has_text="叫了 2 次")
        again.locator("summary").click()
        again.get_by_label("转到").select_option("B01")
        again.get_by_role("button", name="转", exact=True).click()
        expect(here).not_to_contain_text("叫了 2 次")
    moved = site.call("GET", "/hall/tickets?queue=B01", site.chief)["items"]
    assert len(moved) == 1 and moved[0]["booking"].startswith("A02-")


def test_a_procedure_is_started_from_its_form_and_read_in_its_register(site: Site, chromium: Browser) -> None:
    office = site.token("shao.yi", Role.OFFICER, "centre")
    with site.screen(chromium, office) as page:
        page.goto(f"{site.url}/procedures")
        expect(page.locator("main")).not_to_contain_text("值班日志")
        page.get_by_role("link", name="预约服务").click()
        page.get_by_label("预约窗口").fill("A01")
        page.get_by_label("预约时段").fill("2026-03-09T09:30")
        page.get_by_label("预约事项").fill("食品许可咨询")
        page.get_by_label("预约方式").select_option("电话")
        page.get_by_label("办理部门").select_option("market")
        page.locator("[name='variables.contact']").fill("13800000001")
        page.get_by_role("button", name="发起").click()
        page.wait_for_url("**/cases/*")
        case = page.url.rsplit("/", 1)[1]
        page.goto(f"{site.url}/procedures")
        page.locator("section", has_text="台账").get_by_role("link", name="预约服务").click()
        row = page.locator("tr", has_text=case)
        expect(row).to_contain_text("食品许可咨询")
        expect(row).to_contain_text("否")
        expect(row).not_to_contain_text("None")
        expect(page.locator("th", has_text="预约时段")).to_be_visible()


def test_who_does_not_work_in_the_hall_is_told_so(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.token("fan.rui", Role.SUPERVISOR, "supervision"), refusals="403") as page:
        page.goto(f"{site.url}/hall")
        expect(page.locator("main")).to_contain_text("接待限窗口和部门")
        page.goto(f"{site.url}/procedures")
        expect(page.get_by_role("link", name="督办")).to_be_visible()


def test_the_step_that_hands_a_complaint_on_asks_to_which_department(site: Site, chromium: Browser) -> None:
    office = site.token("shao.yi", Role.OFFICER, "centre")
    facts = {"channel": "来访", "matter": "窗口无人", "respondent": "消防窗口"}
    case = site.call("POST", "/cases", office, json={"item": "complaint", "variables": facts})["number"]
    with site.screen(chromium, office) as page:
        page.goto(f"{site.url}/cases/{case}")
        page.get_by_role("button", name="签收", exact=True).click()
        page.get_by_label("受理", exact=True).check()
        page.get_by_label("承办人").select_option(label="消防救援大队")
        page.get_by_role("button", name="提交").click()
        expect(page.locator("#live-sides")).to_contain_text("消防救援大队")
    (task,) = site.call("GET", f"/tasks?case={case}&status=live", site.chief)["items"]
    assert task["department"] == "fire"


def test_originals_are_taken_in_and_given_back_from_the_page_of_the_case(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    with site.screen(chromium, site.window) as page:
        page.goto(f"{site.url}/cases/{case}")
        counter = page.locator("#case-counter")
        counter.locator("summary").first.click()
        expect(counter).to_contain_text("本事项不收费")
        opened(page, "收存原件")
        counter.locator("[name=codes]").first.check()
        counter.get_by_role("button", name="收存").click()
        expect(counter.get_by_label("原件", exact=True)).to_contain_text("在中心")
        opened(page, "退还原件")
        counter.get_by_role("button", name="登记").click()
        expect(counter.get_by_label("原件", exact=True)).to_contain_text("已退还")
    (kept,) = site.call("GET", f"/cases/{case}/originals", site.window)["items"]
    assert kept["signed_by"] == "桥头羊肉馆"
