"""A simulated day and its two plans: by the simulated dispatcher and by termintreu."""

from datetime import date as Date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from data.imports import read_problem
from data.samples import DECENT, deliverable_addresses, dispatch, habits_of, regular_customers, sample_day, write_day
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Plan
from routing.roads import RoadEngine
from routing.schedule import schedule


class SampledDay(NamedTuple):
    """A simulated day as it was read back from its files."""

    problem: Problem
    customers: pd.DataFrame


def sampled_day(
    engine: RoadEngine, folder: Path, date: Date, *, stops: int, tours: int, seed: int, timezone: str
) -> SampledDay:
    """Simulate a day's lists in ``folder`` and read them as any firm's lists are read."""
    addresses = deliverable_addresses(engine)
    day = sample_day(addresses, date=date, tours=tours, stops=stops, seed=seed, timezone=timezone)
    write_day(day, folder)
    problem, _ = read_problem(folder / "orders.csv", folder / "vehicles.csv", date=date)
    return SampledDay(problem, day.customers)


def manual_plan(day: SampledDay, matrices: Matrices, *, effort: int = DECENT, seed: int = 0) -> Plan:
    """Plan a day by the simulated dispatcher; timed like any plan.

    Parameters
    ----------
    effort
        His improvement steps, see :data:`data.samples.EFFORTS`.
    """
    habits = habits_of(regular_customers(day.customers), day.problem)
    sequences = dispatch(day.problem, matrices, habits=habits, effort=effort, seed=seed)
    return schedule(day.problem, sequences, matrices)
