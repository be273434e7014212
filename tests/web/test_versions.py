"""A designer moves running cases, asks for what the gate refuses, and a second person decides about it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from app import desk
from tests.web.setting import Site


def source_of(site: Site, key: str) -> str:
    return (site.server.desk.settings.processes / f"{key}.bpmn").read_text("utf-8")


def deploy(site: Site, xml: str, key: str) -> int:
    """Publish a diagram; returns its version."""
    files = {f"{key}.bpmn": (f"{key}.bpmn", xml.encode())}
    return int(site.call("POST", "/deployments", site.designer, files=files)["version"])


def other_visit(xml: str) -> str:
    """A diagram in which the site visit is another step, so that nobody who waits there can come along."""
    return re.sub(r'(["<>])site_visit(_di|["<>])', r"\1field_visit\2", xml).replace("一同勘验", "现场核查")


def test_cases_are_looked_at_then_moved_and_an_interrupted_order_goes_on(site: Site, chromium: Browser) -> None:
    moving = [site.receive("joint") for _ in range(2)]
    waiting = site.receive("joint")
    site.complete(waiting, "accept", outcome="accept")
    changed = other_visit(source_of(site, "joint")).replace("joint-visit", "field-visit")
    to = deploy(site, changed, "joint")
    house = site.server.desk
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/definitions/joint?version={to}")
        page.get_by_role("link", name="迁移在办件").click()
        page.get_by_role("button", name="预览").click()
        shown = page.locator("#preview")
        expect(shown).to_contain_text("可迁移 2")
        expect(shown).to_contain_text("不能迁移 1")
        expect(shown.locator(".case-row[open]")).to_contain_text(waiting)
        expect(shown.locator(".case-row[open] li")).to_contain_text("一同勘验")
        expect(shown.locator(".case-row[open] table")).to_contain_text("承诺时限")
        page.get_by_label("迁移理由").fill("核查方式调整")
        page.get_by_role("button", name="开始迁移").click()
        order = page.locator("[data-order]").first
        expect(order).to_contain_text("已迁移 0 件")
        number = int(order.get_attribute("data-order") or 0)
        desk.Migrating(house, number).step(at=site.clock.now(), size=1)
        expect(order).to_contain_text("已迁移 1 件")
        order.get_by_role("button", name="停止").click()
        expect(order).to_contain_text("已停止")
        page.reload()
        order.get_by_role("button", name="继续").click()
        expect(order).to_contain_text("进行中")
        carrying = desk.Migrating(house, number)
        while carrying.step(at=site.clock.now()).status == "running":
            pass
        expect(order).to_contain_text("已完成")
        expect(order).to_contain_text("已迁移 2 件,留下 1 件")
        order.locator("summary").click()
        expect(order.locator("li")).to_contain_text(waiting)
        page.goto(f"{site.url}/definitions/joint?version={to}")
        expect(page.locator("tr[aria-current] td").last).to_have_text("2")
    found = {n: site.call("GET", f"/cases/{n}/diagram", site.chief)["version"] for n in (*moving, waiting)}
    assert found == {moving[0]: to, moving[1]: to, waiting: 1}


def test_a_row_of_the_differences_is_shown_on_both_diagrams(site: Site, chromium: Browser) -> None:
    shown = site.call("GET", "/definitions/escalated", site.designer)["version"]
    to = deploy(site, source_of(site, "escalated").replace('name="本级初审"', 'name="本级审查"'), "escalated")
    found = site.call("GET", f"/definitions/escalated/versions/{shown}/diff/{to}", site.designer)["items"]
    assert found
    for locale, language in (("zh-CN", "zh"), ("en-GB", "en")):
        with site.screen(chromium, site.designer, locale=locale) as page:
            page.goto(f"{site.url}/definitions/escalated/compare?from={shown}&to={to}")
            page.wait_for_selector("#compare[data-drawn]")
            row = page.locator("#differences button").first
            expect(row).to_have_text(found[0][f"message_{language}"])
            row.press("Enter")
            for side in ("#old", "#new"):
                selected = page.locator(f"{side} .djs-element.selected")
                expect(selected).to_have_attribute("data-element-id", found[0]["element"])
                assert "changed" in (selected.get_attribute("class") or "")


def test_what_the_gate_refuses_is_asked_for_and_a_second_person_lets_it_pass(site: Site, chromium: Browser) -> None:
    before = site.call("GET", "/definitions/promised", site.designer)["version"]
    hurried = re.sub(r'name="limit" value="8"', 'name="limit" value="3"', source_of(site, "promised"), count=1)
    with site.screen(chromium, site.designer, refusals="422") as page:
        page.goto(f"{site.url}/designer/promised")
        page.wait_for_selector("#designer[data-ready]")
        page.evaluate("xml => lianban.replace(xml)", hurried)
        page.click("#publish")
        page.click("#publish-dialog button[value=publish]")
        page.get_by_label("理由").fill("试行三日办结")
        page.click("#publish-dialog button[value=ask]")
        page.wait_for_url("**/held/*")
        address = page.url
        expect(page.get_by_role("button", name="撤回申请")).to_be_visible()
        expect(page.get_by_role("button", name="放行并发布")).to_have_count(0)
    with site.screen(chromium, site.chief) as page:
        page.goto(f"{site.url}/definitions")
        page.get_by_role("link", name="待放行").click()
        page.get_by_role("link", name="待放行").last.click()
        assert page.url == address
        page.wait_for_selector("#canvas[data-drawn]")
        expect(page.locator("body")).to_contain_text("试行三日办结")
        expect(page.locator(".findings")).to_contain_text("最长需要")
        assert page.locator("#canvas .flag.error").count() >= 1
        expect(page.locator("body")).to_contain_text("承诺时限由8个工作日改为3个工作日")
        page.get_by_label("说明").fill("同意试行一个季度")
        page.get_by_role("button", name="放行并发布").click()
        page.wait_for_url("**/definitions/promised")
        ledger = page.locator(".ledger")
        for words in ("第二人放行", "试行三日办结", "promise-exceeded"):
            expect(ledger).to_contain_text(words)
    assert site.call("GET", "/definitions/promised", site.designer)["version"] == before + 1


def test_what_is_taken_back_is_still_there_to_be_mended(site: Site, chromium: Browser) -> None:
    slow = source_of(site, "assisted").replace('name="limit" value="17"', 'name="limit" value="2"', 1)
    with site.screen(chromium, site.designer, refusals="422") as page:
        page.goto(f"{site.url}/designer/assisted")
        page.wait_for_selector("#designer[data-ready]")
        page.evaluate("xml => lianban.replace(xml)", slow)
        expect(page.locator("#saved")).to_contain_text("草稿已存于本机")
        page.click("#publish")
        page.click("#publish-dialog button[value=publish]")
        page.click("#publish-dialog button[value=ask]")
        expect(page.locator("#publish-dialog .problem")).to_contain_text("请写明理由")
        page.fill("#override", "试行")
        page.click("#publish-dialog button[value=ask]")
        page.wait_for_url("**/held/*")
        page.get_by_role("button", name="撤回申请").click()
        expect(page.locator(".title")).to_contain_text("未放行")
        page.get_by_role("link", name="打开编辑器").click()
        page.wait_for_selector("#designer[data-ready]")
        expect(page.locator("#draft-use")).to_be_visible()


def test_a_version_is_published_for_later_and_cancelled(site: Site, chromium: Browser) -> None:
    current = site.call("GET", "/definitions/direct", site.designer)["version"]
    later = source_of(site, "direct").replace('name="老年人优待证办理"', 'name="优待证办理"', 1)
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/designer/direct")
        page.wait_for_selector("#designer[data-ready]")
        page.evaluate("xml => lianban.replace(xml)", later)
        page.click("#publish")
        page.get_by_label("生效时间").fill("2026-12-01T09:00")
        page.click("#publish-dialog button[value=publish]")
        page.wait_for_url("**/definitions/direct")
        row = page.locator("tr", has_text="待生效")
        expect(row).to_contain_text("12-01 09:00")
        assert site.call("GET", "/definitions/direct", site.designer)["version"] == current
        row.get_by_role("button", name="取消生效").click()
        expect(page.locator("tr", has_text="已取消")).to_have_count(1)
