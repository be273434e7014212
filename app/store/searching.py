"""Finds cases by a part of the applicant's name or the beginning of (a part of) their number, by index.

Each case has a row for every two neighbouring signs of the name, which Chinese, without blanks, needs; and one
for its number, the number without the item's code, and the serial alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, select

from app.store.tables import case_file
from app.store.tables_words import case_word

MOST = 2000
"""So many cases are looked at one by one; what matches more is found quickly enough by reading on in order."""

_NUMBER = "#"
_OTHER = case_word.alias("other")


def folded(text: str) -> str:
    """What two spellings of a name have in common: width, case and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def word_rows(case: int, number: str, applicant: str) -> list[dict[str, Any]]:
    """The rows by which a case is found."""
    words = {*_pairs(folded(applicant)), *(_NUMBER + part for part in _tails(folded(number)))}
    return [{"word": word.encode(), "case_id": case} for word in sorted(words)]


def _pairs(name: str) -> Iterator[str]:
    """Two signs from every place on; the last one alone."""
    return (name[place : place + 2] for place in range(len(name)))


def _tails(number: str) -> Iterator[str]:
    parts = number.split("-")
    return ("-".join(parts[place:]) for place in range(len(parts)))


def matching(connection: Connection, text: str) -> list[int] | None:
    """The cases that `text` is about; None when there are more than `MOST`."""
    wanted = folded(text)
    if not wanted:
        return None
    found: set[int] = set()
    for search in (_by_name(connection, wanted), _by_beginning(_NUMBER + wanted)):
        rows = connection.execute(search.limit(MOST + 1)).fetchall()
        if len(rows) > MOST:
            return None
        # The pairs may stand apart in a name, and a word of the number in the middle of it.
        found |= {row.id for row in rows if wanted in folded(row.applicant) or wanted in folded(row.number)}
    return sorted(found)


def _by_name(connection: Connection, wanted: str) -> Select[Any]:
    pairs = list(dict.fromkeys(wanted[place : place + 2] for place in range(len(wanted) - 1)))
    if not pairs:
        return _by_beginning(wanted)
    rarest = min(pairs, key=lambda pair: _count(connection, pair))
    more = [
        exists().where(and_(_OTHER.c.word == pair.encode(), _OTHER.c.case_id == case_word.c.case_id))
        for pair in pairs
        if pair != rarest
    ]
    return _cases().where(case_word.c.word == rarest.encode(), *more)


def _by_beginning(text: str) -> Select[Any]:
    low = text.encode()
    return _cases().where(case_word.c.word >= low, case_word.c.word < low + b"\xff").distinct()


def _cases() -> Select[Any]:
    return select(case_file.c.id, case_file.c.number, case_file.c.applicant).join(
        case_word, case_word.c.case_id == case_file.c.id
    )


def _count(connection: Connection, pair: str) -> int:
    some = select(case_word.c.case_id).where(case_word.c.word == pair.encode()).limit(MOST + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())
