"""A refusal, and what became of each of several."""

from __future__ import annotations

from pydantic import BaseModel


class Problem(BaseModel):
    """RFC 9457; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class FieldProblem(BaseModel):
    """One field and what is wrong with it."""

    field: str
    message: str


class ValidationProblem(Problem):
    """The fields that are wrong."""

    errors: list[FieldProblem] = []
