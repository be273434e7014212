"""Makes, lists and revokes access tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import orjson

from app import desk
from app.cli import options
from app.desk import Desk
from app.domain.instants import in_utc
from app.domain.roles import Role
from app.environment import read_settings
from app.opening import open_house
from app.store.tokens import Token

LAST_YEAR = 2100
DATE = click.DateTime(["%Y-%m-%d"])


@click.group("token")
def command() -> None:
    """Make, list and revoke access tokens."""


@contextmanager
def _house(data: Path | None) -> Iterator[Desk]:
    house = open_house(read_settings(data=data))
    try:
        yield house
    finally:
        house.database.close()


@command.command("create")
@click.option("--user", required=True, help="Whom it is for.")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--department", default="", metavar="CODE", help="The department's code, where the role has one.")
@click.option("--expires", type=DATE, metavar="YYYY-MM-DD", help="The last day on which it signs in.")
@click.option("--days", type=click.IntRange(1, 36_500), help="After so many days it signs in no more.")
@options.data
@options.as_json
def create(
    user: str,
    role: str,
    department: str,
    expires: datetime | None,
    days: int | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Print a new token and nothing else; it is kept only as a digest. Without an end it holds until revoked."""
    if expires is not None and days is not None:
        raise click.UsageError("--expires and --days both say when it ends; give one of them")
    if expires is not None and expires.year > LAST_YEAR:
        raise click.UsageError(f"--expires goes up to the year {LAST_YEAR}; without it a token holds until revoked")
    at = datetime.now(UTC)
    with _house(data) as house:
        end = None if expires is None else desk.end_of_day(house, expires.date())
        if days is not None:
            end = at + timedelta(days=days)
        token = desk.issue_token(house, user, Role(role), department, at=at, expires_at=end)
    ends = in_utc(end) if end is not None else None
    shown = {"token": token, "user": user, "role": role, "department": department, "expires_at": ends}
    click.echo(orjson.dumps(shown) if as_json else token)


@command.command("list")
@click.option("--user", default=None, help="Only this user's.")
@click.option("--all", "with_old", is_flag=True, help="Revoked and expired ones too.")
@options.data
@options.as_json
def list_(user: str | None, with_old: bool, data: Path | None, as_json: bool) -> None:
    """Show who has a token, since when and how long; the tokens themselves are known to nobody."""
    at = datetime.now(UTC)
    with _house(data) as house:
        shown = [_row(one, at) for one in desk.list_tokens(house, user) if with_old or one.is_valid(at)]
    if as_json:
        click.echo(orjson.dumps(shown))
        return
    for row in shown:
        click.echo("  ".join(f"{row[name] or '-':<{width}}" for name, width in COLUMNS.items()).rstrip())
    if not shown:
        click.echo("no tokens")


COLUMNS = {"id": 12, "user": 20, "role": 13, "department": 12, "created_at": 27, "expires_at": 27, "state": 7}


def _row(one: Token, at: datetime) -> dict[str, Any]:
    state = "valid" if one.is_valid(at) else "expired" if one.revoked_at is None else "revoked"
    return {
        "id": one.name,
        "user": one.user,
        "role": str(one.role),
        "department": one.department,
        "created_at": in_utc(one.created_at),
        "expires_at": in_utc(one.expires_at) if one.expires_at else None,
        "state": state,
    }


@command.command("revoke")
@click.option("--user", default=None, help="Whose tokens: all of them.")
@click.option("--id", "name", default=None, help="One token, as `token list` names it.")
@options.data
@options.as_json
def revoke(user: str | None, name: str | None, data: Path | None, as_json: bool) -> None:
    """Make tokens useless, by user or one by its id; a running server notices within half a minute."""
    if (user is None) == (name is None):
        raise click.UsageError("give --user or --id, and not both")
    at = datetime.now(UTC)
    with _house(data) as house:
        count = 1
        if name is not None:
            user = desk.revoke_token(house, name, at=at).user
        elif user is not None:
            count = desk.revoke_tokens(house, user, at=at)
    click.echo(orjson.dumps({"user": user, "revoked": count}) if as_json else f"{count} tokens of {user} revoked")
