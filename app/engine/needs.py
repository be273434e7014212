"""What a case must be told to start: the variables that it certainly reads before it first waits.

Followed from the start over the prepared steps: what a step reads is needed, less what the way to it has assigned; of
the ways of a choice only what all of them need; nothing behind a person, an event, a join or a topic, for by then
others may have given it.  So nothing is asked for that some case could do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent

from app.engine.activities import CallActivity, ScriptTask, SubProcess
from app.engine.events import StartEvent
from app.engine.expressions import compile_collection, compile_expression, compile_groups, compile_script, compile_timer
from app.engine.gateways import ExclusiveGateway, InclusiveGateway, Join, ProcessSpec
from app.engine.instances import MultiInstance
from app.engine.loops import Loop
from app.engine.timers import TimerDefinition
from app.engine.vocabulary import ElementInfo

Names = frozenset[str]
NOTHING: Names = frozenset()


def needed(spec: ProcessSpec, subprocess_specs: Mapping[str, ProcessSpec]) -> Names:
    """Variables without which no case of a process comes to its first wait."""
    return _Scopes(subprocess_specs).needed(spec)


class _Scopes:
    """The needs of a process and of what runs inside it."""

    def __init__(self, specs: Mapping[str, ProcessSpec]) -> None:
        self.specs = specs
        self.known: dict[str, Names] = {}

    def needed(self, spec: ProcessSpec) -> Names:
        if spec.name not in self.known:
            self.known[spec.name] = NOTHING  # a process that calls itself
            self.known[spec.name] = self._settled(spec)[spec.start.name] or NOTHING
        return self.known[spec.name]

    def _settled(self, spec: ProcessSpec) -> dict[str, Names | None]:
        """What each step of a scope needs from there on; None stands for a circle that leads nowhere."""
        found: dict[str, Names | None] = dict.fromkeys(spec.task_specs)
        moved = True
        while moved:
            moved = False
            for name, step in spec.task_specs.items():
                needs = self._of(step, found)
                if needs != found[name]:
                    found[name], moved = needs, True
        return found

    def _of(self, step: Any, found: Mapping[str, Names | None]) -> Names | None:
        if isinstance(step, MultiInstance):
            return _of_texts((step.cardinality, compile_expression) if step.cardinality else
                             (step.collection, compile_collection))  # fmt: skip
        if isinstance(step, SubProcess):
            return self._inside(step)
        if isinstance(step, ExclusiveGateway | InclusiveGateway):
            return _of_choice(step, found)
        if _waits(step):
            return _of_entering(step)
        onward = _all(found[name] for name in step._outputs)
        if isinstance(step, ScriptTask) and onward is not None:
            script = compile_script(step.script)
            return script.needs | (onward - script.targets)
        return onward

    def _inside(self, step: SubProcess) -> Names:
        """What a sub-process needs; of a called process, what its caller must have for that."""
        inner = self.needed(self.specs[step.spec])
        if not isinstance(step, CallActivity) or not step.info.inputs:
            return inner
        given = {target: source for source, target in step.info.inputs if source != "*"}
        everything = any(source == "*" for source, _ in step.info.inputs)
        texts = [source for source in given.values() if source.startswith(("${", "#{"))]
        passed = {given.get(name, name) for name in inner if name in given or everything}
        return _of_texts(*((text, compile_expression) for text in texts)) | (passed - set(texts))


def _waits(step: Any) -> bool:
    """Whether the flow rests at a step, or somebody may add variables there."""
    if step.manual or isinstance(step, Loop) or (isinstance(step, Join) and len(step._inputs) > 1):
        return True
    if isinstance(step, CatchingEvent):
        return not isinstance(step, StartEvent)
    return bool(step.info.topic)


def _of_entering(step: Any) -> Names:
    """What is read when the flow comes to a step at which it rests."""
    if step.manual:
        info: ElementInfo = step.info
        assignee = info.assignee if "{" in info.assignee else ""
        return _of_texts(
            (info.candidate_groups, compile_groups), (info.candidate_users, compile_groups),
            (assignee, compile_expression),
        )  # fmt: skip
    timer = getattr(step, "event_definition", None)
    return compile_timer(timer.expression).needs if isinstance(timer, TimerDefinition) else NOTHING


def _of_choice(step: Any, found: Mapping[str, Names | None]) -> Names | None:
    """The first condition of an exclusive gateway is asked in any case, of an inclusive one all are."""
    if len(step._inputs) > 1 and isinstance(step, InclusiveGateway):
        return NOTHING
    conditions = [condition.expression for condition, _ in step.cond_task_specs if condition is not None]
    asked = conditions[:1] if isinstance(step, ExclusiveGateway) else conditions
    own = NOTHING.union(*(condition.needs for condition in asked))
    ways = [needs for _, name in step.cond_task_specs if (needs := found[name]) is not None]
    return own | frozenset.intersection(*ways) if ways else None


def _all(needs: Iterable[Names | None]) -> Names | None:
    """What several flows need that are all followed."""
    known = list(needs)
    return None if None in known else NOTHING.union(*(each for each in known if each is not None))


def _of_texts(*texts: tuple[str, Any]) -> Names:
    def each() -> Iterator[Names]:
        for text, compiled in texts:
            if text:
                yield compiled(text).needs

    return NOTHING.union(*each())
