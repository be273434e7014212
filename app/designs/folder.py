"""Loads a folder of diagrams, guides and the centre's own file, as the server does when it starts."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

import orjson

from app.designs.centre import Centred, load_centre
from app.designs.deploying import deploy
from app.designs.files import File
from app.domain.actors import SYSTEM
from app.engine import read
from app.store import definitions, registry
from app.store.database import Connection
from app.store.records import DefinitionRecord

CENTRE = "centre.toml"
SEEN = "folder "
"""Before a file's name, the setting that holds the digest with which it was last loaded."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What the folder holds; `created` says whether anything in it is new."""

    definitions: tuple[DefinitionRecord, ...]
    created: bool
    centre: bool


def load_folder(house: Centred, folder: Path, *, at: datetime) -> Loaded:
    """Deploy every diagram of a folder with its guide, and the centre.  Raises DiagramRefused, Invalid."""
    centre = folder / CENTRE
    changed = load_centre(house, centre.read_bytes(), at=at) if centre.is_file() else False
    files = [
        File(name=path.name, data=path.read_bytes())
        for path in sorted(folder.glob("*"))
        if path.suffix in (".bpmn", ".toml") and path.name != CENTRE
    ]
    if not files:
        return Loaded(definitions=(), created=False, centre=changed)
    held = as_before(house, files, at)
    if held is not None:
        return Loaded(definitions=held, created=False, centre=changed)
    news, others = sorted_out(house, files, at)
    made = deploy(house, SYSTEM, news, at=at) if news else None
    _remember(house, files)
    deployed = () if made is None else made.definitions
    kept = [one for one in others if one.key not in {each.key for each in deployed}]
    return Loaded(definitions=(*deployed, *kept), created=made is not None and made.created, centre=changed)


def as_before(house: Centred, files: list[File], at: datetime) -> tuple[DefinitionRecord, ...] | None:
    """The versions in force, where they are what the folder holds and held when it was loaded last; None otherwise.

    Most starts are like this, and need not make every diagram ready to run in order to find out.
    """
    with house.database.reading() as connection:
        if any(registry.setting(connection, _seen(file)) != _digest(file) for file in files):
            return None
        found = definitions.in_force(connection, at)
        held = [record for record in found if record.file in {file.name for file in files}]
        sources = {record.file: definitions.sources(connection, record.id).own for record in held}
    guides = {record.key: record.guide for record in found}
    for file in files:
        if file.name.endswith(".toml"):
            key, guide = _guide(file)
            if guides.get(key) != guide:
                return None
        elif sources.get(file.name) != file.data:
            return None
    return tuple(held)


def sorted_out(house: Centred, files: list[File], at: datetime) -> tuple[list[File], list[DefinitionRecord]]:
    """The files to deploy, and the versions in force of the others.

    A file that is as it was when the folder was last loaded must not win over what was published since.
    """
    news, others = [], []
    with house.database.reading() as connection:
        for file in files:
            unchanged = registry.setting(connection, _seen(file)) == _digest(file)
            newer = _published_since(connection, file, at) if unchanged else []
            others += newer
            if not newer:
                news.append(file)
    return news, others


def _published_since(connection: Connection, file: File, at: datetime) -> list[DefinitionRecord]:
    """The versions in force of what a file holds, when they are not what is in the file."""
    if file.name.endswith(".toml"):
        key, guide = _guide(file)
        record = definitions.find_key(connection, key, at)
        return [record] if record is not None and record.guide != guide else []
    found = [definitions.find_key(connection, key, at) for key in read(file.data).processes]
    known = [record for record in found if record is not None]
    return known if any(definitions.sources(connection, one.id).own != file.data for one in known) else []


def _guide(file: File) -> tuple[str, dict[str, Any]]:
    """The process that a guide is for, and the guide as it is kept."""
    guide: dict[str, Any] = orjson.loads(orjson.dumps(tomllib.loads(file.data.decode("utf-8-sig"))))
    return str(guide.get("key") or PurePath(file.name).stem), guide


def _remember(house: Centred, files: list[File]) -> None:
    with house.database.writing() as connection:
        for file in files:
            registry.set_setting(connection, _seen(file), _digest(file))


def _seen(file: File) -> str:
    return (SEEN + file.name)[:100]


def _digest(file: File) -> str:
    return hashlib.sha256(file.data).hexdigest()
