"""A server with its pages on a port of this machine, and people at their screens."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, BrowserContext, Page
from waitress.server import create_server as listen
from waitress.wasyncore import close_all

from app import designs, desk
from app.domain.roles import Role
from app.serving import Server, create_server
from app.settings import Settings
from app.timers.clock import SteppedClock

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, ten o'clock in the centre
FACTS = {"area": 350, "works": 1, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}
WAIT = 15_000


@dataclass
class Site:
    """A running server: its address, its clock, everybody's tokens."""

    server: Server
    clock: SteppedClock
    url: str
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, user: str, role: Role, department: str = "") -> str:
        if user not in self.tokens:
            self.tokens[user] = desk.issue_token(self.server.desk, user, role, department, at=self.clock.now())
        return self.tokens[user]

    @property
    def designer(self) -> str:
        return self.token("designer", Role.DESIGNER, "centre")

    @property
    def window(self) -> str:
        return self.token("tang.li", Role.WINDOW, "market")

    @property
    def head(self) -> str:
        return self.token("zhou.min", Role.HEAD, "market")

    @property
    def chief(self) -> str:
        return self.token("chief", Role.ADMINISTRATOR)

    def call(self, method: str, path: str, token: str, **more: Any) -> Any:
        """A call of the API, answered with its JSON; anything but success fails the test."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en", **more.pop("headers", {})}
        answer = requests.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=30, **more)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def receive(self, item: str, variables: Mapping[str, Any] = FACTS, clerk: str = "") -> str:
        """A new case's number.  clerk: the token of another window than the market's."""
        body = {"item": item, "applicant": {"name": "桥头羊肉馆"}, "variables": variables, "form": dict(variables)}
        return str(self.call("POST", "/cases", clerk or self.window, json=body)["number"])

    def complete(self, case: str, element: str, department: str = "", **said: Any) -> None:
        """Claim and complete a task of a case, as its department's head."""
        tasks = self.call("GET", f"/tasks?case={case}&status=live", self.chief)["items"]
        (task,) = [t for t in tasks if t["element"] == element and department in ("", t["department"])]
        token = self.token(f"{task['department']}.head", Role.HEAD, task["department"])
        self.call("POST", f"/tasks/{task['id']}/claim", token)
        self.call("POST", f"/tasks/{task['id']}/complete", token, json=said)

    @contextmanager
    def screen(
        self, browser: Browser, token: str = "", *, locale: str = "zh-CN", width: int = 1440, refusals: str = "none"
    ) -> Iterator[Page]:
        """A page, signed in with a token; whatever the browser complains of fails the test.

        refusals: the status of answers that the test provokes.
        """
        context: BrowserContext = browser.new_context(locale=locale, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.set_default_timeout(WAIT)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        if token:
            page.goto(f"{self.url}/sign-in")
            page.fill("#token", token)
            page.press("#token", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        yield page
        context.close()
        unexpected = [one for one in complaints if f"status of {refusals} " not in one]
        assert not unexpected, unexpected


@contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    """A server with the six diagrams, its timers standing still until the clock is moved."""
    clock = SteppedClock(START)
    server = create_server(Settings(data=folder / "data", tick_enabled=False), clock)
    designs.load_folder(server.desk, server.desk.settings.processes, at=START)
    listener = listen(server.app, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=listener.run, daemon=True)
    thread.start()
    yield Site(server=server, clock=clock, url=f"http://127.0.0.1:{listener.effective_port}")
    # closed by its own thread: a socket that another closes under its select is an error there
    listener.trigger.pull_trigger(lambda: close_all(listener._map))
    thread.join(WAIT / 1000)
    listener.task_dispatcher.shutdown()
    server.close()


def tab_to(page: Page, wanted: str, *others: str) -> None:
    """Press Tab until the focus is on something wanted."""
    any_of = ", ".join((wanted, *others))
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", any_of):
            return
    raise AssertionError(f"no way to {wanted} with the Tab key")
