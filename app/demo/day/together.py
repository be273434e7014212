"""Joint, escalated and assisted: departments at once and one late, the upper level's own time, help with the form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.demo.day import ways
from app.demo.day.dates import EVE, spoken
from app.demo.day.stage import Case
from app.demo.day.teller import Teller

HEADS = {"fire": "luo.yong", "urban": "shen.hong", "ecology": "xue.song"}
SENT = {"reference": "青住建报〔2026〕12号", "receiver": "省厅政务窗口"}
LICENCE = {"opinion": "符合安全生产条件。"}


def one_late(teller: Teller) -> Iterator[datetime]:
    """Three departments begin at the same moment; one is late, its head answers, the promise goes on."""
    yield teller.at("04-20", "09:45")
    facts = {"area": 420, "works": 90_000, "sign_board": True, "tobacco": False, "drains": False, "fumes": True}
    case = yield from ways.accepted(teller, "joint", "accept", facts)
    # Fifteen after 20 April: 21 to 24 (4), 27 to 30 (8), 6 to 9 May (12), 11, 12, 13 (15).
    teller.expect("承诺十五日 fifteen days", "05-13 17:30", spoken(teller.sheet(case)["due_at"]))
    yield teller.at("04-22", "10:15")
    opened = teller.step(case, "site_visit", "lin.wei", opinion="三部门一次到场。", form=ways.TWO)["opened"]
    at_once = [(one["department"], spoken(one["due_at"])) for one in opened]
    # Five after 22 April: 23, 24, 27, 28, 29.
    wanted = [("ecology", "04-29 17:30"), ("fire", "04-29 17:30"), ("urban", "04-29 17:30")]
    teller.expect("三部门同时起算五日 at once, five days each", wanted, sorted(at_once))
    late = teller.draw.choice(("ecology", "fire", "urban"))
    for day, department in zip(("04-23", "04-24"), sorted(set(HEADS) - {late}), strict=True):
        yield teller.at(day, "10:45")
        teller.step(case, "review", ways.OFFICERS[department], "agree", department=department, opinion="同意。")
    yield teller.on("10:26")
    _lit(teller, case)
    officer = teller.refused(case, "head_review", ways.OFFICERS[late], "agree")
    teller.expect("逾期后只由负责人办 then only the head", 403, officer)
    teller.step(case, "head_review", HEADS[late], "agree", department=late, opinion="经办人漏办，已补办，同意。")
    _explained(teller, case, late)
    yield teller.on("14:31")
    teller.step(case, "decide", "zhou.min", "grant", **ways.FIT)
    yield teller.on("16:02")
    teller.step(case, "deliver", "tang.li", what="一并出件，申请人签收")
    teller.ended(case, "completed", *ways.GRANTED)
    ended = spoken(teller.sheet(case)["ended_at"])[:5]
    teller.expect("一家逾期，全件未超期 in time all the same", ("04-30", True), (ended, ended < "05-13"))


def _lit(teller: Teller, case: Case) -> None:
    """The lamp of the late department: yellow after three working days, red after five."""
    alerts = [one for one in teller.watch.all("/alerts", case=case.number) if one["element"] == "review"]
    lamps = sorted((spoken(one["at"]), one["level"]) for one in alerts)
    teller.expect("黄灯、红灯各一次 yellow, then red", [("04-27 17:30", "yellow"), ("04-29 17:30", "red")], lamps)


def _explained(teller: Teller, case: Case, late: str) -> None:
    """The red lamp is seen by the supervisor and explained by the department."""
    red = next(one for one in teller.watch.all("/alerts", case=case.number, level="red") if one["element"] == "review")
    teller.watch.post(f"/alerts/{red['id']}/acknowledge", {"text": "已阅，请说明原因。"})
    said = teller.by(HEADS[late]).post(f"/alerts/{red['id']}/explain", {"text": "节前检查任务集中，经办人漏办。"})
    teller.note(teller.name(HEADS[late]), "说明红灯原因", case)
    teller.expect(
        "红灯有人确认、有人说明 seen and explained",
        ("mao.ning", HEADS[late]),
        (said["acknowledged_by"], said["explained_by"]),
    )


def by_the_deputy(teller: Teller) -> Iterator[datetime]:
    """The A of a post is on leave for a day; the B handles what A has claimed, in both names."""
    yield teller.at("04-28", "10:40")
    facts = {"area": 60, "works": 50_000, "sign_board": False, "tobacco": True, "drains": False, "fumes": False}
    case = yield from ways.accepted(teller, "joint", "accept", facts)
    yield teller.at(EVE, "09:42")
    teller.step(case, "site_visit", "lin.wei", opinion="已勘验。", form=ways.TWO)
    task = teller.task(case, "review", "tobacco")
    teller.by("yu.bo").post(f"/tasks/{task['id']}/claim")
    there = teller.by("fu.qiang").refusal(f"/tasks/{task['id']}/complete", {"outcome": "agree", "opinion": "同意。"})
    teller.expect("A岗在岗时B岗不能代 not while A is there", (409, "yu.bo"), (there["status"], there["by"]))
    yield teller.at(EVE, "10:35")
    away = {"reason": "参加培训", "place": "市行政学院", "contact": "0000-20002", "substitute": "fu.qiang"}
    leave = teller.starts("absence", "yu.bo", "请假一天（4月30日）", from_day="2026-04-30", to_day="2026-04-30", **away)
    teller.expect("不得自批 nobody approves their own", 403, teller.refused(leave, "leave_unit", "yu.bo", "agree"))
    teller.step(leave, "leave_unit", "cheng.gang", "agree", what="准假，B岗傅强顶岗")
    teller.ended(leave, "completed", "QJSP")
    yield teller.on("10:44")
    posts = next(one for one in teller.watch.get("/departments")["items"] if one["code"] == "tobacco")["posts"]
    teller.expect("去向牌显示离岗 shown as away", True, next(one["away"] for one in posts if one["a"] == "yu.bo"))
    teller.step(
        case, "review", "fu.qiang", "agree", opinion="代A岗办理：间距符合规定，同意。", what="B岗代办部门审查：同意"
    )
    said = [one for one in teller.watch.get(f"/cases/{case.number}/opinions")["items"] if one["element"] == "review"]
    teller.expect(
        "意见写明代谁 in both names", [("fu.qiang", "yu.bo")], [(one["user"], one["acting_for"]) for one in said]
    )
    yield teller.on("16:21")
    teller.step(case, "decide", "zhou.min", "grant", **ways.FIT)
    yield teller.at("05-06", "11:10")
    teller.step(case, "deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED)


def sent_up(teller: Teller, case: Case) -> Iterator[datetime]:
    """Looked through here and sent upward, with document number and receiver."""
    yield ways.apart(teller, ways.today(teller))
    teller.step(case, "safety_review", "ye.feng", "agree", **LICENCE)
    yield ways.apart(teller, ways.today(teller))
    teller.step(
        case, "safety_submit", "ye.feng", form=SENT, opinion="材料和初审意见已报送。", what="上报省厅，登记文号、接收人"
    )


def upward(teller: Teller) -> Iterator[datetime]:
    """The upper level takes its own time, which is shown apart and is no overrun of ours."""
    yield teller.at("04-16", "09:50")
    case = yield from ways.accepted(teller, "escalated", "safety_accept", {})
    yield from sent_up(teller, case)
    (paper,) = [one["data"] for one in teller.papers(case) if one["kind"] == "SBZB"]
    teller.expect("告知单写明文号和接收人 number and receiver", SENT, {name: paper.get(name) for name in SENT})
    waits = next(
        one for one in teller.watch.get(f"/cases/{case.number}/limits")["items"] if one["element"] == "await_reply"
    )
    # Twenty of its own after 20 April: 21 to 24 (4), 27 to 30 (8), 6 to 9 May (12), 11 to 15 (17), 18, 19, 20 (20).
    teller.expect(
        "上级时限另计二十日 its own twenty days", ("external", "05-20 17:30"), (waits["clock"], spoken(waits["due_at"]))
    )
    yield teller.on("10:03")
    reply = {"name": "upper.reply", "variables": {}}
    teller.by("ye.feng").post(f"/cases/{case.number}/messages", reply)
    teller.note("省厅", "批复到达", case)
    teller.step(case, "register_reply", "ye.feng", "grant", opinion="省厅批复准予。", what="登记省厅批复：准予")
    yield teller.on("11:02")
    teller.step(case, "safety_deliver", "jia.yu", what="转发安全生产许可证")
    teller.ended(case, "completed", "SLTZ", "SBZB", "BJTZ")
    alerts = [one["level"] for one in teller.watch.all("/alerts", case=case.number)]
    teller.expect("等上级不算本级超期 no overrun of ours", (["green"], []), ([teller.sheet(case)["light"]], alerts))


def still_upward(teller: Teller) -> Iterator[datetime]:
    """Handed in on the day; when the story ends, the upper level has it."""
    yield teller.on("10:56")
    case = yield from ways.accepted(teller, "escalated", "safety_accept", {})
    yield from sent_up(teller, case)
    twice = teller.by("ye.feng").refusal(f"/cases/{case.number}/messages", {"name": "lower.reply"})
    teller.expect("等的不是这条 it waits for something else", 409, twice["status"])
    open_now = [one["element"] for one in teller.sheet(case)["steps"]]
    teller.expect(
        "停在等待批复 it waits for the reply",
        ("accepted", []),
        (teller.sheet(case)["status"], [one for one in open_now if one != "await_reply"]),
    )


def helped(teller: Teller) -> Iterator[datetime]:
    """Somebody who cannot fill in the form is helped, confirms it, and has the card in the same visit."""
    yield teller.on("13:41")
    case = teller.receive(
        "assisted", "qian.duo", {"wanted": "direct"}, applicant=teller.person(), assisted_by="shao.yi"
    )
    yield teller.soon(6)
    teller.step(case, "help_draft", "qian.duo", opinion="按申请人口述代填，未增减内容。", what="代拟申请")
    yield teller.soon(4)
    teller.step(case, "help_confirm", "qian.duo", "confirm", opinion="申请人核对签字。", what="申请人当面确认签字")
    yield teller.soon(9)
    teller.step(case, "card_accept", "jin.lan", "accept", opinion="符合条件，当场发证。")
    teller.ended(case, "completed", "BJTZ")
    teller.expect("协助人在案 who helped is on record", "shao.yi", teller.sheet(case)["assisted_by"])
