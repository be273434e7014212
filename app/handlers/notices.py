"""Topic `notice.issue`: a numbered official document, stored with what it has to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.acts import Act
from app.domain.instants import in_utc
from app.engine import Request
from app.errors import Invalid
from app.handlers.office import Office, tell
from app.store import reading
from app.store.work import Work

NAMES = {
    "YCGZ": "一次性告知书",
    "SJHZ": "收件回执",
    "SLTZ": "受理通知书",
    "BZGZ": "补正告知书",
    "BYSL": "不予受理通知书",
    "LBTZ": "联办通知单",
    "XBYJ": "协办意见书",
    "SBZB": "上报(转报)告知单",
    "YQGZ": "延期告知书",
    "TBCX": "特别程序所需时间告知书",
    "ZYXK": "准予行政许可决定书",
    "BYXK": "不予行政许可决定书",
    "BBLD": "不办理决定通知书",
    "BJTZ": "办结通知书",
    "SDHZ": "送达回证",
}
REFUSALS = frozenset({"BYSL", "BYXK", "BBLD"})
ONCE = frozenset({"SLTZ", "BJTZ"})


def handle(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """Issue the notice that the step's property `notice` names."""
    kind = request.properties.get("notice", "")
    if not kind:
        raise Invalid(
            f"step {request.element!r} issues a notice but has no property `notice`",
            f"环节「{request.element}」未注明通知书种类",
            element=request.element,
        )
    issue(work, office, kind, request.element, request.properties)
    return {}


def issue(work: Work, office: Office, kind: str, element: str, said: Mapping[str, str] | None = None) -> bool:
    """Give out a notice with the next number of its series; False when the case has this one already.

    said: reasons and basis that the diagram itself gives.  Raises Invalid: a refusal without reasons.
    """
    have = issued(work)
    if kind in ONCE and kind in have:
        return False
    year = work.at.astimezone(office.calendar.zone).year
    number = work.number(f"{kind}-{year}", f"{kind}-{year}-{{:06d}}")
    data = _data(work, kind, said or {})
    row = {"seq": len(have) + 1, "number": number, "kind": kind, "element": element, "data": data}
    work.notices.append({**row, "at": work.at, "issued_by": work.actor})
    work.record(Act.NOTICE, kind=kind, number=number, element=element)
    body = {"kind": kind, "name": NAMES.get(kind, kind), "number": number}
    tell(work, office, "notice", f"notice/{row['seq']}", (work.case.window or work.case.lead,), body)
    return True


def issued(work: Work) -> list[str]:
    """The kinds of notices the case has, those of this act included."""
    if work.notices_before is None:
        work.notices_before = [] if work.fresh else reading.notice_kinds(work.reader, work.case.id)
    return work.notices_before + [row["kind"] for row in work.notices]


def _data(work: Work, kind: str, said: Mapping[str, str]) -> dict[str, Any]:
    """Only what this notice adds; what the case and its guide say is put in when it is printed."""
    case, words = work.case, work.words
    if kind == "SLTZ":
        moments = {"accepted_at": case.accepted_at, "due_at": case.due_at, "statutory_at": case.statutory_at}
        return {name: in_utc(moment) for name, moment in moments.items() if moment is not None}
    if kind not in REFUSALS:
        return {name: words[name] for name in ("opinion", "materials") if words.get(name)}
    given = {name: said.get(name) or words.get(name) for name in ("reasons", "basis")}
    if not all(given.values()) and not work.fresh:
        given = reading.last_refusal(work.reader, case.id) or given
    missing = [name for name, text in given.items() if not text]
    if missing:
        title = NAMES.get(kind, kind)
        raise Invalid(
            f"{kind} ({title}) cannot be issued without {' and '.join(missing)}",
            f"出具{title}须写明理由和法律依据",
            field=missing[0],
        )
    return dict(given)
