"""How a topic declares the extension properties that it reads; the rules hold drawn steps against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ParameterKind(StrEnum):
    """What a parameter's text means."""

    TEXT = "text"
    CHOICE = "choice"  # one of its choices
    DEPARTMENT = "department"  # a department's code
    VARIABLE = "variable"  # the name of a variable


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value that a parameter may have, and what it is called."""

    value: str
    en: str
    zh: str


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """An extension property that a topic reads.

    default: what holds without it.  longest: in characters.  strict: a value outside `choices` is an error, else a
    warning.
    """

    name: str
    en: str
    zh: str
    kind: ParameterKind = ParameterKind.TEXT
    required: bool = False
    default: str = ""
    choices: tuple[Choice, ...] = ()
    strict: bool = True
    longest: int = 2000

    @property
    def values(self) -> tuple[str, ...]:
        """The values of its choices."""
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something the house does for a service step: what it is called, and what the step may say.

    gives: variables that the diagram knows afterwards.
    """

    name: str
    en: str
    zh: str
    parameters: tuple[Parameter, ...] = ()
    gives: tuple[str, ...] = ()
