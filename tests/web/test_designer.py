"""A designer at the page: draws, is told what is wrong, mends it, sees the proof, publishes, and watches a case."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.web.setting import Site, tab_to

READY = "#designer[data-ready]"


def draw(page: Page, *stencils: str) -> None:
    """Press the stencils one after the other; each goes behind the one before."""
    for stencil in stencils:
        page.click(f"[data-stencil={stencil}]")


def messages(page: Page) -> list[str]:
    return page.locator(".finding").all_inner_texts()


def checked(page: Page) -> None:
    """Wait until the server has seen the last stroke."""
    page.wait_for_timeout(600)
    page.wait_for_function("!window.lianban.checker.busy")


def pick(page: Page, step: str, field: str, value: str) -> None:
    """Choose a value in the properties of a step."""
    page.locator(f"#steps [data-step={step}]").click()
    field_ = page.locator("#panel").get_by_label(field, exact=True)
    if field_.evaluate("one => one.tagName") == "SELECT":
        field_.select_option(value)
    else:
        field_.fill(value)
        field_.blur()


def test_a_joint_approval_is_drawn_mended_proved_published_and_watched(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/designer")
        page.wait_for_selector(READY)
        draw(page, "accept", "joint", "decide", "notice", "result")
        checked(page)
        assert len([one for one in messages(page) if "窗口受理" in one or "牵头决定" in one or "出具文书" in one]) >= 3
        assert page.locator(".flag.error").count() >= 1
        assert page.locator("#verdict").get_attribute("data-publishable") == "false"

        page.locator(".finding", has_text="出具文书").first.click()
        assert page.evaluate("lianban.modeler.get('selection').get()[0].id") == "notice"

        mend(page)
        checked(page)
        expect(page.locator("#verdict")).to_have_attribute("data-publishable", "true")
        page.click("[data-tab=proof]")
        expect(page.locator("#findings .gauge")).to_contain_text("承诺 15")
        expect(page.locator("#findings .body")).to_contain_text("总能办结 已证明")
        assert page.locator("#canvas .badge", has_text=re.compile(r"\+[56]")).count() == 1  # the review

        page.click("#publish")
        page.click("#publish-dialog button[value=publish]")
        page.wait_for_url("**/definitions/festival")
        assert page.locator("h1").inner_text() == "庙会联合审批"

        case = site.receive("festival", {"co_departments": ["fire", "urban"]})
    watch(site, chromium, case)


def mend(page: Page) -> None:
    """Say what the findings ask for."""
    pick(page, "accept", "办理部门", "market")
    pick(page, "decide", "办理部门", "market")
    pick(page, "notice", "文书", "ZYXK")
    page.evaluate("lianban.modeler.get('selection').select([])")
    panel = page.locator("#panel")
    panel.get_by_label("标识", exact=True).fill("festival")
    for field, value in (("名称", "庙会联合审批"), ("事项编码", "MHLH01"), ("承诺时限(工作日)", "15")):
        panel.get_by_label(field, exact=True).fill(value)
    panel.get_by_label("法定时限(工作日)", exact=True).fill("45")
    panel.get_by_label("牵头部门", exact=True).select_option("market")


def watch(site: Site, chromium: Browser, case: str) -> None:
    """The lead department looks on while the tokens move; nobody presses reload."""
    with site.screen(chromium, site.head) as page:
        page.goto(f"{site.url}/cases/{case}")
        page.wait_for_selector("#canvas[data-drawn]")
        expect(page.locator("#canvas .badge")).to_have_count(1)
        expect(page.locator("#canvas .badge")).to_contain_text("市场监督管理局")
        site.complete(case, "accept", outcome="accept")
        expect(page.locator("#canvas .badge")).to_have_count(2, timeout=12_000)
        shown = page.locator("#canvas .badge").all_inner_texts()
        assert any("消防救援大队" in one and "剩 5 个工作日" in one for one in shown)
        assert "passed" in (page.locator("#canvas [data-element-id=accept]").get_attribute("class") or "")
        expect(page.locator(".sticky")).to_contain_text("剩 15 个工作日")


def test_what_is_drawn_survives_a_closed_window(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/designer/direct")
        page.wait_for_selector(READY)
        page.evaluate(
            """() => { const m = lianban.modeler;
            m.get('modeling').updateProperties(m.get('elementRegistry').get('card_accept'), {name: '改过的名称'}) }"""
        )
        expect(page.locator("#saved")).to_contain_text("草稿已存于本机")
        page.goto(f"{site.url}/definitions")
        page.goto(f"{site.url}/designer/direct")
        page.wait_for_selector(READY)
        page.click("#draft-use")
        expect(page.locator("#steps")).to_contain_text("改过的名称")


def test_a_counter_example_walks_through_the_diagram(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/designer")
        page.wait_for_selector(READY)
        # One branch of an exclusive choice into a parallel join: it waits for ever.
        draw(page, "accept", "choice")
        draw(page, "inspect", "parallel", "decide", "result")
        page.locator("#steps [data-step=choice]").click()
        draw(page, "review")
        page.select_option("#connect-to", "parallel")
        page.click("#connect")
        checked(page)
        finding = page.locator(".finding-row", has=page.locator("button", has_text="演示")).first
        finding.get_by_role("button", name="演示").click()
        page.wait_for_selector("#player .say:not(:empty)")
        for _ in range(30):
            page.get_by_role("button", name="下一步").click()
        assert page.locator("svg .token.stuck").count() >= 1
        assert "/" in page.locator("#player .say").inner_text()


def test_everything_in_the_panel_is_in_chinese(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/designer/joint")
        page.wait_for_selector(READY)
        for number in range(page.locator("#steps [data-step]").count()):
            page.locator("#steps [data-step]").nth(number).click()
            open_every_group(page)
        page.evaluate(
            """() => { const m = lianban.modeler;
            m.get('selection').select(m.get('elementRegistry').filter(e => e.waypoints)[2]) }"""
        )
        open_every_group(page)
        page.evaluate("lianban.modeler.get('selection').select([])")
        open_every_group(page)
        missing: list[str] = page.evaluate("[...lianban.untranslated]")
        assert not missing, missing


def open_every_group(page: Page) -> None:
    page.evaluate(
        """() => document.querySelectorAll('#panel .bio-properties-panel-group-header:not(.open)').forEach(
        one => one.click())"""
    )


def test_a_designer_needs_no_mouse(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/designer")
        page.wait_for_selector(READY)
        tab_to(page, "[data-stencil=accept]")
        page.keyboard.press("Enter")
        tab_to(page, "[data-stencil=result]")
        page.keyboard.press("Enter")
        tab_to(page, ".djs-palette .entry[data-action='create.exclusive-gateway']")
        page.keyboard.press("Enter")
        assert (
            page.evaluate(
                "lianban.modeler.get('elementRegistry').filter(e => e.type === 'bpmn:ExclusiveGateway').length"
            )
            == 1
        )
        tab_to(page, "#steps [data-step]")
        for _ in range(4):
            if page.evaluate("document.activeElement.dataset.step") == "accept":
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.evaluate("lianban.modeler.get('selection').get()[0].id") == "accept"
        tab_to(page, "#panel [name]", "#panel input, #panel select")
        checked(page)
        tab_to(page, ".finding")
        page.keyboard.press("Enter")
        assert page.evaluate("lianban.modeler.get('selection').get().length") == 1
