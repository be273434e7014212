"""Compiles expression text once into records that are evaluated over a case's variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from app.engine.expressions_grammar import Parsed, parse
from app.engine.expressions_nodes import Run, constant, woven
from app.engine.expressions_text import ExpressionError, UnknownVariable, enclosed, shortened, tokens
from app.engine.expressions_values import (
    MAX_TEXT,
    PLAIN,
    Fault,
    UnknownName,
    as_text,
    kind,
    settled,
)

MAX_LENGTH = 2_000
MAX_INSTANCES = 1_000
Missing = Literal["error", "none"]


class _Lenient(dict[str, Any]):
    """Variables of which an unknown one is null."""

    def __missing__(self, name: str) -> None:
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """A compiled expression.  names: its free variables.  template: text with `${…}` in it, so it gives a text.

    needs: those of its variables without which it cannot be evaluated, whatever the others are.
    """

    text: str
    names: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    template: bool = False
    run: Run = field(repr=False, compare=False)

    def evaluate(self, variables: Mapping[str, Any], *, missing: Missing = "error") -> Any:
        """The value as a plain copy: null, truth, number, text, list, map, WorkDays, NaturalDays or WorkHours.

        Raises ExpressionError naming the expression; with `missing="none"` an unknown variable is null instead.
        """
        try:
            value = self.run(variables if missing == "error" else _Lenient(variables))
            return value if type(value) in PLAIN else settled(value)
        except Fault as fault:
            raise self.failure(fault, variables) from None
        except (ArithmeticError, TypeError, ValueError, LookupError, RecursionError) as error:
            raise self.failure(Fault(f"cannot be evaluated ({error})", "无法计算"), variables) from None

    def evaluate_condition(self, variables: Mapping[str, Any], *, missing: Missing = "error") -> bool:
        """Whether the condition holds; as in Camunda anything but true and false is an error, null included."""
        value = self.evaluate(variables, missing=missing)
        if value is True or value is False:
            return value
        fault = Fault(f"a condition must be true or false, not {kind(value)}", "条件的结果须为真或假")
        raise self.failure(fault, variables)

    def failure(self, fault: Fault, variables: Mapping[str, Any]) -> ExpressionError:
        """What to raise for a fault: it names the expression and, for an unknown variable, the known ones."""
        known, known_zh = "", ""
        if isinstance(fault, UnknownName):
            names = ", ".join(sorted(map(str, variables))[:30]) or "-"
            known, known_zh = f" (known: {names})", f"（已有：{names}）"
        shown = shortened(self.text)
        en, zh = f"`{shown}`: {fault.en}{known}", f"`{shown}`：{fault.zh}{known_zh}"
        if isinstance(fault, UnknownName):
            return UnknownVariable(en, zh, name=fault.name, known=frozenset(variables), expression=self.text)
        return ExpressionError(en, zh, expression=self.text)


def literal(text: str, value: Any) -> Expression:
    """An expression that always gives `value`."""
    return Expression(text=text, run=constant(value).run)


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Read `${…}`, `#{…}`, bare text, or text with `${…}` in it; ExpressionError says what cannot be read and where."""
    stripped = checked(text)
    pieces = cut(stripped)
    if len(pieces) == 1 and isinstance(pieces[0], str):
        if stripped.startswith("="):
            raise ExpressionError(
                f"`{shortened(text)}` is an expression of Camunda 8 (FEEL); write ${{…}} as in Camunda 7",
                f"`{shortened(text)}` 是 Camunda 8（FEEL）表达式，请改用 Camunda 7 的 ${{…}}",
                expression=text,
            )
        pieces = [parse(stripped, tokens(stripped))]
    return joined(text, pieces)


def checked(text: str) -> str:
    """The text without the space around it; ExpressionError when it is empty or too long."""
    stripped = text.strip()
    if not stripped:
        raise ExpressionError("the expression is empty", "表达式为空")
    if len(stripped) > MAX_LENGTH:
        raise ExpressionError(
            f"the expression has {len(stripped)} characters; at most {MAX_LENGTH} are allowed",
            f"表达式长 {len(stripped)} 个字符，超过上限 {MAX_LENGTH}",
            expression=text,
        )
    return stripped


def cut(text: str) -> list[str | Parsed]:
    """The pieces of a text with `${…}` or `#{…}` in it: plain text, and what stands between the braces."""
    pieces: list[str | Parsed] = []
    start = 0
    while (at := _opening(text, start)) >= 0:
        if at > start:
            pieces.append(text[start:at])
        inner, start = enclosed(text, at + 2)
        pieces.append(parse(text, inner))
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _opening(text: str, start: int) -> int:
    found = [at for at in (text.find("${", start), text.find("#{", start)) if at >= 0]
    return min(found, default=-1)


