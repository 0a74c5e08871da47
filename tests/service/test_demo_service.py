"""The demo's firm in a store: what somebody finds who starts the service for the first time."""

from datetime import UTC, datetime

import pytest

from api.console import Console
from api.demo import town
from api.demo_service import fill
from api.orders.lists import check_list, problem_of
from data.store import Store, depots, jobs, order_lists, vehicles
from routing.errors import NotFoundError

SUNDAY_EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    try:
        town()
    except NotFoundError as missing:
        pytest.skip(str(missing))
    store = Store.of_folder(tmp_path_factory.mktemp("demo"))
    store.migrate()
    fill(store, Console("en"), now=SUNDAY_EVENING)
    yield store
    store.close()


@pytest.fixture
def depot(filled):
    with filled.read() as tx:
        return depots.list_(tx)[0]


@pytest.fixture
def orders(filled, depot):
    with filled.read() as tx:
        return order_lists.list_(tx, depot.depot_id)[0]


def test_the_orders_are_those_of_the_next_working_day(orders):
    assert str(orders.date) == "2026-11-23"


def test_every_row_of_the_orders_is_ready(filled, orders):
    with filled.read() as tx:
        assert check_list(tx, orders).wrong == ()


def test_service_times_are_understood_from_the_firms_own_column(filled, depot, orders):
    with filled.read() as tx:
        chosen = [record.vehicle_id for record in vehicles.rows(tx, depot.depot_id)]
    problem, _ = problem_of(filled, orders.list_id, chosen)
    assert all(stop.service_s > 0 for stop in problem.stops)


def test_the_depot_plans_with_what_its_stamps_taught(depot):
    assert depot.traffic_file_id is not None


def test_everything_is_marked_as_simulated(depot):
    assert depot.settings.simulated


def test_a_diagnosis_and_a_replay_wait_for_a_worker(filled, depot):
    with filled.read() as tx:
        waiting = jobs.list_(tx, {depot.depot_id}, limit=10)
    assert sorted(job.kind for job in waiting if job.state == "waiting") == ["diagnosis", "replay"]


def test_a_store_with_a_depot_is_left_alone(filled):
    assert not fill(filled, Console("en"), now=SUNDAY_EVENING)
