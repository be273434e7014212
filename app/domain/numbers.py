"""Numbers that people write down: that of a case, and the code with which its applicant asks about it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import date

from app.errors import Invalid

# No 0 O 1 I L: they are misread on paper and on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
_NUMBER = re.compile(r"(?P<series>[A-Za-z0-9]{1,24}-[0-9]{8})-(?P<serial>[0-9]{5,9})")


def series(code: str, day: date) -> str:
    """The number series of one item on one day: serials count up inside it.

    code: the item's code; signs that do not belong into a number are left out.
    """
    kept = "".join(sign for sign in code if sign.isascii() and sign.isalnum())[:24]
    if not kept:
        raise Invalid(f"the item code {code!r} has no letter or digit for a number", f"事项编码“{code}”无法编号")
    return f"{kept}-{day.isoformat().replace('-', '')}"


def case_number(code: str, day: date, serial: int) -> str:
    """The number of a case, at most 50 signs (GB/T 39046-2020, an..50): item code, day of receipt, serial."""
    if not 0 < serial < 10**9:
        raise Invalid(f"expected a serial from 1, got: {serial}", f"流水号应从1起:{serial}")
    return f"{series(code, day)}-{serial:05d}"


def is_case_number(text: str) -> bool:
    """Whether `text` has the shape of a case number."""
    return _NUMBER.fullmatch(text) is not None


def query_code(pick: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A code that only the applicant knows, about 2**39 possibilities.

    pick: how one sign is drawn; a seeded one makes a demonstration repeatable.
    """
    return "".join(pick(ALPHABET) for _ in range(CODE_LENGTH))
