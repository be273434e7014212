"""What the house does for a diagram's service steps: one function per topic, each declared with what it reads."""

from typing import TYPE_CHECKING

from app.handlers.declared import TOPICS
from app.handlers.parameters import Choice, Parameter, ParameterKind, Topic
from app.offering import offered

if TYPE_CHECKING:
    from app.handlers.office import Handler, Office
    from app.handlers.topics import HANDLERS
else:
    # who only asks what topics there are needs no database
    __getattr__ = offered(__name__, {"HANDLERS": "topics", "Handler": "office", "Office": "office"})

__all__ = [
    "HANDLERS",
    "TOPICS",
    "Choice",
    "Handler",
    "Office",
    "Parameter",
    "ParameterKind",
    "Topic",
]
