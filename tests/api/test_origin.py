"""Whose request it is behind proxies: the last address that a trusted one vouches for."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from app.api.origin import origin
from app.settings import networks_of
from app.store.database import Database
from tests.api.setting import a_town

TRUSTED = networks_of("127.0.0.1, 10.0.0.0/8, fd00::/8")
OUTSIDE, OTHER = "203.0.113.7", "198.51.100.9"


@pytest.mark.parametrize(
    ("peer", "heard", "told"),
    [
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", OUTSIDE, OUTSIDE),
        ("127.0.0.1", f"{OTHER}, {OUTSIDE}", OUTSIDE),  # the first is what the client itself wrote
        ("127.0.0.1", f"{OUTSIDE}, 10.1.2.3", OUTSIDE),
        ("127.0.0.1", f"{OTHER}, {OUTSIDE}, 10.1.2.3, 10.9.9.9", OUTSIDE),
        ("127.0.0.1", f"{OUTSIDE}:51234", OUTSIDE),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("127.0.0.1", "2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:127.0.0.1", OUTSIDE, OUTSIDE),
        ("fd00::1", OUTSIDE, OUTSIDE),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", f"{OUTSIDE}, unknown", "127.0.0.1"),
        ("127.0.0.1", ", ,", "127.0.0.1"),
        (OUTSIDE, OTHER, OUTSIDE),  # who is no proxy may write what they like
        (OUTSIDE, "127.0.0.1", OUTSIDE),
        ("", OUTSIDE, ""),
    ],
)
def test_the_last_address_a_trusted_proxy_vouches_for_counts(peer: str, heard: str | None, told: str) -> None:
    headers = {} if heard is None else {"X-Forwarded-For": heard}
    with Flask("x").test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert origin(request, TRUSTED) == told
        assert origin(request, ()) == peer


def test_applicants_behind_one_proxy_are_counted_one_by_one(sqlite_url: str, tmp_path: Path) -> None:
    database = Database.open(sqlite_url)
    given = {"public_requests_per_minute": 2, "trusted_proxies": "127.0.0.1"}
    with a_town(database, tmp_path / "town", **given) as town:

        def ask(address: str) -> int:
            headers = {"X-Forwarded-For": f"{OTHER}, {address}"}
            return town.client.get("/api/v1/public/items", headers=headers).status_code

        assert [ask(OUTSIDE) for _ in range(3)] == [200, 200, 429]
        assert ask("203.0.113.8") == 200
    database.close()
