"""The promise within the law.

The promised limit (`limit`) of an item, and of each step that has a statutory limit of its own, is at most the
statutory limit (`statutoryLimit`): a centre may promise less than the law allows, never more. An item without a
statutory limit cannot be held against the law, and is warned of; a procedure of the centre's own needs none.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, number_of, on


def check(sheet: Sheet) -> Iterator[Proof]:
    """`promise-over-statutory`, `no-statutory-limit`."""
    said = sheet.process.properties
    promise, law = number_of(said, "limit"), number_of(said, "statutoryLimit")
    if promise is not None and law is not None and promise > law:
        yield sheet.on_process("promise-over-statutory", *_over(sheet.process.name, promise, law))
    if promise is not None and not said.get("statutoryLimit") and not sheet.is_procedure:
        yield sheet.on_process(
            "no-statutory-limit",
            f"事项「{sheet.process.name}」没有法定时限，无法与承诺时限核对。",
            f"The item “{sheet.process.name}” states no statutory limit to hold its promise against.",
            "为流程设置属性 statutoryLimit（工作日）。 / Give the process the property statutoryLimit (working days).",
            "warning",
        )
    for node in sheet.nodes:
        limit, law = number_of(node.properties, "limit"), number_of(node.properties, "statutoryLimit")
        if limit is not None and law is not None and limit > law:
            yield on(node, "promise-over-statutory", *_over(node.label, limit, law))


def _over(name: str, promise: int, law: int) -> tuple[str, str, str]:
    return (
        f"「{name}」的承诺时限 {promise} 个工作日，超过法定时限 {law} 个工作日。",
        f"“{name}” promises {promise} working days; the law allows {law}.",
        "承诺时限不得超过法定时限。 / Promise no more than the statutory limit.",
    )
