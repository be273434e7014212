"""The way to beat: SpiffWorkflow's own serializer, the whole case as one JSON text, written on every step.

The only module outside the engine that may import SpiffWorkflow: it stands for what others do with it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from app.bench.diagram import joint_stock


class Naive:
    """Cases of the joint diagram in one SQLite table of (id, state), `synchronous=FULL`."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("CREATE TABLE IF NOT EXISTS bench_case (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
        parser = BpmnParser()
        parser.add_bpmn_str(joint_stock())
        self.spec = parser.get_spec("bench")
        self.subs = parser.get_subprocess_specs("bench")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))

    def start(self, departments: list[str], data: dict[str, Any]) -> int:
        """File a case; returns its number."""
        case = BpmnWorkflow(self.spec, self.subs)
        case.task_tree.data.update(co_departments=departments, **data)
        case.do_engine_steps()
        self.db.execute("BEGIN IMMEDIATE")
        number = self.db.execute(
            "INSERT INTO bench_case (state) VALUES (?)", (self.serializer.serialize_json(case),)
        ).lastrowid
        self.db.execute("COMMIT")
        assert number is not None
        return number

    def complete(self, number: int) -> bool:
        """Complete the next open step of a case; returns whether the case has ended."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            (state,) = self.db.execute("SELECT state FROM bench_case WHERE id = ?", (number,)).fetchone()
            case = self.serializer.deserialize_json(state)
            task = case.get_tasks(state=TaskState.READY, manual=True)[0]
            task.set_data(**({"opinion": "agree"} if task.task_spec.bpmn_id == "review" else {"outcome": "accept"}))
            task.run()
            case.do_engine_steps()
            self.db.execute(
                "UPDATE bench_case SET state = ? WHERE id = ?", (self.serializer.serialize_json(case), number)
            )
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        return bool(case.is_completed())

    def bytes_of(self, number: int) -> int:
        """How many bytes the stored case takes."""
        (size,) = self.db.execute("SELECT length(state) FROM bench_case WHERE id = ?", (number,)).fetchone()
        return int(size)

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()
