"""Versions that take effect at a moment, and the moving of running cases between versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUNNING = "ended_at IS NULL"


def upgrade() -> None:
    # Plain statements, for a table that cases refer to cannot be made anew on SQLite.
    op.add_column("definition", sa.Column("effective_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("definition", sa.Column("cancelled_at", sa.BigInteger(), nullable=True))
    op.add_column("definition", sa.Column("cancelled_by", sa.String(length=64), nullable=True))
    op.execute("UPDATE definition SET effective_at = deployed_at")
    op.create_index(
        "ix_case_file_definition",
        "case_file",
        ["definition_id", "id"],
        unique=False,
        sqlite_where=sa.text(RUNNING),
        postgresql_where=sa.text(RUNNING),
    )
    op.create_table(
        "migration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("from_ids", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("new_limits", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["to_id"], ["definition.id"], name=op.f("fk_migration_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration")),
    )
    op.create_table(
        "migration_case",
        sa.Column("migration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_migration_case_case_id")),
        sa.ForeignKeyConstraint(["from_id"], ["definition.id"], name=op.f("fk_migration_case_from_id")),
        sa.ForeignKeyConstraint(["migration_id"], ["migration.id"], name=op.f("fk_migration_case_migration_id")),
        sa.PrimaryKeyConstraint("migration_id", "case_id", name=op.f("pk_migration_case")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("migration_case")
    op.drop_table("migration")
    op.drop_index("ix_case_file_definition", "case_file")
    for column in ("cancelled_by", "cancelled_at", "effective_at"):
        op.drop_column("definition", column)
