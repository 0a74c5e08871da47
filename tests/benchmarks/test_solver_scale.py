"""Large days and long runs: what is measured of them, on days small enough to see."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.solver.bench import judge
from benchmarks.solver.best_known import BestKnown
from benchmarks.solver.instances import Instance
from benchmarks.solver.long_runs import lower
from benchmarks.solver.road_instances import drawn
from benchmarks.solver.scale import bench_scale, first_stops
from benchmarks.solver.suite import Entry, Folders

ENTRY = Entry("200", "R1", "far.txt", 2)
NOWHERE = Folders(Path("none"), Path("none"), None)
COSTS = {"termintreu": [[1], [2]], "pyvrp": [[1, 2]], "vroom": [[1]]}


def town(stops):
    random = np.random.default_rng(0)
    xy = random.integers(0, 3000, (stops + 1, 2))
    metres = np.abs(xy[:, None] - xy).sum(-1)
    return drawn(f"town-{stops}-1", metres, metres // 8, seed=1)


@pytest.fixture
def far(monkeypatch):
    where = np.array([0, 100, 200])
    instance = Instance(
        name="far", distance=np.abs(where[:, None] - where), windows=np.tile([0, 10_000], (3, 1)),
        service=np.zeros(3, np.int64), demand=np.ones(3, np.int64), capacity=3, vehicles=3,
    )  # fmt: skip
    monkeypatch.setattr("benchmarks.solver.long_runs.load", lambda *_: {"far": instance})
    monkeypatch.setattr("benchmarks.solver.long_runs.require", lambda _: None)
    return instance


def long_runs(best):
    def run_one(run, instance):
        cost, feasible = judge(instance, COSTS[run.solver])
        return {"cost": cost, "feasible": feasible, "tours": COSTS[run.solver]}

    solvers = ("termintreu", "pyvrp", "vroom")
    (row,) = lower([ENTRY], NOWHERE, solvers, best, seconds=120, cores=2, seed=3, run_one=run_one)
    return row


@pytest.mark.usefixtures("far")
def test_long_runs_keep_the_best_plan_and_say_who_found_it(tmp_path):
    row = long_runs(BestKnown(tmp_path / "best.json"))
    assert (row["before"], row["cost"]) == (None, 400)
    assert row["origin"].startswith("pyvrp")
    assert ", 120 s on 2 cores, seed 3, commit " in row["origin"]


@pytest.mark.usefixtures("far")
def test_a_plan_that_breaks_a_rule_has_no_cost(tmp_path):
    assert long_runs(BestKnown(tmp_path / "best.json"))["solvers"] == {"termintreu": 600, "pyvrp": 400, "vroom": None}


def test_long_runs_never_raise_what_is_known(far, tmp_path):
    best = BestKnown(tmp_path / "best.json")
    best.offer("far", far, [[2, 1]], "by hand")
    row = long_runs(best)
    assert (row["before"], row["cost"], row["origin"]) == (400, 400, "by hand")


def test_a_day_of_the_first_stops_is_a_day():
    few = first_stops(town(40), 10)
    assert (few.stops, few.distance.shape, few.windows.shape) == (10, (11, 11), (11, 2))


def test_a_large_day_tells_when_its_first_feasible_plan_was_there(monkeypatch):
    """The process of its own has its own memory; the cost falls from the first plan to the last."""
    monkeypatch.setattr("benchmarks.solver.scale.road_instance", lambda _town, stops, _seed: town(stops))
    (row,) = bench_scale(Path("town.osm"), [60], time_limit_s=3, cores=1, seed=1)
    assert 0 < row["first_s"] <= row["seconds"]
    assert row["feasible"]
    assert row["cost"] <= row["first_cost"]
    assert row["peak_mb"] is None or row["peak_mb"] > row["matrix_mb"]
