"""At the counter: corrected on the spot, a published fee and no other, originals that go back, an archive, ratings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from app.demo.day import ways
from app.demo.day.dates import EVE, THE_DAY, YEAR, moment, spoken
from app.demo.day.teller import Teller
from app.domain import archives
from app.settings import ROOT

CARD = ROOT / "processes" / "direct"
FEE = 'fees = [{ code = "F01", name = "补办证件工本费", amount = 10, basis = "本省价费字〔2024〕3号" }]'
FREE = {"fees = []": FEE, 'fee_basis = "无收费项目"': 'fee_basis = "本省价费字〔2024〕3号"',
        'fee_standard = "不收费，首次制证和换证均免工本费"': 'fee_standard = "首次制证免费，补办每证10元"'}  # fmt: skip


def corrected(teller: Teller) -> Iterator[datetime]:
    """What can be put right on the spot is put right on the spot."""
    yield teller.on("10:02")
    case = teller.receive("direct", "jin.lan")
    wrong = {"materials": [{"code": "M02", "verdict": "correct", "note": "照片背景不符"}]}
    teller.by("jin.lan").post(f"/cases/{case.number}/checklist", wrong)
    teller.note(teller.name("jin.lan"), "照片须更正，窗口免费重拍", case)
    yield teller.soon(7)
    right = {"materials": [{"code": "M01", "verdict": "good"}, {"code": "M02", "verdict": "good"}]}
    teller.by("jin.lan").post(f"/cases/{case.number}/checklist", right)
    found = teller.watch.get(f"/cases/{case.number}/checklist")["items"]
    teller.expect("当场更正后符合 good after correction", ["good", "good"], [one["verdict"] for one in found])
    teller.step(case, "card_accept", "jin.lan", "accept", opinion="更正后材料齐全，当场发证。")
    teller.ended(case, "completed", "BJTZ")
    teller.expect("没有补正、没有退回 nothing sent back", ["BJTZ"], teller.kinds(case))


def charged(teller: Teller) -> Iterator[datetime]:
    """A fee is published first; then it is charged, with a receipt, and nothing more."""
    yield teller.at(EVE, "16:05")
    guide = CARD.with_suffix(".toml").read_text(encoding="utf-8")
    for old, new in FREE.items():
        guide = guide.replace(old, new)
    files = {"direct.bpmn": CARD.with_suffix(".bpmn").read_bytes(), "direct.toml": guide.encode()}
    from_at = moment(THE_DAY, "00:00").isoformat()
    teller.by("cui.yuan").upload("/deployments", files, effective_at=from_at)
    teller.note(teller.name("cui.yuan"), "公布优待证新收费标准，次日起执行")
    before = teller.stage.public.get("/public/items/direct")["fees"]
    yield teller.on("11:12")
    published = teller.stage.public.get("/public/items/direct")["fees"]
    teller.expect("标准次日起公示 published from the day", ([], ["F01"]), (before, [one["code"] for one in published]))
    case = teller.receive("direct", "jin.lan")
    path = f"/cases/{case.number}/fees"
    more = teller.by("jin.lan").refusal(path, {"fee": "F01", "amount": "10.01", "receipt": "P-1"})
    other = teller.by("jin.lan").refusal(path, {"fee": "F99", "amount": "5", "receipt": "P-1"})
    teller.expect("多收、未公示的都被拒 no more, no other", [409, 409], [more["status"], other["status"]])
    receipt = f"P-{teller.draw.randint(100000, 999999)}"
    teller.by("jin.lan").post(path, {"fee": "F01", "amount": "10", "receipt": receipt})
    teller.note(teller.name("jin.lan"), f"按公示标准收费10元，票据 {receipt}", case)
    paid = teller.watch.get(path)["items"]
    teller.expect(
        "一笔十元、有票据 ten yuan, a receipt", [(1000, receipt)], [(one["cents"], one["receipt"]) for one in paid]
    )
    yield teller.soon(5)
    teller.step(case, "card_accept", "jin.lan", "accept", opinion="补办，当场发证。")
    teller.ended(case, "completed", "BJTZ")
    signals = teller.watch.all("/signals", case=case.number)
    teller.expect("没有收费信号 no signal of a fee", [], [one["rule"] for one in signals])


def originals(teller: Teller) -> Iterator[datetime]:
    """Originals go back against a signature before the result is handed over; board, rating and archive after it."""
    yield teller.at("04-27", "09:35")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": False})
    teller.by("tang.li").post(f"/cases/{case.number}/originals", {"codes": ["M03"]})
    teller.note(teller.name("tang.li"), "留存原件一份，出具收件回执", case)
    yield teller.at(EVE, "14:20")
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.on("09:32")
    teller.serve(case, "tang.li")
    kept = teller.refused(case, "food_deliver", "tang.li")
    teller.expect("原件未退不得送达 not before they go back", 409, kept)
    teller.by("tang.li").post(f"/cases/{case.number}/originals/return", {"codes": ["M03"], "signed_by": case.applicant})
    teller.note(teller.name("tang.li"), "退还原件，申请人签收", case)
    given = teller.watch.get(f"/cases/{case.number}/originals")["items"]
    back = [(one["code"], one["signed_by"], spoken(one["returned_at"])[:5]) for one in given]
    teller.expect("原件当日退还签收 back on the day, signed", [("M03", case.applicant, THE_DAY)], back)
    teller.step(case, "food_deliver", "tang.li", form={"method": "窗口领取"})
    teller.ended(case, "completed", *ways.GRANTED, "SJHZ")
    yield from _on_the_board(teller, case.number, case.applicant)
    code = {"code": case.code}
    rated = teller.stage.public.post(f"/public/cases/{case.number}/rating", {**code, "level": 1, "words": "很快"})
    teller.note(case.applicant, "评价：非常满意", case)
    again = teller.stage.public.refusal(f"/public/cases/{case.number}/rating", {**code, "level": 5})
    teller.expect("好评一次，一事一评 rated once", (1, 409), (rated["level"], again["status"]))
    yield teller.on("16:12")
    _archive(teller, case.number)


def _on_the_board(teller: Teller, number: str, applicant: str) -> Iterator[datetime]:
    yield teller.soon(2)
    masked = applicant[0] + "*" * (len(applicant) - 2) + applicant[-1]
    posted = [
        one
        for one in teller.stage.public.get("/public/board", limit=200)["items"]
        if one["body"].get("applicant") == masked
    ]
    body = posted[0]["body"] if posted else {}
    seen = (body.get("result"), body.get("decided_on"), applicant in str(posted))
    teller.expect("公告栏公告、姓名脱敏 on the board, masked", ("准予", f"{YEAR}-{THE_DAY}", False), seen)


def _archive(teller: Teller, number: str) -> None:
    path = f"/cases/{number}/archive"
    gaps = teller.watch.get(f"{path}/gaps")["items"]
    teller.expect("归档材料齐全 nothing is missing", [], [one["code"] for one in gaps])
    made = teller.by("lin.wei").post(path)
    package, again = teller.watch.fetch(path), teller.watch.fetch(path)
    case = teller.stage.handed_in[number]
    teller.note(teller.name("lin.wei"), "归档，档案包可独立核验", case)
    teller.expect("档案包逐字节相同 the same bytes", True, package == again)
    checked = archives.check(package)
    papers = {one["number"] for one in teller.papers(case)}
    inside = ZipFile(BytesIO(package)).namelist()
    lacking = sorted(one for one in papers if not any(one in name and name.endswith(".pdf") for name in inside))
    teller.expect("档案包含全部文书 every document is in it", (4, []), (len(papers), lacking))
    same = checked.digest == made["digest"]
    teller.expect(
        "档案包独立核验 it verifies by itself", (number, True, []), (checked.number, same, list(checked.faults))
    )


def rated_badly(teller: Teller) -> Iterator[datetime]:
    """A bad rating opens its rectification by itself: asked, mended, checked by somebody else."""
    yield teller.at("04-27", "14:40")
    case = yield from ways.accepted(teller, "promised", "food_accept", {"site_visit": False})
    yield teller.at("04-28", "10:50")
    teller.step(case, "food_decide", "zhou.min", "grant", **ways.FIT)
    yield teller.at(EVE, "09:20")
    teller.step(case, "food_deliver", "tang.li")
    teller.ended(case, "completed", *ways.GRANTED)
    yield teller.on("10:12")
    level = teller.draw.choice((4, 5))
    words = {"code": case.code, "level": level, "words": "领证等了五十分钟"}
    teller.stage.public.post(f"/public/cases/{case.number}/rating", words)
    teller.note(case.applicant, f"差评（{level}）：{words['words']}", case)
    mending = teller.followed(case, "rectification")
    teller.note("系统", "差评自动启动整改", mending)
    begun = spoken(teller.sheet(mending)["received_at"])
    teller.expect("差评当即启动整改 it begins by itself", f"{teller.stage.now:%m-%d %H:%M}", begun)
    # Five working days: 6, 7, 8, 9 (worked in exchange) and 11 May.
    teller.expect("整改时限五个工作日 five working days", "05-11 17:30", spoken(teller.sheet(mending)["due_at"]))
    yield teller.on("11:07")
    teller.step(mending, "rectify_contact", "lin.wei", form={"findings": "等候属实，当日少开一个窗口"})
    yield teller.on("15:11")
    teller.step(mending, "rectify_mend", "zhou.min", form={"measures": "增开潮汐窗口，已向申请人致歉"})
    yield teller.on("16:33")
    teller.expect(
        "办整改的不得复核 not by whom it is about", 403, teller.refused(mending, "rectify_check", "zhou.min", "agree")
    )
    teller.step(mending, "rectify_check", "shao.yi", "agree", opinion="已到位")
    teller.ended(mending, "completed", "ZGFK")
