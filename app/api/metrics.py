"""Counts and times requests for Prometheus, by route and never by address, so that the series stay few."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import cache

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
Figures = Callable[[], dict[str, float]]


class Metrics:
    """One server's figures, in a registry of their own so that two servers may live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "lianban_http_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "lianban_http_request_seconds",
            "Time to answer",
            ["method", "route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        # Finding the series of a request by its labels takes longer than counting it.
        self._counter = cache(self.requests.labels)
        self._timer = cache(self.seconds.labels)
        self.up = Gauge("lianban_up", "1 while the server runs", registry=self.registry)
        self.up.set(1)

    def watch(self, figures: Figures) -> None:
        """Ask `figures` at every scrape: name without prefix to value."""
        self.registry.register(_Asked(figures))

    def install(self, app: Flask) -> None:
        """Time every request of `app`."""
        app.before_request(self._begin)
        app.after_request(self._end)

    def page(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)

    @staticmethod
    def _begin() -> None:
        g.begun = time.perf_counter()

    def _end(self, response: Response) -> Response:
        asked = request._get_current_object()  # type: ignore[attr-defined]
        route = asked.url_rule.rule if asked.url_rule else "unknown"
        self._counter(asked.method, route, response.status_code).inc()
        begun = g.get("begun")
        if begun is not None:
            self._timer(asked.method, route).observe(time.perf_counter() - begun)
        return response


class _Asked(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        for name, value in self._figures().items():
            yield GaugeMetricFamily(f"lianban_{name}", name.replace("_", " "), value=value)

    def describe(self) -> Iterable[Metric]:
        return ()  # without it the registry would ask the database while it is being wired
