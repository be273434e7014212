"""Both ways over HTTP; ours is the server as anybody starts it: authentication, checks, rows, ledger, outbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from app import designs, desk
from app.bench.client import Client, server
from app.bench.diagram import joint
from app.bench.measure import Steps
from app.bench.ours import AT, LEAD
from app.domain.roles import Role
from app.opening import open_house
from app.settings import Settings


class OursOverHttp:
    """Our server and the tokens of its people."""

    def __init__(self, client: Client, tokens: dict[str, str]) -> None:
        self.client = client
        self.tokens = tokens

    def case(self, departments: list[str], form: dict[str, Any]) -> Steps:
        """The durable steps of one case."""
        call, tokens, answers = self.client.call, self.tokens, list[Any]()

        def file() -> None:
            body = {
                "item": "bench",
                "applicant": {"name": "bench"},
                "form": form,
                "variables": {"co_departments": departments},
            }
            answers.append(call("POST", "/api/v1/cases", body, tokens["window"]))

        def complete(who: str, task: int, outcome: str) -> None:
            path = f"/api/v1/tasks/{task}/complete"
            answers.append(call("POST", path, {"outcome": outcome, "opinion": outcome}, tokens[who]))

        yield file
        found = call("GET", f"/api/v1/tasks?case={answers[-1]['number']}", None, tokens[LEAD])["items"][0]
        yield partial(complete, LEAD, found["id"], "accept")
        for task in answers[-1]["opened"]:
            yield partial(complete, task["department"], task["id"], "agree")
        yield partial(complete, LEAD, answers[-1]["opened"][0]["id"], "grant")


class NaiveOverHttp:
    """The naive way's server."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def case(self, departments: list[str], form: dict[str, Any]) -> Steps:
        """The durable steps of one case."""
        numbers: list[int] = []

        def file() -> None:
            numbers.append(self.client.call("POST", "/cases", {"departments": departments, "form": form})["id"])

        yield file
        for _ in range(len(departments) + 2):
            yield lambda: self.client.call("POST", f"/cases/{numbers[0]}/step", {"outcome": "agree"})


@contextmanager
def both(folder: Path, departments: list[str]) -> Iterator[tuple[OursOverHttp, NaiveOverHttp]]:
    """Both servers, each with a client of its own."""
    settings = Settings(data=folder / "http")
    house = open_house(settings)
    tokens = {"window": desk.issue_token(house, "clerk", Role.WINDOW, LEAD, at=AT)}
    for code in (LEAD, *departments):
        tokens[code] = desk.issue_token(house, f"officer-{code}", Role.OFFICER, code, at=AT)
    administrator = desk.issue_token(house, "admin", Role.ADMINISTRATOR, "", at=AT)
    actor = desk.authenticate(house, administrator, AT)
    designs.deploy(house, actor, [designs.File(name="bench.bpmn", data=joint())], at=AT)
    house.database.close()
    with ExitStack() as stack:
        arguments = ["app.cli", "serve", "--data", str(settings.data), "--port", "0"]
        port = stack.enter_context(server(arguments, folder / "ours.log"))
        naive_port = stack.enter_context(server(["app.bench.naive_http", str(folder)], folder / "naive.log"))
        ours, naive = Client(port), Client(naive_port)
        stack.callback(ours.close)
        stack.callback(naive.close)
        yield OursOverHttp(ours, tokens), NaiveOverHttp(naive)
