"""Diagrams as designers hand them in, saved by Camunda Modeler's library: deployed unchanged, run to the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.proofs.client import Client
from tests.proofs.conftest import Open
from tests.proofs.office import People
from tests.proofs.server import ROOT, only_centre

FOLDER = ROOT.parent / "shared" / "diagrams"
DIAGRAMS = sorted(FOLDER.glob("*.bpmn"))
CO_DEPARTMENTS = ["fire", "urban", "housing"]
GOOD = ("accept", "agree", "grant", "done", "confirm", "approve", "ordinary")
NONE = pytest.param(None, marks=pytest.mark.skip(reason=f"THE SHARED DIAGRAMS ARE NOT HERE: no {FOLDER}/*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@pytest.fixture(scope="module")
def people(servers: Open, tmp_path_factory: pytest.TempPathFactory) -> People:
    return People(servers(processes=only_centre(tmp_path_factory.mktemp("processes"))).start())


def collections(diagram: bytes) -> dict[str, Any]:
    """The lists of departments that the diagram's multi-instances are about."""
    found = {}
    for loop in etree.fromstring(diagram).iter(f"{BPMN}multiInstanceLoopCharacteristics"):
        for name, value in loop.attrib.items():
            if str(name).endswith("}collection"):
                found[str(value).strip("${}")] = CO_DEPARTMENTS
    return found


def finish(people: People, number: str) -> list[tuple[str, str]]:
    """Complete whatever is open with its first favourable outcome, each by its department, until nothing is."""
    chief, done = people.chief(), []
    while open_tasks := chief.pages("/tasks", case=number):
        assert len(done) < 100, f"the case does not end: {done[-10:]}"
        for task in open_tasks:
            officer = people.person(f"{task['department']}.somebody", "head", task["department"])
            sheet = officer.get(f"/tasks/{task['id']}").must()
            actions = _actions(sheet)
            outcome = next((code for code in GOOD if code in actions), actions[0] if actions else "")
            body = {"outcome": outcome, "opinion": "同意", "reasons": "无", "basis": "《行政许可法》"}
            officer.post(f"/tasks/{task['id']}/complete", body).must(200)
            done.append((task["element"], task["department"]))
    return done


def _actions(sheet: dict[str, Any]) -> list[str]:
    listed = sheet.get("actions") or []
    return [one["code"] if isinstance(one, dict) else str(one) for one in listed]


@pytest.mark.parametrize("path", DIAGRAMS or [NONE], ids=lambda path: path.stem if path else "missing")
def test_a_diagram_of_a_designer_deploys_unchanged_and_runs_to_the_end(people: People, path: Path) -> None:
    source = path.read_bytes()
    root = etree.fromstring(source)
    (process,) = [node for node in root.iter(f"{BPMN}process") if node.get("isExecutable") == "true"]
    key = process.get("id")
    designer: Client = people.designer()
    deployed = designer.deploy((path.name, source)).must(201)
    assert key in str(deployed), deployed
    version = designer.get(f"/definitions/{key}").must()["version"]
    stored = designer.get(f"/definitions/{key}/versions/{version}/xml")
    assert stored.status == 200 and stored.body == source, "the diagram was changed on its way in"
    assert designer.deploy((path.name, source)).status == 200, "the same diagram again is nothing new"
    variables = collections(source)
    received = people.window("centre").post(
        "/cases", {"item": key, "applicant": {"name": "餐饮店"}, "variables": variables})  # fmt: skip
    number = received.must(201)["number"]
    done = finish(people, number)
    case = people.chief().get(f"/cases/{number}").must()
    assert case["status"] == "completed" and case["ended_at"] and not case["failure"], case
    for departments in variables.values():
        for department in departments:
            assert department in {who for _, who in done}, f"{department} was never asked: {done}"
    passed = people.chief().get(f"/cases/{number}/diagram").must()
    waiting = [task for task in passed["tasks"] if not task["closed_at"]]
    assert passed["ended"] is True and not waiting and not passed["timers"], (waiting, passed["timers"])


def test_the_joint_diagram_has_each_step_once_and_its_departments_side_by_side(people: People) -> None:
    path = FOLDER / "joint-camunda-modeler.bpmn"
    if not path.exists():
        pytest.skip(f"THE SHARED DIAGRAMS ARE NOT HERE: no {path}")
    people.chief().deploy((path.name, path.read_bytes())).must(200, 201)
    given = {"item": "joint_approval", "applicant": {"name": "餐饮店"}, "variables": {"co_depts": CO_DEPARTMENTS}}
    number = people.window("centre").post("/cases", given).must(201)["number"]
    done = finish(people, number)
    assert done[0][0] == "accept" and done[-1][0] == "decide", done
    assert sorted(done[1:-1]) == sorted(("review", code) for code in CO_DEPARTMENTS), done
    assert done[0][1] == done[-1][1] == "dept-market", done
    notices = {notice["kind"] for notice in people.chief().get(f"/cases/{number}/notices").must()["items"]}
    assert "SLTZ" in notices, f"the notice of acceptance that the diagram draws was not issued: {notices}"
