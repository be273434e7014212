"""Gives an output the fields of a record that it shows: named once, with the record's own types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, create_model

M = TypeVar("M", bound=BaseModel)
_NAMES: dict[str, tuple[str, ...]] = {}


def shows(record: type, names: str) -> Callable[[type[M]], type[M]]:
    """The output gets these fields of `record`, before its own; what is not named stays inside."""
    types = get_type_hints(record)
    wanted = tuple(names.split())

    def fill(model: type[M]) -> type[M]:
        fields: dict[str, Any] = {name: (types[name], ...) for name in wanted}
        fields |= {name: (field.annotation, field) for name, field in model.model_fields.items()}
        made = create_model(
            model.__name__, __base__=BaseModel, __doc__=model.__doc__, __module__=model.__module__, **fields
        )
        _NAMES[made.__name__] = wanted
        return made  # type: ignore[return-value]

    return fill


def shown(record: object, output: type[BaseModel]) -> dict[str, Any]:
    """The fields of a record that an output shows."""
    values = vars(record)
    return {name: values[name] for name in _NAMES[output.__name__]}
