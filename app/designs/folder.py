"""Loads a folder of diagrams, guides and the centre's own file, as the server does when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.designs.centre import Centred, load_centre
from app.designs.deploying import deploy
from app.designs.files import File
from app.domain.actors import SYSTEM
from app.store.records import DefinitionRecord

CENTRE = "centre.toml"


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
    made = deploy(house, SYSTEM, files, at=at)
    return Loaded(definitions=made.definitions, created=made.created, centre=changed)
