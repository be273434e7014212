"""The centre of `processes/` on a fresh database of each kind in turn."""

from __future__ import annotations

import pytest

from app.store.database import Database
from tests.centre.door import Door
from tests.centre.hall import open_hall
from tests.factories import Centre


@pytest.fixture
def hall(database: Database) -> Centre:
    """The house with its six items, guides and people."""
    return open_hall(database)


@pytest.fixture
def door(hall: Centre) -> Door:
    """The API in front of the hall."""
    return Door(hall)
