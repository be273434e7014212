"""Moves running cases to another version of their diagram, with a preview and a bar."""

from __future__ import annotations

import getpass
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app import desk
from app.cli import language, options
from app.desk import Desk, Migrating, Order
from app.domain.actors import Actor
from app.domain.roles import Role
from app.environment import read_settings
from app.errors import Invalid
from app.opening import open_house
from app.store.moving import MigrationRecord

PAGE = 200
SHOWN = 20


@click.command("migrate")
@click.argument("key")
@click.option("--to", "to", type=int, help="The version to move to.")
@click.option("--from", "sources", type=int, multiple=True, help="A version to move from; all others without it.")
@click.option("--map", "pairs", multiple=True, metavar="OLD=NEW", help="A step whose id has changed; again for more.")
@click.option("--new-limits", is_flag=True, help="Count changed limits anew from the opening of each step.")
@click.option("--reason", default="", help="Why; it goes into the ledger of every case.")
@click.option("--by", default=None, metavar="USER", help="Who orders it; else the name of this login.")
@click.option("--dry-run", is_flag=True, help="Tell what would become of every case, and change nothing.")
@click.option("--resume", "number", type=int, default=None, metavar="ID", help="Carry a stopped order on.")
@options.data
@options.as_json
def command(
    key: str,
    to: int | None,
    sources: tuple[int, ...],
    pairs: tuple[str, ...],
    new_limits: bool,
    reason: str,
    by: str | None,
    dry_run: bool,
    number: int | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Move the running cases of KEY to version --to; leaves with 1 when some case has to stay.

    Interrupted by Ctrl-C it stops after the batch at hand; killed, it goes on where it was when it is called with
    --resume, or when a server runs on the same database.
    """
    house = open_house(read_settings(data=data))
    who = Actor(user=by or getpass.getuser(), role=Role.DESIGNER)
    try:
        if number is None and to is None:
            raise Invalid("say the version with --to", "请用 --to 指定目标版本", field="to")
        mapping = dict(_pair(text) for text in pairs)
        order = Order(key=key, to=to or 0, sources=sources, mapping=mapping, new_limits=new_limits, reason=reason)
        if dry_run:
            sys.exit(_look(house, who, order, as_json=as_json))
        now = datetime.now(UTC)
        if number is None:
            made = desk.begin_migration(house, who, order, at=now)
        else:
            made = desk.migration(house, number, key)
            if made.status == "stopped":
                made = desk.resume_migration(house, who, key, number)
        sys.exit(_run(house, who, made, as_json=as_json))
    finally:
        house.database.close()


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not (equals and old.strip() and new.strip()):
        raise Invalid(f"--map is {text!r}, not OLD=NEW", f"--map 应为 旧标识=新标识:{text}", field="map")
    return old.strip(), new.strip()


def _run(house: Desk, who: Actor, made: MigrationRecord, *, as_json: bool) -> int:
    """Carry the order out, with a bar where somebody looks."""
    asked = _ask_to_stop_politely()
    runner = Migrating(house, made.id)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(f"{made.key} → {made.to_version}", total=made.total, completed=made.moved + made.kept)
        while (now := runner.step(at=datetime.now(UTC))).status == "running":
            bar.update(task, completed=now.moved + now.kept)
            if asked:
                now = desk.stop_migration(house, who, made.key, made.id)
                break
    _tell(house, now, as_json=as_json)
    return int(now.kept > 0 or now.status != "done")


def _ask_to_stop_politely() -> list[int]:
    """A list that fills when somebody asks: the batch at hand is finished first."""
    asked: list[int] = []

    def note(signum: int, frame: FrameType | None) -> None:
        asked.append(signum)

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    return asked


def _tell(house: Desk, order: MigrationRecord, *, as_json: bool) -> None:
    left = desk.migrated_cases(house, order.key, order.id, limit=SHOWN, moved=False)
    if as_json:
        told = {"id": order.id, "status": order.status, "total": order.total, "moved": order.moved, "kept": order.kept}
        kept = [{"number": case.number, "version": case.from_version, "reasons": case.reasons} for case in left]
        click.echo(orjson.dumps({**told, "left": kept}))
        return
    console = Console(highlight=False)
    console.print(f"migration {order.id}: {order.status}, {order.moved} moved, {order.kept} left where they are")
    if left:
        _show_reasons(console, [(case.number, case.from_version, case.reasons) for case in left])
    if order.status == "stopped":
        console.print(f"go on with: ./run migrate {order.key} --resume {order.id}")


def _look(house: Desk, who: Actor, order: Order, *, as_json: bool) -> int:
    """Go through all cases, page by page."""
    pages = []
    after: int | None = 0
    now = datetime.now(UTC)
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("looking", total=None)
        while after is not None:
            page = desk.preview_migration(house, who, order, at=now, after=after, limit=PAGE)
            pages.append(page)
            after = page.cursor
            bar.update(task, total=page.total, advance=len(page.cases))
    cases = [case for page in pages for case in page.cases]
    stay = [case for case in cases if not case.moves]
    if as_json:
        click.echo(orjson.dumps(_as_json(pages[0], cases)))
        return int(bool(stay))
    console = Console(highlight=False)
    console.print(f"{len(cases) - len(stay)} of {len(cases)} cases would move to version {order.to}")
    for version, names in pages[0].unknown.items():
        if names:
            console.print(f"version {version} does not know: {', '.join(names)}; a later step has to give them")
    changed = [(case, due) for case in cases for due in case.deadlines if due.before != due.after]
    if changed:
        table = Table("case", "what", "department", "due before", "due after", box=None, title="deadlines that change")
        for case, due in changed[:SHOWN]:
            table.add_row(case.number, due.element, due.department, _moment(due.before), _moment(due.after))
        console.print(table)
    if stay:
        _show_reasons(console, [(case.number, case.version, case.reasons) for case in stay[:SHOWN]])
    return int(bool(stay))


def _moment(at: datetime | None) -> str:
    return "-" if at is None else at.isoformat(timespec="seconds")


def _as_json(page: desk.Preview, cases: list[desk.CasePreview]) -> dict[str, Any]:
    return {
        "to": page.to,
        "total": page.total,
        "moves": sum(case.moves for case in cases),
        "mapping": {str(version): dict(names) for version, names in page.mapping.items()},
        "unknown": {str(version): list(names) for version, names in page.unknown.items()},
        "cases": [
            {
                "number": case.number,
                "version": case.version,
                "moves": case.moves,
                "reasons": [dict(one) for one in case.reasons],
                "deadlines": [vars(due) for due in case.deadlines],
            }
            for case in cases
        ],
    }


def _show_reasons(console: Console, left: list[tuple[str, int, Any]]) -> None:
    table = Table("case", "version", "step", "why it stays", box=None)
    for number, version, reasons in left:
        for one in reasons:
            message = one["message_zh" if language() == "zh" else "message_en"]
            table.add_row(number, str(version), one["element"], message)
    console.print(table)
