"""lianban: runs the joint, time-limited approvals of administrative service centres from their diagrams.

`app.opening` opens the house for a command, `app.serving` wires a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from app.settings import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> WSGIApplication:
    """The web application, as other WSGI servers ask for it: `app:create_app()`."""
    from app import serving  # late, for every module passes through here, and most have no use for a server

    return serving.create_app(settings)
