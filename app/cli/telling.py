"""Says in a few lines what an entry into a calendar came to."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
import orjson

from app.cli import language
from app.desk import Entered


def tell_or_print(made: Entered, tried: bool, as_json: bool) -> None:
    """What it came to, in lines or as JSON.  tried: it was a dry run."""
    if as_json:
        print_json(made.to_dict(language()))
    else:
        tell(made, tried)


def tell(made: Entered, tried: bool) -> None:
    """The version, the days that changed, what looks odd, and what will be computed anew."""
    label = made.edition.label(language())
    if made.created:
        click.echo(words(f"{label} is in force", f"{label} 已生效"))
    elif tried and made.changes:
        click.echo(words(f"{label} would change:", f"{label} 将改变:"))
    else:
        click.echo(words(f"{label}: nothing new", f"{label}:没有变化"))
    for change in made.changes:
        meant = f"{change.before.reason(language())} → {change.after.reason(language())}"
        click.echo(line(change.date, change.after.worked, meant))
    for en, zh in made.doubts:
        click.echo(words(f"  look again: {en}", f"  请核对:{zh}"), err=True)
    if made.recompute and made.recompute.total:
        click.echo(
            words(f"{made.recompute.total} open cases will be computed anew",
                   f"将重新计算{made.recompute.total}个在办件的时限")
        )  # fmt: skip


def line(day: date, worked: bool, reason: str) -> str:
    """One day: a full dot for a working day."""
    weekday = words("Mon Tue Wed Thu Fri Sat Sun", "周一 周二 周三 周四 周五 周六 周日").split()[day.weekday()]
    return f"  {day} {weekday} {'●' if worked else '○'} {reason}"


def words(en: str, zh: str) -> str:
    """One of two wordings, in the language of the environment."""
    return zh if language() == "zh" else en


def print_json(document: Any) -> None:
    """A document on one line."""
    click.echo(orjson.dumps(document, option=orjson.OPT_UTC_Z))
