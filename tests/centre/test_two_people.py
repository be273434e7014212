"""Two people look, each for themselves, where the item asks (art. 34): sealed until the step is done."""

from __future__ import annotations

import pytest

from app import desk
from app.desk import CaseRecord
from app.errors import Invalid, Refused
from tests.centre.hall import ledger
from tests.engine.drawing import draw, end, start, user
from tests.factories import ADMIN, Centre, head, officer, simple

ONE, OTHER = officer("fire"), officer("fire", 2)


def inspected(centre: Centre) -> CaseRecord:
    """A case that waits to be inspected by two people."""
    props = {"kind": "inspect", "sealed": "true", "reviewers": "2", "limit": "3", "actions": "agree,disagree"}
    drawn = draw(start("s"), user("look", groups="fire", props=props), end("e"), flows=["s -> look -> e"], id="two")
    centre.deploy(drawn)
    return centre.receive("two")


def seal(centre: Centre, case: CaseRecord, outcome: str = "agree", who: object = ONE, **said: str) -> None:
    desk.seal_opinion(centre.house, who, centre.task(case, "look").id, outcome, at=centre.at, **said)  # type: ignore[arg-type]


def test_one_person_alone_cannot_complete_what_two_must_look_at(centre: Centre) -> None:
    case = inspected(centre)
    for who in (ONE, head("fire"), ADMIN):
        with pytest.raises(Refused, match="2 people"):
            centre.complete(case, "look", outcome="agree", actor=who)
    seal(centre, case)
    with pytest.raises(Refused, match="another person"):
        centre.complete(case, "look", outcome="agree", actor=ONE)
    with pytest.raises(Refused, match="another person"):
        seal(centre, case)
    assert centre.complete(case, "look", outcome="agree", actor=OTHER).case.ended_at == centre.at


def test_a_sealed_opinion_is_read_by_nobody_before_the_step_is_done(centre: Centre) -> None:
    case = inspected(centre)
    seal(centre, case, opinion="两部楼梯,净宽1.2米")
    assert centre.opinions(case) == []
    task = centre.task(case, "look")
    assert list(desk.task_sheet(centre.house, ADMIN, task.id, at=centre.at).opinions) == []
    (told,) = ledger(centre, case, "review")
    assert set(told) == {"task", "element", "digest"}
    centre.complete(case, "look", outcome="agree", opinion="一致", actor=OTHER)
    assert [(one.user, one.kind, one.text) for one in centre.opinions(case)] == [
        ("fire.o2", "opinion", "一致"),
        ("fire.o1", "sealed", "两部楼梯,净宽1.2米"),
    ]
    centre.check_ledgers()


def test_where_they_differ_the_head_decides_with_reasons(centre: Centre) -> None:
    case = inspected(centre)
    seal(centre, case, "disagree", reasons="疏散宽度不足")
    with pytest.raises(Refused, match="differ"):
        centre.complete(case, "look", outcome="agree", actor=OTHER)
    with pytest.raises(Refused, match="differ"):
        centre.complete(case, "look", outcome="agree", actor=head("fire"))
    done = centre.complete(case, "look", outcome="agree", reasons="经复测宽度符合规定", actor=head("fire"))
    assert done.case.ended_at is not None


def test_a_sealed_opinion_has_an_outcome_of_the_step_and_its_reasons(centre: Centre) -> None:
    case = inspected(centre)
    with pytest.raises(Invalid, match="agree, disagree"):
        seal(centre, case, "grant")
    with pytest.raises(Invalid, match="needs reasons"):
        seal(centre, case, "disagree")


def test_a_step_that_asks_for_none_takes_none(centre: Centre) -> None:
    centre.deploy(simple("task"))
    case = centre.receive("task")
    with pytest.raises(Refused, match="no sealed opinions"):
        desk.seal_opinion(centre.house, ONE, centre.task(case, "work").id, "agree", at=centre.at)
