"""Files of a case: handed in before it by a secret each, taken by it with its materials, for those who see it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.desk.house import Desk
from app.desk.looking import open_case
from app.domain import sm3, uploads
from app.domain.actors import Actor
from app.errors import Invalid, NotFound, Refused, TooLarge, TooMany
from app.store import uploads as store
from app.store.database import Connection
from app.store.uploads import Upload
from app.store.work import Work

HANDLES, FILES = "uploads", "files"
"""What a material says: the secrets of the files handed in for it; afterwards, which files they are."""

TRY_AGAIN = 600


def hand_in(desk: Desk, name: str, data: bytes, *, at: datetime) -> tuple[str, Upload]:
    """Keep a file for whoever knows its secret, which is returned; forgotten when nothing is handed in with it.

    Raises TooLarge, UnsupportedMedia, Invalid: not to be taken.  Raises TooMany: too much waits already.
    """
    kept = uploads.kept_name(name)
    check_size(desk, len(data))
    if not data:
        raise Invalid(f"{kept} is empty", f"“{kept}”是空文件", field="name")
    secret = secrets.token_urlsafe(24)
    row = {"handle": _digest(secret), "name": kept, "media": uploads.media_of(kept, data), "size": len(data)}
    row |= {"digest": sm3.digest(data), "at": at}
    with desk.database.writing() as connection:
        if store.free_bytes(connection) + len(data) > desk.settings.uploads_free_bytes:
            raise TooMany(
                "too many files wait for their applications; try again later",
                "待提交的文件过多,请稍后再试",
                retry_after=TRY_AGAIN,
            )
        return secret, store.add(connection, row, data)


def check_size(desk: Desk, size: int) -> None:
    """Raises TooLarge: a file may not have so many bytes."""
    most = desk.settings.upload_bytes
    if size > most:
        raise TooLarge(f"a file has at most {most} bytes, got: {size}", f"文件不得超过{most}字节", limit=most)


def attach(desk: Desk, work: Work, materials: Sequence[Any]) -> list[Any]:
    """The materials as the case keeps them, with the files that it takes.

    Raises NotFound: there is no such file.  Raises Refused: a case has it.
    Raises Invalid, TooLarge: more than a case may have.
    """
    if not any(isinstance(one, Mapping) and HANDLES in one for one in materials):
        return list(materials)
    wanted = [handle for one in materials if isinstance(one, Mapping) for handle in _handles(one)]
    already = [] if work.fresh else store.of_case(work.reader, work.before.id)
    _check_count(desk, wanted, len(already))
    found = store.by_handles(work.reader, map(_digest, wanted))
    taken = [_free(found, handle) for handle in wanted]
    _check_total(desk, sum(one.size for one in (*already, *taken)))
    for one in taken:
        work.stage("upload taken", id=one.id)
    return [_described(one, found) if isinstance(one, Mapping) else one for one in materials]


def listed(materials: Sequence[Any]) -> list[dict[str, str]]:
    """What the ledger says of the files of some materials."""
    return [
        {"code": str(one.get("code", "")), "name": file["name"], "digest": file["digest"]}
        for one in materials
        if isinstance(one, Mapping)
        for file in one.get(FILES) or ()
        if isinstance(file, Mapping) and "digest" in file
    ]


def file_of(desk: Desk, actor: Actor, number: str, file: int) -> tuple[Upload, bytes]:
    """A file of a case that the actor sees.  Raises NotFound: there is none, or not for this actor."""
    with desk.database.reading() as connection:
        case, _ = open_case(connection, actor, number)
        return _of_case(connection, case.id, number, file)


def forget_uploads(desk: Desk, before: datetime) -> int:
    """Forget files with which nothing was handed in by a moment; returns how many."""
    with desk.database.writing() as connection:
        return store.purge(connection, before)


def _of_case(connection: Connection, case: int, number: str, file: int) -> tuple[Upload, bytes]:
    found = next((one for one in store.of_case(connection, case) if one.id == file), None)
    if found is None:
        raise NotFound(f"case {number} has no file {file}", f"办件{number}没有文件{file}", case=number)
    return found, store.data(connection, file)


def _handles(material: Mapping[str, Any]) -> list[str]:
    given = material.get(HANDLES, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Invalid("uploads is a list of what the uploads were answered with", "uploads 应为列表", field="materials")
    return given


def _check_count(desk: Desk, wanted: Sequence[str], already: int) -> None:
    most = desk.settings.uploads_per_case
    if len(wanted) + already > most or len(set(wanted)) < len(wanted):
        raise Invalid(
            f"a case has at most {most} files, each once; got: {len(wanted) + already}",
            f"一个办件至多{most}个文件,每个文件提交一次",
            field="materials",
        )


def _check_total(desk: Desk, size: int) -> None:
    most = desk.settings.uploads_case_bytes
    if size > most:
        raise TooLarge(
            f"the files of a case have at most {most} bytes together, got: {size}",
            f"一个办件的文件合计不得超过{most}字节",
            limit=most,
        )


def _free(found: Mapping[str, Upload], handle: str) -> Upload:
    file = found.get(_digest(handle))
    if file is None:
        raise NotFound("a file is not there any more; hand it in again", "文件已失效,请重新上传", field="materials")
    if file.case_id is not None:
        raise Refused(f"{file.name} was handed in before", f"“{file.name}”已提交", field="materials")
    return file


def _described(material: Mapping[str, Any], found: Mapping[str, Upload]) -> dict[str, Any]:
    files = [found[_digest(handle)] for handle in _handles(material)]
    told = [{"id": one.id, "name": one.name, "size": one.size, "digest": one.digest} for one in files]
    return {**{name: value for name, value in material.items() if name != HANDLES}, FILES: told}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
