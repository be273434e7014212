"""The day in a terminal: its timeline from the first ticket to the signed log, the summary, the checks by story."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.demo.day.closing import WAYS

Json = dict[str, Any]
ENDS = {"completed": "准予办结", "refused": "不予许可", "declined": "不予受理", "accepted": "在办"}
LEVELS = {
    "warn": "临期", "yellow": "黄灯", "red": "红灯", "breach": "超法定时限", "rating": "差评", "missing": "未反馈",
    "closing": "当日未办结", "violation": "违规",
}  # fmt: skip
NOON = 13


def show(console: Console, result: Json) -> None:
    """The whole result."""
    console.print(Text(f"政务服务中心的一天 One day in a centre  {result['day']} 周四", style="bold"))
    console.print(_timeline([one for one in result["timeline"] if one["at"].startswith(result["day"])]))
    console.print(_around(result))
    console.print(_ways(result["summary"]))
    console.print(_summary(result["summary"]))
    console.print(_papers(result["summary"]["documents"]))
    console.print()
    console.print(_stories(result["stories"]))
    _show_checks(console, result)


def _timeline(lines: list[Json]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    for heading in ("时刻\ntime", "窗口\nwindow", "谁\nwho"):
        table.add_column(heading, no_wrap=True)
    table.add_column("办件\ncase", no_wrap=True, style="cyan")
    table.add_column("做什么\nwhat", ratio=1, overflow="fold")
    noon = False
    for line in lines:
        at = datetime.fromisoformat(line["at"])
        if not noon and at.hour >= NOON:
            table.add_row("", "", Text("午后 afternoon", style="bold"), "", "")
            noon = True
        what = Text(line["what"], style="red" if "被拒" in line["what"] or "逾期" in line["what"] else "")
        table.add_row(f"{at:%H:%M}", line["window"], line["who"], line["case"], what)
    return table


def _around(result: Json) -> Text:
    lines = result["timeline"]
    before = sum(one["at"] < result["day"] for one in lines)
    after = sum(one["at"][:10] > result["day"] for one in lines)
    span = f"{result['began'][:10]} 至 {result['ended'][:10]}"
    return Text(f"\n当天之前 {before} 笔、之后 {after} 笔（{span}）见 --json。\n", style="dim")


def _ways(summary: Json) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("办理方式 way", no_wrap=True)
    for word in (*ENDS.values(), "合计"):
        table.add_column(word, justify="right", no_wrap=True)
    sums = dict.fromkeys(ENDS, 0)
    for way, name in WAYS.items():
        counts = {end: summary["ways"][way].get(end, 0) for end in ENDS}
        sums = {end: sums[end] + counts[end] for end in ENDS}
        table.add_row(f"{name} {way}", *(str(one or "") for one in counts.values()), str(sum(counts.values())))
    table.add_row("合计", *(str(one or "") for one in sums.values()), str(sum(sums.values())), style="bold")
    return table


def _summary(summary: Json) -> Text:
    alerts = "，".join(f"{LEVELS.get(level, level)} {count}" for level, count in summary["alerts"].items())
    procedures = "，".join(f"{name} {count}" for name, count in summary["procedures"].items())
    ledger = summary["ledger"]
    refused = sum(ends.get("refused", 0) + ends.get("declined", 0) for ends in summary["ways"].values())
    return Text(
        f"\n办件 {summary['cases']} 件，其中明确答复 rejected {refused} 件；内部程序 procedures：{procedures}。\n"
        f"告警 alerts：{alerts}。\n"
        f"台账 ledger：{ledger['cases']} 件 {ledger['entries']} 条，"
        + ("校验发现问题！" if ledger["flawed"] else "SM3 哈希链校验无误。")
        + f"\n文书 documents：{summary['documents_issued']} 份，各类编号连续无缺："
    )


def _papers(documents: list[Json]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for _ in range(4):
        table.add_column(no_wrap=True)
    half = (len(documents) + 1) // 2
    for place, one in enumerate(documents[:half]):
        beside = documents[half + place :][:1]
        table.add_row(
            *(word for paper in (one, *beside) for word in (paper["name"], f"1–{paper['issued']} {paper['last']}"))
        )
    return table


def _stories(stories: list[Json]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column(no_wrap=True)
    for one in stories:
        style = "green" if one["seen"] == one["checks"] else "bold red"
        table.add_row(
            Text(f"{one['seen']}/{one['checks']}", style=style), one["name"], Text(one["name_en"], style="dim")
        )
    return table


def _show_checks(console: Console, result: Json) -> None:
    failed = [one for one in result["checks"] if not one["ok"]]
    total = len(result["checks"])
    if not failed:
        console.print(
            Text(f"\n核对：{total} 项全部如期看到。 All {total} checks were seen as expected.", style="bold green")
        )
        return
    console.print(Text(f"\n核对：{total} 项中有 {len(failed)} 项未看到：", style="bold red"))
    for one in failed:
        words = f"  ✗ {one['story']} {one['name']}  应为 {one['expected']}，实为 {one['seen']}"
        console.print(Text(words, style="red"))
