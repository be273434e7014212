"""The safe expression engine: `${…}` of Camunda and Python-like text, compiled once, evaluated over a case's data.

The language is a closed grammar of our own (`expressions_grammar.py`): no attribute access, no call outside two small
tables (`expressions_functions.py`), no way to reach a Python object that is not the case's data.

It differs from Python on purpose: `&& || !`, `? :` and conditions take true, false and null only; an unknown variable
is an error, as in Camunda, except under `empty`; `a.b` is the map's key `b`, null when the map lacks it; a text beside
a number or a truth is read as one; `!` and `empty` bind tighter than a comparison, `not` looser.

Functions: workdays workhours days len min max abs round count any_of all_of contains lower upper str int float bool
values keys empty.  Methods: list.contains(x) list.size() list.isEmpty() text.equals(x).
"""

from __future__ import annotations

from app.engine.expressions_compile import (
    Collection,
    Expression,
    Groups,
    compile_collection,
    compile_expression,
    compile_groups,
)
from app.engine.expressions_text import ExpressionError, UnknownVariable
from app.engine.expressions_timers import TimerKind, check_timer, compile_timer, timer_kind
from app.engine.expressions_values import NaturalDays, WorkDays, WorkHours
from app.engine.scripts import Script, compile_script

__all__ = [
    "Collection",
    "Expression",
    "ExpressionError",
    "Groups",
    "NaturalDays",
    "Script",
    "TimerKind",
    "UnknownVariable",
    "WorkDays",
    "WorkHours",
    "check_timer",
    "compile_collection",
    "compile_expression",
    "compile_groups",
    "compile_script",
    "compile_timer",
    "timer_kind",
]
