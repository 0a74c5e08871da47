"""Results of what the service's own jobs leave: a real diagnosis and a real replay of a simulated firm."""

import pytest
from past_weeks import Heard, begin_run, keep_history, town_depot

from api.tasks import diagnosis, replay
from data.store import runs

TASKS = {
    "diagnosis": (diagnosis, {"habit_days": 0, "work_limit": 1}),
    "replay": (replay, {"scenarios": 10, "work_limit": 1}),
}


@pytest.fixture
def ran(service, settings):
    """Return a function that runs jobs on a new depot's history and gives the depot and the runs by kind."""
    store = service.app.state.store

    def ran(*kinds):
        depot = town_depot(store)
        history = keep_history(store, depot)
        for kind in kinds:
            task, options = TASKS[kind]
            _, job = begin_run(store, history, kind, **options)
            accept = task.work(job, Heard(store, settings).bench)
            with store.write() as tx:
                accept(tx)
        with store.read() as tx:
            return depot, {kind: runs.latest(tx, depot.depot_id, kind) for kind in kinds}

    return ran


def test_figures_are_those_of_the_diagnosis(ran, signed_in):
    depot, found = ran("diagnosis")
    answer = signed_in("manager").get("/api/v1/results", params={"depot": depot.depot_id, "weeks": 520}).json()
    document = found["diagnosis"].document
    hidden = [week for week in answer["weeks"] if week["suppressed"]]
    figures = answer["now"]["figures"]
    assert answer["simulated"]
    assert figures["rate"]["value"] == pytest.approx(document["at_tolerance"]["value"]) or hidden
    assert {part["cause"] for part in answer["causes"]["parts"]} == set(document["shares"])


def test_the_page_and_its_files_show_a_real_replay(ran, signed_in):
    depot, found = ran("diagnosis", "replay")
    manager, asked = signed_in("manager"), {"depot": depot.depot_id}
    doors = ("/results", *(f"/api/v1/results/{name}" for name in ("map", "map.html", "report.html", "figures.csv")))
    answers = {door: manager.get(door, params=asked) for door in doors}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert "simuliert" in answers["/results"].text
    kinds = {feature["properties"]["kind"] for feature in answers["/api/v1/results/map"].json()["features"]}
    assert kinds == {"street", "area", "customer"}
    claimed = manager.get("/api/v1/results", params=asked).json()["replay"]["reduction"]
    assert (claimed is None) == (found["replay"].document["refused"] is not None)
