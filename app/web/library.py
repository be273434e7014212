"""The library of diagrams: what is deployed, how it is proved, how it runs, and how its versions differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request

from app import designs
from app.domain.roles import Role
from app.errors import Forbidden, NotFound
from app.verify import Verdict
from app.web.held import how_many
from app.web.house import actor, moment, page, pages, pick, the_desk
from app.web.steps import Step, steps_of

LOOKING = frozenset({Role.DESIGNER, Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR})
DRAWING = frozenset({Role.DESIGNER, Role.ADMINISTRATOR})
MOVING = DRAWING | {Role.SUPERVISOR}


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """One version as the library shows it."""

    key: str
    version: int
    name: str
    item_code: str
    lead: str
    mode: str
    limit: int | None
    statutory: int | None
    deployed_by: str
    deployed_at: Any
    standing: str
    effective_at: Any
    running: int
    proof: Verdict
    warnings: tuple[dict[str, Any], ...]


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/definitions", view_func=library)
    house.add_url_rule("/definitions/<key>", view_func=definition)
    house.add_url_rule("/definitions/<key>/compare", view_func=compare)


def may_draw() -> bool:
    """Whether whoever looks may also draw."""
    return actor().role in DRAWING


def check_looks() -> None:
    """Raises Forbidden: windows and officers work on cases, not on diagrams."""
    who = actor()
    if who.role not in LOOKING:
        raise Forbidden(
            f"{who.user} is {who.role}; the library is for designers, heads and supervisors",
            "流程库限流程设计人员、部门负责人和督查人员查看",
        )


def shelved(version: designs.Version) -> Shelved:
    """A version with its proof, which is made once."""
    record = version.definition
    item = the_desk().programs.item(record.id)
    proofs = pages().proofs
    proof = proofs.get((record.key, record.version))
    if proof is None:
        proof = proofs[record.key, record.version] = designs.prove(the_desk(), record.key, record.version)
    return Shelved(
        key=record.key,
        version=record.version,
        name=record.name,
        item_code=record.item_code,
        lead=item.lead,
        mode=pick("制度", "procedure") if item.is_procedure else item.mode,
        limit=item.days("limit"),
        statutory=item.days("statutoryLimit"),
        deployed_by=record.deployed_by,
        deployed_at=record.deployed_at,
        standing=version.standing,
        effective_at=record.effective_at,
        running=version.running,
        proof=proof,
        warnings=tuple(record.findings),
    )


def library() -> Response:
    """Every diagram in the version in force, with what still runs on others."""
    check_looks()
    newest, older = [], {}
    for record in sorted(designs.definitions(the_desk(), at=moment()), key=lambda one: one.procedure):
        versions = designs.versions(the_desk(), record.key, at=moment())
        shown = next(one for one in versions if one.definition.id == record.id)
        newest.append(shelved(shown))
        older[record.key] = sum(one.running for one in versions) - shown.running
    return page("library.html", newest=newest, older=older, may_draw=may_draw(), held=how_many())


def definition(key: str) -> Response:
    """One diagram: its proof, its heat, its steps and its versions."""
    check_looks()
    g.draws_diagrams = True
    wanted = request.args.get("version", "")
    record = designs.definition(the_desk(), key, int(wanted) if wanted.isdigit() else None, at=moment())
    if record.key != key:
        raise NotFound(f"there is no diagram {key!r}", f"没有流程“{key}”")
    versions = [shelved(one) for one in designs.versions(the_desk(), key, at=moment())]
    shown = next(one for one in versions if one.version == record.version)
    heat = designs.heat(the_desk(), actor(), key, at=moment())
    drawn: list[Step] = steps_of(the_desk().programs.item(record.id).program, key)
    data = {
        "deadline": shown.proof.deadline.to_dict(),
        "heat": [{**vars(one), "overdue_rate": one.overdue_rate} for one in heat],
    }
    return page(
        "definition.html", shown=shown, versions=versions, heat={one.element: one for one in heat}, steps=drawn,
        months=designs.MONTHS, state=data, may_draw=may_draw(), may_migrate=actor().role in MOVING,
        ledger=designs.ledger(the_desk(), record),
    )  # fmt: skip


def compare(key: str) -> Response:
    """Two versions side by side."""
    check_looks()
    g.draws_diagrams = True
    versions = [one.definition for one in designs.versions(the_desk(), key, at=moment())]
    if not versions:
        raise NotFound(f"there is no diagram {key!r}", f"没有流程“{key}”")
    numbers = [one.version for one in versions]
    new = _chosen(request.args.get("to", ""), numbers, numbers[0])
    old = _chosen(request.args.get("from", ""), numbers, max([n for n in numbers if n < new], default=numbers[-1]))
    found = designs.between(the_desk(), key, old, new)
    state = [{"kind": one.kind, "element": one.element, "old": one.old, "new": one.new} for one in found]
    return page(
        "compare.html", key=key, name=versions[0].name, numbers=numbers, old=old, new=new, found=found, state=state
    )


def _chosen(text: str, known: list[int], otherwise: int) -> int:
    return int(text) if text.isdigit() and int(text) in known else otherwise
