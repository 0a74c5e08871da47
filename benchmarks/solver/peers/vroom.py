"""VROOM at its best exploration level with a thread per core; it takes no seed, and ends by itself."""

from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks.solver.peers.question import Question, Tours
from benchmarks.solver.peers.side_by_side import optional

PACKAGE = "pyvroom"
SEEDED = False

EXPLORATION = 5
"""The best it has."""

UNITS_PER_EUR = 1000
"""VROOM wants whole prices per hour and kilometre."""


def tours(question: Question, time_limit_s: float, cores: int) -> Tours:
    """Return its tours; stops it can't serve in time are left out."""
    vroom: Any = optional("vroom", PACKAGE)
    day = vroom.Input()
    for number, (seconds, metres) in enumerate(zip(question.seconds, question.metres, strict=True)):
        # its matrices read memory row by row, whatever an array's strides say
        day.set_durations_matrix(str(number), np.ascontiguousarray(seconds))
        day.set_distances_matrix(str(number), np.ascontiguousarray(metres))
    _add_vehicles(vroom, day, question)
    _add_stops(vroom, day, question)
    solution = day.solve(exploration_level=EXPLORATION, nb_threads=cores, timeout=timedelta(seconds=time_limit_s))
    found: Tours = [[] for fleet in question.fleets for _ in fleet.vehicles]
    frame = solution.routes
    jobs = frame[frame["type"] == "job"]
    for vehicle, stop in zip(jobs["vehicle_id"].tolist(), jobs["id"].tolist(), strict=True):
        found[int(vehicle)].append(int(stop))
    return found


def _add_vehicles(vroom: Any, day: Any, question: Question) -> None:
    """Add the vehicles; what only some may serve is a skill of its own."""
    for fleet in question.fleets:
        price = vroom.VehicleCosts(
            fixed=round(fleet.fixed_eur * UNITS_PER_EUR),
            per_hour=round(fleet.eur_per_h * UNITS_PER_EUR),
            per_km=round(fleet.eur_per_km * UNITS_PER_EUR),
        )
        skills = {stop for stop in _barred(question) if fleet.allowed[stop]}
        for vehicle in fleet.vehicles:
            day.add_vehicle(
                vroom.Vehicle(
                    vehicle,
                    start=fleet.start,
                    end=fleet.end,
                    profile=str(fleet.table),
                    capacity=list(fleet.capacity),
                    skills=skills,
                    time_window=vroom.TimeWindow(fleet.opens_s, fleet.closes_s),
                    costs=price,
                )
            )


def _add_stops(vroom: Any, day: Any, question: Question) -> None:
    """Add the stops."""
    barred = _barred(question)
    for stop in range(question.stops):
        opens_s, due_s = question.windows[stop].tolist()
        day.add_job(
            vroom.Job(
                stop,
                location=question.depots + stop,
                default_service=int(question.service[stop]),
                delivery=question.demand[stop].tolist(),
                skills={stop} & barred,
                time_windows=[vroom.TimeWindow(opens_s, due_s)],
            )
        )


def _barred(question: Question) -> set[int]:
    """Return the stops that not every vehicle may serve."""
    return {stop for fleet in question.fleets for stop in range(question.stops) if not fleet.allowed[stop]}
