"""Files that applicants hand in online."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_upload_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("handle", name=op.f("uq_upload_handle")),
    )
    op.create_table(
        "upload_data",
        sa.Column("upload_id", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_upload_data_upload_id")),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_upload_data")),
    )
    free = sa.text("case_id IS NULL")
    op.create_index("ix_upload_case_id", "upload", ["case_id"])
    op.create_index("ix_upload_free", "upload", ["at"], sqlite_where=free, postgresql_where=free)


def downgrade() -> None:
    op.drop_table("upload_data")
    op.drop_table("upload")
