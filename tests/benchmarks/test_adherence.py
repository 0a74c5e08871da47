"""How far drivers keep to an order: what is learned, and what is done to plans."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.replay.adherence import FULL, Adherence
from data.history import PastDay, PastTour
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle

DAY = date(2026, 3, 2)
SWAPPER = Adherence(swaps=(1.0, 1.0, 1.0), pairs=(1, 1, 1))


def a_problem(stop_ids, *, hard=(), day=DAY, tours=("t",)):
    depot = Depot(depot_id="d", location=Location(lon=7.7, lat=49.4))
    stops = tuple(
        Stop(
            stop_id=name,
            customer_id=f"customer {name}",
            location=Location(lon=7.7, lat=49.4),
            windows=(TimeWindow(end_s=40_000),) if name in hard else (),
            hard_window=name in hard,
        )
        for name in stop_ids
    )
    vehicles = tuple(
        Vehicle(vehicle_id=tour, start_depot="d", end_depot="d", shift=Shift(start_s=0, end_s=60_000)) for tour in tours
    )
    return Problem(date=day, depots=(depot,), vehicles=vehicles, stops=stops)


def a_day(planned, driven, *, day=DAY):
    tour = PastTour("t", "v", tuple(planned), tuple(driven), planned_departure_s=0, actual_departure_s=None)
    return PastDay(a_problem(planned, day=day), (tour,), {}, planned_at_s=0)


def test_orders_driven_as_planned_teach_full_adherence():
    learned = Adherence.of([a_day("abcdef", "abcdef")])
    assert learned.share == 1
    assert learned.swaps == FULL.swaps


def test_a_swap_counts_once_in_its_third():
    learned = Adherence.of([a_day("abcdefghi", "acbdefghi")])
    assert learned.pairs == (2, 3, 2)
    assert learned.swaps == (0.5, 0, 0)


def test_stops_that_were_never_approached_are_no_swap():
    assert Adherence.of([a_day("abcdef", "abef")]).share == 1


def test_it_says_which_days_it_learned_from():
    """A judge must not share them."""
    assert Adherence.of([a_day("ab", "ab")]).days == (DAY,)


def test_no_days_teach_full_adherence():
    assert Adherence.of([]).share == 1


def test_full_adherence_changes_nothing():
    problem = a_problem("abcdef")
    assert FULL.applied(problem, {"t": tuple("abcdef")}, seed=1) == {"t": tuple("abcdef")}


def test_certain_swaps_turn_every_pair():
    assert SWAPPER.applied(a_problem("abcdef"), {"t": tuple("abcdef")}, seed=1) == {"t": tuple("badcfe")}


def test_nothing_moves_up_to_the_last_hard_window():
    """A swap before it could make a window be missed that may never be."""
    problem = a_problem("abcdef", hard="c")
    assert SWAPPER.applied(problem, {"t": tuple("abcdef")}, seed=1) == {"t": tuple("abcedf")}


@given(st.permutations("abcdefghij"), st.integers(0, 2**32 - 1), st.floats(0, 1), st.integers(0, 9))
def test_every_stop_stays_on_its_tour(order, seed, swap, cut):
    """Forced vehicles, skills and loads then hold as they were planned."""
    habit = Adherence(swaps=(swap,) * 3)
    problem = a_problem("abcdefghij", tours=("t", "u"))
    driven = habit.applied(problem, {"t": order[:cut], "u": order[cut:]}, seed=seed)
    assert sorted(driven["t"]) == sorted(order[:cut])
    assert sorted(driven["u"]) == sorted(order[cut:])


@given(st.permutations("abcdefghij"), st.integers(0, 2**32 - 1))
def test_a_tour_is_driven_alike_whatever_the_others_are(order, seed):
    """Draws belong to day, tour and customer: two plans that share a tour share what becomes of it."""
    habit = Adherence(swaps=(0.4, 0.4, 0.4))
    problem = a_problem("abcdefghij", tours=("t", "u"))
    one = habit.applied(problem, {"t": order[:5], "u": order[5:]}, seed=seed)
    other = habit.applied(problem, {"u": order[:4:-1], "t": order[:5]}, seed=seed)
    assert one["t"] == other["t"]


def test_the_row_of_a_stop_in_the_list_does_not_matter():
    habit = Adherence(swaps=(0.5, 0.5, 0.5))
    order = {"t": tuple("abcdefghij")}
    forwards = habit.applied(a_problem("abcdefghij"), order, seed=3)
    assert habit.applied(a_problem("jihgfedcba"), order, seed=3) == forwards


def test_days_and_draws_differ():
    habit = Adherence(swaps=(0.5, 0.5, 0.5))
    order = {"t": tuple("abcdefghij")}
    first = habit.applied(a_problem("abcdefghij"), order, seed=3)
    assert habit.applied(a_problem("abcdefghij"), order, seed=3, draw=1) != first
    assert habit.applied(a_problem("abcdefghij", day=date(2026, 3, 3)), order, seed=3) != first


def test_what_is_learned_is_what_is_applied():
    """Swaps applied at a probability are learned back as that probability."""
    names = [f"c{k}" for k in range(30)]
    habit = Adherence(swaps=(0.1, 0.2, 0.3))
    days = []
    for k in range(200):
        day = date.fromordinal(DAY.toordinal() + k)
        driven = habit.applied(a_problem(names, day=day), {"t": names}, seed=5)["t"]
        days.append(a_day(names, driven, day=day))
    assert Adherence.of(days).swaps == pytest.approx(habit.swaps, abs=0.03)
