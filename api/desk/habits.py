"""How a day would be driven by habit: tours given by hand, else whom each vehicle served last, or in past weeks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from api.desk.day import DeskDay
from data.exports import PlanDocument, plan_of
from data.history import PastDay
from data.store import Store, plans
from data.store.plans import PlanRecord
from routing.model import Problem
from routing.plan import Sequences

LOOKED_AT: Final = 5
"""Earlier plans that are looked at, the latest first."""

USUAL_DAYS: Final = 20
"""Latest days of a history that make a habit."""

ENOUGH: Final = 0.5
"""Share of the day's stops that must be known from before; with fewer, nothing is usual about the day."""


class Past(NamedTuple):
    """A history by its name, its days ascending."""

    name: str
    days: Sequence[PastDay]


@dataclass(frozen=True)
class Habit:
    """The usual tours of a day, as far as its customers are known.

    Parameters
    ----------
    source
        Tours read from a file for this plan, an earlier plan of the depot that was released, or a history.
    value
        The file, the plan's day, or the history's name.
    """

    source: Literal["given", "plan", "history"]
    value: str
    tours: Mapping[str, tuple[str, ...]]

    @property
    def vehicle_of(self) -> dict[str, str]:
        """The usual vehicle of each stop that has one."""
        return {stop_id: vehicle_id for vehicle_id, visits in self.tours.items() for stop_id in visits}


def habit_of(store: Store, record: PlanRecord, day: DeskDay, past: Callable[[], Past | None]) -> Habit | None:
    """Return the habit that a plan may be held against, the nearest source first; ``None`` if nothing is usual.

    Parameters
    ----------
    past
        Reads the depot's newest history, if there is one; asked only if nothing nearer is known.
    """
    problem = day.ground.problem
    for found in (_given(store, record, problem), _last_plan(store, record, problem)):
        if found is not None and _is_enough(found, problem):
            return found
    weeks = past()
    usual = None if weeks is None else _past_weeks(weeks, record, problem)
    return usual if usual is not None and _is_enough(usual, problem) else None


def _is_enough(habit: Habit, problem: Problem) -> bool:
    """Tell whether a habit knows enough of the day's stops."""
    return len(habit.vehicle_of) >= max(1.0, ENOUGH * len(problem.stops))


def _given(store: Store, record: PlanRecord, problem: Problem) -> Habit | None:
    """Return the tours that were read from a file last."""
    with store.read() as tx:
        kept = plans.named(tx, record.plan_id)
        numbers = [number for number, what in kept.items() if what["code"] == "step_given" and number <= record.cursor]
        if not numbers:
            return None
        step = plans.step(tx, record.plan_id, numbers[-1])
    plan = plan_of(PlanDocument.model_validate(step.document), problem)
    return Habit("given", step.what.get("value", ""), plan.sequences)


def _last_plan(store: Store, record: PlanRecord, problem: Problem) -> Habit | None:
    """Return the tours of the latest earlier plan that was released and knows enough of the customers."""
    with store.read() as tx:
        earlier = [
            other
            for other in plans.list_(tx, {record.depot_id})
            if other.state == "released" and other.date < record.date
        ][:LOOKED_AT]
        for other in earlier:
            then = Problem.model_validate(plans.problem(tx, other.plan_id))
            plan = plan_of(PlanDocument.model_validate(plans.released(tx, other.plan_id)), then)
            tours = by_customer(problem, [_customers(then, plan.sequences)])
            if sum(map(len, tours.values())) >= ENOUGH * len(problem.stops):
                return Habit("plan", other.date.isoformat(), tours)
    return None


def _past_weeks(past: Past, record: PlanRecord, problem: Problem) -> Habit:
    """Return the tours of the latest weeks before the plan's day."""
    days = [day for day in past.days if day.date < record.date][-USUAL_DAYS:]
    return Habit("history", past.name, by_customer(problem, [_planned(day) for day in days]))


def _planned(day: PastDay) -> dict[str, list[str]]:
    """Return whom each vehicle served on a past day, as it was planned."""
    served: dict[str, list[str]] = defaultdict(list)
    names = {stop.stop_id: stop.customer_id or stop.stop_id for stop in day.planned_work.stops}
    for tour in sorted(day.tours, key=lambda tour: tour.planned_departure_s):
        served[tour.vehicle_id] += [names[stop_id] for stop_id in tour.planned]
    return served


def _customers(problem: Problem, sequences: Sequences) -> dict[str, list[str]]:
    """Return whom each vehicle serves."""
    names = {stop.stop_id: stop.customer_id or stop.stop_id for stop in problem.stops}
    return {vehicle_id: [names[stop_id] for stop_id in visits] for vehicle_id, visits in sequences.items()}


def by_customer(problem: Problem, days: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """Return the stops of customers known from past days on the vehicle that served them most often.

    Parameters
    ----------
    days
        Customers per vehicle in driving order, ascending; of two vehicles as usual the later one counts.

    Returns
    -------
    dict
        Stops by vehicles of the day, each tour by the customers' mean place in tours before.
    """
    times: dict[str, Counter[str]] = defaultdict(Counter)
    latest: dict[tuple[str, str], int] = {}
    places: dict[str, list[float]] = defaultdict(list)
    for number, day in enumerate(days):
        for vehicle_id in day.keys() & problem.vehicle_by_id.keys():
            served = day[vehicle_id]
            for place, customer in enumerate(served):
                times[customer][vehicle_id] += 1
                latest[customer, vehicle_id] = number
                places[customer].append(place / max(1, len(served) - 1))
    tours: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for stop in problem.stops:
        customer = stop.customer_id or stop.stop_id
        if not times[customer]:
            continue
        usual = max(times[customer], key=lambda name: (times[customer][name], latest[customer, name], name))
        tours[usual].append((sum(places[customer]) / len(places[customer]), stop.stop_id))
    return {vehicle_id: tuple(stop_id for _, stop_id in sorted(tours[vehicle_id])) for vehicle_id in sorted(tours)}
