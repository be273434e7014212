"""The QR code that leads to a case: number and code filled in, so that a telephone needs no typing."""

from __future__ import annotations

import io
from urllib.parse import quote

import segno


def address(url: str, code: str) -> str:
    """Where it leads.  url: that of the progress page with the number."""
    return f"{url}&code={quote(code)}" if code else url


def svg(text: str) -> str:
    """A picture of `text`, to stand in a document."""
    return str(segno.make(text, error="m", micro=False).svg_inline(border=0))


def file(text: str) -> bytes:
    """The same as a file of its own."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="svg", border=2, scale=4)
    return made.getvalue()
