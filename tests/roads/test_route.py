"""Ways of legs: they look right and add up to the matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import InputError, UnreachableError
from routing.roads import DijkstraEngine, HierarchyEngine, Snaps
from routing.roads.geometry import distances_m
from routing.traffic import DEFAULT_TRAFFIC, FREE_FLOW

GRID = "z-a---b---c\n  |   |   |\n  d---e---f\n  |   |   |\n  g---h---i-y"
STREETS = {
    "zabc": "name=Nordstraße",
    "def": "highway=tertiary & name=Mittelweg",
    "ghiy": "name=Südstraße & oneway=no",
    "adg": "oneway=yes",
    "beh": "name=Querweg",
    "cfi": "highway=primary & oneway=-1",
}


def length_m(polyline) -> float:
    lon, lat = np.array(polyline).T
    return float(distances_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


@pytest.fixture(scope="module", params=[DijkstraEngine, HierarchyEngine])
def engine_class(request):
    """Every claim of this file holds for both engines."""
    return request.param


SPOTS = st.tuples(st.sampled_from(["ab", "bc", "de", "ef", "hi", "ad", "eh", "cf"]), st.integers(1, 9))


@settings(max_examples=25, deadline=None)
@given(st.lists(SPOTS, min_size=2, max_size=5), st.integers(0, 86_400))
def test_ways_add_up_to_the_matrix(grid, spots, departure_s):
    names = {f"{k}": grid.at(f"{street}.{tenth}") for k, (street, tenth) in enumerate(spots)}
    snaps = grid.engine.snap(names, "van")
    matrix = grid.engine.matrix(snaps, "van", DEFAULT_TRAFFIC)
    slot = matrix.slots.at(departure_s)
    for path in grid.engine.route(snaps, list(names), "van", DEFAULT_TRAFFIC, departure_s):
        pair = matrix.index[path.origin], matrix.index[path.destination]
        assert path.travel_s == matrix.seconds[slot][pair]
        assert path.distance_m == matrix.metres[slot][pair]
        assert length_m(path.polyline) == pytest.approx(path.distance_m, abs=1.0)


@pytest.fixture(scope="module")
def grid(draw_town_once):
    return draw_town_once(GRID, STREETS)


def test_a_way_runs_from_place_to_place(grid):
    path = grid.path("ab.25", "hi.25")
    ends = [path.polyline[0], path.polyline[-1]]
    assert ends[0] == pytest.approx((grid.at("ab.25").lon, grid.at("ab.25").lat), abs=1e-6)
    assert ends[1] == pytest.approx((grid.at("hi.25").lon, grid.at("hi.25").lat), abs=1e-6)


def test_a_way_names_its_streets_once_each_in_a_row(grid):
    assert grid.path("ab", "hi").streets == ("Nordstraße", "Querweg", "Südstraße")


def test_each_leg_may_have_its_own_departure(grid):
    snaps = grid.engine.snap({spot: grid.at(spot) for spot in ("ab", "ef", "hi")}, "van")
    night, rush = 3 * 3600, 8 * 3600
    both = grid.engine.route(snaps, ["ab", "ef", "hi"], "van", DEFAULT_TRAFFIC, [night, rush])
    calm = grid.engine.route(snaps, ["ab", "ef", "hi"], "van", DEFAULT_TRAFFIC, night)
    assert both[0].travel_s == calm[0].travel_s
    assert both[1].travel_s > calm[1].travel_s


def test_the_same_spot_twice_is_a_way_of_nothing(grid):
    snaps = grid.engine.snap({"one": grid.at("ab"), "two": grid.at("ab")}, "van")
    (path,) = grid.engine.route(snaps, ["one", "two"], "van", FREE_FLOW, 0)
    assert (path.distance_m, path.travel_s) == (0, 0)
    assert len(path.polyline) == 2


def test_one_place_or_none_has_no_legs(grid):
    snaps = grid.engine.snap({"one": grid.at("ab")}, "van")
    assert grid.engine.route(snaps, ["one"], "van", FREE_FLOW, 0) == []
    assert grid.engine.route(snaps, [], "van", FREE_FLOW, 0) == []


def test_a_place_that_was_not_snapped_is_named(grid):
    snaps = grid.engine.snap({"one": grid.at("ab")}, "van")
    with pytest.raises(InputError) as caught:
        grid.engine.route(snaps, ["one", "gone"], "van", FREE_FLOW, 0)
    assert caught.value.findings[0].value == "gone"


def test_a_leg_without_a_way_is_named(draw_town):
    town = draw_town("a--b--c  i--j", {"ab": "", "bc": "", "ij": ""})
    zero = np.zeros(2)
    snaps = Snaps("van", ("main", "isle"), np.array([0, 2], np.int32), np.array([0.5, 0.5]), zero, zero, zero)
    with pytest.raises(UnreachableError) as caught:
        town.engine.route(snaps, ["main", "isle"], "van", FREE_FLOW, 0)
    assert (caught.value.findings[0].value, caught.value.findings[0].detail) == ("main", "isle")
