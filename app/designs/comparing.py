"""What is different between two diagrams for those who work by them; where shapes lie on the canvas is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.designs.comparing_words import Said, changed, kind_of, value
from app.engine import Diagram
from app.engine.pairing import paired
from app.engine.sheets import PROPERTY, Arrow, Shape, Sheet, leaves, sheet


class Kind(StrEnum):
    """What happened to an element."""

    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "id-changed"
    RENAMED = "renamed"
    TYPE = "type-changed"
    MOVED = "moved"
    LIMIT = "limit"
    TIMER = "timer"
    GROUPS = "groups"
    LOOP = "multi-instance"
    CALLED = "called"
    PROPERTY = "property"
    FACT = "changed"
    FLOW_ADDED = "flow-added"
    FLOW_REMOVED = "flow-removed"
    CONDITION = "condition"
    DEFAULT = "default-flow"
    ORDER = "order-of-conditions"
    GUIDE = "guide"


_KINDS = {
    f"{PROPERTY}limit": Kind.LIMIT,
    f"{PROPERTY}statutoryLimit": Kind.LIMIT,
    f"{PROPERTY}warn": Kind.LIMIT,
    "timer": Kind.TIMER,
    "groups": Kind.GROUPS,
    "called": Kind.CALLED,
    **dict.fromkeys(("loop", "collection", "item", "cardinality", "until", "gathers"), Kind.LOOP),
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference; `element` is an id of the new diagram, of the old one where it is in that alone.

    aspect: what of the element, in a stable English word.  old, new: as the diagrams have it, None for nothing.
    """

    kind: Kind
    element: str
    process: str
    aspect: str = ""
    old: str | None = None
    new: str | None = None
    message_zh: str
    message_en: str

    def message(self, language: str = "en") -> str:
        """The sentence in `language` ("zh" or "en")."""
        return self.message_zh if language == "zh" else self.message_en


def compare(old: Diagram, new: Diagram, process: str | None = None) -> list[Difference]:
    """The differences between two files; `process` alone where it is named.

    Processes are the same when their ids are; two files of one process each are compared whatever they are called.
    """
    ours = [process] if process is not None and process in old.processes else list(old.processes)
    theirs = [process] if process is not None and process in new.processes else list(new.processes)
    if len(ours) == len(theirs) == 1:
        return _Comparison(sheet(old, ours[0]), sheet(new, theirs[0])).all()
    found: list[Difference] = []
    for id in dict.fromkeys([*ours, *theirs]):
        if id in ours and id in theirs:
            found += _Comparison(sheet(old, id), sheet(new, id)).all()
        else:
            one = sheet(old if id in ours else new, id).process
            found.append(_there(one, id, Kind.REMOVED if id in ours else Kind.ADDED))
    return found


def compare_guides(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, process: str) -> list[Difference]:
    """What is different in the public guide, value by value."""
    ours, theirs = dict(leaves(old or {})), dict(leaves(new or {}))
    found = []
    for path in dict.fromkeys([*ours, *theirs]):
        was, now = ours.get(path), theirs.get(path)
        if was != now:
            guide = Shape(id=process, name="", tag="process", facts={})
            said = changed(guide, None, f"{PROPERTY}{path}", was or "", now or "")
            zh = said.zh.replace(f"{process}属性“{path}”", f"办事指南“{path}”", 1)
            en = said.en.replace(f"the property {path!r} of {process!r}", f"the guide's {path!r}", 1)
            found.append(
                Difference(
                    kind=Kind.GUIDE,
                    element=process,
                    process=process,
                    aspect=path,
                    old=was,
                    new=now,
                    message_zh=zh,
                    message_en=en,
                )
            )
    return found


def _there(shape: Shape, process: str, kind: Kind) -> Difference:
    """A shape that is in one of the diagrams only."""
    what = kind_of(shape)
    added = kind is Kind.ADDED
    return Difference(
        kind=kind,
        element=shape.id,
        process=process,
        old=None if added else shape.label,
        new=shape.label if added else None,
        message_zh=f"{'新增' if added else '删除'}{what.zh}“{shape.label}”",
        message_en=f"{what.en} {shape.label!r} is {'added' if added else 'removed'}",
    )


