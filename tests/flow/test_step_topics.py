"""What a diagram draws as steps of the house: the clock stopped and resumed, announced, rated, archived."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app import desk
from app.desk import Completed
from app.domain.actors import Actor
from app.domain.cases import CaseStatus
from app.domain.service import Method
from app.errors import DiagramRefused, Forbidden, Invalid, Refused
from app.store.records import CaseRecord
from tests.engine.drawing import draw, end, service, start, user, xor
from tests.factories import ADMIN, AT, DAY, LEAD, SUPERVISOR, Centre, head, officer, window

HEAD = head(LEAD)
MODE = {"lead": LEAD, "mode": "promised", "limit": "10", "statutoryLimit": "20"}


def accept() -> Any:
    return user("accept", groups=LEAD, props={"kind": "accept", "limit": "2", "actions": "accept,reject"})


def decide() -> Any:
    return user("decide", groups=LEAD, props={"kind": "decide", "limit": "5", "actions": "grant,deny"})


def drawn(*shapes: Any, flows: list[str]) -> bytes:
    return draw(start("s"), accept(), *shapes, end("e"), flows=flows, id="drawn", name="画的事项", props=MODE)


def paused(centre: Centre, **props: str) -> CaseRecord:
    """An accepted case whose head can have the clock stopped by a step, and resumed by another."""
    centre.deploy(drawn(
        user("order", groups=LEAD, props={"limit": "2"}), service("halt", "clock.pause", props=props),
        user("test", groups=LEAD, props={"limit": "3"}), service("go", "clock.resume"), decide(),
        flows=["s -> accept -> order -> halt -> test -> go -> decide -> e"],
    ))  # fmt: skip
    case = centre.receive("drawn")
    centre.complete(case, "accept", outcome="accept")
    return case


def does(centre: Centre, case: CaseRecord, element: str, who: Actor, **answer: Any) -> Completed:
    return desk.complete(centre.house, who, centre.task(case, element).id, at=centre.at, **answer)


def told(centre: Centre, case: CaseRecord, act: str) -> list[dict[str, Any]]:
    return [dict(one.detail) for one in desk.ledger(centre.house, ADMIN, case.number) if one.act == act]


def closing(centre: Centre, at: datetime, days: int) -> datetime:
    calendar = centre.house.calendar
    return calendar.closing_of(calendar.add_workdays(calendar.day_of(at), days))


def test_a_drawn_step_stops_the_clock_with_its_notice_and_another_lets_it_go_on(centre: Centre) -> None:
    case = paused(centre, ground="testing", days="5")
    before = centre.now(case).due_at
    assert before is not None
    does(centre, case, "order", HEAD, opinion="送检")
    stopped = centre.now(case)
    assert stopped.paused_at == AT and stopped.due_at is not None and stopped.due_at > before
    assert centre.kinds(case) == ["SLTZ", "TBCX"]
    (entry,) = told(centre, case, "pause")
    assert entry == {"ground": "testing", "reason": "送检", "approver": HEAD.user, "days": 5, "element": "halt"}
    step = centre.task(case, "test")
    assert step.due_at is not None and step.due_at > closing(centre, AT, 3), "the step waits for the clock as well"
    centre.at = AT + 2 * DAY
    does(centre, case, "test", officer(LEAD))
    running = centre.now(case)
    assert running.paused_at is None and running.due_at == closing(centre, AT, 12), "two days do not count"
    centre.check_ledgers()


def test_only_who_may_approve_a_pause_completes_the_step_that_leads_to_it(centre: Centre) -> None:
    case = paused(centre, ground="testing", days="5")
    with pytest.raises(Forbidden, match="stopping its clock is approved by"):
        does(centre, case, "order", officer(LEAD), opinion="送检")
    assert centre.now(case).paused_at is None and centre.elements(case) == [f"order:{LEAD}"]


def test_how_long_a_drawn_pause_takes_may_be_said_in_the_step_before(centre: Centre) -> None:
    case = paused(centre, ground="testing", days="test_days", reason="按标准送检")
    with pytest.raises(Invalid) as caught:
        does(centre, case, "order", HEAD)
    assert caught.value.field == "form.test_days"
    does(centre, case, "order", HEAD, form={"test_days": "7"})
    assert [(one["days"], one["reason"]) for one in told(centre, case, "pause")] == [(7, "按标准送检")]


def test_a_drawn_pause_that_somebody_has_made_by_hand_is_not_made_twice(centre: Centre) -> None:
    case = paused(centre, ground="testing", days="5", reason="送检")
    desk.pause(centre.house, HEAD, case.number, "testing", "送检", 3, at=AT)
    does(centre, case, "order", HEAD)
    assert len(told(centre, case, "pause")) == 1
    desk.resume(centre.house, HEAD, case.number, at=AT)
    does(centre, case, "test", HEAD)
    assert len(told(centre, case, "resume")) == 1


def test_a_pause_without_a_ground_or_days_is_refused_when_it_is_deployed(centre: Centre) -> None:
    shapes = (service("halt", "clock.pause"), decide())
    with pytest.raises(DiagramRefused) as caught:
        centre.deploy(drawn(*shapes, flows=["s -> accept -> halt -> decide -> e"]))
    found = [(one.code, one.element) for one in caught.value.findings if one.code == "missing-parameter"]
    assert set(found) == {("missing-parameter", "halt")}


def announced(centre: Centre, topic: str = "result.announce", **props: str) -> CaseRecord:
    """A case whose topic stands between the decision and the delivery."""
    centre.deploy(drawn(
        decide(), service("act", topic, props=props), user("give", groups=LEAD, props={"limit": "2"}),
        flows=["s -> accept -> decide -> act -> give -> e"],
    ))  # fmt: skip
    case = centre.receive("drawn")
    centre.complete(case, "accept", outcome="accept")
    return case


def test_a_result_is_announced_where_it_is_drawn_masked_and_once(centre: Centre) -> None:
    case = announced(centre, title="许可结果公示 13800001111")
    assert desk.board(centre.house).items == ()
    does(centre, case, "decide", HEAD, outcome="grant")
    (posting,) = desk.board(centre.house).items
    assert (
        posting.body["result"] == "准予" and case.applicant not in str(posting) and "13800001111" not in posting.title
    )
    does(centre, case, "give", HEAD)
    assert len(desk.board(centre.house).items) == 1 and len(told(centre, case, "announce")) == 1


def test_what_the_guide_wants_announced_is_announced_once_though_it_is_drawn_too(centre: Centre) -> None:
    guide = f'name = "x"\nmode = "promised"\nlead = "{LEAD}"\nannounce = true\n'
    shapes = (decide(), service("act", "result.announce"), user("give", groups=LEAD))
    centre.deploy(drawn(*shapes, flows=["s -> accept -> decide -> act -> give -> e"]), guides={"drawn": guide})
    case = centre.receive("drawn")
    for element, outcome in (("accept", "accept"), ("decide", "grant"), ("give", "")):
        centre.complete(case, element, outcome=outcome)
    assert len(told(centre, case, "announce")) == 1 and centre.now(case).status is CaseStatus.COMPLETED


def test_nothing_is_announced_before_it_is_decided(centre: Centre) -> None:
    centre.deploy(drawn(service("act", "result.announce"), decide(), flows=["s -> accept -> act -> decide -> e"]))
    case = centre.receive("drawn")
    with pytest.raises(Refused, match="has none yet"):
        centre.complete(case, "accept", outcome="accept")


def invitations(centre: Centre) -> int:
    return sum(one.topic == "rating.invite" for one in desk.due_mail(centre.house, AT + 99 * DAY, 200))


def test_a_rating_is_asked_for_where_it_is_drawn_and_not_again_at_the_end(centre: Centre) -> None:
    case = announced(centre, "rating.invite")
    does(centre, case, "decide", HEAD, outcome="grant")
    assert invitations(centre) == 1
    does(centre, case, "give", HEAD)
    assert centre.now(case).status is CaseStatus.COMPLETED and invitations(centre) == 1


def test_a_rating_that_is_drawn_in_a_circle_is_asked_for_once(centre: Centre) -> None:
    centre.deploy(drawn(
        user("again", groups=LEAD, props={"actions": "more,enough"}), service("ask", "rating.invite"),
        xor("x"), decide(),
        flows=["s -> accept -> ask -> again -> x", "x -> ask: ${outcome == 'more'}", "x -> decide: default",
               "decide -> e"],
    ))  # fmt: skip
    case = centre.receive("drawn")
    centre.complete(case, "accept", outcome="accept")
    centre.complete(case, "again", outcome="more")
    centre.complete(case, "again", outcome="enough")
    assert invitations(centre) == 1


def archiving(centre: Centre, **given: Any) -> CaseRecord:
    """A granted case whose diagram looks for gaps and sends the case back to whoever must fill them."""
    guide = (
        f'name = "x"\nmode = "promised"\nlead = "{LEAD}"\n'
        'materials = [{ code = "M1", name = "申请书", required = true }]\n'
    )
    centre.deploy(drawn(
        decide(), service("paper", "notice.issue", props={"notice": "ZYXK"}), service("look", "case.archive"),
        xor("x"), user("fill", groups=LEAD, props={"limit": "2"}),
        flows=["s -> accept -> decide -> paper -> look -> x", "x -> fill: ${missing > 0}", "x -> e: default",
               "fill -> look"],
    ), guides={"drawn": guide})  # fmt: skip
    case = desk.receive(centre.house, window(), "drawn", applicant={"name": "王小二"}, at=AT, **given)
    centre.complete(case, "accept", outcome="accept")
    return case


def serve(centre: Centre, case: CaseRecord) -> None:
    for notice in desk.notices(centre.house, ADMIN, case.number):
        if notice.deliver_by is not None and notice.served_at is None:
            service_ = desk.Service(method=Method.IN_PERSON, receiver="王小二", signed_by="王小二", served_at=AT)
            desk.deliver(centre.house, window(), case.number, notice.number, service_, at=AT)


def test_what_the_archive_would_lack_is_found_before_the_end_and_can_be_filled(centre: Centre) -> None:
    case = archiving(centre)
    centre.complete(case, "decide", outcome="grant")
    assert centre.elements(case) == [f"fill:{LEAD}"]
    form = desk.case_form(centre.house, HEAD, case.number).form
    assert "M1" in form["archive_gaps"] and "送达回证" in form["archive_gaps"]
    (look,) = [one for one in told(centre, case, "handle") if one["topic"] == "case.archive"]
    assert any(code.startswith("material M1") for code in look["missing"])
    assert "notice BJTZ" not in look["missing"], "the end gives it out by itself"


def test_a_case_that_lacks_nothing_is_archived_by_the_house_once_it_is_over(centre: Centre) -> None:
    case = archiving(centre, materials=[{"code": "M1"}])
    centre.complete(case, "decide", outcome="grant")
    serve(centre, case)
    assert desk.archive_due(centre.house, AT + DAY) == 0, "it is not over"
    centre.complete(case, "fill")
    assert centre.now(case).status is CaseStatus.COMPLETED
    serve(centre, case)
    assert [desk.archive_due(centre.house, AT + day * DAY) for day in (1, 2)] == [1, 0]
    made, package = desk.archive(centre.house, SUPERVISOR, case.number)
    assert (made.by, made.missing) == ("system", ()) and package
    centre.check_ledgers()


def test_what_lacks_something_at_the_end_is_archived_when_it_has_come(centre: Centre) -> None:
    case = archiving(centre)
    desk_ = centre.house
    centre.complete(case, "decide", outcome="grant")
    desk.terminate(desk_, ADMIN, case.number, "申请人去世", "行政许可法第八条", at=AT)
    assert desk.archive_due(desk_, AT + timedelta(minutes=1)) == 0, "its decision is not served"
    serve(centre, case)
    assert desk.archive_due(desk_, AT + timedelta(minutes=2)) == 0, "it is tried again on the next working day"
    assert desk.archive_due(desk_, AT + DAY) == 1
