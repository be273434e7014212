"""The duty leader's log of every working day, that of the day in full, and the monthly report after the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.demo.day.dates import AFTER, THE_DAY, WORKED, YEAR, moment
from app.demo.day.stage import Case, Json
from app.demo.day.teller import Teller

TURNS = {"gu.cheng": "meng.yao", "meng.yao": "gu.cheng"}
ENDS = ("completed", "refused", "declined")


def logs(teller: Teller) -> Iterator[datetime]:
    """Each working day has one log, filled in at closing; it is signed and handed over to the other leader."""
    before = ""
    for day in WORKED:
        yield moment(day, "17:43")
        case, form = _log_of(teller, day)
        leader = str(form["leader"])
        teller.expect(f"{day} 轮流值班 in turn", TURNS.get(before, leader), leader)
        before = leader
        teller.step(case, "log_sign", leader, "sign", opinion="无其他情况", what="值班领导在值班日志签字")
        if day == THE_DAY:
            _of_the_day(teller, case, form)
        yield moment(day, "17:49")
        teller.step(case, "log_handover", TURNS[leader], "sign", what="接班人签收值班日志，交接完毕")
        teller.ended(case, "completed", "ZBRZ")


def _log_of(teller: Teller, day: str) -> tuple[Case, Json]:
    found = teller.watch.get("/cases", item="dutylog", limit=1)["items"][0]
    sheet = teller.by("gu.cheng").get(f"/cases/{found['number']}")
    teller.expect(f"{day} 值班日志预填 filled in by itself", f"{YEAR}-{day}", sheet["form"].get("day"))
    case = Case(number=found["number"], code="", item="dutylog", applicant=found["applicant"])
    return case, sheet["form"]


def _of_the_day(teller: Teller, case: Case, form: Json) -> None:
    """The figures of the day against the notebook, and the facts that must stand in it."""
    stage = teller.stage
    figures = dict(zip(form["figures"]["columns"], form["figures"]["rows"][0], strict=True))
    for word, what in (("收件", ("received",)), ("受理", ("accepted",)), ("办结", ENDS), ("退件", ("declined",))):
        counted = sum(stage.counted(one, day=THE_DAY) for one in what)
        teller.expect(f"日志“{word}”与笔记相符 {what[0]}", str(counted), figures[word])
    teller.expect("日志“投诉”一件 one complaint", "1", figures["投诉"])
    written = ("于波" in form["absences"], "TS01-" in form["complaints"], form["tickets"])
    teller.expect("日志写有请假、投诉和未服务的号 who was away, and left", (True, True, "C02-001(17:21取号)"), written)
    leader = str(form["leader"])
    alone = teller.refused(case, "log_handover", leader, "sign")
    teller.expect("签字人不得自己接班 not handed over to oneself", 403, alone)


def monthly_report(teller: Teller) -> Iterator[datetime]:
    """On the first working day the report of the month begins by itself; its sums are those of the notebook."""
    yield teller.at(AFTER, "09:28")
    found = teller.watch.get("/cases", item="monthlyreport", limit=5)["items"]
    teller.expect("每月首个工作日自行启动 begins by itself", 1, len(found))
    case = Case(number=found[0]["number"], code="", item="monthlyreport", applicant=found[0]["applicant"])
    form = teller.by("gu.cheng").get(f"/cases/{case.number}")["form"]
    teller.expect("是四月的月报 of April", (f"{YEAR}年4月", f"{YEAR}-04"), (form["period"], form["month"]))
    sums = dict(zip(form["figures"]["columns"], form["figures"]["rows"][-1], strict=True))
    words = {"收件": ("received",), "受理": ("accepted",), "补正": ("supplemented",), "退件": ("declined",),
             "办结": ("completed", "refused"), "否决": ("refused",), "超期办结": ("overdue",)}  # fmt: skip
    for word, what in words.items():
        counted = sum(teller.stage.counted(one, month="04") for one in what)
        teller.expect(f"四月“{word}”合计 {what[0]}", str(counted), sums[word])
    teller.step(case, "report_check", "shao.yi", form={"opinion": "总体按时，超期一件已督办"}, what="核对月报")
    yield teller.at(AFTER, "14:10")
    teller.expect("核对人不得审签 not by who checked", 403, teller.refused(case, "report_sign", "shao.yi", "agree"))
    teller.step(case, "report_sign", "gu.cheng", "agree", what="审签四月月报")
    teller.ended(case, "completed", "YBTJ")
