"""The plans that are being looked at, in memory, by plan and version: another server may change them meanwhile."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from hashlib import sha256
from math import ceil, floor
from threading import Lock
from typing import Final, Generic, TypeVar

from fastapi import Request

from api.accounts.access import store_of
from api.desk.base_map import BaseMap, around, base_map
from api.desk.day import DeskDay, opened
from api.desk.geometry import Ways
from api.desk.ground import Ground, unpacked
from api.desk.locks import Locks
from api.road_networks import network_of
from api.settings import Settings
from data.store import Store, files, plans
from data.store.depots import Depot
from data.store.plans import PlanRecord
from maps.streets import Bounds
from routing.errors import ConflictError
from routing.model import Problem
from routing.roads import RoadNetwork

GROUNDS: Final = 12
DAYS: Final = 48
NETWORKS: Final = 2

T = TypeVar("T")


class _Place(Generic[T]):
    """Where a thing stands once it is made; whoever holds the lock makes it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.things: list[T] = []


class Shelf(Generic[T]):
    """The few things used last, made at need; the same thing is made once even if many ask at a time.

    Nobody waits for a thing that somebody else has asked for.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, or make it."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > self._size:
                self._places.popitem(last=False)
        with place.lock:
            if not place.things:
                place.things.append(make())
            return place.things[0]

    def put(self, key: Hashable, thing: T) -> None:
        """Keep what was made elsewhere."""
        self.get(key, lambda: thing)


class Desk:
    """Opens plans of a store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self._settings = settings
        self._grounds: Shelf[Ground] = Shelf(GROUNDS)
        self._days: Shelf[DeskDay] = Shelf(DAYS)
        self._streets: Shelf[BaseMap] = Shelf(NETWORKS)
        self._ways: Shelf[Ways] = Shelf(NETWORKS)
        self._drawn: Shelf[bytes] = Shelf(DAYS)

    def day(self, record: PlanRecord) -> DeskDay:
        """Return a plan as its record says it stands.

        Raises
        ------
        ConflictError
            If it is not planned yet, or planning failed.
        """
        if record.state == "waiting":
            raise ConflictError.of("plan_waiting")
        if record.state == "failed":
            raise ConflictError.of("plan_failed")
        return self._days.get((record.plan_id, record.version), lambda: self._opened(record))

    def keep(self, record: PlanRecord, day: DeskDay) -> None:
        """Keep the day of a version that was just saved."""
        self._days.put((record.plan_id, record.version), day)

    def ground(self, record: PlanRecord) -> Ground:
        """Return what editing the plan does not change."""
        return self._grounds.get((record.plan_id, record.matrices_file_id), lambda: self._ground(record))

    def network(self, record: PlanRecord) -> RoadNetwork:
        """Return the roads that the plan was made with."""
        return network_of(self.store, self._settings, record.sources["roads_id"])

    def ways(self, record: PlanRecord) -> Ways:
        """Return the ways on the roads that the plan was made with."""
        return self._ways.get(record.sources["roads_id"], lambda: Ways(partial(self.network, record)))

    def drawn(self, record: PlanRecord, *how: Hashable, draw: Callable[[DeskDay], bytes]) -> bytes:
        """Return a plan as it was drawn for the first who asked; ``how`` is all that decides how it looks."""
        return self._drawn.get((record.plan_id, record.version, *how), lambda: draw(self.day(record)))

    def warm(self, record: PlanRecord) -> None:
        """Make ready what the first change of a plan takes, so that it is shown at once."""
        day = self.day(record)
        self.ways(record).warm(day.ground)
        day.ground.pricing.rank_all([[] for _ in day.ground.problem.vehicles])

    def streets(self, depot: Depot) -> tuple[str, BaseMap]:
        """Return the base map of a depot with a fingerprint: around its latest plan, or around the depot itself."""
        return self._base_map(depot.roads_id or "", self._view(depot))

    def plan_streets(self, record: PlanRecord) -> BaseMap:
        """Return the base map of a plan."""
        return self._base_map(record.sources["roads_id"], _around(self.ground(record).problem))[1]

    def _base_map(self, roads_id: str, view: Bounds | None) -> tuple[str, BaseMap]:
        tag = sha256(repr((roads_id, view)).encode()).hexdigest()[:16]
        network = partial(network_of, self.store, self._settings, roads_id)
        return tag, self._streets.get(tag, lambda: base_map(network(), view or around(network())))

    def _view(self, depot: Depot) -> Bounds | None:
        """Return the bounds of a depot's latest plan; ``None`` if it has none on its roads."""
        with self.store.read() as tx:
            found = [record for record in plans.list_(tx, {depot.depot_id}, limit=5) if record.matrices_file_id]
        if not found or found[0].sources["roads_id"] != depot.roads_id:
            return None
        return _around(self.ground(found[0]).problem)

    def _opened(self, record: PlanRecord) -> DeskDay:
        with self.store.read() as tx:
            step = plans.step(tx, record.plan_id, record.cursor)
        return opened(self.ground(record), step.document, Locks.of(step.locks))

    def _ground(self, record: PlanRecord) -> Ground:
        with self.store.read() as tx:
            problem = Problem.model_validate(plans.problem(tx, record.plan_id))
            content = files.get(tx, record.matrices_file_id or "").content
        return unpacked(content, problem)


def _around(problem: Problem) -> Bounds:
    """Return the bounds of a day's places, outwards to full hundredths of a degree: most plans share their map."""
    lon = [place.lon for place in problem.places.values()]
    lat = [place.lat for place in problem.places.values()]
    low = [floor(100 * min(side)) / 100 for side in (lon, lat)]
    high = [ceil(100 * max(side)) / 100 for side in (lon, lat)]
    return low[0], low[1], high[0], high[1]


def desk_of(request: Request) -> Desk:
    """Return the service's desk; it is made when it is first asked for."""
    state = request.app.state
    if not hasattr(state, "desk"):
        state.desk = Desk(store_of(request), state.settings)
    desk: Desk = state.desk
    return desk
