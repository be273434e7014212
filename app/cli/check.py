"""Checks diagrams without storing anything, and prints every finding with its place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from app.cli import language
from app.engine import prepare
from app.errors import DiagramRefused, Finding

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=FILES, metavar="FILE...")
@click.option("--process", metavar="ID", default=None, help="Which process is the caller; else the first file's.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Not used: nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(files: tuple[Path, ...], process: str | None, data: Path | None, as_json: bool) -> None:
    """Check a diagram; further files are the processes that it calls. Leaves with 1 when it is refused."""
    try:
        findings: tuple[Finding, ...] = prepare([path.read_bytes() for path in files], process=process).warnings
        refused = False
    except DiagramRefused as error:
        findings, refused = error.findings, True
    if as_json:
        listed: list[dict[str, Any]] = [finding.to_dict(language()) for finding in findings]
        click.echo(orjson.dumps({"refused": refused, "findings": listed}))
    else:
        _show(findings, refused)
    sys.exit(int(refused))


def _show(findings: tuple[Finding, ...], refused: bool) -> None:
    console = Console()
    if findings:
        table = Table("severity", "rule", "element", "line", "what", "mend", box=None)
        for found in findings:
            place = str(found.line or "")
            table.add_row(found.severity, found.code, found.element, place, found.message(language()), found.fix)
        console.print(table)
    console.print("refused" if refused else "good: it can be deployed")
