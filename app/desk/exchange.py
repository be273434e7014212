"""Cases in the exchange fields of GB/T 39046-2020: its names, its codes, its form of moments.

What the standard wants and the house does not keep is null, never made up. Applicants are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.desk.archive_gaps import VOUCHER
from app.desk.completing import RETURNED
from app.desk.house import Desk
from app.desk.outcomes import ACCEPT_STEP, DENYING, DISAGREEING
from app.desk.programs import Item
from app.domain.actors import ONLINE
from app.domain.cases import CaseStatus
from app.domain.facts import Fact, FactKind, of_kind
from app.domain.lights import LIGHTS, Scheme
from app.domain.stops import WORDS as GROUNDS
from app.domain.tasks import TaskStatus
from app.store import clocks, exports, lists, loading, papers
from app.store.database import Connection
from app.store.queries import AlertQuery
from app.store.records import AlertRecord, CaseRecord, NoticeRecord, TaskRecord

CASE_TYPES: Mapping[str, str] = {"direct": "1", "promised": "2", "joint": "2", "escalated": "2"}
OTHER, AT_WINDOW, BY_COMPUTER, PROLONGED, OTHER_PROCEDURE = "9", "1", "2", "1", "2"
MOST_ALERTS = 200
DONE, WAITING = "2", "1"
ENDED: Mapping[CaseStatus, str] = {
    CaseStatus.DECLINED: "5",
    CaseStatus.COMPLETED: "11",
    CaseStatus.REFUSED: "13",
    CaseStatus.TERMINATED: "15",
}
"""Status codes of ended cases; the codes have no word for 终止, 15 撤销 comes nearest."""

SUPERVISED: Mapping[str, Mapping[str, str]] = {
    "light": {"yellow": "1", "red": "2", "breach": "3"},
    "card": {"warn": "1", "yellow": "2", "red": "3", "breach": "3"},
}
"""Codes of supervision (1 预警, 2 黄牌, 3 红牌) by scheme and level: a yellow light warns, a yellow card is late."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is known of one case."""

    case: CaseRecord
    item: Item
    tasks: Sequence[TaskRecord]
    notices: Sequence[NoticeRecord]
    facts: Sequence[Fact]
    alerts: Sequence[AlertRecord]
    zone: ZoneInfo
    scheme: Scheme = LIGHTS

    def moment(self, at: datetime | None) -> str | None:
        """YYYYMMDD[T]hhmmss in the centre's zone."""
        return None if at is None else at.astimezone(self.zone).strftime("%Y%m%dT%H%M%S")


