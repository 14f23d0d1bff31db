"""Counting and logging requests: Prometheus metrics, and a line of JSON for each that matters."""

import itertools
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from lodestone.errors import SnapshotError
from lodestone.processes.backend import Backend
from lodestone.processes.tickets import Lane
from lodestone.web.cache import AnswerCache

if TYPE_CHECKING:
    from lodestone.web.http1 import Request

BUCKETS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0)
SLOW_SECONDS = 1.0


class Metrics:
    """What the front has done since it started; a collector of the Prometheus client."""

    def __init__(self, cache: AnswerCache, backend: Backend, log: str) -> None:
        self._cache = cache
        self._backend = backend
        self._log = log
        self._prefix = secrets.token_hex(4).encode()
        self._numbers = itertools.count(1)
        self._counts: dict[tuple[str, int], int] = {}
        self._buckets = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def request_id(self) -> bytes:
        """Give the header line that names a request."""
        return b"x-request-id: %s-%x\r\n" % (self._prefix, next(self._numbers))

    def observe(
        self, status: int, operation: str, started: float, request: "Request | None" = None
    ) -> None:
        """Count an answer, and log it if it is to be logged."""
        seconds = time.perf_counter() - started
        key = (operation, status)
        self._counts[key] = self._counts.get(key, 0) + 1
        self._seconds += seconds
        place = 0
        for bound in BUCKETS:
            if seconds <= bound:
                break
            place += 1
        self._buckets[place] += 1
        is_problem = status >= 500 or seconds > SLOW_SECONDS
        if self._log == "all" or (is_problem and self._log == "problems"):
            self._write(status, operation, seconds, request)

    def _write(
        self, status: int, operation: str, seconds: float, request: "Request | None"
    ) -> None:
        """Log the request without its text, which may be anybody's."""
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "operation": operation,
            "status": status,
            "milliseconds": round(seconds * 1000, 2),
        }
        if request is not None:
            path = request.target.partition(b"?")[0][:200].decode("latin-1")
            line |= {"method": request.method, "path": path, "client": request.client}
        sys.stderr.write(json.dumps(line) + "\n")

    def text(self) -> bytes:
        """Write the metrics in Prometheus' text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Give the metrics; called by the Prometheus client."""
        requests = CounterMetricFamily(
            "lodestone_requests", "Requests answered.", labels=("operation", "status")
        )
        for (operation, status), count in sorted(self._counts.items()):
            requests.add_metric((operation, str(status)), count)
        yield requests
        bounds = [*map(str, BUCKETS), "+Inf"]
        cumulated = list(itertools.accumulate(self._buckets))
        yield HistogramMetricFamily(
            "lodestone_request_seconds",
            "Time from a whole request to its answer.",
            buckets=list(zip(bounds, cumulated, strict=True)),
            sum_value=self._seconds,
        )
        yield from self._workers()
        for name, value in (("hits", self._cache.hits), ("misses", self._cache.misses)):
            yield CounterMetricFamily(f"lodestone_cache_{name}", f"Cache {name}.", value=value)
        yield GaugeMetricFamily(
            "lodestone_cache_bytes", "Size of the kept answers.", value=self._cache.bytes_kept
        )

    def _workers(self) -> Iterator[Metric]:
        pool = self._backend.pool
        jobs = GaugeMetricFamily("lodestone_jobs", "Queries in each lane.", labels=("lane",))
        for lane in (Lane.QUEUE, Lane.FAST, Lane.PARKED, Lane.SLOW):
            jobs.add_metric((lane.value,), pool.count(lane))
        yield jobs
        deaths = CounterMetricFamily(
            "lodestone_worker_deaths", "Workers that were stopped or died.", labels=("cause",)
        )
        for cause, count in sorted(pool.deaths.items()):
            deaths.add_metric((cause,), count)
        yield deaths
        try:
            snapshot = self._backend.pointer.current()
        except SnapshotError:
            return
        manifest = snapshot.manifest
        yield GaugeMetricFamily("lodestone_snapshot", "Current version.", value=manifest.version)
        yield GaugeMetricFamily(
            "lodestone_quads", "Quads of the current version.", value=manifest.counts["quads"]
        )
        disk = os.statvfs(snapshot.folder)
        yield GaugeMetricFamily(
            "lodestone_disk_free_bytes", "Free disk.", value=disk.f_bavail * disk.f_frsize
        )
