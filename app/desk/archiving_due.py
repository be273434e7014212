"""Cases whose diagram asks for it are archived by the house once they are over and nothing is missing."""

from __future__ import annotations

from datetime import datetime

from app.desk.archiving import make_archive
from app.desk.house import Desk
from app.domain.actors import SYSTEM
from app.errors import Refused
from app.store import archivings

AT_A_TIME = 20
"""Documents that were never printed are set first, which takes its time."""


def archive_due(desk: Desk, at: datetime) -> int:
    """Archive what waits for it; how many were.  What lacks something is tried again on the next working day."""
    with desk.database.reading() as connection:
        waiting = archivings.due(connection, at, AT_A_TIME)
    made = 0
    for case, number in waiting:
        try:
            make_archive(desk, SYSTEM, number, at=at)
        except Refused as error:
            later = desk.calendar.opening_of(desk.calendar.add_workdays(desk.calendar.day_of(at), 1))
            with desk.database.writing() as connection:
                archivings.put_off(connection, case, error.message("zh"), later)
            continue
        with desk.database.writing() as connection:
            archivings.done(connection, case, at)
        made += 1
    return made
