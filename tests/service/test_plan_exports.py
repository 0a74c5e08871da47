"""Plans as files, and plans of others given back to be checked."""

import csv
import io
import json

import pytest
from desk_days import AskedPlan, keep_depot
from openpyxl import load_workbook

from data.exports import PlanDocument


@pytest.fixture
def file(plan):
    """Return a function from a name to the file's answer."""
    return lambda name: plan.client.get(f"{plan.path}/{name}")


@pytest.mark.parametrize("name", ["plan.json", "plan.csv", "plan.xlsx", "plan.geojson", "map.html"])
def test_a_file_is_downloaded_under_the_plan_s_day(file, name):
    assert file(name).headers["content-disposition"].startswith('attachment; filename="plan-2026-11-24-')


def test_the_document_can_be_read_back(file):
    document = PlanDocument.model_validate_json(file("plan.json").content)
    assert [route.vehicle_id for route in document.routes] == ["van 1", "van 2", "van 3"]


def test_the_document_carries_the_probabilities_of_the_view(file, plan):
    shown = [visit["p_late"] for tour in plan.view()["tours"] for visit in tour["visits"]]
    routes = file("plan.json").json()["routes"]
    assert [visit["p_late"] for route in routes for visit in route["visits"]] == shown


def test_the_table_has_a_row_for_every_order(file):
    rows = list(csv.DictReader(io.StringIO(file("plan.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 12


def test_the_workbook_has_a_sheet_for_every_tour(file):
    book = load_workbook(io.BytesIO(file("plan.xlsx").content))
    assert book.sheetnames == ["Übersicht", "Tour 1", "Tour 2", "Tour 3", "Ohne Tour"]


def test_the_map_file_has_streets_and_asks_nobody(file):
    page = file("map.html").text
    assert '"kind":"street"' in page
    assert "<script src=" not in page


def test_a_file_of_another_depot_s_plan_is_not_there(plan, signed_in):
    other = AskedPlan(signed_in("manager", depots=[]), plan.plan_id)
    assert other.client.get(f"{plan.path}/plan.json").status_code == 404


ORDERS = "order_id,lat,lon,service_min\nA1,49.4428,7.7642,5\n"
VEHICLES = "vehicle_id,shift_start,shift_end,depot_lat,depot_lon\nvan 1,08:00,16:00,49.4442,7.7663\n"


@pytest.fixture
def checked(service, grid_town, dispatcher):
    """Return a function: check a plan that leaves the only order out, its fields replaced by others."""
    network, content = grid_town
    depot_id, _ = keep_depot(service.app.state.store, content, network)
    zero = {"delay_rate": None, "late_stops": 0, "due_stops": 0, "stops": 1, "unassigned": 1, "lateness_min": 0.0}
    figures = {"distance_km": 0.0, "duration_h": 0.0, "vehicles_used": 0}
    rates = {"delay_rate_by_tolerance": dict.fromkeys(("0", "5", "15", "30", "60"))}
    reason = {"code": "not_in_any_tour", "value": "", "detail": "", "de": "", "en": ""}
    document = {
        "schema_version": 2,
        "date": "2026-11-24",
        "timezone": "Europe/Berlin",
        "input_hash": "other",
        "roads_hash": network.content_hash,
        "traffic": "default-weekday-de",
        "tolerance_s": 0,
        "work_limit": None,
        "seed": 0,
        "routes": [],
        "unassigned": [{"order_id": "A1", "due": False, "reasons": [reason]}],
        "kpis": zero | figures | rates,
    }

    def check(orders=ORDERS, **changed):
        body = {"depot_id": depot_id, "plan": document | changed, "orders": orders, "vehicles": VEHICLES}
        return dispatcher.post("/api/v1/check", json=body)

    return check


def test_a_plan_that_keeps_all_rules_has_no_violations(checked):
    assert checked().json()["violations"] == []


def test_a_plan_made_from_other_lists_is_noted(checked):
    assert [note["code"] for note in checked().json()["notes"]] == ["plan_other_input"]


def test_an_order_that_a_plan_forgets_is_a_violation(checked):
    assert "check_stop_missing" in [broken["code"] for broken in checked(unassigned=[]).json()["violations"]]


def test_lists_may_be_given_as_rows(checked):
    rows = list(csv.DictReader(io.StringIO(ORDERS)))
    assert checked(orders=rows).status_code == 200


@pytest.mark.parametrize("wrong", [{"schema_version": 99}, {"date": "soon"}, {"routes": None}])
def test_a_document_that_can_t_be_read_is_refused(checked, wrong):
    answer = checked(**wrong)
    assert (answer.status_code, json.loads(answer.text)["status"]) == (422, 422)
