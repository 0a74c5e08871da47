"""plan.csv: for spreadsheets and back."""

import csv

import pytest

from data.exports import write_plan_csv
from data.exports.plan_csv import harmless
from data.imports import read_sequences
from routing.plan import Reason, Reload
from routing.schedule import schedule


@pytest.fixture
def written(sample_town_day, tmp_path):
    """A problem, a plan with two tours and stops left out, and the file written of it."""
    problem, matrix, _ = sample_town_day
    stops = [stop.stop_id for stop in problem.stops]
    reasons = {stop: (Reason(code="not_in_any_tour"),) for stop in stops}
    plan = schedule(problem, {"van-2": stops[5:15][::-1], "van-1": stops[:5]}, matrix, reasons=reasons)
    path = tmp_path / "out" / "plan.csv"
    write_plan_csv(path, problem, plan)
    return problem, plan, path


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_each_order_has_one_row_in_driving_order_and_those_left_out_come_last(written):
    problem, plan, path = written
    driven = [visit.stop_id for route in plan.routes for visit in route.visits]
    assert [row["order_id"] for row in rows(path)] == driven + [item.stop_id for item in plan.unassigned]
    assert len(rows(path)) == len(problem.stops)


def test_german_excel_opens_it(written):
    content = written[2].read_bytes()
    assert content.startswith(b"\xef\xbb\xbfdate;vehicle_id;sequence;order_id;")
    assert content.count(b"\r\n") == content.count(b"\n")


def test_times_are_clock_times_and_figures_have_a_decimal_comma(written):
    _, plan, path = written
    first, visit = rows(path)[0], plan.routes[0].visits[0]
    assert (
        first["arrival"] == f"{visit.arrival_s // 3600:02d}:{visit.arrival_s // 60 % 60:02d}:{visit.arrival_s % 60:02d}"
    )
    assert first["distance_km"] == f"{visit.leg.distance_m / 1000:.3f}".replace(".", ",")


def test_an_order_left_out_says_why(written):
    last = rows(written[2])[-1]
    assert (last["vehicle_id"], last["sequence"]) == ("", "")
    assert last["reason"] == Reason(code="not_in_any_tour").text("de")


def test_the_file_can_be_given_back_as_tours(written):
    _, plan, path = written
    assert read_sequences(path) == plan.sequences


@pytest.mark.parametrize("text", ["=1+1", "+49 631", "-5", "@cmd", "\t=1"])
def test_no_text_is_run_as_a_formula(text):
    assert harmless(text) == f"'{text}"


def test_ordinary_text_stays_as_it_is():
    assert harmless("Müller = Söhne") == "Müller = Söhne"


def test_a_customers_name_can_not_smuggle_in_a_formula(sample_town_day, tmp_path):
    problem, matrix, _ = sample_town_day
    stop = problem.stops[0].model_copy(update={"name": '=HYPERLINK("http://x")', "address": "@SUM(1)"})
    problem = problem.model_copy(update={"stops": (stop,)})
    write_plan_csv(tmp_path / "plan.csv", problem, schedule(problem, {"van-1": [stop.stop_id]}, matrix))
    row = rows(tmp_path / "plan.csv")[0]
    assert (row["name"], row["address"]) == ('\'=HYPERLINK("http://x")', "'@SUM(1)")


def test_a_visit_after_midnight_counts_hours_on(sample_town_day, tmp_path):
    problem, matrix, _ = sample_town_day
    stop = problem.stops[0]
    plan = schedule(problem, {"van-1": [stop.stop_id]}, matrix, departures={"van-1": 86_400})
    write_plan_csv(tmp_path / "plan.csv", problem, plan)
    assert rows(tmp_path / "plan.csv")[0]["arrival"].startswith("24:")


def test_a_break_and_a_reload_stand_with_the_visit_behind_them(written, tmp_path):
    problem, plan, _ = written
    first, second, *rest = plan.routes[0].visits
    there = second.leg.model_copy(update={"arrival_s": 36_000, "destination": "depot/depot"})
    leg = second.leg.model_copy(update={"departure_s": 39_600, "pause_s": 2700})
    ruled = second.model_copy(update={"leg": leg, "reload": Reload(leg=there, departure_s=36_900)})
    route = plan.routes[0].model_copy(update={"visits": (first, ruled, *rest)})
    write_plan_csv(tmp_path / "ruled.csv", problem, plan.model_copy(update={"routes": (route,)}))
    row = rows(tmp_path / "ruled.csv")[1]
    assert row["before"] == "10:00 Nachladen am Depot 15 min; 10:15 Pause 45 min"
    assert (row["trip"], row["break_min"], row["reload_min"]) == ("2", "45,0", "15,0")
