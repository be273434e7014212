"""What the timers and the outbox count, in the registry that the server's `/metrics` shows."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LATENESS = (0.05, 0.1, 0.3, 1, 3, 10, 60, 600, 3600)
BEAT = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60)


class Figures:
    """One server's figures; a registry of their own unless one is given."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        into = registry or CollectorRegistry()
        self.fired = Counter("lianban_timers_fired", "Timers fired", registry=into)
        self.failed = Counter("lianban_timer_failures", "Failed attempts to fire a timer", registry=into)
        self.given_up = Counter("lianban_timers_given_up", "Timers given up for good", registry=into)
        self.lateness = Histogram(
            "lianban_timer_lateness_seconds",
            "From the moment a timer was due to its firing",
            buckets=LATENESS,
            registry=into,
        )
        self.beat_seconds = Histogram(
            "lianban_beat_seconds", "One look for due timers, with firing them", buckets=BEAT, registry=into
        )
        self.beat_failures = Counter(
            "lianban_beat_failures", "Beats that broke off, for instance without a database", registry=into
        )
        self.last_beat = Gauge(
            "lianban_last_beat_timestamp_seconds", "When due timers were looked for last", registry=into
        )
        self.sent = Counter("lianban_outbox_sent", "Messages delivered", ["channel"], registry=into)
        self.not_sent = Counter(
            "lianban_outbox_failures", "Failed attempts to deliver a message", ["channel"], registry=into
        )
        self.dead = Counter("lianban_outbox_dead", "Messages given up", ["channel"], registry=into)
