"""The server answers as its OpenAPI document says, whatever it is asked: no failure, no undocumented answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.store.database import Database
from tests.api.setting import Town, a_town

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 12


@pytest.fixture(scope="module")
def busy_town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town in which something has happened, so that answers have content to be checked."""
    folder = tmp_path_factory.mktemp("busy")
    shutil.copy(sqlite_template, folder / "lianban.db")
    database = Database.open(f"sqlite:///{folder / 'lianban.db'}")
    with a_town(database, folder / "town", public_requests_per_minute=100_000, public_filings_per_hour=100_000) as town:
        for _ in range(3):
            number = town.receive()["number"]
        task = town.tasks(number)["fire"]
        town.officer("fire").post(f"/tasks/{task}/complete", {"outcome": "agree"})
        town.chief.call("PUT", "/clock", {"at": "2026-03-18T00:00:00Z"})
        assert town.chief.get("/alerts").get_json()["items"]
        yield town
    database.close()


def test_answers_are_those_the_document_promises(busy_town: Town, subtests: pytest.Subtests) -> None:
    document = schemathesis.openapi.from_wsgi("/openapi.json", busy_town.client.application)
    headers = {"Authorization": f"Bearer {busy_town.chief.token}", "Accept-Language": "en"}
    for found in document.get_all_operations():
        operation = found.ok()
        busy_town.pulse.beat()  # or it is not ready, as it should
        with subtests.test(operation.label):
            ask(operation.as_strategy(), headers)


def ask(cases: SearchStrategy[schemathesis.Case], headers: dict[str, str]) -> None:
    """Send some requests of one kind and hold every answer against the document."""

    @given(cases)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def each(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    each()
