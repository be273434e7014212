"""Options that several commands share, and the settings they make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from app.errors import Invalid
from app.settings import Settings

data = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder of the database; else LIANBAN_DATA, else ./data.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def settings(**given: Any) -> Settings:
    """The environment's settings, overridden by what the command line says.  Raises Invalid: one of them is."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        name = str(found["loc"][0])
        raise Invalid(
            f"LIANBAN_{name.upper()} is {found['input']!r}: {found['msg']}",
            f"设置 LIANBAN_{name.upper()} 无效:{found['input']!r}",
            field=name,
        ) from None
