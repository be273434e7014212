"""Checks files as deploying would, without a database: the centre and the guides are read from the files beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.designs import surroundings
from app.designs.judging import Judgement, judged, union
from app.engine import Diagram as EngineDiagram
from app.engine import prepare
from app.engine import read as read_for_engine
from app.errors import DiagramRefused, Finding
from app.verify import Budget, Proof, Semantics, Verdict, check
from app.verify.model import Diagram
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


@dataclass(frozen=True, eq=False, kw_only=True)
class _File:
    """A file that was named, or one beside it that is called; read once for the prover and once for the engine."""

    path: Path
    source: bytes
    diagram: Diagram

    @cached_property
    def engine(self) -> EngineDiagram:
        """Raises DiagramRefused: our engine cannot read it."""
        return read_for_engine(self.source)

    def calls(self) -> set[str]:
        """The processes that it calls."""
        everything = (node for process in self.diagram.processes.values() for node in process.scope.everything())
        return {node.called for node in everything if node.called}


@dataclass(frozen=True, kw_only=True)
class _Shelf:
    """What processes can be called: those of all files that were named, and those of the files beside them."""

    files: dict[str, _File] = field(default_factory=dict)

    def add(self, file: _File) -> None:
        """Put the processes of a file on the shelf, and those that they call from files of the same folder."""
        todo = [file]
        while todo:
            here = todo.pop()
            for name in here.diagram.processes:
                self.files.setdefault(name, here)
            for name in here.calls() - set(self.files):
                beside = here.path.parent / f"{name}.bpmn"
                if "/" not in name and beside.is_file():
                    with suppress(DiagramRefused):
                        found = _opened(beside)
                        self.files[name] = found
                        todo.append(found)

    def called_by(self, file: _File) -> dict[str, _File]:
        """What a file calls, directly or through others, by process."""
        found: dict[str, _File] = {}
        todo = [file]
        while todo:
            for name in todo.pop().calls() - set(found) - set(file.diagram.processes):
                if name in self.files:
                    found[name] = self.files[name]
                    todo.append(found[name])
        return found


def _opened(path: Path) -> _File:
    source = path.read_bytes()
    return _File(path=path, source=source, diagram=read(source))


def sources_of(paths: Sequence[Path]) -> list[bytes]:
    """The files, then those beside them with the processes that they call; what cannot be read stands for itself."""
    shelf, sources = _Shelf(), []
    for path in paths:
        sources.append(path.read_bytes())
        with suppress(DiagramRefused):
            shelf.add(_opened(path))
    return list(dict.fromkeys([*sources, *(file.source for file in shelf.files.values())]))


def check_files(paths: Sequence[Path], question: Question) -> list[Checked]:
    """Every process of every file, in order."""
    shelf = _Shelf()
    opened: list[_File | Checked] = []
    for path in paths:
        try:
            opened.append(_opened(path))
        except DiagramRefused as refused:
            opened.append(Checked(file=str(path), findings=refused.findings))
    for each in opened:
        if isinstance(each, _File):
            shelf.add(each)
    return [
        checked
        for each in opened
        for checked in ([each] if isinstance(each, Checked) else _file(each, shelf, question))
    ]


def _file(file: _File, shelf: _Shelf, question: Question) -> list[Checked]:
    called = shelf.called_by(file)
    verdicts = check(
        file.diagram,
        process=question.process,
        called={name: each.source for name, each in called.items()},
        semantics=question.semantics,
        closed=question.closed,
        budget=question.budget,
    )
    if question.semantics == "bpmn":
        return [_checked(file, judged(each, union((), each.findings), runs=True)) for each in verdicts]
    centre = _centre(file.path, question)
    others = list({id(each): each for each in called.values() if each is not file}.values())
    return [_checked(file, _as_deployed(each, file, others, centre)) for each in verdicts]


def _checked(file: _File, judgement: Judgement) -> Checked:
    process, findings = judgement.verdict.process, judgement.findings
    return Checked(file=str(file.path), process=process, judgement=judgement, findings=findings)


def _as_deployed(verdict: Verdict, file: _File, others: Sequence[_File], centre: Centre) -> Judgement:
    """With what the engine and the rules say of a process; a whole collaboration has the prover's verdict alone."""
    if verdict.process not in file.diagram.processes:
        return judged(verdict, union((), verdict.findings), runs=True)
    engine = _engine(verdict.process, file, others)
    proofs: list[Proof] = [*verdict.findings, *keep_rules(file.diagram, centre, process=verdict.process)]
    runs = not any(each.severity == "error" for each in engine)
    return judged(verdict, union(engine, proofs), runs=runs)


def _engine(process: str, file: _File, others: Sequence[_File]) -> Sequence[Finding]:
    """What the engine says of a process: why it refuses it, or what it warns of."""
    try:
        return prepare([file.engine, *(each.engine for each in others)], process=process).warnings
    except DiagramRefused as refused:
        return refused.findings


def _centre(path: Path, question: Question) -> Centre:
    beside, guide = path.parent / CENTRE, path.with_suffix(".toml")
    centre = question.centre or (beside if beside.is_file() else None)
    guides = [guide] if guide.name != CENTRE and guide.is_file() else []
    return surroundings.of_files(centre, guides, question.topics)
