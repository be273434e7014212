"""An applicant files, hands in what is missing, takes back and books a time, on a telephone and with the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.web.setting import Site, tab_to

PLAN = {"name": "平面图.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 plan"}


def fill(page: Page, site: Site) -> None:
    """The form of the joint matter as far as it must be filled in."""
    page.goto(f"{site.url}/apply")
    page.locator("[data-item=joint]").get_by_role("link", name="申请").click()
    page.get_by_label("姓名或名称").fill("河沿<b>面馆</b>")
    page.get_by_label("身份证号").fill("110101199003078888")
    page.get_by_label("手机号码").fill("13800000001")
    page.get_by_label("营业场所建筑面积").fill("350")
    page.get_by_label("装修工程投资额").fill("1")
    page.get_by_label("设置户外招牌").check()
    page.locator("[data-upload=M01] input").set_input_files(PLAN)
    expect(page.locator("[data-upload=M01] li")).to_contain_text("已上传")


def test_an_applicant_files_looks_through_it_and_gets_number_code_and_receipt(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, width=390) as page:
        fill(page, site)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="下一步").click()
        review = page.locator("[data-page=review]")
        expect(review.locator("h2")).to_be_focused()
        for words in ("河沿<b>面馆</b>", "110101199003078888", "350", "平面图.pdf", "未上传", "租赁合同"):
            expect(review).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="返回修改").click()
        page.get_by_label("营业场所建筑面积").fill("360")
        page.get_by_role("button", name="下一步").click()
        page.get_by_role("button", name="确认提交").click()
        receipt = page.locator("section[data-page=receipt]")
        expect(receipt.get_by_role("heading")).to_be_focused()
        number = receipt.locator("[data-told=number]").inner_text()
        assert page.evaluate("document.querySelector('[data-qr]').decode().then(() => true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("link", name="收件回执").click()
        expect(page.locator("h1")).to_contain_text("开办餐饮店")
        address = page.get_by_role("link", name="收件回执").get_attribute("href")
    assert requests.get(f"{site.url}{address}", timeout=30).content.startswith(b"%PDF")
    sheet = site.call("GET", f"/cases/{number}", site.head)
    assert sheet["form"]["area"] == 360 and sheet["applicant_data"]["name"] == "河沿<b>面馆</b>"
    assert [one["code"] for one in sheet["materials"]] == ["M01"]


def test_the_window_sees_the_files_and_no_markup_of_strangers(site: Site, chromium: Browser) -> None:
    with site.screen(chromium) as page:
        fill(page, site)
        page.get_by_role("button", name="下一步").click()
        page.get_by_role("button", name="确认提交").click()
        expect(page.locator("section h1")).to_be_focused()
        number = page.locator("section [data-told=number]").inner_text()
    with site.screen(chromium, site.head) as page:
        page.goto(f"{site.url}/cases/{number}")
        expect(page.locator("main")).to_contain_text("河沿<b>面馆</b>")
        expect(page.locator(".facts").first).to_contain_text("申请人(网上)")
        with page.expect_download() as saved:
            page.get_by_role("link", name="平面图.pdf").click()
        assert saved.value.suggested_filename == "平面图.pdf"
        assert Path(saved.value.path()).read_bytes() == PLAN["buffer"]


def filed(site: Site) -> tuple[str, str]:
    """A case that was filed online, and its code."""
    facts = {"area": 350, "works": 1, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}
    body = {"item": "joint", "applicant": {"name": "桥头羊肉馆"}, "form": facts}
    made = requests.post(f"{site.url}/api/v1/public/applications", json=body, timeout=30).json()
    return made["number"], made["code"]


def test_what_a_notice_asks_for_is_handed_in_on_the_progress_page(site: Site, chromium: Browser) -> None:
    number, code = filed(site)
    asked = {"materials": [{"code": "M03", "reason": "缺反面"}, {"code": "M04"}], "days": 5}
    site.call("POST", f"/cases/{number}/supplement", site.window, json=asked)
    with site.screen(chromium, width=390) as page:
        page.goto(f"{site.url}/progress?number={number}&code={code}")
        for material in ("M03", "M04"):
            page.locator(f"[data-upload={material}] input").set_input_files(PLAN)
            expect(page.locator(f"[data-upload={material}] li")).to_contain_text("已上传")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="提交补正材料").click()
        expect(page.locator(".card.now")).to_contain_text("不需要您做什么")
    assert site.call("GET", f"/cases/{number}/limits", site.head)["stops"][0]["ended_at"] is not None


def test_a_file_that_is_not_taken_says_why_and_can_be_removed(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, refusals="415") as page:
        page.goto(f"{site.url}/apply/joint")
        page.locator("[data-upload=M01] input").set_input_files({**PLAN, "name": "a.exe"})
        line = page.locator("[data-upload=M01] li")
        expect(line).to_contain_text("不是可接收的文件类型")
        line.get_by_role("button", name="移除 a.exe").press("Enter")
        expect(line).to_have_count(0)


def test_an_application_is_taken_back_by_its_applicant(site: Site, chromium: Browser) -> None:
    number, code = filed(site)
    with site.screen(chromium, width=390) as page:
        page.goto(f"{site.url}/progress?number={number}&code={code}")
        page.locator("summary", has_text="撤回申请").press("Enter")
        page.get_by_label("撤回理由").fill("不办了")
        page.keyboard.press("Enter")
        expect(page.locator(".factline .tag")).to_have_text("已撤回")
        expect(page.locator("summary", has_text="撤回申请")).to_have_count(0)


def test_a_time_is_booked_with_the_keyboard_until_it_is_full(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, width=390) as page:
        for booked in (True, True, True, True, False):
            page.goto(f"{site.url}/book")
            tab_to(page, "#slot")
            page.select_option("#slot", "2026-03-04T09:30")
            page.get_by_label("办什么事").fill("食品许可咨询")
            page.get_by_label("姓名").fill("李四")
            page.get_by_label("手机号码").fill("13900000001")
            page.keyboard.press("Enter")
            told = page.locator("section[data-page=receipt]")
            expect(told.get_by_role("heading")).to_have_text("预约成功" if booked else "该时段已约满,请改约其他时段")
            expect(told.get_by_role("heading")).to_be_focused()
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            page.locator("[data-follow]").click()
            expect(page.locator(".card.now")).to_contain_text("请按预约登记单上的时间" if booked else "理由见下列文书")


@pytest.mark.parametrize("path", ["/apply", "/apply/joint", "/book"])
def test_the_pages_speak_english_too(site: Site, path: str) -> None:
    shown = requests.get(f"{site.url}{path}", headers={"Accept-Language": "en"}, timeout=30)
    assert shown.status_code == 200 and 'lang="en"' in shown.text
    assert "Book a time" in shown.text and "网上申请" not in shown.text


def test_an_item_that_is_not_filed_online_has_no_form(site: Site) -> None:
    assert requests.get(f"{site.url}/apply/direct", timeout=30).status_code == 404
    assert requests.get(f"{site.url}/apply/nothing", timeout=30).status_code == 404
    assert requests.get(f"{site.url}/progress/qr.svg?number=x&code=y", timeout=30).status_code == 404


def test_the_forms_and_samples_of_an_item_are_a_click_away_and_open(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, width=390) as page:
        page.goto(f"{site.url}/apply")
        page.locator("[data-item=joint] summary").click()
        link = page.locator("[data-item=joint]").get_by_role("link", name="授权委托书（格式文本）")
        address = link.get_attribute("href")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    given = requests.get(f"{site.url}{address}", timeout=30)
    assert given.content.startswith(b"%PDF") and given.headers["Content-Type"] == "application/pdf"
