"""Lead department and item code.

An item names its lead department (property `lead`) and its code in the item catalogue (`itemCode`); either may stand
in the item's guide instead. The lead window accepts, collects the opinions, decides and answers for the promise, so
an item without one has nobody to do that; a lead that the centre does not have is told of. A plain diagram, or a part
that others call, promises nothing by itself and needs neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet


def check(sheet: Sheet) -> Iterator[Proof]:
    """`no-lead`, `no-item-code`, `unknown-department`."""
    if not sheet.is_item:
        return
    name = sheet.process.name
    if not sheet.lead:
        yield sheet.on_process(
            "no-lead",
            f"事项「{name}」没有牵头部门。",
            f"The item “{name}” names no lead department.",
            "为流程设置属性 lead（部门代码）。 / Give the process the property lead (a department's code).",
        )
    elif sheet.centre.departments is not None and sheet.lead not in sheet.centre.departments:
        yield sheet.on_process(
            "unknown-department",
            f"牵头部门“{sheet.lead}”不在本中心。",
            f"The lead department {sheet.lead!r} is not in the centre.",
            "登记该部门，或更正代码。 / Enter the department, or correct the code.",
            "warning",
        )
    if not (sheet.process.properties.get("itemCode") or sheet.guide.get("code")):
        yield sheet.on_process(
            "no-item-code",
            f"事项「{name}」没有事项编码。",
            f"The item “{name}” has no item code.",
            "为流程设置属性 itemCode，或在办事指南中填写 code。"
            " / Give the process the property itemCode, or its guide a code.",
        )
