"""Script tasks: lines of `name = expression` and nothing else, whatever language the diagram says they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.engine.expressions_compile import Expression
from app.engine.expressions_grammar import CONSTANTS, RESERVED, parse
from app.engine.expressions_text import ExpressionError, Kind, Token, UnknownVariable, script_tokens

MAX_LENGTH = 10_000
MAX_LINES = 200
DECLARERS = frozenset({"var", "let", "const", "def"})
SETTER = ["execution", ".", "setVariable", "("]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One assignment; `number` is its line in the script."""

    number: int
    target: str
    expression: Expression


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A compiled script.  names: variables it reads from outside.  targets: variables it assigns.

    needs: those of its names without which it fails, whatever the others are.
    """

    text: str
    lines: tuple[Line, ...]
    names: frozenset[str]
    needs: frozenset[str]
    targets: frozenset[str]

    def execute(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What the lines assign, later ones seeing earlier ones; `variables` stays as it is.

        Raises ExpressionError naming the line.
        """
        seen = dict(variables)
        assigned: dict[str, Any] = {}
        for line in self.lines:
            try:
                seen[line.target] = assigned[line.target] = line.expression.evaluate(seen)
            except ExpressionError as error:
                raise _located(error, line.number, self.text) from None
        return assigned


@lru_cache(maxsize=1024)
def compile_script(text: str) -> Script:
    """Read a script; JavaScript's `var x = …;` and Camunda's `execution.setVariable("x", …)` count as assignments."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"a script has at most {MAX_LENGTH} characters", f"脚本最长 {MAX_LENGTH} 个字符", expression=text
        )
    lines: list[Line] = []
    for statement in _statements(text):
        number = text.count("\n", 0, statement[0].at) + 1
        try:
            lines.append(_line(text, number, statement))
        except ExpressionError as error:
            raise _located(error, number, text) from None
    if not lines:
        raise ExpressionError("the script is empty", "脚本为空", expression=text)
    if len(lines) > MAX_LINES:
        raise ExpressionError(f"a script has at most {MAX_LINES} lines", f"脚本最多 {MAX_LINES} 行", expression=text)
    names: set[str] = set()
    needs: set[str] = set()
    targets: set[str] = set()
    for line in lines:
        names |= line.expression.names - targets
        needs |= line.expression.needs - targets
        targets.add(line.target)
    return Script(
        text=text,
        lines=tuple(lines),
        names=frozenset(names),
        needs=frozenset(needs),
        targets=frozenset(targets),
    )


def _statements(text: str) -> list[list[Token]]:
    try:
        found = script_tokens(text)
    except ExpressionError as error:
        raise _located(error, text.count("\n", 0, error.at) + 1, text) from None
    statements: list[list[Token]] = [[]]
    for token in found:
        if token.kind in (Kind.BREAK, Kind.END):
            statements.append([])
        else:
            statements[-1].append(token)
    return [statement for statement in statements if statement]


def _line(text: str, number: int, statement: list[Token]) -> Line:
    start = statement[0].at
    target, value = _assignment(statement)
    if not value:
        raise ExpressionError(
            "a script line must be `name = expression`", "脚本每行须为「名称 = 表达式」", expression=text
        )
    if target in RESERVED or target in CONSTANTS:
        raise ExpressionError(f"{target!r} cannot be assigned", f"不能给「{target}」赋值", expression=text)
    end = value[-1].at + len(value[-1].text)
    source = text[start:end]
    moved = [Token(token.kind, token.text, token.at - start, token.value) for token in value]
    parsed = parse(source, [*moved, Token(Kind.END, "", end - start)])
    expression = Expression(text=source, names=parsed.names, needs=parsed.node.needs, run=parsed.node.run)
    return Line(number=number, target=target, expression=expression)


def _assignment(statement: list[Token]) -> tuple[str, list[Token]]:
    """The name and the value's tokens of an assignment; no tokens when it is none."""
    words = [token.text for token in statement]
    if words[:4] == SETTER and words[-1] == ")" and len(words) > 7 and words[5] == ",":
        name = statement[4].value
        return (name, statement[6:-1]) if isinstance(name, str) and _is_name(name) else ("", [])
    if words[0] in DECLARERS and len(words) > 2 and statement[1].kind is Kind.NAME:
        statement, words = statement[1:], words[1:]
    if len(words) > 2 and statement[0].kind is Kind.NAME and words[1] == "=":
        return words[0], statement[2:]
    return "", []


def _is_name(name: str) -> bool:
    return name.isidentifier() and not name.startswith("_")


def _located(error: ExpressionError, number: int, text: str) -> ExpressionError:
    en, zh = f"line {number}: {error.message_en}", f"第 {number} 行：{error.message_zh}"
    if isinstance(error, UnknownVariable):
        return UnknownVariable(en, zh, name=error.name, known=error.known, expression=text, line=number)
    return ExpressionError(en, zh, expression=text, line=number)
