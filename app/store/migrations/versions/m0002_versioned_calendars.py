"""Calendars in versions, seeded with the notices known to the package; what a change asks to be computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.domain.arrangement import digest_of
from app.domain.days import OPEN, DayKind, Mark
from app.domain.years import FIRST_PUBLISHED, LAST_PUBLISHED, NOTICE, PACKAGE, announced
from app.store.types import to_number

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# As they are after this migration, whatever later ones add.
version = sa.table(
    "calendar_version",
    *map(sa.column, ("id", "scope", "year", "version", "source", "document", "provisional", "digest")),
    *map(sa.column, ("entered_by", "entered_at")),
)
day = sa.table(
    "calendar_day",
    sa.column("version_id"),
    sa.column("day", sa.Date()),
    *map(sa.column, ("worked", "open", "kind", "name", "name_en", "basis")),
)
before = sa.table(
    "calendar_day",
    sa.column("day", sa.Date()),
    sa.column("worked", sa.Boolean()),
    *map(sa.column, ("name", "entered_by", "entered_at")),
)


def upgrade() -> None:
    own = op.get_bind().execute(sa.select(before).order_by(before.c.day)).all()
    op.drop_table("calendar_day")
    _create()
    now = to_number(datetime.now(UTC))  # a migration is started by a person, like a command
    for year in range(FIRST_PUBLISHED, LAST_PUBLISHED + 1):
        said = announced(year)
        assert said is not None
        given = {"source": NOTICE, "document": PACKAGE, "entered_by": "system", "entered_at": now}
        _enter({"scope": "national", "year": year, **given}, said.special)
    for year, rows in groupby(own, key=lambda row: row.day.year):
        days = list(rows)
        # What the centre had entered itself counted before, and still does.
        marks = {
            row.day: Mark(
                kind=DayKind.MAKEUP if row.worked else DayKind.CLOSED,
                name=row.name,
                basis="" if row.worked else row.name,
            )
            for row in days
        }
        last = max(days, key=lambda row: row.entered_at)
        given = {"source": "", "document": "", "entered_by": last.entered_by, "entered_at": last.entered_at}
        _enter({"scope": "centre", "year": year, **given}, marks)


def _enter(values: dict[str, Any], marks: Mapping[date, Mark]) -> None:
    digest = bytes.fromhex(digest_of(marks))
    made = sa.insert(version).values(**values, version=1, provisional=False, digest=digest)
    key = op.get_bind().execute(made.returning(version.c.id)).scalar_one()
    rows = [
        {
            "version_id": key,
            "day": at,
            "worked": mark.worked,
            "open": mark.kind in OPEN,
            "kind": str(mark.kind),
            "name": mark.name,
            "name_en": mark.name_en,
            "basis": mark.basis,
        }
        for at, mark in marks.items()
    ]
    op.bulk_insert(day, rows)


def _create() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("entered_by", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("scope", "year", "version", name=op.f("uq_calendar_version_scope_year_version")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("version_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["calendar_version.id"], name=op.f("fk_calendar_day_version_id")),
        sa.PrimaryKeyConstraint("version_id", "day", name=op.f("pk_calendar_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recompute",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("cursor_case_id", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recompute")),
    )
    with op.batch_alter_table("recompute", schema=None) as batch_op:
        batch_op.create_index("ix_recompute_finished", ["finished_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("recompute")
    op.drop_table("calendar_day")
    op.drop_table("calendar_version")
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
