"""What a rule is given: one process of a diagram, and what it needs to know of the centre, as plain records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from app.verify.deadline import is_item
from app.verify.durations import limit_of
from app.verify.findings import Proof
from app.verify.model import Diagram, Element, Flow, Node, Process

PEOPLE = frozenset({"task", "userTask", "manualTask"})
"""Steps that somebody does."""

PROCEDURE = "procedure"

VARIABLE = re.compile(r"[$#]\{\s*([^}]*?)\s*\}")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A property that a topic reads.

    values: what it may be, empty for anything; strict: whether another value is an error and no warning.  kind:
    `department` for a department's code, `variable` for the name of a variable.  longest: in characters.
    """

    required: bool = False
    values: tuple[str, ...] = ()
    strict: bool = True
    kind: str = ""
    longest: int = 2000


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What the house does for a service step: the properties that it reads there, by name, and what it then knows."""

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    gives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post of a department: who holds it, and who stands in."""

    name: str
    department: str
    holder: str = ""
    deputy: str = ""


@dataclass(frozen=True, kw_only=True)
class Centre:
    """What rules know of the house; a part that is None is not known, and rules about it keep silent.

    guides: of an item's process, what its guide says: `code`, `lead`, `reviewers`, and `facts`, the names that an
    application states.  disclosure_required: whether an item whose guide is not complete stays unpublished.
    unreadable: of an item's process, what is wrong with the forms and samples that its guide attaches, each in
    Chinese and English; None where nobody has looked.
    """

    departments: Mapping[str, str] | None = None
    posts: tuple[Post, ...] | None = None
    topics: Mapping[str, Topic] | None = None
    notices: Mapping[str, str] | None = None
    refusals: frozenset[str] = frozenset()
    guides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    disclosure_required: bool = False
    unreadable: Mapping[str, Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class Sheet:
    """One process with the centre that it is for."""

    process: Process
    diagram: Diagram
    centre: Centre

    @property
    def is_item(self) -> bool:
        """Whether the process promises something by itself."""
        return is_item(self.process)

    @property
    def is_procedure(self) -> bool:
        """Whether the process is one of the centre's own and no item."""
        return self.process.properties.get("class") == PROCEDURE

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every shape of the process, those in sub-processes included."""
        return tuple(self.process.scope.everything())

    @property
    def guide(self) -> Mapping[str, object]:
        """What the item's guide says."""
        return self.centre.guides.get(self.process.id, {})

    @property
    def lead(self) -> str:
        """The lead department, as the diagram or else the guide names it."""
        return self.process.properties.get("lead") or str(self.guide.get("lead") or "")

    def steps(self) -> Iterator[Node]:
        """The steps that somebody does."""
        return (node for node in self.nodes if node.tag in PEOPLE)

    def on_process(
        self, code: str, zh: str, en: str, fix: str, severity: Literal["error", "warning"] = "error"
    ) -> Proof:
        """A finding about the process as a whole."""
        return _proof(code, (self.process.id,), self.process.line, (zh, en, fix), severity)


def on(
    node: Node | Flow,
    code: str,
    zh: str,
    en: str,
    fix: str,
    severity: Literal["error", "warning"] = "error",
    beside: tuple[str, ...] = (),
) -> Proof:
    """A finding about a shape or a flow; `beside` are the others that have to do with it."""
    return _proof(code, (node.id, *beside), node.line, (zh, en, fix), severity)


def _proof(
    code: str,
    elements: tuple[str, ...],
    line: int | None,
    words: tuple[str, str, str],
    severity: Literal["error", "warning"],
) -> Proof:
    return Proof(
        code=code,
        severity=severity,
        element=elements[0],
        elements=elements,
        message_zh=words[0],
        message_en=words[1],
        fix=words[2],
        line=line,
    )


def said(element: Element | None, name: str) -> str:
    """A vocabulary attribute (`camunda:`, `operaton:`, `flowable:` …) of a shape or a part of it, by local name."""
    if element is not None:
        for key, value in element.attrib.items():
            namespace, _, found = str(key).rpartition("}")
            if found == name and namespace:
                return str(value).strip()
    return ""


def part(element: Element | None, name: str) -> Element | None:
    """The first child of this local name."""
    if element is None:
        return None
    return next((each for each in element if isinstance(each.tag, str) and each.tag.rpartition("}")[2] == name), None)


def text_of(element: Element | None) -> str:
    """All that is written in an element."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def groups_of(node: Node) -> tuple[str, ...]:
    """The candidate departments that a step names outright; those that the case's data names are left out."""
    listed = said(node.element, "candidateGroups")
    return tuple(code for each in listed.split(",") if (code := each.strip()) and "{" not in code)


def words_of(node: Node, name: str) -> tuple[str, ...]:
    """A property that lists words, such as `actions` or `notices`."""
    return tuple(word for each in node.properties.get(name, "").split(",") if (word := each.strip()))


def number_of(properties: Mapping[str, str], name: str) -> int | None:
    """A property that is a number of working days, None when it is not there or not readable."""
    return limit_of(dict(properties), name)
