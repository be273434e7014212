"""Nobody sees what is not theirs."""

from __future__ import annotations

import pytest

from app import desk
from app.desk import sight
from app.desk.sight import Sight
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, NotFound
from app.store.queries import AlertQuery, CaseQuery, TaskQuery
from app.store.records import CaseRecord
from tests.factories import ADMIN, AT, DAY, DESIGNER, SUPERVISOR, Centre, head, joint, officer, window

READERS = (
    desk.case,
    desk.case_form,
    desk.tasks,
    desk.opinions,
    desk.notices,
    desk.timeline,
    desk.diagram,
)


@pytest.fixture
def case(centre: Centre) -> CaseRecord:
    """Fire has agreed with internal words, urban has not answered, tobacco takes no part."""
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    centre.complete(
        case, "review", "fire", outcome="disagree", opinion="内部意见", reasons="出口不足", basis="第十五条"
    )
    return case


@pytest.mark.parametrize("actor", [ADMIN, SUPERVISOR, officer("market"), head("market"), window("market")])
def test_overseers_and_the_lead_see_everything(centre: Centre, case: CaseRecord, actor: Actor) -> None:
    assert [o.text for o in desk.opinions(centre.house, actor, case.number) if o.text] == ["内部意见"]
    assert len(desk.tasks(centre.house, actor, case.number)) == 3
    assert len(desk.ledger(centre.house, actor, case.number)) == case.ledger_seq + 4
    assert any(h.detail.get("opinion") == "内部意见" for h in desk.timeline(centre.house, actor, case.number))


def test_a_co_handling_department_sees_form_and_its_own(centre: Centre, case: CaseRecord) -> None:
    urban = officer("urban")
    assert desk.case_form(centre.house, urban, case.number).applicant == {"name": "王小二餐饮店"}
    assert [t.department for t in desk.tasks(centre.house, urban, case.number)] == ["urban"]
    assert desk.opinions(centre.house, urban, case.number) == []
    assert [n.kind for n in desk.notices(centre.house, urban, case.number)] == ["SLTZ"]
    told = str([h.detail for h in desk.timeline(centre.house, urban, case.number)])
    assert "内部意见" not in told and "出口不足" not in told and "disagree" not in told
    assert [o.text for o in desk.opinions(centre.house, officer("fire", 2), case.number)] == ["内部意见"]
    with pytest.raises(Forbidden):
        desk.ledger(centre.house, urban, case.number)


def test_why_a_neighbour_took_its_opinion_back_or_passed_a_task_on_is_not_told(
    centre: Centre, case: CaseRecord
) -> None:
    done = next(t for t in desk.tasks(centre.house, ADMIN, case.number) if t.department == "fire")
    desk.withdraw_opinion(centre.house, officer("fire"), done.id, "漏看附图", at=AT)
    again = centre.task(case, "review", "fire")
    desk.transfer(centre.house, officer("fire"), again.id, "housing", "人手不足", at=AT)
    for actor, told in ((officer("urban"), False), (officer("fire"), True), (officer("market"), True)):
        history = str([line.detail for line in desk.timeline(centre.house, actor, case.number)])
        assert ("漏看附图" in history) == ("人手不足" in history) == told, actor.user


def test_the_window_that_received_it_sees_no_opinions(centre: Centre) -> None:
    centre.deploy(joint())
    case = desk.receive(
        centre.house, window("centre"), "joint", applicant={"name": "王"}, variables={"co_departments": ["fire"]}, at=AT
    )
    centre.complete(case, "accept", outcome="accept", opinion="内部意见")
    clerk = window("centre")
    assert desk.opinions(centre.house, clerk, case.number) == []
    assert len(desk.tasks(centre.house, clerk, case.number)) == 2
    assert "内部意见" not in str([h.detail for h in desk.timeline(centre.house, clerk, case.number)])
    assert desk.cases(centre.house, clerk, CaseQuery()).items[0].number == case.number


