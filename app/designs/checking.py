"""Checks files as deploying would, without a database: the centre and the guides are read from the files beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.designs import surroundings
from app.designs.judging import Judgement, judged, union
from app.engine import Diagram, prepare
from app.engine import read as read_for_engine
from app.errors import DiagramRefused, Finding
from app.verify import Budget, Proof, Semantics, Verdict, check
from app.verify.reading import read
from app.verify.rules import Centre
from app.verify.rules import findings as keep_rules

CENTRE = "centre.toml"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What is known of one process of a file; one without a judgement could not be read, and `findings` say why."""

    file: str
    process: str = ""
    judgement: Judgement | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def publishable(self) -> bool:
        """Whether the gate would let it through."""
        return self.judgement is not None and self.judgement.publishable


@dataclass(frozen=True, kw_only=True)
class Question:
    """How to check.

    semantics: `engine` as deploying does, `bpmn` for BPMN 2.0 alone.  closed: all processes of a file together,
    messages coming only over its message flows.  centre: the centre's file; else the one beside each diagram.
    """

    semantics: Semantics = "engine"
    closed: bool = False
    process: str | None = None
    centre: Path | None = None
    topics: Iterable[str] = ()
    budget: Budget | None = None


@dataclass(frozen=True, kw_only=True)
class _Shelf:
    """What processes can be called: those of all files that were named, and those of the files beside them."""

    sources: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: Path, source: bytes) -> None:
        """Put the processes of a file on the shelf, and those that they call from files of the same folder."""
        try:
            diagram = read(source)
        except DiagramRefused:
            return
        for name in diagram.processes:
            self.sources.setdefault(name, source)
        for process in diagram.processes.values():
            for node in process.scope.everything():
                beside = path.parent / f"{node.called}.bpmn"
                if node.called and node.called not in self.sources and "/" not in node.called and beside.is_file():
                    self.add(beside, beside.read_bytes())


def check_files(paths: Sequence[Path], question: Question) -> list[Checked]:
    """Every process of every file, in order."""
    shelf = _Shelf()
    contents = {path: path.read_bytes() for path in paths}
    for path, source in contents.items():
        shelf.add(path, source)
    return [each for path, source in contents.items() for each in _file(path, source, shelf.sources, question)]


def _file(path: Path, source: bytes, shelf: Mapping[str, bytes], question: Question) -> list[Checked]:
    try:
        verdicts = check(
            source,
            process=question.process,
            called=shelf,
            semantics=question.semantics,
            closed=question.closed,
            budget=question.budget,
        )
    except DiagramRefused as refused:
        return [Checked(file=str(path), findings=refused.findings)]
    if question.semantics == "bpmn":
        return [_checked(path, judged(each, union((), each.findings), runs=True)) for each in verdicts]
    processes = read(source).processes
    centre = _centre(path, question)
    return [
        _checked(path, _as_deployed(each, source, shelf, centre, known=each.process in processes)) for each in verdicts
    ]


def _checked(path: Path, judgement: Judgement) -> Checked:
    return Checked(file=str(path), process=judgement.verdict.process, judgement=judgement, findings=judgement.findings)


def _as_deployed(
    verdict: Verdict, source: bytes, shelf: Mapping[str, bytes], centre: Centre, *, known: bool
) -> Judgement:
    """With what the engine and the rules say of a process; a whole collaboration has the prover's verdict alone."""
    if not known:
        return judged(verdict, union((), verdict.findings), runs=True)
    engine = _engine(verdict.process, source, shelf)
    proofs: list[Proof] = [*verdict.findings, *keep_rules(source, centre, process=verdict.process)]
    runs = not any(each.severity == "error" for each in engine)
    return judged(verdict, union(engine, proofs), runs=runs)


def _engine(process: str, source: bytes, shelf: Mapping[str, bytes]) -> Sequence[Finding]:
    """What the engine says of a process: why it refuses it, or what it warns of."""
    try:
        own = read_for_engine(source)
        others: dict[bytes, Diagram] = {}
        for other in shelf.values():
            if other != source and other not in others:
                others[other] = read_for_engine(other)
        return prepare([own, *others.values()], process=process).warnings
    except DiagramRefused as refused:
        return refused.findings


def _centre(path: Path, question: Question) -> Centre:
    beside = path.parent / CENTRE
    centre = question.centre or (beside if beside.is_file() else None)
    guides = [guide for guide in sorted(path.parent.glob("*.toml")) if guide.name != CENTRE and guide.stem == path.stem]
    return surroundings.of_files(centre, guides, question.topics)
