"""A department at its screen finds a task, claims it and answers; who was slower is told who was first."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from app.domain.roles import Role
from tests.web.setting import FACTS, Site


def test_a_department_claims_and_answers(site: Site, chromium: Browser) -> None:
    number = site.receive("joint", {**FACTS, "sign_board": False})
    site.complete(number, "accept", outcome="accept")
    site.complete(number, "site_visit", outcome="done")
    with site.screen(chromium, site.token("cao.lei", Role.OFFICER, "fire")) as page:
        expect(page.locator("h1")).to_have_text("待办")
        page.get_by_role("link", name="部门审查").click()
        page.get_by_role("button", name="签收", exact=True).click()
        page.locator(".choice").get_by_label("不同意", exact=True).check()
        page.get_by_role("button", name="安全出口数量").click()
        page.get_by_label("理由(必填)").fill("疏散宽度不足")
        page.get_by_role("button", name="提交").click()
        expect(page.locator(".steps")).to_contain_text("不同意")
        page.goto(f"{site.url}/inbox?tab=done")
        expect(page.locator("table")).to_contain_text(number)
    opinions = site.call("GET", f"/cases/{number}/opinions", site.head)["items"]
    said = next(one for one in opinions if one["department"] == "fire")
    assert said["outcome"] == "disagree"
    assert said["reasons"] == "疏散宽度不足"


def test_who_comes_too_late_is_told_who_was_first(site: Site, chromium: Browser) -> None:
    clerk = site.token("civil.w", Role.WINDOW, "civil")
    number = site.receive("direct", {}, clerk)
    with site.screen(chromium, clerk) as page:
        page.goto(f"{site.url}/inbox")
        row = page.locator("tr", has_text=number)
        row.get_by_role("checkbox").check()
        (task,) = site.call("GET", f"/tasks?case={number}", site.chief)["items"]
        site.call("POST", f"/tasks/{task['id']}/claim", site.token("civil.v", Role.WINDOW, "civil"))
        page.get_by_role("button", name="签收所选").click()
        expect(page.locator("#notice")).to_contain_text("civil.v")


def test_two_versions_are_compared_down_to_hidden_properties(site: Site, chromium: Browser) -> None:
    source = (site.server.desk.settings.processes / "direct.bpmn").read_text("utf-8")
    changed = source.replace('name="limit" value="1"', 'name="limit" value="2"', 1)
    assert changed != source
    files = {"direct.bpmn": ("direct.bpmn", changed.encode())}
    site.call("POST", "/deployments", site.designer, files=files)
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/definitions/direct/compare?from=1&to=2")
        page.wait_for_selector("#compare[data-drawn]")
        row = page.locator("#differences li")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("承诺时限由1个工作日改为2个工作日")


def test_a_window_receives_an_application(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.window) as page:
        page.get_by_role("link", name="收件").click()
        page.get_by_role("link", name="开办餐饮店").click()
        page.get_by_label("申请人姓名或名称").fill("麦田面包房")
        page.get_by_label("营业场所建筑面积").fill("120")
        page.get_by_label("装修工程投资额").fill("80000")
        page.get_by_label("设置户外招牌", exact=True).check()
        page.get_by_label("联合申请表").check()
        page.get_by_role("button", name="收件并出具回执").click()
        page.wait_for_url("**/cases/YJSCYD01-*")
        expect(page.locator("#notice")).to_contain_text("查询码")
        number = page.url.rpartition("/")[2]
    case = site.call("GET", f"/cases/{number}", site.head)
    assert case["form"] == {
        "area": 120, "works": 80000, "sign_board": True, "tobacco": False, "drains": False, "fumes": False,
    }  # fmt: skip
    assert [one["code"] for one in case["materials"]] == ["M01"]


def test_a_head_enters_who_is_away_and_the_deputy_is_named(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.head) as page:
        page.get_by_role("link", name="岗位").click()
        post = page.locator(".posts li", has=page.locator("summary")).first
        post.locator("summary").click()
        post.get_by_label("自").fill("2026-03-02T08:00")
        post.get_by_label("至").fill("2026-03-04T18:00")
        post.get_by_label("事由").fill("培训")
        post.get_by_role("button", name="登记").click()
        expect(post).to_contain_text("由 B 代办")
        expect(post).to_contain_text("培训")
        assert page.locator(".posts summary").count() < page.locator(".posts li").count()
        post.get_by_role("button", name="已回岗").click()
        expect(post).not_to_contain_text("由 B 代办")


def test_a_filter_is_kept_and_taken_off_again(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.head) as page:
        page.goto(f"{site.url}/inbox")
        page.select_option("#light", "red")
        page.get_by_role("button", name="查找").click()
        page.get_by_role("button", name="保存此筛选").click()
        page.goto(f"{site.url}/inbox")
        page.get_by_role("link", name="超期").click()
        expect(page.locator("#light")).to_have_value("red")
        page.get_by_role("button", name="删除筛选").click()
        expect(page.locator(".chip")).to_have_count(0)
