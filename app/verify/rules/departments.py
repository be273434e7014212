"""Every step is for somebody.

A step that somebody does names its candidate departments, or an assignee; failing that its tasks go to the item's
lead department, which is warned of. Where there is no lead either, nobody would ever see the task. A department that
the centre does not have is warned of: its tasks wait until the department is entered.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, groups_of, on


def check(sheet: Sheet) -> Iterator[Proof]:
    """`nobody-named`, `unknown-department`."""
    for node in sheet.steps():
        if not node.staffed:
            yield on(
                node,
                "nobody-named",
                f"「{node.label}」未指定候选部门，待办将归牵头部门。",
                f"“{node.label}” names no candidate departments; its tasks go to the lead department.",
                "设置候选组（candidateGroups）为部门代码。 / Set the candidate groups to a department's code.",
                "error" if sheet.is_item and not sheet.lead else "warning",
            )
        known = sheet.centre.departments
        for code in groups_of(node) if known is not None else ():
            if known is not None and code not in known:
                yield on(
                    node,
                    "unknown-department",
                    f"「{node.label}」的候选部门“{code}”不在本中心。",
                    f"“{node.label}” is for the department {code!r}, which the centre does not have yet.",
                    "登记该部门，或更正代码。 / Enter the department, or correct the code.",
                    "warning",
                )
