"""自助终端 over HTTP: what a terminal may call, and nothing else; what anybody may see is answered by the public views.

A terminal signs in as a device of the role `kiosk`. Each has a turnstile of its own, so that one at which somebody
plays does not close the others, and visitors' telephones behind the same address do not close any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app

from app.api import inputs_kiosk as inputs
from app.api import public, public_openness, public_papers
from app.api.acts import once
from app.api.gate import require
from app.api.hall import shape_line
from app.api.house import house, moment
from app.api.language import asked
from app.api.notices import PDF
from app.api.outputs import kiosk as outputs
from app.api.public import HOUR, Turnstile
from app.api.wire import reply
from app.desk import hall
from app.desk.hall import Asked, Hall, Place
from app.domain.numbers import is_case_number
from app.domain.roles import Role
from app.errors import NotFound
from app.settings import Settings

blueprint = APIBlueprint("kiosk", __name__, url_prefix="/api/v1/kiosk", tag="kiosk")

SHOWN: Mapping[str, Callable[..., Response]] = {
    "/items": public.items,
    "/items/<key>": public_openness.item,
    "/items/<key>/files/<name>": public_openness.item_file,
    "/centre": public_openness.centre,
    "/board": public_openness.board,
    "/cases/<number>": public.case,
    "/cases/<number>/notices/<notice>.pdf": public_papers.pdf,
}
"""What the public calls answer too; the views are the same."""
CENTRE = ("name", "name_en", "address", "phone", "complaints")


@dataclass(frozen=True, kw_only=True)
class Turnstiles:
    """What is counted for each terminal: everything, tickets, questions; and questions for each telephone."""

    requests: Turnstile
    tickets: Turnstile
    questions: Turnstile

    @classmethod
    def of(cls, settings: Settings) -> Turnstiles:
        """As the operator has set them."""
        return cls(
            requests=Turnstile(settings.kiosk_requests_per_minute),
            tickets=Turnstile(settings.kiosk_tickets_per_minute),
            questions=Turnstile(settings.kiosk_questions_per_hour, HOUR),
        )


def turnstiles() -> Turnstiles:
    """Those of the app that is answering."""
    found: Turnstiles = current_app.extensions["lianban.kiosks"]
    return found


@blueprint.before_request
def pass_turnstile() -> None:
    """Count this request.  Raises Forbidden: not a terminal.  Raises TooMany."""
    turnstiles().requests.enter(require(Role.KIOSK).user, moment())


@blueprint.get("/hall")
@blueprint.output(outputs.HallOut)
def start() -> Response:
    """The start page: whether the hall is open, its hours, the queues and what each window takes."""
    return reply(_hall(hall.hall_now(house().desk, at=moment())))


@blueprint.post("/tickets")
@blueprint.input(inputs.WalkInIn, arg_name="body")
@blueprint.output(outputs.PlaceOut, status_code=201)
def take(body: inputs.WalkInIn) -> Response:
    """Give out a number (取号)."""
    turnstiles().tickets.enter(require(Role.KIOSK).user, moment())
    return once(hall.walk_in, body.queue, shape=_place, status=201)


@blueprint.post("/check-ins")
@blueprint.input(inputs.CheckInIn, arg_name="body")
@blueprint.output(outputs.PlaceOut, status_code=201)
def check_in(body: inputs.CheckInIn) -> Response:
    """Give out the ticket of a booking (预约签到), which goes before; once, around its time."""
    turnstiles().tickets.enter(require(Role.KIOSK).user, moment())
    if not is_case_number(body.number):
        raise NotFound("no case has this number and code", "未找到与该编号和查询码相符的办件")
    return once(hall.check_in, body.number, body.code, shape=_place, status=201)


@blueprint.get("/tickets/<int:ticket_id>/slip.pdf")
@blueprint.doc(responses=PDF)
def slip(ticket_id: int) -> Response:
    """The slip of a ticket of today (号票), 80 mm wide."""
    made = hall.slip(house().desk, require(Role.KIOSK), ticket_id, at=moment())
    return Response(made, mimetype="application/pdf")


@blueprint.post("/questions")
@blueprint.input(inputs.QuestionIn, arg_name="body")
@blueprint.output(outputs.AskedOut, status_code=201)
def ask(body: inputs.QuestionIn) -> Response:
    """Leave a question (咨询): a consultation with number, voucher and limit, answered by telephone and in writing."""
    for who in (require(Role.KIOSK).user, body.phone):
        turnstiles().questions.enter(who, moment())
    about = (body.question, body.name, body.phone, body.item)
    return once(hall.leave_question, *about, shape=_asked, status=201)


for rule, view in SHOWN.items():
    blueprint.add_url_rule(rule, view_func=view)
blueprint.add_url_rule("/cases/<number>/rating", view_func=public_openness.rate, methods=["POST"])


def _hall(now: Hall) -> dict[str, Any]:
    return {
        "centre": {name: now.centre.get(name, "") for name in CENTRE},
        "day": now.day.date.isoformat(),
        "open": now.day.open,
        "reason": now.day.reason(asked()),
        "sessions": [{"opens": f"{a:%H:%M}", "closes": f"{b:%H:%M}"} for a, b in now.hours.sessions],
        "gives_tickets": now.gives_tickets,
        "queues": [
            {"line": shape_line(one), "items": [vars(item) for item in now.items.get(one.queue, [])]}
            for one in now.lines
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    told = {name: getattr(place.ticket, name) for name in ("id", "number", "queue", "taken_at")}
    return {**told, "name": place.name, "ahead": place.ahead, "booked": place.booked}


def _asked(made: Asked) -> dict[str, Any]:
    numbers = {"number": made.reception.kind_number, "reception": made.reception.number}
    case = made.case
    if case is None:
        return {**numbers, "case": None, "code": None, "due_at": None}
    return {**numbers, "case": case.number, "code": case.code, "due_at": case.due_at}
