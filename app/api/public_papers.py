"""Applicants fetch their own notices, by number and code like their case, through the same turnstile."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs
from app.api.house import house, moment
from app.api.notices import PDF, pdf_reply
from app.api.public import pass_turnstile
from app.domain.numbers import is_case_number
from app.errors import NotFound

blueprint = APIBlueprint("public_papers", __name__, url_prefix="/api/v1/public", tag="public")
blueprint.before_request(pass_turnstile)


@blueprint.get("/cases/<number>/notices/<notice>.pdf")
@blueprint.input(inputs.CodeQuery, location="query")
@blueprint.doc(responses=PDF)
def pdf(number: str, notice: str, query_data: inputs.CodeQuery) -> Response:
    """One's own notice as PDF; what departments write to each other is not for applicants."""
    if not is_case_number(number):
        raise NotFound("no case has this number and code", "未找到与该编号和查询码相符的办件")
    return pdf_reply(desk.public_pdf(house().desk, number, query_data.code, notice, at=moment()), notice)
