"""What the archive of a case should hold and does not: papers, proofs of service, materials, opinions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.desk.outcomes import LAST_NOTICE
from app.desk.programs import DIRECT, Item
from app.domain.cases import CaseStatus
from app.domain.tasks import TaskStatus
from app.engine import ElementInfo
from app.handlers.notices import REFUSALS
from app.store.records import CaseForm, CaseRecord, NoticeRecord, OpinionRecord, TaskRecord, Visit

VOUCHER, RESULT = "SLTZ", "BJTZ"
CUT_SHORT = frozenset({CaseStatus.WITHDRAWN, CaseStatus.TERMINATED})
ISSUING = "notice.issue"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that is not there.  code: stable, as the manifest lists it."""

    code: str
    message: str
    message_zh: str


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What a case has for its archive.  originals: the names of those that are still held."""

    case: CaseRecord
    form: CaseForm
    tasks: Sequence[TaskRecord]
    opinions: Sequence[OpinionRecord]
    notices: Sequence[NoticeRecord]
    visits: Sequence[Visit]
    announced: bool = False
    originals: Sequence[str] = ()


def gaps(gathered: Gathered, items: Sequence[Item]) -> list[Gap]:
    """Everything that is missing; `items` are that of the case and those it calls."""
    found = [*_papers(gathered, items), *_services(gathered), *_materials(gathered, items), *_opinions(gathered)]
    found += [*_announcement(gathered, items), *_originals(gathered)]
    return list({gap.code: gap for gap in found}.values())


def _papers(gathered: Gathered, items: Sequence[Item]) -> Iterable[Gap]:
    kinds = {notice.kind for notice in gathered.notices}
    if not items[0].is_procedure or gathered.case.status in CUT_SHORT:  # else it issues what its diagram draws
        on_the_spot = RESULT in kinds and any(item.mode == DIRECT for item in items)
        yield from _applicants_papers(gathered.case, kinds | ({VOUCHER} if on_the_spot else set()))
    passed = {visit.element for visit in gathered.visits}
    for step in _issuing(items[:1]):
        kind = step.properties["notice"]
        if step.id in passed and kind not in kinds:
            yield _paper(kind, f"step {step.id} issues it and was passed", f"流程经过出具该文书的环节“{step.name}”")


def _applicants_papers(case: CaseRecord, kinds: set[str]) -> Iterable[Gap]:
    if case.accepted_at is not None and VOUCHER not in kinds:
        yield _paper(VOUCHER, "the case was accepted", "办件已受理")
    last = LAST_NOTICE.get(case.status)
    if last in REFUSALS:
        if not kinds & REFUSALS:
            yield _paper(last, f"the case is {case.status}", "办件被否决")
    elif last is not None and case.accepted_at is not None and last not in kinds:
        yield _paper(last, f"the case is {case.status}", "办件已办结")


def _issuing(items: Sequence[Item]) -> Iterable[ElementInfo]:
    for item in items:
        for step in item.program.elements.values():
            if step.topic == ISSUING and step.properties.get("notice"):
                yield step


def _paper(kind: str, why: str, why_zh: str) -> Gap:
    return Gap(code=f"notice {kind}", message=f"notice {kind} is missing: {why}", message_zh=f"缺少文书{kind}:{why_zh}")


def _services(gathered: Gathered) -> Iterable[Gap]:
    for notice in gathered.notices:
        if notice.deliver_by is not None and notice.served_at is None:
            yield Gap(
                code=f"service {notice.number}",
                message=f"there is no proof of service for {notice.number}",
                message_zh=f"文书{notice.number}没有送达回证",
            )


def _materials(gathered: Gathered, items: Sequence[Item]) -> Iterable[Gap]:
    """Only what every applicant, or every one whom a department that took part asks, must hand in."""
    if gathered.case.status is not CaseStatus.COMPLETED:
        return
    have = {str(one.get("code")) for one in gathered.form.materials if isinstance(one, dict)}
    taking_part = {task.department for task in gathered.tasks}
    for item in items:
        for one in (item.definition.guide or {}).get("materials", []):
            code, name = str(one.get("code", "")), str(one.get("name", ""))
            wanted = one.get("required") and ("needed_if" not in one or one.get("department") in taking_part)
            if wanted and code not in have:
                yield Gap(
                    code=f"material {code}",
                    message=f"material {code} of the catalogue is missing: {name}",
                    message_zh=f"缺少材料目录所列材料{code}:{name}",
                )


def _opinions(gathered: Gathered) -> Iterable[Gap]:
    said = {opinion.task_id for opinion in gathered.opinions if opinion.withdrawn_at is None}
    for task in gathered.tasks:
        if task.status is TaskStatus.DONE and task.id not in said:
            yield Gap(
                code=f"opinion {task.element} {task.department}",
                message=f"{task.department} has done {task.element} and left no opinion",
                message_zh=f"{task.department}办理了环节“{task.name}”而没有意见",
            )


def _announcement(gathered: Gathered, items: Sequence[Item]) -> Iterable[Gap]:
    wanted = bool((items[0].definition.guide or {}).get("announce"))
    if wanted and gathered.case.status in (CaseStatus.COMPLETED, CaseStatus.REFUSED) and not gathered.announced:
        yield Gap(
            code="announcement",
            message="the result must be announced and never stood on the notice board",
            message_zh="依法应当公告的办理结果没有在政务公告栏公告",
        )


def _originals(gathered: Gathered) -> Iterable[Gap]:
    for name in gathered.originals:
        yield Gap(
            code=f"original {name}",
            message=f"the original {name} was not given back",
            message_zh=f"原件“{name}”没有退还",
        )
