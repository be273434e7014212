"""Official documents: what there are, what each must say, and how they are set as PDF."""

from typing import TYPE_CHECKING

from app.notices.catalogue import Audience, Catalogue, Document, Fact, Seal, Sort, Source
from app.notices.facts import Letterhead, Matter, lacking
from app.notices.shelf import Shelf
from app.notices.sources import built_in, catalogue_of, overlaid
from app.offering import offered

if TYPE_CHECKING:
    from app.notices.forms import content
    from app.notices.glyphs import Typeface
    from app.notices.press import Press, unpacked
    from app.notices.slips import slip_of
else:
    # who only asks what documents there are needs no typesetter
    __getattr__ = offered(
        __name__, {"Typeface": "glyphs", "Press": "press", "unpacked": "press", "content": "forms", "slip_of": "slips"}
    )

CATALOGUE: Catalogue = catalogue_of(built_in())
"""The documents that come with the house; a centre's own are in its press."""

__all__ = [
    "CATALOGUE",
    "Audience",
    "Catalogue",
    "Document",
    "Fact",
    "Letterhead",
    "Matter",
    "Press",
    "Seal",
    "Shelf",
    "Sort",
    "Source",
    "Typeface",
    "content",
    "lacking",
    "overlaid",
    "slip_of",
    "unpacked",
]
