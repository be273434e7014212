"""Notices over HTTP: the catalogue, the PDF, a preview before issuing, printings and services."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs_papers as inputs
from app.api import outputs, shapes
from app.api.acts import act
from app.api.gate import actor
from app.api.house import house, moment
from app.api.wire import reply
from app.desk import Paper
from app.domain.numbers import is_case_number
from app.errors import NotFound
from app.notices import Document
from app.store.notices import Delivery, Pdf, Print

blueprint = APIBlueprint("notices", __name__, url_prefix="/api/v1", tag="notices")
PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document, PDF/A-2a",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@blueprint.url_value_preprocessor
def _check_number(endpoint: str | None, values: dict[str, str] | None) -> None:
    """What has not the shape of a number is no case, and never reaches the database."""
    number = (values or {}).get("number")
    if number is not None and not is_case_number(number):
        raise NotFound(f"there is no case {number[:50]!r}", f"没有办件“{number[:50]}”", case=number[:50])


@blueprint.get("/notices/kinds")
@blueprint.output(outputs.NoticeKinds)
def kinds() -> Response:
    """The centre's catalogue of documents: codes for the property `notice`, and the facts each takes."""
    return reply({"items": [shape_kind(one) for one in house().desk.presses.current.catalogue.values()]})


@blueprint.get("/notices/unserved")
@blueprint.input(inputs.UnservedQuery, location="query")
@blueprint.output(outputs.UnservedList)
def unserved(query_data: inputs.UnservedQuery) -> Response:
    """Notices that the law wants served and nobody has served yet, the most urgent first."""
    found = desk.unserved(house().desk, actor(), overdue=query_data.overdue, limit=query_data.limit, at=moment())
    shown = [{name: value for name, value in vars(one).items() if name != "case_id"} for one in found]
    return reply({"items": shown})


@blueprint.get("/cases/<number>/notices/<notice>.pdf")
@blueprint.doc(responses=PDF)
def pdf(number: str, notice: str) -> Response:
    """The document itself; the same bytes every time."""
    return pdf_reply(desk.paper_pdf(house().desk, actor(), number, notice, at=moment()), notice)


@blueprint.get("/cases/<number>/notices/<notice>")
@blueprint.output(outputs.PaperOut)
def read(number: str, notice: str) -> Response:
    """A notice with its printings and services."""
    return reply(shape_paper(desk.paper(house().desk, actor(), number, notice)))


@blueprint.post("/cases/<number>/notices/preview")
@blueprint.input(inputs.PreviewIn, arg_name="body")
@blueprint.doc(responses=PDF)
def preview(number: str, body: inputs.PreviewIn) -> Response:
    """How a notice would look if it were issued now: marked as a sample, without a number; nothing is kept."""
    made = desk.preview(house().desk, actor(), number, body.kind, body.facts, at=moment())
    return Response(made, mimetype="application/pdf")


@blueprint.post("/cases/<number>/notices/<notice>/prints")
@blueprint.input(inputs.PrintIn, arg_name="body")
@blueprint.output(outputs.PrintOut, status_code=201)
def record_print(number: str, notice: str, body: inputs.PrintIn) -> Response:
    """Put on record that the notice is printed, for the first time or again; its number stays."""
    return act(desk.record_print, number, notice, body.copies, shape=shape_record, status=201)


@blueprint.post("/cases/<number>/notices/<notice>/deliveries")
@blueprint.input(inputs.DeliveryIn, arg_name="body")
@blueprint.output(outputs.DeliveryOut, status_code=201)
def deliver(number: str, notice: str, body: inputs.DeliveryIn) -> Response:
    """Put a service on record: how, to whom, when, and its proof; a try that failed says why in `note`."""
    given = body.model_dump()
    service = desk.Service(**{**given, "served_at": body.served_at or moment()})
    return act(desk.deliver, number, notice, service, shape=shape_record, status=201)


def pdf_reply(made: Pdf, notice: str) -> Response:
    """A PDF with its SM3 as ETag, named after the notice."""
    answer = Response(made.pdf, mimetype="application/pdf")
    answer.set_etag(made.digest)
    answer.headers["Content-Disposition"] = f'inline; filename="{notice}.pdf"'
    return answer


def shape_record(record: Print | Delivery) -> dict[str, Any]:
    """A printing or a service."""
    return dict(vars(record))


def shape_kind(document: Document) -> dict[str, Any]:
    """A document of the catalogue."""
    names = ("code", "name", "name_en", "audience", "copies", "seal", "basis", "remedies", "serve_days", "refusal")
    facts = [{name: getattr(fact, name) for name in _FACT} for fact in document.facts]
    return {**{name: getattr(document, name) for name in names}, "once": document.once, "facts": facts}


def shape_paper(paper: Paper) -> dict[str, Any]:
    """A notice with its printings and services."""
    return {
        **shapes.notice(paper.notice),
        "name": paper.document.name if paper.document else paper.notice.kind,
        "digest": paper.digest,
        "prints": [shape_record(one) for one in paper.prints],
        "deliveries": [shape_record(one) for one in paper.deliveries],
    }


_FACT = ("name", "label", "label_en", "sort", "needed")
