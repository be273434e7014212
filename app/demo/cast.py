"""The people of the centre as its own file names them: who sits where, and who stands in for whom."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.roles import Role

LEAD, OFFICE, SUPERVISION = "market", "centre", "supervision"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who holds a post (A), or stands in for its holder (B)."""

    user: str
    name: str
    role: Role
    department: str
    post: str


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody, by department and role."""

    short: dict[str, str]
    """What a department is called in a narrow column."""
    holders: dict[tuple[str, Role], Person] = field(repr=False)
    deputies: dict[tuple[str, Role], Person] = field(repr=False)

    def of(self, department: str, role: Role, *, deputy: bool = False) -> Person:
        """The A (or the B) of a department's first post of this role."""
        return (self.deputies if deputy else self.holders)[department, role]

    def name_of(self, user: str) -> str:
        """What somebody is called; the login name of a stranger."""
        return next((person.name for person in self.people if person.user == user), user)

    @property
    def people(self) -> list[Person]:
        """Everybody once, in the order of the file."""
        found = [*self.holders.values(), *self.deputies.values()]
        return list({person.user: person for person in found}.values())


def read_cast(processes: Path) -> Cast:
    """The cast of `centre.toml`; departments outside the centre have nobody here."""
    centre = tomllib.loads((processes / "centre.toml").read_text(encoding="utf-8"))
    inside = [department for department in centre["departments"] if not department["external"]]
    holders: dict[tuple[str, Role], Person] = {}
    deputies: dict[tuple[str, Role], Person] = {}
    for department in inside:
        for post in department["posts"]:
            seat = department["code"], Role(post["role"])
            if seat not in holders:
                holders[seat] = _person(post["a"], post, department["code"], centre["people"])
                deputies[seat] = _person(post["b"], post, department["code"], centre["people"])
    short = {department["code"]: department["short"] for department in inside}
    return Cast(short=short, holders=holders, deputies=deputies)


def _person(user: str, post: dict[str, Any], department: str, names: dict[str, str]) -> Person:
    return Person(user=user, name=names[user], role=Role(post["role"]), department=department, post=post["code"])
