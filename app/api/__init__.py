"""The REST API: JSON over HTTP under /api/v1, one blueprint a noun."""

from app.api.assembly import bare, build, forget_actors
from app.api.metrics import Metrics
from app.api.public import pass_turnstile

__all__ = ["Metrics", "bare", "build", "forget_actors", "pass_turnstile"]
