"""Topic `case.archive`: what the archive would lack is found before the case ends, and the archive made once it has.

The package holds the whole ledger, so it can only be made of a case that is over; the house does so by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.acts import Act
from app.engine import Request
from app.handlers.known import fill
from app.handlers.office import Office
from app.store.work import Work


def handle(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """Look for what is missing: the diagram learns `missing`, how much; the field `archive_gaps` says what.

    The case is to be archived when it is over; as long as something is missing then, that waits.
    """
    found = office.hands.lacking()
    work.stage("archiving", asked_at=work.at, next_at=work.at, done_at=None, error=None)
    fill(work, archive_gaps=";".join(words for _, words in found) or "无")
    codes = [code for code, _ in found]
    work.record(Act.HANDLE, topic=request.topic, element=request.element, missing=codes)
    return {"missing": len(found)}
