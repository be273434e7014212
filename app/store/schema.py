"""The one metadata of all tables, with its naming convention, and the few words the table modules share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up only a column that is exactly INTEGER PRIMARY KEY.
Counter = BigInteger().with_variant(Integer, "sqlite")

# The primary key is the table: no second tree and no row number.
CLUSTERED: dict[str, Any] = {"sqlite_with_rowid": False}


def of_case() -> Column[int]:
    """The column that says to which case a row belongs."""
    return Column("case_id", BigInteger, ForeignKey("case_file.id"), nullable=False)
