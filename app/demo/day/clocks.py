"""The legal clock: over Labour Day, stopped for an expert review, extended once, waiting for a supplement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.demo.day import ways
from app.demo.day.dates import EVE, THE_DAY, spoken
from app.demo.day.stage import Case, Json
from app.demo.day.teller import Teller

# Eight working days after 30 April 2026, by hand: what each day is, and how far it counts.
OVER_LABOUR_DAY = [
    ("04-30", 0), ("05-01", 0), ("05-02", 0), ("05-03", 0), ("05-04", 0), ("05-05", 0),
    ("05-06", 1), ("05-07", 2), ("05-08", 3), ("05-09", 4), ("05-10", 0), ("05-11", 5), ("05-12", 6),
    ("05-13", 7), ("05-14", 8),
]  # fmt: skip


def limit(teller: Teller, case: Case, kind: str = "promised") -> Json:
    """One limit of a case, day by day."""
    found: Json = next(one for one in teller.watch.get(f"/cases/{case.number}/limits")["items"] if one["kind"] == kind)
    return found


def over_the_holiday(teller: Teller) -> Iterator[datetime]:
    """Accepted on the eve of Labour Day: five days of rest do not count, the Saturday after does."""
    yield teller.on("11:31")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": True})
    promised, legal = limit(teller, case), limit(teller, case, "statutory")
    teller.expect("承诺八日跨劳动节 eight days over Labour Day", "05-14 17:30", spoken(promised["due_at"]))
    teller.expect("法定十日 ten by law", "05-18 17:30", spoken(legal["due_at"]))
    days = [(one["date"][5:], one["number"]) for one in promised["explanation"]]
    for day, number in OVER_LABOUR_DAY:
        word = "不计入 not counted" if not number else f"第{number}日 day {number}"
        teller.expect(f"{day} {word}", (day, number), next((one for one in days if one[0] == day), (day, "?")))
    teller.expect("逐日说明不多不少 no day more or less", [one for one, _ in OVER_LABOUR_DAY], [one for one, _ in days])
    reasons = {one["date"][5:]: one["reason"] for one in promised["explanation"]}
    seen = ("劳动节" in str(reasons["05-04"]), "调休" in str(reasons["05-09"]))
    teller.expect("写明劳动节和调休 says why", (True, True), seen)
    yield from _looked_up(teller, case)
    yield teller.at("05-07", "10:10")
    teller.step(case, "food_inspect", "lin.wei", opinion="符合要求。", form=ways.TWO)
    yield teller.at("05-08", "09:50")
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.at("05-09", "10:30")
    teller.step(case, "food_deliver", "tang.li", what="调休周六发证送达")
    teller.ended(case, "completed", *ways.GRANTED)
    teller.expect("调休周六办结、未超期 done on the Saturday, in time", ("05-09", "green"),
                  (spoken(teller.sheet(case)["ended_at"])[:5], teller.sheet(case)["light"]))  # fmt: skip


def _looked_up(teller: Teller, case: Case) -> Iterator[datetime]:
    """The applicant looks the case up; a wrong code finds nothing."""
    yield teller.on("11:51")
    path = f"/public/cases/{case.number}"
    shown = teller.stage.public.get(path, code=case.code)
    teller.note("申请人", "凭编号和查询码查看进度", case)
    teller.expect(
        "进度页的期限 due on the progress page", (8, "05-14 17:30"), (shown["promised_days"], spoken(shown["due_at"]))
    )
    states = {one["name"]: one["state"] for one in shown["stages"]}
    wanted = {"收件": "done", "受理": "done", "审查": "current", "决定": "waiting", "送达": "waiting"}
    teller.expect("进度页五个阶段 five stages", wanted, states)
    teller.expect("姓名脱敏 the name is masked", False, case.applicant in str(shown))
    wrong = case.code[:-1] + ("A" if case.code[-1] != "A" else "B")
    refused = teller.stage.public.refusal(f"{path}?code={wrong}", method="GET")
    unknown = teller.stage.public.refusal(f"/public/cases/{case.number[:-5]}99999?code={case.code}", method="GET")
    teller.expect("错码与错号同样查不到 a wrong code finds nothing", (404, 404, True),
                  (refused["status"], unknown["status"], refused["detail"] == unknown["detail"]))  # fmt: skip


def paused(teller: Teller) -> Iterator[datetime]:
    """An expert review stops the clock for four working days; the promise moves by just these."""
    yield teller.at("04-22", "10:10")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": True})
    yield teller.at("04-23", "10:20")
    teller.step(case, "food_inspect", "lin.wei", opinion="工艺新，建议专家评审。", form=ways.TWO)
    # Eight working days after 22 April: 23, 24, 27, 28, 29, 30, 6 and 7 May.
    teller.expect("停表前的期限 before the pause", "05-07 17:30", spoken(limit(teller, case)["due_at"]))
    yield teller.at("04-24", "09:40")
    asked = {"ground": "expert_review", "reason": "生产工艺需专家评审", "days": 4}
    refused = teller.by("lin.wei").refusal(f"/cases/{case.number}/pause", asked)
    teller.expect("经办人不得自行停表 not by the officer", 403, refused["status"])
    teller.by("zhou.min").post(f"/cases/{case.number}/pause", asked)
    teller.note(teller.name("zhou.min"), "停表：专家评审，书面告知所需时间", case)
    yield teller.on("10:07")
    teller.by("lin.wei").post(f"/cases/{case.number}/resume", {"text": "专家评审通过"})
    teller.note(teller.name("lin.wei"), "恢复计时", case)
    # 24 April counts (2), 27 to 30 April do not; then 6 (3), 7 (4), 8 (5), 9 (6), 11 (7) and 12 May (8).
    found = limit(teller, case)
    teller.expect("四日不计入 four days are left out", "05-12 17:30", spoken(found["due_at"]))
    left_out = [
        one["date"][5:] for one in found["explanation"] if not one["number"] and "04-22" < one["date"][5:] <= THE_DAY
    ]
    teller.expect("哪些日不计入 which days", ["04-25", "04-26", "04-27", "04-28", "04-29", "04-30"], left_out)
    yield teller.on("15:26")
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.at("05-06", "10:40")
    teller.step(case, "food_deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED, "TBCX")


def extended(teller: Teller) -> Iterator[datetime]:
    """Lengthened once, by the head, with a notice; a second time is refused."""
    yield teller.at("04-21", "14:20")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": True})
    # Eight working days after 21 April: 22, 23, 24, 27, 28, 29, 30 and 6 May.
    teller.expect("延期前的期限 before the extension", "05-06 17:30", spoken(teller.sheet(case)["due_at"]))
    yield teller.at("04-23", "15:20")
    teller.step(case, "food_inspect", "lin.wei", opinion="设备未到货，需复查。", form=ways.TWO)
    yield teller.at("04-24", "15:40")
    asked = {"reason": "主要设备延迟到货，须复查", "days": 3}
    teller.by("zhou.min").post(f"/cases/{case.number}/extend", asked)
    teller.note(teller.name("zhou.min"), "批准延期3个工作日，出具延期告知书", case)
    teller.expect("延到调休周六 to the Saturday", "05-09 17:30", spoken(teller.sheet(case)["due_at"]))
    yield teller.on("09:24")
    again = teller.by("zhou.min").refusal(f"/cases/{case.number}/extend", asked)
    teller.note(teller.name("zhou.min"), f"再次延期被拒 {again['status']}", case)
    teller.expect("只能延一次 only once", 409, again["status"])
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.on("14:05")
    teller.step(case, "food_deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED, "YQGZ")


def supplemented(teller: Teller) -> Iterator[datetime]:
    """All that is missing is asked for once; no clock runs before it is there."""
    yield teller.at("04-28", "09:45")
    case = teller.receive("promised", "tang.li", {"site_visit": False}, leave_out=("M04", "M05"))
    wanted = [{"code": "M04", "kind": "supply", "reason": "缺任职文件"}, {"code": "M05", "kind": "supply"}]
    teller.by("tang.li").post(f"/cases/{case.number}/supplement", {"materials": wanted, "days": 10})
    teller.note(teller.name("tang.li"), "一次告知补正两项", case)
    teller.stage.remember(case.number, "supplemented")
    teller.expect(
        "补正前不起算 no clock runs yet",
        ("", ""),
        (spoken(teller.sheet(case)["due_at"]), spoken(teller.sheet(case)["accepted_at"])),
    )
    yield teller.at(EVE, "11:20")
    again = teller.by("tang.li").refusal(f"/cases/{case.number}/supplement", {"materials": [{"code": "M06"}]})
    teller.expect("再次要求被拒 asked for once", 409, again["status"])
    yield teller.on("09:27")
    brought = {"materials": [{"code": "M04", "copies": 1}, {"code": "M05", "copies": 1}]}
    teller.by("tang.li").post(f"/cases/{case.number}/supplement/materials", brought)
    teller.note(case.applicant, "补齐两项材料", case)
    yield teller.soon(5)
    teller.step(case, "food_accept", "tang.li", "accept", opinion="补正后材料齐全，予以受理。")
    teller.expect("自补齐受理之日起算 from the day it is complete", "05-14 17:30", spoken(teller.sheet(case)["due_at"]))
    teller.expect("先补正后受理 in this order", ["BZGZ", "SLTZ"], teller.kinds(case))
    yield teller.at("05-06", "15:10")
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.at("05-07", "11:05")
    teller.step(case, "food_deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED, "BZGZ")


def by_the_government(teller: Teller) -> Iterator[datetime]:
    """A joint case is extended by the government, not by the lead department."""
    yield teller.at("04-24", "10:05")
    facts = {"area": 90, "works": 80_000, "sign_board": True, "tobacco": False, "drains": False, "fumes": True}
    case = yield from ways.accepted(teller, "joint", "accept", facts)
    # Fifteen working days after 24 April: 27 (1), 28, 29, 30 (4), 6 to 9 May (8), 11 to 15 (13), 18, 19 (15).
    teller.expect("承诺十五日 fifteen days", "05-19 17:30", spoken(teller.sheet(case)["due_at"]))
    yield teller.at("04-27", "10:15")
    teller.step(case, "site_visit", "lin.wei", opinion="各部门一次到场。", form=ways.TWO)
    for day, department in (("04-28", "urban"), ("04-29", "ecology")):
        yield teller.at(day, "15:35")
        teller.step(case, "review", ways.OFFICERS[department], "agree", department=department, opinion="同意。")
    yield teller.on("14:36")
    asked = {"reason": "油烟监测须待试营业", "days": 3}
    refused = teller.by("zhou.min").refusal(f"/cases/{case.number}/extend", asked)
    teller.expect("牵头部门无权延期 not by the lead", 403, refused["status"])
    teller.by("jiang.yuan").post(f"/cases/{case.number}/extend", asked)
    teller.note(teller.name("jiang.yuan"), "批准联合办件延期3个工作日", case)
    teller.expect("区政府批准延三日 three days more", "05-22 17:30", spoken(teller.sheet(case)["due_at"]))
    yield teller.on("15:52")
    teller.step(case, "decide", "zhou.min", "grant", **ways.FIT)
    yield teller.at("05-06", "09:45")
    teller.step(case, "deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED, "YQGZ")
