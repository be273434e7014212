"""Stories without trouble: an easy case, one handed in after hours, one that is left where it stands."""

from __future__ import annotations

from app.demo.deeds import Deed, Scene
from app.demo.expecting import answered, green, repeated
from app.demo.shops import Facts
from app.demo.story import GRANTED, SILENT, Story, beijing, seen_that

SMOOTH = Story(
    title="一路绿灯",
    arrives=beijing(9, 9, 2),
    facts=Facts(area=260, works=280_000, sign_board=True, drains=True, fumes=True),
    expects=(GRANTED, green(), repeated("三个部门各审查一次", "review", 3)),
)

AFTER_HOURS = Story(
    title="下班申报，调休周六办结",
    arrives=beijing(13, 17, 50),
    facts=Facts(area=48, works=40_000),
    expects=(
        GRANTED,
        green("无协办部门，不勘验，全程绿灯"),
        seen_that(
            "调休的周六(02-14)受理并办结", lambda seen: seen.days("accepted_at", "ended_at") == ["02-14", "02-14"]
        ),
    ),
)

STANDING = Story(
    title="节后申报，正在审查",
    arrives=beijing(24, 9, 12),
    facts=Facts(area=380, works=290_000, sign_board=True, tobacco=True),
    scenes=(
        Scene(step="review", department="fire", deeds=(Deed(outcome="agree"),)),
        Scene(step="review", department="urban", deeds=SILENT),
        Scene(step="review", department="tobacco", deeds=SILENT),
    ),
    is_left=True,
    expects=(
        seen_that("已受理，时限在走，绿灯", lambda seen: seen.case["status"] == "accepted" and not seen.alerts),
        answered("消防已反馈同意", "fire", "agree"),
        seen_that(
            "停在城管、烟草的部门审查",
            lambda seen: (
                {(at["element"], at["department"]) for at in seen.stands_at}
                == {("review", "urban"), ("review", "tobacco")}
            ),
        ),
    ),
)
