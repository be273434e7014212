"""Diagrams over HTTP: deploy them, list them, fetch their source."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import ValidationError

from app import designs
from app.api import inputs, outputs, shapes
from app.api.acts import kept
from app.api.gate import actor, require
from app.api.house import house, moment
from app.api.language import asked
from app.api.wire import reply
from app.domain.roles import Role
from app.errors import Invalid, NotFound, UnsupportedMedia

blueprint = APIBlueprint("definitions", __name__, url_prefix="/api/v1", tag="definitions")
MOST_FILES = 50
LONGEST_FILE_NAME = 200
XML: dict[int | str, dict[str, str | dict[str, dict[str, Any]]]] = {
    200: {"description": "The diagram", "content": {"application/xml": {"schema": {"type": "string"}}}}
}


@blueprint.post("/deployments")
@blueprint.input(inputs.DryRun, location="query")
@blueprint.output(outputs.Deployment, status_code=201)
@blueprint.doc(responses={200: "Checked only, or the same as what is deployed", 202: "Held for a second person"})
def deploy(query_data: inputs.DryRun) -> Response:
    """Deploy diagrams (.bpmn) and their guides (.toml), sent as multipart/form-data; `dry_run` only checks.

    The form field `effective_at` says from when new cases take them; without it they do at once. `override_reason` asks
    to publish what the gate refuses; it is then held until a second person agrees.
    """
    who, language = require(Role.DESIGNER), asked()
    files, effective_at, override = _files(), _effective_at(), request.form.get("override_reason", "")

    def do() -> tuple[dict[str, Any], int]:
        made = designs.deploy(
            house().desk,
            who,
            files,
            at=moment(),
            effective_at=effective_at,
            dry_run=query_data.dry_run,
            override=override,
        )
        status = 202 if made.held is not None else 201 if made.created else 200
        return shapes.deployment(made, language), status

    return kept(_digest(files, query_data.dry_run, effective_at, override), do)


def _effective_at() -> datetime | None:
    """The form's moment.  Raises Invalid: it is none, or without a zone."""
    text = request.form.get("effective_at", "").strip()
    try:
        return inputs.MOMENT.validate_python(text) if text else None
    except ValidationError:
        raise Invalid(
            f"effective_at is {text[:40]!r}, not a moment with its zone such as 2026-08-01T00:00:00+08:00",
            f"effective_at 应为带时区的时间,如 2026-08-01T00:00:00+08:00,实际为:{text[:40]}",
            field="effective_at",
        ) from None


def _digest(files: list[designs.File], dry_run: bool, effective_at: datetime | None, override: str) -> str:
    """Of what is deployed; the body itself has another boundary every time."""
    digest = hashlib.sha256(f"deploy {dry_run} {effective_at} {override}".encode())
    for file in files:
        digest.update(f"\n{file.name}\n{len(file.data)}\n".encode() + file.data)
    return digest.hexdigest()


def _files() -> list[designs.File]:
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMedia(
            f"send the files as multipart/form-data, got: {request.mimetype or 'no content type'}",
            f"请以 multipart/form-data 上传文件,实际为:{request.mimetype or '未注明类型'}",
        )
    sent = [part for parts in request.files.listvalues() for part in parts]
    if not 0 < len(sent) <= MOST_FILES:
        raise Invalid(
            f"a deployment has 1 to {MOST_FILES} files, got: {len(sent)}",
            f"一次部署应有1至{MOST_FILES}个文件,实际为{len(sent)}个",
            field="files",
        )
    return [designs.File(name=_name(part.filename or ""), data=part.read()) for part in sent]


def _name(text: str) -> str:
    """A file's name.  Raises Invalid: it names a folder, or holds signs that nobody sees."""
    if text.strip(". ") and len(text) <= LONGEST_FILE_NAME and text.isprintable() and not set(text) & set("/\\:"):
        return text
    raise Invalid(
        f"a file has a name of 1 to {LONGEST_FILE_NAME} signs without folders, got: {text[:60]!r}",
        f"文件名应为1至{LONGEST_FILE_NAME}个字符,且不含目录,实际为:{text[:60]!r}",
        field="files",
    )


@blueprint.get("/definitions")
@blueprint.output(outputs.Definitions)
def listing() -> Response:
    """Of every diagram the version in force, or the next one where there is none yet."""
    actor()
    return reply({"items": [shapes.definition(one) for one in designs.definitions(house().desk, at=moment())]})


@blueprint.get("/definitions/<key>")
@blueprint.output(outputs.Definition)
def present(key: str) -> Response:
    """The version of a diagram that new cases take now, with its guide."""
    actor()
    return reply(shapes.definition(designs.definition(house().desk, key, at=moment())))


@blueprint.get("/definitions/<key>/versions")
@blueprint.output(outputs.Versions)
def history(key: str) -> Response:
    """All versions of a diagram, the newest first: past, current, future, cancelled, and how many cases run on each."""
    actor()
    found = designs.versions(house().desk, key, at=moment())
    if not found:
        raise NotFound(f"there is no diagram {key!r}", f"没有流程“{key}”", key=key)
    return reply({"items": [shapes.version(one) for one in found]})


@blueprint.get("/definitions/<key>/versions/<int:version>")
@blueprint.output(outputs.Definition)
def one(key: str, version: int) -> Response:
    """One version of a diagram, with its guide."""
    actor()
    return reply(shapes.definition(designs.definition(house().desk, key, version, at=moment())))


@blueprint.post("/definitions/<key>/versions/<int:version>/cancel")
@blueprint.output(outputs.Definition)
def cancel(key: str, version: int) -> Response:
    """Keep a version that is yet to come, and that nothing depends on, from taking effect."""
    return reply(shapes.definition(designs.cancel(house().desk, require(Role.DESIGNER), key, version, at=moment())))


@blueprint.get("/definitions/<key>/versions/<int:version>/xml")
@blueprint.input(inputs.Drawn, location="query")
@blueprint.doc(responses=XML)
def source(key: str, version: int, query_data: inputs.Drawn) -> Response:
    """The diagram as it was deployed, byte for byte; with `drawn` it is laid out if it came without a drawing."""
    actor()
    found = designs.source(house().desk, key, version)
    return Response(designs.drawn(found) if query_data.drawn else found, mimetype="application/xml")


@blueprint.get("/definitions/<key>/versions/<int:version>/proof")
@blueprint.output(outputs.Proof)
def proof(key: str, version: int) -> Response:
    """What was proved of a version when it was published: soundness, and its worst case against promise and law."""
    actor()
    made = designs.definition(house().desk, key, version, at=moment())
    found = designs.proof(house().desk, made)
    if found is None:
        raise NotFound(
            f"{key} in version {version} was published before there were proofs",
            f"“{key}”第{version}版发布时尚无证明",
            key=key,
        )
    return reply({"key": made.key, "version": made.version, **found})


@blueprint.get("/definitions/<key>/versions/<int:version>/ledger")
@blueprint.output(outputs.Ledger)
def ledger(key: str, version: int) -> Response:
    """The sealed record of a version: who published it, and who let it pass the gate and why."""
    actor()
    made = designs.definition(house().desk, key, version, at=moment())
    return reply({"items": [vars(entry) for entry in designs.ledger(house().desk, made)]})
