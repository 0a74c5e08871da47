"""Whole towns: importing, saving, and times that a driver would believe."""

import json

import numpy as np
import pytest

from routing.matrix import UNREACHABLE
from routing.model import Location
from routing.roads import DijkstraEngine, RoadNetwork, read_extract
from routing.roads.geometry import distances_m
from routing.traffic import FREE_FLOW

NAMES = ["kaiserslautern.osm.gz", "liechtenstein.osm.pbf"]


@pytest.fixture(scope="module", params=NAMES)
def network(request, real_town) -> RoadNetwork:
    return read_extract(real_town(request.param))


@pytest.fixture(scope="module")
def engine(network) -> DijkstraEngine:
    return DijkstraEngine(network)


@pytest.fixture(scope="module")
def matrix(network, engine):
    step = len(network.addresses) // 30
    homes = network.addresses[::step][:30]
    places = {f"{k}": Location(lon=home.lon, lat=home.lat) for k, home in enumerate(homes)}
    return engine.matrix(engine.snap(places, "van"), "van", FREE_FLOW)


def test_saved_and_loaded_it_is_the_same_town(network, tmp_path):
    network.save(tmp_path / "town.roads")
    loaded = RoadNetwork.load(tmp_path / "town.roads")
    assert loaded.content_hash == network.content_hash
    assert loaded.statistics() == network.statistics()


def test_the_figures_fit_the_town(network):
    """312 km of car roads and 11,159 house numbers in Kaiserslautern, 455 km and 3,497 in Liechtenstein."""
    figures = json.loads(json.dumps(network.statistics()))
    classes = figures["km_by_class"]
    car_km = figures["km"] - classes["track"] - classes["pedestrian"] - classes["cycleway"]
    known_km, known_addresses = (312, 11_159) if network.source.startswith("kaisers") else (455, 3_497)
    assert car_km == pytest.approx(known_km, rel=0.25)
    assert figures["addresses"] == pytest.approx(known_addresses, rel=0.01)
    assert figures["restrictions_read"] >= 0.9 * figures["restrictions"]
    assert figures["outside_main"]["van"] < 0.1


def test_every_home_reaches_every_home(matrix):
    assert (matrix.seconds != UNREACHABLE).all()


def test_town_speeds_are_believable(matrix):
    far = matrix.metres[0] > 1000
    kmh = 3.6 * matrix.metres[0][far] / matrix.seconds[0][far]
    assert 15 < np.median(kmh) < 60
    assert kmh.max() < 130


def test_there_and_back_take_about_as_long(matrix):
    there, back = matrix.seconds[0], matrix.seconds[0].T
    far = (there > 120) & (back > 120)
    assert np.median(np.abs(there - back)[far] / there[far]) < 0.15


def test_a_detour_is_no_short_cut(matrix):
    """Fastest ways obey the triangle inequality; turning round at the middle stop is free, so a little may be won."""
    seconds = matrix.seconds[0].astype(np.int64)
    via = (seconds[:, :, None] + seconds[None, :, :]).min(axis=1)
    assert (via >= seconds - 90).all()
    assert np.mean(via < seconds - 5) < 0.2


def test_roads_are_longer_than_the_crow_flies_but_not_much(matrix, network):
    homes = network.addresses[:: len(network.addresses) // 30][:30]
    lon, lat = np.array([home[:2] for home in homes]).T
    crow = distances_m(lon[:, None], lat[:, None], lon[None], lat[None])
    far = crow > 1000
    detour = matrix.metres[0][far] / crow[far]
    assert 1.1 < np.median(detour) < 2.0
    assert detour.min() > 0.8


def test_the_lorry_is_no_faster_than_the_van(network, engine):
    homes = network.addresses[:: len(network.addresses) // 12][:12]
    places = {f"{k}": Location(lon=home.lon, lat=home.lat) for k, home in enumerate(homes)}
    times = [engine.matrix(engine.snap(places, p, 2000), p, FREE_FLOW).seconds[0] for p in ("van", "truck_7_5t")]
    assert np.median(times[1] - times[0]) >= 0
