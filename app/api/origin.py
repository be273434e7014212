"""Where a request comes from: the connection's other end, or what proxies say that the operator trusts."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Request

from app.settings import Network

HOPS = 20


def origin(request: Request, proxies: tuple[Network, ...]) -> str:
    """The address of the client.

    Each trusted proxy has added to the end of X-Forwarded-For whom it heard from; what stands before the first
    that is not one of them is hearsay, and anybody can write it.
    """
    address = request.remote_addr or ""
    if not proxies:
        return address
    heard = ",".join(request.headers.getlist("X-Forwarded-For")).split(",")
    for named in reversed([part.strip() for part in heard if part.strip()][-HOPS:]):
        if not _is_trusted(address, proxies):
            break
        plain = _plain(named)
        if plain is None:
            break
        address = plain
    return address


def _is_trusted(address: str, proxies: tuple[Network, ...]) -> bool:
    plain = _plain(address)
    return plain is not None and any(ip_address(plain) in network for network in proxies)


def _plain(text: str) -> str | None:
    """An address without port and brackets, in one spelling; None when it is none."""
    bare = text.partition("]")[0].lstrip("[") if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
