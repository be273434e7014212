"""A town on SQLite for most tests of the API; those that depend on the database ask for `town_on` each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Database
from tests.api.setting import Town, a_town


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    """A town on a fresh SQLite database."""
    database = Database.open(sqlite_url)
    with a_town(database, tmp_path / "town") as made:
        yield made
    database.close()


@pytest.fixture
def town_on_each(database: Database, tmp_path: Path) -> Iterator[Town]:
    """A town on a fresh database of each kind in turn."""
    with a_town(database, tmp_path / "town") as made:
        yield made
