"""What is proved sound neither stalls nor crashes in our engine, and what is shown to be stuck is stuck there too."""

from __future__ import annotations

from random import Random

import pytest
from lxml import etree

from app.engine import prepare
from app.errors import DiagramRefused, Refused
from app.verify import Proof
from tests.verify.asking import one
from tests.verify.stage import BPMN, Recorded, begun, picks_of, steerable, variables, waits_of, walk
from tests.verify.test_random import CHUNKS, has_reminders, model, seeds

WALKS, STEPS = 15, 60
SHARE = 8
"""One in so many random models is put on the stage."""


def accepted(source: bytes) -> tuple[bytes, dict[str, list[str]]] | None:
    """The diagram with conditions that can be steered, unless our engine refuses it."""
    staged, choices = steerable(source)
    try:
        prepare([staged])
    except DiagramRefused:
        return None
    return staged, choices


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_proved_sound_neither_stalls_nor_crashes(chunk: int) -> None:
    walked = 0
    for seed in seeds(chunk, SHARE):
        staged, choices = steerable(model(seed))
        if one(staged).verdict != "sound" or accepted(model(seed)) is None:
            continue
        beside = has_reminders(staged) or b"multiInstance" in staged
        for number in range(WALKS):
            play = walk(staged, choices, Random(seed * WALKS + number), STEPS)
            if play is None:
                continue
            waiting = bool(play.tasks or play.timers) or b"messageEventDefinition" in staged
            assert play.ended or waiting, f"seed {seed}, walk {number}: the case stands still"
            if not beside:
                assert not play.open_twice, f"seed {seed}, walk {number}: {play.open_twice} are open twice"
            walked += 1
    assert walked


def replayed(proof: Proof, staged: bytes, choices: dict[str, list[str]]) -> Recorded | None:
    """The trace on the engine: each gateway goes the way of the trace, and people do what they do there.

    None when the trace goes over something that a test cannot set off by itself: a message or an error out of the
    blue.  None as well when something that cuts a scope short comes first: the trace lets a token wait in front of it,
    and the engine passes at once whatever waits for nobody.
    """
    picks = picks_of(proof, choices)
    visited = dict.fromkeys(choices, 0)

    def steer() -> dict[str, list[str]]:
        """What each gateway does when it is visited next."""
        return {key: ways[min(visited[key], len(ways) - 1)] for key, ways in picks.items() if ways}

    if any(len(ways) > 1 for ways in picks.values()) or any(step.how == "fire" for step in proof.trace):
        return None
    try:
        play = begun(staged, choices, steer())
    except Refused:
        return None  # round in circles before anybody is asked
    for element in waits_of(proof, _people(staged)):
        found = next((task for task in play.tasks.values() if task.element == element), None)
        if found is None:
            continue
        try:
            play.do({"do": "complete", "task": str(found.token), "variables": variables(choices, steer())})
        except Refused:
            return None
    cut = _cutting(staged) & set(play.passed)
    return None if cut and proof.code != "deadlock" and not shows(play, proof, staged) else play


def _cutting(source: bytes) -> set[str]:
    """Terminate ends, and the boundary events that catch an error or an escalation."""
    root = etree.fromstring(source)
    kinds = [f"{BPMN}{kind}EventDefinition" for kind in ("terminate", "error", "escalation")]
    holders = [each.getparent() for each in root.iter(*kinds)]
    return {
        each.get("id", "")
        for each in holders
        if each is not None and (str(each.tag).endswith("boundaryEvent") or len(each.findall(kinds[0])))
    }


def begun_twice(play: Recorded, proof: Proof, source: bytes) -> bool:
    """Whether a sub-process that the finding names was begun twice: its start was passed more often than once each."""
    for sub in etree.fromstring(source).iter(f"{BPMN}subProcess"):
        starts = [each.get("id", "") for each in sub.findall(f"{BPMN}startEvent")]
        several = sub.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None
        if sub.get("id") in proof.elements and any(play.passed[each] > (2 if several else 1) for each in starts):
            return True
    return False


def _people(source: bytes) -> set[str]:
    root = etree.fromstring(source)
    return {each.get("id", "") for each in root.iter() if str(each.tag).endswith("}userTask")}


def shows(play: Recorded, proof: Proof, staged: bytes) -> bool:
    """Whether the engine stands where the finding says, or has done twice what the finding says is done twice."""
    if proof.code == "deadlock":
        return not play.ended
    done = {step.element for step in proof.trace}
    twice = {element for element, times in play.passed.items() if times > 1}
    open_twice = {task.element for task in play.tasks.values() if play.passed[task.element]}
    again = twice & done or open_twice or play.open_twice or begun_twice(play, proof, staged)
    return bool(again) or proof.code == "livelock"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_counter_example_that_can_be_steered_replays_in_the_engine(chunk: int) -> None:
    told = 0
    for seed in seeds(chunk, SHARE):
        ready = accepted(model(seed))
        if ready is None:
            continue
        staged, choices = ready
        findings = one(staged).findings
        if b"inclusiveGateway" in staged:
            continue  # it gathers two tokens of one flow at once, so that nothing is seen twice behind it
        passed = {proof.element for proof in findings if proof.code == "not-portable"}
        for proof in findings:
            if proof.element in passed:
                continue  # a join at the head of a loop: our engine lets it pass, and the finding beside says so
            if proof.code in ("deadlock", "lack-of-synchronisation", "improper-completion"):
                play = replayed(proof, staged, choices)
                if play is not None:
                    assert shows(play, proof, staged), f"seed {seed}: {proof.message_en} {play.picture()}"
                    told += 1
    TOLD.append(told)


TOLD: list[int] = []


def test_some_counter_examples_were_replayed() -> None:
    assert not TOLD or sum(TOLD)
