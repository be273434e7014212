"""A notice is served with proof, once; what is not served within the law's ten working days is told of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from app import desk
from app.desk import Service
from app.domain.service import PROOF, WORDS, Method, Outcome
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store.records import CaseRecord
from tests.factories import ADMIN, DAY, DESIGNER, LEAD, SUPERVISOR, Centre, head, joint, officer, window
from tests.notices.test_printing import declined

SIGNED = {"method": Method.IN_PERSON, "receiver": "王小二", "signed_by": "王小二"}


def serve(centre: Centre, case: CaseRecord, number: str, **given: Any) -> Any:
    actor = given.pop("actor", window())
    service = Service(**{**SIGNED, "served_at": centre.at, **given})
    return desk.deliver(centre.house, actor, case.number, number, service, at=centre.at)


def test_a_notice_knows_that_it_was_served_and_how(centre: Centre) -> None:
    case, number = declined(centre)
    centre.at += DAY
    done = serve(centre, case, number)
    shown = desk.paper(centre.house, ADMIN, case.number, number)
    assert shown.notice.served_at == centre.at and shown.deliveries == (done,)
    assert done.digest == shown.digest and done.signed_by == "王小二" and done.recorded_by == "market.w@market"
    assert centre.acts(case)[-1] == "deliver"
    entry = desk.ledger(centre.house, ADMIN, case.number)[-1]
    assert entry.detail["digest"] == shown.digest and entry.detail["number"] == number
    centre.check_ledgers()


def test_a_notice_is_served_once(centre: Centre) -> None:
    case, number = declined(centre)
    serve(centre, case, number)
    with pytest.raises(Refused, match=number):
        serve(centre, case, number)


def test_a_try_that_failed_is_on_record_and_the_next_may_reach(centre: Centre) -> None:
    case, number = declined(centre)
    serve(centre, case, number, method=Method.POST, signed_by="", outcome=Outcome.FAILED, note="查无此人，退回")
    assert desk.paper(centre.house, ADMIN, case.number, number).notice.served_at is None
    serve(centre, case, number, method=Method.ANNOUNCED, signed_by="", reference="公告第 3 号")
    tries = desk.paper(centre.house, ADMIN, case.number, number).deliveries
    assert [one.outcome for one in tries] == ["failed", "served"]


@pytest.mark.parametrize("method", Method)
def test_each_way_of_service_has_its_proof(centre: Centre, method: Method) -> None:
    assert method in WORDS
    case, number = declined(centre)
    with pytest.raises(Invalid) as refused:
        serve(centre, case, number, method=method, signed_by="")
    assert refused.value.field == PROOF[method]
    serve(centre, case, number, method=method, **{"signed_by": "", PROOF[method]: "凭据"})


def test_a_try_that_failed_says_why(centre: Centre) -> None:
    case, number = declined(centre)
    with pytest.raises(Invalid) as refused:
        serve(centre, case, number, outcome=Outcome.FAILED)
    assert refused.value.field == "note"


def test_a_notice_is_served_after_it_was_issued_and_not_in_the_future(centre: Centre) -> None:
    case, number = declined(centre)
    for moment in (centre.at - timedelta(seconds=1), centre.at + DAY):
        with pytest.raises(Invalid) as refused:
            serve(centre, case, number, served_at=moment)
        assert refused.value.field == "served_at"


def test_only_those_who_handle_the_case_serve_its_notices(centre: Centre) -> None:
    case, number = declined(centre)
    with pytest.raises(Forbidden):
        serve(centre, case, number, actor=SUPERVISOR)
    for stranger in (DESIGNER, officer("tobacco")):
        with pytest.raises(NotFound):
            serve(centre, case, number, actor=stranger)


def test_two_who_serve_at_the_same_moment_leave_one_service(centre: Centre) -> None:
    case, number = declined(centre)
    desk.any_pdf(centre.house, number, at=centre.at)
    both = Barrier(2)

    def try_to(actor: Any) -> str:
        both.wait()
        try:
            serve(centre, case, number, actor=actor)
        except Refused:
            return "refused"
        return "served"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_to, (window(), head(LEAD)))) == ["refused", "served"]
    assert len(desk.paper(centre.house, ADMIN, case.number, number).deliveries) == 1


def test_what_decides_waits_to_be_served_within_ten_working_days(centre: Centre) -> None:
    case, number = declined(centre)
    waiting = desk.unserved(centre.house, SUPERVISOR, at=centre.at)
    assert [(one.number, one.case_number, one.lead) for one in waiting] == [(number, case.number, LEAD)]
    assert waiting[0].deliver_by == centre.house.calendar.due(centre.at, 10)
    assert desk.unserved(centre.house, SUPERVISOR, overdue=True, at=centre.at) == []
    assert len(desk.unserved(centre.house, SUPERVISOR, overdue=True, at=centre.at + 30 * DAY)) == 1
    assert len(desk.unserved(centre.house, head(LEAD), at=centre.at)) == 1
    assert desk.unserved(centre.house, head("fire"), at=centre.at) == []
    with pytest.raises(Forbidden):
        desk.unserved(centre.house, DESIGNER, at=centre.at)
    serve(centre, case, number)
    assert desk.unserved(centre.house, SUPERVISOR, at=centre.at) == []


def test_the_voucher_of_acceptance_is_handed_over_at_once_and_has_no_such_limit(centre: Centre) -> None:
    centre.deploy(joint())
    centre.to_review()
    assert desk.unserved(centre.house, SUPERVISOR, at=centre.at) == []


def test_a_notice_that_nobody_serves_is_told_of_once(centre: Centre) -> None:
    case, number = declined(centre)
    due = centre.house.calendar.due(centre.at, 10)
    assert desk.alert_unserved(centre.house, due) == 0
    assert desk.alert_unserved(centre.house, due + timedelta(seconds=1)) == 1
    assert desk.alert_unserved(centre.house, due + DAY) == 0
    assert centre.alerts(case)[0] == f"unserved::{LEAD}"
    (alert, *_) = desk.alerts(centre.house, ADMIN, desk.AlertQuery(level="unserved")).items
    assert number in alert.name and alert.due_at == due
    centre.check_ledgers()


def test_a_notice_that_was_served_late_but_served_is_not_told_of(centre: Centre) -> None:
    case, number = declined(centre)
    centre.at += 30 * DAY
    serve(centre, case, number)
    assert desk.alert_unserved(centre.house, centre.at) == 0
