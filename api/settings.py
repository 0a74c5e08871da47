"""What the service needs to know to start."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from routing.model import Frozen

LogFormat = Literal["text", "json"]


class Settings(Frozen):
    """What decides how the service runs; the command line fills it.

    Parameters
    ----------
    folder
        Where the store, if it is SQLite, and the caches lie; made at need.
    store
        Address of a PostgreSQL store; ``None`` for SQLite in ``folder``.
    workers
        Jobs worked on at a time by the embedded worker; 0 leaves them to ``termintreu worker``.
        ``None`` for one less than there are cores, at least one.
    max_stops
        Largest day accepted.
    max_waiting
        Jobs that one depot may have waiting; one more is refused.
    max_upload_mb
        Largest file accepted.
    max_roads_mb
        Largest extract or saved road network accepted.
    requests_per_min
        Requests a caller may make in a minute.
    secure_cookies
        Cookies travel over TLS only; off for a service on this machine alone.
    lease_s
        Seconds after which the job of a worker that has fallen silent is taken over.
    preload
        Keep a process ready that has loaded everything, so that a plan starts at once.
    tasks
        Modules of further kinds of jobs, beside :data:`api.tasks.TASKS`.
    """

    folder: Path
    store: str | None = None
    workers: Annotated[int, Field(ge=0)] | None = None
    max_stops: Annotated[int, Field(ge=1)] = 2000
    max_waiting: Annotated[int, Field(ge=1)] = 20
    max_upload_mb: Annotated[int, Field(ge=1)] = 25
    max_roads_mb: Annotated[int, Field(ge=1)] = 500
    requests_per_min: Annotated[int, Field(ge=1)] = 1200
    secure_cookies: bool = False
    log_format: LogFormat = "text"
    lease_s: Annotated[float, Field(gt=0)] = 15.0
    preload: bool = True
    tasks: dict[str, str] = Field(default_factory=dict)

    @property
    def job_processes(self) -> int:
        """Jobs worked on at a time; a core is left for those who read."""
        return max(1, (os.cpu_count() or 1) - 1) if self.workers is None else self.workers

    @property
    def store_url(self) -> str:
        """Address of the store."""
        return self.store or f"sqlite:///{self.folder / 'termintreu.db'}"
