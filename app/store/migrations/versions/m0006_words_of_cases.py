"""The words by which a case is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.searching import word_rows

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
BATCH = 1000


def upgrade() -> None:
    words = op.create_table(
        "case_word",
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_word_case_id")),
        sa.PrimaryKeyConstraint("word", "case_id", name=op.f("pk_case_word")),
        sqlite_with_rowid=False,
    )
    connection, last = op.get_bind(), 0
    known = sa.table("case_file", sa.column("id"), sa.column("number"), sa.column("applicant"))
    wanted = sa.select(known).order_by(known.c.id).limit(BATCH)
    while rows := connection.execute(wanted.where(known.c.id > last)).fetchall():
        connection.execute(words.insert(), [one for row in rows for one in word_rows(*row)])
        last = rows[-1].id


def downgrade() -> None:
    op.drop_table("case_word")
