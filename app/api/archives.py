"""Archives over HTTP: make one of a finished case, fetch it, ask what would be missing."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api.acts import act
from app.api.cases import check_number
from app.api.gate import actor
from app.api.house import house
from app.api.inputs_reports import ArchiveIn
from app.api.outputs.reports import ArchivedOut, Gaps
from app.api.wire import reply
from app.desk import Archived

blueprint = APIBlueprint("archives", __name__, url_prefix="/api/v1/cases", tag="cases")
blueprint.url_value_preprocessor(check_number)
ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The package; `lianban archive verify` checks it",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@blueprint.post("/<number>/archive")
@blueprint.input(ArchiveIn, arg_name="body")
@blueprint.output(ArchivedOut, status_code=201)
def make(number: str, body: ArchiveIn) -> Response:
    """Archive a finished case (归档); one that is archived already is answered as it was."""
    return act(desk.make_archive, number, body.despite, shape=shape_archived, status=201)


@blueprint.get("/<number>/archive")
@blueprint.doc(responses=ZIP)
def fetch(number: str) -> Response:
    """The package of an archived case; the same bytes every time."""
    made, package = desk.archive(house().desk, actor(), number)
    answer = Response(package, mimetype="application/zip")
    answer.set_etag(made.digest)
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}.zip"'
    return answer


@blueprint.get("/<number>/archive/gaps")
@blueprint.output(Gaps)
def gaps(number: str) -> Response:
    """What the archive should hold and does not: papers, proofs of service, materials, opinions."""
    return reply({"items": [vars(gap) for gap in desk.archive_gaps(house().desk, actor(), number)]})


def shape_archived(made: Archived) -> dict[str, Any]:
    """As JSON has it."""
    return dict(vars(made))
