"""Joint approvals for the prover's figures, every department drawn as a branch of its own, sound or broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="joints" targetNamespace="http://lianban/bench">'
)


@dataclass(frozen=True, kw_only=True)
class Joint:
    """What is drawn.

    reminders: a warning per department.  rework: the decision may go back to the reviews.  broken: so many branches
    end by themselves when they are late, so that the join waits for ever.  untimed: so many have no deadline.
    """

    departments: int
    reminders: bool = False
    rework: bool = False
    broken: int = 0
    untimed: int = 0

    def bytes(self) -> bytes:
        """The file."""
        return f"{HEAD}{''.join(self._process())}</definitions>".encode()

    def _process(self) -> Iterator[str]:
        yield '<process id="joint" name="并联审批" isExecutable="true">'
        yield _said(lead="market", itemCode="BENCH", limit="15", statutoryLimit="45")
        yield '<startEvent id="start" /><exclusiveGateway id="again" /><endEvent id="end" />'
        yield '<parallelGateway id="split" /><parallelGateway id="join" />'
        yield _user("accept", limit="2", clock="before") + _user("decide", limit="2")
        yield _flow("start", "accept") + _flow("accept", "again") + _flow("again", "split") + _flow("join", "decide")
        for number in range(self.departments):
            yield from self._department(number)
        if self.rework:
            yield '<exclusiveGateway id="decided" />'
            yield _flow("decide", "decided") + _flow("decided", "end") + _flow("decided", "again")
        else:
            yield _flow("decide", "end")
        yield "</process>"

    def _department(self, n: int) -> Iterator[str]:
        yield _user(f"review{n}") + f'<exclusiveGateway id="met{n}" />'
        yield _flow("split", f"review{n}") + _flow(f"review{n}", f"met{n}") + _flow(f"met{n}", "join")
        if n < self.untimed:
            return
        yield _timer(f"late{n}", f"review{n}", 5, "true") + _user(f"head{n}")
        yield _flow(f"late{n}", f"head{n}") + _flow(f"head{n}", f"met{n}")
        yield _timer(f"toolate{n}", f"head{n}", 1, "true") + f'<serviceTask id="missing{n}" />'
        yield _flow(f"toolate{n}", f"missing{n}")
        if n < self.broken:
            yield f'<endEvent id="gone{n}" />' + _flow(f"missing{n}", f"gone{n}")
        else:
            yield _flow(f"missing{n}", f"met{n}")
        if self.reminders:
            yield _timer(f"warn{n}", f"review{n}", 3, "false") + f'<serviceTask id="urge{n}" />'
            yield f'<endEvent id="urged{n}" />' + _flow(f"warn{n}", f"urge{n}") + _flow(f"urge{n}", f"urged{n}")


def _said(**values: str) -> str:
    inner = "".join(f'<camunda:property name="{name}" value="{value}" />' for name, value in values.items())
    return f"<extensionElements><camunda:properties>{inner}</camunda:properties></extensionElements>"


def _user(key: str, **values: str) -> str:
    return f'<userTask id="{key}" name="{key}" camunda:candidateGroups="market">{_said(**values)}</userTask>'


def _timer(key: str, host: str, days: int, stops: str) -> str:
    return (
        f'<boundaryEvent id="{key}" attachedToRef="{host}" cancelActivity="{stops}"><timerEventDefinition>'
        f"<timeDuration>workdays({days})</timeDuration></timerEventDefinition></boundaryEvent>"
    )


def _flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}" />'
