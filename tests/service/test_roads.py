"""Road networks: uploaded, read by a job, kept once, loaded for planning."""

import threading
from datetime import UTC, datetime

import pytest

from api.road_networks import network_of
from api.tasks import Bench
from api.tasks.roads import work
from data.store import files, jobs, roads
from routing.errors import NotFoundError, RoadsError


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def upload(admin):
    def post(content, name="town.roads", key=None):
        headers = {} if key is None else {"Idempotency-Key": key}
        return admin.post("/api/v1/roads", files={"file": (name, content)}, headers=headers)

    return post


@pytest.fixture
def read(service):
    """Return a function that does a job of reading roads and accepts what it found."""
    store = service.app.state.store

    def read_job(job_id):
        with store.read() as tx:
            job = jobs.get(tx, job_id)
        bench = Bench(store, service.app.state.settings, lambda _: None, threading.Event())
        accept = work(job, bench)
        with store.write() as tx:
            return accept(tx)

    return read_job


def test_a_saved_network_that_is_uploaded_can_be_planned_on(upload, read, service, grid_town):
    result = read(upload(grid_town[1]).json()["job_id"])
    found = network_of(service.app.state.store, service.app.state.settings, result["roads_id"])
    assert found.content_hash == grid_town[0].content_hash


def test_the_figures_of_a_network_are_listed(upload, read, admin, grid_town):
    read(upload(grid_town[1], "Kaiserslautern.roads").json()["job_id"])
    item = admin.get("/api/v1/roads").json()["items"][0]
    assert (item["name"], item["statistics"]["nodes"]) == ("Kaiserslautern", grid_town[0].nodes)


def test_the_same_network_is_not_kept_twice(upload, read, admin, grid_town):
    first, second = (read(upload(grid_town[1]).json()["job_id"]) for _ in range(2))
    assert first == second
    assert len(admin.get("/api/v1/roads").json()["items"]) == 1


def test_the_upload_itself_is_not_kept(upload, read, service, grid_town):
    job_id = upload(grid_town[1]).json()["job_id"]
    with service.app.state.store.read() as tx:
        file_id = jobs.get(tx, job_id).payload["file_id"]
    read(job_id)
    with service.app.state.store.read() as tx, pytest.raises(NotFoundError):
        files.facts(tx, file_id)


def test_a_damaged_extract_names_the_upload_and_not_a_file_of_the_server(upload, read):
    job_id = upload(b"no roads at all", "town.osm.pbf").json()["job_id"]
    with pytest.raises(RoadsError) as raised:
        read(job_id)
    assert {finding.file for finding in raised.value.findings} == {"town"}
    assert "/" not in raised.value.text("de").split("town")[0]


def test_a_file_that_is_no_roads_is_refused_at_once(upload):
    answer = upload(b"x", "roads.zip")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (415, "roads_kind")


def test_the_same_key_is_the_same_job(upload, grid_town):
    assert upload(grid_town[1], key="a").json() == upload(grid_town[1], key="a").json()


def test_a_dispatcher_does_not_upload_roads(dispatcher):
    assert dispatcher.post("/api/v1/roads", files={"file": ("a.roads", b"x")}).status_code == 403


def test_a_cached_network_is_loaded_from_the_cache(service, grid_town):
    store, settings = service.app.state.store, service.app.state.settings
    now = datetime.now(UTC)
    with store.write() as tx:
        file_id = files.put(tx, "town", "application/octet-stream", grid_town[1], now=now)
        kept = roads.add(tx, "town", content_hash=grid_town[0].content_hash, file_id=file_id, statistics={}, now=now)
    assert network_of(store, settings, kept.roads_id) is network_of(store, settings, kept.roads_id)


def test_roads_that_were_uploaded_for_a_depot_are_its_roads_once_read(admin, read, grid_town):
    depot = admin.post("/api/v1/depots", json={"name": "Nord"}).json()
    answer = admin.post(
        "/api/v1/roads", files={"file": ("town.roads", grid_town[1])}, data={"depot_id": depot["depot_id"]}
    )
    result = read(answer.json()["job_id"])
    assert admin.get(f"/api/v1/depots/{depot['depot_id']}").json()["roads_id"] == result["roads_id"]
    entry = admin.get("/api/v1/audit").json()["items"][0]
    assert (entry["action"], entry["user_name"]) == ("depot.change", "admin")


def test_roads_for_a_depot_that_is_deleted_meanwhile_are_kept_all_the_same(admin, read, grid_town):
    depot = admin.post("/api/v1/depots", json={"name": "Nord"}).json()
    path = f"/api/v1/depots/{depot['depot_id']}"
    answer = admin.post(
        "/api/v1/roads", files={"file": ("town.roads", grid_town[1])}, data={"depot_id": depot["depot_id"]}
    )
    admin.delete(path, headers={"If-Match": '"1"'})
    assert read(answer.json()["job_id"])["name"] == "town"


def test_roads_for_an_unknown_depot_are_refused(admin):
    answer = admin.post("/api/v1/roads", files={"file": ("a.roads", b"x")}, data={"depot_id": "nothing"})
    assert answer.status_code == 404
