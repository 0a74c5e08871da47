"""Random changes of a plan: nothing gets lost, everything can be undone, the check agrees."""

from desk_days import TOURS
from hypothesis import given
from hypothesis import strategies as st

from api.desk.day import DeskDay, arranged, documented, opened
from api.desk.locks import Locks
from api.desk.moves import Move, moved, outlook
from routing.errors import ConflictError
from routing.punctuality import tours_forecast
from routing.solvers import SolveOptions

SOURCES = {"roads_hash": "hash", "seed": SolveOptions().seed, "planner": "test"}
ORDERS = [f"s{number}" for number in range(1, 13)]
VANS = [f"van {number}" for number in range(1, 5)]

moves = st.builds(
    Move,
    order_id=st.sampled_from(ORDERS),
    vehicle_id=st.sampled_from([*VANS, None]),
    position=st.one_of(st.none(), st.integers(1, 6)),
)
locks = st.tuples(st.sampled_from([*ORDERS, *VANS]), st.booleans())
changes = st.lists(st.one_of(moves, locks), max_size=8)


def changed(day, change):
    """Return the day after a change; the same one if it is refused."""
    if isinstance(change, Move):
        try:
            return moved(day, change)[0]
        except ConflictError:
            return day
    name, locked = change
    with_lock = day.locks.with_stop if name in ORDERS else day.locks.with_tour
    return DeskDay(day.ground, day.plan, with_lock(name, locked=locked).served(day.sequences), day.forecast)


def document(day):
    return documented(day, SOURCES).model_dump(mode="json")


def first(ground):
    return arranged(ground, TOURS, Locks(), reasons={})


@given(changes)
def test_every_stop_stays_in_one_tour_or_open(desk_ground, steps):
    day = first(desk_ground)
    for change in steps:
        day = changed(day, change)
    served = [stop_id for visits in day.sequences.values() for stop_id in visits]
    assert sorted(served + [item.stop_id for item in day.plan.unassigned]) == sorted(ORDERS)


@given(changes)
def test_the_check_agrees_with_every_step(desk_ground, steps):
    day = first(desk_ground)
    for change in steps:
        day = changed(day, change)
        assert day.violations == ()


@given(changes)
def test_locked_stops_and_tours_stay(desk_ground, steps):
    day = first(desk_ground)
    for change in steps:
        after = changed(day, change)
        for stop_id in day.locks.stops & after.locks.stops:
            assert after.vehicle_of[stop_id] == day.vehicle_of[stop_id]
        for vehicle_id in day.locks.tours & after.locks.tours:
            assert after.sequences[vehicle_id] == day.sequences[vehicle_id]
        day = after


@given(changes)
def test_a_stored_step_opens_as_it_was(desk_ground, steps):
    day = first(desk_ground)
    for change in steps:
        day = changed(day, change)
    again = opened(desk_ground, document(day), day.locks)
    assert (again.plan, again.locks, document(again)) == (day.plan, day.locks, document(day))


@given(moves)
def test_the_forecast_of_two_tours_is_that_of_the_whole_plan(desk_ground, move):
    """The random days of a tour do not depend on the others, so previews need simulate only those concerned."""
    day = first(desk_ground)
    seen = outlook(day, move)
    if seen.reason is not None:
        return
    after, _ = moved(day, move)
    whole = tours_forecast(desk_ground.problem, after.sequences, desk_ground.matrices, desk_ground.learned)
    for vehicle_id, tour in seen.forecasts.items():
        assert tour.stops == whole[vehicle_id].stops
        assert (tour.late == whole[vehicle_id].late).all()
