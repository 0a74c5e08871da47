"""What the comparison of late stops says of runs."""

from datetime import date

import numpy as np
import pytest

from benchmarks.punctuality.bench import OURS, Run, planned_runs, summary
from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, Vehicle
from routing.punctuality import mean_times


@pytest.fixture
def one_stop_day():
    """A shift from 6 to 10; the way takes 200 s before 9, 400 s after it and 9999 s at night."""
    here = Location(lon=7.7, lat=49.4)
    van = Vehicle(
        vehicle_id="van", start_depot="yard", end_depot="yard", shift=Shift(start_s=6 * 3600, end_s=10 * 3600)
    )
    problem = Problem(
        date=date(2026, 3, 2),
        depots=(Depot(depot_id="yard", location=here),),
        vehicles=(van,),
        stops=(Stop(stop_id="a", location=here),),
    )
    seconds = np.zeros((3, 2, 2), np.int32)
    seconds[:, 0, 1] = seconds[:, 1, 0] = 9999, 200, 400
    slots = TimeSlots((0, 6 * 3600, 9 * 3600))
    return problem, {"van": Matrix(tuple(problem.places), slots, seconds, seconds)}


def run(solver, km, late, day="2026-01-05", seed=0, left_out=0):
    return Run(day, seed, solver, km, 8.0, {"other_weeks": late, "truth": late}, 0, left_out, 1.0, 0)


def test_a_third_of_the_late_stops_at_two_per_cent_more_keeps_the_bar():
    found = summary([run(OURS, 102.0, 3.0), run("pyvrp", 100.0, 9.0)], ["pyvrp"])
    assert found["passed"] is True
    assert found["losses"] == []


@pytest.mark.parametrize(("km", "late"), [(103.0, 3.0), (100.0, 4.0)])
def test_a_day_too_long_or_too_late_is_a_loss(km, late):
    found = summary([run(OURS, km, late), run("pyvrp", 100.0, 9.0)], ["pyvrp"])
    assert found["passed"] is False
    assert [loss["day"] for loss in found["losses"]] == ["2026-01-05"]


def test_the_best_peer_is_the_shortest_that_leaves_nothing_out():
    runs = [run(OURS, 100.0, 1.0), run("pyvrp", 100.0, 9.0), run("vroom", 90.0, 9.0, left_out=2)]
    assert summary(runs, ["pyvrp", "vroom"])["best_peer"] == "pyvrp"


def test_a_peer_without_seeds_stands_beside_each_of_our_runs():
    runs = [run(OURS, 100.0, 1.0), run(OURS, 110.0, 1.0, seed=1), run("vroom", 100.0, 9.0)]
    assert summary(runs, ["vroom"])["against"]["vroom"]["km"] == pytest.approx(1.05)


def test_peers_without_seeds_plan_each_day_once():
    assert planned_runs(10, 3, ["pyvrp", "vroom", "or_tools"]) == 10 * (3 + 3 + 1 + 1)


def test_the_worse_judge_decides():
    mine = run(OURS, 100.0, 3.0)._replace(late={"other_weeks": 2.0, "truth": 5.0})
    assert summary([mine, run("pyvrp", 100.0, 9.0)], ["pyvrp"])["passed"] is False


def test_slots_outside_the_shift_are_no_part_of_mean_times(one_stop_day):
    problem, matrices = one_stop_day
    assert mean_times(problem, matrices)["van"].seconds[0, 0, 1] == 250
