"""Topics `clock.pause` and `clock.resume`: a drawn step stops the clock of the case on a lawful ground, and goes on.

Source: Administrative Licensing Law, art. 45.  Whoever completes the step before is the one who approves the pause:
the head of the lead department or a supervisor.  The clock stands still once on each ground, however often it is asked.
"""

from __future__ import annotations

from app.domain.acts import Act
from app.engine import Request
from app.errors import Invalid
from app.handlers.known import known
from app.handlers.office import Office
from app.store.work import Work


def pause(request: Request, work: Work, office: Office) -> None:
    """Stop the clock and issue the notice (TBCX).

    property `ground`: why.  property `days`: working days expected, or the variable or field that says how many.
    property `reason`: said instead of what whoever acts has just written.
    Raises Invalid: days that are no number, or a ground that nobody knows.  Raises Forbidden: not the approver's act.
    """
    said = request.properties
    words = said.get("reason") or str(work.words.get("reasons") or work.words.get("opinion") or "")
    ground = said.get("ground", "").strip()
    stopped = office.hands.halt(ground, words, _days(request, work), request.element)
    work.record(Act.HANDLE, topic=request.topic, element=request.element, ground=ground, changed=stopped)


def resume(request: Request, work: Work, office: Office) -> None:
    """Let the clock go on: that of the property `ground`, or every one.  Where it runs, nothing happens."""
    ground = request.properties.get("ground", "").strip()
    resumed = office.hands.go_on(ground, request.element)
    work.record(Act.HANDLE, topic=request.topic, element=request.element, ground=ground, changed=resumed)


def _days(request: Request, work: Work) -> int:
    wanted = request.properties.get("days", "").strip()
    found = wanted if wanted.isdecimal() else str(known(work, request.variables, [wanted]).get(wanted, ""))
    if not found.isdecimal():
        raise Invalid(
            f"step {request.element!r} stops the clock for {wanted or 'nothing'}, which is no number of working days",
            f"环节「{request.element}」停表须注明预计所需工作日数",
            field=f"form.{wanted}" if wanted else "days",
            element=request.element,
        )
    return int(found)
