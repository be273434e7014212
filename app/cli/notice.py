"""Prints a notice from the database, and tries the templates of a centre."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from app import desk
from app.cli import language, options
from app.environment import read_settings
from app.notices import Letterhead, Press, Typeface, overlaid
from app.opening import open_house

PDF_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
TEMPLATES = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("notice")
def command() -> None:
    """Print notices and try their templates."""


@command.command("render")
@click.argument("number")
@click.option("-o", "--output", type=PDF_FILE, default=None, help="File; else NUMBER.pdf.")
@options.data
def render(number: str, output: Path | None, data: Path | None) -> None:
    """Write a notice as PDF; the same bytes as every time before."""
    house = open_house(read_settings(data=data))
    try:
        made = desk.any_pdf(house, number, at=datetime.now(UTC))
    finally:
        house.database.close()
    place = output or Path(f"{number}.pdf")
    place.write_bytes(made.pdf)
    click.echo(f"{place}: {len(made.pdf)} bytes, SM3 {made.digest}")


@command.command("check-templates")
@click.argument("folder", required=False, type=TEMPLATES)
@click.option("--sample", type=FOLDER, default=None, help="Write every sample here.")
@options.data
def check_templates(folder: Path | None, sample: Path | None, data: Path | None) -> None:
    """Set every document from its sample; FOLDER holds the centre's own, else LIANBAN_TEMPLATES. Leaves with 1."""
    settings = read_settings(data=data)
    given = folder or settings.templates
    centre = {"name": "某某政务服务中心", "address": "某某路 1 号", "phone": "0000-00000"}
    letterhead = Letterhead(centre=centre, departments={"lead": "某某局"}, address=settings.address, zone=settings.zone)
    press = Press(overlaid(given), letterhead, Typeface(settings.fonts))
    findings = press.check_templates(press.catalogue)
    for found in findings:
        click.echo(f"{found.element}: {found.message(language())}", err=True)
    if sample is not None:
        sample.mkdir(parents=True, exist_ok=True)
        for code in press.catalogue.keys() - {found.element for found in findings}:
            made = press.render(code, press.sample(code), at=datetime(2026, 3, 2, 2, 5, tzinfo=UTC))
            (sample / f"{code}.pdf").write_bytes(made)
    click.echo(f"{len(press.catalogue)} documents: {len(findings) or 'none'} broken")
    sys.exit(int(bool(findings)))
