"""Pages by position: the rows after a cursor's, so that nothing is shown twice or skipped."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson
from sqlalchemy import BigInteger, Select, literal, tuple_, type_coerce

from app.errors import Invalid
from app.store.queries import Page

T = TypeVar("T")
LONGEST_PAGE = 200


def keyset(statement: Select[Any], sort: Sequence[Any], cursor: str | None, limit: int, *, down: bool) -> Select[Any]:
    """The rows after the cursor's, in order, one more than a page so that its end is seen."""
    _check(limit)
    statement = statement.order_by(*(column.desc() if down else column for column in sort)).limit(limit + 1)
    if not cursor:
        return statement
    place = [literal(value, BigInteger) for value in _read_cursor(cursor, len(sort))]
    row = tuple_(*(type_coerce(column, BigInteger) for column in sort))
    return statement.where(row < tuple_(*place) if down else row > tuple_(*place))


def page(found: list[T], limit: int, place: Callable[[T], tuple[int, ...]]) -> Page[T]:
    """What was found as a page; `place` says where in the order a record stands."""
    more = len(found) > limit
    return Page(items=tuple(found[:limit]), cursor=_write_cursor(place(found[limit - 1])) if more else None)


def cut(
    found: list[T], cursor: str | None, limit: int, place: Callable[[T], tuple[int, ...]], *, down: bool
) -> Page[T]:
    """A page of what was found in any order, after the cursor's place."""
    _check(limit)
    found = sorted(found, key=place, reverse=down)
    if cursor and found:
        last = tuple(_read_cursor(cursor, len(place(found[0]))))
        found = [record for record in found if (place(record) < last if down else place(record) > last)]
    return page(found, limit, place)


def _check(limit: int) -> None:
    if not 1 <= limit <= LONGEST_PAGE:
        raise Invalid(
            f"a page has 1 to {LONGEST_PAGE} entries, got: {limit}", f"每页1至{LONGEST_PAGE}条", field="limit"
        )


def _write_cursor(place: tuple[int, ...]) -> str:
    return urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def _read_cursor(cursor: str, length: int) -> list[int]:
    try:
        place = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        place = None
    if isinstance(place, list) and len(place) == length and all(type(n) is int for n in place):
        return place
    raise Invalid("the cursor is not one of this list", "翻页标记无效", field="cursor")
