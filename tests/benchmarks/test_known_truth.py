"""The benchmark's own truth, on small worlds as the crow flies."""

from datetime import date

import numpy as np
import pytest
from crow_town import crow_town

from benchmarks.known_truth.history import HistorySpec, examine, lived, manual_of
from benchmarks.known_truth.planted import Skill, as_good, planner_for, practised
from benchmarks.known_truth.run import specs, summarise
from benchmarks.known_truth.shares import realised_late, shares_of
from data.samples import World, working_days

SMALL = {"tours": 2, "stops": 10, "warmup_days": 20, "days": 20, "work_limit": 1, "scenarios": 40, "faults": False}


@pytest.fixture(scope="module")
def world():
    return World.of(crow_town(), tours=2, stops=10, pool_seed=1)


@pytest.fixture(scope="module")
def documents(world):
    """Six small histories: three of the dispatcher, three with nothing to gain."""
    made = []
    for number, planted in enumerate(("effort:0", "effort:10", "effort:40", "zero", "zero", "zero")):
        spec = HistorySpec(pool_seed=1, seed=number, planted=planted, **SMALL)
        manual, _ = manual_of(world, spec, {})
        made.append(examine(lived(world, spec, manual)))
    return made


def test_intervals_hold_the_true_reduction(documents):
    """The small version of the coverage benchmark: at most one of six misses."""
    assert sum(item["reduction"]["covered"] for item in documents) >= 5


def test_nothing_is_claimed_where_nothing_is_to_gain(documents):
    zeros = [item for item in documents if item["spec"]["planted"] == "zero"]
    assert not any(item["reduction"]["claimed"] for item in zeros)


def test_attribution_closes_and_true_shares_add_up(documents):
    for item in documents:
        if "shares" in item:
            assert item["shares"]["closing_error"] == 0
            assert sum(item["shares"]["realised"].values()) == pytest.approx(1, abs=1e-3)


def test_the_summary_counts_what_the_histories_say(documents):
    found = summarise(documents)
    assert found["histories"] == 6
    assert found["coverage"]["covered"] == sum(item["reduction"]["covered"] for item in documents)
    assert found["zero"]["histories"] == 3


def test_identical_plans_leave_planning_no_share(world):
    """The reference being what was driven, the plan adds nothing in any coalition."""
    problem = world.day(date(2026, 1, 5), 1)
    day = world.past_day(problem, world.dispatcher(0)(problem, world.roads.matrix(problem)), 1)
    values = realised_late(world.truth(1), day, day.driven)
    assert shares_of(np.maximum(values, 1))["plan"] == 0


def test_practice_brings_the_manual_plan_near_the_optimisers(world):
    """More steps, fewer late stops on the times that the planner knows."""
    truth = world.truth(1)

    def late(planner):
        total = 0
        for day in working_days(date(2026, 1, 5), 6):
            problem = world.day(day, 1)
            plan = planner(problem, truth.matrix(problem))
            total += truth.expected(problem, plan, seed=3, scenarios=50).late(problem)[1].sum()
        return total

    skill = Skill(work_limit=1)
    habit = late(practised(world, 0, skill))
    assert late(practised(world, 100, skill)) < 0.9 * habit
    assert late(as_good(world, skill)) < 0.9 * habit


def test_a_share_of_zero_asks_for_a_plan_as_good_as_the_optimisers(world):
    problem = world.day(date(2026, 1, 5), 1)
    matrix = world.roads.matrix(problem)
    skill = Skill(work_limit=1)
    assert planner_for(world, 0, skill)(problem, matrix) == as_good(world, skill)(problem, matrix)


def test_histories_have_names_of_their_own():
    names = [spec.name for spec in specs(3, 4, 5)]
    assert len(set(names)) == len(names) == 3 * 3 + 4 + 5
