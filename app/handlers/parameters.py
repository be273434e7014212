"""How a topic declares the extension properties that it reads, and what is wrong with those of a drawn step."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.engine import ElementInfo
from app.errors import Finding
from app.handlers.office import Handler


class ParameterKind(StrEnum):
    """What a parameter's text means."""

    TEXT = "text"
    CHOICE = "choice"  # one of its choices
    DEPARTMENT = "department"  # a department's code
    VARIABLE = "variable"  # the name of a variable


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value that a parameter may have, and what it is called."""

    value: str
    en: str
    zh: str


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """An extension property that a topic reads.

    default: what holds without it.  longest: in characters.  strict: a value outside `choices` is an error, else a
    warning.
    """

    name: str
    en: str
    zh: str
    kind: ParameterKind = ParameterKind.TEXT
    required: bool = False
    default: str = ""
    choices: tuple[Choice, ...] = ()
    strict: bool = True
    longest: int = 2000

    @property
    def values(self) -> tuple[str, ...]:
        """The values of its choices."""
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something the house does for a service step: what it is called, what does it, and what the step may say."""

    name: str
    en: str
    zh: str
    handle: Handler
    parameters: tuple[Parameter, ...] = ()


def findings(topic: Topic, element: ElementInfo, departments: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the properties of a step that asks for `topic`."""
    for parameter in topic.parameters:
        value = element.properties.get(parameter.name, "").strip()
        if value:
            yield from _of_value(parameter, value, element, departments)
        elif parameter.required:
            yield Finding(
                code="missing-parameter",
                element=element.id,
                line=element.line,
                message_en=f"asks for {topic.name!r}, which needs the property {parameter.name!r} ({parameter.en})",
                message_zh=f"主题“{topic.name}”须设置属性“{parameter.name}”（{parameter.zh}）",
                fix=_expected(parameter)[0],
            )


def _of_value(
    parameter: Parameter, value: str, element: ElementInfo, departments: Collection[str]
) -> Iterator[Finding]:
    match parameter.kind:
        case _ if len(value) > parameter.longest:
            yield _bad(parameter, value, element)
        case ParameterKind.CHOICE if value not in parameter.values:
            yield _bad(parameter, value, element)
        case ParameterKind.VARIABLE if not value.isidentifier():
            yield _bad(parameter, value, element)
        case ParameterKind.DEPARTMENT if value not in departments:
            yield Finding(
                code="unknown-department",
                element=element.id,
                line=element.line,
                severity="warning",
                message_en=f"the property {parameter.name!r} is {value!r}, a department the centre does not have yet",
                message_zh=f"属性“{parameter.name}”中的部门“{value}”不在本中心",
                fix="enter the department, or correct the code",
            )


def _bad(parameter: Parameter, value: str, element: ElementInfo) -> Finding:
    en, zh = _expected(parameter)
    strict = parameter.strict or len(value) > parameter.longest
    return Finding(
        code="bad-parameter" if strict else "unknown-value",
        element=element.id,
        line=element.line,
        severity="error" if strict else "warning",
        message_en=f"the property {parameter.name!r} is {value[:60]!r}; {en}",
        message_zh=f"属性“{parameter.name}”为“{value[:60]}”，{zh}",
        fix=en,
    )


def _expected(parameter: Parameter) -> tuple[str, str]:
    match parameter.kind:
        case ParameterKind.CHOICE:
            shown_zh = "、".join(f"{choice.value}（{choice.zh}）" for choice in parameter.choices)
            return f"expected one of {', '.join(parameter.values)}", f"应为以下之一：{shown_zh}"
        case ParameterKind.VARIABLE:
            return "expected the name of a variable", "应为变量名"
        case ParameterKind.DEPARTMENT:
            return "expected a department's code", "应为部门代码"
    return f"expected at most {parameter.longest} characters", f"最长{parameter.longest}个字符"
