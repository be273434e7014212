"""For every step of a person there is somebody in the centre who may do it, whichever department it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.processes.items import BPMN, CAMUNDA, KEYS, Item, centre, item, listed, properties

ROLES = {row["code"]: [post["role"] for post in row["posts"]] for row in centre()["departments"]}
DO_BUSINESS = [code for code, roles in ROLES.items() if "officer" in roles]
STEPS = [(key, step.get("id")) for key in KEYS for step in item(key).each("userTask")]


def reviewers(found: Item) -> list[str]:
    """Those whom the diagram's script may find."""
    text = " ".join(node.text for node in found.process.iter(BPMN + "script"))
    return [code for code in ROLES if f'"{code}"' in text]


def offered(found: Item, step: Any) -> list[list[str]]:
    """To which departments together a step may be offered, one list for each way it may come."""
    groups = listed(step.get(CAMUNDA + "candidateGroups"))
    values = {"${lead}": DO_BUSINESS, "${dept}": reviewers(found)}  # any of them may have to answer in writing
    ways: list[list[str]] = [[]]
    for group in groups:
        ways = [[*way, code] for way in ways for code in values.get(group, [group])]
    return ways


@pytest.mark.parametrize(("key", "step"), STEPS)
def test_somebody_holds_a_post_of_the_role_that_a_step_asks_for(key: str, step: str) -> None:
    found = item(key)
    node = found.node(step)
    wanted = properties(node).get("role", "officer")
    ways = offered(found, node)
    assert ways
    for way in ways:
        assert any(wanted in ROLES[code] for code in way), f"nobody among {way} is {wanted}"


def test_the_departments_that_review_are_all_of_the_centre_and_of_the_guide() -> None:
    found = item("joint")
    assert set(reviewers(found)) == set(found.guide["departments"]) - {found.guide["lead"]} == {
        "fire", "urban", "tobacco", "housing", "ecology"}  # fmt: skip


def test_leads_of_the_items_are_departments_that_do_business() -> None:
    assert {item(key).guide["lead"] for key in KEYS} <= set(DO_BUSINESS)
