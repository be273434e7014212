"""How the demonstration looks in a terminal: a bar while it runs, then the cases, what happened, and the checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.demo.cast import Cast
from app.demo.diary import HOLIDAY, spoken

Json = dict[str, Any]
WIDTH = 100
STATUS = {
    "completed": Text("准予", style="green"),
    "refused": Text("不予许可", style="red"),
    "accepted": Text("在办", style="cyan"),
    "declined": Text("不予受理", style="yellow"),
}
STYLES = {
    **dict.fromkeys(("disagree", "deny", "reject", "major", "approve", "red"), "red"),
    **dict.fromkeys(("return", "withdraw", "missing"), "magenta"),
    **dict.fromkeys(("urge", "yellow"), "yellow"),
    "contend": "dim",
}
LEVELS = {"yellow": ("黄", "yellow"), "red": ("红", "red"), "missing": ("未反馈", "magenta")}


def console_for(file: Any, *, width: int | None = None) -> Console:
    """A console that is as wide as its terminal, and 100 columns where there is none."""
    plain = Console(file=file, highlight=False)
    return plain if plain.is_terminal and width is None else Console(file=file, highlight=False, width=width or WIDTH)


def show(console: Console, result: Json, cast: Cast) -> None:
    """The whole result."""
    console.print(_heading(result))
    console.print(_cases(result["cases"], cast))
    if result["happened"]:
        console.print()
        console.print(_happened(result["happened"]))
    console.print(_summary(result))
    _show_checks(console, result)


def _heading(result: Json) -> Text:
    first, last = result["began"][:10], result["ended"][:10]
    rest = _rest() if last > result["holiday"]["to"] else ()
    crossed = f"  其间{rest[1]}{rest[2]}" if rest else ""
    return Text.assemble(("开办餐饮店“一件事”联合办理演示", "bold"), f"  {first} 至 {last}", (crossed, "red"))


def _cases(cases: list[Json], cast: Cast) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("办件号\n店名", no_wrap=True)
    table.add_column("经过\n协办部门", no_wrap=True)
    table.add_column("环节", justify="right", no_wrap=True)
    table.add_column("用时/\n承诺", justify="right", no_wrap=True)
    table.add_column("亮灯", no_wrap=True)
    table.add_column("告警", justify="right", no_wrap=True)
    table.add_column("结果", no_wrap=True)
    table.add_column("图上位置", no_wrap=True)
    for case in cases:
        table.add_row(
            Text.assemble((case["number"], "cyan"), "\n", (case["shop"], "bold")),
            Text.assemble(case["story"], "\n", (_short(case["departments"], cast) or "无协办部门", "dim")),
            str(case["steps"]),
            _used(case),
            _lights(case["lights"]),
            str(case["alerts"]["sent"]),
            STATUS.get(case["status"], Text(case["status"], style="bold red")),
            _stands(case["stands_at"], cast),
        )
    return table


def _short(departments: Iterable[str], cast: Cast) -> str:
    return " ".join(cast.short.get(code, code) for code in departments)


def _stands(standing: list[Json], cast: Cast) -> Text:
    """The names of the elements, and below them the departments that are waited for."""
    names = "、".join(dict.fromkeys(one["name"] for one in standing))
    waited_for = _short((one["department"] for one in standing if one["department"]), cast)
    return Text.assemble(names, *((("\n" + waited_for, "dim"),) if waited_for else ()))


def _used(case: Json) -> Text:
    days = case["working_days"]
    if days["promise"] is None:
        return Text("未起算", style="dim")
    return Text(f"{days['used']}/{days['promise']}", style="green" if case["in_time"] else "red")


def _lights(lights: Mapping[str, int]) -> Text:
    if not lights:
        return Text("绿", style="green")
    text = Text()
    for level in ("yellow", "red"):
        if level in lights:
            word, style = LEVELS[level]
            text.append(f"{word}{lights[level]} ", style=style)
    text.rstrip()
    return text


def _happened(lines: list[Json]) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=False, expand=True)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    rested = False
    for line in lines:
        at = datetime.fromisoformat(line["at"])
        if not rested and at.date() > HOLIDAY[1]:
            table.add_row(*(Text(words, style="red") for words in _rest()))
            rested = True
        table.add_row(
            spoken(at),
            line["shop"],
            Text(line["word"], style=STYLES.get(line["kind"], "blue")),
            line["who"],
            line["said"],
        )
    return table


def _rest() -> tuple[str, ...]:
    first, last = HOLIDAY
    days = (last - first).days + 1
    return f"{first:%m-%d} 至 {last:%m-%d}", "春节放假", f"{days}天", "", "不计入工作日，没有时限到期，没有灯变色"


def _summary(result: Json) -> Text:
    summary = result["summary"]
    alerts = summary["alerts"]
    counted = "，".join(f"{word}{alerts[level]}" for level, (word, _) in LEVELS.items() if level in alerts) or "无"
    sent = summary["messages"]["alerts"]
    ledger = summary["ledger"]
    words = (
        f"\n办件 {summary['cases']} 件，未超承诺 {summary['in_time']} 件，人工环节 {summary['steps']} 个。"
        f"告警：{counted}；签名送达 {sent} 条，无重复。\n"
        f"台账：{ledger['cases']} 件 {ledger['entries']} 条，"
        + ("校验发现问题！" if ledger["flawed"] else "SM3 哈希链校验无误。")
    )
    return Text(words)


def _show_checks(console: Console, result: Json) -> None:
    failed = [check for check in result["checks"] if not check["seen"]]
    total = len(result["checks"])
    if not failed:
        console.print(Text(f"核对：{total} 项全部如期看到。", style="bold green"))
        return
    console.print(Text(f"核对：{total} 项中有 {len(failed)} 项未看到：", style="bold red"))
    for check in failed:
        detail = f"（{check['detail']}）" if check["detail"] else ""
        console.print(Text(f"  ✗ {check['case'] or '全部办件'} {check['name']}{detail}", style="red"))
