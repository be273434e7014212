"""What people do to a case from its page: each sees the acts that are theirs, fills in the form, and sees it done."""

from __future__ import annotations

from pathlib import Path

import requests
from playwright.sync_api import Browser, Locator, Page, expect

from app.domain.roles import Role
from tests.web.setting import Site, tab_to


def reviewed(site: Site) -> str:
    """A joint case that fire, urban management and nobody else review now."""
    case = site.receive("joint")
    site.complete(case, "accept", outcome="accept")
    site.complete(case, "site_visit", outcome="done")
    return case


def act(page: Page, name: str, within: str = "#case-acts") -> Locator:
    """Open one of the acts and give its form."""
    details = page.locator(f"{within} details.act", has=page.locator("summary", has_text=name)).last
    if details.get_attribute("open") is None:
        details.locator("summary").first.click()
    return details.locator("form").first


def outcome(page: Page, name: str) -> Locator:
    """One of the outcomes to choose from."""
    return page.locator(".choice").get_by_label(name, exact=True)


def state(site: Site, case: str) -> dict[str, object]:
    found: dict[str, object] = site.call("GET", f"/cases/{case}", site.chief)
    return found


def test_the_clock_is_stopped_explained_and_let_go_on(site: Site, chromium: Browser) -> None:
    case = reviewed(site)
    with site.screen(chromium, site.head) as page:
        page.goto(f"{site.url}/cases/{case}")
        form = act(page, "停表")
        form.get_by_label("法定事由").select_option("hearing")
        form.get_by_label("预计几个工作日").fill("5")
        form.get_by_label("理由").fill("利害关系人申请听证")
        form.get_by_role("button").click()
        page.get_by_role("tab", name="时限").click()
        panel = page.locator("#panel-clock")
        expect(panel).to_contain_text("计时已停止")
        promise = panel.locator("li", has=page.locator("summary", has_text="承诺时限"))
        promise.locator("summary").click()
        expect(promise.locator("tr.out", has_text="停表:听证")).to_have_count(5)
        expect(promise.locator("tr").last).to_contain_text("15")
        expect(panel).to_contain_text("利害关系人申请听证")
        assert state(site, case)["paused_at"]
        act(page, "恢复计时").get_by_role("button").click()
        expect(page.locator("#case-acts")).not_to_contain_text("恢复计时")
    assert not state(site, case)["paused_at"]


