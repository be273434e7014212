"""值班日志核对: what is found later for a day whose signed log does not have it flags that day's leader, once.

The flag is a signal with its evidence, for a supervisor to judge; by itself it accuses nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from app.desk.hall.marking import mark
from app.desk.house import Desk
from app.domain.instants import in_utc
from app.handlers.office import CENTRE
from app.store import dutylogs, signals, watching
from app.store.database import Connection
from app.store.dutylogs import FLAG, DutyLog, Found

AGAIN = timedelta(minutes=10)
"""How far back each comparison begins: what was found is dated when its act began, and may be committed later."""

AT_A_TIME = 5000


class Lacking(NamedTuple):
    """A log, and what was found later that it lacks."""

    log: DutyLog
    found: Found

    @property
    def key(self) -> str:
        """One flag for each thing that was found."""
        return f"{self.log.day}/{self.found.signal.id}"


def compare_logs(desk: Desk, at: datetime) -> int:
    """Hold what became certain since the last time against the logs of its days; how many flags there are more."""
    with desk.database.reading() as connection:
        until = watching.compared_until(connection)
        found = dutylogs.found_since(connection, None if until is None else until - AGAIN, AT_A_TIME)
        lacking = [one for each in found if (one := _lacking(desk, connection, each)) is not None]
        known = signals.known(connection, FLAG, [one.key for one in lacking])
    new = [one for one in lacking if one.key not in known]
    newest = max((one.found_at for one in found), default=until)
    if new or newest != until:
        with desk.database.writing() as connection:
            for one in new:
                _flag(desk, connection, one, at)
            if newest is not None:
                watching.set_compared(connection, newest)
    return len(new)


def _lacking(desk: Desk, connection: Connection, found: Found) -> Lacking | None:
    day = found.day or desk.calendar.day_of(found.happened_at).isoformat()
    log = dutylogs.of_day(connection, day)
    if log is None or log.signed_at is None or found.found_at <= log.signed_at:
        return None  # while it is not signed, its leader can still write it down
    if found.day is None and found.happened_at > log.filled_at:
        return None  # it happened after the log was closed
    return None if _has(log, found) else Lacking(log, found)


def _has(log: DutyLog, found: Found) -> bool:
    names = {found.signal.subject, found.signal.case_number or ""} - {""}
    return found.signal.id in log.signs or any(name in log.said for name in names)


def _flag(desk: Desk, connection: Connection, one: Lacking, at: datetime) -> None:
    log, found = one
    mark(
        desk,
        connection,
        FLAG,
        one.key,
        at,
        subject=log.leader,
        department=CENTRE,
        day=log.day,
        log=log.number,
        leader=log.leader,
        signed_at=in_utc(log.signed_at or log.filled_at),
        signal=found.signal.id,
        breach=found.signal.rule,
        about=found.signal.case_number or found.signal.subject,
        found_at=in_utc(found.found_at),
    )
