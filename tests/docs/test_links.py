"""What the documents name exists: files, anchors, commands and their options, calls, settings, figures, topics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click
import pytest

from app.cli import lianban
from app.engine.expressions_functions import FUNCTIONS
from app.handlers import TOPICS
from app.notices import CATALOGUE
from app.serving import Server, create_server
from app.settings import Settings
from tests.docs.pages import API, DESIGNERS, OPERATORS, PAGES, ROOT, Page, first_column

ONLY_FOR_THE_SCRIPT = {"PYTHON"}  # read by ./run itself, before there are settings
ONLY_WITH_A_STEPPED_CLOCK = "/api/v1/clock"  # left out of the OpenAPI document on purpose
BESIDE_THE_API = {"/health", "/ready", "/metrics", "/docs", "/openapi.json"}

pages = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = create_server(Settings(data=tmp_path_factory.mktemp("docs"), tick_enabled=False))
    yield made
    made.close()


@pytest.fixture(scope="module")
def specification(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = server.app.test_client().get("/openapi.json").get_json()  # type: ignore[attr-defined]
    return found


@pages
def test_every_relative_link_leads_to_a_file_and_an_anchor_in_it(page: Page) -> None:
    for link in page.links:
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        file = (page.path.parent / target).resolve() if target else page.path
        assert file.is_relative_to(ROOT) and file.exists(), f"{page.name}: there is no {link}"
        if anchor:
            assert anchor in Page(file).anchors, f"{page.name}: {link} has no such heading"


@pages
def test_every_command_and_option_that_is_named_exists(page: Page) -> None:
    for code in page.code:
        for words in re.findall(r"\./run((?: +[^\s|&;)]+)*)", code.replace("\\\n", " ")):
            _check_command(words.split(), page.name)


def _check_command(words: list[str], where: str) -> None:
    command: click.Command = lianban
    if words[:1] in (["test"], ["setup"]):
        return
    while isinstance(command, click.Group) and words and words[0] not in ("--help", "…", "COMMAND"):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"{where}: there is no ./run {words[0]}"
        command, words = found, words[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word not in known]
    assert not unknown, f"{where}: ./run {command.name} has no {unknown}"


@pages
def test_every_call_that_is_named_exists(page: Page, specification: dict[str, Any], server: Server) -> None:
    rules = {rule.rule for rule in server.app.url_map.iter_rules()}  # type: ignore[attr-defined]
    assert {ONLY_WITH_A_STEPPED_CLOCK, *BESIDE_THE_API} <= rules
    templates = [*specification["paths"], ONLY_WITH_A_STEPPED_CLOCK]
    for code in page.code:
        for path in re.findall(r"(?:/api/v1|\$api)(/[^\s\"'`|]+)", re.sub(r"\$\([^)]*\)", "$x", code)):
            named = "/api/v1" + path.partition("?")[0].rstrip("/.")
            assert any(_fits(named, template) for template in templates), f"{page.name}: there is no {named}"
        for method, path in re.findall(r"\b(GET|POST|PUT|DELETE) (/api/v1[^\s`?]*)", code):
            operations = specification["paths"].get(path, {})
            assert method.lower() in operations, f"{page.name}: there is no {method} {path}"


def _fits(named: str, template: str) -> bool:
    return all(a == b or _fills(a, b) for a, b in zip_longest(named.split("/"), template.split("/"), fillvalue=""))


def _fills(given: str, parameter: str) -> bool:
    """Whether a piece of a path may stand for `{parameter}`: itself, a shell variable, or a value of its kind."""
    if not parameter.startswith("{") or not given:
        return False
    counts = parameter.strip("{}").endswith(("id", "year", "version"))
    return given[0] in "${" or (given.isdigit() if counts else given[0].isalnum())


def test_the_table_of_calls_is_complete(specification: dict[str, Any]) -> None:
    table = Page(API).text.partition("<!-- calls: begin -->")[2].partition("<!-- calls: end -->")[0]
    methods = ("get", "post", "put", "delete", "patch")
    offered = {f"{m.upper()} {path}" for path, ops in specification["paths"].items() for m in ops if m in methods}
    listed = first_column(table)
    assert sorted(listed) == sorted(offered)


@pages
def test_every_setting_that_is_named_exists(page: Page) -> None:
    named = set(re.findall(r"\bLIANBAN_([A-Z_]+[A-Z])\b", page.text)) - ONLY_FOR_THE_SCRIPT
    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_table_of_settings_is_complete_and_has_the_true_defaults() -> None:
    section = Page(OPERATORS).section("## Settings")
    assert set(first_column(section)) == {f"LIANBAN_{name.upper()}" for name in Settings.model_fields}
    for row in (line for line in section.splitlines() if line.startswith("| `LIANBAN_")):
        names, default = (cell.strip() for cell in row.split("|")[1:3])
        for name in re.findall(r"LIANBAN_(\w+)", names):
            field = Settings.model_fields[name.lower()].default
            said = default.partition("`")[2].partition("`")[0]
            assert _shown(field) == said, f"LIANBAN_{name} is {field!r} by default, not {default}"


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Path):
        return value.name
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def test_the_table_of_figures_is_that_of_a_server(server: Server) -> None:
    served = server.app.test_client().get("/metrics").get_data(as_text=True)  # type: ignore[attr-defined]
    offered = {name for name in re.findall(r"^# TYPE (\w+) ", served, re.MULTILINE) if name.startswith("lianban_")}
    listed = first_column(Page(OPERATORS).section("## Is it well?"))
    assert {name for name in listed if name.startswith("lianban_")} == {
        name for name in offered if not name.endswith("_created")
    }


def test_topics_notices_and_functions_are_listed_as_they_are() -> None:
    page = Page(DESIGNERS)
    assert set(first_column(page.section("## Service topics"))) == set(TOPICS)
    listed = re.findall(r"^\| `([A-Z]{4})` \|.*\| ([^|]*) \|$", page.section("## Notices"), re.MULTILINE)
    facts = {code: [f"**{f.name}**" if f.needed else f.name for f in one.facts] for code, one in CATALOGUE.items()}
    assert {code: [name for name in said.split(", ") if name] for code, said in listed} == facts
    for name, topic in TOPICS.items():
        row = next(line for line in page.section("## Service topics").splitlines() if f"`{name}`" in line)
        reads = row.split("|")[3]
        assert all(f"`{parameter.name}`" in reads for parameter in topic.parameters), row
    functions = re.findall(r"`(\w+)\(", page.section("## The expression language").split("Camunda's `list.")[0])
    assert set(functions) == set(FUNCTIONS)


def test_every_property_that_a_diagram_has_is_explained() -> None:
    section = Page(DESIGNERS).section("## Properties by element")
    drawn = [path.read_text() for folder in ("processes", "docs/examples") for path in (ROOT / folder).glob("*.bpmn")]
    names = set(re.findall(r'camunda:property name="(\w+)"', "".join(drawn)))
    assert len(names) > 20 and not [name for name in names if f"`{name}`" not in section]


def test_every_finding_that_is_named_can_be_found() -> None:
    section = Page(DESIGNERS).section("## What runs, what is refused, what is mended").split("**Mended.**")[0]
    files = [
        path for folder in ("engine", "handlers", "designs", "verify") for path in (ROOT / "app" / folder).rglob("*.py")
    ]
    sources = "".join(path.read_text() for path in files)
    named = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", section)
    assert len(named) > 30
    assert not [code for code in named if f'"{code}"' not in sources]


@pages
def test_nothing_of_the_place_where_it_was_written_is_in_it(page: Page) -> None:
    assert not re.search(r"/(?:home|root|Users)/|TODO|@@", page.text)
