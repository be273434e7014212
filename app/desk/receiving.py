"""An application is received at the window: the case gets its number and the diagram starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.desk import facts, moments
from app.desk.accepting import accept
from app.desk.acting import Deed, case_of_done
from app.desk.ahead import check_ahead
from app.desk.attaching import attach, listed
from app.desk.confirming import ASSISTED
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.programs import Item
from app.desk.starting import SECRET, applicant_of, case_in_question, check_starter, implied
from app.desk.windows import receiving_window
from app.domain import numbers
from app.domain.actors import ONLINE, Actor
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.facts import FactKind
from app.domain.lights import Light
from app.domain.roles import Role
from app.errors import Forbidden, Invalid
from app.handlers import notices
from app.handlers.office import CENTRE
from app.store.beginnings import Beginning, check_undone
from app.store.records import CaseRecord

LONGEST_NAME = 200
RECEIPT = "SJHZ"


@dataclass(frozen=True, kw_only=True)
class Application:
    """What somebody hands in at the window."""

    item: str
    applicant: Mapping[str, Any]
    form: Mapping[str, Any] = field(default_factory=dict)
    materials: Sequence[Any] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    window: str = ""
    assisted_by: str | None = None
    urgent: bool = False
    about: CaseRecord | None = None

    @property
    def name(self) -> str:
        """What the applicant is called.  Raises Invalid: the application does not say."""
        name = str(self.applicant.get("name") or "").strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise Invalid(
                f"an applicant has a name of 1 to {LONGEST_NAME} characters",
                f"申请人姓名或名称应为1至{LONGEST_NAME}字",
                field="applicant.name",
            )
        return name


def receive(
    desk: Desk,
    actor: Actor,
    item: str,
    *,
    applicant: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    materials: Sequence[Any] | None = None,
    variables: Mapping[str, Any] | None = None,
    window: str = "",
    assisted_by: str | None = None,
    urgent: bool = False,
    about: str = "",
    beginning: Beginning | None = None,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Receive an application (收件), or start a procedure of the centre's own.

    about: number of the case that it refers to.  beginning: what asked for it, which is settled with it.
    Raises NotFound: no such item.  Raises Forbidden: not at a window.  Raises Invalid: not at this window.
    """
    found = desk.programs.in_force(item, at)
    if found.is_procedure:
        check_starter(actor, found)
    else:
        _check_receiver(actor, found)
    subject = case_in_question(desk, actor, found, about)
    given_by = applicant or {}
    application = Application(
        item=item,
        applicant=applicant_of(desk, actor, found, given_by, subject) if found.is_procedure else given_by,
        about=subject,
        form=form or {},
        materials=materials or [],
        variables=variables or {},
        window=window,
        assisted_by=assisted_by,
        urgent=urgent,
    )
    # Said at the window, where it can be mended, and not by the notice that bears the name weeks later.
    desk.presses.current.typeface.check_line("applicant.name", application.name)
    blank = _blank(desk, actor, found, application, at)

    def do(opened: OpenCase) -> None:
        work, program = opened.work, found.program
        if beginning is not None:
            check_undone(work.reader, beginning)
            work.begun = beginning
        day = desk.calendar.day_of(at)
        series = numbers.series(found.definition.item_code or found.definition.key, day)
        work.number(f"case {series}", f"{series}-{{:05d}}")
        given = {**application.form, **application.variables}
        if found.is_procedure:
            given |= implied(actor, found, subject)  # whatever somebody says of these themselves
        facts.check(found, given, desk.knows)
        check_ahead(program.begin, given, desk.calendar, at)
        materials = attach(desk, work, application.materials)
        work.form = {"applicant": dict(application.applicant), "form": given, "materials": materials}
        work.record(
            Act.RECEIVE,
            item=found.definition.key,
            version=found.definition.version,
            applicant=blank.applicant,
            about=blank.about,
            window=blank.window,
            assisted_by=assisted_by,
            urgent=urgent or None,
            files=listed(materials),
        )
        if found.mode == moments.DIRECT:
            moments.watch_direct(work, opened.clock.reckoning.calendar)
        accepted = _is_accepted_at_once(found)
        noticed = found.draws_acceptance and not accepted and found.mode != ASSISTED
        work.fact(FactKind.RECEIVED, **(moments.watch_receiving(work, opened.clock.reckoning) if noticed else {}))
        if accepted:
            accept(opened, found)
        opened.start({name: value for name, value in given.items() if name in program.names})
        if accepted and not found.is_procedure:
            notices.issue(work, opened.office, "SLTZ", "")
        elif actor == ONLINE and not found.is_procedure:
            notices.issue(work, opened.office, RECEIPT, "")

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_new(blank, case_of_done)


def _check_receiver(actor: Actor, item: Item) -> None:
    if actor.role in (Role.WINDOW, Role.ADMINISTRATOR):
        return
    if actor.role in (Role.OFFICER, Role.HEAD) and actor.department in (item.lead, CENTRE):
        return
    raise Forbidden(
        f"{actor.user} is {actor.role}; applications are received at a window or by the lead department",
        f"{actor.user}的角色为{actor.role},收件限窗口人员或牵头部门",
        role=str(actor.role),
        expected=[str(Role.WINDOW)],
    )


def _is_accepted_at_once(item: Item) -> bool:
    """Whether receipt is acceptance: the item makes a promise and its diagram has no step that accepts."""
    return item.days("limit") is not None and item.mode in ("", "promised", "joint") and not item.draws_acceptance


def _window(desk: Desk, actor: Actor, item: Item, wanted: str) -> str:
    """A procedure need not come in at a window."""
    return "" if item.is_procedure and not wanted else receiving_window(desk, actor, item, wanted)


def _blank(desk: Desk, actor: Actor, item: Item, application: Application, at: datetime) -> CaseRecord:
    return CaseRecord(
        id=0,
        number="",
        code=numbers.query_code(desk.pick),
        definition_id=item.definition.id,
        item=item.definition.key,
        applicant=SECRET if item.applicant_for else application.name,
        lead=item.lead,
        window=_window(desk, actor, item, application.window),
        received_by=actor.user,
        assisted_by=application.assisted_by,
        urgent=application.urgent,
        status=CaseStatus.RECEIVED,
        decision=None,
        light=Light.GREEN,
        received_at=at,
        accepted_at=None,
        warn_at=None,
        due_at=None,
        statutory_at=None,
        breached_at=None,
        ended_at=None,
        failure=None,
        about=None if application.about is None else application.about.number,
        version=0,
        ledger_seq=0,
        ledger_hash="",
        calendar_id=desk.calendar_id,
    )
