"""What has to work for the server to be ready: its database, the schema in it, and the timers' beat."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.api.house import Check
from app.store.migrate import is_current

if TYPE_CHECKING:
    from prometheus_client import Gauge

    from app.desk import Desk

LONGEST_SILENCE = 30.0


def checks(desk_: Desk, last_beat: Gauge | None) -> dict[str, Check]:
    """The checks by name; each says what is wrong, or nothing.

    last_beat: when due timers were looked for last, in seconds since 1970; None where nobody does here.
    """

    def database() -> str:
        try:
            return "" if is_current(desk_.database) else "the schema is not current; restart to migrate it"
        except Exception as error:  # whatever the driver raises, the answer is the same: not ready
            return f"{type(error).__name__}: {error}".splitlines()[0][:200]

    found: dict[str, Check] = {"database": database}
    if last_beat is not None:
        found["timers"] = lambda: _beats(last_beat)
    return found


def _beats(last_beat: Gauge) -> str:
    (figure,) = last_beat.collect()
    silence = time.time() - figure.samples[0].value
    if silence < LONGEST_SILENCE:
        return ""
    return f"due timers have not been looked for in the last {LONGEST_SILENCE:.0f} s"
