"""The applicant's own page: how far the case has come, until when and why, what to do now, and the papers; no login."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app import desk
from app.desk import PublicCase
from app.desk.booking import PROCEDURE as BOOKING
from app.domain.cases import RUNNING, CaseStatus
from app.domain.numbers import is_case_number
from app.errors import NotFound
from app.web import wording
from app.web.filing import ENDINGS
from app.web.house import centre_part, language, moment, page, pages, pick, the_desk

STAGES_EN = {
    "receive": "received",
    "accept": "accepted",
    "review": "review",
    "decide": "decision",
    "deliver": "delivery",
}


def install(house: Blueprint) -> None:
    """Hang the route in; it is the address that papers carry."""
    house.add_url_rule("/progress", view_func=progress)


def progress() -> Response:
    """One's own case by number and code, or the form that asks for both.  Raises TooMany, as the public API does."""
    pages().admit_anybody()
    number, code = request.args.get("number", "").strip().upper(), request.args.get("code", "").strip()
    if not (number and code):
        return _form(number, code)
    try:
        if not is_case_number(number):
            raise NotFound("no case has this number and code", "未找到与该编号和查询码相符的办件")
        found = desk.public_case(the_desk(), number, code, at=moment())
    except NotFound as nothing:
        return _form(number, "", nothing.message(language()), 404)
    guides = desk.public_items(the_desk(), at=moment())
    guide: dict[str, Any] = next((one["guide"] for one in guides if one["key"] == found.item), {})
    return page(
        "progress.html",
        case=found,
        code=code,
        status=wording.case_state(found.status),
        stages=[(pick(one.name, STAGES_EN[one.stage]), one) for one in found.stages],
        now=_now(found, guide),
        centre_of=centre_part("centre") or {},
        endings=ENDINGS,
        most=the_desk().settings.upload_bytes,
    )


def _form(number: str, code: str, problem: str = "", status: int = 200) -> Response:
    return page("progress_form.html", status, number=number, code=code, problem=problem)


def _now(case: PublicCase, guide: dict[str, Any]) -> str:
    """What the applicant should do now, in a sentence."""
    if case.clock.wanted:
        return pick(
            "请补交下列材料;补齐之前不计时。",
            "Please hand in the materials below; until then no time is counted.",
        )
    if case.item == BOOKING and case.status in RUNNING:
        return pick(
            "请按预约登记单上的时间到窗口;不能来的,请在本页撤回。",
            "Come to the window at the time on the paper below; if you cannot, take it back here.",
        )
    ended = _ended(case, guide)
    if ended:
        return ended
    stage = next((one.stage for one in case.stages if one.state == "current"), "review")
    if stage == "deliver":
        return pick("已作出决定,请留意领取或送达通知。", "A decision was made; look out for its delivery.")
    if case.status is CaseStatus.RECEIVED:
        return pick("不需要您做什么:受理窗口正在核对材料。", "Nothing: the window is looking through your materials.")
    return pick("不需要您做什么:各部门正在审查。", "Nothing: the departments are reviewing your case.")


def _ended(case: PublicCase, guide: dict[str, Any]) -> str:
    if case.status is CaseStatus.COMPLETED:
        return pick("已办结,感谢您的配合。", "Your case is completed.")
    if case.status in (CaseStatus.REFUSED, CaseStatus.DECLINED):
        remedies = str(guide.get("remedies") or "")
        return pick("理由见下列文书。", "The reasons are in the paper below. ") + remedies
    if case.status in (CaseStatus.WITHDRAWN, CaseStatus.TERMINATED):
        return pick("办件已结束;如需办理请重新申请。", "The case has ended; you may apply anew.")
    return ""
