"""`lianban demo`: plays a real server through the Spring Festival, or one day of a whole centre, and shows it."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
import orjson

from app.demo.client import Unexpected
from app.demo.day import page
from app.demo.day.run import Day
from app.demo.parts import cast_parts
from app.demo.performance import Performance
from app.demo.server import last_words
from app.demo.show import console_for, show
from app.errors import Refused

USUAL_CASES, MOST_CASES = 12, 60


@click.command("demo")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws names, facts and working habits.")
@click.option("--cases", type=click.IntRange(1, MOST_CASES), default=None, help="How many cases; 12 by default.")
@click.option("--day", "is_day", is_flag=True, help="Play one day of the whole centre instead, with 60 cases.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Where to put the data; must be new.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document.")
@click.option("--keep", is_flag=True, help="Keep the temporary data folder and say where it is.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the server; a free one by default.")
def command(
    seed: int, cases: int | None, is_day: bool, data: Path | None, as_json: bool, keep: bool, port: int
) -> None:
    """Watch the joint approval of opening a restaurant, or with --day a whole centre at work.

    Starts a real server on a fresh database and plays the people of the centre over HTTP, on a clock that runs
    fast: from 9 February 2026 across the Spring Festival, or the days around 30 April 2026, the eve of Labour Day,
    which is told from the first ticket to the duty leader's signed log. Leaves with 1 when anything that the story
    expects was not seen.
    """
    if is_day and cases is not None:
        raise click.UsageError("--day has its own 60 cases; leave --cases out")
    said, began = console_for(sys.stderr), time.monotonic()
    with _stoppable(), ExitStack() as stack:
        folder = stack.enter_context(_folder(data, keep))
        played = Day(seed=seed, folder=folder, port=port) if is_day else _restaurants(seed, cases, folder, port)
        try:
            result = played.run(said)
        except Unexpected:
            said.print(last_words(folder), markup=False, soft_wrap=True, style="dim")
            raise
        if as_json:
            click.echo(orjson.dumps(result, option=orjson.OPT_INDENT_2))
        else:
            _show(played, result)
            seconds = time.monotonic() - began
            said.print(f"HTTP 请求 {played.requests} 次，实际用时 {seconds:.0f} 秒。", style="dim")
        if keep or data:
            said.print(f"数据在 {folder}，可用 ./run serve --data {folder} 打开查看。", soft_wrap=True)
    sys.exit(0 if result["ok"] else 1)


def _restaurants(seed: int, cases: int | None, folder: Path, port: int) -> Performance:
    return Performance(parts=cast_parts(seed, cases or USUAL_CASES), seed=seed, folder=folder, port=port)


def _show(played: Performance | Day, result: dict[str, Any]) -> None:
    console = console_for(sys.stdout)
    if isinstance(played, Day):
        page.show(console, result)
    else:
        show(console, result, played.cast)


@contextmanager
def _folder(data: Path | None, keep: bool) -> Iterator[Path]:
    """A folder without a database.  Raises Refused: the given one has been used."""
    if data is not None:
        if (data / "lianban.db").exists():
            raise Refused(
                f"{data} holds a database already; the demonstration needs a new folder",
                f"{data} 中已有数据库;演示需要新的文件夹",
            )
        data.mkdir(parents=True, exist_ok=True)
        yield data
    elif keep:
        yield Path(tempfile.mkdtemp(prefix="lianban-demo-"))
    else:
        with tempfile.TemporaryDirectory(prefix="lianban-demo-", ignore_cleanup_errors=True) as made:
            yield Path(made)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a polite request to stop unwind the blocks, so that the server is ended too."""

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
