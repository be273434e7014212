"""政务公开: the guide of one item with everything that must be public of it, and what the centre tells of itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk.house import Desk
from app.domain.disclosure import FIELDS, FormFile, form_files, gaps, six_of_item
from app.domain.fees import schedule
from app.errors import NotFound, NotReady
from app.notices import content
from app.notices.shelf import media_of
from app.store import definitions, people, registry
from app.store.records import DefinitionRecord


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A form or sample as it is given out; digest: SHA-256, hexadecimal."""

    file: FormFile
    media_type: str
    data: bytes
    digest: str


def public_item(desk: Desk, key: str, *, at: datetime) -> dict[str, Any]:
    """One item's guide: thirteen fields, the six, fees, forms and samples.  Raises NotFound: it has none."""
    found = _guided(desk, key, at)
    return _item(found) | {"files": [_line(desk, found, one) for one in form_files(found.guide or {})]}


def public_file(desk: Desk, key: str, name: str, *, at: datetime) -> Attached:
    """A form or sample of an item.  Raises NotFound: its guide attaches none of this name, or it is not there."""
    found = _guided(desk, key, at)
    file = next((one for one in form_files(found.guide or {}) if one.name == name), None)
    if file is None:
        raise _no_file(key, name)
    return _attached(desk, found, file)


def _guided(desk: Desk, key: str, at: datetime) -> DefinitionRecord:
    with desk.database.reading() as connection:
        found = definitions.find_in_force(connection, key, at)
    if found is None or found.guide is None:
        raise NotFound(f"there is no public guide of {key[:64]!r}", f"没有事项“{key[:64]}”的办事指南", item=key[:64])
    return found


def _attached(desk: Desk, found: DefinitionRecord, file: FormFile) -> Attached:
    try:
        data = content(desk.shelf, desk.presses.current, found.key, file, found.guide or {})
    except NotReady as error:  # it was there when the guide was published
        raise _no_file(found.key, file.name) from error
    return Attached(file=file, media_type=media_of(file.name), data=data, digest=hashlib.sha256(data).hexdigest())


def _line(desk: Desk, found: DefinitionRecord, file: FormFile) -> dict[str, Any]:
    """How a guide tells of a form: a link, and what it leads to; without a digest when the file was taken away."""
    said = {"name": file.name, "title": file.title, "kind": file.kind}
    said["href"] = f"/api/v1/public/items/{found.key}/files/{file.name}"
    try:
        one = _attached(desk, found, file)
    except NotFound:
        return said | {"media_type": media_of(file.name), "bytes": 0, "sha256": ""}
    return said | {"media_type": one.media_type, "bytes": len(one.data), "sha256": one.digest}


def _no_file(key: str, name: str) -> NotFound:
    return NotFound(
        f"the guide of {key[:64]!r} has no file {name[:64]!r}",
        f"事项“{key[:64]}”的办事指南没有附件“{name[:64]}”",
        item=key[:64],
        file=name[:64],
    )


def _item(found: DefinitionRecord) -> dict[str, Any]:
    guide = found.guide or {}
    told = guide.get("disclosure") or {}
    return {
        "key": found.key,
        "version": found.version,
        "name": found.name,
        "item_code": found.item_code,
        "disclosure": {one.field: told.get(one.field, "") for one in FIELDS},
        "six": six_of_item(guide),
        "missing": [one.field for one in gaps(guide)],
        "fees": [{**vars(one)} for one in schedule(guide).values()],
        "guide": guide,
    }


def public_centre(desk: Desk, *, at: datetime) -> dict[str, Any]:
    """The six of the centre: who we are, by which rules, who sits where, what for, how long, where to complain."""
    with desk.database.reading() as connection:
        centre = registry.setting(connection, "centre") or {}
        found = people.departments(connection)
        windows, posts = people.windows(connection), people.posts(connection)
        names = {one.user: one.name for one in people.accounts(connection)}
        items = [one for one in definitions.in_force(connection, at) if one.guide is not None]
    departments = {one.code: one.name for one in found}
    leading = {str(one.data.get("head")) for one in found}
    heads = [
        {"department": departments[one.department], "post": one.name, "name": names.get(one.a, one.a)}
        for one in posts
        if one.code in leading and one.department in departments
    ]
    return {
        "duties": {"name": centre.get("name", ""), "duties": centre.get("duties", ""), "leaders": heads},
        "rules": [{"name": one.name, "key": one.key} for one in items],
        "windows": [_window(one.code, one.name, one.department, departments, posts, names) for one in windows],
        "items": [{"key": one.key, "name": one.name, "item_code": one.item_code} for one in items],
        "periods": [{"key": one.key, **_period(one.guide or {})} for one in items],
        "complaints": {name: centre.get(name, "") for name in ("complaints", "phone", "reconsideration", "court")},
    }


def _window(
    code: str, name: str, department: str, departments: dict[str, str], posts: list[people.Post], names: dict[str, str]
) -> dict[str, Any]:
    staff = [one for one in posts if one.department == department]
    people_here = [{"post": one.name, "a": names.get(one.a, one.a), "b": names.get(one.b, one.b)} for one in staff]
    return {"code": code, "name": name, "department": departments.get(department, department), "people": people_here}


def _period(guide: dict[str, Any]) -> dict[str, Any]:
    limits = guide.get("limits") or {}
    return {name: limits.get(name) for name in ("promise", "statutory", "unit")}
