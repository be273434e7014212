"""What expressions do with values: bounded operators, JUEL's comparisons, and results that are plain copies."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

MAX_TEXT = 100_000
MAX_ITEMS = 10_000
MAX_NESTING = 30
MAX_POWER = 64
MAX_DIGITS_TO_ROUND = 10
BIGGEST = 2**256
NUMBERS = (int, float)
PLAIN = frozenset({bool, str, type(None)})


class Fault(Exception):
    """Evaluation cannot go on; the expression that holds it turns it into an ExpressionError."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


class UnknownName(Fault):
    """A variable that the case does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown variable {name!r}", f"变量「{name}」不存在")
        self.name = name


@dataclass(frozen=True, slots=True)
class WorkDays:
    """A duration in working days; the calendar turns it into a moment."""

    days: int


@dataclass(frozen=True, slots=True)
class NaturalDays:
    """A duration in natural days as the law counts them: a last day at rest moves to the next working day."""

    days: int


@dataclass(frozen=True, slots=True)
class WorkHours:
    """A duration in working hours."""

    hours: float


def kind(value: object) -> str:
    """What a value is, in words for a message."""
    if value is None:
        return "null"
    names = {bool: "true/false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a map"}
    shown = names.get(type(value), type(value).__name__)
    return f"{shown} {value!r:.40}" if isinstance(value, bool | int | float | str) else shown


def is_number(value: object) -> bool:
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def bounded(value: Any) -> Any:
    """A number that an operator made, when it is not too large."""
    if type(value) is int:
        if -BIGGEST < value < BIGGEST:
            return value
    elif type(value) is float and isfinite(value):
        return value
    raise Fault("the result is too large a number", "计算结果过大")


def _numbers(sign: str, a: object, b: object) -> None:
    if not (is_number(a) and is_number(b)):
        raise Fault(f"`{sign}` needs two numbers, got {kind(a)} and {kind(b)}", f"「{sign}」两侧须为数字")


def add(a: Any, b: Any) -> Any:
    if is_number(a) and is_number(b):
        return bounded(a + b)
    if isinstance(a, str) and isinstance(b, str):
        _fits(len(a) + len(b), MAX_TEXT)
        return a + b
    if isinstance(a, list) and isinstance(b, list):
        _fits(len(a) + len(b), MAX_ITEMS)
        return a + b
    raise Fault(
        f"`+` needs two numbers, two texts or two lists, got {kind(a)} and {kind(b)}; str(x) makes a text",
        "「+」两侧须同为数字、文本或列表；可用 str(x) 转为文本",
    )


def _fits(length: int, limit: int) -> None:
    if length > limit:
        raise Fault("the result is too long", "结果过长")


def subtract(a: Any, b: Any) -> Any:
    _numbers("-", a, b)
    return bounded(a - b)


def multiply(a: Any, b: Any) -> Any:
    _numbers("*", a, b)
    return bounded(a * b)


def divide(a: Any, b: Any) -> Any:
    _numbers("/", a, b)
    return bounded(a / b)


def remainder(a: Any, b: Any) -> Any:
    _numbers("%", a, b)
    return bounded(a % b)


def power(a: Any, b: Any) -> Any:
    _numbers("**", a, b)
    if abs(b) > MAX_POWER or abs(a) >= 2**64:
        raise Fault(f"`**` is allowed up to the power {MAX_POWER}", f"「**」的指数不能超过 {MAX_POWER}")
    return bounded(a**b)


def negative(a: Any) -> Any:
    if not is_number(a):
        raise Fault(f"`-` needs a number, got {kind(a)}", "「-」须用于数字")
    return -a


def truth(value: object) -> bool:
    """A value as JUEL's logic takes it: true, false, or null which is false."""
    if value is True or value is False:
        return value
    if value is None:
        return False
    raise Fault(
        f"expected true or false, got {kind(value)}; write a comparison, or `empty x`",
        "此处须为真或假；请写成比较，或使用 empty",
    )


def equal(a: Any, b: Any) -> bool:
    """JUEL's `==`: as Python's, but a text is first read as the number or truth it is compared with."""
    if a == b:
        return True
    if type(a) is type(b) or not (isinstance(a, str) or isinstance(b, str)):
        return False
    text, other = (a, b) if isinstance(a, str) else (b, a)
    if isinstance(other, bool):
        return text.strip().lower() == ("true" if other else "false")
    if isinstance(other, NUMBERS):
        return _read_number(text) == other
    return False


def _read_number(text: str) -> int | float | None:
    text = text.strip()
    try:
        if not text.isascii() or len(text) > 40 or "_" in text:
            return None
        return int(text) if text.lstrip("+-").isdigit() else bounded(float(text))
    except (ValueError, Fault):
        return None


def comparable(sign: str, a: Any, b: Any) -> tuple[Any, Any]:
    """Both sides of an ordering as numbers or as texts, a text being read as a number beside one."""
    if isinstance(a, str) and isinstance(b, str):
        return a, b
    left = _read_number(a) if isinstance(a, str) else a
    right = _read_number(b) if isinstance(b, str) else b
    if is_number(left) and is_number(right):
        return left, right
    raise Fault(f"`{sign}` cannot compare {kind(a)} with {kind(b)}", f"「{sign}」两侧无法比较大小")


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple | dict) and not value)


def contains(container: Any, value: Any) -> bool:
    if isinstance(container, str):
        if not isinstance(value, str):
            raise Fault(f"a text contains texts only, got {kind(value)}", "文本中只能查找文本")
        return value in container
    if isinstance(container, dict):
        return isinstance(value, str) and value in container
    if isinstance(container, list | tuple):
        return any(equal(item, value) for item in container)
    raise Fault(f"expected a list, a map or a text to look in, got {kind(container)}", "须在列表、映射或文本中查找")


def item(base: Any, key: Any) -> Any:
    """`base[key]`, as Camunda reads it: a key that a map lacks, and any key of null, is null."""
    if base is None:
        return None
    if isinstance(base, dict):
        return base.get(key) if isinstance(key, str) else None
    if isinstance(base, list | tuple | str) and isinstance(key, int) and not isinstance(key, bool):
        if -len(base) <= key < len(base):
            return base[key]
        raise Fault(f"index {key} is outside a list of {len(base)}", f"下标 {key} 超出范围（共 {len(base)} 项）")
    raise Fault(f"{kind(base)} has no {key!r:.40}", f"该值没有「{str(key)[:40]}」")


def as_text(value: object) -> str:
    """A value inside a text, as JUEL writes it: null is nothing, truths are lower case."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise Fault(f"{kind(value)} cannot become a text", "该值不能转为文本")


def settled(value: Any) -> Any:
    """A result as a plain copy, so that nobody can change the case's data through it."""
    return _copy(value, [MAX_ITEMS], MAX_NESTING)


def _copy(value: Any, left: list[int], nesting: int) -> Any:
    if type(value) in PLAIN or isinstance(value, WorkDays | NaturalDays | WorkHours):
        return value
    if is_number(value):
        return bounded(value)
    left[0] -= len(value) if isinstance(value, list | tuple | dict) else 0
    if left[0] < 0 or nesting == 0:
        raise Fault("the result is too large", "结果过大")
    if isinstance(value, list | tuple):
        return [_copy(each, left, nesting - 1) for each in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _copy(each, left, nesting - 1) for key, each in value.items()}
    raise Fault(f"the result is {kind(value)}, not a plain value", "结果不是普通数据")
