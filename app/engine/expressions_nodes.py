"""Builds what runs: every construct of the language is one closure here, so what is not written here cannot happen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from app.engine.expressions_functions import Function
from app.engine.expressions_values import (
    Fault,
    UnknownName,
    add,
    comparable,
    contains,
    divide,
    equal,
    is_empty,
    item,
    multiply,
    negative,
    power,
    remainder,
    subtract,
    truth,
)

Run = Callable[[Mapping[str, Any]], Any]
MAX_DEPTH = 60


class Node(NamedTuple):
    """A piece of an expression that can be evaluated; depth bounds the recursion of evaluating it.

    needs: the variables that it reads whatever their values are, so not those that only one way of a choice reads.
    """

    run: Run
    depth: int = 1
    needs: frozenset[str] = frozenset()


class TooDeep(Exception):
    """The expression is nested deeper than MAX_DEPTH."""


def _over(run: Run, *parts: Node) -> Node:
    """A piece made of parts that are all evaluated."""
    depth = 1 + max(part.depth for part in parts)
    if depth > MAX_DEPTH:
        raise TooDeep
    return Node(run, depth, frozenset[str]().union(*(part.needs for part in parts)))


def constant(value: Any) -> Node:
    return Node(lambda variables: value)


def variable(name: str) -> Node:
    def run(variables: Mapping[str, Any]) -> Any:
        try:
            return variables[name]
        except KeyError:
            raise UnknownName(name) from None

    return Node(run, needs=frozenset({name}))


def member(base: Node, key: Node) -> Node:
    owner, inner = base.run, key.run
    return _over(lambda variables: item(owner(variables), inner(variables)), base, key)


def listed(parts: Sequence[Node]) -> Node:
    runs = tuple(part.run for part in parts)
    return _over(lambda variables: [run(variables) for run in runs], *parts, Node(_nothing))


def mapped(names: Sequence[str], parts: Sequence[Node]) -> Node:
    pairs = tuple(zip(names, (part.run for part in parts), strict=True))
    return _over(lambda variables: {name: run(variables) for name, run in pairs}, *parts, Node(_nothing))


def _nothing(variables: Mapping[str, Any]) -> None:
    return None


def call(function: Function, parts: Sequence[Node]) -> Node:
    runs, work = tuple(part.run for part in parts), function.run
    return _over(lambda variables: work(*[run(variables) for run in runs]), *parts)


def inverted(part: Node) -> Node:
    run = part.run
    return _over(lambda variables: not truth(run(variables)), part)


def minus(part: Node) -> Node:
    run = part.run
    return _over(lambda variables: negative(run(variables)), part)


def emptiness(part: Node) -> Node:
    """`empty x`: an unknown variable is empty too."""

    def run(variables: Mapping[str, Any]) -> bool:
        try:
            return is_empty(part.run(variables))
        except UnknownName:
            return True

    return _over(run, part)._replace(needs=frozenset())


def both(parts: Sequence[Node]) -> Node:
    runs = tuple(part.run for part in parts)
    return _over(lambda variables: all(truth(run(variables)) for run in runs), *parts)._replace(needs=parts[0].needs)


def either(parts: Sequence[Node]) -> Node:
    runs = tuple(part.run for part in parts)
    return _over(lambda variables: any(truth(run(variables)) for run in runs), *parts)._replace(needs=parts[0].needs)


def choice(test: Node, yes: Node, no: Node) -> Node:
    ask, first, second = test.run, yes.run, no.run
    node = _over(lambda variables: first(variables) if truth(ask(variables)) else second(variables), test, yes, no)
    return node._replace(needs=test.needs | (yes.needs & no.needs))


def _ordering(sign: str, compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def ordered(a: Any, b: Any) -> bool:
        if type(a) is int and type(b) is int:
            return compare(a, b)
        return compare(*comparable(sign, a, b))

    return ordered


def _is(a: Any, b: Any) -> bool:
    return a is b


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": equal,
    "!=": lambda a, b: not equal(a, b),
    "<": _ordering("<", lt),
    "<=": _ordering("<=", le),
    ">": _ordering(">", gt),
    ">=": _ordering(">=", ge),
    "in": lambda a, b: contains(b, a),
    "not in": lambda a, b: not contains(b, a),
    "is": _is,
    "is not": lambda a, b: a is not b,
}
ORDERINGS = frozenset({"<", "<=", ">", ">="})
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "**": power,
}


def operation(sign: str, left: Node, right: Node) -> Node:
    work, a, b = (ARITHMETIC.get(sign) or COMPARISONS[sign]), left.run, right.run
    return _over(lambda variables: work(a(variables), b(variables)), left, right)


def chain(signs: Sequence[str], parts: Sequence[Node]) -> Node:
    """`1 < x <= 5`: every neighbour compared, each part evaluated once."""
    compares, runs = tuple(COMPARISONS[sign] for sign in signs), tuple(part.run for part in parts)

    def run(variables: Mapping[str, Any]) -> bool:
        seen = [part(variables) for part in runs]
        return all(compare(a, b) for compare, a, b in zip(compares, seen, seen[1:], strict=False))

    return _over(run, *parts)


def woven(parts: Sequence[Node | str], as_text: Callable[[Any], str], limit: int) -> Node:
    """A text with values in it, `dept-${code}`."""
    runs = tuple(part if isinstance(part, str) else part.run for part in parts)

    def run(variables: Mapping[str, Any]) -> str:
        text = "".join(part if isinstance(part, str) else as_text(part(variables)) for part in runs)
        if len(text) > limit:
            raise Fault("the result is too long", "结果过长")
        return text

    return _over(run, *[part for part in parts if isinstance(part, Node)])
