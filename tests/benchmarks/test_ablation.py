"""Switching off parts of the search: who is paired with whom, and what counts as earned."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.solver.ablation import VARIANTS, ablate, solved
from benchmarks.solver.bench import judge
from benchmarks.solver.instances import Instance
from benchmarks.solver.suite import Entry, Folders
from routing.solvers import SolveOptions

ENTRIES = (Entry("200", "R1", "far.txt", 2),)


@pytest.fixture
def far(monkeypatch):
    where = np.array([0, 100, 200])
    instance = Instance(
        name="far", distance=np.abs(where[:, None] - where), windows=np.tile([0, 10_000], (3, 1)),
        service=np.zeros(3, np.int64), demand=np.ones(3, np.int64), capacity=3, vehicles=3,
    )  # fmt: skip
    monkeypatch.setattr("benchmarks.solver.ablation.load", lambda *_: {"far": instance})
    return instance


def ablated(tours):
    def solve_one(variant, _instance, options):
        return tours(variant.name, options.seed)

    return ablate(
        ENTRIES, Folders(Path("none"), Path("none"), None), time_limit_s=5, cores=2, seeds=5, solve_one=solve_one,
        prepare=lambda _: None,
    )  # fmt: skip


@pytest.mark.usefixtures("far")
def test_a_part_without_which_plans_are_dearer_earns_its_time():
    told = ablated(lambda name, _seed: [[1, 2]] if name == "all parts" else [[1], [2]])
    assert {(row["change_pct"]["value"], row["pairs"], row["earns"]) for row in told["variants"]} == {(50.0, 5, True)}


@pytest.mark.usefixtures("far")
def test_a_part_that_changes_nothing_earns_nothing():
    told = ablated(lambda _name, _seed: [[1, 2]])
    assert {(row["change_pct"]["value"], row["earns"]) for row in told["variants"]} == {(0.0, False)}


@pytest.mark.usefixtures("far")
def test_pairs_in_which_a_plan_breaks_a_rule_are_left_out_and_counted():
    told = ablated(lambda name, seed: [[1]] if name != "all parts" and seed == 3 else [[1, 2]])
    assert {(row["pairs"], row["infeasible"]) for row in told["variants"]} == {(4, 1)}


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_the_search_plans_without_any_of_its_parts(far, variant):
    tours = solved(variant, far, SolveOptions(time_limit_s=20, work_limit=2, cores=2))
    assert judge(far, tours) == (400, True)
