"""What the gate holds on a page: who asks for it and why, what speaks against it, and a second person's decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g

from app import designs
from app.domain.roles import Role
from app.errors import DiagramRefused, Forbidden, NotFound
from app.web.house import actor, language, moment, page, the_desk

SECONDS = frozenset({Role.DESIGNER, Role.SUPERVISOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, kw_only=True)
class HeldDiagram:
    """One process of a held deployment: what it is called now, and what it would change."""

    key: str
    file: str
    name: str
    version: int | None
    differences: tuple[designs.Difference, ...]


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/held", view_func=waiting)
    house.add_url_rule("/held/<int:number>", view_func=one)


def waiting() -> Response:
    """Those that nobody has decided about."""
    _check_decides()
    return page("held_list.html", found=designs.held_deployments(the_desk()))


def how_many() -> int:
    """How many wait; none for who decides about none."""
    return len(designs.held_deployments(the_desk())) if actor().role in SECONDS else 0


def one(number: int) -> Response:
    """One of them, with its diagram, its findings and what it would change."""
    _check_decides()
    g.draws_diagrams = True
    record = designs.held_deployment(the_desk(), number)
    files = designs.held_files(the_desk(), number)
    diagrams = _diagrams(files)
    findings = [_in_words(one) for one in record.findings]
    return page(
        "held.html",
        held=record,
        files=files,
        diagrams=diagrams,
        findings=findings,
        state={"findings": findings},
        mine=record.requested_by == actor().user,
    )


def _check_decides() -> None:
    who = actor()
    if who.role not in SECONDS:
        raise Forbidden(
            f"{who.user} is {who.role}; held deployments are for designers, supervisors and administrators",
            "待放行的部署限流程设计人员、督查人员和管理员查看",
        )


def _diagrams(files: list[designs.File]) -> list[HeldDiagram]:
    try:
        return [_diagram(one) for one in designs.processes(files)]
    except DiagramRefused:
        return []


def _diagram(drawn: designs.Process) -> HeldDiagram:
    said = {"key": drawn.key, "file": drawn.file.name, "name": drawn.name or drawn.key}
    try:
        present = designs.definition(the_desk(), drawn.key, at=moment())
    except NotFound:
        return HeldDiagram(**said, version=None, differences=())
    changed = designs.to_draft(the_desk(), drawn.key, present.version, drawn.file.data)
    return HeldDiagram(**said, version=present.version, differences=tuple(changed))


def _in_words(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding in the page's language; a fix holds both, parted by a slash between blanks."""
    chinese, _, english = str(finding.get("fix") or "").partition(" / ")
    fix = english or chinese if language() == "en" else chinese
    said = finding.get(f"message_{language()}") or finding["message"]
    return {**finding, "message": said, "fix": fix}
