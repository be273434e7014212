"""One performance: server up, tokens given out, the story played, the evidence gathered, the ledger verified."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from app.demo.cast import SUPERVISION, Cast, Person, read_cast
from app.demo.client import Caller, Line, Unexpected
from app.demo.diary import OPENING, Diary
from app.demo.doing import Errand
from app.demo.evidence import Evidence, gather
from app.demo.findings import Check, check_case, check_house
from app.demo.highlights import Highlights
from app.demo.parts import Part
from app.demo.progress import Bar
from app.demo.receiver import Mailbox, mailbox
from app.demo.report import document
from app.demo.server import HOST, Server, running, verify_ledger
from app.demo.town import Clock, Town
from app.domain.roles import Role
from app.settings import ROOT

Json = dict[str, Any]
PROCESSES = ROOT / "processes"
ITEM, CALLED, CENTRE = "joint", ("rejected", "hearing"), "centre"
LAST_MAIL_SECONDS = 10.0
BLINK = 0.05


def only_the_item(folder: Path) -> Path:
    """A folder with the centre, the item that is played and what it calls: no log is written, no order given beside."""
    folder.mkdir()
    for path in sorted(PROCESSES.iterdir()):
        if path.stem in (ITEM, *CALLED, CENTRE):
            shutil.copy(path, folder)
    return folder


@dataclass
class Performance:
    """What is played, and where; `run` once."""

    parts: list[Part]
    seed: int
    folder: Path
    port: int

    def __post_init__(self) -> None:
        self.cast: Cast = read_cast(PROCESSES)
        self.highlights = Highlights(cast=self.cast)
        self.requests = 0
        self._now: Callable[[], datetime] = lambda: OPENING

    def run(self, said: Console) -> Json:
        """Play it; returns the whole result.  said: where the progress bar goes."""
        secret = secrets.token_hex(32)
        with Bar(said, self.parts, self.cast) as bar, mailbox(secret, lambda: self._now()) as box:
            settings = {"LIANBAN_WEBHOOK_URL": box.url, "LIANBAN_WEBHOOK_SECRET": secret}
            settings["LIANBAN_PROCESSES"] = str(only_the_item(self.folder / "processes"))
            bar.says("启动服务器")
            with running(self.folder, self.port, settings) as server:
                town, line = self._town(server, bar)
                try:
                    town.play()
                    bar.says("收集结果")
                    evidence = self._gather(town, line, box)
                finally:
                    line.close()
                self.requests = line.requests
            bar.says("校验台账")
            ledger = verify_ledger(self.folder)
        checks = self._check(town, evidence, box, ledger)
        lines = self.highlights.in_order()
        return document(self.seed, town, evidence, checks, lines, box, ledger)

    def _town(self, server: Server, bar: Bar) -> tuple[Town, Line]:
        line = Line(HOST, server.port)
        administrator = Caller(line=line, token=server.token, user="admin")
        clock = Clock(caller=administrator, now=OPENING)
        self._now = lambda: clock.now

        def done(errand: Errand, person: Person, said: str) -> None:
            bar.done(errand, person)
            self.highlights.done(clock.now, errand, person, said)

        town = Town(
            clock=clock,
            callers=tokens(self.cast, administrator),
            cast=self.cast,
            diary=Diary(administrator.get(f"/calendar/{OPENING.year}")["days"]),
            parts=self.parts,
            guide=_guide(Caller(line=line)),
            moved=bar.moved,
            done=done,
        )
        return town, line

    def _gather(self, town: Town, line: Line, box: Mailbox) -> dict[str, Evidence]:
        supervisor = town.callers[self.cast.of(SUPERVISION, Role.SUPERVISOR).user]
        _await_last_mail(town.clock, supervisor, box)
        found = {}
        for number in sorted(town.played):
            played = town.played[number]
            seen = gather(supervisor, Caller(line=line), number, played.code, box.alerts())
            seen = replace(seen, refusals=town.doing.refusals.get(number, []))
            self.highlights.alerted(played.part.shop.name, seen)
            found[number] = seen
        return found

    def _check(self, town: Town, evidence: dict[str, Evidence], box: Mailbox, ledger: Json) -> list[Check]:
        of_cases = [
            check for number, seen in evidence.items() for check in check_case(town.played[number], seen, town.diary)
        ]
        return of_cases + check_house(evidence, box, ledger, town.diary)


def tokens(cast: Cast, administrator: Caller) -> dict[str, Caller]:
    """A token for everybody in the centre."""
    callers = {}
    for person in cast.people:
        asked = {"user": person.user, "role": str(person.role), "department": person.department}
        token = administrator.post("/tokens", asked)["token"]
        callers[person.user] = Caller(line=administrator.line, token=token, user=person.user)
    return callers


def _guide(public: Caller) -> Json:
    """The item's public guide, from which the window knows what must be handed in."""
    for item in public.get("/public/items")["items"]:
        if item["key"] == ITEM:
            found: Json = item["guide"]
            return found
    raise Unexpected(f"the server has no public guide of {ITEM!r}", f"服务器没有事项 {ITEM} 的办事指南")


def _await_last_mail(clock: Clock, supervisor: Caller, box: Mailbox) -> None:
    """Messages are sent after the commit: give the last ones a moment; what is missing then fails its check."""
    clock.move_to(clock.now)  # the server sends what waits before it answers
    wanted = 2 * len(supervisor.all("/alerts"))
    until = time.monotonic() + LAST_MAIL_SECONDS
    while len(box.alerts()) < wanted and time.monotonic() < until:
        time.sleep(BLINK)
