"""What a case must be told to start: never a variable that some case could do without, and no less than is certain."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import UnknownVariable, prepare
from app.engine.expressions import compile_expression, compile_script
from tests.engine.cases import Case
from tests.engine.drawing import (
    boundary,
    call,
    catch,
    draw,
    either,
    end,
    event_sub,
    fork,
    inclusive,
    loop,
    many,
    message,
    script,
    service,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)

Q = draw(start("qs"), script("qt", "y = x + z"), user("qu", groups="${y}"), end("qe"), flows=["qs -> qt -> qu -> qe"],
         id="q")  # fmt: skip

ALL_BUT_X = '<camunda:in variables="all"/><camunda:in sourceExpression="${n}" target="x"/>'
RENAMED = '<camunda:in source="n" target="x"/><camunda:in source="m" target="z"/>'


def whole(*shapes: Any, flows: list[str], through: str = "a") -> bytes:
    """A process around what matters."""
    return draw(start("s"), *shapes, end("e"), flows=[f"s -> {through}", *flows])


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("a + b * c", "a b c"),
        ("a && b || c", "a"),
        ("a or b or c", "a"),
        ("a ? b : c", "a"),
        ("a + b if c else b", "b c"),
        ("empty a", ""),
        ("!empty a && a > 3", ""),
        ("a > 3 && !empty b", "a"),
        ("[a, {'k': b}][c]", "a b c"),
        ("count(a, b) > len(c)", "a b c"),
        ("1 < a <= b", "a b"),
        ("dept-${a}-${b || c}", "a b"),
        ("a.b", "a"),
        ("not a", "a"),
        ("-a", "a"),
    ],
)
def test_an_expression_needs_what_it_reads_whatever_the_values_are(text: str, needs: str) -> None:
    expression = compile_expression(text)
    assert expression.needs == frozenset(needs.split())
    assert expression.needs <= expression.names


def test_a_script_does_not_need_what_it_has_assigned() -> None:
    found = compile_script("a = b\nc = a + d\ne = c or f\nb = g")
    assert (found.needs, found.names) == ({"b", "d", "g"}, {"b", "d", "f", "g"})


DIAGRAMS: dict[str, tuple[bytes, str]] = {
    "a script, then a person's step": (
        whole(script("a", "x = u"), user("b", groups="${x}-${v}"), flows=["a -> b -> e"]), "u v"),
    "nothing behind a person": (whole(user("a"), script("b", "x = y"), flows=["a -> b -> e"]), ""),
    "nothing behind an event": (whole(catch("a", message("m")), script("b", "x = y"), flows=["a -> b -> e"]), ""),
    "nothing behind a topic, which may have told it": (
        whole(service("a", "t"), script("b", "x = y"), flows=["a -> b -> e"]), ""),
    "behind a service step that does nothing": (
        whole(service("a", ""), script("b", "x = y"), flows=["a -> b -> e"]), "y"),
    "the first condition of a choice": (
        whole(xor("a"), user("b"), user("c"), end("f"),
              flows=["a -> b: ${x}", "a -> c: ${y}", "a -> f: default", "b -> e", "c -> e"]), "x"),
    "what all ways of a choice need": (
        whole(xor("a"), script("b", "v = y + z"), script("c", "v = y + w"), flows=[
            "a -> b: ${x}", "a -> c: default", "b -> e", "c -> e"]), "x y"),
    "what is assigned on one way only": (
        whole(xor("a"), script("b", "v = 1"), xor("m"), user("c", groups="${v}"),
              flows=["a -> b: ${x}", "a -> m: default", "b -> m -> c -> e"]), "x"),
    "all conditions of an inclusive choice": (
        whole(inclusive("a"), user("b"), user("c"), user("d"),
              flows=["a -> b: ${x}", "a -> c: ${y || z}", "a -> d: default", "b -> e", "c -> e", "d -> e"]), "x y"),
    "both sides of a split": (
        whole(fork("a"), script("b", "v = x"), script("c", "w = y"), fork("j"), script("d", "u = t"),
              flows=["a -> b -> j", "a -> c -> j", "j -> d -> e"]), "x y"),
    "a timer on the border of the first step": (
        whole(user("a"), boundary("b", on="a", event=timer("workdays(n)")), end("f"), flows=["a -> e", "b -> f"]), "n"),
    "a timer that is waited for": (whole(catch("a", timer("${due}")), flows=["a -> e"]), "due"),
    "the events of a race": (
        whole(either("a"), catch("b", timer("${due}")), catch("c", message("m")),
              flows=["a -> b -> e", "a -> c -> e"]), "due"),
    "a collection": (whole(user("a", many=many("depts", "dept"), groups="${dept}"), flows=["a -> e"]), "depts"),
    "a number of instances": (whole(user("a", many=many(times="${n}")), flows=["a -> e"]), "n"),
    "an assignee": (whole(user("a", assignee="${clerk}"), flows=["a -> e"]), "clerk"),
    "what stands inside a sub-process": (
        whole(sub("a", start("s1"), script("b", "x = y"), end("e1"), flows=["s1 -> b -> e1"]), flows=["a -> e"]), "y"),
    "a circle that leads on": (
        whole(xor("m"), script("a", "n = n + 1"), xor("g"), script("b", "y = z"),
              flows=["m -> a -> g", "g -> m: ${n < 3}", "g -> b: default", "b -> e"], through="m"), "n z"),
    "an event thrown on the way": (whole(throw("a", message("m")), script("b", "x = y"), flows=["a -> b -> e"]), "y"),
    "nothing of a loop": (whole(user("a", many=loop("${x}", at_most=3)), flows=["a -> e"]), ""),
    "an event sub-process beside it": (
        whole(script("a", "x = y"), event_sub("l", start("ls", timer("${due}")), end("le"), flows=["ls -> le"]),
              user("b"), flows=["a -> b -> e"]), "y due"),
    "a called process": (whole(call("a", "q"), flows=["a -> e"]), "x z"),
    "a called process that is given one": (
        whole(call("a", "q", extension=ALL_BUT_X),
              flows=["a -> e"]), "n z"),
    "a called process that is given them by other names": (
        whole(call("a", "q", extension=RENAMED),
              flows=["a -> e"]), "n m"),
}  # fmt: skip


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_process_needs_what_it_reads_before_it_first_waits(name: str) -> None:
    source, needs = DIAGRAMS[name]
    assert sorted(prepare([source, Q], process="p").needs) == sorted(needs.split())


@pytest.mark.parametrize("name", [name for name, (_, needs) in DIAGRAMS.items() if needs])
def test_no_case_starts_without_one_of_them(name: str) -> None:
    source, needs = DIAGRAMS[name]
    program = prepare([source, Q], process="p")
    values = {"depts": ["fire"], "due": "2026-05-01T09:00+08:00", "clerk": "li", "x": True}
    for lacking in needs.split():
        given = {each: values.get(each, 1) for each in needs.split() if each != lacking}
        with pytest.raises(UnknownVariable) as refused:
            Case(program, **given)
        assert not {lacking, refused.value.name} & refused.value.known
