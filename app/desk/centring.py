"""What the centre's own file says for its screens: its name, the words on the buttons, the papers it knows."""

from __future__ import annotations

from typing import Any

from app.desk.house import Desk
from app.store import people, registry


def centre_part(desk: Desk, name: str) -> Any:
    """A part of the centre's file as it was taken in, None when it has no such part."""
    with desk.database.reading() as connection:
        return registry.setting(connection, name)


def names_of_people(desk: Desk) -> dict[str, str]:
    """Everybody's name by user."""
    with desk.database.reading() as connection:
        return {one.user: one.name for one in people.accounts(connection)}
