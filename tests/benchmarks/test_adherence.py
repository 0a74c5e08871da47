"""How far drivers keep to an order: what is learned, and what is done to plans."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.replay.adherence import KINDS, Adherence
from data.history import PastDay, PastTour, PastVisit
from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle

DAY = date(2026, 3, 2)
HERE = Location(lon=7.7, lat=49.4)
SWAPPER = Adherence(swaps=(1.0,) * KINDS)


def habit(share):
    return Adherence(swaps=(share,) * KINDS)


def a_problem(stop_ids, *, hard=(), windows=None, at=None, day=DAY, tours=("t",)):
    """Return stops at one place that may be served at any time, unless told otherwise."""
    stops = tuple(
        Stop(
            stop_id=name,
            customer_id=f"customer {name}",
            location=(at or {}).get(name, HERE),
            service_s=300,
            windows=((windows or {})[name],) if name in (windows or {}) else (TimeWindow(end_s=50_000),),
            hard_window=name in hard,
        )
        for name in stop_ids
    )
    vehicles = tuple(
        Vehicle(vehicle_id=tour, start_depot="d", end_depot="d", shift=Shift(start_s=0, end_s=60_000)) for tour in tours
    )
    return Problem(date=day, depots=(Depot(depot_id="d", location=HERE),), vehicles=vehicles, stops=stops)


def ten_minutes(problem):
    """Return a matrix on which every way takes ten minutes."""
    size = len(problem.places)
    seconds = np.full((1, size, size), 600, np.int32)
    return Matrix(places=tuple(problem.places), slots=TimeSlots(), seconds=seconds, metres=seconds)


def drive(learned, problem, sequences, **options):
    return learned.applied(problem, sequences, ten_minutes(problem), **{"seed": 1, **options})


def a_day(planned, driven, *, day=DAY, planned_times=True, **stops):
    tour = PastTour("t", "v", tuple(planned), tuple(driven), planned_departure_s=0, actual_departure_s=None)
    visits = {
        name: PastVisit(name, 0, "delivered", 900 * (k + 1) - 300 if planned_times else None, None, None, None)
        for k, name in enumerate(planned)
    }
    return PastDay(a_problem(planned, day=day, **stops), (tour,), visits, planned_at_s=0)


def test_orders_driven_as_planned_teach_full_adherence():
    learned = Adherence.of([a_day("abcdef", "abcdef")])
    assert learned.share == 1
    assert learned.swaps == Adherence().swaps


def test_a_swap_counts_once():
    """The pair behind it begins with what was driven next."""
    learned = Adherence.of([a_day("abcdefghi", "acbdefghi")])
    assert sum(learned.pairs) == 7
    assert learned.share == pytest.approx(1 - 1 / 7)


def test_stops_that_were_never_approached_are_no_swap():
    assert Adherence.of([a_day("abcdef", "abef")]).share == 1


def test_pairs_that_miss_a_window_are_a_kind_of_their_own():
    """Drivers swap where it does no harm; a plan full of tight windows must not be shaken like one without."""
    tight = {"a": TimeWindow(end_s=700)}
    harmless = Adherence.of([a_day("ab", "ba")])
    harmful = Adherence.of([a_day("ab", "ba", windows=tight)])
    assert np.flatnonzero(harmless.pairs) < KINDS // 2 <= np.flatnonzero(harmful.pairs)
    assert drive(harmless, a_problem("ab", windows=tight), {"t": ("a", "b")}) == {"t": ("a", "b")}


def test_pairs_far_apart_are_a_kind_of_their_own():
    far = {"b": Location(lon=7.8, lat=49.4), "c": Location(lon=7.9, lat=49.4)}
    near = Adherence.of([a_day("abc", "abc")])
    assert Adherence.of([a_day("abc", "abc", at=far)]).pairs != near.pairs


def test_plans_without_times_teach_nothing():
    assert sum(Adherence.of([a_day("abc", "bac", planned_times=False)]).pairs) == 0


def test_it_says_which_days_it_learned_from():
    """A judge must not share them."""
    assert Adherence.of([a_day("ab", "ab")]).days == (DAY,)


def test_no_days_teach_full_adherence():
    assert Adherence.of([]).share == 1


def test_full_adherence_changes_nothing():
    assert drive(Adherence(), a_problem("abcdef"), {"t": tuple("abcdef")}) == {"t": tuple("abcdef")}


def test_certain_swaps_turn_every_pair():
    assert drive(SWAPPER, a_problem("abcdef"), {"t": tuple("abcdef")}) == {"t": tuple("badcfe")}


def test_nothing_moves_up_to_the_last_hard_window():
    """A swap before it could make a window be missed that may never be."""
    problem = a_problem("abcdef", hard="c")
    assert drive(SWAPPER, problem, {"t": tuple("abcdef")}) == {"t": tuple("abcedf")}


@given(st.permutations("abcdefghij"), st.integers(0, 2**32 - 1), st.floats(0, 1), st.integers(0, 9))
def test_every_stop_stays_on_its_tour(order, seed, share, cut):
    """Forced vehicles, skills and loads then hold as they were planned."""
    problem = a_problem("abcdefghij", tours=("t", "u"))
    driven = drive(habit(share), problem, {"t": order[:cut], "u": order[cut:]}, seed=seed)
    assert sorted(driven["t"]) == sorted(order[:cut])
    assert sorted(driven["u"]) == sorted(order[cut:])


@given(st.permutations("abcdefghij"), st.integers(0, 2**32 - 1))
def test_a_tour_is_driven_alike_whatever_the_others_are(order, seed):
    """Draws belong to day, tour and customer: two plans that share a tour share what becomes of it."""
    problem = a_problem("abcdefghij", tours=("t", "u"))
    one = drive(habit(0.4), problem, {"t": order[:5], "u": order[5:]}, seed=seed)
    other = drive(habit(0.4), problem, {"u": order[:4:-1], "t": order[:5]}, seed=seed)
    assert one["t"] == other["t"]


def test_the_row_of_a_stop_in_the_list_does_not_matter():
    order = {"t": tuple("abcdefghij")}
    forwards = drive(habit(0.5), a_problem("abcdefghij"), order)
    assert drive(habit(0.5), a_problem("jihgfedcba"), order) == forwards


def test_days_and_draws_differ():
    order = {"t": tuple("abcdefghij")}
    first = drive(habit(0.5), a_problem("abcdefghij"), order)
    assert drive(habit(0.5), a_problem("abcdefghij"), order, draw=1) != first
    assert drive(habit(0.5), a_problem("abcdefghij", day=date(2026, 3, 3)), order) != first


def test_what_is_learned_is_what_is_applied():
    """Swaps applied at a probability are learned back as that probability."""
    names = [f"c{k}" for k in range(30)]
    days = []
    for k in range(100):
        day = date.fromordinal(DAY.toordinal() + k)
        driven = drive(habit(0.2), a_problem(names, day=day), {"t": names}, seed=5)["t"]
        days.append(a_day(names, driven, day=day))
    assert Adherence.of(days).share == pytest.approx(0.8, abs=0.02)
