"""What an application must state: the facts that the item's guide requires, and those its diagram cannot start without.

A guide's fact that the diagram does not read is for the form alone, and judged by whoever accepts the application;
of a procedure, which nobody accepts, all that is required is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.desk.programs import Item
from app.engine import UnknownVariable
from app.errors import Invalid

Fact = Mapping[str, Any]
Words = tuple[str, str]
KINDS: Mapping[str, Words] = {
    "number": ("must be a number", "须为数字"),
    "boolean": ("must be true or false", "须为是或否"),
    "choice": ("must be one of", "须为以下之一："),
    "department": ("must be the code of a department", "须为本中心的部门代码"),
    "text": ("must be a text", "须为文字"),
}


def check(item: Item, given: Mapping[str, Any], knows: Callable[[str], bool]) -> None:
    """Raises Invalid that names, in the guide's words, every field that is missing or not what it should be.

    knows: whether the centre has a department.
    """
    facts = item.facts
    wrong: dict[str, Words] = {}
    for name, fact in facts.items():
        if name not in item.program.names and not item.is_procedure:
            continue
        if given.get(name) in (None, ""):
            if fact.get("required") is True:
                wrong[name] = _MISSING
        elif not _fits(fact, given[name], knows):
            wrong[name] = _expected(fact)
    for name in sorted(item.program.needs - given.keys()):
        wrong[name] = _MISSING
    if wrong:
        raise _refused(facts, wrong, "form")


def lacking(items: Iterable[Item], error: UnknownVariable, place: str) -> Invalid:
    """What to say when a diagram reads a variable that nobody has given, and what else its guide requires is not there.

    items: that of the case first, then those it calls.  place: the part of the request in which it can be given.
    """
    facts = next((found for item in items if error.name in (found := item.facts)), {})
    required = {name for name, fact in facts.items() if fact.get("required") is True}
    names = [error.name, *sorted(required - error.known - {error.name})]
    return _refused(facts, dict.fromkeys(names, _MISSING), place, element=str(error.extra.get("element", "")))


_MISSING: Words = ("is missing", "未填写")


def _fits(fact: Fact, value: Any, knows: Callable[[str], bool]) -> bool:
    match fact.get("type"):
        case "number":
            return _is_number(value)
        case "boolean":
            return isinstance(value, bool)
        case "choice":
            return not isinstance(fact.get("choices"), list) or value in fact["choices"]
        case "department":
            return isinstance(value, str) and knows(value)
        case "text":
            return isinstance(value, str)
    return True


def _is_number(value: Any) -> bool:
    """A number, or a text that the diagram's conditions read as one."""
    if isinstance(value, str):
        return value.strip().lstrip("+-").replace(".", "", 1).isdecimal()
    return isinstance(value, int | float) and not isinstance(value, bool)


def _expected(fact: Fact) -> Words:
    en, zh = KINDS[fact["type"]]
    if fact["type"] != "choice":
        return en, zh
    return f"{en} {', '.join(map(str, fact['choices']))}", f"{zh}{'、'.join(map(str, fact['choices']))}"


def _refused(facts: Mapping[str, Fact], wrong: Mapping[str, Words], place: str, *, element: str = "") -> Invalid:
    labels = {name: str(facts[name].get("label") or name) if name in facts else name for name in wrong}
    errors = [
        {"field": f"{place}.{name}", "label": labels[name], "message": {"en": en, "zh": zh}}
        for name, (en, zh) in wrong.items()
    ]
    return Invalid(
        "; ".join(f"{name} {en}" for name, (en, _) in wrong.items()),
        ";".join(f"{labels[name]}{zh}" for name, (_, zh) in wrong.items()),
        field=f"{place}.{next(iter(wrong))}",
        element=element,
        errors=errors,
    )
