"""What the pages look like, measured: contrast, names for those who cannot see, the mark of bpmn.io, a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.store import loading
from tests.web.setting import Site

PHONE = 390
BOOKED = {"counter": "A01", "slot": "2026-03-09T09:30", "matter": "食品许可咨询", "channel": "电话",
          "department": "market", "contact": "13800000001", "holiday": False}  # fmt: skip
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["color-contrast", "button-name", "label", "link-name", "select-name", "image-alt", "html-has-lang",
         "document-title", "duplicate-id-aria", "aria-valid-attr", "aria-valid-attr-value", "aria-roles",
         "aria-required-attr", "list", "listitem", "th-has-data-cells"]  # fmt: skip
DRAWN = """() => document.documentElement.dataset.ready
  && [...document.querySelectorAll('#canvas[data-xml], #compare')].every(one => one.dataset.drawn)
  && [...document.querySelectorAll('#designer')].every(one => one.dataset.ready)"""


def everything(site: Site) -> list[str]:
    """The address of every page that somebody signed in may come to, each with something to show."""
    case = site.receive("joint")
    site.complete(case, "accept", outcome="accept")
    site.complete(case, "site_visit", outcome="done")
    visit = site.call("POST", "/receptions", site.chief, json={"name": "马晓兰", "need": "咨询"})["number"]
    site.call("POST", "/hall/tickets", site.window, json={"queue": "A01"})
    site.call("POST", "/cases", site.chief, json={"item": "appointment", "variables": BOOKED})
    return [
        "hall?window=A01", "screen", f"receptions/{visit}", f"receptions/{visit}?item=joint", "procedures",
        "registers/appointment", "receive?item=appointment", "inbox",
        "board", "alerts", "calendar?from=2026-02-13&days=5", "directory", "cases",
        f"cases/{case}", "receive?item=joint", "definitions", "definitions/joint", "designer/joint",
        "definitions/joint/migrate", "definitions/joint/compare", "held", f"held/{held(site)}", "progress",
        f"progress?number={case}&code={code_of(site, case)}",
    ]  # fmt: skip


def code_of(site: Site, case: str) -> str:
    """The applicant's code of a case."""
    with site.server.desk.database.reading() as connection:
        return loading.by_number(connection, case).case.code


def held(site: Site) -> int:
    """A deployment that waits for a second person."""
    xml = (site.server.desk.settings.processes / "promised.bpmn").read_text("utf-8")
    files = {"promised.bpmn": ("promised.bpmn", xml.replace('name="limit" value="8"', 'name="limit" value="3"', 1))}
    made = site.call("POST", "/deployments", site.designer, files=files, data={"override_reason": "试行"})
    return int(made["held"]["id"])


def wanting(page: Page) -> list[str]:
    """What axe-core finds wrong, the libraries' own canvas and panel aside except for their contrast."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """async (rules) => { const libraries = [['.bio-properties-panel'], ['.djs-palette']];
        const said = await axe.run({exclude: libraries}, {runOnly: {type: 'rule', values: rules}});
        return said.violations.flatMap(one => one.nodes.map(
          node => `${one.id} ${node.target} ${node.any[0]?.message ?? ''}`)) }""",
        RULES,
    )
    found += page.evaluate(
        """async () => { const panel = document.querySelector('.bio-properties-panel');
        if (!panel) return [];
        const said = await axe.run(panel, {runOnly: {type: 'rule', values: ['color-contrast']}});
        return said.violations.flatMap(
          one => one.nodes.map(node => `panel ${node.target} ${node.any[0]?.message}`)) }"""
    )
    return list(found)


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than a telephone."""
    page.set_viewport_size({"width": PHONE, "height": 800})
    width: int = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    return max(0, width - PHONE)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_every_page_can_be_read_on_a_desk_and_on_a_telephone(
    site: Site, chromium: Browser, locale: str, subtests: pytest.Subtests
) -> None:
    with site.screen(chromium, site.chief, locale=locale) as page:
        for path in everything(site):
            with subtests.test(path):
                page.goto(f"{site.url}/{path}")
                page.wait_for_function(DRAWN)
                assert wanting(page) == []
                assert too_wide(page) == 0


def test_the_mark_of_bpmn_io_is_not_covered(site: Site, chromium: Browser) -> None:
    case = site.receive("joint")
    with site.screen(chromium, site.chief) as page:
        for path in (f"cases/{case}", "definitions/joint", "designer/joint"):
            page.goto(f"{site.url}/{path}")
            page.wait_for_selector("#designer[data-ready], #canvas[data-drawn]")
            mark = page.locator(".bjs-powered-by").first
            mark.scroll_into_view_if_needed()
            assert mark.is_visible()
            on_top = mark.evaluate(
                """one => { const box = one.getBoundingClientRect();
                return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)) }"""
            )
            assert on_top, path
