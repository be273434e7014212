"""What the calls about registers take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.api.inputs import Input


class RegisterQuery(Input):
    """Of which year, and how it is to be written."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    format: Literal["json", "csv"] = "json"
