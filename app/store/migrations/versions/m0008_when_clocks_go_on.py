"""When the clock of a paused case or step is expected to go on, so that lists need not work it out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
TABLES = ("case_file", "task")


def upgrade() -> None:
    # No batch on SQLite: it would make the tables anew for a column that is empty.
    for table in TABLES:
        op.add_column(table, sa.Column("resumes_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "resumes_at")
