"""Shows the calendars, imports notices, closes and opens days, and says when something is due and why."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from app import desk
from app.cli import language, options, recompute
from app.cli.telling import line, print_json, tell, tell_or_print, words
from app.desk import Desk
from app.domain import arrangement_files
from app.domain.actors import Actor
from app.domain.days import DayKind, Mark
from app.domain.explaining import DueUnit
from app.domain.roles import Role
from app.domain.tiers import TIERS, workdays_of
from app.domain.years import Scope
from app.environment import read_settings
from app.errors import Invalid
from app.opening import open_house

OWN = click.Choice([str(scope) for scope in Scope if scope is not Scope.NATIONAL])
MOST_DAYS = 2000
DAY = click.DateTime(["%Y-%m-%d"])
dry_run = click.option("--dry-run", is_flag=True, help="Only show what would change.")
by = click.option("--by", default=None, metavar="NAME", help="Who does it; else your account on this machine.")


@click.group("calendar")
def command() -> None:
    """Working days: show them, import a notice, close days, say when something is due."""


command.add_command(recompute.command)


@command.command("show")
@click.argument("year", type=int)
@click.option("--version", type=int, default=None, help="The national calendar alone, as this version had it.")
@click.option("--toml", "as_toml", is_flag=True, help="Print it as a file that `import` takes, to correct it.")
@options.data
@options.as_json
def show(year: int, version: int | None, as_toml: bool, data: Path | None, as_json: bool) -> None:
    """Show what differs from Monday to Friday in a year, and the versions behind it."""
    with _house(data) as house:
        sheet = desk.calendar_year(house, year, version)
    if as_json:
        print_json(sheet.to_dict(language()))
        return
    if as_toml:
        click.echo(arrangement_files.write(sheet.national, sheet.document), nl=False)
        return
    shown = sheet.to_dict(language())
    mark = words(" (provisional, no notice imported yet)", "(暂定,尚未导入放假通知)") if sheet.provisional else ""
    click.echo(f"{', '.join(shown['versions'])}{mark}")
    click.echo(words(f"{shown['working_days']} working days", f"{shown['working_days']}个工作日"))
    for day in sheet.days:
        if day.kind not in (DayKind.WORKDAY, DayKind.WEEKEND):
            click.echo(line(day.date, day.worked, day.reason(language())))
    for record in sheet.versions:
        entered = f"{record.entered_by} {record.entered_at.astimezone(house.calendar.zone):%Y-%m-%d %H:%M}"
        click.echo(f"  {record.edition.label(language())}  {record.document}  {entered}".rstrip())


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--from-package", is_flag=True, help="Take what the installed chinesecalendar knows instead of a file.")
@click.option("--year", type=int, default=None, help="With --from-package: this year only.")
@dry_run
@by
@options.data
@options.as_json
def import_(
    file: Path | None, from_package: bool, year: int | None, dry_run: bool, by: str | None, data: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Import a year's notice (TOML or CSV) as a new version; open limits follow it."""
    if (file is None) != from_package:
        raise Invalid("name a file, or say --from-package", "请指定文件或 --from-package", field="file")
    at = datetime.now(UTC)
    notice = arrangement_files.read(file.name, file.read_bytes()) if file else None
    with _house(data) as house:
        if notice is None:
            made = desk.import_package(house, _actor(by), year, at=at, dry_run=dry_run)
        else:
            made = [desk.import_notice(house, _actor(by), notice, at=at, dry_run=dry_run)]
    if as_json:
        print_json({"created": any(one.created for one in made), "items": [one.to_dict(language()) for one in made]})
        return
    if not made:
        click.echo(words("the package knows nothing new", "软件包没有新的放假安排"))
    for one in made:
        tell(one, dry_run)


@command.command("restore")
@click.argument("year", type=int)
@click.option("--version", type=int, required=True, help="Which; 0 is the year computed from the law alone.")
@dry_run
@by
@options.data
@options.as_json
def restore(year: int, version: int, dry_run: bool, by: str | None, data: Path | None, as_json: bool) -> None:
    """Make an older version of a year the newest again."""
    with _house(data) as house:
        made = desk.restore_version(house, _actor(by), year, version, at=datetime.now(UTC), dry_run=dry_run)
    tell_or_print(made, dry_run, as_json)


