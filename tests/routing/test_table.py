"""Travel of a whole history in one table: parts of it, and what learned factors make of it."""

from datetime import date

import numpy as np
import pytest

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Depot, Location, Problem, Shift, Stop, Vehicle
from routing.table import DaysTable, TravelTable, matrices_of, reweighted, spot
from routing.traffic import FREE_FLOW, ROAD_CLASSES, LearnedTimes

SPOTS = [Location(lon=7 + k / 100, lat=49) for k in range(4)]
SIDE = 2
BUCKETS = len(ROAD_CLASSES) * SIDE**2


def free_flow(places):
    """Return a matrix of a minute for each step between places, in the first road class and zone; none to the last."""
    steps = np.abs(np.subtract.outer(np.arange(len(places)), np.arange(len(places))))
    classes = np.zeros((*steps.shape, BUCKETS), np.float32)
    classes[:, :, 0] = 60 * steps
    metres = (500 * steps).astype(np.int32)
    metres[:-1, -1] = UNREACHABLE
    seconds = np.where(metres == UNREACHABLE, UNREACHABLE, 60 * steps).astype(np.int32)
    return Matrix(tuple(places), FREE_FLOW.slots, seconds[None], metres[None], classes=classes)


@pytest.fixture
def table():
    return TravelTable.of(free_flow([spot(place) for place in SPOTS]), SIDE)


@pytest.fixture
def doubled():
    """Twice the time of free flow in the first zone, as learned."""
    return LearnedTimes(
        name="doubled", source="test", days=(), travel=FREE_FLOW, zone_side=SIDE, zone_factors=(2.0, 1.0, 1.0, 1.0)
    )


@pytest.fixture
def problem():
    return Problem(
        date=date(2026, 3, 2),
        depots=(Depot(depot_id="d", location=SPOTS[2]),),
        vehicles=(Vehicle(vehicle_id="v", start_depot="d", end_depot=None, shift=Shift(start_s=0, end_s=3600)),),
        stops=(Stop(stop_id="near", location=SPOTS[1]), Stop(stop_id="too", location=SPOTS[1])),
    )


def test_a_part_of_a_table_keeps_every_way_of_its_spots(table):
    part = table.only([SPOTS[2], SPOTS[0], SPOTS[2]])
    assert sorted(part.spots) == sorted({spot(SPOTS[0]), spot(SPOTS[2])})
    here, there = part.rows([SPOTS[0], SPOTS[2]])
    whole = table.rows([SPOTS[0], SPOTS[2]])
    assert part.free_s[here, there] == table.free_s[tuple(whole)] == 120
    assert part.metres[here, there] == table.metres[tuple(whole)] == 1000


def test_a_part_plans_a_day_as_the_whole_does(table, problem, doubled):
    part = table.only(problem.places.values())
    np.testing.assert_array_equal(part.matrix(problem, doubled).seconds, table.matrix(problem, doubled).seconds)


def test_a_place_that_is_not_in_the_table_is_a_key_error(table):
    with pytest.raises(KeyError):
        table.only([Location(lon=8, lat=50)])


def test_learned_factors_stretch_a_matrix_and_its_table_alike(table, problem, doubled):
    again = reweighted(free_flow(list(problem.places)), doubled, SIDE)
    assert again.seconds[0, 0, 1] == 120
    assert table.matrix(problem, doubled).seconds[0, 0, 1] == 120


def test_two_orders_at_one_door_are_no_time_apart(table, problem, doubled):
    matrix = table.matrix(problem, doubled)
    near, too = matrix.rows(["stop/near", "stop/too"])
    assert matrix.seconds[0, near, too] == matrix.seconds[0, too, near] == 0


def test_where_no_road_leads_no_factor_helps(doubled):
    matrix = reweighted(free_flow("abc"), doubled, SIDE)
    assert matrix.seconds[0, 0, 2] == UNREACHABLE


def test_a_matrix_that_was_not_taken_apart_is_refused(doubled):
    whole = free_flow("abc")
    bare = Matrix(whole.places, whole.slots, whole.seconds, whole.metres)
    with pytest.raises(ValueError, match="classes"):
        reweighted(bare, doubled, SIDE)


def test_factors_of_other_zones_are_refused(doubled):
    with pytest.raises(ValueError, match="zones a side"):
        reweighted(free_flow("abc"), doubled, SIDE + 1)


def test_every_profile_of_a_day_has_its_matrix(table, problem, doubled):
    assert list(matrices_of({"van": table, "truck_12t": table}, problem, doubled)) == ["van"]
    with pytest.raises(KeyError):
        matrices_of({}, problem, doubled)


def of_days(*days):
    """Return the table of days, each a list of numbers of spots."""
    names = [spot(place) for place in SPOTS]
    whole = free_flow(names)

    def of(day):
        some = np.ix_(day, day)
        return Matrix(
            tuple(names[k] for k in day),
            whole.slots,
            np.ascontiguousarray(whole.seconds[0][some])[None],
            np.ascontiguousarray(whole.metres[0][some])[None],
            classes=np.ascontiguousarray(whole.classes[some]),
        )

    return DaysTable.of(names, map(of, days), SIDE)


@pytest.mark.parametrize("days", [([0, 1, 2, 3],), ([2, 1], [3, 0, 2, 1]), ([0, 1, 2], [2, 1])])
def test_a_table_of_days_plans_a_day_as_the_whole_does(days, table, problem, doubled):
    found, expected = of_days(*days).matrix(problem, doubled), table.matrix(problem, doubled)
    np.testing.assert_array_equal(found.seconds, expected.seconds)
    np.testing.assert_array_equal(found.metres, expected.metres)
    assert (found.places, found.slots, found.profile) == (expected.places, expected.slots, expected.profile)


def test_a_table_of_days_gives_the_ways_that_the_whole_does(table):
    names = [spot(SPOTS[k]) for k in (0, 2, 2, 1)]
    found, expected = (some.ways(names[:-1], names[1:]) for some in (of_days([2, 0], [1, 2]), table))
    np.testing.assert_array_equal(found.parts, expected.parts)
    np.testing.assert_array_equal(found.metres, expected.metres)
    assert found.free_s.tolist() == [120, 0, 60]


def test_a_table_of_days_holds_each_pair_once_and_none_that_shares_no_day():
    table = of_days([0, 1, 2], [1, 2, 3])
    assert len(table.pairs) == 9 + 9 - 4
    with pytest.raises(KeyError):
        table.only([SPOTS[0], SPOTS[3]])
    with pytest.raises(KeyError):
        table.ways([spot(SPOTS[3])], [spot(SPOTS[0])])


def test_a_table_of_days_holds_the_used_buckets_of_a_pair_alone():
    table = of_days([0, 1, 2, 3])
    assert len(table.seconds) == 12
    assert table.buckets.tolist() == [0]


def test_no_days_make_a_table_of_nothing():
    assert not len(DaysTable.of((), (), SIDE).ways([], []).parts)


def test_days_that_were_not_taken_apart_are_refused():
    whole = free_flow("abc")
    with pytest.raises(ValueError, match="classes"):
        DaysTable.of("abc", [Matrix(whole.places, whole.slots, whole.seconds, whole.metres)])
