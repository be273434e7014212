"""Who has put the department's seal on a document, and with what the log of a day was filled in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("sealed_by", sa.String(length=64), nullable=True))
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


def downgrade() -> None:
    op.drop_table("duty_log")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("sealed_by")
