"""Checks diagrams without storing anything: what the gate would say, the proof, and the worst path."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import click
import orjson

from app.cli import language
from app.cli.check_words import show
from app.designs.checking import Checked, Question, check_files
from app.handlers import TOPICS
from app.verify import Deadline, Proof, Status
from app.verify.findings import PROPERTIES

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)
PUBLISHABLE, FINDINGS, UNREADABLE = 0, 1, 2
FINDING = ("code", "severity", "elements", "message_zh", "message_en", "trace", "fix", "line")


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=FILES, metavar="FILE...")
@click.option("--process", metavar="ID", default=None, help="This process only; else every one in the files.")
@click.option("--semantics", type=click.Choice(["engine", "bpmn"]), default="engine", show_default=True,
              help="What our engine runs, as deploying asks; or BPMN 2.0 alone.")  # fmt: skip
@click.option("--closed", is_flag=True, help="All processes of a file together: messages come over its message flows.")
@click.option("--centre", type=FILES, default=None, help="The centre's file; else the centre.toml beside the diagram.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of the output; else the locale's."
)
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Not used: nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="Print a list with one object for each file and process.")
def command(
    files: tuple[Path, ...],
    process: str | None,
    semantics: Literal["engine", "bpmn"],
    closed: bool,
    centre: Path | None,
    lang: str | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Check diagrams as the gate does: what runs, what the rules say, what is proved.

    Further files are processes that the first ones call, and so are the files beside them. Leaves with 0 when
    everything can be published, 1 when something cannot, 2 when a file cannot be read.
    """
    question = Question(semantics=semantics, closed=closed, process=process, centre=centre, topics=TOPICS)
    found = check_files(files, question)
    if as_json:
        click.echo(orjson.dumps([_object(each) for each in found]))
    else:
        show(found, lang or language())
    sys.exit(_status(found))


def _status(found: list[Checked]) -> int:
    if any(each.judgement is None for each in found):
        return UNREADABLE
    return PUBLISHABLE if all(each.publishable for each in found) else FINDINGS


def _object(checked: Checked) -> dict[str, Any]:
    if checked.judgement is None:
        return {
            "file": checked.file,
            "process": None,
            "verdict": "unreadable",
            "publishable": False,
            "properties": dict.fromkeys(PROPERTIES, str(Status.NOT_PROVEN)),
            "deadline": Deadline().to_dict(),
            "findings": [_unread(each) for each in checked.findings],
        }
    said = checked.judgement.verdict.to_dict()
    return {
        "file": checked.file,
        "process": checked.process,
        "verdict": said["verdict"],
        "publishable": checked.publishable,
        "properties": said["properties"],
        "deadline": said["deadline"],
        "findings": [_finding(each) for each in checked.judgement.findings],
    }


def _finding(found: Proof) -> dict[str, Any]:
    said = found.to_dict()
    return {name: said[name] for name in FINDING}


def _unread(found: Any) -> dict[str, Any]:
    said = asdict(found)
    return {**{name: said.get(name) for name in FINDING}, "elements": [], "trace": []}
