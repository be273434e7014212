"""Proves a diagram before it is published: no case can get stuck, and no run can take longer than was promised."""

from __future__ import annotations

from app.verify.check import Semantics, check
from app.verify.explore import Budget
from app.verify.findings import Deadline, Proof, Status, Step, Strength, Verdict

__all__ = ["Budget", "Deadline", "Proof", "Semantics", "Status", "Step", "Strength", "Verdict", "check"]