def exchanged(desk: Desk, start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    """The cases received from `start` up to `end`, one in memory at a time."""
    with desk.database.reading() as cases, desk.database.reading() as sides:
        for case in exports.received(cases, start, end):
            yield fields_of(_sheet(desk, sides, case))


def fields_of(sheet: Sheet) -> dict[str, Any]:
    """One case in the standard's fields."""
    case, item = sheet.case, sheet.item
    definition, guide = item.definition, item.definition.guide or {}
    voucher = next((notice.number for notice in sheet.notices if notice.kind == VOUCHER), None)
    return {
        "办件编号": case.number,
        "实施编码": definition.item_code or None,
        "基本编码": guide.get("base_code"),
        "事项名称": definition.name,
        "事项类型": guide.get("item_type"),
        "行使层级": guide.get("level"),
        "办件类型": str(guide.get("case_type") or CASE_TYPES.get(item.mode, OTHER)),
        "办理形式": BY_COMPUTER if case.received_by == ONLINE.user else AT_WINDOW,
        "申请时间": sheet.moment(case.received_at),
        "受理时间": sheet.moment(case.accepted_at),
        "受理部门": case.lead,
        "受理文书编号": voucher,
        "承诺办结时限": item.days("limit"),
        "承诺办结时限单位": None if item.days("limit") is None else "WD",
        "法定办结时限": item.days("statutoryLimit"),
        "法定办结时限单位": None if item.days("statutoryLimit") is None else "WD",
        "承诺办结时间": sheet.moment(case.due_at),
        "办结时间": sheet.moment(case.ended_at),
        "办件状态": status_of(sheet),
        "联办机构": sorted({task.department for task in sheet.tasks} - {case.lead, ""}),
        "办理环节": [_step(sheet, task) for task in sheet.tasks],
        "特别程序": _procedures(sheet),
        "电子监察": [_alert(sheet, alert) for alert in sheet.alerts if _level(sheet, alert)],
        "满意度": None,
    }


def status_of(sheet: Sheet) -> str:
    """The code of where a case stands: 1 已接件 to 15 撤销."""
    case = sheet.case
    if case.status is CaseStatus.WITHDRAWN:
        return "2" if case.accepted_at is None else "14"
    if case.status in ENDED:
        return ENDED[case.status]
    asked = of_kind(sheet.facts, FactKind.SUPPLEMENT_ASKED, FactKind.SUPPLEMENT_MET)
    if asked and (case.status is CaseStatus.RECEIVED or not _is_met(asked[-1])):
        return "7" if _is_met(asked[-1]) else "6"
    if case.status is CaseStatus.RECEIVED:
        return "1"
    if case.paused_at is not None:
        return "9"
    stopped = of_kind(sheet.facts, FactKind.RESUMED)
    if stopped and not any(task.closed_at and task.closed_at > stopped[-1].at for task in sheet.tasks):
        return "10"
    handled = (task for task in sheet.tasks if task.kind != ACCEPT_STEP)
    return "8" if any(task.claimed_at or task.status is TaskStatus.DONE for task in handled) else "3"


def _is_met(fact: Fact) -> bool:
    return fact.kind is FactKind.SUPPLEMENT_MET and bool(fact.data.get("complete"))


def _step(sheet: Sheet, task: TaskRecord) -> dict[str, Any]:
    return {
        "环节名称": task.name or task.element,
        "办理部门": task.department,
        "环节状态": WAITING if task.is_live else DONE,
        "环节动作": _action(task),
        "开始时间": sheet.moment(task.created_at),
        "办结时间": sheet.moment(task.closed_at),
    }


def _action(task: TaskRecord) -> str | None:
    if task.is_live:
        return None
    if task.status is not TaskStatus.DONE:
        return "其他"
    if task.outcome == RETURNED:
        return "退回"
    return "其他" if task.outcome in DENYING | DISAGREEING | {"decline"} else "通过"


def _procedures(sheet: Sheet) -> list[dict[str, Any]]:
    """Pauses with their ends, and extensions."""
    ends = {fact.data.get("pause"): fact.at for fact in of_kind(sheet.facts, FactKind.RESUMED)}
    found = []
    for fact in of_kind(sheet.facts, FactKind.PAUSED, FactKind.EXTENDED):
        prolonged = fact.kind is FactKind.EXTENDED
        ground = str(fact.data.get("ground", ""))
        found.append(
            {
                "特别程序种类": PROLONGED if prolonged else OTHER_PROCEDURE,
                "特别程序名称": "延长审批"
                if prolonged
                else next((zh for g, (zh, _) in GROUNDS.items() if g == ground), ground),
                "特别程序时限": fact.data.get("days"),
                "特别程序时限单位": "WD",
                "开始时间": sheet.moment(fact.at),
                "结束时间": None if prolonged else sheet.moment(ends.get(fact.seq)),
            }
        )
    return found


def _alert(sheet: Sheet, alert: AlertRecord) -> dict[str, Any]:
    return {
        "办件编号": sheet.case.number,
        "督办内容": alert.name,
        "监察编号": str(alert.id),
        "监察规则编号": alert.level,
        "监察预警类型代码": _level(sheet, alert),
        "状态产生时间": sheet.moment(alert.at),
        "结果描述": None if alert.explained_at is None else "已说明",
        "责任部门": alert.department,
    }


def _level(sheet: Sheet, alert: AlertRecord) -> str | None:
    return SUPERVISED[sheet.scheme.name].get(alert.level)


def _sheet(desk: Desk, connection: Connection, case: CaseRecord) -> Sheet:
    found = lists.alerts(connection, AlertQuery(case=case.number, limit=MOST_ALERTS))
    return Sheet(
        case=case,
        item=desk.programs.item(case.definition_id),
        tasks=loading.tasks(connection, case.id),
        notices=papers.notices(connection, case.id),
        facts=clocks.facts(connection, case.id),
        alerts=found.items[::-1],
        zone=desk.calendar.zone,
        scheme=desk.clock_terms.scheme,
    )
