"""Histories handed in, read and taken back."""

import pytest
from past_weeks import town_depot, weeks

from data.store import audit, depots


@pytest.fixture
def depot(service):
    return town_depot(service.app.state.store)


@pytest.fixture
def analyst(signed_in, depot):
    return signed_in("analyst", depots=[depot.depot_id])


@pytest.fixture
def hand_in(analyst, depot):
    """Return a function that hands a history in."""

    def hand_in(history=None, *, name="history.csv", vehicles=None, client=analyst, depot_id=depot.depot_id):
        given, fleet = weeks()
        files = {"file": (name, given if history is None else history)}
        if vehicles is not False:
            files["vehicles"] = ("vehicles.csv", fleet if vehicles is None else vehicles)
        return client.post("/api/v1/histories", data={"depot_id": depot_id}, files=files)

    return hand_in


def test_a_history_says_what_was_understood(hand_in):
    summary = hand_in().json()["summary"]
    assert (summary["days"], summary["tours"], summary["stamped"] > 500) == (50, 100, True)


def test_a_simulated_history_is_known_by_its_file(hand_in):
    assert hand_in().json()["simulated"] is True


def test_rows_left_out_are_counted_by_reason_in_both_languages(hand_in):
    bad = weeks()[0].replace(b"2026-01-05", b"2026-13-05")
    (reason,) = [item for item in hand_in(bad).json()["summary"]["excluded"] if item["of"] == "everything"][:1]
    assert reason["rows"] > 0
    assert reason["de"] != reason["en"]


@pytest.mark.parametrize("history", [b"", b"name;street\nx;y\n", b"%PDF-1.7 ..."])
def test_a_file_that_means_nothing_is_refused_with_reasons(hand_in, history):
    answer = hand_in(history)
    assert answer.status_code == 422
    assert answer.json()["findings"]


def test_a_picture_is_no_history(hand_in):
    assert hand_in(b"\x89PNG", name="days.png").status_code == 415


def test_both_bad_files_are_told_at_once(hand_in):
    findings = hand_in(b"a,b\n1,2\n", vehicles=b"c,d\n1,2\n").json()["findings"]
    assert {finding["file"] for finding in findings} == {"history.csv", "vehicles.csv"}


def test_more_than_the_limit_is_refused(hand_in, analyst):
    analyst.app.state.settings = analyst.app.state.settings.model_copy(update={"max_upload_mb": 1})
    assert hand_in(b"x" * 3 * 2**20).status_code == 413


def test_without_vehicles_anywhere_it_says_so(hand_in):
    answer = hand_in(vehicles=False)
    assert (answer.status_code, answer.json()["code"]) == (409, "depot_without_vehicles")


def test_the_time_of_keeping_is_the_depots(hand_in, depot):
    view = hand_in().json()
    assert view["delete_after"][:10] > view["created_at"][:10]
    assert depot.settings.retention_days == 180


def test_histories_of_other_depots_are_not_found(hand_in, signed_in):
    stranger = signed_in("analyst", depots=[], name="stranger")
    history_id = hand_in().json()["history_id"]
    assert stranger.get(f"/api/v1/histories/{history_id}").status_code == 404
    assert stranger.get("/api/v1/histories").json()["items"] == []
    assert stranger.delete(f"/api/v1/histories/{history_id}").status_code == 404


def test_nobody_hands_in_for_a_depot_without_access(hand_in, signed_in):
    stranger = signed_in("analyst", depots=[], name="stranger")
    assert hand_in(client=stranger).status_code == 404


@pytest.mark.parametrize("role", ["dispatcher", "manager", "admin"])
def test_actual_times_are_for_analysts_only(signed_in, role):
    assert signed_in(role).get("/api/v1/histories").status_code == 403


def test_a_history_taken_back_is_gone(hand_in, analyst):
    history_id = hand_in().json()["history_id"]
    assert analyst.delete(f"/api/v1/histories/{history_id}").status_code == 204
    assert analyst.get(f"/api/v1/histories/{history_id}").status_code == 404
    assert analyst.delete(f"/api/v1/histories/{history_id}").status_code == 404


def test_handing_in_and_taking_back_are_noted(hand_in, analyst, service):
    analyst.delete(f"/api/v1/histories/{hand_in().json()['history_id']}")
    with service.app.state.store.read() as tx:
        noted = [entry.action for entry in audit.entries(tx, limit=10)]
    assert {"history.add", "history.delete"} <= set(noted)


def test_histories_are_listed_in_pages(hand_in, analyst):
    ids = [hand_in().json()["history_id"] for _ in range(3)]
    first = analyst.get("/api/v1/histories?limit=2").json()
    rest = analyst.get(f"/api/v1/histories?limit=2&after={first['next']}").json()
    assert [item["history_id"] for item in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None


def test_a_history_is_read_with_the_depots_own_vehicles(hand_in, depot, service):
    lines = [line.split(",") for line in weeks()[1].decode().splitlines()]
    cells = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    from data.store import vehicles

    with service.app.state.store.write() as tx:
        depots.get(tx, depot.depot_id)
        vehicles.replace_all(tx, depot.depot_id, cells)
    assert hand_in(vehicles=False).json()["summary"]["days"] == 50
