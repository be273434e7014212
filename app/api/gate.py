"""Who is asking: reads bearer tokens and remembers, for a short while, whom they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import g, request

from app.api.house import house, moment
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Unauthorised

SignIn = Callable[[str, datetime], Actor]
BEHIND, OPEN, TERMINAL = "/api/v1/", "/api/v1/public/", "/api/v1/kiosk/"
_MANY = 10_000


class Gate:
    """Remembers actors by their token's digest for `keep`; `forget` drops them when rights change here."""

    def __init__(self, sign_in: SignIn, *, keep: timedelta) -> None:
        self._sign_in = sign_in
        self._keep = keep
        self._known: dict[str, tuple[datetime, Actor]] = {}

    def actor(self, token: str, at: datetime) -> Actor:
        """Whose token it is.  Raises Unauthorised: nobody's, or no longer valid."""
        digest = hashlib.sha256(token.encode()).hexdigest()
        known = self._known.get(digest)
        # Both edges are checked, for a clock that was set back must not keep a stale right alive.
        if known and timedelta(0) <= at - known[0] < self._keep:
            return known[1]
        self._known.pop(digest, None)
        actor = self._sign_in(digest, at)
        if len(self._known) >= _MANY:
            self._known.clear()
        self._known[digest] = (at, actor)
        return actor

    def forget(self) -> None:
        """Read everybody's rights anew from now on."""
        self._known.clear()


def actor() -> Actor:
    """Who makes this request.  Raises Unauthorised: no token, or one that nobody has."""
    known: Actor | None = g.get("actor")
    if known is None:
        known = g.actor = house().gate.actor(_bearer(), moment())
    return known


def admit() -> None:
    """Ask who it is before anything else is looked at: strangers learn nothing, not even what a body must hold.

    Raises Forbidden: a terminal asks for more than the calls of terminals, whatever a use case would say to it.
    """
    asked = request._get_current_object()  # type: ignore[attr-defined]
    path = asked.path
    if path.startswith(BEHIND) and not path.startswith(OPEN) and asked.url_rule is not None:
        who = actor()
        if who.role is Role.KIOSK and not path.startswith(TERMINAL):
            raise Forbidden(
                f"{who.user} is a terminal; it may call what is under {TERMINAL} and nothing else",
                f"{who.user}为自助终端,只能调用{TERMINAL}下的接口",
                role=str(who.role),
            )


def require(*roles: Role) -> Actor:
    """The actor, if in one of these roles or an administrator.  Raises Forbidden otherwise."""
    who = actor()
    if who.role not in roles and who.role is not Role.ADMINISTRATOR:
        wanted = " or ".join(roles) or "administrator"
        raise Forbidden(
            f"{who.user} is {who.role}; this is for {wanted}",
            f"{who.user}的角色为 {who.role},此操作限 {wanted}",
            role=str(who.role),
            expected=[str(role) for role in roles] or ["administrator"],
        )
    return who


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorised(
            "send a token as `Authorization: Bearer TOKEN`; `lianban token create` makes one",
            "请以 Authorization: Bearer 令牌 的方式登录;令牌由 lianban token create 生成",
        )
    return token.strip()
