"""Where an applicant may be told something: the e-mail address and the telephone that the application gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}"
PHONE = r"\+?[0-9]([ -]?[0-9]){4,19}"
FIELDS = {"email": ("email", EMAIL), "phone": ("webhook", PHONE)}
"""By the applicant's field: the channel that reaches it, and its shape."""


def contacts(applicant: Mapping[str, Any]) -> dict[str, str]:
    """The address by channel; what has not the shape of one is none."""
    given = {field: str(applicant.get(field) or "").strip() for field in FIELDS}
    return {channel: given[field] for field, (channel, shape) in FIELDS.items() if re.fullmatch(shape, given[field])}


TOPIC = "applicant."
"""How the topics begin of what is told to applicants."""


def sentence(told: Mapping[str, Any]) -> str:
    """What an applicant reads of a change: number, item, what changed, and where the rest stands."""
    number = told.get("case", "")
    return (
        f"您申请的“{told.get('item', '')}”(编号{number}){told.get('change', '')}。"
        f"凭编号和查询码查看:{told.get('url', '')}?number={number}。如非本人申请,请与本中心联系。"
    )
