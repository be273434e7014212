"""What must hold in a database at any moment, also when the server was killed in the middle of something."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from app.desk import open_desk, verify_ledgers
from app.settings import Settings
from app.store.database import Database
from tests.proofs.content import Reader

TOKENS, TIMERS = 1_000_000, 10
CYCLES = ("reminded",)


def check_sound(database: Path | str, *, acknowledged: Collection[int] = (), delivered: Collection[str] = ()) -> None:
    """Fails with the first thing that is not as it must be.

    database: SQLite's file, or PostgreSQL's URL.
    acknowledged: tasks whose completion a client was told of.  delivered: keys a receiver has got.
    """
    rows = Reader(database)
    assert isinstance(database, str) or rows.one("PRAGMA quick_check") == "ok"
    check_timers(rows)
    check_alerts(rows)
    check_states(rows)
    done = {task for (task,) in rows.rows("SELECT id FROM task WHERE status = 'done'")}
    said = Counter(task for (task,) in rows.rows("SELECT task_id FROM opinion WHERE kind = 'opinion'"))
    lost = [task for task in acknowledged if task not in done or said[task] != 1]
    assert not lost, f"{len(lost)} acknowledged completions are lost or doubled: {lost[:3]}"
    told = {key for (key,) in rows.rows("SELECT key FROM outbox")}
    untrue = set(delivered) - told
    assert not untrue, f"{len(untrue)} messages tell of what never happened: {sorted(untrue)[:3]}"
    check_ledgers(database)


def check_timers(rows: Reader) -> None:
    """No timer has fired twice, none is marked as fired without its entry, none has an entry and waits still."""
    entries: Counter[tuple[int, int, str]] = Counter()
    for case, detail in rows.rows("SELECT case_id, detail FROM ledger WHERE act = 'timer'"):
        told = json.loads(detail)
        entries[case, told["token"], told["due_at"]] += 1
    twice = {entry: count for entry, count in entries.items() if count > 1}
    assert not twice, f"{len(twice)} timers fired twice: {list(twice.items())[:3]}"
    recorded = {(case, token) for case, token, _ in entries}
    marks = ", ".join(f"'{name}'" for name in CYCLES)
    once = f"SELECT case_id, token, fired_at FROM timer WHERE kind = 'engine' AND element NOT IN ({marks})"
    for case, token, fired_at in rows.rows(once):
        has_entry = (case, token) in recorded
        assert (fired_at is not None) == has_entry, f"timer {token} of case {case}: {fired_at=}, {has_entry=}"


def check_alerts(rows: Reader) -> None:
    """Every level of a step or a case is recorded once, and so is the entry that tells of it."""
    recorded = Counter(
        (number // TIMERS // TOKENS, number // TIMERS % TOKENS, level)
        for number, level in rows.rows("SELECT id, level FROM alert")
    )
    entries: Counter[tuple[int, int, str]] = Counter()
    for case, detail in rows.rows("SELECT case_id, detail FROM ledger WHERE act = 'alert'"):
        told = json.loads(detail)
        entries[case, told["token"], told["level"]] += 1
    assert recorded == entries, f"alerts and ledger differ: {list((recorded - entries) + (entries - recorded))[:3]}"
    assert not [entry for entry, count in entries.items() if count > 1]


def check_states(rows: Reader) -> None:
    """A running case has its state, an ended one has nothing that waits."""
    stateless = rows.rows(
        "SELECT number FROM case_file c WHERE ended_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM branch b WHERE b.case_id = c.id AND b.branch = 0)"
    )
    assert not stateless, f"{len(stateless)} running cases have no state: {stateless[:3]}"
    for table, waits in (("task", "closed_at IS NULL"), ("timer", "fired_at IS NULL"), ("branch", "1 = 1")):
        left = rows.rows(
            f"SELECT number FROM case_file c WHERE ended_at IS NOT NULL"
            f" AND EXISTS (SELECT 1 FROM {table} t WHERE t.case_id = c.id AND {waits})"
        )
        assert not left, f"{len(left)} ended cases still have a {table} that waits: {left[:3]}"


def check_ledgers(database: Path | str) -> None:
    """Every case's ledger verifies."""
    settings = Settings(database_url=database if isinstance(database, str) else f"sqlite:///{database}")
    opened = Database.open(settings.url)
    try:
        flawed = [audited for audited in verify_ledgers(open_desk(opened, settings)) if audited.flaws]
    finally:
        opened.close()
    assert not flawed, f"{len(flawed)} ledgers do not verify: {flawed[:2]}"
