"""Variables: what may be one, and how those of several branches come together.

Nothing nested is ever changed in place, so steps may share it. The stock merge edits nested values that
other branches still hold, and two branches that append to one list lose what one of them appended.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from app.errors import Invalid

MAX_DEPTH = 100
INTEGERS = range(-(2**63), 2**64)
"""What the stored form can hold."""

_NONE: Mapping[str, Any] = {}
_MISSING = object()


def merged(mine: Mapping[str, Any], theirs: Mapping[str, Any], base: Mapping[str, Any] = _NONE) -> dict[str, Any]:
    """`mine` with what `theirs` says over it; `base` is what both started from.

    Objects merge key by key.  Of two lists that both grew from the same one, both additions are kept.
    A value that only one side changed keeps that change; otherwise `theirs` wins.
    """
    result = dict(mine)
    for key, value in theirs.items():
        result[key] = _value(result[key], value, base.get(key, _MISSING)) if key in result else value
    return result


def _value(mine: Any, theirs: Any, base: Any) -> Any:
    if same(mine, theirs) or same(theirs, base):
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return merged(mine, theirs, base if isinstance(base, dict) else _NONE)
    if isinstance(mine, list) and isinstance(theirs, list) and isinstance(base, list):
        start = len(base)
        if same(mine[:start], base) and same(theirs[:start], base):
            return [*mine, *theirs[start:]]
    return theirs


def changed(data: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of `data` that `base` lacks or has otherwise."""
    # Most values are the very objects of the step before, so nobody need look into them.
    return {
        key: value
        for key, value in data.items()
        if (other := base.get(key, _MISSING)) is not value and (other is _MISSING or not same(value, other))
    }


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; unlike Python's `==` it tells `1`, `1.0` and `true` apart."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return len(one) == len(other) and all(key in other and same(each, other[key]) for key, each in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def require_json(variables: dict[str, Any]) -> dict[str, Any]:
    """Variables as they are, when they are JSON values that can be stored; Invalid names the first that is not."""
    for name, value in variables.items():
        if not _is_text(name) or not is_json(value):
            raise Invalid(
                f"variable {name!r} is not a JSON value that can be stored",
                f"变量「{name!r}」不是可保存的 JSON 值",
                field=repr(name)[1:-1],
            )
    return variables


def is_json(value: Any, depth: int = MAX_DEPTH) -> bool:
    """Whether a value can be stored: JSON of a bounded depth, with numbers and texts that have an encoding."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        return _is_text(value)
    if isinstance(value, int):
        return value in INTEGERS
    if isinstance(value, float):
        return isfinite(value)
    if depth == 0:
        return False
    if isinstance(value, list):
        return all(is_json(each, depth - 1) for each in value)
    return isinstance(value, dict) and all(_is_text(k) and is_json(v, depth - 1) for k, v in value.items())


def _is_text(value: Any) -> bool:
    """A text without halves of a surrogate pair, which have no encoding."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
