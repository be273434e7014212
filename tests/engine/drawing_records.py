"""What a drawn diagram is made of, before it is XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event definition; `declares` is the root element it refers to: (tag, id, attributes)."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    body: tuple[str, str] | None = None
    declares: tuple[str, str, Mapping[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class Loop:
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    camunda: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Flow:
    source: str
    target: str
    id: str = ""
    when: str = ""
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One flow element; `camunda` are its vocabulary attributes.

    raw: XML text appended inside.  extension: XML text put into its extensionElements.
    """

    tag: str
    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    camunda: Mapping[str, str] = field(default_factory=dict)
    props: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    many: Loop | None = None
    inside: tuple[Shape, ...] = ()
    flows: tuple[str | Flow, ...] = ()
    bodies: Mapping[str, str] = field(default_factory=dict)
    doc: str = ""
    raw: str = ""
    extension: str = ""

    def but(self, **changes: Any) -> Shape:
        """The same shape with fields of the record changed, say `user("a").but(raw="<incoming>nowhere</incoming>")`."""
        return replace(self, **changes)
