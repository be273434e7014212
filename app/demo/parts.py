"""Who plays what: the twelve stories first, then ordinary applications drawn by seed, each with a shop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from app.demo.diary import BEIJING
from app.demo.shops import Shop, draw_facts, draw_shops
from app.demo.stories import STORIES
from app.demo.story import GRANTED, Story

LATEST_MINUTES = 3
DAYS = tuple(date(2026, 2, day) for day in (10, 11, 12, 13, 14))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One case to be played: its story, its shop, and what is drawn for it alone."""

    place: int
    story: Story
    shop: Shop
    draw: Random


def cast_parts(seed: int, count: int) -> list[Part]:
    """`count` parts in the order in which they are handed in."""
    shops = draw_shops(seed, count)
    parts = []
    for place, shop in enumerate(shops):
        draw = Random(f"{seed}/case/{place}")
        story = _moved(STORIES[place], draw) if place < len(STORIES) else _ordinary(draw)
        parts.append(Part(place=place, story=story, shop=shop, draw=draw))
    return sorted(parts, key=lambda part: (part.story.arrives, part.place))


def _moved(story: Story, draw: Random) -> Story:
    """The same story a little later, as people come when they come."""
    minutes = timedelta(minutes=draw.randint(0, LATEST_MINUTES), seconds=draw.randint(0, 59))
    return replace(story, arrives=story.arrives + minutes)


def _ordinary(draw: Random) -> Story:
    clock = time(draw.choice((9, 10, 11, 14, 15, 16)), draw.randint(0, 59), draw.randint(0, 59))
    arrives = datetime.combine(draw.choice(DAYS), clock, BEIJING)
    return Story(title="日常办件", arrives=arrives, facts=draw_facts(draw), expects=(GRANTED,))
