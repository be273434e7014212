"""The steps of a diagram as a list of words, for those who read rather than look."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine import ElementInfo, Program
from app.web import wording
from app.web.house import pick

TAGS = {
    "startEvent": ("开始", "start"), "endEvent": ("结束", "end"), "userTask": ("办理", "step"),
    "manualTask": ("办理", "step"), "task": ("办理", "step"), "serviceTask": ("自动", "automatic"),
    "sendTask": ("文书", "paper"), "scriptTask": ("计算", "script"), "receiveTask": ("等待", "wait"),
    "exclusiveGateway": ("判断", "choice"), "parallelGateway": ("并行", "parallel"),
    "inclusiveGateway": ("多选", "inclusive"), "eventBasedGateway": ("等待", "wait for"),
    "subProcess": ("子流程", "sub-process"), "callActivity": ("调用流程", "call"),
    "boundaryEvent": ("边界事件", "boundary event"), "businessRuleTask": ("规则", "rule"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """One element in words; `depth` counts the sub-processes around it."""

    id: str
    name: str
    kind: str
    who: str
    limit: str
    depth: int


def steps_of(program: Program, process: str) -> list[Step]:
    """Every element of a process in the order it is drawn."""
    own = {one.id: one for one in program.elements.values() if one.process == process}
    return [_step(one, own) for one in sorted(own.values(), key=lambda one: one.line or 0)]


def _step(one: ElementInfo, own: dict[str, ElementInfo]) -> Step:
    depth, above = 0, own.get(one.parent)
    while above is not None:
        depth, above = depth + 1, own.get(above.parent)
    return Step(
        id=one.id,
        name=one.name or one.id,
        kind=pick(*TAGS.get(one.tag, ("事件", "event"))),
        who=_who(one.candidate_groups),
        limit=one.properties.get("limit", ""),
        depth=depth,
    )


def _who(groups: str) -> str:
    if "${" in groups:
        return pick("各协办部门", "each department")
    return "、".join(wording.department(code.strip()) for code in groups.split(",") if code.strip())
