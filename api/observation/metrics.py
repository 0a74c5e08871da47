"""The service's figures in the format of Prometheus, kept per application and free of personal data."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from data.store import Store, job_figures

ANSWERED_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
WORKED_S: Final = (0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3600)


class Metrics:
    """What one application has seen; safe to use from several threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._jobs: _Jobs | None = None
        self._requests = Counter(
            "termintreu_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._request_seconds = Histogram(
            "termintreu_request_seconds",
            "Time until an answer began.",
            ("route",),
            buckets=ANSWERED_S,
            registry=self._registry,
        )
        self._job_seconds = Histogram(
            "termintreu_job_seconds",
            "Time that attempts at jobs took in this process's worker, by how they ended.",
            ("kind", "ended"),
            buckets=WORKED_S,
            registry=self._registry,
        )

    def watch(self, store: Store) -> None:
        """Show the jobs of a store as well; one store at a time."""
        if self._jobs is not None:
            self._registry.unregister(self._jobs)
        self._jobs = _Jobs(store)
        self._registry.register(self._jobs)

    def saw_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def saw_job(self, kind: str, ended: str, seconds: float) -> None:
        """Count one attempt at a job."""
        self._job_seconds.labels(kind, ended).observe(seconds)

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self._registry)


class _Jobs(Collector):
    """The jobs of a store, counted when asked."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name the figures without asking the store."""
        yield from self._families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count the jobs."""
        jobs, queue = self._families()
        with self._store.read() as tx:
            counted = job_figures.counts(tx)
        for (kind, state), number in sorted(counted.items()):
            jobs.add_metric((kind, state), number)
        queue.add_metric((), sum(number for (_, state), number in counted.items() if state == "waiting"))
        yield jobs
        yield queue

    @staticmethod
    def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
        return (
            GaugeMetricFamily("termintreu_jobs", "Jobs in the store.", labels=("kind", "state")),
            GaugeMetricFamily("termintreu_queue_length", "Jobs that wait to be worked on.", labels=()),
        )
