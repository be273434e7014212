"""What the rules are told of the centre: departments, posts, topics, notices and guides, as plain records."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.handlers import TOPICS
from app.notices import CATALOGUE, Shelf
from app.verify.rules import Centre, Parameter, Post, Topic

Guides = Mapping[str, Mapping[str, Any]]

NAMES = {code: document.name for code, document in CATALOGUE.items()}
"""What the documents are called that come with the house."""


def of_files(centre: Path | None, guides: Iterable[Path], topics: Iterable[str]) -> Centre:
    """The centre as its file tells of it; without one, nothing is known of departments.  Raises Invalid."""
    guides = list(guides)
    read = {path.stem: _toml(path) for path in guides}
    known = {str(guide.get("key") or stem): guide for stem, guide in read.items()}
    if centre is None:
        return centre_of(None, None, topics, NAMES, known)
    said = _toml(centre)
    departments = [one for one in said.get("departments", []) if isinstance(one, dict)]
    posts = [
        Post(
            name=str(post.get("name", "")),
            department=str(one.get("code", "")),
            holder=str(post.get("a", "")),
            deputy=str(post.get("b", "")),
        )
        for one in departments
        for post in one.get("posts", [])
    ]
    named = {str(one.get("code")): str(one.get("name", "")) for one in said.get("notices", []) if isinstance(one, dict)}
    names = {str(one.get("code", "")): str(one.get("name", "")) for one in departments}
    found, own = centre_of(names, posts, topics, {**NAMES, **named}, known), said.get("centre")
    shelf = Shelf(tuple(sorted({path.parent for path in guides})))
    required = is_required(own if isinstance(own, dict) else {})
    return replace(found, disclosure_required=required, unreadable=faults(shelf, known))


def is_required(centre: Mapping[str, Any]) -> bool:
    """Whether the centre publishes only items that disclose everything."""
    return bool(centre.get("disclosure") == "required")


def faults(shelf: Shelf, guides: Guides) -> dict[str, list[tuple[str, str]]]:
    """What is wrong with the forms and samples that the guides attach, by item."""
    return {key: shelf.faults(key, guide, CATALOGUE) for key, guide in guides.items()}


def centre_of(
    departments: Mapping[str, str] | None,
    posts: Iterable[Post] | None,
    topics: Iterable[str],
    notices: Mapping[str, str],
    guides: Guides,
) -> Centre:
    return Centre(
        departments=departments or None,
        posts=None if posts is None else tuple(posts),
        topics={name: _topic(name) for name in topics},
        notices=notices,
        refusals=CATALOGUE.refusals,
        guides={key: _guide(guide) for key, guide in guides.items()},
    )


def _topic(name: str) -> Topic:
    """What a topic declares that it reads."""
    declared = TOPICS[name].parameters if name in TOPICS else ()
    return Topic(
        parameters={
            each.name: Parameter(
                required=each.required,
                values=each.values,
                strict=each.strict,
                kind=each.kind,
                longest=each.longest,
            )
            for each in declared
        },
        gives=TOPICS[name].gives if name in TOPICS else (),
    )


def _guide(guide: Mapping[str, Any]) -> dict[str, object]:
    """The facts by name; a guide may list none, and then none are given."""
    facts = guide.get("facts")
    listed = facts if isinstance(facts, list) else []
    return {**guide, "facts": [str(fact["name"]) for fact in listed if isinstance(fact, dict) and fact.get("name")]}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"{path.name} cannot be read: {error}", f"{path.name}无法读取:{error}", field=path.name) from None
