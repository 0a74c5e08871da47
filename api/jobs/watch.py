"""Looks at jobs for all who listen: fifty listeners of a job cost one query, not fifty."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from starlette.concurrency import run_in_threadpool

from api.jobs.views import JobView, view_of
from data.store import Store, jobs
from data.store.jobs import ENDED

LOOK_S: Final = 0.3
"""Time between two looks at a job."""

KEEP_ALIVE_S: Final = 15.0
"""Silence after which a sign of life goes out, so that no proxy takes the line for dead."""


class _Look:
    """The newest view of one job, and who waits for the next; ``number`` counts the views."""

    def __init__(self) -> None:
        self.changed = asyncio.Condition()
        self.number = 0
        self.view: JobView | None = None
        self.over = False
        self.listeners = 0
        self.task: asyncio.Task[None] | None = None

    async def later_than(self, seen: int) -> None:
        """Wait for a view after that one, or for the end; TimeoutError after a while without either."""
        async with asyncio.timeout(KEEP_ALIVE_S), self.changed:
            await self.changed.wait_for(lambda: self.number > seen or self.over)


class JobWatch:
    """The jobs that somebody listens to; belongs to one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looks: dict[str, _Look] = {}
        self._closed = False

    async def follow(self, job_id: str) -> AsyncIterator[JobView | None]:
        """Yield each new view of a job until it has ended; ``None`` now and then as a sign of life."""
        if self._closed:
            return
        look = self._looks.setdefault(job_id, _Look())
        if look.task is None:
            look.task = asyncio.create_task(self._watch(job_id, look))
        look.listeners += 1
        try:
            seen = 0
            while True:
                try:
                    await look.later_than(seen)
                except TimeoutError:
                    yield None
                    continue
                if look.number > seen:
                    seen = look.number
                    yield look.view
                if look.over:
                    return
        finally:
            look.listeners -= 1
            if look.listeners == 0:
                look.task.cancel()
                self._looks.pop(job_id, None)

    async def close(self) -> None:
        """Send all listeners home; they come back when the service is up again."""
        self._closed = True
        for look in tuple(self._looks.values()):
            await _announce(look, over=True)

    async def _watch(self, job_id: str, look: _Look) -> None:
        """Look at a job until it has ended; listeners come back by themselves should the store be away."""
        try:
            while not look.over:
                view = await run_in_threadpool(self._read, job_id)
                if view != look.view:
                    look.view = view
                    look.number += 1
                await _announce(look, over=look.over or view.state in ENDED)
                await asyncio.sleep(LOOK_S)
        finally:
            look.over = True
            await _announce(look, over=True)

    def _read(self, job_id: str) -> JobView:
        """Look at a job once."""
        with self._store.read() as tx:
            return view_of(tx, jobs.get(tx, job_id))


async def _announce(look: _Look, *, over: bool) -> None:
    """Wake all listeners of a job."""
    async with look.changed:
        look.over = over
        look.changed.notify_all()
