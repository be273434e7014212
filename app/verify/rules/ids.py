"""Ids that people can read.

Ledgers, notices, links and statistics name a step by its id. One that a modeler made up (`Activity_0x1a2b3`) says
nothing to whoever reads them; give the process and its steps ids such as `co_review`. Ids are at most 64 characters
for a process and 200 for a shape: more cannot be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import ACTIVITIES
from app.verify.rules.sheet import Sheet, groups_of, on

MADE_UP = re.compile(
    r"(?:Activity|Event|Gateway|SubProcess|CallActivity|Process|[A-Za-z]*Task|(?:Start|End|Boundary)Event"
    r"|Intermediate(?:Catch|Throw)Event)_(?:[0-9a-z]{6,8}|\d+)"
)
LONGEST_CODE, LONGEST_ID, LONGEST_KIND = 64, 200, 32


def check(sheet: Sheet) -> Iterator[Proof]:
    """`unreadable-id`, `too-long`."""
    if MADE_UP.fullmatch(sheet.process.id):
        yield sheet.on_process("unreadable-id", *_words(sheet.process.id), "warning")
    for name, text in (("id", sheet.process.id), ("lead", sheet.process.properties.get("lead", ""))):
        if len(text) > LONGEST_CODE:
            yield sheet.on_process("too-long", *_long(name, text, LONGEST_CODE))
    for node in sheet.nodes:
        if (node.tag in ACTIVITIES or node.event == "timer") and MADE_UP.fullmatch(node.id):
            yield on(node, "unreadable-id", *_words(node.id), "warning")
        kind, group = node.properties.get("kind", ""), max(groups_of(node), key=len, default="")
        for name, text, most in (("id", node.id, LONGEST_ID), ("kind", kind, LONGEST_KIND),
                                 ("candidateGroups", group, LONGEST_CODE)):  # fmt: skip
            if len(text) > most:
                yield on(node, "too-long", *_long(name, text, most))


def _words(identity: str) -> tuple[str, str, str]:
    return (
        f"标识“{identity}”是建模工具生成的，台账和统计中无法辨认。",
        f"The id {identity!r} was made up by a modeler; nobody can read it in a ledger.",
        "换成可读的标识，如 co_review。 / Give it a readable id such as co_review.",
    )


def _long(name: str, text: str, most: int) -> tuple[str, str, str]:
    return (
        f"{name} 长 {len(text)} 个字符，上限为 {most}。",
        f"Its {name} has {len(text)} characters; at most {most} can be kept.",
        "改短。 / Take a shorter one.",
    )