class _Comparison:
    """Two sheets and which of their shapes are the same."""

    def __init__(self, old: Sheet, new: Sheet) -> None:
        self.old, self.new = old, new
        self.pairs = paired(old, new)
        self.names = {old.process.id: new.process.id, **self.pairs}
        self.process = new.process.id

    def all(self) -> list[Difference]:
        """Everything, what is gone before what is there, shapes before flows."""
        ours = {other: one for one, other in self.pairs.items()}
        gone = [_there(one, self.process, Kind.REMOVED) for id, one in self.old.shapes.items() if id not in self.pairs]
        found = [*self._pair(self.old.process, self.new.process), *gone]
        for id, shape in self.new.shapes.items():
            if id in ours:
                found += self._pair(self.old.shapes[ours[id]], shape)
            else:
                found.append(_there(shape, self.process, Kind.ADDED))
        return [*found, *self._flows()]

    def _pair(self, old: Shape, new: Shape) -> Iterator[Difference]:
        if old.id != new.id:
            said = Said(f"“{new.label}”的标识由{old.id}改为{new.id}", f"the id of {new.label!r} is changed")
            yield self._made(Kind.RENUMBERED, new.id, "id", old.id, new.id, said)
        if old.name != new.name:
            said = Said(f"“{old.label}”更名为“{new.label}”", f"{old.label!r} is now called {new.label!r}")
            yield self._made(Kind.RENAMED, new.id, "name", old.name, new.name, said)
        if old.tag != new.tag:
            was, now = kind_of(old), kind_of(new)
            said = Said(
                f"“{new.label}”由{was.zh}（{old.tag}）改为{now.zh}（{new.tag}）",
                f"{new.label!r} is changed from a {was.en} to a {now.en}",
            )
            yield self._made(Kind.TYPE, new.id, "type", old.tag, new.tag, said)
        yield from self._place(old, new)
        host = self.new.shapes.get(new.host)
        for fact in dict.fromkeys([*old.facts, *new.facts]):
            was_, now_ = old.facts.get(fact, ""), new.facts.get(fact, "")
            if was_ != now_:
                kind = _KINDS.get(fact, Kind.PROPERTY if fact.startswith(PROPERTY) else Kind.FACT)
                said = changed(new, host, fact, was_, now_)
                aspect = fact.removeprefix(PROPERTY)
                yield self._made(kind, new.id, aspect, old.facts.get(fact), new.facts.get(fact), said)

    def _place(self, old: Shape, new: Shape) -> Iterator[Difference]:
        for aspect, was, now in (("scope", old.parent, new.parent), ("host", old.host, new.host)):
            if self.names.get(was, was) == now:
                continue
            whence, where = self._label(self.old, was), self._label(self.new, now)
            zh = "所在范围" if aspect == "scope" else "所附环节"
            en = "is drawn in" if aspect == "scope" else "hangs on"
            said = Said(
                f"“{new.label}”的{zh}由“{whence}”改为“{where}”", f"{new.label!r} {en} {where!r} instead of {whence!r}"
            )
            yield self._made(Kind.MOVED, new.id, aspect, was, now, said)

    def _flows(self) -> Iterator[Difference]:
        ours = self._by_ends(self.old.arrows, self.names)
        theirs = self._by_ends(self.new.arrows, {})
        for ends in dict.fromkeys([*ours, *theirs]):
            here, there = ours.get(ends, []), theirs.get(ends, [])
            for one, other in zip(here, there, strict=False):
                yield from self._arrow(ends, one, other)
            for one in here[len(there) :]:
                yield self._flow(ends, one, Kind.FLOW_REMOVED)
            for one in there[len(here) :]:
                yield self._flow(ends, one, Kind.FLOW_ADDED)

    @staticmethod
    def _by_ends(arrows: Sequence[Arrow], names: Mapping[str, str]) -> dict[tuple[str, str], list[Arrow]]:
        found: dict[tuple[str, str], list[Arrow]] = {}
        for arrow in arrows:
            ends = (names.get(arrow.source, arrow.source), names.get(arrow.target, arrow.target))
            found.setdefault(ends, []).append(arrow)
        return found

    def _arrow(self, ends: tuple[str, str], old: Arrow, new: Arrow) -> Iterator[Difference]:
        way = self._way(ends)
        if old.condition != new.condition:
            was, now = value("condition", old.condition), value("condition", new.condition)
            said = Said(f"{way.zh}的条件由{was.zh}改为{now.zh}", f"the condition of {way.en} is changed to {now.en}")
            yield self._made(Kind.CONDITION, ends[0], "condition", old.condition or None, new.condition or None, said)
        elif old.place != new.place and self._order(old.source, self.old) != self._order(new.source, self.new):
            said = Said(f"{way.zh}的条件判断次序有变", f"the condition of {way.en} is asked in another turn")
            yield self._made(Kind.ORDER, ends[0], "order", str(old.place), str(new.place), said)
        if old.default != new.default:
            said = Said(
                f"{way.zh}{'成为' if new.default else '不再是'}默认流向",
                f"{way.en} is {'now' if new.default else 'no longer'} the default",
            )
            yield self._made(Kind.DEFAULT, ends[0], "default", str(old.default), str(new.default), said)

    def _order(self, source: str, where: Sheet) -> list[tuple[str, str]]:
        """The conditions of a source in turn, those of flows that are in both diagrams only."""
        shapes = set(self.pairs if where is self.old else self.pairs.values())
        names = self.names if where is self.old else {}
        return [
            (names.get(one.target, one.target), one.condition)
            for one in where.arrows
            if one.source == source and one.condition and one.target in shapes
        ]

    def _flow(self, ends: tuple[str, str], arrow: Arrow, kind: Kind) -> Difference:
        way, added = self._way(ends), kind is Kind.FLOW_ADDED
        when = f"（条件：{arrow.condition}）" if arrow.condition else ""
        when_en = f" under {arrow.condition}" if arrow.condition else ""
        said = Said(
            f"{'新增' if added else '删除'}{way.zh}{when}", f"{way.en}{when_en} is {'added' if added else 'removed'}"
        )
        text = f"{ends[0]} -> {ends[1]}"
        return self._made(kind, ends[0], "flow", None if added else text, text if added else None, said)

    def _way(self, ends: tuple[str, str]) -> Said:
        source, target = (self._label(self.new, id, self.old) for id in ends)
        return Said(f"流向“{source}→{target}”", f"the flow from {source!r} to {target!r}")

    @staticmethod
    def _label(where: Sheet, id: str, otherwise: Sheet | None = None) -> str:
        for one in (where, otherwise or where):
            if id == one.process.id:
                return one.process.label
            if id in one.shapes:
                return one.shapes[id].label
        return id or "-"

    def _made(self, kind: Kind, element: str, aspect: str, old: str | None, new: str | None, said: Said) -> Difference:
        return Difference(
            kind=kind,
            element=element,
            process=self.process,
            aspect=aspect,
            old=old,
            new=new,
            message_zh=said.zh,
            message_en=said.en,
        )