@pytest.mark.parametrize(
    "actor", [officer("tobacco"), head("tobacco"), window("tobacco"), DESIGNER], ids=lambda a: a.user
)
def test_for_everybody_else_the_case_does_not_exist(centre: Centre, case: CaseRecord, actor: Actor) -> None:
    for read in READERS:
        with pytest.raises(NotFound):
            read(centre.house, actor, case.number)
    with pytest.raises(NotFound):
        desk.limits(centre.house, actor, case.number, at=AT)
    if actor.role is Role.DESIGNER:
        with pytest.raises(Forbidden):
            desk.cases(centre.house, actor, CaseQuery())
    else:
        assert desk.cases(centre.house, actor, CaseQuery()).items == ()


def test_a_task_is_read_by_its_department_the_lead_and_overseers(centre: Centre, case: CaseRecord) -> None:
    task = centre.task(case, "review", "urban").id
    for actor in (officer("urban"), officer("market"), ADMIN, SUPERVISOR):
        assert desk.task_sheet(centre.house, actor, task, at=AT).task.id == task
    for actor in (officer("fire"), officer("tobacco"), DESIGNER):
        with pytest.raises(Forbidden):
            desk.task_sheet(centre.house, actor, task, at=AT)


def test_an_inbox_is_of_the_own_department(centre: Centre, case: CaseRecord) -> None:
    assert [t.department for t in centre.inbox(officer("urban"))] == ["urban"]
    assert centre.inbox(officer("tobacco")) == []
    assert len(centre.inbox(ADMIN)) == 1 and len(centre.inbox(SUPERVISOR, department="urban")) == 1
    for actor in (officer("fire"), head("fire")):
        with pytest.raises(Forbidden):
            centre.inbox(actor, department="urban")
    with pytest.raises(Forbidden):
        centre.inbox(DESIGNER)
    with pytest.raises(Forbidden):
        desk.count_tasks(centre.house, officer("fire"), TaskQuery(department="urban"), at=AT)


def test_alerts_are_of_the_own_department(centre: Centre, case: CaseRecord) -> None:
    centre.pass_time(AT + 4 * DAY)
    assert {a.department for a in desk.alerts(centre.house, SUPERVISOR, AlertQuery()).items} == {"urban"}
    assert len(desk.alerts(centre.house, officer("urban"), AlertQuery()).items) == 1
    assert desk.alerts(centre.house, officer("fire"), AlertQuery()).items == ()
    with pytest.raises(Forbidden):
        desk.alerts(centre.house, officer("fire"), AlertQuery(department="urban"))
    alert = desk.alerts(centre.house, SUPERVISOR, AlertQuery()).items[0]
    with pytest.raises(Forbidden):
        desk.acknowledge(centre.house, officer("fire"), alert.id, "?", at=AT)


def test_the_public_sees_progress_and_nothing_said_inside(centre: Centre, case: CaseRecord) -> None:
    shown = desk.public_case(centre.house, case.number, case.code.lower(), at=AT)
    assert shown.applicant == "王****店"
    assert [step.name for step in shown.steps] == ["accept", "review", "review"]
    assert shown.days_left == 15 and shown.stage == "审查"
    assert "内部意见" not in str(shown) and "disagree" not in str(shown) and "fire.o1" not in str(shown)
    for number, code in ((case.number, "WRONG234"), ("J1-20260302-99999", case.code), (case.number, "")):
        with pytest.raises(NotFound) as refused:
            desk.public_case(centre.house, number, code, at=AT)
        assert refused.value.message_en == "no case has this number and code"


@pytest.mark.parametrize(
    ("actor", "takes_part", "window_department", "seen"),
    [
        (ADMIN, False, "", Sight.ALL),
        (SUPERVISOR, False, "", Sight.ALL),
        (DESIGNER, True, "centre", Sight.NOTHING),
        (officer("market"), False, "", Sight.ALL),
        (officer("fire"), True, "", Sight.OWN),
        (window("fire"), True, "fire", Sight.OWN),
        (window("centre"), False, "centre", Sight.FRONT),
        (officer("centre"), False, "centre", Sight.NOTHING),
        (window("market"), False, "", Sight.ALL),
        (Actor(user="market.w", role=Role.WINDOW), False, "", Sight.FRONT),
        (Actor(user="stranger", role=Role.OFFICER), False, "", Sight.NOTHING),
    ],
)
def test_sight_follows_role_and_part(
    centre: Centre, case: CaseRecord, actor: Actor, takes_part: bool, window_department: str, seen: Sight
) -> None:
    assert sight.of_case(actor, case, takes_part=takes_part, window_department=window_department) is seen
