"""What a depot's results rest on: its newest finished diagnosis and replay, with their tables."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import pandas as pd

from api.remembered import Remembered
from benchmarks.over_time.due_stops import DueStops
from benchmarks.over_time.places import with_suppression
from benchmarks.replay.wording import claims, gated
from data.store import Store, depots, runs
from data.store.depots import Depot
from data.store.runs import Run

LEDGER, DAYS, VISITS = "ledger.parquet", "days.csv", "stops.parquet"
AREAS, CUSTOMERS = "areas.parquet", "customers.parquet"

_KEPT = 8  # tables of so many runs stay in memory


@dataclass(frozen=True)
class Evidence:
    """What is known of a depot's punctuality.

    Parameters
    ----------
    ledger
        A row per due stop with its actual times; ``None`` without a diagnosis, or once its time has run out.
    days, areas, customers
        Tables of the replay; ``None`` without one. Areas and customers say
        which of them are hidden, where the replay kept the tours of its visits.
    """

    depot: Depot
    diagnosis: Run | None = None
    replay: Run | None = None
    ledger: pd.DataFrame | None = None
    days: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None
    customers: pd.DataFrame | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What decides every figure: finished runs never change, so the same key gives the same figures."""
        runs_of = (None if run is None else run.run_id for run in (self.diagnosis, self.replay))
        return (*runs_of, self.ledger is None, self.depot)

    @property
    def smallest(self) -> int:
        """Tours that a figure needs: the most of what the firm and the diagnosis ask for."""
        asked = self.diagnosed.get("smallest_group", 0)
        return max(self.depot.settings.k_tours, int(asked))

    @property
    def diagnosed(self) -> Mapping[str, Any]:
        """The diagnosis's document, empty without one."""
        return {} if self.diagnosis is None or self.diagnosis.document is None else self.diagnosis.document

    @property
    def replayed(self) -> Mapping[str, Any] | None:
        """The replay's document."""
        return None if self.replay is None else self.replay.document

    @property
    def simulated(self) -> bool:
        """Whether any of it is of a simulated history."""
        told = self.diagnosed.get("simulated", False) or (self.replayed or {}).get("grade") == "simulated history"
        return bool(self.depot.settings.simulated or told)

    @property
    def stops(self) -> DueStops | None:
        """The judged due stops, for weeks and groups."""
        if self.ledger is None:
            return None
        return DueStops.of(self.ledger, self.smallest, int(self.diagnosed.get("seed", 0)))

    @property
    def claims(self) -> bool:
        """Whether the replay may say by how much lateness falls."""
        return self.replayed is not None and claims(self.replayed)

    @property
    def gated(self) -> bool:
        """Whether the replay may show nothing of another plan than the manual one."""
        return self.replayed is not None and gated(self.replayed)

    @property
    def as_of(self) -> datetime | None:
        """When the newer of both runs was begun."""
        return max((run.created_at for run in (self.diagnosis, self.replay) if run is not None), default=None)


def evidence_of(store: Store, depot_id: str) -> Evidence:
    """Return what a depot's results rest on.

    Raises
    ------
    NotFoundError
        If there is no such depot.
    """
    with store.read() as tx:
        depot = depots.get(tx, depot_id)
        diagnosis, replay = runs.latest(tx, depot_id, "diagnosis"), runs.latest(tx, depot_id, "replay")
        there = {
            run.run_id: {file.name for file in runs.file_list(tx, run.run_id)} for run in (diagnosis, replay) if run
        }

    def table(run: Run | None, name: str) -> pd.DataFrame | None:
        if run is None or name not in there[run.run_id]:
            return None
        return _table(store, run.run_id, name)

    found = Evidence(
        depot=depot,
        diagnosis=diagnosis,
        replay=replay,
        ledger=table(diagnosis, LEDGER),
        days=table(replay, DAYS),
        areas=table(replay, AREAS),
        customers=table(replay, CUSTOMERS),
    )
    visits = table(replay, VISITS)
    if replay is None or visits is None or found.areas is None or found.customers is None:
        return found

    def placed(places: pd.DataFrame, key: str) -> pd.DataFrame:
        wanted = (replay.run_id, key, found.smallest)
        return _places.get(wanted, lambda: with_suppression(places, visits, key, found.smallest))

    return replace(found, areas=placed(found.areas, "area"), customers=placed(found.customers, "customer_id"))


_places: Remembered[pd.DataFrame] = Remembered(2 * _KEPT)


@lru_cache(maxsize=4 * _KEPT)
def _table(store: Store, run_id: str, name: str) -> pd.DataFrame:
    """Return a table of a run; a finished run never changes, so it is read once."""
    with store.read() as tx:
        content = runs.file(tx, run_id, name).content
    if name.endswith(".csv"):
        return pd.read_csv(BytesIO(content))
    frame = pd.read_parquet(BytesIO(content))
    if "polygon" not in frame.columns:
        return frame
    rings = [tuple((float(lon), float(lat)) for lon, lat in ring) for ring in frame["polygon"]]
    return frame.assign(polygon=pd.Series(rings, index=frame.index, dtype=object))
