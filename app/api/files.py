"""The files of a case, for those who see it: as they were handed in, to be saved and never shown inside a page."""

from __future__ import annotations

import io
from typing import Any

from apiflask import APIBlueprint
from flask import Response, send_file

from app import desk
from app.api.gate import actor
from app.api.house import house
from app.domain.numbers import is_case_number
from app.errors import NotFound

blueprint = APIBlueprint("files", __name__, url_prefix="/api/v1/cases", tag="cases")
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file as it was handed in",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@blueprint.get("/<number>/files/<int:file>")
@blueprint.doc(responses=FILE)
def read(number: str, file: int) -> Response:
    """A file that the applicant handed in; its SM3 is the ETag."""
    if not is_case_number(number):
        raise NotFound(f"there is no case {number[:50]!r}", f"没有办件“{number[:50]}”", case=number[:50])
    found, data = desk.file_of(house().desk, actor(), number, file)
    answer: Response = send_file(
        io.BytesIO(data), mimetype="application/octet-stream", as_attachment=True, download_name=found.name
    )
    answer.set_etag(found.digest)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
