"""Conduct over HTTP: signals of the watch, ratings, the authorisation matrix, the notice board, kinds."""

from __future__ import annotations

from collections import Counter
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs_conduct as inputs
from app.api.acts import once
from app.api.gate import actor
from app.api.hall import shape_rating
from app.api.house import house, moment
from app.api.outputs import conduct as outputs
from app.api.outputs.hall import Ratings
from app.api.outputs.shown import shown
from app.api.wire import nothing, reply
from app.desk import SignalQuery
from app.domain.conduct import ACTS
from app.store.authority import Authorisation
from app.store.conduct import Posting
from app.store.signals import Signal

blueprint = APIBlueprint("conduct", __name__, url_prefix="/api/v1", tag="conduct")


@blueprint.get("/signals/rules")
@blueprint.output(outputs.Rules)
def rules() -> Response:
    """The eighteen acts and what else is watched: how far software can tell, and what it cannot see."""
    actor()
    return reply(
        {
            "items": [
                {
                    "number": one.number,
                    "name": one.zh,
                    "name_en": one.en,
                    "certainty": one.certainty,
                    "limits": one.limits_zh,
                    "limits_en": one.limits_en,
                }
                for one in ACTS.values()
            ]
        }
    )


@blueprint.get("/signals")
@blueprint.input(inputs.SignalQueryIn, location="query")
@blueprint.output(outputs.SignalPage)
def signals(query_data: inputs.SignalQueryIn) -> Response:
    """The signals the actor may see, the newest first."""
    query = SignalQuery(**query_data.model_dump(exclude_none=True))
    page = desk.signals(house().desk, actor(), query)
    return reply({"items": [_signal(one) for one in page.items], "cursor": page.cursor})


@blueprint.post("/signals")
@blueprint.input(inputs.SignalIn, arg_name="body")
@blueprint.output(outputs.SignalOut, status_code=201)
def enter(body: inputs.SignalIn) -> Response:
    """Enter what a complaint or an inspection has brought up."""
    about = (body.rule, body.subject, body.department, body.evidence)
    more = {"case": body.case, "source": body.source, "day": body.day}
    return once(desk.enter_signal, *about, shape=_signal, status=201, **more)


@blueprint.post("/signals/<int:signal_id>/judge")
@blueprint.input(inputs.JudgeIn, arg_name="body")
@blueprint.output(outputs.SignalOut)
def judge(signal_id: int, body: inputs.JudgeIn) -> Response:
    """Say what a signal comes to, once; until then it accuses nobody."""
    return once(desk.judge_signal, signal_id, body.judgement, body.finding, shape=_signal)


@blueprint.get("/ratings")
@blueprint.input(inputs.SpanQuery, location="query")
@blueprint.output(Ratings)
def ratings(query_data: inputs.SpanQuery) -> Response:
    """The ratings of a span of time, with how many there are of each level."""
    found = desk.ratings(house().desk, actor(), query_data.from_at, query_data.to_at)
    counts = Counter(one.level for one in found)
    levels = {str(level): counts[level] for level in range(1, 6)}
    return reply({"items": [shape_rating(one) for one in found], "levels": levels})


@blueprint.get("/authorisations")
@blueprint.input(inputs.MatrixQuery, location="query")
@blueprint.output(outputs.Matrix)
def authorisations(query_data: inputs.MatrixQuery) -> Response:
    """Who may do what to which item, from when to when."""
    found = desk.authorisations(house().desk, actor(), query_data.item)
    return reply({"items": [_authorisation(one) for one in found]})


@blueprint.post("/authorisations")
@blueprint.input(inputs.AuthoriseIn, arg_name="body")
@blueprint.output(outputs.AuthorisationOut, status_code=201)
def authorise(body: inputs.AuthoriseIn) -> Response:
    """Authorise somebody; by the head of the item's lead department."""
    about = (body.item, body.user, body.action, body.from_at, body.to_at)
    return once(desk.authorise, *about, shape=_authorisation, status=201)


@blueprint.delete("/authorisations/<int:authorisation_id>")
@blueprint.output({}, status_code=204)
def end_authorisation(authorisation_id: int) -> Response:
    """End an authorisation now."""
    desk.end_authorisation(house().desk, actor(), authorisation_id, at=moment())
    return nothing()


@blueprint.post("/board")
@blueprint.input(inputs.PostingIn, arg_name="body")
@blueprint.output(outputs.PostingOut, status_code=201)
def post(body: inputs.PostingIn) -> Response:
    """Post something of the centre's own on the notice board."""
    return once(desk.post_announcement, body.title, body.text, shape=shape_posting, status=201)


@blueprint.delete("/board/<int:posting_id>")
@blueprint.input(inputs.ReasonQuery, location="query")
@blueprint.output({}, status_code=204)
def take_down(posting_id: int, query_data: inputs.ReasonQuery) -> Response:
    """Take something off the notice board; it stays in the records."""
    desk.take_down(house().desk, actor(), posting_id, query_data.reason, at=moment())
    return nothing()


@blueprint.get("/reports/<int:year>-<int:month>/kinds")
@blueprint.output(outputs.Kinds)
def kinds(year: int, month: int) -> Response:
    """The kinds of a month (办件分类), equal to the numbers that were given out."""
    found = desk.kinds_of_month(house().desk, actor(), year, month, at=moment())
    return reply({"items": [dict(vars(one)) for one in found]})


def shape_posting(one: Posting) -> dict[str, Any]:
    """What everybody may read of a posting."""
    return {"id": one.id, "title": one.title, "body": one.body, "at": one.at}


def _signal(one: Signal) -> dict[str, Any]:
    return shown(one, outputs.SignalOut)


def _authorisation(one: Authorisation) -> dict[str, Any]:
    return shown(one, outputs.AuthorisationOut)
