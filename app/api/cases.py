"""Cases over HTTP: hand one in, look at every side of it, urge, end it."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs, outputs, shapes
from app.api.acts import act
from app.api.conditions import etag, unchanged
from app.api.gate import actor
from app.api.house import house, moment
from app.api.inputs_cases import CaseIn, CaseQueryIn, WithdrawIn
from app.api.wire import reply
from app.domain.numbers import is_case_number
from app.errors import NotFound
from app.store.queries import CaseQuery

blueprint = APIBlueprint("cases", __name__, url_prefix="/api/v1/cases", tag="cases")


@blueprint.url_value_preprocessor
def check_number(endpoint: str | None, values: dict[str, str] | None) -> None:
    """What has not the shape of a number is no case, and never reaches the database."""
    number = (values or {}).get("number")
    if number is not None and not is_case_number(number):
        raise NotFound(f"there is no case {number[:50]!r}", f"没有办件“{number[:50]}”", case=number[:50])


@blueprint.post("")
@blueprint.input(CaseIn, arg_name="body")
@blueprint.output(outputs.CaseReceived, status_code=201)
def receive(body: CaseIn) -> Response:
    """Hand in an application (收件); the answer has the number and the applicant's query code."""
    return act(
        desk.receive,
        body.item,
        shape=shapes.received,
        status=201,
        applicant=None if body.applicant is None else body.applicant.model_dump(),
        about=body.about or "",
        form=body.form,
        materials=body.materials,
        variables=body.variables,
        window=body.window or "",
        assisted_by=body.assisted_by,
        urgent=body.urgent,
    )


@blueprint.get("")
@blueprint.input(CaseQueryIn, location="query")
@blueprint.output(outputs.CasePage)
def search(query_data: CaseQueryIn) -> Response:
    """The cases the actor may see, newest first."""
    query = CaseQuery(**query_data.model_dump(exclude_none=True))
    return reply(shapes.page(desk.cases(house().desk, actor(), query), shapes.case))


@blueprint.get("/<number>")
@blueprint.output(outputs.CaseSheet)
def read(number: str) -> Response:
    """A case with its form and its open steps."""
    who = actor()
    record = desk.case(house().desk, who, number)
    tag = etag(record.version, house().desk.calendar.day_of(moment()))
    if unchanged(tag):
        return Response(status=304, headers=tag)
    form = desk.case_form(house().desk, who, number)
    steps = [one for one in desk.tasks(house().desk, who, number) if one.is_live]
    return reply(shapes.case_sheet(record, form, steps), headers=tag)


@blueprint.get("/<number>/tasks")
@blueprint.output(outputs.TaskList)
def steps(number: str) -> Response:
    """The tasks of a case that the actor may see, done and open, in the order they came."""
    return reply({"items": [shapes.task(one) for one in desk.tasks(house().desk, actor(), number)]})


@blueprint.get("/<number>/timeline")
@blueprint.output(outputs.Timeline)
def timeline(number: str) -> Response:
    """What happened, in order, as the actor may know it."""
    return reply({"items": [shapes.happening(line) for line in desk.timeline(house().desk, actor(), number)]})


@blueprint.get("/<number>/opinions")
@blueprint.output(outputs.Opinions)
def opinions(number: str) -> Response:
    """What the departments said, as far as the actor may read it."""
    found = desk.opinions(house().desk, actor(), number)
    return reply({"items": [shapes.opinion(record) for record in found]})


@blueprint.get("/<number>/notices")
@blueprint.output(outputs.Notices)
def notices(number: str) -> Response:
    """The numbered documents of the case."""
    found = desk.notices(house().desk, actor(), number)
    return reply({"items": [shapes.notice(record) for record in found]})


@blueprint.get("/<number>/ledger")
@blueprint.output(outputs.Ledger)
def ledger(number: str) -> Response:
    """The sealed record: every entry with the hash it stands upon."""
    return reply({"items": [shapes.entry(one) for one in desk.ledger(house().desk, actor(), number)]})


@blueprint.get("/<number>/diagram")
@blueprint.output(outputs.LiveDiagram)
def diagram(number: str) -> Response:
    """Where the case stands in its diagram."""
    return reply(shapes.live_diagram(desk.diagram(house().desk, actor(), number)))


@blueprint.post("/<number>/urge")
@blueprint.input(inputs.UrgeIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def urge(number: str, body: inputs.UrgeIn) -> Response:
    """Remind those who have not answered (催办)."""
    return act(desk.urge, number, body.department, body.text, shape=shapes.case)


@blueprint.post("/<number>/withdraw")
@blueprint.input(WithdrawIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def withdraw(number: str, body: WithdrawIn) -> Response:
    """The applicant takes the application back (撤回申请), by a signed request, as long as nothing is decided."""
    return act(desk.withdraw_case, number, body.reason, body.signed_by, body.uploads, shape=shapes.case)


@blueprint.post("/<number>/terminate")
@blueprint.input(inputs.TerminateIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def terminate(number: str, body: inputs.TerminateIn) -> Response:
    """The centre ends the case (终止); an accepted one on a legal basis only."""
    return act(desk.terminate, number, body.reason, body.basis, shape=shapes.case)


@blueprint.post("/<number>/messages")
@blueprint.input(inputs.MessageIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def message(number: str, body: inputs.MessageIn) -> Response:
    """Tell the case that something arrived from outside for which its diagram waits."""
    return act(desk.message, number, body.name, body.variables, shape=shapes.case)
