"""Diagram, guide and centre agree with each other, item by item."""

from __future__ import annotations

import re

import pytest

from tests.processes.items import (
    ALL,
    BPMN,
    CAMUNDA,
    FOLDER,
    KEYS,
    Item,
    centre,
    interrupting,
    item,
    listed,
    properties,
    timer_days,
)

DISCLOSED = {
    "name", "basis", "conditions", "quantity", "procedure", "period", "flow",
    "materials", "samples", "fee_basis", "fee_standard", "handler", "supervision",
}  # fmt: skip
GUIDE = {
    "key", "code", "name", "name_en", "mode", "case_type", "item_type", "audience", "lead", "departments", "windows",
    "result", "announce", "notices", "remedies", "facts", "fees", "materials", "limits", "disclosure", "phrases",
}  # fmt: skip
TOPICS = {"notice.issue", "opinion.missing", "refusal.file", "supervise.red", "supervise.urge"}
KINDS = {"accept", "approve", "confirm", "decide", "deliver", "draft", "inspect", "review", "submit"}
CLOCKS = {"before", "external", "own"}


@pytest.fixture(params=KEYS)
def an_item(request: pytest.FixtureRequest) -> Item:
    return item(request.param)


def codes(table: str, key: str = "code") -> set[str]:
    return {row[key] for row in centre()[table]}


def literal_groups(found: Item) -> set[str]:
    groups = [group for task in found.each("userTask") for group in listed(task.get(CAMUNDA + "candidateGroups", ""))]
    return {group for group in groups if not group.startswith("${")}


def test_every_item_is_here_and_nothing_else() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.bpmn")) == sorted(ALL)
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted([*ALL, "centre"])


def test_the_process_is_named_like_its_file(an_item: Item) -> None:
    assert an_item.process.get("id") == an_item.guide["key"] == an_item.key
    assert an_item.process.get("isExecutable") == "true"


def test_ids_are_told_apart_across_all_diagrams() -> None:
    ids = [node.get("id") for key in ALL for node in item(key).process.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert not {"Start", "End"} & set(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", each) for each in ids)


def test_the_guide_discloses_all_thirteen_fields(an_item: Item) -> None:
    assert set(an_item.guide["disclosure"]) == DISCLOSED
    assert all(an_item.guide["disclosure"].values())


def test_the_guide_says_everything_about_the_item(an_item: Item) -> None:
    assert set(an_item.guide) >= GUIDE
    for row in an_item.guide["materials"]:
        assert {"code", "name", "required", "form", "kind", "copies", "when", "department"} <= set(row)
    assert all(row["amount"] >= 0 and row["basis"] for row in an_item.guide["fees"])


def test_guide_and_diagram_give_the_same_numbers(an_item: Item) -> None:
    said, limits = properties(an_item.process), an_item.guide["limits"]
    assert (said["itemCode"], said["mode"], said["lead"]) == tuple(an_item.guide[k] for k in ("code", "mode", "lead"))
    assert (int(said["limit"]), int(said["statutoryLimit"])) == (limits["promise"], limits["statutory"])
    assert int(said.get("extension", 0)) == limits["extension"]
    assert limits["unit"] == "workday" and limits["basis"]


def test_the_promise_is_shorter_than_the_law(an_item: Item) -> None:
    assert 0 < an_item.guide["limits"]["promise"] < an_item.guide["limits"]["statutory"]


def test_the_upper_level_has_a_clock_of_its_own() -> None:
    found = item("escalated")
    said, limits = properties(found.process), found.guide["limits"]
    (wait,) = found.each("receiveTask")
    assert properties(wait)["clock"] == "external"
    assert int(said["submitLimit"]) == limits["submit"]["promise"] < limits["submit"]["statutory"]
    external = limits["external"]
    assert int(properties(wait)["limit"]) == int(said["externalLimit"]) == external["promise"] < external["statutory"]
    assert [timer_days(event) for event in found.boundaries(wait)] == external["follow_up"]
    assert not any(interrupting(event) for event in found.boundaries(wait))


def test_departments_exist(an_item: Item) -> None:
    named = {
        an_item.guide["lead"],
        *an_item.guide["departments"],
        *(row["department"] for row in an_item.guide["materials"]),
    }
    named |= literal_groups(an_item) | set(listed(an_item.process.get(CAMUNDA + "candidateStarterGroups")))
    assert named <= codes("departments")
    assert set(an_item.guide["windows"]) <= codes("windows", "number")


def test_nobody_outside_the_centre_gets_a_task(an_item: Item) -> None:
    assert not literal_groups(an_item) & {row["code"] for row in centre()["departments"] if row["external"]}


def test_every_user_task_says_who_what_and_until_when(an_item: Item) -> None:
    for task in an_item.each("userTask"):
        said = properties(task)
        assert task.get(CAMUNDA + "candidateGroups") and task.get(CAMUNDA + "formKey"), task.get("id")
        assert said["kind"] in KINDS
        assert int(said["limit"]) > int(said["warn"]) >= 0, task.get("id")
        assert said["role"] in codes("roles")
        assert set(listed(said["actions"])) <= codes("actions") and said["actions"], task.get("id")
        assert said.get("clock", "before") in CLOCKS


def test_materials_asked_for_are_in_the_catalogue(an_item: Item) -> None:
    catalogue = [row["code"] for row in an_item.guide["materials"]]
    asked = {code for task in an_item.each("userTask") for code in listed(properties(task).get("materials", ""))}
    assert asked <= set(catalogue)
    assert len(catalogue) == len(set(catalogue))


def test_notices_are_known(an_item: Item) -> None:
    issued = {properties(task)["notice"] for task in an_item.each("sendTask")}
    chosen = {code for task in an_item.each("userTask") for code in listed(properties(task).get("notices", ""))}
    assert issued | chosen | set(an_item.guide["notices"]) <= codes("notices")
    assert issued <= set(an_item.guide["notices"])


def test_service_steps_have_known_topics(an_item: Item) -> None:
    for step in an_item.each("serviceTask", "sendTask"):
        assert step.get(CAMUNDA + "type") == "external"
        assert step.get(CAMUNDA + "topic") in TOPICS


def test_facts_that_the_joint_diagram_reads_are_asked_of_the_applicant() -> None:
    found = item("joint")
    script = next(found.process.iter(BPMN + "script")).text
    read = set(re.findall(r"\b[a-z_]+\b", re.sub(r'"\w+"', "", script))) - {"if", "or", "else", "co_departments"}
    assert read == {row["name"] for row in found.guide["facts"]}
    assert set(re.findall(r'"(\w+)"', script)) == set(found.guide["departments"]) - {"market"}


def test_each_matter_of_the_bundle_is_needed_under_the_condition_that_is_drawn() -> None:
    found = item("joint")
    script = next(found.process.iter(BPMN + "script")).text
    for matter in found.guide["matters"]:
        if matter["needed_if"]:
            assert f'["{matter["department"]}"] if {matter["needed_if"]} else []' in script
    needed = {row["department"]: row["needed_if"] for row in found.guide["matters"] if row["needed_if"]}
    asked = {(row["department"], row["needed_if"]) for row in found.guide["materials"] if "needed_if" in row}
    assert asked == set(needed.items())
