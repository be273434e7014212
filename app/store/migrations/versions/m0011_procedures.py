"""Procedures beside items: what they are about, when they start, the registers that they fill, where somebody is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("definition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("procedure", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("rhythm", sa.String(length=64), server_default="", nullable=False))
    op.add_column("case_file", sa.Column("about", sa.String(length=50), nullable=True))
    waiting = sa.text("about IS NOT NULL")
    op.create_index("ix_case_file_about", "case_file", ["about"], sqlite_where=waiting, postgresql_where=waiting)
    with op.batch_alter_table("absence", schema=None) as batch_op:
        for name, length in (("place", 200), ("contact", 200), ("substitute", 64)):
            batch_op.add_column(sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    counter = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "beginning",
        sa.Column("id", counter, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("process", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("made_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_beginning_case_id")),
        sa.ForeignKeyConstraint(["made_id"], ["case_file.id"], name=op.f("fk_beginning_made_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beginning")),
        sa.UniqueConstraint("key", name=op.f("uq_beginning_key")),
    )
    undone = sa.text("done_at IS NULL")
    op.create_index("ix_beginning_due", "beginning", ["due_at", "id"], sqlite_where=undone, postgresql_where=undone)
    op.create_index("ix_beginning_process", "beginning", ["process", "done_at"])
    op.create_table(
        "register_entry",
        sa.Column("id", counter, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("register", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_register_entry_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_register_entry_key")),
    )
    op.create_index("ix_register_entry_register", "register_entry", ["register", "year", "id"])


def downgrade() -> None:
    op.drop_table("register_entry")
    op.drop_table("beginning")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        for name in ("substitute", "contact", "place"):
            batch_op.drop_column(name)
    op.drop_index("ix_case_file_about", table_name="case_file")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_column("about")
    with op.batch_alter_table("definition", schema=None) as batch_op:
        batch_op.drop_column("rhythm")
        batch_op.drop_column("procedure")
