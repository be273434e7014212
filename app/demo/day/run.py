"""Puts the day on: server up, everybody at their places, all scripts in order of time, then what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from app.demo.cast import read_cast
from app.demo.client import Caller, Line
from app.demo.day import closing, troupe
from app.demo.day.dates import OPENING, moment
from app.demo.day.document import document
from app.demo.day.script import play
from app.demo.day.stage import Stage
from app.demo.performance import PROCESSES, tokens
from app.demo.server import HOST, Server, running, verify_ledger
from app.demo.town import Clock

Json = dict[str, Any]
CURTAIN = moment("05-18", "10:00")


@dataclass
class Day:
    """What is played, and where; `run` once."""

    seed: int
    folder: Path
    port: int
    requests: int = 0

    def run(self, said: Console) -> Json:
        """Play it; returns the whole result.  said: where is told what day it is."""
        with said.status("启动服务器") as status:
            with running(self.folder, self.port, {"LIANBAN_PROCESSES": str(PROCESSES)}, OPENING) as server:
                line = Line(HOST, server.port)
                try:
                    stage = _stage(server, line)

                    def move_to(at: datetime) -> None:
                        status.update(f"{at:%m-%d %H:%M}")
                        stage.clock.move_to(at)

                    play(troupe.scripts(stage, self.seed), move_to)
                    move_to(CURTAIN)
                    found = closing.gather(stage)
                finally:
                    line.close()
                self.requests = line.requests
            found = replace(found, ledger=verify_ledger(self.folder))
        checks = [*stage.checks, *closing.check(stage, found)]
        return document(self.seed, stage, found, checks, troupe.names())


def _stage(server: Server, line: Line) -> Stage:
    administrator = Caller(line=line, token=server.token, user="admin")
    public, cast = Caller(line=line), read_cast(PROCESSES)
    return Stage(
        clock=Clock(caller=administrator, now=OPENING),
        cast=cast,
        callers=tokens(cast, administrator),
        public=public,
        guides={one["key"]: one["guide"] for one in public.get("/public/items")["items"]},
    )
