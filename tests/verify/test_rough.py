"""Loops that send for ever: what holds all the same is proved, and what does not is never proved."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.verify import Verdict, check

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
TAGS = {
    "s": "startEvent", "e": "endEvent", "te": "endEvent", "t": "task", "st": "sendTask", "rt": "receiveTask",
    "x": "exclusiveGateway", "p": "parallelGateway", "sub": "subProcess", "ms": "startEvent",
}  # fmt: skip
SAID = {"te": "<terminateEventDefinition/>", "ms": "<messageEventDefinition/>"}


def scope(text: str, inside: str = "") -> str:
    """`s_a > x_b; x_b > e_c`: shapes by the letters before the underscore, and flows."""
    shapes: dict[str, str] = {}
    flows: list[tuple[str, str]] = []
    for chain in text.split(";"):
        names = [name.strip() for name in chain.split(">")]
        for name in names:
            kind = name.split("_")[0]
            body = inside if kind == "sub" else SAID.get(kind, "")
            shapes[name] = f'<{TAGS[kind]} id="{name}">{body}</{TAGS[kind]}>'
        flows += pairwise(names)
    drawn = [f'<sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows]
    return "".join([*shapes.values(), *drawn])


def collaboration(messages: list[tuple[str, str]], **processes: str) -> Verdict:
    pools = "".join(f'<participant id="pool_{key}" processRef="{key}"/>' for key in processes)
    sent = "".join(f'<messageFlow id="m{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(messages))
    drawn = "".join(f'<process id="{key}">{text}</process>' for key, text in processes.items())
    source = f'{HEAD}<collaboration id="c">{pools}{sent}</collaboration>{drawn}</definitions>'
    return check(source.encode(), closed=True, semantics="bpmn")[0]


def statuses(found: Verdict, *names: str) -> list[str]:
    return [str(found.properties[name]) for name in names]


ENDLESS = scope("s_a > x_again > st_offer > x_more > rt_order > e_a; x_more > x_again")
BUYER = scope("s_b > rt_offer > st_order > e_b")


def test_offers_without_end_can_still_be_taken_up() -> None:
    found = collaboration([("st_offer", "rt_offer"), ("st_order", "rt_order")], seller=ENDLESS, buyer=BUYER)
    assert statuses(found, "safeness", "option_to_complete", "proper_completion") == ["proven"] * 3
    assert statuses(found, "messages_consumed") == ["violated"]


def test_a_buyer_who_never_answers_is_not_proved() -> None:
    silent = scope("s_b > rt_offer > e_b")
    found = collaboration([("st_offer", "rt_offer")], seller=ENDLESS, buyer=silent)
    assert "proven" not in statuses(found, "option_to_complete")


def test_tokens_without_end_are_wiped_out_by_a_terminate_end() -> None:
    spawning = scope("s_a > x_again > st_offer > p_both > rt_order > te_a; p_both > x_again")
    found = collaboration([("st_offer", "rt_offer"), ("st_order", "rt_order")], seller=spawning, buyer=BUYER)
    assert statuses(found, "safeness") == ["violated"]
    assert statuses(found, "option_to_complete", "proper_completion") == ["proven", "proven"]


def test_tokens_without_end_that_nothing_wipes_out_are_not_proved() -> None:
    spawning = scope("s_a > x_again > st_offer > p_both > rt_order > e_a; p_both > x_again")
    found = collaboration([("st_offer", "rt_offer"), ("st_order", "rt_order")], seller=spawning, buyer=BUYER)
    assert statuses(found, "safeness") == ["violated"]
    assert statuses(found, "option_to_complete") == ["not_proven"]


def test_a_receive_task_that_gets_nothing_never_ran() -> None:
    found = collaboration([], alone=scope("s_a > p_a > rt_nothing > e_a; p_a > te_b"))
    assert statuses(found, "no_dead_activities", "option_to_complete") == ["violated", "proven"]


def test_a_sub_process_that_waits_for_a_message_to_begin_never_does() -> None:
    inside = scope("ms_i > t_i > e_i")
    found = collaboration([("st_b", "ms_i")], a=scope("s_a > sub_a > e_a", inside), b=scope("s_b > st_b > e_b"))
    assert statuses(found, "safeness", "option_to_complete") == ["proven", "violated"]


@pytest.mark.parametrize(("end", "expected"), [("te_c", "proven"), ("e_c", "violated")])
def test_an_end_is_counted_when_nothing_can_move(end: str, expected: str) -> None:
    """Two tokens come to one end; a terminate end behind them wipes out what was counted."""
    twice = f"s_a > p_a > t_1 > x_m > e_m; p_a > t_2 > x_m; p_a > rt_go > {end}"
    asked = scope("s_b > st_go > e_b")
    found = collaboration([("st_go", "rt_go")], a=scope(twice), b=asked)
    assert statuses(found, "safeness") == ["violated"]
    assert statuses(found, "proper_completion") in (["violated"], [expected])


def test_an_empty_timer_that_does_not_interrupt_may_fire_again_and_again() -> None:
    border = (
        '<boundaryEvent id="warn" attachedToRef="t_w" cancelActivity="false"><timerEventDefinition/></boundaryEvent>'
        '<endEvent id="told"/><sequenceFlow id="w" sourceRef="warn" targetRef="told"/>'
    )
    found = collaboration([], a=scope("s_a > t_w > e_a") + border)
    assert statuses(found, "safeness") == ["violated"]
