"""Two plans to choose beside the one that is being edited, as they were found and as they are shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from api.desk.day import DeskDay
from api.desk.habits import Habit
from api.desk.locks import Locks
from data.store import Transaction, jobs
from data.store.jobs import Job, State
from data.store.plans import PlanRecord
from routing.errors import ConflictError
from routing.model import Frozen

KIND = "alternatives"
"""Kind of the job that finds them."""

Name = Literal["closest_to_habit", "most_punctual"]


class Usual(Frozen):
    """A habit as it is kept: where it is from, and the usual vehicle of each stop that has one."""

    source: Literal["given", "plan", "history"]
    value: str
    vehicle_of: dict[str, str]


class PricePoint(Frozen):
    """What a plan costs in metres, and the late stops to expect of it."""

    distance_m: int
    expected_late: float

    @classmethod
    def of(cls, day: DeskDay) -> Self:
        """Return a plan as a point."""
        return cls(distance_m=_metres(day), expected_late=_late(day))


class Option(Frozen):
    """A plan to choose."""

    name: Name
    tours: dict[str, tuple[str, ...]]
    distance_m: int
    expected_late: float
    unassigned: int
    vehicles: int

    @classmethod
    def of(cls, name: str, day: DeskDay) -> Self:
        """Return a plan as an option."""
        return cls.model_validate({"name": name, "tours": day.sequences, **_figures(day)})


class Found(Frozen):
    """What the search for alternatives found.

    Parameters
    ----------
    version, locks
        Of the plan when it was searched from; the options keep those locks.
    habit
        ``None`` if nothing is usual about the day: then there is no plan closest to habit.
    curve
        Plans that were found on the way, the options among them.
    """

    plan_id: str
    version: int
    locks: Locks
    habit: Usual | None
    options: tuple[Option, ...]
    curve: tuple[PricePoint, ...]


class Card(Frozen):
    """A plan beside others.

    Parameters
    ----------
    moved
        Stops on another vehicle than usual, of those that have a usual one; ``None`` without a habit.
    differs
        Stops on another tour than in this plan.
    same
        Whether it is this plan, tour by tour and stop by stop.
    """

    name: Literal["this", "closest_to_habit", "most_punctual"]
    distance_m: int
    expected_late: float
    unassigned: int
    vehicles: int
    moved: int | None
    differs: int
    same: bool


class Alternatives(Frozen):
    """Cards side by side, this plan's first; ``job_id`` names the search whose cards these are.

    Parameters
    ----------
    outdated
        Something else is locked now than when the alternatives were sought.
    usual
        Stops that have a usual vehicle.
    curve
        Plans than which no other is as short and as punctual, by rising metres.
    """

    job_id: str
    found_at: datetime | None
    outdated: bool
    source: Literal["given", "plan", "history"] | None
    value: str
    usual: int
    cards: tuple[Card, ...]
    curve: tuple[PricePoint, ...]


class Search(Frozen):
    """The newest search for alternatives of a plan, and what the last one found."""

    job_id: str | None = None
    state: State | None = None
    shown: Alternatives | None = None


def usual_of(habit: Habit) -> Usual:
    """Return a habit as it is kept."""
    return Usual(source=habit.source, value=habit.value, vehicle_of=habit.vehicle_of)


def search_of(tx: Transaction, record: PlanRecord) -> Job | None:
    """Return the newest search for alternatives of a plan."""
    return jobs.latest(tx, KIND, record.plan_id)


def shown(job: Job | None, day: DeskDay) -> Search:
    """Return a search as a page shows it."""
    if job is None:
        return Search()
    if job.result is None:
        return Search(job_id=job.job_id, state=job.state)
    found = Found.model_validate(job.result)
    return Search(job_id=job.job_id, state=job.state, shown=_beside(job, found, day))


def chosen(job: Job, name: Name, day: DeskDay) -> dict[str, tuple[str, ...]]:
    """Return the tours of an option.

    Raises
    ------
    ConflictError
        If the search has not found it, or it would move what is locked by now.
    """
    found = None if job.result is None else Found.model_validate(job.result)
    option = next((item for item in found.options if item.name == name), None) if found else None
    if option is None:
        raise ConflictError.of("choice_not_found", value=name)
    after = {stop: vehicle for vehicle, visits in option.tours.items() for stop in visits}
    tours = [item for item in day.locks.tours if option.tours.get(item, ()) != day.sequences.get(item, ())]
    stops = [stop for stop in day.locks.stops if after.get(stop) != day.vehicle_of.get(stop)]
    if tours or stops:
        raise ConflictError.of("choice_against_locks", value=", ".join(sorted([*tours, *stops])))
    return option.tours


def _beside(job: Job, found: Found, day: DeskDay) -> Alternatives:
    """Return this plan and those found, side by side."""
    usual = {} if found.habit is None else found.habit.vehicle_of
    counted = found.habit is not None
    this = Card(
        name="this", moved=_other(usual, day.vehicle_of) if counted else None, differs=0, same=True, **_figures(day)
    )
    others = [_card(option, usual if counted else None, day) for option in found.options]
    points = [*found.curve, PricePoint.of(day), *(_point(card) for card in others)]
    return Alternatives(
        job_id=job.job_id,
        found_at=job.ended_at,
        outdated=found.locks != day.locks,
        source=None if found.habit is None else found.habit.source,
        value="" if found.habit is None else found.habit.value,
        usual=len(usual),
        cards=(this, *others),
        curve=_frontier(points),
    )


def _card(option: Option, usual: Mapping[str, str] | None, day: DeskDay) -> Card:
    vehicle_of = {stop: vehicle for vehicle, visits in option.tours.items() for stop in visits}
    figures = option.model_dump(include={"name", "distance_m", "expected_late", "unassigned", "vehicles"})
    return Card(
        moved=None if usual is None else _other(usual, vehicle_of),
        differs=_other({stop: day.vehicle_of.get(stop, "") for stop in day.ground.problem.stop_by_id}, vehicle_of),
        same=option.tours == day.sequences,
        **figures,
    )


def _other(before: Mapping[str, str], after: Mapping[str, str]) -> int:
    """Return how many stops ride on another vehicle, or on none any more."""
    return sum(after.get(stop, "") != vehicle for stop, vehicle in before.items())


def _frontier(points: list[PricePoint]) -> tuple[PricePoint, ...]:
    """Return the points than which no other is as short and as punctual."""
    kept: list[PricePoint] = []
    for point in sorted(points, key=lambda point: (point.distance_m, point.expected_late)):
        if not kept or point.expected_late < kept[-1].expected_late:
            kept.append(point)
    return tuple(kept)


def _point(card: Card) -> PricePoint:
    return PricePoint(distance_m=card.distance_m, expected_late=card.expected_late)


def _figures(day: DeskDay) -> dict[str, Any]:
    return {
        "distance_m": _metres(day),
        "expected_late": _late(day),
        "unassigned": len(day.plan.unassigned),
        "vehicles": day.kpis.vehicles_used,
    }


def _metres(day: DeskDay) -> int:
    return sum(route.distance_m for route in day.plan.routes)


def _late(day: DeskDay) -> float:
    """Return the late stops of a mean day; only with learned times are there alternatives."""
    return 0.0 if day.forecast is None else round(day.forecast.late[0], 2)
