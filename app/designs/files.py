"""Files as they were handed in: the processes that are drawn in them, and the guides of items."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import orjson

from app.designs.linking import Drawn
from app.engine import read
from app.errors import DiagramRefused, Finding, Invalid


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as it was handed in."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Process:
    """A process that a file draws."""

    key: str
    name: str
    file: File


def processes(files: Sequence[File]) -> list[Process]:
    """The processes in the files that are to be started.  Raises DiagramRefused: a file cannot be read."""
    named_files = {PurePath(one.name).name: one for one in files}
    return [
        Process(key=key, name=one.diagram.processes[key].get("name", ""), file=named_files[one.file])
        for key, one in diagrams(files).items()
    ]


def diagrams(files: Sequence[File]) -> dict[str, Drawn]:
    """The processes in the files, by id.  Raises DiagramRefused: a file cannot be read, or an id comes twice."""
    drawn: dict[str, Drawn] = {}
    refused: list[Finding] = []
    for file in files:
        if PurePath(file.name).suffix.lower() == ".toml":
            continue
        try:
            diagram = read(file.data, PurePath(file.name).name)
        except DiagramRefused as error:
            refused += named(error.findings, files, file.name)
            continue
        for key in diagram.processes:
            if key in drawn:
                refused.append(_twice(key, file.name))
            drawn[key] = Drawn(file=PurePath(file.name).name, data=file.data, diagram=diagram)
    if refused:
        raise DiagramRefused(tuple(refused))
    return {key: one for key, one in drawn.items() if one.is_startable(key)} or drawn


def named(findings: Sequence[Finding], files: Sequence[File], file: str) -> list[Finding]:
    """The findings, saying which file they are about where there are several."""
    if len(files) < 2:
        return list(findings)
    name = PurePath(file).name
    return [
        replace(one, message_en=f"{name}: {one.message_en}", message_zh=f"{name}:{one.message('zh')}")
        for one in findings
    ]


def _twice(key: str, file: str) -> Finding:
    return Finding(
        code="process-twice",
        element=key,
        message_en=f"{file}: the process {key!r} is in another file too",
        message_zh=f"{file}:流程“{key}”重复",
    )


def guides(files: Sequence[File]) -> dict[str, dict[str, Any]]:
    """The guides in the files, by the key of their item.  Raises Invalid: one cannot be read."""
    guides = {}
    for file in files:
        path = PurePath(file.name)
        if path.suffix.lower() != ".toml":
            continue
        try:
            guide = tomllib.loads(file.data.decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Invalid(
                f"{path.name} is not TOML: {error}", f"{path.name}不是合法的TOML:{error}", field=path.name
            ) from None
        guides[str(guide.get("key") or path.stem)] = orjson.loads(orjson.dumps(guide))
    return guides
