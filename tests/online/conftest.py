"""The centre as `processes/` describes it behind the API, with both ways to the outside set up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from shutil import copy

import pytest

from app import api, designs, desk
from app.settings import ROOT, Settings
from app.store.database import Database
from app.timers.clock import SteppedClock
from app.timers.metrics import Figures
from app.timers.pulse import Pulse
from tests.api.setting import START, Town

Open = Callable[..., Town]
OFTEN = {"public_requests_per_minute": 10_000, "public_filings_per_hour": 10_000}


def a_town(database: Database, data: Path, **settings: object) -> Town:
    """The centre on a database.  settings: further ones."""
    given = {
        "webhook_url": "http://127.0.0.1:9",
        "webhook_secret": "s",
        "smtp_host": "127.0.0.1",
        "smtp_port": 9,
        **settings,
    }
    house = desk.open_desk(database, Settings.model_validate({"data": data, **given}))
    designs.load_folder(house, ROOT / "processes", at=START)
    clock, metrics = SteppedClock(START), api.Metrics()
    pulse = Pulse(house, house.settings, clock, Figures(metrics.registry))
    return Town(
        desk=house, clock=clock, pulse=pulse, client=api.build(house, metrics=metrics, pulse=pulse).test_client()
    )


@pytest.fixture
def open_town(database: Database, tmp_path: Path) -> Open:
    """Opens it on a fresh database of each kind in turn."""
    return partial(a_town, database, tmp_path)


@pytest.fixture
def town(open_town: Open) -> Town:
    """The centre with settings that let one address file often."""
    return open_town(**OFTEN)


@pytest.fixture(scope="module")
def still(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all the tests of a module that are to change nothing."""
    folder = tmp_path_factory.mktemp("still")
    copy(sqlite_template, folder / "lianban.db")
    database = Database.open(f"sqlite:///{folder / 'lianban.db'}")
    yield a_town(database, folder, **OFTEN)
    database.close()
