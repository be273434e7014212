"""The functions an expression may call: a closed table; nothing else can be called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from app.engine.expressions_values import (
    MAX_DIGITS_TO_ROUND,
    Fault,
    NaturalDays,
    WorkDays,
    WorkHours,
    as_text,
    bounded,
    contains,
    equal,
    is_empty,
    is_number,
    kind,
)

LONGEST_DAYS = 3_650
LONGEST_HOURS = 10_000


class Function(NamedTuple):
    """A callable of the language; `most` is None where any number of arguments may follow."""

    run: Callable[..., Any]
    least: int
    most: int | None


def workdays(days: Any) -> WorkDays:
    return WorkDays(_days(days, "workdays"))


def natural_days(days: Any) -> NaturalDays:
    return NaturalDays(_days(days, "days"))


def _days(days: Any, name: str) -> int:
    number = whole(days)
    if not 0 <= number <= LONGEST_DAYS:
        raise Fault(
            f"{name}() takes 0 to {LONGEST_DAYS}, got {number}", f"{name}() 的天数须在 0 至 {LONGEST_DAYS} 之间"
        )
    return number


def workhours(hours: Any) -> WorkHours:
    number = fraction(hours)
    if not 0 <= number <= LONGEST_HOURS:
        raise Fault(
            f"workhours() takes 0 to {LONGEST_HOURS}, got {number}",
            f"workhours() 的小时数须在 0 至 {LONGEST_HOURS} 之间",
        )
    return WorkHours(number)


def length(value: Any) -> int:
    if isinstance(value, str | list | tuple | dict):
        return len(value)
    raise Fault(f"expected a list, a map or a text, got {kind(value)}", "须为列表、映射或文本")


def whole(value: Any) -> int:
    """int(x): a number cut to a whole one, or a text of digits."""
    if isinstance(value, str):
        value = value.strip()
        if not (value.isascii() and value.lstrip("+-").isdigit() and len(value) <= 40):
            raise Fault(f"{value!r:.40} is not a whole number", "不是整数")
    elif not isinstance(value, bool | int | float):
        raise Fault(f"expected a number, got {kind(value)}", "须为数字")
    return int(bounded(int(value)))


def fraction(value: Any) -> float:
    """float(x): a number, or a text that reads as one."""
    if isinstance(value, str) and (not value.isascii() or "_" in value or len(value) > 40):
        raise Fault(f"{value!r:.40} is not a number", "不是数字")
    if not isinstance(value, str | bool | int | float):
        raise Fault(f"expected a number, got {kind(value)}", "须为数字")
    return float(bounded(float(value)))


def yes(value: Any) -> bool:
    """bool(x): a truth, a number other than 0, or the texts "true" and "false"; null is false."""
    if isinstance(value, str):
        if value.strip().lower() not in ("true", "false"):
            raise Fault(f'{value!r:.40} is neither "true" nor "false"', "文本须为 true 或 false")
        return value.strip().lower() == "true"
    if value is None or isinstance(value, bool | int | float):
        return bool(value)
    raise Fault(f"expected true or false, got {kind(value)}", "须为真或假")


def absolute(value: Any) -> Any:
    return abs(_number(value))


def rounded(value: Any, places: Any = None) -> Any:
    if places is None:
        return round(_number(value))
    if not isinstance(places, int) or abs(places) > MAX_DIGITS_TO_ROUND:
        raise Fault("round() takes up to ten places", "round() 的小数位数过多")
    return round(_number(value), places)


def least(*values: Any) -> Any:
    return min(_alike(values))


def greatest(*values: Any) -> Any:
    return max(_alike(values))


def count(values: Any, value: Any) -> int:
    """How often a value is in a list, or among the values of a map."""
    return sum(equal(each, value) for each in _members(values))


def any_of(values: Any, value: Any) -> bool:
    """Whether at least one member equals the value."""
    return any(equal(each, value) for each in _members(values))


def all_of(values: Any, value: Any) -> bool:
    """Whether every member equals the value; true for an empty list."""
    return all(equal(each, value) for each in _members(values))


def lower(value: Any) -> str:
    return _text(value).lower()


def upper(value: Any) -> str:
    return _text(value).upper()


def values(mapping: Any) -> list[Any]:
    return list(_mapping(mapping).values())


def keys(mapping: Any) -> list[Any]:
    return list(_mapping(mapping))


def _number(value: Any) -> Any:
    if not is_number(value):
        raise Fault(f"expected a number, got {kind(value)}", "须为数字")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Fault(f"expected a text, got {kind(value)}", "须为文本")
    return value


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Fault(f"expected a map, got {kind(value)}", "须为映射")
    return value


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list | tuple):
        return list(value)
    raise Fault(f"expected a list or a map, got {kind(value)}", "须为列表或映射")


def _alike(given: tuple[Any, ...]) -> list[Any]:
    members = _members(given[0]) if len(given) == 1 else list(given)
    if not members:
        raise Fault("min() and max() need at least one value", "min() 与 max() 至少需要一个值")
    if all(map(is_number, members)) or all(isinstance(each, str) for each in members):
        return members
    raise Fault(
        "min() and max() compare numbers with numbers or texts with texts", "min() 与 max() 的参数须同为数字或文本"
    )


FUNCTIONS: dict[str, Function] = {
    "workdays": Function(workdays, 1, 1),
    "workhours": Function(workhours, 1, 1),
    "days": Function(natural_days, 1, 1),
    "len": Function(length, 1, 1),
    "min": Function(least, 1, None),
    "max": Function(greatest, 1, None),
    "abs": Function(absolute, 1, 1),
    "round": Function(rounded, 1, 2),
    "count": Function(count, 2, 2),
    "any_of": Function(any_of, 2, 2),
    "all_of": Function(all_of, 2, 2),
    "contains": Function(contains, 2, 2),
    "lower": Function(lower, 1, 1),
    "upper": Function(upper, 1, 1),
    "str": Function(as_text, 1, 1),
    "int": Function(whole, 1, 1),
    "float": Function(fraction, 1, 1),
    "bool": Function(yes, 1, 1),
    "values": Function(values, 1, 1),
    "keys": Function(keys, 1, 1),
}
"""`empty(x)` is not here: it is an operator, because its name may be unknown."""

METHODS: dict[str, Function] = {
    "contains": Function(contains, 2, 2),
    "size": Function(length, 1, 1),
    "equals": Function(equal, 2, 2),
    "isEmpty": Function(is_empty, 1, 1),
}
"""JUEL's idioms `list.contains(x)`, `list.size()`, `s.equals(x)`, `list.isEmpty()`; its owner is given first."""
