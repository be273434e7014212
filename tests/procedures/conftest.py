"""The centre as `processes/` describes it, with its items and procedures, on each kind of database in turn."""

from __future__ import annotations

import pytest

from app import designs, desk
from app.settings import ROOT, Settings
from app.store.database import Database
from tests.factories import AT, Centre


@pytest.fixture
def hall(database: Database) -> Centre:
    """The whole centre on a fresh database."""
    centre = Centre(house=desk.open_desk(database, Settings(webhook_url="http://hook.example")))
    designs.load_folder(centre.house, ROOT / "processes", at=AT)
    return centre
