"""Reads tokens into something that runs: JUEL's and Python's operators in one closed grammar.

From loose to tight: `a ? b : c` and `a if b else c`; `or ||`; `and &&`; `not`; comparisons, `in`, `is`; `+ -`;
`* / % div mod`; `! - empty`; `**`; `.name [key] (…)`.
"""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from typing import NamedTuple

from app.engine import expressions_nodes as build
from app.engine.expressions_functions import FUNCTIONS, METHODS, Function
from app.engine.expressions_nodes import Node, TooDeep
from app.engine.expressions_text import ExpressionError, Kind, Token, fail

CONSTANTS = {"null": None, "None": None, "true": True, "True": True, "false": False, "False": False}
RESERVED = frozenset(keyword.kwlist) | {"instanceof", "new", "function", "typeof", "delete", "void", "throw"}
MAX_NODES = 500
CHOICE, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, POWER = 10, 20, 30, 35, 40, 50, 60, 70, 80
POWERS = {
    "?": CHOICE, "if": CHOICE, "||": OR, "&&": AND,
    "==": COMPARE, "!=": COMPARE, "<": COMPARE, "<=": COMPARE, ">": COMPARE, ">=": COMPARE,
    "in": COMPARE, "not": COMPARE, "is": COMPARE,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT, "**": POWER,
}  # fmt: skip


class Parsed(NamedTuple):
    """What runs, and the free variables that it reads."""

    node: Node
    names: frozenset[str]


def parse(text: str, tokens: Sequence[Token]) -> Parsed:
    """Read one expression that uses all the tokens; ExpressionError names the place where it cannot go on."""
    reader = _Reader(text, tokens)
    try:
        node = reader.expression(0)
    except TooDeep:
        raise ExpressionError(
            f"the expression is nested too deeply: `{text[:60]}…`", f"表达式嵌套过深：`{text[:60]}…`", expression=text
        ) from None
    reader.end()
    return Parsed(node, frozenset(reader.names))


