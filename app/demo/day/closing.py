"""What must be true of the whole when the curtain has fallen: numbers, documents, figures, ledger, the days of rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.demo.day.dates import HOLIDAY, YEAR, spoken
from app.demo.day.stage import Seen, Stage
from app.demo.day.teller import SUPERVISOR

Json = dict[str, Any]
WHOLE = "收尾核对"
WHOLE_EN = "the whole"
REST = (*HOLIDAY, "05-10", "05-16", "05-17")
LAST_PAPERS = {"completed": {"BJTZ"}, "refused": {"BYXK"}, "declined": {"BYSL", "BBLD"}}
FIGURES = {
    "received": ("received",), "accepted": ("accepted",), "supplemented": ("supplemented",), "returned": ("declined",),
    "done": ("completed", "refused"), "rejected": ("refused",), "overdue": ("overdue",),
}  # fmt: skip
WAYS = {
    "direct": "直接办理",
    "promised": "承诺办理",
    "joint": "联合办理",
    "escalated": "上报办理",
    "assisted": "协助办理",
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the server has in the end, read as the supervisor reads it."""

    cases: list[Json]
    papers: dict[str, list[Json]]
    told: list[str]
    names: dict[str, str]
    alerts: list[Json]
    signals: list[Json]
    report: Json
    again: Json
    opened: dict[str, set[str]]
    kinds: list[Json]
    ledger: Json = field(default_factory=dict)


def gather(stage: Stage) -> Found:
    """Ask for all of it."""
    watch = stage.callers[SUPERVISOR]
    cases = watch.all("/cases")
    visits = [one["number"] for one in watch.all("/receptions")]
    path = f"/reports/{YEAR}-04"
    return Found(
        cases=cases,
        papers={one["number"]: watch.get(f"/cases/{one['number']}/notices")["items"] for one in cases},
        told=[paper["number"] for one in visits for paper in watch.get(f"/receptions/{one}")["told"]],
        names={one["code"]: one["name"] for one in watch.get("/notices/kinds")["items"]},
        alerts=watch.all("/alerts"),
        signals=watch.all("/signals"),
        report=watch.get(path),
        again=watch.get(path),
        opened={name: {one["number"] for one in watch.all(f"{path}/cases", figure=name)} for name in FIGURES},
        kinds=watch.get(f"{path}/kinds")["items"],
    )


def check(stage: Stage, found: Found) -> list[Seen]:
    """Every check of the whole."""
    return [*_cases(stage, found), *_papers(found), *_report(stage, found), *_quiet(found)]


def _seen(name: str, expected: Any, seen: Any) -> Seen:
    return Seen(story=WHOLE, name=name, expected=expected, seen=seen)


def _cases(stage: Stage, found: Found) -> Iterable[Seen]:
    items = {one["number"]: one for one in found.cases if one["item"] in WAYS}
    yield _seen("办件清单与笔记一致 the list of cases", sorted(stage.handed_in), sorted(items))
    ways = {one["item"] for one in items.values()} | {"rejected"} & {
        "rejected" for one in items.values() if one["status"] in ("refused", "declined")
    }
    yield _seen("六种办理方式都走到 all six ways", sorted([*WAYS, "rejected"]), sorted(ways))
    running = [one["item"] for one in items.values() if one["ended_at"] is None]
    yield _seen("只有一件还在省厅 only one is still with the province", ["escalated"], running)
    yield _seen("没有办件出错 none has failed", [], [one["number"] for one in found.cases if one["failure"]])
    yield _seen("办件号连续 case numbers", {}, _gaps(one["number"] for one in found.cases))


def _papers(found: Found) -> Iterable[Seen]:
    yield _seen("文书号连续无缺 document numbers", {}, _gaps(numbers(found)))
    bare = [
        one["number"]
        for one in found.cases
        if one["item"] in WAYS
        and one["status"] in LAST_PAPERS
        and not LAST_PAPERS[one["status"]] & {paper["kind"] for paper in found.papers[one["number"]]}
    ]
    yield _seen("没有无文书的办结 no end without its document", [], bare)
    unserved = [
        p["number"] for papers in found.papers.values() for p in papers if p["deliver_by"] and not p["served_at"]
    ]
    yield _seen("决定全部送达 all decisions are served", [], sorted(unserved))


def _report(stage: Stage, found: Found) -> Iterable[Seen]:
    yield _seen("月报再算一次相同 the report again", found.report, found.again)
    for name, what in FIGURES.items():
        noted: set[str] = set().union(*(stage.numbers(one, month="04") for one in what))
        yield _seen(f"月报“{name}”与办件清单一致 equals the list", sorted(noted), sorted(found.opened[name]))
        yield _seen(f"月报“{name}”合计 its sum", len(noted), found.report["total"][name])
    for side in ("windows", "departments", "kinds"):
        total = sum(one["received"] for one in found.report[side])
        yield _seen(f"按{side}合计相等 sums along {side}", found.report["total"]["received"], total)
    wrong = [one["kind"] for one in found.kinds if one["count"] != len(one["numbers"])]
    yield _seen("办件分类数与编号数相等 kinds and their numbers", [], wrong)


def _quiet(found: Found) -> Iterable[Seen]:
    signs = sorted((one["rule"], one["weight"]) for one in found.signals)
    yield _seen(
        "监察只看到该看到的 only what there was to see", [("overdue", "violation"), ("unserved", "violation")], signs
    )
    rest = [one["number"] for one in found.cases if spoken(one["received_at"])[:5] in REST]
    lamps = [spoken(one["at"]) for one in found.alerts if spoken(one["at"])[:5] in REST]
    yield _seen("休息日没有到期、没有亮灯 nothing is due on days of rest", ([], []), (rest, lamps))
    flawed = [one["number"] for one in found.ledger["flawed"]]
    yield _seen("台账逐条校验无误 the ledger verifies", (len(found.cases), []), (found.ledger["cases"], flawed))


def numbers(found: Found) -> list[str]:
    """The numbers of all documents that were issued."""
    return [paper["number"] for papers in found.papers.values() for paper in papers] + found.told


def by_kind(found: Found) -> list[Json]:
    """How many documents of each kind, and the last number of its series."""
    counts = Counter(one.split("-")[0] for one in numbers(found))
    last = {one.split("-")[0]: one for one in sorted(numbers(found))}
    return [
        {"kind": kind, "name": found.names[kind], "issued": counts[kind], "last": last[kind]} for kind in sorted(counts)
    ]


def _gaps(given: Iterable[str]) -> Json:
    """The series whose serials are not 1, 2, 3 …, each with its serials."""
    series: dict[str, list[int]] = {}
    for number in given:
        name, _, serial = number.rpartition("-")
        series.setdefault(name, []).append(int(serial))
    return {name: sorted(got) for name, got in series.items() if sorted(got) != list(range(1, len(got) + 1))}
