"""What a window does to a case beside its steps: the checklist, originals, fees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs_conduct as inputs
from app.api import outputs as common
from app.api import shapes
from app.api.acts import act
from app.api.cases import check_number
from app.api.gate import actor
from app.api.house import house
from app.api.outputs import conduct as outputs
from app.api.outputs.shown import shown
from app.api.wire import reply
from app.store.conduct import Original, Payment

blueprint = APIBlueprint("counter", __name__, url_prefix="/api/v1/cases", tag="cases")
blueprint.url_value_preprocessor(check_number)


@blueprint.get("/<number>/checklist")
@blueprint.output(outputs.Checklist)
def checklist(number: str) -> Response:
    """The last word on each material (核验清单)."""
    return reply({"items": _list(desk.checklist(house().desk, actor(), number))})


@blueprint.post("/<number>/checklist")
@blueprint.input(inputs.ChecklistIn, arg_name="body")
@blueprint.output(common.CaseOut)
def check(number: str, body: inputs.ChecklistIn) -> Response:
    """Say what was found of each material: good, to be corrected, to be handed in, or false."""
    found = [one.model_dump() for one in body.materials]
    return act(desk.check_materials, number, found, shape=shapes.case)


@blueprint.get("/<number>/originals")
@blueprint.output(outputs.Originals)
def originals(number: str) -> Response:
    """The originals of a case, those given back too."""
    return reply(_originals(desk.originals(house().desk, actor(), number)))


@blueprint.post("/<number>/originals")
@blueprint.input(inputs.OriginalsIn, arg_name="body")
@blueprint.output(outputs.Originals, status_code=201)
def take_originals(number: str, body: inputs.OriginalsIn) -> Response:
    """Take originals in, with a receipt that lists them."""
    return act(desk.take_originals, number, body.codes, shape=_originals, status=201)


@blueprint.post("/<number>/originals/return")
@blueprint.input(inputs.ReturnIn, arg_name="body")
@blueprint.output(outputs.Originals)
def return_originals(number: str, body: inputs.ReturnIn) -> Response:
    """Give originals back against a signature, or say what became of those that cannot be given back."""
    return act(desk.return_originals, number, body.codes, body.signed_by, body.lost, shape=_originals)


@blueprint.get("/<number>/fees")
@blueprint.output(outputs.Payments)
def fees(number: str) -> Response:
    """The fees of a case."""
    return reply({"items": [_payment(one) for one in desk.payments(house().desk, actor(), number)]})


@blueprint.post("/<number>/fees")
@blueprint.input(inputs.FeeIn, arg_name="body")
@blueprint.output(outputs.PaymentOut, status_code=201)
def charge(number: str, body: inputs.FeeIn) -> Response:
    """Enter a fee of the published schedule; any other is refused."""
    about = (number, body.fee, body.amount, body.receipt, body.consent)
    return act(desk.charge, *about, shape=_payment, status=201)


@blueprint.post("/<number>/fees/<int:payment_id>/receipt")
@blueprint.input(inputs.ReceiptIn, arg_name="body")
@blueprint.output(outputs.PaymentOut)
def receipt(number: str, payment_id: int, body: inputs.ReceiptIn) -> Response:
    """The receipt of a fee that was entered without one."""
    return act(desk.give_receipt, number, payment_id, body.receipt, shape=_payment)


def _list(found: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    return [dict(found[code]) for code in sorted(found)]


def _originals(found: Sequence[Original]) -> dict[str, Any]:
    return {"items": [shown(one, outputs.OriginalOut) for one in found]}


def _payment(one: Payment) -> dict[str, Any]:
    return shown(one, outputs.PaymentOut)
