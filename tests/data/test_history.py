"""A history as a whole: what a clean one becomes, which files are refused, nothing is dropped silently."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from data.exports.history_csv import write_history
from data.imports import HISTORY_COLUMNS, read_history
from data.imports.rows import HistoryRow
from routing.errors import HistoryFileError, InputError, VehicleFileError
from routing.messages import MESSAGES

HOUR = 3600


def lines_of(history):
    """Return the lines that are in a visit, a tour's start or end, or left out of everything."""
    visits = [visit.row for day in history.days for visit in day.visits.values()]
    depots = [row for day in history.days for tour in day.tours for row in (tour.start_row, tour.end_row)]
    out = [item.row for item in history.excluded if item.of == "everything"]
    return sorted(row for row in [*visits, *depots, *out] if row is not None)


def test_a_clean_history_leaves_nothing_out(read_rows, clean_rows):
    history = read_rows(clean_rows(days=("2026-03-02", "2026-03-03")))
    assert history.excluded == ()
    assert history.findings == ()


def test_a_day_has_its_tours_as_planned_and_driven(read_rows, clean_rows):
    [day] = read_rows(clean_rows(stops=2)).days
    assert day.date == date(2026, 3, 2)
    assert day.planned == day.driven == {"T1": ("T1-1", "T1-2"), "T2": ("T2-1", "T2-2")}


def test_stamps_become_seconds_of_the_day(read_rows, clean_rows):
    [day] = read_rows(clean_rows(stops=1)).days
    visit, tour = day.visits["T1-1"], day.tours[0]
    assert (visit.planned_arrival_s, visit.actual_arrival_s) == (9 * HOUR, 9 * HOUR + 600)
    assert (tour.planned_departure_s, tour.actual_departure_s) == (8 * HOUR, 8 * HOUR + 300)
    assert (tour.planned_end_s, tour.actual_end_s) == (15 * HOUR, 15 * HOUR + 1200)


def test_a_tours_vehicle_leaves_as_planned_and_is_else_as_listed(read_rows, clean_rows):
    [day] = read_rows(clean_rows()).days
    vehicle = day.problem.vehicle_by_id["T2"]
    assert (vehicle.shift.start_s, vehicle.shift.end_s) == (8 * HOUR, 16 * HOUR + 1800)
    assert day.tours[1].vehicle_id == "van-2"


def test_the_plan_was_made_an_hour_before_the_first_departure(read_rows, clean_rows):
    assert read_rows(clean_rows()).days[0].planned_at_s == 7 * HOUR


def test_the_planning_instant_can_be_given(read_rows, clean_rows):
    assert read_rows(clean_rows(), planned_at="06:15").days[0].planned_at_s == 6 * HOUR + 900


def test_a_planning_instant_that_is_no_clock_time_is_refused(read_rows, clean_rows):
    with pytest.raises(InputError, match="noon"):
        read_rows(clean_rows(), planned_at="noon")


@pytest.mark.parametrize("name", ["history.csv", "history.parquet"])
def test_every_format_means_the_same(read_rows, clean_rows, name):
    assert read_rows(clean_rows(), name=name).days == read_rows(clean_rows()).days


def test_excel_means_the_same(read_rows, clean_rows, tmp_path, vehicles_file):
    pd.DataFrame(clean_rows()).to_excel(tmp_path / "history.xlsx", index=False)
    assert read_history(tmp_path / "history.xlsx", vehicles_file).days == read_rows(clean_rows()).days


def test_typed_columns_of_parquet_mean_the_same(read_rows, clean_rows, tmp_path, vehicles_file):
    """Exports of other tools hold real dates, instants and numbers."""
    frame = pd.DataFrame(clean_rows())
    for column in ("planned_arrival", "actual_arrival", "actual_departure", "planned_departure"):
        frame[column] = pd.to_datetime(frame["date"] + " " + frame[column]).dt.tz_localize("Europe/Berlin")
    for column in ("lat", "lon", "service_min", "planned_sequence"):
        frame[column] = frame[column].astype(float)
    frame["date"] = pd.to_datetime(frame["date"])
    frame.to_parquet(tmp_path / "typed.parquet")
    assert read_history(tmp_path / "typed.parquet", vehicles_file).days == read_rows(clean_rows()).days


def test_a_broken_parquet_file_is_refused(csv_file, vehicles_file):
    with pytest.raises(HistoryFileError, match="Parquet"):
        read_history(csv_file(b"PAR1 but not really PAR1", "history.parquet"), vehicles_file)


def test_a_missing_file_is_refused(tmp_path, vehicles_file):
    with pytest.raises(HistoryFileError, match="can't be opened"):
        read_history(tmp_path / "none.csv", vehicles_file)


def test_all_missing_columns_are_named_at_once(csv_file, vehicles_file):
    with pytest.raises(HistoryFileError) as caught:
        read_history(csv_file("date;tour_id\n2026-03-02;T1\n"), vehicles_file)
    assert [finding.column for finding in caught.value.findings] == ["vehicle_id", "order_id", "lat", "lon"]


def test_a_bad_vehicle_list_is_told_as_such(read_rows, clean_rows, csv_file):
    with pytest.raises(VehicleFileError):
        read_rows(clean_rows(), vehicles=csv_file("vehicle_id\nvan-1\n", "bad.csv"))


def test_two_bad_files_are_told_together(csv_file):
    with pytest.raises(InputError) as caught:
        read_history(csv_file("date\n2026-03-02\n"), csv_file("vehicle_id\nvan-1\n", "bad.csv"))
    assert {finding.file for finding in caught.value.findings} == {"orders.csv", "bad.csv"}


