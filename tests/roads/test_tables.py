"""One table of all spots answers for every day, and for every learned model."""

from datetime import date, timedelta

import numpy as np
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


@pytest.fixture(scope="module")
def kl_days(kl_day):
    """Five days of ten of those addresses each, which hardly meet."""
    return [
        kl_day.model_copy(update={"date": kl_day.date + timedelta(days=k), "stops": kl_day.stops[5 * k : 5 * k + 10]})
        for k in range(5)
    ]


@pytest.fixture(scope="module")
def dense(kl_days, kl_engine):
    """The table of all ways between all their addresses."""
    places = {spot(place): place for day in kl_days for place in day.places.values()}
    return TravelTable.of(kl_engine.matrix(kl_engine.snap(places, "van"), "van", FREE_FLOW, with_classes=True))


def test_days_with_few_common_addresses_are_timed_one_by_one_with_the_same_result(kl_days, kl_engine, dense):
    table = travel_tables(kl_days, kl_engine)["van"]
    assert len(table.pairs) < len(table.spots) ** 2
    for day in kl_days:
        np.testing.assert_array_equal(
            table.matrix(day, DEFAULT_TRAFFIC).seconds, dense.matrix(day, DEFAULT_TRAFFIC).seconds
        )


def test_days_among_the_same_addresses_are_timed_at_once_with_the_same_result(kl_day, kl_engine):
    table = travel_tables([kl_day] * 2, kl_engine)["van"]
    once = travel_tables([kl_day], kl_engine)["van"]
    np.testing.assert_array_equal(table.seconds, once.seconds)
    np.testing.assert_array_equal(table.pairs, once.pairs)


def test_a_table_of_days_takes_less_than_a_hundred_bytes_a_pair(kl_days, kl_engine):
    table = travel_tables(kl_days, kl_engine)["van"]
    arrays = (table.pairs, table.starts, table.column, table.seconds, table.metres)
    assert sum(array.nbytes for array in arrays) < 100 * sum(len(set(day.places.values())) ** 2 for day in kl_days)
