"""What diagnosis and replay share as jobs: the history on its roads, a folder, and how far they are.

A run ends as soon as its history is deleted: actual times that somebody has
taken back are computed with no longer.
"""

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field

from api.media import media_type
from api.past import Past, on_roads, reading_of
from api.road_networks import network_of
from api.settings import Settings
from api.tasks import Bench
from data.history import History
from data.store import Transaction, accounts, depots, files, histories, runs
from data.store.histories import StoredHistory
from data.store.runs import NewFile, Run
from routing.errors import ConflictError
from routing.model import Frozen
from routing.progress import Say

LOOK_S: Final = 1.0
"""Least seconds between two looks at whether the history is still there."""


class DiagnosisOptions(Frozen):
    """What a diagnosis is asked for.

    Parameters
    ----------
    habit_days
        Days on which habits are priced, the dearest part of it all; 0 for no prices.
    work_limit
        Work on the reference plan of each day.
    note
        What is different about this run, for people.
    """

    habit_days: Annotated[int, Field(ge=0, le=60)] = 0
    work_limit: Annotated[int, Field(ge=1, le=1000)] = 20
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    note: Annotated[str, Field(max_length=200)] = ""


class ReplayAsked(Frozen):
    """What a replay is asked for: days ``first`` to ``last``, the later half of the history if not told."""

    first: Date | None = None
    last: Date | None = None
    scenarios: Annotated[int, Field(ge=10, le=2000)] = 200
    work_limit: Annotated[int, Field(ge=1, le=1000)] = 20
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    note: Annotated[str, Field(max_length=200)] = ""


@dataclass
class Progress:
    """Tells how far a run is, and ends it when its history is gone."""

    bench: Bench
    history_id: str
    told: dict[str, Any] = field(default_factory=dict)
    _looked_s: float = field(default=float("-inf"), init=False)

    def step(self, name: str) -> Say:
        """Begin a step; what is returned says how far it is."""
        self.tell(step=name, said=None)
        return lambda word: self.tell(said=word)

    def tell(self, **news: Any) -> None:
        """Pass on what is new beside what was told before.

        Raises
        ------
        ConflictError
            If the history was deleted.
        """
        self.told |= news
        self.bench.tell(dict(self.told))
        now_s = time.monotonic()
        if now_s - self._looked_s >= LOOK_S:
            self._looked_s = now_s
            with self.bench.store.read() as tx:
                history_there(tx, self.history_id)


@dataclass(frozen=True)
class Opened:
    """A run with its history on the depot's roads, and a folder that outlives a kill."""

    run: Run
    past: Past
    tolerance_s: int
    folder: Path


def history_there(tx: Transaction, history_id: str) -> StoredHistory:
    """Return a history that is still there.

    Raises
    ------
    ConflictError
        If it was deleted, by whom, or its time is over.
    """
    found = histories.get(tx, history_id)
    if found.deleted_at is None:
        return found
    if found.deleted_by is None:
        raise ConflictError.of("history_over")
    raise ConflictError.of("history_deleted", value=accounts.user(tx, found.deleted_by).display_name)


def open_past(run: Run, bench: Bench, progress: Progress) -> Opened:
    """Read a run's history and time the ways between its places.

    Raises
    ------
    ConflictError
        If the history was deleted or the depot has no roads.
    TermintreuError
        If the history does not fit the roads.
    """
    with bench.store.read() as tx:
        history = history_there(tx, run.history_id)
        depot = depots.get(tx, run.depot_id)
        held = [files.get(tx, file_id) for file_id in (history.file_id, history.vehicles_file_id) if file_id]
        sweep(bench.settings, tx)
    if depot.roads_id is None:
        raise ConflictError.of("depot_without_roads", value=depot.name)
    folder = work_folder(bench.settings, run.run_id)
    tolerance_s = depot.settings.tolerance_min * 60
    given = folder / "given"
    try:
        given.mkdir(parents=True, exist_ok=True)
        paths = [given / f"{number}-{Path(file.name).name}" for number, file in enumerate(held)]
        for path, file in zip(paths, held, strict=True):
            path.write_bytes(file.content)
        past = _read(paths, bench, depot.roads_id, tolerance_s, progress)
    finally:
        shutil.rmtree(given, ignore_errors=True)
    return Opened(run, past, tolerance_s, folder)


def _read(paths: list[Path], bench: Bench, roads_id: str, tolerance_s: int, progress: Progress) -> Past:
    """Read two files on roads."""
    reading = reading_of(*paths, tolerance_s=tolerance_s)
    read: History = reading(progress=progress.step("reading"))
    progress.step("roads")
    network = network_of(bench.store, bench.settings, roads_id)
    return on_roads(read, reading, network, progress.step("ways"))


def left_by(paths: Iterable[Path], personal: frozenset[str]) -> list[NewFile]:
    """Return files as they are kept; those named in ``personal`` tell actual times of single visits."""
    return [NewFile(path.name, media_type(path.name), path.read_bytes(), path.name in personal) for path in paths]


def work_folder(settings: Settings, run_id: str) -> Path:
    """Return the folder in which a run keeps what it has until it ends."""
    return settings.folder / "work" / run_id


def sweep(settings: Settings, tx: Transaction) -> None:
    """Throw away the folders of runs that are over, also of those that were killed or cancelled."""
    folders = {folder.name: folder for folder in (settings.folder / "work").glob("*")}
    for run_id in folders.keys() - runs.going(tx, folders):
        shutil.rmtree(folders[run_id], ignore_errors=True)
