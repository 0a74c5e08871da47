"""Single things that a firm could change so that a stop fits: what each does to a stop and a vehicle.

A knob turns by whole steps; the more it is turned, the more it gives. Laws
(breaks, hours, driving bans) are no knobs.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from routing.clock import wall_clock
from routing.model import Problem, Stop, TimeWindow, Vehicle

MOST_MIN = 240
"""No window and no shift is asked to give way by more."""

MOST_STOPS = 5
"""No vehicle is asked to take more stops above its limit."""


class Turned(NamedTuple):
    """A stop and a vehicle after a knob was turned."""

    stop: Stop
    vehicle: Vehicle


class Knob(NamedTuple):
    """One thing that could be changed.

    Parameters
    ----------
    code
        Of the sentence that names it.
    most
        Steps that it may be turned.
    turned
        What it does to stop and vehicle at so many steps.
    told
        How many steps are named in the sentence.
    """

    code: str
    most: int
    turned: Callable[[int], Turned]
    told: Callable[[int], str]


def as_it_is(stop: Stop, vehicle: Vehicle) -> Knob:
    """Return the knob that changes nothing: the stop fits on another tour, or at another place of its own."""
    return Knob("relax_move", 1, lambda _: Turned(stop, vehicle), lambda _: "")


def knobs(problem: Problem, stop: Stop, vehicle: Vehicle) -> Iterator[Knob]:
    """Yield what could be changed about a stop and a vehicle, the stop's own first."""
    yield from _windows(stop, vehicle)
    yield from _hours(problem, stop, vehicle)
    yield from _room(stop, vehicle)
    yield from _suiting(stop, vehicle)


def _windows(stop: Stop, vehicle: Vehicle) -> Iterator[Knob]:
    """Close the last window later, open the first one earlier."""
    if not stop.windows:
        return
    first, last = stop.windows[0], stop.windows[-1]
    if last.end_s is not None:
        end_s = last.end_s
        yield Knob(
            "relax_window_end",
            MOST_MIN,
            lambda minutes: Turned(
                _changed(stop, windows=(*stop.windows[:-1], _window(last.start_s, end_s + 60 * minutes))), vehicle
            ),
            str,
        )
    if first.start_s is not None:
        start_s = first.start_s
        yield Knob(
            "relax_window_start",
            MOST_MIN,
            lambda minutes: Turned(
                _changed(stop, windows=(_window(start_s - 60 * minutes, first.end_s), *stop.windows[1:])), vehicle
            ),
            str,
        )


def _hours(problem: Problem, stop: Stop, vehicle: Vehicle) -> Iterator[Knob]:
    """Let the vehicle leave earlier, come home later, be under way for longer."""
    shift = vehicle.shift

    def clock(second: int) -> str:
        return wall_clock(second, problem.date, problem.timezone)[:5]

    if all(way.vehicle_id != vehicle.vehicle_id for way in problem.under_way):
        yield Knob(
            "relax_shift_start",
            MOST_MIN,
            lambda minutes: Turned(
                stop, _changed(vehicle, shift=_changed(shift, start_s=shift.start_s - 60 * minutes))
            ),
            lambda minutes: clock(shift.start_s - 60 * minutes),
        )
    yield Knob(
        "relax_shift_end",
        MOST_MIN,
        lambda minutes: Turned(stop, _changed(vehicle, shift=_changed(shift, end_s=shift.end_s + 60 * minutes))),
        lambda minutes: clock(shift.end_s + 60 * minutes),
    )
    if vehicle.max_duration_s is not None:
        duration_s = vehicle.max_duration_s
        yield Knob(
            "relax_duration",
            MOST_MIN,
            lambda minutes: Turned(stop, _changed(vehicle, max_duration_s=duration_s + 60 * minutes)),
            str,
        )


def _room(stop: Stop, vehicle: Vehicle) -> Iterator[Knob]:
    """Let the vehicle load more, or take more stops."""
    for name, amount in stop.demand.items():
        if amount and name in vehicle.capacity:
            yield Knob("relax_capacity", amount, partial(_roomier, stop, vehicle, name), partial(_amount, name))
    if vehicle.max_stops is not None:
        most = vehicle.max_stops
        yield Knob(
            "relax_max_stops",
            MOST_STOPS,
            lambda more: Turned(stop, _changed(vehicle, max_stops=most + more)),
            str,
        )


def _roomier(stop: Stop, vehicle: Vehicle, name: str, more: int) -> Turned:
    """Let the vehicle carry more of one load."""
    return Turned(stop, _changed(vehicle, capacity=vehicle.capacity | {name: vehicle.capacity[name] + more}))


def _amount(name: str, more: int) -> str:
    return f"{more} {name}"


def _suiting(stop: Stop, vehicle: Vehicle) -> Iterator[Knob]:
    """Give the vehicle the skills, or free the stop from the vehicle it is bound to."""
    if missing := stop.skills - vehicle.skills:
        yield Knob(
            "relax_skills",
            1,
            lambda _: Turned(stop, _changed(vehicle, skills=vehicle.skills | missing)),
            lambda _: ", ".join(sorted(missing)),
        )
    if stop.vehicle_id not in {None, vehicle.vehicle_id}:
        bound = str(stop.vehicle_id)
        yield Knob("relax_vehicle", 1, lambda _: Turned(_changed(stop, vehicle_id=None), vehicle), lambda _: bound)


def _window(start_s: int | None, end_s: int | None) -> TimeWindow:
    return TimeWindow(start_s=start_s, end_s=end_s)


def _changed(shape: Any, **update: Any) -> Any:
    """Return a copy of a shape with some fields changed."""
    return shape.model_copy(update=update)
