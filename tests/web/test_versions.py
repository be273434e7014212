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
