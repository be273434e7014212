"""The people of a test: an administrator, and whoever else is asked for, each with a token made over HTTP."""

from __future__ import annotations

from tests.proofs.client import Answer, Client
from tests.proofs.server import Server


class People:
    """Gives out clients by user, role and department; every call opens a connection of its own."""

    def __init__(self, server: Server) -> None:
        """server: one that was started, and first started here, so that it said its first token."""
        self._server = server
        self._chief = server.first_token()
        self._tokens: dict[str, str] = {}

    def chief(self, **more: str) -> Client:
        """The administrator."""
        return Client(self._server.port, self._chief, **more)

    def nobody(self, **more: str) -> Client:
        """Somebody without a token."""
        return Client(self._server.port, **more)

    def token(self, user: str, role: str, department: str = "") -> str:
        if user not in self._tokens:
            wanted = {"user": user, "role": role, "department": department}
            self._tokens[user] = self.chief().post("/tokens", wanted).must(201)["token"]
        return self._tokens[user]

    def person(self, user: str, role: str, department: str = "", **more: str) -> Client:
        return Client(self._server.port, self.token(user, role, department), **more)

    def publish(self, *files: tuple[str, bytes]) -> Answer:
        """Deploy as a designer; what the gate holds the administrator lets pass."""
        answer = self.designer().deploy(*files, override="drawn for a test")
        if answer.status != 202:
            return answer
        return self.chief().post(f"/deployments/held/{answer.must(202)['held']['id']}/approve", {})

    def officer(self, department: str, number: int = 1) -> Client:
        return self.person(f"{department}.officer{number}", "officer", department)

    def head(self, department: str) -> Client:
        return self.person(f"{department}.head", "head", department)

    def window(self, department: str) -> Client:
        return self.person(f"{department}.window", "window", department)

    def designer(self) -> Client:
        return self.person("a.designer", "designer", "centre")

    def supervisor(self) -> Client:
        return self.person("a.supervisor", "supervisor", "supervision")
