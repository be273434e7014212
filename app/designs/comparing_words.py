"""How a difference between two diagrams is said, in Chinese and in English."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.engine.sheets import PROPERTY, Shape


class Said(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


TAGS = {
    "process": Said("流程", "process"),
    "userTask": Said("人工环节", "user task"),
    "manualTask": Said("人工环节", "manual task"),
    "task": Said("人工环节", "task"),
    "serviceTask": Said("自动环节", "service task"),
    "businessRuleTask": Said("自动环节", "business rule task"),
    "scriptTask": Said("计算环节", "script task"),
    "sendTask": Said("发送环节", "send task"),
    "receiveTask": Said("接收环节", "receive task"),
    "subProcess": Said("子流程", "sub-process"),
    "transaction": Said("事务子流程", "transaction"),
    "callActivity": Said("调用流程", "call activity"),
    "exclusiveGateway": Said("条件分支", "exclusive gateway"),
    "parallelGateway": Said("并行网关", "parallel gateway"),
    "inclusiveGateway": Said("包容网关", "inclusive gateway"),
    "eventBasedGateway": Said("事件网关", "event gateway"),
    "startEvent": Said("开始", "start event"),
    "endEvent": Said("结束", "end event"),
    "boundaryEvent": Said("附着事件", "boundary event"),
    "intermediateCatchEvent": Said("等待事件", "catch event"),
    "intermediateThrowEvent": Said("抛出事件", "throw event"),
}
FACTS = {
    "groups": Said("办理部门", "candidate groups"),
    "users": Said("候选人员", "candidate users"),
    "assignee": Said("指定经办人", "assignee"),
    "form": Said("表单", "form"),
    "topic": Said("自动办理内容", "topic"),
    "implementation": Said("实现方式", "implementation"),
    "called": Said("被调用流程", "called process"),
    "inputs": Said("传入变量", "input mappings"),
    "outputs": Said("传出变量", "output mappings"),
    "documentation": Said("说明", "documentation"),
    "script": Said("计算内容", "script"),
    "loop": Said("多实例方式", "multi-instance"),
    "collection": Said("参与部门来源", "collection"),
    "item": Said("多实例变量", "element variable"),
    "cardinality": Said("实例个数", "cardinality"),
    "until": Said("提前结束条件", "completion condition"),
    "gathers": Said("意见汇总", "gathered output"),
    "loopCondition": Said("循环条件", "loop condition"),
    "loopMaximum": Said("最多循环次数", "loop maximum"),
    "testBefore": Said("先判断后循环", "test before"),
    "event": Said("事件类型", "kind of event"),
    "awaits": Said("事件名称", "name of the event"),
    "timer": Said("时间", "time"),
    "interrupting": Said("是否中断所附环节", "whether it interrupts"),
    "versionTag": Said("版本标记", "version tag"),
    f"{PROPERTY}limit": Said("时限", "limit"),
    f"{PROPERTY}statutoryLimit": Said("法定时限", "statutory limit"),
    f"{PROPERTY}warn": Said("预警提前量", "warning ahead"),
    f"{PROPERTY}lead": Said("牵头部门", "lead department"),
    f"{PROPERTY}mode": Said("办理方式", "mode of handling"),
    f"{PROPERTY}itemCode": Said("事项编码", "item code"),
    f"{PROPERTY}actions": Said("可选结论", "outcomes to choose from"),
    f"{PROPERTY}light": Said("亮灯", "light"),
    f"{PROPERTY}role": Said("办理角色", "role"),
    f"{PROPERTY}kind": Said("环节类别", "kind of step"),
    f"{PROPERTY}notice": Said("通知书", "notice"),
    f"{PROPERTY}materials": Said("材料", "materials"),
    f"{PROPERTY}result": Said("办理结果", "result"),
}
VALUES = {
    "loop": {
        "": Said("单次", "once"),
        "parallel": Said("并行", "in parallel"),
        "sequential": Said("依次", "one after the other"),
        "standard": Said("循环", "a loop"),
    },
    "interrupting": {"true": Said("是", "yes"), "false": Said("否", "no")},
    f"{PROPERTY}light": {"yellow": Said("黄灯", "yellow"), "red": Said("红灯", "red")},
}
DAYS = (f"{PROPERTY}limit", f"{PROPERTY}statutoryLimit", f"{PROPERTY}warn")
NOTHING = Said("未设置", "none")
_WORK = re.compile(r"[$#]?\{?\s*work(days|hours)\(\s*(\d+(?:\.\d+)?)\s*\)\s*\}?")
_NATURAL = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = (
    ("年", "year"),
    ("个月", "month"),
    ("周", "week"),
    ("天", "day"),
    ("小时", "hour"),
    ("分钟", "minute"),
    ("秒", "second"),
)


def kind_of(shape: Shape) -> Said:
    """What a shape is."""
    return TAGS.get(shape.tag, Said(shape.tag, shape.tag))


def value(fact: str, text: str) -> Said:
    """A fact's value in words."""
    if fact in VALUES and text in VALUES[fact]:
        return VALUES[fact][text]
    if not text:
        return NOTHING
    if fact in DAYS and text.isdigit():
        return _count(text, "个工作日", "working day")
    return length(text) if fact == "timer" else Said(_short(text), _short(text))


def length(text: str) -> Said:
    """A timer's text in words; what is not understood stays as it is."""
    work = _WORK.fullmatch(text.strip())
    if work:
        days = work.group(1) == "days"
        return _count(work.group(2), "个工作日" if days else "个工作小时", "working day" if days else "working hour")
    natural = _NATURAL.fullmatch(text.strip().upper())
    parts = [(number, *_UNITS[place]) for place, number in enumerate(natural.groups())] if natural else []
    said = [_count(number, zh, en) for number, zh, en in parts if number]
    if not said:
        return Said(_short(text), _short(text))
    return Said("".join(one.zh for one in said), " ".join(one.en for one in said))


def _count(number: str, zh: str, en: str) -> Said:
    return Said(f"{number}{zh}", f"{number} {en}" if number == "1" else f"{number} {en}s")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"


def changed(shape: Shape, host: Shape | None, fact: str, old: str, new: str) -> Said:
    """A fact was changed, added or taken away."""
    was, now = value(fact, old), value(fact, new)
    whose = _owner(shape, host, fact)
    if not old and fact != "loop":
        return Said(f"{whose.zh}设为{now.zh}", f"{whose.en} is set to {now.en}")
    if not new and fact != "loop":
        return Said(f"{whose.zh}取消（原为{was.zh}）", f"{whose.en} is dropped (it was {was.en})")
    return Said(f"{whose.zh}由{was.zh}改为{now.zh}", f"{whose.en} is changed from {was.en} to {now.en}")


def _owner(shape: Shape, host: Shape | None, fact: str) -> Said:
    """The subject of a sentence about a fact: a timer on the border of a step speaks of the step."""
    if fact == "timer" and host is not None:
        interrupts = shape.facts.get("interrupting") != "false"
        what = Said("到期处理时间", "deadline") if interrupts else Said("提醒时间", "reminder")
        return Said(f"{host.label}{what.zh}", f"the {what.en} of {host.label!r}")
    if fact == f"{PROPERTY}limit" and shape.tag == "process":
        return Said("承诺时限", "the promised limit")
    if fact == f"{PROPERTY}statutoryLimit":
        return Said("法定时限", "the statutory limit")
    name = FACTS.get(fact)
    if name is None:
        said = fact.removeprefix(PROPERTY)
        name = Said(f"属性“{said}”", f"property {said!r}")
    return Said(f"{shape.label}{name.zh}", f"the {name.en} of {shape.label!r}")
