"""Makes and revokes access tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from app import desk, open_house
from app.cli import options
from app.domain.roles import Role


@click.group("token")
def command() -> None:
    """Make and revoke access tokens."""


@command.command("create")
@click.option("--user", required=True, help="Whom it is for.")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--department", default="", metavar="CODE", help="The department's code, where the role has one.")
@options.data
@options.as_json
def create(user: str, role: str, department: str, data: Path | None, as_json: bool) -> None:
    """Print a new token and nothing else; it is kept only as a digest."""
    house = open_house(options.settings(data=data))
    try:
        token = desk.issue_token(house, user, Role(role), department, at=datetime.now(UTC))
    finally:
        house.database.close()
    shown = {"token": token, "user": user, "role": role, "department": department}
    click.echo(orjson.dumps(shown) if as_json else token)


@command.command("revoke")
@click.option("--user", required=True, help="Whose tokens.")
@options.data
@options.as_json
def revoke(user: str, data: Path | None, as_json: bool) -> None:
    """Make every token of a user useless; a running server notices within half a minute."""
    house = open_house(options.settings(data=data))
    try:
        count = desk.revoke_tokens(house, user, at=datetime.now(UTC))
    finally:
        house.database.close()
    click.echo(orjson.dumps({"user": user, "revoked": count}) if as_json else f"{count} tokens of {user} revoked")
