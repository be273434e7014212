"""The catalogue: every official document of the house, read from the files beside the templates."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.errors import NotReady


class Audience(StrEnum):
    """For whom a document is made, which decides who may see it."""

    APPLICANT = "applicant"
    DEPARTMENT = "department"
    INTERNAL = "internal"


class Sort(StrEnum):
    """What kind of value a fact is; moments are ISO 8601 in UTC, tables have `columns` and `rows`."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    MOMENT = "moment"
    NUMBER = "number"


class Source(StrEnum):
    """Where a fact comes from when nobody gives it."""

    GIVEN = "given"
    CASE = "case"
    MATERIALS = "materials"


class Seal(StrEnum):
    """Whose seal a document bears; `department`: of the department that its fact of this name says."""

    CENTRE = "centre"
    LEAD = "lead"
    DEPARTMENT = "department"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing a document says of its own, beside what the case and its guide say.

    also: other names under which acts of the house give it.
    """

    name: str
    label: str
    label_en: str = ""
    sort: Sort = Sort.LINE
    source: Source = Source.GIVEN
    needed: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """One kind of official document.

    copies: what each copy is for, the last one is kept.  serve_days: working days in which it must be served.
    remedies: may name `{reconsideration}` and `{court}`, which the centre's file fills in.
    once: a case has at most one.  query: bears the QR code and the query code.  guide: cites the public guide.
    """

    code: str
    name: str
    name_en: str
    series: str
    audience: Audience
    copies: tuple[str, ...]
    seal: Seal
    basis: tuple[str, ...] = ()
    remedies: str = ""
    serve_days: int | None = None
    refusal: bool = False
    once: bool = False
    query: bool = False
    guide: bool = False
    facts: tuple[Fact, ...] = ()
    sample: Mapping[str, Any] = field(default_factory=dict)

    @property
    def needed(self) -> tuple[Fact, ...]:
        """The facts without which it cannot be issued."""
        return tuple(fact for fact in self.facts if fact.needed)


class Catalogue(Mapping[str, Document]):
    """All documents by their codes, in the order of the codes."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = dict(sorted(documents.items()))

    def __getitem__(self, code: str) -> Document:
        return self._documents[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def refusals(self) -> frozenset[str]:
        """The documents that tell somebody no."""
        return frozenset(code for code, document in self.items() if document.refusal)


def read_document(code: str, data: bytes) -> Document:
    """A document from its file.  Raises NotReady: the file cannot be used, naming it and why."""
    try:
        return _document(code, tomllib.loads(data.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        what = f"{type(error).__name__}: {error}"
        raise NotReady(f"{code}.toml cannot be used: {what}", f"文书目录文件{code}.toml无法使用:{what}") from error


def _document(code: str, given: dict[str, Any]) -> Document:
    facts = tuple(
        Fact(
            name=name,
            sort=Sort(one.pop("sort", "line")),
            source=Source(one.pop("source", "given")),
            also=tuple(one.pop("also", ())),
            **one,
        )
        for name, one in given.pop("facts", {}).items()
    )
    copies = tuple(given.pop("copies", ("存档",)))
    if not copies or given.setdefault("code", code) != code:
        raise ValueError(f"expected the code {code} and at least one copy")
    fixed = {
        "series": given.pop("series", code),
        "audience": Audience(given.pop("audience")),
        "seal": Seal(given.pop("seal", "centre")),
        "basis": tuple(given.pop("basis", ())),
        "remedies": given.pop("remedies", "").strip(),
    }
    return Document(copies=copies, facts=facts, **fixed, **given)
