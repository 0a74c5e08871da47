"""Searches side by side: repeatable, cancellable at every stage, and no worse than a guest's plan."""

import numpy as np
import pytest

from routing.solvers import SolveOptions, portfolio, run, solve_in_process
from routing.solvers.improvement import lawful
from routing.solvers.portfolio import ALL_PARTS, Nobody, Parts, Portfolio, Watch
from routing.solvers.run import searched
from routing.solvers.tours import Day

FAR = 10.0**9
"""A time that never comes."""


class Cancelled:
    """A cancel flag that is set from the start."""

    def is_set(self):
        return True


class Traveller(Nobody):
    """A guest with a plan in its pocket, taken up where the searches first meet."""

    def __init__(self, tours):
        self._tours = tours

    def plan(self):
        tours, self._tours = self._tours, None
        return tours


def ignore(_tours, _work):
    """Hear no news."""


def a_day(line, count=14, **options):
    rng = np.random.default_rng(1)
    stops = [
        line.stop(int(place), opens=8 + int(hour), due=10 + int(hour)).model_copy(update={"stop_id": f"s{n}"})
        for n, (place, hour) in enumerate(zip(rng.integers(1, 9, count), rng.integers(0, 6, count), strict=True))
    ]
    problem = line.problem(stops, [line.van("a"), line.van("b")])
    return Day(problem, line.matrix(problem), SolveOptions(**options))


def found(day, seats, iterations, guest=None, limit=FAR):
    searches = Portfolio(day, Watch(limit, None, ignore), seats=seats, iterations=iterations, guest=guest or Nobody())
    searches.run(None, lambda _tours: None)
    return searches.best


def test_two_searches_side_by_side_give_the_same_plan_again(line):
    problem = a_day(line).problem
    options = SolveOptions(work_limit=4, cores=2, seed=3, or_tools=False)
    plans = [solve_in_process(problem, line.matrix(problem), options).plan for _ in range(2)]
    assert plans[0] == plans[1]


def test_the_searches_of_a_run_go_different_ways():
    seeds = {portfolio._seed_of(7, seat) for seat in range(8)}
    assert len(seeds) == 8


def test_the_first_search_has_the_seed_of_the_run():
    assert portfolio._seed_of(7, 0) == 7


def test_a_better_plan_of_a_guest_is_taken_up(line):
    """With no iterations of its own, the search has only what the guest brought."""
    day = a_day(line)
    good = found(day, 1, 3000)
    assert day.rank_all(found(day, 1, 1, Traveller(good))) <= day.rank_all(good)


def test_a_worse_plan_of_a_guest_is_left(line):
    day = a_day(line)
    assert found(day, 1, 50, Traveller([[], []])) == found(day, 1, 50)


@pytest.mark.parametrize(("parts", "taken"), [(ALL_PARTS, True), (Parts(exchange=False), False)])
def test_searches_take_up_each_others_plans_unless_that_is_switched_off(line, monkeypatch, parts, taken):
    day, others = a_day(line), []
    monkeypatch.setattr(portfolio.Search, "take", lambda _search, tours: others.append(tours))
    monkeypatch.setattr(portfolio.Search, "euro", property(lambda search: float(id(search))))
    Portfolio(day, Watch(FAR, None, ignore), seats=2, iterations=40, guest=Nobody(), parts=parts).run(
        None, lambda _tours: None
    )
    assert bool(others) is taken


@pytest.mark.parametrize("seats", [1, 3])
def test_a_run_cancelled_from_the_start_leaves_lawful_tours(line, seats):
    day = a_day(line)
    watch = Watch(FAR, Cancelled(), ignore)
    searches = Portfolio(day, watch, seats=seats, iterations=None, guest=Nobody())
    searches.run(None, lambda _tours: None)
    assert watch.cancelled
    assert lawful(day, searches.best)


def test_a_run_cancelled_from_the_start_keeps_the_tours_it_was_given(line):
    day = a_day(line)
    good = found(day, 1, 500)
    assert searched(day, good, Watch(FAR, Cancelled(), ignore)).tours == good


def test_news_that_come_too_soon_after_others_are_not_told():
    heard = []
    watch = Watch(FAR, None, lambda tours, _work: heard.append(tours))
    watch.tell([[0], []], 0)
    watch.tell([[1], []], 0)
    assert heard == [[[0], []]]


def test_time_for_the_last_steps_is_kept_back():
    watch = Watch(100.0, None, ignore)
    watch.reserve(3.0)
    assert watch.deadline == 97.0


def test_or_tools_stays_away_from_rules_that_it_does_not_know(line):
    day = a_day(line)
    reloading = day.problem.vehicles[0].model_copy(update={"max_trips": 2})
    ruled = Day(day.problem.model_copy(update={"vehicles": (reloading,)}), line.matrix(day.problem), SolveOptions())
    assert (run.asks_or_tools(day), run.asks_or_tools(ruled)) == (True, False)


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({"time_limit_s": 20.0}, True),
        ({"time_limit_s": 5.0}, False),
        ({"time_limit_s": 5.0, "or_tools": True}, True),
        ({"time_limit_s": 20.0, "or_tools": False}, False),
        ({"work_limit": 50}, False),
        ({"work_limit": 50, "or_tools": True}, True),
        ({"work_limit": 1, "or_tools": True}, False),
    ],
)
def test_or_tools_takes_part_where_it_has_the_time_or_is_asked_for(line, options, asked):
    assert run.asks_or_tools(a_day(line, **options)) is asked


def test_or_tools_has_a_tenth_of_a_work_limit():
    assert run.solutions_of(SolveOptions(work_limit=50)) == 5


def test_a_work_limit_is_that_of_or_tools_and_the_search_together(line):
    day = a_day(line, work_limit=20, or_tools=True)
    assert solve_in_process(day.problem, line.matrix(day.problem), day.options).work == 20
