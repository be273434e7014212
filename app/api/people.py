"""People over HTTP: who am I, who is where, who stands in for whom, and tokens."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs, outputs, shapes
from app.api.acts import kept
from app.api.conditions import fingerprint
from app.api.gate import actor, require
from app.api.house import house, moment
from app.api.wire import nothing, reply
from app.errors import NotFound
from app.store.people import Post

blueprint = APIBlueprint("people", __name__, url_prefix="/api/v1", tag="people")


@blueprint.get("/me")
@blueprint.output(outputs.Me)
def me() -> Response:
    """Whose token this is, with the posts held and the people stood in for at this moment."""
    who = actor()
    return reply(
        {
            "user": who.user,
            "role": who.role,
            "department": who.department,
            "department_name": house().desk.name_of(who.department) if who.department else "",
            "posts": sorted(who.posts),
            "acts_for": sorted(who.acts_for),
            "now": moment(),
        }
    )


@blueprint.get("/departments")
@blueprint.output(outputs.Departments)
def departments() -> Response:
    """The departments, windows and posts of the centre, and who is away now."""
    actor()
    return reply(shapes.directory(desk.directory(house().desk), moment()))


@blueprint.post("/posts/<code>/absences")
@blueprint.input(inputs.AbsenceIn, arg_name="body")
@blueprint.output(outputs.AbsenceOut, status_code=201)
def add_absence(code: str, body: inputs.AbsenceIn) -> Response:
    """Enter when the holder of a post (A) is away; meanwhile its B may do the work."""
    away = _post(code).a

    def do() -> tuple[dict[str, Any], int]:
        made = desk.add_absence(house().desk, actor(), away, body.from_at, body.to_at, body.reason, at=moment())
        return shapes.absence(made), 201

    answer = kept(fingerprint(), do)
    house().gate.forget()
    return answer


@blueprint.delete("/posts/<code>/absences/<int:absence_id>")
@blueprint.output({}, status_code=204)
def end_absence(code: str, absence_id: int) -> Response:
    """The holder of the post is back."""
    _post(code)
    desk.end_absence(house().desk, actor(), absence_id, at=moment())
    house().gate.forget()
    return nothing()


@blueprint.post("/tokens")
@blueprint.input(inputs.TokenIn, arg_name="body")
@blueprint.output(outputs.TokenOut, status_code=201)
def issue_token(body: inputs.TokenIn) -> Response:
    """Make an access token; it is shown this once and kept only as a digest."""
    require()
    token = desk.issue_token(
        house().desk, body.user, body.role, body.department, at=moment(), expires_at=body.expires_at
    )
    house().gate.forget()
    return reply({"token": token, **body.model_dump()}, 201)


@blueprint.get("/tokens")
@blueprint.output(outputs.Tokens)
def tokens() -> Response:
    """Who was given a token, since when and how long it holds; the tokens themselves are known to nobody."""
    require()
    return reply({"items": [shapes.token(one) for one in desk.list_tokens(house().desk)]})


@blueprint.delete("/tokens/<user>")
@blueprint.output({}, status_code=204)
def revoke_tokens(user: str) -> Response:
    """Make every token of a user useless."""
    require()
    desk.revoke_tokens(house().desk, user, at=moment())
    house().gate.forget()
    return nothing()


def _post(code: str) -> Post:
    for post in desk.directory(house().desk).posts:
        if post.code == code:
            return post
    raise NotFound(f"there is no post {code!r}", f"没有岗位“{code}”", post=code)
