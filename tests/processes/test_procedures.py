"""The centre's own procedures keep together with guides, centre file and house; none ends without a paper."""

from __future__ import annotations

from typing import Any

import pytest

from app.handlers import TOPICS
from app.notices import CATALOGUE
from tests.processes.items import CAMUNDA, PROCEDURES, Item, centre, item, listed, properties, tag

ROLES = {row["code"]: {post["role"] for post in row["posts"]} for row in centre()["departments"]}
DO_BUSINESS = [code for code, roles in ROLES.items() if "officer" in roles]
SAYS_NO = {"reject", "disagree"}


@pytest.fixture(params=PROCEDURES)
def a_procedure(request: pytest.FixtureRequest) -> Item:
    return item(request.param)


def codes(table: str) -> set[str]:
    return {row["code"] for row in centre()[table]}


def papers(found: Item) -> list[str]:
    return [properties(step)["notice"] for step in found.each("sendTask")]


def test_guide_and_diagram_say_the_same(a_procedure: Item) -> None:
    said, guide = properties(a_procedure.process), a_procedure.guide
    assert said["class"] == guide["class"] == "procedure"
    assert (a_procedure.process.get("id"), a_procedure.process.get("name")) == (guide["key"], guide["name"])
    assert (said["itemCode"], said["lead"]) == (guide["code"], guide["lead"])
    assert int(said["limit"]) == guide["limits"]["promise"]
    assert set(papers(a_procedure)) == set(guide["notices"])


def test_departments_and_starters_exist(a_procedure: Item) -> None:
    groups = [group for task in a_procedure.each("userTask") for group in listed(task.get(CAMUNDA + "candidateGroups"))]
    named = {group for group in groups if not group.startswith("${")} | {a_procedure.guide["lead"]}
    named |= set(listed(a_procedure.process.get(CAMUNDA + "candidateStarterGroups", "")))
    assert named <= codes("departments")


def test_every_step_of_a_person_says_who_what_and_until_when(a_procedure: Item) -> None:
    for task in a_procedure.each("userTask"):
        said = properties(task)
        assert task.get(CAMUNDA + "candidateGroups") and task.get(CAMUNDA + "formKey"), task.get("id")
        assert said["kind"] and int(said["limit"]) > int(said["warn"]) >= 0, task.get("id")
        assert said["actions"] and set(listed(said["actions"])) <= codes("actions"), task.get("id")
        assert said["role"] in codes("roles")


def test_somebody_holds_a_post_of_the_role_that_a_step_asks_for(a_procedure: Item) -> None:
    for task in a_procedure.each("userTask"):
        (group,) = listed(task.get(CAMUNDA + "candidateGroups"))
        for code in DO_BUSINESS if group.startswith("${") else [group]:
            assert properties(task)["role"] in ROLES[code], (task.get("id"), code)


def test_topics_and_papers_are_those_of_the_house(a_procedure: Item) -> None:
    for step in a_procedure.each("serviceTask", "sendTask"):
        assert step.get(CAMUNDA + "type") == "external"
        assert step.get(CAMUNDA + "topic") in TOPICS
    assert set(papers(a_procedure)) <= set(CATALOGUE) & codes("notices")


def test_what_a_paper_takes_over_is_something_that_it_says(a_procedure: Item) -> None:
    for step in a_procedure.each("sendTask"):
        said = properties(step)
        facts = {name.partition("=")[0] for name in listed(said.get("facts", ""))}
        assert facts <= {fact.name for fact in CATALOGUE[said["notice"]].facts}, step.get("id")


def test_who_says_no_must_say_why(a_procedure: Item) -> None:
    for task in a_procedure.each("userTask"):
        said = properties(task)
        no = SAYS_NO & set(listed(said["actions"]))
        assert no <= {"disagree"} | set(listed(said.get("reasonsFor", ""))), task.get("id")


def ways(found: Item, node: Any, gone: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every way from a shape to an end, as the ids it passes; a deadline may end a step on the way."""
    gone = (*gone, node.get("id"))
    onward = [
        *found.after(node),
        *(event for event in found.boundaries(node) if event.get("cancelActivity") != "false"),
    ]
    return [gone] if not onward else [way for then in onward for way in ways(found, then, gone)]


def test_no_way_through_a_procedure_ends_without_a_document(a_procedure: Item) -> None:
    (start,) = a_procedure.each("startEvent")
    found = ways(a_procedure, start)
    assert found
    for way in found:
        assert tag(a_procedure.node(way[-1])) == "endEvent"
        assert any(tag(a_procedure.node(step)) == "sendTask" for step in way), way
        assert properties(a_procedure.node(way[-1]))["result"] in ("completed", "declined", "refused")


def test_what_the_centres_file_starts_upon_an_event_is_a_procedure() -> None:
    assert {one["start"] for one in centre()["follow"]} <= set(PROCEDURES)


def test_the_rota_names_heads_of_the_centres_office() -> None:
    (office,) = (row for row in centre()["departments"] if row["code"] == "centre")
    heads = {person for post in office["posts"] if post["role"] == "head" for person in (post["a"], post["b"])}
    assert set(centre()["duty"]["rota"]) <= heads


def test_register_series_and_item_codes_are_used_once() -> None:
    series = [item(key).guide["code"] for key in PROCEDURES]
    assert len(series) == len(set(series))
