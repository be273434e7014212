"""Roles are those of the centre.

The property `role` of a step reserves its tasks for window clerks, officers, heads, supervisors, designers or
administrators. Another word reserves them for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, on

ROLES = ("window", "officer", "head", "supervisor", "designer", "administrator")


def check(sheet: Sheet) -> Iterator[Proof]:
    """`unknown-role`."""
    for node in sheet.nodes:
        role = node.properties.get("role")
        if role is not None and role not in ROLES:
            yield on(
                node,
                "unknown-role",
                f"「{node.label}」的角色“{role}”不存在。",
                f"The role {role!r} of “{node.label}” does not exist; known are: {', '.join(ROLES)}.",
                "选择已有角色。 / Choose one of the roles.",
                "warning",
            )
