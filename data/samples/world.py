"""A simulated firm in its town: made once, then it lives through as many histories as one likes.

Everything that costs time, the ways between all customers, is computed when
a world is made; its days need no roads any more.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.clock import clock_time
from data.samples.addresses import deliverable_addresses
from data.samples.day import sample_firm, sample_orders, travel_min
from data.samples.dispatcher import DECENT, dispatch
from data.samples.execution import executed
from data.samples.habits import Habits, habits_of, regular_customers
from data.samples.rows import history_rows
from data.samples.simulated_day import SimulatedDay
from data.samples.true_times import ZONE_SIDE, true_times
from data.samples.truth import Noise, TrueRoads, Truth
from routing.matrix import UNREACHABLE, Matrices
from routing.model import Depot, Location, Problem, Second, Shift, Stop, TimeWindow, Vehicle
from routing.plan import Sequences
from routing.profiles import PROFILES
from routing.progress import Say, silent
from routing.roads import RoadEngine
from routing.table import TravelTable, spot
from routing.traffic import FREE_FLOW, LearnedTimes

Planner = Callable[[Problem, Matrices], Sequences]
"""Who plans the days of a history by hand: problem and true travel in, sequences out."""

BOOKED_UP = 0.80
"""Share of the vans' time that a firm promises: somewhat less than on a single sample day, so that a history of
the decent dispatcher is as late as the yardstick."""

_PROFILE = "van"
_SHARED_ORDINAL = 10**6


@dataclass(frozen=True)
class World:
    """A firm with its customers, vans, dispatcher's habits and true travel times.

    Parameters
    ----------
    stops
        Orders a day.
    customers
        See :func:`data.samples.customers.customer_pool`.
    vehicles
        The vehicle list in the canonical columns. Tour ``T1`` is that of the first, and so on.
    table
        Free-flow travel between all spots, as learners read it.
    """

    tours: int
    stops: int
    pool_seed: int
    timezone: str
    noise: Noise
    customers: pd.DataFrame = field(repr=False)
    vehicles: pd.DataFrame = field(repr=False)
    table: TravelTable = field(repr=False)
    roads: TrueRoads = field(repr=False)
    times: LearnedTimes = field(repr=False)
    habits: Habits = field(repr=False)

    @classmethod
    def of(
        cls,
        engine: RoadEngine,
        *,
        tours: int = 8,
        stops: int = 20,
        pool_seed: int = 0,
        timezone: str = "Europe/Berlin",
        noise: Noise | None = None,
        addresses: pd.DataFrame | None = None,
        progress: Say = silent,
    ) -> "World":
        """Make a firm in a town.

        Parameters
        ----------
        stops
            Stops a tour.
        addresses
            Where customers may live; all that the engine's network can deliver to unless given.

        Raises
        ------
        InputError
            If the town has too few addresses.
        """
        known = deliverable_addresses(engine, _PROFILE) if addresses is None else addresses
        customers, vehicles = sample_firm(
            known, tours=tours, stops=tours * stops, pool_seed=pool_seed, timezone=timezone
        )
        chance = noise or Noise()
        times = true_times(customers, pool_seed, chance)
        table, roads = _travel(engine, customers, vehicles, times, progress)
        # Any working day will do: territories depend on customers and vans alone.
        fleet = _fleet(vehicles, Date(2026, 1, 5), timezone)
        someday = Problem(
            date=Date(2026, 1, 5), depots=(_depot(vehicles),), vehicles=fleet, stops=(), timezone=timezone
        )
        known_customers = regular_customers(customers, travel_min(customers, tours * stops))
        return cls(
            tours=tours,
            stops=tours * stops,
            pool_seed=pool_seed,
            timezone=timezone,
            noise=chance,
            customers=customers,
            vehicles=vehicles,
            table=table,
            roads=roads,
            times=times,
            habits=habits_of(known_customers, someday),
        )

    @property
    def tables(self) -> dict[str, TravelTable]:
        """The free-flow travel table by profile."""
        return {self.table.profile: self.table}

    @property
    def vehicle_of(self) -> dict[str, str]:
        """Vehicle id by tour id."""
        names = self.vehicles["vehicle_id"].astype(str)
        return {_tour_id(number): name for number, name in enumerate(names)}

    def with_noise(self, noise: Noise) -> "World":
        """Return the same world with other chances; expected times stay."""
        return replace(self, noise=noise, times=true_times(self.customers, self.pool_seed, noise))

    def truth(self, seed: int) -> Truth:
        """Return what really holds in the history of this seed."""
        return Truth(times=self.times, roads=self.roads, noise=self.noise, seed=seed)

    def orders(self, date: Date, seed: int) -> pd.DataFrame:
        """Return a day's order list in the canonical columns."""
        return sample_orders(
            self.customers, date=date, stops=self.stops, tours=self.tours, seed=seed, booked_up=BOOKED_UP
        )

    def day(self, date: Date, seed: int) -> Problem:
        """Return a day's work: a vehicle per tour, its id the tour's."""
        orders = self.orders(date, seed)
        return Problem(
            date=date,
            depots=(_depot(self.vehicles),),
            vehicles=_fleet(self.vehicles, date, self.timezone),
            stops=tuple(_stop(row, date, self.timezone) for row in orders.to_dict("records")),
            timezone=self.timezone,
        )

    def dispatcher(self, effort: int = DECENT, seed: int = 0) -> Planner:
        """Return the dispatcher as a planner; he looks at other stops each day."""

        def plan(problem: Problem, matrices: Matrices) -> Sequences:
            own = seed * _SHARED_ORDINAL + problem.date.toordinal()
            return dispatch(problem, matrices, habits=self.habits, effort=effort, seed=own)

        return plan

    def past_day(self, problem: Problem, manual: Sequences, seed: int) -> SimulatedDay:
        """Let a planned day happen.

        Parameters
        ----------
        problem
            A day of this world.
        manual
            The manual plan by tour. A stop it leaves out is given to somebody else and is not in the history.

        Returns
        -------
        SimulatedDay
            With planned times at the day's mean travel and stamps under the truth of ``seed``.
        """
        return executed(problem, manual, self.truth(seed), self.vehicle_of)

    def past_days(
        self, dates: Sequence[Date], seed: int, manual: Planner | None = None, progress: Say = silent
    ) -> tuple[SimulatedDay, ...]:
        """Return a whole history; the decent dispatcher plans it unless another is given."""
        plan = self.dispatcher(seed=seed) if manual is None else manual
        days = []
        for number, date in enumerate(dates):
            problem = self.day(date, seed)
            days.append(self.past_day(problem, plan(problem, self.roads.matrix(problem)), seed))
            progress(f"{number + 1}/{len(dates)}")
        return tuple(days)

    def rows(self, days: Sequence[SimulatedDay], seed: int = 0) -> pd.DataFrame:
        """Return days as the rows of a history file, as dirty as ``noise.dirt`` says."""
        return history_rows(days, self.customers, dirt=self.noise.dirt, seed=seed)