def test_a_history_without_a_usable_row_says_why(read_rows, clean_rows):
    rows = [row | {"vehicle_id": "lorry"} for row in clean_rows()]
    with pytest.raises(HistoryFileError) as caught:
        read_rows(rows)
    assert [finding.code for finding in caught.value.findings] == ["history_without_rows", "vehicle_unlisted"]


def test_a_depot_that_is_not_listed_refuses_the_file(read_rows, clean_rows):
    rows = [row | {"depot": "north"} for row in clean_rows()]
    with pytest.raises(HistoryFileError, match="north"):
        read_rows(rows)


def test_a_depot_misspelt_in_few_rows_only_costs_those_tours(read_rows, clean_rows):
    days = [f"2026-03-{day:02d}" for day in range(2, 14)]
    rows = [row | {"depot": "depot"} for row in clean_rows(days=days)]
    rows[0]["depot"] = "depo"
    history = read_rows(rows)
    assert {(item.reason, item.tour_id, item.level) for item in history.excluded} == {("unknown_depot", "T1", "tour")}


def test_a_line_of_the_wrong_length_is_left_out_not_the_file(clean_rows, tmp_path, vehicles_file):
    path = tmp_path / "history.csv"
    write_history(path, pd.DataFrame(clean_rows()))
    path.write_text(path.read_text() + "2026-03-02,T9\n")
    history = read_history(path, vehicles_file)
    assert [(item.reason, item.row) for item in history.excluded] == [("row_length", 14)]
    assert history.rows == 13


def test_a_formula_error_costs_its_row_not_the_file(clean_rows, tmp_path, vehicles_file):
    rows = clean_rows()
    rows[2]["demand_kg"] = "#N/A"
    pd.DataFrame(rows).to_excel(tmp_path / "history.xlsx", index=False)
    history = read_history(tmp_path / "history.xlsx", vehicles_file)
    assert [(item.reason, item.row) for item in history.excluded] == [("formula_error", 4)]


def test_progress_is_told(read_rows, clean_rows):
    said = []
    read_rows(clean_rows(), progress=said.append)
    assert said == ["1 / 1"]


def test_a_missing_quarter_of_a_depot_is_told_with_its_dates(read_rows, clean_rows, csv_file):
    vehicles = csv_file(
        "vehicle_id,shift_start,shift_end,depot,depot_lat,depot_lon\n"
        "van-1,07:00,16:00,north,49.44,7.77\nvan-2,07:00,16:00,south,49.40,7.77\n",
        "two.csv",
    )
    every = [day.date().isoformat() for day in pd.bdate_range("2026-01-05", "2026-05-29")]
    rows = clean_rows(days=every, stops=1)
    rows = [row for row in rows if row["vehicle_id"] == "van-1" or row["date"] < "2026-02-02"]
    [finding] = read_rows(rows, vehicles=vehicles).findings[:-1]
    assert (finding.code, finding.value, finding.detail) == ("history_gap", "south", "2026-02-02 – 2026-05-29 (85)")


def test_tours_of_one_stop_are_kept_and_counted(read_rows, clean_rows):
    history = read_rows(clean_rows(stops=1))
    assert [(finding.code, finding.value) for finding in history.findings] == [("history_lone_stops", "2")]
    assert history.days[0].planned["T1"] == ("T1-1",)


def test_what_is_assumed_in_place_of_blank_cells_is_told(read_rows, clean_rows):
    rows = [row | {"service_min": ""} for row in clean_rows(stops=3)]
    [finding] = read_rows(rows).findings
    assert (finding.code, finding.value) == ("service_assumed", "6")


def test_every_column_has_its_place_once():
    assert len(set(HISTORY_COLUMNS)) == len(HISTORY_COLUMNS)
    assert set(HistoryRow.model_fields) < set(HISTORY_COLUMNS)


cells = st.sampled_from(HISTORY_COLUMNS)
junk = st.one_of(
    st.sampled_from(["", "0", "-1", "25:99", "09:00", "02:30", "1e9", "T1", "T2-1", "van-2", "cancelled", "skipped"]),
    st.sampled_from(["2026-03-29T02:30", "31.02.2026", "2026-03-02", "depot_end", "49,4", "7.77", "nan", "=1+1", "|"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(damage=st.lists(st.tuples(st.integers(0, 15), cells, junk), max_size=12), doubled=st.sets(st.integers(0, 15)))
def test_every_line_is_accounted_for_however_cells_are_damaged(read_rows, clean_rows, damage, doubled):
    """Each line once in a visit, at a tour's depot, or left out with a reason that has a wording; never a traceback."""
    rows = clean_rows(days=("2026-03-28", "2026-03-29"), stops=2)
    rows += clean_rows(days=[f"2026-04-{day:02d}" for day in range(1, 6)], stops=1)
    for place, column, text in damage:
        rows[place][column] = text
    rows += [rows[place] for place in sorted(doubled)]
    try:
        history = read_rows(rows)
    except HistoryFileError as refusal:  # unlisted depots in too many tours
        event(refusal.findings[0].code)
        return
    assert lines_of(history) == list(range(2, len(rows) + 2))
    assert history.rows == len(rows)
    assert {item.reason for item in history.excluded} <= MESSAGES.keys()
    for day in history.days:
        assert sorted(stop for tour in day.planned.values() for stop in tour) == sorted(day.problem.stop_by_id)
        assert set(day.visits) == set(day.problem.stop_by_id)
