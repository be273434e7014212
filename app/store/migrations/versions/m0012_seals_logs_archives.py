"""Who sealed a document, what a day's log was filled in with, cases that archive by themselves, notices at windows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("sealed_by", sa.String(length=64), nullable=True))
    column = sa.Column("window", sa.String(length=64), server_default="", nullable=False)
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.add_column(column)
    op.create_table(
        "duty_log",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("leader", sa.String(length=64), nullable=False),
        sa.Column("signs", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_duty_log_case_id")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_duty_log")),
    )

    op.create_table(
        "archiving",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_archiving_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_archiving")),
    )
    undone = sa.text("done_at IS NULL")
    op.create_index("ix_archiving_waiting", "archiving", ["next_at"], sqlite_where=undone, postgresql_where=undone)


def downgrade() -> None:
    op.drop_table("archiving")
    op.drop_table("duty_log")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_column("window")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("sealed_by")
