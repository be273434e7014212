"""Errands that the centre runs for people: full agency, and the comprehensive window with its internal circulation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.demo.day import ways
from app.demo.day.dates import EVE, YEAR
from app.demo.day.teller import Teller


def agency(teller: Teller) -> Iterator[datetime]:
    """The office acts for an applicant, free of charge: taken on, handled, answered, with a register."""
    yield teller.at(EVE, "14:05")
    shop = teller.shop()
    asked = {"matter": "食品经营许可", "authorisation": "委托书 4月29日", "track": "代办"}
    agent = teller.starts("agency", "shao.yi", "申请全程代办", applicant=shop, **asked)
    teller.step(agent, "agency_accept", "shao.yi", "take", what="受理代办，登记台账")
    yield teller.on("09:48")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": False}, applicant=shop)
    shown = teller.stage.public.get(f"/public/cases/{agent.number}", code=agent.code)["steps"]
    links = [(one["name"], one["done"]) for one in shown]
    teller.expect("三个环节看得见 the links are visible", [("受理", True), ("办理", False)], links)
    yield teller.at("05-06", "14:40")
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.at("05-07", "09:40")
    teller.step(case, "food_deliver", "tang.li", what="证件交代办员")
    teller.ended(case, "completed", *ways.GRANTED)
    result = {"matter_case": case.number, "result": "准予"}
    teller.step(agent, "agency_handle", "shao.yi", form=result, what="代办完成")
    yield teller.at("05-08", "10:20")
    teller.step(
        agent, "agency_reply", "shao.yi", form={"originals": ["租赁合同"], "opinion": "满意"}, what="回复、退还材料"
    )
    teller.serve(agent, "shao.yi")
    teller.ended(agent, "completed", "DLSL", "BJTZ")
    lines = teller.by("gu.cheng").get("/registers/agency")["items"]
    teller.expect(
        "代办台账 its register",
        [(f"agency-{YEAR}-000001", "completed")],
        [(one["number"], one["status"]) for one in lines],
    )


def circulation(teller: Teller) -> Iterator[datetime]:
    """One door takes it in; the department signs for it, and the window for the result."""
    yield teller.on("11:36")
    case = teller.starts(
        "circulation", "qian.duo", "综合窗口收件，内部流转", applicant=teller.shop(), matter_item="escalated"
    )
    to = [one["department"] for one in teller.sheet(case)["steps"]]
    teller.expect("按事项转住建 routed by the item", ["housing"], to)
    yield teller.on("14:28")
    teller.step(case, "pass_sign", "ye.feng", "sign", what="承办部门签收")
    yield teller.at("05-06", "15:25")
    teller.step(case, "pass_handle", "ye.feng", form={"result": "合格"})
    yield teller.at("05-07", "09:25")
    teller.expect(
        "承办人不得代窗口签收 not by who handled it", 403, teller.refused(case, "pass_return", "ye.feng", "sign")
    )
    teller.step(case, "pass_return", "qian.duo", "sign", what="综合窗口签收结果")
    teller.serve(case, "qian.duo")
    teller.ended(case, "completed", "SJHZ", "BJTZ")
