import csv
import io
import json

import pytest
from fastapi.testclient import TestClient

from api.http import Settings, create_app


@pytest.fixture
def client(roads):
    with TestClient(create_app(Settings(roads=roads, max_stops=12))) as client:
        yield client


@pytest.fixture
def day(lists):
    return {
        "date": "2026-03-02",
        "orders": (lists / "orders.csv").read_text(encoding="utf-8-sig"),
        "vehicles": (lists / "vehicles.csv").read_text(encoding="utf-8-sig"),
        "work_limit": 20,
    }


def ended(client, location, wanted=lambda view: view.state not in {"waiting", "running"}):
    """Wait for a plan to end (or to be as wanted) without guessing how long that takes."""
    client.app.state.jobs.wait(location.rsplit("/", 1)[1], wanted, timeout_s=120)
    return client.get(location).json()


def test_a_plan_is_accepted_worked_on_and_fetched(client, day):
    accepted = client.post("/api/v1/plans", json=day)
    assert accepted.status_code == 202
    view = ended(client, accepted.headers["location"])
    assert (view["state"], view["violations"]) == ("done", [])
    document = client.get(view["links"]["plan"]).json()
    assert sum(len(route["visits"]) for route in document["routes"]) + len(document["unassigned"]) == 12


def test_the_map_comes_as_a_file_to_download(client, day):
    view = ended(client, client.post("/api/v1/plans", json=day).headers["location"])
    answer = client.get(view["links"]["map"])
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.text.startswith("<!DOCTYPE html>")


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_are_taken_as_json_too(client, day):
    rows = [row | {"priority": 3} for row in rows_of(day["orders"])]
    assert {"order_id", "lat"} <= set(rows[0])
    view = ended(client, client.post("/api/v1/plans", json=day | {"orders": rows}).headers["location"])
    assert view["state"] == "done"


def test_what_was_assumed_about_the_lists_is_told(client, day):
    rows = [row | {"service_min": None} for row in rows_of(day["orders"])]
    view = client.post("/api/v1/plans", json=day | {"orders": rows}).json()
    assert ("service_assumed", "12") in {(finding["code"], finding["value"]) for finding in view["findings"]}


def test_bad_rows_are_answered_at_once_as_problem_json(client, day):
    header = day["orders"].splitlines()[0]
    answer = client.post("/api/v1/plans", json=day | {"orders": header})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["findings"][0]["file"] == "orders.csv"


def test_a_request_of_the_wrong_shape_names_the_field(client):
    answer = client.post("/api/v1/plans", json={"date": "soon"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert {finding["column"] for finding in answer.json()["findings"]} == {
        "body.date",
        "body.orders",
        "body.vehicles",
    }


def test_an_unknown_plan_is_404_problem_json(client):
    answer = client.get("/api/v1/plans/none")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_errors_speak_the_language_asked_for(client):
    titles = [
        client.get("/api/v1/plans/none", headers={"Accept-Language": tongue}).json()["title"] for tongue in ("de", "en")
    ]
    assert titles == ["Nicht gefunden", "Not found"]


def test_a_day_larger_than_allowed_is_refused(roads, day):
    with TestClient(create_app(Settings(roads=roads, max_stops=5))) as client:
        assert client.post("/api/v1/plans", json=day).json()["findings"][0]["code"] == "day_too_large"


def test_more_plans_than_may_wait_are_refused(roads, day):
    with TestClient(create_app(Settings(roads=roads, max_waiting=1))) as client:
        slow = day | {"work_limit": None, "time_limit_s": 60}
        first = client.post("/api/v1/plans", json=slow)
        assert client.post("/api/v1/plans", json=slow).status_code == 503
        client.delete(first.headers["location"])


def test_a_cancelled_plan_keeps_the_best_so_far(client, day):
    slow = day | {"work_limit": None, "time_limit_s": 300}
    location = client.post("/api/v1/plans", json=slow).headers["location"]
    ended(client, location, lambda view: view.late_stops is not None)
    client.delete(location)
    assert ended(client, location)["state"] == "done"


def test_a_plan_cancelled_while_waiting_never_runs(client, day):
    slow = day | {"work_limit": None, "time_limit_s": 60}
    first, second = (client.post("/api/v1/plans", json=slow).headers["location"] for _ in range(2))
    assert client.delete(second).json()["state"] == "cancelled"
    client.delete(first)
    ended(client, first)
    assert client.get(second).json()["state"] == "cancelled"


def test_health_answers(client):
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("PUT", "/api/v1/plans", 405), ("POST", "/api/v1/plans", 400)],
)
def test_what_the_framework_refuses_is_problem_json_too(client, method, path, status):
    answer = client.request(method, path, content=b'{"date": "\xff"}', headers={"content-type": "application/json"})
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"]


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_the_calendar_of_plans_is_refused(client, day, date):
    answer = client.post("/api/v1/plans", json=day | {"date": date})
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["column"] == "body.date"


@pytest.mark.parametrize("limit", [10**40, float("1e300")])
def test_a_work_limit_without_measure_is_refused(client, day, limit):
    assert client.post("/api/v1/plans", json=day | {"work_limit": limit}).status_code == 422


@pytest.mark.parametrize("orders", ['"order_id,lat,lon\\n\\ud800,49.44,7.76"', '[{"order_id": "\\ud800"}]'])
def test_half_a_character_is_bad_input(client, day, orders):
    body = f'{{"date": "2026-03-02", "orders": {orders}, "vehicles": {json.dumps(day["vehicles"])}}}'
    answer = client.post("/api/v1/plans", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_failed_plan_says_why_in_both_languages(client, day):
    """Codes alone would leave the reader to find the wording."""
    far = day | {"orders": "order_id,lat,lon\nfar,50.9,7.76"}
    error = ended(client, client.post("/api/v1/plans", json=far).headers["location"])["error"]
    assert "far" in error["detail_en"]
    assert "Straße" in error["detail_de"]
