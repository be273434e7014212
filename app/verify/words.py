"""What is said to a designer about deadlines, in Chinese and English, on the element that it is about."""

from __future__ import annotations

from typing import Literal

from app.verify.findings import Leg, Proof, Step
from app.verify.model import Node, Process
from app.verify.waits import Open

Severity = Literal["error", "warning"]

WHY = {
    "no-deadline": (
        "「{name}」没有办结时限，无法证明承诺时限。",
        "“{name}” has no deadline, so the promised limit cannot be proved.",
        "为该环节设置属性 limit（工作日），或加一个中断型定时边界事件，如 workdays(5)。"
        " / Give it the property limit (working days), or an interrupting boundary timer such as workdays(5).",
    ),
    "unnoticed": (
        "「{name}」虽有时限，但超期无人知晓：没有候选部门，也没有提醒。",
        "“{name}” has a limit, but nobody is told when it passes: no department and no reminder.",
        "为该环节设置候选部门，或加一个非中断型定时边界事件发提醒。"
        " / Offer it to a department, or add a boundary timer that does not interrupt and reminds somebody.",
    ),
    "deadline-not-constant": (
        "「{name}」的时限不是常量，无法在发布前证明。",
        "The deadline of “{name}” is not a constant, so it cannot be proved before a case exists.",
        "写成固定的时长，如 workdays(5) 或 P5D。 / Write a fixed length of time such as workdays(5) or P5D.",
    ),
    "unbounded-loop": (
        "「{name}」处的循环没有次数上限，无法证明承诺时限。循环内计时的环节：{others}。",
        "The loop at “{name}” has no bound, so the promised limit cannot be proved. What takes time in it: {others}.",
        "把循环放进带中断型定时边界事件的子流程，或设置循环上限（loopMaximum），或把等待申请人的环节标为不计时。"
        " / Put the loop into a sub-process with an interrupting boundary timer, give it a loopMaximum, or mark the"
        " waiting in it as excluded time.",
    ),
}


def unbounded(process: Process, found: Open) -> Proof:
    """Why a proof is not possible."""
    zh, en, fix = WHY[found.why]
    others = tuple(node for node in found.others if node is not found.node)
    shown = [node.label for node in found.others] or [found.node.label]
    inner = (found.node.id, *(node.id for node in others))
    return Proof(
        code="no-deadline" if found.why == "unnoticed" else found.why,
        element=(*found.within, *inner)[0],
        elements=(*found.within, *inner),
        message_zh=zh.format(name=found.node.label, others="、".join(f"「{name}」" for name in shown)),
        message_en=en.format(name=found.node.label, others=", ".join(f"“{name}”" for name in shown)),
        line=process.line if found.within else found.node.line,
        fix=fix,
    )


def no_promise(process: Process, *, severity: Severity) -> Proof:
    """A process without a promised limit has nothing to keep."""
    return Proof(
        code="no-deadline",
        severity=severity,
        element=process.id,
        elements=(process.id,),
        message_zh=f"流程「{process.name}」没有承诺时限。",
        message_en=f"The process “{process.name}” states no promised limit.",
        line=process.line,
        fix="为流程设置属性 limit（工作日）。 / Give the process the property limit (working days).",
    )


def exceeded(process: Process, limit: int, days: int, legs: tuple[Leg, ...], part: Node | None = None) -> Proof:
    """The worst path takes longer than was promised; the steps that take time come in the order of the path."""
    slow = [leg for leg in legs if leg.days]
    owner, name = (process.id, process.name) if part is None else (part.id, part.label)
    sums = " + ".join(f"「{leg.name}」{leg.days}" for leg in slow)
    plain = " + ".join(f"“{leg.name}” {leg.days}" for leg in slow)
    drawn = dict.fromkeys((*leg.within, leg.element)[0] for leg in slow)
    elements = tuple(drawn) if part is None else (owner, *(each for each in drawn if each != owner))
    return Proof(
        code="promise-exceeded",
        element=(elements or (owner,))[0],
        elements=elements or (owner,),
        message_zh=f"「{name}」最长需要 {days} 个工作日，超过时限 {limit} 个工作日：{sums}。",
        message_en=f"“{name}” takes up to {days} working days, more than its limit of {limit}: {plain}.",
        trace=tuple(
            Step(element=leg.element, how=leg.by, tokens=(leg.element,), day=leg.until, within=leg.within)
            for leg in legs
        ),
        line=process.line if part is None else part.line,
        fix=f"把这些环节的时限合计减少 {days - limit} 个工作日，或提高时限。"
        f" / Take {days - limit} working days off these steps, or raise the limit.",
    )
