"""What the answer to a step names for the steps after it (property `gives`), and what sort of thing each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.desk.programs import Item
from app.engine import ElementInfo


@dataclass(frozen=True, kw_only=True)
class Given:
    """A variable that an answer gives.

    type: `person` where the diagram assigns a step to it, `department` where it offers one, else as the guide's facts
    say: `text`, `number`, `boolean`, or one of `choices`.
    """

    name: str
    label: str
    label_en: str
    type: str
    choices: tuple[str, ...]


def gives(item: Item, step: ElementInfo) -> tuple[Given, ...]:
    """What is asked beside the outcome of a step."""
    names = [name.strip() for name in step.properties.get("gives", "").split(",") if name.strip()]
    facts = {str(fact.get("name")): fact for fact in (item.definition.guide or {}).get("facts") or ()}
    steps = item.program.infos.values()
    people = _named(one.assignee for one in steps)
    departments = _named(one.candidate_groups for one in steps)
    return tuple(_given(name, facts.get(name, {}), name in people, name in departments) for name in names)


def _given(name: str, fact: Mapping[str, Any], person: bool, department: bool) -> Given:
    sort = "person" if person else "department" if department else str(fact.get("type") or "text")
    label = str(fact.get("label") or WORDS.get(name, name))
    return Given(
        name=name,
        label=label,
        label_en=str(fact.get("label_en") or name.replace("_", " ")),
        type=sort,
        choices=tuple(map(str, fact.get("choices") or ())),
    )


def _named(expressions: Iterable[str]) -> set[str]:
    return {name for text in expressions for name in re.findall(r"[A-Za-z_]\w*", text)}


WORDS = {"handler": "承办人", "staff": "到岗人员", "person": "当事人", "department": "承办部门", "reviewer": "复核人"}
"""What such variables are called where no guide says so."""
