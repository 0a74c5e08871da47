"""Orders and vehicles together."""

from datetime import date

import pytest

from data.imports import read_problem
from routing.errors import InputError, OrderFileError, VehicleFileError
from routing.model import Problem

DAY = date(2026, 3, 3)


def test_a_day_is_read_from_two_lists(order_file, vehicles_file):
    problem, findings = read_problem(order_file(), vehicles_file, date=DAY, tolerance_s=300)
    assert [stop.stop_id for stop in problem.stops] == ["1", "2"]
    assert [vehicle.vehicle_id for vehicle in problem.vehicles] == ["van-1", "van-2"]
    assert (problem.date, problem.timezone, problem.tolerance_s) == (DAY, "Europe/Berlin", 300)
    assert findings == ()


def test_an_order_forced_onto_an_unknown_vehicle_names_the_nearest(order_file, vehicles_file):
    with pytest.raises(OrderFileError, match="row 3, column vehicle_id: There is no vehicle “van-22”"):
        read_problem(order_file(vehicle_id="van-22"), vehicles_file, date=DAY)


def test_swapped_coordinates_are_seen_from_the_depot(order_file, vehicles_file):
    with pytest.raises(OrderFileError, match=r"7.77 / 49.44 lies far .* Is 49.44 / 7.77 meant"):
        read_problem(order_file(lat="7.77", lon="49.44"), vehicles_file, date=DAY)


def test_a_far_order_that_is_not_swapped_is_left_to_the_roads(order_file, vehicles_file):
    problem, _ = read_problem(order_file(lat="40.4", lon="-3.7"), vehicles_file, date=DAY)
    assert len(problem.stops) == 2


def test_findings_of_both_lists_come_together(order_file, csv_file):
    vehicles = csv_file("vehicle_id,shift_start,shift_end,depot_lat,depot_lon\nv,9,10:00,49,7\n", "vehicles.csv")
    with pytest.raises(InputError) as caught:
        read_problem(order_file(service_min="-1"), vehicles, date=DAY)
    assert [(f.file, f.code) for f in caught.value.findings] == [
        ("orders.csv", "number_negative"), ("vehicles.csv", "time_unreadable"),
    ]  # fmt: skip


def test_one_bad_list_is_an_error_of_that_list(order_file, csv_file):
    with pytest.raises(VehicleFileError):
        read_problem(order_file(), csv_file("", "vehicles.csv"), date=DAY)


def test_order_windows_are_local_to_the_vehicles_depot(order_file, csv_file):
    text = "vehicle_id,shift_start,shift_end,depot_lat,depot_lon,depot_timezone\nv,07:00,16:00,49,7,Europe/Helsinki\n"
    orders = order_file(window_end="2026-03-03T08:00+01:00")
    problem, _ = read_problem(orders, csv_file(text, "vehicles.csv"), date=DAY)
    assert problem.stops[1].due_s == 9 * 3600


def test_a_real_looking_pair_of_lists_reads_the_same_from_csv_and_from_excel(golden, tmp_path):
    """The golden lists are as a German office writes them: Windows-1252, semicolons, decimal commas."""
    import csv

    import openpyxl

    problem, findings = read_problem(golden / "auftraege.csv", golden / "fahrzeuge.csv", date=DAY)
    book = openpyxl.Workbook()
    for row in csv.reader((golden / "auftraege.csv").read_text("cp1252").splitlines(), delimiter=";"):
        book.active.append(row)
    book.save(tmp_path / "auftraege.xlsx")
    again, _ = read_problem(tmp_path / "auftraege.xlsx", golden / "fahrzeuge.csv", date=DAY)
    assert again == problem
    assert [(f.code, f.value) for f in findings] == [("columns_unknown", "Telefon")]


def test_the_golden_lists_mean_what_they_always_meant(golden):
    problem, _ = read_problem(golden / "auftraege.csv", golden / "fahrzeuge.csv", date=DAY)
    assert problem == Problem.model_validate_json((golden / "tag.json").read_text("utf-8"))
