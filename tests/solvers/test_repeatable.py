"""A plan depends on the day, the seed and the work limit: not on the machine's pace, nor on what its memory held."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_tree import ROOT
from strategies import days_of_rules

from routing.solvers import SolveOptions, improvement, solve_here
from routing.solvers.ground import ground_of
from routing.solvers.improvement import Search, never
from routing.solvers.tours import Day

SLOW = {"FIRST_BLOCK": 1, "FIRST_CHUNK": 1, "CHUNK_S": 1e-9}
"""Looks at the clock after every stop, as on a machine that never gets further in its time."""

PLANS = """
import json, sys
from routing.matrix import Matrix, TimeSlots
from routing.model import Problem
from routing.solvers import SolveOptions, solve_here
import numpy as np

day = json.load(sys.stdin)
arrays = {name: np.array(day[name], np.int32) for name in ("seconds", "metres")}
matrix = Matrix(places=tuple(day["places"]), slots=TimeSlots((0,)), **arrays)
tours = solve_here(Problem.model_validate(day["problem"]), matrix, SolveOptions(work_limit=1, time_limit_s=60))
print(json.dumps(tours))
"""


def shipping_day(line):
    """Two vans, one of them with rules of its own, thirty stops of which ten are halves of shipments."""
    stops = [line.stop(number, due=9 + number % 8, demand={"kg": 1 + number % 3}) for number in range(1, 31)]
    for number in range(0, 10, 2):
        pair = {"shipment_id": f"piano{number}", "demand": {"kg": 5}}
        stops[number] = stops[number].model_copy(update=pair | {"kind": "delivery"})
        stops[29 - number] = stops[29 - number].model_copy(update=pair | {"kind": "pickup"})
    vans = [line.van("a", capacity={"kg": 40}), line.van("b", capacity={"kg": 30}, break_rule="arbzg", max_trips=2)]
    return line.problem(stops, vans)


def long_day(line):
    """Two vans with tours so long that stops are put back beside likely neighbours only."""
    stops = [
        line.stop(1 + number * 7 % 9, due=9 + number % 8, service_s=60).model_copy(update={"stop_id": f"s{number}"})
        for number in range(70)
    ]
    return line.problem(stops, [line.van("a"), line.van("b")])


def at_pace(pace, work):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in pace.items():
            patch.setattr(improvement, name, value)
        return work()


@settings(max_examples=20)
@given(days_of_rules(max_stops=8, min_stops=2), st.integers(0, 9))
def test_the_first_plan_is_priced_right_at_any_pace(day, seed):
    """Halves of a shipment come in together, whichever of them is looked at first, and before or after the clock."""
    searched = Day(*day, SolveOptions())
    search = Search(searched, ground_of(searched), seed)
    at_pace(SLOW, lambda: search.begin([[] for _ in searched.vehicles], never))
    assert search.euro == pytest.approx(searched.rank_all(search.best)[1])


@pytest.mark.parametrize("day", [shipping_day, long_day])
def test_a_slow_machine_finds_the_plan_of_a_fast_one(line, day):
    problem = day(line)
    matrix = line.matrix(problem)
    told = SolveOptions(work_limit=1, time_limit_s=60)
    slow = at_pace(SLOW, lambda: solve_here(problem, matrix, told))
    assert slow == at_pace({"CHUNK_S": 10.0}, lambda: solve_here(problem, matrix, told))


def test_the_plan_is_the_same_whatever_memory_held_and_names_hash_to(line):
    problem = shipping_day(line)
    matrix = line.matrix(problem)
    day = {"problem": problem.model_dump(mode="json"), "places": matrix.places}
    day |= {"seconds": matrix.seconds.tolist(), "metres": matrix.metres.tolist()}
    here = solve_here(problem, matrix, SolveOptions(work_limit=1, time_limit_s=60))
    environ = os.environ | {"MALLOC_PERTURB_": "165", "PYTHONHASHSEED": "1"}  # glibc fills what it gives away
    command = [sys.executable, "-c", PLANS]
    there = subprocess.run(
        command, cwd=ROOT, env=environ, input=json.dumps(day), capture_output=True, text=True, check=True
    )
    assert there.stderr == ""
    assert json.loads(there.stdout) == {vehicle: list(visits) for vehicle, visits in here.items()}
