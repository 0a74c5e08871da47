"""Diagnoses as jobs and through the interface, and the times they teach put into use."""

import io
import shutil

import pandas as pd
import pytest
from migrated_stores import put_store
from past_weeks import Heard, begin_run, keep_history, town_depot, weeks

from api.settings import Settings
from api.tasks import diagnosis
from data.store import Store, audit, depots, files, runs
from data.store.depots import DepotSettings
from routing.errors import ConflictError
from routing.traffic import LearnedTimes


@pytest.fixture
def depot(store):
    with store.read() as tx:
        return depots.list_(tx)[0]


@pytest.fixture
def analyst(signed_in, depot):
    return signed_in("analyst", depots=[depot.depot_id], name="roth")


def diagnose(store, settings, depot, content=None):
    """Diagnose a history and give its run."""
    history = keep_history(store, depot, content)
    run, job = begin_run(store, history, "diagnosis", work_limit=1)
    accept = diagnosis.work(job, Heard(store, settings).bench)
    with store.write() as tx:
        accept(tx)
        return runs.get(tx, run.run_id)


@pytest.fixture(scope="module")
def diagnosed_store(tmp_path_factory):
    """The file of a store with a diagnosis of the usual history, for each test to copy."""
    folder = tmp_path_factory.mktemp("diagnosed")
    put_store(folder)
    store = Store.of_folder(folder)
    diagnose(store, Settings(folder=folder, workers=0), town_depot(store))
    store.close()
    return folder / "termintreu.db"


@pytest.fixture
def settings(diagnosed_store, tmp_path):
    """A service whose store holds a diagnosis from its start; no job is worked on."""
    folder = tmp_path / "var"
    folder.mkdir()
    shutil.copy(diagnosed_store, folder)
    return Settings(folder=folder, workers=0)


@pytest.fixture
def diagnosed(store, depot):
    """The diagnosis of the usual history."""
    with store.read() as tx:
        return runs.list_(tx, {depot.depot_id})[0]


@pytest.fixture
def short():
    """The same firm with five days only."""
    history, vehicles = weeks()
    lines = history.splitlines(keepends=True)
    kept = [line for line in lines[1:] if line[:10] <= b"2026-01-09"]
    return lines[0] + b"".join(kept), vehicles


def _noted(store):
    with store.read() as tx:
        return [(entry.action, entry.detail) for entry in audit.entries(tx, limit=20)]


def test_a_diagnosis_leaves_its_document_and_files(diagnosed, store):
    with store.read() as tx:
        personal = {file.name: file.personal for file in runs.file_list(tx, diagnosed.run_id)}
    assert diagnosed.document["at_tolerance"]["due_stops"] > 0
    assert personal["ledger.parquet"]
    assert personal["ledger.csv"]
    assert not personal["traffic.json"]


def test_learned_times_come_with_their_errors_on_days_held_out(diagnosed):
    assert diagnosed.learned["held_out"]["legs_mean_abs_pct"] > 0


def test_too_few_stamps_teach_nothing_and_it_says_why(store, settings, depot, short):
    learned = diagnose(store, settings, depot, short).learned
    assert learned["times"] is None
    assert learned["refused"][0]["code"] == "history_too_short"


def test_a_depot_without_roads_is_told(store, settings):
    depot = town_depot(store, "Landstuhl")
    with store.write() as tx:
        depot = depots.change(tx, depot.depot_id, depot.version, roads_id=None)
    _, job = begin_run(store, keep_history(store, depot), "diagnosis")
    with pytest.raises(ConflictError) as ended:
        diagnosis.work(job, Heard(store, settings).bench)
    assert ended.value.findings[0].code == "depot_without_roads"


def test_an_analyst_puts_learned_times_into_use(diagnosed, analyst, depot, store):
    answer = analyst.post(f"/api/v1/depots/{depot.depot_id}/traffic", json={"run_id": diagnosed.run_id})
    assert answer.json()["times"] == diagnosed.learned["times"]
    with store.read() as tx:
        held = files.get(tx, depots.get(tx, depot.depot_id).traffic_file_id)
    assert LearnedTimes.model_validate_json(held.content).name == diagnosed.learned["times"]
    assert "traffic.use" in [action for action, _ in _noted(store)]


def test_times_that_were_not_learned_are_not_put_into_use(store, settings, analyst, depot, short):
    run = diagnose(store, settings, depot, short)
    answer = analyst.post(f"/api/v1/depots/{depot.depot_id}/traffic", json={"run_id": run.run_id})
    assert (answer.status_code, answer.json()["code"]) == (409, "run_without_times")


def test_times_of_another_depot_are_not_put_into_use(diagnosed, signed_in, store):
    other = town_depot(store, "Landstuhl")
    everywhere = signed_in("analyst", name="everywhere")
    answer = everywhere.post(f"/api/v1/depots/{other.depot_id}/traffic", json={"run_id": diagnosed.run_id})
    assert (answer.status_code, answer.json()["code"]) == (409, "runs_of_two_depots")


def test_visits_come_without_tour_and_vehicle(diagnosed, analyst):
    path = f"/api/v1/diagnoses/{diagnosed.run_id}/files/"
    csv = pd.read_csv(io.BytesIO(analyst.get(path + "ledger.csv").content))
    parquet = pd.read_parquet(io.BytesIO(analyst.get(path + "ledger.parquet").content))
    assert {"tour_id", "vehicle_id"}.isdisjoint([*csv.columns, *parquet.columns])
    assert len(csv) == len(parquet) > 0


def test_a_firm_may_show_tours_with_visits(diagnosed, analyst, store, depot):
    with store.write() as tx:
        shown = DepotSettings(visits_with_tours=True)
        depots.change(tx, depot.depot_id, depots.get(tx, depot.depot_id).version, settings=shown)
    content = analyst.get(f"/api/v1/diagnoses/{diagnosed.run_id}/files/ledger.csv").content
    assert "tour_id" in pd.read_csv(io.BytesIO(content)).columns
    assert ("visits.download", {"file": "ledger.csv", "with_tours": True}) in _noted(store)


def test_downloads_of_visits_are_noted_and_others_are_not(diagnosed, analyst, store):
    path = f"/api/v1/diagnoses/{diagnosed.run_id}/files/"
    for name in ("ledger.csv", "diagnose.json"):
        assert analyst.get(path + name).status_code == 200
    noted = [detail["file"] for action, detail in _noted(store) if action == "visits.download"]
    assert noted == ["ledger.csv"]


def test_files_are_downloads_that_browsers_do_not_show(diagnosed, analyst):
    answer = analyst.get(f"/api/v1/diagnoses/{diagnosed.run_id}/files/diagnose.de.html")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_file_that_a_run_has_not_is_not_found(diagnosed, analyst):
    answer = analyst.get(f"/api/v1/diagnoses/{diagnosed.run_id}/files/..%2Fsecret")
    assert answer.status_code == 404


def test_visits_go_with_their_history_and_the_rest_stays(diagnosed, analyst):
    analyst.delete(f"/api/v1/histories/{diagnosed.history_id}")
    view = analyst.get(f"/api/v1/diagnoses/{diagnosed.run_id}").json()
    assert view["document"]["at_tolerance"]["due_stops"] > 0
    assert not [file for file in view["files"] if file["personal"]]
    assert analyst.get(f"/api/v1/diagnoses/{diagnosed.run_id}/files/ledger.csv").status_code == 404
