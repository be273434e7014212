"""A file made in Camunda Modeler's library with our templates loses nothing in our page, there and back."""

from __future__ import annotations

from pathlib import Path

import requests
from lxml import etree
from playwright.sync_api import Browser, Page

from tests.web.setting import Site

LIBRARY = Path(__file__).parents[2] / "node_modules" / "camunda-bpmn-js" / "dist"
MODELER = LIBRARY / "camunda-platform-modeler.development.js"
DRAWN = """async (templates) => {
  const modeler = window.theirs = new BpmnModeler({container: '#canvas', moddleExtensions: {}});
  await modeler.createDiagram();
  const [factory, modeling, place, registry, loader, apply] = ['elementFactory', 'modeling', 'autoPlace',
    'elementRegistry', 'elementTemplatesLoader', 'elementTemplates'].map(name => modeler.get(name));
  const errors = [];
  modeler.on('elementTemplates.errors', event => errors.push(...event.errors.map(one => one.message)));
  loader.setTemplates(templates);
  const use = (element, id) => apply.applyTemplate(element, apply.get('lianban.' + id));
  let last = registry.find(one => one.type === 'bpmn:StartEvent');
  const root = modeler.get('canvas').getRootElement();
  use(root, 'process');
  for (const [id, type] of [['accept', 'UserTask'], ['review', 'UserTask'], ['decide', 'UserTask'],
    ['notice', 'SendTask'], ['service', 'ServiceTask'], ['deliver', 'UserTask'], ['result', 'EndEvent']]) {
    last = use(place.append(last, factory.createShape({type: 'bpmn:' + type})), id);
    modeling.updateProperties(last, {name: id});
  }
  return [errors, templates.length, (await modeler.saveXML({format: true})).xml];
}"""


def their_page(page: Page, site: Site) -> None:
    """An empty page of our server with their library in it."""
    page.goto(f"{site.url}/health")
    page.set_content('<div id="canvas" style="height:600px"></div>')
    page.add_script_tag(path=MODELER)


def said(xml: str) -> dict[str, list[tuple[str, ...]]]:
    """All that a file says of each element, by its id: attributes, texts, extension properties, in any order."""
    root = etree.fromstring(xml.encode())
    found: dict[str, list[tuple[str, ...]]] = {}
    for node in root.iter("*"):
        owner = next(one for one in [node, *node.iterancestors()] if one.get("id") or one is root)
        attributes = sorted(f"{etree.QName(key).localname}={value}" for key, value in node.attrib.items())
        text = (node.text or "").strip()
        found.setdefault(owner.get("id", ""), []).append((etree.QName(node).localname, text, *attributes))
    return {key: sorted(lines) for key, lines in found.items()}


def test_nothing_is_lost_between_camunda_modeler_and_our_page(site: Site, chromium: Browser) -> None:
    headers = {"Authorization": f"Bearer {site.designer}"}
    templates = requests.get(f"{site.url}/api/v1/element-templates.json", headers=headers, timeout=30).json()
    theirs = chromium.new_page()
    their_page(theirs, site)
    errors, count, drawn = theirs.evaluate(DRAWN, templates)
    assert not errors
    assert count >= 11

    with site.screen(chromium, site.designer) as page:
        page.goto(f"{site.url}/designer")
        page.wait_for_selector("#designer[data-ready]")
        page.evaluate("xml => lianban.replace(xml)", drawn)
        edited = page.evaluate(
            """async () => { const m = lianban.modeler;
            const one = m.get('elementRegistry').find(e => e.businessObject.name === 'deliver');
            m.get('modeling').updateProperties(one, {name: '送达证照'});
            return (await m.saveXML({format: true})).xml }"""
        )
    back, warnings = theirs.evaluate(
        """async (xml) => { const {warnings} = await theirs.importXML(xml);
        return [(await theirs.saveXML({format: true})).xml, warnings.map(one => one.message)] }""",
        edited,
    )
    theirs.close()
    assert not warnings
    before, after = said(drawn), said(back)
    assert before.keys() == after.keys()
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert len(changed) == 1, changed  # the very name we wrote
    ((was, now),) = changed.values()
    assert str(was).replace("name=deliver", "name=送达证照") == str(now)


def test_a_published_diagram_is_saved_as_it_was_opened(site: Site, chromium: Browser) -> None:
    with site.screen(chromium, site.designer) as page:
        for key in ("joint", "escalated", "assisted"):
            page.goto(f"{site.url}/designer/{key}")
            page.wait_for_selector("#designer[data-ready]")
            saved = page.evaluate("lianban.modeler.saveXML({format: true}).then(made => made.xml)")
            opened = (Path("processes") / f"{key}.bpmn").read_text("utf-8")
            assert said(saved) == said(opened), key
