"""An alert is acknowledged and explained by those whom it concerns, and both are on record."""

from __future__ import annotations

import pytest

from app import desk
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store.queries import AlertQuery
from app.store.records import AlertRecord
from tests.factories import ADMIN, AT, DAY, SUPERVISOR, Centre, joint, officer


@pytest.fixture
def alert(centre: Centre) -> AlertRecord:
    """The fire department is late by three days."""
    centre.deploy(joint())
    centre.to_review(departments=("fire",))
    centre.pass_time(AT + 4 * DAY)
    return desk.alerts(centre.house, SUPERVISOR, AlertQuery()).items[0]


def test_the_first_acknowledgement_counts_and_the_second_learns_whose_it_was(
    centre: Centre, alert: AlertRecord
) -> None:
    seen = desk.acknowledge(centre.house, officer("fire"), alert.id, "已知", at=AT + 5 * DAY)
    assert (seen.acknowledged_by, seen.acknowledged_at, seen.acknowledgement) == ("fire.o1", AT + 5 * DAY, "已知")
    with pytest.raises(Refused) as refused:
        desk.acknowledge(centre.house, SUPERVISOR, alert.id, "", at=AT + 5 * DAY)
    assert refused.value.extra["by"] == "fire.o1"
    assert desk.alerts(centre.house, ADMIN, AlertQuery(acknowledged=False)).items == ()
    assert len(desk.alerts(centre.house, ADMIN, AlertQuery(acknowledged=True, level="yellow")).items) == 1


def test_an_explanation_is_on_record(centre: Centre, alert: AlertRecord) -> None:
    with pytest.raises(Invalid):
        desk.explain(centre.house, officer("fire"), alert.id, " ", at=AT)
    told = desk.explain(centre.house, officer("fire"), alert.id, "人手不足", at=AT + 5 * DAY)
    assert (told.explained_by, told.explanation) == ("fire.o1", "人手不足")
    entries = desk.ledger(centre.house, ADMIN, alert.case_number)
    assert [e.detail["text"] for e in entries if e.act == "explain"] == ["人手不足"]
    centre.check_ledgers()


def test_an_unknown_alert_is_not_found_and_a_foreign_one_is_forbidden(centre: Centre, alert: AlertRecord) -> None:
    with pytest.raises(NotFound):
        desk.acknowledge(centre.house, ADMIN, alert.id + 5, "", at=AT)
    with pytest.raises(Forbidden):
        desk.explain(centre.house, officer("urban"), alert.id, "?", at=AT)


def test_a_finished_case_can_still_be_explained(centre: Centre, alert: AlertRecord) -> None:
    desk.terminate(centre.house, ADMIN, alert.case_number, "停", "行政许可法第八条", at=AT + 5 * DAY)
    assert desk.explain(centre.house, officer("fire"), alert.id, "人手不足", at=AT + 6 * DAY).explanation
