"""What the rules are told of the centre as its own database knows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.designs import surroundings
from app.notices import Shelf
from app.store import people, registry
from app.store.database import Connection
from app.verify.rules import Centre, Post


def of_house(connection: Connection, topics: Iterable[str], guides: surroundings.Guides, shelf: Shelf) -> Centre:
    """The centre as its database knows it; its forms lie on the shelf."""
    posts = [
        Post(name=post.name, department=post.department, holder=post.a, deputy=post.b)
        for post in people.posts(connection)
    ]
    departments = {one.code: one.name for one in people.departments(connection)}
    required = surroundings.is_required(registry.setting(connection, "centre") or {})
    found = surroundings.centre_of(departments, posts, topics, surroundings.NAMES, guides)
    return replace(found, disclosure_required=required, unreadable=surroundings.faults(shelf, guides))