class _Reader:
    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.level = 0
        self.nodes = 0
        self.names: set[str] = set()

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.kind is not Kind.END:
            self.at += 1
        return token

    def is_next(self, *signs: str) -> bool:
        return self.token.kind is Kind.SIGN and self.token.text in signs

    def skip(self, sign: str) -> bool:
        """Step over `sign` if it is next."""
        if self.is_next(sign):
            self.at += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.skip(sign):
            raise self.wrong(self.token, f"expected {sign!r}, got {self.shown()}", f"此处应为「{sign}」")

    def end(self) -> None:
        if self.token.kind is not Kind.END:
            hint = "; write == to compare" if self.token.text == "=" else ""
            raise self.wrong(self.token, f"unexpected {self.shown()}{hint}", f"不应出现「{self.token.text}」")

    def shown(self) -> str:
        return "the end" if self.token.kind is Kind.END else repr(self.token.text)

    def wrong(self, token: Token, en: str, zh: str) -> ExpressionError:
        return fail(self.text, token.at, en, zh)

    def expression(self, power: int) -> Node:
        """The longest expression whose operators all bind tighter than `power`."""
        self.level += 1
        self.nodes += 1
        if self.level > build.MAX_DEPTH:
            raise TooDeep
        if self.nodes > MAX_NODES:
            raise self.wrong(self.token, "the expression has too many parts", "表达式过长")
        left = self.prefix()
        while self.token.kind is Kind.SIGN:
            binding = POWERS.get(self.token.text, 0)
            if binding <= power:
                break
            left = self.infix(left, binding)
        self.level -= 1
        return left

    def prefix(self) -> Node:
        token = self.take()
        if token.kind in (Kind.NUMBER, Kind.TEXT):
            return self.postfix(build.constant(token.value))
        if token.kind is Kind.NAME:
            return self.postfix(self.named(token))
        if token.kind is Kind.SIGN:
            return self.signed(token)
        self.at -= token.kind is not Kind.END
        raise self.wrong(token, f"expected a value, got {self.shown()}", "此处应为一个值")

    def signed(self, token: Token) -> Node:
        match token.text:
            case "(":
                inner = self.expression(0)
                self.expect(")")
                return self.postfix(inner)
            case "[":
                return self.postfix(build.listed(self.series("]")))
            case "{":
                return self.postfix(self.mapping())
            case "!":
                return build.inverted(self.expression(UNARY))
            case "not":
                return build.inverted(self.expression(NOT))
            case "empty":
                return build.emptiness(self.expression(UNARY))
            case "-":
                return build.minus(self.expression(UNARY))
        self.at -= 1
        raise self.wrong(token, f"expected a value, got {token.text!r}", f"此处应为一个值，而不是「{token.text}」")

    def named(self, token: Token) -> Node:
        name = token.text
        if self.is_next("("):
            return self.called(token, FUNCTIONS.get(name), "function", [])
        if name in CONSTANTS:
            return build.constant(CONSTANTS[name])
        if name in RESERVED:
            raise self.wrong(token, f"{name!r} is not part of the language", f"表达式中不支持「{name}」")
        self.names.add(name)
        return build.variable(name)

    def called(self, token: Token, function: Function | None, what: str, given: list[Node]) -> Node:
        if function is None:
            known = ", ".join(sorted(METHODS if what == "method" else FUNCTIONS))
            what_zh = "方法" if what == "method" else "函数"
            raise self.wrong(
                token,
                f"unknown {what} {token.text!r} (known: {known})",
                f"{what_zh}「{token.text}」不可用（可用：{known}）",
            )
        self.expect("(")
        parts = [*given, *self.series(")")]
        if len(parts) < function.least or (function.most is not None and len(parts) > function.most):
            wanted = function.least - len(given)
            raise self.wrong(token, f"{token.text}() takes {wanted} value(s)", f"{token.text}() 需要 {wanted} 个参数")
        return build.call(function, parts)

    def series(self, closing: str) -> list[Node]:
        parts: list[Node] = []
        while not self.skip(closing):
            if parts:
                self.expect(",")
                if self.skip(closing):
                    break
            parts.append(self.expression(0))
        return parts

    def mapping(self) -> Node:
        names: list[str] = []
        parts: list[Node] = []
        while not self.skip("}"):
            if parts:
                self.expect(",")
            token = self.take()
            if token.kind is not Kind.TEXT:
                raise self.wrong(token, "a map's key must be a text in quotes", "映射的键须为带引号的文本")
            self.expect(":")
            names.append(str(token.value))
            parts.append(self.expression(0))
        return build.mapped(names, parts)

    def postfix(self, node: Node) -> Node:
        while True:
            if self.skip("["):
                node = build.member(node, self.expression(0))
                self.expect("]")
            elif self.skip("."):
                token = self.take()
                if token.kind is not Kind.NAME:
                    raise self.wrong(token, "expected a name after '.'", "「.」之后应为名称")
                if self.is_next("("):
                    node = self.called(token, METHODS.get(token.text), "method", [node])
                else:
                    node = build.member(node, build.constant(token.text))
            else:
                return node

    def infix(self, left: Node, power: int) -> Node:
        if power == CHOICE:
            return self.choice(left)
        if power == OR:
            return build.either(self.row(left, "||", OR))
        if power == AND:
            return build.both(self.row(left, "&&", AND))
        if power == COMPARE:
            return self.comparison(left)
        sign = self.take().text
        # `**` groups to the right and takes a signed exponent; all others group to the left
        return build.operation(sign, left, self.expression(UNARY - 1 if sign == "**" else power))

    def row(self, left: Node, sign: str, power: int) -> list[Node]:
        parts = [left]
        while self.skip(sign):
            parts.append(self.expression(power))
        return parts

    def choice(self, left: Node) -> Node:
        if self.skip("?"):
            yes = self.expression(0)
            self.expect(":")
            return build.choice(left, yes, self.expression(CHOICE - 1))
        self.expect("if")
        test = self.expression(CHOICE)
        self.expect("else")
        return build.choice(test, left, self.expression(CHOICE - 1))

    def comparison(self, left: Node) -> Node:
        signs: list[str] = []
        parts = [left]
        while self.token.kind is Kind.SIGN and POWERS.get(self.token.text) == COMPARE:
            token = self.token
            signs.append(self.comparing())
            parts.append(self.expression(COMPARE))
            if len(signs) > 1 and not build.ORDERINGS.issuperset(signs):
                raise self.wrong(token, "comparisons in a row need brackets", "连续比较须加括号")
        if len(signs) == 1:
            return build.operation(signs[0], *parts)
        return build.chain(signs, parts)

    def comparing(self) -> str:
        """The comparison that is next, with its two words where it has two."""
        sign = self.take().text
        if sign == "not":
            self.expect("in")
            return "not in"
        if sign == "is":
            negated = self.skip("not")
            if self.token.text not in CONSTANTS or self.token.kind is not Kind.NAME:
                raise self.wrong(
                    self.token, "`is` compares with None, true and false only", "「is」只能与 None、true、false 比较"
                )
            return "is not" if negated else "is"
        return sign
