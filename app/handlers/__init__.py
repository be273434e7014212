"""What the house does for a diagram's service steps: one function per topic, each declared with what it reads."""

from app.handlers.office import Handler, Office
from app.handlers.parameters import Choice, Parameter, ParameterKind, Topic
from app.handlers.topics import HANDLERS, TOPICS

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