def test_what_is_missing_is_asked_for_at_once_and_taken_in(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    with site.screen(chromium, site.window) as page:
        page.goto(f"{site.url}/cases/{case}")
        form = act(page, "一次性补正告知")
        form.get_by_label("M03 ", exact=False).first.check()
        form.get_by_label("M03 缺什么").fill("缺正反面复印件")
        form.get_by_label("M04 ", exact=False).first.check()
        form.get_by_label("几个工作日内补齐").fill("5")
        form.get_by_role("button").click()
        expect(page.locator(".checklist .asked")).to_have_count(2)
        form = act(page, "补正材料已到")
        form.get_by_label("M03").check()
        form.get_by_role("button").click()
        expect(page.locator(".checklist .asked")).to_have_count(1)
        expect(page.locator(".checklist .there")).to_have_count(1)
    asked = [e for e in site.call("GET", f"/cases/{case}/ledger", site.chief)["items"] if e["act"] == "supplement"]
    assert [(one["code"], one["reason"]) for one in asked[0]["detail"]["materials"]] == [
        ("M03", "缺正反面复印件"),
        ("M04", ""),
    ]


def test_the_lead_urges_one_department_brings_one_in_and_lets_one_go(site: Site, chromium: Browser) -> None:
    case = reviewed(site)
    with site.screen(chromium, site.head) as page:
        page.goto(f"{site.url}/cases/{case}")
        expect(page.locator("#board > .board > li")).to_have_count(2)
        act(page, "催办", "#board li:first-child").get_by_role("button").click()
        page.get_by_role("tab", name="经过").click()
        expect(page.locator("#panel-timeline li").first).to_contain_text("催办")
        form = act(page, "加签", "#board")
        form.get_by_label("部门").select_option("ecology")
        form.get_by_label("加签理由").fill("发现明火灶台")
        form.get_by_role("button").click()
        expect(page.locator("#board")).to_contain_text("生态环境局")
        form = act(page, "减签", "#board li:has-text('城市管理局')")
        form.get_by_label("减签理由").fill("不再设置招牌")
        form.get_by_role("button").click()
        expect(page.locator("#board li", has_text="城市管理局")).to_contain_text("已终止")


def test_a_department_delegates_answers_and_takes_its_opinion_back(site: Site, chromium: Browser) -> None:
    case = reviewed(site)
    site.token("jiang.hao", Role.OFFICER, "fire")
    with site.screen(chromium, site.token("cao.lei", Role.OFFICER, "fire")) as page:
        page.goto(f"{site.url}/cases/{case}")
        page.get_by_role("button", name="签收", exact=True).click()
        page.locator(".turn .more > summary").click()
        form = act(page, "委派", ".turn")
        form.get_by_label("请哪位同事").select_option("jiang.hao")
        form.get_by_label("请其答复什么").fill("核对疏散宽度")
        form.get_by_role("button").click()
        expect(page.locator(".turn .hint")).to_contain_text("已由")
        with site.screen(chromium, site.token("jiang.hao", Role.OFFICER, "fire")) as other:
            other.goto(f"{site.url}/cases/{case}")
            other.get_by_label("答复意见").fill("净宽一米二,符合")
            other.get_by_role("button", name="答复委派").click()
            expect(other.locator(".turn .hint")).to_contain_text("已由")
        page.reload()
        expect(page.locator(".advice")).to_contain_text("净宽一米二")
        outcome(page, "不同意").check()
        assert page.get_by_label("理由(必填)").is_visible()
        assert not page.get_by_label("依据(必填)").is_visible()
        page.get_by_role("textbox", name="意见", exact=True).fill("待补")
        page.get_by_role("button", name="暂存").click()
        expect(page.locator("#notice")).to_contain_text("已暂存")
        page.reload()
        expect(page.get_by_role("textbox", name="意见", exact=True)).to_have_value("待补")
        outcome(page, "同意").check()
        page.get_by_role("button", name="提交").click()
        form = act(page, "撤回意见", ".turn.past")
        form.get_by_label("理由").fill("漏看附图")
        form.get_by_role("button").click()
        expect(page.get_by_role("button", name="签收", exact=True)).to_be_visible()


def test_a_refusal_is_previewed_before_it_is_given(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    (task,) = site.call("GET", f"/tasks?case={case}", site.chief)["items"]
    site.call("POST", f"/tasks/{task['id']}/claim", site.window)
    with site.screen(chromium, site.window) as page:
        page.goto(f"{site.url}/cases/{case}")
        outcome(page, "不予受理").check()
        page.get_by_label("理由(必填)").fill("申请人不具备主体资格")
        page.get_by_label("依据(必填)").fill("行政许可法第三十二条")
        with page.expect_download() as download:
            page.get_by_role("button", name="预览文书样稿").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        assert "BYSL" in download.value.suggested_filename
    assert state(site, case)["status"] == "received"


def test_a_paper_is_printed_again_and_its_service_is_put_on_record(site: Site, chromium: Browser) -> None:
    case = reviewed(site)
    with site.screen(chromium, site.window) as page:
        page.goto(f"{site.url}/cases/{case}")
        page.get_by_role("tab", name="文书").click()
        paper = page.locator("#panel-papers li", has_text="SLTZ")
        address = paper.get_by_role("link", name="PDF").get_attribute("href")
        cookies = {one["name"]: one["value"] for one in page.context.cookies()}
        assert requests.get(f"{site.url}{address}", cookies=cookies, timeout=30).content.startswith(b"%PDF")
        page.evaluate("window.open = address => sessionStorage.setItem('opened', address)")
        paper.get_by_role("button", name="打印", exact=True).click()
        page.get_by_role("tab", name="文书").click()
        expect(paper).to_contain_text("打印 1 份")
        assert page.evaluate("sessionStorage.getItem('opened')") == address
        form = act(page, "登记送达", "#panel-papers li:has-text('SLTZ')")
        form.get_by_label("送达方式").select_option("post")
        form.get_by_label("邮件号").fill("EMS 100200300")
        form.get_by_role("button").click()
        page.get_by_role("tab", name="文书").click()
        expect(paper).to_contain_text("已送达")
        expect(paper).to_contain_text("邮寄送达")


def test_keys_of_a_form_are_shown_in_words_and_the_ledger_verifies(site: Site, chromium: Browser) -> None:
    body = {"item": "joint", "applicant": {"name": "竹苑茶楼", "id_number": "110101199001011234"}}
    facts = {"area": 90, "works": 1, "sign_board": False, "tobacco": False, "drains": False, "fumes": False}
    case = site.call("POST", "/cases", site.window, json={**body, "form": facts})["number"]
    with site.screen(chromium, site.head) as page:
        page.goto(f"{site.url}/cases/{case}")
        facts_shown = page.locator("dl.facts")
        expect(facts_shown).to_contain_text("身份证件号码")
        expect(facts_shown).not_to_contain_text("id_number")
        page.get_by_role("tab", name="环节").press("ArrowLeft")
        tab = page.get_by_role("tab", name="环节")
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        expect(tab).to_have_attribute("aria-selected", "false")
        expect(page.locator("#panel-ledger")).to_contain_text("校验无误")
        expect(page.locator("#panel-ledger")).to_be_visible()


def test_an_officer_of_another_department_is_offered_what_is_theirs_alone(site: Site, chromium: Browser) -> None:
    case = reviewed(site)
    with site.screen(chromium, site.token("feng.kai", Role.OFFICER, "urban")) as page:
        page.goto(f"{site.url}/cases/{case}")
        expect(page.locator(".turn")).to_have_count(1)
        for words in ("停表", "终止", "减签", "申请人撤回"):
            expect(page.locator("details.act > summary", has_text=words)).to_have_count(0)
        expect(page.get_by_role("tab", name="台账")).to_have_count(0)


def test_a_case_with_the_upper_level_is_seen_there_until_the_reply_is_entered(site: Site, chromium: Browser) -> None:
    clerk = site.token("housing.w", Role.WINDOW, "housing")
    case = site.receive("escalated", {}, clerk)
    for element, outcome_ in (("safety_accept", "accept"), ("safety_review", "agree")):
        site.complete(case, element, outcome=outcome_)
    sent = {"reference": "青住建函〔2026〕7号", "receiver": "省住房和城乡建设厅"}
    site.complete(case, "safety_submit", outcome="done", form=sent)
    with site.screen(chromium, clerk) as page:
        page.goto(f"{site.url}/cases/{case}")
        page.wait_for_selector("#canvas[data-drawn]")
        expect(page.locator("#canvas .badge")).to_contain_text("剩 20 个工作日")
        assert "here" in (page.locator("#canvas [data-element-id=await_reply]").get_attribute("class") or "")
        expect(page.locator("#panel-steps")).to_contain_text("外部机构办理中")
        form = act(page, "登记外部消息")
        form.get_by_label("什么到了").select_option("upper.reply")
        form.get_by_role("button").click()
        expect(page.locator(".turn")).to_contain_text("登记上级批复")
        expect(page.locator("#case-acts")).not_to_contain_text("登记外部消息")


def test_a_department_claims_and_answers_without_a_mouse(site: Site, chromium: Browser) -> None:
    case = reviewed(site)
    with site.screen(chromium, site.token("cao.lei", Role.OFFICER, "fire")) as page:
        page.goto(f"{site.url}/cases/{case}")
        tab_to(page, ".turn button.primary")
        page.keyboard.press("Enter")
        page.wait_for_selector(".complete")
        tab_to(page, "[name=outcome]")
        page.keyboard.press("Space")
        tab_to(page, ".complete [name=opinion]")
        page.keyboard.type("符合要求")
        tab_to(page, ".complete button.primary")
        page.keyboard.press("Enter")
        expect(page.locator("#board")).to_contain_text("符合要求")
        tab_to(page, "#tab-steps")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#panel-opinions")).to_be_visible()


def test_a_withdrawal_is_entered_with_name_and_signed_request_and_both_are_seen_with_the_case(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    case = reviewed(site)
    request = tmp_path / "撤回申请书.pdf"
    request.write_bytes(b"%PDF-1.7 signed")
    with site.screen(chromium, site.window) as page:
        page.goto(f"{site.url}/cases/{case}")
        form = act(page, "申请人撤回申请")
        form.get_by_label("理由").fill("改在邻区开店")
        form.get_by_label("申请书上的签字人").fill("桥头羊肉馆 张三")
        form.get_by_role("button", name="撤回申请,结束办件").click()
        expect(page.locator("#notice")).to_contain_text("请先上传撤回申请书")
        assert state(site, case)["status"] == "accepted"
        form.locator("input[type=file]").set_input_files(request)
        expect(form.locator(".upload li")).to_contain_text("已上传")
        form.get_by_role("button", name="撤回申请,结束办件").click()
        expect(page.locator("section.acts")).to_contain_text("这件办件已经结束")
        materials = page.locator("details.card", has=page.locator("summary", has_text="材料"))
        materials.locator("summary").click()
        expect(materials).to_contain_text("撤回申请书.pdf")
    found = state(site, case)
    assert found["status"] == "withdrawn"
    (paper,) = [
        one for one in site.call("GET", f"/cases/{case}/notices", site.window)["items"] if one["kind"] == "ZZBL"
    ]
    assert paper["data"]["signed_by"] == "桥头羊肉馆 张三"


def test_a_case_that_ended_before_its_acceptance_promises_nothing_more(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    with site.screen(chromium, site.chief) as page:
        page.goto(f"{site.url}/cases/{case}")
        expect(page.locator("#live-head")).to_contain_text("受理后起算承诺时限")
        site.call("POST", f"/cases/{case}/terminate", site.chief, json={"reason": "重复申请"})
        page.reload()
        expect(page.locator("#live-head")).to_contain_text("已终止")
        expect(page.locator("#live-head")).not_to_contain_text("受理后起算承诺时限")
