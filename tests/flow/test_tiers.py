"""三级时限: an item that promises 当天, 三天 or 一周 by name promises working days, and is proved with them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app import desk
from app.store.database import Database
from app.verify import Strength
from tests.engine.drawing import draw, end, send, start, user
from tests.factories import ADMIN, LEAD, open_centre
from tests.verify.asking import one


def tiered(promise: str, review: str) -> bytes:
    """Accepted at once; one step of the lead department."""
    props = {"lead": LEAD, "itemCode": "T1", "mode": "promised", "limit": promise, "statutoryLimit": "20"}
    return draw(
        start("s"),
        user("accept", groups=LEAD, props={"kind": "accept", "limit": "当天", "actions": "accept,reject"}),
        send("voucher", topic="notice.issue", props={"notice": "SLTZ"}),
        user("decide", groups=LEAD, props={"kind": "decide", "limit": review, "warn": "1", "actions": "grant,deny"}),
        end("e"),
        flows=["s -> accept -> voucher -> decide -> e"],
        id="tier",
        props=props,
    )


@pytest.mark.parametrize(
    ("promise", "review", "due", "step"),
    [
        # Accepted on Monday 2 March 2026; the limits end at the closing time of the last day.
        ("三天", "1", datetime(2026, 3, 5, 9, 30, tzinfo=UTC), datetime(2026, 3, 3, 9, 30, tzinfo=UTC)),
        ("一周", "三天", datetime(2026, 3, 9, 9, 30, tzinfo=UTC), datetime(2026, 3, 5, 9, 30, tzinfo=UTC)),
    ],
)
def test_an_items_tier_is_its_promise_and_a_steps_tier_its_limit(
    database: Database, promise: str, review: str, due: datetime, step: datetime
) -> None:
    centre = open_centre(database)
    centre.deploy(tiered(promise, review))
    case = centre.receive("tier")
    centre.complete(case, "accept", outcome="accept")
    assert desk.case(centre.house, ADMIN, case.number).due_at == due
    assert centre.task(case, "decide").due_at == step


def test_a_tier_is_proved_and_refused_where_the_steps_take_longer() -> None:
    kept = one(tiered("一周", "三天")).deadline
    assert (kept.strength, kept.worst_case_working_days, kept.promise) == (Strength.KEPT, 3, 5)
    assert one(tiered("三天", "一周")).deadline.strength is Strength.EXCEEDED
