"""What the house asks of a diagram beyond being able to run it: topics, limits, lights, departments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from app.domain.lengths import LONGEST_CODE, LONGEST_NAME
from app.domain.lights import Light
from app.domain.roles import Role
from app.engine import ElementInfo, Program
from app.errors import Finding
from app.handlers import check_parameters

LONGEST_LIMIT, LONGEST_KIND = 3650, 32


def findings(program: Program, topics: Collection[str], departments: Collection[str]) -> list[Finding]:
    """What is wrong (errors) or looks wrong (warnings) in a prepared diagram."""
    found = list(program.warnings)
    for name in ("limit", "statutoryLimit"):
        found += _number("", None, program.info.properties, name)
    found += _lengths(program.process, program.info.line, {
        "id": (program.process, LONGEST_CODE),
        "lead": (program.info.properties.get("lead", ""), LONGEST_CODE),
    })  # fmt: skip
    for element in program.elements.values():
        if element.process == program.process:
            for check in _CHECKS:
                found += check(element, topics, departments)
    return found


Check = Callable[[ElementInfo, Collection[str], Collection[str]], Iterator[Finding]]


def _topic(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    if element.topic and element.topic not in topics:
        known = ", ".join(sorted(topics))
        yield Finding(
            code="unknown-topic",
            element=element.id,
            line=element.line,
            message_en=f"asks for the topic {element.topic!r}, which nobody performs; known are: {known}",
            message_zh=f"主题“{element.topic}”无人处理;可用的有:{known}",
            fix="choose one of the known topics",
        )


def _limits(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    for name in ("limit", "warn"):
        yield from _number(element.id, element.line, element.properties, name)


def _number(element: str, line: int | None, properties: Mapping[str, str], name: str) -> Iterator[Finding]:
    text = properties.get(name, "")
    if text and not (text.isascii() and text.isdigit() and int(text) <= LONGEST_LIMIT):
        yield Finding(
            code="limit-not-a-number",
            element=element,
            line=line,
            message_en=f"the property {name!r} is {text!r}; expected working days, 0 to {LONGEST_LIMIT}",
            message_zh=f"属性“{name}”为“{text}”,应为0至{LONGEST_LIMIT}的工作日数",
            fix="write a whole number of working days",
        )


def _lengths(element: str, line: int | None, texts: Mapping[str, tuple[str, int]]) -> Iterator[Finding]:
    """texts: by what they are called, each with how long it may be."""
    for name, (text, longest) in texts.items():
        if len(text) > longest:
            yield Finding(
                code="too-long",
                element=element,
                line=line,
                message_en=f"its {name} has {len(text)} characters; at most {longest} can be kept",
                message_zh=f"{name}长{len(text)}个字符,上限为{longest}",
                fix="take a shorter one",
            )


def _names(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    fixed = [code.strip() for code in element.candidate_groups.split(",") if "${" not in code and "#{" not in code]
    yield from _lengths(element.id, element.line, {
        "id": (element.id, LONGEST_NAME),
        "property 'kind'": (element.properties.get("kind", ""), LONGEST_KIND),
        "candidate group": (max(fixed, key=len, default=""), LONGEST_CODE),
    })  # fmt: skip


def _light(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    light = element.properties.get("light")
    if light is not None and light not in (Light.YELLOW, Light.RED):
        yield Finding(
            code="unknown-light",
            element=element.id,
            line=element.line,
            message_en=f"the property 'light' is {light!r}; expected yellow or red",
            message_zh=f"属性“light”为“{light}”,应为yellow或red",
            fix="write yellow or red",
        )


def _role(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    role = element.properties.get("role")
    if role is not None and role not in set(Role):
        yield Finding(
            code="unknown-role",
            element=element.id,
            line=element.line,
            severity="warning",
            message_en=f"the property 'role' is {role!r}; known are: {', '.join(Role)}",
            message_zh=f"角色“{role}”不存在",
        )


def _parameters(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    yield from check_parameters(element, departments)


def _departments(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    raw = element.candidate_groups
    if "${" in raw or "#{" in raw:
        return
    for code in (part.strip() for part in raw.split(",")):
        if code and code not in departments:
            yield Finding(
                code="unknown-department",
                element=element.id,
                line=element.line,
                severity="warning",
                message_en=f"is for the department {code!r}, which the centre does not have yet",
                message_zh=f"部门“{code}”不在本中心",
                fix="enter the department, or correct the code",
            )


def _somebody(element: ElementInfo, topics: Collection[str], departments: Collection[str]) -> Iterator[Finding]:
    manual = element.tag in ("userTask", "manualTask", "task")
    if manual and not (element.candidate_groups or element.assignee or element.candidate_users):
        yield Finding(
            code="nobody-named",
            element=element.id,
            line=element.line,
            severity="warning",
            message_en="names no candidate groups; its tasks go to the lead department",
            message_zh="未指定候选部门,待办将归牵头部门",
        )


_CHECKS: tuple[Check, ...] = (_names, _topic, _limits, _light, _role, _parameters, _departments, _somebody)
