"""The hall: the first ticket, bookings first, who was asked first stays responsible, everything told at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.demo.day import ways
from app.demo.day.dates import EVE, THE_DAY, YEAR, moment
from app.demo.day.stage import Case, Json
from app.demo.day.teller import Teller

QUEUES = {"direct": "A03", "promised": "A01", "joint": "A02", "escalated": "B01"}
DESK, IDENTITY = "qian.duo", "000000199001010018"
SLOT = f"{YEAR}-{THE_DAY}T09:00"


def take(teller: Teller, queue: str, booking: str = "") -> Json:
    """A number at the machine by the help desk."""
    ticket: Json = teller.by(DESK).post("/hall/tickets", {"queue": queue, "booking": booking})
    teller.note("取号机", f"取号 {ticket['number']}" + ("（预约）" if booking else ""), window=queue)
    return ticket


def call(teller: Teller, queue: str, who: str) -> Json:
    """Who is next."""
    ticket: Json = teller.by(who).post(f"/hall/queues/{queue}/call")
    teller.note(teller.name(who), f"叫号 {ticket['number']}", window=queue)
    return ticket


def turn(teller: Teller, ticket: Json, to: str, who: str, word: str, **body: str) -> Json:
    """What becomes of a ticket: recalled, skipped, served, closed, moved."""
    moved: Json = teller.by(who).post(f"/hall/tickets/{ticket['id']}/{to}", body)
    teller.note(teller.name(who), f"{word} {ticket['number']}", window=ticket["queue"])
    return moved


def written_down(teller: Teller, who: str, queue: str, need: str, ticket: Json | None = None, **more: object) -> Json:
    """A reception record; who writes it is the first contact."""
    body = {"name": teller.person(), "need": need, "contact": "0000-2" + f"{teller.draw.randint(0, 9999):04d}", **more}
    visit: Json = teller.by(who).post("/receptions", body | ({"ticket": ticket["id"]} if ticket else {}))
    teller.note(teller.name(who), f"接待登记 {visit['number']}：{need}", window=queue)
    return visit


def comes(teller: Teller, item: str) -> Iterator[datetime]:
    """Somebody takes a number, is called and written down; what is then handed in closes the visit."""
    number, who = QUEUES[item], ways.CLERKS[item]
    teller.by(DESK).post("/hall/tickets", {"queue": number})
    yield teller.soon(2)
    ticket = teller.by(who).post(f"/hall/queues/{number}/call")
    need = f"申办{teller.stage.guides[item]['name']}"
    visit = teller.by(who).post("/receptions", {"name": teller.person(), "need": need, "ticket": ticket["id"]})
    teller.note(teller.name(who), f"叫号 {ticket['number']}，接待登记 {visit['number']}", window=number)
    teller.came = lambda case: received_as(teller, who, ticket, visit, case)


def received_as(teller: Teller, who: str, ticket: Json, visit: Json, case: Case) -> None:
    """The visit has become a case; the ticket is done with."""
    teller.by(who).post(f"/receptions/{visit['number']}/settle", {"outcome": "received", "case": case.number})
    teller.by(who).post(f"/hall/tickets/{ticket['id']}/close")


def appointments(teller: Teller) -> Iterator[datetime]:
    """Four places a slot: the fifth is told so in writing; one of the four stays away."""
    yield teller.at("04-28", "10:20")
    channels = teller.draw.sample(("电话", "来信", "邮件", "网上"), 4)
    booked = []
    for channel in (*channels, "电话"):
        asked: Json = {"counter": "A01", "slot": SLOT, "matter": "食品经营许可", "department": "market"}
        asked |= {"channel": channel, "contact": "0000-20000", "holiday": False, "applicant": teller.person()}
        booked.append(teller.starts("appointment", "shao.yi", f"预约登记（{channel}）4月30日9时 A01", **asked))
    states = [teller.sheet(one)["status"] for one in booked]
    teller.expect("四个号满，第五个改约 the fifth is full", ["accepted"] * 4 + ["declined"], states)
    teller.expect("五人都有书面登记 all in writing", [["YYDJ"]] * 5, [teller.kinds(one) for one in booked])
    lines = teller.by("shao.yi").get("/registers/appointment")["items"]
    numbers = [f"appointment-{YEAR}-{place:06d}" for place in range(1, 5)]
    teller.expect("预约编号连续 booking numbers", numbers, [one["number"] for one in lines])
    yield teller.on("09:40")
    absent = teller.draw.randrange(1, 4)
    for place, one in enumerate(booked[:4]):
        outcome = "absent" if place == absent else "done"
        teller.step(
            one, "booking_serve", "tang.li", outcome, what="按约接待：" + ("爽约" if place == absent else "已接待")
        )
    teller.expect(
        "四个预约都办结 all kept on record", ["completed"] * 4, [teller.sheet(one)["status"] for one in booked[:4]]
    )


def queue(teller: Teller) -> Iterator[datetime]:
    """The first tickets: a booking goes first, somebody does not come, somebody is sent to another queue."""
    yield moment(THE_DAY, "09:00", seconds=20)
    booking = teller.by("shao.yi").get("/registers/appointment")["items"][0]["number"]
    for number in ("A01", "A01", "A01", "A02"):
        take(teller, number)
    take(teller, "A01", booking)
    line = next(one for one in teller.stage.public.get("/public/lines")["items"] if one["queue"] == "A01")
    teller.expect("屏上预约在前 bookings first", ["A01-004", "A01-001", "A01-002", "A01-003"], line["waiting"])
    yield moment(THE_DAY, "09:02")
    first = call(teller, "A01", "tang.li")
    teller.expect("先叫预约的 the booked one is called", ("A01-004", booking), (first["number"], first["booking"]))
    visit = written_down(teller, "tang.li", "A01", "按预约申办食品经营许可", first)
    yield moment(THE_DAY, "09:05")
    teller.came = lambda case: received_as(teller, "tang.li", first, visit, case)
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": False})
    yield teller.soon(1)
    missing = call(teller, "A01", "tang.li")
    turn(teller, missing, "skip", "tang.li", "过号")
    second = call(teller, "A01", "tang.li")
    _answered(teller, second, "问证照遗失怎么补")
    third = call(teller, "A01", "tang.li")
    moved = turn(teller, third, "transfer", "tang.li", "转A02队列", queue="A02")
    order = [one["number"] for one in (missing, second, third)]
    teller.expect("依次叫号 in order", ["A01-001", "A01-002", "A01-003"], order)
    following = call(teller, "A02", "tang.li")
    teller.expect("转来的在前 the moved one first", ("A02-002", moved["number"]), (following["number"],) * 2)
    again = turn(teller, missing, "recall", "tang.li", "重呼过号")
    teller.expect("过号重呼 called again", ("called", 2), (again["status"], again["calls"]))
    for one in (missing, following):
        _answered(teller, one, "咨询变更地址")
    done = _answered(teller, call(teller, "A02", "tang.li"), "问联合办理怎么走")
    teller.expect("最后一张办完 the last is served", ("A02-001", "served"), (done["number"], done["status"]))
    yield ways.apart(teller, THE_DAY)
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.soon(40)
    teller.step(case, "food_deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED)


def _answered(teller: Teller, ticket: Json, need: str) -> Json:
    """Received, written down and answered at once; the ticket as it is then."""
    visit = written_down(teller, "tang.li", ticket["queue"], need, ticket, kind="consult")
    teller.by("tang.li").post(f"/receptions/{visit['number']}/settle", {"outcome": "answered", "answer": "已当场答复"})
    return turn(teller, ticket, "close", "tang.li", "办完")


def left_over(teller: Teller) -> Iterator[datetime]:
    """Somebody takes a number just before closing and is not served: the duty leader learns of it."""
    yield moment(THE_DAY, "17:21")
    ticket = take(teller, "C02")
    teller.expect("下班前仍取到号 a number before closing", "C02-001", ticket["number"])
    yield moment(THE_DAY, "17:32")
    refused = teller.by(DESK).refusal("/hall/tickets", {"queue": "C02"})
    teller.expect("下班后不再取号 none after closing", 409, refused["status"])
    day = teller.watch.get("/hall/tickets", day=f"{YEAR}-{THE_DAY}", queue="C02")["items"]
    teller.expect(
        "未获服务已列出 listed as unserved", [("C02-001", "unserved")], [(one["number"], one["status"]) for one in day]
    )
    listed = [one["subject"] for one in teller.watch.all("/signals", rule="unserved")]
    teller.expect("告知值班领导 the duty leader is told", ["C02-001"], listed)


def first_contact(teller: Teller) -> Iterator[datetime]:
    """A joint matter asked for at the wrong window: it goes to the centre's office, and stays until that signs."""
    yield teller.on("09:50")
    visit = written_down(teller, "tang.li", "A01", "想开餐饮店，不知找谁", joint=True, id_number=IDENTITY)
    path = f"/receptions/{visit['number']}"
    shown = teller.watch.get(path)["reception"]["id_number"]
    teller.expect("证件号按角色脱敏 masked by role", (IDENTITY, "000***********0018"), (visit["id_number"], shown))
    refused = teller.by("tang.li").refusal(f"{path}/handovers", {"department": "fire", "reason": "先办消防"})
    teller.expect("联办事项只能交中心 to the office only", (422, ["centre"]), (refused["status"], refused["expected"]))
    given = teller.by("tang.li").post(f"{path}/handovers", {"department": "centre", "reason": "联办事项，请协调"})
    teller.note(teller.name("tang.li"), f"移交 {visit['number']} 给中心", window="A01")
    held = teller.watch.get(path)["reception"]["responsible"]
    teller.expect("签收前仍由首问人负责 stays until signed", ("tang.li", "tang.li"), (visit["first_contact"], held))
    yield teller.soon(6)
    teller.by("shao.yi").post(f"/handovers/{given['id']}/sign")
    teller.note(teller.name("shao.yi"), f"签收 {visit['number']}", window="A00")
    now = teller.watch.get(path)
    signed = (now["reception"]["responsible"], now["handovers"][0]["signed_by"], now["reception"]["first_contact"])
    teller.expect("签收后换责任人 then it is the receiver's", ("shao.yi", "shao.yi", "tang.li"), signed)
    yield teller.soon(8)
    facts = {"area": 80, "works": 60_000, "sign_board": True, "tobacco": False, "drains": True, "fumes": False}
    case = yield from ways.accepted(teller, "joint", "accept", facts)
    teller.by("shao.yi").post(f"{path}/settle", {"outcome": "received", "case": case.number})
    settled = teller.watch.get(path)["reception"]
    teller.expect(
        "接待与办件相连 visit and case", (case.number, "received"), (settled["case_number"], settled["outcome"])
    )
    yield from ways.reviewed(teller, case, ("urban", "housing"))


