"""The tables that a case fills: the case itself, its branches, tasks, timers, opinions, notices and ledger."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from app.store.schema import CLUSTERED, Counter, metadata, of_case
from app.store.types import Amount, Due, Hex, Json, Lamp, Moment

_ABOUT = text("about IS NOT NULL")
case_file = Table(
    "case_file",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("number", String(50), nullable=False, unique=True),
    Column("code", String(8), nullable=False),  # what the applicant asks with
    Column("definition_id", Integer, ForeignKey("definition.id"), nullable=False),
    Column("item", String(64), nullable=False),  # the diagram's key
    Column("applicant", String(200), nullable=False),
    Column("lead", String(64), nullable=False),
    Column("window", String(64), nullable=False),
    Column("received_by", String(64), nullable=False),
    Column("assisted_by", String(64)),
    Column("urgent", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("decision", String(32)),  # the last deciding outcome: accept, reject, grant, deny
    Column("light", Lamp, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("accepted_at", Moment),
    Column("warn_at", Moment),
    Column("due_at", Due, nullable=False),  # the promise
    Column("statutory_at", Moment),
    Column("breached_at", Moment),
    Column("paused_at", Moment),  # since when every clock of the case stands still
    Column("aside_at", Moment),  # since when a step waits outside the promise: the upper level, a clock of its own
    Column("resumes_at", Moment),  # while the promise stands still: when it is expected to go on, as due_at has it
    Column(
        "calendar_id", Integer, nullable=False, server_default="0"
    ),  # the recomputation whose calendar all its moments are of
    Column("ended_at", Moment),
    Column("failure", String(200)),
    Column("about", String(50)),  # the number of the case that it is about
    # SQLite drops FOR UPDATE silently, so this column is our only lock there.
    Column("version", Integer, nullable=False),
    Column("ledger_seq", Integer, nullable=False),
    Column("ledger_hash", Hex, nullable=False),
    Index(
        "ix_case_file_running",
        "due_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_case_file_about", "about", sqlite_where=_ABOUT, postgresql_where=_ABOUT),
    Index(
        "ix_case_file_ended",  # what ended since the watch looked last
        "ended_at",
        sqlite_where=text("ended_at IS NOT NULL"),
        postgresql_where=text("ended_at IS NOT NULL"),
    ),
    Index(
        "ix_case_file_definition",
        "definition_id",
        "id",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

case_form = Table(
    "case_form",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("applicant", Json, nullable=False),
    Column("form", Json, nullable=False),
    Column("materials", Json, nullable=False),
)

branch = Table(
    "branch",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("branch", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("state", LargeBinary, nullable=False),
    **CLUSTERED,
)

task = Table(
    "task",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    of_case(),
    Column("branch", Integer, nullable=False),
    Column("element", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("scope", Text, nullable=False),  # enclosing sub-processes, outermost first, parted by "/"
    Column("item", String(200)),
    Column("department", String(64), nullable=False),
    Column("role", String(16)),  # whose step it is in the department: head, window; anybody's without
    Column("status", String(16), nullable=False),
    Column("assignee", String(64)),
    Column("owner", String(64)),  # who delegated it and gets it back
    Column("light", Lamp, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("warn_at", Moment),
    Column("due_at", Due, nullable=False),
    # What warn_at and due_at are computed from; from_at is empty where it is created_at.
    Column("clock", String(16), nullable=False, server_default=""),
    Column("days", Integer),
    Column("ahead", SmallInteger),
    Column("from_at", Moment),
    Column("resumes_at", Moment),  # while its clock stands still: when it is expected to go on, as due_at has it
    Column("claimed_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by", String(64)),
    Column("outcome", String(64)),
    Column("version", Integer, nullable=False),  # moves with every change of this row, and with no other
)
_OPEN = text("closed_at IS NULL")
_DONE = text("closed_at IS NOT NULL")
_HELD = text("closed_at IS NULL AND assignee IS NOT NULL")
Index(
    "ix_task_department",
    task.c.department,
    task.c.due_at,
    task.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("ix_task_assignee", task.c.assignee, task.c.due_at, task.c.id, sqlite_where=_HELD, postgresql_where=_HELD)
Index("ix_task_light", task.c.light, task.c.due_at, task.c.id, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index("ix_task_done", task.c.department, task.c.closed_at, sqlite_where=_DONE, postgresql_where=_DONE)

candidate = Table(  # further departments of a task that is offered to more than one
    "candidate",
    metadata,
    Column("task_id", BigInteger, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("department", String(64), primary_key=True),
    Index("ix_candidate_department", "department"),
    **CLUSTERED,
)

draft = Table(
    "draft",
    metadata,
    Column("task_id", BigInteger, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("user", String(64), nullable=False),
    Column("form", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

timer = Table(
    "timer",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    of_case(),
    Column("token", Integer, nullable=False),  # 0: of the case
    Column("kind", String(16), nullable=False),
    Column("branch", Integer, nullable=False),
    Column("element", String(200), nullable=False),
    Column("attached_to", String(200), nullable=False),
    Column("host", Integer),
    Column("scope", Text, nullable=False),
    Column("item", String(200)),
    Column("light", Lamp),
    Column("due_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),  # due, or later after a failed attempt; at the end of time while held
    # What due_at is computed from; without a unit it is natural time, or follows from the facts of the case.
    Column("clock", String(16), nullable=False, server_default=""),
    Column("unit", String(8)),
    Column("amount", Amount),
    Column("from_at", Moment),
    Column("attempts", SmallInteger, nullable=False),
    Column("error", String(500)),
    Column("fired_at", Moment),
    Index(
        "ix_timer_next",
        "next_at",
        "id",
        sqlite_where=text("fired_at IS NULL"),
        postgresql_where=text("fired_at IS NULL"),
    ),
)

opinion = Table(
    "opinion",
    metadata,
    Column("task_id", BigInteger, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("seq", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),  # opinion, advice (of a delegate), missing
    Column("department", String(64), nullable=False),
    Column("user", String(64), nullable=False),
    Column("acting_for", String(64)),
    Column("outcome", String(64)),
    Column("text", Text),
    Column("basis", Text),
    Column("reasons", Text),
    Column("form", Json),
    Column("at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    **CLUSTERED,
)

notice = Table(
    "notice",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("seq", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", String(50), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("element", String(200), nullable=False),
    Column("data", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("issued_by", String(64), nullable=False),
    Column("sealed_by", String(64)),  # who put the department's seal on it, where the item keeps its seal
    Column("press", Hex),  # with which templates and letterhead; none: before there were any
    Column("deliver_by", Moment),  # the law's limit for serving it
    Column("served_at", Moment),
    Index(
        "ix_notice_unserved",
        "deliver_by",
        sqlite_where=text("deliver_by IS NOT NULL AND served_at IS NULL"),
        postgresql_where=text("deliver_by IS NOT NULL AND served_at IS NULL"),
    ),
    **CLUSTERED,
)

ledger = Table(
    "ledger",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("act", String(32), nullable=False),
    Column("detail", Text, nullable=False),  # canonical JSON, kept as it was sealed
    Column("prev", Hex, nullable=False),
    Column("hash", Hex, nullable=False),
    **CLUSTERED,
)

clock_fact = Table(  # what happened to the clock of a case; `seq` is that of its entry in the ledger
    "clock_fact",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("data", Json, nullable=False),
    **CLUSTERED,
)

visit = Table(  # which elements a case has passed, for the live diagram
    "visit",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_file.id"), primary_key=True, autoincrement=False),
    Column("element", String(200), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    **CLUSTERED,
)

alert = Table(
    "alert",
    metadata,
    # Made of case, token and level: the key itself keeps a level from being told twice.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    of_case(),
    Column("task_id", BigInteger),
    Column("level", String(16), nullable=False),
    Column("department", String(64), nullable=False),
    Column("element", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("due_at", Moment),
    Column("at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", String(64)),
    Column("acknowledgement", Text),
    Column("explained_at", Moment),
    Column("explained_by", String(64)),
    Column("explanation", Text),
    Index("ix_alert_at", "at", "id"),
)
