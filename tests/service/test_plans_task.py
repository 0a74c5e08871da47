"""The job that plans a day: from a list in the store to a draft."""

import threading

import pytest
from desk_days import DAY, LEARNED, NOW, corner, keep_depot

from api.tasks import Bench
from api.tasks.plan import time_limit_s, work
from data.store import depots, files, jobs, order_lists, plans, vehicles
from data.store.depots import DepotSettings
from routing.errors import TermintreuError


def orders_csv(count):
    lines = ["order_id;lat;lon;service_min;window_start;window_end;name"]
    for number in range(count):
        at = corner(number % 7, number * 3 % 7)
        lines.append(f"A{number};{at.lat:.6f};{at.lon:.6f};5;08:00;{9 + number % 3}:00;Kunde {number}")
    return "\n".join(lines).encode()


@pytest.fixture
def order_list(service, grid_town):
    """A depot with two vans and learned times, and a list of eight orders."""
    store = service.app.state.store
    network, content = grid_town
    depot_id, _ = keep_depot(store, content, network)
    yard = corner(3, 3)
    van = {"shift_start": "08:00", "shift_end": "16:00", "depot_lat": f"{yard.lat:.6f}", "depot_lon": f"{yard.lon:.6f}"}
    with store.write() as tx:
        traffic = files.put(tx, "traffic.json", "application/json", LEARNED.model_dump_json().encode(), now=NOW)
        depots.change(tx, depot_id, 1, traffic_file_id=traffic)
        vehicles.replace_all(tx, depot_id, [{"vehicle_id": f"van {number}", **van} for number in (1, 2)])
        file_id = files.put(tx, "orders.csv", "text/csv", orders_csv(8), now=NOW)
        headers = ["order_id", "lat", "lon", "service_min", "window_start", "window_end", "name"]
        listed = order_lists.create(
            tx,
            depot_id=depot_id,
            date=DAY,
            name="orders.csv",
            file_id=file_id,
            headers_hash="h",
            mapping={name: name for name in headers},
            user_id=None,
            now=NOW,
        )
    return depot_id, listed.list_id


@pytest.fixture
def started(order_list, dispatcher):
    """A plan asked for over HTTP."""
    depot_id, list_id = order_list
    body = {"depot_id": depot_id, "list_id": list_id, "vehicles": ["van 1", "van 2"], "time_limit_s": 1}
    answer = dispatcher.post("/api/v1/plans", json=body, headers={"Idempotency-Key": "one"})
    assert answer.status_code == 202
    return answer.json(), body


def worked(store, settings, *, finish=False):
    """Work on the next job here, as its process would; return its result and what was told."""
    told, flag = [], threading.Event()
    if finish:
        flag.set()
    with store.write() as tx:
        job = jobs.claim(tx, "test", now=NOW, lease_s=600)
    accept = work(job, Bench(store, settings, told.append, flag))
    with store.write() as tx:
        jobs.finish(tx, job.job_id, job.lease, accept(tx), now=NOW)
    return told


def test_a_list_becomes_a_draft_with_all_its_orders(started, service, settings, dispatcher):
    told = worked(service.app.state.store, settings)
    view = dispatcher.get(f"/api/v1/plans/{started[0]['plan_id']}").json()
    assert (view["state"], view["kpis"]["stops"], view["violations"]) == ("draft", 8, [])
    assert view["kpis"]["expected_late"] is not None
    assert told[-1]["stage"] == "search"


@pytest.mark.usefixtures("started")
def test_the_best_plan_so_far_is_told_with_its_figures(service, settings):
    last = worked(service.app.state.store, settings)[-1]
    assert 0 < last["share"] <= 1
    assert last["distance_m"] > 0
    assert 0 <= last["expected_late"] <= 8


def test_who_takes_the_best_so_far_does_not_wait(started, service, settings, dispatcher):
    worked(service.app.state.store, settings, finish=True)
    assert dispatcher.get(f"/api/v1/plans/{started[0]['plan_id']}").json()["state"] == "draft"


def test_who_takes_the_best_so_far_leaves_out_nothing_that_fits(started, service, settings, dispatcher):
    """A search that was given no time at all still has the plan that was made first."""
    worked(service.app.state.store, settings, finish=True)
    assert dispatcher.get(f"/api/v1/plans/{started[0]['plan_id']}").json()["unassigned"] == []


def test_the_same_key_starts_one_plan(started, dispatcher):
    first, body = started
    again = dispatcher.post("/api/v1/plans", json=body, headers={"Idempotency-Key": "one"})
    assert again.json() == first


def test_a_result_is_refused_once_the_plan_has_one(started, service, settings):
    store = service.app.state.store
    worked(store, settings, finish=True)
    with store.write() as tx, pytest.raises(TermintreuError, match="done by now"):
        plans.fill(
            tx,
            started[0]["plan_id"],
            problem={},
            matrices_file_id="",
            sources={},
            what={},
            document={},
            now=NOW,
        )


@pytest.mark.parametrize(
    ("stops", "asked", "seconds"), [(60, None, 5), (100, None, 8), (200, None, 16), (2000, None, 60), (60, 2, 2)]
)
def test_the_search_is_as_long_as_the_day_asks_for(stops, asked, seconds, order_list, service):
    with service.app.state.store.read() as tx:
        depot = depots.get(tx, order_list[0])
    assert time_limit_s(stops, asked, depot) == seconds


def test_a_depot_may_say_how_long_to_search(order_list, service):
    with service.app.state.store.write() as tx:
        depot = depots.change(tx, order_list[0], 2, settings=DepotSettings(planning_s=7))
    assert time_limit_s(20, None, depot) == 7
