"""Column types: moments as whole microseconds, documents as JSON text, digests as bytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, LargeBinary, SmallInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.domain.lights import Light

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = 253402300799_000000
"""Stored for "no due moment", so that an index sorts what has no limit after everything that has one."""


def to_number(at: datetime) -> int:
    """Microseconds since 1970 in UTC; exact, so that a sealed moment reads back as it was."""
    return (at - EPOCH) // MICROSECOND


def to_moment(number: int) -> datetime:
    """The aware moment in UTC that `to_number` stored."""
    return EPOCH + timedelta(microseconds=number)


class Moment(TypeDecorator[datetime]):
    """An aware moment, in an integer of eight bytes that both databases sort alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else to_moment(value)


class Due(TypeDecorator[datetime]):
    """A due moment; None is stored as the end of time and therefore sorts last."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int:
        return NEVER if value is None else to_number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None or value == NEVER else to_moment(value)


class Amount(TypeDecorator[float]):
    """A number of days or hours in millionths, exact on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> int | None:
        return None if value is None else round(value * 1_000_000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> float | None:
        return None if value is None else value / 1_000_000


class Json(TypeDecorator[Any]):
    """A JSON document kept as text, keys in the order they were given (never JSONB, which reorders them)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


STORED = (Light.GREEN, Light.YELLOW, Light.RED, Light.WARN)
"""Each light's number in the database, which never changes."""


class Lamp(TypeDecorator[Light]):
    """A light as its number."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Light | None, dialect: Dialect) -> int | None:
        return None if value is None else STORED.index(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Light | None:
        return None if value is None else STORED[value]


class Hex(TypeDecorator[str]):
    """A digest, hexadecimal outside and half as long inside."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else bytes(value).hex()
