"""`lianban demo`: plays a real server through the Spring Festival of 2026 and shows what came of it."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import click
import orjson

from app.demo.client import Unexpected
from app.demo.parts import cast_parts
from app.demo.performance import Performance
from app.demo.server import last_words
from app.demo.show import console_for, show
from app.errors import Refused

MOST_CASES = 60


@click.command("demo")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws names, facts and working habits.")
@click.option("--cases", type=click.IntRange(1, MOST_CASES), default=12, show_default=True, help="How many cases.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Where to put the data; must be new.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document.")
@click.option("--keep", is_flag=True, help="Keep the temporary data folder and say where it is.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the server; a free one by default.")
def command(seed: int, cases: int, data: Path | None, as_json: bool, keep: bool, port: int) -> None:
    """Watch the joint approval of opening a restaurant, from the windows to the results.

    Starts a real server on a fresh database and plays the window and the departments over HTTP, on a clock
    that runs fast from 9 February 2026 across the Spring Festival. Leaves with 1 when anything that the story
    expects was not seen.
    """
    said, began = console_for(sys.stderr), time.monotonic()
    with _stoppable(), ExitStack() as stack:
        folder = stack.enter_context(_folder(data, keep))
        performance = Performance(parts=cast_parts(seed, cases), seed=seed, folder=folder, port=port)
        try:
            result = performance.run(said)
        except Unexpected:
            said.print(last_words(folder), markup=False, soft_wrap=True, style="dim")
            raise
        if as_json:
            click.echo(orjson.dumps(result, option=orjson.OPT_INDENT_2))
        else:
            show(console_for(sys.stdout), result, performance.cast)
            seconds = time.monotonic() - began
            said.print(f"HTTP 请求 {performance.requests} 次，实际用时 {seconds:.0f} 秒。", style="dim")
        if keep or data:
            said.print(f"数据在 {folder}，可用 ./run serve --data {folder} 打开查看。", soft_wrap=True)
    sys.exit(0 if result["ok"] else 1)


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
