"""Refusals and what follows: filed, approved by the duty leader, served; appeal, complaint, supervision order."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime

from app.demo.day import ways
from app.demo.day.dates import EVE, spoken
from app.demo.day.stage import Case
from app.demo.day.teller import Teller

VETO = {"reasons": "二层仅一部疏散楼梯，疏散宽度0.9米。", "basis": "《消防法》第十五条"}
UNFIT = {"reasons": "生熟未分开，整改期满仍不符合。", "basis": "《食品安全法》第三十五条"}
RIGHTS = ("复议", "诉讼")


def vetoed(teller: Teller) -> Iterator[datetime]:
    """The fire brigade says no; a major refusal needs the duty leader, is filed, written and served."""
    yield teller.at("04-24", "09:25")
    facts = {"area": 520, "works": 480_000, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}
    case = yield from ways.accepted(teller, "joint", "accept", facts)
    yield teller.at("04-27", "15:20")
    teller.step(case, "site_visit", "lin.wei", opinion="两部门一次到场。", form=ways.TWO)
    yield teller.at("04-28", "14:25")
    teller.step(case, "review", "feng.kai", "agree", department="urban", opinion="同意。")
    yield teller.at(EVE, "10:05")
    teller.step(case, "review", "cao.lei", "disagree", department="fire", opinion="不同意。", **VETO)
    yield teller.on("09:44")
    teller.expect("没有理由和依据不得否决 not without reasons", 422, teller.refused(case, "decide", "zhou.min", "deny"))
    teller.step(case, "decide", "zhou.min", "deny", opinion="采纳消防意见，不予许可。", **VETO)
    yield teller.on("10:16")
    teller.step(case, "refusal_draft", "lin.wei", "major", **VETO)
    teller.expect(
        "经办人不得自行否决 not the handler alone", 403, teller.refused(case, "refusal_approve", "lin.wei", "approve")
    )
    yield teller.on("11:04")
    teller.step(case, "refusal_approve", "gu.cheng", "approve", opinion="同意否决。", what="值班领导审批否决：同意")
    yield teller.on("14:52")
    teller.step(case, "refusal_serve", "tang.li", form={"method": "当面送达"}, what="送达不予许可决定书，告知救济权利")
    teller.ended(case, "refused", "SLTZ", "BYXK")
    (paper,) = [one for one in teller.papers(case) if one["kind"] == "BYXK"]
    teller.expect(
        "当日送达、有理由 served, with reasons",
        ("04-30", True),
        (spoken(paper["served_at"])[:5], VETO["reasons"] in str(paper["data"])),
    )
    entries = [one["detail"] for one in teller.watch.get(f"/cases/{case.number}/ledger")["items"]]
    filed = [(one["drafted_by"], one["approved_by"]) for one in entries if one.get("topic") == "refusal.file"]
    teller.expect("否决报备：拟稿人、批准人 filed once", [("lin.wei", "gu.cheng")], filed)
    shown = teller.stage.public.get(f"/public/cases/{case.number}", code=case.code)
    teller.expect(
        "申请人看不到内部意见 opinions stay inside", ("refused", False), (shown["status"], "疏散" in str(shown))
    )


def _refused_before(teller: Teller) -> Generator[datetime, None, Case]:
    """A week before the day: a major refusal that Gu Cheng approved as the duty leader."""
    yield teller.at("04-20", "14:05")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": True})
    yield teller.at("04-21", "10:20")
    teller.step(case, "food_inspect", "lin.wei", opinion="不符合要求。", form=ways.TWO)
    yield teller.at("04-22", "09:30")
    teller.step(case, "food_decide", "zhou.min", "deny", **UNFIT)
    teller.step(case, "refusal_draft", "lin.wei", "major", **UNFIT)
    yield teller.at("04-22", "15:05")
    teller.step(case, "refusal_approve", "gu.cheng", "approve", opinion="同意否决。")
    yield teller.at("04-23", "09:35")
    teller.step(case, "refusal_serve", "tang.li", form={"method": "当面送达"})
    teller.ended(case, "refused", "SLTZ", "BYXK")
    return case


def appealed(teller: Teller) -> Iterator[datetime]:
    """Whoever approved the refusal does not decide the appeal against it; somebody else does."""
    case = yield from _refused_before(teller)
    yield teller.at("04-28", "10:10")
    channel = teller.draw.choice(("口头", "书面", "网上"))
    appeal = teller.starts(
        "appeal", "mao.ning", f"收到申诉（{channel}）", case.number, channel=channel, matter="不服不予许可决定"
    )
    teller.step(appeal, "appeal_take", "shao.yi", "take")
    yield teller.at(EVE, "14:45")
    teller.step(appeal, "appeal_investigate", "wan.qing", form={"findings": "核查记录完整，程序合法"})
    yield teller.on("11:22")
    teller.expect(
        "原审批人不得复核 the approver must not decide",
        403,
        teller.refused(appeal, "appeal_decide", "gu.cheng", "uphold"),
    )
    teller.step(
        appeal,
        "appeal_decide",
        "meng.yao",
        "uphold",
        opinion="维持原决定。",
        reasons="事实清楚",
        what="申诉处理决定：维持",
    )
    yield teller.on("15:33")
    teller.step(appeal, "appeal_feedback", "shao.yi", "agreed", what="反馈申诉结果，申请人服从")
    teller.ended(appeal, "completed", "SSSL", "SSCL")
    done = {one["element"]: one["assignee"] for one in teller.watch.all("/tasks", case=appeal.number, status="all")}
    first = {one["assignee"] for one in teller.watch.all("/tasks", case=case.number, status="all")}
    teller.expect(
        "复核人不是原决定人 reviewer is not decider",
        ("meng.yao", False),
        (done["appeal_decide"], done["appeal_decide"] in first),
    )


def complained(teller: Teller) -> Iterator[datetime]:
    """A complaint, from the telephone to the call back; who complains is known to few."""
    yield teller.on("09:23")
    channel = teller.draw.choice(("电话", "来访", "网上", "意见卡"))
    name = teller.person()
    said = {
        "channel": channel,
        "matter": "窗口往返三次",
        "nature": "服务态度",
        "respondent": "deng.chao",
        "applicant": name,
    }
    case = teller.starts("complaint", "shao.yi", f"登记投诉（{channel}）", **said)
    teller.step(
        case, "complaint_register", "shao.yi", "take", variables={"handler": "market"}, what="受理投诉，转市监查处"
    )
    # Five working days after 30 April: 6, 7, 8, 9 and 11 May.
    teller.expect("五个工作日答复 five working days", "05-11 17:30", spoken(teller.sheet(case)["due_at"]))
    yield teller.on("11:16")
    teller.expect(
        "被投诉人不得办理 not by whom it is about", 403, teller.refused(case, "complaint_investigate", "deng.chao")
    )
    teller.step(case, "complaint_investigate", "lin.wei", form={"findings": "部分属实，首次未一次告知"})
    yield teller.on("14:43")
    teller.step(case, "complaint_approve", "gu.cheng", "agree", opinion="已致歉并免跑补件。")
    yield teller.on("16:44")
    teller.step(case, "complaint_feedback", "shao.yi", "satisfied")
    teller.ended(case, "completed", "TSSL", "TSDF")
    known = [name in str(teller.by(one).get(f"/cases/{case.number}")) for one in ("mao.ning", "gu.cheng", "shao.yi")]
    teller.expect("投诉人身份保密 the informant is hidden", [True, True, False], known)
    answer = next(one["data"] for one in teller.papers(case) if one["kind"] == "TSDF")
    teller.expect(
        "答复书写明结果 findings and measures",
        ("部分属实，首次未一次告知", "已致歉并免跑补件。"),
        (answer["findings"], answer["opinion"]),
    )


def overrun(teller: Teller) -> Iterator[datetime]:
    """A licence lies for ten working days; past the law a supervision order begins by itself."""
    yield teller.at("04-15", "10:10")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": True})
    yield teller.on("09:36")
    alerts = teller.watch.all("/alerts", case=case.number)
    # Eight after 15 April: 16, 17, 20 to 24, 27; ten: 28, 29.
    red = [spoken(one["at"]) for one in alerts if one["level"] == "red" and not one["element"]]
    breach = [spoken(one["at"]) for one in alerts if one["level"] == "breach"]
    teller.expect("承诺到期亮红灯 red past the promise", ["04-27 17:30"], red)
    teller.expect("超法定时限另有告警 and past the law", ["04-29 17:30"], breach)
    order = teller.followed(case, "supervision")
    teller.expect("督办自行启动 an order begins by itself", "04-29 17:30", spoken(teller.sheet(order)["received_at"]))
    teller.step(
        order,
        "supervise_check",
        "mao.ning",
        "issue",
        form={"opinion": "当日办出并说明原因"},
        what="核实立项，出具督办单",
    )
    yield teller.on("10:51")
    teller.step(case, "food_inspect", "lin.wei", opinion="已核查，符合要求。", form=ways.TWO)
    yield teller.on("13:52")
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.on("14:22")
    teller.step(
        order, "supervise_reply", "zhou.min", form={"reply": "经办人外出核查积压，已办出并调整分工"}, what="回复督办单"
    )
    yield teller.on("15:42")
    teller.expect(
        "回复人不得审核 not by who replied", 403, teller.refused(order, "supervise_review", "zhou.min", "agree")
    )
    teller.step(order, "supervise_review", "wu.fan", "agree", what="审核督办回复：到位")
    teller.ended(order, "completed", "DBTZ")
    yield teller.on("16:14")
    teller.step(case, "food_deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED)
    teller.stage.remember(case.number, "overdue")
    _on_record(teller, case, order)


def _on_record(teller: Teller, case: Case, order: Case) -> None:
    """The overrun is a record, a person says what it comes to, and the order stands in its register."""
    signals = teller.watch.all("/signals", case=case.number)
    kinds = [(one["rule"], one["weight"]) for one in signals]
    teller.expect("超期留下记录 the overrun is on record", [("overdue", "violation")], kinds)
    judged = teller.watch.post(f"/signals/{signals[0]['id']}/judge", {"judgement": "confirmed", "finding": "积压属实"})
    teller.note(teller.name("mao.ning"), "核定超期违规：属实", case)
    teller.expect("由人认定 judged by a person", ("confirmed", "mao.ning"), (judged["status"], judged["reviewed_by"]))
    lines = teller.by("mao.ning").get("/registers/supervision")["items"]
    teller.expect("督办台账 in the register", [order.number], [one["case_number"] for one in lines])
