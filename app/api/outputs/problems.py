"""How the server is, and what a refusal says."""

from __future__ import annotations

from pydantic import BaseModel


class Problem(BaseModel):
    """RFC 9457; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class Health(BaseModel):
    """The process answers."""

    status: str


class Readiness(BaseModel):
    """Whether every part that is needed works; `checks` says of each `ok` or what is wrong."""

    status: str
    checks: dict[str, str]


class FieldProblem(BaseModel):
    """One field and what is wrong with it."""

    field: str
    message: str


class ValidationProblem(Problem):
    """The fields that are wrong."""

    errors: list[FieldProblem] = []
