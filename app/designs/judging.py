"""The judgement on a process: the engine's refusals, the rules and the proof together, nothing said twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from app.errors import Finding
from app.verify import Budget, Proof, Strength, Verdict, check
from app.verify.rules import Centre
from app.verify.rules import findings as keep_rules

SAME: Mapping[str, str] = {
    "unreachable": "dead-task",
    "trigger-ignored": "not-portable",
    "starving-join": "deadlock",
    "endless-loop": "unbounded-loop",
}
"""What the engine says, by the finding of the prover that says it better."""

PUBLISHED = frozenset({Strength.BOUNDED, Strength.KEPT})


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What is known of a process before it is published.

    item: whether it promises something by itself; one that does not needs no deadline of its own, for its worst case
    counts in its callers.  runs: whether the engine can run it at all.
    """

    verdict: Verdict
    findings: tuple[Proof, ...]
    item: bool
    runs: bool

    @property
    def publishable(self) -> bool:
        """Whether the gate lets it through."""
        return self.runs and not self.errors and (not self.item or self.verdict.deadline.strength in PUBLISHED)

    @property
    def errors(self) -> tuple[Proof, ...]:
        """What keeps it from being published."""
        return tuple(each for each in self.findings if each.severity == "error")

    def proof(self) -> dict[str, Any]:
        """What is kept of it with the version."""
        said = self.verdict.to_dict()
        kept = {name: said[name] for name in ("verdict", "properties", "deadline")}
        found: dict[str, Any] = orjson.loads(orjson.dumps({**kept, "publishable": self.publishable}))
        return found


def judge(
    source: bytes,
    process: str,
    *,
    called: Mapping[str, bytes],
    centre: Centre,
    engine: Sequence[Finding],
    budget: Budget | None = None,
) -> Judgement:
    """Judge one process of a file.

    called: the files of the processes that it may call, by process.  engine: what the engine says of it.
    Raises DiagramRefused: the file cannot be read.
    """
    (verdict,) = check(source, process=process, called=called, budget=budget)
    kept = keep_rules(source, centre, process=process)
    found = union(engine, [*verdict.findings, *kept])
    return judged(verdict, found, runs=not any(each.severity == "error" for each in engine))


def judged(verdict: Verdict, found: Sequence[Proof], *, runs: bool) -> Judgement:
    """A judgement; one that is refused says why."""
    made = Judgement(verdict=verdict, findings=tuple(found), item=verdict.item, runs=runs)
    if made.publishable or made.errors:
        return made
    return replace(made, findings=(*found, _unproven(verdict)))


def union(engine: Iterable[Finding], proofs: Iterable[Proof]) -> list[Proof]:
    """Everything once: errors first, otherwise in order; the prover's words stand where both say the same."""
    proofs = list(proofs)
    refused = {each.element for each in engine if each.severity == "error"}
    told = {(each.code, each.element) for each in proofs}
    first = [as_proof(each) for each in engine if (SAME.get(each.code, each.code), each.element) not in told]
    said: set[tuple[str, str]] = set()
    found: list[Proof] = []
    for each in (*first, *proofs):
        key = (each.code, each.element)
        if key not in said and not (each.code == "unsupported" and each.element in refused):
            said.add(key)
            found.append(each)
    return sorted(found, key=lambda each: each.severity != "error")


def as_proof(finding: Finding) -> Proof:
    """Any finding in the prover's form."""
    if isinstance(finding, Proof):
        return finding
    return Proof(
        code=finding.code,
        severity=finding.severity,
        element=finding.element,
        elements=(finding.element,) if finding.element else (),
        message_en=finding.message_en,
        message_zh=finding.message_zh or finding.message_en,
        fix=finding.fix,
        line=finding.line,
    )


def _unproven(verdict: Verdict) -> Proof:
    return Proof(
        code="deadline-not-proven",
        element=verdict.process,
        elements=(verdict.process,),
        message_zh=f"流程「{verdict.process}」的承诺时限未能证明。",
        message_en=f"The promised limit of “{verdict.process}” is not proved.",
        fix="为每个环节设置时限。 / Give every step a limit.",
    )
