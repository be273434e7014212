"""Starting procedures: topic `procedure.start`, and what the centre's file says is to follow upon an event.

    [[follow]]
    on = "alert.rating"
    start = "rectification"

An event is an alert of a level: `alert.red`, `alert.breach`, `alert.rating` for a bad rating.
What a procedure about another case raises starts nothing, so that no order is supervised by another without end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.acts import Act
from app.engine import Request
from app.errors import Invalid
from app.handlers.known import known, listed
from app.handlers.office import Office
from app.store import beginnings
from app.store.work import Work


def start(request: Request, work: Work, office: Office) -> None:
    """Start the procedure that the step's property `procedure` names, about this case, once each time it comes here.

    property `variables`: names of variables or fields that it takes over, parted by commas.
    """
    process = request.properties.get("procedure", "").strip()
    if not process:
        raise Invalid(
            f"step {request.element!r} starts a procedure but has no property `procedure`",
            f"环节「{request.element}」未注明要启动的流程",
            element=request.element,
        )
    taken = known(work, request.variables, listed(request.properties.get("variables", "")))
    ask(work, f"step/{request.token}", process, taken)


def happened(work: Work, office: Office, event: str, key: str, said: Mapping[str, Any] | None = None) -> list[str]:
    """Start what the centre's file says is to follow upon an event; returns the procedures.

    key: names the event within the case; told twice under one key, it is followed once.  said: what they are told.
    """
    if work.before.about:
        return []
    wanted = [one["start"] for one in office.follow if one.get("on") == event and one.get("start")]
    for process in wanted:
        ask(work, f"{event}/{key}/{process}", process, {"event": event, **(said or {})})
    return wanted


def ask(work: Work, key: str, process: str, variables: Mapping[str, Any]) -> None:
    """Have a procedure about this case started when the act is committed, and note it."""
    beginnings.ask(work, key, process, dict(variables))
    work.record(Act.HANDLE, topic="procedure.start", procedure=process)
