"""Which shape of one diagram is which of another: the same id, or another id and everything else the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping

from app.engine.sheets import Shape, Sheet

Signature = Callable[[Sheet, Shape, Mapping[str, str]], Hashable]
UNKNOWN = "?"


def paired(old: Sheet, new: Sheet, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ids in `new` by ids in `old`, of the processes and of all shapes that are in both.

    given: pairs that are known; for the rest an id stands for itself, and a shape whose id has changed is found
    by its looks, then by its neighbours, then by both together with pairs found before.
    """
    pairs = {old.process.id: new.process.id}
    pairs |= {one: other for one, other in (given or {}).items() if one in old.shapes and other in new.shapes}
    taken = set(pairs.values())
    pairs |= {id: id for id in old.shapes if id in new.shapes and id not in pairs and id not in taken}
    found = True
    while found:
        found = any(_match(old, new, pairs, signature) for signature in (_looks, _looks_and_neighbours))
    return pairs


def _match(old: Sheet, new: Sheet, pairs: dict[str, str], signature: Signature) -> bool:
    """Add the pairs that are alike and have no double on either side."""
    ours = {id: id for id in pairs.values()}
    here = _by_signature(old, (one for one in old.shapes if one not in pairs), pairs, signature)
    there = _by_signature(new, (one for one in new.shapes if one not in ours), ours, signature)
    alike = {
        here[key][0]: there[key][0]
        for key in here.keys() & there.keys()
        if len(here[key]) == 1 and len(there[key]) == 1
    }
    pairs |= alike
    return bool(alike)


def _by_signature(
    sheet: Sheet, ids: Iterable[str], names: Mapping[str, str], signature: Signature
) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = defaultdict(list)
    for id in ids:
        found[signature(sheet, sheet.shapes[id], names)].append(id)
    return found


def _looks(sheet: Sheet, shape: Shape, names: Mapping[str, str]) -> Hashable:
    """names: what the shapes that are known already are called in the new diagram."""
    host = names.get(shape.host, UNKNOWN) if shape.host else ""
    return shape.tag, shape.name, frozenset(shape.facts.items()), names.get(shape.parent, UNKNOWN), host


def _looks_and_neighbours(sheet: Sheet, shape: Shape, names: Mapping[str, str]) -> Hashable:
    before = sorted(names.get(arrow.source, UNKNOWN) for arrow in sheet.arrows if arrow.target == shape.id)
    after = sorted(names.get(arrow.target, UNKNOWN) for arrow in sheet.arrows if arrow.source == shape.id)
    return _looks(sheet, shape, names), tuple(before), tuple(after)
