"""Who acts: a person in a role of a department, with the posts held and the people stood in for."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.roles import Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The person (or the server itself) in whose name a use case runs.

    posts: codes of the posts held.
    acts_for: users whose tasks may be handled now, because they are absent and this is their B.
    acts_as: the roles of those users, which count as the actor's own where a step is kept for a role.
    """

    user: str
    role: Role
    department: str = ""
    posts: frozenset[str] = frozenset()
    acts_for: frozenset[str] = frozenset()
    acts_as: frozenset[Role] = frozenset()

    def may_act_as(self, user: str) -> bool:
        """Whether a task of `user` may be handled as one's own."""
        return user == self.user or user in self.acts_for


SYSTEM = Actor(user="system", role=Role.ADMINISTRATOR)

ONLINE = Actor(user="applicant/online", role=Role.ADMINISTRATOR)
"""Whoever files over the public calls; what they may do is what those calls do.  No account's name has a slash."""
