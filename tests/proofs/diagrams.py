"""Diagrams of the tests' own, each small and each with one purpose."""

from __future__ import annotations

from tests.engine.drawing import (
    Shape,
    boundary,
    draw,
    end,
    fork,
    many,
    service,
    start,
    sub,
    timer,
    user,
)

LEAD = "market"
COLLECTED = {"outputCollection": "opinions", "outputElement": "opinion"}
REVIEW = {"kind": "review", "actions": "agree,disagree"}
DECIDE = {"kind": "decide", "actions": "grant,deny"}


def _item(code: str) -> dict[str, str]:
    return {"lead": LEAD, "itemCode": code, "mode": "promised"}


def _decide() -> Shape:
    return user("decide", name="决定", groups=LEAD, props=DECIDE)


def joint_by_tasks() -> bytes:
    """A joint review as one multi-instance task over `departments`, then the lead decides."""
    return draw(
        start("s"),
        user("review", groups="${dept}", many=many("departments", "dept"), props={**REVIEW, **COLLECTED}),
        _decide(),
        end("e"),
        flows=["s -> review -> decide -> e"], id="joint_tasks", props=_item("PRFA"),
    )  # fmt: skip


def joint_by_gateways() -> bytes:
    """A joint review of two fixed departments between a split and a join."""
    return draw(
        start("s"), fork("split"), fork("joined"),
        user("review_fire", groups="fire", props=REVIEW),
        user("review_urban", groups="urban", props=REVIEW),
        _decide(),
        end("e"),
        flows=["s -> split", "split -> review_fire -> joined", "split -> review_urban -> joined",
               "joined -> decide -> e"],
        id="joint_gateways", props=_item("PRFB"),
    )  # fmt: skip


def joint_by_rooms() -> bytes:
    """A joint review as a sub-process per department, each with a deadline and a warning of its own."""
    room = sub(
        "room",
        start("room_s"),
        user("review", groups="${dept}", props=REVIEW),
        boundary("warned", on="review", event=timer("PT5H"), interrupting=False, props={"light": "yellow"}),
        boundary("overdue", on="review", event=timer("PT8H"), props={"light": "red"}),
        service("urge", "supervise.urge"),
        end("room_e"), end("urged"), end("missed"),
        flows=["room_s -> review -> room_e", "warned -> urge -> urged", "overdue -> missed"],
        many=many("departments", "dept"),
    )  # fmt: skip
    return draw(
        start("s"), room, _decide(), end("e"),
        flows=["s -> room -> decide -> e"], id="joint_rooms", props=_item("PRFC"),
    )  # fmt: skip


JOINT = {"joint_tasks": joint_by_tasks, "joint_gateways": joint_by_gateways, "joint_rooms": joint_by_rooms}


def hurried() -> bytes:
    """Nobody ever answers: every step of every department is warned, overdue, handed to the head and given up.

    Timers of a case with n departments: per department `warned`, `overdue`, `head_overdue` and three of `reminded`;
    once `decide_warned` and `decide_overdue`, after which the case ends on its own.
    """
    room = sub(
        "room",
        start("room_s"),
        user("review", groups="${dept}", props=REVIEW),
        boundary("warned", on="review", event=timer("PT1S"), interrupting=False, props={"light": "yellow"}),
        boundary("overdue", on="review", event=timer("PT3S"), props={"light": "red"}),
        service("urge", "supervise.urge", props={"text": "请尽快办理"}),
        user("head_review", groups="${dept}", props=REVIEW),
        boundary("reminded", on="head_review", event=timer("R3/PT1S", "timeCycle"), interrupting=False),
        service("remind", "supervise.urge", props={"text": "请部门负责人办理"}),
        boundary("head_overdue", on="head_review", event=timer("PT5S"), props={"light": "red"}),
        service("missing", "opinion.missing"),
        end("room_e"), end("urged"), end("head_e"), end("reminded_e"), end("missing_e"),
        flows=["room_s -> review -> room_e", "warned -> urge -> urged", "overdue -> head_review -> head_e",
               "reminded -> remind -> reminded_e", "head_overdue -> missing -> missing_e"],
        many=many("departments", "dept"),
    )  # fmt: skip
    return draw(
        start("s"), room, _decide(),
        boundary("decide_warned", on="decide", event=timer("PT1S"), interrupting=False, props={"light": "yellow"}),
        service("decide_urge", "supervise.urge"),
        boundary("decide_overdue", on="decide", event=timer("PT2S"), props={"light": "red"}),
        service("decide_red", "supervise.red"),
        end("e"), end("decide_urged"), end("decide_late"),
        flows=["s -> room -> decide -> e", "decide_warned -> decide_urge -> decide_urged",
               "decide_overdue -> decide_red -> decide_late"],
        id="hurried", props=_item("PRFH"),
    )  # fmt: skip


def failing() -> bytes:
    """Deciding issues a good notice, then one that lacks its reasons, which is refused; the other way declines late."""
    return draw(
        start("s"),
        user("accept", groups=LEAD, props={"kind": "accept", "actions": "accept"}),
        service("good_notice", "notice.issue", props={"notice": "SLTZ"}),
        fork("split"),
        user("decide", groups=LEAD, props={"actions": "go"}),
        user("other", groups=LEAD, props={"actions": "go"}),
        service("first_notice", "notice.issue", props={"notice": "BJTZ"}),
        service("bad_notice", "notice.issue", props={"notice": "BYXK"}),
        service("bad_status", "case.status", props={"status": "declined"}),
        end("e"), end("e2"),
        flows=["s -> accept -> good_notice -> split", "split -> decide -> first_notice -> bad_notice -> e",
               "split -> other -> bad_status -> e2"],
        id="failing", props=_item("PRFF"),
    )  # fmt: skip