def told_at_once(teller: Teller) -> Iterator[datetime]:
    """Everything that is missing in one notification of two copies; a second one is refused."""
    yield teller.on("10:31")
    visit = written_down(teller, "tang.li", "A01", "问食品经营许可要什么材料", kind="consult")
    path = f"/receptions/{visit['number']}"
    asked = {
        "item": "promised",
        "missing": [{"code": "M04", "note": "缺任职文件"}, {"code": "M05", "note": "缺平面图"}],
    }
    silent = teller.by("tang.li").refusal(f"{path}/notifications", {**asked, "confirmed": " "})
    teller.expect(
        "未再确认不得告知 confirm first", (422, "confirmed"), (silent["status"], silent["errors"][0]["field"])
    )
    told = teller.by("tang.li").post(f"{path}/notifications", {**asked, "confirmed": "经营范围为热食类"})
    teller.note(teller.name("tang.li"), f"一次性告知 {told['number']}，一式两份", window="A01")
    teller.expect(
        "一次列全、一式两份 all at once, two copies",
        (["M04", "M05"], 2),
        ([one["code"] for one in told["missing"]], len(told["copies"])),
    )
    teller.expect("告知书编号 numbered", f"YCGZ-{YEAR}-000001", told["number"])
    again = teller.by("tang.li").refusal(f"{path}/notifications", {**asked, "confirmed": "同上"})
    teller.expect("再次告知被拒 a second one is refused", (409, "2"), (again["status"], again["rule"]))
    paper = teller.by("tang.li").fetch(f"/notifications/{told['number']}.pdf")
    teller.expect("告知书可打印 it can be printed", b"%PDF".decode(), paper[:4].decode())
    signed = teller.by("tang.li").post(
        f"/notifications/{told['number']}/prints", {"copies": 2, "signed_by": visit["name"]}
    )
    teller.expect("申请人签收 signed for", visit["name"], signed["signed_by"])
    yield teller.soon(5)
    teller.by("tang.li").post(f"{path}/settle", {"outcome": "answered", "answer": "已一次性告知全部材料"})
    rated = teller.by("tang.li").post(f"{path}/rating", {"level": teller.draw.choice((1, 2)), "words": "说得明白"})
    teller.note(visit["name"], "窗口评价：满意", window="A01")
    twice = teller.by("tang.li").refusal(f"{path}/rating", {"level": 1})
    teller.expect("一次一评 rated once", (True, 409), (rated["level"] <= 2, twice["status"]))


def on_site(teller: Teller) -> Iterator[datetime]:
    """For somebody who cannot come, two officers go there."""
    yield teller.at(EVE, "15:30")
    why = teller.draw.choice(("年老", "体弱", "患病", "残疾"))
    asked = {"eligibility": why, "address": "和顺路16号", "matter": "优待证", "department": "civil"}
    case = teller.starts("onsite", "shao.yi", f"申请上门服务（{why}）", applicant=teller.person(), **asked)
    teller.step(case, "visit_check", "shao.yi", "agree")
    yield teller.on("14:12")
    record = {"visited_at": "4月30日下午", "record": "已采集照片并核对证件", "reviewers": ["tian.tian", "ren.jie"]}
    teller.step(case, "visit_make", "tian.tian", form=record, what="上门办理，两人到场")
    teller.ended(case, "completed", "SMFW")
    paper = teller.papers(case)[0]["data"]
    teller.expect("记录单写明理由和地点 why and where", (why, "和顺路16号"), (paper["eligibility"], paper["address"]))
