"""What the rules are told of the centre as its own database knows it."""

from __future__ import annotations

from collections.abc import Iterable

from app.designs import surroundings
from app.store import people
from app.store.database import Connection
from app.verify.rules import Centre, Post


def of_house(connection: Connection, topics: Iterable[str], guides: surroundings.Guides) -> Centre:
    """The centre as its database knows it."""
    posts = [
        Post(name=post.name, department=post.department, holder=post.a, deputy=post.b)
        for post in people.posts(connection)
    ]
    departments = {one.code: one.name for one in people.departments(connection)}
    return surroundings.centre_of(departments, posts, topics, surroundings.NAMES, guides)
