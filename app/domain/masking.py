"""Personal data as everybody may see it: known again by whose it is, and by nobody else."""

from __future__ import annotations

import re

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])([0-9]{3})[0-9]{11,14}([0-9]{3}[0-9Xx])(?![0-9A-Za-z])")
_TELEPHONE = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])")


def masked(name: str) -> str:
    """A name: the first sign, the last of a long one."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[:1] + "*" * (len(name) - 2) + name[-1:]


def masked_number(text: str) -> str:
    """A number of an identity card or a telephone: its ends."""
    if len(text) <= 4:
        return "*" * len(text)
    kept = 3 if len(text) >= 11 else 1
    return text[:kept] + "*" * (len(text) - kept - min(4, len(text) - kept)) + text[-min(4, len(text) - kept) :]


def masked_contact(address: str) -> str:
    """An e-mail address or a telephone: enough to know one's own by."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else masked_number(address)


def masked_text(text: str) -> str:
    """A text, with the numbers of identity cards and telephones in it masked."""
    text = _IDENTITY.sub(lambda found: f"{found[1]}{'*' * 11}{found[2]}", text)
    return _TELEPHONE.sub(r"\1****\2", text)
