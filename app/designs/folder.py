"""Loads a folder of diagrams, guides and the centre's own file, as the server does when it starts."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

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
    news, others = sorted_out(house, files, at)
    made = deploy(house, SYSTEM, news, at=at) if news else None
    _remember(house, files)
    deployed = () if made is None else made.definitions
    kept = [one for one in others if one.key not in {each.key for each in deployed}]
    return Loaded(definitions=(*deployed, *kept), created=made is not None and made.created, centre=changed)


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
        guide = orjson.loads(orjson.dumps(tomllib.loads(file.data.decode("utf-8-sig"))))
        record = definitions.find_key(connection, str(guide.get("key") or PurePath(file.name).stem), at)
        return [record] if record is not None and record.guide != guide else []
    found = [definitions.find_key(connection, key, at) for key in read(file.data).processes]
    known = [record for record in found if record is not None]
    return known if any(definitions.sources(connection, one.id).own != file.data for one in known) else []


def _remember(house: Centred, files: list[File]) -> None:
    with house.database.writing() as connection:
        for file in files:
            registry.set_setting(connection, _seen(file), _digest(file))


def _seen(file: File) -> str:
    return (SEEN + file.name)[:100]


def _digest(file: File) -> str:
    return hashlib.sha256(file.data).hexdigest()
