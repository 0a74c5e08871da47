"""Crowding: what a tour seems to cost on top while a search is hot, tried first at several values."""

import pytest

from routing.solvers import SolveOptions, improvement, portfolio
from routing.solvers.ground import ground_of
from routing.solvers.improvement import Budget, Heat, Search, never
from routing.solvers.portfolio import Nobody, Parts, Portfolio, Watch
from routing.solvers.tours import Day

FAR = 10.0**9
"""A time that never comes."""


@pytest.fixture
def day(line):
    """Twelve stops and six vans on a line."""
    problem = line.problem([line.stop(place) for place in range(1, 13)], [line.van(f"v{row}") for row in range(6)])
    return Day(problem, line.matrix(problem), SolveOptions())


def hot_tours(day, crowding, monkeypatch):
    """Return how many tours a search has that never cools."""
    monkeypatch.setattr(improvement, "HEAT", Heat(6.0, 6.0))
    search = Search(day, ground_of(day), 1)
    search.set_out([[2 * row, 2 * row + 1] for row in range(6)], crowding)
    counts = []
    for steps in range(50, 1050, 50):
        search.anneal(Budget(0.0, FAR, 1000), steps / 1000, never)
        counts.append(sum(1 for visits in search.working[0] if visits))
    return sum(counts) / len(counts)


def test_the_more_a_tour_seems_to_cost_the_fewer_a_hot_search_has(day, monkeypatch):
    assert hot_tours(day, 30.0, monkeypatch) < hot_tours(day, -30.0, monkeypatch)


@pytest.mark.parametrize("crowding", [-30.0, 30.0])
def test_what_a_tour_seems_to_cost_is_no_part_of_the_euro(day, crowding):
    search = Search(day, ground_of(day), 1)
    search.attempt([[] for _ in day.vehicles], crowding, Budget(0.0, FAR, 500), never)
    assert search.euro == pytest.approx(day.rank_all(search.best)[1])


def tried(day, monkeypatch, seats, crowdings):
    """Return the crowding and euro of each trial, and the crowdings that the searches went on with."""
    monkeypatch.setattr(portfolio, "TRIAL_STEPS", 1)
    trials, attempt = [], Search.attempt

    def spied(search, tours, crowding, budget, halted):
        attempt(search, tours, crowding, budget, halted)
        trials.append((search.euro, crowding, search.made))

    monkeypatch.setattr(Search, "attempt", spied)
    run = Portfolio(
        day,
        Watch(FAR, None, lambda _tours, _work: None),
        seats=seats,
        iterations=1000,
        guest=Nobody(),
        parts=Parts(crowdings=crowdings),
    )
    run.run(None, lambda _tours: None)
    return trials, run


def test_every_crowding_is_tried_and_the_best_one_kept(day, monkeypatch):
    trials, run = tried(day, monkeypatch, 1, (30.0, -30.0, 0.0))
    assert sorted(crowding for _, crowding, _ in trials) == [-30.0, 0.0, 30.0]
    best = min(trials)[1]
    assert [search._ground.settings.crowding for search in run._searches] == [best]


def test_trials_are_part_of_the_work_limit(day, monkeypatch):
    _, run = tried(day, monkeypatch, 2, (30.0, -30.0, 0.0))
    assert [search.made for search in run._searches] == [1000, 1000]


def test_a_short_run_tries_nothing(day, monkeypatch):
    monkeypatch.setattr(Search, "attempt", None)
    run = Portfolio(day, Watch(FAR, None, lambda _tours, _work: None), seats=1, iterations=100, guest=Nobody())
    run.run(None, lambda _tours: None)
    assert sum(map(len, run.best)) == len(day.stops)
