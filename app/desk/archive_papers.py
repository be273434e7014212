"""The files in a case's archive: what the applicant handed in, what was said, every paper, the diagram, the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.desk.archive_gaps import Gathered
from app.domain import archives
from app.domain.acts import Act
from app.domain.ledger import Entry
from app.errors import Refused
from app.store import definitions, notices, uploads
from app.store.database import Connection
from app.store.records import CaseRecord, DefinitionRecord, NoticeRecord, OpinionRecord, TaskRecord

_CASE = (
    "number", "item", "applicant", "lead", "window", "received_by", "assisted_by", "urgent", "status", "decision",
    "received_at", "accepted_at", "due_at", "statutory_at", "breached_at", "ended_at", "failure",
)  # fmt: skip
_TASK = (
    "id", "element", "name", "kind", "scope", "item", "department", "role", "status", "assignee", "owner",
    "created_at", "due_at", "claimed_at", "closed_at", "closed_by", "outcome",
)  # fmt: skip


def files_of(
    connection: Connection, gathered: Gathered, definition: DefinitionRecord, entries: Sequence[Entry]
) -> dict[str, bytes]:
    """Every file but the manifest, by its path; `entries` are the ledger as far as it is archived."""
    case, form = gathered.case, gathered.form
    handed_in = {one["digest"] for entry in entries for one in archives.files_told(entry)}
    told = Counter((str(entry.act), str(entry.detail.get("number", ""))) for entry in entries)
    files = {
        "case.json": archives.document(_case(case, definition)),
        "form.json": archives.document({"applicant": form.applicant, "form": form.form}),
        "materials.json": archives.document(form.materials),
        "tasks.json": archives.document([_picked(task, _TASK) for task in gathered.tasks]),
        "opinions.json": archives.document([_opinion(opinion) for opinion in gathered.opinions]),
        archives.LEDGER: archives.ledger_file(entries),
        f"diagram/{definition.key}-{definition.version}.bpmn": definitions.sources(connection, definition.id).own,
    }
    for file in uploads.of_case(connection, case.id):
        if file.digest in handed_in:  # what came later is not in this archive
            files[archives.file_path(file.id, file.name)] = uploads.data(connection, file.id)
    shown = []
    for record in gathered.notices:
        if told[Act.NOTICE, record.number]:  # one that came later is not in this archive
            made = notices.pdf(connection, case.id, record.seq)
            if made is None:
                raise Refused(
                    f"notice {record.number} is not set yet", f"文书{record.number}尚未生成", case=case.number
                )
            files[archives.paper_path(record.number)] = made.pdf
            shown.append(_notice(connection, record, told))
    files["notices.json"] = archives.document(shown)
    return files


def _case(case: CaseRecord, definition: DefinitionRecord) -> dict[str, Any]:
    """Without the applicant's query code, which is a key and no record."""
    item = {"key": definition.key, "version": definition.version, "name": definition.name}
    return {**_picked(case, _CASE), "definition": {**item, "code": definition.item_code, "digest": definition.digest}}


def _notice(connection: Connection, record: NoticeRecord, told: Counter[tuple[str, str]]) -> dict[str, Any]:
    """With the printings and services of which the archived ledger tells, and no later ones."""
    printed = notices.prints(connection, record.case_id, record.seq)
    served = notices.deliveries(connection, record.case_id, record.seq)
    return {
        **_picked(record, ("number", "kind", "element", "data", "at", "issued_by", "sealed_by", "deliver_by")),
        "file": archives.paper_path(record.number),
        "prints": [vars(one) for one in printed[: told[Act.PRINT, record.number]]],
        "deliveries": [vars(one) for one in served[: told[Act.DELIVER, record.number]]],
    }


def _opinion(opinion: OpinionRecord) -> dict[str, Any]:
    return dict(vars(opinion))


def _picked(record: CaseRecord | TaskRecord | NoticeRecord, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
