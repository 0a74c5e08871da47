"""Areas: parts of a plan that lie close together and share no stop and no vehicle; nothing is lost or priced twice."""

import threading

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import days_of_rules

from routing.solvers import SolveOptions, areas, portfolio, solve_in_process
from routing.solvers.areas import areas_of, parts_of
from routing.solvers.ground import ground_of
from routing.solvers.improvement import Budget, Search, lawful, never
from routing.solvers.portfolio import ALL_PARTS, Nobody, Parts, Portfolio, Watch
from routing.solvers.shared_plan import SharedPlan
from routing.solvers.tours import Day

FAR = 10.0**9
"""A time that never comes."""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Deal out even a few stops, in many short stages."""
    monkeypatch.setattr(areas, "LEAST", 1)
    monkeypatch.setattr(areas, "TOURS", 1)
    monkeypatch.setattr(portfolio, "STAGE_STEPS", 20)


def villages(line):
    """Return a day with two villages far from each other, two tours in each, and two vehicles without a tour."""
    places = [*range(1, 7), *range(21, 27)]
    stops = [line.stop(place, due=18) for place in places]
    problem = line.problem(stops, [line.van(f"v{number}") for number in range(6)])
    tours = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11], [], []]
    return Day(problem, line.matrix(problem), SolveOptions()), tours


def dealt(day, tours, parts=2, seed=0):
    return areas_of(tours, ground_of(day), parts, np.random.default_rng(seed))


def ignore(*_news):
    """Hear no news."""


def searched(day, seats, iterations, *, cancel=None, parts=ALL_PARTS, start=None):
    watch = Watch(FAR, cancel, ignore)
    searches = Portfolio(day, watch, seats=seats, iterations=iterations, guest=Nobody(), parts=parts)
    searches.run(start, ignore)
    return searches.best


@given(day=days_of_rules(max_stops=6, max_vehicles=4), seed=st.integers(0, 5))
def test_areas_share_neither_stops_nor_vehicles(day, seed):
    arrays = Day(*day, SolveOptions())
    assume(lawful(arrays, arrays.opening()))
    parts = dealt(arrays, searched(arrays, 1, 20, start=arrays.opening()), seed=seed)
    stops = [stop for part in parts for stop in part.members.tolist()]
    assert len(stops) == len(set(stops))
    assert sum(part.vehicles.astype(int) for part in parts).max() <= 1


def test_tours_of_an_area_are_those_of_its_vehicles_and_its_stops_are_theirs(line):
    day, tours = villages(line)
    for part in dealt(day, tours):
        assert [visits for row, visits in enumerate(part.tours) if part.vehicles[row]] == [
            visits for row, visits in enumerate(tours) if part.vehicles[row]
        ]
        assert sorted(part.members) == sorted(stop for visits in part.tours for stop in visits)


@pytest.mark.parametrize("seed", range(5))
def test_tours_that_lie_close_together_are_in_one_area(line, seed):
    day, tours = villages(line)
    groups = [np.flatnonzero(part.vehicles[:4]).tolist() for part in dealt(day, tours, seed=seed)]
    assert sorted(groups) == [[0, 1], [2, 3]]


def test_an_area_has_about_as_many_stops_as_asked(line, monkeypatch):
    monkeypatch.setattr(areas, "AREA", 3)
    monkeypatch.setattr(areas, "AREA_TOURS", 1)
    day, tours = villages(line)
    assert [len(part.members) for part in dealt(day, tours)] == [3, 3]


def test_an_area_of_long_tours_has_as_many_tours_as_asked(line, monkeypatch):
    monkeypatch.setattr(areas, "AREA", 3)
    monkeypatch.setattr(areas, "AREA_TOURS", 2)
    day, tours = villages(line)
    assert [len(part.members) for part in dealt(day, tours)] == [6, 6]


def test_vehicles_without_a_tour_are_dealt_out_in_turn(line):
    day, tours = villages(line)
    assert [int(part.vehicles[4:].sum()) for part in dealt(day, tours)] == [1, 1]


def test_a_stop_in_no_tour_is_in_the_area_of_the_nearest_that_is_in_one(line):
    day, tours = villages(line)
    last = tours[3].pop()
    parts = dealt(day, tours)
    assert [last in part.members for part in parts] == [bool(part.vehicles[3]) for part in parts]


def test_both_halves_of_a_shipment_in_no_tour_are_in_one_area(line):
    day, tours = villages(line)
    tours[0].remove(0)
    tours[3].remove(11)
    ground = ground_of(day)
    mates = ground.rules.mates.copy()
    mates[[0, 11]] = 11, 0
    ground = ground._replace(rules=ground.rules._replace(mates=mates))
    parts = areas_of(tours, ground, 2, np.random.default_rng(0))
    assert [{0, 11} & set(part.members.tolist()) for part in parts] in ([{0, 11}, set()], [set(), {0, 11}])


def test_a_search_leaves_the_tours_outside_its_area_alone(line):
    day, tours = villages(line)
    search = Search(day, ground_of(day), 1)
    search.begin(tours, never)
    part = dealt(day, tours)[0]
    search.improve(part, Budget(0.0, FAR, 500), 1.0, never)
    found = search.working[0]
    assert not any(found[row] for row in range(len(tours)) if not part.vehicles[row])
    assert sorted(stop for visits in found for stop in visits) == sorted(part.members)


@given(day=days_of_rules(max_stops=6, max_vehicles=4), seed=st.integers(0, 5))
def test_the_euro_of_a_shared_plan_is_that_of_its_tours(day, seed):
    """After any number of stages, whatever was put in, taken out or left out in the areas."""
    arrays = Day(*day, SolveOptions())
    ground = ground_of(arrays)
    assume(lawful(arrays, arrays.opening()))
    searches = [Search(arrays, ground, seat) for seat in range(2)]
    for search in searches:
        search.begin(arrays.opening(), never)
    shared = SharedPlan(searches, ground, searches[0].best, searches[0].euro, seed)
    for stage in range(1, 6):
        for search, area in zip(searches, shared.deal(), strict=True):
            search.improve(area, Budget(0.0, FAR, 50), stage / 5, never)
        tours, euro = shared.best()
        assert arrays.rank_all(tours) == (0, pytest.approx(euro))
        shared.gather()


def test_a_plan_taken_from_elsewhere_is_gone_on_from(line):
    day, tours = villages(line)
    ground = ground_of(day)
    search = Search(day, ground, 0)
    search.begin(tours, never)
    shared = SharedPlan([search], ground, [[] for _ in tours], FAR, 0)
    shared.take(tours, search.euro)
    assert shared.best() == (tours, search.euro)


def test_searches_in_areas_give_the_same_plan_again(line):
    problem = villages(line)[0].problem
    options = SolveOptions(work_limit=2, cores=2, seed=3, or_tools=False)
    plans = [solve_in_process(problem, line.matrix(problem), options).plan for _ in range(2)]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_every_stop_that_fits_is_served_whatever_the_number_of_searches(line, seats):
    day, _ = villages(line)
    best = searched(day, seats, 400)
    assert sorted(stop for visits in best for stop in visits) == list(range(len(day.stops)))


def test_a_run_cancelled_within_a_stage_leaves_lawful_tours(line, monkeypatch):
    day, _ = villages(line)
    cancel = threading.Event()
    monkeypatch.setattr(Search, "improve", lambda *_given: cancel.set())
    best = searched(day, 2, 10**6, cancel=cancel)
    assert day.rank_all(best)[0] == 0


def test_areas_can_be_switched_off(line, monkeypatch):
    day, _ = villages(line)
    stages = []
    monkeypatch.setattr(Search, "improve", lambda *given: stages.append(given))
    searched(day, 2, 100, parts=Parts(areas=False))
    assert not stages


@pytest.mark.parametrize(("most", "in_areas"), [(6, True), (5, False)])
def test_a_plan_is_dealt_out_only_if_it_serves_every_stop(line, monkeypatch, most, in_areas):
    """Twelve stops for two vehicles; what five each can't serve may need tours of several areas."""
    both = [line.van(name, max_stops=most) for name in ("a", "b")]
    problem = villages(line)[0].problem.model_copy(update={"vehicles": tuple(both)})
    stages = []
    monkeypatch.setattr(Search, "improve", lambda *given: stages.append(given))
    searched(Day(problem, line.matrix(problem), SolveOptions()), 2, 100)
    assert bool(stages) is in_areas


@pytest.mark.parametrize(
    ("tours", "seats", "parts"),
    [
        ([[0, 1, 2], [3, 4]], 2, 0),  # too few stops
        ([[0, 1, 2, 3, 4, 5]], 2, 0),  # too few tours
        ([[0, 1, 2], [3, 4, 5]], 2, 2),
        ([[0, 1, 2], [3, 4, 5]], 1, 1),
        ([[0, 1, 2], [3, 4, 5]], 8, 2),
    ],
)
def test_a_plan_is_dealt_out_in_parts_that_are_large_enough(monkeypatch, tours, seats, parts):
    monkeypatch.setattr(areas, "LEAST", 3)
    assert parts_of(tours, seats) == parts
