"""Malformed input of every kind: the right refusal, in both languages, naming the place; and nothing is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.proofs.bad_diagrams import DIAGRAMS, GOOD, BadDiagram
from tests.proofs.bad_requests import REQUESTS, BadRequest
from tests.proofs.client import PROBLEM, Answer, Client
from tests.proofs.conftest import Open
from tests.proofs.content import Reader, differences
from tests.proofs.nasty_requests import NASTY
from tests.proofs.scene import APPLICATION, Scene, set_scene
from tests.proofs.server import only_centre

CHINESE = re.compile(r"[\u4e00-\u9fff]")
Translate = Callable[[Client], Client]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def scene(
    request: pytest.FixtureRequest, servers: Open, empty_postgres: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Scene:  # fmt: skip
    url = empty_postgres() if request.param == "postgres" else ""
    server = servers(processes=only_centre(tmp_path_factory.mktemp("processes")), database_url=url).start()
    return set_scene(server, Reader(url or server.database))


on_one = pytest.mark.parametrize("scene", ["sqlite"], indirect=True, scope="module")
"""Diagrams are refused before any database is asked, so that one stands for both."""


def into(language: str) -> Translate:
    return lambda client: client.also(language=language)


def problem_of(answer: Answer, status: int, code: str, language: str) -> Any:
    """The problem document, after the checks that hold for every refusal."""
    assert answer.status == status, f"expected {status}, got {answer}"
    assert answer.kind == PROBLEM, f"expected {PROBLEM}, got {answer.kind}: {answer}"
    problem = answer.json
    assert problem["code"] == code, f"expected the code {code}, got {answer}"
    assert problem["status"] == status and problem["title"] and problem["type"], str(answer)
    assert answer.headers.get("content-language", "").startswith(language), answer.headers
    told = problem["detail"]
    if language == "zh":
        assert CHINESE.search(told), f"not in Chinese: {answer}"
    else:
        assert not CHINESE.search(told), f"not in English: {answer}"
    return problem


def said(problem: Any) -> str:
    """Everything a person would read: the detail and what stands beside it, without the other language."""
    lines = [problem["detail"]]
    lines += [f"{each.get('field', '')}: {each['message']}" for each in problem.get("errors", ())]
    lines += [f"{each['element']}: {each['message']}" for each in problem.get("findings", ())]
    lines += [f"{name}={problem[name]}" for name in ("field", "path", "by", "version", "expected") if name in problem]
    return "\n".join(lines)


@pytest.mark.parametrize("bad", (*REQUESTS, *NASTY), ids=lambda bad: bad.name.replace(" ", "-"))
def test_a_malformed_request_is_refused_by_name_and_changes_nothing(scene: Scene, bad: BadRequest) -> None:
    before = scene.rows.everything()
    for language in ("en", "zh"):
        problem = problem_of(bad.ask(scene, into(language)), bad.status, bad.code, language)
        text = said(problem)
        for name in bad.names:
            named = name.format(**vars(scene)) if name.startswith("{") else name
            assert named in text, f"in {language} the refusal does not name {named!r}:\n{text}"
    changed = differences(before, scene.rows.everything())
    assert not changed, f"a refused request changed the database:\n{changed}"


@on_one
@pytest.mark.parametrize("bad", DIAGRAMS, ids=lambda bad: bad.name.replace(" ", "-"))
def test_a_malformed_diagram_is_refused_by_its_place_and_changes_nothing(scene: Scene, bad: BadDiagram) -> None:
    before, data = scene.rows.everything(), bad.data()
    for language in ("en", "zh"):
        designer = scene.people.designer().also(language=language)
        problem = problem_of(designer.deploy(("bad.bpmn", data)), 422, "diagram_refused", language)
        found = [finding for finding in problem["findings"] if finding["rule"] == bad.rule]
        assert found, f"no finding {bad.rule!r} among {[(f['rule'], f['message']) for f in problem['findings']]}"
        if bad.element:
            assert bad.element in {finding["element"] for finding in found}, f"not at {bad.element!r}: {found}"
        for finding in found:
            assert finding["severity"] == "error"
            assert bool(CHINESE.search(finding["message"])) == (language == "zh"), finding
        for word in bad.says:
            assert any(word in finding["message"] for finding in found), f"{word!r} is not named: {found}"
    changed = differences(before, scene.rows.everything())
    assert not changed, f"a refused diagram changed the database:\n{changed}"


@on_one
def test_one_bad_diagram_among_good_ones_keeps_them_all_out(scene: Scene) -> None:
    before = scene.rows.everything()
    answer = scene.people.designer().deploy(("good.bpmn", GOOD), ("bad.bpmn", GOOD[:200]))
    problem = problem_of(answer, 422, "diagram_refused", "en")
    assert "bad.bpmn" in json.dumps(problem), "the refusal does not say which of the two files it is about"
    assert not differences(before, scene.rows.everything())


@on_one
def test_a_guide_that_cannot_be_read_is_refused(scene: Scene) -> None:
    before = scene.rows.everything()
    for language in ("en", "zh"):
        designer = scene.people.designer().also(language=language)
        answer = designer.deploy(("good.bpmn", GOOD), ("good.toml", b"name = [unfinished"))
        assert 400 <= answer.status < 500 and answer.kind == PROBLEM, str(answer)
        assert "good.toml" in json.dumps(answer.json, ensure_ascii=False), str(answer)
    assert not differences(before, scene.rows.everything())


@on_one
def test_a_dry_run_of_a_good_diagram_writes_nothing(scene: Scene) -> None:
    before = scene.rows.everything()
    scene.people.designer().deploy(("good.bpmn", GOOD), dry_run=True).must(200)
    assert not differences(before, scene.rows.everything())


def test_the_comparison_sees_a_change_of_one_row(scene: Scene) -> None:
    before = scene.rows.everything()
    scene.window.post("/cases", APPLICATION).must(201)
    changed = differences(before, scene.rows.everything())
    for table in ("case_file", "task", "branch", "ledger", "number_series"):
        assert f"{table}:" in changed, f"{table} is not among the differences:\n{changed}"


def test_there_are_forty_malformed_inputs_and_more() -> None:
    names = [bad.name for bad in (*REQUESTS, *NASTY, *DIAGRAMS)]
    assert len(set(names)) == len(names) >= 40, "a name is used twice, or there are too few"
