"""The command line: names every command, and imports only the one that is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from app.errors import BadSetting, DiagramRefused, LianbanError

COMMANDS = {
    "serve": ("app.cli.serve", "Start the server."),
    "worker": ("app.cli.worker", "Fire timers for a cluster on PostgreSQL."),
    "token": ("app.cli.token", "Make, list and revoke access tokens."),
    "calendar": ("app.cli.calendar", "Show and import working days; say when something is due."),
    "ledger": ("app.cli.ledger", "Check the record of what happened."),
    "notice": ("app.cli.notice", "Print notices and try their templates."),
    "check": ("app.cli.check", "Check diagrams without storing anything."),
    "diff": ("app.cli.diff", "Say what is different between two diagrams or versions."),
    "migrate": ("app.cli.migrate", "Move running cases to another version of their diagram."),
    "play": ("app.cli.play", "Rehearse a diagram in memory, by JSON lines."),
    "simulate": ("app.cli.simulate", "Replay a diagram many times: what to expect, and what holds it up."),
    "demo": ("app.demo.command", "Watch the joint approval of opening a restaurant."),
    "bench": ("app.bench.command", "Measure speed and size."),
}


class Lazy(click.Group):
    """A group whose commands live in modules of their own, each as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`./run test` runs the checks and the tests. `./run COMMAND --help` tells more of a command.",
)
@click.version_option(package_name=None, version="0.1.0", prog_name="lianban")
def lianban() -> None:
    """联办: joint approvals of a service centre, run from their BPMN diagrams."""


def language() -> str:
    """The language for messages here, from the environment: "zh" or "en"."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"


def main() -> None:
    """Run a command; a refusal is told in plain words and leaves with 1, a setting that cannot be used with 2."""
    try:
        lianban(prog_name="lianban")
    except LianbanError as refusal:
        for line in lines_of(refusal):
            click.echo(f"lianban: {line}", err=True)
        sys.exit(2 if isinstance(refusal, BadSetting) else 1)


def lines_of(refusal: LianbanError) -> list[str]:
    """What to tell of a refusal: its message, or each finding of a refused diagram with its place."""
    if not isinstance(refusal, DiagramRefused):
        return [refusal.message(language()), *_each(refusal)]
    return [f"{found.severity} {found.code} {found.element}: {found.message(language())}" for found in refusal.findings]


def _each(refusal: LianbanError) -> list[str]:
    """Every slip of a file with its line, where there are several."""
    slips = refusal.extra.get("errors", [])
    if len(slips) < 2:
        return []
    words = language()
    places = [":".join(str(slip[key]) for key in ("line", "field") if key in slip) for slip in slips]
    return [f"  {place} {slip['message'][words]}" for place, slip in zip(places, slips, strict=True)]
