"""Which language a person wants to read: Chinese, unless English is asked for first."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from flask import request

Language = Literal["zh", "en"]


@lru_cache(maxsize=256)
def preferred(header: str) -> Language:
    """The language of an Accept-Language header; Chinese when it names neither or both alike."""
    best: dict[str, float] = {"zh": 0.0, "en": 0.0}
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";")
        language = tag.strip().lower()[:2]
        if language in best:
            best[language] = max(best[language], _quality(quality))
    return "en" if best["en"] > best["zh"] else "zh"


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def asked() -> Language:
    """The language of the request that is being answered."""
    return preferred(request.headers.get("Accept-Language", "")[:200])


def pick(zh: str, en: str) -> str:
    """One of two wordings, in the language of the request."""
    return en if asked() == "en" else zh
