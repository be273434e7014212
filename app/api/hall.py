"""The hall over HTTP: tickets are taken and called, visits are written down, passed on against a signature, settled."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs_hall as inputs
from app.api.acts import once
from app.api.gate import actor
from app.api.house import house, moment
from app.api.notices import PDF
from app.api.outputs import hall as outputs
from app.api.outputs.shown import shown
from app.api.wire import nothing, reply
from app.desk import hall
from app.desk.hall import Left, Line, ReceptionSheet, Visit
from app.store.hall import Handover, Rating, Reception, Ticket, Told

blueprint = APIBlueprint("hall", __name__, url_prefix="/api/v1", tag="hall")


@blueprint.get("/hall/lines")
@blueprint.output(outputs.Lines)
def lines() -> Response:
    """The queues as the screen in the hall shows them."""
    actor()
    return reply({"items": [shape_line(one) for one in hall.lines(house().desk, at=moment())]})


@blueprint.get("/hall/tickets")
@blueprint.input(inputs.TicketQuery, location="query")
@blueprint.output(outputs.Tickets)
def tickets(query_data: inputs.TicketQuery) -> Response:
    """The tickets of a day."""
    day = query_data.day or str(house().desk.calendar.day_of(moment()))
    found = hall.tickets(house().desk, actor(), day, query_data.queue)
    return reply({"items": [_ticket(one) for one in found]})


@blueprint.post("/hall/tickets")
@blueprint.input(inputs.TicketIn, arg_name="body")
@blueprint.output(outputs.TicketOut, status_code=201)
def take(body: inputs.TicketIn) -> Response:
    """Take a number; who has booked comes first."""
    return once(hall.take_number, body.queue, body.booking, shape=_ticket, status=201)


@blueprint.post("/hall/queues/<queue>/call")
@blueprint.output(outputs.TicketOut)
def call(queue: str) -> Response:
    """Call who is next in the queue (叫号)."""
    return once(hall.call_next, queue, shape=_ticket)


@blueprint.post("/hall/queues/<queue>/absence")
@blueprint.input(inputs.LeaveIn, arg_name="body")
@blueprint.output(outputs.LeftOut, status_code=201)
def leave(queue: str, body: inputs.LeaveIn) -> Response:
    """Leave a window for a while (离岗告示); nobody is called there meanwhile."""
    return once(hall.leave, queue, body.reason, body.place, body.contact, body.to_at, shape=shape_left, status=201)


@blueprint.delete("/hall/queues/<queue>/absence")
@blueprint.output({}, status_code=204)
def come_back(queue: str) -> Response:
    """Somebody is back at the window."""
    hall.come_back(house().desk, actor(), queue, at=moment())
    return nothing()


@blueprint.post("/hall/tickets/<int:ticket_id>/recall")
@blueprint.output(outputs.TicketOut)
def recall(ticket_id: int) -> Response:
    """Call somebody again (重呼), also one who was skipped."""
    return once(hall.recall, ticket_id, shape=_ticket)


@blueprint.post("/hall/tickets/<int:ticket_id>/skip")
@blueprint.output(outputs.TicketOut)
def skip(ticket_id: int) -> Response:
    """Somebody did not come (过号)."""
    return once(hall.skip, ticket_id, shape=_ticket)


@blueprint.post("/hall/tickets/<int:ticket_id>/serve")
@blueprint.output(outputs.TicketOut)
def serve(ticket_id: int) -> Response:
    """Somebody has come."""
    return once(hall.serve, ticket_id, shape=_ticket)


@blueprint.post("/hall/tickets/<int:ticket_id>/close")
@blueprint.output(outputs.TicketOut)
def close(ticket_id: int) -> Response:
    """Somebody is done."""
    return once(hall.close, ticket_id, shape=_ticket)


@blueprint.post("/hall/tickets/<int:ticket_id>/transfer")
@blueprint.input(inputs.TransferIn, arg_name="body")
@blueprint.output(outputs.TicketOut, status_code=201)
def transfer(ticket_id: int, body: inputs.TransferIn) -> Response:
    """Send somebody to another queue; the new ticket goes before those who come now (转队列)."""
    return once(hall.transfer, ticket_id, body.queue, shape=_ticket, status=201)


@blueprint.get("/receptions")
@blueprint.input(inputs.PageQuery, location="query")
@blueprint.output(outputs.ReceptionPage)
def receptions(query_data: inputs.PageQuery) -> Response:
    """Receptions, the newest first."""
    page = hall.receptions(house().desk, actor(), limit=query_data.limit, cursor=query_data.cursor)
    return reply({"items": [_reception(one) for one in page.items], "cursor": page.cursor})


@blueprint.post("/receptions")
@blueprint.input(inputs.VisitIn, arg_name="body")
@blueprint.output(outputs.ReceptionOut, status_code=201)
def register(body: inputs.VisitIn) -> Response:
    """Write a visit down; who does so is its first contact (首问责任人)."""
    return once(hall.register, Visit(**body.model_dump()), shape=_reception, status=201)


@blueprint.get("/receptions/<reception>")
@blueprint.output(outputs.ReceptionSheetOut)
def read(reception: str) -> Response:
    """A reception with its hand-overs and notifications."""
    return reply(_sheet(hall.reception(house().desk, actor(), reception)))


@blueprint.post("/receptions/<reception>/settle")
@blueprint.input(inputs.SettleIn, arg_name="body")
@blueprint.output(outputs.ReceptionOut)
def settle(reception: str, body: inputs.SettleIn) -> Response:
    """A visit is over: answered, received as a case, turned away, or sent on."""
    defects = [one.model_dump() for one in body.defects]
    more: dict[str, Any] = {"case": body.case, "defects": defects}
    return once(hall.settle, reception, body.outcome, body.answer, shape=_reception, **more)


@blueprint.post("/receptions/<reception>/handovers")
@blueprint.input(inputs.HandoverIn, arg_name="body")
@blueprint.output(outputs.HandoverOut, status_code=201)
def hand_over(reception: str, body: inputs.HandoverIn) -> Response:
    """Pass a visit on; it stays with the first contact until the receiver signs (移交签收)."""
    about = (reception, body.department, body.reason, body.user)
    return once(hall.hand_over, *about, shape=_handover, status=201, minutes=body.minutes)


@blueprint.get("/handovers")
@blueprint.output(outputs.Handovers)
def unsigned() -> Response:
    """Hand-overs that wait for a signature."""
    return reply({"items": [_handover(one) for one in hall.unsigned(house().desk, actor())]})


@blueprint.post("/handovers/<int:handover_id>/sign")
@blueprint.output(outputs.HandoverOut)
def sign(handover_id: int) -> Response:
    """Sign for a visit: from now on it is one's own."""
    return once(hall.sign, handover_id, shape=_handover)


