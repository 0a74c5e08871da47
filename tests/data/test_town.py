"""Simulated days in a real town: tense, never beyond serving, and the dispatcher as decent as he is said to be."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.imports import read_problem
from data.samples import DECENT, deliverable_addresses, dispatch, habits_of, regular_customers, sample_day, write_day
from routing.check import check
from routing.delays import Kpis
from routing.roads import DijkstraEngine, read_extract, travel_matrices
from routing.schedule import schedule
from routing.traffic import DEFAULT_TRAFFIC

TOWN = Path(__file__).parents[3] / "shared" / "towns" / "kaiserslautern.osm.gz"
FIRST_DAY = date(2026, 3, 2)
pytestmark = pytest.mark.skipif(not TOWN.exists(), reason="no ../shared/towns/kaiserslautern.osm.gz beside the project")


@pytest.fixture(scope="module")
def town():
    engine = DijkstraEngine(read_extract(TOWN))
    return engine, deliverable_addresses(engine)


@pytest.fixture(scope="module")
def three_days(town, tmp_path_factory):
    """Problem, matrices and habits of three days with 150 orders and 8 vans."""
    engine, addresses = town
    days = []
    for number in range(3):
        day = FIRST_DAY + timedelta(days=number)
        sample = sample_day(addresses, date=day, tours=8, stops=150, seed=number + 1)
        folder = tmp_path_factory.mktemp("town")
        write_day(sample, folder)
        problem, findings = read_problem(folder / "orders.csv", folder / "vehicles.csv", date=day)
        assert findings == ()
        matrices = travel_matrices(problem, engine, DEFAULT_TRAFFIC).matrices
        days.append((problem, matrices, habits_of(regular_customers(sample.customers), problem)))
    return days


def figures(days, effort):
    plans = [
        (problem, matrices, schedule(problem, dispatch(problem, matrices, habits=habits, effort=effort), matrices))
        for problem, matrices, habits in days
    ]
    return [Kpis.of(plan) for _, _, plan in plans], [check(*(day[0], day[2], day[1])) for day in plans]


def late_share(kpis):
    return sum(day.late_stops for day in kpis) / sum(day.due_stops for day in kpis)


def test_almost_every_address_can_be_delivered_to(town):
    engine, addresses = town
    assert 0.98 < len(addresses) / len(engine.network.addresses) <= 1
    assert set(addresses.columns) == {"lon", "lat", "street", "house_number", "postcode", "city"}


def test_the_decent_dispatcher_has_five_to_twelve_per_cent_late_stops(three_days):
    """Over the days; a single one may lie outside. Nobody is left out and no rule is broken."""
    kpis, violations = figures(three_days, DECENT)
    assert 0.05 <= late_share(kpis) <= 0.12
    assert violations == [[], [], []]
    assert all(day.unassigned == 0 for day in kpis)


def test_who_takes_no_second_look_has_more_late_stops_and_who_looks_long_has_fewer(three_days):
    shares = [late_share(figures(three_days, effort)[0]) for effort in (0, DECENT, 120)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 1.5 * shares[1] > 1.5 * shares[2]
