"""Who takes part in a joint review beside those its collection names: an addition (加签) or a removal (减签) stays.

Both are facts of the case, known by the review's place in it.  When a review begins again, because the case was
returned or its diagram leads back, the collection is worked out anew and the facts are applied to what it gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.engine.data import same
from app.engine.describe import SYNTHETIC, recalled_of
from app.engine.tokens import Token

ADDED, REMOVED = "added", "removed"
Facts = dict[str, list[Any]]


def note_added(review: Token, item: Any) -> None:
    """From now on `item` takes part in this review whenever it begins."""
    facts = _facts(review)
    facts[REMOVED] = without(facts[REMOVED], [item])
    facts[ADDED] = [*without(facts[ADDED], [item]), item]


def note_removed(review: Token, item: Any) -> None:
    """From now on `item` does not take part in this review whenever it begins."""
    facts = _facts(review)
    facts[ADDED] = without(facts[ADDED], [item])
    facts[REMOVED] = [*without(facts[REMOVED], [item]), item]


def applied(review: Token, pairs: list[list[Any]]) -> list[list[Any]]:
    """Key and item of those who take part: of the collection without whom was removed, then whom was added.

    What this changes is told to the engine's caller.
    """
    facts: Facts | None = review.workflow.top_workflow.rosters.get(place_of(review))
    if facts is None:
        return pairs
    named = [item for _, item in pairs]
    stay = without(named, facts[REMOVED])
    come, gone = without(facts[ADDED], stay), without(named, stay)
    if come or gone:
        review.workflow.top_workflow.recalled.append(recalled_of(review, come, gone))
    return [*(pair for pair in pairs if without([pair[1]], gone)), *([str(item), item] for item in come)]


def distinct(items: list[Any]) -> list[Any]:
    """A collection in which each code comes once, where it comes first: a department has one task, named twice or not.

    Only texts are codes; numbers and maps may repeat.
    """
    codes = set[str]()
    found = []
    for item in items:
        if not isinstance(item, str) or item not in codes:
            found.append(item)
        if isinstance(item, str):
            codes.add(item)
    return found


def without(items: list[Any], others: list[Any]) -> list[Any]:
    """The items that are not among the others."""
    return [item for item in items if not any(same(item, other) for other in others)]


def place_of(review: Token) -> str:
    """Where in the case a review is drawn and, inside another one, for whom; its tokens change, its place does not."""
    path: list[Any] = [review.task_spec.bpmn_id]
    host = review.workflow.host
    while host is not None:
        if SYNTHETIC not in host.task_spec.bpmn_id:
            path.append([host.task_spec.bpmn_id, host.internal_data.get("item")])
        host = host.workflow.host
    return json.dumps(path, ensure_ascii=False)


def place_in(place: str, ids: Mapping[str, str]) -> str:
    """The same place in a diagram in which some elements have other ids."""
    first, *around = json.loads(place)
    path = [ids.get(first, first), *([ids.get(host, host), item] for host, item in around)]
    return json.dumps(path, ensure_ascii=False)


def _facts(review: Token) -> Facts:
    top = review.workflow.top_workflow
    top.dirty = True  # the main branch stores them
    facts: Facts = top.rosters.setdefault(place_of(review), {ADDED: [], REMOVED: []})
    return facts