@blueprint.post("/receptions/<reception>/notifications")
@blueprint.input(inputs.TellIn, arg_name="body")
@blueprint.output(outputs.ToldOut, status_code=201)
def tell(reception: str, body: inputs.TellIn) -> Response:
    """Tell everything at once, in two copies (一次性告知书)."""
    missing = [one.model_dump() for one in body.missing]
    return once(hall.notify, reception, body.item, body.confirmed, missing, body.override, shape=_told, status=201)


@blueprint.get("/notifications/<told>.pdf")
@blueprint.doc(responses=PDF)
def told_pdf(told: str) -> Response:
    """The notification itself, both copies; the same bytes every time."""
    found, pdf = hall.told_pdf(house().desk, actor(), told)
    answer = Response(pdf, mimetype="application/pdf")
    answer.set_etag(found.digest)
    return answer


@blueprint.post("/notifications/<told>/prints")
@blueprint.input(inputs.PrintedIn, arg_name="body")
@blueprint.output(outputs.ToldOut, status_code=201)
def printed(told: str, body: inputs.PrintedIn) -> Response:
    """Put a printing on record, and who signed for it; the number stays."""
    return once(hall.printed, told, body.copies, body.signed_by, shape=_told, status=201)


@blueprint.post("/receptions/<reception>/rating")
@blueprint.input(inputs.RateIn, arg_name="body")
@blueprint.output(outputs.RatingOut, status_code=201)
def rate(reception: str, body: inputs.RateIn) -> Response:
    """Rate a visit at the window, once (一次一评)."""
    return once(desk.rate_visit, reception, body.level, body.words, shape=shape_rating, status=201)


def shape_line(line: Line) -> dict[str, Any]:
    """A queue."""
    return {**vars(line), "left": None if line.left is None else shape_left(line.left)}


def shape_left(notice: Left) -> dict[str, Any]:
    """The notice at a window."""
    return dict(vars(notice))


def shape_rating(one: Rating) -> dict[str, Any]:
    """A rating."""
    return shown(one, outputs.RatingOut)


def _ticket(one: Ticket) -> dict[str, Any]:
    return shown(one, outputs.TicketOut)


def _reception(one: Reception) -> dict[str, Any]:
    return shown(one, outputs.ReceptionOut)


def _handover(one: Handover) -> dict[str, Any]:
    return shown(one, outputs.HandoverOut)


def _told(one: Told) -> dict[str, Any]:
    return shown(one, outputs.ToldOut)


def _sheet(sheet: ReceptionSheet) -> dict[str, Any]:
    return {
        "reception": _reception(sheet.reception),
        "handovers": [_handover(one) for one in sheet.handovers],
        "told": [_told(one) for one in sheet.told],
    }