def _tour_id(number: int) -> str:
    return f"T{number + 1}"


def _depot(vehicles: pd.DataFrame) -> Depot:
    first = vehicles.iloc[0]
    place = Location(lon=float(first["depot_lon"]), lat=float(first["depot_lat"]))
    return Depot(depot_id=str(first["depot"]), location=place)


def _second(clock: str, date: Date, timezone: str) -> Second | None:
    """Return the second of a clock time; ``None`` for a blank one."""
    time = clock_time(clock) if clock else None
    return None if time is None else time.second_of(date, timezone)


def _fleet(vehicles: pd.DataFrame, date: Date, timezone: str) -> tuple[Vehicle, ...]:
    """Return the vans, each named as its tour."""
    fleet = []
    for number, row in enumerate(vehicles.to_dict("records")):
        start, end = (_second(row[name], date, timezone) or 0 for name in ("shift_start", "shift_end"))
        fleet.append(
            Vehicle(
                vehicle_id=_tour_id(number),
                start_depot=row["depot"],
                end_depot=row["depot"],
                profile=row["profile"],
                gross_weight_kg=PROFILES[row["profile"]].gross_weight_kg,
                shift=Shift(start_s=start, end_s=end),
                capacity={"kg": int(row["capacity_kg"]), "units": int(row["capacity_units"])},
                skills=frozenset(row["skills"].split()),
            )
        )
    return tuple(fleet)


def _stop(row: Mapping[Hashable, Any], date: Date, timezone: str) -> Stop:
    """Return the stop of an order row in the canonical columns."""
    start, end = (_second(row[name], date, timezone) for name in ("window_start", "window_end"))
    street, town = f"{row['street']} {row['house_number']}".strip(), f"{row['postcode']} {row['city']}".strip()
    return Stop(
        stop_id=row["order_id"],
        location=Location(lon=float(row["lon"]), lat=float(row["lat"])),
        service_s=60 * int(row["service_min"]),
        windows=() if start is None and end is None else (TimeWindow(start_s=start, end_s=end),),
        demand={"kg": math.ceil(row["demand_kg"]), "units": int(row["demand_units"])},
        priority=int(row["priority"]),
        skills=frozenset(row["skills"].split()),
        customer_id=row["customer_id"],
        customer_type=row["customer_type"],
        name=row["name"],
        address=", ".join(part for part in (street, town) if part) or None,
    )


def _travel(
    engine: RoadEngine, customers: pd.DataFrame, vehicles: pd.DataFrame, times: LearnedTimes, progress: Say
) -> tuple[TravelTable, TrueRoads]:
    """Return free-flow travel taken apart, and the true travel, between the depot and all customers."""
    points = [
        Location(lon=float(lon), lat=float(lat))
        for lon, lat in zip(customers["lon"].round(6), customers["lat"].round(6), strict=True)
    ]
    places = {spot(point): point for point in [_depot(vehicles).location, *points]}
    snaps = engine.snap(places, _PROFILE)
    table = TravelTable.of(engine.matrix(snaps, _PROFILE, FREE_FLOW, with_classes=True, progress=progress), ZONE_SIDE)
    fastest = engine.matrix(snaps, _PROFILE, times.travel, progress=progress)
    zones = _zone_factor(table, np.array(times.zone_factors))
    closed = fastest.seconds == UNREACHABLE
    seconds = np.where(closed, np.inf, fastest.seconds * zones).astype(np.float32)
    return table, TrueRoads(fastest.places, fastest.slots, seconds, fastest.metres, _PROFILE)


def _zone_factor(table: TravelTable, factors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean zone factor of each pair's free-flow way, shape (spots, spots)."""
    weighted = table.parts @ factors[table.buckets % len(factors)]
    free = table.free_s.astype(np.float64)
    mean: NDArray[np.float64] = np.divide(weighted, free, out=np.ones_like(free), where=free > 0)
    return mean
