"""Runs diagrams: the only package that imports SpiffWorkflow."""

from app.engine.expressions import UnknownVariable
from app.engine.program import Program, prepare
from app.engine.reading import Diagram, read
from app.engine.records import (
    MAIN,
    Calendar,
    ClosedTask,
    OpenTask,
    Passed,
    Perform,
    Recalled,
    Request,
    SavedBranch,
    Step,
    TimerSet,
    Waiting,
    WorkTime,
)
from app.engine.run import Load, Run
from app.engine.vocabulary import ElementInfo, ProcessInfo

__all__ = [
    "MAIN",
    "Calendar",
    "ClosedTask",
    "Diagram",
    "ElementInfo",
    "Load",
    "OpenTask",
    "Passed",
    "Perform",
    "ProcessInfo",
    "Program",
    "Recalled",
    "Request",
    "Run",
    "SavedBranch",
    "Step",
    "TimerSet",
    "UnknownVariable",
    "Waiting",
    "WorkTime",
    "prepare",
    "read",
]