def joined(text: str, pieces: Sequence[str | Parsed]) -> Expression:
    """One piece keeps the type of its value; several make a text."""
    if len(pieces) == 1 and isinstance(pieces[0], Parsed):
        node = pieces[0].node
        return Expression(text=text, names=pieces[0].names, needs=node.needs, run=node.run)
    parts = [piece if isinstance(piece, str) else piece.node for piece in pieces]
    names = frozenset[str]().union(*(piece.names for piece in pieces if isinstance(piece, Parsed)))
    node = woven(parts, as_text, MAX_TEXT)
    return Expression(text=text, names=names, needs=node.needs, template=True, run=node.run)


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """A compiled list of codes, as in candidateGroups and candidateUsers."""

    text: str
    names: frozenset[str]
    parts: tuple[Expression, ...]

    @property
    def needs(self) -> frozenset[str]:
        """The variables without which the codes cannot be told."""
        return frozenset[str]().union(*(part.needs for part in self.parts))

    def evaluate(self, variables: Mapping[str, Any], *, missing: Missing = "error") -> tuple[str, ...]:
        """The codes in order, each once; a part may give one text (commas separate codes) or a list of texts."""
        found: dict[str, None] = {}
        for part in self.parts:
            value = part.evaluate(variables, missing=missing)
            for code in value if isinstance(value, list) else [value]:
                if not isinstance(code, str) or not code.strip():
                    fault = Fault(f"a code must be a text, not {kind(code)}", "代码须为非空文本")
                    raise part.failure(fault, variables)
                found.update(dict.fromkeys(each.strip() for each in code.split(",") if each.strip()))
        return tuple(found)


@lru_cache(maxsize=4096)
def compile_groups(text: str) -> Groups:
    """Read a comma list whose parts are codes as they stand (`dept-fire`) or hold `${…}`; empty text gives no codes."""
    parts: list[list[str | Parsed]] = [[]]
    for piece in cut(checked(text)) if text.strip() else []:
        if isinstance(piece, Parsed):
            parts[-1].append(piece)
            continue
        first, *others = piece.split(",")
        parts[-1].append(first)
        parts.extend([other] for other in others)
    compiled = tuple(
        _code(text, part) for part in parts if any(p.strip() for p in part if isinstance(p, str)) or _dynamic(part)
    )
    names = frozenset[str]().union(*(part.names for part in compiled))
    return Groups(text=text, names=names, parts=compiled)


def _dynamic(part: Sequence[str | Parsed]) -> bool:
    return any(isinstance(piece, Parsed) for piece in part)


def _code(text: str, part: list[str | Parsed]) -> Expression:
    if not _dynamic(part):
        code = "".join(piece for piece in part if isinstance(piece, str)).strip()
        return literal(code, code)
    if isinstance(part[0], str):
        part[0] = part[0].lstrip()
    if isinstance(part[-1], str):
        part[-1] = part[-1].rstrip()
    return joined(text, [piece for piece in part if piece != ""])


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection:
    """The compiled collection of a multi-instance."""

    text: str
    names: frozenset[str]
    expression: Expression

    @property
    def needs(self) -> frozenset[str]:
        """The variables without which the items cannot be told."""
        return self.expression.needs

    def evaluate(self, variables: Mapping[str, Any]) -> list[Any] | dict[str, Any]:
        """The items, one for each instance, as a list or by key; ExpressionError for anything else."""
        value = self.expression.evaluate(variables)
        if not isinstance(value, list | dict):
            fault = Fault(f"a collection must be a list or a map, not {kind(value)}", "集合须为列表或映射")
            raise self.expression.failure(fault, variables)
        if len(value) > MAX_INSTANCES:
            fault = Fault(
                f"a collection may have {MAX_INSTANCES} items, not {len(value)}", f"集合最多 {MAX_INSTANCES} 项"
            )
            raise self.expression.failure(fault, variables)
        return value


@lru_cache(maxsize=4096)
def compile_collection(text: str) -> Collection:
    """Read a collection: a variable's name as it stands, or `${…}`."""
    expression = compile_expression(text)
    if expression.template:
        raise ExpressionError(
            f"`{shortened(text)}` gives a text; a collection is a variable's name or one ${{…}}",
            f"`{shortened(text)}` 的结果是文本；集合须为变量名或单个 ${{…}}",
            expression=text,
        )
    return Collection(text=text, names=expression.names, expression=expression)
