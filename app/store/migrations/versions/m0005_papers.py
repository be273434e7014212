"""Notices as documents: the press they were issued with, their PDFs, printings and services."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNSERVED = sa.text("deliver_by IS NOT NULL AND served_at IS NULL")


def upgrade() -> None:
    # No batch on SQLite: it would make the table anew and lose that its key is its order.
    op.add_column("notice", sa.Column("press", sa.LargeBinary(), nullable=True))
    op.add_column("notice", sa.Column("deliver_by", sa.BigInteger(), nullable=True))
    op.add_column("notice", sa.Column("served_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_notice_unserved", "notice", ["deliver_by"], sqlite_where=UNSERVED, postgresql_where=UNSERVED)
    op.create_table(
        "press",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_press")),
    )
    op.create_table(
        "notice_pdf",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("renderer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_notice_pdf_case_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_notice_pdf")),
    )
    op.create_table(
        "notice_print",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("copies", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["notice.case_id", "notice.seq"], name=op.f("fk_notice_print_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_print")),
    )
    op.create_index("ix_notice_print_notice", "notice_print", ["case_id", "seq"])
    op.create_table(
        "notice_delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["notice.case_id", "notice.seq"], name=op.f("fk_notice_delivery_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_delivery")),
    )
    op.create_index("ix_notice_delivery_notice", "notice_delivery", ["case_id", "seq"])


def downgrade() -> None:
    for table in ("notice_delivery", "notice_print", "notice_pdf", "press"):
        op.drop_table(table)
    op.drop_index("ix_notice_unserved", "notice")
    for column in ("served_at", "deliver_by", "press"):
        op.drop_column("notice", column)
