"""A real street with a real time rule: Wiesengass in Schaan is for residents only from 06:30 to 08:30."""

from datetime import date

import pytest

from routing.model import Location
from routing.roads import DijkstraEngine, HierarchyEngine, RoadEngine, RoadNetwork, read_extract
from routing.traffic import FREE_FLOW

MONDAY = date(2026, 6, 15)
EAST, WEST = Location(lon=9.516966, lat=47.162287), Location(lon=9.502661, lat=47.165381)  # Steinegerta, Im Krüz
IN_THE_STREET = Location(lon=9.4994, lat=47.16415)
BORDER_S = 6 * 3600 + 30 * 60


@pytest.fixture(scope="module")
def network(real_town) -> RoadNetwork:
    return read_extract(real_town("liechtenstein.osm.pbf"))


@pytest.fixture(scope="module", params=[DijkstraEngine, HierarchyEngine])
def engine(request, network) -> RoadEngine:
    return request.param(network, threads=2)


def path(engine, origin, destination, departure_s):
    snaps = engine.snap({"origin": origin, "destination": destination}, "van", day=MONDAY)
    return engine.route(snaps, ["origin", "destination"], "van", FREE_FLOW, departure_s, day=MONDAY)[0]


def test_the_way_through_changes_at_half_past_six(engine):
    before, after = (path(engine, EAST, WEST, BORDER_S + shift) for shift in (-1, 0))
    assert "Wiesengass" in before.streets
    assert "Wiesengass" not in after.streets
    assert after.travel_s > before.travel_s


def test_residents_of_the_street_are_reached_all_day(engine):
    assert path(engine, EAST, IN_THE_STREET, BORDER_S).streets[-1] == "Wiesengass"


def test_the_way_through_is_free_again_at_half_past_eight(engine):
    held, free = (path(engine, EAST, WEST, BORDER_S + 7200 + shift) for shift in (-1, 0))
    assert free.travel_s == path(engine, EAST, WEST, BORDER_S - 1).travel_s < held.travel_s


def test_the_matrix_is_split_at_the_borders(engine):
    snaps = engine.snap({"east": EAST, "west": WEST}, "van", day=MONDAY)
    matrix = engine.matrix(snaps, "van", FREE_FLOW, day=MONDAY)
    assert [start / 3600 for start in matrix.slots.starts_s[:5]] == [0, 6.5, 8.5, 16.5, 18.5]
    assert matrix.seconds[1, 0, 1] > matrix.seconds[0, 0, 1] == matrix.seconds[2, 0, 1]


def test_homes_behind_the_street_are_reached_all_day(engine):
    """Felbaweg hangs on streets that are all for residents only at that hour."""
    felbaweg = Location(lon=9.4945846, lat=47.168959)
    assert path(engine, EAST, felbaweg, BORDER_S).streets[-1] == "Felbaweg"
