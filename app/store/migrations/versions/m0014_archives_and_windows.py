"""Cases that archive by themselves once they are over, and notices at windows that are left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window", sa.String(length=64), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_column("window")
    op.drop_table("archiving")
