"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the database; else LIANBAN_DATA, else ./data.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
