"""The watch on the centre's own procedures: they are no applications, and nobody is accused of lacking a voucher."""

from __future__ import annotations

from app import desk
from app.store.signals import SignalQuery
from tests.factories import Centre
from tests.procedures.people import MAO, SHAO, TANG, does
from tests.procedures.scene import started

BOOKING = {
    "counter": "A01", "slot": "2026-03-09T09:30", "matter": "食品许可咨询", "channel": "电话", "department": "market",
    "contact": "13800000001", "holiday": False,
}  # fmt: skip


def test_the_watch_accuses_nobody_of_a_procedure_that_has_no_voucher(hall: Centre) -> None:
    cases = [started(hall, SHAO, "appointment", **BOOKING) for _ in range(5)]
    done = does(hall, cases[0], "booking_serve", TANG, outcome="done")
    ends = [str(done.case.status), str(hall.now(cases[4]).status)]
    assert ends == ["completed", "declined"], "one was kept and one found the slot full"
    desk.go_round(hall.house, hall.at)
    assert [one.rule for one in desk.signals(hall.house, MAO, SignalQuery()).items] == []