@command.command("close")
@click.argument("day", type=DAY)
@click.option("--to", "last", type=DAY, default=None, help="The last day, for several in a row.")
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in DayKind if kind not in (DayKind.WORKDAY, DayKind.WEEKEND)]),
    default=str(DayKind.CLOSED),
    help="closed: not counted, needs --basis (the default); shut, opened: the hall alone; holiday, makeup: by law.",
)
@click.option("--scope", type=OWN, default=str(Scope.CENTRE), help="Whose calendar.")
@click.option("--name", default="", help="Why, in a word or two.")
@click.option("--basis", default="", help="The government's decision it rests on.")
@dry_run
@by
@options.data
@options.as_json
def close(day: datetime, last: datetime | None, kind: str, scope: str, name: str, basis: str, dry_run: bool,
          by: str | None, data: Path | None, as_json: bool) -> None:  # fmt: skip
    """Close (or open) days of the centre or its locality."""
    mark = Mark(kind=DayKind(kind), name=name, basis=basis)
    until = last.date() if last else None
    at = datetime.now(UTC)
    with _house(data) as house:
        made = desk.add_days(house, _actor(by), Scope(scope), mark, day.date(), until, at=at, dry_run=dry_run)
    tell_or_print(made, dry_run, as_json)


@command.command("unclose")
@click.argument("day", type=DAY)
@click.option("--to", "last", type=DAY, default=None, help="The last day, for several in a row.")
@click.option("--scope", type=OWN, default=str(Scope.CENTRE), help="Whose calendar.")
@dry_run
@by
@options.data
@options.as_json
def unclose(day: datetime, last: datetime | None, scope: str, dry_run: bool, by: str | None, data: Path | None,
            as_json: bool) -> None:  # fmt: skip
    """Take back what `close` said."""
    first, until, at = day.date(), (last or day).date(), datetime.now(UTC)
    with _house(data) as house:
        made = desk.remove_days(house, _actor(by), Scope(scope), first, until, at=at, dry_run=dry_run)
    tell_or_print(made, dry_run, as_json)


@command.command("due")
@click.option("--from", "start", required=True, metavar="DATE[TIME]", help="The event, like 2026-11-20 or …T10:00.")
@click.option("--days", required=True, metavar="N", help="How many of --unit; or a tier: 当天, 三天 (3), 一周 (5).")
@click.option("--unit", type=click.Choice([str(unit) for unit in DueUnit]), default=str(DueUnit.WORKDAY))
@options.data
@options.as_json
def due(start: str, days: str, unit: str, data: Path | None, as_json: bool) -> None:
    """Say when a number of working days is over, with every day on the way."""
    with _house(data) as house:
        found = desk.due_moment(house, _moment(start, house), _amount(days), DueUnit(unit))
    if as_json:
        print_json(found.to_dict(language()))
        return
    mark = words(" (provisional)", "(暂定)") if found.provisional else ""
    click.echo(f"{found.due:%Y-%m-%d %H:%M}{mark}")
    click.echo(", ".join(edition.label(language()) for edition in found.editions))
    for day in found.days:
        number = str(day.number) if day.number else f"{day.hours:g} h" if day.hours else ""
        click.echo(f"{number:>6}{line(day.date, day.worked, day.reason(language()))}")


def _amount(days: str) -> int:
    try:
        amount = workdays_of(days)
    except ValueError:
        amount = -1
    if not 0 <= amount <= MOST_DAYS:
        known = ", ".join(TIERS)
        raise Invalid(
            f"expected a number of days from 0 to {MOST_DAYS} or one of {known}, got: {days[:60]}",
            f"应为0至{MOST_DAYS}的天数或{known}之一,实际为{days[:60]}",
            field="days",
        )
    return amount


def _moment(text: str, house: Desk) -> datetime:
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(
            f"expected a moment like 2026-11-20T10:00, got: {text}",
            f"应为形如2026-11-20T10:00的时间,实际为{text}",
            field="from",
        ) from None
    return start if start.tzinfo else start.replace(tzinfo=house.calendar.zone)


@contextmanager
def _house(data: Path | None) -> Iterator[Desk]:
    house = open_house(read_settings(data=data))
    try:
        yield house
    finally:
        house.database.close()


def _actor(by: str | None) -> Actor:
    return Actor(user=(by or getpass.getuser())[:64], role=Role.ADMINISTRATOR)
