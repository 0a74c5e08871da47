"""Many days over processes, or over Dask when an address is given; finished days are kept.

Each day is one task and one file. A run that was killed goes on with the days
that are missing; a day that fails is reported and stops no other.
"""

import json
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from datetime import date as Date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from benchmarks.replay.replayed_day import DayResult, DayTask, replay_day
from routing.errors import InputError, SolverError, TermintreuError
from routing.files import write_atomically
from routing.progress import Say, silent


class FailedDay(NamedTuple):
    """A day that could not be replayed, and why."""

    date: Date
    reason: str


Outcome = DayResult | FailedDay

Hear = Callable[[Outcome, bool], None]
"""Told of each day as it ends, and whether it was made now or kept from an earlier run."""


def unheard(_outcome: Outcome, _made: bool) -> None:
    """Hear of no day."""


def fan_out(
    tasks: Sequence[DayTask],
    *,
    store: Path | None = None,
    workers: int = 1,
    dask: str | None = None,
    say: Say = silent,
    hear: Hear = unheard,
) -> tuple[Outcome, ...]:
    """Replay days, ascending; what comes out does not depend on how many work on it.

    Parameters
    ----------
    store
        Folder of finished days; those made from the same inputs are not made again.
    workers
        Processes; with one the days are replayed here.
    dask
        Address of a Dask scheduler to send the days to instead. Dask speaks
        pickle: only in a private network.

    Raises
    ------
    SolverError
        If a worker process died; finished days are kept.
    InputError
        If Dask is asked for and not installed or not there.
    """
    found: dict[Date, Outcome] = {}
    missing = []
    for task in tasks:
        kept = None if store is None else _kept(store, task)
        if kept is None:
            missing.append(task)
        else:
            found[kept.date] = kept
            hear(kept, False)
    say(f"{len(found)}/{len(tasks)}")
    for outcome in _outcomes(missing, workers, dask):
        found[outcome.date] = outcome
        if store is not None and isinstance(outcome, DayResult):
            write_atomically(_file(store, outcome.date), outcome.model_dump_json().encode())
        hear(outcome, True)
        say(f"{len(found)}/{len(tasks)}")
    return tuple(found[day] for day in sorted(found))


def attempt(task: DayTask) -> Outcome:
    """Replay a day; return why it failed if it does."""
    try:
        return replay_day(task)
    except TermintreuError as error:
        return FailedDay(task.day.date, error.text("en"))
    except Exception as error:  # noqa: BLE001 - a worker's outermost edge: one bad day must not stop the others
        return FailedDay(task.day.date, f"{type(error).__name__}: {error}")


def end_with_parent() -> None:
    """End this worker as soon as its parent is gone: one that was killed can't tell its workers to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


def _file(store: Path, date: Date) -> Path:
    return store / f"{date.isoformat()}.json"


def _kept(store: Path, task: DayTask) -> DayResult | None:
    """Return the stored day if it was made from the same inputs."""
    try:
        result = DayResult.model_validate(json.loads(_file(store, task.day.date).read_bytes()))
    except (OSError, ValueError, ValidationError):
        return None
    return result if result.key == task.key else None


def _outcomes(tasks: Sequence[DayTask], workers: int, dask: str | None) -> Iterator[Outcome]:
    """Yield days as they are done."""
    if not tasks:
        return
    if dask is None and min(workers, len(tasks)) <= 1:
        yield from map(attempt, tasks)
        return
    if dask is not None:
        yield from _on_dask(tasks, dask)
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(tasks)), mp_context=spawn, initializer=end_with_parent)
    try:
        for future in as_completed([pool.submit(attempt, task) for task in tasks]):
            yield future.result()
    except BrokenProcessPool as error:
        raise SolverError.of("replay_worker_died") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _on_dask(tasks: Sequence[DayTask], address: str) -> Iterator[Outcome]:
    """Yield days as a Dask cluster finishes them."""
    try:
        import distributed  # noqa: PLC0415 - optional
    except ImportError as error:
        raise InputError.of("dask_missing") from error
    library: Any = distributed
    try:
        client = library.Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise InputError.of("dask_unreachable", value=address) from error
    with client:
        futures = [client.submit(attempt, task, key=f"{task.day.date}-{task.key}") for task in tasks]
        for future in library.as_completed(futures):
            yield future.result()
