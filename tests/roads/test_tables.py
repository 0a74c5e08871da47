"""One table of all spots answers for every day, and for every learned model."""

from datetime import date

import pytest

from routing.matrix import UNREACHABLE
from routing.model import Depot, Location, Problem, Shift, Stop, Vehicle
from routing.roads import DijkstraEngine, read_extract, travel_matrices, travel_tables
from routing.table import TravelTable, spot
from routing.traffic import DEFAULT_TRAFFIC, FREE_FLOW, LearnedTimes


@pytest.fixture(scope="module")
def kl_engine(real_town):
    return DijkstraEngine(read_extract(real_town("kaiserslautern.osm.gz")))


@pytest.fixture(scope="module")
def kl_day(kl_engine):
    """A depot and thirty addresses spread over the town."""
    homes = kl_engine.network.addresses[:: len(kl_engine.network.addresses) // 30][:31]
    places = [Location(lon=home.lon, lat=home.lat) for home in homes]
    van = Vehicle(vehicle_id="v", start_depot="d", end_depot="d", shift=Shift(start_s=25_200, end_s=57_600))
    stops = tuple(Stop(stop_id=f"s{k}", location=place) for k, place in enumerate(places[1:]))
    depots = (Depot(depot_id="d", location=places[0]),)
    return Problem(date=date(2026, 3, 2), depots=depots, vehicles=(van,), stops=stops)


def test_a_table_gives_the_days_own_matrix_at_free_flow(kl_day, kl_engine):
    """To the second: parts are summed in single precision and rounded once."""
    table = travel_tables([kl_day], kl_engine)["van"]
    own = travel_matrices(kl_day, kl_engine, FREE_FLOW).matrices["van"]
    weighed = table.matrix(kl_day, FREE_FLOW)
    assert weighed.places == own.places
    assert abs(weighed.seconds.astype(int) - own.seconds).max() <= 1
    assert (weighed.metres == own.metres).all()


def test_with_traffic_fixed_ways_are_never_faster_than_the_fastest_and_hardly_slower(kl_day, kl_engine):
    weighed = travel_tables([kl_day], kl_engine)["van"].matrix(kl_day, DEFAULT_TRAFFIC)
    own = travel_matrices(kl_day, kl_engine, DEFAULT_TRAFFIC).matrices["van"]
    reached = own.seconds != UNREACHABLE
    extra = (weighed.seconds - own.seconds.astype(int))[reached]
    assert extra.min() >= -1
    assert extra.sum() / own.seconds[reached].sum() < 0.01


def test_zone_factors_slow_down_what_lies_in_the_zone(kl_day, kl_engine):
    table = travel_tables([kl_day], kl_engine)["van"]
    usual = LearnedTimes(name="usual", source="test", days=(), travel=FREE_FLOW)
    slower = usual.model_copy(update={"zone_factors": (1.0,) * 4 + (2.0,) + (1.0,) * 4})
    before, after = (table.matrix(kl_day, times).seconds for times in (usual, slower))
    assert (after >= before).all()
    assert before.sum() < after.sum() < 2 * before.sum()


def test_a_table_of_another_grid_is_refused(kl_day, kl_engine):
    table = travel_tables([kl_day], kl_engine)["van"]
    other = LearnedTimes(name="x", source="test", days=(), travel=FREE_FLOW, zone_side=1, zone_factors=(1.0,))
    with pytest.raises(ValueError, match="zones"):
        table.matrix(kl_day, other)


def test_a_matrix_without_classes_makes_no_table(kl_day, kl_engine):
    with pytest.raises(ValueError, match="classes"):
        TravelTable.of(travel_matrices(kl_day, kl_engine, FREE_FLOW).matrices["van"])


def test_two_orders_at_one_door_share_a_spot(kl_day, kl_engine):
    """Orders come and go, the door stays."""
    twin = kl_day.stops[0].model_copy(update={"stop_id": "twin"})
    day = kl_day.model_copy(update={"stops": (*kl_day.stops, twin)})
    table = travel_tables([day], kl_engine)["van"]
    assert table.spots.count(spot(twin.location)) == 1
    assert table.matrix(day, FREE_FLOW).places == tuple(day.places)
