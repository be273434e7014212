"""The check in words for people: the verdict, the worst path step by step, and what is wrong with its mend."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.designs.checking import Checked
from app.errors import Finding
from app.verify import Deadline, Strength

WORDS = {
    "good": ("good: it can be deployed", "可以发布"),
    "refused": ("refused", "不能发布"),
    "unreadable": ("cannot be read", "无法读取"),
    "sound": ("sound: no case can get stuck", "健全：办件不会卡住"),
    "unsound": ("not sound", "不健全"),
    "not_proven": ("soundness is not proved", "健全性未能证明"),
    "bounded": ("whatever people do", "无论人员是否按时"),
    "kept": ("if everyone keeps to the limits", "各环节按时限办理时"),
    "exceeded": ("over the promise", "超过承诺时限"),
    "open": ("the worst case has no bound", "最长用时没有上限"),
    "worst": ("worst case {days} working days, promised {promise}, by law {law}",
              "最长 {days} 个工作日，承诺 {promise}，法定 {law}"),
    "none": ("no promise is stated", "未承诺时限"),
    "step": ("step", "环节"),
    "days": ("days", "天数"),
    "until": ("until day", "至第几日"),
    "mend": ("mend", "改法"),
    "error": ("error", "错误"),
    "warning": ("warning", "警告"),
    "line": ("line", "行"),
}  # fmt: skip


def show(found: Sequence[Checked], language: str) -> None:
    """Print everything."""
    console = Console(highlight=False, soft_wrap=True)
    for checked in found:
        _head(console, checked, language)
        if checked.judgement is not None:
            _deadline(console, checked.judgement.verdict.deadline, language)
        for finding in checked.findings:
            _finding(console, finding, language)
    good = all(checked.publishable for checked in found)
    console.print(_word("good" if good else "refused", language), style="green" if good else "red")


def _word(name: str, language: str) -> str:
    en, zh = WORDS[name]
    return zh if language == "zh" else en


def _head(console: Console, checked: Checked, language: str) -> None:
    if checked.judgement is None:
        console.print(f"[bold]{escape(checked.file)}[/bold]: {_word('unreadable', language)}")
        return
    verdict = checked.judgement.verdict
    state = _word(verdict.verdict, language)
    console.print(f"[bold]{escape(checked.file)}[/bold] {escape(checked.process)}: {state}")


def _deadline(console: Console, deadline: Deadline, language: str) -> None:
    if deadline.promise is None:
        console.print(f"  {_word('none', language)}")
        return
    if deadline.worst_case_working_days is None:
        console.print(f"  {_word('open', language)}")
        return
    days = _word("worst", language).format(
        days=deadline.worst_case_working_days,
        promise=deadline.promise,
        law="—" if deadline.statutory is None else deadline.statutory,
    )
    strength = "" if deadline.strength is Strength.NOT_PROVEN else f" ({_word(str(deadline.strength), language)})"
    console.print(f"  {days}{strength}")
    table = Table(_word("step", language), _word("days", language), _word("until", language), box=None, padding=(0, 2))
    for leg in deadline.path:
        table.add_row(escape(leg.name or leg.element), str(leg.days), str(leg.until))
    if deadline.path:
        console.print(table)


def _finding(console: Console, finding: Finding, language: str) -> None:
    style = "red" if finding.severity == "error" else "yellow"
    place = f"{finding.element} " if finding.element else ""
    line = f" ({_word('line', language)} {finding.line})" if finding.line else ""
    console.print(
        f"  [{style}]{_word(finding.severity, language)}[/{style}] {finding.code} {escape(place)}"
        f"{escape(finding.message(language))}{line}"
    )
    if finding.fix:
        zh, _, en = finding.fix.partition(" / ")
        console.print(f"    {_word('mend', language)}: {escape(zh if language == 'zh' or not en else en)}")
