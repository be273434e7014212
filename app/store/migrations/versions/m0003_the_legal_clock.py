"""The facts of a case's clock, and in each row what its moment is computed from."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from lxml import etree

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def upgrade() -> None:
    op.create_table(
        "clock_fact",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_clock_fact_case_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_clock_fact")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("aside_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("calendar_id", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clock", sa.String(length=16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ahead", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("from_at", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clock", sa.String(length=16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("unit", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("amount", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("from_at", sa.BigInteger(), nullable=True))
    _write_facts(op.get_bind())


def _write_facts(connection: sa.Connection) -> None:
    """What is known of the cases under way: when they were received and accepted, and what their diagrams promise.

    Steps and timers that are open keep the moments they have, for nobody noted what these came from.
    """
    found = connection.execute(
        sa.text(
            "SELECT c.id, c.definition_id, l.seq, l.act, l.at FROM case_file c "
            "JOIN ledger l ON l.case_id = c.id WHERE c.ended_at IS NULL AND l.act IN ('receive', 'accept')"
        )
    )
    kinds = {"receive": "received", "accept": "accepted"}
    under_way = found.fetchall()
    amounts = {number: _amounts(_xml(connection, number)) for number in {row.definition_id for row in under_way}}
    rows = [
        {
            "case_id": row.id,
            "seq": row.seq,
            "kind": kinds[row.act],
            "at": row.at,
            "data": json.dumps(amounts[row.definition_id] if row.act == "accept" else {}),
        }
        for row in under_way
    ]
    if rows:
        connection.execute(
            sa.text("INSERT INTO clock_fact (case_id, seq, kind, at, data) VALUES (:case_id, :seq, :kind, :at, :data)"),
            rows,
        )


def _xml(connection: sa.Connection, definition: int) -> bytes:
    found = connection.execute(sa.text("SELECT xml FROM definition WHERE id = :id"), {"id": definition})
    return bytes(found.scalar_one())


def _amounts(xml: bytes) -> dict[str, Any]:
    process = etree.fromstring(xml).find(f"{BPMN}process")
    said: dict[str, str] = {}
    if process is not None:
        for one in process.iterfind(f"{BPMN}extensionElements/*/*"):
            said[one.get("name", "")] = one.get("value", "")
    direct = said.get("mode") == "direct"
    return {
        "promise": None if direct else _whole(said.get("limit", "")),
        "statutory": _whole(said.get("statutoryLimit", "")),
    }


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def downgrade() -> None:
    with op.batch_alter_table("timer", schema=None) as batch_op:
        for name in ("from_at", "amount", "unit", "clock"):
            batch_op.drop_column(name)
    with op.batch_alter_table("task", schema=None) as batch_op:
        for name in ("from_at", "ahead", "days", "clock"):
            batch_op.drop_column(name)
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        for name in ("calendar_id", "aside_at", "paused_at"):
            batch_op.drop_column(name)
    op.drop_table("clock_fact")
